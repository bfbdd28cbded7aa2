"""N09 and N13: stated procurement and bought services against the projects.

Tests: tests/audit/narrative/test_content.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yugong.audit.evidence.project_rows import project_rows
from yugong.audit.evidence.stated import first_value, listed, wan
from yugong.audit.evidence.table_names import PROJECTS
from yugong.audit.evidence.text_words import Purchase, text_words
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage, ReadRow
from yugong.published.model.printed_text import is_numbered, plain


@rule(
    "N09",
    "政府采购与项目不相称",
    "把达到限额的货物、工程、服务编入政府采购预算，或说明不属于采购的理由。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.STATEMENTS, Need.TABLES],
    tables=(PROJECTS,),
)
def procurement_matches_projects(package: PublishedPackage) -> Iterator[Finding]:
    """文中的政府采购预算与项目表中应当采购的车辆、物业、安保、工程等项目不矛盾。"""
    total = first_value(package, "政府采购.总额")
    if total is None:
        return
    bought = {purchase.kind: _bought(package, purchase) for purchase in text_words().purchases}
    if total.value == 0:
        every = [row for rows in bought.values() for row in rows]
        if every:
            yield violation(
                "N09",
                total.place,
                "政府采购预算 0 万元",
                "编列政府采购预算并与项目对应",
                evidence=listed([total.sentence, *(_line(row) for row in every)]),
            )
        return
    for purchase in text_words().purchases:
        rows = bought[purchase.kind]
        stated = first_value(package, f"政府采购.{purchase.kind}")
        if stated is None or not rows:
            continue
        largest = max(_total(row) for row in rows)
        if stated.value == 0:
            yield violation(
                "N09",
                stated.place,
                f"政府采购{purchase.kind}预算 0 万元",
                f"编列{purchase.kind}采购预算，或说明各项目为何不采购",
                severity=Severity.ERROR if len(rows) > 1 else Severity.WARNING,
                evidence=listed([stated.sentence, *(_line(row) for row in rows)]),
            )
        elif purchase.covers and stated.value < largest:
            yield violation(
                "N09",
                stated.place,
                f"政府采购{purchase.kind}预算 {wan(stated.value)}",
                f"不小于单个项目的 {wan(largest)}，或说明其余部分为何不采购",
                severity=Severity.WARNING,
                evidence=listed([stated.sentence, *(_line(row) for row in rows)]),
            )


def _bought(package: PublishedPackage, purchase: Purchase) -> list[ReadRow]:
    """The projects whose names are those of purchases, from the limit up."""
    words = text_words()
    return [
        row
        for row in project_rows(package)
        if any(word in row.label for word in purchase.words)
        and not any(word in row.label for word in words.not_purchases)
        and _total(row) >= purchase.limit
    ]


def _total(row: ReadRow) -> Decimal:
    return row.amount("合计") or Decimal(0)


def _line(row: ReadRow) -> str:
    return f"{row.label}：{wan(_total(row))}"


@rule(
    "N13",
    "政府购买服务说明前后矛盾",
    "有目录的附上本部门的目录；没有的，说明与服务采购的口径。",
    severities=[Severity.WARNING],
    needs=[Need.TEXT],
)
def bought_services_are_stated_consistently(package: PublishedPackage) -> Iterator[Finding]:
    """称见附件的附有本部门政府购买服务目录；称没有的，没有服务采购等相反的内容。"""
    patterns = text_words().service_list
    for section in package.sections:
        for passage in section.passages:
            denied = patterns["没有"].search(passage.text)
            if denied and not patterns["口径"].search(passage.text):
                yield from _denied(package, passage.text, section.name)
                return
    for section in package.sections:
        for passage in section.passages:
            named = patterns["目录"].search(passage.text) or patterns["目录"].search(
                section.heading
            )
            if named and patterns["见附件"].search(passage.text) and not _is_attached(package):
                yield violation(
                    "N13",
                    passage.place,
                    passage.text,
                    "附上本部门的政府购买服务目录",
                )
                return


def _denied(package: PublishedPackage, text: str, section: str) -> Iterator[Finding]:
    services = first_value(package, "政府采购.服务")
    rows = [
        row
        for row in project_rows(package)
        if any(word in row.label for word in text_words().bought_services)
    ]
    against = [services.sentence] if services is not None and services.value else []
    against += [_line(row) for row in rows]
    if against:
        source = next(candidate for candidate in package.sections if candidate.name == section)
        yield violation(
            "N13",
            source.place,
            text,
            "说明服务采购、物业等不属于政府购买服务的口径，或列出目录",
            evidence=listed(against),
        )


def _is_attached(package: PublishedPackage) -> bool:
    """True if a catalogue is printed under its own title."""
    pattern = text_words().service_list["目录"]
    lines = {plain(passage.text) for passage in package.passages}
    annexes = (annex.title for annex in package.annexes)
    titles = {*lines, *(plain(title) for title in (*package.foreign, *package.headings, *annexes))}
    return any(
        pattern.search(title) and title.endswith("目录") and not is_numbered(title)
        for title in titles
    )
