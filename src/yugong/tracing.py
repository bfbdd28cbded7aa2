"""Where a published number comes from.

A number of a budget file is traced to the rows it sums; a text of a built Word file to the facts
that were written there, or to the table it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from yugong.budget.budget import Assets, Budget, Vehicles
from yugong.budget.catalogue import AccountKind, Catalogue
from yugong.budget.dimension import Year
from yugong.budget.money import ZERO, to_wan
from yugong.budget.project import Project
from yugong.budget.trail import trail_of
from yugong.build import Prepared, Progress, prepare
from yugong.figures.drivers import selections_of
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures, fixed_asset_values
from yugong.figures.posting import CODE_DIMENSIONS, DIMENSIONS, Posting
from yugong.figures.selection import Selection
from yugong.figures.tracing import conditions, fact_source, normal, posting_places
from yugong.findings import Finding, FindingsError, Place
from yugong.findings.nearest import nearest
from yugong.reading.located_yaml import Location, read_bytes
from yugong.standard.numbers import written_amount
from yugong.standard.schema import NumberStyle
from yugong.standard.table_cell import SEPARATOR, TableCell, find_cell, table_cells
from yugong.standard.two_years import two_year_tables
from yugong.writing.docx import Located, find_in_document
from yugong.writing.facts_json import DATA_FILE

Locate = Callable[[Location], Place]

_LISTED = "上年数"
"""The part of a budget file that lists last year's figures."""


@dataclass(frozen=True, slots=True)
class TracedRow:
    """A row that a number sums: where its amount stands, what classifies it, 元.

    ``adjusted`` says in words what batches of adjustments did to it.
    """

    place: Place
    classified: tuple[tuple[str, str], ...]
    amount: Decimal
    adjusted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TracedYear:
    """A number in one year: its value, and the rows of that year's ledger where it is known."""

    value: Decimal
    origin: str
    rows: tuple[TracedRow, ...]


