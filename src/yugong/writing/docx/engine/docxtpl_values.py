"""Values that docxtpl prints as Word markup: rich text, pictures, subdocuments.

A template makes rich text with the filters below; pictures and subdocuments are the files that
the standard declares.  None of these values has a text: only the tag of the right kind prints it.

Tests: tests/writing/docx/engine/test_docxtpl_means.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from typing import Any, Protocol

from docxtpl import RichText, RichTextParagraph

from yugong.quick_dataclass import dataclass
from yugong.template.values import text_of
from yugong.writing.docx.template.values import checked_text

_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})")
_NAME = re.compile(r"[^<>&\"':\x00-\x1f]{1,64}")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"\x00-\x1f]{1,2000}")
SIZE_LIMIT = 200
"""The largest font size, in points."""

_FLAGS = {
    "加粗": "bold",
    "倾斜": "italic",
    "下划线": "underline",
    "删除线": "strike",
    "上标": "superscript",
    "下标": "subscript",
}
_WORDS = {
    "样式": ("style", _NAME),
    "颜色": ("color", _COLOUR),
    "底色": ("highlight", _COLOUR),
    "字体": ("font", _NAME),
    "链接": ("link", _ADDRESS),
}
"""The words of 富文本, with docxtpl's names and what they may say."""


class MisplacedValueError(TypeError):
    """A value in a tag of the wrong kind; its text is the class of the value."""


class Renderer(Protocol):
    """The document that a value is printed into."""

    def link(self, address: str) -> str:
        """Return the relationship id of a hyperlink in the part being rendered."""

    def picture(self, data: bytes, width: float | None, height: float | None) -> str:
        """Return the markup of a picture; width and height in mm, None for its own size."""


class _Markup:
    """A value without a text: joined to others or printed by itself, it is refused."""

    def __str__(self) -> str:
        raise MisplacedValueError(type(self).__name__)


@dataclass(frozen=True, eq=False)
class RichRuns(_Markup):
    """Runs of text with their own look; only ``{{r … }}`` prints them."""

    runs: tuple[tuple[str, dict[str, Any], str], ...]
    """The text of each run, its properties as docxtpl names them, and the address it links to."""

    def markup(self, renderer: Renderer) -> str:
        rich = RichText()
        for text, properties, address in self.runs:
            rich.add(text, url_id=renderer.link(address) if address else None, **properties)
        return str(rich.xml).replace("<w:shd w:fill=", '<w:shd w:val="clear" w:fill=')


@dataclass(frozen=True, eq=False)
class RichParagraphs(_Markup):
    """Whole paragraphs, each with its style; only ``{{p … }}`` prints them."""

    paragraphs: tuple[tuple[RichRuns, str], ...]

    def markup(self, renderer: Renderer) -> str:
        paragraphs = RichTextParagraph()
        for runs, style in self.paragraphs:
            rich = RichText()
            rich.xml = runs.markup(renderer)
            paragraphs.add(rich, parastyle=style or None)
        return str(paragraphs.xml)


@dataclass(frozen=True, eq=False)
class Picture(_Markup):
    """A declared picture; ``{{ 图片.名 }}`` prints it.  Width and height in mm."""

    data: bytes = field(repr=False)
    width: float | None
    height: float | None

    def markup(self, renderer: Renderer) -> str:
        return renderer.picture(self.data, self.width, self.height)


@dataclass(frozen=True, eq=False)
class Subdocument(_Markup):
    """The blocks of a declared Word file; only ``{{p 子文档.名 }}`` prints them."""

    blocks: str = field(repr=False)

    def markup(self, renderer: Renderer) -> str:
        del renderer
        return self.blocks


class ListingText:
    """A text whose line ends begin new paragraphs of the same format."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False)
class TagMarkup:
    """The markup of a value in a tag of the right kind."""

    markup: str = field(repr=False)

    def __html__(self) -> str:
        return self.markup


def rich_text(value: Any, **look: Any) -> RichRuns:
    """``值 | 富文本(加粗=true, 颜色='FF0000')``: the text as a run of its own look.

    字号 is in points.  Raises ValueError, naming the word, for a look that Word cannot hold.
    """
    properties: dict[str, Any] = {}
    for name, given in look.items():
        if name in _FLAGS and isinstance(given, bool):
            properties[_FLAGS[name]] = given
        elif name in _WORDS and isinstance(given, str) and _WORDS[name][1].fullmatch(given):
            properties[_WORDS[name][0]] = given
        elif name == "字号" and isinstance(given, int | float) and 1 <= given <= SIZE_LIMIT:
            properties["size"] = round(given * 2)
        else:
            raise ValueError(name)
    if "font" in properties:
        properties["font"] = f"eastAsia:{properties['font']}"
    address = properties.pop("link", "")
    return RichRuns(((_line_ends(value), properties, address),))


def paragraph(value: Any, **look: Any) -> RichParagraphs:
    """``值 | 段落(样式='…')``: a whole paragraph, of a text or of rich text."""
    style = look.pop("样式", "")
    if look or not isinstance(style, str) or (style and _NAME.fullmatch(style) is None):
        raise ValueError(next(iter(look), "样式"))
    runs = value if isinstance(value, RichRuns) else rich_text(value)
    return RichParagraphs(((runs, style),))


def followed_by(value: Any, other: Any) -> RichRuns | RichParagraphs:
    """``甲 | 富文本 | 接(乙)``: one rich text after the other; a plain text becomes a run."""
    if isinstance(value, RichParagraphs):
        after = other if isinstance(other, RichParagraphs) else paragraph(other)
        return RichParagraphs((*value.paragraphs, *after.paragraphs))
    runs = value if isinstance(value, RichRuns) else rich_text(value)
    return RichRuns(
        (*runs.runs, *(other if isinstance(other, RichRuns) else rich_text(other)).runs)
    )


def in_paragraphs(value: Any) -> ListingText:
    """``值 | 分段``: every line of the text as a paragraph of the same format."""
    return ListingText(_line_ends(value))


FILTERS: dict[str, Callable[..., Any]] = {
    "富文本": rich_text,
    "段落": paragraph,
    "接": followed_by,
    "分段": in_paragraphs,
}
"""What a template under docxtpl may use besides the filters of the standard."""


def _line_ends(value: Any) -> str:
    return checked_text(text_of(value)).replace("\r\n", "\n").replace("\r", "\n")
