"""A Word document opened for a comparison: its parts, and digests of their relationships.

Tests: tests/writing/redline/test_tables.py.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.ooxml.names import W, w
from yugong.ooxml.package import UNPACKED_LIMIT
from yugong.ooxml.part_xml import xml_bytes
from yugong.ooxml.relationships import CORE_PROPERTIES_PART, Relationship
from yugong.reading.file_bytes import read_bytes
from yugong.writing.docx.template.impersonal import REVISIONS, clean, clean_settings
from yugong.writing.docx.template.members import DOCUMENT_TYPE, Members
from yugong.writing.redline.items import simple_fields_spelled_out

_TRACKED = (
    *REVISIONS,
    *(w(f"customXml{kind}RangeStart") for kind in ("Ins", "Del", "MoveFrom", "MoveTo")),
)
_TEXTS = ("header", "footer")
_NOTES = ("footnotes", "endnotes")
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_NOTE_REFERENCES = (w("footnoteReference"), w("endnoteReference"))


class WordFile(Members):
    """The parts of a Word document reached from its body.

    Raises :class:`FindingsError`: R001, R002 for a file that cannot be read, D020 for one that
    is no Word document, D021 for one with tracked changes.
    """

    def __init__(self, path: Path) -> None:
        self._digests: dict[str, str] = {}
        super().__init__(_read(path), path.name, Kind.NOT_COMPARABLE_WORD_FILE)
        self.body = self._main()
        self.names = self.reached_from(self.body)
        self._prepare()

    def _main(self) -> str:
        bodies = self.bodies()
        if not bodies:
            raise self._bad("没有正文")
        if self.types.of(bodies[0].target) != DOCUMENT_TYPE:
            raise self._bad("不是 Word 文档，或是模板、带有宏")
        return bodies[0].target

    def _bad(self, actual: str) -> FindingsError:
        place = Place(file=self._file)
        return FindingsError(
            [Finding(Kind.NOT_COMPARABLE_WORD_FILE, place, actual, expected="不带宏的 .docx")]
        )

    def _prepare(self) -> None:
        """Make texts comparable: no editing traces, all fields in one form."""
        for name in self.texts():
            root = self.root(name)
            tracked = next(root.iter(*_TRACKED), None)
            if tracked is not None:
                name = tracked.tag.rsplit("}", 1)[-1]
                raise FindingsError(
                    [Finding(Kind.HAS_REVISIONS, Place(file=self._file), actual=f"w:{name}")]
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
        """Return the body, then headers and footers in file order."""
        items = self.relationships(self.body)
        return [self.body, *self.targets(*_TEXTS)] if items else [self.body]

    def targets(self, *kinds: str) -> list[str]:
        """Return the targets of the body's relationships of these kinds."""
        targets = [
            item.target
            for item in self.relationships(self.body)
            if item.short_kind in kinds and not item.external
        ]
        return list(dict.fromkeys(targets))

    def content(self, item: Relationship) -> str:
        """Return a digest of the target of a relationship."""
        return f"→{item.target}" if item.external else self.digest(item.target)

    def contents(self, part: str) -> dict[str, str]:
        """Return the digest of the target of each relationship of a part, by its id."""
        return {item.id: self.content(item) for item in self.relationships(part)}

    def digest(self, part: str) -> str:
        """Return a digest of a part and of all targets reached from it."""
        if part not in self._digests:
            self._digests[part] = "…"  # a part that leads back to itself
            targets = "".join(
                f"{item.id} {self.content(item)};" for item in self.relationships(part)
            )
            self._digests[part] = sha256(self._members[part] + targets.encode()).hexdigest()
        return self._digests[part]

    def notes(self) -> list[str]:
        """Return digests of footnotes and endnotes; empty if the text refers to none."""
        if next(self.root(self.body).iter(*_NOTE_REFERENCES), None) is None:
            return []
        return [self.digest(name) for name in self.targets(*_NOTES)]

    def opening_styles(self) -> dict[str, int]:
        """Return the weights of paragraph styles: 2 if they begin a page, 1 a group, else 0."""
        weights: dict[str, int] = {}
        for part in self.targets("styles"):
            for style in self.root(part).iter(w("style")):
                properties = style.find(w("pPr"))
                if properties is None:
                    continue
                names = {node.tag for node in properties}
                weight = 2 if w("pageBreakBefore") in names else int(w("keepNext") in names)
                weights[style.get(w("styleId"), "")] = weight
        return weights

    def title(self) -> str:
        """Return the title in the document's properties; empty without one."""
        if CORE_PROPERTIES_PART not in self._members:
            return ""
        return str(self.root(CORE_PROPERTIES_PART).findtext(_TITLE) or "")


def _read(path: Path) -> bytes:
    data, findings = read_bytes(path, UNPACKED_LIMIT, path.name)
    if data is None:
        raise FindingsError(findings)
    return data
