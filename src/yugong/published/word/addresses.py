"""The paragraphs of a Word file's XML by the paths of places, for those who write comments.

Tests: tests/writing/review/test_annotated.py.
"""

from __future__ import annotations

from typing import Any

from yugong.ooxml.names import TEXT_BOX, P
from yugong.published.word.reading import read_docx


class ParagraphNumbers:
    """The paragraphs of the main part by the paths of places, counted from 0 in XML order.

    Raises :class:`FindingsError` (R030, R031) for a file that cannot be read.
    """

    def __init__(self, data: bytes, file: str) -> None:
        places: list[tuple[str, Any]] = []
        read_docx(data, file, lambda path, element: places.append((path, element)))
        numbers = _numbered(places)
        self._numbers: dict[str, int] = {}
        for path, element in places:
            number = numbers.get(_paragraph(element))
            if number is not None:
                self._numbers.setdefault(path, number)

    def number_at(self, path: str) -> int | None:
        """Return the paragraph at a path, else the first inside it, else the nearest around it.

        The place of a table gives its first cell, that of a text box the paragraph that holds it.
        """
        if not path:
            return None
        if path in self._numbers:
            return self._numbers[path]
        inside = next(
            (number for known, number in self._numbers.items() if known.startswith(path)), None
        )
        if inside is not None:
            return inside
        around = (known for known in self._numbers if path.startswith(known))
        return self._numbers.get(max(around, key=len, default=""))


def _numbered(places: list[tuple[str, Any]]) -> dict[Any, int]:
    """Return every paragraph of the main part with its number."""
    if not places:
        return {}
    root = places[0][1].getroottree().getroot()
    return {element: number for number, element in enumerate(root.iter(P))}


def _paragraph(element: Any) -> Any:
    """Return the paragraph of a cell; for anything in a text box the one that holds the box."""
    paragraph = next(element.iter(P), None)
    for box in element.iterancestors(TEXT_BOX):
        paragraph = next(box.iterancestors(P), None)
    return paragraph
