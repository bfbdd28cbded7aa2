"""Reading a PDF with a text layer into the lines and ruled tables of its pages."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.published.model.blocks import (
    Block,
    Grid,
    LeftOver,
    LeftOverKind,
    Line,
    RawDocument,
    clipped,
)
from yugong.published.office.left_overs import bookmark_texts
from yugong.published.pdf.pages import MOST_PAGES

_START_SECONDS = _PAGE_SECONDS = 30.0
_ALL_SECONDS = 600.0
_PERSONAL = {"Author": "作者", "Company": "单位"}
_PAGE_SIGNS = frozenset("0123456789-－—–―·. /第页共　|")
_EDGE = 0.12
"""The part of a page, at its top and at its bottom, that holds running heads."""
_MOST = 0.4
"""The part of pages that repeat a running head; odd and even pages may differ."""


def read_pdf(
    data: bytes,
    file: str,
    *,
    page_seconds: float = _PAGE_SECONDS,
    all_seconds: float = _ALL_SECONDS,
) -> RawDocument:
    """Read a PDF; raise :class:`FindingsError` (PACKAGE_UNREADABLE, PACKAGE_HAS_PASSWORD).

    ``page_seconds`` limits the time of one page, ``all_seconds`` that of all pages; pages read
    within the limits are kept.
    """
    reader = _Reader(file)
    for page in _pages(data, page_seconds, all_seconds):
        reader.take(page)
    return reader.finish()


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0
        self._pages: list[dict[str, Any]] = []
        self._findings: list[Finding] = []
        self._left_overs: list[LeftOver] = []
        self._stamps: set[str] = set()

    def take(self, message: dict[str, Any]) -> None:
        if "error" in message:
            code = (
                Kind.PACKAGE_HAS_PASSWORD
                if message["error"] == "password"
                else Kind.PACKAGE_UNREADABLE
            )
            actual = "" if code == Kind.PACKAGE_HAS_PASSWORD else "不是完整的 PDF"
            raise FindingsError([Finding(code, Place(file=self._file), actual)])
        if "pages" in message:
            self._count = message["pages"]
            place = Place(file=self._file, path="文件属性")
            for name, label in _PERSONAL.items():
                value = message["about"].get(name, "").strip()
                if value:
                    left = LeftOver(LeftOverKind.PERSONAL, f"{label}：{value}", place)
                    self._left_overs.append(left)
            if self._count > MOST_PAGES:
                self._warn(Kind.CONTENT_BEYOND_LIMIT, MOST_PAGES + 1, f"共 {self._count} 页")
        elif "stopped" in message:
            if not self._count:
                actual = "读取时间过长或占用内存过多"
                raise FindingsError(
                    [Finding(Kind.PACKAGE_UNREADABLE, Place(file=self._file), actual)]
                )
            self._warn(
                Kind.CONTENT_BEYOND_LIMIT,
                len(self._pages) + 1,
                "读取时间过长或占用内存过多，以后各页没有读取",
            )
        else:
            self._pages.append(message)

    def _warn(self, code: str, page: int, actual: str) -> None:
        place = Place(file=self._file, page=page)
        self._findings.append(Finding(code, place, actual, severity=Severity.WARNING))

    def finish(self) -> RawDocument:
        """Return the document of the pages read."""
        heads = _running_heads(self._pages)
        blocks: list[Block] = []
        for page in self._pages:
            blocks += self._blocks(page, heads)
        for text, number in heads.items():
            if set(text) - _PAGE_SIGNS:
                place = Place(file=self._file, page=number)
                self._left_overs.append(LeftOver(LeftOverKind.RUNNING, text, place))
        self._without_text(bool(blocks))
        self._unknown_signs()
        return RawDocument(
            self._file, "pdf", tuple(blocks), tuple(self._left_overs), tuple(self._findings)
        )

    def _blocks(self, page: dict[str, Any], heads: dict[str, int]) -> Iterator[Block]:
        number = page["page"]
        if "fault" in page:
            self._warn(Kind.CONTENT_BEYOND_LIMIT, number, page["fault"])
            return
        if "unruled" in page:
            self._warn(
                Kind.CONTENT_BEYOND_LIMIT, number, f"{page['unruled']} 条线，没有辨认其中的表格"
            )
        place = Place(file=self._file, page=number)
        for text in page["notes"]:
            self._left_overs.append(LeftOver(LeftOverKind.COMMENT, text, place))
        if page["stamp"] and page["stamp"] not in self._stamps:
            self._stamps.add(page["stamp"])
            self._left_overs.append(LeftOver(LeftOverKind.WATERMARK, page["stamp"], place))
        items = [(top, 0, text) for text, top in page["lines"]]
        tables = [(grid["top"], 1, grid) for grid in page["grids"]]
        above, tables_so_far, lines_so_far = "", 0, 0
        for top, kind, item in sorted([*items, *tables], key=lambda entry: entry[:2]):
            if kind:
                tables_so_far += 1
                named = f"（上方“{clipped(above)}”）" if above else ""
                item_place = Place(
                    file=self._file, page=number, path=f"第 {tables_so_far} 张表{named}"
                )
                merged = tuple(tuple(area) for area in item["merged"])
                yield Grid(tuple(map(tuple, item["rows"])), merged, item_place)
            elif not (_at_edge(top, page) and (item in heads or _is_page_number(item))):
                lines_so_far += 1
                item_place = Place(file=self._file, page=number, path=f"第 {lines_so_far} 行")
                yield Line(item, item_place)
                self._left_overs += bookmark_texts(item, item_place)
                above = item

    def _without_text(self, any_text: bool) -> None:
        """Add a finding for each run of pages without text; a document of only such is an error."""
        severity = Severity.WARNING if any_text else Severity.ERROR
        scanned = {
            page["page"]
            for page in self._pages
            if page.get("pictures") and not page["lines"] and not page["grids"]
        }
        unreadable = {page["page"] for page in self._pages if page.get("unreadable")}
        kinds = ((scanned - unreadable, ""), (unreadable, "字体没有文字对照"))
        for bare, why in kinds:
            for _, run in groupby(enumerate(sorted(bare)), lambda pair: pair[1] - pair[0]):
                numbers = [number for _, number in run]
                span = f"第 {numbers[0]}—{numbers[-1]} 页" if len(numbers) > 1 else ""
                actual = "，".join(filter(None, (span, why)))
                place = Place(file=self._file, page=numbers[0])
                self._findings.append(
                    Finding(Kind.PAGES_WITHOUT_TEXT, place, actual, severity=severity)
                )
        if not any_text and not self._findings:
            place = Place(file=self._file)
            self._findings.append(
                Finding(Kind.PAGES_WITHOUT_TEXT, place, "没有文字", severity=severity)
            )
        for page in self._pages:
            if page.get("pictures") and page["page"] not in scanned | unreadable:
                place = Place(file=self._file, page=page["page"])
                self._findings.append(
                    Finding(Kind.PICTURES_NOT_READ, place, severity=Severity.INFO)
                )

    def _unknown_signs(self) -> None:
        """Add one finding, for all pages, on characters that their fonts give no meaning."""
        pages = [page for page in self._pages if page.get("unknown")]
        if pages:
            count = sum(page["unknown"] for page in pages)
            more = f"，共 {len(pages)} 页" if len(pages) > 1 else ""
            actual = f"{count} 个字的字体没有文字对照，读作“\ufffd”{more}"
            place = Place(file=self._file, page=pages[0]["page"])
            self._findings.append(
                Finding(Kind.PART_UNREADABLE, place, actual, severity=Severity.WARNING)
            )


def _at_edge(top: float, page: dict[str, Any]) -> bool:
    return not page["height"] * _EDGE < top < page["height"] * (1 - _EDGE)


def _is_page_number(text: str) -> bool:
    return not set(text) - _PAGE_SIGNS and any(sign.isdigit() for sign in text)


def _running_heads(pages: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Return the texts repeated at the edge of many pages, each with its first page.

    Titles of forms repeat too, but only over tables; a running head is also on pages without a
    table.
    """
    with_table: Counter[str] = Counter()
    without: Counter[str] = Counter()
    first: dict[str, int] = {}
    totals = [0, 0]
    for page in pages:
        if not page.get("lines"):
            continue
        totals[bool(page["grids"])] += 1
        edge = {text for text, top in page["lines"] if _at_edge(top, page)}
        for text in sorted(edge):
            (with_table if page["grids"] else without)[text] += 1
            first.setdefault(text, page["page"])
    return {
        text: number
        for text, number in first.items()
        if without[text] >= max(2, _MOST * totals[0])
        and with_table[text] >= _MOST * totals[1]
        and without[text] + with_table[text] >= 3
    }


