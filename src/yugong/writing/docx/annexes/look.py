"""The looks of annex titles, taken from the headings of the template, and the room on a page.

Tests: tests/writing/docx/annexes/test_annexes.py.
"""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from yugong.ooxml.names import NS, PPR, R_RUN, RPR, SECTPR, VAL, P, T, w
from yugong.ooxml.styles import Styles
from yugong.quick_dataclass import dataclass

_ORDER = tuple(
    w(name)
    for name in (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl"),
        *("numPr", "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens"),
    )
)
"""The first properties of a paragraph in the order of the schema."""

_DROPPED = (SECTPR, w("numPr"), w("rPr"), w("pageBreakBefore"))
_A4_WIDTH, _A4_HEIGHT, _MARGIN = 11906, 16838, 1440
_PLAIN_TITLE = (
    "<w:pPr><w:keepNext/><w:pageBreakBefore/>"
    '<w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr>'
)


@dataclass(frozen=True, slots=True)
class Room:
    """The width and the height of the text on a page of a section, in twips."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class TitleLook:
    """The properties of an annex title and of its run as markup, and its level in the contents."""

    paragraph: str
    run: str
    level: int


def insert_property(properties: Any, added: Any) -> None:
    """Put one of the first properties of a paragraph in its place among the others."""
    before = _ORDER[: _ORDER.index(added.tag)]
    index = next(
        (index for index, child in enumerate(properties) if child.tag not in before),
        len(properties),
    )
    properties.insert(index, added)


def title_look(
    body: Any, styles: Styles, first: int, last: int, custom: dict[str, int]
) -> TitleLook:
    """Return the look of an annex title: that of the last of the highest headings of a template.

    ``first`` and ``last`` are the levels that the contents list has.
    """
    best: tuple[int, Any] | None = None
    for paragraph in body.iterchildren(P):
        level = styles.level(paragraph, custom)
        if level is not None and first <= level <= last and (best is None or level <= best[0]):
            best = level, paragraph
    if best is None:
        return TitleLook(_PLAIN_TITLE, '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>', first)
    level, model = best
    given = model.find(PPR)
    properties = etree.Element(PPR) if given is None else copy.deepcopy(given)
    for node in properties.findall("*"):
        if node.tag in _DROPPED:
            properties.remove(node)
    insert_property(properties, etree.Element(w("pageBreakBefore")))
    style = properties.find(w("pStyle"))
    if style is not None and styles.of(style.get(VAL, "")).list_id is not None:
        numbered = etree.Element(w("numPr"))
        etree.SubElement(numbered, w("numId")).set(VAL, "0")
        insert_property(properties, numbered)
    runs = [run for run in model.iter(R_RUN) if "".join(node.text or "" for node in run.iter(T))]
    run = runs[0].find(RPR) if runs else None
    return TitleLook(_markup(properties), "" if run is None else _markup(run), level)


def _markup(element: Any) -> str:
    """Return an element as markup for inside a document, where ``w`` is known."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    head, sign, inside = text.partition(">")
    tag = head.split(" ", 1)[0]
    end = "/" if head.endswith("/") and not inside else ""
    return f"{tag}{end}{sign}{inside}"


def room_at(node: Any) -> Room:
    """Return the room on a page of the section that a node of the body is in."""
    for section in node.xpath("following::w:sectPr", namespaces=NS):
        size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
        if size is not None and margins is not None:
            width = _twips(size, "w", _A4_WIDTH) - sum(
                _twips(margins, side, _MARGIN) for side in ("left", "right")
            )
            height = _twips(size, "h", _A4_HEIGHT) - sum(
                abs(_twips(margins, side, _MARGIN)) for side in ("top", "bottom")
            )
            return Room(max(width, _MARGIN), max(height, _MARGIN))
    return Room(_A4_WIDTH - 2 * _MARGIN, _A4_HEIGHT - 2 * _MARGIN)


def _twips(node: Any, name: str, otherwise: int) -> int:
    text = node.get(w(name), "")
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 7 else otherwise
