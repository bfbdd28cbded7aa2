"""One part of a template (body, header, footer, notes): its tags, and its compiled text.

Tests: tests/writing/docx/template/test_fact_controls.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.template.checker import ReadTag, read
from yugong.template.environment import TemplateEnvironment
from yugong.template.evaluation import Expression, FilterCall, Scope
from yugong.template.faults import TagError, TagFault
from yugong.template.limits import TURNS_LIMIT, Turns
from yugong.template.text import TextStyle, TextTag, Write, compile_text
from yugong.template.values import Filters
from yugong.writing.docx.template.blocks import Placed, faults_of, set_blocks
from yugong.writing.docx.template.comments import remove_comments
from yugong.writing.docx.template.fact_controls import filtered, set_controls
from yugong.writing.docx.template.placeholders import PlacedTag, Placeholders
from yugong.writing.docx.template.runs import is_alone, read_tags
from yugong.writing.docx.template.values import escape_for_word, safe_texts


class TaggedPart:
    """The tags of a part: set into its tree, with everything that is wrong with them."""

    def __init__(self, located: list[tuple[Any, str]], placeholders: Placeholders) -> None:
        self.faults: list[TagFault] = []
        self._placed: list[Placed] = []
        self._placeholders = placeholders
        located, faults = remove_comments(located)
        self.faults.extend(faults)
        for paragraph, place in located:
            joined, spans, faults = read_tags(paragraph, place)
            self.faults.extend(faults)
            spans = [span for span in spans if not span.tag.is_comment]
            if not spans:
                continue
            tag_nodes = [placeholders.tag(span.tag) for span in spans]
            joined.replace(spans, tag_nodes)
            self._placed.extend(
                Placed(span.tag, node, paragraph, is_alone(joined, span))
                for span, node in zip(spans, tag_nodes, strict=True)
            )
        self.faults.extend(faults_of(self._placed))
        self.tags: list[ReadTag] = []
        for item in self._placed:
            tag, fault = read(item.tag)
            self.tags.append(tag)
            if fault is not None:
                self.faults.append(fault)

    @property
    def has_tags(self) -> bool:
        return bool(self._placed)

    def set_blocks(self) -> None:
        """Put block tags in their places; only for a part without faults."""
        set_blocks(self._placed, self._placeholders)

    def set_controls(self, root: Any, is_heading: Callable[[Any], bool]) -> None:
        """Let numbers of the running text come in content controls."""
        values = [(item.node, item.tag.expression) for item in self._placed if not item.tag.word]
        set_controls(values, is_heading, root, self._placeholders)


class CompiledPart:
    """The compiled text of one part."""

    def __init__(self, pieces: Iterable[str | PlacedTag]) -> None:
        self._text = compile_text(pieces, _WordText())

    def pieces(
        self, environment: TemplateEnvironment, context: Mapping[str, Any], file: str
    ) -> Iterator[str]:
        """Yield the text of the part piece by piece.

        Raises :class:`FindingsError` with the place of a tag that has no value or no text.
        """
        try:
            yield from self._text.pieces(dict(context), environment.filters, Turns(TURNS_LIMIT))
        except TagError as error:
            raise FindingsError([_finding(error, file)]) from error


class _WordText(TextStyle):
    """Values as text of a Word document, those of facts in content controls where they may be."""

    known = safe_texts

    def as_text(self, value: Any) -> str:
        return escape_for_word(value)

    def writer(self, tag: TextTag, expression: Expression) -> Write:
        properties = tag.properties if isinstance(tag, PlacedTag) else None
        if properties is None or expression.call is None:
            return super().writer(tag, expression)
        return _control_writer(properties, expression.call)


def _control_writer(properties: str, call: FilterCall) -> Write:
    def write(scope: Scope, filters: Filters) -> str:
        value, others, named = call.given(scope, filters)
        return filtered(properties, call.name, call.function(filters), value, *others, **named)

    return write


def _finding(error: TagError, file: str) -> Finding:
    """Return the finding of a tag; a character that cannot be written is in the tag's content."""
    if error.tag is None:
        return Finding(error.code, Place(file=file), error.actual, error.expected)
    in_content = error.code == Kind.UNWRITABLE_CHARACTER
    actual = f"{error.tag.raw} 的内容：{error.actual}" if in_content else error.actual
    return Finding(error.code, Place(file=file, path=error.tag.place), actual, error.expected)
