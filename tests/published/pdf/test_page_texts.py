"""The pages of an attached PDF: their number, their texts, and what is refused."""

from __future__ import annotations

import pytest

from builders.annex_specimens import approval
from builders.published_specimens import page_text, pdf
from yugong.published.pdf.page_texts import UnreadablePdfError, page_texts


def test_each_page_gives_its_text() -> None:
    assert page_texts(approval("Approved", "Page two"), 2) == ("Approved", "Page two")


def test_a_page_without_text_gives_an_empty_text() -> None:
    assert page_texts(pdf("", page_text("x", 10, 10)), 2) == ("", "x")


@pytest.mark.parametrize("data", [b"", b"nothing", b"%PDF-1.4\n"])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePdfError) as caught:
        page_texts(data, 2)
    assert "打不开" in caught.value.actual


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(UnreadablePdfError) as caught:
        page_texts(approval("a", "b", "c"), 2)
    assert (caught.value.actual, caught.value.expected) == ("3 页", "1 至 2 页")


def test_a_page_of_no_ordinary_size_is_refused() -> None:
    with pytest.raises(UnreadablePdfError) as caught:
        page_texts(pdf("", page="/MediaBox [0 0 20000 10]"), 2)
    assert "20000" in caught.value.actual or "14400" in caught.value.expected
