"""Selections as formulas over a sheet of postings.

A formula speaks of the sheet's columns by defined names (``明细_来源``), so that it reads as what
it selects.  Codes are compared by keys with a letter of their own in front (``功201``), units and
projects by numbers: a criterion of SUMIFS takes ``201`` for a number, ``*`` and ``?`` for any
text and ``>`` for an operator, and holds no more than 255 characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from yugong.budget.dimension import GROUPS
from yugong.figures.posting import CODE_DIMENSIONS, DIMENSION_NAMES, DIMENSIONS, Posting
from yugong.figures.selection import Selection
from yugong.figures.tracing import normalized
from yugong.quick_dataclass import dataclass

AMOUNT = "金额"
_LETTERS = {"功能科目": "功", "部门经济科目": "经", "政府经济科目": "政", "收入科目": "收"}
_NUMBERED = ("单位", "项目")
_NOTHING = ("量", ('"（无）"',))
"""A condition no posting meets."""

Condition = tuple[str, tuple[str, ...]]
"""A column and the criteria any of which it may meet, written as in a formula."""


@dataclass(frozen=True, slots=True)
class LedgerKeys:
    """Key columns of the posting sheets, which formulas select by.

    ``numbers`` are those of units and projects by dimension and name.  ``prefixes`` are the
    (dimension, digits) and ``whole_codes`` the dimensions of codes that selections use.
    """

    numbers: Mapping[str, Mapping[str, int]]
    prefixes: tuple[tuple[str, int], ...]
    whole_codes: tuple[str, ...]

    @classmethod
    def of(
        cls, postings: Iterable[Posting], projects: Iterable[str], selections: Iterable[Selection]
    ) -> LedgerKeys:
        """Return the keys for these postings and selections; ``projects`` are numbered first."""
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
        """Return the names of the key columns, in the order of :meth:`values`."""
        return (
            *(f"{name}号" for name in _NUMBERED),
            *(f"{name}组" for name in GROUPS),
            *(f"{name}{digits}位" for name, digits in self.prefixes),
            *(f"{name}键" for name in self.whole_codes),
        )

    def values(self, posting: Posting) -> tuple[str | int, ...]:
        """Return a posting's keys; empty text for a key it has not."""
        return (
            *(self.numbers[name].get(_value(posting, name), 0) for name in _NUMBERED),
            *(_group(name, _value(posting, name)) for name in GROUPS),
            *(_key(name, _value(posting, name), digits) for name, digits in self.prefixes),
            *(_key(name, _value(posting, name), 0) for name in self.whole_codes),
        )


def _value(posting: Posting, name: str) -> str:
    return str(posting[DIMENSIONS[name]])


def _group(dimension: str, value: str) -> str:
    """Return the first group that a value belongs to."""
    return next((name for name, members in GROUPS[dimension].items() if value in members), "")


def _key(dimension: str, code: str, digits: int) -> str:
    """Return a code, or its first digits, as text that is no number; empty if it is shorter."""
    if not code or len(code) < digits:
        return ""
    return _LETTERS[dimension] + (code[:digits] if digits else code)


def sum_of(selection: Selection, keys: LedgerKeys, sheet: str) -> str:
    """Return the sum of the selection's amounts in 元, as an expression without equals sign.

    ``sheet`` is the prefix of the names of this year's or last year's sheet.
    """
    plain = normalized(selection)
    allowed = [(DIMENSIONS["量"], plain.measures or frozenset()), *plain.allowed]
    alternatives = [
        [_condition(DIMENSION_NAMES[position], values, keys)] for position, values in allowed
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
            _criterion(_key(dimension, value, 0)) for value in sorted(values)
        )
    for name, members in GROUPS.get(dimension, {}).items():
        if members == values and all(_group(dimension, value) == name for value in values):
            return f"{dimension}组", (_criterion(name),)
    return dimension, tuple(_criterion(value) for value in sorted(values))


def _begun(dimension: str, codes: tuple[str, ...]) -> list[Condition]:
    """Return the conditions for codes that begin so; each length has its own column."""
    by_length: dict[int, list[str]] = {}
    for code in codes:
        by_length.setdefault(len(code), []).append(_criterion(_key(dimension, code, 0)))
    alternatives = [
        (f"{dimension}{digits}位", tuple(criteria)) for digits, criteria in by_length.items()
    ]
    return alternatives or [_NOTHING]


def _term(conditions: Sequence[Condition], sheet: str) -> str:
    """Return one SUMIFS; alternatives are an array, of which there may be two."""
    several = [column for column, criteria in conditions if len(criteria) > 1]
    crossed = dict(zip(several, (",", ";"), strict=False))
    sums = []
    for choice in product(
        *(
            [criteria] if column in crossed else [(criterion,) for criterion in criteria]
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
    """Return the criterion that only this text meets."""
    for special in "~*?":
        text = text.replace(special, f"~{special}")
    return '"' + text.replace('"', '""') + '"'


def exact(expression: str) -> str:
    """Return a sum of amounts in 元, rounded to 分 because of binary fractions."""
    return f"ROUND({expression},2)"


def rounded_formula(expression: str, unit: str, places: int) -> str:
    """Return an amount in 元 as rounded in its unit, halves away from zero.

    It is divided no further than to whole units of its last decimal before it is rounded: there
    a half is exact in binary too, so every spreadsheet rounds it as it should.
    """
    shift = (4 if unit == "万元" else 0) - places
    if shift <= -2:
        return exact(expression) if unit == "元" else f"ROUND({exact(expression)}/10000,{places})"
    return f"ROUND({exact(expression)}{_times(-shift)},0){_times(-places)}"


def _times(power: int) -> str:
    return "" if power == 0 else f"*{10**power}" if power > 0 else f"/{10**-power}"
