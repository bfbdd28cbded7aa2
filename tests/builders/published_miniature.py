"""Published packages in miniature: what was read, put together by hand.

Every function takes what a test is about and fills in the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from builders.entered_rules import RULES
from yugong.audit.rule import audit
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import (
    Aspect,
    Enumeration,
    FormField,
    FormIndicator,
    Passage,
    PerformanceForm,
    PublishedPackage,
    ReadCell,
    ReadRow,
    ReadTable,
    Section,
    Statement,
)
from yugong.standard.library import shipped_standards
from yugong.standard.schema import Standard

HERE = Place(file="公开.txt", line=1)


def standard(name: str = "shanxi-2025") -> Standard:
    return next(standard for standard in shipped_standards() if standard.name == name)


def table(
    name: str,
    rows: Mapping[str, Mapping[str, str]],
    *,
    empty: bool = False,
    labels: Mapping[str, str] | None = None,
    of: str = "shanxi-2025",
) -> ReadTable:
    """A table of the standard with these rows: amounts as printed, by column, by row key."""
    spec = next(spec for spec in standard(of).tables if spec.name == name)
    blocks = []
    for block in spec.blocks:
        columns = {column.name for column in block.columns}
        printed = {key: cells for key, cells in rows.items() if columns & cells.keys()}
        blocks.append(
            tuple(
                ReadRow(
                    key,
                    key if key.isdigit() else "",
                    (labels or {}).get(key, key),
                    {column: _cell(text) for column, text in cells.items() if column in columns},
                    HERE,
                )
                for key, cells in printed.items()
            )
        )
    columns_found = frozenset(column for cells in rows.values() for column in cells)
    return ReadTable(
        spec, "", spec.title, spec.unit, columns_found, tuple(blocks), HERE, declares_empty=empty
    )


def _cell(text: str) -> ReadCell:
    return ReadCell(text, Decimal(text.replace(",", "")) if text else None, HERE)


def projects_table(projects: Mapping[str, str], total: str = "") -> ReadTable:
    """项目支出本年表 with these projects and their 万元."""
    whole = total or str(sum((Decimal(amount) for amount in projects.values()), Decimal(0)))
    rows = {
        "部门合计": {"合计": whole},
        **{key: {"合计": amount} for key, amount in projects.items()},
    }
    return table("项目支出本年表", rows, labels={"部门合计": "某县档案馆"})


def says(
    subject: str,
    value: str,
    *,
    aspect: Aspect = Aspect.VALUE,
    section: str = "收入",
    sentence: str = "",
    direction: int | None = None,
    base: str | None = None,
    reason: str = "",
) -> Statement:
    """A number that the narrative states."""
    return Statement(
        subject,
        aspect,
        Decimal(value),
        value,
        section,
        sentence or f"{section}一节的一句话",
        HERE,
        direction,
        base,
        reason,
    )


def share(subject: str, value: str, base: str, section: str = "收入") -> Statement:
    return says(subject, value, aspect=Aspect.SHARE, base=base, section=section)


def change(
    subject: str, value: str, direction: int, *, section: str = "收支变动", reason: str = ""
) -> Statement:
    return says(
        subject, value, aspect=Aspect.CHANGE, direction=direction, section=section, reason=reason
    )


def rate(subject: str, value: str, direction: int, section: str = "收支变动") -> Statement:
    return says(subject, value, aspect=Aspect.RATE, direction=direction, section=section)


def section(name: str, *texts: str, heading: str = "") -> Section:
    passages = tuple(Passage(text, HERE) for text in texts)
    return Section(name, heading or name, 1, passages, HERE)


def enumeration(subject: str, *names: str, text: str = "") -> Enumeration:
    return Enumeration(subject, names, text or "、".join(names), "基本支出", HERE)


def indicator(
    level2: str,
    level3: str,
    value: str,
    year_value: str = "",
    *,
    level1: str = "产出指标",
) -> FormIndicator:
    year = year_value or value
    return FormIndicator(level1, level2, level3, value, level2, level3, year, HERE)


def form(
    name: str = "档案数字化",
    *indicators: FormIndicator,
    year: str | None = "320000",
    period: str | None = None,
    footers: Sequence[str] = (),
    year_funds: Mapping[str, str] | None = None,
    **fields: str,
) -> PerformanceForm:
    """A project's form: the year's total in 元; the period's is the same where it is not given."""
    funds = dict(year_funds or {})
    if year is not None:
        funds.setdefault("总额", year)
    whole = period or year
    return PerformanceForm(
        name,
        {key: FormField(text, HERE) for key, text in fields.items()},
        {} if whole is None else {"总额": Decimal(whole)},
        {key: Decimal(text) for key, text in funds.items()},
        indicators,
        tuple(Passage(text, HERE) for text in footers),
        "项目支出绩效目标表",
        HERE,
    )


def package(
    *statements: Statement,
    tables: Sequence[ReadTable] = (),
    sections: Sequence[Section] = (),
    enumerations: Sequence[Enumeration] = (),
    forms: Sequence[PerformanceForm] = (),
    overall: PerformanceForm | None = None,
    of: str = "shanxi-2025",
    year: int = 2026,
) -> PublishedPackage:
    return PublishedPackage(
        file="公开.txt",
        form="text",
        standard=standard(of),
        year=year,
        department="某县档案馆",
        tables={table.name: table for table in tables},
        sections=tuple(sections),
        statements=statements,
        enumerations=tuple(enumerations),
        projects=tuple(forms),
        overall=overall,
        passages=tuple(passage for part in sections for passage in part.passages),
    )


def found_by(code: str, read: PublishedPackage) -> list[Finding]:
    """The findings of one rule; a rule that was not executed is a fault of the test."""
    (outcome,) = audit(read, [RULES[code]])
    assert not outcome.not_executed, outcome.not_executed
    assert all(finding.code in RULES for finding in outcome.findings)
    # The page of rules says which severities a rule may give.
    assert {finding.severity for finding in outcome.findings} <= {*RULES[code].possible_severities}
    return list(outcome.findings)


def errors_of(code: str, read: PublishedPackage) -> list[Finding]:
    return [finding for finding in found_by(code, read) if finding.severity is Severity.ERROR]


def warnings_of(code: str, read: PublishedPackage) -> list[Finding]:
    return [finding for finding in found_by(code, read) if finding.severity is Severity.WARNING]
