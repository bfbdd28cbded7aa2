"""Rows of texts compared with the rows that are expected.

Tests: tests/writing/docx/after/test_ordinary_edits.py.
"""

from __future__ import annotations

from yugong.writing.column_match import columns_in_order
from yugong.writing.docx.after.word_rows import Rows


def without_other_cells(rows: Rows, expected: Rows) -> Rows:
    """Return the rows without cells beside the table's columns, which keep their order.

    Of several ways to choose the columns, the one with most equal cells is taken.
    """
    count = len(expected[0]) if expected else 0
    width = max(map(len, rows), default=0)
    if width <= count or any(len(row) < count for row in rows):
        return rows
    pairs = list(zip(rows, expected, strict=False))
    scores = [
        [sum(_at(row, place) == right[column] for row, right in pairs) for place in range(width)]
        for column in range(count)
    ]
    places = columns_in_order(scores)
    return [[_at(row, place) for place in places] for row in rows]


def _at(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def subsequence(rows: Rows, expected: Rows) -> list[int] | None:
    """Return which expected rows these are, in their order; None if they are others."""
    indices: list[int] = []
    following = iter(range(len(expected)))
    for row in rows:
        index = next((i for i in following if expected[i] == row), None)
        if index is None:
            return None
        indices.append(index)
    return indices


def position_of(rows: Rows, expected: Rows, first: int) -> int | None:
    """Return where these rows follow one another, from ``first`` on; None if nowhere."""
    for start in range(first, len(rows) - len(expected) + 1):
        if rows[start : start + len(expected)] == expected:
            return start
    return None


def similarity(rows: Rows, expected: Rows) -> int:
    """Return how many different texts of a table are in these rows."""
    texts = {text for row in rows for text in row if text}
    return len(texts & {text for row in expected for text in row if text})


def first_body_row(rows: Rows, expected: Rows) -> int:
    """Return the first row of the body: after however many head rows the template has."""
    last = len(rows) - len(expected)
    if last <= 0 or not expected:
        return 0
    starts = [start for start in range(last + 1) if rows[start] == expected[0]]
    return starts[0] if starts else _most_alike(rows, expected, last)


def _most_alike(rows: Rows, expected: Rows, last: int) -> int:
    def alike(start: int) -> int:
        pairs = zip(rows[start : start + len(expected)], expected, strict=True)
        return sum(row == right for row, right in pairs)

    return max(range(last + 1), key=alike)
