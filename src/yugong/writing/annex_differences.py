"""Differences between annexes as published and as read back, as findings (D001).

Tests: tests/writing/test_annex_readback.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from yugong.findings import Finding, Kind, Place
from yugong.standard.annexes import Annex

_MOST = 20
"""The most differences of one annex that are reported; the others are counted."""
_SHOWN = 60


class AnnexDifferences:
    """Gathers the differences of one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.findings: list[Finding] = []

    def add(self, path: str, actual: str, expected: str) -> None:
        """Add one difference."""
        place = Place(file=self._file, path=path)
        self.findings.append(
            Finding(Kind.READ_BACK_DIFFERS, place, actual=actual, expected=expected)
        )

    def compare_rows(self, annex: Annex, rows: Sequence[Sequence[str]]) -> None:
        """Compare the rows of a table cell by cell; further blank cells of a row do not count."""
        expected = annex.content.rows
        if len(rows) != len(expected):
            self.add(annex.title, f"{len(rows)} 行", f"{len(expected)} 行")
        differing = [
            (number, column, row[column] if column < len(row) else "", text)
            for number, (row, texts) in enumerate(zip(rows, expected, strict=False), 1)
            for column, text in enumerate(texts)
            if (row[column] if column < len(row) else "") != text
        ]
        differing += [
            (number, len(texts), "".join(row[len(texts) :]), "")
            for number, (row, texts) in enumerate(zip(rows, expected, strict=False), 1)
            if any(row[len(texts) :])
        ]
        for number, column, actual, text in differing[:_MOST]:
            path = f"{annex.title}第 {number} 行第 {column + 1} 格"
            self.add(path, actual[:_SHOWN] or "（空）", text[:_SHOWN] or "（空）")
        if len(differing) > _MOST:
            self.add(annex.title, f"另有 {len(differing) - _MOST} 处不同", "逐格相同")

    def compare_text(self, annex: Annex, actual: str, expected: str) -> None:
        """Compare running texts, blanks aside; the difference is shown where it begins."""
        here, there = "".join(actual.split()), "".join(expected.split())
        if here == there:
            return
        at_sign = next(
            (i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b),
            min(len(here), len(there)),
        )
        start = max(0, at_sign - 10)
        end = at_sign + _SHOWN
        self.add(annex.title, here[start:end] or "（空）", there[start:end] or "（空）")

    def compare_count(self, annex: Annex, actual: int) -> None:
        """Compare the number of pictures with that of the pages."""
        if actual != len(annex.content.pages):
            self.add(annex.title, f"{actual} 页", f"{len(annex.content.pages)} 页")
