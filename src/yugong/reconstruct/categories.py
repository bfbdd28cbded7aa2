"""The kind of each project, where the text says how many there are of a kind and for how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from yugong.budget.dimension import Category, Year
from yugong.published.model.package import Aspect, PublishedPackage
from yugong.reconstruct.drafting import Draft

_COUNT, _MONEY = "绩效.{类别}数", "绩效.{类别}金额"
_LARGEST = 1 << 22
"""The largest amount, in 百元, for which projects are tried."""


def with_stated_categories(drafts: Sequence[Draft], package: PublishedPackage) -> list[Draft]:
    """Return the rows with 其他运转类项目 chosen so that their number and money are as stated.

    Where no choice gives both, or the text states neither, all projects stay as they are.
    """
    stated = {
        statement.subject: statement.value
        for statement in package.statements
        if statement.aspect is Aspect.VALUE
    }
    running = Category.OPERATING_PROJECT.value
    count, money = (stated.get(name.format(类别=running)) for name in (_COUNT, _MONEY))
    if not count or not money:
        return list(drafts)
    amounts: dict[str, int] = {}
    for draft in drafts:
        if draft.project and draft.year is Year.CURRENT:
            amounts[draft.project] = amounts.get(draft.project, 0) + draft.amount
    chosen = projects_adding_up(amounts, int(count), int(money * 100))
    return [
        replace(draft, category=Category.OPERATING_PROJECT) if draft.project in chosen else draft
        for draft in drafts
    ]


def projects_adding_up(amounts: Mapping[str, int], count: int, total: int) -> frozenset[str]:
    """Return ``count`` names whose amounts add up to a total, up to rounding; empty if none do.

    The nearest sum is taken, and of equal ones that of the first names.
    """
    if not 0 < count <= len(amounts) or total > _LARGEST:
        return frozenset()
    names = list(amounts)
    reachable = _reachable([amounts[name] for name in names], count, total + count)
    for residue in _nearest(count):
        goal = total + residue
        if goal >= 0 and reachable[-1][count] >> goal & 1:
            return frozenset(_chosen(names, amounts, reachable, count, goal))
    return frozenset()


def _nearest(count: int) -> Iterable[int]:
    """Yield residues of rounding, the smallest first: of a sum and of each addend."""
    for residue in range((count + 1) // 2 + 1):
        yield residue
        if residue:
            yield -residue


def _reachable(amounts: Sequence[int], count: int, most: int) -> list[list[int]]:
    """Return, after each amount, the sums of so many amounts as the bits of a number."""
    mask = (1 << (most + 1)) - 1
    sums = [1] + [0] * count
    steps = [list(sums)]
    for amount in amounts:
        for number in range(count, 0, -1):
            sums[number] |= sums[number - 1] << amount & mask if amount <= most else 0
        steps.append(list(sums))
    return steps


def _chosen(
    names: Sequence[str],
    amounts: Mapping[str, int],
    reachable: Sequence[Sequence[int]],
    count: int,
    goal: int,
) -> Iterable[str]:
    """Yield the names of a sum, going back through the steps that reached it."""
    for index in range(len(names), 0, -1):
        if not reachable[index - 1][count] >> goal & 1:
            yield names[index - 1]
            count, goal = count - 1, goal - amounts[names[index - 1]]
