"""The template language under docxtpl: our closed environment, and what docxtpl's own tags need.

Names, filters and strictness are those of the compiled engine.  Beyond it, docxtpl's templates
write literal lists, a little arithmetic, tests, and the common filters of Jinja; none of them
reaches an attribute of a Python object or makes a call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from jinja2 import Template, TemplateError, Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.tests import TESTS

from yugong.findings import FindingsError, Kind
from yugong.standard.language import Checker, TagProblem, TemplateEnvironment
from yugong.standard.names import Listing
from yugong.writing.docx.engine.docxtpl_values import (
    FILTERS,
    ListingText,
    Picture,
    Printed,
    Renderer,
    RichParagraphs,
    RichRuns,
    Subdocument,
)
from yugong.writing.docx.template.values import UnprintableError, checked_text, text_of

OUTPUT_LIMIT = 64 * 1024 * 1024
"""The largest part that is rendered, in characters: docxtpl holds it in memory several times."""

ROUNDS_LIMIT = 2_000_000
"""How often loops may go round in one document."""

IN_RUN, IN_PARAGRAPH = "写入文字", "写入段落"
"""Filters that the tags ``{{r … }}`` and ``{{p … }}`` put at the end of their expression."""

_COUNTED = "逐项"
_NUMBER_LIMIT = 10**15
_TEXT_LIMIT = 100_000
_NUMBERS = (int, Decimal, float)
_SAFE_TESTS = (
    *("defined", "undefined", "none", "true", "false", "boolean", "integer", "float", "number"),
    *("string", "mapping", "sequence", "iterable", "odd", "even", "divisibleby", "in"),
    *("==", "!=", ">", ">=", "<", "<=", "eq", "ne", "gt", "ge", "lt", "le"),
)
_OPERATIONS = (
    *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod),
    *(nodes.Neg, nodes.Pos),
)


class BeyondLimitsError(Exception):
    """The rendering goes round too often, or prints too much."""


class RenderingError(Exception):
    """A template stopped at a line of its source; ``cause`` is the reason."""

    def __init__(self, line: int, cause: Exception) -> None:
        super().__init__(str(cause))
        self.line = line
        self.cause = cause


_FAULTS = (
    *(ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError),
    *(TemplateError, FindingsError, BeyondLimitsError, RecursionError, MemoryError),
)


class BoundedTemplate(Template):
    """A template that prints up to :data:`OUTPUT_LIMIT`, and knows the line it stops at."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the text; raise :class:`RenderingError` where a tag cannot be filled."""
        pieces: list[str] = []
        size = 0
        printing: Any = self.root_render_func(self.new_context(dict(*args, **kwargs)))
        try:
            for piece in printing:
                size += len(piece)
                if size > OUTPUT_LIMIT:
                    line = self.get_corresponding_lineno(printing.gi_frame.f_lineno)
                    limit = f"不超过 {OUTPUT_LIMIT >> 20} 兆字"
                    raise RenderingError(line, BeyondLimitsError(limit))
                pieces.append(piece)
        except _FAULTS as error:
            raise RenderingError(self._line_of(error), error) from error
        return "".join(pieces)

    def _line_of(self, error: BaseException) -> int:
        line = 1
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_globals.get("__jinja_template__") is self:
                line = self.get_corresponding_lineno(trace.tb_lineno)
            trace = trace.tb_next
        return line


