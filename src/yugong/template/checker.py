"""Tags checked against the names of a package, before anything is rendered.

The check knows the value of every name, so it also knows which value would print as no text and
which filter would get a value of another kind than it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from yugong.findings import Kind
from yugong.findings.similarity import most_similar
from yugong.quick_dataclass import dataclass
from yugong.standard.expression_parser import parse_expression
from yugong.standard.names import Listing, Names, RowShape, names_of, value_of
from yugong.standard.narrative import COVER, NARRATIVE
from yugong.standard.table import Row
from yugong.template.expressions import parse_loop
from yugong.template.faults import TagError, TagFault
from yugong.template.refusals import (
    NOT_A_LIST,
    Refusal,
    expression_source,
    refusals,
    refused_filter,
    refused_statement,
)
from yugong.template.tag_text import outside_loop
from yugong.template.tags import CLOSERS, OPENERS, Tag
from yugong.template.values import (
    UNKNOWN,
    Filters,
    Unknown,
    accepts,
    cure,
    filters_for,
    has_text,
    kind_name,
    kind_of,
    shape_of,
)

LOOP_NAMES = ("first", "last", "index", "index0", "revindex", "length")
_LOOP = Names("loop", {name: name in ("first", "last") or 1 for name in LOOP_NAMES})
_NAMES_LISTED = 12
"""How many names a finding lists for a record where none comes near."""

_SAME_KINDS = "比大小的两边都是整数，或都是文字；要看数字是不是零，直接写名称：{% if 名 %}"
_NO_SUCH_NAME = "没有这个名称；模板可用的名称见 docs/template-names.md"
_ONLY_IN_EXCEL = "只用在 Excel 模板里：取的就是 Word 文件写出的文字"
_ORDERED = (int, float, str)
_STATEMENTS: tuple[type[nodes.Node], ...] = (nodes.Template, nodes.Output, nodes.If)
_EXAMPLES = {"": "{{ 名 }} 或 {{ 名 | 滤器 }}", "for": "{% for 项 in 列表 %}"}

CheckScope = dict[str, Any]
Values = tuple[Any, ...]
"""The values an expression may have: one, or one for each branch of a choice."""


@dataclass(frozen=True, slots=True)
class ReadTag:
    """A tag and its expression as a tree; no tree for ``else``, closers and tags at fault."""

    tag: Tag
    node: nodes.Expr | nodes.For | None


def read(tag: Tag) -> tuple[ReadTag, TagFault | None]:
    """Return a tag with its expression, or without it and with its fault (S004, S007)."""
    if tag.word in ("else", *CLOSERS):
        return ReadTag(tag, None), None
    try:
        return ReadTag(tag, read_expression(tag)), None
    except TagError as error:
        return ReadTag(tag, None), TagFault(error.code, tag.place, error.actual, error.expected)


def read_expression(tag: Tag) -> nodes.Expr | nodes.For:
    """Return the tree of a tag's expression; raises TagError (S004, S007)."""
    try:
        is_loop = tag.word == "for"
        node = parse_loop(tag.expression) if is_loop else parse_expression(tag.expression)
    except TemplateSyntaxError as error:
        example = _EXAMPLES.get(tag.word, f"{{% {tag.word} 条件 %}}")
        raise TagError(Kind.MALFORMED_TAG, tag.raw, f"{example}，引号、括号成对") from error
    refusal = next(refusals(node), None)
    if refusal is not None:
        raise TagError(Kind.UNSUPPORTED_IN_TEMPLATE, *refusal)
    return node


def tag_faults(
    tags: Iterable[ReadTag], filters: Filters, context: Mapping[str, Any]
) -> Iterator[TagFault]:
    """Yield the faults of the tags of one part or sheet, in its order, against a package.

    S003 for unknown names and filters, S004 for a value without a text of its own and for a
    filter that does not take its value.
    """
    tags = list(tags)
    looped = {
        node.target.name
        for item in tags
        if isinstance(node := item.node, nodes.For) and isinstance(node.target, nodes.Name)
    }
    checker = Checker(filters, context)
    reported = 0
    scope: CheckScope = {}
    outer: list[tuple[str, CheckScope]] = []
    for item in tags:
        tag, node = item.tag, item.node
        if tag.word in CLOSERS:
            if any(word == CLOSERS[tag.word] for word, _ in outer):
                word = ""
                while word != CLOSERS[tag.word]:
                    word, scope = outer.pop()
        elif tag.word == "else":
            if outer and outer[-1][0] == "for":
                scope = outer[-1][1]
        elif isinstance(node, nodes.For):
            outer.append((tag.word, scope))
            scope = checker.loop(node, scope)
        else:
            if tag.word in OPENERS:
                outer.append((tag.word, scope))
            if node is not None and tag.word:
                checker.values(node, scope)
            elif node is not None:
                checker.print(node, scope)
        for _, fault in checker.problems[reported:]:
            expected, loop = fault.expected, ""
            if fault.code == Kind.UNKNOWN_TEMPLATE_NAME and fault.actual in looped:
                expected, loop = outside_loop(fault.actual), fault.actual
            yield TagFault(fault.code, tag.place, fault.actual, expected, loop)
        reported = len(checker.problems)


