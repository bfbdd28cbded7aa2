"""Selections as formulas over a sheet of postings.

A formula speaks of the sheet's columns by defined names (``明细_来源``), so that it reads as what
it selects.  Codes are compared by keys with a letter of their own in front (``功201``), units and
projects by numbers: a criterion of SUMIFS takes ``201`` for a number, ``*`` and ``?`` for any
text and ``>`` for an operator, and holds no more than 255 characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from yugong.budget.dimension import GROUPS
from yugong.figures.posting import CODE_DIMENSIONS, DIMENSION_NAMES, DIMENSIONS, Posting
from yugong.figures.selection import Selection
from yugong.figures.tracing import normalized

AMOUNT = "金额"
_LETTERS = {"功能科目": "功", "部门经济科目": "经", "政府经济科目": "政", "收入科目": "收"}
_NUMBERED = ("单位", "项目")
_NOTHING = ("量", ('"（无）"',))
"""A condition no posting meets."""

Condition = tuple[str, tuple[str, ...]]
"""A column and the criteria any of which it may meet, written as in a formula."""


@dataclass(frozen=True, slots=True)
class LedgerKeys:
    """What the postings' sheets need beside the plain columns so that selections can be asked.

    ``numbers`` are those of units and of projects by dimension and name.  ``prefixes`` and
    ``whole`` are the (dimension, digits) and the dimensions of codes that selections go by.
    """

    numbers: Mapping[str, Mapping[str, int]]
    prefixes: tuple[tuple[str, int], ...]
    whole: tuple[str, ...]

    @classmethod
    def of(
        cls, postings: Iterable[Posting], projects: Iterable[str], selections: Iterable[Selection]
    ) -> LedgerKeys:
        """The keys for these postings and selections; ``projects`` are numbered first."""
        units: dict[str, int] = {}
        numbered = {key: number for number, key in enumerate(projects, 1)}
        for posting in postings:
            units.setdefault(posting.unit, len(units) + 1)
            if posting.project:
                numbered.setdefault(posting.project, len(numbered) + 1)
        prefixes: set[tuple[int, int]] = set()
        whole: set[int] = set()
        codes = {DIMENSIONS[name] for name in CODE_DIMENSIONS}
        for selection in map(normalized, selections):
            for position, values in selection.prefixes:
                prefixes.update((position, len(value)) for value in values)
            whole.update(position for position, _ in selection.allowed if position in codes)
        return cls(
            dict(zip(_NUMBERED, (units, numbered), strict=True)),
            tuple((DIMENSION_NAMES[position], digits) for position, digits in sorted(prefixes)),
            tuple(DIMENSION_NAMES[position] for position in sorted(whole)),
        )

    def columns(self) -> tuple[str, ...]:
        """The names of the columns that hold keys, as :meth:`values` gives them."""
        return (
            *(f"{name}号" for name in _NUMBERED),
            *(f"{name}组" for name in GROUPS),
            *(f"{name}{digits}位" for name, digits in self.prefixes),
            *(f"{name}键" for name in self.whole),
        )

    def values(self, posting: Posting) -> tuple[str | int, ...]:
        """A posting's keys; empty text where it has none."""
        return (
            *(self.numbers[name].get(_value(posting, name), 0) for name in _NUMBERED),
            *(_group(name, _value(posting, name)) for name in GROUPS),
            *(_key(name, _value(posting, name), digits) for name, digits in self.prefixes),
            *(_key(name, _value(posting, name), 0) for name in self.whole),
        )


def _value(posting: Posting, name: str) -> str:
    return str(posting[DIMENSIONS[name]])


def _group(dimension: str, value: str) -> str:
    """The group a value belongs to: the first that has it."""
    return next((name for name, members in GROUPS[dimension].items() if value in members), "")


def _key(dimension: str, code: str, digits: int) -> str:
    """A code, or its first digits, as text that is no number; empty where it is shorter."""
    if not code or len(code) < digits:
        return ""
    return _LETTERS[dimension] + (code[:digits] if digits else code)


