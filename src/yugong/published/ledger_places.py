"""Which field of the budget file a paragraph of a package built here was written in."""

from __future__ import annotations

from collections.abc import Mapping

from yugong.budget.budget import Reason
from yugong.findings import Place
from yugong.published.model.package import PublishedPackage
from yugong.published.narrative.words import narrative_words

_REASONS = "变动原因"


def ledger_places(package: PublishedPackage, reasons: Mapping[str, Reason]) -> dict[Place, Place]:
    """The places of paragraphs the department wrote, each with that of its field.

    ``reasons`` are the department's, by fact id; a paragraph with several is of 变动原因 as such.
    What the program wrote has no field and is left out.
    """
    filled = {one.name: one.filled_in for one in narrative_words()[0] if one.filled_in}
    fields = {
        place: filled[section.name]
        for section in package.sections
        if section.name in filled
        for place in (section.place, *(passage.place for passage in section.passages))
    }
    for passage in package.passages:
        given = [fact for fact, reason in reasons.items() if bare(reason.text) in passage.text]
        if given:
            fields[passage.place] = f"{_REASONS}，{given[0]}" if len(given) == 1 else _REASONS
    return {place: _in_field(field, place) for place, field in fields.items()}


def bare(reason: str) -> str:
    """A reason as it goes into a sentence, without the sign it may end with."""
    return reason.strip().rstrip("。；;，,")


def _in_field(field: str, place: Place) -> Place:
    return Place(path=f"{field}（Word 文本{place.path.partition('（')[0]}）")
