"""Any file at all, given as a published document: read by what it is, or refused in plain words."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.published_specimens import (
    S,
    cell,
    packed,
    page_text,
    paragraph,
    pdf,
    sheet,
    table,
    unpacked,
    word,
    workbook,
)
from yugong.findings import Finding
from yugong.ooxml.table_grid import TableGrid
from yugong.published.model.blocks import RawDocument
from yugong.published.raw import read_document

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = word(paragraph("正文"))
BOOK = workbook(sheet([["项目", "金额"], ["办公费", "1.00"]]))


def read(folder: Path, name: str, data: bytes) -> tuple[RawDocument | None, list[Finding]]:
    path = folder / name
    path.write_bytes(data)
    return read_document(path)


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("公开.docx", WORD, "docx"),
        ("公开.xlsx", BOOK, "xlsx"),
        ("公开.pdf", pdf(page_text("text", 50, 400)), "pdf"),
        ("公开.txt", "正文".encode(), "text"),
    ],
)
def test_each_kind_is_read_and_names_its_file(
    tmp_path: Path, name: str, data: bytes, form: str
) -> None:
    document, findings = read(tmp_path, name, data)
    assert findings == []
    assert document is not None
    assert (document.file, document.form) == (name, form)
    assert all(block.place.file == name for block in document.blocks)
    assert document == read_document(tmp_path / name)[0]


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [("公开.docx", BOOK, "xlsx"), ("公开.xlsx", WORD, "docx"), ("公开.doc", WORD, "docx"),
     ("公开.docx", pdf(page_text("text", 50, 400)), "pdf"), ("公开.txt", WORD, "docx")],
)  # fmt: skip
def test_a_file_under_a_wrong_suffix_is_read_by_its_content(
    tmp_path: Path, name: str, data: bytes, form: str
) -> None:
    document, findings = read(tmp_path, name, data)
    assert document is not None
    assert document.form == form
    wrong = [] if name.endswith(".doc") else ["R032"]
    assert [finding.code for finding in findings] == wrong


def test_a_strict_office_file_reads_like_any_other(tmp_path: Path) -> None:
    parts = unpacked(WORD)
    for name, data in parts.items():
        assert isinstance(data, bytes)
        data = data.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                            b"http://purl.oclc.org/ooxml/wordprocessingml/main")  # fmt: skip
        parts[name] = data
    document, findings = read(tmp_path, "公开.docx", packed(parts))
    assert findings == []
    assert document is not None
    assert [block.text for block in document.blocks if hasattr(block, "text")] == ["正文"]


def bomb() -> bytes:
    return packed({**unpacked(WORD), "word/media/a.bin": b"\0" * 40_000_000})


def with_document(xml: str | bytes) -> bytes:
    return packed({**unpacked(WORD), "word/document.xml": xml})


def broken_sum() -> bytes:
    data = packed(unpacked(WORD), zipfile.ZIP_STORED)
    return data.replace("正文".encode(), "假文".encode())


DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
DEEP = "<w:p>" * 5_000
REFUSED = {
    "missing": ("没有.docx", None, "R001"),
    "empty docx": ("公开.docx", b"", "R030"),
    "empty text": ("公开.txt", b"", "R030"),
    "old word": ("公开.doc", OLE + b"\0" * 600, "R004"),
    "old excel": ("公开.xls", OLE + b"\0" * 600, "R004"),
    "wps": ("公开.wps", OLE + b"\0" * 600, "R004"),
    "web page as doc": ("公开.doc", b"<html></html>", "R004"),
    "web page as text": ("公开.txt", b"\xef\xbb\xbf\n<!DOCTYPE html><p>1</p>", "R004"),
    "web page": ("公开.html", b"<html></html>", "R004"),
    "web archive as text": ("公开.txt", b"MIME-Version: 1.0\r\n", "R004"),
    "web page as xls": ("公开.xls", b"<html><table></table></html>", "R004"),
    "rich text as text": ("公开.txt", b"{\\rtf1\\ansi x}", "R004"),
    "rich text as docx": ("公开.docx", b"{\\rtf1\\ansi x}", "R030"),
    "xml as text": ("公开.txt", b'<?xml version="1.0"?><x/>', "R004"),
    "fixed layout": ("公开.ofd", packed({"OFD.xml": "<x/>"}), "R004"),
    "archive": ("公开.zip", packed({"公开.docx": WORD}), "R004"),
    "slides": ("公开.pptx", packed({"ppt/presentation.xml": "<x/>"}), "R004"),
    "old word as docx": ("公开.docx", OLE + b"\0" * 600, "R004"),
    "password": ("公开.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "R031"),
    "junk as docx": ("公开.docx", b"\x01\x02\x03" * 300, "R030"),
    "junk as text": ("公开.txt", b"\x01\x02\x03" * 300, "R030"),
    "picture": ("公开.png", b"\x89PNG", "R004"),
    "other zip": ("公开.docx", packed({"a.txt": "a"}), "R030"),
    "cut off": ("公开.docx", WORD[: len(WORD) // 2], "R030"),
    "wrong sum": ("公开.docx", broken_sum(), "R030"),
    "bomb": ("公开.docx", bomb(), "R030"),
    "dtd": ("公开.docx", with_document(DTD + "<x>&b;</x>"), "R030"),
    "outside entity": (
        "公开.docx",
        with_document('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
        "R030",
    ),
    "deep": ("公开.docx", with_document(f'<w:p xmlns:w="w">{DEEP}'), "R030"),
    "no body": ("公开.docx", packed({"word/styles.xml": "<x/>"}), "R030"),
    "path outside": ("公开.docx", packed({**unpacked(WORD), "../a": "a"}), "R030"),
    "no book": ("公开.xlsx", packed({"xl/workbook.xml": "<x"}), "R030"),
}


@pytest.mark.parametrize(("name", "data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_one_error_that_says_what_to_do(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    if data is None:
        document, findings = read_document(tmp_path / name)
    else:
        document, findings = read(tmp_path, name, data)
    assert document is None
    assert [(finding.code, finding.severity.value) for finding in findings] == [(code, "错误")]
    assert findings[0].place.file == name
    assert findings[0].remedy


def test_a_cell_over_a_thousand_million_columns_is_held_to_what_word_allows(
    tmp_path: Path,
) -> None:
    wide = cell("宽", '<w:gridSpan w:val="999999999"/>')
    document, findings = read(tmp_path, "公开.docx", word(table([wide, wide])))
    assert document is not None
    assert findings == []


def test_a_table_of_too_many_cells_is_read_as_far_as_allowed_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TableGrid, "MOST_CELLS", 10)
    rows = [[cell("甲"), cell("乙")]] * 30
    document, findings = read(tmp_path, "公开.docx", word(table(*rows) + paragraph("后文")))
    assert document is not None
    assert [finding.code for finding in findings] == ["R037"]
    assert document.blocks[-1].place.path == "第 1 段"


def test_a_million_cells_of_a_sheet_are_refused_without_reading_them(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{length}"><c r="A{length}"><v>1</v></c><c r="KA{length}"><v>1</v></c></row>'
        for length in range(1, 4_000)
    )
    document, findings = read(tmp_path, "公开.xlsx", workbook(f"<sheetData>{rows}</sheetData>"))
    assert document is not None
    assert document.blocks == ()
    assert [finding.code for finding in findings] == ["R037"]


def test_one_text_shared_by_very_many_cells_does_not_fill_the_memory(tmp_path: Path) -> None:
    long = "长" * 32_000
    cells = "".join('<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' for _ in range(900))
    shared = f'<sst xmlns="{S}"><si><t>{long}</t></si></sst>'
    data = workbook(f"<sheetData>{cells}</sheetData>", sharedStrings=shared)
    document, findings = read(tmp_path, "公开.xlsx", data)
    assert document is not None
    assert [finding.code for finding in findings] == ["R037"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_with_changed_bytes_is_read_or_refused_but_never_a_fault_of_ours(
    tmp_path: Path, data: st.DataObject
) -> None:
    name, whole = data.draw(st.sampled_from([("公开.docx", WORD), ("公开.xlsx", BOOK)]))
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    document, findings = read(tmp_path, name, bytes(changed))
    assert document is not None or findings


ODD = st.recursive(
    st.sampled_from(["甲", "1.00", ""]).map(lambda text: f"<w:r><w:t>{text}</w:t></w:r>"),
    lambda inner: st.tuples(
        st.sampled_from(
            [
                "p",
                "tbl",
                "tr",
                "tc",
                "sdt",
                "sdtContent",
                "ins",
                "del",
                "hyperlink",
                "txbxContent",
                "pict",
                "tcPr",
                "fldChar",
            ]
        ),
        st.lists(inner, max_size=4),
    ).map(lambda pair: f"<w:{pair[0]}>{''.join(pair[1])}</w:{pair[0]}>"),
    max_leaves=12,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ODD, max_size=4).map("".join))
def test_a_body_put_together_against_all_rules_is_read_all_the_same(
    tmp_path: Path, body: str
) -> None:
    document, _ = read(tmp_path, "公开.docx", word(body))
    assert document is not None
