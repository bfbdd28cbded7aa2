"""Rules that a standard states itself, as equations between cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.relation import Relation, Term, code_term, fixed_term
from yugong.audit.rule import Check, Need, Rule, UndecidedError
from yugong.budget.money import written
from yugong.findings import Finding, Severity
from yugong.findings.kinds import FindingKind, declare
from yugong.published.package import PublishedPackage
from yugong.standard.equations import CellName, Equation, parse_equation
from yugong.standard.schema import OwnRule, Standard


def own_rules(standard: Standard) -> tuple[Rule, ...]:
    """The rules under 规则 of a standard, to be audited with the others.

    The finding kind of a code says the same for every standard, so that several may be loaded.
    """
    rules = []
    for spec in standard.rules:
        declare(
            FindingKind(
                spec.code,
                f"不符合本标准自定的规则 {spec.code}",
                "标准文件“规则”中写明的要求。",
                "核对所列的数，改正有误的一处。",
            )
        )
        equations = [parse_equation(text) for text in spec.equations]
        tables = tuple(dict.fromkeys(cell.table for one in equations for cell in one.cells))
        rules.append(
            Rule(
                spec.code,
                spec.title,
                spec.obligation,
                _check(spec, equations),
                frozenset((Need.TABLES,)),
                tables,
                len(tables),
            )
        )
    return tuple(rules)


def _check(spec: OwnRule, equations: Sequence[Equation]) -> Check:
    def check(package: PublishedPackage) -> Iterator[Finding]:
        relations = [_relation(spec, one, package) for one in equations]
        decided = [one for one in relations if one is not None]
        if not decided:
            raise UndecidedError("没有读到所需的行、列")
        for relation in decided:
            gap = abs(relation.difference)
            if gap > relation.tolerance:
                yield _finding(spec, relation)

    return check


def _relation(spec: OwnRule, equation: Equation, package: PublishedPackage) -> Relation | None:
    """The equation with its printed amounts, what is taken away moved to the other side."""
    sides: tuple[list[Term], list[Term]] = ([], [])
    for at, cells in enumerate((equation.left, equation.right)):
        for cell in cells:
            term = _term(package, cell)
            if term is None:
                return None
            sides[at if cell.sign > 0 else 1 - at].append(term)
    tolerance = Decimal(spec.tolerance)
    return Relation(spec.code, tuple(sides[0]), tuple(sides[1]), tolerance, False, equation.source)


def _term(package: PublishedPackage, cell: CellName) -> Term | None:
    table = package.tables[cell.table]
    find = code_term if cell.row.isdigit() else fixed_term
    return find(table, cell.row, cell.column)


def _finding(spec: OwnRule, relation: Relation) -> Finding:
    left, right = relation.evidence()
    first = next(iter(relation.terms))
    return Finding(
        spec.code,
        first.place,
        left,
        f"{right}（{spec.obligation}）",
        remedy=spec.remedy,
        severity=Severity(spec.level),
        difference=written(relation.difference),
        evidence=(spec.title, left, right),
    )
