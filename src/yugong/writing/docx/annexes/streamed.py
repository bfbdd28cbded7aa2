"""Annexes as the stream of a body takes them in: each once, whatever the template does.

Tests: tests/writing/docx/annexes/test_annexes.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yugong.ooxml.names import w
from yugong.ooxml.styles import Styles
from yugong.standard.annexes import Annex
from yugong.standard.package import Package
from yugong.writing.docx.annexes.body import LAST_PARAGRAPH, AnnexPieces
from yugong.writing.docx.annexes.look import title_look
from yugong.writing.docx.annexes.places import AnnexPlaces, find_places
from yugong.writing.docx.template.contents import Contents
from yugong.writing.docx.template.parts import Parts
from yugong.writing.docx.template.placeholders import (
    ANNEXES,
    HEADING,
    MARK_END,
    MARK_START,
    PAGE_BREAK,
    Placeholders,
)


class TemplateAnnexes:
    """The places of a compiled template where annexes go, marked, and the look of their titles."""

    def __init__(
        self,
        root: Any,
        paragraphs: Sequence[Any],
        styles: Styles,
        contents: Contents | None,
        placeholders: Placeholders,
    ) -> None:
        """Mark the places; the paragraph of the tag is taken out of the tree."""
        first, last = (contents.first, contents.last) if contents else (1, 9)
        custom = contents.custom if contents else {}
        body = root.find(w("body"))
        self._look = title_look(body, styles, first, last, custom)
        within = [paragraph for paragraph in paragraphs if paragraph.getparent() is body]
        self._places = find_places(
            body,
            within,
            [paragraph for paragraph in within if styles.level(paragraph, custom) is not None],
            lambda number: placeholders.mark(f"{MARK_START}{ANNEXES}{number}{MARK_END}"),
            lambda number: placeholders.mark(f"{MARK_START}{PAGE_BREAK}{number}{MARK_END}"),
        )

    def of(self, package: Package, parts: Parts) -> StreamedAnnexes | None:
        """Return the annexes of a package for a document with these parts; None for none."""
        chosen = self._places.chosen(package)
        if not chosen:
            return None
        numbering = parts.named("numbering")
        root = None if numbering is None else parts.root(numbering)
        return StreamedAnnexes(self._places, chosen, AnnexPieces(self._look, parts.styles, root))


class StreamedAnnexes:
    """The annexes of a package at the places of a template.

    A place in a loop is used once, in a condition perhaps never; annexes that have not been
    written at the end of the document are written there.
    """

    def __init__(
        self, places: AnnexPlaces, chosen: Mapping[int, Sequence[Annex]], pieces: AnnexPieces
    ) -> None:
        self._places = places.places
        self._waiting = {number: list(annexes) for number, annexes in chosen.items()}
        self._pieces = pieces
        self._written_at = -1

    def pieces(self, number: int) -> Iterator[str]:
        """Yield the annexes of a place, their titles marked as headings."""
        numbers = [number] if number < len(self._places) - 1 else sorted(self._waiting)
        for waiting in numbers:
            for annex in self._waiting.pop(waiting, ()):
                properties, run = self._pieces.title(annex)
                heading = f"{MARK_START}{HEADING}{self._pieces.level}{run}{MARK_END}"
                yield f"<w:p>{properties}{heading}</w:p>"
                yield from self._pieces.content(annex, self._places[number].room)
                self._written_at = number
        if number == len(self._places) - 1 and self._written_at == number:
            yield LAST_PARAGRAPH

    def add_to(self, members: dict[str, bytes], body: str) -> None:
        """Add to the members of the document what the annexes refer to."""
        self._pieces.add_to(members, body)

    def end_at(self, number: int) -> bool:
        """Return True if annexes have been written just before the paragraph of this place."""
        ended = self._written_at == number
        self._written_at = -1
        return ended
