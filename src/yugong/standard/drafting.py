"""Drafts of reasons: a few clauses with the exact amounts of the drivers.

The words are the standard's. A clause states the exact sum of its drivers, rounded once. The share
of the change that the clauses cover is known, so that a weak draft can be left unused.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from yugong.budget.money import ZERO, percent, shown_wan, to_wan
from yugong.figures.drivers import Decomposition, Driver, DriverKind
from yugong.figures.project_match import comparable_name
from yugong.quick_dataclass import dataclass
from yugong.standard.braces import fill
from yugong.standard.numbers import chinese_number, number_text
from yugong.standard.reason_schema import DraftingPhrases, ProjectClauses
from yugong.standard.schema import NumberStyle, Standard

_HUNDRED = Decimal(100)
_INNER_QUOTES = str.maketrans("“”", "‘’")
_BASIC = frozenset({DriverKind.PERSONNEL, DriverKind.PUBLIC})
_NAMED = _BASIC | {DriverKind.INCOME_ACCOUNT}
"""Kinds whose drivers are 科目, printed by their names."""


@dataclass(frozen=True, slots=True)
class DraftedReason:
    """A drafted reason, to follow “主要原因是”.

    ``share`` is the percentage of all drivers, increases and decreases alike, that the clauses
    state. ``amounts`` are the exact sums (元, without sign) that the text writes in 万元.
    """

    text: str
    drivers: tuple[Driver, ...]
    share: Decimal
    amounts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Drivers that share one clause."""

    kind: DriverKind
    drivers: tuple[Driver, ...]
    is_joined: bool = False
    is_spoken: bool = True

    @property
    def change(self) -> Decimal:
        return sum((driver.change for driver in self.drivers), ZERO)


def draft_reason(standard: Standard, decomposition: Decomposition) -> DraftedReason | None:
    """Draft the reason for a change; ``None`` if nothing changed or the standard drafts none."""
    drafting = standard.phrases.drafting
    change = decomposition.fact.change
    if drafting is None or not change:
        return None
    best: DraftedReason | None = None
    for groups in (_groups(decomposition), _groups(decomposition, joined=True)):
        draft = _drafted(groups, drafting, standard.numbers.narrative, decomposition)
        if draft is not None and draft.share >= drafting.limits.minimum:
            return draft
        best = best or draft
    return best


def _drafted(
    groups: list[_Group],
    drafting: DraftingPhrases,
    style: NumberStyle,
    decomposition: Decomposition,
) -> DraftedReason | None:
    whole = sum((abs(group.change) for group in groups), ZERO)
    up = (decomposition.fact.change or ZERO) > 0
    main, other = _chosen(groups, drafting, up=up, whole=whole)
    if not main:
        return None
    writer = _Writer(drafting, style, decomposition)
    text = writer.sentence(main, other)
    named = [*main, *other]
    stated = sum((abs(group.change) for group in named), ZERO)
    return DraftedReason(
        text,
        tuple(driver for group in named for driver in group.drivers),
        percent(stated, whole) or ZERO,
        tuple(writer.amounts),
    )


def _groups(decomposition: Decomposition, *, joined: bool = False) -> list[_Group]:
    """Return the groups of drivers that share a clause, the largest first.

    Projects are grouped by kind, 人员经费 and 公用经费 each as a whole. If only one of these
    changed, or if a fact covers some 科目 only, each 科目 is a group, or with ``joined`` those
    that grew and those that shrank.
    """
    by_kind: dict[DriverKind, list[Driver]] = {}
    groups: list[_Group] = []
    doubtful = _doubtful(decomposition.drivers)
    for driver in decomposition.drivers:
        if driver in doubtful or driver.kind is DriverKind.LAST_YEAR_DIFFERENCE:
            groups.append(_Group(driver.kind, (driver,), is_spoken=False))
        else:
            by_kind.setdefault(driver.kind, []).append(driver)
    for kind, drivers in by_kind.items():
        alone = len(by_kind) == 1 or decomposition.is_partial
        if kind in _BASIC and alone and joined:
            for way in (1, -1):
                same = tuple(driver for driver in drivers if driver.change * way > 0)
                groups += [_Group(kind, same, is_joined=True)] if same else []
        elif kind is DriverKind.INCOME_ACCOUNT or (kind in _BASIC and alone):
            groups += [_Group(kind, (driver,)) for driver in drivers]
        else:
            groups.append(_Group(kind, tuple(drivers)))
    return sorted(groups, key=lambda group: (-abs(group.change), group.kind, group.drivers[0].key))


def _doubtful(drivers: Iterable[Driver]) -> frozenset[Driver]:
    """Return the projects that seem both new and ended under one name, which is ambiguous."""
    names: dict[DriverKind, set[str]] = {
        DriverKind.NEW_PROJECT: set(),
        DriverKind.ENDED_PROJECT: set(),
    }
    candidates = [
        (driver, comparable_name(driver.name)) for driver in drivers if driver.kind in names
    ]
    for driver, name in candidates:
        names[driver.kind].add(name)
    both = names[DriverKind.NEW_PROJECT] & names[DriverKind.ENDED_PROJECT]
    return frozenset(driver for driver, name in candidates if name in both)


