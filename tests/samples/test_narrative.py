"""The twelve sections of 情况说明: every figure printed, every case worded right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders.small_budget import DEPARTMENT, LEDGER, PREVIOUS
from readings.golden_record import deviations, narrative_map
from readings.rendered_text import narrative, sections, written
from readings.sample_narratives import figure_text, sample_sections
from yugong.jobs.compute import ComputedBudget

_DOUBLED = re.compile(r"[，。；、：]{2,}|（）|[ \u3000]{2,}|None|\{|\}")


def test_every_published_figure_is_in_its_section(
    sample: ComputedBudget, sample_name: str, tmp_path: Path
) -> None:
    text = sections(written(sample, tmp_path))
    absent = []
    for section, label, _ in sample_sections(sample_name):
        if deviations(sample_name).get(f"叙述.{section}.{label}", {}).get("应为") == "":
            continue
        how = narrative_map()[section][label]
        if how["式"] in ("方向", "幅度方向", "上年年度"):
            continue
        figure = figure_text(sample, how)
        if figure == "0" and label.endswith("上年结转") and "没有" in text[section]:
            continue  # said in words: there is no carry-over
        if not re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d,]|\.\d)", text[section]):
            absent.append((section, label, figure))

    assert absent == []
    assert list(text) == [
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
        "十",
        "十一",
        "十二",
    ]


def test_no_sample_has_doubled_punctuation_or_a_hole(
    sample: ComputedBudget, tmp_path: Path
) -> None:
    for number, text in sections(written(sample, tmp_path)).items():
        assert not _DOUBLED.search(text), (number, _DOUBLED.search(text))


def test_unchanged_figures_are_stated_as_the_same(xiaoyi: ComputedBudget, tmp_path: Path) -> None:
    text = sections(written(xiaoyi, tmp_path))["七"]

    assert "463.60万元，与上年预算数相同" in text
    assert "主要原因" not in text


NO_AGENCY = "没有机关运行经费"


def test_an_institution_has_no_operating_expenses_and_says_why(tmp_path: Path) -> None:
    text = narrative(tmp_path)

    assert "事业单位" in text["八"]
    assert NO_AGENCY in text["八"]


def test_an_agency_states_its_operating_expenses_with_the_change(tmp_path: Path) -> None:
    department = DEPARTMENT.replace("性质: 事业", "性质: 行政")
    previous = PREVIOUS + "  机关运行经费.合计: 100000.00\n"
    text = narrative(tmp_path, department=department, previous=previous)["八"]

    assert "8.00万元" in text
    assert "比上年减少2.00万元，下降20.00%" in text
    assert NO_AGENCY not in text


def test_the_absence_of_three_public_expenses_is_stated_in_one_way(tmp_path: Path) -> None:
    text = narrative(tmp_path)["七"]

    assert "本年与上年均未安排" in text
    assert "增加" not in text
    assert "减少" not in text


def test_a_first_reception_budget_has_no_percentage(tmp_path: Path) -> None:
    ledger = (
        LEDGER + "- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30217, 金额: 12000}\n"
    )
    text = narrative(
        tmp_path, ledger=ledger, extra="变动原因: {三公.公务接待费: 首次承办全县档案工作会议}\n"
    )

    assert "上年未安排，比上年增加1.20万元，主要原因是首次承办全县档案工作会议" in text["七"]


def test_a_dropped_car_purchase_is_stated_as_dropped(tmp_path: Path) -> None:
    previous = PREVIOUS.replace("三公.公务用车购置费: 0", "三公.公务用车购置费: 180000.00")
    text = narrative(tmp_path, previous=previous)["七"]

    assert "本年未安排，比上年减少18.00万元，下降100.00%" in text


def test_carry_over_is_named_in_income_and_expenditure(tmp_path: Path) -> None:
    row = "- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 年份: 上年结转, 金额: 50000.00}\n"
    text = narrative(tmp_path, ledger=LEDGER + row)

    for section in ("一", "二", "四"):
        assert "5.00万元" in text[section], section
    assert "105.00万元" in text["一"]


def test_a_department_without_projects_says_so(tmp_path: Path) -> None:
    basic = "".join(LEDGER.splitlines(keepends=True)[:3])
    text = narrative(tmp_path, ledger=basic, projects="")

    assert "没有" in text["十"]
    assert "0个" not in text["十"]


def test_the_absence_of_procurement_and_of_vehicles_is_stated(tmp_path: Path) -> None:
    text = narrative(tmp_path)

    assert re.search("没有|未", text["九"])
    assert "860" in text["十一"]


def test_only_unit_funds_still_reads_well(tmp_path: Path) -> None:
    ledger = LEDGER.replace(", 金额:", ", 资金来源: 事业收入, 金额:")
    previous = PREVIOUS.replace("一般公共预算.支出: 1000000.00", "一般公共预算.支出: 0")
    text = narrative(tmp_path, ledger=ledger, previous=previous)

    assert "单位资金100.00万元" in text["二"].replace("收入", "")
    for number, section in text.items():
        assert not _DOUBLED.search(section), (number, section)


@pytest.mark.parametrize("level", ["省", "市", "县", "区"])
def test_the_level_is_an_input_and_never_assumed(tmp_path: Path, level: str) -> None:
    department = DEPARTMENT.replace("级次: 县", f"级次: {level}")
    text = "".join(narrative(tmp_path, department=department).values())

    assert "省直" not in text
