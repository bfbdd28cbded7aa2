"""A Word file brought into another: its styles, lists, pictures and links under new names.

What cannot come along (charts, notes, embedded objects, content from elsewhere) is a fault.

Tests: tests/writing/docx/engine/test_docxtpl_files.py.
"""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Iterator
from dataclasses import field
from itertools import count
from typing import Any

from lxml import etree

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.ooxml.names import NS, SDT, SECTPR, VAL, R, W, w
from yugong.ooxml.relationships import Relationship
from yugong.quick_dataclass import dataclass
from yugong.writing.docx.template.editor_traces import unwrap
from yugong.writing.docx.template.impersonal import clean, has_revisions
from yugong.writing.docx.template.parts import Parts

STYLED = {w("pStyle"): "paragraph", w("rStyle"): "character", w("tblStyle"): "table"}
_STYLE_LINKS = (w("basedOn"), w("next"), w("link"))
_CARRIED = ("image", "hyperlink")
_OF_THE_OTHER_FILE = tuple(
    w(name) for name in ("nsid", "pStyle", "lvlPicBulletId", "styleLink", "numStyleLink")
)
_DROPPED = (
    *(w(name) for name in ("bookmarkStart", "bookmarkEnd", "headerReference", "footerReference")),
    SECTPR,
)
_PLAIN_CONTENT = "只用文字、表格、图片和链接"


@dataclass(slots=True)
class Additions:
    """The parts and relationships that subdocuments add to the package of the template."""

    parts: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    """Added parts: bytes and content type."""
    relationships: list[Relationship] = field(default_factory=list)
    """Relationships added to the body."""
    numbering: Any = None
    """The root of a numbering part, where the template has none."""


@dataclass(frozen=True, slots=True)
class Home:
    """The document that takes others in: the roots of its styles and of its numbering, or None.

    ``word`` is what a document taken in is called in faults, ``prefix`` and ``media`` begin the
    names of its relationships and pictures; ``kind`` is the kind of its faults.
    """

    styles: Any
    numbering: Any
    additions: Additions
    word: str = "子文档"
    prefix: str = "Sub"
    media: str = "subdocument"
    kind: Kind = Kind.UNSUPPORTED_IN_TEMPLATE