def _chosen(
    groups: Iterable[_Group], drafting: DraftingPhrases, *, up: bool, whole: Decimal
) -> tuple[list[_Group], list[_Group]]:
    """Return the groups worth a clause: those in the change's direction, and those against it."""
    limits = drafting.limits
    main: list[_Group] = []
    other: list[_Group] = []
    stated = ZERO
    for group in groups:
        side, most = (main, limits.main) if (group.change > 0) is up else (other, limits.other)
        silent = not group.is_spoken or not shown_wan(group.change)
        enough = main and stated * _HUNDRED >= whole * limits.enough
        if silent or enough or len(side) == most:
            continue
        side.append(group)
        stated += abs(group.change)
    return main, other


class _Writer:
    """Words for groups; it collects every exact amount it writes."""

    def __init__(
        self, drafting: DraftingPhrases, style: NumberStyle, decomposition: Decomposition
    ) -> None:
        self._drafting = drafting
        self._style = style
        self._is_partial = decomposition.is_partial
        self._has_several_kinds = len({driver.kind for driver in decomposition.drivers}) > 1
        self.amounts: list[Decimal] = []

    def sentence(self, main: list[_Group], other: list[_Group]) -> str:
        drafting = self._drafting
        clauses = [self._clause(group) for group in main]
        if len(clauses) > 1:
            clauses = [
                fill(drafting.item, {"序": chinese_number(position), "内容": clause})
                for position, clause in enumerate(clauses, start=1)
            ]
        text = drafting.between.join(clauses)
        if other:
            text += drafting.turn + drafting.parallel.join(self._clause(group) for group in other)
        return text

    def _clause(self, group: _Group) -> str:
        return self._projects(group) if group.kind.is_project else self._account(group)

    def _title(self, kind: DriverKind) -> str:
        return self._drafting.titles.get(kind.value, kind.value)

    def _amount(self, change: Decimal) -> str:
        self.amounts.append(abs(change))
        return number_text(to_wan(abs(change)), self._style)

    def _moved(self, up: str, down: str, name: str, change: Decimal) -> str:
        pattern = up if change > 0 else down
        return fill(pattern, {"金额": self._amount(change), "名称": name})

    def _account(self, group: _Group) -> str:
        drafting = self._drafting
        first = group.drivers[0]
        if len(group.drivers) == 1:
            name = first.name if group.kind in _NAMED else self._title(group.kind)
            if group.kind in _BASIC and self._has_several_kinds:
                words = {"种类": self._title(group.kind), "名称": name}
                name = fill(drafting.within, words)
            return self._moved(drafting.up, drafting.down, name, group.change)
        if group.is_joined:
            listed = [driver.name for driver in group.drivers[: drafting.limits.names]]
            words = {"个数": str(len(group.drivers)), "名称": "、".join(listed)}
            some = len(group.drivers) > len(listed)
            name = fill(drafting.accounts if some else drafting.all_accounts, words)
            return self._moved(drafting.up, drafting.down, name, group.change)
        text = self._moved(drafting.up, drafting.down, self._title(group.kind), group.change)
        if group.kind in _BASIC and self._dominates(first, group):
            text += self._moved(drafting.mainly_up, drafting.mainly_down, first.name, first.change)
        return text

    def _dominates(self, first: Driver, group: _Group) -> bool:
        """Return true if the largest is most of the change in its direction, but not more."""
        same = [
            driver.change for driver in group.drivers if (driver.change > 0) is (group.change > 0)
        ]
        if first.change not in same or abs(first.change) > abs(group.change):
            return False
        return first.change / sum(same, ZERO) * _HUNDRED >= self._drafting.limits.dominant

    # --- projects ---------------------------------------------------------------------------

    def _projects(self, group: _Group) -> str:
        drivers = group.drivers
        first, others = drivers[0], drivers[1:]
        clause = self._project_clause(group.kind)
        share = first.change / group.change * _HUNDRED
        names = self._drafting.project_names
        fits = len(first.name) <= self._drafting.limits.name_length
        if not others or (len(others) > 1 and fits and share >= self._drafting.limits.dominant):
            words = {"金额": self._amount(first.change), "项目": self._single(first.name)}
            text = fill(clause, words)
            change = group.change - first.change
            if others and shown_wan(change):
                words = {"个数": str(len(others)), "金额": self._amount(change)}
                text += fill(names.others, {**words, "种类": self._title(group.kind)})
            return text
        words = {"金额": self._amount(group.change), "项目": self._several(drivers)}
        return fill(clause, words)

    def _project_clause(self, kind: DriverKind) -> str:
        clauses: ProjectClauses = (
            self._drafting.project_parts if self._is_partial else self._drafting.projects
        )
        return {
            DriverKind.NEW_PROJECT: clauses.new,
            DriverKind.ENDED_PROJECT: clauses.ended,
            DriverKind.GROWN_PROJECT: clauses.grown,
            DriverKind.SHRUNK_PROJECT: clauses.shrunk,
        }[kind]

    def _single(self, name: str) -> str:
        names = self._drafting.project_names
        pattern = names.single_plain if name.endswith(names.plain_endings) else names.single
        return fill(pattern, {"名称": name.translate(_INNER_QUOTES)})

    def _several(self, drivers: tuple[Driver, ...]) -> str:
        names, limits = self._drafting.project_names, self._drafting.limits
        short = [driver.name for driver in drivers if len(driver.name) <= limits.name_length]
        listed = list(dict.fromkeys(short))[: limits.names]
        if len(listed) == len(drivers):
            pattern = names.all_named
        else:
            pattern = names.some_named if listed else names.none_named
        quoted = [fill(names.quoted, {"名称": name.translate(_INNER_QUOTES)}) for name in listed]
        return fill(pattern, {"个数": str(len(drivers)), "名称": "".join(quoted)})
