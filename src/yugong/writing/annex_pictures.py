"""The pages of an attached PDF as pictures, the same for the same file.

Tests: tests/writing/test_annex_pictures.py.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.standard.annexes import Annex

_POINTS_PER_INCH = 72
_DOTS_PER_INCH = 150
_MOST_PIXELS = 3_000
"""The most pixels of the longer side of a page."""
_SMALL_PNG = 300_000
"""Bytes up to which a page stays PNG, which is sharp; a larger one, as of a scan, may be JPEG."""
_JPEG_QUALITY = 82
_ALT_TEXT = 300


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a picture: its bytes, their kind (png, jpeg), and the size of the page in points.

    The size of the picture itself is in pixels.
    """

    data: bytes
    kind: str
    width: float
    height: float
    pixels: tuple[int, int]


@lru_cache(maxsize=4)
def page_pictures(pdf: bytes) -> tuple[PagePicture, ...]:
    """Return a picture of each page of a PDF that was read before."""
    import pypdfium2  # loaded only where a PDF is attached

    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_picture(document[index]) for index in range(len(document)))
    finally:
        document.close()


def _picture(page: Any) -> PagePicture:
    width, height = page.get_size()
    scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, _MOST_PIXELS / max(width, height))
    image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    red, green, blue = image.split()
    if red.tobytes() == green.tobytes() == blue.tobytes():
        image = red
    data, kind = _saved(image, "PNG", compress_level=9), "png"
    if len(data) > _SMALL_PNG:
        smaller = _saved(image, "JPEG", quality=_JPEG_QUALITY)
        if len(smaller) < len(data):
            data, kind = smaller, "jpeg"
    return PagePicture(data, kind, width, height, image.size)


def _saved(image: Any, kind: str, **options: int) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def page_in_words(annex: Annex, index: int) -> str:
    """Return what the picture of a page shows, in words: its place, then the text of the page."""
    pages = annex.content.pages
    text = " ".join(pages[index].split()) or "这一页是图片，没有文字层"
    text = text if len(text) <= _ALT_TEXT else text[:_ALT_TEXT] + "…"
    return f"{annex.title}，第{index + 1}页，共{len(pages)}页：{text}"
