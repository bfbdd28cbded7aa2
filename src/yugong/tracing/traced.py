"""What is known of where a number comes from, as values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yugong.findings import Place


@dataclass(frozen=True, slots=True)
class TracedRow:
    """A row that a number sums: where its amount stands, what classifies it, 元.

    ``adjusted`` says in words what batches of adjustments did to it.
    """

    place: Place
    classified: tuple[tuple[str, str], ...]
    amount: Decimal
    adjusted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TracedYear:
    """A number in one year: its value, and the rows of that year's ledger where it is known."""

    value: Decimal
    origin: str
    rows: tuple[TracedRow, ...]


@dataclass(frozen=True, slots=True)
class TracedPart:
    """Another number that this one is a sum of, in 元."""

    name: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class TracedField:
    """A field of the budget file that a number is taken from."""

    place: Place
    content: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything known about where a number comes from.

    ``value`` is exact, in ``unit``; ``shown`` is how it is published and ``rounding`` how that
    comes about.  ``chosen`` is the selection in words; ``same`` are other numbers published
    from the same selection.  ``last`` is last year, where anything is known of it.
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
        """This year less last year, exact; ``None`` where last year is unknown."""
        return None if self.last is None else self.value - self.last.value
