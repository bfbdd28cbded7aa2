"""The template language: a small, closed part of Jinja with Chinese names.

Templates come from outside.  What they may say is a short list of syntax (text, names, filters,
conditions, loops, joins); anything else is refused before it runs, so there is no attribute of a
Python object, no call, no arithmetic on text, and no loop without end to be had.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeVar

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.parser import Parser
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from yugong.findings import Kind
from yugong.findings.similarity import most_similar
from yugong.standard.names import Listing, Names, TableView, names_of, row_value, value_of
from yugong.standard.table import Row

_Node = TypeVar("_Node", nodes.Expr, nodes.For)

_LOOP_NAMES = ("first", "last", "index", "index0", "length")
_KEPT_EXPRESSIONS = 4096
_DEPTH_LIMIT = 50
"""How deep an expression may be nested; also how many names may follow one another."""

_WORDS = frozenset(
    ("and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None")
)
"""Words of the language itself, which no name can be."""

_STATEMENTS: tuple[type[nodes.Node], ...] = (nodes.Template, nodes.Output, nodes.If)
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Filter,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Keyword,
)


@dataclass(frozen=True, slots=True)
class TagProblem:
    """One fault in a template: the line of its source, what stands there, and what could.

    ``kind`` is the finding code it becomes: S003 unknown name, S004 syntax, S007 not supported.
    """

    kind: str
    line: int
    found: str
    expected: str = ""


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Sandboxed, strict, escaping Jinja in which only our own values have names."""

    def __init__(
        self, filters: Mapping[str, Callable[..., Any]], *, autoescape: bool = True
    ) -> None:
        super().__init__(
            autoescape=autoescape, undefined=StrictUndefined, keep_trailing_newline=True
        )
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()
        self.filters.update(filters)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of a name; only our own values have any."""
        kind = type(obj)
        try:
            if kind is Row:
                return row_value(obj, attribute)
            if kind is Names or kind is TableView:
                return obj.get(attribute)
        except KeyError:
            return self.undefined(obj=obj, name=attribute)
        if kind is LoopContext and attribute in _LOOP_NAMES:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``功能['2010303']``: the same as a name, for names that are no identifiers."""
        return (
            self.getattr(obj, argument)
            if isinstance(argument, str)
            else self.undefined(obj=obj, name=str(argument))
        )

    def problems(self, source: str, context: Mapping[str, Any]) -> list[TagProblem]:
        """Every fault of a template against the names of ``context``, all at once.

        A syntax error hides what follows it, so it is the only one that can stand alone.
        """
        try:
            tree = self.parse(source)
            checker = Checker(self.filters, context)
            checker.visit(tree, {})
        except TemplateSyntaxError as error:
            return [
                TagProblem(
                    Kind.MALFORMED_TAG, error.lineno, "", "{% if %}、{% for %} 与各自的结尾成对"
                )
            ]
        except (RecursionError, ValueError):  # too deep, or a number of thousands of digits
            return [TagProblem(Kind.MALFORMED_TAG, 1, "")]
        return checker.found


@lru_cache(maxsize=_KEPT_EXPRESSIONS)
def parse_expression(source: str) -> nodes.Expr:
    """One expression; the same node for the same text, never to be changed.

    Raises ``TemplateSyntaxError``, also where it is nested beyond measure.
    """
    return _plain_names(source) or _parsed(source, _whole_expression)


@lru_cache(maxsize=_KEPT_EXPRESSIONS)
def parse_loop(source: str) -> nodes.For:
    """The head of a loop, ``名 in 列表`` or ``… if 条件``; kept like :func:`parse_expression`."""
    name, _, path = source.partition(" in ")
    target, listing = _plain_names(name.strip()), _plain_names(path)
    if isinstance(target, nodes.Name) and listing is not None:
        target.ctx = "store"
        return nodes.For(target, listing, [], [], None, False, lineno=1)
    return _parsed(source, _loop_head)


def _plain_names(source: str) -> nodes.Expr | None:
    """``名.名 | 滤器``: most expressions are no more, and are read without the parser."""
    path, *filters = (part.strip() for part in source.split("|"))
    owner, *members = path.split(".")
    names = (owner, *members, *filters)
    if len(names) > _DEPTH_LIMIT or not all(map(str.isidentifier, names)):
        return None
    if not _WORDS.isdisjoint(names):
        return None
    node: nodes.Expr = nodes.Name(owner, "load", lineno=1)
    for name in members:
        node = nodes.Getattr(node, name, "load", lineno=1)
    for name in filters:
        node = nodes.Filter(node, name, [], [], None, None, lineno=1)
    return node


def _whole_expression(parser: Parser) -> nodes.Expr:
    return parser.parse_tuple(with_condexpr=True)


def _loop_head(parser: Parser) -> nodes.For:
    target = parser.parse_assign_target(extra_end_rules=("name:in",))
    parser.stream.expect("name:in")
    listing = parser.parse_tuple(with_condexpr=False, extra_end_rules=("name:recursive",))
    test = parser.parse_expression() if parser.stream.skip_if("name:if") else None
    return nodes.For(target, listing, [], [], test, False, lineno=1)


