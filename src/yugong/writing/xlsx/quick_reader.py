"""A template workbook read without openpyxl, whose import takes longer than all else of a build.

The objects here have the attributes of openpyxl's that the compiler of templates uses, so that
either reader may serve.  What is uncommon in a template (formulas, dates, rules, further defined
names, sheets of charts) raises :class:`NotQuickError`: such a file is read by openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from yugong.ooxml.errors import PackageError
from yugong.ooxml.names import R, S
from yugong.ooxml.part_xml import parse_part
from yugong.ooxml.relationships import read_relationships
from yugong.reading.cell_address import column_letters, column_number
from yugong.writing.xlsx.quick_looks import (
    NotQuickError,
    QuickCell,
    is_date_format,
    is_set,
    read_colour,
    read_looks,
)

_S, _R = f"{{{S}}}", f"{{{R}}}"
_LEFT_TO_OPENPYXL = re.compile(rb"<(?:\w+:)?(?:f|dataValidation|conditionalFormatting)[\s>/]")
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_DEFAULT_WIDTH = 13.0
"""The width of a column that states none, as openpyxl has it."""


class QuickBook:
    """The workbook: its sheets in order, and the one that shows."""

    def __init__(self, worksheets: list[Any], active: int, theme: bytes) -> None:
        self.worksheets = worksheets
        self.sheetnames = [sheet.title for sheet in worksheets]
        self.active = worksheets[active] if 0 <= active < len(worksheets) else worksheets[0]
        self.loaded_theme = theme
        self.defined_names: dict[str, Any] = {}

    def __getitem__(self, title: str) -> Any:
        return self.worksheets[self.sheetnames.index(title)]


def quick_workbook(members: Mapping[str, bytes]) -> QuickBook:
    """Return the workbook of these members of the file.

    Raise :class:`NotQuickError`, or a ``ValueError``, ``KeyError`` or ``IndexError``, where
    openpyxl is to read it.
    """
    root = _part(members, "xl/workbook.xml")
    targets = _targets(members, "xl/workbook.xml")
    theme = next((members[name] for name in targets.values() if "/theme/" in name), b"")
    looks = read_looks(_part(members, "xl/styles.xml"))
    texts: list[str] = []
    if "xl/sharedStrings.xml" in members:
        strings = _part(members, "xl/sharedStrings.xml")
        texts = [_rich_text(item).replace("x005F_", "") for item in strings]
    sheets = [
        _sheet(members, targets[listed.get(f"{_R}id")], listed, looks, texts)
        for listed in root.iterfind(f"{_S}sheets/{_S}sheet")
    ]
    for name in root.iterfind(f"{_S}definedNames/{_S}definedName"):
        _print_name(name, sheets)
    view = root.find(f"{_S}bookViews/{_S}workbookView")
    book = QuickBook(sheets, int(view.get("activeTab", "0")) if view is not None else 0, theme)
    for sheet in sheets:
        sheet.parent = book
    return book


def _part(members: Mapping[str, bytes], name: str) -> Any:
    try:
        root = parse_part(members[name], name)
    except PackageError as error:
        raise NotQuickError from error
    if not str(root.tag).startswith(_S):
        raise NotQuickError
    return root


def _targets(members: Mapping[str, bytes], part: str) -> dict[str, str]:
    """Return the targets of a part's relationships, by id."""
    try:
        return {item.id: item.target for item in read_relationships(members, part)}
    except PackageError as error:
        raise NotQuickError from error


def _print_name(name: Any, sheets: list[Any]) -> None:
    """Give a sheet its print area or print titles; other names are openpyxl's business."""
    kind, text = name.get("name"), name.text or ""
    if kind == "_xlnm._FilterDatabase":
        return
    if name.get("localSheetId") is None:
        raise NotQuickError
    sheet = sheets[int(name.get("localSheetId"))]
    if kind == "_xlnm.Print_Area":
        sheet.print_area = text
    elif kind == "_xlnm.Print_Titles":
        for part in text.split(","):
            span = part.rpartition("!")[2]
            if re.fullmatch(r"\$?\d+:\$?\d+", span):
                sheet.print_title_rows = span
            elif re.fullmatch(r"\$?[A-Z]+:\$?[A-Z]+", span):
                sheet.print_title_cols = span
            else:
                raise NotQuickError
    else:
        raise NotQuickError


