"""Preview a template: in a written document every value shows the tag it comes from.

The template is given two private signs around each value tag before it is compiled; in what is
written they are found again, the text between them is highlighted, and a comment names a tag where
it first shows in the running text.  A loop or a condition gets one sign, at the first text that
depends on it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from yugong.ooxml.archive import PackageArchive
from yugong.ooxml.names import (
    CONTENT_TYPES,
    HYPERLINK,
    NS,
    R_RUN,
    RELATIONSHIPS,
    RPR,
    VAL,
    XML_SPACE,
    P,
    R,
    T,
    w,
)
from yugong.ooxml.package import read_members
from yugong.ooxml.part_xml import parse_part, xml_bytes
from yugong.ooxml.relationships import COMMENTS_TYPE, CONTENT_TYPES_PART, relationships_part
from yugong.reading.office_file import package_faults
from yugong.template.tags import CLOSERS, MIDDLES, OPENERS, Tag
from yugong.whole_file import write_whole
from yugong.writing.docx.template.parts import Parts
from yugong.writing.docx.template.places import paragraphs
from yugong.writing.docx.template.runs import Joined, read_tags
from yugong.writing.office_file import AUTHOR

_FIRST = 0xE100
_MOST = 0xF8FF - _FIRST
_OPEN, _CLOSE, _POINT = "\ue010", "\ue011", "\ue012"
_SIGNS = re.compile(f"(?P<sign>[{_OPEN}{_POINT}])(?P<number>.)|{_CLOSE}", re.DOTALL)
_AFTER_HIGHLIGHT = frozenset(
    w(name)
    for name in (
        *("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"),
        *("eastAsianLayout", "specVanish", "oMath"),
    )
)
_LEVEL = 6
"""How far a preview is compressed."""


def with_signs(data: bytes, name: str) -> tuple[bytes, list[str]]:
    """Return the template with signs at its tags, and the note for each sign.

    Raises :class:`FindingsError` (S006) for a file that is not a Word document.
    """
    with package_faults(name):
        members = read_members(data)
    marker = _Marker()
    for part, prefix in Parts(data, name).texts():
        with package_faults(name):
            root = parse_part(members[part], part)
        for paragraph, place in paragraphs(root, prefix):
            marker.paragraph(paragraph, place)
        members[part] = xml_bytes(root)
    return _packed(members), marker.notes


class _Marker:
    """Puts signs into the paragraphs of a template, in their order.

    A loop or condition with a paragraph or a row of its own is noted at the first text that depends
    on it.  It is not known here which text is written first: each branch, and the text after a part
    that may be missing, gets the sign as well, and only the first one written has the note.
    """

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._waiting: list[str] = []
        self._open: list[tuple[Tag, list[str]]] = []

    def paragraph(self, paragraph: Any, place: str) -> None:
        joined, spans, _ = read_tags(paragraph, place)
        if any(span.tag.scope for span in spans):
            for span in spans:
                self._statement(span.tag)
            return
        for span in reversed(spans):
            tag = span.tag
            if not tag.word:
                sign = self._sign(_OPEN, f"标签 {tag.raw}（模板{tag.place}）")
                if sign:
                    _insert(joined, span.end - 1, 1, _CLOSE)
                    _insert(joined, span.start, 0, sign)
            elif tag.word in OPENERS | MIDDLES:
                _insert(joined, span.end - 1, 1, self._begun(tag))
        text = next((n for _, n in joined.pieces if n.tag == T and (n.text or "").strip()), None)
        if text is not None:
            text.text = "".join(self._waiting) + text.text
            self._waiting.clear()

    def _statement(self, tag: Tag) -> None:
        if tag.word in OPENERS:
            self._open.append((tag, list(self._waiting)))
            self._waiting.append(self._begun(tag))
        elif tag.word in MIDDLES and self._open:
            opener, before = self._open[-1]
            self._waiting = [*before, self._begun(tag, opener)]
        elif tag.word in CLOSERS and self._open:
            self._waiting = self._open.pop()[1]

    def _begun(self, tag: Tag, opener: Tag | None = None) -> str:
        """Return the sign of a statement; the note of an ``else`` names its statement."""
        kind = "循环" if tag.word == "for" else "条件"
        if tag.word == "else" and opener is not None:
            otherwise = "没有一项" if opener.word == "for" else "不成立"
            return self._sign(_POINT, f"{kind} {opener.raw} {otherwise}（模板{tag.place}）")
        return self._sign(_POINT, f"{kind} {tag.raw}（模板{tag.place}）")

    def _sign(self, sign: str, note: str) -> str:
        """Return a sign with the character for its note; empty if all characters are taken."""
        if len(self.notes) == _MOST:
            return ""
        self.notes.append(note)
        return sign + chr(_FIRST + len(self.notes) - 1)


def _insert(joined: Joined, position: int, after: int, sign: str) -> None:
    """Put a sign before or after a character of the paragraph's text."""
    start, node = next(piece for piece in reversed(joined.pieces) if piece[0] <= position)
    place = position - start + after
    node.text = f"{(node.text or '')[:place]}{sign}{(node.text or '')[place:]}"


