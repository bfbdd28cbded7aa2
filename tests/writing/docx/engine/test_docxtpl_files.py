"""The files that a standard declares for docxtpl: read within limits, refused in plain words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from builders.docx_specimens import W, body, make_package, members, saved
from builders.docxtpl_specimens import (
    paragraph_xml,
    picture,
    png,
    refused,
    rich_subdocument,
    specimen,
    subdocument,
    texts,
    written,
)
from yugong.standard.attachments import Attachment

_PRINTED = paragraph_xml("{{p 子文档.说明 }}")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"\0" * 40,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        png()[:12],
        png()[:20] + b"\xff" * 8,
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        png(20_001, 1),
    ],
)
def test_a_file_that_is_no_whole_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    template = specimen(paragraph_xml("{{ 图片.徽标 }}"), attachments=(picture(data=data),))

    [finding] = [finding for finding in template.problems(make_package()) if finding.code == "S006"]

    assert finding.place.file == "徽标.png"
    assert "S006" in [finding.code for finding in refused(template, tmp_path)]


def test_an_undeclared_picture_is_an_unknown_name() -> None:
    template = specimen(paragraph_xml("{{ 图片.徽表 }}"), attachments=(picture(),))

    [finding] = template.problems(make_package())

    assert (finding.code, finding.actual, finding.expected) == (
        "S003",
        "图片.徽表",
        "图片.徽标",
    )


@pytest.mark.parametrize(
    ("xml", "actual"),
    [
        (paragraph_xml("{{ 名 }}"), "子文档里有标签"),
        ('<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>', "脚注"),
        (
            '<w:p><w:ins w:id="1" w:author="甲"><w:r><w:t>乙</w:t></w:r></w:ins></w:p>',
            "未处理的修订",
        ),
        (
            '<w:p><w:hyperlink xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships" r:id="rId999"/></w:p>',
            "图表、嵌入的文件",
        ),
    ],
)
def test_parts_that_a_subdocument_loses_are_reported(tmp_path: Path, xml: str, actual: str) -> None:
    template = specimen(_PRINTED, attachments=(subdocument(body(xml)),))

    [finding] = [finding for finding in template.problems(make_package()) if finding.code == "S007"]

    assert finding.place.file == "说明.docx"
    assert actual in finding.actual
    assert refused(template, tmp_path)


def test_a_subdocument_that_is_no_word_document_is_refused() -> None:
    template = specimen(_PRINTED, attachments=(subdocument(b"nothing"),))

    assert "S006" in [finding.code for finding in template.problems(make_package())]


def test_a_subdocument_leaves_its_author_comments_and_sections_behind(tmp_path: Path) -> None:
    document: Any = Document(BytesIO(rich_subdocument()))
    document.core_properties.author = "张三"
    document.add_section()
    document.sections[0].header.paragraphs[0].text = "张三的页眉"
    template = specimen(_PRINTED, attachments=(subdocument(saved(document)),))

    root = written(template, tmp_path)

    everything = b"".join(members(tmp_path / "成品.docx").values()).decode("utf-8", "replace")
    assert "张三" not in everything
    assert len(list(root.iter(f"{{{W}}}sectPr"))) == 1


def test_styles_of_the_same_name_are_those_of_the_template(tmp_path: Path) -> None:
    document: Any = Document()
    document.styles["Title"].font.bold = True
    document.add_paragraph("题", style="Title")
    template = specimen(_PRINTED, attachments=(subdocument(saved(document)),))

    written(template, tmp_path)

    result: Any = Document(str(tmp_path / "成品.docx"))
    assert result.paragraphs[0].style.name == "Title"
    assert not result.styles["Title"].font.bold


def test_two_subdocuments_keep_their_lists_apart(tmp_path: Path) -> None:
    first, second = subdocument(rich_subdocument(), "甲"), subdocument(rich_subdocument(), "乙")
    tags = (paragraph_xml("{{p 子文档.甲 }}"), paragraph_xml("{{p 子文档.乙 }}"))

    root = written(specimen(*tags, attachments=(first, second)), tmp_path)

    assert [text for text in texts(root) if text == "第一项"] == ["第一项", "第一项"]
    names = [name for name in members(tmp_path / "成品.docx") if "media" in name]
    assert len(names) == 2


def test_a_picture_has_its_own_size_where_none_is_declared(tmp_path: Path) -> None:
    item = Attachment("图片", "徽标", "徽标.png", png(72, 36))

    root = written(specimen(paragraph_xml("{{ 图片.徽标 }}"), attachments=(item,)), tmp_path)

    [extent] = root.iter("{*}extent")
    assert (extent.get("cx"), extent.get("cy")) == ("914400", "457200")