def _sheet(
    members: Mapping[str, bytes],
    part: str,
    listed: Any,
    looks: list[SimpleNamespace],
    texts: list[str],
) -> Any:
    source = members[part]
    if _LEFT_TO_OPENPYXL.search(source):
        raise NotQuickError
    root = _part(members, part)
    if root.tag != f"{_S}worksheet":
        raise NotQuickError
    cells, rows = _cells(root, looks, texts)
    areas = [_area(node.get("ref", "")) for node in root.iterfind(f"{_S}mergeCells/{_S}mergeCell")]
    properties, shape = root.find(f"{_S}sheetPr"), _attributes(root, "sheetFormatPr")
    views = root.find(f"{_S}sheetViews/{_S}sheetView")
    view = {} if views is None else views.attrib
    pane = None if views is None else views.find(f"{_S}pane")
    setup, options = _attributes(root, "pageSetup"), _attributes(root, "printOptions")
    margins = _attributes(root, "pageMargins")
    guard = _attributes(root, "sheetProtection")
    return SimpleNamespace(
        title=listed.get("name"),
        sheet_state=listed.get("state", "visible"),
        max_row=max((row for row, _ in cells), default=1),
        max_column=max((column for _, column in cells), default=1),
        _cells=cells,
        blank_cell=lambda row, column: QuickCell(looks, row, column, 0),
        merged_cells=SimpleNamespace(ranges=areas),
        row_dimensions=rows,
        column_dimensions=_columns(root),
        sheet_format=SimpleNamespace(
            defaultRowHeight=_number(shape.get("defaultRowHeight")) or 15.0,
            defaultColWidth=_number(shape.get("defaultColWidth")),
        ),
        sheet_properties=_sheet_properties(properties),
        sheet_view=SimpleNamespace(
            showGridLines=is_set(view.get("showGridLines"), True),
            showZeros=is_set(view.get("showZeros"), True),
            showRowColHeaders=is_set(view.get("showRowColHeaders"), True),
            rightToLeft=is_set(view.get("rightToLeft")),
            view=view.get("view"),
            zoomScale=int(view.get("zoomScale", "0")),
        ),
        freeze_panes=None if pane is None else pane.get("topLeftCell"),
        page_setup=SimpleNamespace(
            paperSize=int(setup.get("paperSize", "0")),
            orientation=setup.get("orientation"),
            scale=int(setup.get("scale", "0")),
            fitToWidth=_whole(setup.get("fitToWidth")),
            fitToHeight=_whole(setup.get("fitToHeight")),
            firstPageNumber=_whole(setup.get("firstPageNumber")),
            useFirstPageNumber=is_set(setup.get("useFirstPageNumber")),
            blackAndWhite=is_set(setup.get("blackAndWhite")),
            pageOrder=setup.get("pageOrder"),
        ),
        print_options=SimpleNamespace(
            horizontalCentered=is_set(options.get("horizontalCentered")),
            verticalCentered=is_set(options.get("verticalCentered")),
            headings=is_set(options.get("headings")),
            gridLines=is_set(options.get("gridLines")),
        ),
        page_margins=SimpleNamespace(
            **{
                name: float(margins.get(name, default))
                for name, default in (
                    ("left", 0.75),
                    ("right", 0.75),
                    ("top", 1.0),
                    ("bottom", 1.0),
                    ("header", 0.5),
                    ("footer", 0.5),
                )
            }
        ),
        print_area="",
        print_title_rows=None,
        print_title_cols=None,
        defined_names={},
        row_breaks=_breaks(root, "rowBreaks"),
        col_breaks=_breaks(root, "colBreaks"),
        protection=_Protection(guard),
        auto_filter=SimpleNamespace(ref=_attributes(root, "autoFilter").get("ref")),
        _hyperlinks=_links(members, part, root),
        template_source=source,
        parent=None,
    )


class _Protection(dict[str, str]):
    """The attributes of a protection, in pairs; ``sheet`` says whether it holds."""

    def __iter__(self) -> Any:
        return iter(self.items())

    @property
    def sheet(self) -> bool:
        return is_set(self.get("sheet"))


def _attributes(root: Any, name: str) -> Mapping[str, str]:
    node = root.find(f"{_S}{name}")
    return {} if node is None else node.attrib


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def _sheet_properties(node: Any) -> SimpleNamespace:
    properties = SimpleNamespace(tabColor=None, pageSetUpPr=None, outlinePr=None)
    if node is not None:
        properties.tabColor = read_colour(node.find(f"{_S}tabColor"))
        fit, outline = node.find(f"{_S}pageSetUpPr"), node.find(f"{_S}outlinePr")
        if fit is not None:
            properties.pageSetUpPr = SimpleNamespace(fitToPage=is_set(fit.get("fitToPage")))
        if outline is not None:
            properties.outlinePr = SimpleNamespace(
                summaryBelow=is_set(outline.get("summaryBelow"), True),
                summaryRight=is_set(outline.get("summaryRight"), True),
            )
    return properties


