"""The contents list (目录): a real TOC field whose result the program writes.

See ``docs/design/contents.md``.  Headings are known only when the text has been rendered, so
the field's result is made last and put in where a mark was left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from html import escape
from typing import Any

from lxml import etree

from yugong.findings import Kind
from yugong.ooxml.names import NS, PPR, R_RUN, SECTPR, P, w
from yugong.ooxml.styles import Styles, plain_name
from yugong.quick_dataclass import dataclass
from yugong.template.faults import TagFault

FIRST_BOOKMARK = 100_000_001
"""Number of the first heading's bookmark; Word, too, writes ``_Toc`` and nine digits."""

_TWIPS_PER_LEVEL = 420
_FALLBACK_WIDTH = 8306
_RANGE = re.compile(r'\\o\s*"\s*(\d)\s*-\s*(\d)\s*"')
_CUSTOM = re.compile(r'\\t\s*"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the document as rendered: its level from 1 and its text."""

    level: int
    title: str


@dataclass(slots=True)
class Contents:
    """A TOC field: which levels it lists, how its entries look, and how it begins and ends."""

    instruction: str
    first: int
    last: int
    custom: dict[str, int]
    has_pages: bool
    ends_inside: bool
    properties: dict[int, str] = field(default_factory=dict)

    def result(
        self,
        headings: Sequence[Heading],
        pages: Sequence[int] | None,
        entries: Mapping[str, str] | None = None,
    ) -> str:
        """Return the paragraphs of the result; page numbers are blank without ``pages``.

        ``entries`` are the texts of entries that differ from their headings, by heading.
        """
        opening = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            f"{escape(self.instruction, quote=False)}</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        closing = END_RUN if self.ends_inside else ""
        if not headings:
            return f"<w:p>{self.properties.get(self.first, '')}{opening}{closing}</w:p>"
        out: list[str] = []
        for number, heading in enumerate(headings):
            page = "" if pages is None else str(pages[number])
            out.append(
                f"<w:p>{self.properties[heading.level]}{opening if number == 0 else ''}"
                f"{self._entry(number, (entries or {}).get(heading.title, heading.title), page)}"
                f"{closing if number == len(headings) - 1 else ''}</w:p>"
            )
        return "".join(out)

    def _entry(self, number: int, text: str, page: str) -> str:
        anchor = bookmark_name(number)
        title = f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
        reference = (
            '<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> PAGEREF {anchor} \\h </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{page}</w:t></w:r>{END_RUN}'
        )
        body = title + (reference if self.has_pages else "")
        return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{body}</w:hyperlink>'


END_RUN = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def bookmark_name(number: int) -> str:
    """Return the bookmark of the heading with this position, from 0."""
    return f"_Toc{FIRST_BOOKMARK + number}"


@dataclass(slots=True)
class _Field:
    begin: Any
    instruction: str = ""
    end: Any = None


def _fields(root: Any) -> list[_Field]:
    """Return every complex field that is closed, outermost first."""
    fields: list[_Field] = []
    stack: list[_Field] = []
    for node in root.iter(w("fldChar"), w("instrText")):
        if node.tag == w("instrText"):
            if stack:
                stack[-1].instruction += node.text or ""
            continue
        kind = node.get(w("fldCharType"))
        if kind == "begin":
            stack.append(_Field(node))
            fields.append(stack[-1])
        elif kind == "end" and stack:
            stack.pop().end = node
    return [item for item in fields if item.end is not None]


def _is_contents(instruction: str) -> bool:
    words = instruction.split()
    return bool(words) and words[0].upper() == "TOC" and not {"\\c", "\\a"} & set(words)


def cut_contents(
    root: Any, styles: Styles, places: Sequence[tuple[Any, str]], mark: Any
) -> tuple[Contents | None, list[TagFault]]:
    """Replace the result of the TOC field by ``mark``; return it, and what prevents it."""
    fields = [item for item in _fields(root) if _is_contents(item.instruction)]
    if not fields:
        return None, []
    chosen = fields[0]
    first, last = (next(node.iterancestors(P), None) for node in (chosen.begin, chosen.end))
    place = next((place for paragraph, place in places if paragraph is first), "")
    fault = _obstacle(chosen, first, last, place)
    if len(fields) > 1:
        fault = TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, "不止一个目录", "一个目录")
    if fault is not None:
        return None, [fault]
    contents = _read_instruction(chosen.instruction)
    ends_inside = _cut(chosen, first, last, mark)
    contents.ends_inside = ends_inside
    width = _text_width(mark)
    for level in range(1, 10):
        contents.properties[level] = _entry_properties(level, styles, width)
    return contents, []


