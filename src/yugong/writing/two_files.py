"""The Word file and the Excel file of one package, compared with each other.

The tables of each are compared with the package elsewhere.  Here every sentence, every form and
every chart of the Word file must be in the Excel file, the same to the character; a number in a
cell must show as the Word file prints it.

Tests: tests/writing/test_two_files.py.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from yugong.findings import Finding, Kind, Place, Severity
from yugong.ooxml.names import NS
from yugong.ooxml.part_xml import written_parser
from yugong.quick_dataclass import dataclass
from yugong.standard.narrative import NarrativePart, NarrativeText, narrative_parts
from yugong.writing.xlsx.narrative_sheets import Drawn
from yugong.writing.xlsx.readback import SheetGrid
from yugong.writing.xlsx.shown_number import rounds_to

_MOST = 10
"""The most differences of one form or part that are reported; the others are counted."""

_SAME_FORM = 0.5
"""A sheet shows a form if it has more than this share of the form's texts."""

_AMOUNT = re.compile(r"\d[\d,]*\.\d+")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_CHART_PART = re.compile(r"(?:word|xl)/charts/chart\d+\.xml")
_ROUNDED = 0.006
"""Charts in Word have 万元 with two decimals, those of Excel the exact amount."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet read back: its texts line by line and its numbers, row by row."""

    name: str
    pieces: tuple[str | float, ...]
    texts: frozenset[str]


def compare_files(
    word: Path,
    excel: Path,
    narrative: NarrativeText,
    forms: Sequence[tuple[str, ...]],
    drawn: Drawn,
    grids: Sequence[tuple[str, SheetGrid]],
) -> list[Finding]:
    """Return every difference (D014) between the two files of a package.

    ``forms`` are the texts of the forms of the Word file, in order; ``narrative`` is its text
    besides; ``grids`` are the sheets of the Excel file with their values.  Words that differ in a
    form, and a part or form that one file lacks, are warnings.
    """
    sheets = [_read(name, grid, drawn.links) for name, grid in grids]
    findings = list(_form_differences(excel.name, forms, sheets))
    if drawn.narrative:
        findings += _part_differences(excel.name, narrative, sheets)
        findings += _chart_differences(word, excel, narrative)
    return findings


def _read(name: str, grid: SheetGrid, links: Collection[str]) -> _Sheet:
    pieces: list[str | float] = []
    texts: set[str] = set()
    for row in grid:
        for value in row:
            if value == "" or value in links:
                continue
            if isinstance(value, str):
                texts.add(value.strip())
                if "\n" in value:
                    pieces += [line.strip() for line in value.split("\n") if line.strip()]
                elif value := value.strip():
                    pieces.append(value)
            elif isinstance(value, int | float):
                pieces.append(float(value))
    return _Sheet(name, tuple(pieces), frozenset(texts))


def _differ(
    file: str, sheet: str, path: str, actual: str, expected: str, *, severe: bool = True
) -> Finding:
    severity = Severity.ERROR if severe else Severity.WARNING
    place = Place(file=file, sheet=sheet or None, path=path)
    return Finding(Kind.FILES_DIFFER, place, actual, expected, severity=severity)


# -- forms --------------------------------------------------------------------------------------


def _form_differences(
    file: str, forms: Sequence[tuple[str, ...]], sheets: Sequence[_Sheet]
) -> Iterator[Finding]:
    left = list(sheets)
    following = 0
    for form in forms:
        # The sheets have the order of the forms: the next is nearly always the right one.
        candidates = [*left[following:], *left[:following]]
        sheet = next(iter(candidates), None)
        if sheet is None or not _is_same(form, sheet):
            sheet = _sheet_of(form, candidates)
            if sheet is None:
                place = form[0] if form else ""
                yield _differ(file, "", place, "没有这张绩效表", "与 Word 文件相同", severe=False)
                continue
            yield from _compare_form(file, form, sheet)
        following = left.index(sheet)
        del left[following]


def _sheet_of(form: Sequence[str], sheets: Sequence[_Sheet]) -> _Sheet | None:
    """Return the first sheet with nearly all texts of a form, else the one with the most."""
    words = {text for text in form if not _NUMBER.fullmatch(text)}
    best: tuple[float, _Sheet] | None = None
    for sheet in sheets:
        share = len(words.intersection(sheet.pieces)) / max(len(words), 1)
        if share > (_SAME_FORM if best is None else best[0]):
            best = share, sheet
        if share == 1:
            break
    return None if best is None else best[1]


def _is_same(form: Sequence[str], sheet: _Sheet) -> bool:
    return len(form) == len(sheet.pieces) and all(map(_same, form, sheet.pieces))


def _compare_form(file: str, form: Sequence[str], sheet: _Sheet) -> Iterator[Finding]:
    if _is_same(form, sheet):
        return
    missing = Counter(form)
    extra: list[str | float] = []
    for piece in sheet.pieces:
        text = piece if isinstance(piece, str) else _as_printed(piece, missing)
        if text is not None and missing[text] > 0:
            missing[text] -= 1
        else:
            extra.append(piece)
    differences = [(text, "", "没有") for text in missing.elements()]
    differences += [(_written(piece), _written(piece), "Word 文件里没有") for piece in extra]
    if not differences:
        yield _differ(file, sheet.name, "", "次序与 Word 文件不同", "、".join(form[:3]) + "……")
        return
    for text, _, what in differences[:_MOST]:
        severe = _is_amount(text)
        yield _differ(file, sheet.name, "", f"{what}“{text}”", "与 Word 文件相同", severe=severe)
    if len(differences) > _MOST:
        more = f"另有 {len(differences) - _MOST} 处不同"
        yield _differ(file, sheet.name, "", more, "与 Word 文件相同", severe=False)


