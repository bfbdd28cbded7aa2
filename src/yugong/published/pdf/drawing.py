"""The drawing of a PDF page: its characters and rulings, with their positions on the paper."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from yugong.published.pdf.content import FastInterpreter
from yugong.published.pdf.rulings import Ruling
from yugong.quick_dataclass import dataclass

UNKNOWN_GLYPH = "\ufffd"
"""The replacement of a character that its font gives no meaning."""

_MOST_SIGNS, _MOST_RULINGS = 40_000, 40_000
_LONGEST_SIGN = 16
_STRAIGHT = 0.5
"""The most that a ruling may lean, in points."""
_SLANTED = 0.1
"""The most that text may lean, as a part of its length; text that leans more is a stamp."""

Point = tuple[float, float]


class TooMuchError(Exception):
    """A page has more characters than are read."""


@dataclass(slots=True)
class Sign:
    """A character and its box, in points from the upper left corner of the page."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


@dataclass(slots=True)
class Drawing:
    """The drawing of a page, turned so that most of its text is upright."""

    height: float
    signs: list[Sign] = field(default_factory=list)
    across: list[Ruling] = field(default_factory=list)
    down: list[Ruling] = field(default_factory=list)
    pictures: int = 0
    stamp: str = ""
    """Leaning text, such as a watermark."""
    overruled: bool = False
    """True if there are more rulings than the limit."""


def drawing_of(
    page: Any, resources: Any, interpreter: type[PDFPageInterpreter] = FastInterpreter
) -> Drawing:
    """Return the drawing of a pdfminer page; raise :class:`TooMuchError` past the limit."""
    device = _Paper(resources)
    interpreter(resources, device).process_page(page)
    return device.drawing()


