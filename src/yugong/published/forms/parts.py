"""A performance form while it is being read, and what every way of printing it shares."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from yugong.budget.money import YUAN_PER_WAN
from yugong.findings import Place
from yugong.published.model.package import FormField, FormIndicator, Passage, PerformanceForm
from yugong.published.model.printed_text import joined, number
from yugong.published.model.squeezed_text import squeezed


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell of a form: its text, its column from 0, and its place."""

    text: str
    column: int
    place: Place


Row = Sequence[Cell]


@dataclass(slots=True)
class Draft:
    """What has been read of a form so far."""

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
        """A field's text; what comes later for the same field goes on where it stopped."""
        before = self.fields.get(name)
        if before is None or not before.text:
            self.fields[name] = FormField(text, place)
        elif text:
            self.fields[name] = FormField(f"{before.text}\n{text}", before.place)

    def form(self, name_field: str) -> PerformanceForm:
        """The form; its name is the field of that name where the title does not say it."""
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
        """Whether anything of the form itself was made out; ``known`` are names of fields."""
        return bool(self.indicators or self.year or any(name in known for name in self.fields))


def yuan(text: str, unit: str) -> Decimal | None:
    """An amount in 元, printed in the unit its heading names; ``None`` for no number."""
    value = number(text)
    if value is None:
        return None
    return value * YUAN_PER_WAN if "万元" in unit else value


def unit_of(cells: Row, before: str) -> str:
    """The unit of money a row of heads names, else the one before."""
    for cell in cells:
        found = re.search(r"\((万?元)\)|单位:(万?元)$", squeezed(cell.text))
        if found is not None:
            return found[1] or found[2]
    return before
