"""A copy of a Word file with a comment at the place of each finding.

The comments are set into the bytes of the document: whatever was there before stays as it was,
to the last byte.  Only the list of parts and the pointers between them gain an entry.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.published.office.parts import OfficeParts
from yugong.published.word.addresses import ParagraphNumbers
from yugong.writing.docx.template.ooxml import CONTENT_TYPES, RELATIONSHIPS
from yugong.writing.docx.template.relationships import CONTENT_TYPES_PART, relationships_part
from yugong.writing.office_file import AUTHOR, MEMBER_DATE
from yugong.writing.review.in_words import in_words
from yugong.writing.review.xml_bytes import Paragraph, appended, paragraphs, put_in, xml_text

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_POINTER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_STRICT_POINTER = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
_STRICT = "http://purl.oclc.org/"
_SAVED = "{http://purl.org/dc/terms/}modified"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ID = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}id"
_ELSEWHERE = "这条意见不在正文的某一段里，标在开头。"


@dataclass(frozen=True, slots=True)
class AnnotatedCopy:
    """The copy, and how many findings stand at their place and how many at the beginning."""

    data: bytes
    placed: int
    elsewhere: int


def annotate_docx(
    data: bytes, file: str, findings: Sequence[Finding], date: str = ""
) -> AnnotatedCopy:
    """The Word file ``data`` with a comment for each finding, by 预公.

    A finding whose place is none in the main text has its comment at the first paragraph.
    ``date`` (ISO, UTC) is that of the comments; left out, it is when the document was last saved,
    so that the same input gives the same bytes.  Raises :class:`FindingsError` (R030, R031,
    D011) where the file cannot be read, or cannot be written into.
    """
    numbers = ParagraphNumbers(data, file)
    parts = OfficeParts(data, file)
    main = parts.start()
    there = paragraphs(parts.members[main])
    if not there:
        raise FindingsError([Finding(Kind.NOT_ANNOTATABLE, Place(file=file))])
    at = [numbers.at(finding.place.path) for finding in findings]
    order = sorted(range(len(findings)), key=lambda one: at[one] or 0)
    comments = _Comments(parts, main, there[0].space, date or _last_saved(parts))
    marks: dict[int, list[int]] = {}
    for one in order:
        note = () if at[one] is not None else (_ELSEWHERE,)
        marks.setdefault(at[one] or 0, []).append(comments.add(findings[one], note))
    put = [piece for number, ids in marks.items() for piece in _marks(there[number], ids)]
    changed = {main: put_in(parts.members[main], put)}
    for name, part in comments.parts().items():
        if part is None:
            raise FindingsError([Finding(Kind.NOT_ANNOTATABLE, Place(file=file, path=name))])
        changed[name] = part
    placed = sum(number is not None for number in at)
    return AnnotatedCopy(_repacked(data, changed), placed, len(findings) - placed)


class _Comments:
    """The part of the comments: the one there is, continued, or a new one pointed at."""

    def __init__(self, parts: OfficeParts, main: str, space: str, date: str) -> None:
        self._members = parts.members
        self._main = main
        self._space = space
        self._date = f' w:date="{xml_text(date)}"' if date else ""
        pointed = (one for one in parts.pointers(main) if one.kind == "comments")
        self._there = next((one.target for one in pointed if one.target in parts.members), "")
        self._next = _highest(parts.root(self._there)) + 1 if self._there else 0
        self._said: list[str] = []
        self._ids = {one.id for one in parts.pointers(main)}

    def add(self, finding: Finding, notes: Iterable[str]) -> int:
        """Enter a finding; gives the number of its comment."""
        number = self._next
        self._next += 1
        lines = "".join(
            f'<w:p><w:r><w:t xml:space="preserve">{xml_text(line)}</w:t></w:r></w:p>'
            for line in (*in_words(finding), *notes)
        )
        self._said.append(
            f'<w:comment xmlns:w="{self._space}" w:id="{number}" w:author="{AUTHOR}"'
            f'{self._date} w:initials="{AUTHOR}">{lines}</w:comment>'
        )
        return number

    def parts(self) -> dict[str, bytes | None]:
        """Every part that is new or has more in it than before; ``None`` where that cannot be."""
        if not self._said:
            return {}
        said = "".join(self._said)
        if self._there:
            return {self._there: appended(self._members[self._there], said)}
        folder = self._main.rpartition("/")[0]
        name = _free("comments{}.xml", lambda one: f"{folder}/{one}" in self._members)
        pointers = relationships_part(self._main)
        kind = _STRICT_POINTER if self._space.startswith(_STRICT) else _POINTER
        entry = (
            f'<Relationship xmlns="{RELATIONSHIPS}" '
            f'Id="{_free("yugong{}", self._ids.__contains__)}" Type="{kind}" Target="{name}"/>'
        )
        listed = (
            f'<Override xmlns="{CONTENT_TYPES}" PartName="/{folder}/{name}" '
            f'ContentType="{_COMMENTS_TYPE}"/>'
        )
        types = self._members.get(CONTENT_TYPES_PART, _empty("Types", CONTENT_TYPES))
        known = self._members.get(pointers, _empty("Relationships", RELATIONSHIPS))
        return {
            CONTENT_TYPES_PART: appended(types, listed),
            pointers: appended(known, entry),
            f"{folder}/{name}": _part(f'<w:comments xmlns:w="{self._space}">{said}</w:comments>'),
        }


def _last_saved(parts: OfficeParts) -> str:
    """When the document says it was last saved; empty where it does not."""
    for pointer in parts.pointers(""):
        if pointer.kind == "core-properties":
            core = parts.root(pointer.target)
            said = core.findtext(_SAVED, "") if core is not None else ""
            if _DATE.fullmatch(said):
                return str(said)
    return ""


def _marks(paragraph: Paragraph, ids: Sequence[int]) -> list[tuple[int, int, bytes]]:
    """What to put into a paragraph so that these comments are about the whole of it."""
    p, space = paragraph.prefix, ""
    if not p:
        p, space = "w:", f' xmlns:w="{paragraph.space}"'
    begin = "".join(f'<{p}commentRangeStart{space} {p}id="{one}"/>' for one in ids)
    end = "".join(
        f'<{p}commentRangeEnd{space} {p}id="{one}"/>'
        f'<{p}r{space}><{p}commentReference {p}id="{one}"/></{p}r>'
        for one in ids
    )
    if paragraph.empty:
        closed = f">{begin}{end}</{paragraph.prefix}p>"
        return [(paragraph.end - len("/>"), paragraph.end, closed.encode())]
    return [
        (paragraph.begin, paragraph.begin, begin.encode()),
        (paragraph.end, paragraph.end, end.encode()),
    ]


def _highest(comments: Any) -> int:
    """The highest number of the comments there are; -1 where there is none."""
    given = (one.get(_ID, "") for one in (comments if comments is not None else ()))
    return max((int(number) for number in given if number.isdecimal()), default=-1)


def _free(pattern: str, taken: Callable[[str], bool]) -> str:
    """The first name of this pattern that is not taken."""
    numbers = ("", *map(str, range(1, 10_000)))
    return next(name for name in map(pattern.format, numbers) if not taken(name))


def _empty(root: str, space: str) -> bytes:
    return _part(f'<{root} xmlns="{space}"></{root}>')


def _part(root: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + root).encode()


def _repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The archive with these members changed or added, all others as they are."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            target.writestr(info, changed.get(info.filename, source.read(info)))
        there = set(source.namelist())
        for name, part in changed.items():
            if name not in there:
                added = zipfile.ZipInfo(name, MEMBER_DATE)
                added.create_system = 0
                added.external_attr = 0
                target.writestr(added, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
