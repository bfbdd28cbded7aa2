"""Footnotes, endnotes and numbered lists that further passes of a loop have for themselves.

Tests: tests/writing/docx/engine/test_loop_copies.py.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from lxml import etree

from yugong.ooxml.names import w
from yugong.ooxml.part_xml import written_parser, xml_bytes
from yugong.writing.docx.engine.stream import RenderedBody
from yugong.writing.docx.template.loop_copies import ENDNOTE, FOOTNOTE, LIST
from yugong.writing.docx.template.numbered_lists import NumberedLists
from yugong.writing.docx.template.parts import Parts

_NOTES = ((FOOTNOTE, "footnotes"), (ENDNOTE, "endnotes"))


def largest_numbers(parts: Parts, lists: NumberedLists | None) -> dict[str, int]:
    """Return the largest number of the footnotes, endnotes and lists of a template."""
    numbers = {LIST: 0 if lists is None else lists.largest}
    for kind, name in _NOTES:
        part = parts.named(name)
        ids = [] if part is None else [node.get(w("id"), "") for node in parts.root(part)]
        numbers[kind] = max((int(text) for text in ids if text.isdecimal()), default=0)
    return numbers


def add_copies(
    members: dict[str, bytes], parts: Parts, lists: NumberedLists | None, rendered: RenderedBody
) -> None:
    """Add the copies of notes and lists that the rendered body refers to."""
    for kind, name in _NOTES:
        part = parts.named(name)
        if part is not None and (copied := rendered.copied(kind)):
            members[part] = _with_copied_notes(members[part], copied)
    part = parts.named("numbering")
    if part is not None and lists is not None and (copied := rendered.copied(LIST)):
        members[part] = lists.part_with(copied)


def _with_copied_notes(data: bytes, copies: Sequence[tuple[str, str]]) -> bytes:
    """Return a part of notes with copies, given as number of the old note and of the new."""
    root = etree.fromstring(data, written_parser())
    notes = {note.get(w("id")): note for note in root}
    for old, new in copies:
        if old in notes:
            note = copy.deepcopy(notes[old])
            note.set(w("id"), new)
            root.append(note)
    return xml_bytes(root)
