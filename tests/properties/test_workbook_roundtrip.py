"""A ledger has the same content in a workbook and in YAML, in both directions."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.places import SAMPLES
from builders.workbook_edit import catalogue, plain_value, small_value, small_workbook
from yugong.budget.budget import Budget
from yugong.budget.dimension import Category, Source, Year
from yugong.intake.workbook_read import read_workbook
from yugong.intake.workbook_write import write_workbook


def _through(value: dict[str, Any], folder: Path) -> dict[str, Any]:
    path = folder / "through.xlsx"
    write_workbook(path, value, catalogue())
    workbook, findings = read_workbook(path)
    assert findings == []
    assert workbook is not None
    return workbook.value


def _sample(name: str) -> dict[str, Any]:
    return plain_value((SAMPLES / name / "budget.yaml").read_text(encoding="utf-8"))


def test_a_sample_is_the_same_budget_after_a_workbook(sample_name: str, tmp_path: Path) -> None:
    value = _sample(sample_name)
    through = _through(value, tmp_path)

    assert through == value
    assert Budget.model_validate(through) == Budget.model_validate(value)


def test_a_workbook_read_and_written_again_is_byte_for_byte_the_same(
    sample_name: str, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    write_workbook(first, _sample(sample_name), catalogue())
    workbook, _ = read_workbook(first)
    assert workbook is not None
    write_workbook(second, workbook.value, catalogue())

    assert first.read_bytes() == second.read_bytes()


def test_the_workbook_beside_a_sample_says_the_same(sample_name: str, update_golden: bool) -> None:
    value = _sample(sample_name)
    path = SAMPLES / sample_name / "budget.xlsx"
    if update_golden:
        write_workbook(path, value, catalogue(int(value["年度"])))
    workbook, findings = read_workbook(path)

    assert findings == []
    assert workbook is not None
    assert workbook.value == value


def test_a_ledger_without_defaults_gets_none(tmp_path: Path) -> None:
    workbook, findings = read_workbook(small_workbook(tmp_path))

    assert findings == []
    assert workbook is not None
    assert Budget.model_validate(workbook.value) == Budget.model_validate(small_value())
    assert "资金来源" not in workbook.value["收支明细"][0]
    assert "自称" not in workbook.value["部门"]


def test_an_empty_form_says_nothing(tmp_path: Path) -> None:
    assert _through({}, tmp_path) == {}


def test_prefilled_names_without_content_say_nothing(tmp_path: Path) -> None:
    value = {"文字": {"其他说明": None}, "上年数": {"收入.总计": None}}

    assert _through(value, tmp_path) == {}


def test_assets_without_vehicles_keep_the_vehicles_part(tmp_path: Path) -> None:
    value = small_value() | {"国有资产": {**small_value()["国有资产"], "车辆": {}}}

    assert _through(value, tmp_path)["国有资产"]["车辆"] == {}


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-",
        "@某人",
        "{=SUM(A1)}",
        "第一行\n第二行\n\n第四行",
        "1e5",
        "007",
        "TRUE",
        "_x0041_",
        "<&>\"'",
        "https://example.org/页",
        "含\t制表符",
        "𠮷野家",
        "2026-01-01",
        "95%",
    ],
)
def test_any_text_stays_that_text(text: str, tmp_path: Path) -> None:
    value = {"文字": {"其他说明": text}, "部门": {"职责": [text], "代码": text}}

    assert _through(value, tmp_path) == value


@pytest.mark.parametrize(
    "amount", ["0.00", "0.01", "0.29", "2399231.00", "9999999999999.99", "123456789012345678.25"]
)
def test_any_amount_stays_exact(amount: str, tmp_path: Path) -> None:
    value = {"上年数": {"收入.总计": amount}, "收支明细": [{"金额": amount}]}

    assert _through(value, tmp_path) == value


@pytest.mark.parametrize("amount", ["六十万", "1.234", "-5.00", "1,2"])
def test_an_amount_that_is_none_stays_for_the_models_to_report(amount: str, tmp_path: Path) -> None:
    value = {"收支明细": [{"金额": amount}]}

    assert _through(value, tmp_path) == value


def test_indicators_go_to_the_project_of_their_code_where_names_are_the_same(
    tmp_path: Path,
) -> None:
    value = {
        "项目": [
            {"编码": "XM1", "名称": "维修", "指标": [{"一级": "甲"}, {"一级": "乙"}]},
            {"编码": "XM2", "名称": "维修", "指标": [{"一级": "丙"}]},
            {"名称": "采购", "指标": [{"一级": "丁"}]},
        ]
    }

    assert _through(value, tmp_path) == value


_BREAKABLE = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="\n\t"),
    min_size=1,
    max_size=30,
).map(lambda text: text.strip(" \t\n\xa0\u2000\u2001\u2002\u2003\u2009\u3000"))
_TEXT = _BREAKABLE.filter(lambda text: bool(text) and text == text.strip())
_AMOUNT = st.integers(0, 10**15 - 1).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
_COUNT = st.integers(0, 10**6).map(str)
_DATE = st.dates().map(lambda day: day.isoformat())


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields).filter(bool)


def _list(entry: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(entry, min_size=1, max_size=4)


_FUNDS = _some(中央财政资金=_AMOUNT, 单位自筹=_AMOUNT, 其他资金=_AMOUNT)
_INDICATOR = _some(一级=_TEXT, 二级=_TEXT, 指标值=_TEXT, 年度指标值=_TEXT, 依据=_TEXT)
_PROJECT = st.fixed_dictionaries(
    {"名称": _TEXT},
    optional={
        "概况": _TEXT,
        "年度目标": _TEXT,
        "实施期资金": _FUNDS,
        "年度资金": _FUNDS,
        "指标": _list(_INDICATOR),
    },
)
_LINE = _some(
    单位=_TEXT,
    支出类别=st.sampled_from(list(map(str, Category))),
    功能科目=st.from_regex("[0-9]{3,7}", fullmatch=True),
    部门经济科目=st.sampled_from(["30101", "30201", "99999"]),
    资金来源=st.sampled_from(list(map(str, Source))),
    年份=st.sampled_from(list(map(str, Year))),
    金额=_AMOUNT,
    备注=_TEXT,
)
_RECORD = st.fixed_dictionaries(
    {"批次": _TEXT},
    optional={
        "日期": _DATE,
        "原因": _TEXT,
        "调整前": _AMOUNT,
        "调整后": _AMOUNT,
        "明细": _list(_some(表=_TEXT, 操作=_TEXT, 行=_TEXT, 原金额=_AMOUNT, 新金额=_AMOUNT)),
    },
)
_VALUE = _some(
    标准=_TEXT,
    年度=_COUNT,
    部门=_some(
        名称=_TEXT,
        公开日期=_DATE,
        单位=_list(_some(名称=_TEXT, 性质=_TEXT)),
        职责=_list(_TEXT),
        机构设置=_list(_TEXT),
        内设机构=_list(_some(名称=_TEXT, 职责=_TEXT)),
    ),
    收支明细=_list(_LINE),
    项目=st.lists(_PROJECT, min_size=1, max_size=3, unique_by=lambda item: str(item["名称"])),
    整体绩效=_some(
        表式=_TEXT,
        栏目=st.dictionaries(_TEXT.filter(lambda name: name != "表式"), _TEXT, min_size=1),
        指标=_list(_INDICATOR),
    ),
    国有资产=st.fixed_dictionaries(
        {"车辆": st.fixed_dictionaries({}, optional={"领导用车": _COUNT, "其他公务用车": _COUNT})},
        optional={"截至日期": _DATE, "车辆编制数": _COUNT, "办公用房面积": _AMOUNT},
    ).filter(lambda assets: any(assets.values())),
    上年数=st.dictionaries(_TEXT, _AMOUNT, min_size=1, max_size=4),
    变动原因=st.dictionaries(_TEXT, _TEXT, min_size=1, max_size=4),
    科目文件=_list(_some(文件=_TEXT, 方式=st.sampled_from(["增加", "替换"]))),
    预算调整=st.lists(_RECORD, min_size=1, max_size=3, unique_by=lambda item: str(item["批次"])),
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(_VALUE)
def test_any_value_in_normal_form_goes_through_unchanged(value: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert _through(value, Path(folder)) == value