class _Rows(dict[int, SimpleNamespace]):
    """Row dimensions by number; those that are not stated are ordinary."""

    def __missing__(self, number: int) -> SimpleNamespace:
        return SimpleNamespace(height=None, outlineLevel=0, hidden=False, collapsed=False)


def _cells(
    root: Any, looks: list[SimpleNamespace], texts: list[str]
) -> tuple[dict[tuple[int, int], QuickCell], _Rows]:
    cells: dict[tuple[int, int], QuickCell] = {}
    rows = _Rows()
    dates = {number for number, look in enumerate(looks) if is_date_format(look.number_format)}
    for row in root.iterfind(f"{_S}sheetData/{_S}row"):
        number = int(row.get("r"))
        if set(row.attrib) - {"r", "spans"}:
            rows[number] = SimpleNamespace(
                height=_number(row.get("ht")),
                outlineLevel=int(row.get("outlineLevel", "0")),
                hidden=is_set(row.get("hidden")),
                collapsed=is_set(row.get("collapsed")),
            )
        for node in row:
            match = _CELL.fullmatch(node.get("r", ""))
            if match is None or int(match[2]) != number:
                raise NotQuickError
            cell = QuickCell(looks, number, column_number(match[1]) + 1, int(node.get("s", "0")))
            if not 0 <= cell.style_id < len(looks):
                raise NotQuickError
            cells[number, cell.column] = cell
            value, inline = node.find(f"{_S}v"), node.find(f"{_S}is")
            if inline is not None:
                cell.value, cell.data_type = _rich_text(inline), "s"
            elif value is not None and value.text is not None:
                _put_value(cell, node.get("t", "n"), value.text, texts, dates)
    return cells, rows


def _put_value(cell: QuickCell, kind: str, text: str, texts: list[str], dates: set[int]) -> None:
    if kind == "s":
        cell.value, cell.data_type = texts[int(text)], "s"
    elif kind == "n" and cell.style_id not in dates:
        cell.value = float(text) if re.search(r"[.eE]", text) else int(text)
    elif kind == "str":
        cell.value, cell.data_type = text, "s"
    elif kind == "b":
        cell.value, cell.data_type = bool(int(text)), "b"
    else:
        raise NotQuickError


def _rich_text(item: Any) -> str:
    texts = [node.text or "" for node in item.iter(f"{_S}t") if node.getparent().tag != f"{_S}rPh"]
    return "".join(texts)


def _columns(root: Any) -> dict[str, SimpleNamespace]:
    columns = {}
    for node in root.iterfind(f"{_S}cols/{_S}col"):
        first = int(node.get("min"))
        columns[column_letters(first - 1)] = SimpleNamespace(
            min=first,
            max=int(node.get("max")),
            width=float(node.get("width", _DEFAULT_WIDTH)),
            hidden=is_set(node.get("hidden")),
            outlineLevel=int(node.get("outlineLevel", "0")),
            collapsed=is_set(node.get("collapsed")),
        )
    return columns


def _area(reference: str) -> SimpleNamespace:
    match = _AREA.fullmatch(reference)
    if match is None:
        raise NotQuickError
    return SimpleNamespace(
        min_row=int(match[2]),
        min_col=column_number(match[1]) + 1,
        max_row=int(match[4]),
        max_col=column_number(match[3]) + 1,
        coord=reference,
    )


def _breaks(root: Any, name: str) -> SimpleNamespace:
    nodes = root.iterfind(f"{_S}{name}/{_S}brk")
    return SimpleNamespace(brk=[SimpleNamespace(id=int(node.get("id", "0"))) for node in nodes])


def _links(members: Mapping[str, bytes], part: str, root: Any) -> list[SimpleNamespace]:
    nodes = list(root.iterfind(f"{_S}hyperlinks/{_S}hyperlink"))
    targets = _targets(members, part) if nodes else {}
    return [
        SimpleNamespace(
            ref=node.get("ref"),
            location=node.get("location"),
            tooltip=node.get("tooltip"),
            target=targets[node.get(f"{_R}id")] if node.get(f"{_R}id") else None,
        )
        for node in nodes
    ]
