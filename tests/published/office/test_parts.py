"""Someone else's Office file: which faults refuse it, which are passed over."""

from __future__ import annotations

import io
import zipfile

import pytest

from yugong.findings import Finding, FindingsError
from yugong.ooxml.package import ENCRYPTED, OLE
from yugong.published.office import parts as office_parts
from yugong.published.office.parts import OfficeParts

_PASSWORD = "EncryptedPackage".encode("utf-16-le")


def zipped(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


def refusal(data: bytes) -> Finding:
    with pytest.raises(FindingsError) as raised:
        OfficeParts(data, "公开.docx")
    [finding] = raised.value.findings
    return finding


def test_a_file_with_a_password_asks_for_one_without() -> None:
    finding = refusal(OLE + _PASSWORD)

    assert (finding.code, finding.actual) == ("R031", "")


def test_a_member_with_a_password_asks_for_a_file_without() -> None:
    data = bytearray(zipped(("word/document.xml", b"<a/>")))
    data[data.index(b"PK\x01\x02") + 8] |= ENCRYPTED

    finding = refusal(bytes(data))

    assert (finding.code, finding.actual) == ("R031", "加密的部件 word/document.xml")


@pytest.mark.parametrize(
    ("data", "actual"),
    [
        (OLE + b"WordDocument", "加密的文件，或旧格式（.doc、.xls）的文件"),
        (b"PK\x03\x04", "不是完整的压缩包"),
        (zipped(("../a", b"")), "部件名 ../a"),
    ],
    ids=["old format", "broken", "path out of the archive"],
)
def test_any_other_fault_is_an_unreadable_file(data: bytes, actual: str) -> None:
    finding = refusal(data)

    assert (finding.code, finding.actual) == ("R030", actual)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_name_of_a_part_does_not_make_it_a_password() -> None:
    """The kind of the fault decides, not the words that describe it."""
    finding = refusal(zipped(("word/加密.xml", b""), ("word/加密.xml", b"")))

    assert (finding.code, finding.actual) == ("R030", "部件 word/加密.xml 重复")


def test_a_part_that_is_no_xml_is_passed_over_once() -> None:
    parts = OfficeParts(zipped(("word/a.xml", b"<a>"), ("word/b.xml", b"<b/>")), "公开.docx")

    assert parts.root("word/a.xml") is None
    assert parts.root("word/a.xml") is None
    assert parts.root("word/none.xml") is None
    assert parts.root("word/b.xml").tag == "b"
    assert [(finding.code, finding.place.path) for finding in parts.findings] == [
        ("R038", "word/a.xml")
    ]


def test_without_its_main_part_a_file_is_refused() -> None:
    parts = OfficeParts(zipped(("a.xml", b"<a/>")), "公开.docx")

    with pytest.raises(FindingsError) as raised:
        parts.main("word/document.xml")

    [finding] = raised.value.findings
    assert (finding.code, finding.actual) == ("R030", "缺少部件 word/document.xml")


def test_a_part_beyond_the_limit_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_parts, "MAX_PART", 5)
    parts = OfficeParts(zipped(("a.xml", b"<abc/>")), "公开.docx")

    assert parts.root("a.xml") is None
    assert [finding.actual for finding in parts.findings] == ["部件 a.xml 过大"]
