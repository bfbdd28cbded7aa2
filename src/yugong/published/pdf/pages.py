"""The pages of a PDF as lines of JSON, read in a separate process.

A PDF can be built to keep its reader busy for days or to fill all memory, in more ways than a
check can find.  A separate process has limits of time and memory.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import logging
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yugong.published.pdf.drawing import Sign
    from yugong.published.pdf.rulings import RuledCell

MOST_PAGES = 2_000
_MOST_SIGNS_IN_ALL = 4_000_000
_MOST_NOTES, _LONGEST_NOTE = 200, 500
_NO_NOTES = ("Link", "Widget")
_MEMORY = 2 << 30
_SNAP = 2.0
"""Points within which two rulings are the same."""

_LATIN_GAP, _WIDE_GAP = 0.2, 0.9
"""Gaps that mean a blank between Latin letters, and between any letters, in letter heights."""
_TWICE = 0.1
"""The offset, in letter heights, of a letter printed twice to look bold."""
_UNREADABLE = 0.5
"""The part of unknown characters that makes a page unreadable."""


def pages(data: bytes) -> Iterator[dict[str, Any]]:
    """Yield the properties of the document, then every page.

    ``error`` is the only message of a file that cannot be read; ``stopped`` is the last message
    of a file past the limits.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    try:
        document = pdfplumber.open(io.BytesIO(data))
        listed = document.pages
    except Exception as error:  # noqa: BLE001  # whatever a broken file makes of the library
        inner = [*error.args, error.__cause__, error.__context__, error]
        wrong = any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in inner)
        yield {"error": "password" if wrong else "broken"}
        return
    about = {str(name): str(value)[:_LONGEST_NOTE] for name, value in document.metadata.items()}
    yield {"pages": len(listed), "about": about}
    signs = 0
    for page in listed[:MOST_PAGES]:
        try:
            read, count = _page(page)
        except (MemoryError, RecursionError):
            read, count = {"fault": "内容过多"}, 0
        except Exception as error:  # noqa: BLE001  # as above, for one page
            read, count = {"fault": type(error).__name__}, 0
        signs += count
        if signs > _MOST_SIGNS_IN_ALL:
            yield {"stopped": True}
            return
        yield {"page": page.page_number, **read}
        page.close()


def _page(page: Any) -> tuple[dict[str, Any], int]:
    """Return the contents of a page, and its number of characters."""
    from yugong.published.pdf.drawing import UNKNOWN_GLYPH, TooMuchError, drawing_of
    from yugong.published.pdf.rulings import TooManyError, ruled_tables

    try:
        drawing = drawing_of(page.page_obj, page.pdf.rsrcmgr)
    except TooMuchError:
        return {"fault": "字数过多"}, 0
    read: dict[str, Any] = {"height": drawing.height, "pictures": drawing.pictures}
    notes = (
        str(note["contents"])[:_LONGEST_NOTE]
        for note in page.annots
        if note.get("contents") and _name(note["data"].get("Subtype")) not in _NO_NOTES
    )
    read["notes"] = list(notes)[:_MOST_NOTES]
    read["stamp"] = drawing.stamp[:_LONGEST_NOTE]
    signs = drawing.signs
    printed = [sign for sign in signs if not sign.text.isspace()]
    unknown = sum(1 for sign in printed if sign.text == UNKNOWN_GLYPH)
    if unknown > _UNREADABLE * len(printed):
        return {**read, "lines": [], "grids": [], "unreadable": True}, 0
    read["unknown"] = unknown
    grids: list[_Ruled] = []
    try:
        if drawing.overruled:
            raise TooManyError
        grids = [_Ruled(cells) for cells in ruled_tables(drawing.across, drawing.down)]
    except TooManyError:
        read["unruled"] = len(drawing.across) + len(drawing.down)
    outside = []
    for sign in signs:
        home = next((grid for grid in grids if grid.take(sign)), None)
        if home is None:
            outside.append(sign)
    read["lines"] = [[text, top] for text, top in _text_lines(outside)]
    read["grids"] = [grid.as_json() for grid in grids]
    return read, len(signs)


def _name(literal: Any) -> str:
    return str(getattr(literal, "name", literal))


