"""Rules of wording: placeholders, levels, misprints, 截至, repetitions."""

from __future__ import annotations

import pytest

from builders.printed_package import actual_and_severity, findings, package_of_text
from yugong.audit.wording.levels import level, place_name
from yugong.findings import Severity
from yugong.published.model.blocks import Form


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("截至XX月XX日，共有车辆2辆。", "XX月XX日"),
        ("截至*月*日，共有车辆2辆。", "*月*日"),
        ("比上年增加1.00万元，主要原因是【待补充主要原因】。", "【待补充主要原因】"),
        ("涉及资金××万元。", "××"),
        ("为某某单位提供服务。", "某某单位"),
        ("比上年增加（减少）1.00万元。", "增加（减少"),
        ("共有职工____人。", "____"),
        ("合计#REF!万元。", "#REF!"),
        ("见错误！未找到引用源。", "错误！未"),
        ("部门{{ 部门.名称 }}的预算。", "{{ 部门.名称 }}"),
    ],
)
def test_what_was_left_to_fill_in_is_an_error(text: str, left: str) -> None:
    assert actual_and_severity("W01", package_of_text(text)) == [(left, Severity.ERROR)]


@pytest.mark.parametrize(
    "text",
    [
        "占有使用价值50万元（原值）以上的通用设备0台（套）。",
        "物业费每年20元/平方米，共有车辆2辆。",
        "增加公用经费，减少项目支出。",
        "其他人员的待遇请填报系统后再定。",
        "MAX项目和5*8小时服务。",
    ],
)
def test_ordinary_text_holds_no_placeholder(text: str) -> None:
    assert actual_and_severity("W01", package_of_text(text)) == []


@pytest.mark.parametrize(("form", "count"), [("pdf", 1), ("docx", 0)])
def test_a_placeholder_broken_by_the_lines_of_a_cell_on_paper_is_one_all_the_same(
    form: Form, count: int
) -> None:
    """In a Word file the lines of a cell are its paragraphs, and what parts them is meant."""
    package = package_of_text(cells=[["完成时间", "XX月\nXX日前完成"]], form=form)

    assert [what for what, _ in actual_and_severity("W01", package)].count("XX月XX日") == count


def test_a_placeholder_in_twenty_forms_is_one_finding_with_its_places() -> None:
    package = package_of_text(cells=[["完成时间", "XX月XX日"]] * 20)
    (finding,) = findings("W01", package)
    assert finding.evidence[0] == "共 20 处"
    assert len(finding.evidence) == 6
    assert finding.place.path == "第 1 张表第 1 行第 2 列"


def test_a_draft_mark_in_watermark_running_head_or_on_its_own_line_is_an_error() -> None:
    package = package_of_text(
        "（征求意见稿）", left_overs=[("水印", "仅供内部审核"), ("页眉页脚文字", "内部资料")]
    )
    assert actual_and_severity("W02", package) == [
        ("仅供内部审核", Severity.ERROR),
        ("内部资料", Severity.ERROR),
        ("征求意见稿", Severity.ERROR),
    ]


def test_any_other_watermark_is_a_warning_and_a_sentence_about_drafts_is_none() -> None:
    package = package_of_text("负责起草征求意见稿并组织论证。", left_overs=[("水印", "某县档案馆")])
    assert actual_and_severity("W02", package) == [("某县档案馆", Severity.WARNING)]


@pytest.mark.parametrize(
    ("department", "expected", "place"),
    [
        ("某县档案馆", "县", "某县"),
        ("某州市平安区直属机关事务中心", "区", "平安区"),
        ("安宁市机关事务中心", "市", "安宁市"),
        ("安宁市城乡社区服务中心", "市", "安宁市"),
        ("江南省财政厅", "省", "江南省"),
        ("档案馆", "", ""),
    ],
)
def test_the_level_is_that_of_the_lowest_place_in_the_name(
    department: str, expected: str, place: str
) -> None:
    assert (level(department), place_name(department)) == (expected, place)


def test_a_district_does_not_speak_of_the_county_committee() -> None:
    package = package_of_text("依据县委、县政府文件。", department="某州市平安区档案馆")
    assert actual_and_severity("W03", package) == [("县委、县政府", Severity.ERROR)]


def test_a_word_copied_from_the_province_is_a_blemish_in_the_glossary() -> None:
    package = package_of_text(
        "第三部分 情况说明", "第四部分 名词解释", "三、“三公”经费：指省直部门安排的经费。"
    )
    assert actual_and_severity("W03", package) == [("省直部门", Severity.STYLE)]
    body = package_of_text("保障省直部门来人。")
    assert actual_and_severity("W03", body) == [("省直部门", Severity.WARNING)]


