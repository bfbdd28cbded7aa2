"""The Hebei sample reproduces what was really published: every cell, figure and indicator."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from builders.places import SAMPLES
from builders.samples import prepared_sample
from readings.golden_record import deviations, golden
from readings.rendered_text import sections, written
from yugong.figures.fact import Fact
from yugong.findings import FindingsError
from yugong.jobs.build import build
from yugong.jobs.check import check
from yugong.jobs.compute import ComputedBudget
from yugong.jobs.trace import trace_computed
from yugong.standard.table import Table
from yugong.standard.wording import Wording

NAME = "pingxiang-2023"
NUMBERS = (*(str(number) for number in range(1, 10)), "文1", "文2", "文3")

ODDITIES = {"P06", "P12", "P13", "R008", "T10", "W05", "X10", "X15", "X17"}
"""What the publication really shows: a year without a catalogue of its own; 退休费 without 离退休
科目; two projects marked as procurement that the procurement table lacks; 207 as the main class;
a centre that says it is administrative; no 办公用房 under its buildings; qualities as percentages, a
cost without an amount, prices that times their quantities are not the money of the project; and
goals of the whole that are not those of the forms."""


@pytest.fixture(scope="module")
def prepared() -> ComputedBudget:
    return prepared_sample(NAME)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The built package by suffix."""
    folder = tmp_path_factory.mktemp("pingxiang")
    built = build(SAMPLES / NAME / "budget.yaml", folder, layout=False)
    assert {finding.code for finding in built.findings} == ODDITIES
    return {path.suffix: path for path in built.files}


def _table(prepared: ComputedBudget, number: str) -> Table:
    return next(table for table in prepared.package.tables if table.number == number)


def _printed(table: Table) -> list[list[str]]:
    """The body with its row numbers, where the table prints them; a blank row is no row."""
    rows = [
        [str(row.number or ""), *texts] if table.numbered else texts
        for row, texts in zip(table.rows, table.texts(), strict=True)
    ]
    return [row for row in rows if any(row)]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_cell_of_a_table_is_as_published(prepared: ComputedBudget, number: str) -> None:
    rows = [[cell or "" for cell in row] for row in golden(NAME)["tables"][number]["rows"]]
    for place, entry in deviations(NAME).items():
        parts = place.split(".")
        if parts[0] == f"表{number}" and len(parts) == 3:
            assert rows[int(parts[1])][int(parts[2])] == entry["刊印"], place
            rows[int(parts[1])][int(parts[2])] = entry["应为"]

    assert _printed(_table(prepared, number)) == rows


@pytest.mark.parametrize("number", NUMBERS)
def test_every_title_head_and_note_is_as_published(prepared: ComputedBudget, number: str) -> None:
    published, known = golden(NAME)["tables"][number], deviations(NAME)
    table = _table(prepared, number)
    heads = [head.replace(" ", "") for head in published["columns"]]
    title = known.get(f"表{number}.标题", {}).get("应为", published["title"])

    assert table.title == title
    assert table.label == known.get(f"表{number}.编号", {}).get("应为", "")
    assert table.empty == published["no_data"]
    assert heads[: len(heads) - len(table.columns)] == (["序号"] if table.numbered else [])
    for head, column in zip(heads[-len(table.columns) :], table.columns, strict=True):
        assert head.removesuffix("（万元）").endswith(column.head), (head, column.head)


FIGURES = {
    "二": {
        "预算收入": ("收入.总计", "万元"),
        "一般公共预算收入": ("收入.一般公共预算", "万元"),
        "基金预算收入": ("收入.政府性基金预算", "万元"),
        "财政专户核拨收入": ("收入.财政专户管理资金", "万元"),
        "其他来源收入": ("收入.单位资金", "万元"),
        "上年结转": ("收入.上年结转", "万元"),
        "支出预算": ("支出.合计", "万元"),
        "基本支出": ("支出.基本支出", "万元"),
        "人员经费": ("支出.人员经费", "万元"),
        "日常公用经费": ("支出.公用经费", "万元"),
        "项目支出": ("支出.项目支出", "万元"),
        "收支安排": ("支出.总计", "万元"),
        "收支比上年_方向": ("支出.总计", "方向"),
        "收支比上年_金额": ("支出.总计", "增减额"),
        "基本支出比上年_方向": ("支出.基本支出", "方向"),
        "基本支出比上年_金额": ("支出.基本支出", "增减额"),
        "项目支出比上年_方向": ("支出.项目支出", "方向"),
        "项目支出比上年_金额": ("支出.项目支出", "增减额"),
    },
    "三": {"机关运行经费": ("机关运行经费.合计", "万元")},
    "四": {
        "“三公”经费预算": ("三公.合计", "万元"),
        "因公出国（境）费": ("三公.因公出国境费", "万元"),
        "公务用车购置及运维费": ("三公.公务用车购置及运行费", "万元"),
        "公务用车购置费": ("三公.公务用车购置费", "万元"),
        "公务用车运行维护费": ("三公.公务用车运行维护费", "万元"),
        "公务接待费": ("三公.公务接待费", "万元"),
        "“三公”经费比上年_方向": ("三公.合计", "方向"),
        "“三公”经费比上年_金额": ("三公.合计", "增减额"),
    },
    "五": {"项目绩效目标表": ("绩效.项目数", "数")},
    "六": {"政府采购预算": ("政府采购.总额", "万元")},
    "七": {
        "上年末固定资产金额": ("国有资产.固定资产金额", "万元"),
        "本年度拟购置固定资产总额": ("国有资产.拟购置固定资产", "万元"),
    },
}
"""Which fact, in which form, each figure of the narrative is."""

