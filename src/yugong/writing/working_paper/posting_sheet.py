"""A sheet of postings: one row each, a column for every dimension, the place in the file.

Tests: tests/writing/working_paper/test_office.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yugong.budget.catalogue import AccountKind, Catalogue
from yugong.budget.money import ZERO
from yugong.figures.posting import DIMENSIONS, Posting
from yugong.report_workbook import Book
from yugong.writing.working_paper.book import (
    CENTRED,
    HEAD,
    NOTE,
    ORDER,
    TEXT,
    TITLE,
    YUAN,
    PaperSheet,
)
from yugong.writing.working_paper.criteria import AMOUNT, LedgerKeys

_PLAIN = ("量", "单位", "单位性质", "类别", "项目")
_ACCOUNTS = ("功能科目", "部门经济科目", "政府经济科目", "收入科目")
_LAST = ("来源", "年份")
_WIDTHS = dict(zip(_PLAIN, (9.0, 22.0, 9.0, 15.0, 32.0), strict=True))
_WIDTHS |= dict(zip(_ACCOUNTS, (26.0, 24.0, 24.0, 12.0), strict=True))
_WIDTHS |= dict(zip(_LAST, (16.0, 9.0), strict=True))
_FIRST_ROW = 3


def write_postings(
    book: Book,
    name: str,
    title: str,
    prefix: str,
    postings: Sequence[Posting],
    keys: LedgerKeys,
    catalogue: Catalogue,
    projects: Mapping[str, str],
    origins: Sequence[str],
) -> PaperSheet:
    """Write the postings and name their columns for formulas, with ``prefix`` in each name.

    ``projects`` are names by key; ``origins`` are the places of the postings in their file.
    """
    sheet = PaperSheet(book, name)
    heads, widths = _heads()
    amount = heads.index("金额（元）")
    sheet.text(0, 0, title, TITLE)
    sheet.text(1, 0, "各表、“数字”中的公式都由这张表相加；折叠的列供公式使用。", NOTE)
    sheet.texts(2, 0, heads, HEAD)
    sheet.texts(2, len(heads), keys.columns(), HEAD)
    for index, posting in enumerate(postings):
        _row(sheet, _FIRST_ROW + index, index, posting, catalogue, projects, origins[index])
        for column, key in enumerate(keys.values(posting), len(heads)):
            if isinstance(key, int):
                sheet.number(_FIRST_ROW + index, column, key, ORDER)
            else:
                sheet.text(_FIRST_ROW + index, column, key)
    last = _FIRST_ROW + len(postings) - 1
    whole = sum((posting.amount for posting in postings), ZERO)
    sheet.text(1, amount - 1, "筛选后合计", CENTRED)
    sheet.formula(1, amount, f"SUBTOTAL(9,{prefix}{AMOUNT})", whole, YUAN)
    named = {AMOUNT: amount, **{head: heads.index(head) for head in (*_PLAIN, *_LAST)}}
    named |= {key: index for index, key in enumerate(keys.columns(), len(heads))}
    for part, column in named.items():
        book.define(f"{prefix}{part}", sheet.name, column, _FIRST_ROW, last)
    sheet.widths(*widths)
    sheet.on_large_paper()
    sheet.fold(len(heads), len(heads) + len(keys.columns()) - 1, 12)
    sheet.heads(2, 2, 1)
    sheet.filtered(2, last, len(heads) - 1)
    sheet.codes_are_text(last, len(heads))
    sheet.print_up_to(last, len(heads) - 1)
    return sheet


def _heads() -> tuple[list[str], list[float]]:
    heads, widths = ["序号"], [6.0]
    for name in _PLAIN:
        heads.append(name)
        widths.append(_WIDTHS[name])
    for name in (*_ACCOUNTS, *_LAST):
        heads.append(name)
        widths.append(_WIDTHS[name])
    return [*heads, "金额（元）", "出处"], [*widths, 17, 24]


def _row(
    sheet: PaperSheet,
    row: int,
    number: int,
    posting: Posting,
    catalogue: Catalogue,
    projects: Mapping[str, str],
    origin: str,
) -> None:
    texts = [str(posting[DIMENSIONS[name]]) for name in _PLAIN]
    texts[-1] = projects.get(posting.project, posting.project)
    for name in _ACCOUNTS:
        code = str(posting[DIMENSIONS[name]])
        texts.append(f"{code} {catalogue.chart(AccountKind(name)).name(code) or ''}".strip())
    texts += [str(posting[DIMENSIONS[name]]) for name in _LAST]
    sheet.number(row, 0, number + 1, ORDER)
    sheet.texts(row, 1, texts, TEXT)
    sheet.number(row, len(texts) + 1, posting.amount, YUAN)
    sheet.text(row, len(texts) + 2, origin)
