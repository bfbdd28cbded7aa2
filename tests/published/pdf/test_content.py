"""The operators of a page mean what they mean to pdfminer, however they are written."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFPageInterpreter

from builders.published_specimens import pdf, stream
from yugong.published.pdf.content import FastInterpreter, operations
from yugong.published.pdf.drawing import Drawing, drawing_of

NUMBER = st.one_of(
    st.integers(-400, 900).map(str),
    st.decimals(-400, 900, places=2).map(str),
    st.sampled_from(["0.", ".5", "-.25", "+7", "00012"]),
)
TEXT = st.sampled_from(
    [
        "(item)",
        "(1.00)",
        "<312E3030>",
        "<31 32\n33>",
        "()",
        "<>",
        r"(a\(b\)\\)",
        r"(\061\n)",
        "(a b)",
    ]
)
ODD_TEXT = st.sampled_from(["(a(b)c)", r"(\q)", r"(\12)", "(a\\\nb)", "<3>", "(%)"])
PIECE = st.one_of(
    st.builds("BT /F1 {} Tf {} {} Td {} Tj ET".format, NUMBER, NUMBER, NUMBER, st.one_of(TEXT, ODD_TEXT)),
    st.builds("BT /F1 9 Tf 1 0 0 1 {} {} Tm [{} {}{}]TJ ET".format, NUMBER, NUMBER, TEXT, NUMBER, TEXT),
    st.builds("BT /F1 9 Tf 14 TL {} {} Td {} ' T* {} Tj ET".format, NUMBER, NUMBER, TEXT, TEXT),
    st.builds("q {} 0 0 {} {} 5 cm".format, NUMBER, NUMBER, NUMBER),
    st.builds("{} {} m {} {} l S".format, NUMBER, NUMBER, NUMBER, NUMBER),
    st.builds("{} {} {} {} re f*".format, NUMBER, NUMBER, NUMBER, NUMBER),
    st.builds("{} {} m 1 2 3 4 5 6 c h n".format, NUMBER, NUMBER),
    st.sampled_from(
        [
            "Q",
            "0.5 g",
            "1 0 0 rg",
            "/P <</MCID 0>> BDC",
            "/Span <</A (x)>> BDC",
            "EMC",
            "% 9 9 m (",
            "[3 2] 0 d",
            "/GS1 gs",
            "/Fm1 Do",
            "5 Unknown",
            "BI /W 1 /H 1 /BPC 8 /CS /G ID x\nEI",
            "/a#20b gs",
            "1-2 w",
            "true false",
            "{ }",
        ]
    ),
)  # fmt: skip


def drawn(contents: str, by: type[PDFPageInterpreter]) -> Drawing:
    form = stream(b"0 0 m 90 0 l S", "/Type /XObject /Subtype /Form /BBox [0 0 100 100]")
    document = pdfplumber.open(io.BytesIO(pdf(contents, extra=[form])))
    (page,) = document.pages
    return drawing_of(page.page_obj, document.rsrcmgr, by)


@settings(max_examples=150)
@given(st.lists(PIECE, max_size=8), st.sampled_from([" ", "\n", "\r\n"]))
def test_every_page_draws_what_it_draws_for_pdfminer(pieces: list[str], between: str) -> None:
    contents = between.join(piece + ("\n" if piece.startswith("%") else "") for piece in pieces)
    assert drawn(contents, FastInterpreter) == drawn(contents, PDFPageInterpreter)


@pytest.mark.parametrize(
    ("data", "steps"),
    [
        (b"1 0 0 1 2.5 -3 cm/F1 12 Tf", [(b"cm", [1, 0, 0, 1, 2.5, -3]), (b"Tf", None)]),
        (b"[(a)-20<4142>]TJ", [(b"TJ", [[b"a", -20, b"AB"]])]),
        (rb"(\(\051\\\n) Tj", [(b"Tj", [b"()\\\n"])]),
        (b"0 g 1 w /P <</MCID 0>> BDC EMC n", [(b"n", [])]),
        (b"", []),
    ],
)
def test_what_moves_or_shows_something_is_kept(
    data: bytes, steps: list[tuple[bytes, list[object] | None]]
) -> None:
    read = operations(data)
    assert read is not None
    assert [name for name, _ in read] == [name for name, _ in steps]
    for (_, operands), (_, expected) in zip(read, steps, strict=True):
        assert expected is None or operands == expected


@pytest.mark.parametrize(
    "data",
    [b"BI ID x EI", b"(a(b)) Tj", b"(a", b"[1", b"1 ]", b"1e5 w", b"--1 w", b"/a#20 gs", b"{", b"<f> Tj"],
)  # fmt: skip
def test_what_is_oddly_written_is_left_to_pdfminer(data: bytes) -> None:
    assert operations(data) is None
