"""One sheet laid out: rows, loops and choices become cells at their final places.

Nothing is written to a file here.  Faults in the data or the tags are collected with their cell,
and the sheet goes on, so that all of them are known at once.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from yugong.budget.money import to_wan
from yugong.findings import Kind
from yugong.report_workbook.row_height import rows_needed
from yugong.standard.amount_text import AmountText
from yugong.standard.names import TableView
from yugong.standard.package import ChartData
from yugong.standard.table import Cell
from yugong.template.evaluation import Expression, LoopHead, loop_names
from yugong.template.faults import TagError
from yugong.template.text import Text
from yugong.template.values import Filters, text_of
from yugong.writing.xlsx.areas import AreaKeeper
from yugong.writing.xlsx.hyperlinks import hyperlink_write
from yugong.writing.xlsx.model import CellModel, Loop, PageBreak, RowModel, SheetBlock
from yugong.writing.xlsx.page_flow import PageFlow
from yugong.writing.xlsx.page_texts import filled_page_text
from yugong.writing.xlsx.plan import (
    CellWrite,
    ChartBlock,
    ChartWrite,
    LinkWrite,
    SheetPlan,
)
from yugong.writing.xlsx.prepared_rows import PreparedRow, PreparedRows, Spanning
from yugong.writing.xlsx.row_map import RowMap
from yugong.writing.xlsx.tag_notes import (
    TagNoteCollector,
    TagStatement,
    branch_statement,
    loop_statement,
)
from yugong.writing.xlsx.totals import TableRun, Total, Totals
from yugong.writing.xlsx.values import AMOUNT_FORMAT, cell_number, clean_text, single_value

MAX_SHEET_ROWS = 200_000
MAX_TURNS = 400_000
"""Turns of all loops of one sheet, whether or not they put a row."""

FaultSink = Callable[[TagError, str, str], None]


class _Scope(NamedTuple):
    """The names in reach, and the tables being looped over by the name of their row."""

    names: Mapping[str, Any]
    runs: Mapping[str, TableRun]


class TooManyRowsError(Exception):
    """A sheet grew past :data:`MAX_SHEET_ROWS`, or its loops past :data:`MAX_TURNS`."""


class SheetLayout:
    """Lays out one sheet for one set of names."""

    def __init__(
        self,
        prepared: PreparedRows,
        name: str,
        filters: Filters,
        charts: Mapping[str, ChartData],
        fault: FaultSink,
        *,
        tag_notes: Sequence[TagStatement] | None = None,
    ) -> None:
        model = prepared.model
        self._prepared = prepared
        self._model = model
        self._styles = prepared.styles
        self._filters = filters
        self._charts = charts
        self._fault = fault
        self.plan = SheetPlan(
            name=name,
            template=model.name,
            widths=dict(model.widths),
            default_width=model.default_width,
            setup=model.setup,
            view=model.view,
            features=model.features,
        )
        self._tag_notes = (
            TagNoteCollector(self.plan, prepared.styles) if tag_notes is not None else None
        )
        self._sheet_statements = tag_notes or ()
        self.chart_blocks: dict[str, ChartBlock] = {}
        self._row = 0
        self._turns = 0
        self._totals = Totals(self.plan)
        self._areas = AreaKeeper(self.plan)
        self._flow = PageFlow(self.plan)
        self._row_map = self.plan.row_map = RowMap(self.plan, every=model.needs_every_row)

    def lay_out(self, names: Mapping[str, Any]) -> SheetPlan:
        """Return the finished plan of the sheet."""
        if self._tag_notes is not None:
            for statement in self._sheet_statements:
                self._tag_notes.begin(statement)
        try:
            self._blocks(self._model.blocks, _Scope(names, {}))
            self._page_texts(names)
        except TooManyRowsError:
            fault = TagError(Kind.TEMPLATE_BEYOND_LIMITS, f"超过 {MAX_SHEET_ROWS} 行", "更小的循环")
            self._fault(fault, self._model.name, "A1")
        self._areas.finish()
        self._totals.finish()
        self._flow.finish()
        self._row_map.finish(self._model, self._row)
        return self.plan

    # -- blocks ---------------------------------------------------------------------------

    def _blocks(self, blocks: Iterable[SheetBlock], scope: _Scope) -> None:
        for block in blocks:
            if isinstance(block, RowModel):
                if block.chart_data:
                    self._chart_rows(block, scope)
                else:
                    self._put_row(block, scope)
            elif isinstance(block, Loop):
                self._loop(block, scope)
            elif isinstance(block, PageBreak):
                self.plan.breaks.append(self._row)
            else:
                for number, (test, body) in enumerate(block.branches):
                    if test is None or self._holds(test, scope, block.place):
                        statement = branch_statement(block, number) if self._tag_notes else None
                        self._blocks_of_statement(statement, body, scope)
                        break

    def _blocks_of_statement(
        self, statement: TagStatement | None, body: Iterable[SheetBlock], scope: _Scope
    ) -> None:
        """Lay out a turn of a loop or a branch; a preview notes its tag."""
        if self._tag_notes is None or statement is None:
            self._blocks(body, scope)
            return
        self._tag_notes.begin(statement)
        self._blocks(body, scope)
        self._tag_notes.end(statement)

    def _loop(self, loop: Loop, scope: _Scope) -> None:
        head = loop.head
        try:
            items = head.items(scope.names, self._filters)
            self._turns += len(items)
            if self._turns > MAX_TURNS:
                raise TooManyRowsError
            turns = head.turns(items, scope.names, self._filters)
            run = self._table_run(head, scope)
        except TagError as fault:
            self._fault(fault, self._model.name, loop.place)
            return
        names = dict(scope.names)
        runs = scope.runs if run is None else {**scope.runs, head.name: run}
        length = len(turns)
        statement = loop_statement(head, loop.place) if self._tag_notes else None
        for index, (number, item) in enumerate(turns):
            names[head.name] = item
            names["loop"] = loop_names(index, length)
            if run is not None:
                run.row = number
            first = self._row
            self._blocks_of_statement(statement, loop.body, _Scope(names, runs))
            self._flow.put(item, first, self._row)
        if not turns:
            self._blocks(loop.otherwise, scope)

    def _table_run(self, head: LoopHead, scope: _Scope) -> TableRun | None:
        """Return a run over the table whose 行 are looped over; ``None`` for other lists."""
        if head.owner is None:
            return None
        owner = head.owner(scope.names, self._filters)
        if not isinstance(owner, TableView):
            return None
        return TableRun.of(owner.table)

    def _holds(self, test: Expression, scope: _Scope, place: str) -> bool:
        try:
            return bool(test.evaluate(scope.names, self._filters))
        except TagError as fault:
            self._fault(fault, self._model.name, place)
            return False

    # -- rows -----------------------------------------------------------------------------

    def _put_row(self, model: RowModel, scope: _Scope) -> None:
        if self._row > MAX_SHEET_ROWS:
            raise TooManyRowsError
        row = self._row
        ready = self._prepared.row(model)
        line, need, spanning = ready.line, ready.need, ready.spanning
        if line is None:
            line, need, spanning = self._line(ready, scope, row)
        span = rows_needed(need)
        if span == 1:
            self.plan.heights[row] = need
        else:
            self.plan.heights.update(dict.fromkeys(range(row, row + span), need / span))
            known = {cell.column for cell, _, _ in spanning}
            columns = {cell.column: cell for cell in model.cells}
            alone = [(columns[c], style, 0.0) for c, style, _ in line if c not in known]
            spanning = [*spanning, *alone]
        for cell, style, height in spanning:
            self._areas.start(cell, row, span, style, height)
        self._areas.row_done(row, span)
        self.plan.lines.append((row, line))
        if self._tag_notes is not None and line:
            self._tag_notes.row(row, line[0][0])
        if line and line[-1][0] > self.plan.last_column:
            self.plan.last_column = line[-1][0]
        if (grouping := self._model.groupings.get(model.number)) is not None:
            self.plan.groupings.update(dict.fromkeys(range(row, row + span), grouping))
        self._row_map.put(model.number, row, row + span - 1)
        self._row = row + span

    def _line(
        self, ready: PreparedRow, scope: _Scope, row: int
    ) -> tuple[list[CellWrite], float, list[Spanning]]:
        """Return the cells of a row, the height it needs, and the cells of merged areas."""
        line: list[CellWrite] = []
        need = ready.need
        spanning: list[Spanning] = []
        for prepared in ready.cells:
            cell, height = prepared.cell, prepared.height
            if prepared.fixed:
                write = prepared.write
            else:
                vertical = cell.vertical
                starts = vertical is None or self._holds(vertical, scope, cell.place)
                if not starts and self._areas.lengthens_run(cell, row):
                    continue
                value, style = self._value(cell, scope, row)
                if self._tag_notes is not None and value is not None:
                    style = self._tag_notes.value(cell, row, style)
                    self._totals.restyle(row, cell.column, style)
                if isinstance(value, str):
                    height, style = self._prepared.height(value, style, prepared)
                    if not prepared.grows and height > need:
                        need = height
                write = (cell.column, style, value)
                if prepared.narrates:
                    self._flow.state(scope.names.get(prepared.narrates), row, cell.column)
                if cell.place in self._model.hyperlinks:
                    self._hyperlink(cell, scope, row, write)
            line.append(write)
            if prepared.grows:
                spanning.append((cell, write[1], height))
            elif cell.last_column > cell.column:
                spanning.append((cell, write[1], 0.0))
        return line, need, spanning

    def _value(self, cell: CellModel, scope: _Scope, row: int) -> tuple[str | float | None, int]:
        content, style = cell.content, cell.style
        try:
            if cell.chart is not None:
                self._chart(cell, scope, row)
                return None, style
            value: str | float | None
            if isinstance(content, Expression):
                run = scope.runs.get(content.owner)
                if run is not None and content.member in run.columns:
                    return self._table_value(cell, content, scope, run, row)
                value, number_format = single_value(content, scope.names, self._filters)
                if number_format and value is not None and type(value) is not str:
                    return self._amount(value, number_format, cell, row)
            elif isinstance(content, Text):
                value = content.render(scope.names, self._filters) or None
            else:
                value = content
            if isinstance(value, str):
                value = clean_text(value)
                if cell.link is not None:
                    self._link(cell, scope, row, value)
            return value, style
        except TagError as fault:
            self._fault(fault, self._model.name, cell.place)
            return None, style

    def _amount(
        self, value: str | float, number_format: str, cell: CellModel, row: int
    ) -> tuple[float, int]:
        """Return a fact or an amount of a form as a number that shows as its text does."""
        if self._styles[cell.style].get("align") == "right":
            number_format += "_ "  # as far from the border as a text
        style = self._styles.with_default_format(cell.style, number_format)
        text = value if isinstance(value, AmountText) else None
        number = float(value if text is None else text.amount)
        self._totals.add_amount(row, cell.column, style, number, text)
        return number, style

    def _table_value(
        self, cell: CellModel, content: Expression, scope: _Scope, run: TableRun, row: int
    ) -> tuple[str | float | None, int]:
        value = content.evaluate(scope.names, self._filters)
        run.put(content.member, row, cell.column)
        if not isinstance(value, Cell):
            return clean_text(text_of(value)) or None, cell.style
        number = cell_number(value, run.table.unit)
        if number is None:
            return clean_text(value.text) or None, cell.style
        style = self._styles.with_default_format(cell.style, AMOUNT_FORMAT)
        if value.addends:
            self._totals.add(Total(row, cell.column, style, number, value.addends, run))
        return number, style

    def _link(self, cell: CellModel, scope: _Scope, row: int, text: str) -> None:
        assert cell.link is not None
        target = cell.link.evaluate(scope.names, self._filters)
        self.plan.links.append(LinkWrite(row, cell.column, cell.style, text, target, cell.place))

    def _hyperlink(self, cell: CellModel, scope: _Scope, row: int, write: CellWrite) -> None:
        hyperlink = self._model.hyperlinks[cell.place]
        try:
            link = hyperlink_write(hyperlink, row, write, scope.names, self._filters)
        except TagError as fault:
            self._fault(fault, self._model.name, cell.place)
            return
        if link is not None:
            self.plan.hyperlinks.append(link)

    def _page_texts(self, names: Mapping[str, Any]) -> None:
        for page_text in self._model.features.page_texts.texts:
            try:
                text = filled_page_text(page_text, names, self._filters)
            except TagError as fault:
                self._fault(fault, self._model.name, page_text.title)
                continue
            self.plan.page_texts.append((page_text.element, text))

    # -- charts ---------------------------------------------------------------------------

    def _chart(self, cell: CellModel, scope: _Scope, row: int) -> None:
        assert cell.chart is not None
        data = self._chart_data(cell.chart.name)
        if not data.has_data:
            return
        title = cell.content or ""
        if isinstance(title, Text):
            title = title.render(scope.names, self._filters)
        elif isinstance(title, Expression):
            title = text_of(title.evaluate(scope.names, self._filters))
        anchor = cell.chart
        self.plan.charts.append(
            ChartWrite(
                row,
                cell.column,
                data,
                anchor.kind,
                clean_text(str(title)),
                anchor.width,
                anchor.height,
                cell.place,
            )
        )

    def _chart_data(self, name: str) -> ChartData:
        data = self._charts.get(name)
        if data is None:
            raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, name, "、".join(self._charts))
        return data

    def _chart_rows(self, model: RowModel, scope: _Scope) -> None:
        """Put a row with ``{%图数据%}`` once per category, the amount (万元) to its right."""
        try:
            data = self._chart_data(model.chart_data)
        except TagError as fault:
            self._fault(fault, self._model.name, model.cells[0].place)
            return
        if not data.has_data:
            return
        head = next(cell for cell in model.cells if cell.chart_data)
        first = self._row
        styles = {cell.column: cell.style for cell in model.cells}
        last = head.column + len(data.all_series)
        for index, category in enumerate(data.categories):
            row = self._row
            self._put_row(model, scope)
            line: list[CellWrite] = [(head.column, head.style, clean_text(category))]
            for column, (_, amounts) in enumerate(data.all_series, head.column + 1):
                style = styles.get(column, head.style)
                style = self._styles.with_default_format(style, AMOUNT_FORMAT)
                line.append((column, style, float(to_wan(amounts[index]))))
            self.plan.lines.append((row, line))
        self.plan.last_column = max(self.plan.last_column, last)
        self.chart_blocks[data.name] = ChartBlock(self.plan.name, first, self._row - 1, head.column)
