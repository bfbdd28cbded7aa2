"""The rendered text on its way into the file: bounded pieces, headings gathered, marks resolved.

Tests: tests/writing/docx/engine/test_edited_templates.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from io import BytesIO
from itertools import count
from tempfile import SpooledTemporaryFile
from typing import IO

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.reading.system import reason_of
from yugong.writing.docx.annexes.streamed import StreamedAnnexes
from yugong.writing.docx.engine.fresh_ids import FreshIds
from yugong.writing.docx.template.charts import described
from yugong.writing.docx.template.contents import Heading, bookmark_name
from yugong.writing.docx.template.loop_copies import Copies
from yugong.writing.docx.template.placeholders import (
    ANNEXES,
    CONTENTS,
    CONTROL,
    COPIED_ID,
    FORM,
    HEADING,
    MARK_END,
    MARK_START,
    PAGE_BREAK,
    PARAGRAPH,
    PASS,
    REGION_END,
    ROWS,
)
from yugong.writing.docx.template.written_rows import Region, WrittenLoop

OUTPUT_LIMIT = 512 * 1024 * 1024
"""The largest part that is written, in bytes."""

FIRST_CONTROL = 300_000_001
"""Number of the first content control that is made; those of the template are passed over."""

_IN_MEMORY = 8 * 1024 * 1024
_COPY = 256 * 1024
_PARAGRAPH_ENDS = (b"</w:p>", b"<w:p/>")
_TAIL = 8
_START, _END = MARK_START.encode(), MARK_END.encode()
_REGION_KINDS = f"{ROWS}{FORM}{REGION_END}".encode()
_FORM, _REGION_END, _ANNEXES = ord(FORM), ord(REGION_END), ord(ANNEXES)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(?:tab|br|cr)(?: [^>]*)?/>")
_MARKUP = re.compile(r"<[^>]*>")


class RenderedBody:
    """The rendered body, kept in a temporary file until the contents list can be made.

    ``taken`` are the numbers of the template's own content controls.  Use as a context manager;
    the temporary file goes with it.
    """

    def __init__(
        self,
        file: str,
        first_id: int,
        charts_with_data: Mapping[int, str],
        taken: frozenset[int] = frozenset(),
        loops: Sequence[WrittenLoop] = (),
        copies: Copies | None = None,
        numbers: Mapping[str, int] | None = None,
        annexes: StreamedAnnexes | None = None,
    ) -> None:
        self._annexes = annexes
        self._annex_spans: list[tuple[int, int]] = []
        self._file = file
        self._next_id = first_id
        self._controls = (number for number in count(FIRST_CONTROL) if number not in taken)
        self._charts_with_data = charts_with_data
        self._fresh = FreshIds(
            copies or Copies(frozenset(), 0, ()),
            numbers or {},
            self._take_bookmark,
            lambda: next(self._controls),
        )
        self._loops = loops
        self._open: dict[bytes, tuple[bool, bytes, int]] = {}
        self._regions: list[tuple[bool, bytes, int, bytes, int]] = []
        self._contents_size = 0
        self._spool: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._contents_at: int | None = None
        self._size = 0
        self._tail = b""
        self.headings: list[Heading] = []
        self.charts: set[int] = set()

    def __enter__(self) -> RenderedBody:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def take(self, pieces: Iterator[str]) -> None:
        """Render to the end."""
        pending = b""
        for piece in pieces:
            data = piece.encode()
            pending = self._pass_on(pending + data if pending else data)
        if pending:
            raise AssertionError("a mark was left open")

    def _pass_on(self, data: bytes) -> bytes:
        """Write what is complete; return the bytes that wait for the next piece.

        Pieces are long and marks are few: what is between marks is not copied.
        """
        position = 0
        view = memoryview(data)
        start = data.find(_START)
        while start >= 0:
            end = data.find(_END, start)
            self._write(view[position:start])
            if end < 0:
                return data[start:]
            mark = data[start + 1 : end]
            if _START in mark:  # a mark in a mark: the inner one first
                inner = data.rfind(_START, start, end)
                resolved = self._resolve(data[inner + 1 : end].decode()).encode()
                data = data[start:inner] + resolved + data[end + 1 :]
                view = memoryview(data)
                position = start = 0
                continue
            if mark[0] in _REGION_KINDS:
                self._note_region(mark)
            elif mark[0] == _ANNEXES:
                if self._annexes is not None:
                    begun = self._size
                    for piece in self._annexes.pieces(int(mark[1:])):
                        self._pass_on(piece.encode())
                    self._annex_spans.append((begun, self._size))
            elif resolved := self._resolve(mark.decode()).encode():
                self._write(memoryview(resolved))
            position = end + 1
            start = data.find(_START, position)
        self._write(view[position:])
        return b""

    def _write(self, data: memoryview) -> None:
        if not data:
            return
        self._tail = bytes(data[-_TAIL:])
        self._size += len(data)
        if self._size > OUTPUT_LIMIT:
            raise FindingsError([_too_large(self._file)])
        try:
            self._spool.write(data)
        except OSError as error:
            raise FindingsError([_no_room(self._file, error)]) from error

    def _resolve(self, mark: str) -> str:
        kind, content = mark[0], mark[1:]
        if kind == HEADING:
            return self._heading(int(content[0]), content[1:])
        if kind == CONTENTS:
            self._contents_at = self._size
            return ""
        if kind == CONTROL:
            return str(next(self._controls))
        if kind == PARAGRAPH:
            return "" if self._tail.rstrip().endswith(_PARAGRAPH_ENDS) else content
        if kind == COPIED_ID:
            return self._fresh.resolve(content)
        if kind == PASS:
            self._fresh.begin_pass(int(content))
            return ""
        if kind == PAGE_BREAK:
            follows = self._annexes is not None and self._annexes.end_at(int(content))
            return "<w:pageBreakBefore/>" if follows else ""
        number, _, drawing = content.partition(";")
        if int(number) not in self._charts_with_data:
            return ""
        self.charts.add(int(number))
        return described(drawing, self._charts_with_data[int(number)])

    def _take_bookmark(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def copied(self, kind: str) -> list[tuple[str, str]]:
        """Return the numbers of the notes or lists that loops have copied, old and new."""
        return self._fresh.copied(kind)

    def _note_region(self, mark: bytes) -> None:
        """Note that a loop begins or ends here; its next pass also ends the one before."""
        number, _, name = mark[1:].partition(b";")
        if (begun := self._open.pop(number, None)) is not None:
            self._regions.append((*begun, number, self._size))
        if mark[0] != _REGION_END:
            self._open[number] = (mark[0] == _FORM, name, self._size)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that the loops have written, in the body with its contents list."""
        return tuple(
            Region(
                self._loops[int(number)],
                _text(name.decode()),
                self._moved(start),
                self._moved(end),
                is_form,
            )
            for is_form, name, start, number, end in self._regions
        )

    def without_regions(
        self, region_sign: str, contents_sign: str
    ) -> tuple[bytes, list[str | None]]:
        """Return the body with a processing instruction for each region and the contents list.

        Annexes are left out.  By the number in the instruction, the names are those of tables, or
        None for a form.
        """
        names: list[str | None] = []
        cuts = [(start, end, b"") for start, end in self._annex_spans]
        end_before = 0
        for is_form, name, start, _, end in sorted(self._regions, key=lambda region: region[2]):
            if start >= end_before:
                cuts.append((start, end, b"<?%b %d?>" % (region_sign.encode(), len(names))))
                names.append(None if is_form else _text(name.decode()))
                end_before = end
        if self._contents_at is not None:
            cuts.append((self._contents_at, self._contents_at, b"<?%b?>" % contents_sign.encode()))
        cuts.sort()
        kept: list[bytes] = []
        position = 0
        for start, end, sign in cuts:
            self._spool.seek(position)
            kept += (self._spool.read(max(start - position, 0)), sign)
            position = max(end, position)
        self._spool.seek(position)
        kept.append(self._spool.read())
        return b"".join(kept), names

    def _moved(self, position: int) -> int:
        if self._contents_at is None or position < self._contents_at:
            return position
        return position + self._contents_size

    def _heading(self, level: int, runs: str) -> str:
        title = unescape("".join(match[1] or " " for match in _TEXT.finditer(runs))).strip()
        if not title:
            return runs
        name, identifier = bookmark_name(len(self.headings)), self._take_bookmark()
        self.headings.append(Heading(level, title))
        return (
            f'<w:bookmarkStart w:id="{identifier}" w:name="{name}"/>{runs}'
            f'<w:bookmarkEnd w:id="{identifier}"/>'
        )

    def copy_to(self, target: IO[bytes], contents: Callable[[], str]) -> None:
        """Write the body with its contents list."""
        self._spool.seek(0)
        remaining = self._size if self._contents_at is None else self._contents_at
        while remaining:
            data = self._spool.read(min(_COPY, remaining))
            remaining -= len(data)
            target.write(data)
        if self._contents_at is not None:
            listed = contents().encode()
            self._contents_size = len(listed)
            target.write(listed)
        while data := self._spool.read(_COPY):
            target.write(data)


def whole(
    pieces: Iterator[str], file: str, first_id: int, taken: frozenset[int], copies: Copies | None
) -> bytes:
    """Return a small part (header, footer, notes) as bytes."""
    target = BytesIO()
    with RenderedBody(file, first_id, {}, taken, copies=copies) as rendered:
        rendered.take(pieces)
        rendered.copy_to(target, str)
    return target.getvalue()


def _text(name: str) -> str:
    """Return the text of a name that was rendered for a ``w:t``."""
    if "<" in name:
        name = _MARKUP.sub("\n", name)
    return unescape(name) if "&" in name else name


def _too_large(file: str) -> Finding:
    return Finding(
        Kind.TEMPLATE_BEYOND_LIMITS,
        Place(file=file),
        expected=f"不超过 {OUTPUT_LIMIT >> 20} 兆字节",
    )


def _no_room(file: str, error: OSError) -> Finding:
    return Finding(Kind.NOT_WRITABLE, Place(file=file), actual=f"临时文件：{reason_of(error)}")
