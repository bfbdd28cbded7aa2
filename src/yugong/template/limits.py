"""The limits on what a template may do, the same for Word and Excel.

Tests: tests/template/test_evaluation.py.
"""

from __future__ import annotations

from yugong.findings import Kind
from yugong.template.faults import TagError

LOOPS_LIMIT = 4
"""How deep loops may be nested; it bounds the time of a build."""

BLOCKS_LIMIT = 20
"""How deep conditions and loops may be nested."""

TURNS_LIMIT = 5_000_000
"""How many turns all loops of one part of a document may take together."""

CELL_TURNS_LIMIT = 100_000
"""How many turns all loops of one cell of a sheet may take together."""


class Turns:
    """A count of the turns that loops may still take."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._remaining = limit

    def take(self, turns: int) -> None:
        """Count the turns of a loop before it begins; raises TagError (S008) past the limit."""
        self._remaining -= turns
        if self._remaining < 0:
            expected = f"合计不超过 {self._limit / 10_000:g} 万次"
            raise TagError(Kind.TEMPLATE_BEYOND_LIMITS, "循环的次数过多", expected)
