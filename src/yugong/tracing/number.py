"""Trace a number of a budget file to the rows it sums, or to its fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from yugong.budget.money import ZERO, to_wan
from yugong.figures.drivers import selections_of
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.figures.selection import Selection
from yugong.figures.tracing import conditions, fact_source, normalized
from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.findings.similarity import most_similar
from yugong.reading.located_yaml import Locate
from yugong.standard.numbers import written_amount
from yugong.standard.schema import NumberStyle, Standard
from yugong.standard.table_cell import SEPARATOR, AddressedCell, find_cell, table_cells
from yugong.standard.two_years import two_year_tables
from yugong.tracing.fields import counted_projects, fields_of, project_parts
from yugong.tracing.rows import adjusted_in_words, traced_rows
from yugong.tracing.traced import Trace, TracedField, TracedPart, TracedRow, TracedYear

_LISTED = "上年数"
"""The part of a budget file that lists last year's figures."""


def trace_number(figures: Figures, standard: Standard, place: Locate, target: str) -> Trace:
    """Trace a number: a fact by its id, or a cell as ``表3!2010303!项目支出``.

    ``place`` locates a field of the budget file.  Raises FindingsError if there is no such number
    (D041, D042, D043).
    """
    return _Tracer(figures, standard, place).traced(target.strip())


class _Tracer:
    def __init__(self, figures: Figures, standard: Standard, place: Locate) -> None:
        self._figures = figures
        self._place = place
        self._numbers = standard.numbers
        self._tables = two_year_tables(standard, figures)

    def traced(self, target: str) -> Trace:
        if SEPARATOR in target.replace("！", SEPARATOR):
            cell = find_cell(self._tables, target)
            if isinstance(cell, Finding):
                raise FindingsError([cell])
            return self._cell(cell)
        fact = self._figures.facts.get(target)
        if fact is None:
            fact = self._ended(target)
        if fact is None:
            known = [*self._figures.facts, *(cell.address for cell in table_cells(self._tables))]
            near = most_similar(target, known)
            expected = f"是否为“{near}”？" if near else ""
            raise FindingsError([Finding(Kind.UNKNOWN_NUMBER, Place(), target, expected)])
        return self._fact(fact)

    def _ended(self, target: str) -> Fact | None:
        """Return a fact that only last year had, with zero for this year."""
        last = self._figures.last
        if last is None or target not in last.amounts:
            return None
        return Fact(target, ZERO, previous=last.amounts[target])

    # --- facts --------------------------------------------------------------------------

    def _fact(self, fact: Fact) -> Trace:
        selections = selections_of(fact.id, self._figures.scopes)
        if selections is None:
            return self._counted(fact)
        source = fact_source(fact.id, self._figures.scopes)
        parts = source.parts if source is not None else ()
        published, rounding = _written(fact.value, "万元", self._numbers.narrative)
        last = self._figures.last
        year = None
        if fact.previous is not None:
            origin = last.origin if last is not None and fact.id in last.amounts else _LISTED
            year = TracedYear(fact.previous, origin, self._last_rows(selections))
        elif last is not None and last.has_ledger:
            year = TracedYear(ZERO, last.origin, self._last_rows(selections))
        return Trace(
            fact.id,
            fact.value,
            fact.unit,
            published,
            rounding,
            () if parts else conditions(selections[0]),
            self._rows(selections),
            self._parts(parts),
            same=() if parts else self._same(selections[0], fact.id),
            last=year,
        )

    def _parts(self, names: Iterable[str]) -> tuple[TracedPart, ...]:
        return tuple(TracedPart(name, self._figures[name].value) for name in names)

    def _counted(self, fact: Fact) -> Trace:
        """Trace a number that is no sum of rows to its fields or projects."""
        group, _, name = fact.id.partition(".")
        published, rounding = f"{_plain(fact.value)} {fact.unit}", ""
        parts: Iterable[str] = ()
        fields = fields_of(self._figures.budget, fact, self._place)
        if fact.unit == "元":
            published, rounding = _written(fact.value, "万元", self._numbers.narrative)
            if group == "绩效":
                parts = project_parts(self._figures, name)
        elif group == "绩效" and not fields:
            fields = tuple(
                TracedField(self._place(("项目", index)), project.name)
                for index, project in counted_projects(self._figures, name)
            )
        last = None if fact.previous is None else TracedYear(fact.previous, _LISTED, ())
        return Trace(
            fact.id,
            fact.value,
            fact.unit,
            published,
            rounding,
            parts=self._parts(parts),
            fields=fields,
            last=last,
        )

    # --- cells --------------------------------------------------------------------------

    def _cell(self, cell: AddressedCell) -> Trace:
        table = cell.paper.now
        _, rounding = _written(cell.amount, table.unit, self._numbers.table)
        last = self._figures.last
        year = None
        if cell.paper.last is not None and last is not None:
            value = cell.paper.last.rows[cell.row].cells[cell.column.name].amount or ZERO
            year = TracedYear(value, last.origin, self._last_rows((cell.selection,)))
        blank = "（空）" if not cell.text else f"{cell.text} {table.unit}"
        return Trace(
            cell.address,
            cell.amount,
            "元",
            blank,
            rounding,
            conditions(cell.selection),
            self._rows((cell.selection,)),
            same=self._same(cell.selection, cell.address),
            last=year,
        )

    # --- rows ---------------------------------------------------------------------------

    def _rows(self, selections: Sequence[Selection]) -> tuple[TracedRow, ...]:
        rows = traced_rows(self._figures, self._figures.postings, selections, self._place)
        budget = self._figures.budget
        if not budget.adjustments:
            return rows
        trails = {
            place: adjusted_in_words(budget, line)
            for line, place in enumerate(
                self._place(("收支明细", index, "金额")) for index in range(len(budget.ledger))
            )
        }
        return tuple(replace(row, adjusted=trails.get(row.place, ())) for row in rows)

    def _last_rows(self, selections: Sequence[Selection]) -> tuple[TracedRow, ...]:
        last = self._figures.last
        if last is None:
            return ()
        return traced_rows(self._figures, last.postings, selections, last.place)

    def _same(self, selection: Selection, name: str) -> tuple[str, ...]:
        """Return the other facts and cells that sum the same selection."""
        selected = normalized(selection)
        same = []
        for fact_id in self._figures.facts:
            source = fact_source(fact_id, self._figures.scopes)
            if source is not None and not source.parts and normalized(source.selection) == selected:
                same.append(fact_id)
        for cell in table_cells(self._tables):
            if normalized(cell.selection) == selected:
                same.append(cell.address)
        return tuple(other for other in same if other != name)


def _written(yuan: Decimal, unit: str, style: NumberStyle) -> tuple[str, str]:
    """Return an amount as published, and its rounding in words."""
    text = written_amount(yuan, unit, style)
    if yuan == 0:
        return (f"{text} {unit}" if text else "（空）"), "金额为零"
    if unit == "元":
        return f"{text} {unit}", f"{_plain(yuan)} 元，四舍五入到 {style.places} 位小数"
    exact = _plain(to_wan(yuan))
    return (
        f"{text} {unit}",
        f"{_plain(yuan)} 元 ÷ 10000 = {exact} 万元 → 四舍五入 {text} 万元",
    )


def _plain(value: Decimal) -> str:
    """Return a number without trailing zeros."""
    return f"{value.normalize():f}" if value else "0"
