"""A copy of a Word file with a comment at the place of each finding.

The comments are put between the bytes of the document, which remain as they were to the last
one.  Only the list of parts and the relationships between them gain an entry.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.ooxml.archive import member_info
from yugong.ooxml.names import CONTENT_TYPES, RELATIONSHIPS, STRICT_R, R, is_strict, w
from yugong.ooxml.relationships import COMMENTS_TYPE, CONTENT_TYPES_PART, relationships_part
from yugong.published.office.parts import OfficeParts
from yugong.published.word.addresses import ParagraphNumbers
from yugong.quick_dataclass import dataclass
from yugong.writing.office_file import AUTHOR
from yugong.writing.review.in_words import in_words
from yugong.writing.review.xml_bytes import Paragraph, appended, put_in, source_paragraphs, xml_text

_RELATIONSHIP = f"{R}/comments"
_STRICT_RELATIONSHIP = f"{STRICT_R}/comments"
_SAVED = "{http://purl.org/dc/terms/}modified"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ID = w("id")
_COMPRESSION = 6
_ELSEWHERE = "这条意见不在正文的某一段里，标在开头。"


@dataclass(frozen=True, slots=True)
class CommentedFile:
    """The copy, the number of findings at their place, and the number at the beginning."""

    data: bytes
    placed: int
    elsewhere: int


def annotate_docx(
    data: bytes, file: str, findings: Sequence[Finding], date: str = ""
) -> CommentedFile:
    """Return the Word file ``data`` with a comment by 预公 for each finding.

    A finding with no place in the main text has its comment at the first paragraph.  ``date``
    (ISO, UTC) is that of the comments, by default the date when the document was last saved, so
    that the same input gives the same bytes.  Raises :class:`FindingsError` (R030, R031, D011)
    if the file cannot be read or cannot be written into.
    """
    numbers = ParagraphNumbers(data, file)
    parts = OfficeParts(data, file)
    main = parts.main_part()
    elements = source_paragraphs(parts.members[main])
    if not elements:
        raise FindingsError([Finding(Kind.NOT_ANNOTATABLE, Place(file=file))])
    located = [(numbers.number_at(finding.place.path), finding) for finding in findings]
    comments = _Comments(parts, main, elements[0].space, date or _last_saved(parts))
    marks: dict[int, list[int]] = {}
    for number, finding in sorted(located, key=lambda pair: pair[0] or 0):
        note = () if number is not None else (_ELSEWHERE,)
        marks.setdefault(number or 0, []).append(comments.add(finding, note))
    put = [piece for number, ids in marks.items() for piece in _marks(elements[number], ids)]
    changed = {main: put_in(parts.members[main], put)}
    for name, part in comments.parts().items():
        if part is None:
            raise FindingsError([Finding(Kind.NOT_ANNOTATABLE, Place(file=file, path=name))])
        changed[name] = part
    placed = sum(number is not None for number, _ in located)
    return CommentedFile(_repacked(data, changed), placed, len(findings) - placed)


class _Comments:
    """The comments part: the present one continued, or a new one with its relationship."""

    def __init__(self, parts: OfficeParts, main: str, space: str, date: str) -> None:
        self._members = parts.members
        self._main = main
        self._space = space
        self._date = f' w:date="{xml_text(date)}"' if date else ""
        relationships = parts.relationships(main)
        targets = (item.target for item in relationships if item.short_kind == "comments")
        self._present = next((target for target in targets if target in parts.members), "")
        self._next = _highest(parts.root(self._present)) + 1 if self._present else 0
        self._added: list[str] = []
        self._ids = {item.id for item in relationships}

    def add(self, finding: Finding, notes: Iterable[str]) -> int:
        """Add a finding; return the number of its comment."""
        number = self._next
        self._next += 1
        lines = "".join(
            f'<w:p><w:r><w:t xml:space="preserve">{xml_text(line)}</w:t></w:r></w:p>'
            for line in (*in_words(finding), *notes)
        )
        self._added.append(
            f'<w:comment xmlns:w="{self._space}" w:id="{number}" w:author="{AUTHOR}"'
            f'{self._date} w:initials="{AUTHOR}">{lines}</w:comment>'
        )
        return number

    def parts(self) -> dict[str, bytes | None]:
        """Return every new or extended part; None for one that cannot be extended."""
        if not self._added:
            return {}
        added = "".join(self._added)
        if self._present:
            return {self._present: appended(self._members[self._present], added)}
        folder = self._main.rpartition("/")[0]
        name = _free("comments{}.xml", lambda name: f"{folder}/{name}" in self._members)
        relationships = relationships_part(self._main)
        kind = _STRICT_RELATIONSHIP if is_strict(self._space) else _RELATIONSHIP
        entry = (
            f'<Relationship xmlns="{RELATIONSHIPS}" '
            f'Id="{_free("yugong{}", self._ids.__contains__)}" Type="{kind}" Target="{name}"/>'
        )
        listed = (
            f'<Override xmlns="{CONTENT_TYPES}" PartName="/{folder}/{name}" '
            f'ContentType="{COMMENTS_TYPE}"/>'
        )
        types = self._members.get(CONTENT_TYPES_PART, _empty("Types", CONTENT_TYPES))
        known = self._members.get(relationships, _empty("Relationships", RELATIONSHIPS))
        return {
            CONTENT_TYPES_PART: appended(types, listed),
            relationships: appended(known, entry),
            f"{folder}/{name}": _part(f'<w:comments xmlns:w="{self._space}">{added}</w:comments>'),
        }


def _last_saved(parts: OfficeParts) -> str:
    """Return the date of the last saving by the document's properties; empty for none."""
    for item in parts.relationships(""):
        if item.short_kind == "core-properties":
            core = parts.root(item.target)
            saved = core.findtext(_SAVED, "") if core is not None else ""
            if _DATE.fullmatch(saved):
                return str(saved)
    return ""