def test_words_of_the_own_level_and_titles_of_documents_are_left_alone() -> None:
    package = package_of_text(
        "依据区委、区政府文件和《中共某县委县政府关于撤县设区的意见》，服务全区域的发展。",
        department="某州市平安区档案馆",
    )
    assert actual_and_severity("W03", package) == []
    assert actual_and_severity("W03", package_of_text("服务全区域的发展。")) == []


@pytest.mark.parametrize(
    ("text", "what", "severity"),
    [
        ("保障保障机关运行。", "保障保障", Severity.ERROR),
        ("责任到人、责任到人。", "责任到人、责任到人", Severity.STYLE),
        ("坚持标本兼政。", "标本兼政", Severity.STYLE),
        ("预算增加。；支出增加。", "。；", Severity.STYLE),
        ("签订信息平台.。", ".。", Severity.STYLE),
        ("依据，，执行。", "，，", Severity.STYLE),
        ("收入1.00万元,支出1.00万元。", "", Severity.STYLE),
        ("我们的的工作。", "的的", Severity.STYLE),
        ("其中：人员1.00万元。其中：公用1.00万元。", "其中：人员…元。其中：", Severity.STYLE),
        ("预算收入1.00万元，比上年增加1.00万元，主要原因是新增了项目", "段末没有句号", Severity.STYLE),
    ],
)  # fmt: skip
def test_misprints_are_reported(text: str, what: str, severity: Severity) -> None:
    if not what:
        assert actual_and_severity(
            "W06", package_of_text("二十字以内的话：" + "收入合计,支出合计。")
        ) == [("半角“,”", severity)]
    else:
        assert actual_and_severity("W06", package_of_text(text)) == [(what, severity)]


@pytest.mark.parametrize(
    "text",
    [
        "的确要天天向上，人人有责，等等。",
        "中小学体育教育教学服务。",
        "搭建“一张网”的平台；做好研究研究再定的事。",
        "（项目绩效目标表公开情况见附件，共三份，附后备查存档）",
        "一、部门预算收支数据变动情况及原因",
        "总额2,679.27万元，占1.5%。",
    ],
)
def test_legitimate_wording_is_left_alone(text: str) -> None:
    assert actual_and_severity("W06", package_of_text(text)) == []


def test_a_paragraph_of_plain_text_broken_by_its_page_needs_no_full_stop() -> None:
    start = "五、档案数字化：把馆藏的纸质档案逐页扫描，制成可以检索的电子文件，再按年"
    assert actual_and_severity("W06", package_of_text(start, "度编目入库。", form="text")) == []
    ended = package_of_text(start, "六、单位资金：是指其他资金。", form="text")
    assert actual_and_severity("W06", ended) == [("段末没有句号", Severity.STYLE)]


def test_words_that_meet_between_two_cells_of_a_form_are_only_a_warning() -> None:
    package = package_of_text(cells=[["保障正常办公办公区个数"]])
    assert actual_and_severity("W06", package) == [("办公办公", Severity.WARNING)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("截止2025年底，共有车辆2辆。", 1),
        ("截止到12月31日，共有车辆2辆。", 1),
        ("截至2025年12月31日，共有车辆2辆。", 0),
        ("报名截止日期为3月1日。", 0),
    ],
)
def test_until_a_day_is_written_截至(text: str, count: int) -> None:
    assert len(findings("W07", package_of_text(text))) == count


def test_a_long_clause_twice_in_a_paragraph_and_a_paragraph_twice_are_reported() -> None:
    clause = "提升全县档案信息资源共建共享水平"
    package = package_of_text(f"一是{clause}；二是加强管理；{clause}。")
    assert actual_and_severity("W13", package) == []  # 一是 makes them two
    package = package_of_text(
        f"{clause}；加强管理；{clause}。", "本部门没有政府购买服务", "本部门无政府购买服务。"
    )
    assert [finding.actual for finding in findings("W13", package)] == [
        clause,
        "本部门无政府购买服务",
    ]


def test_sentences_with_figures_reasons_and_titles_may_appear_twice() -> None:
    package = package_of_text(
        "收入增加的主要原因是新增了档案数字化项目，支出增加的主要原因是新增了档案数字化项目。",
        "涉及一般公共预算资金1.00万元，涉及一般公共预算资金1.00万元。",
        "某县项目支出绩效目标申报",
        "某县项目支出绩效目标申报",
    )
    assert actual_and_severity("W13", package) == []


def test_a_number_broken_by_the_page_does_not_begin_a_paragraph() -> None:
    start = "主要用于一般公共服务支出1.00万元，占比95.92%；卫生健康支出1.00万元，占比"
    assert (
        actual_and_severity(
            "W06", package_of_text(start, "0.52%；住房保障支出1.00万元。", form="pdf")
        )
        == []
    )
