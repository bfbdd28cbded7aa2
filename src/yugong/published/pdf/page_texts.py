"""The pages of a PDF that is attached as it is: their number and their texts."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MOST_TEXT = 20_000
"""The most characters of one page that are kept."""
_LARGEST_SIDE = 14_400
"""The longest side of a page, in points: the most that a PDF may have."""


class UnreadablePdfError(Exception):
    """A PDF that cannot be attached; ``expected`` says what can."""

    def __init__(self, actual: str, expected: str) -> None:
        super().__init__(actual)
        self.actual, self.expected = actual, expected


def page_texts(data: bytes, most_pages: int) -> tuple[str, ...]:
    """Return the text of each page; raise :class:`UnreadablePdfError`."""
    import pypdfium2  # loaded only where a PDF is attached

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        actual = "打不开：文件损坏、设有密码，或者不是 PDF"
        raise UnreadablePdfError(actual, "没有密码、能够打开的 PDF") from error
    try:
        count = len(document)
        if not 0 < count <= most_pages:
            raise UnreadablePdfError(f"{count} 页", f"1 至 {most_pages} 页")
        return tuple(_text(document[index]) for index in range(count))
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdfError("有一页读不出", "每一页都能打开的 PDF") from error
    finally:
        document.close()


def _text(page: object) -> str:
    width, height = page.get_size()  # type: ignore[attr-defined]
    if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
        size = f"一页宽 {width:.0f} 磅、高 {height:.0f} 磅"
        raise UnreadablePdfError(size, f"长、宽各不超过 {_LARGEST_SIDE} 磅")
    words = page.get_textpage()  # type: ignore[attr-defined]
    text = str(words.get_text_bounded())[:_MOST_TEXT]
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
