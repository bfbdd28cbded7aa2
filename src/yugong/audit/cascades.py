"""What is really wrong where many relations are broken: an empty table, a foreign one, a cell.

A figure that is wrong breaks every relation it is part of.  The relations that one fault explains
are told once, at the fault, with the others as evidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yugong.audit.equalities import GENERAL, is_all_general, table_equalities
from yugong.audit.relation import CellId, Relation, Term, Verdict
from yugong.audit.row_order import account_code
from yugong.audit.rule import UndecidedError, found
from yugong.audit.sums import leaf_codes, table_sums
from yugong.budget.money import ZERO, is_power_of_ten_apart, written
from yugong.findings import Finding, Severity
from yugong.published.package import PublishedPackage, ReadTable

_FOREIGN_FROM = 3
"""Broken relations with other tables from which a table as a whole is in doubt."""

_EVIDENCE_LINES = 8

_COMMON_ACCOUNTS = (
    ("预算收入总表", "预算支出总表", ("合计",)),
    ("预算支出总表", "预算收入总表", ("合计", "上年结转")),
    ("预算支出总表", "一般公共预算支出预算表", ("合计",)),
    ("预算支出总表", "政府性基金预算支出表", ("合计",)),
    ("一般公共预算支出预算表", "预算支出总表", ("合计",)),
)
"""A table, another whose 科目 it must list too, and the columns where the other's amounts are."""


@dataclass(frozen=True, slots=True)
class Root:
    """A fault: what is told of it, every relation it explains, and the table wrong as a whole."""

    finding: Finding
    explains: tuple[Relation, ...]
    table: str = ""


def roots(package: PublishedPackage) -> list[Root]:
    """The faults behind all broken relations, tables first, then cells, then single relations."""
    relations = [*table_sums(package), *table_equalities(package)]
    return _Search(package, relations).all()


def root_findings(package: PublishedPackage, code: str) -> Iterator[Finding]:
    """The faults that are told under this code.

    Raises :class:`UndecidedError` where no relation of this code could be read.
    """
    relations = [*table_sums(package), *table_equalities(package)]
    if not any(one.code == code and not one.weak for one in relations):
        raise UndecidedError("没有读到所需的行、列，或不具备比较的条件")
    for root in _Search(package, relations).all():
        if root.finding.code == code:
            yield root.finding


