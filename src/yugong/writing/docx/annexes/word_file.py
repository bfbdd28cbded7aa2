"""The body of a Word annex, made fit for the document it is set into.

It keeps its looks: its styles come along under names of their own, on a base with the defaults
of its file.  Its headings are not headings of the package.  Fields become the texts that
they show, content controls their content, links lead to the web only, and what is wider than the
page is made narrower.

Tests: tests/writing/docx/annexes/test_word_file.py.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from lxml import etree

from yugong.findings import Kind
from yugong.ooxml.names import (
    ALTERNATIVES,
    MC,
    NS,
    PPR,
    RPR,
    SDT,
    SDT_CONTENT,
    TBL,
    VAL,
    WP,
    A,
    P,
    R,
    T,
    W,
    w,
)
from yugong.ooxml.relationships import Relationship
from yugong.standard.annexes import Annex
from yugong.writing.docx.annexes.look import Room
from yugong.writing.docx.template.brought_in import STYLED, Additions, BroughtIn, Home
from yugong.writing.docx.template.impersonal import remove

_PREFIX = "Annex"
_DECLARED = f' xmlns:w="{W}"'
"""Declared by the document itself."""
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_WEB = ("http://", "https://", "mailto:")
_FIELD_PARTS = (w("fldChar"), w("instrText"), w("delInstrText"))
_DROPPED = (w("outlineLvl"), w("framePr"))
_ID = f"{{{R}}}id"
_OFFICE_2010 = (
    "http://schemas.microsoft.com/office/word/2010/",
    "http://schemas.microsoft.com/office/word/2012/",
)
_FONTS = w("rFonts")
_THEMES = {"asciiTheme": "ascii", "hAnsiTheme": "hAnsi", "eastAsiaTheme": "eastAsia"}
_THEMES |= {"cstheme": "cs"}
_EMU_PER_TWIP = 635
_FIRST_ID = 950_000
_PICTURES_PER_ANNEX = 1_000
_OVER = 1.02
_WORD_SIZE = "20"
"""The size of text, in half points, that Word uses where a file states none."""


def word_markup(
    annex: Annex, room: Room, styles: Any, numbering: Any, additions: Additions
) -> Iterator[str]:
    """Yield the markup of a Word annex; what it brings goes into the given roots.

    Raises FindingsError (B050) for what cannot come along.
    """
    home = Home(styles, numbering, additions, "附件", _PREFIX, "annex", Kind.ANNEX_UNUSABLE)
    brought = _AnnexBody(annex.content.word, annex.content.file, home, annex.number)
    body = brought.body()
    _drop_name(body, annex)
    _fit(body, room.width)
    _name_pictures(body, annex)
    for block in list(body):
        body.remove(block)  # apart, it declares the name spaces that it uses and no others
        etree.cleanup_namespaces(block)
        text = etree.tostring(block, encoding="unicode", with_tail=False)
        yield text.replace(_DECLARED, "", 1)


class _AnnexBody(BroughtIn):
    """A Word file whose body becomes an annex."""

    def _check(self, body: Any) -> None:
        for control in list(body.iter(SDT)):
            content = control.find(SDT_CONTENT)
            for child in () if content is None else list(content):
                control.addprevious(child)
            control.getparent().remove(control)
        self._keep_fallbacks(body)
        for node in list(body.iter(*_FIELD_PARTS)):
            remove(node)
        etree.strip_tags(body, w("fldSimple"))
        for node in list(body.iter(etree.Element)):
            if str(node.tag).startswith(tuple(f"{{{space}" for space in _OFFICE_2010)):
                parent = node.getparent()
                if parent is not None:
                    remove(node)
                continue
            for name in list(node.attrib):
                if name.startswith(tuple(f"{{{space}" for space in _OFFICE_2010)):
                    del node.attrib[name]
        self._keep_web_links(body)

    def _keep_fallbacks(self, body: Any) -> None:
        """Keep of a drawing in two ways the one that every program shows; refuse one without."""
        for choice in list(body.iter(ALTERNATIVES)):
            fallback = choice.find(f"{{{MC}}}Fallback")
            if fallback is None or not len(fallback):
                raise self._unsupported("附件里有文本框或图形", "只用文字、表格、图片和链接")
            for child in list(fallback):
                choice.addprevious(child)
            choice.getparent().remove(choice)

    def _keep_web_links(self, body: Any) -> None:
        """Take off the links that lead elsewhere than to the web, and what text they have on."""
        known = {item.id: item for item in self._source.relationships(self._source.body)}
        for link in list(body.iter(w("hyperlink"))):
            if not _leads_to_web(known.get(link.get(_ID, ""))):
                for child in list(link):
                    link.addprevious(child)
                link.getparent().remove(link)
        for name in ("hlinkClick", "hlinkHover"):
            for link in list(body.iter(f"{{{A}}}{name}")):
                if not _leads_to_web(known.get(link.get(_ID, ""))):
                    link.getparent().remove(link)

    def _styles(self, body: Any) -> None:
        """Bring every style under a name of its own, on a base with the defaults of the file."""
        source, target = self._source.styles, self._home.styles
        given = [] if source is None else list(source.iter(w("style")))
        if target is None:
            return
        base = self._base_style(source)
        target.append(base)
        base_id = base.get(w("styleId"))
        default = next(
            (
                style
                for style in given
                if style.get(w("type"), "paragraph") == "paragraph"
                and style.get(w("default"), "0") not in ("0", "false")
            ),
            None,
        )
        by_id = {(s.get(w("type"), "paragraph"), s.get(w("styleId"))): s for s in given}
        renamed = {key: f"{_PREFIX}{self._number}_{index}" for index, key in enumerate(by_id, 1)}
        self._added_styles = [base]
        for paragraph in body.iter(P):
            properties = paragraph.find(PPR)
            if properties is None:
                properties = etree.Element(PPR)
                paragraph.insert(0, properties)
            for node in properties.findall("*"):
                if node.tag in _DROPPED:
                    properties.remove(node)
            if properties.find(w("pStyle")) is None:
                named = etree.Element(w("pStyle"))
                named.set(VAL, "" if default is None else default.get(w("styleId"), ""))
                properties.insert(0, named)
        used: set[tuple[str, str]] = set()
        waiting = list(body.iter(*STYLED))
        kinds = {node: STYLED[node.tag] for node in waiting}
        while waiting:
            node = waiting.pop()
            key = kinds[node], node.get(VAL, "")
            style = by_id.get(key)
            if style is None:
                if key[0] == "paragraph":
                    node.set(VAL, base_id)
                else:
                    node.getparent().remove(node)
                continue
            node.set(VAL, renamed[key])
            if key in used:
                continue
            used.add(key)
            added = self._own_style(style, renamed[key], base_id)
            target.append(added)
            self._added_styles.append(added)
            for link in added.iter(w("basedOn")):
                if link.get(VAL) != base_id:
                    kinds[link] = key[0]
                    waiting.append(link)
        for holder in (*self._added_styles, body):
            self._plain_fonts(holder)

    def _own_style(self, style: Any, identifier: str, base_id: str) -> Any:
        """Return a copy of a style under a new name, no heading and no default any more."""
        added = copy.deepcopy(style)
        added.set(w("styleId"), identifier)
        added.attrib.pop(w("default"), None)
        for name in ("next", "link", "uiPriority", "qFormat", "aliases", "autoRedefine"):
            for node in added.findall(w(name)):
                added.remove(node)
        for node in list(added.iter(*_DROPPED)):
            node.getparent().remove(node)
        named = added.find(w("name"))
        if named is None:
            named = etree.Element(w("name"))
            added.insert(0, named)
        named.set(VAL, f"附件{self._number} {named.get(VAL, identifier)}")
        is_paragraph = style.get(w("type"), "paragraph") == "paragraph"
        if is_paragraph and added.find(w("basedOn")) is None:
            based = etree.Element(w("basedOn"))
            based.set(VAL, base_id)
            named.addnext(based)
        return added

    def _base_style(self, source: Any) -> Any:
        """Return a paragraph style with the defaults of the file, and of Word for the others."""
        style = etree.Element(w("style"), nsmap={"w": W})
        style.set(w("type"), "paragraph")
        style.set(w("customStyle"), "1")
        style.set(w("styleId"), f"{_PREFIX}{self._number}_0")
        etree.SubElement(style, w("name")).set(VAL, f"附件{self._number} 默认")
        paragraph, run = etree.SubElement(style, PPR), etree.SubElement(style, RPR)
        for properties in (paragraph, run):
            _put(properties, "snapToGrid", {"val": "0"})  # the grid is that of the other text
        for name, values in (
            ("spacing", {"before": "0", "after": "0", "line": "240", "lineRule": "auto"}),
            ("ind", {"left": "0", "right": "0", "firstLineChars": "0", "firstLine": "0"}),
            ("jc", {"val": "left"}),
        ):
            stated = _default(source, "pPrDefault/w:pPr", name)
            _put(paragraph, name, values if stated is None else dict(_plain(stated)))
        fonts = _default(source, "rPrDefault/w:rPr", "rFonts")
        usual = {"ascii": "Times New Roman", "hAnsi": "Times New Roman", "eastAsia": "宋体"}
        named = usual if fonts is None else {**usual, **dict(_plain(fonts))}
        _put(run, "rFonts", named)
        run.insert(0, run[-1])
        size = _default(source, "rPrDefault/w:rPr", "sz")
        _put(run, "sz", {"val": _WORD_SIZE if size is None else size.get(VAL, _WORD_SIZE)})
        return style

    def _plain_fonts(self, holder: Any) -> None:
        """Write the fonts of the file's theme by name: the document has a theme of its own."""
        for fonts in holder.iter(_FONTS):
            for theme, name in _THEMES.items():
                named = fonts.attrib.pop(w(theme), None)
                font = None if named is None else self._theme_font(named)
                if font:
                    fonts.set(w(name), font)

    def _theme_font(self, named: str) -> str:
        part = self._source.named("theme")
        if part is None:
            return ""
        kind = "majorFont" if named.startswith("major") else "minorFont"
        fonts = next(self._source.root(part).iter(f"{{{A}}}{kind}"), None)
        if fonts is None:
            return ""
        if not named.endswith("EastAsia"):
            return str(_typeface(fonts.find(f"{{{A}}}latin")))
        han = next((f for f in fonts.iter(f"{{{A}}}font") if f.get("script") == "Hans"), None)
        return str(_typeface(fonts.find(f"{{{A}}}ea")) or _typeface(han))


