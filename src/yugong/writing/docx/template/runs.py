"""Tags that Word has split across runs, joined and replaced by nodes of the tree.

A tag becomes a processing instruction at the place of its first character.  Literal text can never
be taken for one, because ``<`` in text is always written as ``&lt;``.

Tests: tests/writing/docx/template/test_comments.py.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from yugong.ooxml.names import R_RUN, RPR, XML_SPACE, T, own_descendants, w
from yugong.template.faults import TagFault
from yugong.template.tag_text import OBJECT
from yugong.template.tags import Span, scan

INSTRUCTION = "y"
_SIGNS = frozenset("{｛}")
_RUNS = frozenset({R_RUN})
_BLANKS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("ptab"): "\t"}
_SILENT = frozenset({RPR, w("lastRenderedPageBreak"), w("softHyphen")})


def instruction(number: int) -> Any:
    """Return the node of placeholder ``number`` of the part."""
    return etree.ProcessingInstruction(INSTRUCTION, str(number))


class Joined:
    """The text of the runs of a paragraph, and the node of each character."""

    def __init__(self, paragraph: Any) -> None:
        self.pieces: list[tuple[int, Any]] = []
        texts: list[str] = []
        length = 0
        for run in own_descendants(paragraph, _RUNS):
            for node in run:
                if node.tag == T:
                    text = node.text or ""
                elif node.tag in _SILENT or not isinstance(node.tag, str):
                    continue
                else:
                    text = _BLANKS.get(node.tag, OBJECT)
                self.pieces.append((length, node))
                texts.append(text)
                length += len(text)
        self.text = "".join(texts)
        self._texts = texts

    def replace(self, spans: list[Span], nodes: list[Any]) -> None:
        """Put ``nodes[i]`` at the start of ``spans[i]`` and remove the text of every span.

        A node of None puts nothing there.
        """
        waiting: list[Span] = []
        for (start, element), text in zip(self.pieces, self._texts, strict=True):
            end = start + len(text)
            touching = [
                (span, node)
                for span, node in zip(spans, nodes, strict=True)
                if span.start < end and span.end > start
            ]
            if not touching:
                continue
            if element.tag != T:  # a line break or a tab in a tag, or trimmed beside it
                element.getparent().remove(element)
                waiting.extend(span for span, _ in touching if span.start >= start)
                continue
            element.text = ""
            element.set(XML_SPACE, "preserve")
            last: Any = None
            position = start
            for span, node in touching:
                last = _append_text(
                    element, last, text[max(position - start, 0) : max(span.start - start, 0)]
                )
                if node is not None and (span.start >= start or span in waiting):
                    element.append(node)
                    last = node
                    waiting = [other for other in waiting if other is not span]
                position = span.end
            last = _append_text(element, last, text[position - start :] if position < end else "")
            if last is None and not element.text:
                _drop(element)


def _append_text(element: Any, last: Any, text: str) -> Any:
    if text:
        if last is None:
            element.text = (element.text or "") + text
        else:
            last.tail = (last.tail or "") + text
    return last


def _drop(text_node: Any) -> None:
    """Remove an empty text node, and its run if it was the last."""
    run = text_node.getparent()
    run.remove(text_node)
    if all(child.tag == RPR for child in run):
        run.getparent().remove(run)


def read_tags(paragraph: Any, place: str) -> tuple[Joined, list[Span], list[TagFault]]:
    """Return the tags of one paragraph; the tree is not changed."""
    joined = Joined(paragraph)
    if _SIGNS.isdisjoint(joined.text):
        return joined, [], []
    spans, faults = scan(joined.text, place)
    return joined, spans, faults


def is_alone(joined: Joined, span: Span) -> bool:
    """Tell if a paragraph has no text but this tag."""
    remainder = joined.text[: span.start] + joined.text[span.end :]
    return not remainder.strip()