class _Search:
    """Takes broken relations away fault by fault until none is left."""

    def __init__(self, package: PublishedPackage, relations: Sequence[Relation]) -> None:
        self._package = package
        live = [one for one in relations if not one.is_empty]
        self._kept = [one for one in live if one.verdict is not Verdict.BROKEN]
        self._broken = [one for one in live if one.verdict is Verdict.BROKEN]
        self._roots: list[Root] = []

    def all(self) -> list[Root]:
        self._empty_tables()
        self._foreign_tables()
        self._missing_accounts()
        self._cells()
        for relation in self._broken:
            if not relation.weak:
                self._roots.append(Root(self._single(relation), (relation,)))
        for relation in self._kept:
            if relation.verdict is Verdict.NOTABLE and not relation.weak:
                self._roots.append(Root(_residue(relation), (relation,)))
        return self._roots

    def _take(self, finding: Finding, explained: Sequence[Relation], table: str = "") -> None:
        gone = {id(one) for one in explained}
        self._broken = [one for one in self._broken if id(one) not in gone]
        self._roots.append(Root(finding, tuple(explained), table))

    def _empty_tables(self) -> None:
        """X13: a table without a figure whose neighbours have figures for it."""
        for table in self._package.tables.values():
            if not is_without_figures(table):
                continue
            own = [one for one in self._broken if table.name in one.tables]
            told = [one for one in own if not one.weak]
            if any(_faces_nothing(one, table.name) for one in told) and not (
                self._one_cell_explains(own, table.name)
            ):
                self._take(_empty(table, told), own, table.name)

    def _foreign_tables(self) -> None:
        """Tables that agree within themselves but hardly with any other."""
        while True:
            between = [one for one in self._broken if len(one.tables) > 1]
            against = Counter(name for one in between for name in one.tables)
            inside = {next(iter(one.tables)) for one in self._broken if len(one.tables) == 1}
            agreeing = Counter(
                name for one in self._kept if len(one.tables) > 1 for name in one.tables
            )
            doubtful = [
                (against[name] - agreeing[name], name)
                for name in sorted(against)
                if against[name] >= _FOREIGN_FROM
                and against[name] > agreeing[name]
                and name not in inside
            ]
            if not doubtful:
                return
            _, name = max(doubtful, key=lambda one: one[0])
            own = [one for one in between if name in one.tables]
            told = [one for one in own if not one.weak]
            if len(told) < _FOREIGN_FROM or self._one_cell_explains(own):
                return
            table = self._package.tables[name]
            self._take(_foreign(self._package, table, told), own, name)

    def _missing_accounts(self) -> None:
        """X14: 科目 that a table lists and its counterpart does not."""
        wrong = {root.table for root in self._roots}
        for lacking, lacked in missing_accounts(self._package):
            if lacking.name in wrong:
                continue
            gaps = _gaps(lacking, lacked)
            own = [one for one in self._broken if _is_gap(one, lacking.name, gaps)]
            self._take(_lacks(lacking, lacked, own), own)

    def _one_cell_explains(self, relations: Sequence[Relation], but_of: str = "") -> bool:
        """Whether a cell, of another table than ``but_of``, explains all of these."""
        best = self._best_cell()
        if best is None or best[0][0] == but_of:
            return False
        explained = {id(one) for one in best[1]}
        return all(id(one) in explained for one in relations)

    def _cells(self) -> None:
        """Cells that explain two or more broken relations, the most explaining first."""
        while (best := self._best_cell()) is not None:
            cell, explained, value = best
            told = [one for one in explained if not one.weak] or list(explained)
            term = next(term for one in told for term in one.terms if term.cell == cell)
            self._take(_cell(term, value, told), explained)

    def _best_cell(self) -> tuple[CellId, list[Relation], Decimal] | None:
        best: tuple[CellId, list[Relation], Decimal] | None = None
        for cell in dict.fromkeys(
            term.cell for one in self._broken for term in one.terms if term.cell is not None
        ):
            explained, value = self._explained_by(cell)
            if len(explained) > max(1, len(best[1]) if best else 0):
                best = (cell, explained, value)
        return best

    def _explained_by(self, cell: CellId) -> tuple[list[Relation], Decimal]:
        """The broken relations that hold once the cell has one other value, and that value.

        None where the value would break a relation that now holds.
        """
        own = [one for one in self._broken if one.wanted(cell) is not None]
        if len(own) < 2:
            return [], Decimal(0)
        surest = min(own, key=lambda one: one.tolerance)
        value = surest.wanted(cell) or Decimal(0)
        explained = [one for one in own if _fits(one, cell, value)]
        if len(explained) < len(own) or not all(
            _fits(one, cell, value) for one in self._kept if one.wanted(cell) is not None
        ):
            return [], value
        return explained, value

    def _single(self, relation: Relation) -> Finding:
        """One relation that is broken by itself: told where other figures speak against it."""
        scaled = _scaled_term(relation)
        if scaled is not None:
            return _magnitude(*scaled, (relation,))
        term = min(_ends(relation), key=lambda one: self._conflicts(relation, one))
        value = term.amount
        if term.cell is not None:
            value = relation.wanted(term.cell) or value - value
        doubt = (relation.doubt,) if relation.doubt else ()
        return found(
            relation.code,
            term.place,
            str(term),
            f"{written(value)}（{relation.equation}）",
            severity=_severity((relation,)),
            difference=written(term.amount - value),
            evidence=(*relation.evidence(), *doubt),
        )

    def _conflicts(self, relation: Relation, term: Term) -> int:
        """How many relations that hold would break if this figure were set right."""
        if term.cell is None:
            return len(self._kept)
        value = relation.wanted(term.cell)
        others = (one for one in self._kept if one.wanted(term.cell) is not None)
        return sum(value is not None and not _fits(one, term.cell, value) for one in others)


