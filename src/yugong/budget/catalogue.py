"""The charts of accounts (科目表) of one year, and the mapping between the two economic charts.

A chart knows its codes, their names and their hierarchy, and suggests existing codes for a wrong
one.  Charts are values: nothing here reads a file, and a change makes a new chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from enum import StrEnum

from yugong.quick_dataclass import dataclass

_LEVEL_NAMES = ("类", "款", "项", "目")
_FARTHEST_CODE = 2
"""Edits beyond which a code outside the same parent is no longer a likely slip."""

_LONGEST_NAME = 200
"""Characters beyond which a text is not compared: no 科目 has so long a name."""


class AccountKind(StrEnum):
    """The four classifications a catalogue holds."""

    FUNCTION = "功能科目"
    DEPARTMENT_ECONOMIC = "部门经济科目"
    GOVERNMENT_ECONOMIC = "政府经济科目"
    INCOME = "收入科目"

    @property
    def levels(self) -> tuple[int, ...]:
        """The number of digits of a 类, a 款, and so on downwards."""
        return _LEVELS[self]


_LEVELS = {
    AccountKind.FUNCTION: (3, 5, 7),
    AccountKind.DEPARTMENT_ECONOMIC: (3, 5),
    AccountKind.GOVERNMENT_ECONOMIC: (3, 5),
    AccountKind.INCOME: (3, 5, 7, 9),
}


def is_code(text: str, levels: tuple[int, ...]) -> bool:
    """Return true if a text is a code: digits only, as many as one of the levels has."""
    return text.isascii() and text.isdigit() and len(text) in levels


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One 科目: its code (digits only) and its name as printed."""

    code: str
    name: str


