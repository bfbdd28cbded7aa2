"""The preview of a standard: the sample's values, each with the tag it comes from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from builders.docx_specimens import body, make_package, members, paragraphs, written_texts
from builders.own_standard import in_word, own_standard
from yugong.findings import FindingsError, Place
from yugong.standard.library import load_standard, shipped_names
from yugong.standard.names import Listing
from yugong.standards_kit import write_preview
from yugong.standards_kit.sample import sample_of
from yugong.writing.docx import compile_template
from yugong.writing.docx.after.preview import reveal, with_signs

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def previewed(
    template: bytes, folder: Path, **names: Any
) -> tuple[list[str], list[str], list[str]]:
    """Texts, highlighted texts and comments of a template filled and revealed."""
    marked, notes = with_signs(template, "模板.docx")
    path = folder / "out.docx"
    compile_template(marked, "模板.docx").write(path, make_package(names))
    reveal(path, notes)
    root = Document(str(path)).element.body
    lit = [
        "".join(node.text or "" for node in run.iter(f"{_W}t"))
        for run in root.iter(f"{_W}r")
        if run.find(f"{_W}rPr/{_W}highlight") is not None
    ]
    comments = members(path).get("word/comments.xml", b"").decode()
    return written_texts(path), lit, re.findall(r"<w:t>(.*?)</w:t>", comments)


def test_values_are_highlighted_and_noted_at_their_first_place(tmp_path: Path) -> None:
    template = paragraphs("前{{ 名 }}后", "{%p for 项 in 列表 %}", "（{{ 项 }}）", "{%p endfor %}")

    texts, lit, comments = previewed(template, tmp_path, 名="某局", 列表=Listing(["甲", "乙"]))

    assert texts == ["前某局后", "（甲）", "（乙）"]
    assert lit == ["某局", "甲", "乙"]
    assert comments == [
        "标签 {{ 名 }}（模板第 1 段）",
        "循环 {%p for 项 in 列表 %}（模板第 2 段）",
        "标签 {{ 项 }}（模板第 3 段）",
    ]


def test_a_loop_is_noted_at_its_first_visible_item_in_any_branch(
    tmp_path: Path,
) -> None:
    template = paragraphs(
        *("{%p for 项 in 列表 %}", "{%p if 项 == '甲' %}", "甲项", "{%p else %}", "别项"),
        *("{%p endif %}", "{%p endfor %}", "其后"),
    )

    _, _, comments = previewed(template, tmp_path, 列表=Listing(["乙", "甲"]))

    assert comments == [
        "循环 {%p for 项 in 列表 %}（模板第 1 段）",
        "条件 {%p if 项 == '甲' %} 不成立（模板第 4 段）",
        "条件 {%p if 项 == '甲' %}（模板第 2 段）",
    ]


def test_a_condition_within_a_paragraph_is_noted_there_and_a_false_one_is_not_noted(
    tmp_path: Path,
) -> None:
    template = paragraphs(
        "前{% if 名 %}中{% else %}没有{% endif %}后",
        *("{%p for 项 in 列表 %}", "（{{ 项 }}）", "{%p else %}", "空", "{%p endfor %}"),
    )

    texts, _, comments = previewed(template, tmp_path, 名="某局", 列表=Listing([]))

    assert texts == ["前中后", "空"]
    assert comments == [
        "条件 {% if 名 %}（模板第 1 段）",
        "条件 {%p for 项 in 列表 %} 没有一项（模板第 4 段）",
    ]


def test_a_value_with_breaks_and_one_in_split_runs_are_found_whole(tmp_path: Path) -> None:
    xml = "<w:p><w:r><w:t>{</w:t></w:r><w:r><w:t>{ 名 }</w:t></w:r><w:r><w:t>}。</w:t></w:r></w:p>"

    texts, lit, comments = previewed(body(xml), tmp_path, 名="一\n二")

    assert texts == ["一\n二。"]
    assert lit == ["一", "二"]
    assert len(comments) == 1


def test_nothing_of_an_empty_value_is_left(tmp_path: Path) -> None:
    texts, lit, comments = previewed(paragraphs("前{{ 名 }}后"), tmp_path, 名="")

    assert (texts, lit, comments) == (["前后"], [], [])


def test_the_preview_of_a_standard_notes_its_tags_in_both_files(tmp_path: Path) -> None:
    (word, excel), findings = write_preview("shanxi-2025", tmp_path / "看.docx")

    assert findings == []
    assert (word.name, excel.name) == ("看.docx", "看.xlsx")
    comments = members(word)["word/comments.xml"].decode()
    assert "标签 {{ 收入.总计 | 增减原因 }}" in comments
    text = members(word)["word/document.xml"].decode()
    assert not re.search("[\ue010\ue011\ue100-\uf8ff]", text)
    assert "云澜县文化和旅游局" in "".join(written_texts(word))
    sheet = load_workbook(excel)["表11"]
    notes = {cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert "标签 {{ 表.机关运行经费表.标题 }}（模板工作表“表11”A2）" in notes
    assert "标签 {{ 行.合计 }}（模板工作表“表11”B8）" in notes
    total = sheet["B6"]
    assert str(total.value).startswith("=")
    assert total.fill.fgColor.rgb == "FFFFF2CC"
    assert any("循环 {%tr for 行 in 表.机关运行经费表.行 %}" in note for note in notes)
    assert any("条件 {%tr if 行.合计行 %}（模板" in note for note in notes)


def test_a_preview_is_the_same_every_time_and_may_be_made_again(tmp_path: Path) -> None:
    first, _ = write_preview("shanxi-2025", tmp_path / "看.docx")
    before = [path.read_bytes() for path in first]
    again, _ = write_preview("shanxi-2025", tmp_path / "看.docx")

    assert [path.read_bytes() for path in again] == before


def test_a_preview_never_takes_the_place_of_a_template(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    before = path.with_suffix(".docx").read_bytes()

    with pytest.raises(FindingsError) as raised:
        write_preview(str(path), path.with_suffix(".docx"))

    assert [finding.code for finding in raised.value.findings] == ["D009"]
    assert path.with_suffix(".docx").read_bytes() == before


def test_a_preview_may_be_asked_for_by_its_folder(tmp_path: Path) -> None:
    files, _ = write_preview("shanxi-2025", tmp_path)

    names = ["shanxi-2025-预览.docx", "shanxi-2025-预览.xlsx"]
    assert [path.relative_to(tmp_path).as_posix() for path in files] == names


def test_a_preview_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", encoding="utf-8")

    with pytest.raises(FindingsError) as raised:
        write_preview("shanxi-2025", tmp_path / "文件" / "看.docx")

    assert [finding.code for finding in raised.value.findings] == ["D004"]


def test_a_template_at_fault_gives_findings_and_no_preview(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_word(path, "{{ 支出.总计 | 万元 }}", "{{ 支出.总记 | 万元 }}")

    with pytest.raises(FindingsError) as raised:
        write_preview(str(path), tmp_path / "看.docx")

    assert [finding.actual for finding in raised.value.findings] == ["支出.总记"]
    assert not (tmp_path / "看.docx").exists()


@pytest.mark.parametrize("name", shipped_names())
def test_every_table_of_the_preview_has_amounts_and_no_text_column_is_bare(name: str) -> None:
    loaded, findings = load_standard(name, Place())
    assert loaded is not None, findings

    for table in sample_of(loaded.standard).package.tables:
        kinds = {column.kind for column in table.columns}
        amounts = [cell.amount for row in table.rows for cell in row.cells.values()]
        assert any(amounts) or kinds == {"文字"}, table.name
        for column in table.columns:
            texts = [row.cells[column.name].text for row in table.rows if column.name in row.cells]
            assert column.kind == "金额" or any(texts), (table.name, column.name)
