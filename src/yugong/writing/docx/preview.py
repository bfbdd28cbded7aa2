"""A written document in which every value shows the tag that it came from.

The template is given two private signs around each value tag before it is compiled; in what is
written they are found again, the text between them is highlighted, and where a tag first shows in
the running text a comment tells it.
"""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from yugong.reading.office_file import parse_part, read_members
from yugong.whole_file import write_whole
from yugong.writing.docx.ooxml import (
    CONTENT_TYPES,
    HYPERLINK,
    NS,
    R_RUN,
    RELATIONSHIPS,
    RPR,
    VAL,
    XML_SPACE,
    P,
    T,
    w,
)
from yugong.writing.docx.parts import Parts
from yugong.writing.docx.places import paragraphs
from yugong.writing.docx.relationships import relationships_part, xml_bytes
from yugong.writing.docx.runs import Joined, read_tags
from yugong.writing.office_file import MEMBER_DATE

AUTHOR = "预公"

_FIRST = 0xE100
_MOST = 0xF8FF - _FIRST
_OPEN, _CLOSE = "\ue010", "\ue011"
_SIGNS = re.compile(f"{_OPEN}(.)|{_CLOSE}", re.DOTALL)
_AFTER_HIGHLIGHT = frozenset(
    w(name)
    for name in (
        *("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"),
        *("eastAsianLayout", "specVanish", "oMath"),
    )
)
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_COMMENTS_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"


def with_signs(data: bytes, name: str) -> tuple[bytes, list[str]]:
    """The template with signs around its value tags, and what each sign stands for.

    Raises :class:`FindingsError` (S006) for a file that is not a Word document.
    """
    members = read_members(data, name)
    told: list[str] = []
    for part, prefix in Parts(data, name).texts():
        root = parse_part(members[part], name, part)
        for paragraph, place in paragraphs(root, prefix):
            joined, spans, _ = read_tags(paragraph, place)
            for span in reversed([span for span in spans if not span.tag.word]):
                if len(told) < _MOST:
                    _insert(joined, span.end - 1, 1, _CLOSE)
                    _insert(joined, span.start, 0, _OPEN + chr(_FIRST + len(told)))
                    told.append(f"标签 {span.tag.raw}（模板{place}）")
        members[part] = xml_bytes(root)
    return _packed(members), told


def _insert(joined: Joined, position: int, after: int, sign: str) -> None:
    """Put a sign before or after a character of the paragraph's text."""
    start, node = next(one for one in reversed(joined.pieces) if one[0] <= position)
    at = position - start + after
    node.text = f"{(node.text or '')[:at]}{sign}{(node.text or '')[at:]}"


def reveal(path: Path, told: list[str]) -> None:
    """Make the signs of a written document visible: highlighted text, and comments.

    Raises :class:`FindingsError` (D004) where the file cannot be written.
    """
    data = path.read_bytes()
    members = read_members(data, path.name)
    parts = Parts(data, path.name)
    revealer = _Revealer(told)
    for part, _ in parts.texts():
        root = parse_part(members[part], path.name, part)
        revealer.part(root, comments=part == parts.body)
        members[part] = xml_bytes(root)
    if revealer.said:
        _add_comments(members, parts.body, revealer.said)
    write_whole(path, _packed(members))


