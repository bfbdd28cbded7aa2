"""The tables of a standard over two years: every row of either year, with both amounts.

A published table has this year's rows only. To compare, rows that only last year had are inserted
in their places; if last year's ledger is unknown, the layout is the published one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from yugong.budget.budget import Budget
from yugong.budget.department import Unit
from yugong.budget.dimension import UnitKind
from yugong.budget.project import Project
from yugong.figures.figures import Figures
from yugong.figures.last_year import LastYear
from yugong.figures.selection import Selection
from yugong.quick_dataclass import dataclass
from yugong.standard.rows import DraftBlock
from yugong.standard.schema import Standard, TableSpec
from yugong.standard.table import Table
from yugong.standard.tables import (
    block_amounts,
    draft_blocks,
    row_selections,
    table_of,
    table_words,
)


@dataclass(frozen=True, slots=True)
class TwoYearTable:
    """One table over two years; all parts have the same rows.

    ``now`` and ``last`` are the table with each year's amounts, ``last`` only where last year's
    ledger is known.  ``blocks`` are the column names of each block.  By row: ``selections`` of
    the amount cells by column name, and ``keys`` of the row in each block, empty for a blank one.
    ``ended`` are the (row, block) positions of rows that only last year had.
    """

    now: Table
    last: Table | None
    blocks: tuple[tuple[str, ...], ...]
    selections: tuple[dict[str, Selection], ...]
    keys: tuple[tuple[str, ...], ...]
    ended: frozenset[tuple[int, int]] = frozenset()


def two_year_tables(standard: Standard, figures: Figures) -> tuple[TwoYearTable, ...]:
    """Return all tables of the standard in order, each over both years as far as they are known."""
    if figures.last is None or not figures.last.has_ledger:
        return tuple(_table(spec, standard, figures, figures, None) for spec in standard.tables)
    last = replace(figures, postings=figures.last.postings)
    both = replace(
        figures,
        budget=_joined(figures.budget, figures.last),
        postings=(*figures.postings, *figures.last.postings),
    )
    return tuple(_table(spec, standard, figures, both, last) for spec in standard.tables)


def _joined(budget: Budget, last: LastYear) -> Budget:
    """Return the budget with last year's units and projects added, as far as rows need them."""
    units = {unit.name: unit for unit in budget.department.units}
    projects = {project.key: project for project in budget.projects}
    for posting in last.postings:
        if posting.unit not in units:
            kind = UnitKind(posting.unit_kind)
            units[posting.unit] = Unit.model_construct(name=posting.unit, kind=kind)
        if posting.project and posting.project not in projects:
            name = last.projects.get(posting.project, posting.project)
            # Only a key and a name: it has no performance form this year.
            known: dict[str, Any] = {"code": posting.project, "name": name}
            projects[posting.project] = Project.model_construct(**known)
    department = budget.department.model_copy(update={"units": tuple(units.values())})
    return budget.model_copy(
        update={"department": department, "projects": tuple(projects.values())}
    )


def _table(
    spec: TableSpec, standard: Standard, now: Figures, both: Figures, last: Figures | None
) -> TwoYearTable:
    words = table_words(now)
    drafts, bases = draft_blocks(spec, both, words)

    def of(figures: Figures) -> Table:
        amounts = [
            block_amounts(block, draft, base, figures)
            for block, draft, base in zip(spec.blocks, drafts, bases, strict=True)
        ]
        return table_of(spec, drafts, amounts, standard, words)

    ended = frozenset[tuple[int, int]]()
    if last is not None:
        published, _ = draft_blocks(spec, now, words)
        ended = frozenset(
            (row, block)
            for block, (draft, of_this_year) in enumerate(zip(drafts, published, strict=True))
            for row in _missing(draft, of_this_year)
        )
    return TwoYearTable(
        of(now),
        of(last) if last is not None else None,
        tuple(tuple(column.name for column in block.columns) for block in spec.blocks),
        row_selections(spec, drafts, bases),
        tuple(
            tuple("" if draft.rows[index].is_blank else draft.rows[index].key for draft in drafts)
            for index in range(len(drafts[0].rows))
        ),
        ended,
    )


def _missing(both: DraftBlock, now: DraftBlock) -> list[int]:
    """Return the rows that this year's block lacks: by selection, since keys may change."""
    known = {row.selection for row in now.rows if row.expansion >= 0}
    return [
        index
        for index, row in enumerate(both.rows)
        if row.expansion >= 0 and row.selection not in known
    ]
