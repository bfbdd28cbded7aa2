"""PDF from other programs: how they rule tables, turn pages, name letters and lock files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.arcfour import Arcfour

from builders.published_specimens import codes, kinds_and_texts, page_text, pdf, ruled, stream
from yugong.findings import FindingsError
from yugong.published.model.blocks import Grid, Line, RawDocument
from yugong.published.pdf.pages import pages
from yugong.published.pdf.reading import read_pdf

WORDS = "".join(
    page_text(text, x, y)
    for text, x, y in (("item", 55, 685), ("sum", 155, 685), ("paper", 55, 665), ("1.00", 155, 665))
)
ROWS = (("item", "sum"), ("paper", "1.00"))
TABLE = ruled(50, 700, [100, 80], 2) + WORDS


def read(*contents: str, **more: object) -> RawDocument:
    return read_pdf(pdf(*contents, **more), "公开.pdf")  # type: ignore[arg-type]


def lines(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Line)]


def grids(document: RawDocument) -> list[tuple[tuple[str, ...], ...]]:
    return [block.rows for block in document.blocks if isinstance(block, Grid)]


def boxes(x: int, y: int, columns: Sequence[int], rows: int, thick: float) -> str:
    """A table ruled as word processors print it: a thin filled box for each side of each cell."""
    sides = []
    for row in range(rows):
        left, low = x, y - 20 * row - 20
        for width in columns:
            sides += [
                f"{left} {low + 20} {width} {thick} re f",
                f"{left} {low} {width} {thick} re f",
                f"{left} {low} {thick} 20 re f",
                f"{left + width} {low} {thick} 20 re f",
            ]
            left += width
    return "\n".join(sides) + "\n"


@pytest.mark.parametrize("thick", [0.48, 0.96, 1.5])
def test_rulings_printed_as_thin_boxes_make_the_same_table(thick: float) -> None:
    assert grids(read(boxes(50, 700, [100, 80], 2, thick) + WORDS)) == [ROWS]


def test_a_long_table_ruled_cell_by_cell_is_not_too_much() -> None:
    document = read(boxes(20, 780, [40] * 14, 36, 0.5) + page_text("1.00", 25, 765))
    (rows,) = grids(document)
    assert (len(rows), len(rows[0]), rows[0][0]) == (36, 14, "1.00")
    assert codes(document) == []


def test_a_slanting_stroke_in_the_head_parts_no_cell() -> None:
    assert grids(read(TABLE + "50 700 m 150 680 l S")) == [ROWS]


def test_rulings_a_hair_from_straight_count() -> None:
    frame = ruled(50, 700, [100, 80], 2).replace("50 680 m 230 680 l", "50 680 m 230 680.02 l")
    assert grids(read(frame + WORDS)) == [ROWS]


def test_shading_behind_words_of_a_cell_makes_no_table_of_its_own() -> None:
    shading = "1 1 0 rg 55 690 30 5 re f 55 683 30 7 re f 0 g\n"
    assert grids(read(shading + TABLE)) == [ROWS]


def test_shaded_and_white_cells_leave_the_table_as_it_is() -> None:
    shading = "0.9 g 50 680 100 20 re f 1 g 150 680 80 20 re f 0 g\n"
    assert grids(read(shading + TABLE)) == [ROWS]


def test_the_lines_of_a_wrapped_cell_stay_in_it() -> None:
    frame = ruled(50, 700, [100, 80], 2, height=40)
    words = (
        page_text("office", 55, 685) + page_text("supplies", 55, 670) + page_text("1.00", 155, 678)
    )
    assert grids(read(frame + words)) == [(("office\nsupplies", "1.00"), ("", ""))]


@pytest.mark.parametrize(
    ("page", "turn"),
    [
        ("/Rotate 90", "0 1 -1 0 600 0 cm"),
        ("/Rotate 180", "-1 0 0 -1 600 800 cm"),
        ("/Rotate 270", "0 -1 1 0 0 800 cm"),
        ("", "0 1 -1 0 600 0 cm"),
        ("", "-1 0 0 -1 600 800 cm"),
        ("", "0 -1 1 0 0 800 cm"),
    ],
)
def test_a_page_is_read_in_the_direction_of_its_text(page: str, turn: str) -> None:
    content = (
        page_text("Title", 50, 560) + f"q 1 0 0 1 0 -200 cm {TABLE} Q " + page_text("Note", 50, 400)
    )
    document = read(f"q {turn} {content} Q", page=page)
    assert lines(document) == ["Title", "Note"]
    assert grids(document) == [ROWS]


def test_a_page_that_does_not_begin_at_nought_is_read_alike() -> None:
    document = read(page_text("Title", 50, 760) + TABLE, page="/MediaBox [-20 -30 580 770]")
    assert (lines(document), grids(document)) == (["Title"], [ROWS])


def test_a_running_head_on_turned_pages_goes_too() -> None:
    turned = "q 0 1 -1 0 600 0 cm"
    page = (
        page_text("Some Bureau", 50, 580) + page_text("text", 50, 300) + page_text("- 1 -", 390, 12)
    )
    document = read(*[f"{turned} {page} Q"] * 3)
    assert lines(document) == ["text"] * 3
    assert kinds_and_texts(document.left_overs) == [("页眉页脚文字", "Some Bureau")]


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    bold = page_text("22.00", 50, 400) + page_text("22.00", 50, 400).replace("50 400", "50.4 400")
    assert lines(read(bold)) == ["22.00"]


def test_a_stamp_across_the_page_is_reported_and_stays_out_of_the_text() -> None:
    stamp = "BT /F1 60 Tf 0.7 0.7 -0.7 0.7 100 600 Tm (DRAFT) Tj ET\n"
    document = read(stamp + TABLE, stamp + page_text("text", 50, 400))
    assert (lines(document), grids(document)) == (["text"], [ROWS])
    assert kinds_and_texts(document.left_overs) == [("水印", "DRAFT")]


def font(encoding: str, ordering: str) -> list[str]:
    """A font of two bytes for a letter that carries no table of what its letters mean."""
    system = f"/CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 0 >>"
    return [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /{encoding} /DescendantFonts [6 0 R] >>",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song {system} /DW 1000 /FontDescriptor 7 0 R >>",
        "<< /Type /FontDescriptor /FontName /Song /Flags 4 /Ascent 859 /Descent -141 /FontBBox [0 0 1000 1000] >>",
    ]


def chinese(data: bytes, x: int = 50, y: int = 700) -> str:
    return f"BT /F2 12 Tf {x} {y} Td <{data.hex()}> Tj ET\n"


@pytest.mark.parametrize(
    ("encoding", "codec"), [("GBK-EUC-H", "gbk"), ("UniGB-UCS2-H", "utf-16-be")]
)
def test_chinese_in_a_font_that_is_not_carried_along_is_read(encoding: str, codec: str) -> None:
    more = {"extra": font(encoding, "GB1"), "fonts": "/F2 5 0 R"}
    document = read(chinese("部门预算".encode(codec)), **more)
    assert lines(document) == ["部门预算"]
    assert document.findings == ()


def test_letters_without_meaning_are_no_text_and_the_pages_are_reported_together() -> None:
    more = {"extra": font("Identity-H", "Identity"), "fonts": "/F2 5 0 R"}
    blind = chinese(b"\x00\x10\x00\x11\x00\x12\x00\x13") + page_text("1", 50, 30)
    document = read(page_text("text", 50, 400), blind, blind, **more)
    assert lines(document) == ["text"]
    told_of = [(f.code, f.place.page, f.actual, f.severity.value) for f in document.findings]
    assert told_of == [("R033", 2, "第 2—3 页，字体没有文字对照", "警告")]
    (alone,) = read(blind, **more).findings
    assert (alone.code, alone.severity.value) == ("R033", "错误")


def test_a_single_letter_without_meaning_is_marked_and_reported() -> None:
    more = {"extra": font("Identity-H", "Identity"), "fonts": "/F2 5 0 R"}
    document = read(chinese(b"\x00\x10") + page_text("text", 80, 700), **more)
    assert lines(document) == ["\ufffd text"]
    assert [(f.code, f.place.page) for f in document.findings] == [("R038", 1)]


def locked(text: str, right: bool) -> bytes:
    """A PDF that may be read but not changed; without the right key it may not even be read."""
    pad = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    owner, mark = b"\x41" * 32, b"\x41"
    secret = pad if right else b"secret".ljust(32, b"\0")
    key = hashlib.md5(secret + owner + (2**32 - 4).to_bytes(4, "little") + mark).digest()[:5]
    object_key = hashlib.md5(key + (6).to_bytes(3, "little") + b"\0\0").digest()[:10]
    check = Arcfour(key).process(pad)
    content = Arcfour(object_key).process(text.encode("latin-1")).decode("latin-1")
    guard = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{check.hex()}> >>"
    data = pdf("", extra=[guard], trailer="/Encrypt 5 0 R /ID [<41><41>]")
    plain = stream(b"").encode("latin-1")
    sealed = f"<< /Length {len(content)} >>\nstream\n{content}\nendstream".encode("latin-1")
    assert plain in data
    head, _, tail = data.partition(plain)
    # The table of places no longer fits, and the reader finds the objects itself.
    return head + sealed + tail.replace(b"startxref", b"startxref\n0\n%")


def test_a_file_that_may_only_be_read_is_read() -> None:
    assert lines(read_pdf(locked(page_text("text", 50, 400), right=True), "公开.pdf")) == ["text"]


def test_a_file_with_another_lock_than_is_known_is_refused_as_locked() -> None:
    data = pdf(
        page_text("x", 1, 1),
        extra=["<< /Filter /Vendor /V 9 >>"],
        trailer="/Encrypt 5 0 R /ID [<41><41>]",
    )
    for sealed in (data, locked("", right=False)):
        with pytest.raises(FindingsError) as caught:
            read_pdf(sealed, "公开.pdf")
        assert [finding.code for finding in caught.value.findings] == ["R031"]


def test_all_pages_together_have_their_time_too() -> None:
    slow = "0 0 m 1 1 l n\n" * 60_000
    document = read_pdf(pdf(page_text("text", 50, 400), *[slow] * 40), "公开.pdf", all_seconds=1.5)
    assert lines(document) == ["text"]
    assert codes(document) == ["R037"]


def test_a_page_of_endless_letters_is_left_out() -> None:
    document = read(page_text("text", 50, 400), page_text("x" * 50_000, 50, 400))
    assert lines(document) == ["text"]
    assert [(f.code, f.place.page) for f in document.findings] == [("R037", 2)]


WHOLE = pdf(
    page_text("Title", 50, 760) + TABLE,
    TABLE,
    extra=["<< /Author (clerk) >>"],
    trailer="/Info 5 0 R",
)


@settings(max_examples=60)
@given(st.integers(0, len(WHOLE)))
def test_a_file_cut_off_anywhere_is_read_or_refused(end: int) -> None:
    *_, last = pages(WHOLE[:end])
    assert last.keys() & {"error", "page", "pages"}


@settings(max_examples=80)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=6))
def test_a_file_spoilt_anywhere_is_read_or_refused(start: int, junk: bytes) -> None:
    *_, last = pages(WHOLE[:start] + junk + WHOLE[start + len(junk) :])
    assert last.keys() & {"error", "page", "pages"}
