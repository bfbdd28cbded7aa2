"""The grid of a Word table: columns of cells, merges, rows left out."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from yugong.ooxml.names import W
from yugong.ooxml.table_grid import TableGrid, column_texts, grid_columns, grid_rows


def table(*rows: str) -> Any:
    inner = "".join(rows)
    return etree.fromstring(f'<w:tbl xmlns:w="{W}"><w:tblPr/>{inner}</w:tbl>')


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def wide(count: object) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


_FIRST, _BELOW = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def text_of(element: Any) -> str:
    return "".join(element.itertext())


def collected(element: Any) -> tuple[tuple[tuple[str, ...], ...], tuple[Any, ...], list[str]]:
    grid, unprinted = TableGrid(), []
    for grid_row in grid_rows(element):
        grid.add_row(grid_row)
        unprinted += [grid.add_cell(part, text_of(part.element)) for part in grid_row.cells()]
    rows, areas = grid.finished()
    return rows, areas, [text for text in unprinted if text]


def test_merged_cells_have_areas_and_print_their_first_text() -> None:
    element = table(
        row(cell("项目", _FIRST), cell("金额", wide(2))),
        row(cell("被盖住", _BELOW), cell("本年"), cell("上年")),
        row(cell("合计"), cell("1"), cell("2")),
    )

    rows, areas, unprinted = collected(element)

    assert rows == (("项目", "金额", ""), ("", "本年", "上年"), ("合计", "1", "2"))
    assert areas == ((0, 0, 1, 0), (0, 1, 0, 2))
    assert unprinted == ["被盖住"]
    assert list(column_texts(element)) == [
        ("项目", "金额", ""),
        ("项目", "本年", "上年"),
        ("合计", "1", "2"),
    ]


def test_a_cell_below_one_of_another_width_begins_anew() -> None:
    element = table(row(cell("甲", _FIRST), cell("乙")), row(cell("丙", _BELOW + wide(2))))

    rows, areas, unprinted = collected(element)

    assert rows == (("甲", "乙"), ("丙", ""))
    assert areas == ((1, 0, 1, 1),)
    assert unprinted == []


def test_the_older_merge_across_widens_the_cell_on_its_left() -> None:
    element = table(
        row(cell("甲", '<w:hMerge w:val="restart"/>'), cell("乙", "<w:hMerge/>"), cell("丙"))
    )

    rows, areas, unprinted = collected(element)

    assert rows == (("甲", "", "丙"),)
    assert areas == ((0, 0, 0, 1),)
    assert unprinted == ["乙"]


def test_a_row_may_leave_out_columns_before_and_after_its_cells() -> None:
    around = '<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'
    element = table(row(cell("甲"), cell("乙"), cell("丙")), row(cell("中"), properties=around))

    rows, _, _ = collected(element)

    assert rows == (("甲", "乙", "丙"), ("", "中", ""))
    assert list(column_texts(element)) == [("甲", "乙", "丙"), ("", "中")]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:ins>", "</w:ins>"),
        ("<w:moveTo>", "</w:moveTo>"),
        ("<w:customXml>", "</w:customXml>"),
        ("<w:smartTag>", "</w:smartTag>"),
    ],
)
def test_rows_and_cells_in_enclosing_elements_belong_to_the_table(
    opening: str, closing: str
) -> None:
    enclosed = row(cell("甲"), f"{opening}{cell('乙')}{closing}")
    element = table(f"{opening}{enclosed}{closing}", row(cell("丙"), cell("丁")))

    assert collected(element)[0] == (("甲", "乙"), ("丙", "丁"))
    assert list(column_texts(element)) == [("甲", "乙"), ("丙", "丁")]


def test_an_inner_table_is_no_row_of_the_outer_one() -> None:
    inner = f"<w:tbl>{row(cell('里', wide(3)), cell('面'))}</w:tbl>"
    outer = f"<w:tc><w:p/>{inner}<w:p/></w:tc>"
    element = table(row(outer, cell("外")))

    assert [[part.column for part in grid_row.cells()] for grid_row in grid_rows(element)] == [
        [0, 1]
    ]
    assert list(column_texts(element)) == [("里\n面", "外")]


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "²"])
def test_a_senseless_width_is_one_column(span: str) -> None:
    assert list(column_texts(table(row(cell("甲", wide(span)), cell("乙"))))) == [("甲", "乙")]


def test_the_widest_table_has_a_thousand_columns() -> None:
    element = table(row(cell("甲", wide(999_999_999)), cell("乙", wide(500))))
    rows, _, _ = collected(element)

    assert len(rows[0]) == 1_001
    assert rows[0][1_000] == "乙"


@pytest.mark.parametrize(
    ("properties", "state"),
    [
        ("", (False, False, False)),
        ("<w:del/>", (True, False, False)),
        ("<w:hidden/>", (False, True, False)),
        ('<w:hidden w:val="0"/>', (False, False, False)),
        ("<w:tblHeader/>", (False, False, True)),
        ('<w:tblHeader w:val="false"/>', (False, False, False)),
    ],
)
def test_a_row_may_be_deleted_hidden_or_a_head(
    properties: str, state: tuple[bool, bool, bool]
) -> None:
    [first] = grid_rows(table(row(cell("甲"), properties=properties)))

    assert (first.is_deleted, first.is_hidden, first.is_head) == state


def test_the_declared_grid_counts_its_columns() -> None:
    assert grid_columns(table("<w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>")) == 2
    assert grid_columns(table()) == 0
