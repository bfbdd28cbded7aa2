"""Repair of a faulty file, so that the rest of it can be checked.

A person wants every fault of a file at once, but validation gives no model if a single field is
faulty.  So each faulty field is replaced by a value of the right type and the checks go on.  A
repaired file is never published: its faults stop the build.

Tests: tests/intake/test_budget_file.py.
"""

from __future__ import annotations

import copy
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from yugong.findings.similarity import most_similar
from yugong.reading.located_yaml import Location
from yugong.reading.to_complete import TO_COMPLETE, UNKNOWN_DAY

_FILLERS = {
    "amount": "0",
    "measure": "0",
    "illegal_character": "（有误）",
    "string_type": "（有误）",
    "string_too_short": "（缺）",
    "int_parsing": "2000",
    "int_type": "2000",
    "greater_than_equal": "2000",
    "less_than_equal": "2000",
    "date_from_datetime_parsing": "2000-01-01",
    "date_parsing": "2000-01-01",
    "date_type": "2000-01-01",
}
"""A value of the right type, by the kind of fault."""

_TO_COMPLETE = dict.fromkeys(_FILLERS, "0") | {
    kind: UNKNOWN_DAY.isoformat() for kind in _FILLERS if kind.startswith("date_")
}
"""The stand-ins in a draft for a field with the mark of missing content."""

_MISSING = ("（缺）", "0", "2000-01-01")
"""Candidates for a missing field: text, a number, a date; tried in this order."""

_ROUNDS = 4


def repair(model: type[BaseModel], value: Any, details: list[ErrorDetails]) -> Any | None:
    """Return ``value`` with its faulty fields replaced, or ``None`` if that is impossible."""
    from pydantic import ValidationError

    repaired = copy.deepcopy(value)
    tries: dict[Location, int] = {}
    for _ in range(_ROUNDS):
        for detail in details:
            if not _replace(repaired, detail, tries):
                return None
        try:
            model.model_validate(repaired)
        except ValidationError as error:
            details = independent_faults(error.errors(include_url=False))
        else:
            return repaired
    return None


def independent_faults(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Return the faults without their consequences: a list too short by its items' faults."""
    places = [tuple(detail["loc"]) for detail in details]

    def follows(detail: ErrorDetails) -> bool:
        where = tuple(detail["loc"])
        return detail["type"] == "too_short" and any(
            len(place) > len(where) and place[: len(where)] == where for place in places
        )

    return [detail for detail in details if not follows(detail)]


def _replace(value: Any, detail: ErrorDetails, tries: dict[Location, int]) -> bool:
    """Replace or remove the value of one fault; return false if that is impossible."""
    location: Location = tuple(detail["loc"])
    if not location:
        return False
    holder = _value_at(value, location[:-1])
    step = location[-1]
    kind = detail["type"]
    if isinstance(holder, dict):
        if kind == "extra_forbidden":
            del holder[step]
            return True
        number = tries.get(location, 0)
        tries[location] = number + 1
        if kind == "missing" or number:
            if number >= len(_MISSING):
                return False
            holder[step] = _MISSING[number]
            return True
    elif not (isinstance(holder, list) and isinstance(step, int) and step < len(holder)):
        return False
    if kind in ("enum", "literal_error"):
        choices = str((detail.get("ctx") or {}).get("expected", "")).replace("'", "")
        known = choices.replace(" or ", ", ").split(", ")
        holder[step] = most_similar(str(detail.get("input")), known) or known[0]
        return True
    if kind not in _FILLERS:
        return False
    fillers = _TO_COMPLETE if detail.get("input") == TO_COMPLETE else _FILLERS
    holder[step] = fillers[kind]
    return True


def _value_at(value: Any, location: Location) -> Any:
    for step in location:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value
