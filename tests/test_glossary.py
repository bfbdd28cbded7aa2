"""The glossary gives each term of the field its name in the code, and the code uses that name."""

from __future__ import annotations

import re

import pytest

from builders.places import ROOT

_GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def _rows() -> list[list[str]]:
    cells = [line.strip("|").split("|") for line in _GLOSSARY.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in row] for row in cells]
    return [row for row in rows if row[0] != "中文" and not set(row[0]) <= set("- ")]


def _names() -> list[str]:
    return sorted(
        {name for row in _rows() for cell in row[1:] for name in re.findall("`(.+?)`", cell)}
    )


@pytest.fixture(scope="module")
def words_of_the_source() -> frozenset[str]:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.py"))
    )
    return frozenset(re.findall(r"[A-Za-z]+(?:_[A-Za-z]+)*", text))


def test_every_term_has_one_row_with_a_name_in_the_code() -> None:
    terms = [row[0] for row in _rows()]

    assert len(terms) == len(set(terms)) > 40
    assert all(len(row) == 3 and "`" in row[1] for row in _rows())


@pytest.mark.parametrize("name", _names())
def test_the_code_uses_the_name_of_a_term(name: str, words_of_the_source: frozenset[str]) -> None:
    assert name in words_of_the_source


def test_contributors_are_pointed_to_the_glossary() -> None:
    assert "docs/glossary.md" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
