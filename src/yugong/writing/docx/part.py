"""One part of a template (body, header, footer, notes) compiled to code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import CodeType
from typing import Any

from jinja2 import Template, TemplateError, TemplateSyntaxError

from yugong.findings import Finding, FindingsError, Place
from yugong.writing.docx.blocks import Placed, faults_of, set_blocks
from yugong.writing.docx.emissions import Emissions
from yugong.writing.docx.environment import (
    BLOCK_END,
    BLOCK_START,
    VALUE_END,
    VALUE_START,
    DocxEnvironment,
    compiling_environment,
)
from yugong.writing.docx.runs import is_alone, read_tags
from yugong.writing.docx.tags import CLOSERS, MERGE, OPENERS, Tag, TagFault

_FILE_NAME = "<yugong 模板>"
_FILTER = re.compile(r"\|\s*(\w+)")
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
        self._wrong: list[TagFault | None] = [None] * len(self._placed)
        environment = compiling_environment(())
        try:
            environment.parse(self.check_source()[0])
        except (TemplateSyntaxError, RecursionError):
            self._wrong = [_expression_fault(environment, item.tag) for item in self._placed]
            self.faults.extend(fault for fault in self._wrong if fault is not None)

    @property
    def has_tags(self) -> bool:
        return bool(self._placed)

    def check_source(self) -> tuple[str, list[Tag | None]]:
        """The tags alone, one to a line, made whole, for checking their names."""
        lines: list[str] = []
        tags: list[Tag | None] = []
        stack: list[tuple[str, str]] = []

        def put(source: str, tag: Tag | None) -> None:
            lines.append(source)
            tags.append(tag)

        for item, wrong in zip(self._placed, self._wrong, strict=True):
            tag, word = item.tag, item.tag.word
            if not word:
                if wrong is None:
                    put(f"{VALUE_START}{tag.body}{VALUE_END}", tag)
            elif word == MERGE:
                if wrong is None:
                    put(f"{VALUE_START}{tag.body.removeprefix(MERGE)}{VALUE_END}", tag)
            elif word in OPENERS:
                put(_block(tag.body if wrong is None else "if 1"), tag)
                stack.append((word, word if wrong is None else "if"))
            elif word in CLOSERS and any(CLOSERS[word] == written for written, _ in stack):
                written = ""
                while written != CLOSERS[word]:
                    written, put_as = stack.pop()
                    put(_block(f"end{put_as}"), None)
            elif word == "elif" and wrong is None:
                put(f"{VALUE_START}{tag.body.removeprefix('elif')}{VALUE_END}", tag)
        while stack:
            put(_block(f"end{stack.pop()[1]}"), None)
        return "\n".join(lines), tags

    def set_blocks(self) -> None:
        """Put block tags in their places; only for a part without faults."""
        set_blocks(self._placed, self._emissions)


def _block(source: str) -> str:
    return f"{BLOCK_START} {source} {BLOCK_END}"


def _expression_fault(environment: DocxEnvironment, tag: Tag) -> TagFault | None:
    """What is wrong with one tag taken by itself."""
    if not tag.word:
        source, example = f"{VALUE_START}{tag.body}{VALUE_END}", "{{ 名.名 | 滤器 }}"
    elif tag.word in ("if", "elif", MERGE):
        condition = tag.body.removeprefix(tag.word)
        source, example = _block(f"if {condition}") + _block("endif"), f"{{% {tag.word} 条件 %}}"
    elif tag.word == "for":
        source, example = _block(tag.body) + _block("endfor"), "{% for 名 in 列表 %}"
    else:
        return None
    try:
        environment.parse(source)
    except (TemplateSyntaxError, RecursionError):
        return TagFault("S004", tag.place, tag.raw, example)
    return None


class CompiledPart:
    """Code that renders one part, and where each of its tags stands."""

    def __init__(self, name: str, source: str, lines: Mapping[int, Tag]) -> None:
        self.name = name
        self._lines = dict(lines)
        filters = {name for tag in lines.values() for name in _FILTER.findall(tag.body)}
        environment = compiling_environment(filters)
        python = environment.compile(source, filename=_FILE_NAME, raw=True)
        self._code: CodeType = compile(python, _FILE_NAME, "exec", dont_inherit=True)

    def pieces(
        self, environment: DocxEnvironment, context: Mapping[str, Any], file: str
    ) -> Iterator[str]:
        """The text of the part, piece by piece.

        A fault in a tag comes out as :class:`FindingsError` with the tag's place.
        """
        template = Template.from_code(environment, self._code, {})
        try:
            yield from template.root_render_func(template.new_context(dict(context)))
        except FindingsError as error:
            tag = self._tag_at(error, template)
            raise FindingsError(_replaced(error.findings, file, tag)) from error
        except _FAULTS as error:
            tag = self._tag_at(error, template)
            place = Place(file=file, path=tag.place if tag else "")
            found = tag.raw if tag else str(error)
            expected = "能够显示的文字或数字；金额要加滤器，如 | 万元"
            raise FindingsError([Finding("S004", place, found, expected)]) from error

    def _tag_at(self, error: BaseException, template: Template) -> Tag | None:
        """The tag that was being rendered when ``error`` was raised."""
        line = 0
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == _FILE_NAME:
                line = template.get_corresponding_lineno(trace.tb_lineno)
            trace = trace.tb_next
        known = [number for number in self._lines if number <= line]
        return self._lines[max(known)] if known else None


def _replaced(findings: tuple[Finding, ...], file: str, tag: Tag | None) -> Iterator[Finding]:
    """The findings with the place of the tag where they have none of their own."""
    for finding in findings:
        if finding.place != Place() or tag is None:
            yield finding
            continue
        found = f"{tag.raw} 的内容：{finding.found}"
        yield Finding(
            finding.code,
            Place(file=file, path=tag.place),
            found,
            finding.expected,
            finding.remedy,
            finding.severity,
        )
