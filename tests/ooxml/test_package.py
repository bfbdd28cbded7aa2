"""Packages within limits: each fault has its own error, with fields and without words."""

from __future__ import annotations

import io
import zipfile

import pytest

from yugong.ooxml import package
from yugong.ooxml.errors import (
    DuplicateMemberError,
    EncryptedError,
    HasDtdError,
    MissingPartError,
    NotAPackageError,
    NotXmlError,
    OldFormatError,
    PackageError,
    TooCompressedError,
    TooLargeError,
    TooManyMembersError,
    TruncatedError,
    UnsafeNameError,
    UnusualCompressionError,
    WrongSizeError,
)
from yugong.ooxml.names import RELATIONSHIPS, A, R, S, W, as_transitional
from yugong.ooxml.package import OLE, OfficePackage, has_password, main_part, read_members
from yugong.ooxml.part_xml import elements_in, parse_part, parse_piecewise

_TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def related(*targets: tuple[str, str, str]) -> bytes:
    entries = "".join(
        f'<Relationship Id="{identifier}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for identifier, kind, target in targets
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{entries}</Relationships>'.encode()


def test_members_come_by_name_in_the_order_of_the_file() -> None:
    members = read_members(zipped(("word/b.xml", b"<b/>"), ("a.xml", b"<a/>")))

    assert list(members.items()) == [("word/b.xml", b"<b/>"), ("a.xml", b"<a/>")]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotAPackageError),
        (b"no archive at all", NotAPackageError),
        (OLE + b"WordDocument", OldFormatError),
        (OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedError),
    ],
    ids=["empty", "text", "old format", "password"],
)
def test_each_file_that_is_no_package_has_its_error(data: bytes, error: type[PackageError]) -> None:
    with pytest.raises(PackageError) as raised:
        read_members(data)

    assert type(raised.value) is error
    assert raised.value.part == ""
    assert has_password(data) is (error is EncryptedError)


@pytest.mark.parametrize("name", ["/a.xml", "\\a.xml", "../a.xml", "word/../../a.xml", "c:a.xml"])
def test_a_name_that_leaves_the_archive_is_refused(name: str) -> None:
    with pytest.raises(UnsafeNameError) as raised:
        read_members(zipped((name, b"<a/>")))

    assert raised.value.part == name


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["word/a.xml", "word/A.XML"])
def test_a_name_that_occurs_twice_is_refused(second: str) -> None:
    with pytest.raises(DuplicateMemberError) as raised:
        read_members(zipped(("word/a.xml", b"<a/>"), (second, b"<b/>")))

    assert raised.value.part == second


def test_an_encrypted_member_is_refused_by_its_flag() -> None:
    data = bytearray(zipped(("word/document.xml", b"<a/>")))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= package.ENCRYPTED

    with pytest.raises(EncryptedError) as raised:
        read_members(bytes(data))

    assert raised.value.part == "word/document.xml"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_packed_in_an_unusual_way_is_refused(method: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("word/document.xml", b"<a/>" * 100)

    with pytest.raises(UnusualCompressionError) as raised:
        read_members(target.getvalue())

    assert raised.value.part == "word/document.xml"


def test_elements_come_in_order_and_are_freed() -> None:
    kept = list(elements_in(b"<a><b>1</b><c/><b>2</b></a>", "a.xml", "b"))

    assert [(node.tag, node.text) for node in kept] == [("b", None), ("b", None)]
    texts = [node.text for node in elements_in(b"<a><b>1</b><c/><b>2</b></a>", "a.xml", "b")]
    assert texts == ["1", "2"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"<a><b/>", NotXmlError),
        (b"", NotXmlError),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a><b/></a>", HasDtdError),
    ],
)
def test_elements_of_a_bad_part_end_in_its_error(data: bytes, error: type[PackageError]) -> None:
    with pytest.raises(error) as raised:
        list(elements_in(data, "a.xml", "b"))

    assert raised.value.part == "a.xml"


def test_the_number_of_members_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MEMBERS_LIMIT", 2)
    assert len(read_members(zipped(("a", b""), ("b", b"")))) == 2

    with pytest.raises(TooManyMembersError) as raised:
        read_members(zipped(("a", b""), ("b", b""), ("c", b"")))

    assert (raised.value.actual, raised.value.limit) == (3, 2)


def test_the_unpacked_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "UNPACKED_LIMIT", 10)
    assert read_members(zipped(("a", b"12345"), ("b", b"12345")))

    with pytest.raises(TooLargeError) as raised:
        read_members(zipped(("a", b"12345"), ("b", b"123456")))

    assert (raised.value.actual, raised.value.limit, raised.value.part) == (11, 10, "")


