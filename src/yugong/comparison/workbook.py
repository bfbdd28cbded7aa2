"""A comparison as a workbook that an accountant hands on: a page to read first, then the lists.

Everything is text or a number, never a formula; the same comparison gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter

from yugong.budget.money import shown_wan
from yugong.comparison.comparison import Comparison, TableChange, kind
from yugong.comparison.marks import Piece
from yugong.comparison.summary import counts, main_figures, projects_by_weight
from yugong.writing.xlsx.heights import MAX_ROW_HEIGHT, columns_points, text_height

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_A4 = 9
_EXACT = Decimal("1e13")
_LONGEST_TEXT = 32_000
_CUT = "……（过长，全文见 --json）"
_LAST_ROW = 1_048_000
_MOST_PROJECTS = 20

Look = Literal["文字", "显示", "元", "万元", "幅度", "数", "变化"]
Shown = str | Decimal | None | tuple[Piece, ...]
"""What a cell holds: words, a number, nothing, or words with their changed pieces marked."""

_NUMBER_FORMATS = {"元": "#,##0.00", "万元": "#,##0.00", "幅度": '0.00"%"', "数": "#,##0"}
_LINE = "#BFBFBF"
_WIDTHS = (44, 26, 26, 16, 12)
"""Column widths of the first sheet, in characters."""

_FONT_SIZE = 11
_LEAST_HEIGHT = 18.0


def comparison_workbook(comparison: Comparison, remarks: Sequence[str] = ()) -> bytes:
    """The workbook's bytes; ``remarks`` are lines to heed, put on the first sheet."""
    return _Book().written(comparison, remarks)


class _Book:
    def __init__(self) -> None:
        self._target = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._target, {"in_memory": True})
        self._book.set_properties({"title": "部门预算公开材料对比", "created": _CREATED})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def written(self, comparison: Comparison, remarks: Sequence[str]) -> bytes:
        self._overview(comparison, remarks)
        self._list("数字", _FACTS, _facts(comparison))
        self._list("表格", _TABLES, _tables(comparison.tables))
        self._list("文字", _SENTENCES, _sentences(comparison))
        self._list("项目", _PROJECTS, _projects(comparison))
        self._book.close()
        return self._target.getvalue()

    # --- the first sheet --------------------------------------------------------------------

    def _overview(self, comparison: Comparison, remarks: Sequence[str]) -> None:
        sheet = self._book.add_worksheet("概要")
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, "部门预算公开材料对比", self._format(bold=True, font_size=16))
        old, new = comparison.old, comparison.new
        row = self._block(
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
        heads: Sequence[tuple[str, Look]] = (
            ("变化", "文字"),
            ("新增", "数"),
            ("减少", "数"),
            ("修改", "数"),
        )
        lines = (
            (_PART_NAMES[one.part], Decimal(one.added), Decimal(one.removed), Decimal(one.changed))
            for one in counts(comparison)
        )
        row = self._block(sheet, row, heads, lines)
        figures = main_figures(comparison)
        if figures:
            row = self._block(
                sheet,
                row,
                _amount_heads("主要数字（万元）"),
                (
                    (one.id, _wan(one.old), _wan(one.new), _wan(one.difference), one.rate)
                    for one in figures
                ),
            )
        projects = projects_by_weight(comparison)
        if projects:
            more = f"，前 {_MOST_PROJECTS} 个" if len(projects) > _MOST_PROJECTS else ""
            row = self._block(
                sheet,
                row,
                (*_amount_heads(f"金额有变的项目（万元{more}）")[:-1], ("变化", "变化")),
                (
                    (
                        one.name,
                        _wan(one.old_amount),
                        _wan(one.new_amount),
                        _wan(one.difference),
                        kind(one.added),
                    )
                    for one in projects[:_MOST_PROJECTS]
                ),
            )
        self._notes(sheet, row, comparison, remarks)
        sheet.hide_gridlines(2)
        self._print(sheet)

    def _notes(self, sheet: Any, row: int, comparison: Comparison, remarks: Sequence[str]) -> None:
        wrapped = self._format(text_wrap=True, valign="top")
        notes = [*remarks]
        if comparison.same:
            notes.insert(0, "两份材料没有不同。")
        if comparison.left_out:
            notes.append("没有比较：" + "、".join(comparison.left_out) + "（缺少 Word 文本）。")
        for note in notes:
            sheet.merge_range(row, 0, row, 4, "", wrapped)
            sheet.write_string(row, 0, _fitting(note), wrapped)
            sheet.set_row(row, _height((note,), (sum(_WIDTHS),)))
            row += 1

    def _block(
        self,
        sheet: Any,
        row: int,
        heads: Sequence[tuple[str, Look]],
        lines: Iterable[Sequence[Shown]],
    ) -> int:
        """A small table; the row, from 0, at which the next may begin."""
        for column, (head, _) in enumerate(heads):
            sheet.write_string(row, column, head, self._head())
        for line in lines:
            row += 1
            for column, (shown, (_, look)) in enumerate(zip(line, heads, strict=True)):
                self._cell(sheet, (row, column), shown, look)
            sheet.set_row(row, _height(line, _WIDTHS))
        return row + 2

    # --- the lists --------------------------------------------------------------------------

    def _list(
        self,
        name: str,
        columns: Sequence[tuple[str, int, Look]],
        lines: Iterable[Sequence[Shown]],
    ) -> None:
        sheet = self._book.add_worksheet(name)
        for at, (head, width, _) in enumerate(columns):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, head, self._head())
        widths = [0 if look == "显示" else width for _, width, look in columns]
        row = 0
        for line in lines:
            if row == _LAST_ROW:
                break
            row += 1
            for at, (shown, (_, _, look)) in enumerate(zip(line, columns, strict=True)):
                self._cell(sheet, (row, at), shown, look)
            sheet.set_row(row, _height(line, widths))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(row, 1), len(columns) - 1)
        sheet.repeat_rows(0)
        if row == 0:
            sheet.write_string(1, 0, "没有不同。", self._format(valign="top"))
        self._print(sheet)

    def _print(self, sheet: Any) -> None:
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&A　第 &P 页，共 &N 页")

    # --- cells ------------------------------------------------------------------------------

    def _cell(self, sheet: Any, at: tuple[int, int], shown: Shown, look: Look) -> None:
        style = self._body(look, shown)
        if isinstance(shown, Decimal):
            if abs(shown) < _EXACT:
                sheet.write_number(*at, float(shown), style)
            else:
                sheet.write_string(*at, f"{shown:,f}", style)
        elif isinstance(shown, tuple):
            self._marked(sheet, at, shown, style)
        elif shown:
            sheet.write_string(*at, _fitting(shown), style)
        else:
            sheet.write_blank(*at, None, style)

    def _marked(
        self, sheet: Any, at: tuple[int, int], pieces: tuple[Piece, ...], style: Any
    ) -> None:
        """Words with the deleted ones struck and the inserted ones underlined."""
        text = "".join(piece for _, piece in pieces)
        plain = all(mark == "同" for mark, _ in pieces)
        if plain or len(pieces) < 2 or len(text) > _LONGEST_TEXT:
            sheet.write_string(*at, _fitting(text), style)
            return
        looks = {
            "删": self._format(font_color="#C00000", font_strikeout=True),
            "增": self._format(font_color="#0563C1", underline=1),
        }
        parts: list[Any] = []
        for mark, piece in pieces:
            parts += [looks[mark], piece] if mark in looks else [piece]
        sheet.write_rich_string(*at, *parts, style)

    def _head(self) -> Any:
        return self._format(
            bold=True,
            text_wrap=True,
            align="center",
            valign="vcenter",
            bg_color="#1F4E78",
            font_color="#FFFFFF",
            border=1,
            border_color=_LINE,
        )

    def _body(self, look: Look, shown: Shown) -> Any:
        style: dict[str, Any] = {"valign": "vcenter", "border": 1, "border_color": _LINE}
        if look in _NUMBER_FORMATS:
            style |= {"num_format": _NUMBER_FORMATS[look], "align": "right"}
        else:
            style["num_format"] = "@"
            style |= {"align": "right"} if look == "显示" else {"text_wrap": True}
        if look == "变化" and isinstance(shown, str):
            style["bg_color"] = _COLOURS.get(shown[:2], "#FFFFFF")
        return self._format(**style)

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]


