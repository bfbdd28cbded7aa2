"""The files a standard declares for docxtpl: pictures, and subdocuments brought into the template.

A subdocument becomes blocks that a template prints with ``{{p 子文档.名 }}``.  Its styles keep the
look of the template where that has them by name; others, its numbering and its pictures come
along.  What cannot come along (charts, notes, embedded objects) is a fault.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.image.image import Image
from lxml import etree

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.ooxml.names import T
from yugong.standard.attachments import PICTURE, Attachment
from yugong.standard.names import Names
from yugong.template.tag_text import OPENER
from yugong.writing.docx.engine.docxtpl_values import Picture, Subdocument
from yugong.writing.docx.template.brought_in import Additions, BroughtIn, Home, numbering_of
from yugong.writing.docx.template.parts import Parts

PICTURES, SUBDOCUMENTS = "图片", "子文档"
PIXELS_LIMIT = 20_000
_PICTURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def attached_names(
    attachments: tuple[Attachment, ...], parts: Parts
) -> tuple[dict[str, Names], Additions, list[Finding]]:
    """Return the names 图片 and 子文档, what they add to the package, and every fault.

    ``parts`` is the template; the trees of its styles and numbering take the added ones in.
    """
    values: dict[str, dict[str, Any]] = {PICTURES: {}, SUBDOCUMENTS: {}}
    additions = Additions()
    home = Home(parts.styles, numbering_of(parts), additions)
    findings: list[Finding] = []
    for number, item in enumerate(attachments, 1):
        try:
            if item.kind == PICTURE:
                _check_picture(item)
                values[PICTURES][item.name] = Picture(item.data, item.width, item.height)
            else:
                subdocument = _Subdocument(item.data, item.file, home, number)
                values[SUBDOCUMENTS][item.name] = Subdocument(subdocument.blocks())
        except FindingsError as error:
            findings.extend(error.findings)
    names = {kind: Names(kind, given) for kind, given in values.items()}
    return names, additions, findings


def _fault(item: Attachment, actual: str, expected: str, kind: str = "") -> FindingsError:
    place = Place(file=item.file)
    code = kind or Kind.TEMPLATE_UNREADABLE
    return FindingsError([Finding(code, place, actual=actual, expected=expected)])


def _check_picture(item: Attachment) -> None:
    """Raise FindingsError (S006) for a file that is no PNG or JPEG picture of ordinary size."""
    if not any(item.data.startswith(sign) for sign in _PICTURES):
        raise _fault(item, "不是 PNG 或 JPEG 图片", "PNG 或 JPEG 图片")
    try:
        image = Image.from_file(BytesIO(item.data))
        width, height = image.px_width, image.px_height
        whole = bool(image.width and image.height)
    except (
        *(InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError),
        *(struct.error, LookupError, ArithmeticError, ValueError, TypeError, EOFError),
    ) as error:
        raise _fault(item, "图片不完整", "能打开的 PNG 或 JPEG 图片") from error
    if not whole or not (1 <= width <= PIXELS_LIMIT and 1 <= height <= PIXELS_LIMIT):
        raise _fault(item, f"{width}×{height} 像素", f"长、宽各不超过 {PIXELS_LIMIT} 像素")


class _Subdocument(BroughtIn):
    """One subdocument, brought into the template."""

    def blocks(self) -> str:
        """The blocks of the body as markup that fits into the template."""
        body = self.body()
        return "".join(etree.tostring(block, encoding="unicode", with_tail=False) for block in body)

    def _check(self, body: Any) -> None:
        text = "".join(node.text or "" for node in body.iter(T))
        if OPENER.search(text) is not None:
            raise self._unsupported("子文档里有标签", "子文档原样放入，标签写在模板里")
