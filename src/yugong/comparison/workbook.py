"""A comparison as a workbook that an accountant hands on: a page to read first, then the lists.

Everything is text or a number, never a formula; the same comparison gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal

from yugong.budget.money import shown_wan
from yugong.comparison.comparison import Comparison, TableChange, kind
from yugong.comparison.marks import Piece
from yugong.comparison.summary import counts, main_figures, projects_by_weight
from yugong.report_workbook import Book, Pages, Sheet, Style
from yugong.report_workbook.limits import shortened
from yugong.report_workbook.row_height import MAX_ROW_HEIGHT, columns_points, text_height

_LONGEST_TEXT = 32_000
_CUT = "……（过长，全文见 --json）"
_LAST_ROW = 1_048_000
_MOST_PROJECTS = 20

_CellKind = Literal["文字", "显示", "元", "万元", "幅度", "数", "变化"]
_Content = str | Decimal | None | tuple[Piece, ...]
"""What a cell holds: words, a number, nothing, or words with their changed pieces marked."""

_NUMBER_FORMATS = {"元": "#,##0.00", "万元": "#,##0.00", "幅度": '0.00"%"', "数": "#,##0"}
_WIDTHS = (44, 26, 26, 16, 12)
"""Column widths of the first sheet, in characters."""

_FONT_SIZE = 11
_LEAST_HEIGHT = 18.0

_PAGES = Pages((0.5, 0.5, 0.6, 0.6), "&C&A　第 &P 页，共 &N 页")
_RULED: Style = {"valign": "vcenter", "border": 1, "border_color": "#BFBFBF"}
_HEAD: Style = {
    **_RULED,
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "bg_color": "#1F4E78",
    "font_color": "#FFFFFF",
}
_TITLE: Style = {"bold": True, "font_size": 16}
_NOTE: Style = {"text_wrap": True, "valign": "top"}
_MARKED: dict[str, Style] = {
    "删": {"font_color": "#C00000", "font_strikeout": True},
    "增": {"font_color": "#0563C1", "underline": 1},
}


def comparison_workbook(comparison: Comparison, remarks: Sequence[str] = ()) -> bytes:
    """Return the workbook's bytes; ``remarks`` are lines to heed, put on the first sheet."""
    book = Book("部门预算公开材料对比")
    _overview(book, comparison, remarks)
    _list(book, "数字", _FACTS, _facts(comparison))
    _list(book, "表格", _TABLES, _tables(comparison.tables))
    _list(book, "文字", _SENTENCES, _sentences(comparison))
    _list(book, "项目", _PROJECTS, _projects(comparison))
    return book.finished()


# --- the first sheet ------------------------------------------------------------------------


def _overview(book: Book, comparison: Comparison, remarks: Sequence[str]) -> None:
    sheet = book.sheet("概要")
    sheet.columns(*_WIDTHS)
    sheet.text(0, 0, "部门预算公开材料对比", _TITLE)
    old, new = comparison.old, comparison.new
    row = _block(
        sheet,
        2,
        (("对比的材料", "文字"), ("旧", "文字"), ("新", "文字")),
        (
            ("材料", old.source, new.source),
            ("部门", old.department, new.department),
            ("年度", str(old.year), str(new.year)),
            ("标准", old.standard, new.standard),
        ),
    )
    heads: Sequence[tuple[str, _CellKind]] = (
        ("变化", "文字"),
        ("新增", "数"),
        ("减少", "数"),
        ("修改", "数"),
    )
    lines = (
        (
            _PART_NAMES[change.part],
            Decimal(change.added),
            Decimal(change.removed),
            Decimal(change.changed),
        )
        for change in counts(comparison)
    )
    row = _block(sheet, row, heads, lines)
    figures = main_figures(comparison)
    if figures:
        row = _block(
            sheet,
            row,
            _amount_heads("主要数字（万元）"),
            (
                (
                    figure.id,
                    _wan(figure.old),
                    _wan(figure.new),
                    _wan(figure.difference),
                    figure.rate,
                )
                for figure in figures
            ),
        )
    projects = projects_by_weight(comparison)
    if projects:
        more = f"，前 {_MOST_PROJECTS} 个" if len(projects) > _MOST_PROJECTS else ""
        row = _block(
            sheet,
            row,
            (*_amount_heads(f"金额有变的项目（万元{more}）")[:-1], ("变化", "变化")),
            (
                (
                    project.name,
                    _wan(project.old_amount),
                    _wan(project.new_amount),
                    _wan(project.difference),
                    kind(project.added),
                )
                for project in projects[:_MOST_PROJECTS]
            ),
        )
    _notes(sheet, row, comparison, remarks)
    sheet.without_grid()
    sheet.pages(_PAGES)


