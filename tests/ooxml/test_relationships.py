"""Relationships and content types, read from a package and written the same way every time."""

from __future__ import annotations

import io
import zipfile

from yugong.ooxml.archive import MEMBER_DATE, PackageArchive
from yugong.ooxml.names import CONTENT_TYPES, RELATIONSHIPS
from yugong.ooxml.relationships import (
    CONTENT_TYPES_PART,
    ContentTypes,
    Relationship,
    read_relationships,
    relationships_part,
    write_relationships,
)

_TYPES = (
    f'<Types xmlns="{CONTENT_TYPES}"><Default Extension="XML" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType="main"/></Types>'
).encode()


def test_a_target_is_a_part_name_seen_from_its_part_or_an_address() -> None:
    data = (
        f'<Relationships xmlns="{RELATIONSHIPS}">'
        '<Relationship Id="a" Type="t/image" Target="media/1.png"/>'
        '<Relationship Id="b" Type="t/styles" Target="/word/styles.xml"/>'
        '<Relationship Id="c" Type="t/theme" Target="../theme.xml"/>'
        '<Relationship Id="d" Type="t/hyperlink" Target="http://a/b" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    members = {relationships_part("word/document.xml"): data}

    read = read_relationships(members, "word/document.xml")

    assert [(item.id, item.short_kind, item.target, item.external) for item in read] == [
        ("a", "image", "word/media/1.png", False),
        ("b", "styles", "word/styles.xml", False),
        ("c", "theme", "theme.xml", False),
        ("d", "hyperlink", "http://a/b", True),
    ]
    assert read_relationships(members, "word/other.xml") == []


def test_written_relationships_read_the_same() -> None:
    items = [
        Relationship("r1", "t/image", "word/media/1.png", external=False),
        Relationship("r2", "t/hyperlink", "http://a/?b=1&c", external=True),
    ]
    part = "word/document.xml"

    written = write_relationships(part, items)

    assert read_relationships({relationships_part(part): written}, part) == items
    assert relationships_part("") == "_rels/.rels"


def test_a_content_type_comes_from_the_name_else_from_the_extension() -> None:
    types = ContentTypes({CONTENT_TYPES_PART: _TYPES})

    assert types.of("word/document.xml") == "main"
    assert types.of("word/other.xml") == "application/xml"
    assert types.of("word/a.PNG") == "image/png"
    assert types.of("word/a.bin") == ""


def test_content_types_are_written_for_the_parts_there_are() -> None:
    types = ContentTypes({CONTENT_TYPES_PART: _TYPES})

    written = types.write(["word/new.xml", "word/document.xml"], {"word/new.xml": "new"})
    again = ContentTypes({CONTENT_TYPES_PART: written})

    assert again.of("word/new.xml") == "new"
    assert again.of("word/document.xml") == "main"
    assert again.of("a.png") == ""
    assert written == types.write(["word/document.xml", "word/new.xml"], {"word/new.xml": "new"})


def test_the_same_members_give_the_same_archive() -> None:
    def archived() -> bytes:
        target = io.BytesIO()
        archive = PackageArchive(target, 6)
        archive.add("a.xml", b"<a/>" * 100)
        with archive.stream("b.xml") as member:
            member.write(b"<b>")
            member.write(b"</b>")
        archive.close()
        return target.getvalue()

    with zipfile.ZipFile(io.BytesIO(archived())) as archive:
        assert {info.date_time for info in archive.infolist()} == {MEMBER_DATE}
        assert archive.read("b.xml") == b"<b></b>"
    assert archived() == archived()
