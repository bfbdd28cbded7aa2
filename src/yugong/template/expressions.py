"""The heads of loops as trees; expressions alone are read in ``standard/expression_parser.py``."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import nodes
from jinja2.parser import Parser

from yugong.standard.expression_parser import KEPT_EXPRESSIONS, parse_with, simple_names


@lru_cache(maxsize=KEPT_EXPRESSIONS)
def parse_loop(source: str) -> nodes.For:
    """Return the head of a loop, ``名 in 列表`` or ``… if 条件``; never to be changed.

    Raises ``TemplateSyntaxError``, also for an expression nested deeper than the limit.
    """
    name, _, path = source.partition(" in ")
    target, listing = simple_names(name.strip()), simple_names(path)
    if isinstance(target, nodes.Name) and listing is not None:
        # A tree of its own: trees of expressions are shared and stay as they are.
        return nodes.For(
            nodes.Name(target.name, "store", lineno=1), listing, [], [], None, False, lineno=1
        )
    return parse_with(source, _loop_head)


def _loop_head(parser: Parser) -> nodes.For:
    target = parser.parse_assign_target(extra_end_rules=("name:in",))
    parser.stream.expect("name:in")
    listing = parser.parse_tuple(with_condexpr=False, extra_end_rules=("name:recursive",))
    test = parser.parse_expression() if parser.stream.skip_if("name:if") else None
    recursive = parser.stream.skip_if("name:recursive")
    return nodes.For(target, listing, [], [], test, recursive, lineno=1)
