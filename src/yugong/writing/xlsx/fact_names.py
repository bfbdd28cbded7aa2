"""Defined names for the numbers of the text: the id of a fact leads to the cells that state it.

Tests: tests/writing/xlsx/test_narrative_sheets.py.
"""

from __future__ import annotations

import re

from yugong.writing.xlsx.formula_references import fixed_area
from yugong.writing.xlsx.plan import BookPlan

MAX_PLACES = 20
"""The most cells that one name lists."""

_NOT_IN_NAMES = re.compile(r"[^\w.]")
_LONGEST = 255
_NAME = re.compile(r"[^\W\d]")


def fact_names(book: BookPlan) -> list[tuple[str, str]]:
    """Return a name for each fact that a cell states in words, with the places of the cells.

    A name that the template defines itself is left to it.
    """
    taken = {name.rpartition("!")[2].casefold() for name, _ in book.names}
    places: dict[str, list[str]] = {}
    for plan in book.sheets:
        for row, column, facts in plan.facts:
            for fact in facts:
                where = places.setdefault(_name(fact), [])
                area = fixed_area(plan.name, (row, column, row, column)).removeprefix("=")
                if len(where) < MAX_PLACES and area not in where:
                    where.append(area)
    return [
        (name, "=" + ",".join(where))
        for name, where in places.items()
        if name.casefold() not in taken
    ]


def _name(fact: str) -> str:
    name = _NOT_IN_NAMES.sub("_", fact)[:_LONGEST]
    return name if _NAME.match(name) else f"_{name}"[:_LONGEST]
