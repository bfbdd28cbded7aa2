"""Clean a template of what no published file may carry: authors, revisions, comments, paths.

Tests: tests/writing/docx/engine/test_compiled.py.
"""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from lxml import etree

from yugong.ooxml.names import w
from yugong.writing.docx.template.values import checked_text

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_DROPPED = tuple(
    w(name)
    for name in (
        "proofErr",
        "lastRenderedPageBreak",
        "permStart",
        "permEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
    )
)
_SETTINGS = tuple(
    w(name)
    for name in (
        "updateFields",
        "rsids",
        "attachedTemplate",
        "mailMerge",
        "trackRevisions",
        "docVars",
        "revisionView",
        "saveSubsetFonts",
    )
)
_IDENTIFIERS = (
    *(w(f"rsid{name}") for name in ("R", "RPr", "RDefault", "P", "Del", "Tr", "Sect")),
    f"{{{_W14}}}paraId",
    f"{{{_W14}}}textId",
)
REVISIONS = tuple(
    w(name)
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
        *(
            f"{kind}Change"
            for kind in ("rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx")
        ),
    )
)
"""Tracked changes of text, of cells, and of format; each bears the name of who made it."""

DROPPED_KINDS = frozenset(
    {
        "comments",
        "commentsExtended",
        "commentsIds",
        "commentsExtensible",
        "people",
        "custom-properties",
        "thumbnail",
        "attachedTemplate",
        "glossaryDocument",
        "core-properties",
        "extended-properties",
        "keyMapCustomizations",
        "mailMergeSource",
    }
)
"""Relationship kinds (last word of the type) that are not followed."""


def clean(root: Any) -> None:
    """Take revision marks, proofing marks and comments out of a part."""
    for node in list(root.iter(*_DROPPED)):
        remove(node)
    etree.strip_attributes(root, *_IDENTIFIERS)


def clean_bookmarks(root: Any) -> int:
    """Keep only bookmarks that something in the part refers to; returns the next free id."""
    words = " ".join(node.text or "" for node in root.iter(w("instrText"))).split()
    words.extend(node.get(w("instr"), "") for node in root.iter(w("fldSimple")))
    anchors = {node.get(w("anchor")) for node in root.iter(w("hyperlink"))}
    used = anchors | {word for text in words for word in text.split()}
    kept: set[str] = set()
    for node in list(root.iter(w("bookmarkStart"))):
        if node.get(w("name")) in used:
            kept.add(node.get(w("id"), ""))
        else:
            remove(node)
    for node in list(root.iter(w("bookmarkEnd"))):
        if node.get(w("id")) not in kept:
            remove(node)
    return max((int(number) for number in kept if number.isdigit()), default=0) + 1


def clean_settings(root: Any) -> None:
    """Take the prompt to update fields and the traces of editing out of the settings."""
    for node in list(root.iter(*_SETTINGS)):
        remove(node)


def remove(node: Any) -> None:
    """Take a node out; text after it stays."""
    parent = node.getparent()
    if node.tail:
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
    parent.remove(node)


def has_revisions(root: Any) -> bool:
    """Return True if tracked changes wait to be accepted."""
    return next(root.iter(*REVISIONS), None) is not None


def core_properties(title: str, published_on: date) -> bytes:
    """Return ``docProps/core.xml``: the title and the day of publication, and nobody's name."""
    day = f"{published_on.isoformat()}T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(checked_text(title), quote=False)}</dc:title><dc:creator></dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified>'
        "</cp:coreProperties>"
    ).encode()


APP_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>yugong</Application></Properties>'
)
