"""A Word annex keeps its looks and brings nothing that fetches, runs or names a person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from builders.annex_specimens import rules_document, word_annex
from builders.docx_specimens import body, make_package, members, saved, written_root
from builders.docxtpl_specimens import png
from yugong.findings import Finding
from yugong.ooxml.names import WP, w
from yugong.writing.docx.annexes.body import annex_problems
from yugong.writing.docx.engine.compiled import compile_template

TEMPLATE = body(
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>第一部分</w:t></w:r></w:p>'
)


def written(folder: Path, data: bytes | None = None) -> Any:
    """The root of the body of a document with this Word annex."""
    published = replace(make_package(), annexes=(word_annex(data=data),))
    compile_template(TEMPLATE, "模板.docx").write(folder / "成品.docx", published)
    return written_root(folder / "成品.docx")


def problems(data: bytes) -> list[Finding]:
    return annex_problems([word_annex(data=data)])


def texts(root: Any) -> list[str]:
    found_texts = (
        "".join(node.text or "" for node in paragraph.iter(w("t")))
        for paragraph in root.iter(w("p"))
    )
    return [text for text in found_texts if text]


def with_body(xml: str) -> bytes:
    """A Word file whose body has this markup."""
    return body(xml)


def test_every_paragraph_and_cell_comes_along_and_the_name_only_once(tmp_path: Path) -> None:
    root = written(tmp_path)

    assert texts(root) == [
        *("第一部分", "附件2：办法", "总则", "第一条　为了规范管理，制定本办法。", "第一项"),
        *("甲", "乙"),
    ]


def test_its_styles_come_under_names_of_their_own(tmp_path: Path) -> None:
    root = written(tmp_path)

    used = {node.get(w("val")) for node in root.iter(w("pStyle"), w("tblStyle"))}
    own_styles = {identifier for identifier in used if identifier.startswith("Annex2_")}
    assert used - own_styles == {"Heading1"}
    styles: Any = etree.fromstring(members(tmp_path / "成品.docx")["word/styles.xml"])
    defined = {node.get(w("styleId")): node for node in styles.iter(w("style"))}
    assert own_styles <= defined.keys()
    names = [node.find(w("name")).get(w("val")) for node in defined.values()]
    assert len(names) == len(set(names))
    for identifier in own_styles:
        style = defined[identifier]
        assert style.find(f".//{w('outlineLvl')}") is None
        assert style.get(w("default")) is None
        based = style.find(w("basedOn"))
        assert based is None or based.get(w("val")) in defined


def test_a_heading_of_the_annex_is_no_heading_of_the_package(tmp_path: Path) -> None:
    published = replace(make_package(), annexes=(word_annex(),))

    document = compile_template(TEMPLATE, "模板.docx").write(tmp_path / "成品.docx", published)

    assert [heading.title for heading in document.headings] == ["第一部分", "附件2：办法"]


def test_its_lists_begin_anew_beside_those_of_the_template(tmp_path: Path) -> None:
    root = written(tmp_path)
    numbering: Any = etree.fromstring(members(tmp_path / "成品.docx")["word/numbering.xml"])
    numbers = [node.get(w("numId")) for node in numbering.findall(w("num"))]
    styles: Any = etree.fromstring(members(tmp_path / "成品.docx")["word/styles.xml"])
    used = {node.get(w("val")) for holder in (root, styles) for node in holder.iter(w("numId"))}
    assert len(numbers) == len(set(numbers))
    assert used <= set(numbers)
    assert "100000" not in numbers


def test_pictures_wider_than_the_page_are_made_narrower_and_named(tmp_path: Path) -> None:
    root = written(tmp_path)

    (extent,) = root.iter(f"{{{WP}}}extent")
    section = root.find(f"{w('body')}/{w('sectPr')}")
    size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    room = int(size.get(w("w"))) - int(margins.get(w("left"))) - int(margins.get(w("right")))
    assert int(extent.get("cx")) == room * 635
    (drawing,) = root.iter(f"{{{WP}}}docPr")
    assert drawing.get("descr") == "附件2：办法中的图片"
    media = [name for name in members(tmp_path / "成品.docx") if "media/annex2" in name]
    assert members(tmp_path / "成品.docx")[media[0]] == png()


def test_a_table_wider_than_the_page_is_made_narrower(tmp_path: Path) -> None:
    wide = (
        '<w:tbl><w:tblPr><w:tblW w:w="20000" w:type="dxa"/></w:tblPr><w:tblGrid>'
        '<w:gridCol w:w="10000"/><w:gridCol w:w="10000"/></w:tblGrid><w:tr>'
        + '<w:tc><w:tcPr><w:tcW w:w="10000" w:type="dxa"/></w:tcPr><w:p/></w:tc>' * 2
        + "</w:tr></w:tbl>"
    )

    root = written(tmp_path, with_body(wide))

    columns = [int(node.get(w("w"))) for node in root.iter(w("gridCol"))]
    assert columns[0] == columns[1] < 5000


def test_fields_become_the_text_they_show(tmp_path: Path) -> None:
    simple = (
        '<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;http://x/y&quot; "><w:r><w:t>甲</w:t></w:r>'
        "</w:fldSimple></w:p>"
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDEPICTURE '
        '"http://x/p.png" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>乙</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )

    root = written(tmp_path, with_body(simple))

    assert texts(root)[-2:] == ["甲", "乙"]
    assert b"INCLUDE" not in members(tmp_path / "成品.docx")["word/document.xml"]


def test_links_lead_to_the_web_and_nowhere_else(tmp_path: Path) -> None:
    document: Any = Document()
    for address in ("https://example.gov.cn/", "file:///c:/secret.docx", "javascript:x"):
        paragraph = document.add_paragraph()
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        link = document.part.relate_to(address, kind, is_external=True)
        node = paragraph._p.makeelement(w("hyperlink"), {f"{{{kind[:-10]}}}id": link})
        run = paragraph.add_run(address)._r
        node.append(run)
        paragraph._p.append(node)

    root = written(tmp_path, saved(document))

    assert texts(root)[-3:] == ["https://example.gov.cn/", "file:///c:/secret.docx", "javascript:x"]
    assert len(list(root.iter(w("hyperlink")))) == 1
    links = members(tmp_path / "成品.docx")["word/_rels/document.xml.rels"]
    assert b"file:" not in links
    assert b"javascript:" not in links


def test_content_controls_leave_their_content(tmp_path: Path) -> None:
    control = (
        "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>控件里的字</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )

    root = written(tmp_path, with_body(control))

    assert texts(root)[-1] == "控件里的字"
    assert list(root.iter(w("sdt"))) == []


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def text_box(fallback: str) -> str:
    """A text box as Word writes it: the new way, and the old one for other programs."""
    return (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps">'
        f'<w:drawing><wps:txbx xmlns:wps="{WPS}"><w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r>'
        f"</w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>{fallback}</mc:AlternateContent>"
        "</w:r></w:p>"
    )


def test_a_text_box_is_kept_once_in_the_way_that_every_program_shows(tmp_path: Path) -> None:
    old_way = (
        '<mc:Fallback><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>'
        "<w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    )

    root = written(tmp_path, with_body(text_box(old_way)))

    assert "".join(texts(root)).count("框里的字") >= 1
    assert [node.text for node in root.iter(w("t"))].count("框里的字") == 1
    assert b"AlternateContent" not in members(tmp_path / "成品.docx")["word/document.xml"]


def test_a_text_box_in_the_new_way_alone_is_refused() -> None:
    (finding,) = problems(with_body(text_box("")))

    assert (finding.code, finding.actual) == ("B050", "附件里有文本框或图形")


@pytest.mark.parametrize(
    ("inside", "actual"),
    [
        (
            '<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>甲</w:t></w:r></w:ins></w:p>',
            "未处理的修订",
        ),
        ('<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>', "附件里有脚注、尾注或批注"),
        (
            '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships" r:id="rId99"/>',
            "附件里有图表、嵌入的文件等内容",
        ),
    ],
)
def test_what_cannot_come_along_is_a_finding_and_not_left_out(inside: str, actual: str) -> None:
    (finding,) = problems(with_body(inside))

    assert (finding.code, finding.actual) == ("B050", actual)
    assert "另存为 PDF" in finding.remedy


def test_a_picture_from_elsewhere_is_refused() -> None:
    document: Any = Document()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    link = document.part.relate_to("http://example.com/p.png", kind, is_external=True)
    paragraph = document.add_paragraph()._p
    spaces = {
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    }
    node = paragraph.makeelement(f"{{{spaces['a']}}}blip", {f"{{{spaces['r']}}}link": link})
    run = paragraph.makeelement(w("r"), {})
    drawing = paragraph.makeelement(w("drawing"), {})
    drawing.append(node)
    run.append(drawing)
    paragraph.append(run)

    (finding,) = problems(saved(document))

    assert finding.actual == "http://example.com/p.png"


def test_an_ordinary_file_has_no_problem() -> None:
    assert problems(rules_document()) == []
