"""A PDF with a text layer, read into the lines and ruled tables of its pages."""

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
"""The part of a page, from above and from below, where running heads stand."""
_MOST = 0.4
"""A text that this part of the pages repeats is a running head: odd and even ones may differ."""


def read_pdf(
    data: bytes,
    file: str,
    *,
    page_seconds: float = _PAGE_SECONDS,
    all_seconds: float = _ALL_SECONDS,
) -> RawDocument:
    """The document; raises :class:`FindingsError` (R030, R031) where it may not be read.

    ``page_seconds`` is how long one page may take, ``all_seconds`` how long all of them; the
    pages that were read in time are kept.
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

    def take(self, told: dict[str, Any]) -> None:
        if "error" in told:
            code = (
                Kind.PACKAGE_HAS_PASSWORD
                if told["error"] == "password"
                else Kind.PACKAGE_UNREADABLE
            )
            found = "" if code == Kind.PACKAGE_HAS_PASSWORD else "不是完整的 PDF"
            raise FindingsError([Finding(code, Place(file=self._file), found)])
        if "pages" in told:
            self._count = told["pages"]
            place = Place(file=self._file, path="文件属性")
            for name, label in _PERSONAL.items():
                value = told["about"].get(name, "").strip()
                if value:
                    left = LeftOver(LeftOverKind.PERSONAL, f"{label}：{value}", place)
                    self._left_overs.append(left)
            if self._count > MOST_PAGES:
                self._warn(Kind.CONTENT_BEYOND_LIMIT, MOST_PAGES + 1, f"共 {self._count} 页")
        elif "stopped" in told:
            if not self._count:
                found = "读取时间过长或占用内存过多"
                raise FindingsError(
                    [Finding(Kind.PACKAGE_UNREADABLE, Place(file=self._file), found)]
                )
            self._warn(
                Kind.CONTENT_BEYOND_LIMIT,
                len(self._pages) + 1,
                "读取时间过长或占用内存过多，以后各页没有读取",
            )
        else:
            self._pages.append(told)

    def _warn(self, code: str, page: int, found: str) -> None:
        place = Place(file=self._file, page=page)
        self._findings.append(Finding(code, place, found, severity=Severity.WARNING))

    def finish(self) -> RawDocument:
        """The document from the pages taken in."""
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
        for top, kind, item in sorted([*items, *tables], key=lambda one: one[:2]):
            if kind:
                tables_so_far += 1
                named = f"（上方“{clipped(above)}”）" if above else ""
                at = Place(file=self._file, page=number, path=f"第 {tables_so_far} 张表{named}")
                merged = tuple(tuple(area) for area in item["merged"])
                yield Grid(tuple(map(tuple, item["rows"])), merged, at)
            elif not (_at_edge(top, page) and (item in heads or _is_page_number(item))):
                lines_so_far += 1
                at = Place(file=self._file, page=number, path=f"第 {lines_so_far} 行")
                yield Line(item, at)
                self._left_overs += bookmark_texts(item, at)
                above = item

    def _without_text(self, any_text: bool) -> None:
        """Pages that tell nothing, each run of them once; nothing but such is an error."""
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
                found = "，".join(filter(None, (span, why)))
                place = Place(file=self._file, page=numbers[0])
                self._findings.append(
                    Finding(Kind.PAGES_WITHOUT_TEXT, place, found, severity=severity)
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
        """Single characters whose font does not tell what they are, once for all pages."""
        pages = [page for page in self._pages if page.get("unknown")]
        if pages:
            count = sum(page["unknown"] for page in pages)
            more = f"，共 {len(pages)} 页" if len(pages) > 1 else ""
            found = f"{count} 个字的字体没有文字对照，读作“\ufffd”{more}"
            place = Place(file=self._file, page=pages[0]["page"])
            self._findings.append(
                Finding(Kind.PART_UNREADABLE, place, found, severity=Severity.WARNING)
            )


def _at_edge(top: float, page: dict[str, Any]) -> bool:
    return not page["height"] * _EDGE < top < page["height"] * (1 - _EDGE)


def _is_page_number(text: str) -> bool:
    return not set(text) - _PAGE_SIGNS and any(sign.isdigit() for sign in text)


def _running_heads(pages: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Texts at the edge of so many pages that they belong to none, with the first page of each.

    Titles of forms repeat as well, but only over tables: a running head also stands on pages
    without one.
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
    """What the process that reads the PDF tells; ``stopped`` where it had to be ended."""
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
    # A reader that has ended does not take the rest.
    with contextlib.suppress(OSError), target:
        target.write(data)


def _listen(source: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    for line in source:
        lines.put(line)
    lines.put(b"")
