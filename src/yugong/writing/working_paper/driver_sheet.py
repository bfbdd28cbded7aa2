"""Every change that the narrative states: its causes, with sums that prove them.

Tests: tests/writing/working_paper/test_office.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from yugong.budget.money import ZERO
from yugong.figures.drivers import Decomposition
from yugong.figures.fact import Fact
from yugong.reading.cell_address import cell_address
from yugong.report_workbook import Book
from yugong.standard.reasons import StatedChange
from yugong.writing.working_paper.book import (
    BOLD,
    HEAD,
    NOTE,
    STRONG,
    TEXT,
    TITLE,
    YUAN,
    YUAN_FORMAT,
    PaperSheet,
    with_number,
)
from yugong.writing.working_paper.fact_sheet import FactCells

_HEADS = (
    "数字",
    "因素",
    "名称",
    "科目、项目编码",
    "上年（元）",
    "本年（元）",
    "增减（元）",
    "核对",
)
_FACT, _KIND, _NAME, _KEY, _BEFORE, _NOW, _CHANGE, _CHECK = range(len(_HEADS))
_STRONG_YUAN = with_number(STRONG, YUAN_FORMAT)
_EVEN = with_number({**TEXT, "align": "center"}, '"差"0.00;"差"-0.00;"平"')


def write_drivers(
    book: Book, changes: Iterable[StatedChange], reasons: Mapping[str, str], facts: FactCells
) -> PaperSheet:
    """Write the stated changes; ``reasons`` are by fact, ``facts`` are the cells of the facts.

    Facts that are zero in both years are left out.
    """
    sheet = PaperSheet(book, "变动因素")
    sheet.text(0, 0, "比上年增减的因素", TITLE)
    sheet.text(1, 0, "因素逐项相加等于增减额，资金来源相加也等于增减额，都精确到分。", NOTE)
    sheet.texts(2, 0, _HEADS, HEAD)
    row = 3
    for stated in changes:
        fact = stated.fact
        if not stated.is_compared or not (fact.value or fact.previous):
            continue
        parts = stated.decomposition
        row = _stated(sheet, row, fact if parts is None else parts.fact, facts)
        if parts is not None and parts.fact.change:
            row = _parts(sheet, row, parts)
        sheet.texts(row, _FACT, ("", "草拟的原因" if stated.uses_draft else "主要原因"))
        reason = reasons.get(fact.id) or "（没有写原因）"
        sheet.merged((row, _NAME), (row, _CHECK), reason, TEXT)
        sheet.tall(row, reason, 130)
        row += 1
    sheet.widths(28, 14, 40, 26, 18, 18, 18, 10)
    sheet.heads(2, 2, 1)
    sheet.print_up_to(max(row - 1, 3), len(_HEADS) - 1)
    return sheet


def _stated(sheet: PaperSheet, row: int, fact: Fact, facts: FactCells) -> int:
    """Write the fact over both years, taken from the sheet of facts."""
    sheet.texts(row, 0, (fact.id, "", "", ""), STRONG)
    sheet.formula(row, _NOW, facts.value(fact.id), fact.value, _STRONG_YUAN)
    if fact.previous is None or fact.change is None:
        sheet.texts(row, _BEFORE, ("上年数不明",), STRONG)
        sheet.texts(row, _CHANGE, ("", ""), STRONG)
        return row + 1
    sheet.formula(row, _BEFORE, facts.last(fact.id), fact.previous, _STRONG_YUAN)
    change = f"ROUND({cell_address(row, _NOW)}-{cell_address(row, _BEFORE)},2)"
    sheet.formula(row, _CHANGE, change, fact.change, _STRONG_YUAN)
    sheet.text(row, _CHECK, "", STRONG)
    return row + 1


def _parts(sheet: PaperSheet, row: int, parts: Decomposition) -> int:
    """Write the causes, then the same change by source; each sums to the change."""
    stated = row - 1
    lines = [
        (driver.kind.value, driver.name, driver.key, driver.before, driver.now)
        for driver in parts.drivers
    ]
    row = _lines(sheet, row, stated, "各因素合计", lines)
    lines = [("资金来源", source.name, "", source.before, source.now) for source in parts.by_source]
    return _lines(sheet, row, stated, "各来源合计", lines)


_Line = tuple[str, str, str, Decimal, Decimal]


def _lines(sheet: PaperSheet, row: int, stated: int, title: str, lines: list[_Line]) -> int:
    first = row
    for kind, name, key, before, now in lines:
        sheet.texts(row, _FACT, ("", kind, name, key))
        sheet.number(row, _BEFORE, before, YUAN)
        sheet.number(row, _NOW, now, YUAN)
        change = f"ROUND({cell_address(row, _NOW)}-{cell_address(row, _BEFORE)},2)"
        sheet.formula(row, _CHANGE, change, now - before, YUAN)
        sheet.text(row, _CHECK, "")
        row += 1
    sheet.texts(row, _FACT, ("", title, "", "", "", ""), BOLD)
    whole = sum((now - before for *_, before, now in lines), ZERO)
    area = f"{cell_address(first, _CHANGE)}:{cell_address(row - 1, _CHANGE)}"
    sheet.formula(row, _CHANGE, f"ROUND(SUM({area}),2)", whole, with_number(BOLD, YUAN_FORMAT))
    check = f"ROUND({cell_address(row, _CHANGE)}-{cell_address(stated, _CHANGE)},2)"
    sheet.formula(row, _CHECK, check, ZERO, _EVEN)
    return row + 1
