"""The ledger of Xiaoyi has what the lists of corrections say instead of the print."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from builders.places import GOLDEN
from builders.samples import prepared_sample
from yugong.budget.project import Project
from yugong.reading.located_yaml import parse_yaml

_FILES = sorted(GOLDEN.glob("xiaoyi-2025-corrections-*.yaml"))
_OF_INDICATORS = ("指标值", "年度指标值", "三级", "二级")


@cache
def _corrections() -> tuple[dict[str, str], ...]:
    return tuple(entry for file in _FILES for entry in _entries(file.read_bytes(), file.name))


def _entries(data: bytes, name: str) -> Iterator[Any]:
    parsed, findings = parse_yaml(data, name)
    assert findings == []
    assert parsed is not None
    yield from parsed.value


def _project(code: str) -> Project:
    projects = prepared_sample("xiaoyi-2025").intake.budget.projects
    return next(project for project in projects if project.code == code)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip(",:。、")


def test_every_correction_has_its_ground_and_differs_from_the_print() -> None:
    assert len(_corrections()) > 100
    for entry in _corrections():
        assert entry["依据"], entry
        assert entry["刊印"] != entry["这里"], entry


@pytest.mark.parametrize("field", _OF_INDICATORS)
def test_the_ledger_has_the_indicators_as_corrected(field: str) -> None:
    entries = [entry for entry in _corrections() if entry["处"].endswith(f".{field}")]
    missing = [entry for entry in entries if entry["这里"] not in _stated(entry, field)]

    assert len(entries) > 5
    assert missing == []


def _stated(entry: dict[str, str], field: str) -> list[str]:
    """Return what the indicators of the entry's name, as printed or as corrected, say."""
    name = entry["处"].rsplit(".", 1)[0]
    names = {_plain(name)} | {
        _plain(other["这里"])
        for other in _corrections()
        if (other["表"], other["处"]) == (entry["表"], f"{name}.三级")
    }
    rows = [row for row in _project(entry["项目"]).indicators if _plain(row.level3) in names]
    match field:
        case "指标值":
            return [row.value for row in rows]
        case "年度指标值":
            return [row.year_value or row.value for row in rows]
        case "三级":
            return [row.level3 for row in rows]
        case _:
            return [row.level2 for row in rows]


def test_a_project_has_the_name_of_its_table_where_the_form_has_another() -> None:
    entries = [entry for entry in _corrections() if entry["处"] == "项目名称"]

    assert len(entries) > 3
    for entry in entries:
        assert _project(entry["项目"]).name == entry["这里"]


def test_no_sentence_stands_in_the_forms_of_two_corrected_projects() -> None:
    codes = {entry["项目"] for entry in _corrections() if "项目" in entry}
    seen: dict[str, str] = {}
    for project in map(_project, sorted(codes)):
        texts = (project.overview, project.necessity, project.plan, project.period_goal)
        for sentence in {part for text in texts for part in text.split("。") if len(part) > 6}:
            assert sentence not in seen, (sentence, seen.get(sentence), project.code)
            seen[sentence] = project.code or project.name
    assert len(seen) > 100
