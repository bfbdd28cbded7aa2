"""All annexes of a package as pieces of a body, and what they add to the other parts.

Tests: tests/writing/docx/annexes/test_annexes.py.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from yugong.findings import Finding, FindingsError
from yugong.ooxml.names import CONTENT_TYPES, R, W, w
from yugong.ooxml.part_xml import written_parser, xml_bytes
from yugong.ooxml.relationships import (
    CONTENT_TYPES_PART,
    Relationship,
    relationships_in,
    relationships_part,
    write_relationships,
)
from yugong.standard.annexes import Annex
from yugong.writing.docx.annexes.look import Room, TitleLook
from yugong.writing.docx.annexes.pages import pages_markup
from yugong.writing.docx.annexes.table import table_markup
from yugong.writing.docx.annexes.word_file import word_markup
from yugong.writing.docx.template.brought_in import Additions
from yugong.writing.docx.template.values import escape_for_word

_NUMBERING = "word/annexNumbering.xml"
_FIRST_LIST = 100_000
"""Lists of annexes are numbered after this; the copies that loops make stay far below."""
_NUMBERING_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_LINE = (
    '<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="60"'
    ' w:line="240" w:lineRule="auto"/>'
    '<w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{align}"/>'
    '</w:pPr><w:r><w:rPr><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr>'
    '<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
)
LAST_PARAGRAPH = (
    '<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="20"'
    ' w:lineRule="exact"/></w:pPr></w:p>'
)
"""After a table at the end of a document, which Word ends with a paragraph."""


class AnnexPieces:
    """The annexes of a package as markup, for one document.

    ``styles`` and ``numbering`` are the roots of those parts of the template, or None; they are
    not changed.  ``blocks`` are the elements that were set into a tree.
    """

    def __init__(self, look: TitleLook, styles: Any, numbering: Any) -> None:
        self._look = look
        self._styles = None if styles is None else copy.deepcopy(styles)
        self._numbering: Any = None if numbering is None else _with_room(numbering)
        self._additions = Additions()
        self._changed = False
        self.blocks: list[Any] = []

    @property
    def level(self) -> int:
        """The level of the titles in the contents list."""
        return self._look.level

    def title(self, annex: Annex) -> tuple[str, str]:
        """Return the properties and the run of an annex's title as markup."""
        text = f'<w:t xml:space="preserve">{escape_for_word(annex.title)}</w:t>'
        return self._look.paragraph, f"<w:r>{self._look.run}{text}</w:r>"

    def content(self, annex: Annex, room: Room) -> Iterator[str]:
        """Yield the markup below the title in pieces.

        Raises FindingsError (B050) for a Word annex with what cannot come along.
        """
        content = annex.content
        if annex.note:
            yield _LINE.format(align="center", text=escape_for_word(annex.note))
        for caption in content.captions:
            yield _LINE.format(align="left", text=escape_for_word(caption))
        if content.rows:
            yield from table_markup(content.rows, room)
        elif content.word:
            self._changed = True
            yield from word_markup(annex, room, self._styles, self._numbering, self._additions)
        else:
            yield from pages_markup(annex, room, self._additions)

    def add_to(self, members: dict[str, bytes], body: str) -> None:
        """Add to the members of a document what the markup refers to."""
        additions = self._additions
        if not self._changed and not additions.parts:
            return
        part = relationships_part(body)
        relationships: list[Relationship] = []
        if part in members:
            relationships = relationships_in(_parsed(members[part]), body)
        by_kind = {item.short_kind: item.target for item in relationships}
        types: dict[str, str] = {}
        if self._changed and self._styles is not None and "styles" in by_kind:
            members[by_kind["styles"]] = xml_bytes(self._styles)
        if additions.numbering is not None:
            members[_NUMBERING] = xml_bytes(additions.numbering)
            types[_NUMBERING] = _NUMBERING_TYPE
            kind = f"{R}/numbering"
            relationships.append(
                Relationship("rIdAnnexNumbering", kind, _NUMBERING, external=False)
            )
        elif self._changed and self._numbering is not None and "numbering" in by_kind:
            members[by_kind["numbering"]] = self._with_copied_lists(members[by_kind["numbering"]])
        for name, (data, kind) in additions.parts.items():
            members[name] = data
            types[name] = kind
        members[part] = write_relationships(body, [*relationships, *additions.relationships])
        members[CONTENT_TYPES_PART] = _with_types(members[CONTENT_TYPES_PART], types)

    def _with_copied_lists(self, written: bytes) -> bytes:
        """Return the numbering part as written, with the lists that annexes have brought."""
        root = _parsed(written)
        for name, identifier in (("abstractNum", "abstractNumId"), ("num", "numId")):
            nodes = root.findall(w(name))
            known = {node.get(w(identifier)) for node in nodes} | {str(_FIRST_LIST)}
            position = list(root).index(nodes[-1]) + 1 if nodes else (0 if name != "num" else None)
            for node in self._numbering.findall(w(name)):
                if node.get(w(identifier)) in known:
                    continue
                if position is None:
                    root.append(node)
                else:
                    root.insert(position, node)
                    position += 1
        return xml_bytes(root)


def _with_room(numbering: Any) -> Any:
    """Return a copy in which the next new lists get numbers beyond those that loops may take."""
    copied = copy.deepcopy(numbering)
    for name, identifier in (("abstractNum", "abstractNumId"), ("num", "numId")):
        node = etree.Element(w(name))
        node.set(w(identifier), str(_FIRST_LIST))
        nodes = copied.findall(w(name))
        copied.insert(list(copied).index(nodes[-1]) + 1 if nodes else len(copied), node)
    return copied


def _parsed(data: bytes) -> Any:
    return etree.fromstring(data, written_parser())


def _with_types(data: bytes, types: dict[str, str]) -> bytes:
    root = _parsed(data)
    for name, kind in types.items():
        node = etree.SubElement(root, f"{{{CONTENT_TYPES}}}Override")
        node.set("PartName", f"/{name}")
        node.set("ContentType", kind)
    return xml_bytes(root)


def annex_problems(annexes: Sequence[Annex]) -> list[Finding]:
    """Return the faults (B050) of annexes that cannot be set into a Word document."""
    findings: list[Finding] = []
    for annex in annexes:
        if not annex.content.word:
            continue
        styles = etree.Element(w("styles"), nsmap={"w": W})
        pieces = AnnexPieces(TitleLook("", "", 1), styles, None)
        try:
            for _ in pieces.content(annex, Room(8306, 13000)):
                pass
        except FindingsError as error:
            findings += error.findings
    return findings
