"""A copy of a Word file with comments: at the right place, and nothing else is changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.published_specimens import cell, packed, paragraph, part, pointers, run, table, word
from yugong.findings import Finding, FindingsError, Place, Severity
from yugong.published.model.blocks import Grid, LeftOverKind, Line
from yugong.published.word.reading import read_docx
from yugong.writing.review.annotated import annotate_docx

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
BODY = (
    paragraph("一、收支总表", '<w:outlineLvl w:val="0"/>')
    + paragraph("单位：万元")
    + table(
        [cell("项目"), cell("金额")], [cell("收入总计"), cell("2481.30")], [cell("甲"), cell("")]
    )
    + paragraph(run("收入总计") + run("2481.31万元。"))
    + '<w:p w:rsidR="00A1"/>'
    + paragraph("末段")
    + "<w:sectPr/>"
)


def fault(path: str, actual: str = "2481.31", file: str = "甲.docx") -> Finding:
    return Finding("B009", Place(file=file, path=path), actual, "2481.30", difference="0.01")


def package(body: str = BODY, *rows: tuple[str, str], **parts: str | bytes) -> bytes:
    members = unpacked(word(body, *rows, **parts))
    return packed({"[Content_Types].xml": TYPES, **members})


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def commented(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the text between the marks of each comment, and the comment's text, by python-docx."""
    document = Document(io.BytesIO(data))
    texts = {str(comment.comment_id): comment.text for comment in document.comments}
    body = unpacked(data)["word/document.xml"].decode()
    for number, inside in re.findall(
        r'<w:commentRangeStart w:id="(\d+)"/>(.*?)<w:commentRangeEnd w:id="\1"/>', body, re.DOTALL
    ):
        yield "".join(re.findall(r"<w:t[^>]*>([^<]*)", inside)), texts[number]


def without_marks(document: bytes) -> bytes:
    """The main part with every comment mark taken out again."""
    run_of = rb'<w:r><w:commentReference w:id="\d+"/></w:r>'
    return re.sub(rb'<w:commentRange(?:Start|End) w:id="\d+"/>|' + run_of, b"", document)


def test_a_comment_is_at_the_paragraph_of_its_finding() -> None:
    data = package()
    lines = [block for block in read_docx(data, "甲.docx").blocks if isinstance(block, Line)]
    path = next(line.place.path for line in lines if "2481.31" in line.text)

    copy = annotate_docx(data, "甲.docx", [fault(path)])

    [(text, comment)] = commented(copy.data)
    assert text == "收入总计2481.31万元。"
    assert "错误 B009 合计不等于各项之和" in comment
    assert "现为：2481.31\n应为：2481.30\n差额：0.01\n处理：" in comment
    assert (copy.placed, copy.elsewhere) == (1, 0)


def test_a_comment_on_a_table_cell_is_in_that_cell() -> None:
    data = package()
    [grid] = [block for block in read_docx(data, "甲.docx").blocks if isinstance(block, Grid)]

    copy = annotate_docx(data, "甲.docx", [fault(grid.place_of(1, 1).path)])

    assert [text for text, _ in commented(copy.data)] == ["2481.30"]


def test_a_comment_on_a_whole_table_is_in_its_first_cell() -> None:
    data = package()
    [grid] = [block for block in read_docx(data, "甲.docx").blocks if isinstance(block, Grid)]

    copy = annotate_docx(data, "甲.docx", [fault(grid.place.path)])

    assert [text for text, _ in commented(copy.data)] == ["项目"]


def test_a_finding_without_a_place_is_reported_at_the_beginning() -> None:
    copy = annotate_docx(package(), "甲.docx", [fault(""), fault("页眉（header1.xml）")])

    assert [text for text, _ in commented(copy.data)] == ["一、收支总表"]  # the outer of two
    assert len(Document(io.BytesIO(copy.data)).comments) == 2
    assert (copy.placed, copy.elsewhere) == (0, 2)


def test_everything_else_stays_as_it_was_to_the_last_byte() -> None:
    data = package(styles=part("styles", ""))
    before = unpacked(data)
    paths = [block.place.path for block in read_docx(data, "甲.docx").blocks]

    after = unpacked(annotate_docx(data, "甲.docx", [fault(path) for path in paths]).data)

    assert set(after) - set(before) == {"word/comments.xml"}
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "[Content_Types].xml",
    }
    assert without_marks(after["word/document.xml"]) == before["word/document.xml"]


def test_a_paragraph_that_is_a_single_tag_can_be_commented() -> None:
    copy = annotate_docx(package(), "甲.docx", [fault("第 4 段（“一、收支总表”下）")])

    body = unpacked(copy.data)["word/document.xml"].decode()
    assert re.search(r'<w:p w:rsidR="00A1"><w:commentRangeStart w:id="0"/>.*?</w:p>', body)
    assert copy.placed == 1
    Document(io.BytesIO(copy.data))


