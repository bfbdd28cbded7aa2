"""Reading a PDF: ruled tables, lines, and clear findings on unreadable parts."""

from __future__ import annotations

import pytest

from builders.published_specimens import codes, kinds_and_texts, page_text, pdf, ruled, stream
from yugong.findings import FindingsError
from yugong.published.model.blocks import Grid, Line, RawDocument
from yugong.published.pdf.reading import read_pdf

TABLE = ruled(50, 700, [100, 80], 2) + "".join(
    page_text(text, x, y)
    for text, x, y in (("item", 55, 685), ("sum", 155, 685), ("paper", 55, 665), ("1.00", 155, 665))
)


def read(*contents: str, **more: object) -> RawDocument:
    return read_pdf(pdf(*contents, **more), "公开.pdf")  # type: ignore[arg-type]


def lines(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Line)]


def test_a_ruled_table_is_a_grid_between_the_lines_around_it() -> None:
    document = read(page_text("Title", 50, 760) + TABLE + page_text("Note", 50, 640))
    first, grid, last = document.blocks
    assert isinstance(first, Line)
    assert isinstance(last, Line)
    assert isinstance(grid, Grid)
    assert (first.text, last.text) == ("Title", "Note")
    assert grid.rows == (("item", "sum"), ("paper", "1.00"))
    assert str(grid.place_of(1, 1)) == ("公开.pdf，第 1 页，第 1 张表（上方“Title”）第 2 行第 2 列")


def test_a_cell_over_two_columns_is_a_merged_area() -> None:
    below = ruled(50, 700, [100, 80], 1).replace("150 700 m", "150 680 m")
    document = read(
        below + ruled(50, 680, [100, 80], 1) + page_text("head", 55, 685) + page_text("1", 155, 665)
    )
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.rows == (("head", ""), ("", "1"))
    assert grid.merged == ((0, 0, 0, 1),)


def test_lines_stay_as_they_are_broken_and_distant_words_are_separated() -> None:
    document = read(
        page_text("one two", 50, 700)
        + page_text("three", 50, 680)
        + page_text("left", 50, 660)
        + page_text("right", 400, 660)
    )
    assert lines(document) == ["one two", "three", "left right"]


def test_a_frame_around_text_is_no_table() -> None:
    document = read(ruled(50, 700, [200], 1) + page_text("framed", 55, 685))
    assert lines(document) == ["framed"]


def test_page_numbers_and_running_heads_go_but_titles_of_forms_stay() -> None:
    head = page_text("Some Bureau", 50, 780)
    pages = [
        head + page_text(f"text {page}", 50, 600) + page_text(f"- {page} -", 300, 30)
        for page in (1, 2, 3)
    ]
    forms = [
        page_text("Form", 50, 765) + head + TABLE + page_text(f"- {page} -", 300, 30)
        for page in (4, 5, 6)
    ]
    document = read(*pages, *forms)
    assert lines(document) == ["text 1", "text 2", "text 3", "Form", "Form", "Form"]
    assert kinds_and_texts(document.left_overs) == [("页眉页脚文字", "Some Bureau")]


def test_a_number_alone_in_the_middle_of_a_page_is_no_page_number() -> None:
    assert lines(read(page_text("2026", 50, 400))) == ["2026"]


def test_pages_without_text_are_reported_once_for_each_run_of_them() -> None:
    picture = "q 500 0 0 700 50 50 cm /Im1 Do Q"
    document = read(
        page_text("text", 50, 400),
        picture,
        picture,
        page_text("text", 50, 400),
        picture,
        picture=True,
    )
    told_of = [(f.code, f.place.page, f.actual, f.severity.value) for f in document.findings]
    assert told_of == [("R033", 2, "第 2—3 页", "警告"), ("R033", 5, "", "警告")]


def test_a_scan_throughout_is_an_error_and_so_are_blank_pages() -> None:
    scan = read("q 500 0 0 700 50 50 cm /Im1 Do Q", picture=True)
    assert [(f.code, f.severity.value) for f in scan.findings] == [("R033", "错误")]
    assert [(f.code, f.severity.value) for f in read("").findings] == [("R033", "错误")]


def test_the_author_is_reported() -> None:
    document = read(
        page_text("text", 50, 400), extra=["<< /Author (clerk) >>"], trailer="/Info 5 0 R"
    )
    assert kinds_and_texts(document.left_overs) == [("个人属性", "作者：clerk")]


def test_notes_stuck_to_a_page_are_reported_and_links_are_not() -> None:
    notes = " ".join(
        f"<< /Type /Annot /Subtype /{kind} /Rect [0 0 9 9] /Contents ({text}) >>"
        for kind, text in (("Text", "check this"), ("Link", "page 2"))
    )
    document = read(page_text("text", 50, 400), page=f"/Annots [{notes}]")
    assert kinds_and_texts(document.left_overs) == [("批注", "check this")]


def test_a_finding_about_a_page_names_it_in_words_and_in_json() -> None:
    (finding,) = read("q 9 0 0 9 0 0 cm /Im1 Do Q", picture=True).findings
    assert str(finding.place) == "公开.pdf，第 1 页"
    assert finding.as_json()["位置"] == {"文件": "公开.pdf", "页": 1}


def test_a_pdf_with_a_password_is_refused() -> None:
    guard = "<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
    data = pdf(page_text("x", 1, 1), extra=[guard], trailer="/Encrypt 5 0 R /ID [<41><41>]")
    with pytest.raises(FindingsError) as caught:
        read_pdf(data, "公开.pdf")
    assert [finding.code for finding in caught.value.findings] == ["R031"]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\n", b"%PDF-1.7\n" + b"\xff" * 5000], ids=["bare", "junk"]
)
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(FindingsError) as caught:
        read_pdf(data, "公开.pdf")
    assert [finding.code for finding in caught.value.findings] == ["R030"]


def test_a_page_that_takes_too_long_ends_the_reading_and_the_pages_before_are_kept() -> None:
    # Each form draws the next one twice: forty of them would be drawn for years.
    forms = [
        stream(
            b"/Fm1 Do /Fm1 Do",
            f"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /Fm1 {index} 0 R >> >>",
        )
        for index in range(6, 46)
    ]
    data = pdf(page_text("text", 50, 400), "/Fm1 Do", extra=forms)
    document = read_pdf(data, "公开.pdf", page_seconds=2)
    assert lines(document) == ["text"]
    assert [(f.code, f.place.page) for f in document.findings] == [("R037", 2)]


def test_a_page_full_of_rulings_is_read_without_its_tables() -> None:
    positions = [4 * number for number in range(150)]
    rulings = "".join(f"{x} 0 m {x} 600 l S 0 {x} m 600 {x} l S\n" for x in positions)
    document = read(page_text("text", 50, 700) + rulings)
    assert lines(document) == ["text"]
    assert codes(document) == ["R037"]
