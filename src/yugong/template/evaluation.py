"""Expressions compiled once to plain calls; the one evaluator of Word and Excel templates.

A template holds hundreds of expressions and most are one dotted name: small closures are made in
no time and run as fast as generated code (``docs/decisions/0002-template-evaluator.md``).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from jinja2 import nodes

from yugong.findings import Kind
from yugong.quick_dataclass import dataclass
from yugong.standard.names import Listing, Names, TableView, row_value, value_of
from yugong.standard.table import Row
from yugong.template.checker import read_expression
from yugong.template.faults import TagError
from yugong.template.refusals import NOT_A_LIST, expression_source
from yugong.template.tags import Tag
from yugong.template.values import Filters, concatenated, kind_of

Scope = Mapping[str, Any]
"""The names in reach of a tag and their values."""

Evaluate = Callable[[Scope, Filters], Any]
"""A compiled expression; raises TagError where it has no value."""

_FILTER_FAULTS = (TypeError, ValueError, KeyError, AttributeError, ArithmeticError)
"""Errors that a filter raises when a template gives it a value that it does not take."""

_COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}


@dataclass(frozen=True, slots=True)
class FilterCall:
    """``value | name(others)``: the filter's name, and how to get the values that it is given."""

    name: str
    source: str
    operand: Evaluate
    others: tuple[Evaluate, ...]
    named: tuple[tuple[str, Evaluate], ...]

    def function(self, filters: Filters) -> Callable[..., Any]:
        """Return the filter; it raises TagError (S004) for values that it does not take."""
        try:
            function = filters[self.name]
        except KeyError:
            raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, f"| {self.name}") from None

        def guarded(value: Any, *others: Any, **named: Any) -> Any:
            try:
                return function(value, *others, **named)
            except _FILTER_FAULTS as error:
                raise self._unfit(value) from error

        return guarded

    def given(self, scope: Scope, filters: Filters) -> tuple[Any, list[Any], dict[str, Any]]:
        """Return the value, and what comes with it in order and by name."""
        others = [other(scope, filters) for other in self.others]
        return (
            self.operand(scope, filters),
            others,
            {name: value(scope, filters) for name, value in self.named},
        )

    def evaluate(self, scope: Scope, filters: Filters) -> Any:
        """Return the result of the filter."""
        value, others, named = self.given(scope, filters)
        return self.function(filters)(value, *others, **named)

    def compiled(self) -> Evaluate:
        """Return the quickest way to evaluate the call."""
        return self._of_one_value() if not self.others and not self.named else self.evaluate

    def _of_one_value(self) -> Evaluate:
        name, operand = self.name, self.operand

        def evaluate(scope: Scope, filters: Filters) -> Any:
            function = filters.get(name)
            if function is None:
                raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, f"| {name}")
            value = operand(scope, filters)
            try:
                return function(value)
            except _FILTER_FAULTS as error:
                raise self._unfit(value) from error

        return evaluate

    def _unfit(self, value: Any) -> TagError:
        expected = f"滤器“{self.name}”不用于{kind_of(value)}"
        return TagError(Kind.MALFORMED_TAG, self.source, expected)


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression.

    ``source`` is the text it is written in.  ``path`` are the names of ``a.b.c``, ``owner`` and
    ``member`` those of ``owner.member``; empty for anything else.  ``call`` is the filter whose
    result it is, if any, so that a writer can keep the type of the filter's value.
    """

    source: str
    evaluate: Evaluate
    path: tuple[str, ...] = ()
    owner: str = ""
    member: str = ""
    call: FilterCall | None = None


@dataclass(frozen=True, slots=True)
class LoopHead:
    """``for name in listing if test``; ``owner`` gives the value whose ``行`` is looped over."""

    name: str
    listing: Expression
    test: Expression | None
    owner: Evaluate | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the listing, empty if it is more than dotted names."""
        return self.listing.path

    def items(self, scope: Scope, filters: Filters) -> Listing:
        """Return the listing with all its items; raises TagError (S004) if it is none."""
        value = self.listing.evaluate(scope, filters)
        if isinstance(value, Listing):
            return value
        actual = f"{'.'.join(self.path) or self.listing.source}（{kind_of(value)}）"
        raise TagError(Kind.MALFORMED_TAG, actual, NOT_A_LIST)

    def turns(self, items: Listing, scope: Scope, filters: Filters) -> list[tuple[int, Any]]:
        """Return the items that pass the test, each with its number in the listing from 0."""
        test = self.test
        if test is None:
            return list(enumerate(items))
        names = dict(scope)
        turns = []
        for number, item in enumerate(items):
            names[self.name] = item
            if test.evaluate(names, filters):
                turns.append((number, item))
        return turns


def compile_condition(tag: Tag) -> Expression:
    """Compile the expression of a tag that is no loop; raises TagError (S004, S007)."""
    node = read_expression(tag)
    assert isinstance(node, nodes.Expr)
    return compile_node(node, tag.expression)


def compile_loop(tag: Tag) -> LoopHead:
    """Compile the head of a loop; raises TagError (S004, S007)."""
    loop = read_expression(tag)
    assert isinstance(loop, nodes.For)
    assert isinstance(loop.target, nodes.Name)
    return compile_loop_node(loop, tag.expression)


