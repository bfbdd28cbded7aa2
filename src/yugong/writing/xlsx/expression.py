"""Expressions and text of a cell, compiled once to plain calls.

The language is the one of :mod:`yugong.standard.language`; its parser reads, and the small
evaluator here runs, because a sheet has tens of thousands of cells and most hold one dotted name.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from yugong.findings import Kind
from yugong.standard.language import TemplateEnvironment
from yugong.standard.names import Listing, Names, row_value, value_of
from yugong.standard.table import Cell, Row
from yugong.writing.xlsx.plain import plain_loop, plain_text_nodes, plain_value_node

Scope = Mapping[str, Any]
Filters = Mapping[str, Callable[..., Any]]
Evaluate = Callable[[Scope, Filters], Any]

MAX_TEXT_STEPS = 100_000
"""Pieces and turns of loops that the text of one cell may take."""

_PARSER = TemplateEnvironment({}, autoescape=False)


class TagError(Exception):
    """A tag that cannot be used: the finding code, what stands there, what was expected."""

    def __init__(self, code: str, found: str, expected: str = "") -> None:
        self.code = code
        self.found = found
        self.expected = expected
        super().__init__(f"{code} {found}")


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled ``{{ … }}``.

    Where it is no more than ``owner.member`` the two are known, and where it is a filter over a
    value, so are the filter's name and its operand: a writer can then keep the type of the value.
    """

    source: str
    evaluate: Evaluate
    owner: str = ""
    member: str = ""
    filter_name: str = ""
    operand: Evaluate | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Compiled text with tags in it."""

    source: str
    pieces: tuple[Callable[[Scope, Filters, list[str]], None], ...]

    def render(self, scope: Scope, filters: Filters) -> str:
        """The text as shown; raises :class:`TagError` for an unknown name."""
        out: list[str] = []
        for piece in self.pieces:
            piece(scope, filters, out)
        return "".join(out)


def shown(value: Any) -> str:
    """A value inside text; raises :class:`TagError` for one that has no text of its own."""
    if isinstance(value, str):
        return value
    if isinstance(value, Cell):
        return value.text
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    raise TagError(
        Kind.MALFORMED_TAG, type(value).__name__, "文字或数字；金额、日期、列表要加过滤器"
    )


def parse_condition(source: str) -> Expression:
    """An expression on its own, as in ``{%tr if … %}``."""
    if (plain := plain_value_node(source)) is not None:
        return _expression(plain, source)
    body = _parse("{{ " + source + " }}")
    output = body[0] if len(body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        raise TagError(Kind.MALFORMED_TAG, source)
    return _expression(output.nodes[0], source)


@dataclass(frozen=True, slots=True)
class LoopHead:
    """``for name in listing if test``.

    Where the listing is ``owner.member``, ``owner`` gives the first and ``path`` all its names.
    """

    name: str
    listing: Expression
    test: Expression | None
    owner: Evaluate | None = None
    member: str = ""
    path: tuple[str, ...] = ()


def parse_loop(source: str) -> LoopHead:
    """The head of a loop, from ``行 in 表.预算收支总表.行``."""
    loop: nodes.Node | None = plain_loop(source)
    if loop is None:
        body = _parse("{% for " + source + " %}{% endfor %}")
        loop = body[0] if len(body) == 1 else None
    if not isinstance(loop, nodes.For):
        raise TagError(Kind.MALFORMED_TAG, source, "名 in 列表")
    if not isinstance(loop.target, nodes.Name) or loop.recursive:
        raise TagError(Kind.UNSUPPORTED_IN_TEMPLATE, source, "名 in 列表")
    test = None if loop.test is None else _expression(loop.test, source)
    head = LoopHead(loop.target.name, _expression(loop.iter, source), test, path=_path(loop.iter))
    if isinstance(loop.iter, nodes.Getattr):
        return replace(head, owner=_evaluator(loop.iter.node), member=loop.iter.attr)
    return head


@lru_cache(maxsize=4096)
def parse_content(source: str) -> str | Expression | Text | None:
    """What a cell holds: nothing, fixed text, one expression, or text with tags."""
    if "{{" not in source and "{%" not in source and "{#" not in source:
        return source or None
    parts: list[nodes.Node] = []
    for node in plain_text_nodes(source) or _parse(source):
        parts.extend(node.nodes if isinstance(node, nodes.Output) else [node])
    values = [part for part in parts if not _is_blank(part)]
    if not values:
        return None
    if len(values) == 1 and isinstance(values[0], nodes.Expr):
        if isinstance(values[0], nodes.TemplateData):
            return values[0].data
        return _expression(values[0], source)
    return Text(source, tuple(_piece(part) for part in parts))


def loop_names(index: int, length: int) -> Names:
    """What ``loop`` is inside a loop; ``index`` counts from 0."""
    return Names(
        "loop",
        {
            "index": index + 1,
            "index0": index,
            "first": index == 0,
            "last": index == length - 1,
            "length": length,
        },
    )


def _parse(source: str) -> list[nodes.Node]:
    try:
        return list(_PARSER.parse(source).body)
    except TemplateSyntaxError as error:
        expected = "{{ 名.名 | 滤器 }}；括号两层，引号成对，{% if %}、{% for %} 各有结尾"
        raise TagError(Kind.MALFORMED_TAG, source.strip()[:60], expected) from error
    except (RecursionError, ValueError) as error:  # too deep, or a number of thousands of digits
        raise TagError(Kind.MALFORMED_TAG, source.strip()[:60]) from error


def _path(node: nodes.Node) -> tuple[str, ...]:
    """The names of ``a.b.c``; empty where it is anything else."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        owner = _path(node.node)
        return (*owner, node.attr) if owner else ()
    return ()


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.TemplateData) and not node.data.strip()


