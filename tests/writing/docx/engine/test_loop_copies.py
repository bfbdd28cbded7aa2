"""Drawings, bookmarks, controls, notes and numbered lists that a loop writes several times."""

from __future__ import annotations

import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from builders.chart_templates import chart_template
from builders.docx_specimens import make_package, members, saved, written_texts
from builders.edited_templates import W, paragraph, xml
from yugong.findings import Finding
from yugong.standard.names import Listing, Names
from yugong.writing.docx import compile_template

V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"  # noqa: E741
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
ITEMS = Listing(["甲", "乙", "丙"])
GROUPS = Listing(
    [Names("组", {"名": name, "项": Listing(["子", "丑"])}) for name in ("一组", "二组")]
)
PACKAGE = make_package({"列表": ITEMS, "各组": GROUPS, "有": True})
BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
    "<wp:inline distT='0' distB='0' distL='0' distR='0'><wp:extent cx='9' cy='9'/>"
    "<wp:docPr id='77' name='框'/><a:graphic><a:graphicData uri='http://schemas.microsoft.com/"
    "office/word/2010/wordprocessingShape'><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r>"
    "<w:t>{{ 项 }}</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
    "<v:shapetype id='_x0000_t202' o:spt='202'/>"
    "<v:shape id='框_77' o:spid='_x0000_s1077' type='#_x0000_t202'><v:textbox><w:txbxContent><w:p>"
    "<w:r><w:t>{{ 项 }}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
LOOP, END = "{%p for 项 in 列表 %}", "{%p endfor %}"


def template(*parts: Any, numbering: bool = False) -> bytes:
    document: Any = Document()
    section = document.element.body.sectPr
    for part in parts:
        section.addprevious(part)
    if not numbering:
        return saved(document)
    document.add_paragraph("", style="List Number")  # brings a numbering part
    document.element.body.remove(document.paragraphs[-1]._p)
    return saved(document)


def written(data: bytes, path: Path) -> Any:
    compiled = compile_template(data, "模板.docx")
    assert [f for f in compiled.problems(PACKAGE) if f.severity == "错误"] == []
    compiled.write(path, PACKAGE)
    return etree.fromstring(members(path)["word/document.xml"])


def problems(*parts: Any) -> list[Finding]:
    return compile_template(template(*parts), "模板.docx").problems(PACKAGE)


def values(root: Any, name: str, attribute: str) -> list[str]:
    return [node.get(attribute) for node in root.iter(name)]


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def test_text_boxes_have_ids_of_their_own_and_both_copies_are_filled(tmp_path: Path) -> None:
    root = written(template(paragraph(LOOP), xml(BOX), paragraph(END)), tmp_path / "o.docx")
    assert values(root, f"{{{WP}}}docPr", "id") == ["77", "78", "79"]
    assert values(root, f"{{{V}}}shape", f"{{{O}}}spid") == [
        "_x0000_s1077", "_x0000_s1078", "_x0000_s1079",
    ]  # fmt: skip
    shapes = values(root, f"{{{V}}}shape", "id")
    assert len(set(shapes)) == 3
    kinds = values(root, f"{{{V}}}shapetype", "id")
    assert len(set(kinds)) == 3
    assert values(root, f"{{{V}}}shape", "type") == [f"#{kind}" for kind in kinds]
    boxes = ["".join(node.itertext()) for node in root.iter(w("txbxContent"))]
    assert boxes == ["甲", "甲", "乙", "乙", "丙", "丙"]


def test_a_drawing_whose_id_the_template_has_twice_gets_another(tmp_path: Path) -> None:
    twice = template(*(xml(BOX.replace("{{ 项 }}", "文")) for _ in range(2)))
    root = written(twice, tmp_path / "o.docx")
    assert values(root, f"{{{WP}}}docPr", "id") == ["77", "78"]


def test_the_first_pass_and_everything_outside_loops_stay_as_they_are(tmp_path: Path) -> None:
    outside = xml(BOX.replace("{{ 项 }}", "文").replace("77", "80"))
    data = template(paragraph(LOOP), xml(BOX), paragraph(END), outside)
    root = written(data, tmp_path / "o.docx")
    assert values(root, f"{{{WP}}}docPr", "id") == ["77", "81", "82", "80"]


