"""The renderer of docxtpl, with the strictness that a published document needs.

docxtpl repairs malformed text, and so loses paragraphs: here that is an error.  It renders notes
once for each section, and fills tags in properties: here notes are rendered once, and properties
are not touched.

Tests: tests/writing/docx/engine/test_docxtpl_means.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from lxml import etree

from yugong.ooxml.archive import PackageArchive
from yugong.ooxml.names import VAL, w
from yugong.ooxml.package import UNPACKED_LIMIT
from yugong.ooxml.part_xml import written_parser
from yugong.quick_dataclass import dataclass
from yugong.writing.docx.engine.docxtpl_language import DocxtplEnvironment, RenderingLimitsError
from yugong.writing.docx.engine.docxtpl_tags import TAG_NUMBER, number_in

SPAN_LIMIT = 63
"""How many columns a table of Word has at most."""

_NOTES = ("footnotes+xml", "endnotes+xml")
_ESCAPED_MARKS = (
    *(("{_{", "{{ '{' }}{"), ("}_}", "}{{ '}' }}")),
    *(("{_%", "{{ '{' }}%"), ("%_}", "%{{ '}' }}")),
)
"""What docxtpl prints as the marks of tags, as Jinja prints it: no text of a value is touched."""


class MalformedError(Exception):
    """The rendered text of a part is not well-formed XML."""


class WrongSpanError(Exception):
    """A cell spans something that is no number of columns."""


@dataclass(frozen=True, slots=True)
class PartSource:
    """The source of a part as Jinja reads it, and the number of the tag on each of its lines."""

    text: str
    numbers: dict[int, int]

    def number_at(self, line: int) -> int | None:
        """The number of the tag at a line, or of the last one before it."""
        before = [known for known in self.numbers if known <= line]
        return self.numbers[max(before)] if before else None


class Rendering(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """One rendering of a prepared template; use it once."""

    def __init__(self, prepared: bytes) -> None:
        super().__init__(BytesIO(prepared))
        self.current: PartSource | None = None
        self.render_init()

    def sources(self) -> Iterator[PartSource]:
        """The source of every part with tags: the body, headers, footers, notes."""
        yield _numbered(self.patch_xml(self.get_xml()))
        for kind in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(kind):
                yield _numbered(self.patch_xml(self.get_part_xml(part)))
        for part in self._notes():
            yield _numbered(self.patch_xml(self.get_part_xml(part)))

    def rendered(self, context: Mapping[str, Any], environment: DocxtplEnvironment) -> bytes:
        """Render every part; return the document as a package.

        Raises what the templates raise, and :class:`MalformedError`.
        """
        self.render(dict(context), environment, autoescape=True)
        saved, target = BytesIO(), BytesIO()
        self.docx.save(saved)
        # Our own text may be compressed better than a file from outside is allowed to be.
        archive = PackageArchive(target, 0)
        size = 0
        with ZipFile(saved) as written:
            for name in written.namelist():
                data = written.read(name)
                size += len(data)
                if size > UNPACKED_LIMIT:
                    raise RenderingLimitsError(f"不超过 {UNPACKED_LIMIT >> 20} 兆字节")
                archive.add(name, data)
        archive.close()
        return target.getvalue()

    def link(self, address: str) -> str:
        """Return the relationship id of a hyperlink in the part being rendered."""
        part = self.current_rendering_part
        return str(part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))

    def picture(self, data: bytes, width: float | None, height: float | None) -> str:
        """Return the markup of a picture; width and height in mm, None for its own size."""
        sizes = [None if size is None else Mm(size) for size in (width, height)]
        return str(InlineImage(self, BytesIO(data), *sizes))

    def patch_xml(self, src_xml: str) -> str:
        source: str = super().patch_xml(src_xml)
        for mark, literal in _ESCAPED_MARKS:
            source = source.replace(mark, literal)
        return source

    def render_xml_part(
        self, src_xml: str, part: Any, context: Mapping[str, Any], jinja_env: Any = None
    ) -> str:
        """Render the source of a part; unlike docxtpl's own, no text of a value is touched."""
        self.current_rendering_part = part
        self.current = _numbered(src_xml)
        text = jinja_env.from_string(self.current.text).render(context)
        return str(self.resolve_listing(text))

    def fix_tables(self, xml: str) -> Any:
        _checked(xml)
        return super().fix_tables(xml)

    def build_headers_footers_xml(
        self, context: Mapping[str, Any], uri: str, jinja_env: Any = None
    ) -> Iterator[tuple[str, bytes]]:
        for identifier, xml in super().build_headers_footers_xml(context, uri, jinja_env):
            _checked(xml)
            yield identifier, xml

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Leave them: the properties of the document are written by the program."""

    def render_footnotes(self, context: Mapping[str, Any], jinja_env: Any = None) -> None:
        """Render footnotes and endnotes, each part once: docxtpl would once for each section."""
        for part in self._notes():
            source = self.patch_xml(self.get_part_xml(part))
            xml = self.render_xml_part(source, part, context, jinja_env).encode()
            _checked(xml)
            part._blob = xml

    def _notes(self) -> list[Any]:
        parts = self.docx.part.package.iter_parts()
        return [part for part in parts if part.content_type.endswith(_NOTES)]


def _numbered(source: str) -> PartSource:
    """A source in which the words of every tag begin a line; the line end is inside the tag."""
    pieces: list[str] = []
    numbers: dict[int, int] = {}
    line, position = 1, 0
    for match in TAG_NUMBER.finditer(source):
        opener = max(source.rfind(mark, position, match.start()) for mark in ("{{", "{%"))
        words = opener + 2 + source.startswith("-", opener + 2)
        pieces += (source[position:words], "\n")
        line += source.count("\n", position, words) + 1
        numbers[line] = number_in(match[1])
        pieces.append(source[words : match.end()])
        line += source.count("\n", words, match.end())
        position = match.end()
    return PartSource("".join([*pieces, source[position:]]), numbers)


def _checked(xml: str | bytes) -> None:
    try:
        root = etree.fromstring(xml, written_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedError(str(error)) from error
    for span in root.iter(w("gridSpan")):
        text = span.get(VAL, "")
        if not (text.strip().isascii() and text.strip().isdigit() and 1 <= int(text) <= SPAN_LIMIT):
            raise WrongSpanError(text)