class Checker:
    """Goes through a template, or one expression after another, with the values of its names.

    A scope holds the names of loops; ``problems`` gathers the faults with their lines.
    """

    def __init__(self, filters: Filters, context: Mapping[str, Any]) -> None:
        self._filters = filters
        self._context = context
        self.problems: list[tuple[int, TagFault]] = []

    def visit(self, node: nodes.Node, scope: CheckScope) -> None:
        """Check a template or a statement, with everything in it, as Jinja parsed it."""
        if isinstance(node, nodes.For):
            if self._refused(node):
                return
            inner = self.loop(node, scope)
            for child in node.body:
                self.visit(child, inner)
            for child in node.else_:
                self.visit(child, scope)
        elif isinstance(node, nodes.Output):
            for child in node.nodes:
                if isinstance(child, nodes.Expr) and not self._refused(child):
                    self.print(child, scope)
        elif isinstance(node, nodes.Expr):
            if not self._refused(node):
                self.values(node, scope)
        elif isinstance(node, _STATEMENTS):
            for child in node.iter_child_nodes():
                self.visit(child, scope)
        else:
            word = type(node).__name__.lower()
            self._refuse(node, (word, refused_statement(word)))

    def loop(self, node: nodes.For, scope: CheckScope) -> CheckScope:
        """Check the head of a loop; return the scope of its body."""
        name = node.target.name if isinstance(node.target, nodes.Name) else ""
        shape = UNKNOWN
        for listing in self.values(node.iter, scope):
            if isinstance(listing, Listing):
                shape = UNKNOWN if listing.shape is None else listing.shape
            elif not isinstance(listing, Unknown):
                self._note(
                    node,
                    Kind.MALFORMED_TAG,
                    f"for {name} in {expression_source(node.iter)}",
                    NOT_A_LIST,
                )
        inner = {**scope, name: shape}
        if node.test is not None:
            self.values(node.test, inner)
        inner["loop"] = _LOOP
        return inner

    def print(self, node: nodes.Expr, scope: CheckScope) -> None:
        """Check an expression that is printed: each of its values has a text of its own."""
        if isinstance(node, nodes.CondExpr):
            self.values(node.test, scope)
            for branch in (node.expr1, node.expr2):
                if branch is not None:
                    self.print(branch, scope)
            return
        for value in self.values(node, scope):
            if not has_text(value):
                expression = expression_source(node)
                expected = cure(expression, value, self._filters)
                self._note(node, Kind.MALFORMED_TAG, f"{{{{ {expression} }}}}", expected)
                return

    def values(self, node: nodes.Node, scope: CheckScope) -> Values:
        """Return the values a node may have; note unknown names and unfit filters on the way."""
        match node:
            case nodes.Name():
                if node.name in scope:
                    return (scope[node.name],)
                if node.name in self._context:
                    return (self._context[node.name],)
                self._unknown(node, node.name, (*scope, *self._context), "")
            case nodes.Getattr():
                return self._member(node, node.node, node.attr, scope)
            case nodes.Getitem(arg=nodes.Const(value=str(name))):
                return self._member(node, node.node, name, scope)
            case nodes.Const():
                return (node.value,)
            case nodes.TemplateData():
                return ("",)
            case nodes.Filter():
                return self._filtered(node, scope)
            case nodes.CondExpr():
                self.values(node.test, scope)
                otherwise = node.expr2
                return (
                    *self.values(node.expr1, scope),
                    *(self.values(otherwise, scope) if otherwise is not None else ()),
                )
            case nodes.And() | nodes.Or():
                return (*self.values(node.left, scope), *self.values(node.right, scope))
            case nodes.Concat():
                for part in node.nodes:
                    self.print(part, scope)
                return ("",)
            case nodes.Compare():
                self._compare(node, scope)
                return (True,)
            case nodes.Not():
                self.values(node.node, scope)
                return (True,)
        return (UNKNOWN,)

    def _member(self, node: nodes.Node, owner: nodes.Node, name: str, scope: CheckScope) -> Values:
        members = []
        for value in self.values(owner, scope):
            if isinstance(value, Unknown):
                return (UNKNOWN,)
            try:
                members.append(value_of(value, name))
            except KeyError:
                self._unknown(node, name, names_of(value), expression_source(owner), value)
                return (UNKNOWN,)
        return tuple(members)

    def _filtered(self, node: nodes.Filter, scope: CheckScope) -> Values:
        assert node.node is not None
        operands = self.values(node.node, scope)
        others = [self.values(argument, scope) for argument in node.args]
        named = {str(pair.key): self.values(pair.value, scope) for pair in node.kwargs}
        function = self._filters.get(node.name)
        if function is None:
            near = most_similar(node.name, list(self._filters))
            advice = refused_filter(node.name) or near
            expected = advice or f"滤器有：{'、'.join(self._filters)}"
            self._note(node, Kind.UNKNOWN_TEMPLATE_NAME, f"| {node.name}", expected)
            return (UNKNOWN,)
        shape = shape_of(function)
        if shape is None:
            return (UNKNOWN,)
        kinds = shape.kinds(1 + len(others), list(named))
        if kinds is None:
            self._note(
                node, Kind.MALFORMED_TAG, expression_source(node), _call_of(node, self._filters)
            )
            return (UNKNOWN,)
        for kind, values in zip(kinds, (operands, *others, *named.values()), strict=True):
            unfit = next((value for value in values if not accepts(kind, value)), None)
            if unfit is not None:
                self._unfit(node, kind, unfit, is_operand=values is operands)
                break
        return ("",) if shape.gives_text else (UNKNOWN,)

    def _unfit(self, node: nodes.Filter, kind: Any, value: Any, *, is_operand: bool) -> None:
        where = "" if is_operand else "括号里的"
        expected = f"滤器“{node.name}”{where}用于{kind_name(kind)}，这里是{kind_of(value)}"
        fitting = filters_for(value, self._filters) if is_operand else []
        if fitting:
            expected += f"；可用 {'、'.join(fitting)}"
        self._note(node, Kind.MALFORMED_TAG, expression_source(node), expected)

    def _compare(self, node: nodes.Compare, scope: CheckScope) -> None:
        left = self.values(node.expr, scope)
        for operand in node.ops:
            right = self.values(operand.expr, scope)
            if operand.op in ("lt", "lteq", "gt", "gteq"):
                if not all(_ordered(value, other) for value in left for other in right):
                    self._note(node, Kind.MALFORMED_TAG, expression_source(node), _SAME_KINDS)
            elif operand.op in ("in", "notin") and not all(map(_is_searched, right)):
                self._note(node, Kind.MALFORMED_TAG, expression_source(node), "in 后面是列表或文字")
            left = right

    def _unknown(
        self, node: nodes.Node, name: str, known: tuple[str, ...], owner: str, value: Any = None
    ) -> None:
        near = most_similar(name, list(known))
        expected = (f"{owner}.{near}" if owner else near) if near else ""
        if not owner:
            expected = expected or _NO_SUCH_NAME
            expected = _ONLY_IN_EXCEL if name in (NARRATIVE, COVER) else expected
        elif not expected:
            if not known:
                expected = f"{owner} 是{kind_of(value)}，后面没有名称"
            elif len(known) <= _NAMES_LISTED and not isinstance(value, Row | RowShape):
                expected = f"{owner} 有：{'、'.join(known)}"
        actual = f"{owner}.{name}" if owner else name
        self._note(node, Kind.UNKNOWN_TEMPLATE_NAME, actual, expected)

    def _refused(self, node: nodes.Node) -> bool:
        refused = list(refusals(node))
        for refusal in refused:
            self._refuse(node, refusal)
        return bool(refused)

    def _refuse(self, node: nodes.Node, refusal: Refusal) -> None:
        self._note(node, Kind.UNSUPPORTED_IN_TEMPLATE, *refusal)

    def _note(self, node: nodes.Node, code: str, actual: str, expected: str) -> None:
        self.problems.append((node.lineno, TagFault(code, "", actual, expected)))


def _is_searched(value: Any) -> bool:
    return isinstance(value, Listing | str | Unknown)


def _ordered(left: Any, right: Any) -> bool:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return True
    if isinstance(left, str) or isinstance(right, str):
        return isinstance(left, str) and isinstance(right, str)
    return isinstance(left, _ORDERED) and isinstance(right, _ORDERED)


def _call_of(node: nodes.Filter, filters: Filters) -> str:
    """Return how a filter is written that got too many or too few values."""
    shape = shape_of(filters[node.name])
    if shape is None or shape.takes_one:
        return f"… | {node.name}，括号里的值不对"
    example = "、".join(kind_name(kind) for kind in shape.required)
    return f"… | {node.name}(…)，括号里写{example}"
