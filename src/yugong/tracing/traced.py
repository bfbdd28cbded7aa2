"""The sources of a number, as values."""

from __future__ import annotations

from decimal import Decimal

from yugong.findings import Place
from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TracedRow:
    """A row that a number sums: the place of its amount, its classification, the amount in 元.

    ``adjusted`` describes the changes by batches of adjustments.
    """

    place: Place
    classified: tuple[tuple[str, str], ...]
    amount: Decimal
    adjusted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TracedYear:
    """A number in one year: its value, and the rows of that year's ledger if it is known."""

    value: Decimal
    origin: str
    rows: tuple[TracedRow, ...]


@dataclass(frozen=True, slots=True)
class TracedPart:
    """Another number that is part of this one, in 元."""

    name: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class TracedField:
    """A field of the budget file behind a number."""

    place: Place
    content: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The known sources of a number.

    ``value`` is exact, in ``unit``; ``published_text`` is the number as published, ``rounding`` the
    way to it.  ``chosen`` is the selection in words; ``same`` are other numbers published from the
    same selection.  ``last`` is last year, None if unknown.
    """

    name: str
    value: Decimal
    unit: str
    published_text: str
    rounding: str
    chosen: tuple[tuple[str, str], ...] = ()
    rows: tuple[TracedRow, ...] = ()
    parts: tuple[TracedPart, ...] = ()
    fields: tuple[TracedField, ...] = ()
    same: tuple[str, ...] = ()
    last: TracedYear | None = None

    @property
    def change(self) -> Decimal | None:
        """This year less last year, exact; None if last year is unknown."""
        return None if self.last is None else self.value - self.last.value
