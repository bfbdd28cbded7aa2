"""A selection: the conditions that choose the postings of a number.

One grammar serves every published number: a fact, a table's column, a table's row. A selection
maps dimensions to allowed values; a value may be a group (财政拨款, 基本支出), and a 科目 includes
everything below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from yugong.budget.dimension import GROUPS, Category, Measure, Source, UnitKind, Year
from yugong.budget.money import ZERO
from yugong.figures.posting import CODE_DIMENSIONS, DIMENSIONS, Posting
from yugong.findings.similarity import most_similar
from yugong.quick_dataclass import dataclass

_VALUES: dict[str, frozenset[str]] = {
    "量": frozenset(Measure),
    "类别": frozenset(Category),
    "来源": frozenset(Source),
    "年份": frozenset(Year),
    "单位性质": frozenset(UnitKind),
}

SelectionText = Mapping[str, str | list[str]]
"""A selection as data files write it: ``{来源: 财政拨款, 部门经济科目: [30217]}``."""


class SelectionError(ValueError):
    """A data file names an unknown dimension or value; ``near`` is the most similar known one."""

    def __init__(self, name: str, near: str) -> None:
        self.name = name
        self.near = near
        super().__init__(f"{name} → {near}")


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions that must all be met: allowed values and code prefixes, by position.

    ``measures`` are the measures to sum; 支出 if ``None``.
    """

    measures: frozenset[str] | None = None
    allowed: tuple[tuple[int, frozenset[str]], ...] = ()
    prefixes: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @classmethod
    def parse(cls, text: SelectionText) -> Selection:
        """Read a selection; raises :class:`SelectionError` for a name that does not exist."""
        measures: frozenset[str] | None = None
        allowed: list[tuple[int, frozenset[str]]] = []
        prefixes: list[tuple[int, tuple[str, ...]]] = []
        for dimension, value in text.items():
            if dimension not in DIMENSIONS:
                raise SelectionError(dimension, most_similar(dimension, DIMENSIONS))
            values = [value] if isinstance(value, str) else list(value)
            if dimension in CODE_DIMENSIONS:
                prefixes.append((DIMENSIONS[dimension], tuple(values)))
                continue
            expanded = _expanded(dimension, values)
            if dimension == "量":
                measures = expanded
            else:
                allowed.append((DIMENSIONS[dimension], expanded))
        return cls(measures, tuple(allowed), tuple(prefixes))

    def also(self, other: Selection) -> Selection:
        """Return both selections' conditions; the other's measures replace this one's."""
        return Selection(
            self.measures if other.measures is None else other.measures,
            self.allowed + other.allowed,
            self.prefixes + other.prefixes,
        )

    def of(self, postings: Iterable[Posting]) -> list[Posting]:
        """Return the postings that meet every condition, in ledger order."""
        measures = self.measures or _EXPENDITURE
        return self._classified([posting for posting in postings if posting[0] in measures])

    def within(self, postings: list[Posting]) -> list[Posting]:
        """Return the same as :meth:`of`, for postings already chosen by their measure."""
        if self.measures is None:
            return self._classified(postings)
        return self.of(postings)

    def _classified(self, chosen: list[Posting]) -> list[Posting]:
        """Return the postings that meet every condition other than the measure."""
        for position, values in self.allowed:
            chosen = [posting for posting in chosen if posting[position] in values]
        for position, codes in self.prefixes:
            chosen = [posting for posting in chosen if posting[position].startswith(codes)]  # type: ignore[union-attr]
        return chosen


_EXPENDITURE = frozenset({Measure.EXPENDITURE.value})


def _expanded(dimension: str, values: list[str]) -> frozenset[str]:
    groups = GROUPS.get(dimension, {})
    known = _VALUES.get(dimension)
    expanded: set[str] = set()
    for value in values:
        if value in groups:
            expanded.update(str(member) for member in groups[value])
        elif known is None or value in known:
            expanded.add(value)
        else:
            raise SelectionError(value, most_similar(value, [*groups, *known]))
    return frozenset(expanded)


def total(postings: Iterable[Posting]) -> Decimal:
    """Return the exact sum in 元."""
    return sum((posting.amount for posting in postings), ZERO)
