"""The closed list of finding kinds, read from ``kinds.csv``.  Codes are never reused.

R: reading a file.  B: the budget's own content.  S: a standard or its templates.
D: delivering and comparing packages, the working paper, tracing.  Z: a standard's own rules.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class FindingKind:
    """What a code means: a short title, an explanation, and the usual remedy."""

    code: str
    title: str
    explanation: str
    remedy: str


def _read() -> dict[str, FindingKind]:
    """All kinds; a fault in the file is a programmer's and raises ``ValueError``."""
    text = files("yugong.findings").joinpath("kinds.csv").read_text("utf-8")
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    kinds = {row[0]: FindingKind(*row) for row in rows}
    if head != ["代码", "问题", "说明", "处理"] or len(kinds) != len(rows):
        raise ValueError("kinds.csv: a wrong head, or a code that is listed twice")
    return kinds


KINDS: dict[str, FindingKind] = _read()


def declare(kind: FindingKind) -> None:
    """Enter the kind of a rule; raises ``ValueError`` for a code that is taken."""
    if KINDS.setdefault(kind.code, kind) != kind:
        raise ValueError(f"finding code {kind.code} is taken")
