"""The performance forms of published packages, however they were printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.samples import SAMPLE_NAMES, prepared_sample
from builders.tabbed_forms import TABBED, read
from readings.published_reading import (
    recognised,
    texts,
    written_word,
    written_workbook,
)
from yugong.jobs.compute import ComputedBudget
from yugong.published.model.package import FormIndicator, PerformanceForm, PublishedPackage
from yugong.standard.names import Names

FIELDS = {
    "主管部门及代码": "主管部门及代码",
    "实施单位": "实施单位",
    "项目属性": "项目属性",
    "项目期": "项目期",
    "项目概况": "概况",
    "立项依据": "立项依据",
    "项目设立必要性": "必要性",
    "保证项目实施的制度、措施": "保障措施",
    "项目实施计划": "实施计划",
    "实施期目标": "实施期目标",
    "年度目标": "年度目标",
}

FUNDS = {
    "总额": "总额",
    "中央财政资金": "中央",
    "省级财政资金": "省级",
    "市县（区）财政资金": "市县",
    "单位自筹": "自筹",
    "其他资金": "其他",
}


BROKEN = """\
某县县(区)级预算部门（单位）项目支出绩效目标申报表
（2023年度）
项目名称 彩灯购置费
主管部门及代码 013-某中心 实施单位 某中心
项目属性 一次性项目（1年结束） 项目期 1年
项目资金

（元）
实施期资金总额： 80,000 年度资金总额： 60,000.5
其中：中央财政资金 0 其中：中央财政资金 0
市县（区）财政资

金
80,000 市县（区）财政资金 60,000.5
其他资金 其他资金
项目概况 依据县里的安排购置彩灯，经研究后实施。购置之后要逐件登
记入账。立项依据 《某县关于节日布置的通知》。
项目设立必要性 营造节日气氛。
保证项目实施的制度、措施 专人负责。
项目实施计划 一月购置。
实施期目标 年度目标
总体目标 营造温馨的节日气氛。
1.由本中心负责全县的彩灯。2.按合同
付款。
绩

效
指
标
一级指标 二级指标 三级指标 指标值 二级指标 三级指标 指标值
产出指标
数量指标 彩灯数量 20个 数量指标 彩灯数量 15个
质量指标 彩灯安装合格情况 良好 质量指标 彩灯安装良好
成本指标 彩灯购置成本控≤8万元 成本指标 彩灯购置成本控≤6万元
效益指标
生态效益指标 生态效益指标
满意度指标 服务对象满意度指群众满意度 ≥99% 服务对象满意度指标群众满意度 ≥98%
负责人： 经办人： 联系电话： 填报日期： 20230302
负责人： 经办人： 联系电话： 填报日期： 20230303
"""

ONE_CELL_A_LINE = """\
第二部分  预算项目绩效目标
1、办公用房租赁项目绩效目标表
→绩效目标
→1.保障办公
2.签订协议



→一级指标
→二级指标
→三级指标
→绩效指标描述
→指标值
→指标值确定依据

→产出指标
→数量指标
→办公区个数

→正常运转的个数

→7个
→工作职责


→
→成本指标
→租金
→每年租金
→≤400元
→合同

→效益指标
→社会效益指标
→社会效益指标
→保障情况
→提升
→考核

2、劳务费绩效目标表
→绩效目标
→1.按时发放

→一级指标
→二级指标
→三级指标
→绩效指标描述
→指标值
→指标值确定依据

→产出指标
→数量指标
→人数
→发放人数
→3人
→名册