def missing_accounts(
    package: PublishedPackage,
) -> Iterator[tuple[ReadTable, dict[str, Term]]]:
    """Tables that do not list 科目 which another table must have in common, with the latter's."""
    tables = package.tables
    told: set[tuple[str, str]] = set()
    for name, other, columns in _COMMON_ACCOUNTS:
        if name not in tables or other not in tables:
            continue
        if name == GENERAL and not is_all_general(package):
            continue
        lacking, having = tables[name], tables[other]
        if is_without_figures(lacking) or is_without_figures(having):
            continue
        own = {account_code(row) for rows in lacking.blocks for row in rows}
        lacked = {
            code: term for code, term in leaf_codes(having, *columns).items() if code not in own
        }
        lacked = {
            code: term
            for code, term in lacked.items()
            if (name, code) not in told and not any(one.startswith(code) for one in own)
        }
        told.update((name, code) for code in lacked)
        if lacked and leaf_codes(lacking, "合计"):
            yield lacking, lacked


def _gaps(lacking: ReadTable, lacked: Mapping[str, Term]) -> dict[str, Decimal]:
    """By how much each 科目 over the missing ones, and the total (empty code), falls short."""
    listed = {account_code(row) for rows in lacking.blocks for row in rows}
    gaps: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for code, term in lacked.items():
        for length in range(3, len(code) + 1):
            gaps[code[:length]] += term.amount
        if not any(code.startswith(one) for one in listed - {""}):
            gaps[""] += term.amount
    return dict(gaps)


def _is_gap(relation: Relation, table: str, gaps: Mapping[str, Decimal]) -> bool:
    """Whether a relation is broken by the missing 科目 of a table."""
    own = [term for term in relation.terms if term.table == table]
    if any(term.cell is None and term.code in gaps for term in own):
        return True
    if relation.tables != {table} or relation.whole[0].code not in gaps:
        return False
    return abs(relation.difference) <= gaps[relation.whole[0].code] + relation.tolerance


def _ends(relation: Relation) -> list[Term]:
    """The figures that may be the wrong one: the total, and a part that stands alone."""
    shown = [term for term in relation.parts if term.amount]
    alone = shown if len(shown) == 1 and not relation.is_sum else []
    return [relation.whole[0], *alone]


def _faces_nothing(relation: Relation, table: str) -> bool:
    """Whether a side of the relation is of this table and comes to nothing."""
    return any(
        all(term.table == table and not term.amount for term in side)
        for side in (relation.whole, relation.parts)
    )


def _fits(relation: Relation, cell: CellId, value: Decimal) -> bool:
    wanted = relation.wanted(cell)
    return wanted is not None and abs(wanted - value) <= relation.tolerance


def is_without_figures(table: ReadTable) -> bool:
    """Whether a table has no amount but zero."""
    return not any(
        cell.amount for rows in table.blocks for row in rows for cell in row.cells.values()
    )


def _severity(relations: Iterable[Relation]) -> Severity:
    sure = any(not one.doubt for one in relations)
    return Severity.ERROR if sure else Severity.WARNING


def _scaled_term(relation: Relation) -> tuple[Term, Decimal] | None:
    """The one figure whose decimal point, moved, would make the relation hold."""
    found_terms = []
    for term in relation.terms:
        if term.cell is None or len(term.amount.normalize().as_tuple().digits) < 2:
            continue
        wanted = relation.wanted(term.cell)
        if wanted is not None and is_power_of_ten_apart(term.amount, wanted):
            found_terms.append((term, wanted))
    if len(relation.whole) == len(relation.parts) == 1 and found_terms:
        return found_terms[0]
    return found_terms[0] if len(found_terms) == 1 else None


def _residue(relation: Relation) -> Finding:
    whole = relation.whole[0]
    return found(
        relation.code,
        whole.place,
        str(whole),
        f"与分项之和相差在尾差范围（{relation.tolerance}）以内，请确认",
        severity=Severity.INFO,
        difference=written(relation.difference),
        evidence=relation.evidence(),
    )


