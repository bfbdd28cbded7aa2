"""Read a written document again and compare it with the package it was written from.

Shares no code with the writer but the places where each loop has written (``written_rows``).  Every
row of every table is compared cell by cell, and every project form has its name and amounts.  For a
document without these places, a table is found by its content.

The whole is parsed strictly.  Plain rows are then read from the text; rows that do not read equal
that way, or are not plain, are read again as a tree, which also gives the place of a difference.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final

from lxml import etree

from yugong.findings import Finding, Kind, Place
from yugong.reading.office_file import STRICT
from yugong.standard.names import Names
from yugong.standard.package import Package
from yugong.standard.table import Table
from yugong.writing.docx.template.written_rows import (
    FORM_NAME,
    FORMS,
    Region,
    TemplateCell,
    shows_plainly,
)

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_T, _BR, _CR, _TAB, _RUN = f"{_W}t", f"{_W}br", f"{_W}cr", f"{_W}tab", f"{_W}r"
_BODY = "word/document.xml"
_FUNDS = ("年度资金", "实施期资金")
_NUMBERED = "序号"
_NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DOCUMENT = re.compile(rb"<w:document(?: [^>]*)?>")
_PREFIX = re.compile(rb"[ </](\w+):")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)")
_ROWS_WHOLE = re.compile(rb"\s*<w:(?:tr|sdt)[ >].*</w:(?:tr|sdt)>\s*", re.S)
_NUMBER = re.compile(r"[0-9,.-]+")
_TOKEN = re.compile(
    r"<w:(?:t(?: [^>]*)?>([^<]*)|(p|br|cr)(?=[ />])|(tab)/>|gridSpan w:val=\"(\d{1,2})\"/>"
    r"|(gridSpan|vMerge))|</w:(t[cr])>"
)
"""In a table: text, a new line, a tab, over how many columns a cell goes, what makes it no plain
cell, the end of a cell or row."""

_NOT_PLAIN = "\0"
_MOST = 20
"""The most differences of one table that are reported; the others are counted."""

Rows = list[list[str]]


def read_back(
    path: Path, package: Package, regions: Sequence[Region] = (), template: str = ""
) -> list[Finding]:
    """Return every difference between the document at ``path`` and the package; none if equal.

    ``regions`` are the places where the loops of the template file ``template`` have written, as
    ``DocxTemplate.write`` returns them.  A difference is D001, or S009 at its place in the template
    where a loop of the template does not write the rows of the standard.
    """
    reader = _Reader(path.name, package, template)
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")) and name != _BODY:
                    etree.fromstring(archive.read(name), _strict())
            reader.read(archive.read(_BODY), regions)
    except (OSError, zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, ValueError) as error:
        place = Place(file=path.name)
        return [
            Finding(
                Kind.READ_BACK_DIFFERS,
                place,
                actual=f"无法打开：{error}",
                expected="完整的 Word 文档",
            )
        ]
    return reader.findings


@dataclass(frozen=True, slots=True)
class _WordTable:
    """A table of the document: its plain rows, its bytes, and the titles in or above it."""

    rows: Rows
    source: bytes
    titles: frozenset[str]


class _Reader:
    """Compares the body of one document with the tables and forms of a package."""

    def __init__(self, file: str, package: Package, template: str) -> None:
        self._file = file
        self._template = template
        self._tables = package.tables
        self._expected = {table.name: _expected(table) for table in package.tables}
        forms = package.context.get(FORMS, ())
        self._forms: list[Names] = [form for form in forms if isinstance(form, Names)]
        self._root = b""
        self.findings: list[Finding] = []

    def read(self, body: bytes, regions: Sequence[Region]) -> None:
        """Compare the body; raises ``XMLSyntaxError`` where it is not well-formed."""
        etree.fromstring(body, _strict(_NoTree()))
        root = _DOCUMENT.search(body)
        if root is None or _NAMESPACE not in root[0] or _has_declarations(body):
            self._differ("", "正文不是 Word 的写法", "由本程序写出的正文")
            return
        self._root = root[0]
        if regions and all(_is_whole(body, region) for region in regions):
            self._read_tables(body, [region for region in regions if not region.is_form])
            self._read_forms(body, [region for region in regions if region.is_form])
        else:
            tables = [self._word_table(above, source) for above, source in _tables_of(body)]
            self._search_tables(tables)
            self._search_forms([table.source.decode() for table in tables])

    def _word_table(self, above: bytes, source: bytes) -> _WordTable:
        text = _squeezed("".join(_texts((above + source).decode())))
        titles = {table.title for table in self._tables if _squeezed(table.title) in text}
        return _WordTable(_plain_rows(source), source, frozenset(titles))

    def _differ(self, path: str, actual: str, expected: str) -> None:
        place = Place(file=self._file, path=path)
        self.findings.append(
            Finding(Kind.READ_BACK_DIFFERS, place, actual=actual, expected=expected)
        )

    def _blame(self, path: str, actual: str, expected: str) -> None:
        """Report that the template, at this place, does not write the rows of the standard."""
        place = Place(file=self._template or self._file, path=path)
        self.findings.append(Finding(Kind.TEMPLATE_AGAINST_STANDARD, place, actual, expected))

    # With the places where the loops have written

    def _read_tables(self, body: bytes, regions: Sequence[Region]) -> None:
        for table in self._tables:
            expected = self._expected[table.name]
            written = [region for region in regions if _writes(region, table)]
            if not written:
                loop = f"{{%tr for 行 in 表.{table.name}.行 %}}"
                self._blame(
                    "",
                    f"成品里没有写出“{table.title}”的各行",
                    f"在表格里用 {loop} 写出，并且不放在条件里",
                )
                continue
            covered: set[int] = set()
            for region in written:
                source = body[region.start : region.end]
                if _plain_rows(source) == expected:
                    covered.update(range(len(expected)))
                else:
                    covered |= self._compare_region(table, region, source, covered)
            if len(covered) < len(expected):
                loop_place = written[0].loop.tag.place
                row = next(i for i in range(len(expected)) if i not in covered)
                self._blame(
                    loop_place,
                    f"只写出“{table.title}”的 {len(covered)} 行，缺第 {row + 1} 行",
                    f"标准的 {len(expected)} 行都写出：去掉循环和各行的条件，或给条件加上 else",
                )

    def _compare_region(
        self, table: Table, region: Region, source: bytes, covered: set[int]
    ) -> set[int]:
        """Report the differences of what one loop has written; return the rows it accounts for.

        ``covered`` are the rows that other loops have written: two loops may share a table.
        """
        expected = self._expected[table.name]
        width = len(expected[0]) if expected else 0
        rows = _without_other_cells(list(_rows(_parsed(self._root, source))), expected)
        loop = region.loop
        everything = set(range(len(expected)))
        if len(rows) == len(expected) or loop.conditional:
            free = [i for i in range(len(expected)) if i not in covered]
            indices = _subsequence(rows, [expected[i] for i in free])
            if indices is not None:
                return {free[i] for i in indices}
            indices = _subsequence(rows, expected)
            if indices is not None:
                return set(indices)
        if len(rows) != len(expected):
            if loop.conditional or len(loop.rows) != 1:
                actual = f"{loop.tag.raw} 写出“{table.title}” {len(rows)} 行"
                self._blame(loop.tag.place, actual, f"标准的 {len(expected)} 行，每行写一行")
            else:
                self._differ(table.title, f"{len(rows)} 行", f"{len(expected)} 行")
            return everything
        differences: list[tuple[int, int]] = []
        for number, (row, right) in enumerate(zip(rows, expected, strict=True)):
            if len(row) != width:
                place = loop.rows[0][0].place if loop.rows and loop.rows[0] else loop.tag.place
                self._blame(
                    place,
                    f"“{table.title}”第 {number + 1} 行有 {len(row)} 格",
                    f"{width} 格：{_tags(table, loop.variable)}",
                )
                return everything
            differences += [(number, i) for i in range(width) if row[i] != right[i]]
        names = _column_names(table)
        for number, index in differences[:_MOST]:
            text, right_text = rows[number][index], expected[number][index]
            where = f"{table.title}第 {number + 1} 行“{names[index]}”"
            cell = self._odd_cell(region, names[index], index, width)
            if cell is None:
                self._differ(where, text or "（空）", right_text or "（空）")
            else:
                self._blame(
                    cell.place,
                    f"“{cell.text}”在{where}写成“{text}”",
                    f"“{right_text}”：这一格只写 {{{{ {loop.variable}.{names[index]} }}}}，别的字写到表头",
                )
        if len(differences) > _MOST:
            self._differ(table.title, f"另有 {len(differences) - _MOST} 处不同", "逐格相同")
        return everything

    def _odd_cell(self, region: Region, column: str, index: int, width: int) -> TemplateCell | None:
        """Return the first cell of the loop that shows something else in a column's place."""
        loop = region.loop
        for row in loop.rows:
            if len(row) >= width and not any(
                shows_plainly(cell, loop.variable, column) for cell in row
            ):
                return row[index]
        return None

    def _read_forms(self, body: bytes, regions: Sequence[Region]) -> None:
        texts = [
            (_squeezed(region.name), _texts(body[region.start : region.end].decode()))
            for region in regions
        ]
        used: set[int] = set()
        for form in self._forms:
            name = _squeezed(str(form.get(FORM_NAME)))
            own = [
                (len(self._missing_amounts(form, text)), number)
                for number, (title, text) in enumerate(texts)
                if title == name and number not in used and name in _squeezed("".join(text))
            ]
            if not own:
                self._no_form(form)
                continue
            _, number = min(own)
            used.add(number)
            self._report_form(form, texts[number][1])

    def _no_form(self, form: Names) -> None:
        self._differ(f"项目绩效目标表“{form.get(FORM_NAME)}”", "没有这张表", "与项目清单一致")

    def _report_form(self, form: Names, texts: Sequence[str]) -> None:
        for part, amount in self._missing_amounts(form, texts):
            self._differ(f"项目绩效目标表“{form.get(FORM_NAME)}”{part}", "没有这个数", amount)

    def _missing_amounts(self, form: Names, texts: Sequence[str]) -> list[tuple[str, str]]:
        """Return the amounts of a form that none of its texts has, each after its name."""
        present = set(texts)
        words = _NUMBER.findall("\n".join(present))
        numbers = present.union(words, (word.strip(",.") for word in words))
        return [
            (f"{fund}.{part}", str(amount))
            for fund in _FUNDS
            if fund in form
            for part, amount in form.get(fund).items()
            if amount and amount not in numbers
        ]

    # By content, for a document whose places are not known

    def _search_tables(self, tables: Sequence[_WordTable]) -> None:
        """Give each table its rows of the document, the surest first, and compare them.

        Equal rows under the title go before equal rows under no other title, then whatever is
        similar under the title, then equal rows anywhere, then whatever is similar anywhere.
        """
        ends: dict[int, int] = {}
        left = list(self._tables)

        def equal(table: Table, number: int) -> bool:
            expected = self._expected[table.name]
            start = _position(tables[number].rows, expected, ends.get(number, 0))
            if start is not None:
                ends[number] = start + len(expected)
            return start is not None

        def similar(table: Table, number: int) -> bool:
            expected = self._expected[table.name]
            if number in ends or not _similarity(tables[number].rows, expected):
                return False
            ends[number] = len(tables[number].rows)
            rows = list(_rows(_parsed(self._root, tables[number].source)))
            self._compare(table, expected, rows)
            return True

        for matches, is_candidate in (
            (equal, lambda table, titles: table.title in titles),
            (equal, lambda table, titles: not titles),
            (similar, lambda table, titles: table.title in titles),
            (equal, lambda table, titles: True),
            (similar, lambda table, titles: True),
        ):
            for table in list(left):
                numbers = (i for i, t in enumerate(tables) if is_candidate(table, t.titles))
                if any(matches(table, number) for number in numbers):
                    left.remove(table)
        for table in left:
            self._differ(table.title, "没有这张表", f"{len(self._expected[table.name])} 行")

    def _compare(self, table: Table, expected: Rows, rows: Rows) -> None:
        first = _first_body_row(rows, expected)
        columns = _column_names(table)
        differences: list[tuple[str, str, str]] = []
        for number, right in enumerate(expected):
            position = first + number
            row = rows[position] if position < len(rows) else []
            if row == right:
                continue
            if len(row) != len(right):
                where = f"{table.title}第 {number + 1} 行"
                differences.append((where, f"{len(row)} 格", f"{len(right)} 格"))
                continue
            for column, text, right_text in zip(columns, row, right, strict=True):
                if text != right_text:
                    where = f"{table.title}第 {number + 1} 行“{column}”"
                    differences.append((where, text or "（空）", right_text or "（空）"))
        for where, actual, should in differences[:_MOST]:
            self._differ(where, actual, should)
        if len(differences) > _MOST:
            self._differ(table.title, f"另有 {len(differences) - _MOST} 处不同", "逐格相同")

    def _search_forms(self, tables: Sequence[str]) -> None:
        texts = [_texts(source) for source in tables]
        used: set[int] = set()
        for form in self._forms:
            name = _plain(str(form.get(FORM_NAME)))
            own = [
                (len(self._missing_amounts(form, text)), number)
                for number, text in enumerate(texts)
                if number not in used and name in text
            ]
            if not own:
                self._no_form(form)
                continue
            _, number = min(own)
            used.add(number)
            self._report_form(form, texts[number])


