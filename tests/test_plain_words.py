"""Names and docstrings are plain words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders.places import ROOT

_BANNED = frozenset(
    ("one", "own", "told", "said", "shown", "at", "rest", "beside", "found", "wanted", "held")
)
"""Names that say nothing of what they name; ``docs/glossary.md`` has the field's terms."""

_DIALECT = re.compile(r"\b(stands?|stood|standing|told|tells?|said)\b|^(What|Whether|Where)\b")
"""Words that a docstring does without: it states one fact, subject first, in the present tense."""


def _files() -> list[Path]:
    folders = (ROOT / "src", ROOT / "tests", ROOT / "bench")
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def faults_of(source: str) -> Iterator[str]:
    """Yield each banned name that a source binds, and each docstring in dialect, with its line."""
    for node in ast.walk(ast.parse(source)):
        for name in _bound(node):
            if name in _BANNED:
                yield f"{getattr(node, 'lineno', 0)}: {name}"
        text = _docstring(node)
        if text is not None and _DIALECT.search(text):
            yield f"{getattr(node, 'lineno', 1)}: {text.splitlines()[0]}"


def _bound(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.alias) and node.asname:
        return [node.asname]
    return []


def _docstring(node: ast.AST) -> str | None:
    if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
        return ast.get_docstring(node)
    return None


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_has_plain_names_and_docstrings(path: Path) -> None:
    assert list(faults_of(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("for one in rows: pass", ["1: one"]),
        ("def read(at: int) -> int: ...", ["1: at"]),
        ("class Row:\n    def found(self) -> None: ...", ["2: found"]),
        ("import json as rest", ["0: rest"]),
        ('def row() -> None:\n    """What stands in the row."""', ["1: What stands in the row."]),
        ('def row() -> None:\n    """Return the row, None if there is none."""', []),
        ("for row in rows: row.found = row.at", []),
    ],
)
def test_the_names_and_docstrings_that_are_not_plain(source: str, faults: list[str]) -> None:
    assert [re.sub("^0: ", "1: ", fault) for fault in faults_of(source)] == [
        re.sub("^0: ", "1: ", fault) for fault in faults
    ]
