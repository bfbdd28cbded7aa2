"""Lists, counts, gaps and reasons of a narrative."""

from __future__ import annotations

import pytest

from builders.published_miniature import (
    change,
    enumeration,
    errors_of,
    form,
    found_by,
    package,
    projects_table,
    rate,
    says,
    section,
    standard,
    table,
    warnings_of,
)
from yugong.audit.rule import RULES, audit
from yugong.budget.budget import Vehicles
from yugong.findings import Severity
from yugong.published.model.package import PublishedPackage, ReadTable, Section, Statement
from yugong.published.narrative.words import Term, narrative_words
from yugong.standard.library import shipped_standards

# --- N06 -----------------------------------------------------------------------------------


def basic() -> ReadTable:
    rows = {
        "合计": {"合计": "10", "人员经费": "8", "公用经费": "2"},
        "30101": {"人员经费": "5.00", "公用经费": ""},
        "30102": {"人员经费": "2.00", "公用经费": ""},
        "30103": {"人员经费": "1.00", "公用经费": ""},
        "30201": {"人员经费": "", "公用经费": "2.00"},
    }
    labels = {"30101": "基本工资", "30102": "津贴补贴", "30103": "奖金", "30201": "办公费"}
    return table("基本支出经济科目表", rows, labels=labels)


PERSONNEL = "一般公共预算.人员经费"
PUBLIC = "一般公共预算.公用经费"


def test_the_accounts_listed_are_those_with_money() -> None:
    listings = [
        enumeration(PERSONNEL, "基本工资", "津贴补贴", "奖金"),
        enumeration(PUBLIC, "办公费"),
    ]

    assert found_by("N06", package(tables=[basic()], enumerations=listings)) == []


def test_an_account_without_money_in_the_column_is_one_too_many() -> None:
    listing = enumeration(PUBLIC, "办公费", "奖金")

    (finding,) = warnings_of("N06", package(tables=[basic()], enumerations=[listing]))

    assert finding.actual.endswith("多列了奖金")


def test_an_account_left_out_of_a_list_that_claims_to_be_whole_is_missing() -> None:
    listing = enumeration(PERSONNEL, "基本工资", "津贴补贴", "退休费")
    open_list = enumeration(PERSONNEL, "基本工资", "津贴补贴", "退休费", text="基本工资等")

    (finding,) = warnings_of("N06", package(tables=[basic()], enumerations=[listing]))

    assert "漏列了奖金" in finding.actual
    assert found_by("N06", package(tables=[basic()], enumerations=[open_list])) == []


def test_one_account_is_listed_on_one_side_only() -> None:
    both = [enumeration(PERSONNEL, "基本工资等"), enumeration(PUBLIC, "办公费", "其他社会保障缴费")]
    twice = [enumeration(PERSONNEL, "其他社会保障缴费", text="等"), both[1]]

    assert found_by("N06", package(tables=[basic()], enumerations=both)) == []
    (finding,) = warnings_of("N06", package(tables=[basic()], enumerations=twice))
    assert "同时列在" in finding.actual


# --- N08, N14 ------------------------------------------------------------------------------


def facts_of(term: Term) -> set[str]:
    return {term.fact, *term.by_unit.values(), *term.by_group.values()}


def whole_narrative(**texts: str) -> list[Section]:
    names = standard("shanxi-2025").narrative.sections
    return [section(name, texts.get(name, "没有。"), heading=f"{name}说明") for name in names]


def test_a_narrative_with_every_section_and_number_is_complete() -> None:
    assert found_by("N08", package(sections=whole_narrative())) == []


def test_a_missing_section_is_named() -> None:
    read = package(
        sections=[section for section in whole_narrative() if section.name != "国有资产"]
    )

    (finding,) = warnings_of("N08", read)

    assert finding.actual == "没有读到：国有资产"


def test_a_text_that_was_not_read_at_all_is_not_called_incomplete() -> None:
    [outcome] = audit(package(), [RULES["N08"]])

    assert (outcome.findings, outcome.not_executed) == ((), "没有读到正文")


RUNNING = "机关运行经费.合计"


