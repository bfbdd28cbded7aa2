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
from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from yugong.findings import Finding, Kind, Place
from yugong.ooxml.archive import written_members
from yugong.ooxml.part_xml import written_parser
from yugong.quick_dataclass import dataclass
from yugong.standard.package import Package
from yugong.standard.table import Table
from yugong.writing.docx.after.form_comparison import FormComparison, without_blanks
from yugong.writing.docx.after.row_matching import (
    first_body_row,
    position_of,
    similarity,
    subsequence,
    without_other_cells,
)
from yugong.writing.docx.after.word_rows import (
    NAMESPACE,
    NoTree,
    Rows,
    has_declarations,
    parse_table,
    plain_rows,
    table_sources,
    tree_rows,
    xml_texts,
)
from yugong.writing.docx.template.written_rows import (
    Region,
    TemplateCell,
    shows_plainly,
)

_BODY = "word/document.xml"
_NUMBERED = "序号"
_DOCUMENT = re.compile(rb"<w:document(?: [^>]*)?>")
_BETWEEN_ROWS = rb"\s*(?:<w:\w+(?: [^>]*)?/>\s*)*"
_ROWS_WHOLE = re.compile(
    _BETWEEN_ROWS + rb"<w:(?:tr|sdt)[ >].*</w:(?:tr|sdt)>" + _BETWEEN_ROWS, re.S
)
_MOST = 20
"""The most differences of one table that are reported; the others are counted."""


def read_back_document(
    path: Path,
    package: Package,
    regions: Sequence[Region] = (),
    template: str = "",
    members: Mapping[str, bytes] | None = None,
) -> list[Finding]:
    """Return every difference between the document at ``path`` and the package; none if equal.

    ``regions`` are the places where the loops of the template file ``template`` have written, as
    ``DocxTemplate.write`` returns them.  A difference is D001, or S009 at its place in the template
    where a loop of the template does not write the rows of the standard.
    ``members`` are those of the file, if it is unpacked already.
    """
    reader = _Reader(path.name, package, template)
    try:
        parts = written_members(path) if members is None else members
        for name, data in parts.items():
            if name.endswith((".xml", ".rels")) and name != _BODY:
                etree.fromstring(data, written_parser())
        reader.read(parts[_BODY], regions)
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
        self._forms = FormComparison(package, self._differ)
        self._root = b""
        self.findings: list[Finding] = []

    def read(self, body: bytes, regions: Sequence[Region]) -> None:
        """Compare the body; raises ``XMLSyntaxError`` where it is not well-formed."""
        etree.fromstring(body, written_parser(NoTree()))
        root = _DOCUMENT.search(body)
        if root is None or NAMESPACE not in root[0] or has_declarations(body):
            self._differ("", "正文不是 Word 的写法", "由本程序写出的正文")
            return
        self._root = root[0]
        if regions and all(_is_whole(body, region) for region in regions):
            self._read_tables(body, [region for region in regions if not region.is_form])
            written = [region for region in regions if region.is_form]
            self._forms.read(
                [
                    (region.name, region.loop, xml_texts(body[region.start : region.end].decode()))
                    for region in written
                ]
            )
        else:
            tables = [self._word_table(above, source) for above, source in table_sources(body)]
            self._search_tables(tables)
            self._forms.search([xml_texts(table.source.decode()) for table in tables])

    def _word_table(self, above: bytes, source: bytes) -> _WordTable:
        text = without_blanks("".join(xml_texts((above + source).decode())))
        titles = {table.title for table in self._tables if without_blanks(table.title) in text}
        return _WordTable(plain_rows(source), source, frozenset(titles))

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
                if plain_rows(source) == expected:
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
        rows = without_other_cells(list(tree_rows(parse_table(self._root, source))), expected)
        loop = region.loop
        everything = set(range(len(expected)))
        if len(rows) == len(expected) or loop.conditional:
            free = [i for i in range(len(expected)) if i not in covered]
            indices = subsequence(rows, [expected[i] for i in free])
            if indices is not None:
                return {free[i] for i in indices}
            indices = subsequence(rows, expected)
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
        cell: TemplateCell | None = None
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
                    f"“{right_text}”：这一格只写 {_tag(loop.variable, names[index])}，"
                    "别的字写到表头",
                )
        if len(differences) > _MOST:
            report = self._differ if cell is None else self._blame
            where = table.title if cell is None else cell.place
            report(where, f"另有 {len(differences) - _MOST} 处不同", "逐格相同")
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
            start = position_of(tables[number].rows, expected, ends.get(number, 0))
            if start is not None:
                ends[number] = start + len(expected)
            return start is not None

        def similar(table: Table, number: int) -> bool:
            expected = self._expected[table.name]
            if number in ends or not similarity(tables[number].rows, expected):
                return False
            ends[number] = len(tables[number].rows)
            rows = list(tree_rows(parse_table(self._root, tables[number].source)))
            self._compare(table, expected, rows)
            return True

        for matches, is_candidate in (
            (equal, _has_title),
            (equal, _has_no_title),
            (similar, _has_title),
            (equal, _is_any),
            (similar, _is_any),
        ):
            for table in list(left):
                numbers = (i for i, t in enumerate(tables) if is_candidate(table, t.titles))
                if any(matches(table, number) for number in numbers):
                    left.remove(table)
        for table in left:
            self._differ(table.title, "没有这张表", f"{len(self._expected[table.name])} 行")

    def _compare(self, table: Table, expected: Rows, rows: Rows) -> None:
        first = first_body_row(rows, expected)
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


def _expected(table: Table) -> Rows:
    """Return the texts of a table's body, with the printed numbers of its rows."""
    texts = [[_plain(text) for text in row] for row in table.texts()]
    if not table.numbered:
        return texts
    return [[str(row.number or ""), *cells] for row, cells in zip(table.rows, texts, strict=True)]


def _column_names(table: Table) -> list[str]:
    return [_NUMBERED] * table.numbered + [column.name for column in table.columns]


def _tags(table: Table, variable: str) -> str:
    return " ".join(_tag(variable, name) for name in _column_names(table))


def _tag(variable: str, name: str) -> str:
    return f"{{{{ {variable}.{name} }}}}"


def _writes(region: Region, table: Table) -> bool:
    """Return True if a region has the rows of a table; a table is named by name or by title."""
    return region.name == (table.name if region.loop.table else table.title)


def _is_whole(body: bytes, region: Region) -> bool:
    """Return True if the body is as written: the region begins and ends with whole rows."""
    source = body[region.start : region.end]
    return region.is_form or not source.strip() or _ROWS_WHOLE.fullmatch(source) is not None


def _has_title(table: Table, titles: frozenset[str]) -> bool:
    return table.title in titles


def _has_no_title(_: Table, titles: frozenset[str]) -> bool:
    return not titles


def _is_any(_: Table, __: frozenset[str]) -> bool:
    return True


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
