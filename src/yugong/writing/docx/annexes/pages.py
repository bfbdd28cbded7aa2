"""The pages of an attached PDF as paragraphs with one picture each.

Tests: tests/writing/docx/annexes/test_annexes.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from yugong.ooxml.names import WP, A, R
from yugong.ooxml.relationships import Relationship
from yugong.standard.annexes import Annex
from yugong.writing.annex_pictures import page_in_words, page_pictures
from yugong.writing.docx.annexes.look import Room
from yugong.writing.docx.template.brought_in import Additions

_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_EMU_PER_POINT, _POINTS_PER_TWIP = 12_700, 0.05
_TITLE_ROOM = 110
"""Points of the first page that the title of the annex may take."""
_FIRST_ID = 910_000
_PAGES_PER_ANNEX = 1_000
_ROOM_USED = 0.97
_PARAGRAPH = (
    '<w:p><w:pPr>{page_break}<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0"'
    ' w:line="240" w:lineRule="auto"/>'
    '<w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/>'
    '<w:jc w:val="center"/></w:pPr><w:r><w:drawing>{drawing}</w:drawing></w:r></w:p>'
)
_DRAWING = (
    f'<wp:inline xmlns:wp="{WP}" distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="{id}" name="{name}" descr="{alt}"/>'
    f'<a:graphic xmlns:a="{A}"><a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}">'
    '<pic:nvPicPr><pic:cNvPr id="{id}" name="{name}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
    f'<pic:blipFill><a:blip xmlns:r="{R}" r:embed="{{link}}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    "</a:graphic></wp:inline>"
)


def pages_markup(annex: Annex, room: Room, additions: Additions) -> Iterator[str]:
    """Yield a paragraph for each page; its picture goes into ``additions``."""
    for index, picture in enumerate(page_pictures(annex.content.pdf)):
        height = room.height * _POINTS_PER_TWIP * _ROOM_USED - (0 if index else _TITLE_ROOM)
        width = room.width * _POINTS_PER_TWIP
        scale = min(width / picture.width, height / picture.height)
        part = f"word/media/annex{annex.number}_page{index + 1}.{picture.kind}"
        link = f"rIdAnnexPage{annex.number}x{index + 1}"
        additions.parts[part] = picture.data, f"image/{picture.kind}"
        kind = f"{R}/image"
        additions.relationships.append(Relationship(link, kind, part, external=False))
        drawing = _DRAWING.format(
            cx=int(picture.width * scale * _EMU_PER_POINT),
            cy=int(picture.height * scale * _EMU_PER_POINT),
            id=_FIRST_ID + annex.number * _PAGES_PER_ANNEX + index,
            name=escape(f"{annex.label}第{index + 1}页"),
            alt=escape(page_in_words(annex, index)),
            link=link,
        )
        page_break = "<w:pageBreakBefore/>" if index else ""
        yield _PARAGRAPH.format(page_break=page_break, drawing=drawing)