COUNTED: dict[tuple[str, str], Callable[[ComputedBudget], int]] = {
    ("一", "职责条数"): lambda p: len(p.intake.budget.department.duties),
    ("一", "单位数"): lambda p: len(p.intake.budget.department.units),
    ("二", "比较年度"): lambda p: p.intake.budget.year - 1,
    ("五", "分项绩效目标"): lambda p: _lines(p, "分项绩效目标"),
    ("五", "工作保障措施"): lambda p: _lines(p, "工作保障措施"),
}


def _lines(prepared: ComputedBudget, field: str) -> int:
    return len(prepared.package.context["整体"].get("段落").get(field))


def _figure(prepared: ComputedBudget, section: str, label: str) -> str:
    fact_id, how = FIGURES[section][label]
    fact = prepared.figures[fact_id]
    words = Wording(prepared.loaded.standard, {})
    printed: dict[str, Callable[[], str]] = {
        "万元": lambda: words.wan(fact),
        "数": lambda: words.number(fact),
        "方向": lambda: words.direction(fact),
        "增减额": lambda: words.wan(Fact("", abs(fact.change or fact.value))),
    }
    return printed[how]()


def test_every_figure_of_the_narrative_is_as_published_and_in_its_section(
    prepared: ComputedBudget, tmp_path: Path
) -> None:
    text = sections(written(prepared, tmp_path), "第二部分")
    wrong, compared = [], 0
    for section, content in golden(NAME)["narrative"].items():
        for label, printed in content["figures"].items():
            if section == "八":  # the glossary is the standard's own
                continue
            if (section, label) in COUNTED:
                assert str(COUNTED[section, label](prepared)) == printed["value"], label
                continue
            known = deviations(NAME).get(f"叙述.{section}.{label}")
            expected = known["应为"] if known else printed["value"]
            assert known is None or known["刊印"] == printed["value"]
            ours = _figure(prepared, section, label)
            there = ours in re.findall(r"[\d.]*\d|增加|减少", text[section])
            compared += 1
            if ours != expected or not there:
                wrong.append((section, label, ours, expected, there))

    assert wrong == []
    assert compared == sum(map(len, FIGURES.values()))


def test_the_overall_goals_are_as_published(prepared: ComputedBudget) -> None:
    published = golden(NAME)["narrative"]["五"]
    fields = prepared.package.context["整体"].get("栏目")
    goals = str(fields.get("总体绩效目标"))

    assert re.findall(r"\d+%|\d+套", goals) == published["goals"]
    for name in published["names"]:
        assert name in str(fields.get("分项绩效目标"))


def test_every_indicator_says_what_it_means_and_where_its_value_comes_from(
    prepared: ComputedBudget,
) -> None:
    for form in prepared.package.context["项目绩效"]:
        for row in form.get("指标"):
            assert row.get("说明"), row.get("三级")
            assert row.get("依据"), row.get("三级")


def test_a_deviation_is_a_real_difference_with_its_reason() -> None:
    assert len(deviations(NAME)) > 15
    for place, entry in deviations(NAME).items():
        assert entry["依据"], place
        assert entry["刊印"] != entry["应为"], place


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_the_built_file_is_recognised_by_itself_and_shows_only_what_was_published_so(
    files: dict[str, Path], suffix: str
) -> None:
    checked = check(files[suffix])
    errors = {finding.code for finding in checked.findings if finding.severity.value == "错误"}

    assert checked.package.standard.name == "hebei-2023"
    assert len(checked.package.tables) == len(NUMBERS)
    assert len(checked.package.projects) == 18
    assert errors == {"X15"}
    assert {finding.code for finding in checked.findings} == ODDITIES - {"R008"}


def test_the_ledger_is_the_same_as_a_workbook(tmp_path: Path, files: dict[str, Path]) -> None:
    built = build(SAMPLES / NAME / "budget.xlsx", tmp_path, layout=False)

    for path in built.files:
        if path.suffix in files and path.suffix != ".json":
            assert path.read_bytes() == files[path.suffix].read_bytes(), path.name


def test_the_value_of_the_fixed_assets_is_traced_to_its_parts(prepared: ComputedBudget) -> None:
    traced = trace_computed(prepared, "国有资产.固定资产金额")

    assert [field.content for field in traced.fields] == [
        "房屋价值 3293240.00 元",
        "车辆价值 3002730.00 元",
        "二十万元以上设备价值 1119120.00 元",
        "其他固定资产价值 4953830.00 元",
    ]


def test_a_cell_that_is_no_sum_of_the_ledger_is_reported_and_not_traced(
    prepared: ComputedBudget,
) -> None:
    with pytest.raises(FindingsError) as raised:
        trace_computed(prepared, "表文3!资产总额!价值")

    assert [finding.code for finding in raised.value.findings] == ["D042"]