def running(*statements: Statement) -> PublishedPackage:
    money = table("机关运行经费表", {"部门合计": {"合计": "34.47"}})
    text = "今年有两人调走。"
    return package(*statements, tables=[money], sections=whole_narrative(机关运行经费=text))


def test_operating_expenses_are_stated_with_amount_change_and_rate() -> None:
    amount = says(RUNNING, "34.47", section="机关运行经费")
    by = change(RUNNING, "2", -1, section="机关运行经费")
    full = running(amount, by, rate(RUNNING, "5.48", -1, "机关运行经费"))

    assert found_by("N08", full) == []
    assert [finding.severity for finding in found_by("N08", running())] == [Severity.ERROR]
    (no_change,) = found_by("N08", running(amount))
    assert no_change.actual.endswith("没有写比上年增减")
    (no_rate,) = found_by("N08", running(amount, by))
    assert "没有写幅度" in no_rate.actual


def test_a_section_that_states_some_numbers_states_all_it_should() -> None:
    counted = says("国有资产.车辆实有数", "83", section="国有资产")
    read = package(counted, sections=whole_narrative(国有资产="共有车辆83辆。"))

    findings = found_by("N08", read)

    assert {finding.severity for finding in findings} == {Severity.WARNING, Severity.STYLE}
    assert any("车辆编制数、车辆的七种用途" in finding.actual for finding in findings)


def test_without_expensive_equipment_the_most_expensive_need_not_be_stated() -> None:
    every = ("车辆实有数", "车辆编制数", "领导用车")
    assets = [says(f"国有资产.{name}", "1", section="国有资产") for name in every]
    none, some = (
        says("国有资产.五十万元以上设备", count, section="国有资产") for count in ("0", "3")
    )
    sections = whole_narrative(国有资产="车辆各1辆。")

    assert found_by("N08", package(*assets, none, sections=sections)) == []
    [finding] = found_by("N08", package(*assets, some, sections=sections))
    assert finding.actual.endswith("没有写单价100万元以上设备台数")


def test_a_table_the_text_speaks_of_is_there() -> None:
    text = "各个项目见项目支出表。"
    read = package(sections=whole_narrative(支出=text))
    attached = package(
        sections=whole_narrative(支出=text), tables=[projects_table({"档案数字化": "32"})]
    )

    assert len(warnings_of("N08", read)) == 1
    assert found_by("N08", attached) == []


def test_what_a_shipped_standard_requires_are_sections_and_numbers_that_are_read() -> None:
    words, _ = narrative_words()
    names = {word.name for word in words}
    read = {fact for word in words for _, term in word.terms for fact in facts_of(term)}

    for shipped in shipped_standards():
        required = {
            fact for many in shipped.narrative.elements.values() for e in many for fact in e.facts
        }
        assert shipped.narrative.sections
        assert set(shipped.narrative.sections) <= names
        assert required <= read


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("去年8个项目的评价为优秀。", 1),
        ("8个项目编报了绩效目标，年末开展绩效评价。", 0),
        ("评价等级为优的项目3个。", 1),
    ],
)
def test_a_budget_does_not_state_results(text: str, wrong: int) -> None:
    assert len(errors_of("N14", package(sections=[section("绩效", text)]))) == wrong
    assert found_by("N14", package(sections=[section("其他", text)])) == []


# --- N09, N13 ------------------------------------------------------------------------------


def bought(*statements: Statement, **projects: str) -> PublishedPackage:
    return package(*statements, tables=[projects_table(projects)])


NOTHING = says("政府采购.总额", "0", section="政府采购")


@pytest.mark.parametrize(
    ("amount", "wrong"), [("29.99", 0), ("30.00", 1)], ids=["below", "the limit"]
)
def test_nothing_is_procured_while_services_reach_the_limit(amount: str, wrong: int) -> None:
    assert len(errors_of("N09", bought(NOTHING, 物业管理费=amount))) == wrong


def test_nothing_is_procured_where_no_project_is_bought() -> None:
    assert found_by("N09", bought(NOTHING, 遗属补助="90", 厨房改造工程尾款="80")) == []


