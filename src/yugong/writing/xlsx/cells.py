"""The cells of a template sheet: their content, the cells they span, their look."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from yugong.findings import Kind
from yugong.reading.cell_address import column_letters
from yugong.report_workbook.row_height import column_pixels
from yugong.template.checker import ReadTag, read
from yugong.template.evaluation import Expression, compile_condition
from yugong.template.faults import TagError, TagFault
from yugong.template.tag_text import plain_tags
from yugong.template.tags import CHART, CHART_DATA, LINK, MERGE
from yugong.template.text import Text
from yugong.writing.xlsx.model import (
    DEFAULT_ROW_HEIGHT,
    CellModel,
    ChartAnchor,
    RowModel,
    WorkbookModel,
)
from yugong.writing.xlsx.page import cell_or_blank, column_widths, covered_cells
from yugong.writing.xlsx.styles import StyleReader
from yugong.writing.xlsx.tags import CHART_KINDS, CellText, cell_text

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Report = Callable[[TagFault], None]


class TemplateCellReader:
    """Turns the rows of one sheet into row models; faults and tags go to callbacks."""

    def __init__(
        self,
        sheet: Worksheet,
        model: WorkbookModel,
        report: Report,
        note: Callable[[ReadTag], None],
        looks: StyleReader,
    ) -> None:
        self._sheet = sheet
        self._model = model
        self._report = report
        self._note = note
        self._looks = looks
        self._styles = {repr(style): index for index, style in enumerate(model.styles)}
        self._style_numbers: dict[int, int] = {}
        self._spans = {
            (area.min_row, area.min_col): (area.max_row, area.max_col)
            for area in sheet.merged_cells.ranges
        }
        self._covered = covered_cells(sheet)
        self._no_overlap()
        self._cells = dict(sheet._cells)
        self._by_row: dict[int, list[int]] = {}
        for row, column in sorted(self._cells.keys() | self._spans.keys()):
            if (row, column) not in self._covered:
                self._by_row.setdefault(row, []).append(column)
        self._open_merges: dict[str, int] = {}
        self._last_row = 0
        self._widths, self._default_width = column_widths(sheet)

    def _no_overlap(self) -> None:
        """Excel will not open a file whose merged areas overlap."""
        area = sum((r - row + 1) * (c - col + 1) for (row, col), (r, c) in self._spans.items())
        if len(self._covered | self._spans.keys()) != area:
            self._fault(
                Kind.UNSUPPORTED_IN_TEMPLATE, "A1", "合并区域互相重叠", "互不重叠的合并区域"
            )

    def texts(self, number: int) -> list[tuple[str, str]]:
        """Return address and text of every cell of a row (from 1) with more than a comment."""
        texts = []
        for column in self._by_row.get(number, ()):
            value = self._at(number, column).value
            text = "" if value is None else str(value)
            if text.strip() and plain_tags(text).strip():
                texts.append((f"{column_letters(column - 1)}{number}", text))
        return texts

    def _at(self, row: int, column: int) -> Cell:
        """Return the cell of a place, also if the file has none."""
        cell = self._cells.get((row, column))
        return cell_or_blank(cell, self._sheet, row, column)

    def boundary(self) -> None:
        """Check, at a row of tags, that no merged area reaches across it."""
        for place, last in self._open_merges.items():
            if last <= self._last_row:
                continue
            self._fault(
                Kind.UNSUPPORTED_IN_TEMPLATE,
                place,
                "合并区域跨过标签行",
                "用 {%竖并 条件 %} 纵向合并",
            )
        self._open_merges.clear()

    def row(self, number: int) -> RowModel:
        """Return a row of the template (from 1)."""
        self._last_row = number
        cells = [self._cell(number, column) for column in self._by_row.get(number, ())]
        data = [cell.chart_data for cell in cells if cell.chart_data]
        return RowModel(number - 1, self._height(number), tuple(cells), data[0] if data else "")

    def _height(self, number: int) -> float:
        height = self._sheet.row_dimensions[number].height
        default = self._sheet.sheet_format.defaultRowHeight
        return float(height or default or DEFAULT_ROW_HEIGHT)

    def _cell(self, number: int, column: int) -> CellModel:
        cell = self._at(number, column)
        last_row, last_column = self._spans.get((number, column), (number, column))
        place = f"{column_letters(column - 1)}{number}"
        if last_row > number:
            self._open_merges[place] = last_row
        text = CellText()
        content: str | int | float | Expression | Text | None = None
        if cell.data_type == "f":
            self._fault(
                Kind.UNSUPPORTED_IN_TEMPLATE,
                place,
                str(cell.value)[:40],
                "{{ 名称 }}；公式由程序写入",
            )
        elif isinstance(cell.value, bool | date | time | timedelta):
            self._fault(Kind.UNSUPPORTED_IN_TEMPLATE, place, str(cell.value), "文字、数字或标签")
        elif isinstance(cell.value, int | float):
            content = cell.value
            if not math.isfinite(content):
                self._fault(Kind.UNSUPPORTED_IN_TEMPLATE, place, str(content), "Excel 能写的数")
        elif cell.value is not None:
            text = cell_text(str(cell.value))
            content = self._content(text, place)
        if last_row > number and text.tag(MERGE) is not None:
            self._fault(
                Kind.UNSUPPORTED_IN_TEMPLATE, place, "纵向合并的格中又有 {%竖并%}", "二者取一"
            )
        vertical, link = self._condition(text, MERGE, place), self._condition(text, LINK, place)
        return CellModel(
            place=place,
            column=column - 1,
            last_column=last_column - 1,
            rows=last_row - number + 1,
            style=self._style(cell, last_row, last_column),
            content=content,
            vertical=vertical,
            link=link,
            chart=self._chart(text, place, (number, column, last_row, last_column)),
            chart_data=self._chart_data(text),
        )

    def _style(self, cell: Cell, last_row: int, last_column: int) -> int:
        """Return the number of a cell's look among those of the workbook."""
        row, column = cell.row, cell.column
        if (last_row, last_column) == (row, column):
            look = self._looks.look(cell)
        else:
            look = self._looks.look(
                cell,
                self._at(row, last_column),
                self._at(last_row, column),
                self._at(last_row, last_column),
            )
        number = self._style_numbers.get(id(look))
        if number is None:
            key = repr(look)
            number = self._styles.setdefault(key, len(self._model.styles))
            if number == len(self._model.styles):
                self._model.styles.append(look)
            self._style_numbers[id(look)] = number
        return number

    def _content(self, text: CellText, place: str) -> str | Expression | Text | None:
        for fault in text.faults:
            self._report(replace(fault, place=place))
        for item in text.tags:
            self._note(ReadTag(replace(item.tag, place=place), item.node))
        return text.content

    def _condition(self, text: CellText, word: str, place: str) -> Expression | None:
        tag = text.tag(word)
        if tag is None:
            return None
        tag = replace(tag, place=place)
        try:
            expression = compile_condition(tag)
        except TagError as error:
            self._fault(error.code, place, error.actual, error.expected)
            return None
        self._note(read(tag)[0])
        return expression

    def _fault(self, code: str, place: str, actual: str, expected: str = "") -> None:
        self._report(TagFault(code, place, actual, expected))

    def _chart(
        self, text: CellText, place: str, area: tuple[int, int, int, int]
    ) -> ChartAnchor | None:
        tag = text.tag(CHART)
        if tag is None:
            return None
        words = tag.expression.split()
        if len(words) != 2 or words[1] not in CHART_KINDS:
            kinds = "、".join(CHART_KINDS)
            self._fault(Kind.MALFORMED_TAG, place, tag.raw, f"{{%图 图名 {kinds}之一 %}}")
            return None
        top, left, bottom, right = area
        width = sum(
            column_pixels(self._widths.get(column - 1, self._default_width))
            for column in range(left, right + 1)
        )
        height = sum(self._height(row) for row in range(top, bottom + 1)) * 4 / 3
        return ChartAnchor(words[0], words[1], max(width, 240), max(int(height), 160))

    def _chart_data(self, text: CellText) -> str:
        tag = text.tag(CHART_DATA)
        return "" if tag is None else tag.expression
