"""The printed texts of a package: running text, glossary, forms, and words of tables.

The rules of wording look at the same text in different lights: a word of the wrong level is an
error in running text and a blemish in the glossary; a paragraph ends with a full stop, a cell of
a form need not.

Tests: tests/audit/test_printed_decimals.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from yugong.audit.evidence.masking import masked
from yugong.audit.rule import violation
from yugong.findings import Finding, Place, Severity
from yugong.published.model.annexes import PublishedAnnex
from yugong.published.model.blocks import Grid, LeftOverKind, Line
from yugong.published.model.package import (
    PerformanceForm,
    PublishedPackage,
    ReadTable,
    once_per_package,
)
from yugong.published.model.printed_text import joined, unspaced
from yugong.quick_dataclass import dataclass


class Part(StrEnum):
    """The part of a package that a text belongs to."""

    CONTENTS = "目录"
    NARRATIVE = "正文"
    GLOSSARY = "名词解释"
    FORM = "表格"
    RUNNING = "页眉页脚"
    JOINED = "接成段的表格"
    TABLE = "预算报表"
    ANNEX = "附件"


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph, a line of a form, a cell, or a title."""

    text: str
    place: Place
    part: Part


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A fault in a text: how it reads, how it should read, and its place.

    Without a ``severity`` it has the first that its rule declares.
    """

    what: str
    expected: str
    source: Printed
    start: int = 0
    end: int = 0
    severity: Severity | None = None


_CONTENTS = re.compile(r"目\s*录")
_TO_PAGE = re.compile(r"(?:[.．·…]{3,}\s*|\t\s*)\d{0,4}$")
_BEFORE_PAGE = frozenset(".．·…")
_FORM = re.compile(r"绩效目标(?:申报)?表\s*$")
_PART = re.compile(r"第[一二三四五六七八九十]+部分")
_CHAPTER = re.compile(r"[一二三四五六七八九十]+、")
_GLOSSARY = re.compile(
    r"(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、)?\s*名词解释\s*[:：]?$"
)
_HEADING_LENGTH = 40
_TITLE_LENGTH = 60
_AROUND = 14
_SHOWN = 5
_LONGEST_CONTENTS = 200
_LEADERS = 200
"""The characters at the end of a line that decide if it points to a page."""


def printed(package: PublishedPackage, *parts: Part) -> tuple[Printed, ...]:
    """Return everything printed in these parts, or in all, in reading order.

    The lines of forms, which break words, are also there joined, but only if asked for.
    """
    by_parts = _by_parts(package)
    chosen = frozenset(parts or Part) - (frozenset() if parts else {Part.JOINED})
    if chosen not in by_parts:
        among = tuple(chosen)  # a few parts are compared faster than they are hashed
        by_parts[chosen] = tuple(piece for piece in _filled(package) if piece.part in among)
    return by_parts[chosen]


@once_per_package
def _by_parts(_: PublishedPackage) -> dict[frozenset[Part], tuple[Printed, ...]]:
    """The texts of each choice of parts, kept when they are first asked for."""
    return {}


@once_per_package
def _filled(package: PublishedPackage) -> tuple[Printed, ...]:
    return tuple(piece for piece in _all(package) if piece.text.strip())


def matches_in(
    pieces: Iterable[Printed], expression: re.Pattern[str]
) -> Iterator[tuple[Printed, re.Match[str]]]:
    """Yield every match of an expression in each piece; equal texts are searched once."""
    searched: dict[str, tuple[re.Match[str], ...]] = {}
    for piece in pieces:
        matches = searched.get(piece.text)
        if matches is None:
            matches = searched[piece.text] = tuple(expression.finditer(piece.text))
        for match in matches:
            yield piece, match


def findings_from_matches(code: str, matches: Iterable[TextMatch]) -> Iterator[Finding]:
    """Yield one finding for all matches that read and should read the same, at the first."""
    grouped: dict[tuple[str, str, Severity | None], list[TextMatch]] = {}
    for match in matches:
        grouped.setdefault((match.what, match.expected, match.severity), []).append(match)
    for (what, expected, severity), same in grouped.items():
        count = [f"共 {len(same)} 处"] if len(same) > 1 else []
        lines = [f"{place_in(match.source.place)}：{excerpt(match)}" for match in same[:_SHOWN]]
        yield violation(
            code,
            same[0].source.place,
            masked(what),
            expected,
            severity=severity,
            evidence=(*count, *lines),
        )


def excerpt(match: TextMatch) -> str:
    """The words around a match, without personal data."""
    text = masked(match.source.text)
    start, end = max(match.start - _AROUND, 0), max(match.end, match.start + _AROUND) + _AROUND
    words = " ".join(text[start:end].split())
    return ("…" if start else "") + words + ("…" if end < len(text) else "")


def place_in(place: Place) -> str:
    """A place inside the document, without the name of the file."""
    return str(replace(place, file="")) or "全文"


def _all(package: PublishedPackage) -> Iterator[Printed]:
    broken = package.form in ("pdf", "text") and bool(package.other_blocks)
    running = _parted(
        ((passage.text, passage.place) for passage in package.passages), package.headings
    )
    for piece in running:
        # The lines of a form, joined, run from one of its cells into the next.
        yield replace(piece, part=Part.JOINED) if broken and piece.part is Part.FORM else piece
    if broken:
        lines = ((b.text, b.place) for b in package.other_blocks if isinstance(b, Line))
        yield from (piece for piece in _parted(lines, package.headings) if piece.part is Part.FORM)
    for left in package.left_overs:
        if left.kind is LeftOverKind.RUNNING:
            yield Printed(left.text, left.place, Part.RUNNING)
    for block in package.other_blocks:
        if isinstance(block, Grid):
            for cell in _cells(block):
                # In a PDF the lines of a cell are those of the paper, and part words.
                yield replace(cell, text=joined(cell.text)) if package.form == "pdf" else cell
    if not package.other_blocks:
        for form in (*package.projects, *([package.overall] if package.overall else [])):
            yield from _form(form)
    for table in (*package.tables.values(), *package.repeated):
        yield from _table(table)
    for annex in package.annexes:
        yield from _annex(annex)


def _parted(texts: Iterable[tuple[str, Place]], headings: Iterable[str]) -> Iterator[Printed]:
    """Texts with the part they belong to, as the headings before them say."""
    known = {unspaced(heading) for heading in headings}
    texts = list(texts)
    contents = _contents([unspaced(text) for text, _ in texts])
    part = Part.NARRATIVE
    by_part = False
    for index, (text, place) in enumerate(texts):
        line = text.strip()
        bare = unspaced(line)
        if index in contents or _is_of_contents(line):
            yield Printed(text, place, Part.CONTENTS)
            continue
        is_part, is_chapter = bool(_PART.match(line)), bool(_CHAPTER.match(line))
        heading = len(line) <= _HEADING_LENGTH and (is_part or is_chapter)
        if len(line) <= _HEADING_LENGTH and _GLOSSARY.fullmatch(line):
            part, by_part = Part.GLOSSARY, is_part
        elif len(line) <= _TITLE_LENGTH and _FORM.search(line) and bare not in known:
            part = Part.FORM
        elif (part is Part.FORM and heading and bare in known) or (
            part is Part.GLOSSARY
            and heading
            and (is_part or (is_chapter and not by_part and not line.endswith(("：", ":"))))
        ):
            part = Part.NARRATIVE
        yield Printed(text, place, part)


def _is_of_contents(line: str) -> bool:
    """True if a line, its ends stripped, is the heading of a contents list or points to a page."""
    end = line[-1:]
    if end.isdecimal() or end in _BEFORE_PAGE:
        return _TO_PAGE.search(line[-_LEADERS:]) is not None
    return end == "录" and _CONTENTS.fullmatch(line) is not None


def _contents(bare: Sequence[str]) -> range:
    """The lines of a contents list without page numbers: up to where its first one comes again."""
    start = next((index for index, line in enumerate(bare) if line == "目录"), None)
    if start is None or start + 1 >= len(bare):
        return range(0)
    first = bare[start + 1]
    again = next(
        (
            index
            for index in range(start + 2, min(start + _LONGEST_CONTENTS, len(bare)))
            if bare[index] == first
        ),
        None,
    )
    return range(0) if again is None else range(start, again)


def _cells(grid: Grid) -> Iterator[Printed]:
    for row, texts in enumerate(grid.rows):
        contents = any(_is_of_contents(text.strip()) for text in texts)
        for column, text in enumerate(texts):
            if text.strip():
                part = Part.CONTENTS if contents else Part.FORM
                yield Printed(text, grid.place_of(row, column), part)


def _form(form: PerformanceForm) -> Iterator[Printed]:
    yield Printed(form.title, form.place, Part.FORM)
    for field in form.fields.values():
        if field.text:
            yield Printed(field.text, field.place, Part.FORM)
    for indicator in form.indicators:
        texts = (
            indicator.level3,
            indicator.value,
            indicator.year_level3,
            indicator.year_value,
            indicator.description,
            indicator.basis,
        )
        for text in dict.fromkeys(texts):
            if text:
                yield Printed(text, indicator.place, Part.FORM)
    for footer in form.footers:
        yield Printed(footer.text, footer.place, Part.FORM)


def _annex(annex: PublishedAnnex) -> Iterator[Printed]:
    """The paragraphs of an annex, and the rows of its tables, each as one text."""
    for block in annex.blocks:
        if isinstance(block, Line):
            yield Printed(block.text, block.place, Part.ANNEX)
            continue
        for row, texts in enumerate(block.rows):
            text = "\t".join(text.strip() for text in texts if text.strip())
            yield Printed(text, block.place_of(row, 0), Part.ANNEX)


def _table(table: ReadTable) -> Iterator[Printed]:
    for line in table.above:
        yield Printed(line.text, line.place, Part.TABLE)
    texts = () if table.above else (table.label, table.title, table.department)
    for text in (*texts, *table.notes):
        yield Printed(text, table.place, Part.TABLE)
    for block in table.blocks:
        for row in block:
            yield Printed(row.label or row.key, row.place, Part.TABLE)
            for cell in row.cells.values():
                if cell.amount is None and cell.text not in (row.label, row.code):
                    yield Printed(cell.text, cell.place, Part.TABLE)
