"""The closed list of finding kinds, read from ``kinds.csv``.  Codes are never reused.

R: reading a file.  B: the budget's own content.  S: a standard or its templates.
D: delivering and comparing packages, the working paper, tracing.  Z: a standard's own rules.

Tests: tests/writing/test_template_dumps.py.
"""

from __future__ import annotations

import csv
import io
from importlib.resources import files

from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: its code, a short title, an explanation and the usual remedy.

    ``name`` is the member's name in :class:`Kind`; it is empty for the kind of a rule.
    """

    code: str
    title: str
    explanation: str
    remedy: str
    name: str = ""


def _read() -> dict[str, FindingKind]:
    """Return all kinds; a fault in the file is a programmer's and raises ``ValueError``."""
    text = files("yugong.findings").joinpath("kinds.csv").read_text("utf-8")
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    kinds = {
        code: FindingKind(code, title, explanation, remedy, name)
        for code, name, title, explanation, remedy in rows
    }
    if head != ["代码", "程序中的名称", "问题", "说明", "处理"] or len(kinds) != len(rows):
        raise ValueError("kinds.csv: a wrong head, or a code that is listed twice")
    return kinds


KINDS: dict[str, FindingKind] = _read()


def declare(kind: FindingKind) -> None:
    """Enter the kind of a rule; raises ``ValueError`` for a code that is taken."""
    if KINDS.setdefault(kind.code, kind) != kind:
        raise ValueError(f"finding code {kind.code} is taken")
