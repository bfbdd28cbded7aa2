"""Templates that Word, WPS and LibreOffice have been at still mean what they meant."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from builders.docx_specimens import (
    body,
    make_package,
    paragraphs,
    saved,
    table_template,
    written_texts,
)
from builders.places import TEMPLATES
from builders.samples import prepared_sample
from yugong.findings import Finding, Severity
from yugong.standard.names import Listing, Names
from yugong.writing.docx import compile_template, read_back_document
from yugong.writing.xlsx import compile_workbook
from yugong.writing.xlsx import read_back_workbook as read_back_book

_TEMPLATES = TEMPLATES
CONTEXT = {
    "名": "某部门",
    "有": True,
    "列表": Listing(["甲", "乙"]),
    "部门": Names("部门", {"名称": "某部门"}),
}


def rendered(template: bytes, folder: Path) -> list[str]:
    package = make_package(CONTEXT)
    compiled = compile_template(template, "模板.docx")
    assert [f for f in compiled.problems(package) if f.severity is Severity.ERROR] == []
    compiled.write(folder / "out.docx", package)
    return written_texts(folder / "out.docx")


def problems(template: bytes) -> list[Finding]:
    return compile_template(template, "模板.docx").problems(make_package(CONTEXT))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("｛｛ 部门．名称 ｝｝", "某部门"),
        ("{｛ 部门。名称 }｝", "某部门"),
        ("{{ 名 ｜ 重复 }}", "某部门某部门"),
        ("｛％ if 名 ＝＝ ‘某部门’ ％｝是｛％ endif ％｝", "是"),
        ("{{ 名 ~ '｜。' }}", "某部门｜。"),
        ("{{\u00a0名\u2003|\u3000重复\u00a0}}", "某部门某部门"),
        ("{{ 名\u200b }}", "某部门"),
        ("｛名｝与 50％｝", "｛名｝与 50％｝"),
    ],
)
def test_signs_of_the_input_method_inside_a_tag_are_put_right(
    tmp_path: Path, written: str, expected: str
) -> None:
    assert rendered(paragraphs(written), tmp_path) == [expected]


def test_a_content_control_around_part_of_a_tag_does_no_harm(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:r><w:t>{{ 部门</w:t></w:r><w:sdt><w:sdtPr><w:id w:val='7'/></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>.名称 }</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>}。</w:t></w:r></w:p>"
    )
    assert rendered(body(xml), tmp_path) == ["某部门。"]


def test_a_content_control_around_one_end_of_a_loop_does_no_harm(tmp_path: Path) -> None:
    xml = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>{%p for 项 in 列表 %}</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt><w:p><w:r><w:t>{{ 项 }}</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>{%p endfor %}</w:t></w:r></w:p>"
    )
    assert rendered(body(xml), tmp_path) == ["甲", "乙"]


def test_a_content_control_that_shows_other_data_gives_way_to_the_tag(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:sdt><w:sdtPr><w:dataBinding w:xpath='/a' w:storeItemID='{1}'/></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>{{ 名 }}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    assert rendered(body(xml), tmp_path) == ["某部门"]
    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        assert b"dataBinding" not in archive.read("word/document.xml")


def test_a_content_control_without_tags_stays(tmp_path: Path) -> None:
    xml = (
        "<w:sdt><w:sdtPr><w:alias w:val='题'/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>固定的字</w:t>"
        "</w:r></w:p></w:sdtContent></w:sdt><w:p><w:r><w:t>{{ 名 }}</w:t></w:r></w:p>"
    )
    assert rendered(body(xml), tmp_path) == ["固定的字", "某部门"]
    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        assert b'w:alias w:val="\xe9\xa2\x98"' in archive.read("word/document.xml")


def test_a_smart_tag_around_one_end_of_a_condition_does_no_harm(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:smartTag w:uri='x' w:element='place'><w:smartTagPr/><w:r><w:t>{% if 有 %}</w:t></w:r>"
        "</w:smartTag><w:r><w:t>有{% endif %}</w:t></w:r></w:p>"
    )
    assert rendered(body(xml), tmp_path) == ["有"]


def test_runs_that_the_spelling_checker_made_are_joined(tmp_path: Path) -> None:
    xml = "".join(
        f"<w:proofErr w:type='gramStart'/><w:r w:rsidR='00A{position}'><w:t xml:space='preserve'>{sign}</w:t></w:r>"
        for position, sign in enumerate("{{ 部门.名称 }}")
    )
    assert rendered(body(f"<w:p>{xml}</w:p>"), tmp_path) == ["某部门"]


_SECTION = "<w:pPr><w:sectPr><w:pgSz w:w='11906' w:h='16838'/></w:sectPr></w:pPr>"


def test_a_section_break_moved_into_the_paragraph_of_a_closing_tag_follows_it(
    tmp_path: Path,
) -> None:
    xml = (
        "<w:p><w:r><w:t>{%p for 项 in 列表 %}</w:t></w:r></w:p><w:p><w:r><w:t>{{ 项 }}</w:t></w:r></w:p>"
        f"<w:p>{_SECTION}<w:r><w:t>{{%p endfor %}}</w:t></w:r></w:p><w:p><w:r><w:t>后</w:t></w:r></w:p>"
    )
    assert rendered(body(xml), tmp_path) == ["甲", "乙", "", "后"]


def test_a_section_break_in_the_paragraph_of_an_opening_tag_goes_before_it(tmp_path: Path) -> None:
    xml = (
        f"<w:p><w:r><w:t>前</w:t></w:r></w:p><w:p>{_SECTION}<w:r><w:t>{{%p if not 有 %}}</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>无</w:t></w:r></w:p><w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p>"
    )
    assert rendered(body(xml), tmp_path) == ["前", ""]


@pytest.mark.parametrize(
    "change",
    [
        "<w:rPr><w:b/><w:rPrChange w:id='1' w:author='某人'><w:rPr/></w:rPrChange></w:rPr>",
        "<w:rPr><w:ins w:id='1' w:author='某人'/></w:rPr>",
    ],
)
def test_tracked_changes_of_format_are_reported_like_those_of_text(change: str) -> None:
    (finding,) = problems(body(f"<w:p><w:r>{change}<w:t>{{{{ 名 }}}}</w:t></w:r></w:p>"))

    assert (finding.code, finding.actual) == ("S007", "未处理的修订")


def test_a_comment_left_in_the_template_is_reported_and_not_published(tmp_path: Path) -> None:
    document = Document()
    run = document.add_paragraph("{{ 名 }}").runs[0]
    document.add_comment(run, text="这里对吗", author="某人")
    template = saved(document)

    (note,) = problems(template)
    assert (note.severity, note.place.path, note.actual) == (Severity.INFO, "第 1 段", "批注")
    assert rendered(template, tmp_path) == ["某部门"]
    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        assert not [name for name in archive.namelist() if "comments" in name]


@pytest.mark.parametrize("name", ["标题 1", "标题1", "Heading 1", "HEADING 1"])
def test_a_heading_is_known_by_the_name_of_its_style_in_either_language(
    tmp_path: Path, name: str
) -> None:
    document = Document()
    document.add_paragraph("{{ 名 }}概况", style="Heading 1")
    style = document.styles["Heading 1"].element
    style.get_or_add_pPr().clear()
    style.find(f"{{{style.nsmap['w']}}}name").set(f"{{{style.nsmap['w']}}}val", name)
    style.set(f"{{{style.nsmap['w']}}}styleId", "1")
    for node in document.element.iter(f"{{{style.nsmap['w']}}}pStyle"):
        node.set(f"{{{style.nsmap['w']}}}val", "1")

    written = compile_template(saved(document), "模板.docx").write(
        tmp_path / "out.docx", make_package(CONTEXT)
    )

    assert [(heading.level, heading.title) for heading in written.headings] == [(1, "某部门概况")]


def _sheet(*texts: object) -> bytes:
    book = Workbook()
    for row, text in enumerate(texts, 1):
        book.active.cell(row, 1).value = text  # type: ignore[union-attr]
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _written_cells(template: bytes, folder: Path) -> list[object]:
    package = make_package(CONTEXT)
    compiled = compile_workbook(template, "模板.xlsx")
    assert compiled.problems(package) == []
    compiled.write(folder / "out.xlsx", package)
    sheet = load_workbook(folder / "out.xlsx").active
    return [cell.value for cell in next(sheet.columns)]  # type: ignore[union-attr]


def test_tags_on_a_sheet_are_put_right_too(tmp_path: Path) -> None:
    template = _sheet(
        "｛％tr for 项 in 列表 ％｝",
        "{{ 项 ｜ 重复 ｝｝",
        "{%tr endfor %}",
        "｛% if 名 == “某部门” %}是｛% endif %}",
        CellRichText("{{ 部", TextBlock(InlineFont(b=True), "门．名"), "称\u3000}}"),
    )

    assert _written_cells(template, tmp_path) == ["甲甲", "乙乙", "是", "某部门"]


def test_a_row_of_a_table_in_word_may_be_in_a_content_control(tmp_path: Path) -> None:
    document = Document(
        BytesIO(table_template([["{%tr for 项 in 列表 %}"], ["{{ 项 }}"], ["{%tr endfor %}"]]))
    )
    row = document.tables[0].rows[1]._tr
    w = row.nsmap["w"]
    control = row.makeelement(f"{{{w}}}sdt")
    content = row.makeelement(f"{{{w}}}sdtContent")
    row.addprevious(control)
    control.append(content)
    content.append(row)

    assert rendered(saved(document), tmp_path) == ["甲", "乙"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saved_again_builds_the_same_text(tmp_path: Path) -> None:
    package = prepared_sample("pinglu-2026").package
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    for kind in ("docx", "xlsx"):
        source = _TEMPLATES / kind / f"shanxi-2025.{kind}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path),
        ]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=300)
    before = (_TEMPLATES / "docx" / "shanxi-2025.docx").read_bytes()
    after = (tmp_path / "shanxi-2025.docx").read_bytes()
    book = (tmp_path / "shanxi-2025.xlsx").read_bytes()

    compile_template(before, "原.docx").write(tmp_path / "原.docx", package)
    again = compile_template(after, "存.docx")
    again.write(tmp_path / "存.docx", package)
    compiled = compile_workbook(book, "存.xlsx")
    compiled.write(tmp_path / "存.xlsx", package)

    assert written_texts(tmp_path / "存.docx") == written_texts(tmp_path / "原.docx")
    assert [f for f in again.problems(package) if f.severity is Severity.ERROR] == []
    assert [f for f in compiled.problems(package) if f.severity is Severity.ERROR] == []
    assert read_back_document(tmp_path / "存.docx", package) == []
    assert read_back_book(tmp_path / "存.xlsx", package) == []
