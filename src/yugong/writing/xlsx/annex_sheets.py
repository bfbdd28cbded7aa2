"""A sheet for each annex: its table, the text of its Word file, or the pages of its PDF.

Cells are text, exactly as given.  The program draws these sheets itself; a template has none of
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from yugong.quick_dataclass import dataclass
from yugong.standard.annexes import Annex
from yugong.standard.package import Package
from yugong.writing.annex_pictures import page_in_words, page_pictures
from yugong.writing.xlsx.features import SheetFeatures
from yugong.writing.xlsx.model import CellStyle, PrintSetup, SheetView
from yugong.writing.xlsx.plan import BookPlan, CellWrite, LinkWrite, Merge, PictureWrite, SheetPlan
from yugong.writing.xlsx.stylebook import StyleBook

_LIST = "附件"
_LONGEST_NAME = 31
_FORBIDDEN = frozenset("[]:*?/\\")
_DEFAULT_WIDTH = 8.43
_NARROWEST, _WIDEST = 8, 48
_TEXT_WIDTH = 90
"""The width of a Word annex's text, in half-width characters."""
_LINE_HEIGHT = 16.5
_TITLE_HEIGHT = 30.0
_MOST_HEIGHT = 400.0
_LANDSCAPE_FROM = 9
"""The number of columns from which a table is printed across."""
_PICTURE_WIDTH, _PICTURE_HEIGHT = 540, 840
_ROW_PIXELS = 20
_WIDE_FROM = "\u2e80"

_TITLE: CellStyle = {
    "font_name": "黑体",
    "font_size": 16.0,
    "align": "left",
    "valign": "vcenter",
    "num_format": "@",
}
_TEXT: CellStyle = {
    "font_name": "宋体",
    "font_size": 10.5,
    "align": "left",
    "valign": "vcenter",
    "text_wrap": True,
    "num_format": "@",
}
_CELL: CellStyle = {**_TEXT, "border": 1}
_HEAD: CellStyle = {
    **_CELL,
    "bold": True,
    "align": "center",
    "bg_color": "#F2F2F2",
}
_UNWRAPPED: CellStyle = {**_CELL, "text_wrap": False}


@dataclass(frozen=True, slots=True)
class _Looks:
    """The numbers of the styles in the workbook."""

    title: int
    text: int
    cell: int
    head: int
    unwrapped: int


def annex_sheets(package: Package, book: BookPlan) -> list[SheetPlan]:
    """Return the sheets of the annexes in order.

    Their styles are added to those of the workbook, and to its targets the items of the list 附件,
    so that a template can link to them.
    """
    annexes = package.annexes
    if not annexes:
        return []
    looks = _looks(book.styles)
    taken = {plan.name.casefold() for plan in book.sheets}
    sheets = []
    for annex in annexes:
        name = sheet_name(annex, taken)
        taken.add(name.casefold())
        if annex.content.rows:
            sheets.append(_table_sheet(annex, name, looks))
        elif annex.content.word:
            sheets.append(_text_sheet(annex, name, looks))
        else:
            sheets.append(_page_sheet(annex, name, looks))
    listed = package.context.get(_LIST, ())
    for item, sheet in zip(listed, sheets, strict=False):
        book.targets[id(item)] = sheet.name
        leading = next((p for p in book.sheets if any(k.target is item for k in p.links)), None)
        if leading is not None:
            _lead_back(sheet, leading.name, looks.text)
    return sheets


def _lead_back(sheet: SheetPlan, index: str, look: int) -> None:
    """Put a link to the sheet that leads here to the right of what is printed."""
    column = sheet.last_column + 2
    text = f"返回{index}"
    sheet.links.append(LinkWrite(0, column, look, text, index, ""))
    row, line = sheet.lines[0]
    sheet.lines[0] = (row, [*line, (column, look, text)])
    sheet.widths[column] = float(_width(text) + 2)


def sheet_name(annex: Annex, taken: set[str]) -> str:
    """Return the name of the sheet: the label of the annex, as far as Excel allows it.

    ``taken`` are the names of other sheets, folded to one case.
    """
    plain = "".join(sign for sign in annex.label if sign not in _FORBIDDEN).strip("' ")
    name = (plain or f"附件{annex.number}")[:_LONGEST_NAME]
    number = annex.number
    while name.casefold() in taken:
        name = f"附件（{number}）"
        number += 1
    return name


def _looks(styles: StyleBook) -> _Looks:
    return _Looks(*(styles.added(style) for style in (_TITLE, _TEXT, _CELL, _HEAD, _UNWRAPPED)))


