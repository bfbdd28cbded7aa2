"""The features of a template sheet, read for the writer; what is not carried over is noted.

Tests: tests/writing/xlsx/test_features.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from yugong.findings import Finding, Kind, Place, Severity
from yugong.reading.cell_address import cell_address, column_number
from yugong.template.checker import ReadTag
from yugong.template.evaluation import Expression
from yugong.template.text import Text
from yugong.writing.xlsx.features import (
    ConditionalFormat,
    Content,
    Grouping,
    Hyperlink,
    Reference,
    SheetArea,
    SheetFeatures,
    Validation,
)
from yugong.writing.xlsx.formula_references import FormulaNotMovableError, read_reference
from yugong.writing.xlsx.page import read_area
from yugong.writing.xlsx.page_texts import page_texts_of, protected_codes
from yugong.writing.xlsx.tags import cell_text

if TYPE_CHECKING:
    from openpyxl.worksheet.hyperlink import Hyperlink as ListedHyperlink
    from openpyxl.worksheet.worksheet import Worksheet

MAX_COLUMN = 200
MAX_BREAKS = 1_000

_TAG = re.compile(r"\{\{|\{%|\{#")
_NOT_CARRIED = {
    b"protectedRanges": "允许编辑区域",
    b"picture": "工作表背景图",
    b"tableParts": "表格对象（套用的表格格式）",
    b"sortState": "排序条件",
    b"filterColumn": "筛选条件",
    b"sparklineGroups": "迷你图",
    b"x14:conditionalFormattings": "条件格式（新版式样）",
    b"x14:dataValidations": "数据有效性（引用其他工作表）",
}
_ELEMENT = re.compile(rb"<(?:x:)?(" + b"|".join(_NOT_CARRIED) + rb")[\s/>]")

_Rule = TypeVar("_Rule", Validation, ConditionalFormat)


def not_carried(file: str, sheet: str | None, cell: str | None, title: str) -> Finding:
    """The note that something of a template is not carried over into what is written."""
    return Finding(
        Kind.UNSUPPORTED_IN_TEMPLATE,
        Place(file=file, sheet=sheet, cell=cell),
        title,
        remedy=f"模板中的{title}不会带入成品；不需要时可从模板中删去。",
        severity=Severity.INFO,
    )


def row_breaks(sheet: Worksheet) -> frozenset[int]:
    """The rows, from 1, that a manual page break follows."""
    return frozenset(
        row_break.id for row_break in list(sheet.row_breaks.brk)[:MAX_BREAKS] if row_break.id
    )


class FeatureReader:
    """Reads one sheet: its features, hyperlinks and row groupings, with notes and faults.

    ``tags`` are those of headers and footers, ``row_tags`` those of links by row, from 1.
    """

    def __init__(self, sheet: Worksheet, file: str) -> None:
        self._sheet = sheet
        self._file = file
        self.notes: list[Finding] = []
        self.faults: list[Finding] = []
        self.tags: list[ReadTag] = []
        self.row_tags: dict[int, list[ReadTag]] = {}
        self.row_breaks = row_breaks(sheet)
        self.hyperlinks: dict[str, Hyperlink] = dict(self._hyperlinks())
        self.rows: dict[int, Grouping] = dict(_row_groupings(sheet))
        self.features = self._features()
        self._note_unknown()

    def _features(self) -> SheetFeatures:
        sheet = self._sheet
        properties = sheet.sheet_properties.outlinePr
        below = properties is None or properties.summaryBelow is not False
        right = properties is None or properties.summaryRight is not False
        protection = sheet.protection
        attributes = tuple((name, str(value)) for name, value in protection if value is not None)
        if _TAG.search(sheet.title):
            self._fault("A1", sheet.title, "不含标签的工作表名；用 {%sheet for … %} 生成多张")
        return SheetFeatures(
            page_texts=page_texts_of(sheet_source(sheet), self._page_text),
            column_breaks=tuple(
                sorted(
                    column_break.id
                    for column_break in list(sheet.col_breaks.brk)[:MAX_BREAKS]
                    if column_break.id
                )
            ),
            columns=_column_groupings(sheet),
            summary=(below, right),
            protection=attributes if protection.sheet else (),
            repeat_columns=_repeat_columns(sheet),
            filter_area=self._filter_area(),
            switches=frozenset(_switches(sheet)),
            first_page=sheet.page_setup.firstPageNumber if _numbers_pages(sheet) else None,
            validations=tuple(self._validations()),
            formats=tuple(self._conditional_formats()),
        )

    def _fault(self, place: str, actual: str, expected: str) -> None:
        where = Place(file=self._file, sheet=self._sheet.title, cell=place)
        self.faults.append(Finding(Kind.MALFORMED_TAG, where, actual, expected))

    def _note(self, place: str | None, title: str) -> None:
        note = not_carried(self._file, self._sheet.title, place, title)
        if note not in self.notes:
            self.notes.append(note)

    def _note_unknown(self) -> None:
        """Notes on elements of the sheet that nothing here reads."""
        for element in dict.fromkeys(_ELEMENT.findall(sheet_source(self._sheet))):
            self._note(None, _NOT_CARRIED[element])
        areas = str(self._sheet.print_area or "").split(",")
        if len(areas) > 1:
            self._note(None, "第二个及以后的打印区域")

    def _validations(self) -> Iterator[Validation]:
        if getattr(self._sheet, "data_validations", None) is not None:
            from yugong.writing.xlsx.rule_reader import validations

            yield from self._rules("数据有效性", validations(self._sheet))

    def _conditional_formats(self) -> Iterator[ConditionalFormat]:
        if getattr(self._sheet, "conditional_formatting", None) is not None:
            from yugong.writing.xlsx.rule_reader import conditional_formats

            yield from self._rules("条件格式", conditional_formats(self._sheet))

    def _rules(
        self, title: str, rules: Iterable[tuple[str, _Rule | None, tuple[str, ...]]]
    ) -> Iterator[_Rule]:
        for place, rule, texts in rules:
            tagged = next((text for text in texts if _TAG.search(text)), None)
            if tagged is not None:
                self._fault(place, tagged[:40], f"{title}中不含标签")
            elif rule is None:
                self._note(place, title)
            else:
                yield rule

    def _filter_area(self) -> SheetArea | None:
        reference = self._sheet.auto_filter.ref
        if not reference:
            return None
        return read_area(reference)

    # -- texts with tags --------------------------------------------------------------------

    def _content(self, source: str, place: str, tags: list[ReadTag]) -> Content:
        """Compile a text; its tags are added to ``tags``."""
        if not _TAG.search(source):
            return source or None
        text = cell_text(source)
        where = Place(file=self._file, sheet=self._sheet.title, cell=place)
        for fault in text.faults:
            self.faults.append(Finding(fault.code, where, fault.actual, fault.expected))
        for tag in text.head:
            self._fault(place, tag.raw, "{{ 名称 }}；这种标签只写在单元格的开头")
        if text.faults or text.head:
            return None
        tags += [ReadTag(replace(item.tag, place=place), item.node) for item in text.tags]
        return text.content

    def _page_text(self, source: str, title: str) -> str | Expression | Text:
        """The text of a header or footer, with its tags compiled."""
        return self._content(protected_codes(source), title, self.tags) or ""

    # -- hyperlinks -------------------------------------------------------------------------

    def _hyperlinks(self) -> Iterator[tuple[str, Hyperlink]]:
        for listed in _listed_hyperlinks(self._sheet):
            for place in _cells(self._sheet, listed.ref or ""):
                link = self._hyperlink(listed, place)
                if link is not None:
                    yield place, link

    def _hyperlink(self, listed: ListedHyperlink, place: str) -> Hyperlink | None:
        row = int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        tags = self.row_tags.setdefault(row, [])
        tooltip = self._content(listed.tooltip or "", place, tags)
        target, location = listed.target or "", (listed.location or "").removeprefix("#")
        if target:
            if "%7B%7B" in target.upper() or "%7B%25" in target.upper():
                target = unquote(target)
            address = f"{target}#{location}" if location else target
            return Hyperlink(self._content(address, place, tags), "", tooltip)
        if _TAG.search(location):
            self._fault(place, location[:40], "{%链接 工作表名或循环的一项 %}")
            return None
        try:
            reference = read_reference(location)
        except FormulaNotMovableError:
            reference = ""
        known = isinstance(reference, Reference) and (
            not reference.sheet or self._has_sheet(reference.sheet)
        )
        named = isinstance(reference, str) and self._has_name(reference)
        if not known and not named:
            self._note(place, f"超链接（没有“{location[:40]}”）")
            return None
        return Hyperlink(None, reference, tooltip)

    def _has_sheet(self, name: str) -> bool:
        book: Any = self._sheet.parent
        return name in book.sheetnames and book[name].sheet_state == "visible"

    def _has_name(self, name: str) -> bool:
        book: Any = self._sheet.parent
        return name in self._sheet.defined_names or name in book.defined_names


def sheet_source(sheet: Worksheet) -> bytes:
    """The XML of a sheet as its reader kept it, or at least its headers and footers."""
    source: bytes | None = getattr(sheet, "template_source", None)
    if source is not None:
        return source
    from openpyxl.xml.functions import tostring

    text: Any = tostring(sheet.HeaderFooter.to_tree())
    return bytes(text)


def _listed_hyperlinks(sheet: Worksheet) -> list[ListedHyperlink]:
    """The hyperlinks as the reader keeps them: with the sheet, or with each cell."""
    if kept := getattr(sheet, "_hyperlinks", ()):
        return list(kept)
    links = (getattr(cell, "hyperlink", None) for cell in sheet._cells.values())
    return [link for link in links if link is not None]


def _cells(sheet: Worksheet, reference: str) -> Iterator[str]:
    """The cells of a hyperlink's area; of a merged area, and of a single cell, the first."""
    area = read_area(reference)
    if area is None:
        return
    top, left, bottom, right = area
    merged = any(
        (area.min_row - 1, area.min_col - 1) == (top, left) for area in sheet.merged_cells.ranges
    )
    if merged or (left, top) == (right, bottom):
        yield cell_address(top, left)
        return
    for row, column in sorted(sheet._cells):
        if top < row <= bottom + 1 and left < column <= right + 1:
            yield cell_address(row - 1, column - 1)


