"""Faults behind broken relations, as findings with the figures side by side.

Tests: tests/audit/tables/test_between_tables.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from yugong.audit.evidence.relation import Equation, PrintedAmount
from yugong.audit.evidence.table_names import EXPENDITURE, GENERAL
from yugong.audit.reconciliation.exchanged_rows import Exchange
from yugong.audit.reconciliation.missing_accounts import is_without_figures
from yugong.audit.reconciliation.sums import leaf_codes
from yugong.audit.rule import violation
from yugong.budget.money import is_power_of_ten_apart, wan_text
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage, ReadTable

_EVIDENCE_LINES = 8


def severity_of(relations: Iterable[Equation]) -> Severity:
    sure = any(not relation.doubt for relation in relations)
    return Severity.ERROR if sure else Severity.WARNING


def residue_finding(relation: Equation) -> Finding:
    whole = relation.whole[0]
    return violation(
        relation.code,
        whole.place,
        str(whole),
        f"与分项之和相差在尾差范围（{relation.tolerance}）以内，请确认",
        severity=Severity.INFO,
        difference=wan_text(relation.difference),
        evidence=relation.evidence(),
    )


def cell_finding(
    term: PrintedAmount,
    value: Decimal,
    explained: Sequence[Equation],
    also: Sequence[PrintedAmount] = (),
) -> Finding:
    """A figure that alone breaks several relations; ``also`` are others of its row."""
    lines = _lines(explained)
    if also:
        lines.append(
            f"同一行的{'、'.join(f'{term.column}（{term.figure}）' for term in also)}也是如此"
        )
    if is_power_of_ten_apart(term.amount, value):
        return _apart(term, value, explained, lines)
    return violation(
        min((relation.code for relation in explained), key=_order),
        term.place,
        str(term),
        f"{wan_text(value)}（改后以下 {len(explained)} 处均相符）",
        severity=severity_of(explained),
        difference=wan_text(term.amount - value),
        evidence=lines,
    )


def magnitude_finding(
    term: PrintedAmount, value: Decimal, explained: Sequence[Equation]
) -> Finding:
    """An amount that would fit with its decimal point at another place."""
    return _apart(term, value, explained, _lines(explained))


def _apart(
    term: PrintedAmount, value: Decimal, explained: Sequence[Equation], lines: Sequence[str]
) -> Finding:
    return violation(
        "U01",
        term.place,
        str(term),
        f"{wan_text(value)}：数字相同而小数点位置不同，疑元与万元混用或多写、少写了零",
        severity=severity_of(explained),
        difference=wan_text(term.amount - value),
        evidence=lines,
    )


def exchange_finding(exchange: Exchange) -> Finding:
    """Two rows of a table that have each other's amounts."""
    first, second = exchange.first, exchange.second
    pairs = list(zip(first, second, strict=True))
    printed = "、".join(f"{left.column} {left.figure}、{right.figure}" for left, right in pairs)
    others = "、".join(f"{left.column} {right.figure}、{left.figure}" for left, right in pairs)
    return violation(
        min((relation.code for relation in exchange.explained), key=_order),
        first[0].place,
        f"{first[0].table}{first[0].label}与{second[0].label}的数疑对调：{printed}",
        f"{others}（换回后以下 {len(exchange.explained)} 处均相符）",
        severity=severity_of(exchange.explained),
        evidence=_lines(exchange.explained),
    )


def empty_finding(table: ReadTable, broken: Sequence[Equation]) -> Finding:
    says = "标明无数据" if table.declares_empty else "没有数字"
    return violation(
        "X13",
        table.place,
        f"{table.name}{says}",
        "与有数的相关表一致",
        evidence=(f"由此不符的共 {len(broken)} 处", *_lines(broken)),
    )


def lacking_finding(
    lacking: ReadTable, lacked: Mapping[str, PrintedAmount], broken: Sequence[Equation]
) -> Finding:
    other = next(iter(lacked.values())).table
    return violation(
        "X14",
        lacking.place,
        f"{lacking.name}没有科目 {'、'.join(lacked)}，{other}有",
        "两表列出的科目相同",
        evidence=(*(str(term) for term in lacked.values()), *_lines(broken)),
    )


def foreign_finding(
    package: PublishedPackage, table: ReadTable, broken: Sequence[Equation]
) -> Finding:
    """A table that contradicts the others throughout: another department's, or another year's."""
    others = sorted({name for relation in broken for name in relation.tables} - {table.name})
    factors = {_factor(relation, table.name) for relation in broken}
    lines = [f"由此不符的共 {len(broken)} 处", *_code_sets(package, table), *_lines(broken)]
    if table.department and package.department and table.department != package.department:
        lines.insert(1, f"表上的部门名称：{table.department}")
    if len(factors) == 1 and factors != {0}:
        return violation(
            "U01",
            table.place,
            f"{table.name}的数字与{'、'.join(others)}数字相同而小数点位置不同",
            "全套表用同一单位",
            evidence=lines,
        )
    return violation(
        "X14",
        table.place,
        f"{table.name}表内自洽，但与{'、'.join(others)}处处不符",
        "本部门本年度的数；疑整张表取自别处",
        evidence=lines,
    )


def _factor(relation: Equation, table: str) -> int:
    """The power of ten between a table's figure and the other's; 0 where there is none."""
    sides = [[term for term in side if term.amount] for side in (relation.whole, relation.parts)]
    if [len(side) for side in sides] != [1, 1]:
        return 0
    figure, other = (sides[0][0], sides[1][0])
    if figure.table != table:
        figure, other = other, figure
    if not is_power_of_ten_apart(figure.amount, other.amount):
        return 0
    return figure.amount.adjusted() - other.amount.adjusted()


def _code_sets(package: PublishedPackage, table: ReadTable) -> list[str]:
    """The 科目 of a table beside those of the tables of expenditure, where they differ."""
    columns = [column.name for spec in table.spec.blocks for column in spec.columns]
    if "合计" not in columns:
        return []
    leaves = leaf_codes(table, "合计")
    lines = []
    for name in (EXPENDITURE, GENERAL):
        other = package.tables.get(name)
        if other is None or other is table or is_without_figures(other):
            continue
        others = leaf_codes(other, "合计")
        if leaves and others and not leaves.keys() & others.keys():
            lines.append(f"{table.name}的科目：{'、'.join(leaves)}")
            lines.append(f"{name}的科目：{'、'.join(others)}，没有一个相同")
    return lines


def _order(code: str) -> tuple[int, str]:
    return ("UTX".find(code[0]), code)


def _lines(relations: Sequence[Equation]) -> list[str]:
    ordered = sorted(relations, key=lambda relation: _order(relation.code))
    lines = [
        f"{relation.code}：{'；'.join(relation.evidence())}"
        for relation in ordered[:_EVIDENCE_LINES]
    ]
    if len(ordered) > _EVIDENCE_LINES:
        lines.append(f"……共 {len(ordered)} 处")
    return lines
