"""N06: the accounts the narrative lists as making up personnel and public funds.

Tests: tests/audit/narrative/test_content.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.stated import fact_label, listed
from yugong.audit.evidence.table_names import BASIC
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import USUAL_STEP
from yugong.findings import Finding, Severity
from yugong.published.model.package import Enumeration, PublishedPackage, ReadTable
from yugong.published.model.printed_text import plain, unspaced

_COLUMNS = {
    "一般公共预算.人员经费": ("人员经费",),
    "支出.人员经费": ("人员经费",),
    "一般公共预算.公用经费": ("公用经费",),
    "支出.公用经费": ("公用经费",),
    "机关运行经费.合计": ("公用经费", "合计"),
}
"""The column of an enumeration; the whole if a table has no column of personnel."""

_LEAST_LISTED = 3
_SPENT_ON = re.compile(
    r"项目支出[\d,.]{1,18}万元，?(?:主要)?(?:用于|为|包括|是)[:：]?(?P<what>[^。；;]{2,300})"
)
_BASIC = re.compile(r"(?:日常)?(?:人员)?(?:及|和)?(?:日常)?(?:人员|公用)(?:经费|支出)")

_PERSONNEL = ("一般公共预算.人员经费", "支出.人员经费")


@rule(
    "N06",
    "列举的科目与表不一致",
    "按基本支出经济科目表相应列中有数的科目重新列举。",
    severities=[Severity.WARNING],
    needs=[Need.TABLES],
    tables=(BASIC,),
)
def listed_accounts_are_those_of_the_table(package: PublishedPackage) -> Iterator[Finding]:
    """人员经费、公用经费列举的科目是基本支出经济科目表该列有数的科目，同一科目不在两处列举；项目支出的用途里不列人员经费、公用经费。"""
    table = package.tables[BASIC]
    yield from _basic_among_projects(package)
    seen: dict[str, str] = {}
    for enumeration in package.enumerations:
        columns = [name for name in _COLUMNS.get(enumeration.subject, ()) if name in table.columns]
        if not columns:
            continue
        yield from _compare(enumeration, table, columns[0])
        yield from _twice(enumeration, seen)


def _compare(listing: Enumeration, table: ReadTable, column: str) -> Iterator[Finding]:
    accounts: dict[str, str] = {}
    filled: dict[str, str] = {}
    rounded: set[str] = set()  # printed as 0 in a coarse step: they may have an amount
    for row in table.rows(column):
        if not _is_account(row.key):
            continue
        accounts[plain(row.label)] = row.label
        if row.amount(column):
            filled[plain(row.label)] = row.label
        elif table.step > USUAL_STEP and row.cells[column].text.strip():
            rounded.add(plain(row.label))
    if not filled:
        return
    names = {plain(name): name for name in listing.names}
    extra = [name for key, name in names.items() if key in accounts and key not in filled]
    extra = [name for name in extra if plain(name) not in rounded]
    missing = [label for key, label in filled.items() if key not in names]
    is_whole = listing.subject in _PERSONNEL
    if missing and not (is_whole and len(names) >= _LEAST_LISTED and not _says_more(listing)):
        missing = []
    if not extra and not missing:
        return
    parts = [
        *(f"多列了{'、'.join(extra)}" for _ in extra[:1]),
        *(f"漏列了{'、'.join(missing)}" for _ in missing[:1]),
    ]
    yield violation(
        "N06",
        listing.place,
        f"{fact_label(listing.subject)}：{'；'.join(parts)}",
        f"与{table.title}“{column}”列有数的科目一致",
        evidence=listed([listing.text, f"表中有数的科目：{'、'.join(filled.values())}"]),
    )


def _is_account(key: str) -> bool:
    """True if a row is that of an account of the second level (款)."""
    code = key.split("/", 1)[0]
    return code.isdigit() and len(code) == 5


def _says_more(listing: Enumeration) -> bool:
    """True if the text itself ends its list with 等."""
    return "等" in listing.text


def _twice(listing: Enumeration, seen: dict[str, str]) -> Iterator[Finding]:
    """Accounts that another enumeration of the text claims too."""
    both = [
        name
        for name in listing.names
        if seen.setdefault(plain(name), listing.subject) != listing.subject
    ]
    both = [name for name in both if {seen[plain(name)], listing.subject}.intersection(_PERSONNEL)]
    if both:
        yield violation(
            "N06",
            listing.place,
            f"{'、'.join(both)}同时列在人员经费和公用经费中",
            "每一科目只归一类",
            evidence=(listing.text,),
        )


def _basic_among_projects(package: PublishedPackage) -> Iterator[Finding]:
    """Basic expenditure among the purposes that the text gives of project expenditure."""
    for passage in package.passages:
        for match in _SPENT_ON.finditer(unspaced(passage.text)):
            items = [item.removesuffix("等") for item in re.split(r"[、，,]|以及", match["what"])]
            basic = [item for item in items if _BASIC.fullmatch(item)]
            if basic:
                yield violation(
                    "N06",
                    passage.place,
                    f"项目支出的用途里列了{'、'.join(basic)}",
                    "人员经费、公用经费列在基本支出；确是项目的，写明项目的内容",
                    evidence=(match[0],),
                )