def _new_sheet(name: str, *, columns: int = 1, fits: bool = True) -> SheetPlan:
    """Return an empty sheet; ``fits`` says that it is printed one page wide, without breaks."""
    landscape = columns >= _LANDSCAPE_FROM
    fit = (1, 0) if fits else None
    return SheetPlan(
        name,
        name,
        {},
        _DEFAULT_WIDTH,
        PrintSetup(landscape=landscape, fit=fit, centred=(True, False)),
        SheetView(gridlines=False),
        SheetFeatures(),
    )


def _opening(plan: SheetPlan, annex: Annex, looks: _Looks, columns: int) -> int:
    """Write the title and the lines under it; return the next row."""
    lines = [annex.note, *annex.content.captions]
    _line(plan, 0, annex.title, looks.title, columns)
    plan.heights[0] = _TITLE_HEIGHT
    row = 1
    for line in filter(None, lines):
        _line(plan, row, line, looks.text, columns)
        row += 1
    return row


def _line(plan: SheetPlan, row: int, text: str, look: int, columns: int) -> None:
    plan.lines.append((row, [(0, look, text)]))
    if columns > 1:
        plan.merges.append(Merge(row, 0, row, columns - 1, look))
    plan.last_row = max(plan.last_row, row)
    plan.last_column = max(plan.last_column, columns - 1)


def _table_sheet(annex: Annex, name: str, looks: _Looks) -> SheetPlan:
    rows = annex.content.rows
    columns = len(rows[0])
    plan = _new_sheet(name, columns=columns)
    head = _opening(plan, annex, looks, columns)
    for number, row in enumerate(rows):
        look = looks.cell if number else looks.head
        if number and not any(row[1:]):
            look = looks.unwrapped  # one text over the blank cells beside it
        line: list[CellWrite] = [
            (column, look, text if text else None) for column, text in enumerate(row)
        ]
        plan.lines.append((head + number, line))
    last = head + len(rows) - 1
    plan.widths = dict(enumerate(_widths(rows)))
    plan.repeat_rows = (head, head)
    plan.freeze = (head + 1, 0)
    plan.area = (0, 0, last, columns - 1)
    if len(rows) > 1:
        plan.filter_area = (head, 0, last, columns - 1)
    plan.last_row, plan.last_column = last, columns - 1
    return plan


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    longest = [_NARROWEST] * len(rows[0])
    for number, row in enumerate(rows):
        if number and not any(row[1:]) and len(row) > 1:
            continue
        for column, text in enumerate(row):
            if text and longest[column] < _WIDEST:
                width = max(map(_width, text.split("\n")))
                longest[column] = max(longest[column], min(width + 2, _WIDEST))
    return [float(width) for width in longest]


def _width(text: str) -> int:
    return sum(2 if sign >= _WIDE_FROM else 1 for sign in text)


def _text_sheet(annex: Annex, name: str, looks: _Looks) -> SheetPlan:
    blocks = annex.blocks
    columns = max((len(block.rows[0]) for block in blocks if block.rows), default=1)
    plan = _new_sheet(name)
    column_width = max(_TEXT_WIDTH // columns, _NARROWEST)
    plan.widths = dict.fromkeys(range(columns), float(column_width))
    row = _opening(plan, annex, looks, columns)
    for block in blocks:
        if block.rows:
            for cells in block.rows:
                line: list[CellWrite] = [
                    (column, looks.cell, text.strip() or None) for column, text in enumerate(cells)
                ]
                plan.lines.append((row, line))
                row += 1
        elif block.text.strip():
            _line(plan, row, block.text.strip(), looks.text, columns)
            plan.heights[row] = _height(block.text, column_width * columns)
            row += 1
    plan.last_row = max(plan.last_row, row - 1)
    plan.last_column = columns - 1
    plan.area = (0, 0, plan.last_row, plan.last_column)
    return plan


def _height(text: str, width: int) -> float:
    lines = sum(max(1, ceil(_width(line) / width)) for line in text.split("\n"))
    return min(lines * _LINE_HEIGHT, _MOST_HEIGHT)


def _page_sheet(annex: Annex, name: str, looks: _Looks) -> SheetPlan:
    plan = _new_sheet(name, fits=False)
    plan.widths = {0: 77.0}
    row = _opening(plan, annex, looks, 1)
    for index, picture in enumerate(page_pictures(annex.content.pdf)):
        if index:
            plan.breaks.append(row)
        across, down = picture.pixels
        scale = min(_PICTURE_WIDTH / across, _PICTURE_HEIGHT / down)
        file = f"{annex.label}第{index + 1}页.{picture.kind}"
        words = page_in_words(annex, index)
        plan.pictures.append(PictureWrite(row, 0, file, picture.data, scale, words))
        row += ceil(down * scale / _ROW_PIXELS) + 1
    plan.area = (0, 0, row - 1, 0)
    return plan
