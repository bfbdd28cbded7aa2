"""The text of a package as parts and paragraphs that an Excel template may show."""

from __future__ import annotations

from typing import Any

import pytest

from yugong.standard.narrative import (
    NO_NARRATIVE,
    NarrativeBlock,
    NarrativeText,
    narrative_context,
    narrative_parts,
)


def heading(level: int, text: str) -> NarrativeBlock:
    return NarrativeBlock(level, text)


def spoken(text: str) -> NarrativeBlock:
    return NarrativeBlock(text=text)


def parts(*blocks: NarrativeBlock, **more: Any) -> list[Any]:
    narrative = NarrativeText(blocks, **more)
    return list(narrative_context(narrative, ("某县水务局", "本部门"))["正文"])


def test_a_part_begins_at_each_heading_of_the_highest_level() -> None:
    first, second = parts(
        heading(1, "第一部分　概况"),
        heading(2, "一、职责"),
        spoken("职责如下。"),
        heading(1, "第二部分　名词解释"),
        spoken("一、财政拨款：拨款。"),
    )

    assert [first.get("标题"), second.get("标题")] == ["第一部分　概况", "第二部分　名词解释"]
    assert [(p.get("级"), p.get("文字")) for p in first.get("段")] == [
        (1, "一、职责"),
        (0, "职责如下。"),
    ]


def test_a_lone_heading_above_all_others_is_the_title_of_the_document() -> None:
    blocks = (
        heading(1, "某县水务局2026年部门预算"),
        heading(2, "一、概况"),
        spoken("甲。"),
        heading(2, "二、说明"),
    )

    context = narrative_context(NarrativeText(blocks))
    assert [part.get("标题") for part in context["正文"]] == ["一、概况", "二、说明"]
    assert [line.get("文字") for line in context["封面"]] == ["某县水务局2026年部门预算"]


def test_text_without_headings_is_one_part_without_a_title() -> None:
    [part] = parts(spoken("甲。"), spoken("乙。"))

    assert (part.get("标题"), part.get("名"), part.get("有文字")) == ("", "正文", True)
    assert [p.get("文字") for p in part.get("段")] == ["甲。", "乙。"]


def test_no_text_gives_no_part() -> None:
    assert parts() == []
    assert (list(NO_NARRATIVE["正文"]), list(NO_NARRATIVE["封面"])) == ([], [])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("第一部分　概况", "概况"),
        ("第三部分　2026年度部门预算情况说明", "部门预算情况说明"),
        ("一、某县水务局2026年部门预算情况说明", "部门预算情况说明"),
        ("（二）[其他]/说明?", "其他说明"),
        ("2026年度", "2026年度"),
        ("长" * 40, "长" * 31),
        ("第二部分", "第二部分"),
    ],
)
def test_a_sheet_is_named_by_its_part_without_number_year_and_department(
    title: str, name: str
) -> None:
    assert parts(heading(1, title), heading(1, "别的"))[0].get("名") == name


def test_parts_of_one_name_get_sheets_of_different_names() -> None:
    names = [part.get("名") for part in parts(*(heading(1, "说明") for _ in range(3)))]

    assert names == ["说明", "说明（2）", "说明（3）"]


def test_a_part_of_nothing_but_tables_has_no_text() -> None:
    table = NarrativeBlock(table="预算收支总表", sheet="1")
    tables, text = parts(
        heading(1, "报表"), heading(2, "总表"), table, heading(1, "说明"), spoken("甲。")
    )

    assert [tables.get("有文字"), text.get("有文字")] == [False, True]
    assert [p.get("表") for p in tables.get("段")] == ["", "预算收支总表"]


def test_a_part_knows_if_it_is_before_the_tables_or_after_the_forms() -> None:
    blocks = (heading(1, "概况"), heading(1, "报表"), heading(1, "说明"), heading(1, "名词"))
    placed = parts(*blocks, first_table=2, last_form=3)

    assert [part.get("在表前") for part in placed] == [True, True, False, False]
    assert [part.get("在表单后") for part in placed] == [False, False, False, True]
    assert not any(part.get("在表前") or part.get("在表单后") for part in parts(*blocks))


def test_a_table_of_more_than_eight_columns_keeps_the_rest_in_the_last() -> None:
    wide = tuple(f"甲{number}" for number in range(10))
    [part] = parts(NarrativeBlock(rows=(wide, ("乙",))))
    [table] = part.get("段")

    first, second = table.get("行")
    assert table.get("列数") == 10
    assert [first.get("格1"), first.get("格7"), first.get("格8")] == ["甲0", "甲6", "甲7　甲8　甲9"]
    assert [second.get("格1"), second.get("格2"), second.get("格8")] == ["乙", "", ""]


def test_every_block_is_in_exactly_one_part_or_before_the_first() -> None:
    blocks = (spoken("前言。"), heading(2, "一"), spoken("甲。"), heading(2, "二"), spoken("乙。"))
    leading, listed = narrative_parts(NarrativeText(blocks))

    assert [block.text for block in leading] == ["前言。"]
    assert [[part.title, *(block.text for block in part.blocks)] for part in listed] == [
        ["一", "甲。"],
        ["二", "乙。"],
    ]
