"""The place before a department's name, and what each level of government calls itself.

Tests: tests/budget/test_place.py.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml

_NAMES = (
    r"^(?:(?P<省>[^省市县区旗]{2,8}(?:省|自治区))?(?P<市>[^省市县区旗]{2,8}(?:市|自治州|盟|地区))?"
    r"(?P<县>[^省市县区旗]{1,12}(?:县|区|旗|市))?(?P<乡>[^省市县区旗乡镇]{1,8}(?:乡|镇|苏木|街道))?)"
)

_LONG = 5
"""The length from which a place with the letters of an organ is none: 会宁县 is one."""


@dataclass(frozen=True, slots=True)
class _Words:
    endings: dict[str, tuple[str, ...]]
    calls: dict[str, str]
    titles: re.Pattern[str]
    no_places: tuple[str, ...]
    organs: frozenset[str]


@cache
def _words() -> _Words:
    value: dict[str, Any] = shipped_yaml("yugong.budget", "places.yaml")
    levels = value["级次"]
    return _Words(
        {level: tuple(entry["名称"]) for level, entry in levels.items()},
        {level: str(entry["称呼"]) for level, entry in levels.items()},
        re.compile("^(?:" + "|".join(map(re.escape, value["冠称"])) + ")"),
        tuple(value["非区划"]),
        frozenset(value["机构用字"]),
    )


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_NAMES)


def places_before(department: str) -> tuple[str, ...]:
    """Return the places before a department's name, the highest first; empty if there is none."""
    words = _words()
    match = _pattern().match(words.titles.sub("", department))
    places: list[str] = []
    for place in match.groups() if match else ():
        if not place:
            continue
        if place.endswith(words.no_places):
            break
        if len(place) >= _LONG and words.organs & set(place):
            break
        places.append(place)
    return tuple(places)


def place_of_level(department: str, level: str) -> str:
    """Return the place of this level before a department's name; empty if it names none."""
    endings = _words().endings.get(level, ())
    return next(
        (place for place in reversed(places_before(department)) if place.endswith(endings)), ""
    )


def level_calls() -> dict[str, str]:
    """Return what each level calls itself in the titles of forms, such as 县级."""
    return dict(_words().calls)