class _NoTree:
    """A parser target that keeps nothing: the document is parsed only to see if it is sound."""

    def close(self) -> None:
        """End the document."""


def _strict(target: Any = None) -> Any:
    return etree.XMLParser(target=target, **{**STRICT, "huge_tree": True})


def _expected(table: Table) -> Rows:
    """Return the texts of a table's body, with the printed numbers of its rows."""
    texts = [[_plain(text) for text in row] for row in table.texts()]
    if not table.numbered:
        return texts
    return [[str(row.number or ""), *cells] for row, cells in zip(table.rows, texts, strict=True)]


def _column_names(table: Table) -> list[str]:
    return [_NUMBERED] * table.numbered + [column.name for column in table.columns]


def _tags(table: Table, variable: str) -> str:
    return " ".join(f"{{{{ {variable}.{name} }}}}" for name in _column_names(table))


def _writes(region: Region, table: Table) -> bool:
    """Return True if a region has the rows of a table; a table is named by name or by title."""
    return region.name == (table.name if region.loop.table else table.title)


def _is_whole(body: bytes, region: Region) -> bool:
    """Return True if the body is as written: the region begins and ends with whole rows."""
    source = body[region.start : region.end]
    return region.is_form or not source.strip() or _ROWS_WHOLE.fullmatch(source) is not None