def test_comments_that_were_there_stay_and_numbers_go_on() -> None:
    old = part("comments", '<w:comment w:id="7" w:author="甲"><w:p/></w:comment>')
    data = package(BODY, comments=old)

    after = unpacked(annotate_docx(data, "甲.docx", [fault("第 2 段")]).data)

    comments = after["word/comments.xml"].decode()
    assert comments.startswith(old.removesuffix("</w:comments>"))
    assert 'w:id="8" w:author="&#39044;&#20844;"' in comments
    assert after["word/_rels/document.xml.rels"] == unpacked(data)["word/_rels/document.xml.rels"]


def test_a_comment_on_a_text_box_is_at_the_paragraph_of_its_anchor() -> None:
    box = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
        f"<w:txbxContent>{paragraph('框内文字')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    data = package(paragraph(run("框外文字") + box) + paragraph("后一段"))
    inside = next(
        block.place.path
        for block in read_docx(data, "甲.docx").blocks
        if isinstance(block, Line) and block.text == "框内文字"
    )

    copy = annotate_docx(data, "甲.docx", [fault(inside)])

    assert next(text for text, _ in commented(copy.data)).startswith("框外文字")


def test_a_document_with_other_prefixes_is_commented_in_its_own() -> None:
    body = package()
    members = unpacked(body)
    main = members["word/document.xml"].replace(b"<w:", b"<x:").replace(b"</w:", b"</x:")
    main = re.sub(rb" w:(\w+)=", rb" x:\1=", main).replace(b"xmlns:w=", b"xmlns:x=")
    data = packed({**members, "word/document.xml": main})

    copy = annotate_docx(data, "甲.docx", [fault("第 2 段")])

    assert b'<x:commentRangeStart x:id="0"/>' in unpacked(copy.data)["word/document.xml"]
    assert [comment.text for comment in Document(io.BytesIO(copy.data)).comments]


def test_the_copy_reads_as_before_and_its_comments_are_left_overs() -> None:
    data = package()
    before = read_docx(data, "甲.docx")

    after = read_docx(annotate_docx(data, "甲.docx", [fault("第 2 段")]).data, "甲.docx")

    assert after.blocks == before.blocks
    assert [left_over.kind for left_over in after.left_overs] == [LeftOverKind.COMMENT]


def test_comments_have_the_date_given_or_that_of_the_document() -> None:
    saved = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:d="http://purl.org/dc/terms/">'
        "<d:modified>2026-02-01T08:00:00Z</d:modified></c:coreProperties>"
    )
    members = unpacked(package())
    root = pointers(("officeDocument", "word/document.xml"), ("core-properties", "core.xml"))
    data = packed({**members, "_rels/.rels": root, "core.xml": saved})

    def dates(copy: bytes) -> list[bytes]:
        return re.findall(rb'w:date="([^"]*)"', unpacked(copy)["word/comments.xml"])

    annotated = annotate_docx(data, "甲.docx", [fault("第 2 段")], "2026-03-02T00:00:00Z").data
    assert dates(annotated) == [b"2026-03-02T00:00:00Z"]
    assert dates(annotate_docx(data, "甲.docx", [fault("第 2 段")]).data) == [
        b"2026-02-01T08:00:00Z"
    ]
    assert dates(annotate_docx(package(), "甲.docx", [fault("第 2 段")]).data) == []


def test_the_same_findings_give_the_same_bytes() -> None:
    findings = [fault("第 2 段"), fault("末段")]

    first = annotate_docx(package(), "甲.docx", findings).data

    assert first == annotate_docx(package(), "甲.docx", findings).data


def test_nothing_found_changes_nothing() -> None:
    data = package()

    assert unpacked(annotate_docx(data, "甲.docx", []).data) == unpacked(data)


def test_a_main_part_in_sixteen_bits_is_refused() -> None:
    members = unpacked(package())
    main = members["word/document.xml"].decode().encode("utf-16")
    data = packed({**members, "word/document.xml": main})

    with pytest.raises(FindingsError) as raised:
        annotate_docx(data, "甲.docx", [fault("第 2 段")])

    assert [finding.code for finding in raised.value.findings] == ["D011"]


def test_a_file_with_pointers_to_nothing_gains_them() -> None:
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": pointers(("officeDocument", "word/document.xml")),
        "word/document.xml": part("document", f"<w:body>{BODY}</w:body>"),
    }

    copy = annotate_docx(packed(members), "甲.docx", [fault("第 2 段")])

    assert "word/_rels/document.xml.rels" in unpacked(copy.data)
    assert len(Document(io.BytesIO(copy.data)).comments) == 1


@given(texts=st.lists(st.text(max_size=12), min_size=1, max_size=4))
@settings(max_examples=60)
def test_the_file_stays_readable_with_any_text_of_a_finding(texts: list[str]) -> None:
    findings = [
        Finding("B009", Place(path="第 2 段"), text, severity=Severity.STYLE, evidence=(text,))
        for text in texts
    ]

    copy = annotate_docx(package(), "甲.docx", findings)

    assert len(Document(io.BytesIO(copy.data)).comments) == len(texts)
    assert read_docx(copy.data, "甲.docx").blocks == read_docx(package(), "甲.docx").blocks
