"""The counts of a redline, and the tools that every part of a comparison shares.

Tests: tests/writing/redline/test_tables.py.
"""

from __future__ import annotations

from dataclasses import field

from yugong.quick_dataclass import dataclass
from yugong.writing.redline.adoption import Adoption
from yugong.writing.redline.identity import Identity
from yugong.writing.redline.marks import Marks
from yugong.writing.redline.runs import Formats


@dataclass(slots=True)
class Tally:
    """Counts of the changes between two documents."""

    paragraphs_inserted: int = 0
    paragraphs_deleted: int = 0
    paragraphs_changed: int = 0
    contents_changed: int = 0
    tables_inserted: int = 0
    tables_deleted: int = 0
    rows_inserted: int = 0
    rows_deleted: int = 0
    cells_changed: int = 0


@dataclass(slots=True)
class Tools:
    """Tools to compare one text (body, header or footer) with its counterpart."""

    old: Identity
    new: Identity
    marks: Marks
    adoption: Adoption
    tally: Tally
    formats: Formats = field(init=False)

    def __post_init__(self) -> None:
        self.formats = Formats(self.old, self.new)
