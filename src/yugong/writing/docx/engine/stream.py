"""The rendered text on its way into the file: bounded pieces, headings gathered, marks resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from io import BytesIO
from itertools import count
from tempfile import SpooledTemporaryFile
from typing import IO

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.reading.system import reason_of
from yugong.writing.docx.engine.fresh_ids import FreshIds
from yugong.writing.docx.template.contents import Heading, bookmark_name
from yugong.writing.docx.template.loop_copies import Copies
from yugong.writing.docx.template.placeholders import (
    CONTENTS,
    CONTROL,
    COPIED_ID,
    FORM,
    HEADING,
    MARK_END,
    MARK_START,
    PARAGRAPH,
    PASS,
    REGION_END,
    ROWS,
)
from yugong.writing.docx.template.written_rows import Loop, Region

OUTPUT_LIMIT = 512 * 1024 * 1024
"""The largest part that is written, in bytes."""

FIRST_CONTROL = 300_000_001
"""Number of the first content control that is made; those of the template are passed over."""

_IN_MEMORY = 1024 * 1024
_COPY = 256 * 1024
_PARAGRAPH_ENDS = ("</w:p>", "<w:p/>")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(?:tab|br|cr)(?: [^>]*)?/>")
_MARKUP = re.compile(r"<[^>]*>")


class RenderedBody:
    """The body as rendered, kept aside until the contents list can be made.

    ``taken`` are the numbers of the template's own content controls.  Use as a context manager;
    the temporary file goes with it.
    """

    def __init__(
        self,
        file: str,
        first_id: int,
        charts_with_data: frozenset[int],
        taken: frozenset[int] = frozenset(),
        loops: Sequence[Loop] = (),
        copies: Copies | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> None:
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
        self._open: dict[int, tuple[str, int, bool]] = {}
        self._regions: list[Region] = []
        self._contents_size = 0
        self._spool: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._contents_at: int | None = None
        self._size = 0
        self._tail = ""
        self.headings: list[Heading] = []
        self.charts: set[int] = set()

    def __enter__(self) -> RenderedBody:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def take(self, pieces: Iterator[str]) -> None:
        """Render to the end."""
        pending = ""
        for piece in pieces:
            pending = self._pass_on(pending + piece if pending else piece)
        if pending:
            raise AssertionError("a mark was left open")

    def _pass_on(self, text: str) -> str:
        """Write what is complete; return the text that waits for the next piece."""
        position = 0
        start = text.find(MARK_START)
        while start >= 0:
            end = text.find(MARK_END, start)
            inner = text.rfind(MARK_START, start + 1, end) if end >= 0 else -1
            if inner >= 0:
                resolved = self._resolve(text[inner + 1], text[inner + 2 : end])
                text = f"{text[:inner]}{resolved}{text[end + 1 :]}"
                continue
            self._write(text[position:start])
            if end < 0:
                return text[start:]
            self._write(self._resolve(text[start + 1], text[start + 2 : end]))
            position = end + 1
            start = text.find(MARK_START, position)
        self._write(text[position:] if position else text)
        return ""

    def _write(self, text: str) -> None:
        if not text:
            return
        self._tail = text[-8:]
        data = text.encode()
        self._size += len(data)
        if self._size > OUTPUT_LIMIT:
            raise FindingsError([_too_large(self._file)])
        try:
            self._spool.write(data)
        except OSError as error:
            raise FindingsError([_no_room(self._file, error)]) from error

    def _resolve(self, kind: str, content: str) -> str:
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
        if kind in (ROWS, FORM):
            self._open_region(content, is_form=kind == FORM)
            return ""
        if kind == REGION_END:
            self._close_region(int(content))
            return ""
        number, _, drawing = content.partition(";")
        if int(number) not in self._charts_with_data:
            return ""
        self.charts.add(int(number))
        return drawing

    def _take_bookmark(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def copied(self, kind: str) -> list[tuple[str, str]]:
        """Return the numbers of the notes or lists that loops have copied, old and new."""
        return self._fresh.copied(kind)

    def _open_region(self, content: str, *, is_form: bool) -> None:
        number, _, name = content.partition(";")
        self._close_region(int(number))
        name = unescape(_MARKUP.sub("\n", name))
        self._open[int(number)] = name, self._size, is_form

    def _close_region(self, number: int) -> None:
        if number in self._open:
            name, start, is_form = self._open.pop(number)
            region = Region(self._loops[number], name, start, self._size, is_form)
            self._regions.append(region)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that the loops have written, in the body with its contents list."""
        return tuple(
            replace(region, start=self._moved(region.start), end=self._moved(region.end))
            for region in self._regions
        )

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
    with RenderedBody(file, first_id, frozenset(), taken, copies=copies) as rendered:
        rendered.take(pieces)
        rendered.copy_to(target, str)
    return target.getvalue()


def _too_large(file: str) -> Finding:
    return Finding(
        Kind.TEMPLATE_BEYOND_LIMITS,
        Place(file=file),
        expected=f"不超过 {OUTPUT_LIMIT >> 20} 兆字节",
    )


def _no_room(file: str, error: OSError) -> Finding:
    return Finding(Kind.NOT_WRITABLE, Place(file=file), actual=f"临时文件：{reason_of(error)}")
