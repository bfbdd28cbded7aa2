"""The draft of a performance form, and values shared by every way of reading it.

Tests: tests/published/forms/test_reading.py.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import field
from decimal import Decimal

from yugong.budget.money import YUAN_PER_WAN
from yugong.findings import Place
from yugong.published.model.package import FormField, FormIndicator, Passage, PerformanceForm
from yugong.published.model.printed_text import joined, number
from yugong.published.model.squeezed_text import squeezed
from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class FormCell:
    """A filled cell of a form: its text, its column from 0, and its place."""

    text: str
    column: int
    place: Place


FormRow = Sequence[FormCell]


@dataclass(slots=True)
class FormDraft:
    """The contents of a form read so far."""

    title: str
    place: Place
    overall: bool
    name: str = ""
    fields: dict[str, FormField] = field(default_factory=dict)
    period: dict[str, Decimal] = field(default_factory=dict)
    year: dict[str, Decimal] = field(default_factory=dict)
    indicators: list[FormIndicator] = field(default_factory=list)
    footers: list[Passage] = field(default_factory=list)

    def add_field(self, name: str, text: str, place: Place) -> None:
        """Add text to a field; later text of the same field continues it on a new line."""
        before = self.fields.get(name)
        if before is None or not before.text:
            self.fields[name] = FormField(text, place)
        elif text:
            self.fields[name] = FormField(f"{before.text}\n{text}", before.place)

    def form(self, name_field: str) -> PerformanceForm:
        """Return the form; without a name in its title, the field ``name_field`` names it."""
        named = self.fields.get(name_field)
        name = self.name or (joined(named.text) if named is not None else "")
        return PerformanceForm(
            name="" if self.overall else name,
            fields=dict(self.fields),
            period_funds=dict(self.period),
            year_funds=dict(self.year),
            indicators=tuple(self.indicators),
            footers=tuple(self.footers),
            title=self.title,
            place=self.place,
        )

    def is_read(self, known: Container[str]) -> bool:
        """Tell if any contents were recognised; ``known`` are the names of fields."""
        return bool(self.indicators or self.year or any(name in known for name in self.fields))


def yuan(text: str, unit: str) -> Decimal | None:
    """Return an amount in 元, printed in ``unit``; ``None`` for no number."""
    value = number(text)
    if value is None:
        return None
    return value * YUAN_PER_WAN if "万元" in unit else value


def unit_of_heads(cells: FormRow, before: str) -> str:
    """Return the unit of money that a row of heads names, else ``before``."""
    for cell in cells:
        match = re.search(r"\((万?元)\)|单位:(万?元)$", squeezed(cell.text))
        if match is not None:
            return match[1] or match[2]
    return before
