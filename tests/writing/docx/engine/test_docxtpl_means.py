"""docxtpl's own means in a template: each is printed as docxtpl prints it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from builders.docx_specimens import W, make_package, members, paragraphs, saved
from builders.docxtpl_specimens import (
    RED,
    paragraph_xml,
    picture,
    rich_subdocument,
    rows,
    specimen,
    subdocument,
    table_xml,
    texts,
    values,
    written,
)
from yugong.standard.names import Listing, Names
from yugong.writing.docx.engine.docxtpl_engine import docxtpl_template

_ITEMS = Listing(
    [Names("项", {"名": "甲", "色": "00FF00"}), Names("项", {"名": "乙", "色": "0000FF"})]
)


def test_values_conditions_and_loops_are_printed_with_the_names_of_a_package(
    tmp_path: Path,
) -> None:
    template = docxtpl_template(
        paragraphs(
            "{{ 名 }}：{% if 有 %}有{% else %}无{% endif %}",
            "{%p for 项 in 各项 %}",
            "{{ 项.名 ~ '；' }}{% if loop.last %}完{% endif %}",
            "{%p endfor %}",
        ),
        "模板.docx",
    )

    root = written(template, tmp_path, {"名": "某局 <&>", "有": 1, "各项": _ITEMS})

    assert texts(root) == ["某局 <&>：有", "甲；", "乙；完"]


def test_line_ends_and_tabs_of_a_text_are_breaks_and_tabs(tmp_path: Path) -> None:
    root = written(specimen(paragraph_xml("{{ 文 }}")), tmp_path, 文="一\r\n二\t三")

    assert texts(root) == ["一\n二\t三"]


def test_the_marks_of_tags_in_a_text_of_a_department_stay_text(tmp_path: Path) -> None:
    text = "{{ 名 }} {% if %} {_{ {# 注 #}"

    root = written(specimen(paragraph_xml("{{ 文 }}")), tmp_path, 文=text)

    assert texts(root) == [text]


def test_marks_that_docxtpl_prints_as_text_are_printed(tmp_path: Path) -> None:
    root = written(specimen(paragraph_xml("写成 {_{ 名 }_}")), tmp_path)

    assert texts(root) == ["写成 {{ 名 }}"]


def test_rich_text_has_its_own_look_and_the_text_around_keeps_its_own(tmp_path: Path) -> None:
    tag = "{{r 名 | 富文本(颜色='FF0000', 加粗=true, 字号=14) | 接('附') }}"
    template = specimen(paragraph_xml(f"前{tag}后", "<w:i/>"))

    root = written(template, tmp_path, 名="甲<乙")

    assert texts(root) == ["前甲<乙附后"]
    assert values(root, "color") == [RED]
    assert values(root, "sz") == ["28"]
    italic = [run for run in root.iter(f"{{{W}}}r") if run.find(f"{{{W}}}rPr/{{{W}}}i") is not None]
    words = ["".join(node.text or "" for node in run.iter(f"{{{W}}}t")) for run in italic]
    assert [word for word in words if word] == ["前", "后"]


def test_rich_text_may_link(tmp_path: Path) -> None:
    template = specimen(paragraph_xml("{{r 名 | 富文本(链接='https://www.gov.cn') }}"))

    root = written(template, tmp_path, 名="网站")

    [link] = root.iter(f"{{{W}}}hyperlink")
    assert "".join(node.text or "" for node in link.iter(f"{{{W}}}t")) == "网站"
    relationships = members(tmp_path / "成品.docx")["word/_rels/document.xml.rels"].decode()
    assert 'Target="https://www.gov.cn" TargetMode="External"' in relationships


def test_rich_paragraphs_replace_their_paragraph(tmp_path: Path) -> None:
    tag = "{{p 名 | 富文本(加粗=true) | 段落(样式='Title') | 接(名) }}"

    root = written(specimen(paragraph_xml("前"), paragraph_xml(tag)), tmp_path, 名="甲")

    assert texts(root) == ["前", "甲", "甲"]
    assert values(root, "pStyle") == ["Title"]


def test_a_listing_makes_a_paragraph_of_every_line(tmp_path: Path) -> None:
    look = '<w:color w:val="FF0000"/>'

    root = written(specimen(paragraph_xml("{{ 文 | 分段 }}", look)), tmp_path, 文="一\n二")

    assert texts(root) == ["一", "二"]
    assert values(root, "color") == [RED, RED]


def test_a_run_may_depend_on_a_condition(tmp_path: Path) -> None:
    template = specimen(paragraph_xml("甲{%r if 有 %}乙{%r endif %}丙"))

    assert texts(written(template, tmp_path, 有=0)) == ["甲丙"]
    assert texts(written(template, tmp_path, 有=1)) == ["甲乙丙"]


def test_cells_and_rows_repeat(tmp_path: Path) -> None:
    template = specimen(
        table_xml(
            ("项目", "{%tc for 年 in 各年 %}", "{{ 年 }}", "{%tc endfor %}"),
            ("{%tr for 项 in 各项 %}", "", "", ""),
            ("{{ 项.名 }}", "{%tc for 年 in 各年 %}", "{{ 年 }}{{ 项.名 }}", "{%tc endfor %}"),
            ("{%tr endfor %}", "", "", ""),
        )
    )

    root = written(template, tmp_path, {"各项": _ITEMS, "各年": Listing(["2025", "2026"])})

    assert rows(root) == [
        ["项目", "2025", "2026"],
        ["甲", "2025甲", "2026甲"],
        ["乙", "2025乙", "2026乙"],
    ]
    assert len(values(root, "gridCol", "w")) == 3


@pytest.mark.parametrize("tag", ["{% vm %}", "{%vm%}"])
def test_cells_of_a_loop_merge_downwards(tmp_path: Path, tag: str) -> None:
    template = specimen(
        table_xml(
            ("{%tr for 项 in 各项 %}", ""), (f"{tag}类", "{{ 项.名 }}"), ("{%tr endfor %}", "")
        )
    )

    root = written(template, tmp_path, {"各项": _ITEMS})

    assert rows(root) == [["类", "甲"], ["", "乙"]]
    assert values(root, "vMerge") == ["restart", "continue"]


def test_cells_of_a_loop_merge_sideways(tmp_path: Path) -> None:
    template = specimen(
        table_xml(
            ("{%tc for 项 in 各项 %}", "{% hm %}类", "{%tc endfor %}"),
            ("{%tc for 项 in 各项 %}", "{{ 项.名 }}", "{%tc endfor %}"),
        )
    )

    root = written(template, tmp_path, {"各项": _ITEMS})

    assert rows(root) == [["类"], ["甲", "乙"]]
    assert values(root, "gridSpan") == ["2"]


def test_a_cell_spans_columns_and_has_a_colour(tmp_path: Path) -> None:
    template = specimen(
        table_xml(
            ("{% colspan 各项 | length %}题", "", ""),
            ("{%tc for 项 in 各项 %}", "{% cellbg 项.色 %}{{ 项.名 }}", "{%tc endfor %}"),
        )
    )

    root = written(template, tmp_path, {"各项": _ITEMS})

    assert rows(root)[1] == ["甲", "乙"]
    assert values(root, "gridSpan") == ["2"]
    assert values(root, "shd", "fill") == ["00FF00", "0000FF"]


def test_the_merge_of_the_built_in_engine_works_the_same(tmp_path: Path) -> None:
    template = specimen(
        table_xml(
            ("{%tr for 项 in 各项 %}", ""),
            ("{%竖并 loop.first %}类", "{{ 项.名 }}"),
            ("{%tr endfor %}", ""),
        )
    )

    root = written(template, tmp_path, {"各项": _ITEMS})

    assert rows(root) == [["类", "甲"], ["", "乙"]]
    assert values(root, "vMerge") == ["restart", "continue"]


def test_comments_of_a_template_are_not_published(tmp_path: Path) -> None:
    template = specimen(paragraph_xml("甲{# 注 #}乙"), paragraph_xml("{#p 整段 #}"))

    assert texts(written(template, tmp_path)) == ["甲乙"]


def test_a_minus_joins_the_paragraph_above(tmp_path: Path) -> None:
    template = specimen(paragraph_xml("甲"), paragraph_xml("{%- if 有 %}乙{% endif %}"))

    assert texts(written(template, tmp_path, 有=1)) == ["甲乙"]


def test_a_declared_picture_has_its_declared_width(tmp_path: Path) -> None:
    template = specimen(paragraph_xml("标{{ 图片.徽标 }}志"), attachments=(picture(),))

    root = written(template, tmp_path)

    assert texts(root) == ["标志"]
    [extent] = root.iter("{*}extent")
    assert extent.get("cx") == str(30 * 36000)
    assert "word/media/image1.png" in members(tmp_path / "成品.docx")


def test_a_picture_may_be_in_a_header(tmp_path: Path) -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ 图片.徽标 }}{{ 名 }}"
    template = docxtpl_template(saved(document), "模板.docx", (picture(),))

    written(template, tmp_path, 名="某局")

    header = Document(str(tmp_path / "成品.docx")).sections[0].header
    assert header.paragraphs[0].text == "某局"
    assert len(list(header._element.iter("{*}blip"))) == 1


def test_a_declared_picture_that_is_not_printed_is_not_in_the_file(tmp_path: Path) -> None:
    template = specimen(
        paragraph_xml("{% if 有 %}{{ 图片.徽标 }}{% endif %}甲"), attachments=(picture(),)
    )

    assert texts(written(template, tmp_path, 有=0)) == ["甲"]
    assert not [name for name in members(tmp_path / "成品.docx") if "media" in name]


def test_a_subdocument_comes_with_its_styles_lists_tables_and_pictures(tmp_path: Path) -> None:
    template = specimen(
        paragraph_xml("前"),
        paragraph_xml("{{p 子文档.说明 }}"),
        paragraph_xml("后"),
        attachments=(subdocument(rich_subdocument()),),
    )

    root = written(template, tmp_path)

    assert texts(root) == ["前", "按通知编列。", "第一项", "甲", "乙", "后"]
    result: Any = Document(str(tmp_path / "成品.docx"))
    styles = {paragraph.text: paragraph.style.name for paragraph in result.paragraphs}
    assert (styles["按通知编列。"], styles["第一项"]) == ("通知正文", "List Number")
    assert result.styles["通知正文"].font.bold
    [blip] = root.iter("{*}blip")
    [identifier] = blip.attrib.values()
    assert result.part.related_parts[identifier].partname.endswith(".png")


def test_a_subdocument_that_is_not_printed_leaves_nothing(tmp_path: Path) -> None:
    template = specimen(
        paragraph_xml("甲"),
        paragraph_xml("{%p if 有 %}"),
        paragraph_xml("{{p 子文档.说明 }}"),
        paragraph_xml("{%p endif %}"),
        attachments=(subdocument(rich_subdocument()),),
    )

    written(template, tmp_path, 有=0)

    assert not [name for name in members(tmp_path / "成品.docx") if "media" in name]


def test_a_cell_that_loses_its_paragraphs_keeps_an_empty_one(tmp_path: Path) -> None:
    cell = "".join(paragraph_xml(text) for text in ("{%p if 有 %}", "甲", "{%p endif %}"))
    table = f"<w:tbl><w:tblPr/><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"

    root = written(specimen(table), tmp_path, 有=0)

    assert [child.tag for child in next(root.iter(f"{{{W}}}tc"))] == [f"{{{W}}}p"]


def test_notes_are_filled_once_whatever_the_number_of_sections(tmp_path: Path) -> None:
    data = _with_footnote("{{ 文 }}", sections=2)
    template = docxtpl_template(data, "模板.docx")
    assert template.problems(make_package({"文": "甲"})) == []

    written(template, tmp_path, 文="{{ 名 }}")

    assert "{{ 名 }}" in members(tmp_path / "成品.docx")["word/footnotes.xml"].decode()


def _with_footnote(text: str, sections: int) -> bytes:
    """A document with a footnote of this text, in several sections."""
    document = Document()
    for _ in range(sections - 1):
        document.add_section()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    note = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{paragraph_xml(text)}</w:footnote>'
        "</w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), kind, note.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return saved(document)


def test_copies_of_bookmarks_and_content_controls_have_no_number_in_common(
    tmp_path: Path,
) -> None:
    control = (
        '<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent>'
        "<w:r><w:t>{{ 项.名 }}</w:t></w:r></w:sdtContent></w:sdt>"
    )
    marked = (
        '<w:p><w:bookmarkStart w:id="0" w:name="甲"/><w:bookmarkEnd w:id="0"/>'
        f'<w:hyperlink w:anchor="甲"><w:r><w:t>见</w:t></w:r></w:hyperlink>{control}</w:p>'
    )
    loop = paragraph_xml("{%p for 项 in 各项 %}"), paragraph_xml("{%p endfor %}")

    root = written(specimen(loop[0], marked, loop[1]), tmp_path, {"各项": _ITEMS})

    assert values(root, "bookmarkStart", "name") == ["甲"]
    assert values(root, "bookmarkStart", "id") == values(root, "bookmarkEnd", "id")
    controls = [node for node in root.iter(f"{{{W}}}sdtPr") if node.find(f"{{{W}}}id") is not None]
    assert len(controls) == 1


def test_docxtpl_is_loaded_only_where_a_standard_declares_it() -> None:
    program = (
        "import sys, yugong.jobs.build, yugong.standards_kit; "
        "print([name for name in ('docx', 'docxtpl') if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
