"""Every fact as a live formula, with last year's amount, the change and the rate.

Tests: tests/writing/working_paper/test_office.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from yugong.budget.budget import ProcurementLine
from yugong.budget.money import ZERO, percent, shown_wan
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.figures.tracing import FactSource, conditions, fact_source
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address
from yugong.report_workbook import Book
from yugong.report_workbook.sum_formula import sum_formula
from yugong.standard.schema import NumberStyles
from yugong.writing.working_paper.book import (
    COUNT,
    HEAD,
    NOTE,
    ORDER,
    TEXT,
    TITLE,
    YUAN,
    PaperSheet,
    decimals,
    with_number,
)
from yugong.writing.working_paper.criteria import LedgerKeys, exact, rounded_formula, sum_of
from yugong.writing.working_paper.table_sheet import LAST_YEAR, THIS_YEAR

_HEADS = (
    "编号",
    "由哪些明细相加",
    "单位",
    "精确值",
    "显示值（万元）",
    "上年",
    "增减（元）",
    "增减幅度（%）",
    "备注",
)
_ID, _MEANING, _UNIT, _VALUE, _SHOWN, _LAST, _CHANGE, _RATE, _NOTE = range(len(_HEADS))
_FIRST_ROW = 3
_PROCUREMENT = "采购_"
_PROCUREMENT_GROUP = "政府采购."


@dataclass(frozen=True, slots=True)
class FactCells:
    """The cells of the facts on their sheet, for the formulas of other sheets."""

    sheet: str
    rows: Mapping[str, int]

    def value(self, fact_id: str) -> str:
        """Return the reference to this year's amount in 元."""
        return f"'{self.sheet}'!{cell_address(self.rows[fact_id], _VALUE)}"

    def last(self, fact_id: str) -> str:
        """Return the reference to last year's amount in 元."""
        return f"'{self.sheet}'!{cell_address(self.rows[fact_id], _LAST)}"


def write_facts(book: Book, figures: Figures, keys: LedgerKeys, numbers: NumberStyles) -> FactCells:
    """Write the sheet of facts; amounts and rates have the decimals the narrative gives them."""
    return _FactSheet(book, figures, keys, numbers).written()


def ended_facts(figures: Figures) -> list[Fact]:
    """Return the facts that only last year's ledger has: zero this year, last year's amount."""
    if figures.last is None or not figures.last.has_ledger:
        return []
    return [
        Fact(fact_id, ZERO, previous=amount)
        for fact_id, amount in figures.last.amounts.items()
        if fact_id not in figures.facts
        and amount
        and fact_source(fact_id, figures.scopes) is not None
    ]


@dataclass(frozen=True, slots=True)
class _Last:
    """Last year's amount of a fact: its formula where the ledger gives it, and its value."""

    formula: str | None
    value: Decimal


