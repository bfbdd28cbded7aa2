"""Annexes of a foreign package are no forms, no tables of the standard and no lists of annexes."""

from __future__ import annotations

from functools import cache

from builders.annex_specimens import annex, pdf_annex, word_annex
from yugong.findings import Place
from yugong.published.annexes import take_annexes
from yugong.published.annexes_of_package import annexes_of, blocks_without
from yugong.published.model.annexes import PublishedAnnex
from yugong.published.model.blocks import Block, Form, Grid, Line
from yugong.published.tables.titles import Titles
from yugong.standard.library import shipped_standards


@cache
def titles() -> Titles:
    return Titles(next(s for s in shipped_standards() if s.name == "shanxi-2025"))


def block(item: str | list[str], number: int, sheet: str | None = None) -> Block:
    """A line, its level before a #; or a table, its rows as texts with | between the cells."""
    place = Place(file="某县.docx", line=None, sheet=sheet, path=f"第 {number} 段")
    if isinstance(item, str):
        level, mark, text = item.partition("#")
        return Line(text, place, int(level)) if mark else Line(item, place)
    rows = [tuple(row.split("|")) for row in item]
    width = max(map(len, rows))
    return Grid(tuple((*row, *[""] * (width - len(row))) for row in rows), (), place)


CATALOGUE = ["代码|一级目录|二级目录", "A|公共服务|", "A01||教育服务"]
LAST_SECTION = "十二、其他说明"


def take(
    *items: str | list[str], form: Form = "text"
) -> tuple[tuple[PublishedAnnex, ...], list[str]]:
    """The annexes of these blocks, and the texts of the lines outside them."""
    blocks = [block(item, number) for number, item in enumerate(items, 1)]
    annexes, others = take_annexes(blocks, form, titles())
    return annexes, [b.text if isinstance(b, Line) else "表" for b in others]


def brief(*items: str | list[str]) -> list[tuple[str, int | None, str, str]]:
    return [(a.label, a.number, a.title, a.kind) for a in take(*items)[0]]


def test_a_label_with_its_title_begins_an_annex() -> None:
    annexes, others = take(
        LAST_SECTION, "无。", "附件1：采购目录", CATALOGUE, "附件2：办法", "第一条"
    )

    assert [(a.label, a.number, a.title, a.kind) for a in annexes] == [
        ("附件1", 1, "采购目录", "表格"),
        ("附件2", 2, "办法", "文字"),
    ]
    assert annexes[0].rows == tuple(tuple(row.split("|")) for row in CATALOGUE)
    assert annexes[1].lines == ("第一条",)
    assert others == [LAST_SECTION, "无。"]


def test_the_title_may_be_on_the_next_line_and_the_label_spaced() -> None:
    assert brief("附 件 3", "某省采购目录", CATALOGUE) == [("附件3", 3, "某省采购目录", "表格")]
    assert brief("附件三", CATALOGUE) == [("附件三", 3, "", "表格")]
    assert brief("附件", "采购目录", CATALOGUE) == [("附件", None, "采购目录", "表格")]


def test_a_title_over_a_table_after_the_last_section_is_an_annex() -> None:
    annexes, others = take(
        LAST_SECTION, "无。", "某省采购目录", CATALOGUE, "第四部分 名词解释", "释义"
    )

    assert [(a.label, a.number, a.title) for a in annexes] == [("", None, "某省采购目录")]
    assert others == [LAST_SECTION, "无。", "第四部分 名词解释", "释义"]


def test_a_title_over_a_table_among_the_text_is_none() -> None:
    assert brief("九、政府采购情况", "采购目录", CATALOGUE) == []


def test_a_head_that_comes_again_on_every_page_counts_once() -> None:
    (annex_read,) = take("附件1：目录", CATALOGUE, [CATALOGUE[0], "B|别的|"])[0]

    assert [row[0] for row in annex_read.rows] == ["代码", "A", "A01", "B"]


