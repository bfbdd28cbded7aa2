"""One part of a template (body, header, footer, notes) compiled to code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from jinja2 import TemplateError

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.standard.language import TemplateEnvironment
from yugong.writing.docx.template.blocks import Placed, faults_of, set_blocks
from yugong.writing.docx.template.checking import ReadTag, read
from yugong.writing.docx.template.code import FILE_NAME, compile_pieces
from yugong.writing.docx.template.emissions import Emission, Emissions
from yugong.writing.docx.template.fact_controls import set_controls
from yugong.writing.docx.template.runs import is_alone, read_tags
from yugong.writing.docx.template.tags import Tag, TagFault

_FAULTS = (TemplateError, TypeError, ValueError, KeyError, AttributeError, ArithmeticError)
"""What a filter or an expression raises when a template asks something senseless of a value."""


class TaggedPart:
    """The tags of a part: set into its tree, with everything that is wrong with them."""

    def __init__(self, located: list[tuple[Any, str]], emissions: Emissions) -> None:
        self.faults: list[TagFault] = []
        self._placed: list[Placed] = []
        self._emissions = emissions
        for paragraph, place in located:
            joined, spans, faults = read_tags(paragraph, place)
            self.faults.extend(faults)
            if not spans:
                continue
            nodes_of_spans = [emissions.tag(span.tag) for span in spans]
            joined.replace(spans, nodes_of_spans)
            self._placed.extend(
                Placed(span.tag, node, paragraph, is_alone(joined, span))
                for span, node in zip(spans, nodes_of_spans, strict=True)
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
        set_blocks(self._placed, self._emissions)

    def set_controls(self, root: Any, is_heading: Callable[[Any], bool]) -> None:
        """Let numbers of the running text stand in content controls."""
        values = [(item.node, item.tag.expression) for item in self._placed if not item.tag.word]
        set_controls(values, is_heading, root, self._emissions)


class CompiledPart:
    """Code that renders one part, and where each of its tags stands."""

    def __init__(self, pieces: Iterable[str | Emission]) -> None:
        self._render, self._lines = compile_pieces(pieces)

    def pieces(
        self, environment: TemplateEnvironment, context: Mapping[str, Any], file: str
    ) -> Iterator[str]:
        """The text of the part, piece by piece.

        A fault in a tag comes out as :class:`FindingsError` with the tag's place.
        """
        try:
            yield from self._render(context, environment)
        except FindingsError as error:
            raise FindingsError(_replaced(error.findings, file, self._tag_at(error))) from error
        except _FAULTS as error:
            tag = self._tag_at(error)
            place = Place(file=file, path=tag.place if tag else "")
            found = tag.raw if tag else str(error)
            expected = "能够显示的文字或数字；金额要加滤器，如 | 万元"
            raise FindingsError([Finding(Kind.MALFORMED_TAG, place, found, expected)]) from error

    def _tag_at(self, error: BaseException) -> Tag | None:
        """The tag that was being rendered when ``error`` was raised."""
        found: Tag | None = None
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == FILE_NAME:
                found = self._lines.get(trace.tb_lineno, found)
            trace = trace.tb_next
        return found


def _replaced(findings: tuple[Finding, ...], file: str, tag: Tag | None) -> Iterator[Finding]:
    """The findings with the place of the tag where they have none of their own."""
    for finding in findings:
        if finding.place != Place() or tag is None:
            yield finding
            continue
        found = f"{tag.raw} 的内容：{finding.actual}"
        yield replace(finding, place=Place(file=file, path=tag.place), actual=found)
