"""Summarise a comparison: the number of changes of each part, and the main figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from yugong.budget.money import ZERO
from yugong.comparison.comparison import ComparedPart, Comparison, FactChange, ProjectChange
from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ChangeCount:
    """The numbers of things of a part that were added, removed and changed."""

    part: ComparedPart
    added: int
    removed: int
    changed: int


def counts(comparison: Comparison) -> tuple[ChangeCount, ...]:
    """Count changed facts, rows and cells of tables, sentences, and projects with other forms."""
    rows = [row for table in comparison.tables for row in table.rows]
    cells = sum(len(table.cells) + len(table.heads) for table in comparison.tables)
    added = sum(row.added for row in rows)
    return (
        _sides("数字", (fact.added for fact in comparison.facts)),
        ChangeCount("表格", added, len(rows) - added, cells),
        _sides("文字", (sentence.added for sentence in comparison.sentences)),
        _sides("项目", (project.added for project in comparison.projects)),
    )


def _sides(part: ComparedPart, added: Iterable[bool | None]) -> ChangeCount:
    counts = Counter(added)
    return ChangeCount(part, counts[True], counts[False], counts[None])


def main_figures(comparison: Comparison) -> tuple[FactChange, ...]:
    """Return the facts a leader asks for: amounts of this year, not of one code or project."""
    return tuple(
        fact
        for fact in comparison.facts
        if fact.unit == "元" and fact.id.count(".") == 1 and not fact.previous
    )


def projects_by_weight(comparison: Comparison) -> tuple[ProjectChange, ...]:
    """Return projects with another amount, the largest difference first."""
    moved = [project for project in comparison.projects if project.difference]
    return tuple(sorted(moved, key=lambda item: -abs(item.difference or ZERO)))
