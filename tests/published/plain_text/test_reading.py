"""Published packages kept as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yugong.findings import FindingsError, Severity
from yugong.published.model.blocks import Grid, Line, RawDocument
from yugong.published.plain_text.reading import read_text


def read(text: str, encoding: str = "utf-8") -> RawDocument:
    return read_text(text.encode(encoding), "公开.txt")


def kinds(document: RawDocument) -> list[object]:
    return [block.text if isinstance(block, Line) else block.rows for block in document.blocks]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_usual_encoding_reads_the_same(encoding: str) -> None:
    assert kinds(read("部门预算 2026\r\n𠮷林省某局\r\n", encoding)) == [
        "部门预算 2026",
        "𠮷林省某局",
    ]


def test_every_line_knows_its_number_and_blank_ones_are_counted() -> None:
    places = [str(block.place) for block in read("一\n\n二\r三").blocks]
    assert [place.split("，")[1] for place in places] == [
        "第 1 行第 1 列",
        "第 3 行第 1 列",
        "第 4 行第 1 列",
    ]


def test_lines_with_as_many_tabs_are_a_table() -> None:
    document = read("表1\n项目\t金额\n办公费\t1.00\n合计\t1.00\t\n注：无")
    assert kinds(document) == [
        "表1",
        (("项目", "金额"), ("办公费", "1.00"), ("合计", "1.00")),
        "注：无",
    ]
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert grid.place_of(1, 1).line == 3


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\tc\nd\te", (("a", "b", "c"), ("d", "e", ""))),
        ("a\tb\tc\nd\t\t", (("a", "b", "c"), ("d", "", ""))),
        ("\t一\n二\t三", (("", "一"), ("二", "三"))),
    ],
    ids=["one cell short", "blank cells at the end", "blank cell first"],
)
def test_short_rows_of_a_table_are_filled_up(text: str, rows: object) -> None:
    assert kinds(read(text)) == [rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("部门名称\t单位：万元\n表", ["部门名称\t单位：万元", "表"]),
        ("a\tb\nc\td\te\tf\ng", ["a\tb", "c\td\te\tf", "g"]),
        ("收入 1.00\n支出 1.00", ["收入 1.00", "支出 1.00"]),
    ],
    ids=["one line", "far other width", "blanks"],
)
def test_what_is_no_table_stays_lines(text: str, expected: list[str]) -> None:
    assert kinds(read(text)) == expected


def test_a_form_feed_begins_a_page_and_ends_a_table() -> None:
    document = read("a\tb\nc\td\n\fe\tf\ng\th\f末")
    assert [block.place.page for block in document.blocks] == [1, 2, 3]
    assert [isinstance(block, Grid) for block in document.blocks] == [True, True, False]


def test_a_left_over_bookmark_mark_is_reported() -> None:
    (left,) = read("一、职责[bookmark: _Toc1]").left_overs
    assert (left.kind.value, left.text) == ("书签", "[bookmark: _Toc1]")


@pytest.mark.parametrize(
    "data", [b"", b" \r\n ", b"\x89PNG\r\n\x1a\n\x00\x00", b"\x01\x02\x03", b"\xff\xff\xff\xff"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(FindingsError) as caught:
        read_text(data, "公开.txt")
    assert [finding.code for finding in caught.value.findings] == ["R030"]


@settings(max_examples=150)
@given(st.text(st.sampled_from("收支1.\t\n \f"), max_size=60))
def test_no_sign_of_a_text_is_lost(text: str) -> None:
    def signs(given: str) -> str:
        return "".join(given.split())

    try:
        document = read(text)
    except FindingsError:
        assert not text.strip()
        return
    text_read = ""
    for block in document.blocks:
        text_read += block.text if isinstance(block, Line) else "".join(map("".join, block.rows))
        if isinstance(block, Grid):
            assert len({len(row) for row in block.rows}) == 1
    assert signs(text_read) == signs(text)


def test_a_table_beyond_all_cells_is_left_out_with_a_warning_and_the_rest_is_read() -> None:
    row = "\t".join(["1"] * 1_000)
    document = read("\n".join(["前文", *[row] * 1_001, "后文"]))
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["前文", "后文"]
    assert [(finding.code, finding.severity) for finding in document.findings] == [
        ("R037", Severity.WARNING)
    ]