def compile_node(node: nodes.Expr, source: str) -> Expression:
    """Compile an expression that the language has."""
    if isinstance(node, nodes.Filter):
        call = _filter_call(node)
        return Expression(source, call.compiled(), call=call)
    path = _path(node)
    owner, member = path if len(path) == 2 else ("", "")
    return Expression(source, _evaluator(node), path, owner, member)


def compile_loop_node(loop: nodes.For, source: str) -> LoopHead:
    """Compile the head of a loop that the language has; its listing's source is the whole head."""
    assert isinstance(loop.target, nodes.Name)
    iterated = loop.iter
    assert isinstance(iterated, nodes.Expr)
    listing = compile_node(iterated, source)
    test = compile_node(loop.test, source) if isinstance(loop.test, nodes.Expr) else None
    owner = None
    if isinstance(iterated, nodes.Getattr) and iterated.attr == "行":
        owner = _evaluator(iterated.node)
    return LoopHead(loop.target.name, listing, test, owner)


def loop_names(index: int, length: int) -> Names:
    """Return the names of ``loop`` inside a loop; ``index`` counts from 0."""
    return Names(
        "loop",
        {
            "index": index + 1,
            "index0": index,
            "first": index == 0,
            "last": index == length - 1,
            "length": length,
            "revindex": length - index,
        },
    )


def _path(node: nodes.Node) -> tuple[str, ...]:
    """Return the names of ``a.b.c``; empty for anything else."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        owner = _path(node.node)
        return (*owner, node.attr) if owner else ()
    return ()


def _evaluator(node: nodes.Node) -> Evaluate:
    if path := _path(node):
        return _dotted(path)
    match node:
        case nodes.Getattr():
            return _member(_evaluator(node.node), node.attr)
        case nodes.Getitem(arg=nodes.Const(value=str(name))):
            return _member(_evaluator(node.node), name)
        case nodes.Const():
            return _constant(node.value)
        case nodes.Filter():
            return _filter_call(node).compiled()
        case nodes.Not():
            inner = _evaluator(node.node)
            return lambda scope, filters: not inner(scope, filters)
        case nodes.And():
            left, right = _evaluator(node.left), _evaluator(node.right)
            return lambda scope, filters: left(scope, filters) and right(scope, filters)
        case nodes.Or():
            left, right = _evaluator(node.left), _evaluator(node.right)
            return lambda scope, filters: left(scope, filters) or right(scope, filters)
        case nodes.Compare():
            return _comparison(node)
        case nodes.Concat():
            parts = tuple(_evaluator(part) for part in node.nodes)
            return lambda scope, filters: concatenated(part(scope, filters) for part in parts)
        case nodes.CondExpr() if node.expr2 is not None:
            test, chosen, other = (_evaluator(e) for e in (node.test, node.expr1, node.expr2))
            return lambda scope, filters: (chosen if test(scope, filters) else other)(
                scope, filters
            )
    raise AssertionError(f"refused before: {expression_source(node)}")


def _constant(value: Any) -> Evaluate:
    def evaluate(scope: Scope, filters: Filters) -> Any:  # noqa: ARG001
        return value

    return evaluate


def _dotted(path: tuple[str, ...]) -> Evaluate:
    if len(path) == 1:
        return _name(path[0])
    if len(path) == 2:
        return _name_and_member(*path)
    return _member(_dotted(path[:-1]), path[-1])


def _name(name: str) -> Evaluate:
    def evaluate(scope: Scope, filters: Filters) -> Any:  # noqa: ARG001
        try:
            return scope[name]
        except KeyError:
            raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, name) from None

    return evaluate


def _name_and_member(first: str, name: str) -> Evaluate:
    def evaluate(scope: Scope, filters: Filters) -> Any:  # noqa: ARG001
        try:
            owner = scope[first]
        except KeyError:
            raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, first) from None
        kind = type(owner)
        try:
            if kind is Row:
                cell = owner.cells.get(name)
                return cell if cell is not None else row_value(owner, name)
            return owner.get(name) if kind is Names else value_of(owner, name)
        except KeyError:
            raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, f"{first}.{name}") from None

    return evaluate


def _member(owner_of: Evaluate, name: str) -> Evaluate:
    def evaluate(scope: Scope, filters: Filters) -> Any:
        owner = owner_of(scope, filters)
        kind = type(owner)
        try:
            if kind is Names or kind is TableView:
                return owner.get(name)
            return value_of(owner, name)
        except KeyError:
            raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, name) from None

    return evaluate


def _filter_call(node: nodes.Filter) -> FilterCall:
    assert node.node is not None
    return FilterCall(
        node.name,
        expression_source(node),
        _evaluator(node.node),
        tuple(_evaluator(argument) for argument in node.args),
        tuple((str(pair.key), _evaluator(pair.value)) for pair in node.kwargs),
    )


def _comparison(node: nodes.Compare) -> Evaluate:
    first = _evaluator(node.expr)
    others = tuple((_COMPARE[part.op], _evaluator(part.expr)) for part in node.ops)
    source = expression_source(node)

    def evaluate(scope: Scope, filters: Filters) -> bool:
        left = first(scope, filters)
        for compare, other in others:
            right = other(scope, filters)
            try:
                if not compare(left, right):
                    return False
            except TypeError as error:
                expected = f"同类的内容；{kind_of(left)}与{kind_of(right)}不能这样比较"
                raise TagError(Kind.MALFORMED_TAG, source, expected) from error
            left = right
        return True

    return evaluate
