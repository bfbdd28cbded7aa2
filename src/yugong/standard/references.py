"""The check of names in a standard: of its own parts, of facts, and of ledger dimensions.

A file may have every field it needs and still name something that does not exist: a column to
sum, a fact to compare, a dimension to select by.

Tests: tests/standard/test_library.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from yugong.budget.model_fields import field_names
from yugong.figures.definitions import fact_definitions, fact_groups
from yugong.figures.figures import asset_facts, constant_facts
from yugong.figures.selection import Selection, SelectionError
from yugong.findings import Finding, Kind
from yugong.findings.similarity import most_similar
from yugong.reading.located_yaml import Locate, Location
from yugong.standard.demands import REGISTERS
from yugong.standard.equations import EquationError, check_equation, parse_equation
from yugong.standard.schema import BlockSpec, OwnRule, RowSpec, SelectionField, Standard, TableSpec


def check_references(standard: Standard, place: Locate) -> list[Finding]:
    """Return a finding (S002) for every name that does not exist, with the most similar one."""
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

    def _fault(self, location: Location, actual: str, near: str = "") -> None:
        expected = f"是否为“{near}”？" if near else ""
        self.findings.append(
            Finding(Kind.STANDARD_FILE_FAULT, self._place(location), actual, expected)
        )

    def _among(self, known: Collection[str], name: str, location: Location) -> None:
        """Report a name that is not known at a location."""
        if name not in known:
            self._fault(location, name, most_similar(name, known))

    def _selection(self, text: SelectionField, location: Location) -> None:
        try:
            Selection.parse(text)
        except SelectionError as error:
            self._fault(location, error.name, error.near)

    def tables(self, standard: Standard) -> None:
        names = [table.name for table in standard.tables]
        for index, table in enumerate(standard.tables):
            here: Location = ("表", index)
            if names.index(table.name) != index:
                self._fault((*here, "名称"), table.name)
            self._columns(table, here)
            self._selection(table.selection, (*here, "取"))
            for number, block in enumerate(table.blocks):
                self._block(block, (*here, "块", number))
        if standard.residue_note is not None:
            self._among(names, standard.residue_note.table, ("尾差注", "表"))

    def _columns(self, table: TableSpec, here: Location) -> None:
        """Report column names that occur twice: a name identifies a column in all blocks."""
        seen: set[str] = set()
        for number, block in enumerate(table.blocks):
            for index, column in enumerate(block.columns):
                if column.name in seen:
                    self._fault((*here, "块", number, "列", index, "名"), column.name)
                seen.add(column.name)

    def _block(self, block: BlockSpec, inside: Location) -> None:
        self._selection(block.selection, (*inside, "取"))
        columns = [column.name for column in block.columns]
        for index, column in enumerate(block.columns):
            here = (*inside, "列", index)
            self._selection(column.selection, (*here, "取"))
            for other in column.equals:
                self._among(columns, other, (*here, "等于"))
        for index, row in enumerate(block.rows):
            if isinstance(row, RowSpec):
                self._row(row, block, columns, (*inside, "行", index))

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
        for index, comparison in enumerate(standard.comparisons):
            self._among(known, comparison.fact, ("比较", index, "事实"))
        for group, scope in standard.scopes.items():
            self._among(fact_groups(), group, ("口径", group))
            self._selection(scope, ("口径", group))

    def narrative(self, standard: Standard) -> None:
        narrative = standard.narrative
        for index, fact in enumerate(narrative.rated):
            self._among(_facts(), fact, ("叙述", "幅度", index))
        known = constant_facts()
        for section, elements in narrative.elements.items():
            self._among(narrative.sections, section, ("叙述", "要素", section))
            for index, element in enumerate(elements):
                here = ("叙述", "要素", section, index)
                for number, fact in enumerate(element.facts):
                    self._among(known, fact, (*here, "任一", number))
                if element.unless_nil is not None:
                    self._among(known, element.unless_nil, (*here, "无则免"))

    def charts(self, standard: Standard) -> None:
        known = constant_facts()
        for index, chart in enumerate(standard.charts):
            for label, fact in chart.facts.items():
                self._among(known, fact, ("图", index, "事实", label))

    def years(self, standard: Standard) -> None:
        if standard.years.is_empty:
            where = self._place(("适用年度",))
            expected = "至少写一个年度；写起止的，“至”不早于“自”"
            self.findings.append(
                Finding(Kind.STANDARD_FILE_FAULT, where, str(standard.years), expected)
            )

    def rules(self, standard: Standard) -> None:
        codes = [rule.code for rule in standard.rules]
        for index, rule in enumerate(standard.rules):
            if codes.index(rule.code) != index:
                self._fault(("规则", index, "编号"), rule.code)
            for error in _equation_faults(rule, standard):
                self._fault(("规则", index, "式"), error.actual, error.near)

    def budget_fields(self, standard: Standard) -> None:
        for register, fields in standard.demanded.items():
            known = field_names(REGISTERS[register])
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
    return [definition.id for definition in fact_definitions()[0]]


def _equation_faults(rule: OwnRule, standard: Standard) -> Iterator[EquationError]:
    for text in rule.equations:
        try:
            yield from check_equation(parse_equation(text), standard.tables)
        except EquationError as error:
            yield error