class BroughtIn:
    """A Word file, brought into another."""

    def __init__(self, data: bytes, file: str, home: Home, number: int) -> None:
        self._file = file
        self._home = home
        self._additions = home.additions
        self._number = number
        self._source = Parts(data, file)
        self._pictures = count(1)
        self._links: dict[str, str] = {}
        self._added_styles: list[Any] = []

    def body(self) -> Any:
        """The body, fit for its new home; raises FindingsError for what cannot come along."""
        root = self._source.root(self._source.body)
        if has_revisions(root):
            raise self._unsupported("未处理的修订", "先接受或拒绝全部修订")
        clean(root)
        unwrap(root)
        body = root.find(w("body"))
        for node in list(body.iter(*_DROPPED)):
            node.getparent().remove(node)
        self._check(body)
        self._check_notes(body)
        for control in body.iter(SDT):
            for identifier in control.findall("w:sdtPr/w:id", NS):
                identifier.getparent().remove(identifier)
        for link in body.iter(w("hyperlink")):
            link.attrib.pop(w("anchor"), None)
        self._styles(body)
        self._numbering(body)
        self._relationships(body)
        return body

    def _unsupported(self, actual: str, expected: str) -> FindingsError:
        place = Place(file=self._file)
        return FindingsError([Finding(self._home.kind, place, actual=actual, expected=expected)])

    def _check(self, body: Any) -> None:
        """Raise FindingsError for content that this home does not take."""

    def _check_notes(self, body: Any) -> None:
        for name in ("footnoteReference", "endnoteReference", "commentReference"):
            if next(body.iter(w(name)), None) is not None:
                raise self._unsupported(f"{self._home.word}里有脚注、尾注或批注", _PLAIN_CONTENT)

    def _relationships(self, body: Any) -> None:
        known = {item.id: item for item in self._source.relationships(self._source.body)}
        for node in body.iter():
            for name in [name for name in node.attrib if name.startswith(f"{{{R}}}")]:
                item = known.get(node.get(name))
                if item is None or item.short_kind not in _CARRIED:
                    raise self._unsupported(
                        f"{self._home.word}里有图表、嵌入的文件等内容", _PLAIN_CONTENT
                    )
                if item.external and item.short_kind != "hyperlink":
                    raise self._unsupported(item.target, "图片嵌入文档，不从外部读取")
                node.set(name, self._link(item))

    def _link(self, item: Relationship) -> str:
        if item.id not in self._links:
            identifier = f"rId{self._home.prefix}{self._number}x{len(self._links) + 1}"
            target = item.target
            if not item.external:
                extension = posixpath.splitext(target)[1].lower()
                data, kind = self._source.bytes_of(target), self._source.types.of(target)
                name = self._home.media
                target = f"word/media/{name}{self._number}_{next(self._pictures)}{extension}"
                self._additions.parts[target] = (data, kind)
            self._links[item.id] = identifier
            added = Relationship(identifier, item.kind, target, item.external)
            self._additions.relationships.append(added)
        return self._links[item.id]

    def _styles(self, body: Any) -> None:
        """Copy the styles that the template does not have by name; rename the others."""
        source, target = self._source.styles, self._home.styles
        if source is None or target is None:
            return
        by_id = {(_kind(node), node.get(w("styleId"))): node for node in source.iter(w("style"))}
        known = {_style_key(node): node.get(w("styleId")) for node in target.iter(w("style"))}
        taken = {node.get(w("styleId")) for node in target.iter(w("style"))}
        renamed: dict[tuple[str, str], str] = {}
        waiting = [(node, STYLED[node.tag]) for node in body.iter(*STYLED)]
        while waiting:
            node, kind = waiting.pop()
            key = kind, node.get(VAL, "")
            style = by_id.get(key)
            if style is None:
                continue
            if key not in renamed:
                renamed[key] = known.get(_style_key(style)) or _free(key[1], taken, self._number)
                if renamed[key] not in taken:
                    taken.add(renamed[key])
                    added = copy.deepcopy(style)
                    added.set(w("styleId"), renamed[key])
                    added.attrib.pop(w("default"), None)
                    target.append(added)
                    self._added_styles.append(added)
                    links = added.iter(*_STYLE_LINKS)
                    waiting.extend((link, _linked_kind(kind, link)) for link in links)
            node.set(VAL, renamed[key])

    def _numbering(self, body: Any) -> None:
        """Copy the lists under new numbers, so that they start at their first number."""
        holders = [body, *self._added_styles]
        nodes = [node for holder in holders for node in holder.iter(w("numId"))]
        source = numbering_of(self._source)
        if not nodes or source is None:
            return
        target = self._home.numbering
        if target is None:
            if self._additions.numbering is None:
                self._additions.numbering = etree.Element(w("numbering"), nsmap={"w": W})
            target = self._additions.numbering
        numbers = {node.get(w("numId")): node for node in source.findall(w("num"))}
        lists = {node.get(w("abstractNumId")): node for node in source.findall(w("abstractNum"))}
        moved: dict[str, str] = {}
        for node in nodes:
            identifier = node.get(VAL, "")
            number = numbers.get(identifier)
            pattern = None if number is None else number.find(w("abstractNumId"))
            if number is None or pattern is None:
                continue
            if identifier not in moved:
                moved[identifier] = _bring_list(target, number, lists.get(pattern.get(VAL)))
            node.set(VAL, moved[identifier])


def _free(identifier: str, taken: set[Any], number: int) -> str:
    while identifier in taken:
        identifier = f"{identifier}_{number}"
    return identifier


def _bring_list(ours: Any, number: Any, pattern: Any) -> str:
    lists, numbers = ours.findall(w("abstractNum")), ours.findall(w("num"))
    list_id = str(1 + max(_values(lists, "abstractNumId"), default=0))
    number_id = str(1 + max(_values(numbers, "numId"), default=0))
    added = copy.deepcopy(number)
    added.set(w("numId"), number_id)
    if pattern is not None:
        new_list = copy.deepcopy(pattern)
        new_list.set(w("abstractNumId"), list_id)
        for node in list(new_list.iter(*_OF_THE_OTHER_FILE)):
            node.getparent().remove(node)
        ours.insert(list(ours).index(lists[-1]) + 1 if lists else 0, new_list)
        added.find(w("abstractNumId")).set(VAL, list_id)
    ours.insert(list(ours).index(numbers[-1]) + 1 if numbers else len(ours), added)
    return number_id


def _values(nodes: list[Any], name: str) -> Iterator[int]:
    for node in nodes:
        text = node.get(w(name)) or ""
        if text.isdecimal():
            yield int(text)


def numbering_of(parts: Parts) -> Any:
    """The root of the numbering part, or ``None``."""
    for item in parts.relationships(parts.body):
        if item.short_kind == "numbering":
            return parts.root(item.target)
    return None


def _kind(style: Any) -> str:
    return str(style.get(w("type"), "paragraph"))


def _style_key(style: Any) -> tuple[str, str]:
    name = style.find(w("name"))
    return _kind(style), "" if name is None else (name.get(VAL) or "").strip().lower()


def _linked_kind(kind: str, node: Any) -> str:
    if node.tag == w("link"):
        return "character" if kind == "paragraph" else "paragraph"
    return kind
