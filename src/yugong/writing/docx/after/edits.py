"""Find the paragraphs of a document that a person wrote since it was built.

A build leaves a mark of every text it wrote in its manifest: four bytes of a digest each.  A
paragraph whose mark is not among them is a person's, so that it can be named and carried back to
the input.  The lines of the contents list are left out: Word writes them anew by itself.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

from yugong.findings import FindingsError
from yugong.ooxml.names import SDT, value, w
from yugong.ooxml.styles import Styles
from yugong.quick_dataclass import dataclass
from yugong.template.tag_text import OBJECT
from yugong.writing.docx.template.fact_controls import TAG_SEPARATOR
from yugong.writing.docx.template.parts import Parts
from yugong.writing.docx.template.places import paragraphs
from yugong.writing.docx.template.runs import Joined

_BYTES = 4
_BODY = "word/document.xml"
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)")
_CONTENTS_LINE = re.compile(r"<w:instrText[^>]*>\s*(?:PAGEREF|TOC)\b")
_FIELD_TEXT = w("instrText")
_CONTENTS_FIELDS = ("PAGEREF", "TOC")
_REASON = "增减原因"
"""The filter that writes a change together with its reason."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A paragraph that a person wrote or changed, and the heading above it.

    ``reasons`` are the facts whose reasons the paragraph gives.
    """

    heading: str
    text: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edits:
    """The differences from the built document: new texts, and the number of texts that are gone.

    A changed paragraph is one new text and one that is gone.
    """

    texts: tuple[Edit, ...]
    gone: int


def text_marks(members: Mapping[str, bytes]) -> str:
    """Return the marks of all texts of a built document's body, as text for its manifest.

    The source is read without a tree: it has just been written.
    """
    body = members[_BODY]
    # Forms repeat most of their paragraphs.
    paragraphs_once = (paragraph.decode("utf-8") for paragraph in set(body.split(b"</w:p>")))
    texts = {
        "".join(_TEXT.findall(paragraph))
        for paragraph in paragraphs_once
        if not ("<w:instrText" in paragraph and _CONTENTS_LINE.search(paragraph))
    }
    marks = {_mark(unescape(text) if "&" in text else text) for text in texts}
    marks.discard(_mark(""))
    return b64encode(b"".join(sorted(marks))).decode("ascii")


def edits_since(path: Path, marks: str) -> Edits | None:
    """Return the edits in a document built with these marks; None if it cannot be read."""
    try:
        data = b64decode(marks, validate=True)
        known = {data[start : start + _BYTES] for start in range(0, len(data), _BYTES)}
        texts = list(_texts(path))
    except (FindingsError, OSError, ValueError):
        return None
    present = {_mark(text) for _, text, _ in texts}
    new = [
        Edit(heading, text, _reasons(paragraph))
        for heading, text, paragraph in texts
        if _mark(text) not in known
    ]
    return Edits(tuple(dict.fromkeys(new)), len(known - present))


def _mark(text: str) -> bytes:
    """Return the mark of a text; its blanks, breaks and drawings make no difference."""
    bare = "".join(text.replace(OBJECT, "").split())
    return sha256(bare.encode("utf-8", "surrogatepass")).digest()[:_BYTES]


def _texts(path: Path) -> Iterator[tuple[str, str, Any]]:
    """Yield every text of the body with the heading above it and its paragraph."""
    parts = Parts(path.read_bytes(), path.name)
    styles = Styles(parts.styles)
    heading = ""
    for paragraph, _ in paragraphs(parts.root(parts.body), ""):
        if _is_contents_line(paragraph):
            continue
        text = Joined(paragraph).text.replace(OBJECT, "").strip()
        if not text:
            continue
        yield heading, text, paragraph
        if styles.level(paragraph) is not None:
            heading = text


def _reasons(paragraph: Any) -> tuple[str, ...]:
    """Return the facts whose change a paragraph explains, by its content controls."""
    tags = (
        (value(node, "w:sdtPr/w:tag") or "").split(TAG_SEPARATOR) for node in paragraph.iter(SDT)
    )
    return tuple(dict.fromkeys(tag[0] for tag in tags if _REASON in tag[1:]))


def _is_contents_line(paragraph: Any) -> bool:
    return any(
        field.text and field.text.split()[:1] and field.text.split()[0] in _CONTENTS_FIELDS
        for field in paragraph.iter(_FIELD_TEXT)
    )