def _parsed(source: str, read: Callable[[Parser], _Node]) -> _Node:
    try:
        parser = Parser(_PARSING, source, state="variable")
        node = read(parser)
    except (RecursionError, ValueError) as error:  # too deep, or a number of thousands of digits
        raise TemplateSyntaxError("expression out of all measure", 1) from error
    if not parser.stream.eos:
        raise TemplateSyntaxError("text after the expression", 1)
    level: list[nodes.Node] = [node]
    for _ in range(_DEPTH_LIMIT):
        level = [child for parent in level for child in parent.iter_child_nodes()]
    if level:
        raise TemplateSyntaxError("expression nested too deep", 1)
    return node


_PARSING: Final = TemplateEnvironment({})
_UNKNOWN = object()


class Checker:
    """Goes through a template, or one expression after another, with the values names would have.

    A scope holds what loops name; ``found`` gathers the problems.
    """

    def __init__(self, filters: Collection[str], context: Mapping[str, Any]) -> None:
        self._filters = filters
        self._context = context
        self.found: list[TagProblem] = []

    def visit(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        """A template or a statement, with everything in it."""
        if isinstance(node, nodes.For):
            inner = self.loop(node, scope)
            for child in node.body:
                self.visit(child, inner)
            for child in node.else_:
                self.visit(child, scope)
        elif isinstance(node, nodes.Expr):
            self.value(node, scope)
        elif isinstance(node, _STATEMENTS):
            for child in node.iter_child_nodes():
                self.visit(child, scope)
        else:
            self._refuse(node)

    def loop(self, node: nodes.For, scope: dict[str, Any]) -> dict[str, Any]:
        """The head of a loop; what its body may name."""
        listing = self.value(node.iter, scope)
        if node.recursive or not isinstance(node.target, nodes.Name):
            self._refuse(node)
            return scope
        if listing is not _UNKNOWN and not isinstance(listing, Listing):
            self.found.append(
                TagProblem(
                    Kind.MALFORMED_TAG,
                    node.lineno,
                    f"for {node.target.name} in …",
                    "一个可以循环的列表",
                )
            )
        shape = listing.shape if isinstance(listing, Listing) else None
        inner = {**scope, node.target.name: _UNKNOWN if shape is None else shape}
        if node.test is not None:
            self.value(node.test, inner)
        inner["loop"] = _LOOP
        return inner

    def value(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """The value a node would have, or ``_UNKNOWN``; unknown names are noted on the way."""
        if isinstance(node, nodes.Name):
            if node.name in scope:
                return scope[node.name]
            if node.name in self._context:
                return self._context[node.name]
            self._unknown(node, node.name, (*scope, *self._context), "")
            return _UNKNOWN
        if isinstance(node, nodes.Getattr):
            return self._member(node, node.node, node.attr, scope)
        if isinstance(node, nodes.Getitem):
            if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                return self._member(node, node.node, node.arg.value, scope)
            self._refuse(node)
            return _UNKNOWN
        if isinstance(node, nodes.Const):
            if node.value is None:  # nothing has no text, and no value of a package is nothing
                self.found.append(TagProblem(Kind.UNSUPPORTED_IN_TEMPLATE, node.lineno, "none"))
            return node.value
        if not isinstance(node, _ALLOWED):
            self._refuse(node)
            return _UNKNOWN
        if isinstance(node, nodes.Filter):
            if node.name not in self._filters:
                near = most_similar(node.name, list(self._filters))
                self.found.append(
                    TagProblem(Kind.UNKNOWN_TEMPLATE_NAME, node.lineno, f"| {node.name}", near)
                )
            if node.dyn_args is not None or node.dyn_kwargs is not None:
                self._refuse(node)
        for child in node.iter_child_nodes():
            self.value(child, scope)
        return _UNKNOWN

    def _member(self, node: nodes.Node, owner: nodes.Node, name: str, scope: dict[str, Any]) -> Any:
        value = self.value(owner, scope)
        if value is _UNKNOWN:
            return _UNKNOWN
        try:
            return value_of(value, name)
        except KeyError:
            self._unknown(node, name, names_of(value), _source(owner))
            return _UNKNOWN

    def _unknown(self, node: nodes.Node, name: str, known: tuple[str, ...], owner: str) -> None:
        found = f"{owner}.{name}" if owner else name
        near = most_similar(name, list(known))
        expected = (f"{owner}.{near}" if owner else near) if near else ""
        self.found.append(TagProblem(Kind.UNKNOWN_TEMPLATE_NAME, node.lineno, found, expected))

    def _refuse(self, node: nodes.Node) -> None:
        self.found.append(TagProblem(Kind.UNSUPPORTED_IN_TEMPLATE, node.lineno, _source(node)))


_LOOP = Names("loop", dict.fromkeys(_LOOP_NAMES, 1))


def _source(node: nodes.Node) -> str:
    """An expression as a template would write it, for messages."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_source(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_source(node.node)}[{node.arg.value!r}]"
    return type(node).__name__.lower()