def _row_groupings(sheet: Worksheet) -> Iterator[tuple[int, Grouping]]:
    for number, row in sheet.row_dimensions.items():
        grouping = Grouping(min(row.outlineLevel or 0, 7), bool(row.hidden), bool(row.collapsed))
        if any(grouping):
            yield number - 1, grouping


def _column_groupings(sheet: Worksheet) -> dict[int, Grouping]:
    """The columns that are grouped or close a folded group; hidden ones have width 0 besides."""
    columns: dict[int, Grouping] = {}
    for dimension in sheet.column_dimensions.values():
        level = min(dimension.outlineLevel or 0, 7)
        grouping = Grouping(level, bool(dimension.hidden), bool(dimension.collapsed))
        if not (grouping.level or grouping.collapsed) or not dimension.min or not dimension.max:
            continue
        for column in range(dimension.min, min(dimension.max, MAX_COLUMN) + 1):
            columns[column - 1] = grouping
    return columns


def _repeat_columns(sheet: Worksheet) -> tuple[int, int] | None:
    columns = sheet.print_title_cols
    if not columns:
        return None
    first, _, last = columns.replace("$", "").partition(":")
    return column_number(first), column_number(last or first)


def _numbers_pages(sheet: Worksheet) -> bool:
    setup = sheet.page_setup
    return bool(setup.useFirstPageNumber) and setup.firstPageNumber is not None


def _switches(sheet: Worksheet) -> Iterator[str]:
    """Names of the settings of view and print that differ from those of a new sheet."""
    view, options, setup = sheet.sheet_view, sheet.print_options, sheet.page_setup
    for name, present in (
        ("hide_zero", view.showZeros is False),
        ("hide_row_col_headers", view.showRowColHeaders is False),
        ("right_to_left", bool(view.rightToLeft)),
        ("set_pagebreak_view", view.view == "pageBreakPreview"),
        ("set_page_view", view.view == "pageLayout"),
        ("print_row_col_headers", bool(options.headings)),
        ("print_gridlines", bool(options.gridLines)),
        ("print_black_and_white", bool(setup.blackAndWhite)),
        ("print_across", setup.pageOrder == "overThenDown"),
    ):
        if present:
            yield name