def _expression(node: nodes.Node, source: str) -> Expression:
    owner = member = filter_name = ""
    operand = None
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        owner, member = node.node.name, node.attr
    if isinstance(node, nodes.Filter) and node.node is not None:
        filter_name, operand = node.name, _evaluator(node.node)
    return Expression(source, _evaluator(node), owner, member, filter_name, operand)


def _piece(node: nodes.Node) -> Callable[[Scope, Filters, list[str]], None]:
    if isinstance(node, nodes.TemplateData):
        return _fixed_piece(node.data)
    if isinstance(node, nodes.Output):
        inner = tuple(_piece(part) for part in node.nodes)
        return lambda scope, filters, out: _run(inner, scope, filters, out)
    if isinstance(node, nodes.If):
        return _choice_piece(node)
    if isinstance(node, nodes.For):
        return _loop_piece(node)
    if isinstance(node, nodes.Expr):
        evaluate = _evaluator(node)
        return lambda scope, filters, out: out.append(shown(evaluate(scope, filters)))
    raise TagError(Kind.UNSUPPORTED_IN_TEMPLATE, type(node).__name__.lower())


def _fixed_piece(data: str) -> Callable[[Scope, Filters, list[str]], None]:
    def write(scope: Scope, filters: Filters, out: list[str]) -> None:  # noqa: ARG001
        out.append(data)

    return write


def _run(
    pieces: tuple[Callable[[Scope, Filters, list[str]], None], ...],
    scope: Scope,
    filters: Filters,
    out: list[str],
) -> None:
    for piece in pieces:
        piece(scope, filters, out)


def _choice_piece(node: nodes.If) -> Callable[[Scope, Filters, list[str]], None]:
    branches = [(_evaluator(node.test), tuple(_piece(part) for part in node.body))]
    branches += [
        (_evaluator(other.test), tuple(_piece(part) for part in other.body)) for other in node.elif_
    ]
    otherwise = tuple(_piece(part) for part in node.else_)

    def choose(scope: Scope, filters: Filters, out: list[str]) -> None:
        for test, body in branches:
            if test(scope, filters):
                _run(body, scope, filters, out)
                return
        _run(otherwise, scope, filters, out)

    return choose


def _loop_piece(node: nodes.For) -> Callable[[Scope, Filters, list[str]], None]:
    if not isinstance(node.target, nodes.Name) or node.recursive or node.test is not None:
        raise TagError(Kind.UNSUPPORTED_IN_TEMPLATE, "for", "名 in 列表")
    name, listing = node.target.name, _evaluator(node.iter)
    body = tuple(_piece(part) for part in node.body)
    otherwise = tuple(_piece(part) for part in node.else_)

    def repeat(scope: Scope, filters: Filters, out: list[str]) -> None:
        items = as_listing(listing(scope, filters))
        for index, item in enumerate(items):
            inner = {**scope, name: item, "loop": loop_names(index, len(items))}
            out.append("")
            if len(out) > MAX_TEXT_STEPS:
                raise TagError(Kind.TEMPLATE_BEYOND_LIMITS, "一个单元格内的循环过长", "更小的循环")
            _run(body, inner, filters, out)
        if not items:
            _run(otherwise, scope, filters, out)

    return repeat


