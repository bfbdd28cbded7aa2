"""From a paragraph of a built package to the field of the budget file that it comes from.

Tests: tests/jobs/test_check_built.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from yugong.budget.budget import Reason
from yugong.findings import Place
from yugong.published.model.package import PublishedPackage
from yugong.published.narrative.words import narrative_words

_REASONS = "变动原因"


def ledger_places(package: PublishedPackage, reasons: Mapping[str, Reason]) -> dict[Place, Place]:
    """Map the places of paragraphs that the department wrote to the places of their fields.

    ``reasons`` are the department's, by fact id; a paragraph with several maps to 变动原因 as a
    whole.  Paragraphs that the program wrote have no field and are left out.
    """
    filled = {
        section.name: section.filled_in for section in narrative_words()[0] if section.filled_in
    }
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
    """Return a reason as printed in a sentence, without a closing sign."""
    return reason.strip().rstrip("。；;，,")


def _in_field(field: str, place: Place) -> Place:
    return Place(path=f"{field}（Word 文本{place.path.partition('（')[0]}）")
