"""The package as a value: everything that is published, before any layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.standard.annexes import Annex
from yugong.standard.table import Table


@dataclass(frozen=True, slots=True)
class ChartData:
    """The data of a chart: exact amounts in 元 by category, in printed order.

    ``categories`` are printed as they are, with their share where the standard says so.
    ``previous`` are last year's amounts and ``previous_series`` is their name; both are empty where
    the chart has no second series.  ``description`` says the same in words and numbers, for readers
    who do not see the chart.
    """

    name: str
    series: str
    categories: tuple[str, ...]
    amounts: tuple[Decimal, ...]
    description: str = ""
    previous_series: str = ""
    previous: tuple[Decimal, ...] = ()

    @property
    def has_data(self) -> bool:
        return any(self.amounts)

    @property
    def all_series(self) -> tuple[tuple[str, tuple[Decimal, ...]], ...]:
        """The series with their names: this year's, then last year's if there is one."""
        this_year = (self.series, self.amounts)
        return (this_year, (self.previous_series, self.previous)) if self.previous else (this_year,)


@dataclass(frozen=True, slots=True)
class Package:
    """One department's disclosure package under one standard.

    ``contents_entries`` are the entries of table titles in the contents list, by title.
    ``context`` holds the names that templates may use, ``filters`` the words that turn numbers
    into text; both writers render from these and nothing else.  ``annexes`` are set by the
    writers themselves, those after the text before the heading with the words ``annexes_before``.
    """

    title: str
    published_on: date
    tables: tuple[Table, ...]
    charts: tuple[ChartData, ...]
    context: Mapping[str, Any]
    filters: Mapping[str, Callable[..., Any]]
    contents_entries: Mapping[str, str] = field(default_factory=dict)
    annexes: tuple[Annex, ...] = ()
    annexes_before: str = ""