def test_the_compression_ratio_of_a_large_member_is_limited() -> None:
    with pytest.raises(TooCompressedError) as raised:
        read_members(zipped(("small.xml", b" " * 1000), ("bomb.xml", b" " * 3_000_000)))

    assert raised.value.part == "bomb.xml"
    assert raised.value.actual > raised.value.limit == package.RATIO_LIMIT


def test_a_file_cut_off_in_the_middle_is_refused() -> None:
    data = zipped(("word/document.xml", bytes(range(256)) * 40))

    for length in range(0, len(data), 97):
        with pytest.raises(NotAPackageError):
            read_members(data[:length])


def test_an_archive_that_cannot_be_read_to_its_end_is_truncated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> bytes:
        raise OSError

    monkeypatch.setattr(package, "_unpack", fail)
    with pytest.raises(TruncatedError):
        read_members(zipped(("a.xml", b"<a/>")))


def test_a_member_smaller_than_its_directory_says_is_refused() -> None:
    data = bytearray(zipped(("a.xml", b"<a>text</a>")))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24] += 1

    with pytest.raises(WrongSizeError):
        read_members(bytes(data))


def test_a_package_inside_a_package_remains_packed() -> None:
    inner = zipped(("xl/workbook.xml", b"<workbook/>"))
    members = read_members(zipped(("word/embeddings/book.xlsx", inner)))

    assert members == {"word/embeddings/book.xlsx": inner}


def test_parts_are_parsed_once_and_followed_to_their_targets() -> None:
    opened = OfficePackage(
        zipped(
            ("_rels/.rels", related(("r1", "officeDocument", "word/document.xml"))),
            ("word/document.xml", b"<document/>"),
            ("word/_rels/document.xml.rels", related(("r1", "header", "h.xml"), ("r2", "x", "y"))),
            ("word/h.xml", b"<hdr/>"),
            ("word/_rels/h.xml.rels", related(("r1", "image", "/word/document.xml"))),
        )
    )

    assert opened.main_part() == "word/document.xml"
    assert opened.root("word/h.xml") is opened.root("word/h.xml")
    assert opened.reached_from("word/document.xml") == [
        "word/document.xml",
        "word/h.xml",
        "word/y",
    ]
    assert opened.reached_from("word/document.xml", ["word/h.xml", "word/y"]) == [
        "word/document.xml"
    ]


def test_without_relationships_the_main_part_has_its_usual_name() -> None:
    assert main_part([], {"xl/workbook.xml"}) == "xl/workbook.xml"
    assert main_part([], {"word/document.xml", "xl/workbook.xml"}) == "word/document.xml"
    assert main_part([], {"other.xml"}) == ""


def test_a_package_without_content_types_lacks_a_part() -> None:
    with pytest.raises(MissingPartError) as raised:
        _ = OfficePackage(zipped(("a.xml", b"<a/>"))).types

    assert raised.value.part == _TYPES


_ENTITIES = b'<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y SYSTEM "file:///etc/passwd">]><a>&x;&y;</a>'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"<a><b></a>", NotXmlError),
        (b"", NotXmlError),
        (_ENTITIES, HasDtdError),
        (b"<!DOCTYPE a><a/>", HasDtdError),
        (b"<a>" * 300 + b"</a>" * 300, NotXmlError),
        (b"<a>" + b"x" * 11_000_000 + b"</a>", NotXmlError),
    ],
    ids=["not closed", "empty", "entities", "doctype", "deep", "long text"],
)
def test_xml_from_outside_is_refused_with_the_name_of_its_part(
    data: bytes, error: type[PackageError]
) -> None:
    with pytest.raises(error) as raised:
        parse_part(data, "word/document.xml")
    assert raised.value.part == "word/document.xml"

    with pytest.raises(error):
        parse_piecewise(data, "word/document.xml", "row", lambda _: None)


def test_a_part_read_piecewise_hands_over_each_complete_element() -> None:
    rows: list[str] = []
    root = parse_piecewise(
        b"<a><row>1</row><!-- no --><row>2</row></a>", "p", "row", lambda row: rows.append(row.text)
    )

    assert rows == ["1", "2"]
    assert root.tag == "a"


def test_the_strict_variant_reads_like_the_usual_one() -> None:
    strict = "http://purl.oclc.org/ooxml/"
    names = ("wordprocessingml/main", "spreadsheetml/main", "officeDocument/relationships")
    spaces = (*names, "drawingml/main")
    data = "".join(f'<a xmlns="{strict}{space}"/>' for space in spaces).encode()

    assert as_transitional(data) == "".join(f'<a xmlns="{s}"/>' for s in (W, S, R, A)).encode()