def as_listing(value: Any) -> Listing:
    """A value that is looped over; raises :class:`TagError` where it is no list."""
    if isinstance(value, Listing):
        return value
    raise TagError(Kind.MALFORMED_TAG, type(value).__name__, "一个可以循环的列表")


_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}


def _evaluator(node: nodes.Node) -> Evaluate:
    if path := _path(node):
        return _dotted(path)
    if isinstance(node, nodes.Getattr):
        return _member(_evaluator(node.node), node.attr)
    if isinstance(node, nodes.Getitem):
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return _member(_evaluator(node.node), node.arg.value)
        raise TagError(Kind.UNSUPPORTED_IN_TEMPLATE, "[…]", "只能用引号内的名称")
    if isinstance(node, nodes.Const):
        return _constant(node.value)
    if isinstance(node, nodes.Filter) and node.node is not None:
        return _filter(node)
    if isinstance(node, nodes.Not):
        inner = _evaluator(node.node)
        return lambda scope, filters: not inner(scope, filters)
    if isinstance(node, nodes.And | nodes.Or):
        left, right = _evaluator(node.left), _evaluator(node.right)
        if isinstance(node, nodes.And):
            return lambda scope, filters: left(scope, filters) and right(scope, filters)
        return lambda scope, filters: left(scope, filters) or right(scope, filters)
    if isinstance(node, nodes.Compare):
        return _comparison(node)
    if isinstance(node, nodes.Concat):
        parts = tuple(_evaluator(part) for part in node.nodes)
        return lambda scope, filters: "".join(shown(part(scope, filters)) for part in parts)
    if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
        test, yes, no = (_evaluator(part) for part in (node.test, node.expr1, node.expr2))
        return lambda scope, filters: (yes if test(scope, filters) else no)(scope, filters)
    raise TagError(Kind.UNSUPPORTED_IN_TEMPLATE, type(node).__name__.lower())


def _constant(value: Any) -> Evaluate:
    def evaluate(scope: Scope, filters: Filters) -> Any:  # noqa: ARG001
        return value

    return evaluate


def _dotted(path: tuple[str, ...]) -> Evaluate:
    first, rest = path[0], path[1:]

    def evaluate(scope: Scope, filters: Filters) -> Any:  # noqa: ARG001
        name = first
        try:
            value = scope[name]
            for name in rest:
                value = row_value(value, name) if type(value) is Row else value_of(value, name)
        except KeyError:
            raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, name) from None
        return value

    return evaluate


def _member(owner: Evaluate, name: str) -> Evaluate:
    def evaluate(scope: Scope, filters: Filters) -> Any:
        value = owner(scope, filters)
        try:
            return row_value(value, name) if type(value) is Row else value_of(value, name)
        except KeyError:
            raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, name) from None

    return evaluate


def _filter(node: nodes.Filter) -> Evaluate:
    if node.dyn_args is not None or node.dyn_kwargs is not None or node.node is None:
        raise TagError(Kind.UNSUPPORTED_IN_TEMPLATE, f"| {node.name}")
    name, operand = node.name, _evaluator(node.node)
    args = tuple(_evaluator(arg) for arg in node.args)
    named = tuple((str(pair.key), _evaluator(pair.value)) for pair in node.kwargs)

    def evaluate(scope: Scope, filters: Filters) -> Any:
        try:
            function = filters[name]
        except KeyError:
            raise TagError(Kind.UNKNOWN_TEMPLATE_NAME, f"| {name}") from None
        value = operand(scope, filters)
        given = [arg(scope, filters) for arg in args]
        try:
            return function(value, *given, **{key: arg(scope, filters) for key, arg in named})
        except (TypeError, AttributeError) as error:
            raise TagError(
                Kind.MALFORMED_TAG, f"{_kind(value)} | {name}", "过滤器能处理的内容"
            ) from error

    return evaluate


def _kind(value: Any) -> str:
    """What a value is, for messages."""
    if isinstance(value, str | int | Decimal):
        return repr(value)[:20]
    return type(value).__name__


def _comparison(node: nodes.Compare) -> Evaluate:
    first = _evaluator(node.expr)
    rest = tuple((_COMPARE[part.op], _evaluator(part.expr)) for part in node.ops)

    def evaluate(scope: Scope, filters: Filters) -> bool:
        left = first(scope, filters)
        for compare, other in rest:
            right = other(scope, filters)
            try:
                if not compare(left, right):
                    return False
            except TypeError as error:
                found = f"{_kind(left)} 与 {_kind(right)} 相比"
                raise TagError(Kind.MALFORMED_TAG, found, "同类的内容") from error
            left = right
        return True

    return evaluate
