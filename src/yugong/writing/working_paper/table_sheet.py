"""A table of the standard as live formulas, in its layout, with last year's amounts.

Tests: tests/writing/working_paper/test_office.py.
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal

from yugong.budget.money import ZERO, residue_tolerance, round_half_up, to_wan
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address
from yugong.report_workbook import Book, Style
from yugong.report_workbook.sum_formula import Position, sum_formula
from yugong.standard.schema import NumberStyle
from yugong.standard.table import Cell, Table
from yugong.standard.two_years import TwoYearTable
from yugong.writing.working_paper.book import (
    BOLD,
    ENDED,
    HEAD,
    NOTE,
    TEXT,
    TITLE,
    PaperSheet,
    decimals,
    half_widths,
    with_number,
)
from yugong.writing.working_paper.criteria import LedgerKeys, rounded_formula, sum_of

THIS_YEAR, LAST_YEAR = "明细_", "上年_"
"""What the names of the two posting sheets' columns begin with."""

_TITLE, _STATUS, _HEAD, _SUBHEAD, _BODY = range(5)
_RESIDUE = '+0.00;-0.00;"平"'


@dataclass(slots=True)
class _Plan:
    """The sheet columns of a table: text, this year's, last year's, change, 尾差."""

    texts: dict[str, int] = field(default_factory=dict)
    now: dict[str, int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    change: dict[str, int] = field(default_factory=dict)
    residue: dict[str, int] = field(default_factory=dict)
    note: int | None = None
    width: int = 0


def write_table(
    book: Book, paper: TwoYearTable, keys: LedgerKeys, style: NumberStyle
) -> PaperSheet:
    """Write one table: every amount cell a formula over the postings, with its value."""
    return _TableSheet(book, paper, keys, style).written()


class _TableSheet:
    def __init__(
        self, book: Book, paper: TwoYearTable, keys: LedgerKeys, style: NumberStyle
    ) -> None:
        self._paper = paper
        self._table = paper.now
        self._keys = keys
        self._style = style
        self._plan = _plan(paper)
        self._sheet = PaperSheet(book, f"表{paper.now.number}")
        self._residues: list[Decimal] = []
        self._terms = 0
        base = decimals("#,##0" if style.grouped else "0", style.places)
        self._nonzero = f"{base};-{base};{base}"
        self._format = f"{base};-{base};" + (f'"{style.zero}"' if style.zero else "")

    def written(self) -> PaperSheet:
        self._heads()
        block_of = {name: block for block, names in enumerate(self._paper.blocks) for name in names}
        for index in range(len(self._table.rows)):
            for name, column in self._plan.texts.items():
                style = self._style_of(index, block_of[name])
                self._sheet.text(
                    _BODY + index, column, self._table.rows[index].cells[name].text, style
                )
            for name in self._plan.now:
                self._amounts(index, name, self._style_of(index, block_of[name]))
            self._note(index)
        self._status()
        self._finish()
        return self._sheet

    def _heads(self) -> None:
        table, plan, sheet = self._table, self._plan, self._sheet
        sheet.text(_TITLE, 0, f"{table.label}　{table.title}（底稿）", TITLE)
        for column in table.columns:
            if column.name in plan.texts:
                position = plan.texts[column.name]
                sheet.merged((_HEAD, position), (_SUBHEAD, position), column.head, HEAD)
                continue
            position = plan.now[column.name]
            if column.name in plan.last:
                sheet.merged((_HEAD, position), (_HEAD, position + 2), column.head, HEAD)
                sheet.texts(_SUBHEAD, position, ("本年", "上年", "增减"), HEAD)
            else:
                sheet.merged((_HEAD, position), (_SUBHEAD, position), column.head, HEAD)
        if plan.residue:
            columns = sorted(plan.residue.values())
            ends = (_HEAD, columns[0]), (_HEAD, columns[-1])
            sheet.merged(*ends, "尾差：合计－分项之和", HEAD)
            heads = {column.name: column.head for column in table.columns}
            for name, position in plan.residue.items():
                sheet.text(_SUBHEAD, position, heads[name], HEAD)
        if plan.note is not None:
            sheet.merged((_HEAD, plan.note), (_SUBHEAD, plan.note), "备注", HEAD)

    def _style_of(self, index: int, block: int) -> Style:
        row = self._table.rows[index]
        style = BOLD if row.is_total else TEXT
        return {**style, **ENDED} if (index, block) in self._paper.ended else style

    def _amounts(self, index: int, name: str, style: Style) -> None:
        """Write one amount over both years, the change, and the residue of its parts."""
        plan, sheet, row = self._plan, self._sheet, _BODY + index
        selection = self._paper.selections[index].get(name)
        columns = [plan.now[name], *(kind[name] for kind in (plan.last, plan.change) if kind)]
        if selection is None:
            for column in columns:
                sheet.text(row, column, "", style)
            self._given(index, name, style)
            if name in plan.residue:
                sheet.text(row, plan.residue[name], "")
            return
        years = [(THIS_YEAR, plan.now[name], self._cell(self._table, index, name))]
        if self._paper.last is not None:
            years.append((LAST_YEAR, plan.last[name], self._cell(self._paper.last, index, name)))
        values = []
        for prefix, column, published in years:
            formula = rounded_formula(
                sum_of(selection, self._keys, prefix), self._table.unit, self._style.places
            )
            values.append(self._rounded(published.amount or ZERO))
            # An amount that is not zero but shows as 0.00 is published as 0.00, not as a blank.
            number = self._nonzero if published.amount else self._format
            sheet.formula(row, column, formula, values[-1], with_number(style, number))
        if len(values) > 1:
            now, before = (cell_address(row, column) for column in columns[:2])
            formula = f"ROUND({now}-{before},{self._style.places})"
            change = values[0] - values[1]
            sheet.formula(row, columns[2], formula, change, with_number(style, self._format))
        if name in plan.residue:
            self._residue(index, name, style)

    def _given(self, index: int, name: str, style: Style) -> None:
        """Write a number that is no sum of postings: a count, procurement or assets."""
        published = self._cell(self._table, index, name)
        position = _BODY + index, self._plan.now[name]
        if published.count is not None:
            self._sheet.number(*position, published.count, style)
        elif published.amount is not None:
            shown_amount = self._rounded(published.amount)
            self._sheet.number(*position, shown_amount, with_number(style, self._nonzero))

    def _residue(self, index: int, name: str, style: Style) -> None:
        """Write the printed total less its printed parts, also parts that only last year has."""
        row, column = _BODY + index, self._plan.residue[name]
        names = [column.name for column in self._table.columns]
        parts = self._addends(index, name)
        positions: list[Position] = [(_BODY + r, self._plan.now[names[c]]) for r, c in parts]
        formula = sum_formula(positions)
        if formula is None:
            self._sheet.text(row, column, "")
            return
        total = self._rounded(self._cell(self._table, index, name).amount or ZERO)
        shown_parts = (self._cell(self._table, r, names[c]).amount or ZERO for r, c in parts)
        residue = total - sum(map(self._rounded, shown_parts), ZERO)
        self._terms = max(self._terms, len(parts))
        self._residues.append(residue)
        places = self._style.places
        text = f"ROUND({cell_address(row, self._plan.now[name])}-({formula[1:]}),{places})"
        self._sheet.formula(row, column, text, residue, with_number(style, _RESIDUE))

    def _addends(self, index: int, name: str) -> tuple[tuple[int, int], ...]:
        """Return the cells that an amount sums, from the year that has the amount."""
        addends = self._cell(self._table, index, name).addends
        if not addends and self._paper.last is not None:
            addends = self._cell(self._paper.last, index, name).addends
        return addends

    def _cell(self, table: Table, index: int, name: str) -> Cell:
        return table.rows[index].cells[name]

    def _rounded(self, yuan: Decimal) -> Decimal:
        value = to_wan(yuan) if self._table.unit == "万元" else yuan
        return round_half_up(value, self._style.places)

    def _note(self, index: int) -> None:
        if self._plan.note is not None:
            ended = any(row == index for row, _ in self._paper.ended)
            self._sheet.text(_BODY + index, self._plan.note, "上年有，本年没有" if ended else "")

    def _status(self) -> None:
        """Write the unit, the number of residues, and whether rounding explains all of them."""
        sheet, plan = self._sheet, self._plan
        sheet.text(_STATUS, 0, f"单位：{self._table.unit}", NOTE)
        if not plan.residue:
            return
        first, last = min(plan.residue.values()), max(plan.residue.values())
        ends = (_BODY, first), (_BODY + len(self._table.rows) - 1, last)
        area = f"{cell_address(*ends[0])}:{cell_address(*ends[1])}"
        most = residue_tolerance(self._terms).scaleb(2 - self._style.places)
        off, beyond = f"SUMPRODUCT(--({area}<>0))", f"SUMPRODUCT(--(ABS({area})>{most}))"
        many = sum(residue != 0 for residue in self._residues)
        wrong = sum(abs(residue) > most for residue in self._residues)
        value = _MATCHING
        if wrong:
            value = f"有{wrong}处合计不等于分项之和，请查"
        elif many:
            value = f"合计与分项之和有{many}处尾差，因分别四舍五入而来"
        formula = (
            f'IF({beyond}>0,"有"&{beyond}&"处合计不等于分项之和，请查",'
            f'IF({off}>0,"合计与分项之和有"&{off}&"处尾差，因分别四舍五入而来","{_MATCHING}"))'
        )
        sheet.formula(_STATUS, 1, formula, value, NOTE)
        sheet.marked(*ends)

    def _finish(self) -> None:
        plan, sheet = self._plan, self._sheet
        widths = [_AMOUNT_WIDTH] * plan.width
        for name, position in plan.texts.items():
            texts = [row.cells[name].text for row in self._table.rows]
            longest = max((half_widths(text) for text in texts), default=0)
            widths[position] = min(max(longest + 2, 10), _WIDEST_TEXT)
        if plan.note is not None:
            widths[plan.note] = 18
        sheet.widths(*widths)
        frozen = 0
        while frozen in plan.texts.values():
            frozen += 1
        sheet.heads(_HEAD, _SUBHEAD, frozen)
        last = _BODY + len(self._table.rows) - 1
        sheet.codes_are_text(last, plan.width - 1)
        sheet.print_up_to(last, plan.width - 1)
        if sum(widths) > _A4_WIDTH:
            sheet.on_large_paper()


_AMOUNT_WIDTH = 13.0
_WIDEST_TEXT = 36.0
_A4_WIDTH = 190.0
"""Characters beyond which a sheet is too small to read on A4."""

_MATCHING = "合计都等于分项之和"


def _plan(paper: TwoYearTable) -> _Plan:
    """Return the columns: 上年 and 增减 after an amount, 尾差 and notes last."""
    plan = _Plan()
    years = [paper.now, *([paper.last] if paper.last is not None else [])]
    for column in paper.now.columns:
        if column.kind == "文字":
            plan.texts[column.name] = plan.width
            plan.width += 1
            continue
        for kind in (plan.now, plan.last, plan.change)[: 1 if paper.last is None else 3]:
            kind[column.name] = plan.width
            plan.width += 1
    for column in paper.now.columns:
        if any(
            row.cells[column.name].addends and column.name in selected
            for table in years
            for row, selected in zip(table.rows, paper.selections, strict=True)
        ):
            plan.residue[column.name] = plan.width
            plan.width += 1
    if paper.ended:
        plan.note = plan.width
        plan.width += 1
    return plan