def test_no_works_are_procured_while_projects_are_works() -> None:
    stated = [says("政府采购.总额", "40"), says("政府采购.工程", "0"), says("政府采购.服务", "40")]
    read = bought(*stated, 小学维修改造工程="100", 广场亮化工程="121.50", 屋面修缮="59.99")

    (finding,) = errors_of("N09", read)

    assert len(finding.evidence) == 3


@pytest.mark.parametrize(("services", "warned"), [("360", 1), ("700", 0)])
def test_services_procured_are_no_less_than_one_of_them(services: str, warned: int) -> None:
    stated = [says("政府采购.总额", services), says("政府采购.服务", services)]

    assert len(warnings_of("N09", bought(*stated, 物业管理费="700"))) == warned


def test_no_bought_services_goes_ill_with_services_procured() -> None:
    denied = [section("其他", "我馆今年没有政府购买服务。")]
    explained = [section("其他", "没有政府购买服务，物业服务按政府采购规定办理。")]
    services = says("政府采购.服务", "360", sentence="服务采购360万元。")

    (finding,) = warnings_of("N13", package(services, sections=denied))

    assert finding.evidence == ("服务采购360万元。",)
    assert found_by("N13", package(sections=denied)) == []
    assert found_by("N13", package(services, sections=explained)) == []


def test_a_catalogue_that_the_text_calls_attached_is_attached() -> None:
    named = section("其他", "（一）政府购买服务指导性目录", "见附件。", heading="政府购买服务目录")
    attached = section("", "某县档案馆政府购买服务指导性目录")

    assert len(warnings_of("N13", package(sections=[named]))) == 1
    assert found_by("N13", package(sections=[named, attached])) == []


# --- N10, N12 ------------------------------------------------------------------------------


def counted(projects: str, operating: str, specific: str, amount: str = "40") -> list[Statement]:
    return [
        says("绩效.项目数", projects, section="绩效"),
        says("绩效.其他运转类项目数", operating, section="绩效"),
        says("绩效.特定目标类项目数", specific, section="绩效"),
        says("绩效.项目金额", amount, section="绩效"),
    ]


def two_projects(*statements: Statement, forms: int = 2) -> PublishedPackage:
    listed = projects_table({"档案数字化": "32", "库房维护": "8"})
    return package(
        *statements, tables=[listed], forms=[form(f"项目{number}") for number in range(forms)]
    )


def test_projects_are_as_many_in_text_table_and_forms() -> None:
    assert found_by("N10", two_projects(*counted("2", "1", "1"))) == []


def test_another_count_than_the_tables_is_an_error() -> None:
    findings = errors_of("N10", two_projects(*counted("3", "2", "1")))

    assert [finding.expected.split("表")[0] for finding in findings] == [
        "项目支出预算",
        "公开的绩效目标",
    ]


def test_forms_that_are_missing_are_counted() -> None:
    (finding,) = errors_of("N10", two_projects(*counted("2", "1", "1"), forms=1))

    assert finding.difference == "1 份"


def test_the_two_kinds_of_projects_make_up_the_whole() -> None:
    (finding,) = errors_of("N10", two_projects(*counted("2", "1", "2")))

    assert "各类之和 3 个" in finding.actual


@pytest.mark.parametrize(
    ("amount", "wrong"), [("40", 0), ("40.00", 0), ("40.01", 1)], ids=["same", "longer", "off"]
)
def test_the_money_of_the_projects_is_the_tables(amount: str, wrong: int) -> None:
    assert len(errors_of("N10", two_projects(*counted("2", "1", "1", amount)))) == wrong


def vehicles(total: str, *uses: str) -> list[Statement]:
    names = [field.alias or "" for field in Vehicles.model_fields.values()]
    return [
        says("国有资产.车辆实有数", total, section="国有资产"),
        *(
            says(f"国有资产.{n}", use, section="国有资产")
            for n, use in zip(names, uses, strict=False)
        ),
    ]


