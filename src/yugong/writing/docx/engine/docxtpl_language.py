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

from yugong.findings import FindingsError
from yugong.standard.names import Listing
from yugong.template.checker import Checker, CheckScope, Values
from yugong.template.environment import TemplateEnvironment
from yugong.template.faults import TagError
from yugong.template.limits import TURNS_LIMIT
from yugong.template.refusals import refusals
from yugong.template.values import UNKNOWN, concatenated, text_of
from yugong.writing.docx.engine.docxtpl_values import (
    FILTERS,
    ListingText,
    MisplacedValueError,
    Picture,
    Renderer,
    RichParagraphs,
    RichRuns,
    Subdocument,
    TagMarkup,
)
from yugong.writing.docx.template.values import checked_text

TEMPLATE_OUTPUT_LIMIT = 64 * 1024 * 1024
"""The largest part that is rendered, in characters: docxtpl holds it in memory several times."""

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

_FURTHER = (*_OPERATIONS, nodes.List, nodes.Tuple, nodes.Test)
"""The syntax that docxtpl's templates have beyond the template language."""


class RenderingLimitsError(Exception):
    """The rendering goes round too often, or prints too much."""


class RenderingError(Exception):
    """A template stopped at a line of its source; ``cause`` is the reason."""

    def __init__(self, line: int, cause: Exception) -> None:
        super().__init__(str(cause))
        self.line = line
        self.cause = cause


_FAULTS = (
    *(ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError),
    *(TemplateError, FindingsError, TagError, RenderingLimitsError, RecursionError, MemoryError),
)


class BoundedTemplate(Template):
    """A template that prints up to :data:`TEMPLATE_OUTPUT_LIMIT` and knows the line it stops at."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the text; raise :class:`RenderingError` where a tag cannot be filled."""
        pieces: list[str] = []
        size = 0
        printing: Any = self.root_render_func(self.new_context(dict(*args, **kwargs)))
        try:
            for piece in printing:
                size += len(piece)
                if size > TEMPLATE_OUTPUT_LIMIT:
                    line = self.get_corresponding_lineno(printing.gi_frame.f_lineno)
                    limit = f"不超过 {TEMPLATE_OUTPUT_LIMIT >> 20} 兆字"
                    raise RenderingError(line, RenderingLimitsError(limit))
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
        for value in values:
            _refuse_rich(value)
        return concatenated(values)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers of ordinary size, and texts joined with a plus sign."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            if len(left) + len(right) > _TEXT_LIMIT:
                raise RenderingLimitsError(f"文字不超过 {_TEXT_LIMIT} 个字")
            return left + right
        operands: tuple[Any, ...] = (left, right)
        for value in operands:
            if isinstance(value, Undefined):
                return str(value)  # raises, naming the name
            if not isinstance(value, _NUMBERS) or not -_NUMBER_LIMIT <= value <= _NUMBER_LIMIT:
                raise MisplacedValueError(type(value).__name__)
        return super().call_binop(context, operator, left, right)

    def is_safe_callable(self, obj: Any) -> bool:
        """Return False: a template calls nothing."""
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
            raise MisplacedValueError(type(items).__name__)
        for item in items:
            self._rounds += 1
            if self._rounds > TURNS_LIMIT:
                raise RenderingLimitsError(f"循环合计不超过 {TURNS_LIMIT / 10_000:g} 万次")
            yield item

    def _placed(
        self, value: Any, *kinds: type[RichRuns | RichParagraphs | Subdocument]
    ) -> TagMarkup:
        if isinstance(value, Undefined):
            str(value)  # raises, naming the name
        if not isinstance(value, kinds) or self._renderer is None:
            raise MisplacedValueError(type(value).__name__)
        return TagMarkup(value.markup(self._renderer))

    def _printed(self, value: Any) -> Any:
        """The value as a tag prints it: text that Word can hold, or the markup of a picture."""
        if type(value) is str:
            text = value
        elif isinstance(value, TagMarkup):
            return value
        elif isinstance(value, Picture) and self._renderer is not None:
            return TagMarkup(value.markup(self._renderer))
        elif isinstance(value, ListingText):
            return value.text.replace("\n", "\a")
        elif hasattr(value, "__html__"):  # joined by Jinja out of markup and text
            raise MisplacedValueError(type(value).__name__)
        else:
            _refuse_rich(value)
            text = text_of(value)
        return checked_text(text).replace("\r\n", "\n").replace("\r", "\n")


def _refuse_rich(value: Any) -> None:
    """Raise :class:`MisplacedValueError` for a value that only a tag of its own kind prints."""
    if isinstance(value, RichRuns | RichParagraphs | Picture | Subdocument):
        raise MisplacedValueError(type(value).__name__)


class DocxtplChecker(Checker):
    """Checks the source that docxtpl renders, with the further syntax of its templates."""

    def _refused(self, node: nodes.Node) -> bool:
        refused = list(refusals(node, _FURTHER))
        for refusal in refused:
            self._refuse(node, refusal)
        return bool(refused)

    def values(self, node: nodes.Node, scope: CheckScope) -> Values:
        if isinstance(node, nodes.List | nodes.Tuple):
            items = [value for item in node.items for value in self.values(item, scope)]
            return (Listing(items, shape=UNKNOWN),)
        if isinstance(node, _OPERATIONS):
            for child in node.iter_child_nodes():
                self.values(child, scope)
            return (0,)
        if isinstance(node, nodes.Test):
            if node.name not in _SAFE_TESTS:
                names = "、".join(name for name in _SAFE_TESTS if name.isalpha())
                self._refuse(node, (f"is {node.name}", f"is 后面写 {names}"))
            tested = () if node.name in ("defined", "undefined") else (node.node,)
            for child in (*tested, *node.args):
                self.values(child, scope)
            return (True,)
        if isinstance(node, nodes.Filter) and node.name in ("default", "d"):
            for argument in node.args:
                self.values(argument, scope)
            return (UNKNOWN,)
        return tuple(
            UNKNOWN if isinstance(value, Picture | Subdocument | ListingText) else value
            for value in super().values(node, scope)
        )


@lru_cache(maxsize=1)
def _safe_filters() -> dict[str, Callable[..., Any]]:
    """The filters of Jinja that docxtpl's templates use, on our values."""
    return {
        "e": lambda value: value,  # every text is escaped anyway
        "escape": lambda value: value,
        "count": lambda items: len(items),
        "length": lambda items: len(items),
        "first": lambda items: items[0],
        "last": lambda items: items[-1],
        "join": lambda items, between="": str(between).join([text_of(item) for item in items]),
        "upper": lambda value: text_of(value).upper(),
        "lower": lambda value: text_of(value).lower(),
        "trim": lambda value: text_of(value).strip(),
        "default": lambda value, other="": other if isinstance(value, Undefined) else value,
        "d": lambda value, other="": other if isinstance(value, Undefined) else value,
    }
