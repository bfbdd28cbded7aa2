"""Headers and footers of a template: read as they were typed, and filled with values.

Excel marks codes with ``&``: ``&L`` begins the left section, ``&P`` is the page number, ``&10`` a
font size.  An ``&`` that belongs to a value is written ``&&``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from yugong.findings import Kind
from yugong.template.evaluation import Expression, Scope
from yugong.template.faults import TagError
from yugong.template.text import Text
from yugong.template.values import Filters, text_of
from yugong.writing.xlsx.features import PageText, PageTexts
from yugong.writing.xlsx.values import clean_text

MAX_PAGE_TEXT = 255
"""Excel's limit on a header or footer with its codes, in UTF-16 units."""

_CODE = "\ufdd0"
"""Stands for the ``&`` of a code while tags are filled; no text may contain it."""

_TITLES = {
    "oddHeader": "页眉",
    "oddFooter": "页脚",
    "evenHeader": "偶数页页眉",
    "evenFooter": "偶数页页脚",
    "firstHeader": "首页页眉",
    "firstFooter": "首页页脚",
}
_ELEMENT = re.compile(
    rb"<(?:\w+:)?headerFooter\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?headerFooter>)", re.S
)
_ATTRIBUTE = re.compile(
    rb"\b(differentOddEven|differentFirst|scaleWithDoc|alignWithMargins)\s*=\s*[\"'](\w+)[\"']"
)
_TEXT = re.compile(rb"<(?:\w+:)?(" + "|".join(_TITLES).encode() + rb")\b[^>]*>(.*?)</", re.S)
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.S)
_NOT_KEPT = re.compile(r"(?<!&)&(?:G|\[Picture\])|_x000[dD]_")
_SIZE_AT_END = re.compile(r"&\d+$")

PageTextReader = Callable[[str, str], str | Expression | Text]


def page_texts_of(source: bytes, read: PageTextReader) -> PageTexts:
    """Return the headers and footers of a sheet's XML; ``read`` compiles text and title of each.

    Pictures in them are left out.
    """
    element = _ELEMENT.search(source)
    if element is None:
        return PageTexts()
    attributes = {name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(element[1])}
    odd_even = attributes.get("differentOddEven") in ("1", "true")
    first = attributes.get("differentFirst") in ("1", "true")
    texts: list[PageText] = []
    for name, text in _TEXT.findall(element[2] or b""):
        kind = name.decode()
        used = {"even": odd_even, "firs": first}.get(kind[:4], True)
        typed = _NOT_KEPT.sub("", unescape(text.decode("utf-8", "replace")))
        if used and typed:
            texts.append(PageText(kind, _TITLES[kind], read(typed, _TITLES[kind])))
    texts.sort(key=lambda page_text: list(_TITLES).index(page_text.element))
    return PageTexts(tuple(texts), tuple(sorted(attributes.items())) if texts else ())


def protected_codes(text: str) -> str:
    """Return the text with the ``&`` outside of tags made marks that no value contains.

    A font size in front of a tag gets a space, so that a number is not read as part of the size.
    """
    if _TAG.search(text) is None:
        return text
    pieces = _TAG.split(text)
    for index in range(0, len(pieces), 2):
        between = pieces[index]
        if index + 1 < len(pieces) and _SIZE_AT_END.search(between):
            between += " "
        pieces[index] = between.replace("&", _CODE)
    return "".join(pieces)


def filled_page_text(page_text: PageText, scope: Scope, filters: Filters) -> str:
    """Return a header or footer with its tags filled.

    Raise :class:`TagError` for a fault of a tag, and (S008) past Excel's limit of 255 characters.
    """
    content = page_text.content
    if isinstance(content, str):
        text = content
    elif isinstance(content, Text):
        text = _coded(content.render(scope, filters))
    else:
        text = _coded(text_of(content.evaluate(scope, filters)))
    clean_text(text)
    length = len(text.encode("utf-16-le")) // 2
    if length > MAX_PAGE_TEXT:
        raise TagError(
            Kind.TEMPLATE_BEYOND_LIMITS,
            f"{page_text.title}共 {length} 字（含格式代码）",
            f"不超过 {MAX_PAGE_TEXT} 字",
        )
    return text


def _coded(text: str) -> str:
    return text.replace("&", "&&").replace(_CODE, "&")