def _notes(sheet: Sheet, row: int, comparison: Comparison, remarks: Sequence[str]) -> None:
    notes = [*remarks]
    if comparison.same:
        notes.insert(0, "两份材料没有不同。")
    if comparison.left_out:
        notes.append("没有比较：" + "、".join(comparison.left_out) + "（缺少 Word 文本）。")
    for note in notes:
        sheet.merged((row, 0), (row, 4), _fitting(note), _NOTE)
        sheet.height(row, _height((note,), (sum(_WIDTHS),)))
        row += 1


def _block(
    sheet: Sheet,
    row: int,
    heads: Sequence[tuple[str, _CellKind]],
    lines: Iterable[Sequence[_Content]],
) -> int:
    """Write a small table; return the row, from 0, at which the next may begin."""
    sheet.texts(row, 0, [head for head, _ in heads], _HEAD)
    for line in lines:
        row += 1
        for column, (content, (_, look)) in enumerate(zip(line, heads, strict=True)):
            _cell(sheet, row, column, content, look)
        sheet.height(row, _height(line, _WIDTHS))
    return row + 2


# --- the lists ------------------------------------------------------------------------------


def _list(
    book: Book,
    name: str,
    columns: Sequence[tuple[str, int, _CellKind]],
    lines: Iterable[Sequence[_Content]],
) -> None:
    sheet = book.sheet(name)
    sheet.columns(*(width for _, width, _ in columns))
    sheet.texts(0, 0, [head for head, _, _ in columns], _HEAD)
    widths = [0 if look == "显示" else width for _, width, look in columns]
    row = 0
    for line in lines:
        if row == _LAST_ROW:
            break
        row += 1
        for column, (content, (_, _, look)) in enumerate(zip(line, columns, strict=True)):
            _cell(sheet, row, column, content, look)
        sheet.height(row, _height(line, widths))
    sheet.heads(0, 0)
    sheet.filtered(0, row, len(columns) - 1)
    if row == 0:
        sheet.text(1, 0, "没有不同。", {"valign": "top"})
    sheet.pages(_PAGES)


# --- cells ----------------------------------------------------------------------------------


def _cell(sheet: Sheet, row: int, column: int, content: _Content, look: _CellKind) -> None:
    style = _body(look, content)
    if isinstance(content, Decimal):
        sheet.exact_number(row, column, content, style)
    elif isinstance(content, tuple):
        _marked(sheet, row, column, content, style)
    else:
        sheet.text(row, column, _fitting(content or ""), style)


def _marked(sheet: Sheet, row: int, column: int, pieces: tuple[Piece, ...], style: Style) -> None:
    """Write words with the deleted ones struck and the inserted ones underlined."""
    text = "".join(piece for _, piece in pieces)
    plain = all(mark == "同" for mark, _ in pieces)
    if plain or len(pieces) < 2 or len(text) > _LONGEST_TEXT:
        sheet.text(row, column, _fitting(text), style)
    else:
        sheet.pieces(row, column, [(_MARKED.get(mark), piece) for mark, piece in pieces], style)


def _body(look: _CellKind, content: _Content) -> Style:
    style: dict[str, Any] = dict(_RULED)
    if look in _NUMBER_FORMATS:
        style |= {"num_format": _NUMBER_FORMATS[look], "align": "right"}
    else:
        style["num_format"] = "@"
        style |= {"align": "right"} if look == "显示" else {"text_wrap": True}
    if look == "变化" and isinstance(content, str):
        style["bg_color"] = _COLOURS.get(content[:2], "#FFFFFF")
    return style


_COLOURS = {"新增": "#E2EFDA", "减少": "#FCE4D6", "修改": "#FFF2CC"}
_PART_NAMES = {
    "数字": "数字（个）",
    "表格": "表格（新增、减少为行，修改为格）",
    "文字": "文字（句）",
    "项目": "项目（个，含整体绩效表）",
}

