"""The parts of a template: which there are, what they are for, which are kept."""

from __future__ import annotations

from typing import Any

from yugong.findings import Finding, FindingsError, Place
from yugong.reading.office_file import parse_part, read_members
from yugong.writing.docx.impersonal import DROPPED_KINDS, clean, clean_settings
from yugong.writing.docx.ooxml import W, w
from yugong.writing.docx.relationships import (
    ContentTypes,
    Relationship,
    read_relationships,
    write_relationships,
    xml_bytes,
)

_DOCUMENT_TYPES = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_DOCUMENT_TYPE = _DOCUMENT_TYPES[0]
_TEXTS = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
_PROPERTIES = (
    (
        "rIdCore",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "docProps/core.xml",
    ),
    (
        "rIdApp",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
        "docProps/app.xml",
    ),
)


class Parts:
    """The parts of a Word document that are reached from its body; parsed when asked for."""

    def __init__(self, data: bytes, file: str) -> None:
        self._file = file
        self._members = read_members(data, file)
        self._types = ContentTypes(self._members, file)
        self._roots: dict[str, Any] = {}
        self._relationships: dict[str, list[Relationship]] = {}
        main = [
            item
            for item in read_relationships(self._members, "", file)
            if item.short_kind == "officeDocument" and item.target in self._members
        ]
        if not main:
            raise self._bad("没有正文", "Word 文档（.docx）")
        self._main = main[0]
        self.body = main[0].target
        if self._types.of(self.body) not in _DOCUMENT_TYPES:
            raise self._bad("不是 Word 文档，或带有宏", "不带宏的 .docx")
        root = self.root(self.body)
        if root.tag != w("document") or root.nsmap.get("w") != W:
            raise self._bad("正文不是 Word 的格式", "用 Word 或 WPS 另存为 .docx")
        for name in self.reachable(set()):
            self._prepare(name)

    def _bad(self, found: str, expected: str) -> FindingsError:
        place = Place(file=self._file)
        return FindingsError([Finding("S006", place, found=found, expected=expected)])

    def root(self, part: str) -> Any:
        """The parsed part; the same object every time."""
        if part not in self._roots:
            self._roots[part] = parse_part(self._members[part], self._file, part)
        return self._roots[part]

    def bytes_of(self, part: str) -> bytes:
        """The part as it is written when it holds no tags."""
        return self._members[part]

    def relationships(self, part: str) -> list[Relationship]:
        """Where a part points, without what is never published."""
        if part not in self._relationships:
            self._relationships[part] = [
                item
                for item in read_relationships(self._members, part, self._file)
                if item.short_kind not in DROPPED_KINDS
                and (item.external or item.target in self._members)
            ]
        return self._relationships[part]

    def reachable(self, left_out: set[str]) -> list[str]:
        """Every part reached from the body without passing through ``left_out``, sorted."""
        found, waiting = {self.body}, [self.body]
        while waiting:
            for item in self.relationships(waiting.pop()):
                if not item.external and item.target not in found and item.target not in left_out:
                    found.add(item.target)
                    waiting.append(item.target)
        return sorted(found)

    def texts(self) -> list[tuple[str, str]]:
        """The body and every header, footer and note part, each with the name of its place."""
        texts = [(self.body, "")]
        counted: dict[str, int] = {}
        for item in self.relationships(self.body):
            label = _TEXTS.get(item.short_kind)
            if label is None or item.external:
                continue
            counted[label] = counted.get(label, 0) + 1
            number = str(counted[label]) if item.short_kind in ("header", "footer") else ""
            file = item.target.rsplit("/", 1)[-1]
            texts.append((item.target, f"{label}{number}（{file}）"))
        return texts

    def outside(self) -> list[tuple[str, str]]:
        """What is fetched from outside when the document is opened: part and address."""
        return [
            (name, item.target)
            for name in self.reachable(set())
            for item in self.relationships(name)
            if item.external and item.short_kind != "hyperlink"
        ]

    @property
    def styles(self) -> Any:
        """The root of the styles part, or ``None``."""
        for item in self.relationships(self.body):
            if item.short_kind == "styles":
                return self.root(item.target)
        return None

    def package_relationships(self) -> bytes:
        """``_rels/.rels``: the body and the properties we write ourselves."""
        own = [Relationship(*item, external=False) for item in _PROPERTIES]
        return write_relationships("", [self._main, *own])

    def content_types(self, names: list[str]) -> bytes:
        """``[Content_Types].xml`` for the parts that are written."""
        return self._types.write(names, {self.body: _DOCUMENT_TYPE})

    def _prepare(self, name: str) -> None:
        """Settings, styles and numbering without traces of who edited them."""
        local = {item.target: item.short_kind for item in self.relationships(self.body)}.get(name)
        if local == "settings":
            clean_settings(self.root(name))
        if local in ("settings", "styles", "numbering"):
            clean(self.root(name))
            self._members[name] = xml_bytes(self.root(name))
