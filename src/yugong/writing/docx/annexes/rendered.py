"""Annexes set into a body that docxtpl has rendered, which is a tree.

Tests: tests/writing/docx/annexes/test_annexes.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from yugong.ooxml.names import PPR, SECTPR, P, W, w
from yugong.ooxml.part_xml import written_parser
from yugong.ooxml.styles import Styles
from yugong.standard.annexes import Annex
from yugong.standard.package import Package
from yugong.writing.docx.annexes.body import LAST_PARAGRAPH, AnnexPieces
from yugong.writing.docx.annexes.look import insert_property, room_at, title_look
from yugong.writing.docx.annexes.places import heading_text, is_annex_tag
from yugong.writing.docx.template.contents import Contents
from yugong.writing.docx.template.parts import Parts

_PLACE = "_YugongAnnexes"
"""The bookmark that keeps the place of the tag while docxtpl renders."""


def mark_annex_tag(body: Any) -> None:
    """Put a bookmark in the place of the first paragraph of the tag; further ones are left."""
    for paragraph in list(body.iterchildren(P)):
        if is_annex_tag(paragraph):
            start, end = etree.Element(w("bookmarkStart")), etree.Element(w("bookmarkEnd"))
            start.set(w("name"), _PLACE)
            for node in (start, end):
                node.set(w("id"), "0")
                paragraph.addprevious(node)
            body.remove(paragraph)
            return


def set_annexes(
    body: Any, package: Package, parts: Parts, contents: Contents | None
) -> AnnexPieces | None:
    """Set the annexes of a package into a rendered body; return what else the document needs.

    Raises FindingsError (B050) for an annex with what cannot come along.
    """
    tagged = next(
        (node for node in body.iter(w("bookmarkStart")) if node.get(w("name")) == _PLACE), None
    )
    if not package.annexes:
        if tagged is not None:
            tagged.getparent().remove(tagged)
        return None
    styles = Styles(parts.styles)
    first, last = (contents.first, contents.last) if contents else (1, 9)
    custom = contents.custom if contents else {}
    numbering = parts.named("numbering")
    root = None if numbering is None else parts.root(numbering)
    pieces = AnnexPieces(title_look(body, styles, first, last, custom), parts.styles, root)
    end = body.find(SECTPR)
    if end is None:
        end = etree.SubElement(body, w("bookmarkEnd"))
        end.set(w("id"), "0")
    following = _heading(body, styles, custom, package.annexes_before)
    if tagged is not None:
        _insert(tagged, package.annexes, pieces)
        tagged.getparent().remove(tagged)
        return pieces
    after_text = [annex for annex in package.annexes if annex.position != "末尾"]
    at_end = list(package.annexes)
    if following is not None and after_text:
        _insert(following, after_text, pieces)
        _begin_page(following)
        at_end = [annex for annex in at_end if annex.position == "末尾"]
    _insert(end, at_end, pieces, LAST_PARAGRAPH if at_end else "")
    return pieces


def _heading(body: Any, styles: Styles, custom: dict[str, int], words: str) -> Any:
    """Return the last heading with these words, or None."""
    headings = [
        paragraph
        for paragraph in body.iterchildren(P)
        if words
        and words in heading_text(paragraph)
        and styles.level(paragraph, custom) is not None
    ]
    return headings[-1] if headings else None


def _begin_page(paragraph: Any) -> None:
    properties = paragraph.find(PPR)
    if properties is None:
        properties = etree.Element(PPR)
        paragraph.insert(0, properties)
    if properties.find(w("pageBreakBefore")) is None:
        insert_property(properties, etree.Element(w("pageBreakBefore")))


def _insert(before: Any, annexes: Sequence[Annex], pieces: AnnexPieces, after: str = "") -> None:
    room = room_at(before)
    blocks: list[Any] = []
    for annex in annexes:
        properties, run = pieces.title(annex)
        content = "".join(pieces.content(annex, room))
        source = f'<w:body xmlns:w="{W}"><w:p>{properties}{run}</w:p>{content}</w:body>'
        blocks += etree.fromstring(source, written_parser())
    if after:
        blocks += etree.fromstring(f'<w:body xmlns:w="{W}">{after}</w:body>', written_parser())
    for block in blocks:
        before.addprevious(block)
    pieces.blocks += blocks
