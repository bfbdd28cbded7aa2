"""Pages of a sheet of running text: no heading last on its page, no chart over two pages.

The scale of a sheet is fixed or follows from its width, and the page breaks follow from the
heights of the rows; a break is put in front of what would be torn apart.  A sheet that is fitted
to a number of pages in height is left to the program that prints it.

Tests: tests/writing/xlsx/test_narrative_sheets.py.
"""

from __future__ import annotations

from typing import NamedTuple

from yugong.report_workbook.row_height import column_pixels
from yugong.standard.narrative import NarrativeParagraph
from yugong.writing.xlsx.plan import SheetPlan

_PAPERS = {8: (11.69, 16.54), 9: (8.27, 11.69), 11: (5.83, 8.27)}
"""Width and height in inches of A3, A4 and A5, by their numbers in Excel."""

_POINTS, _PIXELS = 72.0, 96.0
"""Points and pixels to an inch."""
_USABLE = 0.98
_CAPTION = 40.0
"""The most points that the caption under a chart takes."""


class _Piece(NamedTuple):
    """The rows of one paragraph, and whether they stay with what follows."""

    first: int
    last: int
    is_heading: bool
    is_chart: bool


class PageFlow:
    """Notes the rows of the paragraphs of a sheet, with their facts, and breaks its pages."""

    def __init__(self, plan: SheetPlan) -> None:
        self._plan = plan
        self._pieces: list[_Piece] = []

    def state(self, paragraph: object, row: int, column: int) -> None:
        """Note the facts that a cell states with the text of a paragraph."""
        if isinstance(paragraph, NarrativeParagraph) and paragraph.facts:
            self._plan.facts.append((row, column, paragraph.facts))

    def put(self, item: object, first: int, end: int) -> None:
        """Note that the rows from ``first`` to before ``end`` show an item of a loop."""
        if isinstance(item, NarrativeParagraph) and end > first:
            is_chart = bool(item.get("图"))
            self._pieces.append(_Piece(first, end - 1, item.get("级") > 0, is_chart))

    def finish(self) -> None:
        """Put the page breaks of the sheet, whose rows are all known."""
        available = self._page_height()
        if not self._pieces or available is None:
            return
        pieces = self._pieces
        used, row, index = 0.0, 0, 0
        while index < len(pieces):
            used, row = self._advance(used, row, pieces[index].first, available)
            end = self._group_end(index)
            last = pieces[end - 1].last
            height = self._height(row, last + 1)
            if used and used + height > available >= height:
                self._plan.breaks.append(row)
                used = 0.0
            used, row = self._advance(used, row, last + 1, available)
            index = end

    def _group_end(self, index: int) -> int:
        """Return the end of what stays together: headings with one text, a chart with its title."""
        pieces = self._pieces
        end = index + 1
        while end < len(pieces) and pieces[end - 1].is_heading:
            end += 1
        if end < len(pieces) and pieces[end - 1].is_chart:
            caption = pieces[end]
            if not caption.is_heading and self._height(caption.first, caption.last + 1) < _CAPTION:
                end += 1
        return end

    def _advance(self, used: float, row: int, end: int, available: float) -> tuple[float, int]:
        """Return how much of its page is used before a row, after those from ``row`` on."""
        for number in range(row, end):
            height = self._height(number, number + 1)
            used = height if used + height > available else used + height
        return used, max(row, end)

    def _height(self, first: int, end: int) -> float:
        heights = self._plan.heights
        return sum(heights.get(row, 0.0) for row in range(first, end))

    def _page_height(self) -> float | None:
        """Return the points of a page that rows may use, or None where that is not known."""
        plan, setup = self._plan, self._plan.setup
        paper = _PAPERS.get(setup.paper)
        if paper is None or setup.fit not in (None, (1, 0)):
            return None
        left, right, top, bottom, _, _ = setup.margins
        wide, high = paper[::-1] if setup.landscape else paper
        scale = setup.scale / 100
        if setup.fit is not None:
            last = plan.last_column if setup.area is None else setup.area[3]
            widths = (plan.widths.get(column, plan.default_width) for column in range(last + 1))
            content = sum(map(column_pixels, widths)) * _POINTS / _PIXELS
            scale = min((wide - left - right) * _POINTS / max(content, 1.0), 1.0)
        return (high - top - bottom) * _POINTS * _USABLE / scale