class _Code(CodeGenerator):
    """Code in which ``a ~ b`` joins texts as they are printed, never a Python object."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("environment.joined((")
        for operand in node.nodes:
            self.visit(operand, frame)
            self.write(", ")
        self.write("))")


class DocxtplEnvironment(TemplateEnvironment):
    """The closed environment of the templates, printing into one document."""

    code_generator_class = _Code
    template_class = BoundedTemplate
    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])

    def __init__(
        self, filters: Mapping[str, Callable[..., Any]], renderer: Renderer | None = None
    ) -> None:
        super().__init__({**_safe_filters(), **FILTERS, **filters})
        self.filters.update(
            {
                IN_RUN: lambda value: self._placed(value, RichRuns),
                IN_PARAGRAPH: lambda value: self._placed(value, RichParagraphs, Subdocument),
                _COUNTED: self._counted,
            }
        )
        self.tests.update({name: TESTS[name] for name in _SAFE_TESTS})
        self.finalize = self._printed
        self._renderer = renderer
        self._rounds = 0

    def joined(self, values: tuple[Any, ...]) -> str:
        """``a ~ b``."""
        return "".join([text_of(value) for value in values])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers of ordinary size, and texts joined with a plus sign."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            if len(left) + len(right) > _TEXT_LIMIT:
                raise BeyondLimitsError(f"文字不超过 {_TEXT_LIMIT} 个字")
            return left + right
        operands: tuple[Any, ...] = (left, right)
        for value in operands:
            if isinstance(value, Undefined):
                return str(value)  # raises, naming the name
            if not isinstance(value, _NUMBERS) or not -_NUMBER_LIMIT <= value <= _NUMBER_LIMIT:
                raise UnprintableError(type(value).__name__)
        return super().call_binop(context, operator, left, right)

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called from a template."""
        del obj
        return False

    def _generate(
        self, source: nodes.Template, name: Any, filename: Any, defer_init: bool = False
    ) -> str:
        for loop in source.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        return super()._generate(source, name, filename, defer_init)

    def _counted(self, items: Any) -> Iterator[Any]:
        if isinstance(items, Undefined):
            str(items)  # raises, naming the name
        if not isinstance(items, tuple | list):
            raise UnprintableError(type(items).__name__)
        for item in items:
            self._rounds += 1
            if self._rounds > ROUNDS_LIMIT:
                raise BeyondLimitsError(f"循环总共不超过 {ROUNDS_LIMIT} 次")
            yield item

    def _placed(self, value: Any, *kinds: type[RichRuns | RichParagraphs | Subdocument]) -> Printed:
        if isinstance(value, Undefined):
            str(value)  # raises, naming the name
        if not isinstance(value, kinds) or self._renderer is None:
            raise UnprintableError(type(value).__name__)
        return Printed(value.markup(self._renderer))

    def _printed(self, value: Any) -> Any:
        """The value as a tag prints it: text that Word can hold, or the markup of a picture."""
        if type(value) is str:
            text = value
        elif isinstance(value, Printed):
            return value
        elif isinstance(value, Picture) and self._renderer is not None:
            return Printed(value.markup(self._renderer))
        elif isinstance(value, ListingText):
            return value.text.replace("\n", "\a")
        elif hasattr(value, "__html__"):  # joined by Jinja out of markup and text
            raise UnprintableError(type(value).__name__)
        else:
            text = text_of(value)
        return checked_text(text).replace("\r\n", "\n").replace("\r", "\n")


_CURES: tuple[tuple[type[nodes.Node], str], ...] = (
    (nodes.Call, "模板里不能调用函数；要换一种写法的值用滤器，如 {{ 名 | 万元 }}"),
    (nodes.For, "循环写 {% for 名 in 列表 %}，一次一个名称"),
    (nodes.Getitem, "方括号里写带引号的名称，如 功能['2010303']"),
    (nodes.Filter, "滤器的参数逐个写出"),
    (nodes.Assign, "模板里不能另设变量；直接写要用的名称"),
)
_OTHER_CURE = "只用名称、滤器、条件、循环、比较和简单的算术"


class DocxtplChecker(Checker):
    """Checks the source that docxtpl renders, with what its templates may say besides."""

    def loop(self, node: nodes.For, scope: dict[str, Any]) -> dict[str, Any]:
        if isinstance(node.target, nodes.Tuple):
            self._refuse(node)
            return {**scope, **dict.fromkeys((name.name for name in node.find_all(nodes.Name)), 0)}
        return super().loop(node, scope)

    def _refuse(self, node: nodes.Node) -> None:
        cure = next((cure for kind, cure in _CURES if isinstance(node, kind)), _OTHER_CURE)
        self.found.append(TagProblem(Kind.UNSUPPORTED_IN_TEMPLATE, node.lineno, "", cure))

    def value(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        if isinstance(node, nodes.Filter) and node.name in ("default", "d"):
            for argument in node.args:
                self.value(argument, scope)
            return 0 if isinstance(node.node, nodes.Name) else super().value(node, scope)
        if isinstance(node, nodes.List | nodes.Tuple):
            return Listing([self.value(item, scope) for item in node.items], shape=0)
        if isinstance(node, _OPERATIONS):
            for child in node.iter_child_nodes():
                self.value(child, scope)
            return 0
        if isinstance(node, nodes.Test):
            if node.name not in _SAFE_TESTS:
                tests = f"is 后面写 {'、'.join(name for name in _SAFE_TESTS if name.isalpha())}"
                problem = TagProblem(
                    Kind.UNSUPPORTED_IN_TEMPLATE, node.lineno, f"is {node.name}", tests
                )
                self.found.append(problem)
            operands = [node.node, *node.args]
            if node.name in ("defined", "undefined") and isinstance(node.node, nodes.Name):
                operands = node.args
            for child in operands:
                self.value(child, scope)
            return 0
        return super().value(node, scope)


@lru_cache(maxsize=1)
def _safe_filters() -> dict[str, Callable[..., Any]]:
    """The filters of Jinja that docxtpl's templates use, on our values."""
    return {
        "e": lambda value: value,  # every text is escaped anyway
        "escape": lambda value: value,
        "count": len,
        "length": len,
        "first": lambda items: items[0],
        "last": lambda items: items[-1],
        "join": lambda items, between="": str(between).join([text_of(item) for item in items]),
        "upper": lambda value: text_of(value).upper(),
        "lower": lambda value: text_of(value).lower(),
        "trim": lambda value: text_of(value).strip(),
        "default": lambda value, other="": other if isinstance(value, Undefined) else value,
        "d": lambda value, other="": other if isinstance(value, Undefined) else value,
    }
