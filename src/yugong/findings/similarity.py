"""The valid value a wrong one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def most_similar(name: str, known: Iterable[str], cutoff: int = 45) -> str:
    """The known name most like ``name``; empty when none comes near."""
    from rapidfuzz import fuzz, process  # only faults need it: kept off the start-up path

    best = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=cutoff)
    return "" if best is None else str(best[0])