@dataclass(frozen=True)
class Chart:
    """One classification: its accounts in the order of their codes.

    ``levels`` is the number of digits of each level, top down.  A code listed twice, or one
    that is not made of digits or fits no level, is a programmer's fault and raises
    ``ValueError``: readers of files report such faults beforehand.
    """

    kind: str
    levels: tuple[int, ...]
    accounts: tuple[Account, ...] = ()
    _by_code: dict[str, Account] = field(init=False, repr=False, compare=False)
    _parents: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.accounts, key=lambda account: account.code))
        by_code = {account.code: account for account in ordered}
        if len(by_code) != len(ordered):
            raise ValueError(f"{self.kind}: a code is listed twice")
        for code in by_code:
            if not is_code(code, self.levels):
                raise ValueError(f"{self.kind}: {code!r} fits no level of {self.levels}")
        object.__setattr__(self, "accounts", ordered)
        object.__setattr__(self, "_by_code", by_code)
        parents = frozenset(above for code in by_code for above in self.ancestors(code))
        object.__setattr__(self, "_parents", parents)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Account]:
        return iter(self.accounts)

    def __len__(self) -> int:
        return len(self.accounts)

    def get(self, code: str) -> Account | None:
        """Return the account of this code, or ``None`` if the chart has none."""
        return self._by_code.get(code)

    def name(self, code: str) -> str | None:
        """Return the name printed for this code, or ``None`` if the chart has none."""
        account = self._by_code.get(code)
        return None if account is None else account.name

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the codes above this one, top down, whether or not the chart lists them.

        Works by digits alone: ``2010303`` gives ``('201', '20103')``.
        """
        return tuple(code[:digits] for digits in self.levels if digits < len(code))

    def parent_code(self, code: str) -> str | None:
        """Return the code one level up, by digits alone; ``None`` for a 类."""
        above = self.ancestors(code)
        return above[-1] if above else None

    def level_name(self, code: str) -> str:
        """类, 款, 项 or 目; empty for a code whose length is no level of this chart."""
        if len(code) not in self.levels:
            return ""
        return _LEVEL_NAMES[self.levels.index(len(code))]

    def is_leaf_level(self, code: str) -> bool:
        """Return true if the chart lists nothing below this code, so that an amount may carry it.

        True for the lowest level, and for a higher account without any listed below it,
        such as a 款 that has no 项.  A code the chart does not list is judged by its length.
        """
        if len(code) == self.levels[-1]:
            return True
        return code in self._by_code and code not in self._parents

    def children(self, code: str) -> tuple[Account, ...]:
        """Return the accounts one level below this code, in the order of their codes."""
        return tuple(a for a in self.accounts if self.parent_code(a.code) == code)

    def similar_codes(self, code: str, limit: int = 3) -> list[Account]:
        """Return the listed accounts most similar to this code, the most similar first.

        Siblings come before others, then fewer edits (two digits exchanged count as one),
        then the same digits in another order.  The list is empty if nothing is close.
        """
        from rapidfuzz.distance import OSA  # only faults need it: kept off the start-up path

        if len(code) > self.levels[-1] + _FARTHEST_CODE:
            return []
        parent = self.parent_code(code)
        digits = sorted(code)
        ranked: list[tuple[bool, int, bool, str]] = []
        for candidate in self._by_code:
            sibling = len(code) > self.levels[0] and self.parent_code(candidate) == parent
            edits = OSA.distance(code, candidate)
            if edits <= _FARTHEST_CODE:
                ranked.append((not sibling, edits, sorted(candidate) != digits, candidate))
        return [self._by_code[entry[-1]] for entry in sorted(ranked)[:limit]]

    def similar_names(self, name: str, limit: int = 3) -> list[Account]:
        """Return the accounts with this name or a similar one, the most similar first.

        Half-width brackets and blanks do not count as a difference.  The list is empty if less
        than half of the name agrees.
        """
        from rapidfuzz.distance import Levenshtein

        compared_name = _comparable(name)
        if len(compared_name) > _LONGEST_NAME:
            return []
        ranked: list[tuple[int, str]] = []
        for account in self.accounts:
            edits = Levenshtein.distance(compared_name, _comparable(account.name))
            if edits * 2 <= len(compared_name):
                ranked.append((edits, account.code))
        return [self._by_code[code] for _, code in sorted(ranked)[:limit]]

    def with_added(self, accounts: Iterable[Account]) -> Chart:
        """Return a new chart with these accounts; one of a code already listed takes its place."""
        merged = self._by_code | {account.code: account for account in accounts}
        return Chart(self.kind, self.levels, tuple(merged.values()))

    def without(self, codes: Iterable[str]) -> Chart:
        """Return a new chart that no longer lists these codes."""
        dropped = set(codes)
        kept = tuple(account for account in self.accounts if account.code not in dropped)
        return Chart(self.kind, self.levels, kept)


@dataclass(frozen=True, slots=True)
class GovernmentCodes:
    """The government economic codes of one departmental code; ``None`` if there is none."""

    agency: str | None
    institution: str | None


@dataclass(frozen=True)
class Catalogue:
    """The four charts of one year, and the correspondence of the two economic ones.

    ``year`` is the year of this list, which may be earlier than the budget's.
    """

    year: int
    function: Chart
    department_economic: Chart
    government_economic: Chart
    income: Chart
    mapping: Mapping[str, GovernmentCodes] = field(default_factory=dict, hash=False)

    def chart(self, kind: AccountKind) -> Chart:
        """Return the chart of this kind."""
        return {
            AccountKind.FUNCTION: self.function,
            AccountKind.DEPARTMENT_ECONOMIC: self.department_economic,
            AccountKind.GOVERNMENT_ECONOMIC: self.government_economic,
            AccountKind.INCOME: self.income,
        }[kind]

    def government_code(self, department_code: str, is_agency: bool) -> str | None:
        """Return the default government economic code of a departmental one.

        ``is_agency`` is true for 行政 and 参公 units and false for other institutions.  A
        longer code has the default of its 款.  ``None`` if there is no correspondence, or if this
        year does not list the code: the ledger must then name the code itself.
        """
        codes = self.mapping.get(department_code) or self.mapping.get(department_code[:5])
        if codes is None:
            return None
        code = codes.agency if is_agency else codes.institution
        return code if code in self.government_economic else None

    def with_chart(self, kind: AccountKind, chart: Chart) -> Catalogue:
        """Return a new catalogue with this chart for the kind."""
        match kind:
            case AccountKind.FUNCTION:
                return replace(self, function=chart)
            case AccountKind.DEPARTMENT_ECONOMIC:
                return replace(self, department_economic=chart)
            case AccountKind.GOVERNMENT_ECONOMIC:
                return replace(self, government_economic=chart)
            case AccountKind.INCOME:
                return replace(self, income=chart)

    def with_additions(self, additions: Mapping[AccountKind, Iterable[Account]]) -> Catalogue:
        """Return a new catalogue with these accounts added, or replacing the same codes."""
        result = self
        for kind, accounts in additions.items():
            result = result.with_chart(kind, result.chart(kind).with_added(accounts))
        return result


def _comparable(name: str) -> str:
    return "".join(name.split()).replace("(", "（").replace(")", "）")