_COLOURS = {"新增": "#E2EFDA", "减少": "#FCE4D6", "修改": "#FFF2CC"}
_PART_NAMES = {
    "数字": "数字（个）",
    "表格": "表格（新增、减少为行，修改为格）",
    "文字": "文字（句）",
    "项目": "项目（个，含整体绩效表）",
}

_FACTS: tuple[tuple[str, int, Look], ...] = (
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
_TABLES: tuple[tuple[str, int, Look], ...] = (
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
_SENTENCES: tuple[tuple[str, int, Look], ...] = (
    ("变化", 7, "变化"),
    ("位置", 26, "文字"),
    ("旧", 56, "文字"),
    ("新", 56, "文字"),
)
_PROJECTS: tuple[tuple[str, int, Look], ...] = (
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


def _amount_heads(title: str) -> tuple[tuple[str, Look], ...]:
    return ((title, "文字"), ("旧", "万元"), ("新", "万元"), ("增减", "万元"), ("幅度", "幅度"))


def _facts(comparison: Comparison) -> Iterable[Sequence[Shown]]:
    for one in comparison.facts:
        yield (
            kind(one.added),
            one.id,
            one.name,
            "上年" if one.previous else "本年",
            one.old,
            one.new,
            one.difference,
            one.rate,
            one.unit,
            one.old_text,
            one.new_text,
        )


def _tables(tables: Iterable[TableChange]) -> Iterable[Sequence[Shown]]:
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


def _sentences(comparison: Comparison) -> Iterable[Sequence[Shown]]:
    for one in comparison.sentences:
        old = tuple(piece for piece in one.pieces if piece[0] != "增")
        new = tuple(piece for piece in one.pieces if piece[0] != "删")
        place = "／".join(one.section) or "封面"
        yield kind(one.added), place, old or one.old, new or one.new


def _projects(comparison: Comparison) -> Iterable[Sequence[Shown]]:
    for one in comparison.projects:
        code = "" if one.key == one.name else one.key
        amounts = one.old_amount, one.new_amount, one.difference
        word = kind(one.added)
        if one.added is not None or one.difference:
            yield word, code, one.name, "项目金额" if one.key else "", "", "", *amounts
        for place in one.fields:
            yield word, code, one.name, place.field, place.old, place.new, None, None, None


def _height(line: Sequence[Shown], widths: Sequence[int]) -> float:
    """How high a row must be for its tallest text, in points; no width is a text on one line."""
    heights = [_LEAST_HEIGHT]
    for shown, width in zip(line, widths, strict=False):
        if isinstance(shown, tuple):
            shown = "".join(piece for _, piece in shown)
        if isinstance(shown, str) and shown and width:
            heights.append(text_height(shown, _FONT_SIZE, columns_points([float(width)])))
    return min(max(heights), MAX_ROW_HEIGHT)


def _wan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else shown_wan(amount)


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + _CUT
