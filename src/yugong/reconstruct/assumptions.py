"""Assumptions for facts that the printed tables leave open, read from a data file.

Tests: tests/reconstruct/test_facts_in_print.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Natural pairs of 科目, and 科目 suggested by the words of a project's name."""

    pairs: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    project_functions: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    project_economics: tuple[tuple[tuple[str, ...], str], ...]
    receptions: tuple[tuple[tuple[str, ...], str], ...]
    otherwise: str
    income: Mapping[str, str]

    def goes_with(self, function: str, economic: str) -> bool:
        """Tell if two 科目 are a natural pair of 基本支出."""
        return any(
            economic.startswith(economics) and function.startswith(functions)
            for economics, functions in self.pairs
        )

    def suggests_function(self, project: str, function: str) -> bool:
        """Tell if a project's name suggests this 功能科目."""
        return any(
            function.startswith(functions) and any(word in project for word in words)
            for words, functions in self.project_functions
        )

    def economic(self, project: str) -> str:
        """Return the 部门经济科目 that a project's name suggests."""
        for words, code in self.project_economics:
            if any(word in project for word in words):
                return code
        return self.otherwise

    def names_reception(self, project: str, economic: str) -> bool:
        """Tell if a project's name names this kind of “三公” spending."""
        return any(
            code == economic and any(word in project for word in words)
            for words, code in self.receptions
        )


@cache
def assumptions() -> Assumptions:
    """Return the assumptions shipped with the program."""
    value: dict[str, Any] = shipped_yaml("yugong.reconstruct", "assumptions.yaml")
    return Assumptions(
        pairs=tuple((tuple(entry["经济"]), tuple(entry["功能"])) for entry in value["对应"]),
        project_functions=tuple(
            (tuple(entry["字样"]), tuple(entry["功能"])) for entry in value["项目功能"]
        ),
        project_economics=tuple(
            (tuple(entry["字样"]), entry["经济"]) for entry in value["项目经济"]
        ),
        receptions=tuple((tuple(entry["字样"]), entry["经济"]) for entry in value["三公"]),
        otherwise=value["其他"],
        income=value["收入科目"],
    )
