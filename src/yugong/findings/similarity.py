"""The known value most similar to a wrong one.

Tests: tests/template/test_checker.py.
"""

from __future__ import annotations

from collections.abc import Iterable


def most_similar(name: str, known: Iterable[str], cutoff: int = 45) -> str:
    """Return the known name most like ``name``; empty if none is similar enough."""
    from rapidfuzz import fuzz, process  # only faults need it: kept off the start-up path

    best = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=cutoff)
    return "" if best is None else str(best[0])
