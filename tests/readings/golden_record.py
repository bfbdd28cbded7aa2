"""The published figures of the samples, and what in them cannot be reproduced."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from builders.places import GOLDEN

_FOLDER = GOLDEN


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


def right_rows(sample: str, number: str, width: int) -> list[list[str]]:
    """The rows of a table as they should have been published; ``width`` is its columns.

    What the list of deviations says is printed there must be what is printed there.
    """
    known = deviations(sample)
    rows = [[cell or "" for cell in row] for row in golden(sample)["tables"][number]["rows"]]
    whole = known.get(f"表{number}.各行")
    if whole is not None:
        assert ["|".join(row) for row in rows] == whole["刊印"].split("\n"), number
        rows = [line.split("|") for line in whole["应为"].split("\n")]
    for place, entry in known.items():
        table, *steps = place.split(".")
        if table != f"表{number}" or len(steps) != 2:
            continue
        if steps[0] == "增行":
            rows.insert(int(steps[1]), entry["应为"].split("|"))
        elif steps[0].isdigit():
            row, column = map(int, steps)
            assert rows[row][column] == entry["刊印"], place
            rows[row][column] = entry["应为"]
    if f"表{number}.合计行" in known:
        rows.append(["合计"] + [""] * (width - 1))
    return rows


def _yaml(name: str) -> Any:
    return YAML(typ="safe").load((_FOLDER / name).read_text(encoding="utf-8"))
