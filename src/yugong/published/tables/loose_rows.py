"""Rows of a table printed as loose lines, with single blanks between the cells.

Text copied from a PDF has this form: a blank cell is a doubled blank, a wrapped name takes
several lines, and a number may run into the next text.  Each line is read against the columns of
the standard's table, since there is no head over its cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field

from yugong.findings import Place
from yugong.published.model.printed_text import is_numbered, number
from yugong.published.tables.heads import columns_named, is_number_row
from yugong.published.tables.printed_table import PrintedRow
from yugong.quick_dataclass import dataclass
from yugong.standard.schema import ColumnSpec, TableSpec

_RUN_ON = re.compile(r"(\d\.\d\d)(?=[^\d\s.,%）)])")
_BLANK = re.compile("[ \u00a0]")
_CODE = re.compile(r"(?:\d\d){1,4}\d")
_PAGE = re.compile(r"\s*(?:\d{1,2}|[-—–]\s*\d{1,4}\s*[-—–])\s*")
_ITEM = re.compile(r"[①②③④⑤⑥⑦⑧⑨]")

Known = Callable[[int, str], bool]
"""A test whether a text is a row title of this block of the table."""


@dataclass(slots=True)
class LooseBody:
    """The rows, each with a text and place per column; the columns; the lines that fit nowhere."""

    rows: list[dict[str, tuple[str, Place]]] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    unread: list[tuple[str, Place]] = field(default_factory=list)


@dataclass(slots=True)
class _Segment:
    """The part of a line in one block: a code, names, and the cells after them."""

    code: str = ""
    names: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


def read_loose(spec: TableSpec, lines: Sequence[PrintedRow], known: Known) -> LooseBody:
    """Read the body of a table in loose lines, with the columns named in its head."""
    lines = [line for line in lines if not _PAGE.fullmatch(line.texts[0])]
    start = _head_end(spec, lines, known)
    columns = columns_named(spec, "".join(line.texts[0] for line in lines[:start]))
    body = LooseBody(columns=columns)
    blocks = [
        _Columns.of([column for column in block.columns if column.name in columns])
        for block in spec.blocks
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
    """Return the number of head lines: up to the column numbers, or to the first body row."""
    for index, line in enumerate(lines):
        if is_number_row(line.texts[0].split()):
            return index + 1
    for index, line in enumerate(lines):
        text = line.texts[0]
        first, *others = text.split() or [""]
        holds = any(_is_value(other) for other in others) and not _CODE.fullmatch(others[-1])
        if holds or _is_values(text):
            return _back_over_name(lines, index, spec, known)
        if text.endswith("  ") and _is_title(spec, first, known):
            return index
    last = lines[-1].texts[0].strip() if lines else ""
    return len(lines) - (1 if _is_title(spec, last, known) else 0)


def _back_over_name(lines: Sequence[PrintedRow], index: int, spec: TableSpec, known: Known) -> int:
    """Return the line where the first row begins, above its numbers if its name was wrapped."""
    if not _is_values(lines[index].texts[0]):
        return index
    start = index
    while start > 0 and not _is_title(spec, lines[start].texts[0].strip(), known):
        start -= 1
        if _CODE.fullmatch(lines[start].texts[0].strip()) or index - start == 3:
            break
    return start


def _is_title(spec: TableSpec, text: str, known: Known) -> bool:
    return any(known(index, text) for index in range(len(spec.blocks)))


def _whole_lines(
    lines: Iterable[PrintedRow], is_title: Callable[[str], bool]
) -> Iterable[tuple[str, Place]]:
    """Yield the lines, with wrapped names joined to their continuation."""
    name = ""
    start: Place | None = None
    for line in lines:
        text = _RUN_ON.sub(r"\1 ", line.texts[0])
        place = line.place(0)
        ended = _begins_row(text) or is_title(name)
        if name and start is not None and ended and not _is_values(text):
            yield name, start
            name, start = "", None
        if _is_values(text):
            yield f"{name} {text.strip(chr(32))}", start or place
            name, start = "", None
        elif text.endswith("  ") or _holds_values(text):
            yield (_joined_name(name, text) if name else text), start or place
            name, start = "", None
        else:
            name, start = _joined_name(name, text), start or place
    if name and start is not None:
        yield name, start


def _joined_name(name: str, text: str) -> str:
    """Join a name and its continuation without a blank; only a code keeps a blank after it."""
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
    """Tell if a line has nothing but numbers, at least one of them with decimals."""
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
            next((column.name for column in columns if column.text == "编码"), ""),
            tuple(column.name for column in columns if column.text and column.text != "编码"),
            tuple(column.name for column in columns if not column.text),
        )

    def put(self, segment: _Segment, into: dict[str, str]) -> list[str]:
        """Put the parts of a segment into the columns; return the cells that are left over."""
        names = list(segment.names)
        code = segment.code
        if self.code and not code and names and len(self.names) <= 1:
            code, names = names[0], names[1:]  # 合计 fills the columns of code and name
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
        for index, column in enumerate(self.names):
            into[column] = names[index] if index < len(names) else ""
        for index, column in enumerate(self.amounts):
            into[column] = cells[index] if index < len(cells) else ""
        return cells[len(self.amounts) :]


def _cells(
    text: str, blocks: Sequence[_Columns], known: Known, *, keeps_blanks: bool
) -> dict[str, str] | None:
    """Return the cells of a line by column; ``None`` if they fit no columns of the table.

    Where blank cells left no blanks, fewer numbers than columns could belong anywhere.
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
    """Return the number of the block that a single name belongs to, of blocks side by side."""
    name = "".join(segment.names)
    fits = [index for index in range(blocks) if known(index, name)]
    if len(fits) == 1:
        return fits[0]
    return blocks - 1 if text.startswith("  ") else 0


def _segments(text: str, most: int) -> list[_Segment]:
    """Split a line into parts that begin with a name, or with a code before a name."""
    tokens = _BLANK.split(text.strip("\u3000").rstrip(" ").lstrip(" ").lstrip("\u3000"))
    segments: list[_Segment] = []
    for index, token in enumerate(tokens):
        if not token:
            if segments:
                segments[-1].cells.append("")
            continue
        is_code = bool(_CODE.fullmatch(token)) and _next_is_name(tokens, index)
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


def _next_is_name(tokens: Sequence[str], index: int) -> bool:
    return index + 1 < len(tokens) and bool(tokens[index + 1]) and not _is_value(tokens[index + 1])
