"""The department that the line above a table names."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.small_budget import DEPARTMENT, budget_file
from yugong.findings import Severity
from yugong.jobs.build import build
from yugong.jobs.check import check
from yugong.published.tables.titles import department_of


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("部门名称：某县档案局", "某县档案局"),
        ("部门名称：某县\u3000档案局", "某县\u3000档案局"),
        ("部门：101-某县\u3000档案局\u3000单位：万元", "某县\u3000档案局"),
        ("部门名称：某县档案局\u3000金额单位：万元", "某县档案局"),
        ("部门名称：某县档案局\u3000预算年度：2026", "某县档案局"),
        ("编制单位：某县档案局\u30002026年1月5日", "某县档案局"),
        ("填报单位：某县档案局\u3000公开二表", "某县档案局"),
        ("填报单位：某县档案局  一般公共预算", "某县档案局"),
    ],
)
def test_a_department_name_ends_before_the_text_next_to_it(line: str, name: str) -> None:
    assert department_of(line) == name


def test_a_wide_blank_within_a_name_does_not_end_it(tmp_path: Path) -> None:
    named = DEPARTMENT.replace("名称: 某县档案馆\n", '名称: "某县\\u3000档案局"\n', 1)
    built = build(
        budget_file(tmp_path, department=named), tmp_path / "out", layout=False, draft=True
    )
    documents = [path for path in built.files if path.suffix in (".docx", ".xlsx")]

    assert len(documents) == 2
    for path in documents:
        checked = check(path)
        assert checked.package.department == "某县\u3000档案局"
        assert [
            finding.code for finding in checked.findings if finding.severity is Severity.ERROR
        ] == []
