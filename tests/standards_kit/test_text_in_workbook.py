"""A bureau changes its Word template; its workbook says the same without being touched."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from builders.own_standard import in_excel, in_word, in_yaml, own_standard
from builders.small_budget import HEAD, budget_file
from yugong.findings import Severity
from yugong.jobs.build import build
from yugong.standards_kit import check_standard_files, write_preview

PARTS = ["概况", "部门预算情况说明", "名词解释"]


def built(standard: Path, folder: Path) -> Any:
    """The workbook of the small ledger under a standard, built without a remark on the files."""
    head = HEAD.replace("shanxi-2025", str(standard))
    result = build(budget_file(folder, head=head), folder / "公开", layout=False)
    assert "D014" not in {finding.code for finding in result.findings}
    [excel] = (path for path in result.files if path.suffix == ".xlsx")
    return openpyxl.load_workbook(excel)


def in_body(path: Path, change: Callable[[Any], None]) -> None:
    """Change the Word template of a standard, given as a python-docx document."""
    document: Any = Document(BytesIO(path.with_suffix(".docx").read_bytes()))
    change(document)
    document.save(path.with_suffix(".docx"))


def texts(sheet: Any) -> list[str]:
    return [str(value) for row in sheet.values for value in row if value is not None]


def test_the_shipped_standard_has_a_sheet_for_each_part_of_text(tmp_path: Path) -> None:
    book = built(own_standard(tmp_path), tmp_path)

    names = book.sheetnames
    assert names[:4] == ["封面", "目录", "概况", "表1"]
    assert names[-5:] == ["部门预算情况说明", "整体绩效", "绩效001", "名词解释", "图表数据"]


def test_a_heading_and_a_sentence_changed_in_word_are_changed_in_excel(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_word(path, "第四部分　名词解释", "附：几个专门的词")
    in_word(path, "十六、特定目标类项目：为落实", "十六、特定目标类项目：是为了落实")
    book = built(path, tmp_path)

    assert book.sheetnames[-2] == "附：几个专门的词"
    assert any("是为了落实" in text for text in texts(book["附：几个专门的词"]))


def test_headings_may_have_styles_of_the_bureau_and_other_levels(tmp_path: Path) -> None:
    def restyle(document: Any) -> None:
        for level in (1, 2, 3, 4):
            style = document.styles.add_style(f"本地{level}", WD_STYLE_TYPE.PARAGRAPH)
            outline = OxmlElement("w:outlineLvl")
            outline.set(qn("w:val"), str(level))  # one level lower than the shipped headings
            style.element.get_or_add_pPr().append(outline)
            for paragraph in document.paragraphs:
                if paragraph.style.name.lower() == f"heading {level}":
                    paragraph.style = style

    path = own_standard(tmp_path)
    in_body(path, restyle)
    book = built(path, tmp_path)

    assert [name for name in book.sheetnames if name in PARTS] == PARTS
    assert "　　一、部门预算收支数据变动情况及原因" in texts(book["部门预算情况说明"])


def test_the_parts_may_come_in_another_order(tmp_path: Path) -> None:
    def last_part_first(document: Any) -> None:
        body = document.element.body
        elements = list(body)
        starts = [
            number
            for number, element in enumerate(elements)
            if element.tag == qn("w:p")
            and "".join(node.text or "" for node in element.iter(qn("w:t"))).startswith("第")
            and "部分　" in "".join(node.text or "" for node in element.iter(qn("w:t")))
        ]
        moved = [element for element in elements[starts[3] :] if element.tag == qn("w:p")]
        for element in moved:
            elements[starts[0]].addprevious(element)

    path = own_standard(tmp_path)
    in_body(path, last_part_first)
    book = built(path, tmp_path)

    assert book.sheetnames[:5] == ["封面", "目录", "名词解释", "概况", "表1"]


def test_the_engine_docxtpl_gives_the_same_workbook(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    usual = built(path, tmp_path)
    in_yaml(path, "excel: 云澜市.xlsx}", "excel: 云澜市.xlsx, 引擎: docxtpl}")
    other = built(path, tmp_path)

    assert other.sheetnames == usual.sheetnames
    for name in usual.sheetnames:
        assert texts(other[name]) == texts(usual[name])
    assert len(usual.defined_names) > 30
    assert len(other.defined_names) == 0


def test_a_standard_may_leave_the_text_out_of_the_workbook(tmp_path: Path) -> None:
    def leave_out(book: Any) -> None:
        for name in ("正文（表前）", "正文（表后）", "正文（表单后）"):
            del book[name]
        sheet = book["目录"]
        for row in sheet.iter_rows():
            for cell in row:
                if "{%链接 部分 %}" in str(cell.value):
                    cell.value = None

    path = own_standard(tmp_path)
    in_excel(path, leave_out)
    book = built(path, tmp_path)

    assert not set(PARTS) & set(book.sheetnames)
    assert not [text for name in book.sheetnames for text in texts(book[name]) if "比上年" in text]
    faults = check_standard_files(str(path)).findings
    assert [fault for fault in faults if fault.severity is Severity.ERROR] == []


def test_a_word_of_a_form_changed_in_one_template_is_pointed_out_by_lint(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_word(path, "项目设立必要性", "为什么要设立项目")
    faults = [fault for fault in check_standard_files(str(path)).findings if fault.code == "D014"]

    assert {fault.actual for fault in faults} == {
        "没有“为什么要设立项目”",
        "Word 文件里没有“项目设立必要性”",
    }
    assert {fault.severity for fault in faults} == {Severity.WARNING}
    assert {fault.place.file for fault in faults} == {"云澜市.xlsx"}


def test_the_preview_of_the_workbook_has_the_text_with_its_tags(tmp_path: Path) -> None:
    files, _ = write_preview(str(own_standard(tmp_path)), tmp_path / "样.docx")
    book = openpyxl.load_workbook(files[1])
    comments = [
        cell.comment.text for row in book["概况"].iter_rows() for cell in row if cell.comment
    ]

    assert [name for name in book.sheetnames if name in PARTS] == PARTS
    assert any("{{ '　　' ~ 段.文字 }}" in text for text in comments)
    assert any("{%sheet for 部分 in 正文 if" in text for text in comments)


@pytest.mark.parametrize("sheet", ["概况", "名词解释"])
def test_no_tag_is_left_in_the_text(sheet: str, tmp_path: Path) -> None:
    book = built(own_standard(tmp_path), tmp_path)

    assert [text for text in texts(book[sheet]) if "{" in text or "}" in text] == []