_FACTS: tuple[tuple[str, int, _CellKind], ...] = (
    ("变化", 7, "变化"),
    ("编号", 30, "文字"),
    ("名称", 26, "文字"),
    ("年份", 6, "文字"),
    ("旧（精确）", 16, "元"),
    ("新（精确）", 16, "元"),
    ("增减（精确）", 16, "元"),
    ("增减幅度", 10, "幅度"),
    ("单位", 7, "文字"),
    ("旧（显示）", 14, "显示"),
    ("新（显示）", 14, "显示"),
)
_TABLES: tuple[tuple[str, int, _CellKind], ...] = (
    ("变化", 9, "变化"),
    ("表", 34, "文字"),
    ("行", 30, "文字"),
    ("列", 18, "文字"),
    ("旧（显示）", 13, "显示"),
    ("新（显示）", 13, "显示"),
    ("旧（元）", 16, "元"),
    ("新（元）", 16, "元"),
    ("增减（元）", 16, "元"),
)
_SENTENCES: tuple[tuple[str, int, _CellKind], ...] = (
    ("变化", 7, "变化"),
    ("位置", 26, "文字"),
    ("旧", 56, "文字"),
    ("新", 56, "文字"),
)
_PROJECTS: tuple[tuple[str, int, _CellKind], ...] = (
    ("变化", 7, "变化"),
    ("编码", 10, "文字"),
    ("项目或表", 28, "文字"),
    ("栏目", 26, "文字"),
    ("旧", 28, "文字"),
    ("新", 28, "文字"),
    ("旧（元）", 15, "元"),
    ("新（元）", 15, "元"),
    ("增减（元）", 15, "元"),
)


def _amount_heads(title: str) -> tuple[tuple[str, _CellKind], ...]:
    return ((title, "文字"), ("旧", "万元"), ("新", "万元"), ("增减", "万元"), ("幅度", "幅度"))


def _facts(comparison: Comparison) -> Iterable[Sequence[_Content]]:
    for change in comparison.facts:
        yield (
            kind(change.added),
            change.id,
            change.name,
            "上年" if change.previous else "本年",
            change.old,
            change.new,
            change.difference,
            change.rate,
            change.unit,
            change.old_text,
            change.new_text,
        )


def _tables(tables: Iterable[TableChange]) -> Iterable[Sequence[_Content]]:
    for table in tables:
        if table.added is not None:
            yield f"{kind(table.added)}表", table.title, "", "", "", "", None, None, None
        for head in table.heads:
            yield "修改表头", table.title, "", head.what, head.old, head.new, None, None, None
        for row in table.rows:
            word = f"{kind(row.added)}行"
            filled = [cell for cell in row.cells if cell[2] is not None]
            for column, text, amount in filled or [("", "", None)]:
                texts = ("", text) if row.added else (text, "")
                amounts = (None, amount) if row.added else (amount, None)
                change = amount if row.added or amount is None else -amount
                yield word, table.title, row.label, column, *texts, *amounts, change
        for cell in table.cells:
            yield (
                "修改",
                table.title,
                cell.label,
                cell.column,
                cell.old,
                cell.new,
                cell.old_amount,
                cell.new_amount,
                cell.difference,
            )


def _sentences(comparison: Comparison) -> Iterable[Sequence[_Content]]:
    for change in comparison.sentences:
        old = tuple(piece for piece in change.pieces if piece[0] != "增")
        new = tuple(piece for piece in change.pieces if piece[0] != "删")
        place = "／".join(change.section) or "封面"
        yield kind(change.added), place, old or change.old, new or change.new


def _projects(comparison: Comparison) -> Iterable[Sequence[_Content]]:
    for change in comparison.projects:
        code = "" if change.key == change.name else change.key
        amounts = change.old_amount, change.new_amount, change.difference
        word = kind(change.added)
        if change.added is not None or change.difference:
            yield word, code, change.name, "项目金额" if change.key else "", "", "", *amounts
        for place in change.fields:
            yield word, code, change.name, place.field, place.old, place.new, None, None, None


def _height(line: Sequence[_Content], widths: Sequence[int]) -> float:
    """Return the height for the tallest text in points; no width is a text on one line."""
    heights = [_LEAST_HEIGHT]
    for content, width in zip(line, widths, strict=False):
        text = content
        if isinstance(content, tuple):
            text = "".join(piece for _, piece in content)
        if isinstance(text, str) and text and width:
            heights.append(text_height(text, _FONT_SIZE, columns_points([float(width)])))
    return min(max(heights), MAX_ROW_HEIGHT)


def _wan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else shown_wan(amount)


def _fitting(text: str) -> str:
    return shortened(text, _LONGEST_TEXT, _CUT)
