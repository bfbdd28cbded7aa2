"""A workbook with one table of texts: codes keep their zeros, and no text is a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from yugong.report_workbook.book import NO_DATE

_OPTIONS = {
    "constant_memory": False,
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_NARROWEST, _WIDEST = 8, 48
_WIDE_FROM = "\u2e80"


def text_workbook(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook with these rows; the first is the head, which stays in view."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, _OPTIONS)
    created = datetime(NO_DATE.year, NO_DATE.month, NO_DATE.day)
    book.set_properties({"title": title, "created": created})
    look = book.add_format({"num_format": "@", "text_wrap": True, "valign": "vcenter"})
    head = book.add_format({"num_format": "@", "bold": True, "align": "center"})
    sheet = book.add_worksheet("附件")
    widths = [_NARROWEST] * max(map(len, rows), default=0)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text, look if number else head)
                widths[column] = max(widths[column], min(_width(text) + 2, _WIDEST))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, look)
    sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def _width(text: str) -> int:
    return sum(2 if sign >= _WIDE_FROM else 1 for sign in text)