def _pages(data: bytes, page_seconds: float, all_seconds: float) -> Iterator[dict[str, Any]]:
    """Yield the messages of the reading process; ``stopped`` if it was ended by a limit."""
    end = time.monotonic() + all_seconds
    process = subprocess.Popen(
        [sys.executable, "-m", "yugong.published.pdf.pages"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    feeder = threading.Thread(target=_feed, args=(process.stdin, data), daemon=True)
    reader = threading.Thread(target=_listen, args=(process.stdout, lines), daemon=True)
    feeder.start()
    reader.start()
    seconds = _START_SECONDS
    try:
        while True:
            try:
                left = max(end - time.monotonic(), 0.0)
                line = lines.get(timeout=min(seconds, left))
            except queue.Empty:
                yield {"stopped": True}
                return
            if not line:
                break
            yield json.loads(line)
            seconds = page_seconds
        if process.wait():
            yield {"stopped": True}
    finally:
        process.kill()
        process.wait()
        feeder.join()
        reader.join()
        process.stdout.close()


def _feed(target: IO[bytes], data: bytes) -> None:
    # A process that has ended takes no more bytes.
    with contextlib.suppress(OSError), target:
        target.write(data)


def _listen(source: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    for line in source:
        lines.put(line)
    lines.put(b"")
