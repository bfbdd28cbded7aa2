"""The default paragraph style says that marks may hang over the end of a line."""

from __future__ import annotations

from lxml import etree

from yugong.ooxml.names import W
from yugong.writing.hanging_marks import with_hanging_marks


def _styles(inner: str) -> bytes:
    return (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:default="1" w:styleId="a">'
        f'<w:name w:val="Normal"/>{inner}</w:style></w:styles>'
    ).encode()


def _properties(data: bytes) -> list[str]:
    style = etree.fromstring(data).find(f"{{{W}}}style/{{{W}}}pPr")
    return [] if style is None else [etree.QName(child).localname for child in style]


def test_a_style_that_says_nothing_gets_it_where_the_schema_has_it() -> None:
    styles = _styles('<w:pPr><w:widowControl/><w:spacing w:line="500"/></w:pPr>')

    assert _properties(with_hanging_marks(styles)) == ["widowControl", "overflowPunct", "spacing"]


def test_a_style_without_properties_gets_them() -> None:
    assert _properties(with_hanging_marks(_styles("<w:rPr/>"))) == ["overflowPunct"]


def test_a_document_that_decides_itself_stays_as_it_is() -> None:
    styles = _styles('<w:pPr><w:overflowPunct w:val="0"/></w:pPr>')

    assert with_hanging_marks(styles) == styles