def _marked(name: str, number: int, text: str) -> str:
    return (
        f"<w:bookmarkStart w:id='{number}' w:name='{name}'/><w:r><w:t>{text}</w:t></w:r>"
        f"<w:bookmarkEnd w:id='{number}'/>"
    )


def _reference(name: str, text: str) -> str:
    return (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText xml:space='preserve'> "
        f"REF {name} \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"
        f"<w:r><w:t>{text}</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


def test_bookmarks_and_what_refers_to_them_in_the_same_pass(tmp_path: Path) -> None:
    body = xml(
        f"<w:p>{_marked('点', 5, '{{ 项 }}')}{_reference('点', '{{ 项 }}')}"
        "<w:hyperlink w:anchor='点'><w:r><w:t>见</w:t></w:r></w:hyperlink></w:p>"
    )
    root = written(template(paragraph(LOOP), body, paragraph(END)), tmp_path / "o.docx")
    names = values(root, w("bookmarkStart"), w("name"))
    assert names == ["点", "点_2", "点_3"]
    starts = values(root, w("bookmarkStart"), w("id"))
    assert len(set(starts)) == 3
    assert values(root, w("bookmarkEnd"), w("id")) == starts
    assert [node.text.split()[1] for node in root.iter(w("instrText"))] == names
    assert values(root, w("hyperlink"), w("anchor")) == names


def test_a_bookmark_in_a_heading_of_a_loop(tmp_path: Path) -> None:
    heading = xml(
        f"<w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr>{_marked('章', 7, '{{ 项 }}')}</w:p>"
    )
    link = xml("<w:p><w:hyperlink w:anchor='章'><w:r><w:t>见</w:t></w:r></w:hyperlink></w:p>")
    root = written(template(paragraph(LOOP), heading, link, paragraph(END)), tmp_path / "o.docx")
    names = values(root, w("bookmarkStart"), w("name"))
    assert len(names) == len(set(names)) == 6
    assert set(values(root, w("hyperlink"), w("anchor"))) <= set(names)
    assert max(Counter(values(root, w("bookmarkStart"), w("id"))).values()) == 1


def test_content_controls_have_numbers_of_their_own(tmp_path: Path) -> None:
    control = xml(
        "<w:p><w:sdt><w:sdtPr><w:id w:val='300000001'/></w:sdtPr><w:sdtContent><w:r>"
        "<w:t>{{ 项 }}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    root = written(template(paragraph(LOOP), control, paragraph(END)), tmp_path / "o.docx")
    numbers = [node.get(w("val")) for node in root.iter(w("id"))]
    assert numbers == ["300000001", "300000002", "300000003"]


def _with_footnotes(data: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode(),
    )
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    parts["word/footnotes.xml"] = notes.encode()
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_each_reference_has_a_footnote_of_its_own(tmp_path: Path) -> None:
    body = xml(
        "<w:p><w:r><w:t>{{ 项 }}</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    )
    data = _with_footnotes(template(paragraph(LOOP), body, paragraph(END)))
    root = written(data, tmp_path / "o.docx")
    assert values(root, w("footnoteReference"), w("id")) == ["2", "3", "4"]
    notes: Any = etree.fromstring(members(tmp_path / "o.docx")["word/footnotes.xml"])
    assert [(note.get(w("id")), "".join(note.itertext())) for note in notes] == [
        ("0", ""), ("2", "注"), ("3", "注"), ("4", "注"),
    ]  # fmt: skip


def item(text: str, level: int = 0, number: int = 1) -> Any:
    numbered = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"
    return paragraph(text, numbered)


def lists(path: Path) -> list[str]:
    root: Any = etree.fromstring(members(path)["word/document.xml"])
    return [
        paragraph.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}").get(w("val"))
        for paragraph in root.iter(w("p"))
        if paragraph.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}") is not None
    ]


def test_a_list_of_several_items_begins_anew_in_each_pass(tmp_path: Path) -> None:
    path = tmp_path / "o.docx"
    body = [paragraph(LOOP), item("步骤甲"), item("步骤乙"), paragraph(END)]
    written(template(*body, numbering=True), path)
    numbers = lists(path)
    assert numbers[::2] == numbers[1::2]
    assert len(set(numbers)) == 3
    numbering: Any = etree.fromstring(members(path)["word/numbering.xml"])
    known = {node.get(w("numId")): node for node in numbering.findall(w("num"))}
    assert len(known) == len(numbering.findall(w("num")))
    for number in numbers[2:]:
        starts = known[number].findall(f"{w('lvlOverride')}/{w('startOverride')}")
        assert starts
        assert known[number].find(w("abstractNumId")).get(w("val")) == (
            known[numbers[0]].find(w("abstractNumId")).get(w("val"))
        )
    tags = [node.tag for node in numbering]
    assert tags == sorted(tags, key=[w("abstractNum"), w("num")].index)


def test_a_list_that_a_style_numbers_begins_anew_too(tmp_path: Path) -> None:
    path = tmp_path / "o.docx"
    styled = "<w:pStyle w:val='ListNumber'/>"
    body = [paragraph(LOOP), paragraph("甲", styled), paragraph("乙", styled), paragraph(END)]
    written(template(*body, numbering=True), path)
    first, second, *others = lists(path)
    assert first == second
    assert len({first, *others}) == 3


def test_a_list_whose_items_are_the_passes_goes_on_and_lint_says_so(tmp_path: Path) -> None:
    path = tmp_path / "o.docx"
    data = template(
        paragraph(LOOP), item("{{ 项 }}"), item("子项", 1), paragraph(END), numbering=True
    )
    written(data, path)
    assert set(lists(path)) == {"1"}
    (note,) = compile_template(data, "模板.docx").problems(PACKAGE)
    assert (note.code, note.severity, note.place.path) == ("S007", "提示", "第 2 段")


def test_the_items_of_an_inner_loop_begin_anew_in_each_outer_pass(tmp_path: Path) -> None:
    path = tmp_path / "o.docx"
    body = [
        paragraph("{%p for 组 in 各组 %}"),
        paragraph("{{ 组.名 }}"),
        paragraph("{%p for 项 in 组.项 %}"),
        item("{{ 项 }}"),
        paragraph(END),
        paragraph(END),
    ]
    written(template(*body, numbering=True), path)
    first, second, third, fourth = lists(path)
    assert first == second
    assert third == fourth != first


def test_two_branches_of_a_condition_are_one_item(tmp_path: Path) -> None:
    path = tmp_path / "o.docx"
    body = [
        paragraph(LOOP),
        paragraph("{%p if 项 == '甲' %}"),
        item("首 {{ 项 }}"),
        paragraph("{%p else %}"),
        item("{{ 项 }}"),
        paragraph("{%p endif %}"),
        paragraph(END),
    ]
    written(template(*body, numbering=True), path)
    assert set(lists(path)) == {"1"}


def test_a_list_that_also_has_items_outside_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "o.docx"
    body = [item("前"), paragraph(LOOP), item("甲"), item("乙"), paragraph(END), item("后")]
    data = template(*body, numbering=True)
    written(data, path)
    assert set(lists(path)) == {"1"}
    assert [f.severity for f in compile_template(data, "模板.docx").problems(PACKAGE)] == ["提示"]


def _field(instruction: str, text: str) -> str:
    return _reference("", text).replace("REF  \\h", instruction)


@pytest.mark.parametrize(
    "inside",
    [
        (LOOP, _field("SEQ 表 \\* ARABIC", "1"), END),
        ("{%p if 有 %}", _field("SEQ 表", "1"), "{%p endif %}"),
        (_field("PAGEREF 某处 \\h", "5"),),
        (LOOP, _marked("点", 5, "{{ 项 }}"), END, _reference("点", "甲")),
        (_field("=SUM(ABOVE)", "12"),),
    ],
    ids=["sequence in loop", "sequence in condition", "page", "text of a loop", "formula"],
)
def test_a_field_that_keeps_an_old_text_is_refused(inside: tuple[str, ...]) -> None:
    parts = [
        xml(f"<w:p>{part}</w:p>") if part.startswith("<") else paragraph(part) for part in inside
    ]
    findings = problems(*parts)
    assert {finding.code for finding in findings} == {"S007"}
    assert all(finding.place.path.startswith("第 ") for finding in findings)


def test_a_reference_to_fixed_text_is_kept(tmp_path: Path) -> None:
    body = xml(f"<w:p>{_marked('点', 5, '定文')}{_reference('点', '定文')}</w:p>")
    written(template(body), tmp_path / "o.docx")
    assert written_texts(tmp_path / "o.docx") == ["定文定文"]


def test_a_bookmark_cut_by_a_loop_is_refused() -> None:
    start = xml("<w:p><w:bookmarkStart w:id='5' w:name='点'/><w:r><w:t>一</w:t></w:r></w:p>")
    end = xml("<w:p><w:r><w:t>二</w:t></w:r><w:bookmarkEnd w:id='5'/></w:p>")
    link = xml("<w:p><w:hyperlink w:anchor='点'><w:r><w:t>见</w:t></w:r></w:hyperlink></w:p>")
    (finding,) = problems(start, paragraph(LOOP), end, paragraph(END), link)
    assert (finding.code, finding.actual) == ("S007", "书签只有一头在循环里")


@pytest.mark.parametrize(
    "part",
    [
        "<w:p><w:r><w:pict><v:shape id='a'><v:textpath string='{{ 有 }}'/></v:shape></w:pict></w:r></w:p>",
        "<w:p><w:hyperlink w:anchor='x' w:tooltip='{{ 有 }}'><w:r><w:t>见</w:t></w:r></w:hyperlink></w:p>",
        f"<w:p>{_field('HYPERLINK &quot;http://a/{{ 有 }}&quot;', '见')}</w:p>",
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>HYPERLINK \"{"
        '</w:instrText></w:r><w:r><w:instrText>{ 有 }}"</w:instrText></w:r>'
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        "<w:p><w:fldSimple w:instr='QUOTE {{ 有 }}'><w:r><w:t>见</w:t></w:r></w:fldSimple></w:p>",
    ],
    ids=["watermark", "tooltip", "field", "split field", "simple field"],
)
def test_a_tag_in_an_attribute_or_a_field_is_refused_at_its_place(part: str) -> None:
    findings = problems(paragraph("前"), xml(part))
    assert {(finding.code, finding.place.path) for finding in findings} == {("S007", "第 2 段")}


def test_a_tag_in_the_address_of_a_link_is_refused_at_its_place() -> None:
    for address in ("http://a.invalid/{{ 有 }}", "http://a.invalid/%7B%7B%20有%20%7D%7D"):
        document: Any = Document()
        document.add_paragraph("前")
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        number = document.part.relate_to(address, kind, is_external=True)
        link = xml(
            f"<w:p><w:hyperlink r:id='{number}'><w:r><w:t>见</w:t></w:r></w:hyperlink></w:p>"
        )
        document.element.body.sectPr.addprevious(link)
        (finding,) = compile_template(saved(document), "模板.docx").problems(PACKAGE)
        assert (finding.code, finding.place.path) == ("S007", "第 2 段")


def test_a_tag_in_the_properties_of_the_file_is_refused() -> None:
    document: Any = Document()
    document.core_properties.subject = "{{ 有 }}"
    (finding,) = compile_template(saved(document), "模板.docx").problems(PACKAGE)
    assert (finding.code, finding.place.path) == ("S007", "文件属性")


def test_an_embedded_object_and_its_shape_are_renumbered_together(tmp_path: Path) -> None:
    body = xml(
        "<w:p><w:r><w:object><v:shape id='_x0000_i1025' o:ole=''/><o:OLEObject Type='Embed'"
        " ProgID='Excel.Sheet.12' ShapeID='_x0000_i1025' ObjectID='_1468311234'/></w:object></w:r>"
        "<w:r><w:t>{{ 项 }}</w:t></w:r></w:p>"
    )
    root = written(template(paragraph(LOOP), body, paragraph(END)), tmp_path / "o.docx")
    shapes = values(root, f"{{{V}}}shape", "id")
    assert len(set(shapes)) == 3
    assert values(root, f"{{{O}}}OLEObject", "ShapeID") == shapes
    assert len(set(values(root, f"{{{O}}}OLEObject", "ObjectID"))) == 3


def test_a_chart_in_a_loop_is_refused() -> None:
    data = chart_template()
    document: Any = Document(BytesIO(data))
    drawing = next(p for p in document.paragraphs if "c:chart" in p._p.xml)
    drawing._p.addprevious(paragraph(LOOP))
    drawing._p.addnext(paragraph(END))
    findings = compile_template(saved(document), "模板.docx").problems(PACKAGE)
    assert ("S007", "循环里的图表") in {(finding.code, finding.actual) for finding in findings}
