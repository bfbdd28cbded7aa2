"""The names by which parts of a standard refer to others, to facts, and to the ledger.

A file may have every field it needs and still name what is not there: a column that another is to
sum, a fact to compare, a dimension to select by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from yugong.budget.plain import names_of
from yugong.figures.definitions import fact_definitions, fact_groups
from yugong.figures.figures import asset_facts, constant_facts
from yugong.figures.selection import Selection, SelectionError
from yugong.findings import Finding, Kind
from yugong.findings.nearest import nearest
from yugong.reading.located_yaml import Locate, Location
from yugong.standard.demands import REGISTERS
from yugong.standard.equations import EquationError, check_equation, parse_equation
from yugong.standard.schema import BlockSpec, OwnRule, RowSpec, SelectionText, Standard, TableSpec


def check_references(standard: Standard, place: Locate) -> list[Finding]:
    """Every name in a standard that does not exist (S002), with the nearest that does."""
    checking = _Checking(place)
    checking.tables(standard)
    checking.facts(standard)
    checking.narrative(standard)
    checking.years(standard)
    checking.charts(standard)
    checking.rules(standard)
    checking.budget_fields(standard)
    return checking.findings


class _Checking:
    """Gathers the findings, part by part of the standard."""

    def __init__(self, place: Locate) -> None:
        self._place = place
        self.findings: list[Finding] = []

    def _fault(self, location: Location, found: str, near: str = "") -> None:
        expected = f"是否为“{near}”？" if near else ""
        self.findings.append(
            Finding(Kind.STANDARD_FILE_FAULT, self._place(location), found, expected)
        )

    def _among(self, known: Collection[str], name: str, location: Location) -> None:
        """A name at a location must be among these."""
        if name not in known:
            self._fault(location, name, nearest(name, known))

    def _selection(self, text: SelectionText, location: Location) -> None:
        try:
            Selection.parse(text)
        except SelectionError as error:
            self._fault(location, error.found, error.near)

    def tables(self, standard: Standard) -> None:
        names = [table.name for table in standard.tables]
        for at, table in enumerate(standard.tables):
            here: Location = ("表", at)
            if names.index(table.name) != at:
                self._fault((*here, "名称"), table.name)
            self._columns(table, here)
            self._selection(table.selection, (*here, "取"))
            for number, block in enumerate(table.blocks):
                self._block(block, (*here, "块", number))
        if standard.residue_note is not None:
            self._among(names, standard.residue_note.table, ("尾差注", "表"))

    def _columns(self, table: TableSpec, here: Location) -> None:
        """A column is called by its name alone, whichever block it stands in."""
        seen: set[str] = set()
        for number, block in enumerate(table.blocks):
            for at, column in enumerate(block.columns):
                if column.name in seen:
                    self._fault((*here, "块", number, "列", at, "名"), column.name)
                seen.add(column.name)

    def _block(self, block: BlockSpec, inside: Location) -> None:
        self._selection(block.selection, (*inside, "取"))
        columns = [column.name for column in block.columns]
        for at, column in enumerate(block.columns):
            here = (*inside, "列", at)
            self._selection(column.selection, (*here, "取"))
            for other in column.equals:
                self._among(columns, other, (*here, "等于"))
        for at, row in enumerate(block.rows):
            if isinstance(row, RowSpec):
                self._row(row, block, columns, (*inside, "行", at))

    def _row(self, row: RowSpec, block: BlockSpec, columns: list[str], here: Location) -> None:
        self._selection(row.selection, (*here, "取"))
        for other in row.equals if isinstance(row.equals, tuple) else ():
            self._among(block.fixed_keys, other, (*here, "等于"))
        if row.title_in is not None:
            self._among(columns, row.title_in, (*here, "题列"))
        for name, fact in row.facts.items():
            self._among(columns, name, (*here, "事实"))
            self._among(asset_facts(), fact, (*here, "事实", name))

    def facts(self, standard: Standard) -> None:
        known = _facts()
        for at, comparison in enumerate(standard.comparisons):
            self._among(known, comparison.fact, ("比较", at, "事实"))
        for group, scope in standard.scopes.items():
            self._among(fact_groups(), group, ("口径", group))
            self._selection(scope, ("口径", group))

    def narrative(self, standard: Standard) -> None:
        narrative = standard.narrative
        for at, fact in enumerate(narrative.rated):
            self._among(_facts(), fact, ("叙述", "幅度", at))
        known = constant_facts()
        for section, elements in narrative.elements.items():
            self._among(narrative.sections, section, ("叙述", "要素", section))
            for at, element in enumerate(elements):
                here = ("叙述", "要素", section, at)
                for number, fact in enumerate(element.facts):
                    self._among(known, fact, (*here, "任一", number))
                if element.unless_nil is not None:
                    self._among(known, element.unless_nil, (*here, "无则免"))

    def charts(self, standard: Standard) -> None:
        known = constant_facts()
        for at, chart in enumerate(standard.charts):
            for label, fact in chart.facts.items():
                self._among(known, fact, ("图", at, "事实", label))

    def years(self, standard: Standard) -> None:
        if standard.years.is_empty:
            where = self._place(("适用年度",))
            expected = "至少写一个年度；写起止的，“至”不早于“自”"
            self.findings.append(
                Finding(Kind.STANDARD_FILE_FAULT, where, str(standard.years), expected)
            )

    def rules(self, standard: Standard) -> None:
        codes = [one.code for one in standard.rules]
        for at, own in enumerate(standard.rules):
            if codes.index(own.code) != at:
                self._fault(("规则", at, "编号"), own.code)
            for error in _equation_faults(own, standard):
                self._fault(("规则", at, "式"), error.actual, error.near)

    def budget_fields(self, standard: Standard) -> None:
        for register, fields in standard.demanded.items():
            known = names_of(REGISTERS[register])
            for number, name in enumerate(fields):
                self._among(known, name, ("必填", register, number))
        self._among(standard.overall.forms, standard.overall.default, ("整体绩效", "默认"))
        for name, form in standard.overall.forms.items():
            here = ("整体绩效", "表式", name)
            for whole, parts in form.sums.items():
                for part in parts:
                    self._among((*form.required, *form.optional), part, (*here, "相加", whole))
            for number, fact in enumerate(form.previous):
                self._among(_facts(), fact, (*here, "上年数", number))


def _facts() -> list[str]:
    return [one.id for one in fact_definitions()[0]]


def _equation_faults(own: OwnRule, standard: Standard) -> Iterator[EquationError]:
    for text in own.equations:
        try:
            yield from check_equation(parse_equation(text), standard.tables)
        except EquationError as error:
            yield error
