"""Which paragraph of a Word file's XML stands at a place, for whoever writes beside the text."""

from __future__ import annotations

from typing import Any

from yugong.published.word.reading import read_docx
from yugong.published.word.styles import W
from yugong.published.word.text import BOX

_P = f"{W}p"


class ParagraphNumbers:
    """The paragraphs of the main part by the paths of places, counted from 0 in XML order."""

    def __init__(self, data: bytes, file: str) -> None:
        """Read the file; raises :class:`FindingsError` (R030, R031) where it may not be read."""
        met: list[tuple[str, Any]] = []
        read_docx(data, file, lambda path, element: met.append((path, element)))
        numbers = _numbered(met)
        self._numbers: dict[str, int] = {}
        for path, element in met:
            number = numbers.get(_paragraph(element))
            if number is not None:
                self._numbers.setdefault(path, number)

    def at(self, path: str) -> int | None:
        """The paragraph at a path, else the first inside it, else the nearest around it.

        So the place of a table gives its first cell, and a box the paragraph it hangs on.
        """
        if not path:
            return None
        if path in self._numbers:
            return self._numbers[path]
        inside = next((at for known, at in self._numbers.items() if known.startswith(path)), None)
        if inside is not None:
            return inside
        around = (known for known in self._numbers if path.startswith(known))
        return self._numbers.get(max(around, key=len, default=""))


def _numbered(met: list[tuple[str, Any]]) -> dict[Any, int]:
    """Every paragraph of the main part with its number."""
    if not met:
        return {}
    root = met[0][1].getroottree().getroot()
    return {element: at for at, element in enumerate(root.iter(_P))}


def _paragraph(element: Any) -> Any:
    """The paragraph of a cell; of anything in a text box the one that holds the box."""
    paragraph = next(element.iter(_P), None)
    for box in element.iterancestors(BOX):
        paragraph = next(box.iterancestors(_P), None)
    return paragraph
