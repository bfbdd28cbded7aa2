"""The template language bound to Word: delimiters, values, and code that runs fast.

The delimiters are control characters, which XML cannot contain; so nothing that a document says
can be taken for a tag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from yugong.standard.language import TemplateEnvironment
from yugong.writing.docx.values import shown

BLOCK_START, BLOCK_END = "\x01", "\x02"
VALUE_START, VALUE_END = "\x03", "\x04"
_COMMENT_START, _COMMENT_END = "\x05", "\x06"


class _Generator(CodeGenerator):
    """Writes values through :func:`shown`, names through :func:`member`: plain functions."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline("from yugong.writing.docx.values import joined, member, shown")
        super().visit_Template(node, frame)

    def _output_child_pre(self, *_: Any) -> None:
        self.write("shown(")

    def _output_child_post(self, *_: Any) -> None:
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.write("member(environment, ")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class DocxEnvironment(TemplateEnvironment):
    """What renders the parts of a Word document.  Escaping is done by :func:`shown`, always."""

    code_generator_class = _Generator

    def __init__(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(filters, finalize=shown, autoescape=False)
        self.block_start_string, self.block_end_string = BLOCK_START, BLOCK_END
        self.variable_start_string, self.variable_end_string = VALUE_START, VALUE_END
        self.comment_start_string, self.comment_end_string = _COMMENT_START, _COMMENT_END


def compiling_environment(filters: Iterable[str]) -> DocxEnvironment:
    """An environment to compile in: it knows filters by name only, so none is run too early."""
    return DocxEnvironment(dict.fromkeys(filters, _not_now))


def _not_now(*_: Any) -> Any:
    raise RuntimeError("a filter has no value before the budget is known")
