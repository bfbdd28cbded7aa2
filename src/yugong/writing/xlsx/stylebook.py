"""The styles of a template and the few variants that writing adds.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from yugong.writing.xlsx.model import CellStyle


class StyleBook:
    """Styles by number; a variant gets a number of its own, once."""

    def __init__(self, styles: Sequence[CellStyle]) -> None:
        self._styles = list(styles)
        self._variants: dict[tuple[int, str, object], int] = {}

    def __getitem__(self, index: int) -> CellStyle:
        return self._styles[index]

    def __len__(self) -> int:
        return len(self._styles)

    def added(self, style: CellStyle) -> int:
        """Add a style of the program's own; return its number."""
        self._styles.append(style)
        return len(self._styles) - 1

    def with_property(self, index: int, name: str, value: str | float | bool) -> int:
        """The style with one property set."""
        key = (index, name, value)
        variant = self._variants.get(key)
        if variant is None:
            variant = self._variants[key] = len(self._styles)
            self._styles.append({**self._styles[index], name: value})
        return variant

    def with_default_format(self, index: int, number_format: str) -> int:
        """The style with a number format, unless the template gave it one."""
        present = self._styles[index].get("num_format")
        if present and present != "@":
            return index
        return self.with_property(index, "num_format", number_format)
