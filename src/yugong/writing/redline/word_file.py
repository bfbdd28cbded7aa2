"""A Word document opened to be compared: its parts, and what each of them points to."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.reading.file_bytes import read_bytes
from yugong.reading.office_file import UNPACKED_LIMIT, parse_part
from yugong.writing.docx.template.impersonal import REVISIONS, clean, clean_settings
from yugong.writing.docx.template.members import DOCUMENT_TYPE, Members
from yugong.writing.docx.template.ooxml import W, w
from yugong.writing.docx.template.relationships import Relationship, xml_bytes
from yugong.writing.redline.items import simple_fields_spelled_out

_TRACKED = (
    *REVISIONS,
    *(w(f"customXml{kind}RangeStart") for kind in ("Ins", "Del", "MoveFrom", "MoveTo")),
)
_TEXTS = ("header", "footer")
_NOTES = ("footnotes", "endnotes")
_NOTE_REFERENCES = (w("footnoteReference"), w("endnoteReference"))


class WordFile(Members):
    """The parts of a Word document reached from its body.

    Raises :class:`FindingsError`: R001, R002 for a file that cannot be read, D020 for one that
    is no Word document, D021 for one with tracked changes.
    """

    def __init__(self, path: Path) -> None:
        self._digests: dict[str, str] = {}
        try:
            super().__init__(_read(path), path.name)
            self.body = self._main()
            self.names = self.reached_from(self.body)
            self._prepare()
        except FindingsError as error:
            raise FindingsError(_not_comparable(error)) from error

    def _main(self) -> str:
        bodies = self.bodies()
        if not bodies:
            raise self._bad("没有正文")
        if self.types.of(bodies[0].target) != DOCUMENT_TYPE:
            raise self._bad("不是 Word 文档，或是模板、带有宏")
        return bodies[0].target

    def _bad(self, found: str) -> FindingsError:
        place = Place(file=self._file)
        return FindingsError(
            [Finding(Kind.NOT_COMPARABLE_WORD_FILE, place, actual=found, expected="不带宏的 .docx")]
        )

    def _prepare(self) -> None:
        """Texts as they can be compared: no editing traces, all fields in one form."""
        for name in self.texts():
            root = self.root(name)
            tracked = next(root.iter(*_TRACKED), None)
            if tracked is not None:
                found = tracked.tag.rsplit("}", 1)[-1]
                raise FindingsError(
                    [Finding(Kind.HAS_REVISIONS, Place(file=self._file), actual=f"w:{found}")]
                )
            clean(root)
            simple_fields_spelled_out(root)
        self._members[self.body] = b""  # long, and from here on only the tree is asked for
        if self.root(self.body).find(w("body")) is None or self.root(self.body).nsmap.get("w") != W:
            raise self._bad("正文不是 Word 的格式")
        for item in self.relationships(self.body):
            if item.external or item.short_kind not in ("settings", "styles", "numbering"):
                continue
            root = self.root(item.target)
            if item.short_kind == "settings":
                clean_settings(root)
            clean(root)
            self._members[item.target] = xml_bytes(root)

    def texts(self) -> list[str]:
        """The body, then headers and footers in the order of the file."""
        items = self.relationships(self.body)
        return [self.body, *self.targets(*_TEXTS)] if items else [self.body]

    def targets(self, *kinds: str) -> list[str]:
        """What the body points to by these kinds of relationship."""
        found = [
            item.target
            for item in self.relationships(self.body)
            if item.short_kind in kinds and not item.external
        ]
        return list(dict.fromkeys(found))

    def content(self, item: Relationship) -> str:
        """A digest of what a relationship points to."""
        return f"→{item.target}" if item.external else self.digest(item.target)

    def contents(self, part: str) -> dict[str, str]:
        """The digest of what each relationship of a part points to, by its id."""
        return {item.id: self.content(item) for item in self.relationships(part)}

    def digest(self, part: str) -> str:
        """A digest of a part and of all it points to."""
        if part not in self._digests:
            self._digests[part] = "…"  # a part that leads back to itself
            pointers = "".join(
                f"{item.id} {self.content(item)};" for item in self.relationships(part)
            )
            self._digests[part] = sha256(self._members[part] + pointers.encode()).hexdigest()
        return self._digests[part]

    def notes(self) -> list[str]:
        """Digests of footnotes and endnotes; empty where the text refers to none."""
        if next(self.root(self.body).iter(*_NOTE_REFERENCES), None) is None:
            return []
        return [self.digest(name) for name in self.targets(*_NOTES)]

    def openers(self) -> dict[str, int]:
        """Paragraph styles that begin something: 2 where they begin a page, 1 a group."""
        found: dict[str, int] = {}
        for part in self.targets("styles"):
            for style in self.root(part).iter(w("style")):
                properties = style.find(w("pPr"))
                if properties is None:
                    continue
                names = {node.tag for node in properties}
                weight = 2 if w("pageBreakBefore") in names else int(w("keepNext") in names)
                found[style.get(w("styleId"), "")] = weight
        return found

    def title(self) -> str:
        """The title in the document's properties; empty without one."""
        data = self._members.get("docProps/core.xml")
        if data is None:
            return ""
        tag = "{http://purl.org/dc/elements/1.1/}title"
        return str(parse_part(data, self._file, "docProps/core.xml").findtext(tag) or "")


def _read(path: Path) -> bytes:
    data, findings = read_bytes(path, UNPACKED_LIMIT, path.name)
    if data is None:
        raise FindingsError(findings)
    return data


def _not_comparable(error: FindingsError) -> list[Finding]:
    """Findings in the words of a comparison: the file is no template here."""
    return [
        Finding(
            Kind.NOT_COMPARABLE_WORD_FILE,
            finding.place,
            actual=finding.actual,
            expected=finding.expected,
        )
        if finding.code == Kind.TEMPLATE_UNREADABLE
        else finding
        for finding in error.findings
    ]