def reveal(path: Path, notes: list[str]) -> None:
    """Make the signs of a written document visible: highlighted text, and comments.

    Raises :class:`FindingsError` (D004) where the file cannot be written.
    """
    data = path.read_bytes()
    with package_faults(path.name):
        members = read_members(data)
    parts = Parts(data, path.name)
    revealer = _Revealer(notes)
    for part, _ in parts.texts():
        with package_faults(path.name):
            root = parse_part(members[part], part)
        revealer.part(root, comments=part == parts.body)
        members[part] = xml_bytes(root)
    if revealer.comments:
        with package_faults(path.name):
            _add_comments(members, parts.body, revealer.comments)
    write_whole(path, _packed(members))


class _Revealer:
    """Highlights the text between signs, and gathers the comments in their order."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes
        self._seen: set[int] = set()
        self.comments: list[str] = []

    def part(self, root: Any, *, comments: bool) -> None:
        for paragraph in list(root.iter(P)):
            current: int | None = None
            for run in list(paragraph.iter(R_RUN)):
                if next(run.iterancestors(P)) is paragraph:
                    current = self._run(run, current, comments=comments)

    def _run(self, run: Any, current: int | None, *, comments: bool) -> int | None:
        """Rewrite one run; return the tag that is still open after it."""
        texts = [node.text or "" for node in run.iterchildren(T)]
        if current is None and not any(_SIGNS.search(text) for text in texts):
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
            for text, tag, begun in pieces:
                current = tag
                if text:
                    self._text(run, properties, text, tag, comments=comments)
                if begun is not None and comments and begun not in self._seen:
                    self._comment(run, begun)
        run.getparent().remove(run)
        return current

    def _text(
        self, run: Any, properties: Any, text: str, tag: int | None, *, comments: bool
    ) -> None:
        node = etree.Element(T)
        node.text = text
        node.set(XML_SPACE, "preserve")
        text_run = _like(properties, node)
        if tag is None:
            run.addprevious(text_run)
            return
        _highlight(text_run)
        if tag in self._seen or not comments:
            run.addprevious(text_run)
            return
        self._comment(run, tag, text_run)

    def _comment(self, run: Any, tag: int, text_run: Any = None) -> None:
        """Put a comment before ``run``, about ``text_run`` or about the place itself."""
        self._seen.add(tag)
        number = str(len(self.comments))
        self.comments.append(self._notes[tag])
        for name in ("commentRangeStart", "commentRangeEnd"):
            mark = etree.Element(w(name))
            mark.set(w("id"), number)
            run.addprevious(mark)
            if text_run is not None and name == "commentRangeStart":
                run.addprevious(text_run)
        reference = etree.SubElement(etree.Element(R_RUN), w("commentReference"))
        reference.set(w("id"), number)
        run.addprevious(reference.getparent())


def _pieces(text: str, current: int | None) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield the text between signs, with the tag it belongs to and the statement noted after it.

    The tag of the last piece is the one that is open at the end.
    """
    position = 0
    for sign in _SIGNS.finditer(text):
        number = ord(sign["number"]) - _FIRST if sign["number"] else None
        begins = sign["sign"] == _POINT
        yield text[position : sign.start()], current, number if begins else None
        current = current if begins else number
        position = sign.end()
    yield text[position:], current, None


def _like(properties: Any, child: Any) -> Any:
    """Return a run of this format around one child."""
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
        (index for index, node in enumerate(properties) if node.tag in _AFTER_HIGHLIGHT),
        len(properties),
    )
    properties.insert(position, mark)


def _add_comments(members: dict[str, bytes], body: str, comments: list[str]) -> None:
    """Add the part of the comments, with the entries that make it part of the document."""
    root = etree.Element(w("comments"), nsmap={"w": NS["w"]})
    for number, text in enumerate(comments):
        comment = etree.SubElement(root, w("comment"))
        for name, value in (("id", str(number)), ("author", AUTHOR), ("initials", AUTHOR)):
            comment.set(w(name), value)
        run = etree.SubElement(etree.SubElement(comment, P), R_RUN)
        etree.SubElement(run, T).text = text
    name = "word/comments.xml"
    members[name] = xml_bytes(root)
    pointers = relationships_part(body)

    def entry(part: str, space: str, tag: str, attributes: dict[str, str]) -> None:
        tree = parse_part(members[part], part)
        etree.SubElement(tree, f"{{{space}}}{tag}", attributes)
        members[part] = xml_bytes(tree)

    attributes = {"Id": "rIdPreview", "Type": f"{R}/comments", "Target": f"/{name}"}
    entry(pointers, RELATIONSHIPS, "Relationship", attributes)
    attributes = {"PartName": f"/{name}", "ContentType": COMMENTS_TYPE}
    entry(CONTENT_TYPES_PART, CONTENT_TYPES, "Override", attributes)


def _packed(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    archive = PackageArchive(out, _LEVEL)
    for name in sorted(members, key=lambda member: (member != CONTENT_TYPES_PART, member)):
        archive.add(name, members[name])
    archive.close()
    return out.getvalue()
