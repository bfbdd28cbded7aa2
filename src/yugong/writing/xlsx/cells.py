"""Cells of a template sheet: what each holds, how far it spans, how it looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from yugong.writing.xlsx.expression import (
    Expression,
    TagError,
    Text,
    parse_condition,
    parse_content,
)
from yugong.writing.xlsx.model import (
    DEFAULT_ROW_HEIGHT,
    CellModel,
    ChartAnchor,
    RowModel,
    ScriptLine,
    WorkbookModel,
)
from yugong.writing.xlsx.page import column_pixels, column_widths
from yugong.writing.xlsx.styles import style_of
from yugong.writing.xlsx.tags import CHART_KINDS, CellText, cell_text, stray_tag

Fault = Callable[..., None]


class CellReader:
    """Turns the rows of one sheet into row models; faults and script lines go to callbacks."""

    def __init__(
        self,
        sheet: Worksheet,
        model: WorkbookModel,
        fault: Fault,
        note: Callable[[ScriptLine], None],
    ) -> None:
        self._sheet = sheet
        self._model = model
        self._fault = fault
        self._note = note
        self._styles = {repr(style): index for index, style in enumerate(model.styles)}
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: set[tuple[int, int]] = set()
        for area in sheet.merged_cells.ranges:
            start = (area.min_row, area.min_col)
            self._spans[start] = (area.max_row, area.max_col)
            self._covered |= {
                (row, column)
                for row in range(area.min_row, area.max_row + 1)
                for column in range(area.min_col, area.max_col + 1)
                if (row, column) != start
            }
        self._by_row: dict[int, list[int]] = {}
        for row, column in sorted(sheet._cells):
            self._by_row.setdefault(row, []).append(column)
        self._open_merges: dict[str, int] = {}
        self._last_row = 0
        self._widths, self._default_width = column_widths(sheet)

    def texts(self, number: int) -> list[tuple[str, str]]:
        """Address and text of every cell of a row (from 1) that holds anything."""
        found = []
        for column in self._by_row.get(number, ()):
            cell = self._sheet.cell(number, column)
            if isinstance(cell, Cell) and cell.value is not None and str(cell.value).strip():
                found.append((cell.coordinate, str(cell.value)))
        return found

    def boundary(self) -> None:
        """A tag row stands here: no merged area may reach across it."""
        for place, last in self._open_merges.items():
            if last <= self._last_row:
                continue
            self._fault("S007", place, "合并区域跨过标签行", "用 {%竖并 条件 %} 纵向合并")
        self._open_merges.clear()

    def row(self, number: int) -> RowModel:
        """A row of the template (from 1)."""
        self._last_row = number
        cells = [
            self._cell(number, column)
            for column in self._by_row.get(number, ())
            if (number, column) not in self._covered
        ]
        data = [cell.chart_data for cell in cells if cell.chart_data]
        return RowModel(number - 1, self._height(number), tuple(cells), data[0] if data else "")

    def _height(self, number: int) -> float:
        height = self._sheet.row_dimensions[number].height
        default = self._sheet.sheet_format.defaultRowHeight
        return float(height or default or DEFAULT_ROW_HEIGHT)

    def _cell(self, number: int, column: int) -> CellModel:
        sheet = self._sheet
        cell = sheet.cell(number, column)
        last_row, last_column = self._spans.get((number, column), (number, column))
        place = f"{get_column_letter(column)}{number}"
        if last_row > number:
            self._open_merges[place] = last_row
        style = style_of(cell, sheet.cell(number, last_column), sheet.cell(last_row, column))
        text = CellText((), "")
        content: str | int | float | Expression | Text | None = None
        if cell.data_type == "f":
            self._fault("S007", place, str(cell.value)[:40], "{{ 名称 }}；公式由程序写入")
        elif isinstance(cell.value, bool | date | time | timedelta):
            self._fault("S007", place, str(cell.value), "文字、数字或标签")
        elif isinstance(cell.value, int | float):
            content = cell.value
        elif cell.value is not None:
            text = cell_text(str(cell.value))
            content = self._content(text.content, place)
        if last_row > number and text.tag("竖并") is not None:
            self._fault("S007", place, "纵向合并的格中又有 {%竖并%}", "二者取一")
        vertical, link = self._condition(text, "竖并", place), self._condition(text, "链接", place)
        return CellModel(
            place=place,
            column=column - 1,
            last_column=last_column - 1,
            rows=last_row - number + 1,
            style=self._style_index(style),
            content=content,
            vertical=vertical,
            link=link,
            chart=self._chart(text, place, (number, column, last_row, last_column)),
            chart_data=self._chart_data(text, place),
        )

    def _style_index(self, style: object) -> int:
        key = repr(style)
        index = self._styles.get(key)
        if index is None:
            index = self._styles[key] = len(self._model.styles)
            self._model.styles.append(style)  # type: ignore[arg-type]
        return index

    def _content(self, source: str, place: str) -> str | Expression | Text | None:
        if stray := stray_tag(source):
            self._fault("S004", place, stray, "行标签与工作表标签应独占一行；竖并等应在格首")
            return None
        try:
            content = parse_content(source)
        except TagError as fault:
            self._fault(fault.code, place, fault.found, fault.expected)
            return None
        if isinstance(content, Expression | Text):
            self._note(ScriptLine(place, source))
        return content

    def _condition(self, text: CellText, word: str, place: str) -> Expression | None:
        tag = text.tag(word)
        if tag is None:
            return None
        try:
            expression = parse_condition(tag.rest)
        except TagError as fault:
            self._fault(fault.code, place, fault.found, fault.expected)
            return None
        self._note(ScriptLine(place, f"{{% if {tag.rest} %}}{{% endif %}}"))
        return expression

    def _chart(
        self, text: CellText, place: str, area: tuple[int, int, int, int]
    ) -> ChartAnchor | None:
        tag = text.tag("图")
        if tag is None:
            return None
        words = tag.rest.split()
        if len(words) != 2 or words[1] not in CHART_KINDS:
            kinds = "、".join(CHART_KINDS)
            self._fault("S004", place, f"{{%图 {tag.rest} %}}", f"{{%图 图名 {kinds}之一 %}}")
            return None
        self._note(ScriptLine(place, f"{{% if 图.{words[0]} %}}{{% endif %}}"))
        top, left, bottom, right = area
        width = sum(
            column_pixels(self._widths.get(column - 1, self._default_width))
            for column in range(left, right + 1)
        )
        height = sum(self._height(row) for row in range(top, bottom + 1)) * 4 / 3
        return ChartAnchor(words[0], words[1], max(width, 240), max(int(height), 160))

    def _chart_data(self, text: CellText, place: str) -> str:
        tag = text.tag("图数据")
        if tag is None:
            return ""
        self._note(ScriptLine(place, f"{{% if 图.{tag.rest} %}}{{% endif %}}"))
        return tag.rest.strip()
