"""The definitions of the facts, read from ``facts.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from yugong.figures.posting import DIMENSIONS
from yugong.figures.selection import Selection
from yugong.reading.located_yaml import parse_yaml


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One fact: a selection of the ledger, or the sum of other facts (by id)."""

    id: str
    selection: Selection
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactFamily:
    """Facts for every value of a dimension: ``功能.<编码>.基本支出``.

    ``levels`` are the lengths of the codes that get facts; none where values are no codes.
    """

    name: str
    position: int
    levels: tuple[int, ...]
    selection: Selection
    parts: tuple[tuple[str, Selection], ...]


@lru_cache(maxsize=1)
def fact_definitions() -> tuple[tuple[FactDefinition, ...], tuple[FactFamily, ...]]:
    """All definitions, in the order of the file.  A fault in it is a programmer's fault."""
    data = files("yugong.figures").joinpath("facts.yaml").read_bytes()
    located, findings = parse_yaml(data, "facts.yaml")
    if located is None or findings:
        raise ValueError(f"facts.yaml: {findings}")
    singles = []
    for group, facts in located.value["事实"].items():
        for name, text in facts.items():
            singles.append(_definition(group, name, text))
    families = [_family(name, text) for name, text in located.value["展开"].items()]
    return tuple(singles), tuple(families)


def _definition(group: str, name: str, text: dict[str, Any]) -> FactDefinition:
    parts = tuple(f"{group}.{part}" for part in text.get("和", ()))
    selection = Selection() if parts else Selection.parse(text)
    return FactDefinition(f"{group}.{name}", selection, parts)


def _family(name: str, text: dict[str, Any]) -> FactFamily:
    return FactFamily(
        name=name,
        position=DIMENSIONS[text["按"]],
        levels=tuple(int(level) for level in text.get("级", ())),
        selection=Selection.parse(text.get("取", {})),
        parts=tuple((part, Selection.parse(sel)) for part, sel in text["分"].items()),
    )
