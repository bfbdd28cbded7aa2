"""Rows of a table that was printed as loose lines, its cells parted by single blanks.

This is what is left of a table when the text of a PDF is copied: a blank cell shows as a doubled
blank, a wrapped name stands on lines of its own, a number may run into the next text.  Each line
is read against the columns the standard's table has, since no head stands over its cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from yugong.findings import Place
from yugong.published.model.printed_text import is_numbered, number
from yugong.published.tables.heads import columns_named, is_number_row
from yugong.published.tables.printed_table import PrintedRow
from yugong.standard.schema import ColumnSpec, TableSpec

_RUN_ON = re.compile(r"(\d\.\d\d)(?=[^\d\s.,%）)])")
_BLANK = re.compile("[ \u00a0]")
_CODE = re.compile(r"(?:\d\d){1,4}\d")
_PAGE = re.compile(r"\s*(?:\d{1,2}|[-—–]\s*\d{1,4}\s*[-—–])\s*")
_ITEM = re.compile(r"[①②③④⑤⑥⑦⑧⑨]")

Known = Callable[[int, str], bool]
"""Whether a text is a title of this block of the table."""


@dataclass(slots=True)
class LooseBody:
    """The rows found, each a text and place per column; the columns; lines that fit nowhere."""

    rows: list[dict[str, tuple[str, Place]]] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    unread: list[tuple[str, Place]] = field(default_factory=list)


@dataclass(slots=True)
class _Segment:
    """What one block has in one line: a code, names, and the cells after them."""

    code: str = ""
    names: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


def read_loose(spec: TableSpec, lines: Sequence[PrintedRow], known: Known) -> LooseBody:
    """The body of a table in loose lines, with the columns that its head names."""
    lines = [line for line in lines if not _PAGE.fullmatch(line.texts[0])]
    start = _head_end(spec, lines, known)
    columns = columns_named(spec, "".join(line.texts[0] for line in lines[:start]))
    body = LooseBody(columns=columns)
    blocks = [
        _Columns.of([one for one in block.columns if one.name in columns]) for block in spec.blocks
    ]
    keeps_blanks = any("  " in line.texts[0].lstrip() for line in lines[start:])
    for text, place in _whole_lines(lines[start:], lambda text: _is_title(spec, text, known)):
        cells = _cells(text, blocks, known, keeps_blanks=keeps_blanks)
        if cells is None:
            body.unread.append((text.strip(), place))
        else:
            body.rows.append({name: (value, place) for name, value in cells.items()})
    return body


# --- lines made whole -----------------------------------------------------------------------


def _head_end(spec: TableSpec, lines: Sequence[PrintedRow], known: Known) -> int:
    """How many lines are head: to the row of column numbers, or to the first row of the body."""
    for at, line in enumerate(lines):
        if is_number_row(line.texts[0].split()):
            return at + 1
    for at, line in enumerate(lines):
        text = line.texts[0]
        first, *rest = text.split() or [""]
        holds = any(_is_value(one) for one in rest) and not _CODE.fullmatch(rest[-1])
        if holds or _is_values(text):
            return _back_over_name(lines, at, spec, known)
        if text.endswith("  ") and _is_title(spec, first, known):
            return at
    last = lines[-1].texts[0].strip() if lines else ""
    return len(lines) - (1 if _is_title(spec, last, known) else 0)


def _back_over_name(lines: Sequence[PrintedRow], at: int, spec: TableSpec, known: Known) -> int:
    """The first row may begin above its numbers, with a name that was wrapped."""
    if not _is_values(lines[at].texts[0]):
        return at
    start = at
    while start > 0 and not _is_title(spec, lines[start].texts[0].strip(), known):
        start -= 1
        if _CODE.fullmatch(lines[start].texts[0].strip()) or at - start == 3:
            break
    return start


def _is_title(spec: TableSpec, text: str, known: Known) -> bool:
    return any(known(at, text) for at in range(len(spec.blocks)))


def _whole_lines(
    lines: Iterable[PrintedRow], is_title: Callable[[str], bool]
) -> Iterable[tuple[str, Place]]:
    """The lines with wrapped names joined to what follows them."""
    name = ""
    at: Place | None = None
    for line in lines:
        text = _RUN_ON.sub(r"\1 ", line.texts[0])
        place = line.place(0)
        ended = _begins_row(text) or is_title(name)
        if name and at is not None and ended and not _is_values(text):
            yield name, at
            name, at = "", None
        if _is_values(text):
            yield f"{name} {text.strip(chr(32))}", at or place
            name, at = "", None
        elif text.endswith("  ") or _holds_values(text):
            yield (_together(name, text) if name else text), at or place
            name, at = "", None
        else:
            name, at = _together(name, text), at or place
    if name and at is not None:
        yield name, at


def _together(name: str, text: str) -> str:
    """A name goes on without a blank; only a code stands apart from it."""
    if not name:
        return text.strip()
    return f"{name} {text.lstrip()}" if _CODE.fullmatch(name) else f"{name}{text.lstrip()}"


def _begins_row(text: str) -> bool:
    start = text.lstrip(" ")
    first = start.split()[0] if start.split() else ""
    if start.startswith("\u3000") or _ITEM.match(first):
        return True
    return is_numbered(first) or bool(_CODE.fullmatch(first) and not _is_values(text))


def _is_value(text: str) -> bool:
    return number(text) is not None


def _is_values(text: str) -> bool:
    """Whether a line holds nothing but numbers, one with decimals at least."""
    parts = text.split()
    return bool(parts) and all(map(_is_value, parts)) and any("." in part for part in parts)


def _holds_values(text: str) -> bool:
    parts = text.split()
    return len(parts) > 1 and _is_value(parts[-1]) and not _CODE.fullmatch(parts[-1])


# --- lines read against the columns ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a block: its code, its names, its amounts."""

    code: str
    names: tuple[str, ...]
    amounts: tuple[str, ...]

    @classmethod
    def of(cls, columns: Sequence[ColumnSpec]) -> _Columns:
        return cls(
            next((one.name for one in columns if one.text == "编码"), ""),
            tuple(one.name for one in columns if one.text and one.text != "编码"),
            tuple(one.name for one in columns if not one.text),
        )

    def put(self, segment: _Segment, into: dict[str, str]) -> list[str]:
        """Give the parts of a segment to the columns; what is left over is given back."""
        names = list(segment.names)
        code = segment.code
        if self.code and not code and names and len(self.names) <= 1:
            code, names = names[0], names[1:]  # 合计 stands over code and name together
        cells = list(segment.cells)
        missing = len(self.names) - len(names) - (1 if code and not segment.code else 0)
        while missing > 0 and cells and not cells[0] and any(cells):
            del cells[0]
            missing -= 1
        if len(names) > len(self.names) and self.names:
            keep = len(self.names) - 1
            names[keep:] = [" ".join(names[keep:])]
        while cells and not cells[-1]:
            cells.pop()
        if self.code:
            into[self.code] = code
        for at, column in enumerate(self.names):
            into[column] = names[at] if at < len(names) else ""
        for at, column in enumerate(self.amounts):
            into[column] = cells[at] if at < len(cells) else ""
        return cells[len(self.amounts) :]


