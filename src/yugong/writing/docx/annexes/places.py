"""The places of a template where its annexes go: a tag, its headings, and its end.

Tests: tests/writing/docx/annexes/test_annexes.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Any

from lxml import etree

from yugong.ooxml.names import PPR, SECTPR, T, w
from yugong.quick_dataclass import dataclass
from yugong.standard.annexes import Annex
from yugong.standard.package import Package
from yugong.writing.docx.annexes.look import Room, insert_property, room_at

TAG = "{{ 附件 }}"
"""The tag that puts all annexes in the place of its paragraph."""

_TAG = re.compile(r"\s*\{\{\s*附件\s*\}\}\s*")
_BODY = w("body")


@dataclass(frozen=True, slots=True)
class AnnexPlace:
    """A place: the text of the heading that follows it, empty for none, and the room there."""

    heading: str
    room: Room


@dataclass(slots=True)
class AnnexPlaces:
    """The places of a template in order, the last one its end; ``tagged`` is that of the tag."""

    places: list[AnnexPlace] = field(default_factory=list)
    tagged: int | None = None

    def chosen(self, package: Package) -> dict[int, tuple[Annex, ...]]:
        """Return the annexes of a package by the number of their place."""
        if not package.annexes:
            return {}
        end = len(self.places) - 1
        if self.tagged is not None:
            return {self.tagged: package.annexes}
        words = package.annexes_before
        following = [number for number, place in enumerate(self.places) if words in place.heading]
        after_text = following[-1] if words and following else end
        by_place: dict[int, list[Annex]] = {}
        for annex in package.annexes:
            number = end if annex.position == "末尾" else after_text
            by_place.setdefault(number, []).append(annex)
        return {number: tuple(annexes) for number, annexes in by_place.items()}


def is_annex_tag(paragraph: Any) -> bool:
    """Return True for a paragraph of the body with nothing but the tag of the annexes."""
    text = "".join(node.text or "" for node in paragraph.iter(T))
    return paragraph.getparent().tag == _BODY and _TAG.fullmatch(text) is not None


def find_places(
    body: Any,
    paragraphs: Sequence[Any],
    headings: Sequence[Any],
    place_mark: Callable[[int], Any],
    break_mark: Callable[[int], Any],
) -> AnnexPlaces:
    """Put a mark into each place of a body; ``paragraphs`` and ``headings`` are in its order.

    The paragraph of the tag is replaced by its mark.  A heading that does not begin a page by
    itself gets a second mark, where its properties say that it does.
    """
    found_places = AnnexPlaces()
    nodes = set(headings)
    for paragraph in paragraphs:
        if is_annex_tag(paragraph) and found_places.tagged is None:
            mark = place_mark(len(found_places.places))
            paragraph.addprevious(mark)
            mark.tail = None
            found_places.tagged = len(found_places.places)
            found_places.places.append(AnnexPlace("", room_at(mark)))
            body.remove(paragraph)
        elif paragraph in nodes and paragraph.getparent() is body:
            number = len(found_places.places)
            mark = place_mark(number)
            paragraph.addprevious(mark)
            mark.tail = None
            found_places.places.append(AnnexPlace(heading_text(paragraph), room_at(mark)))
            mark_break(paragraph, break_mark(number))
    mark = place_mark(len(found_places.places))
    last = body.find(SECTPR)
    if last is None:
        body.append(mark)
    else:
        last.addprevious(mark)
    mark.tail = None
    found_places.places.append(AnnexPlace("", room_at(mark)))
    return found_places


def heading_text(paragraph: Any) -> str:
    """Return the words of a heading."""
    return "".join(node.text or "" for node in paragraph.iter(T)).strip()


def mark_break(paragraph: Any, mark: Any) -> None:
    """Put a mark where the properties of a paragraph say that it begins a page."""
    properties = paragraph.find(PPR)
    if properties is None:
        properties = etree.Element(PPR)
        paragraph.insert(0, properties)
    if properties.find(w("pageBreakBefore")) is not None:
        return
    stand_in = etree.Element(w("pageBreakBefore"))
    insert_property(properties, stand_in)
    stand_in.addprevious(mark)
    mark.tail = None
    properties.remove(stand_in)
