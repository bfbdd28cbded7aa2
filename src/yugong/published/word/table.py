"""The shape of a Word table: which cells span columns and rows, and where that puts the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from yugong.published.model.blocks import Area
from yugong.published.word.styles import OFF, VAL, W

_THROUGH = frozenset({f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag", f"{W}sdtContent"})
_TCPR, _SPAN, _DOWN, _ACROSS = (f"{W}{name}" for name in ("tcPr", "gridSpan", "vMerge", "hMerge"))
_WIDEST = 1_000
"""The most columns a table may have; Word itself stops at 63."""


def through(element: Any, name: str) -> Iterator[Any]:
    """Children with this name, also those inside content controls and tracked insertions."""
    for child in element:
        if child.tag == name:
            yield child
        elif child.tag in _THROUGH or child.tag == f"{W}sdt":
            yield from through(child, name)


def row_properties(row: Any) -> str:
    """``deleted`` or ``hidden`` where a row is not printed, else empty."""
    for properties in row.iterchildren(f"{W}trPr"):
        if properties.find(f"{W}del") is not None:
            return "deleted"
        hidden = properties.find(f"{W}hidden")
        if hidden is not None and hidden.get(VAL, "1") not in OFF:
            return "hidden"
    return ""


class TableShape:
    """Takes in a table cell by cell; gives rows of equal length and the merged areas."""

    MOST_CELLS: ClassVar[int] = 1_000_000

    def __init__(self) -> None:
        self.cells = 0
        self._rows: list[list[str]] = []
        self._open: dict[int, list[int]] = {}
        self._areas: list[list[int]] = []
        self._widest = 0

    @property
    def height(self) -> int:
        """How many rows there are so far."""
        return len(self._rows)

    @property
    def across(self) -> int:
        """The column that the next cell of this row begins, counted from 1."""
        return len(self._rows[-1]) + 1

    def next_row(self, row: Any) -> None:
        """Begin a row; it may leave out columns before its first cell."""
        before = row.find(f"{W}trPr/{W}gridBefore")
        self._rows.append([""] * (0 if before is None else _span(before.get(VAL))))

    def drop_row(self) -> None:
        """The row just begun is not printed."""
        self._rows.pop()

    def put(self, cell: Any, text: str) -> str:
        """Place a cell's text; gives back text that Word does not print there."""
        span = down = across = None
        properties = next(cell.iterchildren(_TCPR), None)
        for node in properties if properties is not None else ():
            if node.tag == _SPAN:
                span = node.get(VAL)
            elif node.tag == _DOWN:
                down = node.get(VAL, "continue")
            elif node.tag == _ACROSS:
                across = node.get(VAL, "continue")
        row = self._rows[-1]
        at, last = len(row), len(self._rows) - 1
        width = min(_span(span), max(_WIDEST - at, 1))
        above = self._open.get(at)
        swallowed = ""
        if across == "continue" and row:
            self._widen(at, last, width)
            text, swallowed = "", text
        elif (
            down == "continue"
            and above is not None
            and above[2] == last - 1
            and above[3] == at + width - 1
        ):
            above[2] = last
            text, swallowed = "", text
        else:
            self._open.pop(at, None)
            if width > 1 or down or across:
                area = [last, at, last, at + width - 1]
                self._areas.append(area)
                if down:
                    self._open[at] = area
        row += [text, *[""] * (width - 1)]
        self._widest = max(self._widest, len(row))
        self.cells = self._widest * len(self._rows)
        return swallowed

    def _widen(self, at: int, row: int, width: int) -> None:
        """An old way to span columns: the cell belongs to the one on its left."""
        for area in reversed(self._areas):
            if area[0] < row:
                return
            if area[3] == at - 1:
                area[3] += width
                return

    def finished(self) -> tuple[tuple[tuple[str, ...], ...], tuple[Area, ...]]:
        """The rows, filled up to the widest, and the merged areas in reading order."""
        rows = tuple(tuple(row + [""] * (self._widest - len(row))) for row in self._rows)
        merged = sorted(
            (area[0], area[1], area[2], area[3])
            for area in self._areas
            if area[0] != area[2] or area[1] != area[3]
        )
        return rows, tuple(merged)


def _span(text: str | None) -> int:
    if not text or not text.isdecimal():
        return 1
    return min(int(text) if len(text) < 6 else _WIDEST, _WIDEST) or 1
