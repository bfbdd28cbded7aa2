"""A comparison in a few lines: how much changed of what, and the figures that matter first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from yugong.budget.money import ZERO
from yugong.comparison.comparison import Comparison, FactChange, Part, ProjectChange


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a part came, went, and changed."""

    part: Part
    added: int
    removed: int
    changed: int


def counts(comparison: Comparison) -> tuple[Count, ...]:
    """Counts of facts, rows and cells of tables, sentences, and projects with other forms."""
    rows = [row for table in comparison.tables for row in table.rows]
    cells = sum(len(table.cells) + len(table.heads) for table in comparison.tables)
    added = sum(row.added for row in rows)
    return (
        _sides("数字", (one.added for one in comparison.facts)),
        Count("表格", added, len(rows) - added, cells),
        _sides("文字", (one.added for one in comparison.sentences)),
        _sides("项目", (one.added for one in comparison.projects)),
    )


def _sides(part: Part, added: Iterable[bool | None]) -> Count:
    counts = Counter(added)
    return Count(part, counts[True], counts[False], counts[None])


def main_figures(comparison: Comparison) -> tuple[FactChange, ...]:
    """The facts a leader asks for: amounts of this year that are not of one code or project."""
    return tuple(
        fact
        for fact in comparison.facts
        if fact.unit == "元" and fact.id.count(".") == 1 and not fact.previous
    )


def projects_by_weight(comparison: Comparison) -> tuple[ProjectChange, ...]:
    """Projects whose amount moved, by how much, the most first."""
    moved = [one for one in comparison.projects if one.difference]
    return tuple(sorted(moved, key=lambda one: -abs(one.difference or ZERO)))
