"""Rules that a standard states itself, as equations between cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.evidence.relation import (
    Equation,
    PrintedAmount,
    amount_of_code,
    amount_of_fixed_row,
)
from yugong.audit.rule import Check, Need, Rule, UndecidedError
from yugong.budget.money import wan_text
from yugong.findings import Finding, Kind, Severity
from yugong.published.model.package import PublishedPackage
from yugong.standard.equations import CellName, StatedEquation, parse_equation
from yugong.standard.schema import OwnRule, Standard


def own_rules(standard: Standard) -> tuple[Rule, ...]:
    """The rules under 规则 of a standard, to be audited with the others.

    Their findings are all of one kind, since the list of kinds is closed; the evidence names the
    rule.
    """
    rules = []
    for spec in standard.rules:
        equations = [parse_equation(text) for text in spec.equations]
        tables = tuple(
            dict.fromkeys(cell.table for equation in equations for cell in equation.cells)
        )
        rules.append(
            Rule(
                spec.code,
                spec.title,
                spec.obligation,
                _check(spec, equations),
                frozenset((Need.TABLES,)),
                (Severity(spec.level),),
                tables,
                len(tables),
            )
        )
    return tuple(rules)


def _check(spec: OwnRule, equations: Sequence[StatedEquation]) -> Check:
    def check(package: PublishedPackage) -> Iterator[Finding]:
        relations = [_relation(spec, equation, package) for equation in equations]
        decided = [relation for relation in relations if relation is not None]
        if not decided:
            raise UndecidedError("没有读到所需的行、列")
        for relation in decided:
            gap = abs(relation.difference)
            if gap > relation.tolerance:
                yield _finding(spec, relation)

    return check


def _relation(
    spec: OwnRule, equation: StatedEquation, package: PublishedPackage
) -> Equation | None:
    """The equation with its printed amounts, what is taken away moved to the other side."""
    sides: tuple[list[PrintedAmount], list[PrintedAmount]] = ([], [])
    for index, cells in enumerate((equation.left, equation.right)):
        for cell in cells:
            term = _term(package, cell)
            if term is None:
                return None
            sides[index if cell.sign > 0 else 1 - index].append(term)
    tolerance = Decimal(spec.tolerance)
    return Equation(spec.code, tuple(sides[0]), tuple(sides[1]), tolerance, False, equation.source)


def _term(package: PublishedPackage, cell: CellName) -> PrintedAmount | None:
    table = package.tables[cell.table]
    find = amount_of_code if cell.row.isdigit() else amount_of_fixed_row
    return find(table, cell.row, cell.column)


def _finding(spec: OwnRule, relation: Equation) -> Finding:
    left, right = relation.evidence()
    first = next(iter(relation.terms))
    return Finding(
        Kind.LOCAL_RULE_BROKEN,
        first.place,
        left,
        f"{right}（{spec.obligation}）",
        remedy=spec.remedy,
        severity=Severity(spec.level),
        difference=wan_text(relation.difference),
        evidence=(f"规则 {spec.code} {spec.title}", left, right),
    )
