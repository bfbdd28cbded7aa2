"""Compare the annexes of two editions: matched by name, their rows aligned, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from yugong.comparison.alignment import aligned
from yugong.comparison.comparison import CellChange, HeadChange, RowChange, TableChange
from yugong.comparison.edition import Edition, StatedAnnex
from yugong.comparison.stated import merged

_LIKE = 0.5
"""The share of equal cells from which two rows are the same row, changed."""
_LABEL_CELLS, _LABEL_LENGTH = 2, 40
_TEXT_HEAD = "内容"
_DIGEST = 12

_Row = tuple[str, ...]


def changed_annexes(old: Edition, new: Edition) -> tuple[TableChange, ...]:
    """Return the annexes that differ or are on one side only, in the new order.

    The text of a Word annex is compared with the other sentences where both sides have a Word
    file, and only its file is compared here.
    """
    here = {annex.name: annex for annex in old.annexes}
    there = {annex.name: annex for annex in new.annexes}
    with_text = old.printed is None or new.printed is None
    changes = []
    for name in merged(list(here), list(there)):
        before, after = here.get(name), there.get(name)
        if before is None or after is None:
            changes.append(_only(before, after))
        elif before != after:
            changes.append(_changed(before, after, with_text=with_text))
    return tuple(changes)


def _only(old: StatedAnnex | None, new: StatedAnnex | None) -> TableChange:
    annex = new or old
    if annex is None:
        raise ValueError("an annex of neither side")
    added = old is None
    rows = tuple(
        _row(annex, number, row, added=added) for number, row in enumerate(_body(annex), 1)
    )
    return TableChange(annex.name, annex.title, added, (), rows, ())


def _changed(old: StatedAnnex, new: StatedAnnex, *, with_text: bool) -> TableChange:
    heads = [
        HeadChange(what, before, after)
        for what, before, after in (
            ("标题", old.title, new.title),
            ("种类", old.kind, new.kind),
            ("表上的文字", "\n".join(old.above), "\n".join(new.above)),
            ("表头", "、".join(_heads(old)), "、".join(_heads(new))),
        )
        if before != after
    ]
    rows: list[RowChange] = []
    cells: list[CellChange] = []
    if old.kind == new.kind and (with_text or old.kind != "文档"):
        before, after = _body(old), _body(new)
        for here, there in aligned(before, after, _likeness, _LIKE):
            if here is None and there is not None:
                rows.append(_row(new, there + 1, after[there], added=True))
            elif there is None and here is not None:
                rows.append(_row(old, here + 1, before[here], added=False))
            elif here is not None and there is not None and before[here] != after[there]:
                cells += _cells(new, there + 1, before[here], after[there])
    if not (heads or rows or cells):
        heads.append(HeadChange("文件", old.sha256[:_DIGEST], new.sha256[:_DIGEST]))
    return TableChange(new.name, new.title, None, tuple(heads), tuple(rows), tuple(cells))


def _heads(annex: StatedAnnex) -> _Row:
    return annex.rows[0] if annex.is_table and annex.rows else (_TEXT_HEAD,)


def _body(annex: StatedAnnex) -> Sequence[_Row]:
    return annex.rows[1:] if annex.is_table else annex.rows


def _head(annex: StatedAnnex, column: int) -> str:
    heads = _heads(annex)
    return heads[column] if column < len(heads) and heads[column] else f"第 {column + 1} 列"


def _row(annex: StatedAnnex, number: int, row: _Row, *, added: bool) -> RowChange:
    cells = tuple((_head(annex, column), text, None) for column, text in enumerate(row) if text)
    return RowChange(f"第{number}行", _label(row), added, cells)


def _cells(annex: StatedAnnex, number: int, old: _Row, new: _Row) -> list[CellChange]:
    width = max(len(old), len(new))
    before, after = (*old, *[""] * (width - len(old))), (*new, *[""] * (width - len(new)))
    return [
        CellChange(f"第{number}行", _label(new), _head(annex, column), here, there, None, None)
        for column, (here, there) in enumerate(zip(before, after, strict=True))
        if here != there
    ]


def _label(row: _Row) -> str:
    text = " ".join([text for text in row if text][:_LABEL_CELLS])
    return text if len(text) <= _LABEL_LENGTH else text[:_LABEL_LENGTH] + "…"


def _likeness(old: str | _Row, new: str | _Row) -> float:
    """Return the share of equal cells among those that are not blank on both sides."""
    pairs = [(a, b) for a, b in zip(old, new, strict=False) if a or b]
    if not pairs or len(old) != len(new):
        return 0.0
    return sum(a == b for a, b in pairs) / len(pairs)
