"""Faults of a standard and of its bases are reported in the file that has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from yugong.findings import Finding, Place
from yugong.standard.library import load_standard

_MID = """\
基于: shanxi-2025
名称: 某市
说明: 某市的部门预算公开
表:
- 名称: 甲表
- 名称: 乙表
"""
_OWN = """\
基于: mid.yaml
名称: 某县
说明: 某县的部门预算公开
"""


def _faults(folder: Path, text: str, mid: str = _MID) -> list[Finding]:
    """Return the findings about a county's standard that is based on a city's."""
    (folder / "mid.yaml").write_text(mid, encoding="utf-8")
    derived = folder / "own.yaml"
    derived.write_text(_OWN + text, encoding="utf-8")
    standard, findings = load_standard(str(derived), Place())
    assert standard is None
    return findings


@pytest.mark.parametrize("tables", ["表: [{名称: 丙表}]", "表: [丙表, 丁表]"])
def test_incomplete_tables_of_the_base_are_reported_in_its_file(
    tmp_path: Path, tables: str
) -> None:
    reported = {
        (fault.code, fault.place.file, fault.place.line) for fault in _faults(tmp_path, tables)
    }

    assert {("B002", "mid.yaml", 5), ("B002", "mid.yaml", 6)} <= reported


def test_a_new_table_with_a_wrong_name_is_still_reported_as_that(tmp_path: Path) -> None:
    reported = [
        (fault.code, fault.actual) for fault in _faults(tmp_path, "表: [{名称: 预算收支总标}]\n")
    ]

    assert ("S031", "预算收支总标") in reported


def test_tables_that_were_left_empty_are_missing(tmp_path: Path) -> None:
    faults = _faults(tmp_path, "表:\n", mid=_MID.partition("表")[0])

    assert [(finding.code, finding.place.path, finding.place.line) for finding in faults] == [
        ("B002", "表", 4)
    ]


def test_a_template_whose_path_no_system_allows_is_not_found(tmp_path: Path) -> None:
    text = '模板: {word: "a\\0.docx"}\n'
    [finding] = _faults(tmp_path, text, mid=_MID.partition("表")[0])

    assert (finding.code, finding.place.line) == ("R001", 4)
    assert "路径中有系统不允许的字符" in finding.expected