class _FactSheet:
    def __init__(
        self, book: Book, figures: Figures, keys: LedgerKeys, numbers: NumberStyles
    ) -> None:
        self._figures = figures
        self._keys = keys
        self._places = numbers.narrative.places
        self._rate_places = numbers.percent.places
        ended = ended_facts(figures)
        self._facts = [*figures.facts.values(), *ended]
        self._ended = {fact.id for fact in ended}
        self._row = {fact.id: _FIRST_ROW + index for index, fact in enumerate(self._facts)}
        self._sheet = PaperSheet(book, "数字")

    def written(self) -> FactCells:
        sheet = self._sheet
        sheet.text(0, 0, "全部数字", TITLE)
        sheet.text(1, 0, "金额的精确值、上年、增减以元为单位；显示值以万元为单位，四舍五入。", NOTE)
        sheet.texts(2, 0, _HEADS, HEAD)
        for fact in self._facts:
            self._fact(fact)
        sheet.widths(34, 46, 9, 18, 15, 18, 18, 12, 16)
        sheet.heads(2, 2, 1)
        last = _FIRST_ROW + len(self._facts) - 1
        sheet.filtered(2, last, len(_HEADS) - 1)
        sheet.print_up_to(last, len(_HEADS) - 1)
        return FactCells(sheet.name, self._row)

    def _fact(self, fact: Fact) -> None:
        row, sheet = self._row[fact.id], self._sheet
        source = fact_source(fact.id, self._figures.scopes)
        sheet.text(row, _ID, fact.id)
        sheet.text(row, _MEANING, _meaning(source))
        sheet.text(row, _UNIT, fact.unit)
        sheet.text(row, _NOTE, "上年有，本年没有" if fact.id in self._ended else "")
        if fact.unit != "元":
            sheet.number(row, _VALUE, fact.value, COUNT)
            sheet.texts(row, _SHOWN, [""] * (_NOTE - _SHOWN))
            return
        formula = self._formula(fact, source)
        if formula is None:
            sheet.number(row, _VALUE, fact.value, YUAN)
        else:
            sheet.formula(row, _VALUE, formula, fact.value, YUAN)
        wan = with_number(TEXT, decimals("#,##0", self._places))
        text = rounded_formula(cell_address(row, _VALUE), "万元", self._places)
        sheet.formula(row, _SHOWN, text, shown_wan(fact.value, self._places), wan)
        last = self._last(fact, source)
        if last is None:
            sheet.texts(row, _LAST, ["", "", ""])
        else:
            self._compare(row, fact.value, last)

    def _formula(self, fact: Fact, source: FactSource | None) -> str | None:
        """Return the formula of this year's value; ``None`` if it is no sum of rows."""
        if source is None:
            return self._procurement(fact)
        if source.parts:
            return self._parts(source.parts, _VALUE)
        return exact(sum_of(source.selection, self._keys, THIS_YEAR))

    def _procurement(self, fact: Fact) -> str | None:
        if not fact.id.startswith(_PROCUREMENT_GROUP) or not self._figures.budget.procurement:
            return None
        kind = fact.id.removeprefix(_PROCUREMENT_GROUP)
        if kind == "总额":
            return exact(f"SUM({_PROCUREMENT}金额)")
        return exact(f'SUMIFS({_PROCUREMENT}金额,{_PROCUREMENT}类别,"{kind}")')

    def _parts(self, parts: Sequence[str], column: int) -> str:
        formula = sum_formula([(self._row[part], column) for part in parts])
        return exact(formula[1:]) if formula else "0"

    def _last(self, fact: Fact, source: FactSource | None) -> _Last | None:
        """Return last year's amount; with a formula if its ledger gives the published amount."""
        last = self._figures.last
        if last is None or not last.has_ledger or source is None:
            return None if fact.previous is None else _Last(None, fact.previous)
        summed = last.amounts.get(fact.id, ZERO)
        if fact.previous is not None and fact.previous != summed:
            return _Last(None, fact.previous)
        if source.parts:
            return _Last(self._parts(source.parts, _LAST), summed)
        return _Last(exact(sum_of(source.selection, self._keys, LAST_YEAR)), summed)

    def _compare(self, row: int, value: Decimal, last: _Last) -> None:
        sheet = self._sheet
        if last.formula is None:
            sheet.number(row, _LAST, last.value, YUAN)
        else:
            sheet.formula(row, _LAST, last.formula, last.value, YUAN)
        now, before = cell_address(row, _VALUE), cell_address(row, _LAST)
        sheet.formula(row, _CHANGE, exact(f"{now}-{before}"), value - last.value, YUAN)
        # Whole 分 are divided, so that half of the last decimal is exact in binary too.
        places = self._rate_places
        change = f"ROUND(({now}-{before})*100,0)*{10 ** (2 + places)}"
        formula = f'IF({before}=0,"",ROUND({change}/ROUND({before}*100,0),0)/{10**places})'
        rate = percent(value - last.value, last.value, places)
        look = with_number(TEXT, decimals("0", places))
        sheet.formula(row, _RATE, formula, "" if rate is None else rate, look)


def _meaning(source: FactSource | None) -> str:
    if source is None:
        return "预算文件中相应部分的数字"
    if source.parts:
        return " + ".join(source.parts)
    return "，".join(f"{name}：{values}" for name, values in conditions(source.selection))


def write_procurement(
    book: Book, rows: Sequence[ProcurementLine], projects: Mapping[str, str]
) -> PaperSheet:
    """Write the rows of 政府采购 and name the columns that facts sum."""
    sheet = PaperSheet(book, "政府采购")
    sheet.text(0, 0, "政府采购预算", TITLE)
    sheet.texts(2, 0, ("序号", "类别", "名称", "项目", "金额（元）"), HEAD)
    for index, line in enumerate(rows):
        row = _FIRST_ROW + index
        sheet.number(row, 0, index + 1, ORDER)
        project = projects.get(line.project or "", line.project or "")
        sheet.texts(row, 1, (line.kind, line.name, project), TEXT)
        sheet.number(row, 4, line.amount, YUAN)
    last = _FIRST_ROW + len(rows) - 1
    for name, column in (("类别", 1), ("金额", 4)):
        book.define(f"{_PROCUREMENT}{name}", sheet.name, column, _FIRST_ROW, last)
    sheet.widths(6, 10, 40, 40, 18)
    sheet.heads(2, 2, 0)
    return sheet
