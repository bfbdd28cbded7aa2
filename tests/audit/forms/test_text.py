"""The texts, indicators and dates of performance forms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders.published_miniature import (
    errors_of,
    form,
    found_by,
    indicator,
    package,
    projects_table,
    section,
    warnings_of,
)
from yugong.findings import Severity
from yugong.published.model.package import FormIndicator, PerformanceForm, PublishedPackage


def forms(*every: PerformanceForm) -> PublishedPackage:
    return package(forms=every)


def single_form(*indicators: FormIndicator) -> PublishedPackage:
    return forms(form("档案数字化", *indicators))


# --- P06 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slot", "name", "value", "fault"),
    [
        ("成本指标", "扫描经费", "≤32万元", ""),
        ("成本指标", "扫描经费", "控制在预算内", "成本指标的值不是金额"),
        ("成本指标", "成本节约率", "≥3%", ""),
        ("成本指标", "垃圾处理", "每月0.2元/平方米", ""),
        ("数量指标", "扫描页数", "≥10万页", ""),
        ("数量指标", "扫描页数", "≥2000元", "数量指标的值不是数量"),
        ("数量指标", "扫描页数", "若干", "数量指标的值不是数量"),
        ("数量指标", "扫描页数", "100%", "数量指标的值不是数量"),
        ("数量指标", "工作完成率", "100%", ""),
        ("数量指标", "值守班次", "每日3班", ""),
        ("数量指标", "水、电数量", "≥50000度、吨", "一个数量指标写了几种计量单位"),
        ("质量指标", "合格率", "100%", ""),
        ("质量指标", "合格率", "101%", "比例超过 100%"),
        ("质量指标", "查档量增长率", "120%", ""),
        ("社会效益", "提升办公环境", "≥95%", "定性指标硬套百分比"),
        ("社会效益", "环境改善覆盖率", "≥95%", ""),
        ("社会效益", "提升办公环境", "明显", ""),
    ],
)
def test_a_value_is_of_the_sort_its_slot_calls_for(
    slot: str, name: str, value: str, fault: str
) -> None:
    findings = warnings_of("P06", single_form(indicator(slot, name, value)))

    assert [finding.actual.split("（")[0] for finding in findings] == ([fault] if fault else [])


def test_the_same_fault_on_many_forms_is_reported_once_with_all_of_them() -> None:
    faulty = [form(f"项目{n}", indicator("数量指标", "页数", "若干")) for n in range(20)]

    (finding,) = warnings_of("P06", forms(*faulty))

    assert finding.actual == "数量指标的值不是数量（20 处）"
    assert finding.evidence[-1] == "……共 20 处"


@pytest.mark.parametrize(("count", "warned"), [(2, 0), (3, 1)])
def test_forms_that_only_count_one_item_are_reported_from_three_on(count: int, warned: int) -> None:
    empty = [form(f"项目{n}", indicator("数量指标", "经费项目", "1项")) for n in range(count)]

    assert len(warnings_of("P06", forms(*empty))) == warned


# --- P13 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slot", "name", "value", "fault"),
    [
        ("质量指标", "完成率", "≥95%", ""),
        ("质量指标", "完成率", "按时完成", "比例指标的值不是百分比"),
        ("质量指标", "完成率", "100", "比例指标的值不是百分比"),
        ("质量指标", "贷款利率", "4.2‰", ""),
        ("数量指标", "检查次数", "≥12次", ""),
        ("数量指标", "检查次数", "95%", "数量的名称写了百分比"),
        ("经济效益指标", "补助发放成本控制", "≥2%", "成本的名称写了百分比"),
        ("经济效益指标", "成本节约率", "≥2%", ""),
        ("社会效益", "群众满意度", "≥95%", "满意度填在效益指标里"),
        ("生态效益", "生态满意度", "≥95%", "满意度填在效益指标里"),
        ("成本指标", "每平方米取暖费(元/月)", "≤27元", "名称里的“每”与括号里的计价单位不同"),
        ("成本指标", "每平米取暖费（元/平方米·季）", "≤27元", ""),
        ("成本指标", "平均每月保洁费（元/月）", "≤3万元", ""),
        ("成本指标", "每人每月补助（元/月）", "≤900元", ""),
        ("成本指标", "每户补助（元）", "≤900元", ""),
    ],
)
def test_a_name_goes_with_its_value(slot: str, name: str, value: str, fault: str) -> None:
    level1 = "效益指标" if "效益" in slot else "产出指标"
    findings = warnings_of("P13", single_form(indicator(slot, name, value, level1=level1)))

    assert [finding.actual.split("（")[0] for finding in findings] == ([fault] if fault else [])


def test_satisfaction_has_its_own_slot() -> None:
    right = indicator("服务对象满意度", "群众满意度", "≥95%", level1="满意度指标")
    wrong = indicator("生态效益", "群众满意度", "≥95%", level1="效益指标")
    of_duties = indicator("履职效益", "服务满意度", "≥95%", level1="履职效益")

    assert found_by("P13", single_form(right)) == found_by("P13", single_form(of_duties)) == []
    assert len(errors_of("P13", single_form(wrong))) == 1


def test_both_columns_of_an_indicator_are_of_one_kind() -> None:
    mixed = indicator("时效指标", "及时性", "及时", "≥96%")
    alike = indicator("时效指标", "及时性", "≥95%", "≥96%")

    assert [f.actual for f in warnings_of("P13", single_form(mixed))] == [
        "年度与实施期的指标值口径不同（1 处）"
    ]
    assert found_by("P13", single_form(alike)) == []


@pytest.mark.parametrize(("goal", "warned"), [("90", 1), ("95", 0)])
def test_overall_goals_name_the_targets_of_the_forms(goal: str, warned: int) -> None:
    texts = [section("绩效", f"全年车辆完好率达到{goal}%。")]
    read = package(
        sections=texts, forms=[form("平台", indicator("质量指标", "正常车辆完好率", "≥95%"))]
    )

    assert len(warnings_of("P13", read)) == warned


@pytest.mark.parametrize(
    ("texts", "counted", "warned"),
    [
        (["管理三个库房。", "三个库房全年开放。"], "4个", 1),
        (["管理三个库房。", "三个库房全年开放。"], "3个", 0),
        (["管理三个库房。"], "4个", 0),
        (["管理三个库房。", "新建1个库房。"], "4个", 0),
        (["管理三个库房。", "三个库房全年开放。"], "400平方米", 0),
    ],
    ids=["other", "the same", "said once", "said otherwise", "no count of them"],
)
def test_what_the_text_counts_the_forms_count_alike(
    texts: list[str], counted: str, warned: int
) -> None:
    rooms = indicator("数量指标", "开放的库房数量", counted)
    read = package(sections=[section("绩效", *texts)], forms=[form("库房开放", rooms)])
    [*findings] = warnings_of("P13", read)

    assert [finding.expected for finding in findings] == ["与文中的 3 个一致，或说明口径"] * warned


# --- P07 -----------------------------------------------------------------------------------

HEATING, BONUS = "退休人员取暖补贴", "退休人员基础绩效奖"


def heating(year_goal: str) -> PublishedPackage:
    heating = form(HEATING, 实施期目标="入冬前发放退休人员取暖补贴", 年度目标=year_goal)
    return package(tables=[projects_table({HEATING: "6", BONUS: "2"})], forms=[heating])


def test_a_goal_is_the_projects_own() -> None:
    assert found_by("P07", heating("按月发放退休人员取暖补贴")) == []


def test_a_goal_that_names_another_project_was_copied() -> None:
    (finding,) = errors_of("P07", heating("年底前发放退休人员基础绩效奖"))

    assert BONUS in finding.expected


def test_a_goal_that_names_both_projects_is_left_in_peace() -> None:
    assert found_by("P07", heating("退休人员基础绩效奖之外，保障退休人员取暖补贴")) == []


def test_a_goal_without_a_word_of_its_project_but_of_another_is_a_warning() -> None:
    meeting = form("会议室维护", 实施期目标="保障会议室使用", 年度目标="保障职工就餐")
    canteen = form("职工食堂", 实施期目标="保障职工食堂")
    strange = form("会议室维护", 实施期目标="保障会议室使用", 年度目标="全面完成")

    assert len(warnings_of("P07", forms(meeting, canteen))) == 1
    assert found_by("P07", forms(strange, canteen)) == []


@pytest.mark.parametrize(
    ("overview", "warned"), [("专线费用（2026年）", 1), ("专线费用（2025-2026年）", 0)]
)
def test_an_overview_is_of_the_years_of_its_name(overview: str, warned: int) -> None:
    read = forms(form("专线费用（2025-2026年）", 项目概况=overview))

    assert len(warnings_of("P07", read)) == warned


# --- P09 -----------------------------------------------------------------------------------

GROUNDS = "《关于批复2026年部门预算的通知》（县财预〔2026〕3号）"


def test_a_form_that_is_filled_in_is_left_in_peace() -> None:
    full = form(立项依据=GROUNDS, 年度目标="完成扫描", 实施期目标="完成扫描", 项目概况="扫描档案")

    assert found_by("P09", forms(full)) == []


def test_blank_fields_are_reported_by_field_with_the_forms() -> None:
    blank = [form(f"项目{n}", 立项依据=GROUNDS, 年度目标=" ") for n in range(3)]

    (finding,) = warnings_of("P09", forms(*blank))

    assert (finding.actual, finding.evidence) == (
        "3 份绩效目标表年度目标空白",
        ("项目0", "项目1", "项目2"),
    )


def test_an_indicator_has_a_value() -> None:
    assert len(warnings_of("P09", single_form(indicator("质量指标", "合格率", "")))) == 1
    assert found_by("P09", single_form(indicator("生态效益", "", ""))) == []


@pytest.mark.parametrize(
    ("grounds", "warned"),
    [("上级有关政策", 1), (GROUNDS, 0), ("县财预〔2026〕3号", 0), ("《机关事务管理条例》", 0)],
)
def test_grounds_are_documents(grounds: str, warned: int) -> None:
    assert len(warnings_of("P09", forms(form(立项依据=grounds)))) == warned


def test_texts_are_not_cut_off() -> None:
    name = forms(form("办公费、会议室费用、"))
    text = forms(form(项目概况="根据通知（县财预"))

    assert [f.severity for f in found_by("P09", name)] == [Severity.WARNING]
    assert [f.severity for f in found_by("P09", text)] == [Severity.STYLE]
    assert found_by("P09", forms(form("办公费（2026年）"))) == []


@pytest.mark.parametrize(
    ("whole", "half", "count"),
    [
        ("库房开放天数", "库房开放天", 1),
        ("库房开放天数", "库房", 0),
        ("库房开放天数", "库房开放天数", 0),
        ("库房开放天数", "库房巡查次数", 0),
    ],
    ids=["cut off", "too short to tell", "whole", "another"],
)
def test_a_name_whose_end_is_missing_in_one_column_is_cut_off(
    whole: str, half: str, count: int
) -> None:
    days = replace(indicator("数量指标", whole, "≥300天"), year_level3=half)

    assert len(found_by("P09", single_form(days))) == count
    assert found_by("P09", single_form(replace(days, year_value="≥200天"))) == []


def test_the_overall_form_leaves_no_benefit_blank_where_it_has_any() -> None:
    benefits = ["经济效益", "社会效益指标", "生态效益", "可持续影响指标"]
    filled = [indicator(slot, "查档便利", "明显", level1="效益指标") for slot in benefits]

    full = package(forms=[form()], overall=form("", *filled, year=None))
    short = package(forms=[form()], overall=form("", *filled[1:], year=None))

    assert found_by("P09", full) == []
    (finding,) = warnings_of("P09", short)
    assert finding.actual == "整体绩效表的经济效益空白"


def test_the_overall_form_fills_its_output_slots() -> None:
    slots = ["数量指标", "质量指标", "时效指标", "成本指标"]
    filled = [indicator(slot, "完成率", "100%") for slot in slots]

    full = package(forms=[form()], overall=form("", *filled, year=None))
    short = package(forms=[form()], overall=form("", *filled[:3], year=None))
    other = package(
        forms=[form()], overall=form("", indicator("履职履行", "完成率", "100%"), year=None)
    )

    assert found_by("P09", full) == found_by("P09", other) == []
    (finding,) = warnings_of("P09", short)
    assert "成本指标空白" in finding.actual


# --- P10, P11 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "warned"),
    [("20250930", 1), ("20251001", 0), ("20260630", 0), ("20260701", 1), ("2026.03.05", 0)],
)
def test_a_form_was_filled_in_while_the_budget_was_made(date: str, warned: int) -> None:
    assert len(warnings_of("P10", forms(form(footers=[f"经办人： 填报日期： {date}"])))) == warned


@pytest.mark.parametrize(
    ("value", "warned"), [("2025年12月底前", 1), ("2026年12月底前", 0), ("2025年至2026年", 0)]
)
def test_a_deadline_is_not_before_the_year(value: str, warned: int) -> None:
    assert len(warnings_of("P10", single_form(indicator("时效指标", "完成时间", value)))) == warned


ONE_OFF = "一次性项目（1年结束）"


@pytest.mark.parametrize(
    ("name", "kind", "term", "warned"),
    [
        ("档案数字化", ONE_OFF, "1年", 0),
        ("档案数字化", ONE_OFF, "3年", 1),
        ("物业管理费", ONE_OFF, "1年", 1),
        ("物业管理费", "经常性项目", "99年", 0),
        ("档案数字化", "延续性项目", "3年", 0),
        ("档案数字化", "延续性项目", "1年", 1),
        ("档案数字化", "延续性项目", "99年", 1),
    ],
)
def test_the_sort_of_project_fits_name_and_term(
    name: str, kind: str, term: str, warned: int
) -> None:
    read = forms(form(name, 项目属性=kind, 项目期=term))

    assert len(warnings_of("P11", read)) == warned


@pytest.mark.parametrize(
    ("name", "warned"), [("物业（2025年）", 1), ("物业（2026年）", 0), ("专线（2025-2026年）", 0)]
)
def test_matters_of_earlier_years_want_explaining(name: str, warned: int) -> None:
    read = package(tables=[projects_table({name: "5"})], forms=[form()])

    assert len(warnings_of("P11", read)) == warned
