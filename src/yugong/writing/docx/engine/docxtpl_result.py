"""The output of docxtpl, made into a document to publish.

The contents list and the charts are filled as in the compiled engine, only afterwards.
Properties are put into the order of the schema, cells end with a paragraph, and text that no
program would show is found.

Tests: tests/writing/docx/engine/test_docxtpl_shipped.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.ooxml.names import (
    NS,
    PPR,
    R_RUN,
    RPR,
    SDT,
    SDT_CONTENT,
    TBL,
    TC,
    TCPR,
    TEXT_BOX,
    TR,
    VAL,
    C,
    P,
    R,
    T,
    W,
    w,
)
from yugong.ooxml.styles import Styles
from yugong.standard.package import ChartData
from yugong.writing.docx.template.charts import ChartDrawing, describe
from yugong.writing.docx.template.contents import Contents, Heading, bookmark_name
from yugong.writing.docx.template.impersonal import remove

CONTENTS_PLACE = "_YugongContents"
"""The bookmark that keeps the place of the contents list while docxtpl renders."""

_RUN_ORDER = (
    *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike"),
    *("outline", "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden"),
    *("color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect"),
    *("bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout"),
    *("specVanish", "oMath"),
)
_CELL_ORDER = (
    *("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar"),
    *("textDirection", "tcFitText", "vAlign", "hideMark"),
)
_ORDERS = {
    RPR: {w(name): number for number, name in enumerate(_RUN_ORDER)},
    TCPR: {w(name): number for number, name in enumerate(_CELL_ORDER)},
}
_STRUCTURE = (w("body"), w("hdr"), w("ftr"), w("footnote"), w("endnote"), SDT_CONTENT)
_WITHOUT_TEXT = (*_STRUCTURE, P, R_RUN, TBL, TR, TC, TCPR, TEXT_BOX, w("hyperlink"), w("sdt"))


def mark_contents_place(mark: Any) -> None:
    """Put the bookmark of the contents list in the place of ``mark``."""
    for kind, name in (("bookmarkStart", CONTENTS_PLACE), ("bookmarkEnd", "")):
        node = etree.Element(w(kind))
        node.set(w("id"), "0")
        if name:
            node.set(w("name"), name)
        mark.addprevious(node)
    mark.getparent().remove(mark)


def repaired(root: Any, file: str) -> None:
    """Put a rendered part in order; raise FindingsError for text outside every run."""
    for node in root.iter(*_ORDERS):
        order = _ORDERS[node.tag]
        places = [order.get(child.tag, len(order)) for child in node]
        if places != sorted(places):
            node[:] = [child for _, child in sorted(zip(places, node, strict=True), key=_first)]
    fresh_controls(root)
    for row in list(root.iter(TR)):
        if next(row.iter(TC), None) is None:
            row.getparent().remove(row)
    for holder in root.iter(TC, w("hdr"), w("ftr"), TEXT_BOX):
        blocks = [child for child in holder if child.tag in (P, TBL, w("sdt"))]
        if not blocks or (holder.tag == TC and blocks[-1].tag == TBL):
            etree.SubElement(holder, P)
    for text in _texts_outside(root):
        expected = "文字写在段落里；富文本写 {{r … }}，段落和子文档写 {{p … }}"
        raise FindingsError([_malformed(file, text[:30], expected)])


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]


def _texts_outside(root: Any) -> Iterator[str]:
    for node in root.iter(*_WITHOUT_TEXT):
        texts = [node.text, *(child.tail for child in node)]
        yield from (text.strip() for text in texts if text and text.strip())


def _malformed(file: str, actual: str, expected: str) -> Finding:
    return Finding(Kind.MALFORMED_TAG, Place(file=file), actual=actual, expected=expected)


def fresh_bookmarks(root: Any) -> None:
    """Give the bookmarks new numbers; of copies in a loop, only the first keeps its name."""
    names: set[str] = set()
    numbers: dict[str, str | None] = {}
    for node in list(root.iter(w("bookmarkStart"), w("bookmarkEnd"))):
        given = node.get(w("id"), "")
        if node.tag == w("bookmarkEnd"):
            number = numbers.pop(given, None)
        else:
            name = node.get(w("name"), "")
            number = None if name in names or given in numbers else str(len(names) + 1)
            names.add(name)
            numbers[given] = number
        if number is None:
            remove(node)
        else:
            node.set(w("id"), number)


def fresh_controls(root: Any) -> None:
    """Take the numbers off copies of content controls: Word gives them others."""
    seen: set[str] = set()
    for control in root.iter(SDT):
        for number in control.findall("w:sdtPr/w:id", NS):
            if number.get(VAL, "") in seen:
                remove(number)
            seen.add(number.get(VAL, ""))


def fill_contents(
    root: Any,
    contents: Contents | None,
    styles: Styles,
    pages: Sequence[int] | None,
    entries: Mapping[str, str],
) -> list[Heading]:
    """Mark the headings and write the contents list; return the headings in order.

    ``pages`` is the page of each heading, None if it is not known yet.
    """
    first, last = (contents.first, contents.last) if contents else (1, 9)
    custom = contents.custom if contents else {}
    headings: list[Heading] = []
    for paragraph in root.iter(P):
        level = styles.level(paragraph, custom)
        if level is None or not first <= level <= last:
            continue
        if next(paragraph.iterancestors(TEXT_BOX), None) is not None:
            continue
        title = _title(paragraph)
        if not title or next(paragraph.iter(f"{{{C}}}chart"), None) is not None:
            continue
        start, end = (
            etree.Element(w("bookmarkStart")),
            etree.SubElement(paragraph, w("bookmarkEnd")),
        )
        for node in (start, end):
            node.set(w("id"), f"heading{len(headings)}")
        start.set(w("name"), bookmark_name(len(headings)))
        paragraph.insert(0 if paragraph.find(PPR) is None else 1, start)
        headings.append(Heading(level, title))
    if pages is not None and len(pages) != len(headings):
        raise ValueError(f"{len(pages)} page numbers for {len(headings)} headings")
    for place in list(root.iter(w("bookmarkStart"))):
        if place.get(w("name")) == CONTENTS_PLACE:
            _replace_place(place, contents, headings, pages, entries)
    return headings


def _replace_place(
    place: Any,
    contents: Contents | None,
    headings: list[Heading],
    pages: Sequence[int] | None,
    entries: Mapping[str, str],
) -> None:
    if contents is not None:
        source = f'<w:body xmlns:w="{W}">{contents.result(headings, pages, entries)}</w:body>'
        for block in list(etree.fromstring(source)):
            place.addprevious(block)
    end = place.getnext()
    parent = place.getparent()
    parent.remove(end)
    parent.remove(place)


def _title(paragraph: Any) -> str:
    parts: list[str] = []
    for node in paragraph.iter(T, w("tab"), w("br"), w("cr")):
        if node.tag == T:
            parts.append(node.text or "")
        elif node.getparent().tag == R_RUN:
            parts.append(" ")
    return "".join(parts).strip()


def keep_charts(
    root: Any, targets: dict[str, str], drawings: Iterable[ChartDrawing], data: dict[str, ChartData]
) -> dict[str, ChartData]:
    """Take out the charts without data; return the data of the others by their part.

    ``targets`` are the parts of the charts by the id of the relationship.
    """
    names = {drawing.part: drawing.name for drawing in drawings}
    with_data: dict[str, ChartData] = {}
    for chart in list(root.iter(f"{{{C}}}chart")):
        part = targets.get(chart.get(f"{{{R}}}id", ""), "")
        named = data.get(names.get(part, ""))
        drawing = next(chart.iterancestors(w("drawing")))
        if named is not None and named.has_data:
            with_data[part] = named
            describe(drawing, named.description)
            continue
        drawing.getparent().remove(drawing)
    return with_data