@dataclass(frozen=True, slots=True)
class TracedPart:
    """Another number that this one is a sum of, in 元."""

    name: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class TracedField:
    """A field of the budget file that a number is taken from."""

    place: Place
    content: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything known about where a number comes from.

    ``value`` is exact, in ``unit``; ``shown`` is how it is published and ``rounding`` how that
    comes about.  ``chosen`` is the selection in words; ``same`` are other numbers published
    from the same selection.  ``last`` is last year, where anything is known of it.
    """

    name: str
    value: Decimal
    unit: str
    shown: str
    rounding: str
    chosen: tuple[tuple[str, str], ...] = ()
    rows: tuple[TracedRow, ...] = ()
    parts: tuple[TracedPart, ...] = ()
    fields: tuple[TracedField, ...] = ()
    same: tuple[str, ...] = ()
    last: TracedYear | None = None

    @property
    def change(self) -> Decimal | None:
        """This year less last year, exact; ``None`` where last year is unknown."""
        return None if self.last is None else self.value - self.last.value


def trace(path: Path, target: str, *, progress: Progress = lambda _: None) -> Trace:
    """Trace a number of a budget file: a fact by its id, or a cell as ``表3!2010303!项目支出``.

    A missing reason or last year's figure does not stand in its way.  Raises
    :class:`FindingsError` where the file is no budget file or has errors, and where there is no
    such number (D041, D042, D043).
    """
    return trace_number(prepare(path, draft=True, progress=progress), target)


def trace_document(path: Path, text: str) -> list[Located]:
    """Every place of a built Word file that says ``text``, with the facts written there.

    The data file that a build leaves beside it gives long ids in full.  Raises
    :class:`FindingsError` where the file is no Word document (R001, R002, S006) and where it says
    nothing of the kind (D041).
    """
    facts: list[str] = []
    data, _ = read_bytes(path.with_name(DATA_FILE))
    if data is not None:
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            facts = [str(entry["编号"]) for entry in json.loads(data)["事实"]]
    found = find_in_document(path, text, facts)
    if not found:
        place = Place(file=path.name)
        raise FindingsError([Finding("D041", place, text, "照文中的写法写一个数字或一段话")])
    return found


def trace_number(prepared: Prepared, target: str) -> Trace:
    """Trace a number of what was computed from a budget file; as :func:`trace`."""
    return _Tracer(prepared).traced(target.strip())


class _Tracer:
    def __init__(self, prepared: Prepared) -> None:
        self._figures = prepared.figures
        self._place = prepared.intake.place
        self._numbers = prepared.loaded.standard.numbers
        self._tables = two_year_tables(prepared.loaded.standard, prepared.figures)

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
            near = nearest(target, known)
            expected = f"是否为“{near}”？" if near else ""
            raise FindingsError([Finding("D041", Place(), target, expected)])
        return self._fact(fact)

    def _ended(self, target: str) -> Fact | None:
        """A number that only last year had."""
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
        shown, rounding = _written(fact.value, "万元", self._numbers.narrative)
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
            shown,
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
        """A number that is no sum of chosen rows: the fields or the projects it is taken from."""
        group, _, name = fact.id.partition(".")
        shown, rounding = f"{_plain(fact.value)} {fact.unit}", ""
        parts: Iterable[str] = ()
        fields = _fields(self._figures.budget, fact, self._place)
        if fact.unit == "元":
            shown, rounding = _written(fact.value, "万元", self._numbers.narrative)
            if group == "绩效":
                parts = _project_parts(self._figures, name)
        elif group == "绩效" and not fields:
            fields = tuple(
                TracedField(self._place(("项目", at)), project.name)
                for at, project in _counted_projects(self._figures, name)
            )
        last = None if fact.previous is None else TracedYear(fact.previous, _LISTED, ())
        return Trace(
            fact.id,
            fact.value,
            fact.unit,
            shown,
            rounding,
            parts=self._parts(parts),
            fields=fields,
            last=last,
        )

    # --- cells --------------------------------------------------------------------------

    def _cell(self, cell: TableCell) -> Trace:
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
        rows = _traced(self._figures, self._figures.postings, selections, self._place)
        budget = self._figures.budget
        if not budget.adjustments:
            return rows
        trails = {
            place: _adjusted(budget, at)
            for at, place in enumerate(
                self._place(("收支明细", at, "金额")) for at in range(len(budget.ledger))
            )
        }
        return tuple(replace(row, adjusted=trails.get(row.place, ())) for row in rows)

    def _last_rows(self, selections: Sequence[Selection]) -> tuple[TracedRow, ...]:
        last = self._figures.last
        if last is None:
            return ()
        return _traced(self._figures, last.postings, selections, last.place)

    def _same(self, selection: Selection, own: str) -> tuple[str, ...]:
        """Facts and cells, other than this one, that sum the same selection."""
        wanted = normal(selection)
        names = []
        for fact_id in self._figures.facts:
            source = fact_source(fact_id, self._figures.scopes)
            if source is not None and not source.parts and normal(source.selection) == wanted:
                names.append(fact_id)
        for cell in table_cells(self._tables):
            if normal(cell.selection) == wanted:
                names.append(cell.address)
        return tuple(name for name in names if name != own)


def _traced(
    figures: Figures,
    postings: tuple[Posting, ...],
    selections: Sequence[Selection],
    place: Locate | None,
) -> tuple[TracedRow, ...]:
    """The postings that the selections choose, in the order of the file, each once."""
    numbered = [posting._replace(line=at) for at, posting in enumerate(postings)]
    chosen = {one.line: one for each in selections for one in each.of(numbered)}
    places = posting_places(postings, place)
    names = dict(figures.last.projects) if figures.last is not None else {}
    names.update({project.key: project.name for project in figures.budget.projects})
    return tuple(
        TracedRow(places[at], _classified(chosen[at], figures.catalogue, names), chosen[at].amount)
        for at in sorted(chosen)
    )


def _adjusted(budget: Budget, line: int) -> tuple[str, ...]:
    """What each batch did to a row of 收支明细, in order of time."""
    return tuple(
        f"{record.batch}（{record.day.isoformat()}）{row.operation}："
        + " → ".join(f"{one:,.2f}" for one in (row.before, row.after) if one is not None)
        for record, row in trail_of(budget.adjustments, budget.ledger[line])
    )


def _classified(
    posting: Posting, catalogue: Catalogue, projects: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """What classifies a posting, with the names of its codes and its project."""
    said = []
    for name, position in DIMENSIONS.items():
        value = str(posting[position])
        if not value:
            continue
        if name in CODE_DIMENSIONS:
            printed = catalogue.chart(AccountKind(name)).name(value)
            value = f"{value} {printed}" if printed else value
        elif name == "项目":
            value = projects.get(value, value)
        said.append((name, value))
    return tuple(said)


def _written(yuan: Decimal, unit: str, style: NumberStyle) -> tuple[str, str]:
    """An amount as published, and how it comes to be written so."""
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
    """A number without needless zeros."""
    return f"{value.normalize():f}" if value else "0"


def _fields(budget: Budget, fact: Fact, place: Locate) -> tuple[TracedField, ...]:
    """The fields of the budget file that a count, an asset or 政府采购 comes from."""
    group, _, name = fact.id.partition(".")
    if group == "政府采购":
        return tuple(
            TracedField(
                place(("政府采购", at, "金额")),
                " ".join(filter(None, (row.kind, row.name, f"{row.amount:f} 元"))),
            )
            for at, row in enumerate(budget.procurement)
            if name in ("总额", row.kind)
        )
    if group == "国有资产":
        return _asset_fields(budget.assets, name, place)
    if name == "单位数":
        return _listed(place, ("部门", "单位"), [unit.name for unit in budget.department.units])
    return ()


def _listed(place: Locate, home: Location, names: Sequence[str]) -> tuple[TracedField, ...]:
    return tuple(TracedField(place((*home, at, "名称")), name) for at, name in enumerate(names))


def _asset_fields(assets: Assets, name: str, place: Locate) -> tuple[TracedField, ...]:
    home: Location = ("国有资产",)
    counted = {
        field.alias or "": getattr(assets.vehicles, one)
        for one, field in Vehicles.model_fields.items()
    }
    if name in counted or name == "车辆实有数":
        return tuple(
            TracedField(place((*home, "车辆", use)), f"{use} {count} 辆")
            for use, count in counted.items()
            if use == name or (name not in counted and count)
        )
    if name == "固定资产金额":
        return tuple(
            TracedField(place((*home, part)), f"{part} {value:f} 元")
            for part, value in fixed_asset_values(assets).items()
        )
    attribute = next(one for one, field in Assets.model_fields.items() if field.alias == name)
    given = getattr(assets, attribute)
    if given is None:
        return ()
    content = f"{name} {given}"
    return (TracedField(place((*home, name)), content),)


def _counted_projects(figures: Figures, name: str) -> list[tuple[int, Project]]:
    """The projects that a number of 绩效 counts, with their positions in the file."""
    categories = {one.project: one.category for one in figures.postings if one.project}
    wanted = name.removesuffix("金额").removesuffix("数")
    return [
        (at, project)
        for at, project in enumerate(figures.budget.projects)
        if wanted in ("项目", categories.get(project.key))
    ]


def _project_parts(figures: Figures, name: str) -> Iterator[str]:
    """The facts that an amount of 绩效 sums: a project's money of this year, else carried over."""
    current = {one.project for one in figures.postings if one.year == Year.CURRENT}
    for _, project in _counted_projects(figures, name):
        year = Year.CURRENT if project.key in current else Year.CARRY_OVER
        yield f"项目.{project.key}.{year}"