def _obstacle(chosen: _Field, first: Any, last: Any, place: str) -> TagFault | None:
    if first is None or last is None or first.getparent() is not last.getparent():
        return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, "目录", "目录的开头与结尾在同一处")
    begin_run = chosen.begin.getparent()
    leading = [node for node in first.iterdescendants(w("t")) if _precedes(node, begin_run, first)]
    if any((node.text or "").strip() for node in leading):
        return TagFault(
            Kind.UNSUPPORTED_IN_TEMPLATE, place, "目录所在段落的开头有别的文字", "目录单独成段"
        )
    return None


def _precedes(node: Any, other: Any, within: Any) -> bool:
    for candidate in within.iter():
        if candidate is node:
            return True
        if candidate is other:
            return False
    return False


def _read_instruction(instruction: str) -> Contents:
    levels = _RANGE.search(instruction)
    first, last = (int(levels[1]), int(levels[2])) if levels else (1, 9)
    custom: dict[str, int] = {}
    if named := _CUSTOM.search(instruction):
        words = [word.strip() for word in re.split("[,;，；]", named[1])]
        for name, level in zip(words[::2], words[1::2], strict=False):
            if level.isdigit():
                custom[plain_name(name)] = int(level)
    return Contents(instruction, first, last, custom, "\\n" not in instruction.split(), True)


def _cut(chosen: _Field, first: Any, last: Any, mark: Any) -> bool:
    """Take out the field's paragraphs; return True if the last entry must close the field."""
    first.addprevious(mark)
    mark.tail = None
    paragraph = first
    while paragraph is not last:
        following = paragraph.getnext()
        paragraph.getparent().remove(paragraph)
        paragraph = following
    end_run = chosen.end.getparent()
    top = end_run
    while top.getparent() is not last:
        top = top.getparent()
    after = [node for node in top.itersiblings() if node.tag not in (w("bookmarkEnd"),)]
    for node in list(last):
        if node.tag != PPR and node not in after:
            last.remove(node)
    keeps = first is not last or after or last.find(f"{PPR}/{SECTPR}") is not None
    if not keeps:
        last.getparent().remove(last)
        return True
    run = etree.Element(R_RUN)
    etree.SubElement(run, w("fldChar")).set(w("fldCharType"), "end")
    last.insert(0 if last.find(PPR) is None else 1, run)
    return False


def _text_width(mark: Any) -> int:
    """Return the width of the text in the section of the contents list, in twips."""
    for section in mark.xpath("following::w:sectPr", namespaces=NS):
        size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
        if size is not None and margins is not None:
            sides = (margins.get(w("left"), "0"), margins.get(w("right"), "0"))
            return int(size.get(w("w"), "11906")) - sum(int(side) for side in sides)
    return _FALLBACK_WIDTH


def _entry_properties(level: int, styles: Styles, width: int) -> str:
    identifier = styles.id_of(f"toc {level}")
    style = "" if identifier is None else f'<w:pStyle w:val="{escape(identifier)}"/>'
    tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'
    if identifier is not None and styles.has_right_tab(identifier):
        tabs = ""
    indent = f'<w:ind w:left="{_TWIPS_PER_LEVEL * (level - 1)}"/>' if identifier is None else ""
    return f"<w:pPr>{style}{tabs}{indent}</w:pPr>"