class _Ruled:
    """A ruled table, as rows and columns with merged areas."""

    def __init__(self, cells: Sequence[RuledCell]) -> None:
        self._xs = _edges([x for cell in cells for x in (cell[0], cell[2])])
        self._ys = _edges([y for cell in cells for y in (cell[1], cell[3])])
        self._box = (
            min(cell[0] for cell in cells),
            min(cell[1] for cell in cells),
            max(cell[2] for cell in cells),
            max(cell[3] for cell in cells),
        )
        self._areas: list[tuple[int, int, int, int]] = []
        self._signs: dict[tuple[int, int], list[Sign]] = {}
        self._home: dict[tuple[int, int], tuple[int, int]] = {}
        for x0, top, x1, bottom in cells:
            left, right = _nearest(self._xs, x0), _nearest(self._xs, x1) - 1
            first, last = _nearest(self._ys, top), _nearest(self._ys, bottom) - 1
            self._areas.append((first, left, last, right))
            for row in range(first, last + 1):
                for column in range(left, right + 1):
                    self._home.setdefault((row, column), (first, left))

    def take(self, sign: Sign) -> bool:
        """Take a character with its middle inside the table; return ``False`` for any other."""
        x, y = (sign.x0 + sign.x1) / 2, (sign.top + sign.bottom) / 2
        if not (self._box[0] <= x <= self._box[2] and self._box[1] <= y <= self._box[3]):
            return False
        column, row = _slot(self._xs, x), _slot(self._ys, y)
        home = self._home.get((row, column), (row, column))
        self._signs.setdefault(home, []).append(sign)
        return True

    def as_json(self) -> dict[str, Any]:
        height, width = len(self._ys) - 1, len(self._xs) - 1
        rows = [[""] * width for _ in range(height)]
        for (row, column), signs in self._signs.items():
            rows[row][column] = "\n".join(text for text, _ in _text_lines(signs))
        merged = sorted(area for area in self._areas if area[:2] != area[2:])
        return {"rows": rows, "merged": merged, "top": float(self._box[1])}


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _slot(edges: list[float], value: float) -> int:
    return max(0, min(bisect_right(edges, value) - 1, len(edges) - 2))


def _text_lines(signs: Sequence[Sign]) -> list[tuple[str, float]]:
    """Return the lines of characters from top to bottom, each with its upper edge."""
    lines: list[list[Sign]] = []
    middle = reach = 0.0
    for sign in sorted(signs, key=lambda sign: (sign.top + sign.bottom, sign.x0)):
        here = (sign.top + sign.bottom) / 2
        if lines and here - middle <= reach:
            lines[-1].append(sign)
        else:
            lines.append([sign])
            middle, reach = here, max(sign.bottom - sign.top, 1.0) * 0.5
    texts = ((_joined(line), min(sign.top for sign in line)) for line in lines)
    return [(text, top) for text, top in texts if text]


def _joined(signs: Sequence[Sign]) -> str:
    """Return one line of text, with a blank for each wide gap.

    Chinese text has gaps next to digits, and is spread to fill a line, without any blank meant.
    """
    text = ""
    before: Sign | None = None
    for sign in sorted(signs, key=lambda sign: sign.x0):
        if before is not None:
            if _printed_twice(before, sign):
                continue
            gap = (sign.x0 - before.x1) / max(sign.size, 1.0)
            latin = _latin(before.text) and _latin(sign.text)
            if gap > (_LATIN_GAP if latin else _WIDE_GAP) and not text.endswith(" "):
                text += " "
        text += sign.text
        before = sign
    return " ".join(text.replace("\u00a0", " ").split(" ")).strip()


def _printed_twice(before: Sign, sign: Sign) -> bool:
    near = _TWICE * sign.size
    return before.text == sign.text and sign.x0 - before.x0 < near < before.x1 - before.x0


def _latin(text: str) -> bool:
    return text.isascii() and not text.isspace()


def _limit_memory() -> None:
    # Windows has no such limit, and a system may refuse it; the limit of time always applies.
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def main() -> None:
    """Read a PDF from standard input, write its pages to standard output."""
    logging.disable(logging.CRITICAL)
    data = sys.stdin.buffer.read()
    _limit_memory()
    # Nearly every object of a page is freed with the page, by reference counts.
    gc.set_threshold(100_000, 20, 20)
    for page in pages(data):
        sys.stdout.buffer.write(json.dumps(page).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
