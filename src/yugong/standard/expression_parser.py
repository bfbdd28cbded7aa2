"""Expressions of the template language as trees; equations of a standard use the same syntax."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeVar

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

_Node = TypeVar("_Node", bound=nodes.Node)

EXPRESSION_DEPTH = 50
"""How deep an expression may be nested; also how many names may follow one another."""

KEPT_EXPRESSIONS = 4096
"""How many expressions and loop heads are kept as trees."""

_WORDS = frozenset(
    (
        *("and", "or", "not", "in", "is", "if", "elif", "else", "for", "recursive"),
        *("true", "false", "none", "True", "False", "None"),
    )
)
"""Words of the language itself, which no name can be."""

_PARSING: Final = Environment(autoescape=True)  # parses only: nothing is compiled or rendered


@lru_cache(maxsize=KEPT_EXPRESSIONS)
def parse_expression(source: str) -> nodes.Expr:
    """Return the tree of one expression; the same tree for the same text, never to be changed.

    Raises ``TemplateSyntaxError``, also for an expression nested deeper than the limit.
    """
    return simple_names(source) or parse_with(source, _whole_expression)


def simple_names(source: str) -> nodes.Expr | None:
    """Return the tree of ``名.名 | 滤器`` without the parser; None for any other expression."""
    path, *filters = (part.strip() for part in source.split("|"))
    owner, *members = path.split(".")
    names = (owner, *members, *filters)
    if len(names) > EXPRESSION_DEPTH or not all(map(str.isidentifier, names)):
        return None
    if not _WORDS.isdisjoint(names):
        return None
    node: nodes.Expr = nodes.Name(owner, "load", lineno=1)
    for name in members:
        node = nodes.Getattr(node, name, "load", lineno=1)
    for name in filters:
        node = nodes.Filter(node, name, [], [], None, None, lineno=1)
    return node


def parse_with(source: str, read: Callable[[Parser], _Node]) -> _Node:
    """Return what ``read`` makes of a whole text; raises ``TemplateSyntaxError``."""
    try:
        parser = Parser(_PARSING, source, state="variable")
        node = read(parser)
    except (RecursionError, ValueError) as error:  # too deep, or a number of thousands of digits
        raise TemplateSyntaxError("expression beyond the limits", 1) from error
    if not parser.stream.eos:
        raise TemplateSyntaxError("text after the expression", 1)
    level: list[nodes.Node] = [node]
    for _ in range(EXPRESSION_DEPTH):
        level = [child for parent in level for child in parent.iter_child_nodes()]
    if level:
        raise TemplateSyntaxError("expression nested too deep", 1)
    return node


def _whole_expression(parser: Parser) -> nodes.Expr:
    return parser.parse_tuple(with_condexpr=True)