def _is_amount(text: str) -> bool:
    """Return True if a text is a number other than zero, which a form may leave blank as well."""
    return _NUMBER.fullmatch(text) is not None and any(digit in text for digit in "123456789")


def _same(text: str, piece: str | float) -> bool:
    return text == piece if isinstance(piece, str) else rounds_to(piece, text)


def _as_printed(number: float, texts: Counter[str]) -> str | None:
    """Return the text of the Word file, not yet used, that a number shows as."""
    return next(
        (text for text, times in texts.items() if times > 0 and rounds_to(number, text)), None
    )


def _written(piece: str | float) -> str:
    return piece if isinstance(piece, str) else f"{piece:.10g}"


# -- sentences ----------------------------------------------------------------------------------


def _part_differences(
    file: str, narrative: NarrativeText, sheets: Sequence[_Sheet]
) -> Iterator[Finding]:
    leading, parts = narrative_parts(narrative)
    for part in parts:
        lines = _lines(part)
        if not lines:
            continue
        texts = frozenset(lines)
        sheet = max(sheets, key=lambda each: len(texts & each.texts), default=None)
        if sheet is None or not texts & sheet.texts:
            place = part.title or lines[0]
            yield _differ(file, "", place, "没有这一部分", "与 Word 文件相同", severe=False)
            continue
        yield from _compare_part(file, lines, sheet)
    everywhere = frozenset[str]().union(*(sheet.texts for sheet in sheets))
    for block in (*narrative.cover, *leading):
        if block.text and block.text not in everywhere:
            yield _differ(file, "", block.text, "没有这一行", "与 Word 文件相同", severe=False)


def _lines(part: NarrativePart) -> list[str]:
    """Return the texts of a part in order; cells of its own tables are lines too."""
    lines: list[str] = []
    for block in part.blocks:
        if block.text:
            lines.append(block.text)
        for row in block.rows:
            lines += [cell.strip() for cell in row if cell.strip()]
    return lines


def _compare_part(file: str, lines: Sequence[str], sheet: _Sheet) -> Iterator[Finding]:
    """Report the sentences that a sheet lacks, or has besides with an amount in them."""
    missing = [line for line in lines if line not in sheet.texts]
    whole = "\n".join(lines)
    extra = [
        text for text in sheet.texts if any(amount not in whole for amount in _AMOUNT.findall(text))
    ]
    for line in missing[:_MOST]:
        yield _differ(file, sheet.name, "", f"没有“{line}”", "与 Word 文件相同")
    for text in sorted(extra)[:_MOST]:
        yield _differ(file, sheet.name, "", text, "Word 文件里有的金额")
    if missing or extra:
        return
    order = {piece: number for number, piece in enumerate(reversed(sheet.pieces))}
    first_lines = [line.split("\n")[0].strip() for line in dict.fromkeys(lines)]
    places = [order[line] for line in first_lines if line in order]
    if len(set(first_lines)) == len(lines) and places != sorted(places, reverse=True):
        yield _differ(file, sheet.name, "", "各段的次序不同", "与 Word 文件相同")


# -- charts -------------------------------------------------------------------------------------

_Series = tuple[tuple[str, ...], tuple[float, ...]]


def _chart_differences(word: Path, excel: Path, narrative: NarrativeText) -> Iterator[Finding]:
    """Report charts of the Word file that are not in the Excel file, or with other numbers."""
    if not any(block.chart for block in narrative.blocks):
        return
    there = list(_charts(excel))
    for chart in _charts(word):
        names = chart[0][0] if chart else ()
        alike = [other for other in there if other and other[0][0] == names]
        if not any(_same_numbers(chart, other) for other in alike):
            actual = "图的数字不同" if alike else "没有这幅图"
            place = "、".join(names)
            yield _differ(excel.name, "", place, actual, "与 Word 文件相同", severe=bool(alike))


def _charts(path: Path) -> Iterator[list[_Series]]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if _CHART_PART.fullmatch(name):
                root = etree.fromstring(archive.read(name), written_parser())
                yield [_series(node) for node in root.iterfind(".//c:ser", NS)]


def _series(node: Any) -> _Series:
    categories = [point.text or "" for point in node.iterfind("c:cat//c:v", NS)]
    numbers = [float(point.text or 0) for point in node.iterfind("c:val//c:v", NS)]
    return tuple(categories), tuple(numbers)


def _same_numbers(chart: Sequence[_Series], other: Sequence[_Series]) -> bool:
    """Compare the series that both have: a pie in one of the files has the first only."""
    return all(
        len(numbers) == len(others)
        and all(abs(a - b) < _ROUNDED for a, b in zip(numbers, others, strict=True))
        for (_, numbers), (_, others) in zip(chart, other, strict=False)
    )
