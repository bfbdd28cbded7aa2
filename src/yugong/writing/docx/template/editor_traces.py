"""Wrappers that editors put around the tags of a template, removed before the tags are read.

Word wraps text in content controls and smart tags, LibreOffice moves a section break into the
paragraph before it.  The tags are then in another place than their author put them.

Tests: tests/writing/docx/engine/test_edited_templates.py.
"""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from yugong.findings import Kind
from yugong.ooxml.names import NS, PPR, SDT, SDT_CONTENT, SECTPR, P, T, w
from yugong.template.tags import CLOSERS, MIDDLES, OPENERS, scan
from yugong.writing.docx.template.runs import is_alone, read_tags

_WRAPPERS = (w("smartTag"), w("customXml"))
_WRAPPER_PROPERTIES = frozenset({w("smartTagPr"), w("customXmlPr")})
_SIGNS = frozenset("{}｛｝")


def unwrap(root: Any) -> None:
    """Remove smart tags, and content controls that cut through tags; keep their content.

    A control around whole tags, or around none, is the author's and stays, unless it shows data
    from elsewhere in the file, with which Word would replace ours.
    """
    for wrapper in list(root.iter(*_WRAPPERS)):
        _replace(wrapper, [child for child in wrapper if child.tag not in _WRAPPER_PROPERTIES])
    for control in list(root.iter(SDT)):
        content = control.find(SDT_CONTENT)
        if content is None:
            continue
        text = "".join(node.text or "" for node in content.iter(T))
        bound = control.find("w:sdtPr/w:dataBinding", NS) is not None
        if not _SIGNS.isdisjoint(text) and (bound or not _whole(text)):
            _replace(control, list(content))


def _whole(text: str) -> bool:
    """Tell if every tag and every block of a text begins and ends in it."""
    spans, faults = scan(text, "")
    depth = 0
    for word in (span.tag.word for span in spans):
        depth += (word in OPENERS) - (word in CLOSERS)
        if depth < 0 or (word in MIDDLES and depth == 0):
            return False
    cut = any(fault.code == Kind.MALFORMED_TAG for fault in faults) or text.rstrip()[-1:] in (
        "{",
        "｛",
    )
    return depth == 0 and not cut


def _replace(element: Any, children: list[Any]) -> None:
    for child in children:
        element.addprevious(child)
    element.getparent().remove(element)


def free_section_breaks(root: Any, located: list[tuple[Any, str]]) -> None:
    """Move a section break out of the paragraph of a ``{%p%}`` tag into one for itself.

    The break then follows what the tag ends, and goes before what it begins, as it did before
    LibreOffice saved the file.
    """
    holders = {section.getparent().getparent() for section in root.iter(SECTPR)}
    for paragraph, place in located:
        if paragraph not in holders:
            continue
        section = paragraph.find(f"{PPR}/{SECTPR}")
        joined, spans, _ = read_tags(paragraph, place)
        if len(spans) != 1 or spans[0].tag.scope != "p" or not is_alone(joined, spans[0]):
            continue
        word = spans[0].tag.word
        if word not in OPENERS and word not in CLOSERS:
            continue
        holder = etree.Element(P, nsmap=paragraph.nsmap)
        holder.append(copy.deepcopy(paragraph.find(PPR)))
        section.getparent().remove(section)
        if word in OPENERS:
            paragraph.addprevious(holder)
        else:
            paragraph.addnext(holder)


def commented_places(root: Any, located: list[tuple[Any, str]]) -> list[str]:
    """Return the places of the paragraphs with a reviewer's comment."""
    marked: set[Any] = set()
    for reference in root.iter(w("commentReference")):
        marked.update(reference.iterancestors(P))
    return [place for paragraph, place in located if paragraph in marked]
