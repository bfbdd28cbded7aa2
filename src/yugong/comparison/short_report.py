"""A comparison in a few tables of texts: the first changes of each part, for a terminal.

Tests: tests/cli/test_diff_commands.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yugong.budget.money import ZERO, shown_wan
from yugong.comparison.comparison import Comparison, SentenceChange, kind
from yugong.comparison.marks import Piece
from yugong.comparison.summary import counts, main_figures
from yugong.quick_dataclass import dataclass

_MOST_ROWS = 12
_MOST_TABLES = 13
_MOST_SENTENCES = 6
_UNITS = {"数字": "个", "表格": "行、格", "文字": "句", "项目": "个"}


@dataclass(frozen=True, slots=True)
class TextTable:
    """The first rows of a list as texts; ``more`` counts the changes that are left out."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class SentenceText:
    """A changed sentence: its nearest heading, the kind of change, its pieces."""

    section: str
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShortReport:
    """A comparison for a terminal; ``more_sentences`` counts those left out."""

    summary: TextTable
    tables: tuple[TextTable, ...]
    sentences: tuple[SentenceText, ...]
    more_sentences: int


def short_report(comparison: Comparison) -> ShortReport:
    """Return the first changes of each part in words; parts without changes are left out."""
    tables = (_figures(comparison), _projects(comparison), _tables(comparison))
    return ShortReport(
        _summary(comparison),
        tuple(table for table in tables if table.rows),
        tuple(_sentences(comparison)),
        max(0, len(comparison.sentences) - _MOST_SENTENCES),
    )


def _summary(comparison: Comparison) -> TextTable:
    rows = (
        (
            f"{count.part}（{_UNITS[count.part]}）",
            str(count.added),
            str(count.removed),
            str(count.changed),
        )
        for count in counts(comparison)
    )
    return TextTable("概要", ("", "新增", "减少", "修改"), tuple(rows))


def _figures(comparison: Comparison) -> TextTable:
    figures = (main_figures(comparison) or comparison.facts)[:_MOST_ROWS]
    rows = (
        (
            change.id + ("（上年）" if change.previous else ""),
            change.old_text or "—",
            change.new_text or "—",
            _signed(change.difference, change.unit),
            "—" if change.rate is None else f"{change.rate:+f}%",
        )
        for change in figures
    )
    heads = ("编号", "旧", "新", "增减", "幅度")
    return TextTable("主要数字", heads, tuple(rows), len(comparison.facts) - len(figures))


def _projects(comparison: Comparison) -> TextTable:
    changes = sorted(comparison.projects, key=lambda change: -abs(change.difference or ZERO))
    rows = []
    for change in changes[:_MOST_ROWS]:
        places = "、".join(dict.fromkeys(place.field for place in change.fields[:3]))
        more = f" 等 {len(change.fields)} 处" if len(change.fields) > 3 else ""
        moved = _signed(change.difference, "元") if change.difference else ""
        rows.append((kind(change.added), change.name, moved, places + more))
    heads = ("变化", "名称", "增减", "改动的栏目")
    return TextTable("项目和绩效表", heads, tuple(rows), len(changes) - len(rows))


def _tables(comparison: Comparison) -> TextTable:
    rows = []
    for table in comparison.tables[:_MOST_TABLES]:
        added = sum(row.added for row in table.rows)
        sizes = (added, len(table.rows) - added, len(table.cells), len(table.heads))
        rows.append((kind(table.added), table.title, *(str(size or "") for size in sizes)))
    heads = ("变化", "表", "新增行", "减少行", "改动格", "表头")
    return TextTable("表格", heads, tuple(rows), len(comparison.tables) - len(rows))


def _sentences(comparison: Comparison) -> Iterator[SentenceText]:
    for change in comparison.sentences[:_MOST_SENTENCES]:
        section = change.section[-1] if change.section else "封面"
        yield SentenceText(section, kind(change.added), _pieces(change))


def _pieces(change: SentenceChange) -> tuple[Piece, ...]:
    if change.old is None:
        return (("增", change.new or ""),)
    if change.new is None:
        return (("删", change.old),)
    return change.pieces


def _signed(value: Decimal, unit: str) -> str:
    if unit != "元":
        return f"{value:+,f}{unit}"
    rounded = shown_wan(value)
    return f"{rounded:+,f}万元" if rounded else f"{value:+,f}元"
