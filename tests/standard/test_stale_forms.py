"""Amounts in forms follow the money: what was right before a batch and is not now is listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from builders.published_miniature import standard
from builders.small_budget import budget_text
from builders.workbook_edit import plain_value
from yugong.budget.budget import Budget
from yugong.findings import Place, Severity
from yugong.standard.stale_forms import Misfit, check_stale_forms, stale_amounts, with_marks

ROW = "特定目标类项目 / 档案数字化 / 2012604 / 30227"
CUT = {
    "批次": "第一次调整",
    "日期": "2026-06-30",
    "原因": "压减",
    "调整前": "1030000.00",
    "调整后": "1000000.00",
    "明细": [{"表": "收支明细", "操作": "修改", "行": ROW, "原金额": "350000", "新金额": "320000"}],
}
"""档案数字化 had 35 and has 32万元; the department had 103 and has 100."""


def _budget(
    *, trail: bool = True, overall: Mapping[str, str] | None = None, cost: str = "", **texts: Any
) -> Budget:
    value = plain_value(budget_text())
    [project] = value["项目"]
    project |= texts
    if cost:
        name, amount = cost.split(" ")
        slots = {"一级": "产出指标", "二级": "成本指标"}
        project["指标"].append({**slots, "三级": name, "指标值": amount})
    value["整体绩效"]["栏目"] |= overall or {}
    if trail:
        value["预算调整"] = [CUT]
    return Budget.model_validate(value)


def _words(field: str, text: str) -> dict[str, Any]:
    return {field: text}


def _misfits(budget: Budget) -> list[tuple[str, Misfit]]:
    return [(amount.field, amount.misfit) for amount in stale_amounts(budget)]


@pytest.mark.parametrize("field", ["概况", "必要性", "实施计划", "实施期目标", "年度目标"])
@pytest.mark.parametrize(
    ("text", "misfits"),
    [
        ("投入35万元，扫描十万页。", [Misfit.EARLIER]),
        ("投入350,000元，扫描十万页。", [Misfit.EARLIER]),
        ("投入32万元，扫描十万页。", []),
        ("投入31万元，扫描十万页。", []),  # part of the money, as far as the ledger says
        ("上年投入35万元，扫描十万页。", []),
        ("扫描35万页。", []),
    ],
)
def test_a_text_that_names_the_money_before_a_batch_is_stale(
    field: str, text: str, misfits: list[Misfit]
) -> None:
    assert _misfits(_budget(**_words(field, text))) == [(field, misfit) for misfit in misfits]


def test_without_a_batch_there_is_no_money_before() -> None:
    assert _misfits(_budget(trail=False, 概况="投入35万元。")) == []


@pytest.mark.parametrize(
    ("text", "misfits"),
    [
        ("本年安排资金35万元。", [Misfit.CLAIMED]),
        ("本年安排资金32万元。", []),
        ("年度资金为30万元。", [Misfit.CLAIMED]),
        ("上年安排资金35万元。", []),
        ("7台×5万元=35万元", []),
        ("7台×5万元=32万元", [Misfit.PRODUCT]),
        ("7台×5万元", [Misfit.BEYOND]),
        ("8台×4万元", []),
        ("3台×5万元", []),  # part of the money
    ],
)
def test_a_claim_and_a_product_are_compared_without_any_batch(
    text: str, misfits: list[Misfit]
) -> None:
    expected = [("实施计划", misfit) for misfit in misfits]
    if text == "7台×5万元=35万元":
        expected = [("实施计划", Misfit.BEYOND)]

    assert _misfits(_budget(trail=False, 实施计划=text)) == expected


@pytest.mark.parametrize(
    ("cost", "misfit"),
    [
        ("总成本 ≤35万元", Misfit.EARLIER),
        ("总成本 ≤30万元", Misfit.COST),
        ("总成本 40万元", Misfit.COST),
        ("总成本 ≤32万元", None),
        ("总成本 ≥30万元", None),
        ("设备费用 ≤30万元", None),  # part of the money
        ("设备费用 ≤40万元", Misfit.COST),
        ("扫描单价 ≤3元", None),
        ("每页成本 ≤3元", None),
    ],
)
def test_the_only_cost_of_a_form_is_the_project_s_money(cost: str, misfit: Misfit | None) -> None:
    expected = [] if misfit is None else [("指标[3].指标值", misfit)]

    assert _misfits(_budget(cost=cost)) == expected


@pytest.mark.parametrize(
    ("name", "misfit"), [("总成本", Misfit.COST), ("设备购置费", None), ("项目资金", Misfit.COST)]
)
def test_a_cost_beside_another_is_a_part_unless_its_name_says_all(
    name: str, misfit: Misfit | None
) -> None:
    budget = _budget(cost=f"{name} ≤30万元")
    [project] = budget.projects
    price = project.indicators[-1].model_copy(update={"level3": "扫描单价", "value": "≤3元"})
    project = project.model_copy(update={"indicators": (*project.indicators, price)})
    budget = budget.model_copy(update={"projects": (project,)})

    assert _misfits(budget) == ([] if misfit is None else [("指标[3].指标值", misfit)])


@pytest.mark.parametrize(
    ("period", "stale"), [("350000", True), ("320000", False), ("700000", False)]
)
def test_funds_of_the_period_that_were_those_of_the_year_are_stale(
    period: str, stale: bool
) -> None:
    budget = _budget(实施期资金={"市县财政资金": period})

    assert _misfits(budget) == ([("实施期资金", Misfit.EARLIER)] if stale else [])


@pytest.mark.parametrize(
    ("text", "stale"),
    [
        ("全年支出103万元。", True),
        ("项目支出35万元。", True),
        ("基本支出68万元，项目支出32万元，共100万元。", False),
        ("上年支出103万元。", False),
    ],
)
def test_the_form_of_the_department_follows_the_department_s_money(text: str, stale: bool) -> None:
    budget = _budget(overall={"年度绩效目标": text})

    assert _misfits(budget) == ([("栏目.年度绩效目标", Misfit.EARLIER)] if stale else [])


def test_money_is_followed_back_through_several_batches() -> None:
    value = plain_value(budget_text())
    value["项目"][0] |= {"概况": "投入35万元。", "实施计划": "投入40万元。"}
    row = {"表": "收支明细", "操作": "修改", "行": ROW, "原金额": "400000", "新金额": "350000"}
    value["预算调整"] = [CUT | {"批次": "第零次调整", "明细": [row]}, CUT]

    assert _misfits(Budget.model_validate(value)) == [
        ("概况", Misfit.EARLIER),
        ("实施计划", Misfit.EARLIER),
    ]


def test_a_finding_names_the_field_the_words_and_the_money() -> None:
    budget = _budget(概况="扫描馆藏的全部纸质档案，投入35万元，分两期完成。")

    [finding] = check_stale_forms(stale_amounts(budget), lambda path: Place(path=str(path)))

    assert (finding.code, finding.severity) == ("B037", Severity.WARNING)
    assert finding.place.path == "('项目', 0, '概况')"
    assert (
        finding.actual
        == "“档案数字化”概况：…馆藏的全部纸质档案，投入35万元，分两期…（调整前的金额）"
    )
    assert finding.expected == "与项目现在的资金 320,000.00 元相符"


def test_marks_are_put_around_every_stale_amount_and_nothing_else() -> None:
    budget = _budget(
        概况="35万元中，设备10万元，其余共350000元。",
        cost="总成本 ≤35万元",
        overall={"年度绩效目标": "支出103万元。"},
    )

    marked, marks = with_marks(budget, stale_amounts(budget), standard())

    assert (
        marked.projects[0].overview == "【35万元待更新】中，设备10万元，其余共【350000元待更新】。"
    )
    assert marked.projects[0].indicators[-1].value == "≤【35万元待更新】"
    assert marked.overall is not None
    assert marked.overall.fields["年度绩效目标"] == "支出【103万元待更新】。"
    assert marks == {"【35万元待更新】", "【350000元待更新】", "【103万元待更新】"}
    assert marked.ledger == budget.ledger
