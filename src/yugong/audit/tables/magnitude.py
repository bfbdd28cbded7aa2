"""Rule U01: one quantity printed with the same digits at different powers of ten."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from yugong.audit.evidence.known_accounts import known_accounts
from yugong.audit.evidence.project_rows import listed_projects
from yugong.audit.evidence.relation import amount_of_fixed_row
from yugong.audit.reconciliation.cascades import also_reported_as
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import is_power_of_ten_apart, rounded_to_print, to_wan, wan_text
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import Aspect, PublishedPackage
from yugong.published.model.printed_text import unspaced

_SWAPPED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}|\d+,\d{1,2}")
"""A comma where the decimal point belongs, or points where the thousands are parted."""

_TOTAL = ("总额", "合计")


@rule(
    "U01",
    "数量级不符",
    "核对单位（元、万元）和小数点，改正有误的一处。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
)
def magnitudes_agree(package: PublishedPackage) -> Iterator[Finding]:
    """同一个量在各处的数量级相同：元与万元不混用，小数点与千分位不互换，不多写、少写零。"""
    yield from also_reported_as(package, "U01")
    yield from _separators(package)
    yield from _statements(package)
    yield from _forms(package)


def _separators(package: PublishedPackage) -> Iterator[Finding]:
    for table in package.tables.values():
        texts = {
            column.name for spec in table.spec.blocks for column in spec.columns if column.text
        }
        for rows in table.blocks:
            for row in rows:
                for name, cell in row.cells.items():
                    if name not in texts and _SWAPPED.fullmatch(cell.text.strip()):
                        yield violation(
                            "U01", cell.place, cell.text, "小数点用“.”，千分位用“,”，不互换"
                        )


def _statements(package: PublishedPackage) -> Iterator[Finding]:
    """Stated amounts against the table, and against the same fact stated elsewhere."""
    reported: set[Place] = set()
    for subject, (name, key, column) in known_accounts().magnitudes.items():
        table = package.tables.get(name)
        term = amount_of_fixed_row(table, key, column) if table is not None else None
        for statement in package.stated(subject) if term is not None else ():
            if term is not None and is_power_of_ten_apart(statement.value, term.amount):
                reported.add(statement.place)
                yield _apart(
                    statement.place, statement.text, term.amount, (statement.sentence, str(term))
                )
    stated: dict[str, list[tuple[Decimal, str, Place]]] = defaultdict(list)
    for statement in package.statements:
        if statement.aspect is not Aspect.VALUE:
            continue
        for value, sentence, _ in stated[statement.subject]:
            if is_power_of_ten_apart(statement.value, value) and statement.place not in reported:
                reported.add(statement.place)
                yield _apart(statement.place, statement.text, value, (sentence, statement.sentence))
        stated[statement.subject].append((statement.value, statement.sentence, statement.place))


def _forms(package: PublishedPackage) -> Iterator[Finding]:
    """The year's funds of a project's form, in 元, against the list of projects, in 万元."""
    amounts = defaultdict(list)
    for name, term in listed_projects(package):
        amounts[name].append(term)
    for form in package.projects:
        total = next((form.year_funds[key] for key in _TOTAL if key in form.year_funds), None)
        listed = amounts.get(unspaced(form.name), [])
        if total is None:
            continue
        exact = to_wan(total)
        if any(rounded_to_print(exact, term.step) == term.amount for term in listed):
            continue
        for term in listed:
            rounded = rounded_to_print(exact, term.step)
            if any(is_power_of_ten_apart(amount, term.amount) for amount in (exact, rounded)):
                yield _apart(
                    form.place,
                    f"{form.name}年度资金 {total} 元",
                    term.amount,
                    (f"绩效目标表 {total} 元，合 {wan_text(to_wan(total))} 万元", str(term)),
                )
                break


def _apart(place: Place, text: str, value: Decimal, evidence: tuple[str, str]) -> Finding:
    return violation(
        "U01",
        place,
        text,
        f"{wan_text(value)} 万元：数字相同而小数点位置不同",
        evidence=evidence,
    )
