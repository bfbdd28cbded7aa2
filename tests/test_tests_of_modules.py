"""Every module says where its tests are, or its tests name it.

A module has its tests at the same place below ``tests/``, or a test imports it, or its docstring
ends with a line ``Tests: tests/….py.``
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from builders.places import ROOT, SOURCE, TESTS

_NAMED = re.compile(r"^Tests: (tests/[\w/]+\.py)\.$", re.MULTILINE)


def _modules() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if not path.name.startswith("__")]


@cache
def _names_in_tests() -> frozenset[str]:
    """Return the dotted names that the files of tests import."""
    names = set[str]()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
                names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


def named_tests(module: Path) -> Path | None:
    """Return the file of tests that a module names, or None."""
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    named = _NAMED.search(docstring)
    return ROOT / named[1] if named else None


@pytest.mark.parametrize("module", _modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_names_its_tests_or_is_named_by_them(module: Path) -> None:
    within = module.relative_to(SOURCE).with_suffix("")
    mirrored = TESTS / within.parent / f"test_{within.name}.py"
    imported = ".".join(("yugong", *within.parts)) in _names_in_tests()
    named = named_tests(module)

    assert named is None or named.is_file(), f"{named} does not exist"
    assert mirrored.is_file() or imported or named is not None


def test_a_line_about_tests_is_read_from_a_docstring(tmp_path: Path) -> None:
    module = tmp_path / "rows.py"
    module.write_text('"""Rows.\n\nTests: tests/standard/test_tables.py.\n"""\n', encoding="utf-8")
    silent = tmp_path / "silent.py"
    silent.write_text('"""Tests: none."""\n', encoding="utf-8")

    assert named_tests(module) == ROOT / "tests/standard/test_tables.py"
    assert named_tests(silent) is None
