"""One cell of a ledger workbook as the text of a YAML budget file.

A content that has only one reading is corrected; all else is kept, and the models report it.

Tests: tests/intake/test_workbook_read.py.
"""

from __future__ import annotations

import re
import unicodedata

from yugong.intake.cell_text import CellValue, plain_amount, plain_code, plain_text
from yugong.intake.workbook_columns import CellKind, FieldColumn

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NAMED_CODE = re.compile(r"([0-9][0-9\s]*)[\s_:、-]*([\u3400-\u9fff“\"'(<《].*)", re.DOTALL)
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")


def content_of(column: FieldColumn, raw: CellValue) -> tuple[str | None, str]:
    """Return a cell's content and a note on a correction; ``None`` for a blank cell."""
    if column.kind is CellKind.AMOUNT:
        return plain_amount(raw)
    text = plain_text(raw)
    if text is None:
        return None, ""
    match column.kind:
        case CellKind.CODE:
            text = _code(text, named=column.chart is not None)
        case CellKind.COUNT:
            digits = plain_code(raw) or text
            text = digits.replace(",", "") if _GROUPED.fullmatch(digits) else digits
        case CellKind.DATE:
            text = _iso(text)
        case CellKind.CHOICE:
            closed = "".join(text.split())
            text = closed if closed in column.choices else text
    return text, ""


def _code(text: str, named: bool) -> str:
    """Return a code without the name that a drop-down puts behind it."""
    parts = _NAMED_CODE.fullmatch(unicodedata.normalize("NFKC", text)) if named else None
    return plain_code(parts[1] if parts else text) or text


def _iso(text: str) -> str:
    """Return a date, written in a usual way, as 2026-03-05."""
    parts = _DATE.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    return f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}" if parts else text
