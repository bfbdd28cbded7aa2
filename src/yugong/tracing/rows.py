"""Describe the rows of a ledger that a number sums.

Tests: tests/tracing/test_document.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from yugong.budget.budget import Budget
from yugong.budget.catalogue import AccountKind, Catalogue
from yugong.budget.trail import trail_of
from yugong.figures.figures import Figures
from yugong.figures.posting import CODE_DIMENSIONS, DIMENSIONS, Posting
from yugong.figures.selection import Selection
from yugong.figures.tracing import posting_places
from yugong.reading.located_yaml import Locate
from yugong.tracing.traced import TracedRow


def traced_rows(
    figures: Figures,
    postings: tuple[Posting, ...],
    selections: Sequence[Selection],
    place: Locate | None,
) -> tuple[TracedRow, ...]:
    """Return the postings that the selections choose, in the order of the file, each once."""
    numbered = [posting._replace(line=line) for line, posting in enumerate(postings)]
    chosen = {
        posting.line: posting for selection in selections for posting in selection.of(numbered)
    }
    places = posting_places(postings, place)
    names = dict(figures.last.projects) if figures.last is not None else {}
    names.update({project.key: project.name for project in figures.budget.projects})
    return tuple(
        TracedRow(
            places[line], _classified(chosen[line], figures.catalogue, names), chosen[line].amount
        )
        for line in sorted(chosen)
    )


def adjusted_in_words(budget: Budget, line: int) -> tuple[str, ...]:
    """Describe the change by each batch to a row of 收支明细, in order of time."""
    return tuple(
        f"{record.batch}（{record.day.isoformat()}）{row.operation}："
        + " → ".join(f"{amount:,.2f}" for amount in (row.before, row.after) if amount is not None)
        for record, row in trail_of(budget.adjustments, budget.ledger[line])
    )


def _classified(
    posting: Posting, catalogue: Catalogue, projects: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return the classification of a posting, with the names of its codes and its project."""
    pairs = []
    for name, position in DIMENSIONS.items():
        value = str(posting[position])
        if not value:
            continue
        if name in CODE_DIMENSIONS:
            printed = catalogue.chart(AccountKind(name)).name(value)
            value = f"{value} {printed}" if printed else value
        elif name == "项目":
            value = projects.get(value, value)
        pairs.append((name, value))
    return tuple(pairs)