class _Revealer:
    """Highlights what stands between signs, and gathers the comments in their order."""

    def __init__(self, told: list[str]) -> None:
        self._told = told
        self._seen: set[int] = set()
        self.said: list[str] = []

    def part(self, root: Any, *, comments: bool) -> None:
        for paragraph in list(root.iter(P)):
            current: int | None = None
            for run in list(paragraph.iter(R_RUN)):
                if next(run.iterancestors(P)) is paragraph:
                    current = self._run(run, current, comments=comments)

    def _run(self, run: Any, current: int | None, *, comments: bool) -> int | None:
        """One run; gives the tag that is still open after it."""
        texts = [node.text or "" for node in run.iterchildren(T)]
        if current is None and not any(_OPEN in text for text in texts):
            return None
        comments = comments and next(run.iterancestors(HYPERLINK), None) is None
        properties = run.find(RPR)
        for child in list(run):
            if child.tag == RPR:
                continue
            pieces = list(_pieces(child.text or "", current)) if child.tag == T else None
            if pieces is None:
                run.addprevious(_like(properties, child))
                continue
            for text, tag in pieces:
                current = tag
                if text:
                    self._text(run, properties, text, tag, comments=comments)
        run.getparent().remove(run)
        return current

    def _text(
        self, run: Any, properties: Any, text: str, tag: int | None, *, comments: bool
    ) -> None:
        node = etree.Element(T)
        node.text = text
        node.set(XML_SPACE, "preserve")
        own = _like(properties, node)
        if tag is None:
            run.addprevious(own)
            return
        _highlight(own)
        if tag in self._seen or not comments:
            run.addprevious(own)
            return
        self._seen.add(tag)
        number = str(len(self.said))
        self.said.append(self._told[tag])
        for name in ("commentRangeStart", "commentRangeEnd"):
            mark = etree.Element(w(name))
            mark.set(w("id"), number)
            run.addprevious(mark)
            if name == "commentRangeStart":
                run.addprevious(own)
        reference = etree.SubElement(etree.Element(R_RUN), w("commentReference"))
        reference.set(w("id"), number)
        run.addprevious(reference.getparent())


def _pieces(text: str, current: int | None) -> Iterator[tuple[str, int | None]]:
    """The text between signs, with the tag it belongs to; last what is open at the end."""
    position = 0
    for sign in _SIGNS.finditer(text):
        yield text[position : sign.start()], current
        current = ord(sign[1]) - _FIRST if sign[1] else None
        position = sign.end()
    yield text[position:], current


def _like(properties: Any, child: Any) -> Any:
    """A run of this look around one child."""
    run = etree.Element(R_RUN)
    if properties is not None:
        run.append(copy.deepcopy(properties))
    run.append(child)
    return run


def _highlight(run: Any) -> None:
    properties = run.find(RPR)
    if properties is None:
        properties = etree.Element(RPR)
        run.insert(0, properties)
    for old in properties.findall(w("highlight")):
        properties.remove(old)
    mark = etree.Element(w("highlight"))
    mark.set(VAL, "yellow")
    position = next(
        (at for at, node in enumerate(properties) if node.tag in _AFTER_HIGHLIGHT), len(properties)
    )
    properties.insert(position, mark)


def _add_comments(members: dict[str, bytes], body: str, said: list[str]) -> None:
    """The part of the comments, with the entries that make it part of the document."""
    root = etree.Element(w("comments"), nsmap={"w": NS["w"]})
    for number, text in enumerate(said):
        comment = etree.SubElement(root, w("comment"))
        for name, value in (("id", str(number)), ("author", AUTHOR), ("initials", AUTHOR)):
            comment.set(w(name), value)
        run = etree.SubElement(etree.SubElement(comment, P), R_RUN)
        etree.SubElement(run, T).text = text
    name = "word/comments.xml"
    members[name] = xml_bytes(root)
    pointers = relationships_part(body)

    def entry(part: str, space: str, tag: str, attributes: dict[str, str]) -> None:
        tree = etree.fromstring(members[part])
        etree.SubElement(tree, f"{{{space}}}{tag}", attributes)
        members[part] = xml_bytes(tree)

    attributes = {"Id": "rIdPreview", "Type": _COMMENTS_KIND, "Target": f"/{name}"}
    entry(pointers, RELATIONSHIPS, "Relationship", attributes)
    attributes = {"PartName": f"/{name}", "ContentType": _COMMENTS_TYPE}
    entry("[Content_Types].xml", CONTENT_TYPES, "Override", attributes)


def _packed(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(members, key=lambda one: (one != "[Content_Types].xml", one)):
            info = zipfile.ZipInfo(name, MEMBER_DATE)
            info.create_system = 0
            archive.writestr(info, members[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
