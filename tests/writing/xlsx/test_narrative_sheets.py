"""Sheets that show the paragraphs of the Word document, drawn by the Excel template."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.properties import PageSetupProperties

from builders.docx_specimens import make_package, paragraphs, saved
from builders.template_workbooks import edited, workbook
from yugong.figures.fact import Fact
from yugong.findings import Finding, FindingsError
from yugong.standard.narrative import NarrativeBlock, NarrativeText
from yugong.standard.package import ChartData, Package
from yugong.writing import docx
from yugong.writing.xlsx import compile_workbook

PART = "{%sheet for 部分 in 正文 %}{%sheet 名 部分.名 %}"
ROWS = {
    "A1": PART,
    "A2": "{{ 部分.标题 }}",
    "A3": "{%tr for 段 in 部分.段 %}",
    "A4": "{%tr if 段.级 %}",
    "A5": "标题{{ 段.级 }}：{{ 段.文字 }}",
    "A6": "{%tr elif 段.列数 %}",
    "A7": "{%tr for 行 in 段.行 %}",
    "A8": "{{ 行.格1 }}",
    "B8": "{{ 行.格2 }}",
    "A9": "{%tr endfor %}",
    "A10": "{%tr else %}",
    "A11": "{{ '　　' ~ 段.文字 }}",
    "A12": "{%tr endif %}",
    "A13": "{%tr endfor %}",
}
TEXT = NarrativeText(
    (
        NarrativeBlock(1, "第一部分　概况"),
        NarrativeBlock(text="共有两个单位：", facts=("绩效.单位数",)),
        NarrativeBlock(rows=(("单位", "性质"), ("某局", "机关"))),
        NarrativeBlock(1, "第二部分　2026年情况说明"),
        NarrativeBlock(2, "一、收入"),
        NarrativeBlock(text="收入10万元，支出10万元。", facts=("收入.总计", "支出.总计")),
        NarrativeBlock(text="其中支出4万元。", facts=("支出.总计", "功能.201（款）.合计")),
    )
)


def written(
    folder: Path, template: bytes, text: NarrativeText | None = TEXT, package: Package | None = None
) -> Any:
    path = folder / "成品.xlsx"
    compiled = compile_workbook(template, "模板.xlsx")
    filled = package or make_package()
    assert compiled.problems(filled) == []
    compiled.write(path, filled, text)
    return openpyxl.load_workbook(path)


def cells(sheet: Any) -> list[list[Any]]:
    return [[value for value in row if value is not None] for row in sheet.values]


def test_each_part_has_a_sheet_of_its_name_with_its_paragraphs(tmp_path: Path) -> None:
    book = written(tmp_path, workbook({"正文": ROWS}))

    assert book.sheetnames == ["概况", "情况说明"]
    assert cells(book["概况"]) == [
        ["第一部分　概况"],
        ["　　共有两个单位："],
        ["单位", "性质"],
        ["某局", "机关"],
    ]
    assert cells(book["情况说明"]) == [
        ["第二部分　2026年情况说明"],
        ["标题1：一、收入"],
        ["　　收入10万元，支出10万元。"],
        ["　　其中支出4万元。"],
    ]


def test_the_paragraphs_of_all_parts_may_share_one_sheet(tmp_path: Path) -> None:
    rows = {
        "A1": "{%tr for 部分 in 正文 %}",
        "A2": "{{ 部分.标题 }}",
        "A3": "{%tr for 段 in 部分.段 %}",
        "A4": "{{ 段.文字 }}",
        "A5": "{%tr endfor %}",
        "A6": "{%tr endfor %}",
    }
    template = workbook({"说明": rows})
    book = written(tmp_path, template)

    assert compile_workbook(template, "t").drawn.narrative
    assert [row[0] for row in cells(book["说明"]) if row][:2] == [
        "第一部分　概况",
        "共有两个单位：",
    ]


def test_a_template_without_the_narrative_is_complete(tmp_path: Path) -> None:
    template = workbook({"表": {"A1": "{{ 部门 }}"}})
    book = written(tmp_path, template, package=make_package({"部门": "某局"}))

    assert not compile_workbook(template, "t").drawn.narrative
    assert book.sheetnames == ["表"]


def test_a_template_may_write_sentences_of_its_own(tmp_path: Path) -> None:
    fact = Fact("收入.总计", Decimal(100000))
    filters = {"万元": lambda fact: f"{fact.value / 10000:f}"}
    sentence = "收入{{ 收入 | 万元 }}万元{% if 收入 %}，已安排{% endif %}。"
    book = written(
        tmp_path,
        workbook({"说明": {"A1": sentence}}),
        package=make_package({"收入": fact}, filters=filters),
    )

    assert book["说明"]["A1"].value == "收入10万元，已安排。"


def test_a_fact_leads_to_every_paragraph_that_states_it(tmp_path: Path) -> None:
    names = written(tmp_path, workbook({"正文": ROWS})).defined_names

    assert {name: names[name].attr_text for name in names} == {
        "绩效.单位数": "'概况'!$A$2",
        "收入.总计": "'情况说明'!$A$3",
        "支出.总计": "'情况说明'!$A$3,'情况说明'!$A$4",
        "功能.201_款_.合计": "'情况说明'!$A$4",
    }


def test_a_name_that_the_template_has_itself_stays(tmp_path: Path) -> None:
    def define(book: Any) -> None:
        name = DefinedName("收入.总计", attr_text="'正文'!$A$2")
        book.defined_names["收入.总计"] = name

    names = written(tmp_path, edited(workbook({"正文": ROWS, "别": {}}), define)).defined_names
    assert "收入.总计" not in names or "$A$3" not in names["收入.总计"].attr_text


def problems(cells_of_sheet: dict[str, str], **more: Any) -> list[Finding]:
    template = compile_workbook(workbook({"正文": cells_of_sheet}), "模板.xlsx")
    return template.problems(make_package(**more))


def test_a_sheet_of_a_part_without_its_paragraphs_is_a_fault() -> None:
    [fault] = problems({"A1": PART, "A2": "{{ 部分.标题 }}"})

    assert (fault.code, fault.place.sheet, fault.place.cell) == ("S009", "正文", "A1")
    assert "部分.段" in fault.actual


def test_paragraphs_without_their_text_are_a_fault() -> None:
    [fault] = problems({**ROWS, "A5": "{{ 段.级 }}", "A11": "……"})

    assert (fault.code, fault.place.cell, fault.expected) == ("S009", "A3", "{{ 段.文字 }}")


def test_an_unknown_name_of_a_paragraph_is_a_fault_before_anything_is_written() -> None:
    [fault] = problems({**ROWS, "A11": "{{ 段.文本 }}{{ 段.文字 }}"})

    assert (fault.code, fault.place.cell) == ("S003", "A11")
    assert "段.文字" in fault.expected or "文字" in fault.expected


def test_a_chart_that_is_not_drawn_among_the_paragraphs_is_a_warning() -> None:
    chart = ChartData("三公经费", "2026年", ("公务接待费",), (Decimal(1),))
    [fault] = problems(ROWS, charts=[chart])

    assert (fault.code, fault.severity.value, fault.place.cell) == ("S020", "警告", "A3")
    assert "{%图 三公经费 柱形图 %}" in fault.expected


@pytest.mark.parametrize("engine", ["内置", "docxtpl"])
def test_the_narrative_is_only_for_the_excel_template(engine: Any) -> None:
    template = docx.word_template(paragraphs("{{ 正文 }}"), "模板.docx", engine)
    faults = template.problems(make_package())

    [fault] = [fault for fault in faults if fault.code == "S003"]
    assert (fault.actual, fault.expected[:13]) == ("正文", "只用在 Excel 模板里")


def test_a_name_of_a_sheet_that_is_no_name_is_a_fault(tmp_path: Path) -> None:
    template = workbook(
        {"正文": {**ROWS, "A1": "{%sheet for 部分 in 正文 %}{%sheet 名 部分.标题 %}"}}
    )
    text = NarrativeText((NarrativeBlock(1, "甲/乙"), NarrativeBlock(1, "丙")))
    with pytest.raises(FindingsError) as caught:
        compile_workbook(template, "模板.xlsx").write(tmp_path / "o.xlsx", make_package(), text)

    assert [finding.code for finding in caught.value.findings] == ["S004"]
    assert not list(tmp_path.iterdir())


def test_a_part_called_like_another_sheet_gets_a_name_of_its_own(tmp_path: Path) -> None:
    template = workbook({"目录": {"A1": "目录"}, "正文": ROWS})
    text = NarrativeText((NarrativeBlock(1, "一、目录"), NarrativeBlock(1, "二、说明")))

    assert written(tmp_path, template, text).sheetnames == ["目录", "目录（正文）", "说明"]


def test_a_renamed_heading_of_the_word_template_renames_its_sheet(tmp_path: Path) -> None:
    document: Any = Document()
    for heading, text in (("一、我们做什么", "治水。"), ("二、几个词", "拨款：拨来的款。")):
        document.add_heading(heading, 2)
        document.add_paragraph(text)
    word = docx.word_template(saved(document), "模板.docx")
    package = make_package()
    narrative = docx.narrative_of(word.write(tmp_path / "o.docx", package).narrative, package)
    book = written(tmp_path, workbook({"正文": ROWS}), narrative)

    assert book.sheetnames == ["我们做什么", "几个词"]
    assert cells(book["几个词"]) == [["二、几个词"], ["　　拨款：拨来的款。"]]


# -- pages -------------------------------------------------------------------------------------


def pages(folder: Path, *blocks: NarrativeBlock) -> list[int]:
    """The rows before which a page begins, in a sheet of rows of 100 points."""

    def look(book: Any) -> None:
        sheet = book["正文"]
        sheet.page_setup.paperSize = 9
        sheet.page_margins.top = sheet.page_margins.bottom = 1
        for row in range(1, 14):
            sheet.row_dimensions[row].height = 100

    text = NarrativeText((NarrativeBlock(1, "甲"), *blocks, NarrativeBlock(1, "乙")))
    book = written(folder, edited(workbook({"正文": ROWS}), look), text)
    return [mark.id for mark in book["甲"].row_breaks.brk]


def test_a_heading_goes_to_the_next_page_with_its_text(tmp_path: Path) -> None:
    """Six rows of 100 points fit on a page of A4 with margins of an inch."""
    line, heading = NarrativeBlock(text="字。"), NarrativeBlock(2, "节")

    assert pages(tmp_path, *[line] * 4, heading, line) == [5]
    assert pages(tmp_path, *[line] * 3, heading, line) == []
    assert pages(tmp_path, *[line] * 3, heading, heading, line) == [4]


def test_a_sheet_fitted_to_a_number_of_pages_is_left_to_the_printer(tmp_path: Path) -> None:
    def look(book: Any) -> None:
        sheet = book["正文"]
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = sheet.page_setup.fitToWidth = 1
        for row in range(1, 14):
            sheet.row_dimensions[row].height = 300

    book = written(tmp_path, edited(workbook({"正文": ROWS}), look))
    assert len(book["情况说明"].row_breaks.brk) == 0
