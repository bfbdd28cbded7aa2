"""The rows of a ledger that a number sums, told in words."""

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
    """The postings that the selections choose, in the order of the file, each once."""
    numbered = [posting._replace(line=at) for at, posting in enumerate(postings)]
    chosen = {one.line: one for each in selections for one in each.of(numbered)}
    places = posting_places(postings, place)
    names = dict(figures.last.projects) if figures.last is not None else {}
    names.update({project.key: project.name for project in figures.budget.projects})
    return tuple(
        TracedRow(places[at], _classified(chosen[at], figures.catalogue, names), chosen[at].amount)
        for at in sorted(chosen)
    )


def adjusted_in_words(budget: Budget, line: int) -> tuple[str, ...]:
    """What each batch did to a row of 收支明细, in order of time."""
    return tuple(
        f"{record.batch}（{record.day.isoformat()}）{row.operation}："
        + " → ".join(f"{one:,.2f}" for one in (row.before, row.after) if one is not None)
        for record, row in trail_of(budget.adjustments, budget.ledger[line])
    )


def _classified(
    posting: Posting, catalogue: Catalogue, projects: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """What classifies a posting, with the names of its codes and its project."""
    said = []
    for name, position in DIMENSIONS.items():
        value = str(posting[position])
        if not value:
            continue
        if name in CODE_DIMENSIONS:
            printed = catalogue.chart(AccountKind(name)).name(value)
            value = f"{value} {printed}" if printed else value
        elif name == "项目":
            value = projects.get(value, value)
        said.append((name, value))
    return tuple(said)
