"""Footnotes and endnotes that a loop refers to in several passes: a note for each reference."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from lxml import etree

from yugong.reading.office_file import STRICT
from yugong.writing.docx.template.ooxml import w
from yugong.writing.docx.template.relationships import xml_bytes


def with_copied_notes(data: bytes, copies: Sequence[tuple[str, str]]) -> bytes:
    """Return a part of notes with copies, given as number of the old note and of the new."""
    root = etree.fromstring(data, etree.XMLParser(**{**STRICT, "huge_tree": True}))
    notes = {note.get(w("id")): note for note in root}
    for old, new in copies:
        if old in notes:
            note = copy.deepcopy(notes[old])
            note.set(w("id"), new)
            root.append(note)
    return xml_bytes(root)
