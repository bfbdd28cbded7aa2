"""The definitions of the facts, read from ``facts.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from yugong.figures.posting import DIMENSIONS
from yugong.figures.selection import Selection, SelectionText
from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml

Scopes = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
"""The dimensions that a standard sets differently (口径) with their values, by group of facts."""


def scopes_of(text: Mapping[str, SelectionText]) -> Scopes:
    """Return the scopes of a standard's text, such as ``三公: {来源: 一般公共预算}``."""
    return tuple(
        (
            group,
            tuple(
                (dimension, (values,) if isinstance(values, str) else tuple(values))
                for dimension, values in dimensions.items()
            ),
        )
        for group, dimensions in text.items()
    )


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


@lru_cache(maxsize=16)
def fact_definitions(
    scopes: Scopes = (),
) -> tuple[tuple[FactDefinition, ...], tuple[FactFamily, ...]]:
    """Return all definitions, in the order of the file.

    ``scopes`` are those of the standard. A fault in the file is a programmer's fault.
    """
    written = shipped_yaml("yugong.figures", "facts.yaml")
    set_otherwise = dict(scopes)
    singles = [
        _definition(group, name, text, dict(set_otherwise.get(group, ())))
        for group, name, text in _written(written["事实"])
    ]
    families = [_family(name, text) for name, text in written["展开"].items()]
    return tuple(singles), tuple(families)


def fact_groups() -> tuple[str, ...]:
    """Return the groups of the single facts: 收入, 支出, 三公, …."""
    return tuple(
        dict.fromkeys(definition.id.partition(".")[0] for definition in fact_definitions()[0])
    )


def _written(groups: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for group, facts in groups.items():
        for name, text in facts.items():
            yield group, name, text


def _definition(
    group: str, name: str, text: dict[str, Any], otherwise: Mapping[str, tuple[str, ...]]
) -> FactDefinition:
    parts = tuple(f"{group}.{part}" for part in text.get("和", ()))
    replaced = {dimension: list(values) for dimension, values in otherwise.items()}
    selection = Selection() if parts else Selection.parse({**text, **replaced})
    return FactDefinition(f"{group}.{name}", selection, parts)


def _family(name: str, text: dict[str, Any]) -> FactFamily:
    return FactFamily(
        name=name,
        position=DIMENSIONS[text["按"]],
        levels=tuple(int(level) for level in text.get("级", ())),
        selection=Selection.parse(text.get("取", {})),
        parts=tuple((part, Selection.parse(sel)) for part, sel in text["分"].items()),
    )
