"""The template language: a small, closed part of Jinja with Chinese names.

Templates come from outside.  What they may say is a short list of syntax (text, names, filters,
conditions, loops, joins); anything else is refused before it runs, so there is no attribute of a
Python object, no call, no arithmetic on text, and no loop without end to be had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from yugong.findings.nearest import nearest
from yugong.standard.names import Listing, Names, TableView, names_of, row_value, value_of
from yugong.standard.table import Row

_LOOP_NAMES = ("first", "last", "index", "index0", "length")

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Filter,
    nodes.For,
    nodes.If,
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
    """Sandboxed, strict, escaping Jinja in which only our own values have names.

    ``finalize`` turns a value into what the document shows; each writer brings its own, because
    a line break in Word is not a line break in Excel.
    """

    def __init__(
        self,
        filters: Mapping[str, Callable[..., Any]],
        finalize: Callable[[Any], Any] | None = None,
        extensions: tuple[type[Extension], ...] = (),
        *,
        autoescape: bool = True,
    ) -> None:
        super().__init__(
            autoescape=autoescape,
            undefined=StrictUndefined,
            finalize=finalize,
            extensions=extensions,
            keep_trailing_newline=True,
            optimized=True,
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
        except TemplateSyntaxError as error:
            return [TagProblem("S004", error.lineno, error.message or "")]
        checker = _Checker(self, dict(context))
        checker.visit(tree, {})
        return checker.found


_UNKNOWN = object()


class _Checker:
    """Walks a template with the values its names would have."""

    def __init__(self, environment: TemplateEnvironment, context: dict[str, Any]) -> None:
        self._environment = environment
        self._context = context
        self.found: list[TagProblem] = []

    def visit(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        if not isinstance(node, _ALLOWED) and not isinstance(node, nodes.Helper | nodes.Stmt):
            self._refuse(node)
            return
        if isinstance(node, nodes.Stmt) and not isinstance(node, _ALLOWED):
            if isinstance(node, nodes.CallBlock | nodes.Scope | nodes.ScopedEvalContextModifier):
                for child in node.iter_child_nodes():
                    self.visit(child, scope)
                return
            self._refuse(node)
            return
        if isinstance(node, nodes.For):
            self._loop(node, scope)
            return
        if isinstance(node, nodes.Expr):
            self.value(node, scope)
            return
        for child in node.iter_child_nodes():
            self.visit(child, scope)

    def _loop(self, node: nodes.For, scope: dict[str, Any]) -> None:
        listing = self.value(node.iter, scope)
        if node.recursive or not isinstance(node.target, nodes.Name):
            self._refuse(node)
            return
        if listing is not _UNKNOWN and not isinstance(listing, Listing):
            self.found.append(
                TagProblem(
                    "S004", node.lineno, f"for {node.target.name} in …", "一个可以循环的列表"
                )
            )
            listing = _UNKNOWN
        shape = listing.shape if isinstance(listing, Listing) else _UNKNOWN
        inner = {**scope, node.target.name: _UNKNOWN if shape is None else shape}
        inner["loop"] = Names("loop", dict.fromkeys(_LOOP_NAMES, 1))
        if node.test is not None:
            self.value(node.test, inner)
        for child in (*node.body, *node.else_):
            self.visit(child, inner)

    def value(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """The value a node would have, or ``_UNKNOWN``; unknown names are noted on the way."""
        if not isinstance(node, _ALLOWED):
            self._refuse(node)
            return _UNKNOWN
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
        if isinstance(node, nodes.Filter) and node.name not in self._environment.filters:
            near = nearest(node.name, list(self._environment.filters))
            self.found.append(TagProblem("S003", node.lineno, f"| {node.name}", near))
        for child in node.iter_child_nodes():
            self.value(child, scope)
        return node.value if isinstance(node, nodes.Const) else _UNKNOWN

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
        near = nearest(name, list(known))
        expected = (f"{owner}.{near}" if owner else near) if near else ""
        self.found.append(TagProblem("S003", node.lineno, found, expected))

    def _refuse(self, node: nodes.Node) -> None:
        self.found.append(TagProblem("S007", node.lineno, _source(node)))


def _source(node: nodes.Node) -> str:
    """An expression as a template would write it, for messages."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_source(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_source(node.node)}[{node.arg.value!r}]"
    return type(node).__name__.lower()
