"""Comments of a template, ``{# … #}``: removed before its tags are read, and never published.

As in docxtpl, ``{#p … #}`` removes its paragraph, ``{#tr … #}`` its row and ``{#tc … #}`` its
cell; any other comment removes its own text only.  One that goes on over several paragraphs
removes them, and joins what is before it to what follows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from yugong.findings import Kind
from yugong.ooxml.names import PPR, SECTPR, TBL, TC, TR, P, w
from yugong.template.faults import TagFault
from yugong.template.tag_text import COMMENT, OPENER, plain_opener, read_tag_body
from yugong.template.tags import Span, Tag, scan
from yugong.writing.docx.template.runs import Joined

_SIGNS = frozenset("#＃")
_NEEDS_PARAGRAPH = (TC, w("hdr"), w("ftr"), w("txbxContent"), w("footnote"), w("endnote"))
_NO_SECTION = "注释里不含分节符"

_Located = list[tuple[Any, str]]
"""Paragraphs of a part with their places, in document order."""


def remove_comments(located: _Located) -> tuple[_Located, list[TagFault]]:
    """Remove every comment of a part; return the paragraphs that remain, and what is wrong.

    A comment without its end stays: reading the tags reports it.
    """
    if not located or not _has_sign(located[0][0]):
        return located, []
    remover = _Remover(located)
    for number in range(len(located)):
        remover.paragraph(number)
    return [item for item in located if item[0] not in remover.removed], remover.faults


def _has_sign(paragraph: Any) -> bool:
    text = etree.tostring(paragraph.getroottree(), method="text", encoding="unicode")
    return not _SIGNS.isdisjoint(text)


class _Remover:
    def __init__(self, located: _Located) -> None:
        self._located = located
        self.removed: set[Any] = set()
        self.faults: list[TagFault] = []

    def paragraph(self, number: int) -> None:
        """Remove the comments that begin in a paragraph."""
        paragraph, place = self._located[number]
        if paragraph in self.removed:
            return
        joined = Joined(paragraph)
        if _SIGNS.isdisjoint(joined.text):
            return
        spans, _ = scan(joined.text, place)
        comments = [span for span in spans if span.tag.is_comment]
        removers = {"tr": self._remove_row, "tc": self._remove_cell, "p": self._remove_paragraph}
        for scope, remove in removers.items():
            tag = next((span.tag for span in comments if span.tag.scope == scope), None)
            if tag is not None:
                remove(paragraph, tag)
                return
        if comments:
            joined.replace(comments, [None] * len(comments))
            joined = Joined(paragraph)
        start = _unclosed(joined.text)
        if start is not None:
            self._to_end(number, start, joined)

    def _to_end(self, number: int, start: int, joined: Joined) -> None:
        """Remove a comment that goes on in later paragraphs of the same container."""
        paragraph, place = self._located[number]
        end = next(self._ends(number), None)
        if end is None:
            return
        last, ended, position = end
        between = [paragraph]
        while between[-1] is not last:
            between.append(between[-1].getnext())
        excerpt = joined.text[start : start + 30]
        joined.replace([_cut(start, len(joined.text))], [None])
        ended.replace([_cut(0, position)], [None])
        if any(next(element.iter(SECTPR), None) is not None for element in between[1:]):
            code = Kind.UNSUPPORTED_IN_TEMPLATE
            self.faults.append(TagFault(code, place, excerpt, _NO_SECTION))
            return
        for element in between[1:]:
            self._forget(element)
        for child in list(last):
            if child.tag != PPR:
                paragraph.append(child)
        for element in between[1:]:
            element.getparent().remove(element)
        self.paragraph(number)

    def _ends(self, number: int) -> Iterator[tuple[Any, Joined, int]]:
        """Yield later paragraphs of the same container with an end of a comment, and its place."""
        container = self._located[number][0].getparent()
        for paragraph, _ in self._located[number + 1 :]:
            if paragraph.getparent() is container:
                joined = Joined(paragraph)
                position, _, trouble = read_tag_body(joined.text, 0, COMMENT)
                if not trouble:
                    yield paragraph, joined, position

    def _remove_paragraph(self, paragraph: Any, tag: Tag) -> None:
        if paragraph.find(f"{PPR}/{SECTPR}") is not None:
            self.faults.append(
                TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, tag.place, tag.raw, _NO_SECTION)
            )
            return
        container = paragraph.getparent()
        self._forget(paragraph)
        if container.tag in _NEEDS_PARAGRAPH and len(container.findall(P)) == 1:
            for child in list(paragraph):
                if child.tag != PPR:
                    paragraph.remove(child)
            return
        container.remove(paragraph)

    def _remove_row(self, paragraph: Any, tag: Tag) -> None:
        row = next(paragraph.iterancestors(TR), None)
        if row is None:
            expected = "{#tr … #} 只用在表格的一行里"
            self.faults.append(TagFault(Kind.MALFORMED_TAG, tag.place, tag.raw, expected))
            return
        self._forget(row)
        table = next(row.iterancestors(TBL))
        row.getparent().remove(row)
        if next(table.iter(TR), None) is None:
            table.getparent().remove(table)

    def _remove_cell(self, paragraph: Any, tag: Tag) -> None:
        cell = next(paragraph.iterancestors(TC), None)
        if cell is None or len(cell.getparent().findall(TC)) == 1:
            expected = "{#tc … #} 只用在表格的一格里；整行用 {#tr … #}"
            self.faults.append(TagFault(Kind.MALFORMED_TAG, tag.place, tag.raw, expected))
            return
        self._forget(cell)
        cell.getparent().remove(cell)

    def _forget(self, element: Any) -> None:
        self.removed.update(element.iter(P))


def _unclosed(text: str) -> int | None:
    """Return where a comment begins that does not end in the same text."""
    position = 0
    while mark := OPENER.search(text, position):
        opener = plain_opener(mark[0])
        end, _, trouble = read_tag_body(text, mark.end(), opener)
        if trouble and opener == COMMENT:
            return mark.start()
        position = mark.end() if trouble else end
    return None


def _cut(start: int, end: int) -> Span:
    return Span(start, end, Tag(COMMENT, "", "", "", ""))
