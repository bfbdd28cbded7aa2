"""Tags in places where none is filled: attributes, fields, addresses of links, other parts.

Tests: tests/writing/docx/engine/test_loop_copies.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from lxml import etree

from yugong.findings import Kind
from yugong.ooxml.names import P, R, T, w
from yugong.ooxml.relationships import Relationship
from yugong.template.faults import TagFault
from yugong.template.tag_text import OPENER
from yugong.template.tags import misplaced

_FIELD_TEXT = w("instrText")
_RELATIONSHIP_ID = f"{{{R}}}id"


def hidden_tags(root: Any, places: Mapping[Any, str], where: str) -> Iterator[TagFault]:
    """Yield a fault for each tag of a part that is not in the text of its paragraphs.

    ``places`` are the paragraphs whose tags are filled; ``where`` is the place of anything else.
    """
    source = etree.tostring(root, encoding="unicode")
    if "{" not in source and "｛" not in source:
        return
    fields: dict[Any, list[str]] = {}
    for node in root.iter("*"):
        texts = list(node.attrib.values())
        if node.tag == _FIELD_TEXT:
            paragraph = next(node.iterancestors(P), None)
            fields.setdefault(paragraph, []).append(node.text or "")
        elif node.tag != T or next(node.iterancestors(P), None) not in places:
            texts.append(node.text or "")
        for text in texts:
            if "{" in text or "｛" in text:
                yield from _fault(text, _place(node, places, where))
    for paragraph, parts in fields.items():
        yield from _fault("".join(parts), places.get(paragraph, where))


def _fault(text: str, place: str) -> Iterator[TagFault]:
    fault = misplaced(text, place)
    if fault is not None:
        yield fault


def _place(node: Any, places: Mapping[Any, str], where: str) -> str:
    return next((places[p] for p in node.iterancestors(P) if p in places), where)


def links_with_tags(
    relationships: Iterable[Relationship], root: Any, places: Mapping[Any, str], where: str
) -> Iterator[TagFault]:
    """Yield a fault for each link of a part whose address has a tag, at the place of the link."""
    for item in relationships:
        address = unquote(item.target)
        if not item.external or OPENER.search(address) is None:
            continue
        holders = [node for node in root.iter("*") if node.get(_RELATIONSHIP_ID) == item.id]
        place = next((_place(node, places, where) for node in holders), where)
        yield TagFault(
            Kind.UNSUPPORTED_IN_TEMPLATE,
            place,
            address,
            "链接的地址是固定的，里面不写标签；每个部门不同的地址作为文字写在正文里",
        )