def _tables_of(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the inside of each table that is in no other table, after the source above it."""
    inside: list[bytes] = []
    depth = 0
    above, *parts = body.split(b"<w:tbl>")
    for part in parts:
        depth += 1 - part.count(b"</w:tbl>")
        inside.append(part)
        if depth == 0:
            table, _, after = b"<w:tbl>".join(inside).rpartition(b"</w:tbl>")
            yield above, table
            above = after
            inside.clear()


def _has_declarations(body: bytes) -> bool:
    """Return True if there is a DTD, a comment or a CDATA section, which hide or mimic text."""
    position = body.find(b"!")
    while position >= 0:
        if body[position - 1 : position] == b"<":
            return True
        position = body.find(b"!", position + 1)
    return False


def _parsed(root: bytes, table: bytes) -> Any:
    """Return the inside of a table as a tree; prefixes declared elsewhere keep any name space."""
    table = b"<w:tbl>%b</w:tbl>" % table
    try:
        return etree.fromstring(root + table + b"</w:document>", _strict())[0]
    except etree.XMLSyntaxError:
        prefixes = set(_PREFIX.findall(table)) - {b"w", b"xml"}
        spaces = b"".join(b' xmlns:%b="urn:%b"' % (prefix, prefix) for prefix in sorted(prefixes))
        source = b"<body " + _NAMESPACE + spaces + b">" + table + b"</body>"
        return etree.fromstring(source, _strict())[0]


def _texts(source: str) -> list[str]:
    return [(unescape(text) if "&" in text else text).strip() for text in _TEXT.findall(source)]


def _plain_rows(table: bytes) -> Rows:
    """Return the rows of a table of plain cells; any other cell has a text that no table has."""
    rows: Rows = []
    row: list[str] = []
    pieces: list[str] = []
    wide = 0
    for text, line, tab, span, merged, end in _TOKEN.findall(table.decode()):
        if span:
            wide = int(span) - 1
        elif not end:
            pieces.append(text or (line and "\n") or (tab and "\t") or (merged and _NOT_PLAIN))
        elif end == "tc":
            row.append(unescape("".join(pieces)).strip())
            row.extend([""] * wide)
            pieces.clear()
            wide = 0
        else:
            rows.append(row)
            row = []
    return rows


def _without_other_cells(rows: Rows, expected: Rows) -> Rows:
    """Return the rows without cells beside the table's columns, which keep their order.

    Of several ways to choose the columns, the one with most equal cells is taken.
    """
    count = len(expected[0]) if expected else 0
    width = max(map(len, rows), default=0)
    if width <= count or any(len(row) < count for row in rows):
        return rows
    pairs = list(zip(rows, expected, strict=False))
    scores = [
        [sum(_at(row, place) == right[column] for row, right in pairs) for place in range(width)]
        for column in range(count)
    ]
    best = [[-1] * (width + 1) for _ in range(count)] + [[0] * (width + 1)]
    for column in range(count - 1, -1, -1):
        for place in range(width - (count - column), -1, -1):
            here = scores[column][place] + best[column + 1][place + 1]
            best[column][place] = max(here, best[column][place + 1])
    places: list[int] = []
    place = 0
    for column in range(count):
        while scores[column][place] + best[column + 1][place + 1] != best[column][place]:
            place += 1
        places.append(place)
        place += 1
    return [[_at(row, place) for place in places] for row in rows]


def _at(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _subsequence(rows: Rows, expected: Rows) -> list[int] | None:
    """Return which expected rows these are, in their order; None if they are others."""
    indices: list[int] = []
    following = iter(range(len(expected)))
    for row in rows:
        index = next((i for i in following if expected[i] == row), None)
        if index is None:
            return None
        indices.append(index)
    return indices


def _position(rows: Rows, expected: Rows, first: int) -> int | None:
    """Return where these rows follow one another, from ``first`` on; None if nowhere."""
    for start in range(first, len(rows) - len(expected) + 1):
        if rows[start : start + len(expected)] == expected:
            return start
    return None


def _similarity(rows: Rows, expected: Rows) -> int:
    """Return how many different texts of a table are in these rows."""
    texts = {text for row in rows for text in row if text}
    return len(texts & {text for row in expected for text in row if text})


def _first_body_row(rows: Rows, expected: Rows) -> int:
    """Return the first row of the body: after however many head rows the template has."""
    last = len(rows) - len(expected)
    if last <= 0 or not expected:
        return 0
    starts = [start for start in range(last + 1) if rows[start] == expected[0]]
    return starts[0] if starts else _most_alike(rows, expected, last)


def _most_alike(rows: Rows, expected: Rows, last: int) -> int:
    def alike(start: int) -> int:
        pairs = zip(rows[start : start + len(expected)], expected, strict=True)
        return sum(row == right for row, right in pairs)

    return max(range(last + 1), key=alike)


def _rows(table: Any) -> Iterator[list[str]]:
    """Yield the rows as texts by grid column: a merged cell counts once, its others are empty."""
    above: list[str] = []
    for row in table.iter(_TR):
        if next(row.iterancestors(_TBL)) is not table:
            continue
        texts: list[str] = []
        for cell in row.iter(_TC):
            if next(cell.iterancestors(_TR)) is not row:
                continue
            span, continues = 1, False
            properties = cell.find(f"{_W}tcPr")
            if properties is not None:
                wide = properties.find(f"{_W}gridSpan")
                span = 1 if wide is None else int(wide.get(f"{_W}val", "1"))
                merge = properties.find(f"{_W}vMerge")
                continues = merge is not None and merge.get(f"{_W}val") != "restart"
            text = _text(cell)
            if continues and len(texts) < len(above):
                text = above[len(texts)]
            texts.append(text)
            if span > 1:
                texts.extend([""] * (span - 1))
        above = texts
        yield texts


def _text(element: Any) -> str:
    """Return the text of a paragraph or cell; paragraphs and breaks make new lines."""
    parts: list[str] = []
    for node in element.iter(_T, _P, _BR, _CR, _TAB):
        tag = node.tag
        if tag == _T:
            parts.append(node.text or "")
        elif tag != _TAB:
            parts.append("\n")
        elif node.getparent().tag == _RUN:
            parts.append("\t")
    return "".join(parts).strip()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _squeezed(text: str) -> str:
    return "".join(text.split())
