"""The published figures of the samples, and what in them cannot be reproduced."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_FOLDER = Path(__file__).parent / "golden"


@cache
def golden(sample: str) -> dict[str, Any]:
    """A publication's tables, narrative figures and form figures, exactly as printed."""
    record: dict[str, Any] = json.loads((_FOLDER / f"{sample}.json").read_text(encoding="utf-8"))
    return record


@cache
def narrative_map() -> dict[str, Any]:
    """Which fact, in which form, each figure of the narrative is."""
    labels: dict[str, Any] = _yaml("narrative_map.yaml")
    return labels


@cache
def deviations(sample: str) -> dict[str, dict[str, str]]:
    """Places where the publication is not followed, with what is printed and what is right."""
    entries = [entry for entry in _yaml("deviations.yaml") if entry["套"] == sample]
    places = {str(entry["处"]): entry for entry in entries}
    assert len(places) == len(entries), "a place is listed twice"
    return places


def _yaml(name: str) -> Any:
    return YAML(typ="safe").load((_FOLDER / name).read_text(encoding="utf-8"))
