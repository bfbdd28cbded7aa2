"""The contents list: a real field, filled by us."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml

from builders.contents_templates import END, FIELD, INSTRUCTION, SPREAD
from builders.docx_specimens import NS, W, make_package, members, saved, written_root
from yugong.standard.names import Listing
from yugong.writing.docx import Heading, compile_template

SINGLE = FIELD.format(first_end=END, rest="")


def template(field: str = SPREAD) -> bytes:
    document = Document()
    # localised ids, as Word in Chinese writes them: only the names may count
    for style in document.styles.element.findall("w:style", NS):
        name = style.find("w:name", NS).get(f"{{{W}}}val")
        if name.lower().startswith("heading "):
            style.set(f"{{{W}}}styleId", "标题" + name[-1])
            for based in document.styles.element.iterfind(".//w:basedOn", NS):
                if based.get(f"{{{W}}}val") == f"Heading{name[-1]}":
                    based.set(f"{{{W}}}val", "标题" + name[-1])
    document.element.body.insert(0, parse_xml(field))
    for text, style in (
        ("{%p for 章 in 章节 %}", None),
        ("第{{ loop.index }}章　{{ 章 }}", "heading 1"),
        ("正文", None),
        ("{%p if loop.last %}", None),
        ("一、末{{ 章 }}", "heading 2"),
        ("三级不列", "heading 3"),
        ("{{ 空 }}", "heading 1"),
        ("{%p endif %}", None),
        ("{%p endfor %}", None),
    ):
        paragraph = document.add_paragraph(text)
        if style:
            level = style[-1]
            paragraph._p.get_or_add_pPr().insert(
                0, parse_xml(f'<w:pStyle xmlns:w="{W}" w:val="标题{level}"/>')
            )
    settings = document.settings.element
    settings.append(parse_xml(f'<w:updateFields xmlns:w="{W}" w:val="true"/>'))
    return saved(document)


PACKAGE = make_package({"章节": Listing(["A&B", "<乙>"]), "空": ""})
HEADINGS = [Heading(1, "第1章　A&B"), Heading(1, "第2章　<乙>"), Heading(2, "一、末<乙>")]


def entries(path: Path) -> list[tuple[str, str, str]]:
    """Title, anchor and page of each entry."""
    entries: list[tuple[str, str, str]] = []
    for link in written_root(path).iter(f"{{{W}}}hyperlink"):
        texts = [node.text or "" for node in link.iter(f"{{{W}}}t")]
        entries.append((texts[0], link.get(f"{{{W}}}anchor"), texts[1]))
    return entries


@pytest.mark.parametrize("field", [SPREAD, SINGLE], ids=["spread", "single"])
def test_the_field_lists_the_headings_as_rendered(tmp_path: Path, field: str) -> None:
    path = tmp_path / "o.docx"
    assert compile_template(template(field), "t").write(path, PACKAGE).headings == HEADINGS
    assert [(title, page) for title, _, page in entries(path)] == [
        (heading.title, "") for heading in HEADINGS
    ]
    assert "旧" not in "".join(written_root(path).itertext())


@pytest.mark.parametrize("field", [SPREAD, SINGLE], ids=["spread", "single"])
def test_the_fields_open_and_close_in_order(tmp_path: Path, field: str) -> None:
    compile_template(template(field), "t").write(tmp_path / "o.docx", PACKAGE)
    root = written_root(tmp_path / "o.docx")
    kinds = [node.get(f"{{{W}}}fldCharType") for node in root.iter(f"{{{W}}}fldChar")]
    inner = ["begin", "separate", "end"] * len(HEADINGS)
    assert kinds == ["begin", "separate", *inner, "end"]
    instructions = [node.text for node in root.iter(f"{{{W}}}instrText")]
    assert instructions[0] == INSTRUCTION
    assert root.find(".//w:fldChar[@w:dirty]", NS) is None


def test_each_entry_points_at_the_bookmark_of_its_heading(tmp_path: Path) -> None:
    compile_template(template(), "t").write(tmp_path / "o.docx", PACKAGE)
    root = written_root(tmp_path / "o.docx")
    marks = {
        node.get(f"{{{W}}}name"): "".join(node.getparent().itertext())
        for node in root.iter(f"{{{W}}}bookmarkStart")
    }
    assert marks == {anchor: title for title, anchor, _ in entries(tmp_path / "o.docx")}
    ids = [node.get(f"{{{W}}}id") for node in root.iter(f"{{{W}}}bookmarkStart")]
    assert len(ids) == len(set(ids)) == len(HEADINGS)


def test_given_pages_are_in_the_entries(tmp_path: Path) -> None:
    compile_template(template(), "t").write(tmp_path / "o.docx", PACKAGE, [1, 7, 12])
    assert [page for _, _, page in entries(tmp_path / "o.docx")] == ["1", "7", "12"]


def test_the_wrong_number_of_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2 page numbers for 3 headings"):
        compile_template(template(), "t").write(tmp_path / "o.docx", PACKAGE, [1, 2])


def test_opening_the_document_asks_nothing(tmp_path: Path) -> None:
    compile_template(template(), "t").write(tmp_path / "o.docx", PACKAGE)
    assert b"updateFields" not in members(tmp_path / "o.docx")["word/settings.xml"]


def test_a_department_without_chapters_gets_an_empty_list(tmp_path: Path) -> None:
    package = make_package({"章节": Listing([], shape="字"), "空": ""})
    assert compile_template(template(), "t").write(tmp_path / "o.docx", package).headings == []
    assert entries(tmp_path / "o.docx") == []


def test_a_second_contents_list_is_refused() -> None:
    document = Document()
    for _ in range(2):
        document.element.body.insert(0, parse_xml(SINGLE))
    findings = compile_template(saved(document), "t").problems(make_package())
    assert "S007" in {finding.code for finding in findings}
