"""A comparison finds the changes between two ledgers, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from builders.compared_ledgers import RECEPTION, WITH_SHELVES, compared
from builders.small_budget import (
    ASSETS,
    DEPARTMENT,
    HEAD,
    LEDGER,
    OVERALL,
    PREVIOUS,
    PROJECTS,
    TEXT,
)
from yugong.comparison.comparison import Comparison, FieldChange, ProjectChange
from yugong.comparison.summary import counts, main_figures, projects_by_weight

OFFICE_ROSE = {"ledger": LEDGER.replace("80000.00", "80050.00")}
"""办公费 from 80,000 to 80,050 元: 8.00 to 8.01 万元 as shown."""


def _parts(comparison: Comparison) -> set[str]:
    """The parts in which anything differs."""
    return {
        count.part for count in counts(comparison) if count.added + count.removed + count.changed
    }


def test_two_equal_ledgers_do_not_differ(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {})
    assert comparison.same
    assert comparison.left_out == ()
    assert _parts(comparison) == set()


def test_one_amount_moves_its_own_sums_and_no_other_fact(tmp_path: Path) -> None:
    facts = {fact.id: fact for fact in compared(tmp_path, OFFICE_ROSE).facts}
    assert {fact.difference for fact in facts.values()} == {Decimal("50.00")}
    assert {fact_id for fact_id in facts if fact_id.count(".") == 1} == {
        "收入.总计",
        "收入.本年",
        "收入.一般公共预算",
        "支出.总计",
        "支出.合计",
        "支出.本年",
        "支出.基本支出",
        "支出.公用经费",
        "财政拨款.总计",
        "财政拨款.支出",
        "财政拨款.本年",
        "财政拨款.一般公共预算",
        "一般公共预算.支出",
        "一般公共预算.基本支出",
        "一般公共预算.公用经费",
    }
    by_code = [fact_id for fact_id in facts if fact_id.count(".") == 2]
    for fact_id in by_code:
        family, code, part = fact_id.split(".")
        assert code in ("201", "20126", "2012604", "302", "30201"), family
        assert part in ("合计", "基本支出", "公用经费")
    assert len(by_code) == 3 * 3 * 2 + 2 * 2
    office = facts["经济.30201.公用经费"]
    assert office.name == "办公费"
    assert (office.old, office.new) == (Decimal("80000.00"), Decimal("80050.00"))
    assert (office.old_text, office.new_text) == ("8.00万元", "8.01万元")
    assert office.rate == Decimal("0.06")


def test_one_amount_moves_the_cells_it_is_summed_in_and_no_others(tmp_path: Path) -> None:
    tables = {table.name: table for table in compared(tmp_path, OFFICE_ROSE).tables}
    assert list(tables) == [
        "预算收支总表",
        "预算收入总表",
        "预算支出总表",
        "财政拨款收支总表",
        "一般公共预算支出预算表",
        "基本支出经济科目表",
    ]
    for table in tables.values():
        assert table.added is None
        assert not table.heads
        assert not table.rows
        assert {cell.difference for cell in table.cells} == {Decimal("50.00")}
    changes = [
        (cell.label, cell.column, cell.old, cell.new) for cell in tables["预算支出总表"].cells
    ]
    rows = ("合计", "201 一般公共服务支出", "20126 档案事务", "2012604 档案馆")
    columns = (("合计", "100.00", "100.01"), ("基本支出", "68.00", "68.01"))
    assert changes == [(row, *column) for row in rows for column in columns]
    both_sides = {(cell.label, cell.column) for cell in tables["预算收支总表"].cells}
    assert ("一、一般公共预算", "2026年") in both_sides
    assert ("一、一般公共服务支出", "2026年合计") in both_sides


def test_every_sentence_with_the_amount_changes_and_no_other(tmp_path: Path) -> None:
    sentences = compared(tmp_path, OFFICE_ROSE).sentences
    changes = [sentence for sentence in sentences if sentence.old is None or sentence.new is None]
    assert {text for change in changes for text in (change.old, change.new) if text} == {
        f"{whole}{change}。"
        for whole in ("收入总计", "支出总计")
        for change in ("与上年预算数相同", "比上年增加0.01万元，增长0.01%")
    }
    for sentence in sentences:
        if sentence.old is None or sentence.new is None:
            continue
        figures = ("100.00", "68.00", "8.00", "与上年预算数相同")
        assert any(figure in sentence.old for figure in figures)
        assert sentence.old_section == sentence.new_section
        assert "".join(text for mark, text in sentence.pieces if mark != "增") == sentence.old
        assert "".join(text for mark, text in sentence.pieces if mark != "删") == sentence.new
    [office] = [sentence for sentence in sentences if sentence.old and "办公费" in sentence.old]
    assert office.section[-1] == "六、一般公共预算基本支出情况说明"
    assert office.pieces == (
        ("同", "公用经费"),
        ("删", "8.00"),
        ("增", "8.01"),
        ("同", "万元，用于办公费。"),
    )


def test_amounts_that_print_the_same_differ_by_their_exact_yuan(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {"ledger": LEDGER.replace("80000.00", "80010.00")})
    assert {(cell.old == cell.new) for table in comparison.tables for cell in table.cells} == {True}
    assert {cell.difference for table in comparison.tables for cell in table.cells} == {
        Decimal("10.00")
    }
    changed = "".join(sentence.new or "" for sentence in comparison.sentences)
    assert "8.00万元，用于办公费" not in changed


def test_a_new_line_of_the_ledger_is_a_new_row_with_its_amount(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {"ledger": LEDGER + RECEPTION})
    rows = {table.name: table.rows for table in comparison.tables if table.rows}
    [reception] = rows.pop("基本支出经济科目表")
    assert not rows
    assert reception.added
    assert reception.label.startswith("公务接待费")
    assert reception.cells[-2:] == (
        ("合计", "0.50", Decimal("5000.00")),
        ("公用经费", "0.50", Decimal("5000.00")),
    )
    [no_data] = [head for table in comparison.tables for head in table.heads]
    assert (no_data.what, no_data.new) == ("表注", None)
    assert "三公.公务接待费" in {fact.id for fact in main_figures(comparison)}
    new_facts = {fact.id for fact in comparison.facts if fact.old is None}
    assert new_facts == {"经济.30217.合计", "经济.30217.公用经费"}


def test_a_project_added_comes_with_its_amount_and_its_row(tmp_path: Path) -> None:
    comparison = compared(tmp_path, WITH_SHELVES)
    projects = [project for project in comparison.projects if project.key]
    assert projects == [ProjectChange("密集架", "密集架", True, None, Decimal("50000.00"))]
    [row] = [row for table in comparison.tables for row in table.rows]
    assert (row.label, row.added) == ("密集架", True)
    assert projects_by_weight(comparison) == tuple(projects)
    counted = [
        sentence.new or ""
        for sentence in comparison.sentences
        if "纳入绩效目标管理的项目" in (sentence.new or "")
    ]
    assert len(counted) == 2  # those under management, and those published
    # Its form brings no sentences of its own: what is printed around every form is one text.
    alone = [item for item in comparison.sentences if not (item.old and item.new)]
    assert {(item.old or item.new or "")[:4] for item in alone} == {"收入总计", "支出总计"}


def test_a_project_removed_is_the_same_from_the_other_side(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {}, old=WITH_SHELVES)
    projects = [project for project in comparison.projects if project.key]
    assert projects == [ProjectChange("密集架", "密集架", False, Decimal("50000.00"), None)]
    [row] = [row for table in comparison.tables for row in table.rows]
    assert (row.label, row.added) == ("密集架", False)


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ("≥10万页", "≥12万页", [("绩效指标／扫描页数", "≥10万页", "≥12万页")]),
        (
            "扫描馆藏纸质档案。",
            "扫描全部档案。",
            [("项目概况", "扫描馆藏纸质档案。", "扫描全部档案。")],
        ),
        (
            "项目期: 1年\n",
            "项目期: 2年\n",
            [("项目期", "1年", "2年")],
        ),
        (
            "完成十万页扫描。",
            "完成八万页扫描。",
            [
                ("总体目标／实施期目标", "完成十万页扫描。", "完成八万页扫描。"),
                ("总体目标／年度目标", "完成十万页扫描。", "完成八万页扫描。"),
            ],
        ),
    ],
)
def test_a_changed_form_names_the_place(
    tmp_path: Path, old: str, new: str, fields: list[tuple[str, str, str]]
) -> None:
    comparison = compared(tmp_path, {"projects": PROJECTS.replace(old, new, 1)})
    [project] = comparison.projects
    assert (project.name, project.added) == ("档案数字化", None)
    assert list(project.fields) == [FieldChange(*values) for values in fields]
    assert _parts(comparison) == {"项目"}


def test_the_form_of_the_whole_department_is_compared_too(tmp_path: Path) -> None:
    comparison = compared(
        tmp_path, {"overall": OVERALL.replace("在编人员数: 11", "在编人员数: 10")}
    )
    [form] = comparison.projects
    assert (form.key, form.old_amount) == ("", None)
    assert [(field.old, field.new) for field in form.fields] == [("13", "12"), ("11", "10")]
    assert _parts(comparison) == {"项目"}


def test_changed_words_change_one_sentence_only(tmp_path: Path) -> None:
    words = TEXT.replace("没有政府购买服务指导性目录", "没有安排政府购买服务")
    comparison = compared(tmp_path, {"text": words})
    [change] = comparison.sentences
    assert change.old == "本部门没有政府购买服务指导性目录。"
    assert change.new == "本部门没有安排政府购买服务。"
    assert change.section[-1] == "（一）政府购买服务指导性目录"
    assert ("增", "安排") in change.pieces
    assert _parts(comparison) == {"文字"}


def test_an_added_duty_is_a_sentence_added_in_its_place(tmp_path: Path) -> None:
    duties = DEPARTMENT.replace("[收集和保管本县档案。]", "[收集和保管本县档案。, 指导乡镇建档。]")
    [change] = compared(tmp_path, {"department": duties}).sentences
    assert (change.old, change.new) == (None, "（二）指导乡镇建档。")
    assert change.section[-1].startswith("一、")


def test_last_years_figure_is_named_as_last_years(tmp_path: Path) -> None:
    figures = PREVIOUS.replace("一般公共预算.支出: 1000000.00", "一般公共预算.支出: 990000.00")
    comparison = compared(tmp_path, {"previous": figures})
    [fact] = comparison.facts
    assert (fact.id, fact.previous) == ("一般公共预算.支出", True)
    assert (fact.old, fact.new) == (Decimal("1000000.00"), Decimal("990000.00"))
    assert main_figures(comparison) == ()
    [sentence] = comparison.sentences
    assert "比上年增加1.00万元" in (sentence.new or "")


def test_a_count_is_given_in_its_own_unit(tmp_path: Path) -> None:
    comparison = compared(
        tmp_path, {"assets": ASSETS.replace("办公用房面积: 860", "办公用房面积: 900")}
    )
    [fact] = comparison.facts
    assert (fact.unit, fact.difference) == ("平方米", Decimal(40))
    assert fact.new_text == "900平方米"


def test_another_year_changes_titles_and_not_rows(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {"head": HEAD.replace("2026", "2025")})
    titles = [head for table in comparison.tables for head in table.heads if head.what == "标题"]
    assert len(titles) == len(comparison.tables)
    assert all(head.old and head.old.startswith("2026") for head in titles)
    assert not [row for table in comparison.tables for row in table.rows]
    headings = {
        sentence.old: sentence.new
        for sentence in comparison.sentences
        if sentence.new in sentence.new_section
    }
    assert headings["第三部分　2026年度部门预算情况说明"] == "第三部分　2025年度部门预算情况说明"
    assert all(sentence.old and sentence.new for sentence in comparison.sentences)
