"""Annexes in a Word document, by either engine: their places, titles, contents list and tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from builders.annex_specimens import ROWS, annex, pdf_annex, word_annex
from builders.docx_specimens import W, body, make_package, members, written_root
from yugong.ooxml.names import WP, A, w
from yugong.standard.annexes import Annex, annex_names
from yugong.standard.names import Listing
from yugong.standard.package import Package
from yugong.writing.docx.annexes.look import Room
from yugong.writing.docx.annexes.table import table_widths, text_width
from yugong.writing.docx.engine.compiled import compile_template
from yugong.writing.docx.engine.docxtpl_engine import docxtpl_template
from yugong.writing.docx.template.contents import Heading

Engine = Callable[[bytes], Any]
ENGINES = [
    lambda data: compile_template(data, "模板.docx"),
    lambda data: docxtpl_template(data, "模板.docx"),
]
by_engine = pytest.mark.parametrize("engine", ENGINES, ids=["内置", "docxtpl"])

CONTENTS = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
    ' TOC \\o "1-2" \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>旧目录</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


def heading(text: str, level: int = 1) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
    )


def line(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def package(*annexes: Annex, before: str = "名词解释", **context: Any) -> Package:
    made = make_package({"附件": annex_names(annexes), **context})
    return replace(made, annexes=annexes, annexes_before=before)


def write(engine: Engine, folder: Path, template: bytes, published: Package) -> list[Heading]:
    prepared = engine(template)
    assert prepared.problems(published) == []
    return list(prepared.write(folder / "成品.docx", published).headings)


def blocks(folder: Path) -> list[str]:
    """The texts of the blocks of the body; a table is named by its number of rows."""
    texts = []
    for block in written_root(folder / "成品.docx")[0]:
        if block.tag == w("tbl"):
            texts.append(f"表{len(block.findall(w('tr')))}")
        elif block.tag == w("p"):
            texts.append("".join(node.text or "" for node in block.iter(w("t"))))
    return texts


TEMPLATE = body(heading("第一部分"), line("正文"), heading("名词解释"), line("释义"))


@by_engine
def test_annexes_after_the_text_go_before_the_heading_that_follows(
    engine: Engine, tmp_path: Path
) -> None:
    headings = write(engine, tmp_path, TEMPLATE, package(annex(), annex(2, "办法")))

    assert blocks(tmp_path) == [
        *("第一部分", "正文", "附件1：目录", "表5", "附件2：办法", "表5", "名词解释", "释义"),
    ]
    assert [(h.level, h.title) for h in headings] == [
        *((1, "第一部分"), (1, "附件1：目录"), (1, "附件2：办法"), (1, "名词解释")),
    ]


@by_engine
def test_annexes_at_the_end_and_annexes_without_that_heading_go_last(
    engine: Engine, tmp_path: Path
) -> None:
    write(engine, tmp_path, TEMPLATE, package(annex(position="末尾"), annex(2, "办法")))
    assert blocks(tmp_path)[2:] == [
        "附件2：办法",
        "表5",
        "名词解释",
        "释义",
        "附件1：目录",
        "表5",
        "",
    ]

    write(engine, tmp_path, TEMPLATE, package(annex(), before="没有这个标题"))
    assert blocks(tmp_path)[-3:] == ["附件1：目录", "表5", ""]


@by_engine
def test_a_tag_of_its_own_paragraph_puts_all_annexes_in_its_place(
    engine: Engine, tmp_path: Path
) -> None:
    template = body(heading("第一部分"), line("{{ 附件 }}"), line("正文"), heading("名词解释"))

    write(engine, tmp_path, template, package(annex(position="末尾"), annex(2, "办法")))

    assert blocks(tmp_path) == [
        *("第一部分", "附件1：目录", "表5", "附件2：办法", "表5", "正文", "名词解释")
    ]


@by_engine
def test_a_template_can_list_the_annexes_and_ask_for_them(engine: Engine, tmp_path: Path) -> None:
    template = body(
        line("{%p for 件 in 附件 %}"),
        line("见{{ 件.编号 }}《{{ 件.名称 }}》"),
        line("{%p endfor %}"),
        line("{% if 附件 %}附后{% else %}没有附件{% endif %}"),
    )

    write(engine, tmp_path, template, package(annex()))
    assert blocks(tmp_path)[:2] == ["见附件1《目录》", "附后"]

    write(engine, tmp_path, template, package())
    assert blocks(tmp_path) == ["没有附件"]


@by_engine
def test_the_tag_among_other_words_is_a_fault(engine: Engine) -> None:
    template = engine(body(line("见{{ 附件 }}。")))

    with pytest.raises(Exception) as caught:  # noqa: PT011
        template.write(Path("不写.docx"), package(annex()))
    assert getattr(caught.value, "findings", [])[0].code in ("S003", "S004")


@by_engine
def test_the_contents_list_names_the_annexes_with_their_pages(
    engine: Engine, tmp_path: Path
) -> None:
    template = engine(body(CONTENTS, heading("第一部分"), heading("名词解释")))
    published = package(annex())

    template.write(tmp_path / "成品.docx", published, [1, 7, 9])

    assert blocks(tmp_path)[:3] == ["第一部分1", "附件1：目录7", "名词解释9"]
    root = written_root(tmp_path / "成品.docx")
    named = {node.get(w("name")) for node in root.iter(w("bookmarkStart"))}
    linked = {node.get(w("anchor")) for node in root.iter(w("hyperlink"))}
    assert linked <= named
    assert len(linked) == 3


@by_engine
def test_an_annex_and_the_heading_after_it_begin_a_page(engine: Engine, tmp_path: Path) -> None:
    template = body(heading("第一部分"), heading("名词解释"))
    write(engine, tmp_path, template, package(annex()))

    starts = [
        "".join(node.text or "" for node in block.iter(w("t")))
        for block in written_root(tmp_path / "成品.docx")[0].iterchildren(w("p"))
        if block.find(f"{w('pPr')}/{w('pageBreakBefore')}") is not None
    ]
    assert starts == ["附件1：目录", "名词解释"]

    write(engine, tmp_path, template, package())
    assert b"pageBreakBefore" not in members(tmp_path / "成品.docx")["word/document.xml"]


@by_engine
def test_the_table_has_every_cell_and_its_head_again_on_every_page(
    engine: Engine, tmp_path: Path
) -> None:
    write(engine, tmp_path, TEMPLATE, package(annex()))

    table = next(written_root(tmp_path / "成品.docx").iter(w("tbl")))
    rows = table.findall(w("tr"))
    assert [row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in rows] == [
        *(True, False, False, False, False)
    ]
    texts = [
        ["".join(node.text or "" for node in cell.iter(w("t"))) for cell in row.iter(w("tc"))]
        for row in rows
    ]
    assert texts == [
        list(ROWS[0]),
        ["人民法院"],
        ["A01", "公共服务", ""],
        ["A0101", "", "=1+1 的服务"],
        ["007", "{{ 年度 }}", "两行"],
    ]
    assert rows[1].find(f".//{w('gridSpan')}").get(w("val")) == "3"
    assert table.find(f".//{w('br')}") is not None


@by_engine
def test_pages_of_a_pdf_are_pictures_with_words_for_those_who_do_not_see(
    engine: Engine, tmp_path: Path
) -> None:
    write(engine, tmp_path, TEMPLATE, package(pdf_annex()))

    parts = members(tmp_path / "成品.docx")
    root = written_root(tmp_path / "成品.docx")
    words = [node.get("descr") for node in root.iter(f"{{{WP}}}docPr")]
    assert words == ["附件3：批复，第1页，共2页：Approved", "附件3：批复，第2页，共2页：Page two"]
    pictures = sorted(name for name in parts if name.startswith("word/media/annex3"))
    assert pictures == ["word/media/annex3_page1.png", "word/media/annex3_page2.png"]
    assert all(parts[name].startswith(b"\x89PNG") for name in pictures)
    links = etree.fromstring(parts["word/_rels/document.xml.rels"])
    targets = {node.get("Id"): node.get("Target") for node in links}
    used = [node.get(next(iter(node.attrib))) for node in root.iter(f"{{{A}}}blip")]
    assert [targets[link] for link in used] == ["media/annex3_page1.png", "media/annex3_page2.png"]


@by_engine
def test_all_kinds_together_are_written_the_same_twice(engine: Engine, tmp_path: Path) -> None:
    published = package(annex(), word_annex(), pdf_annex())
    template = engine(body(CONTENTS, heading("第一部分"), heading("名词解释")))

    template.write(tmp_path / "甲.docx", published)
    template.write(tmp_path / "乙.docx", published)

    assert (tmp_path / "甲.docx").read_bytes() == (tmp_path / "乙.docx").read_bytes()


def test_a_place_that_a_condition_leaves_out_does_not_lose_the_annexes(tmp_path: Path) -> None:
    template = body(
        heading("第一部分"), line("{%p if 有 %}"), heading("名词解释"), line("{%p endif %}")
    )

    write(ENGINES[0], tmp_path, template, package(annex(), 有=False))

    assert blocks(tmp_path) == ["第一部分", "附件1：目录", "表5", ""]


def test_a_heading_in_a_loop_takes_the_annexes_once(tmp_path: Path) -> None:
    template = body(line("{%p for 甲 in 列 %}"), heading("名词解释"), line("{%p endfor %}"))

    write(ENGINES[0], tmp_path, template, package(annex(), 列=Listing(["一", "二"])))

    assert blocks(tmp_path) == ["附件1：目录", "表5", "名词解释", "名词解释"]


def test_a_template_without_headings_gets_a_plain_title_in_its_contents(tmp_path: Path) -> None:
    headings = write(ENGINES[0], tmp_path, body(line("正文")), package(annex()))

    assert headings == [Heading(1, "附件1：目录")]


def test_titles_look_like_the_highest_headings_and_have_no_number_of_a_list(
    tmp_path: Path,
) -> None:
    numbered = heading("第一部分").replace(
        "</w:pPr>", '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    )
    write(ENGINES[0], tmp_path, body(numbered, heading("一、", 2)), package(annex()))

    (title,) = [
        block
        for block in written_root(tmp_path / "成品.docx")[0].iterchildren(w("p"))
        if "附件1" in "".join(node.text or "" for node in block.iter(w("t")))
    ]
    assert title.find(f"{w('pPr')}/{w('pStyle')}").get(w("val")) == "Heading1"
    assert title.find(f"{w('pPr')}/{w('numPr')}") is None


def test_columns_fill_the_page_and_the_widest_give_way() -> None:
    rows = [["代码", "名称"], ["A", "短"], ["B", "很长" * 40]]

    widths = table_widths(rows, 4000, 20)

    assert sum(widths) == 4000
    assert widths[0] < widths[1]
    assert table_widths([["代码", "名称"]], 9000, 20) == [4500, 4500]
    assert text_width("甲a") == 3


def test_a_long_table_is_written_in_pieces_and_quickly() -> None:
    from yugong.writing.docx.annexes.table import table_markup

    rows = [["代码", "名称"], *([f"A{number}", "服务"] for number in range(1000))]

    pieces = list(table_markup(rows, Room(8000, 13000)))

    assert len(pieces) == 8
    assert "".join(pieces).count("<w:tr>") == 1001
    assert W not in "".join(pieces)
