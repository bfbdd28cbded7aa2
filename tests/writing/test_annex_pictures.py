"""The pages of a PDF become pictures: the same bytes each time, sharp, and of limited size."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from builders.annex_specimens import approval, pdf_annex
from builders.published_specimens import page_text, pdf
from yugong.writing.annex_pictures import page_in_words, page_pictures


def test_each_page_is_a_grey_picture_of_its_size() -> None:
    first, second = page_pictures(approval())

    assert (first.width, first.height) == (600, 800)
    assert first.pixels == (1250, 1667)
    image = Image.open(BytesIO(first.data))
    assert (image.format, image.mode, image.size) == ("PNG", "L", first.pixels)
    assert first.data != second.data


def test_the_same_file_gives_the_same_bytes() -> None:
    data = approval()
    once = page_pictures(data)
    page_pictures.cache_clear()

    assert page_pictures(data) == once


def test_a_coloured_page_keeps_its_colours() -> None:
    (page,) = page_pictures(pdf("1 0 0 rg 100 100 200 200 re f\n"))

    assert Image.open(BytesIO(page.data)).mode == "RGB"


def test_a_long_page_has_no_more_pixels_than_the_limit() -> None:
    (page,) = page_pictures(pdf("", page="/CropBox [0 0 600 800] /UserUnit 1"))
    assert max(page.pixels) < 3_000
    (large,) = page_pictures(pdf(page_text("x", 1, 1)).replace(b"600 800", b"600 9000"))
    assert max(large.pixels) <= 3_001


def test_a_page_that_is_large_as_png_is_kept_as_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = "".join(
        f"{(x * 7919 % 97) / 97} {(x * 104729 % 89) / 89} 0 rg {x % 600} {x // 3} 3 3 re f\n"
        for x in range(2000)
    )
    page_pictures.cache_clear()
    monkeypatch.setattr("yugong.writing.annex_pictures._SMALL_PNG", 10)

    (page,) = page_pictures(pdf(noise))

    smaller = Image.open(BytesIO(page.data))
    assert smaller.format == page.kind.upper()
    page_pictures.cache_clear()


def test_the_page_in_words_says_which_page_it_is_and_what_is_on_it() -> None:
    annex = pdf_annex(3, "Approved", "", "long " * 200)

    assert page_in_words(annex, 0) == "附件3：批复，第1页，共3页：Approved"
    assert page_in_words(annex, 1).endswith("：这一页是图片，没有文字层")
    assert len(page_in_words(annex, 2)) < 350