class _Paper(PDFTextDevice):
    """A device that records characters and rulings, without colours, patterns and pictures."""

    def __init__(self, resources: Any) -> None:
        super().__init__(resources)
        self._size = (0.0, 0.0)
        self._signs: list[tuple[str, float, float, float, float, float]] = []
        self._slanted: list[str] = []
        self._ways: Counter[int] = Counter()
        self._across: list[Ruling] = []
        self._down: list[Ruling] = []
        self._pictures = 0
        self._known: dict[tuple[PDFFont, int], tuple[str, float, float]] = {}

    def begin_page(self, page: Any, ctm: Any) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self._size = (abs(x1 - x0), abs(y1 - y0))

    def render_image(self, name: str, stream: Any) -> None:  # noqa: ARG002  # as pdfminer calls it
        self._pictures += 1

    def render_char(
        self,
        matrix: Any,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,  # noqa: ARG002  # as pdfminer calls it
        graphicstate: Any,  # noqa: ARG002
    ) -> float:
        known = self._known.get((font, cid))
        if known is None:
            known = self._known[font, cid] = (
                _meaning(font, cid),
                font.char_width(cid),
                font.get_descent(),
            )
        text, width, descent = known
        advance = width * fontsize * scaling
        if font.is_vertical():
            side, up = font.char_disp(cid)  # type: ignore[misc]  # a pair for vertical fonts
            left = -fontsize * 0.5 if side is None else -side * fontsize * 0.001
            low = (1000 - up) * fontsize * 0.001 + rise
            box = (left, low + advance, left + fontsize, low)
        else:
            low = descent * fontsize + rise
            box = (0, low, advance, low + fontsize)
        a, b, c, d, e, f = matrix
        if b == 0 == c:
            x0, x1 = a * box[0] + e, a * box[2] + e
            y0, y1 = d * box[1] + f, d * box[3] + f
        else:
            x0, y0, x1, y1 = apply_matrix_rect(matrix, box)
        x0, x1 = (x0, x1) if x0 <= x1 else (x1, x0)
        y0, y1 = (y0, y1) if y0 <= y1 else (y1, y0)
        if not math.isfinite(x0 + x1 + y0 + y1):
            return advance
        flip = -1 if fontsize * scaling < 0 else 1
        if min(abs(a), abs(b)) > _SLANTED * max(abs(a), abs(b)):
            self._slanted.append(text)
        else:
            way = (0 if a * flip >= 0 else 2) if abs(a) >= abs(b) else (1 if b * flip > 0 else 3)
            self._ways[way] += 1
            size = x1 - x0 if font.is_vertical() else y1 - y0
            self._signs.append((text, x0, y0, x1, y1, size))
        if len(self._signs) + len(self._slanted) > _MOST_SIGNS:
            raise TooMuchError
        return advance

    def paint_path(
        self,
        graphicstate: Any,  # noqa: ARG002  # as pdfminer calls it
        stroke: bool,
        fill: bool,
        evenodd: bool,  # noqa: ARG002
        path: Sequence[Any],
    ) -> None:
        if not path or path[0][0] != "m" or len(self._across) + len(self._down) > _MOST_RULINGS:
            return
        start = here = (0.0, 0.0)
        for kind, *numbers in path:
            if kind == "h":
                self._ruling(here, start)
                here = start
                continue
            to = apply_matrix_pt(self.ctm, (numbers[-2], numbers[-1]))  # type: ignore[arg-type]
            if kind == "m":
                if fill and not stroke:
                    self._ruling(here, start)
                start = to
            elif kind == "l":
                self._ruling(here, to)
            here = to
        if fill and not stroke:
            self._ruling(here, start)

    def _ruling(self, start: Point, end: Point) -> None:
        if math.isfinite(sum(start) + sum(end)):
            _add_ruling(start, end, self._across, self._down)

    def drawing(self) -> Drawing:
        """Return the recorded drawing, turned upright, with the page's upper edge at 0."""
        way = max(self._ways, key=lambda direction: (self._ways[direction], -direction), default=0)
        width, height = self._size
        turn = _TURNS[way]
        signs = []
        for text, x0, y0, x1, y1, size in self._signs:
            left, top = turn(x0, y1, width, height)
            right, bottom = turn(x1, y0, width, height)
            left, right = min(left, right), max(left, right)
            top, bottom = min(top, bottom), max(top, bottom)
            signs.append(Sign(text, left, top, right, bottom, bottom - top if way % 2 else size))
        across: list[Ruling] = []
        down: list[Ruling] = []
        for y, x0, x1 in self._across:
            _add_ruling(turn(x0, y, width, height), turn(x1, y, width, height), across, down)
        for x, y0, y1 in self._down:
            _add_ruling(turn(x, y0, width, height), turn(x, y1, width, height), across, down)
        return Drawing(
            height=width if way % 2 else height,
            signs=signs,
            across=across,
            down=down,
            pictures=self._pictures,
            stamp="".join(self._slanted).strip(),
            overruled=len(across) + len(down) > _MOST_RULINGS,
        )


def _add_ruling(start: Point, end: Point, across: list[Ruling], down: list[Ruling]) -> None:
    """Add the ruling between two points, unless it leans."""
    wide, high = abs(start[0] - end[0]), abs(start[1] - end[1])
    if high <= _STRAIGHT and high < wide:
        across.append(((start[1] + end[1]) / 2, min(start[0], end[0]), max(start[0], end[0])))
    elif wide <= _STRAIGHT and wide < high:
        down.append(((start[0] + end[0]) / 2, min(start[1], end[1]), max(start[1], end[1])))


def _upright(x: float, y: float, _width: float, height: float) -> Point:
    return x, height - y


def _upwards(x: float, y: float, _width: float, _height: float) -> Point:
    return y, x


def _upside_down(x: float, y: float, width: float, _height: float) -> Point:
    return width - x, y


def _downwards(x: float, y: float, width: float, height: float) -> Point:
    return height - y, width - x


_TURNS = (_upright, _upwards, _upside_down, _downwards)
"""Turns from the lower left corner to the upper left corner of the page, by text direction."""


def _meaning(font: PDFFont, cid: int) -> str:
    try:
        text = font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        return UNKNOWN_GLYPH
    return text[:_LONGEST_SIGN] if isinstance(text, str) else UNKNOWN_GLYPH