六、政府采购预算情况
某局没有政府采购预算。
""".replace("→", "\t")


def values(indicators: Sequence[FormIndicator]) -> list[tuple[str, ...]]:
    return [
        (
            indicator.level1,
            indicator.level2,
            indicator.level3,
            indicator.value,
            indicator.year_level3,
            indicator.year_value,
        )
        for indicator in indicators
    ]


# --- built packages ---------------------------------------------------------------------------


@pytest.fixture(scope="module", params=SAMPLE_NAMES)
def prepared(request: pytest.FixtureRequest) -> ComputedBudget:
    return prepared_sample(request.param)


def test_every_form_of_a_word_file_is_the_project_s(
    prepared: ComputedBudget, tmp_path: Path
) -> None:
    assert_forms(recognised(written_word(prepared, tmp_path)), prepared)


def test_every_form_of_a_workbook_is_the_project_s(
    prepared: ComputedBudget, tmp_path: Path
) -> None:
    assert_forms(recognised(written_workbook(prepared, tmp_path)), prepared)


def test_every_form_of_a_pdf_is_the_project_s(printed: Callable[[str], Path]) -> None:
    assert_forms(recognised(printed("pinglu-2026")), prepared_sample("pinglu-2026"))


def test_the_form_of_the_whole_department_has_its_fields_and_money(
    pinglu: ComputedBudget, tmp_path: Path
) -> None:
    overall = recognised(written_word(pinglu, tmp_path)).overall
    assert overall is not None
    given = pinglu.intake.budget.overall
    assert given is not None
    assert {name: overall.fields[name].text for name in given.fields} == given.fields
    assert [(indicator.level3, indicator.value) for indicator in overall.indicators] == [
        (indicator.level3, indicator.value) for indicator in given.indicators
    ]
    funds = overall.year_funds
    assert funds["合计"] == funds["来源合计"] == Decimal("47542300.00")
    assert (funds["基本支出"], funds["项目支出"]) == (Decimal("20747500"), Decimal("26794800"))
    assert funds["一般公共预算资金"] == Decimal("47542300")


def test_the_form_of_duties_and_effects_has_this_year_s_money_and_not_last_year_s(
    xiaoyi: ComputedBudget, tmp_path: Path
) -> None:
    overall = recognised(written_word(xiaoyi, tmp_path)).overall
    assert overall is not None
    given = xiaoyi.intake.budget.overall
    assert given is not None
    assert {name: overall.fields[name].text for name in given.fields} == given.fields
    assert [
        (indicator.level1, indicator.level3, indicator.value, indicator.description)
        for indicator in overall.indicators
    ] == [
        (indicator.level1, indicator.level3, indicator.value, indicator.explanation)
        for indicator in given.indicators
    ]
    figures = xiaoyi.figures
    assert overall.year_funds["项目支出"] == figures["支出.项目支出"].value
    assert overall.year_funds["基本支出"] == figures["支出.基本支出"].value
    assert figures["支出.基本支出"].value != figures["支出.基本支出"].previous


@pytest.mark.parametrize(
    ("heads", "amounts"),
    [("上年度资金→本年度申请资金", "90→100"), ("本年度申请资金→上年度资金", "100→90")],
)
def test_this_year_s_money_is_under_its_own_head_on_either_side(heads: str, amounts: str) -> None:
    rows = ["部门名称→某局→", f"资金（元）→{heads}", f"基本支出→{amounts}"]
    form = read("\n".join(["部门整体绩效目标表", *rows]).replace("→", "\t")).overall
    assert form is not None
    assert form.year_funds == {"基本支出": Decimal(100)}


def assert_forms(package: PublishedPackage, prepared: ComputedBudget) -> None:
    """Every form read is the form that was written: fields, money, indicators, footer."""
    written = prepared.package.context["项目绩效"]
    assert len(package.projects) == len(written)
    assert [finding for finding in package.unread if finding.code == "R061"] == []
    for form, names in zip(package.projects, written, strict=True):
        assert_same(form, names)


def assert_same(form: PerformanceForm, names: Names) -> None:
    assert texts([form.name]) == texts([str(names.get("项目名称"))])
    assert texts([form.fields[name].text for name in FIELDS]) == texts(
        [str(names.get(name)) for name in FIELDS.values()]
    )
    for funds, kind in ((form.period_funds, "实施期资金"), (form.year_funds, "年度资金")):
        printed = {name: str(names.get(kind).get(value)) for name, value in FUNDS.items()}
        assert funds == {
            name: Decimal(text.replace(",", "")) for name, text in printed.items() if text
        }
    indicators = [row for row in names.get("指标") if row.get("三级") or row.get("指标值")]
    assert [texts(row) for row in values(form.indicators)] == [
        texts([str(row.get(name)) for name in ("一级", "二级", "三级", "指标值", "年度三级", "年度指标值")])
        for row in indicators
    ]  # fmt: skip
    assert len(form.footers) == 1


# --- text of other people's forms -----------------------------------------------------------


def test_a_form_in_tabbed_text_is_read_where_cells_have_moved() -> None:
    [form] = read(TABBED).projects
    assert form.name == "会议费"
    assert form.title == "某县县(区)级预算部门(单位)项目支出绩效目标表"
    assert form.fields["项目期"].text == "1年"
    assert (form.fields["实施期目标"].text, form.fields["年度目标"].text) == ("办好会议", "开好会")
    assert form.period_funds == {
        "总额": Decimal("3000.50"),
        "中央财政资金": Decimal(0),
        "市县（区）财政资金": Decimal("3000.50"),
    }
    assert form.year_funds["总额"] == form.year_funds["市县（区）财政资金"] == 1000
    assert values(form.indicators) == [
        ("产出指标", "数量指标", "会议", "12次", "会议", "4次"),
        ("产出指标", "数量指标", "参会人数", "≥100人", "参会人数", "≥30人"),
        ("效益指标", "可持续影响", "持续时间", "1年", "持续时间", "1年"),
        ("满意度指标", "服务对象满意度", "服务对象满意度", "≥95%", "服务对象满意度", "≥90%"),
    ]
    [footer] = form.footers
    assert footer.text.endswith("填报日期:\t20260101")


def test_a_form_broken_into_lines_is_put_together_again() -> None:
    [form] = read(BROKEN).projects
    assert form.name == "彩灯购置费"
    assert form.fields["主管部门及代码"].text == "013-某中心"
    assert form.fields["项目期"].text == "1年"
    assert form.fields["项目概况"].text.endswith("逐件登记入账。")
    assert form.fields["立项依据"].text == "《某县关于节日布置的通知》。"
    assert form.fields["实施期目标"].text == "营造温馨的节日气氛。"
    assert form.fields["年度目标"].text == "1.由本中心负责全县的彩灯。2.按合同付款。"
    assert form.period_funds == {
        "总额": Decimal(80000),
        "中央财政资金": Decimal(0),
        "市县（区）财政资金": Decimal(80000),
    }
    assert form.year_funds["市县（区）财政资金"] == Decimal("60000.5")
    assert values(form.indicators) == [
        ("产出指标", "数量指标", "彩灯数量", "20个", "彩灯数量", "15个"),
        ("产出指标", "质量指标", "彩灯安装合格情况", "良好", "彩灯安装", "良好"),
        ("产出指标", "成本指标", "彩灯购置成本控", "≤8万元", "彩灯购置成本控", "≤6万元"),
        ("满意度指标", "服务对象满意度指", "群众满意度", "≥99%", "群众满意度", "≥98%"),
    ]
    assert [footer.text[-8:] for footer in form.footers] == ["20230302", "20230303"]


def test_forms_with_one_cell_a_line_have_descriptions_and_grounds() -> None:
    result = read(ONE_CELL_A_LINE)
    first, second = result.projects
    assert (first.name, second.name) == ("办公用房租赁项目", "劳务费")
    assert first.fields["绩效目标"].text == "1.保障办公\n2.签订协议"
    assert [
        (
            indicator.level1,
            indicator.level2,
            indicator.level3,
            indicator.description,
            indicator.value,
            indicator.basis,
        )
        for indicator in first.indicators
    ] == [
        ("产出指标", "数量指标", "办公区个数", "正常运转的个数", "7个", "工作职责"),
        ("产出指标", "成本指标", "租金", "每年租金", "≤400元", "合同"),
        ("效益指标", "社会效益指标", "社会效益指标", "保障情况", "提升", "考核"),
    ]
    assert first.year_funds == {}
    others = [getattr(block, "text", "表") for block in result.other_blocks]
    assert others == [
        "第二部分  预算项目绩效目标",
        "六、政府采购预算情况",
        "某局没有政府采购预算。",
    ]


def test_forms_follow_one_another_and_end_where_a_section_begins() -> None:
    for form in (TABBED, BROKEN):
        result = read(f"十、绩效管理情况\n{form}\n{form}\n十一、国有资产占有使用情况\n没有车辆。\n")
        assert len(result.projects) == 2
        assert [getattr(block, "text", "表") for block in result.other_blocks] == [
            "十、绩效管理情况",
            "十一、国有资产占有使用情况",
            "没有车辆。",
        ]


def test_amounts_are_in_yuan_whatever_unit_the_form_names() -> None:
    [form] = read(TABBED.replace("项目资金 (元)", "项目资金（万元）")).projects
    assert form.year_funds["总额"] == Decimal(10_000_000)
    assert form.period_funds["总额"] == Decimal(30_005_000)


def test_indicators_without_a_row_of_heads_are_read_by_their_order() -> None:
    head = next(line for line in TABBED.splitlines() if "一级指标" in line)
    text = TABBED.replace(head + "\n\t产出指标", "绩效指标\t产出指标")
    [form] = read(text).projects
    assert values(form.indicators)[0] == ("产出指标", "数量指标", "会议", "12次", "会议", "4次")


def test_a_title_in_a_table_of_contents_is_no_form() -> None:
    result = read("某县项目支出绩效目标表\n某县整体支出绩效目标申报表\n第一部分 概况\n职责。\n")
    assert (result.projects, result.overall, result.unread) == ((), None, ())
    assert len(result.other_blocks) == 4


def test_a_form_of_which_only_the_title_is_understood_is_reported() -> None:
    result = read("某县项目支出绩效目标表\n甲\t乙\n丙\t丁\n")
    assert result.projects == ()
    assert [(finding.code, finding.actual) for finding in result.unread] == [
        ("R061", "某县项目支出绩效目标表")
    ]


@settings(max_examples=100)
@given(
    form=st.sampled_from((TABBED, BROKEN, ONE_CELL_A_LINE)),
    dropped=st.sets(st.integers(0, 45), max_size=20),
)
def test_whatever_lines_a_form_lacks_the_rest_is_read(form: str, dropped: set[int]) -> None:
    lines = [line for index, line in enumerate(form.splitlines()) if index not in dropped]
    result = read("\n".join(lines))
    for project in result.projects:
        assert project.indicators or project.fields
        assert set(project.period_funds) | set(project.year_funds) <= set(FUNDS)