def _leads_to_web(item: Relationship | None) -> bool:
    return item is not None and item.external and item.target.lower().startswith(_WEB)


def _default(source: Any, holder: str, name: str) -> Any:
    """Return a default property of a file, or None."""
    if source is None:
        return None
    return source.find(f"w:docDefaults/w:{holder}/w:{name}", NS)


def _plain(node: Any) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a Word element by their local names."""
    start = f"{{{W}}}"
    for name, value in node.attrib.items():
        if name.startswith(start):
            yield name.removeprefix(start), value


def _put(parent: Any, name: str, values: dict[str, str]) -> None:
    node = etree.SubElement(parent, w(name))
    for attribute, value in values.items():
        node.set(w(attribute), value)


def _typeface(font: Any) -> str:
    return "" if font is None else font.get("typeface", "")


def _fit(body: Any, width: int) -> None:
    """Make tables and pictures that are wider than the text as wide as it; ``width`` in twips."""
    for table in body.iterchildren(TBL):
        columns = [_number(column, "w") for column in table.iterfind("w:tblGrid/w:gridCol", NS)]
        total = max(sum(columns), _number(table.find("w:tblPr/w:tblW", NS), "w", "dxa"))
        if total > width * _OVER:
            _narrow(table, width / total)
    for drawing in body.iter(w("drawing")):
        extent = next(drawing.iter(f"{{{WP}}}extent"), None)
        size = 0 if extent is None else _emu(extent, "cx")
        if size > width * _EMU_PER_TWIP:
            factor = width * _EMU_PER_TWIP / size
            for node in drawing.iter(f"{{{WP}}}extent", f"{{{A}}}ext"):
                for side in ("cx", "cy"):
                    if node.get(side):
                        node.set(side, str(int(_emu(node, side) * factor)))


def _narrow(table: Any, factor: float) -> None:
    sized = [*table.iter(w("gridCol")), *table.iter(w("tcW")), *table.iter(w("tblW"))]
    for node in sized:
        if node.tag == w("gridCol") or node.get(w("type"), "dxa") == "dxa":
            node.set(w("w"), str(int(_number(node, "w") * factor)))
    for indent in list(table.iter(w("tblInd"))):
        indent.getparent().remove(indent)


def _number(node: Any, name: str, kind: str = "") -> int:
    if node is None or (kind and node.get(w("type"), kind) != kind):
        return 0
    text = node.get(w(name), "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _emu(node: Any, name: str) -> int:
    text = node.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _drop_name(body: Any, annex: Annex) -> None:
    """Take out the first line if it is the name of the annex, which the title has."""
    for block in body:
        text = "".join(block.itertext(T))
        if text.strip() or block.tag == TBL:
            if block.tag == P and annex.repeats_name(text):
                for earlier in [*block.itersiblings(preceding=True), block]:
                    body.remove(earlier)
            return


def _name_pictures(body: Any, annex: Annex) -> None:
    """Give the drawings numbers of their own, and words for those who do not see them."""
    first = _FIRST_ID + annex.number * _PICTURES_PER_ANNEX
    for index, properties in enumerate(body.iter(f"{{{WP}}}docPr")):
        properties.set("id", str(first + index))
        properties.set("name", f"{annex.label}图{index + 1}")
        if not properties.get("descr"):
            properties.set("descr", f"{annex.title}中的图片")
    for properties in body.iter(f"{{{_PICTURE}}}cNvPr"):
        properties.set("name", annex.label)
