"""The empty budget file says what to write, and filled in it is a valid budget."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from yugong.budget.budget import Budget
from yugong.findings import FindingsError, Place
from yugong.intake.budget_file import read_budget
from yugong.intake.catalogue_source import catalogue_years
from yugong.intake.yaml_skeleton import yaml_skeleton
from yugong.intake.yaml_update import update_yaml
from yugong.jobs.compute import compute_budget
from yugong.reading.located_yaml import parse_yaml
from yugong.standard.library import load_standard, shipped_names
from yugong.standard.schema import Standard

_ANSWERS = {
    "代码": "006",
    "级次": "县",
    "公开日期": "2026-03-02",
    "性质": "事业",
    "支出类别": "公用经费",
    "功能科目": "2012604",
    "部门经济科目": "30201",
    "金额": "1000.00",
}


def _standard(name: str) -> Standard:
    loaded, _ = load_standard(name, Place())
    assert loaded is not None
    return loaded.standard


def _skeleton(name: str, form: str | None = None) -> str:
    standard = _standard(name)
    form = form or standard.overall.default
    spec = standard.overall.forms[form]
    compared = [comparison.fact for comparison in standard.comparisons]
    return yaml_skeleton(
        name,
        standard.years.latest or catalogue_years()[-1],
        spec.required,
        form,
        standard.text.required,
        list(dict.fromkeys([*compared, *spec.previous])),
        spec.frame,
        optional_fields=spec.optional,
        project_frame=standard.project_form.frame,
        demanded={str(part): fields for part, fields in standard.demanded.items()},
    )


def _value(text: str) -> Any:
    located, findings = parse_yaml(text.encode(), "x.yaml")
    assert located is not None, findings
    assert findings == []
    return located.value


def _filled(value: Any, key: str = "", part: str = "") -> Any:
    """``value`` with every empty place filled in as a clerk would."""
    if isinstance(value, dict):
        return {k: _filled(inner, k, part or k) for k, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, key, part) for inner in value]
    if value is not None:
        return value
    number = part in ("上年数", "国有资产") or key.endswith("数")
    return _ANSWERS.get(key, "0" if number else "某县档案馆")


def _in_use(text: str) -> str:
    """The skeleton with everything optional put to use."""
    return re.sub("^# ", "", text, flags=re.MULTILINE)


_FORMS = [
    (name, form)
    for name in shipped_names()
    for loaded in [load_standard(name, Place())[0]]
    if loaded is not None
    for form in loaded.standard.overall.forms
]


@pytest.mark.parametrize("put_to_use", [str, _in_use], ids=["needed", "all"])
@pytest.mark.parametrize(("name", "form"), _FORMS)
def test_filled_in_it_is_a_valid_budget(
    name: str, form: str, put_to_use: Any, tmp_path: Path
) -> None:
    text = put_to_use(_skeleton(name, form))
    value = _filled(_value(text))
    reasons = dict.fromkeys(value["上年数"], "按工作需要安排。")
    value["变动原因"] = reasons
    for files in ("上年资料", "附件"):  # there are no such files beside this one
        value.pop(files, None)
    path = tmp_path / "budget.yaml"
    path.write_text(update_yaml(text, value), encoding="utf-8")

    prepared = compute_budget(path)

    # A 科目 of the department's own, and a year whose catalogue is that of another.
    assert [finding for finding in prepared.findings if finding.code not in ("B007", "R008")] == []
    assert "## 部门基本情况" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", shipped_names())
def test_left_empty_every_place_to_fill_in_is_named(name: str, tmp_path: Path) -> None:
    path = tmp_path / "budget.yaml"
    path.write_text(_skeleton(name), encoding="utf-8")
    _, findings = read_budget(path)
    paths = {finding.place.path for finding in findings}

    assert {finding.code for finding in findings} <= {"B002", "B004", "R008"}
    previous = f"上年数.{_standard(name).comparisons[0].fact}"
    assert {"部门.名称", "收支明细[1].金额", previous, "文字.其他说明"} <= paths
    lines = path.read_text(encoding="utf-8").split("\n")
    marked = {index for index, line in enumerate(lines, 1) if "## 必填" in line}
    assert marked <= {finding.place.line for finding in findings}
    with pytest.raises(FindingsError):
        compute_budget(path)


def test_a_project_is_asked_only_for_what_the_standard_demands() -> None:
    assert "#   概况: （填写概况）" in _skeleton("national")
    assert "概况:" not in _skeleton("hebei-2023")


def test_it_names_every_field_of_a_budget() -> None:
    text = _skeleton(shipped_names()[0])

    for field in Budget.model_fields.values():
        if field.alias != "科目文件":
            assert re.search(rf"^(# )?{field.alias}:", text, re.MULTILINE), field.alias


def test_a_standard_that_asks_for_nothing_gives_a_file_that_reads() -> None:
    value = _value(yaml_skeleton("某市.yaml", 2027, [], "甲: 表", [], [], {}))

    assert value["年度"] == "2027"
    assert value["整体绩效"] == {"表式": "甲: 表", "栏目": {}, "指标": []}
    assert _value(_in_use(yaml_skeleton("x", 2027, ["甲"], "乙", ["丙"], ["丁"], {"戊": []})))


def test_awkward_names_are_quoted() -> None:
    value = _value(yaml_skeleton("a", 2026, ["a: b"], "x", ["- c"], ["d #"], {"{e": ["f, g"]}))

    assert list(value["整体绩效"]["栏目"]) == ["a: b"]
    assert value["整体绩效"]["指标"] == [
        {"一级": "{e", "二级": "f, g", "三级": None, "指标值": None}
    ]
    assert list(value["文字"]) == ["- c"]
    assert list(value["上年数"]) == ["d #"]