def _marks(paragraph: Paragraph, ids: Sequence[int]) -> list[tuple[int, int, bytes]]:
    """Return the pieces that make these comments refer to the whole of a paragraph."""
    p, space = paragraph.prefix, ""
    if not p:
        p, space = "w:", f' xmlns:w="{paragraph.space}"'
    begin = "".join(f'<{p}commentRangeStart{space} {p}id="{number}"/>' for number in ids)
    end = "".join(
        f'<{p}commentRangeEnd{space} {p}id="{number}"/>'
        f'<{p}r{space}><{p}commentReference {p}id="{number}"/></{p}r>'
        for number in ids
    )
    if paragraph.empty:
        closed = f">{begin}{end}</{paragraph.prefix}p>"
        return [(paragraph.end - len("/>"), paragraph.end, closed.encode())]
    return [
        (paragraph.begin, paragraph.begin, begin.encode()),
        (paragraph.end, paragraph.end, end.encode()),
    ]


def _highest(comments: Any) -> int:
    """Return the highest number of the present comments; -1 for none."""
    given = (comment.get(_ID, "") for comment in (comments if comments is not None else ()))
    return max((int(number) for number in given if number.isdecimal()), default=-1)


def _free(pattern: str, taken: Callable[[str], bool]) -> str:
    """Return the first name of this pattern that is not taken."""
    numbers = ("", *map(str, range(1, 10_000)))
    return next(name for name in map(pattern.format, numbers) if not taken(name))


def _empty(root: str, space: str) -> bytes:
    return _part(f'<{root} xmlns="{space}"></{root}>')


def _part(root: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + root).encode()


def _repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return the archive with these members changed or added, all others as they were."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            target.writestr(info, changed.get(info.filename, source.read(info)))
        present = set(source.namelist())
        for name, part in changed.items():
            if name not in present:
                target.writestr(member_info(name, _COMPRESSION), part)
    return out.getvalue()
