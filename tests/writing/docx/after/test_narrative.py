"""The narrative of a document just written: what it says outside its tables and forms."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from builders.docx_specimens import make_package, make_table, saved
from builders.places import SAMPLES
from yugong.figures.fact import Fact
from yugong.findings import Place
from yugong.jobs.compute import compute_budget
from yugong.standard.library import LoadedStandard, load_standard, shipped_names
from yugong.standard.narrative import NarrativeText
from yugong.standard.package import Package
from yugong.standards_kit.sample import Sample, sample_of
from yugong.writing import docx

ROWS = [["合计", "10.00"], ["一般公共服务", "10.00"]]


def narrative(
    template: bytes, package: Package, folder: Path, engine: Any = "内置"
) -> NarrativeText:
    word = docx.word_template(template, "模板.docx", engine)
    assert word.problems(package) == []
    return docx.narrative_of(word.write(folder / "成品.docx", package).narrative, package)


def package(notes: tuple[str, ...] = ()) -> Package:
    table = replace(make_table("支出表", ROWS, ["名称", "合计"]), notes=notes)
    return make_package({"部门": "某局"}, [table])


def add_table(document: Any, *rows: tuple[str, ...]) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


LOOP = (
    ("名称", "合计"),
    ("{%tr for 行 in 表.支出表.行 %}", ""),
    ("{{ 行.名称 }}", "{{ 行.合计 }}"),
    ("{%tr endfor %}", ""),
)


def texts(read: NarrativeText) -> list[tuple[int, str]]:
    return [(block.level, block.text or block.table) for block in read.blocks]


def test_titles_units_and_notes_of_a_table_are_not_of_the_narrative(tmp_path: Path) -> None:
    document: Any = Document()
    document.add_heading("一、支出", 1)
    document.add_paragraph("支出如下。")
    document.add_paragraph("{{ 表.支出表.表号 }}")
    document.add_paragraph("{{ 表.支出表.标题 }}")
    document.add_paragraph("部门名称：{{ 部门 }}\t单位：万元")
    add_table(document, *LOOP)
    document.add_paragraph("{%p for 注 in 表.支出表.注 %}")
    document.add_paragraph("{{ 注 }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("以上均为本年数。")

    read = narrative(saved(document), package(("注：有尾差",)), tmp_path)
    assert texts(read) == [
        (1, "一、支出"),
        (0, "支出如下。"),
        (0, "某部门2026年支出表"),
        (0, "以上均为本年数。"),
    ]
    assert read.blocks[2].sheet == "1"
    assert read.first_table == 2


def test_a_table_of_the_bureaus_own_comes_row_by_row(tmp_path: Path) -> None:
    document: Any = Document()
    document.add_paragraph("单位如下：")
    add_table(document, ("单位", "性质"), ("{{ 部门 }}", "机关"))

    read = narrative(saved(document), make_package({"部门": "某局"}), tmp_path)
    assert read.blocks[1].rows == (("单位", "性质"), ("某局", "机关"))


def test_a_paragraph_names_the_facts_it_states(tmp_path: Path) -> None:
    income = Fact("收入.总计", 10, previous=8)  # type: ignore[arg-type]
    whole = Fact("收入.一般公共预算收入的很长的名称超过标签的限制", 4)  # type: ignore[arg-type]
    context = {"总计": income, "长": whole}
    filters: dict[str, Any] = {
        "数": lambda fact: str(fact.value),
        "占": lambda part, of: f"{part.value}{of.value}",
    }
    document: Any = Document()
    document.add_paragraph("收入{{ 总计 | 数 }}，其中{{ 长 | 占(总计) }}。")

    read = narrative(saved(document), make_package(context, filters=filters), tmp_path)
    [block] = read.blocks
    assert block.text == "收入10，其中410。"
    assert block.facts == (income.id, whole.id)


@pytest.mark.parametrize("engine", ["内置", "docxtpl"])
def test_headings_may_have_other_names_levels_and_order(engine: str, tmp_path: Path) -> None:
    document: Any = Document()
    document.add_heading("甲 解释", 3)
    document.add_paragraph("解释一。")
    document.add_heading("乙 细说", 4)
    document.add_paragraph("细说一。")
    document.add_heading("丙 报表", 3)
    document.add_paragraph("{{ 表.支出表.标题 }}")
    add_table(document, *LOOP)
    document.add_heading("丁 概况", 3)
    document.add_paragraph("概况一。")

    read = narrative(saved(document), package(), tmp_path, engine)
    assert texts(read) == [
        (3, "甲 解释"),
        (0, "解释一。"),
        (4, "乙 细说"),
        (0, "细说一。"),
        (3, "丙 报表"),
        (0, "某部门2026年支出表"),
        (3, "丁 概况"),
        (0, "概况一。"),
    ]


def test_the_number_of_an_automatic_list_is_part_of_the_text(tmp_path: Path) -> None:
    document: Any = Document()
    for text in ("贯彻法规；", "组织防汛。"):
        document.add_paragraph(text, style="List Number")

    blocks = narrative(saved(document), make_package(), tmp_path).blocks
    assert [block.text.split(".")[0] for block in blocks] == ["1", "2"]
    assert [block.text.removeprefix(block.number) for block in blocks] == [
        "贯彻法规；",
        "组织防汛。",
    ]


@cache
def _sample(name: str) -> tuple[LoadedStandard, Sample]:
    loaded, _ = load_standard(name, Place())
    assert loaded is not None
    return loaded, sample_of(loaded.standard)


@pytest.mark.parametrize("name", shipped_names())
def test_both_engines_give_the_same_narrative_and_the_same_forms(name: str, tmp_path: Path) -> None:
    loaded, sample = _sample(name)
    read: list[tuple[NarrativeText, list[tuple[str, ...]]]] = []
    engines: tuple[Any, ...] = ("内置", "docxtpl")
    for engine in engines:
        path = tmp_path / f"{engine}.docx"
        word = docx.word_template(loaded.word, loaded.word_name, engine)
        written = word.write(path, sample.package)
        text = docx.narrative_of(written.narrative, sample.package)
        forms = sorted((*text.forms, *docx.form_texts(path, written.regions)))
        read.append((replace(text, blocks=_without_facts(text), forms=()), forms))

    assert read[0] == read[1]
    assert len(read[0][0].blocks) > 50
    assert len(read[0][1]) == len(sample.package.context["项目绩效"]) + (name != "hebei-2023")


def _without_facts(read: NarrativeText) -> tuple[Any, ...]:
    return tuple(replace(block, facts=()) for block in read.blocks)


def test_every_paragraph_outside_the_tables_is_in_the_narrative_or_belongs_to_a_table(
    tmp_path: Path,
) -> None:
    """Read with python-docx: what is left out are the lines above and below tables and forms."""
    computed = compute_budget(SAMPLES / "yunze-2026" / "budget.yaml")
    loaded, filled = computed.loaded, computed.package
    word = docx.word_template(loaded.word, loaded.word_name)
    path = tmp_path / "成品.docx"
    read = docx.narrative_of(word.write(path, filled).narrative, filled)
    known = {block.text for block in (*read.blocks, *read.cover)}
    document: Any = Document(BytesIO(path.read_bytes()))
    left_out = {
        paragraph.style.name
        for paragraph in document.paragraphs
        if paragraph.text.strip() and _text_of(paragraph) not in known
    }

    styles = {"表号", "表题", "表格说明", "表注", "绩效表题", "绩效表年度", "绩效落款"}
    assert left_out <= styles | {"目录标题", "toc 1", "toc 2", "toc 3"}


def _text_of(paragraph: Any) -> str:
    """The text with that of content controls, which python-docx leaves out."""
    namespace = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "".join(node.text or "" for node in paragraph._p.iter(f"{namespace}t")).strip()