def _cell(term: Term, value: Decimal, explained: Sequence[Relation]) -> Finding:
    if is_power_of_ten_apart(term.amount, value):
        return _magnitude(term, value, explained)
    return found(
        min((one.code for one in explained), key=_order),
        term.place,
        str(term),
        f"{written(value)}（改后以下 {len(explained)} 处均相符）",
        severity=_severity(explained),
        difference=written(term.amount - value),
        evidence=_lines(explained),
    )


def _magnitude(term: Term, value: Decimal, explained: Sequence[Relation]) -> Finding:
    return found(
        "U01",
        term.place,
        str(term),
        f"{written(value)}：数字相同而小数点位置不同，疑元与万元混用或多写、少写了零",
        severity=_severity(explained),
        difference=written(term.amount - value),
        evidence=_lines(explained),
    )


def _empty(table: ReadTable, told: Sequence[Relation]) -> Finding:
    says = "标明无数据" if table.declares_empty else "没有数字"
    return found(
        "X13",
        table.place,
        f"{table.name}{says}",
        "与有数的相关表一致",
        evidence=(f"由此不符的共 {len(told)} 处", *_lines(told)),
    )


def _lacks(lacking: ReadTable, lacked: Mapping[str, Term], told: Sequence[Relation]) -> Finding:
    other = next(iter(lacked.values())).table
    return found(
        "X14",
        lacking.place,
        f"{lacking.name}没有科目 {'、'.join(lacked)}，{other}有",
        "两表列出的科目相同",
        evidence=(*(str(term) for term in lacked.values()), *_lines(told)),
    )


def _foreign(package: PublishedPackage, table: ReadTable, told: Sequence[Relation]) -> Finding:
    """A table that contradicts the others throughout: another department's, or another year's."""
    others = sorted({name for one in told for name in one.tables} - {table.name})
    factors = {_factor(one, table.name) for one in told}
    lines = [f"由此不符的共 {len(told)} 处", *_code_sets(package, table), *_lines(told)]
    if table.department and package.department and table.department != package.department:
        lines.insert(1, f"表上的部门名称：{table.department}")
    if len(factors) == 1 and factors != {0}:
        return found(
            "U01",
            table.place,
            f"{table.name}的数字与{'、'.join(others)}数字相同而小数点位置不同",
            "全套表用同一单位",
            evidence=lines,
        )
    return found(
        "X14",
        table.place,
        f"{table.name}表内自洽，但与{'、'.join(others)}处处不符",
        "本部门本年度的数；疑整张表取自别处",
        evidence=lines,
    )


def _factor(relation: Relation, table: str) -> int:
    """The power of ten between a table's figure and the other's; 0 where there is none."""
    sides = [[term for term in side if term.amount] for side in (relation.whole, relation.parts)]
    if [len(side) for side in sides] != [1, 1]:
        return 0
    own, other = (sides[0][0], sides[1][0])
    if own.table != table:
        own, other = other, own
    if not is_power_of_ten_apart(own.amount, other.amount):
        return 0
    return own.amount.adjusted() - other.amount.adjusted()


def _code_sets(package: PublishedPackage, table: ReadTable) -> list[str]:
    """The 科目 of a table beside those of the tables of expenditure, where they differ."""
    columns = [one.name for spec in table.spec.blocks for one in spec.columns]
    if "合计" not in columns:
        return []
    own = leaf_codes(table, "合计")
    lines = []
    for name in ("预算支出总表", "一般公共预算支出预算表"):
        other = package.tables.get(name)
        if other is None or other is table or is_without_figures(other):
            continue
        others = leaf_codes(other, "合计")
        if own and others and not own.keys() & others.keys():
            lines.append(
                f"{table.name}的科目 {'、'.join(own)}，{name}的科目 {'、'.join(others)}，没有一个相同"
            )
    return lines


def _order(code: str) -> tuple[int, str]:
    return ("UTX".find(code[0]), code)


def _lines(relations: Sequence[Relation]) -> list[str]:
    ordered = sorted(relations, key=lambda one: _order(one.code))
    lines = [f"{one.code}：{'；'.join(one.evidence())}" for one in ordered[:_EVIDENCE_LINES]]
    if len(ordered) > _EVIDENCE_LINES:
        lines.append(f"……共 {len(ordered)} 处")
    return lines