def test_vehicles_are_the_sum_of_their_uses() -> None:
    assert found_by("N12", package(*vehicles("9", "1", "1", "1", "2", "2", "1", "1"))) == []
    assert len(errors_of("N12", package(*vehicles("9", "1", "1", "1", "2", "2", "1", "2")))) == 1


def test_uses_that_are_not_all_stated_may_be_less_than_the_total_but_not_more() -> None:
    assert found_by("N12", package(*vehicles("9", "4", "4"))) == []
    assert len(errors_of("N12", package(*vehicles("9", "5", "5")))) == 1


@pytest.mark.parametrize(("dear", "warned"), [("6", 0), ("7", 0), ("8", 1)])
def test_dear_equipment_is_part_of_the_less_dear(dear: str, warned: int) -> None:
    read = package(says("国有资产.五十万元以上设备", "7"), says("国有资产.百万元以上设备", dear))

    assert len(warnings_of("N12", read)) == warned


@pytest.mark.parametrize(("fleet", "warned"), [("89", 0), ("90", 1)])
def test_there_are_no_more_vehicles_than_the_quota(fleet: str, warned: int) -> None:
    read = package(says("国有资产.车辆编制数", "89"), says("国有资产.车辆实有数", fleet))

    assert len(warnings_of("N12", read)) == warned


# --- N15 -----------------------------------------------------------------------------------


def test_a_reason_names_something_that_moved_the_same_way() -> None:
    hosting = change("三公.公务接待费", "90", 1, section="三公")
    upkeep = change("三公.公务用车运行维护费", "50", -1, section="三公")
    right = change("三公.合计", "40", 1, section="三公", reason="公务接待费增加，承办会议两次")
    wrong = change(
        "三公.合计", "40", 1, section="三公", reason="车辆老旧，增加了公务用车运行维护费"
    )

    assert found_by("N15", package(right, hosting, upkeep)) == []
    (finding,) = errors_of("N15", package(wrong, hosting, upkeep))
    assert "公务用车运行维护费比上年减少 50.00 万元" in finding.expected


def test_a_reason_that_goes_the_other_way_than_its_fact_is_an_error() -> None:
    projects = change("支出.项目支出", "2562", 1)
    basic = change("支出.基本支出", "83", -1, reason="主动减少项目支出")

    assert len(errors_of("N15", package(projects, basic))) == 1


@pytest.mark.parametrize(
    ("reason", "warned"),
    [
        ("公务接待费用有所增加", 1),
        ("公务接待费增加", 1),
        ("承办全省现场会，接待批次增加", 0),
    ],
)
def test_a_reason_says_more_than_that_there_is_a_change(reason: str, warned: int) -> None:
    stated = [
        says("三公.公务接待费", "150", section="三公"),
        change("三公.公务接待费", "90", 1, section="三公", reason=reason),
    ]

    assert len(warnings_of("N15", package(*stated))) == warned


def test_a_reason_of_the_other_direction_is_a_warning() -> None:
    stated = [
        says("支出.总计", "100", section="收支变动"),
        change("支出.总计", "20", 1, reason="压减一般性开支"),
    ]

    (finding,) = warnings_of("N15", package(*stated))

    assert "实为增加" in finding.expected


def test_a_smaller_number_of_vehicles_is_stated_if_the_fleet_does_not_show_it() -> None:
    name = "三公.公务用车运行维护费"
    counts = [says("国有资产.车辆编制数", "89"), says("国有资产.车辆实有数", "89")]
    vague = change(name, "10", -1, section="三公", reason="车辆减少，用油随之少了")
    exact = change(name, "10", -1, section="三公", reason="车辆减少2辆，用油随之少了")

    assert len(warnings_of("N15", package(vague, *counts))) == 1
    assert found_by("N15", package(exact, *counts)) == []
    assert found_by("N15", package(vague, counts[0], says("国有资产.车辆实有数", "87"))) == []


def test_one_reason_given_twice_is_judged_once() -> None:
    stated = [
        change(name, "20", 1, reason="收入预算比上年增加") for name in ("收入.总计", "支出.总计")
    ]

    assert len(warnings_of("N15", package(*stated))) == 1