def test_a_label_over_a_form_is_noted_and_the_form_left_in_place() -> None:
    annexes, others = take("附件3", "某县预算单位整体支出绩效目标申报表", ["单位名称|某县档案馆"])

    assert [(a.label, a.kind) for a in annexes] == [("附件3", "另见")]
    assert others == ["附件3", "某县预算单位整体支出绩效目标申报表", "表"]


def test_a_label_over_a_table_of_amounts_leaves_it_to_the_standard() -> None:
    for over in ("附件2", "附件2：2026年部门收支总表"):
        annexes, others = take(over, "单位：万元", ["项目|金额", "收入|1", "支出|1"])
        assert [a.kind for a in annexes] == ["另见"]
        assert others == [over, "单位：万元", "表"]


def test_a_list_of_annexes_is_no_annex() -> None:
    listed = ("附件：1. 预算表", "附件1：目录", "附件2：办法")

    annexes, others = take(
        *listed, "第一部分 概况", "附件1：目录", CATALOGUE, "附件2：办法", "第一条"
    )

    assert [(a.number, len(a.blocks)) for a in annexes] == [(1, 1), (2, 1)]
    assert others == [*listed, "第一部分 概况"]


def test_sentences_and_lines_of_contents_begin_no_annex() -> None:
    assert brief("附件1所列事项，按规定办理。", "正文") == []
    assert brief("附件1：目录\t12", "正文") == []
    assert brief("附件1-2：收支表", CATALOGUE) == []
    assert brief("附件材料齐全", CATALOGUE) == []


def test_an_annex_ends_at_a_heading_of_its_level_where_the_document_declares_levels() -> None:
    annexes, others = take(
        *("1#附件1：办法", "2#一、总则", "第一条", "二、收入支出预算安排情况", "1#附则", "其余")
    )

    assert annexes[0].lines == ("一、总则", "第一条", "二、收入支出预算安排情况")
    assert others == ["附则", "其余"]


def test_an_annex_ends_with_its_sheet() -> None:
    blocks = [
        block("附件1：目录", 1, "附件1"),
        block("甲", 2, "附件1"),
        block("乙", 3, "别的表"),
    ]

    (annex_read,), others = take_annexes(blocks, "xlsx", titles())

    assert annex_read.lines == ("甲",)
    assert [b.text for b in others if isinstance(b, Line)] == ["乙"]


def test_a_sheet_that_is_called_an_annex_is_one_unless_it_has_a_table_of_amounts() -> None:
    blocks = [
        block("采购目录", 1, "附件3"),
        block(CATALOGUE, 2, "附件3"),
        block(CATALOGUE, 3, "附件4 制度清单"),
        block("某县2026年部门收支总表", 4, "附件5"),
        block(["单位：万元|", "项目|金额", "收入|1"], 5, "附件6"),
        block("甲", 6, "表1"),
    ]

    annexes, others = take_annexes(blocks, "xlsx", titles())

    assert [(a.label, a.number, a.title, a.kind) for a in annexes] == [
        ("附件3", 3, "采购目录", "表格"),
        ("附件4", 4, "制度清单", "表格"),
        ("附件6", 6, "", "另见"),
    ]
    assert [b.place.sheet for b in others] == ["附件5", "附件6", "表1"]


def test_a_computed_package_has_its_annexes_as_published() -> None:
    table, text, pages = annexes_of((annex(), word_annex(), pdf_annex()))

    assert (table.label, table.number, table.title, len(table.rows)) == (
        "附件1",
        1,
        "附件1：目录",
        5,
    )
    assert text.lines == ("总则", "第一条　为了规范管理，制定本办法。", "第一项")
    assert pages.lines == ("Approved", "Page two")


def test_the_text_of_a_package_is_read_without_its_annexes() -> None:
    items: list[str | list[str]] = [
        *("1#第一部分", "甲", "1#附件1：目录", "附注"),
        ["代码|名称"],
        *("1#名词解释", "释义"),
    ]
    blocks = [block(item, number) for number, item in enumerate(items, 1)]

    left = blocks_without((annex(),), blocks)

    assert [b.text for b in left if isinstance(b, Line)] == ["第一部分", "甲", "名词解释", "释义"]
    assert blocks_without((), blocks) == tuple(blocks)