def sum_of(selection: Selection, keys: LedgerKeys, sheet: str) -> str:
    """What the selection's amounts sum to in 元, as an expression without its equals sign.

    ``sheet`` begins the defined names of the sheet that is asked, this year's or last year's.
    """
    plain = normalized(selection)
    wanted = [(DIMENSIONS["量"], plain.measures or frozenset()), *plain.allowed]
    alternatives = [
        [_condition(DIMENSION_NAMES[position], values, keys)] for position, values in wanted
    ]
    for position, codes in plain.prefixes:
        alternatives.append(_begun(DIMENSION_NAMES[position], codes))
    return "+".join(_term(conditions, sheet) for conditions in product(*alternatives))


def _condition(dimension: str, values: frozenset[str], keys: LedgerKeys) -> Condition:
    if not values:
        return _NOTHING
    if dimension in _NUMBERED:
        known = keys.numbers[dimension]
        numbers = sorted(known[value] for value in values if value in known)
        return (f"{dimension}号", tuple(map(str, numbers))) if numbers else _NOTHING
    if dimension in CODE_DIMENSIONS:
        return f"{dimension}键", tuple(
            _criterion(_key(dimension, one, 0)) for one in sorted(values)
        )
    for name, members in GROUPS.get(dimension, {}).items():
        if members == values and all(_group(dimension, value) == name for value in values):
            return f"{dimension}组", (_criterion(name),)
    return dimension, tuple(_criterion(value) for value in sorted(values))


def _begun(dimension: str, codes: tuple[str, ...]) -> list[Condition]:
    """Codes that begin so: those of each length stand in a column of their own."""
    by_length: dict[int, list[str]] = {}
    for code in codes:
        by_length.setdefault(len(code), []).append(_criterion(_key(dimension, code, 0)))
    found = [(f"{dimension}{digits}位", tuple(criteria)) for digits, criteria in by_length.items()]
    return found or [_NOTHING]


def _term(conditions: Sequence[Condition], sheet: str) -> str:
    """One SUMIFS; criteria of which any will do are an array, of which there may be two."""
    several = [column for column, criteria in conditions if len(criteria) > 1]
    crossed = dict(zip(several, (",", ";"), strict=False))
    sums = []
    for choice in product(
        *(
            [criteria] if column in crossed else [(each,) for each in criteria]
            for column, criteria in conditions
        )
    ):
        parts = [f"{sheet}{AMOUNT}"]
        for (column, _), criteria in zip(conditions, choice, strict=True):
            written = criteria[0]
            if len(criteria) > 1:
                written = "{" + crossed[column].join(criteria) + "}"
            parts += [f"{sheet}{column}", written]
        summed = f"SUMIFS({','.join(parts)})"
        sums.append(f"SUMPRODUCT({summed})" if crossed else summed)
    return "+".join(sums)


def _criterion(text: str) -> str:
    """A text as a criterion that only the same text meets."""
    for special in "~*?":
        text = text.replace(special, f"~{special}")
    return '"' + text.replace('"', '""') + '"'


def exact(expression: str) -> str:
    """A sum of amounts in 元, freed of what binary fractions leave behind."""
    return f"ROUND({expression},2)"


def shown(expression: str, unit: str, places: int) -> str:
    """An amount in 元 as shown in its unit, halves rounded away from zero.

    It is divided no further than to whole units of its last decimal before it is rounded: there
    a half is exact in binary too, so every spreadsheet rounds it as it should.
    """
    shift = (4 if unit == "万元" else 0) - places
    if shift <= -2:
        return exact(expression) if unit == "元" else f"ROUND({exact(expression)}/10000,{places})"
    return f"ROUND({exact(expression)}{_times(-shift)},0){_times(-places)}"


def _times(power: int) -> str:
    return "" if power == 0 else f"*{10**power}" if power > 0 else f"/{10**-power}"
