"""Annexes of two editions: rows added, removed and changed, files replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from yugong.comparison.annexes import changed_annexes
from yugong.comparison.comparison import TableChange
from yugong.comparison.edition import Edition, StatedAnnex
from yugong.comparison.printed import ComparedText

HEAD = ("代码", "名称")
TABLE = StatedAnnex(
    "目录", "附件1：目录", "表格", "0" * 64, (), (HEAD, ("A", "甲"), ("A01", "乙"), ("A02", "丙"))
)
TEXT = StatedAnnex("办法", "附件2：办法", "文档", "1" * 64, (), (("第一条",), ("第二条",)))
PAGES = StatedAnnex("批复", "附件3：批复", "图页", "2" * 64, (), (("Approved",),))


def edition(*annexes: StatedAnnex, printed: ComparedText | None = None) -> Edition:
    return Edition(
        source="某县",
        standard="shanxi-2025",
        year=2026,
        department="某县档案馆",
        published_on=date(2026, 3, 2),
        facts={},
        tables=(),
        annexes=annexes,
        printed=printed,
    )


def changed(old: StatedAnnex, new: StatedAnnex) -> TableChange:
    (change,) = changed_annexes(edition(old), edition(new))
    return change


def with_rows(*rows: tuple[str, ...]) -> StatedAnnex:
    return replace(TABLE, rows=(HEAD, *rows), sha256="9" * 64)


def test_equal_annexes_do_not_differ() -> None:
    assert changed_annexes(edition(TABLE, TEXT), edition(TABLE, TEXT)) == ()
    assert changed_annexes(edition(), edition()) == ()


def test_a_row_more_and_a_row_less_are_named_with_their_cells() -> None:
    change = changed(TABLE, with_rows(("A", "甲"), ("A02", "丙"), ("B", "丁")))

    assert [(row.key, row.label, row.added) for row in change.rows] == [
        ("第2行", "A01 乙", False),
        ("第3行", "B 丁", True),
    ]
    assert change.rows[0].cells == (("代码", "A01", None), ("名称", "乙", None))
    assert change.cells == ()


def test_a_changed_cell_is_named_by_its_head() -> None:
    change = changed(TABLE, with_rows(("A", "甲"), ("A01", "新名"), ("A02", "丙")))

    (cell,) = change.cells
    assert (cell.key, cell.column, cell.old, cell.new) == ("第2行", "名称", "乙", "新名")
    assert change.rows == ()
    assert cell.difference is None


def test_an_annex_on_one_side_is_added_or_removed_with_its_rows() -> None:
    (added,) = changed_annexes(edition(), edition(TABLE))
    (removed,) = changed_annexes(edition(TABLE), edition())

    assert (added.added, len(added.rows)) == (True, 3)
    assert (removed.added, len(removed.rows)) == (False, 3)


def test_a_new_number_or_head_is_a_change_of_the_head() -> None:
    renumbered = replace(TABLE, title="附件2：目录", rows=(("编号", "名称"), *TABLE.rows[1:]))

    change = changed(TABLE, renumbered)

    assert [(head.what, head.old, head.new) for head in change.heads] == [
        ("标题", "附件1：目录", "附件2：目录"),
        ("表头", "代码、名称", "编号、名称"),
    ]


def test_another_file_of_the_same_text_is_named_by_its_digest() -> None:
    change = changed(PAGES, replace(PAGES, sha256="3" * 64))

    assert [(head.what, head.old) for head in change.heads] == [("文件", "2" * 12)]


def test_the_text_of_a_word_annex_is_compared_once() -> None:
    other = replace(TEXT, rows=(("第一条",), ("另一条",)), sha256="4" * 64)
    printed = ComparedText((), (), {}, frozenset())

    (without,) = changed_annexes(edition(TEXT), edition(other))
    (with_words,) = changed_annexes(edition(TEXT, printed=printed), edition(other, printed=printed))

    assert len(without.rows) + len(without.cells) > 0
    assert (with_words.rows, with_words.cells) == ((), ())
    assert [head.what for head in with_words.heads] == ["文件"]


def test_a_change_of_kind_is_no_comparison_of_rows() -> None:
    change = changed(TABLE, replace(TEXT, name="目录", title="附件1：目录"))

    assert [head.what for head in change.heads][:1] == ["种类"]
    assert change.rows == ()