def _cells(
    text: str, blocks: Sequence[_Columns], known: Known, *, keeps_blanks: bool
) -> dict[str, str] | None:
    """The cells of a line by column; ``None`` where they fit no columns of the table.

    Where blank cells left no blanks behind, fewer numbers than columns could stand anywhere.
    """
    segments = _segments(text, sum(1 for block in blocks if block.names))
    if not segments:
        return None
    if len(segments) > len(blocks):
        return None
    cells: dict[str, str] = {}
    for block in blocks:
        block.put(_Segment(), cells)
    homes = list(range(len(segments)))
    if len(segments) < len(blocks):
        homes = [_home(segments[0], text, known, len(blocks))]
    for home, segment in zip(homes, segments, strict=True):
        if not keeps_blanks and 0 < len(segment.cells) < len(blocks[home].amounts):
            return None
        left = blocks[home].put(segment, cells)
        if left and home + 1 < len(blocks) and len(segments) == 1:
            left = blocks[home + 1].put(_Segment(cells=left), cells)
        if any(left):
            return None
    return cells


def _home(segment: _Segment, text: str, known: Known, blocks: int) -> int:
    """Which of the blocks that stand side by side a single name belongs to."""
    name = "".join(segment.names)
    fits = [at for at in range(blocks) if known(at, name)]
    if len(fits) == 1:
        return fits[0]
    return blocks - 1 if text.startswith("  ") else 0


def _segments(text: str, most: int) -> list[_Segment]:
    """The parts of a line that begin with a name, or with a code before one."""
    tokens = _BLANK.split(text.strip("\u3000").rstrip(" ").lstrip(" ").lstrip("\u3000"))
    segments: list[_Segment] = []
    for at, token in enumerate(tokens):
        if not token:
            if segments:
                segments[-1].cells.append("")
            continue
        is_code = bool(_CODE.fullmatch(token)) and _next_is_name(tokens, at)
        if _is_value(token) and not is_code:
            if not segments:
                return []
            segments[-1].cells.append(token)
        elif is_code:
            segments.append(_Segment(code=token))
        elif segments and (not segments[-1].cells or most == 1):
            segments[-1].names.append(token)
        else:
            segments.append(_Segment(names=[token]))
    return segments


def _next_is_name(tokens: Sequence[str], at: int) -> bool:
    return at + 1 < len(tokens) and bool(tokens[at + 1]) and not _is_value(tokens[at + 1])
