"""A fact: one published number with a stable id."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from yugong.quick_dataclass import dataclass

FactUnit = Literal["元", "个", "辆", "平方米", "台（套）", "件"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One number: its dotted Chinese id, its exact value, and last year's value where known.

    ``value`` and ``previous`` are in ``unit``; amounts are in 元.  ``lines`` are the positions
    in 收支明细 (from 0) that make the value up, empty for numbers that are not sums of rows.
    """

    id: str
    value: Decimal
    unit: FactUnit = "元"
    previous: Decimal | None = None
    lines: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Return true if the value is not zero: a template may ask ``if 三公.公务接待费``."""
        return self.value != 0

    @property
    def change(self) -> Decimal | None:
        """This year less last year, exact; ``None`` where last year is unknown."""
        return None if self.previous is None else self.value - self.previous
