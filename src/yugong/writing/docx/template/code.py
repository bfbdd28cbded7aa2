"""Python code for one part: each tag on a line of its own, so that a fault leads back to it.

Nothing of a template comes into the code but quoted: names of the template become numbered names
or texts, literal XML is kept beside the code, and an expression that the language does not have
becomes a call that raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from jinja2 import TemplateRuntimeError, nodes
from jinja2.runtime import LoopContext

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.standard.language import TemplateEnvironment, parse_expression, parse_loop
from yugong.writing.docx.template.emissions import Emission
from yugong.writing.docx.template.fact_controls import filtered
from yugong.writing.docx.template.tags import CLOSERS, Tag
from yugong.writing.docx.template.values import UnprintableError, joined, member_of, shown

FILE_NAME = "<yugong 模板>"
TURNS_LIMIT = 5_000_000
"""How often the loops that stand in other loops may turn, all of one part together."""

Render = Callable[[Mapping[str, Any], TemplateEnvironment], Iterator[str]]

_OPERATORS = {
    "eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=",
    "in": "in", "notin": "not in",
}  # fmt: skip


def _named(context: Mapping[str, Any], environment: TemplateEnvironment, name: str) -> Any:
    return context[name] if name in context else environment.undefined(name=name)


def _filter(environment: TemplateEnvironment, name: str) -> Callable[..., Any]:
    def unknown(*_: Any, **__: Any) -> Any:
        raise TemplateRuntimeError(name)

    function: Callable[..., Any] = environment.filters.get(name, unknown)
    return function


def _outside() -> Any:
    raise UnprintableError("no part of the language")


def _turn_counter() -> Callable[[Any], Any]:
    """Lets loops within loops begin until all of a part's turns are used up."""
    left = TURNS_LIMIT

    def held(listing: Any) -> Any:
        nonlocal left
        left -= len(listing)
        if left < 0:
            found, expected = "循环里套循环，次数过多", f"合计不超过 {TURNS_LIMIT // 10_000} 万次"
            raise FindingsError([Finding(Kind.TEMPLATE_BEYOND_LIMITS, Place(), found, expected)])
        return listing

    return held


_PROVIDED = {
    "LoopContext": LoopContext,
    "filter_named": _filter,
    "join": "".join,
    "joined": joined,
    "member_of": member_of,
    "named": _named,
    "outside": _outside,
    "in_control": filtered,
    "shown": shown,
    "turn_counter": _turn_counter,
}


def compile_pieces(pieces: Iterable[str | Emission]) -> tuple[Render, dict[int, Tag]]:
    """The function that renders a part, and which tag stands on which line of its code.

    Raises ``SyntaxError``, ``RecursionError`` or ``MemoryError`` where blocks are nested beyond
    what Python takes.
    """
    writer = _Writer()
    for piece in pieces:
        if isinstance(piece, str):
            writer.literal(piece)
        else:
            writer.emission(piece)
    source, lines = writer.finished()
    names: dict[str, Any] = {"__builtins__": {}, **_PROVIDED, **writer.texts}
    exec(compile(source, FILE_NAME, "exec", dont_inherit=True), names)
    render: Render = names["render"]
    return render, lines


@dataclass(slots=True)
class _Block:
    """A block that is open: what it names; for a loop also its variable and where its head is."""

    names: dict[str, str] = field(default_factory=dict)
    variable: str = ""
    listing: str = ""
    head: int = 0
    uses_loop: bool = False


class _Writer:
    """Writes the code line by line; literals and values that follow one another are one piece."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._globals: dict[str, str] = {}
        self._filters: dict[str, str] = {}
        self._lines: list[str] = []
        self._tags: list[Tag | None] = []
        self._blocks: list[_Block] = []
        self._waiting: list[str] = []
        self._piece: list[tuple[str, Tag | None]] = []
        self._variables = 0
        self._opened = -1

    @property
    def texts(self) -> dict[str, str]:
        """The literal texts by their names in the code."""
        return {name: text for text, name in self._texts.items()}

    def literal(self, text: str) -> None:
        if text:
            self._waiting.append(text)

    def emission(self, emission: Emission) -> None:
        word, tag = emission.word, emission.tag
        if not word:
            self._end_literal()
            self._piece.append((self._value(emission), tag))
            return
        self._end_piece()
        if word == "if":
            self._open(f"if {self._expression_of(emission)}:", tag, _Block())
        elif word == "elif":
            self._close()
            self._open(f"elif {self._expression_of(emission)}:", tag, _Block())
        elif word == "for":
            self._for(parse_loop(emission.expression), tag)
        elif word == "else":
            self._else(tag)
        elif word in CLOSERS:
            self._close()
        else:
            raise AssertionError(f"no statement: {word}")

    def finished(self) -> tuple[str, dict[int, Tag]]:
        """The source of the code, and the tags by line."""
        self._end_piece()
        head = ["def render(context, environment):", " undefined = environment.undefined"]
        head += [" member = member_of(environment)", " held = turn_counter()"]
        for name, variable in self._globals.items():
            head.append(f" {variable} = named(context, environment, {name!r})")
        for name, variable in self._filters.items():
            head.append(f" {variable} = filter_named(environment, {name!r})")
        first = len(head) + 1
        lines = {first + number: tag for number, tag in enumerate(self._tags) if tag is not None}
        return "\n".join([*head, *self._lines, ""]), lines

    # Lines

    def _line(self, text: str, tag: Tag | None = None) -> None:
        self._lines.append(" " * (len(self._blocks) + 1) + text)
        self._tags.append(tag)

    def _open(self, text: str, tag: Tag, block: _Block) -> None:
        self._line(text, tag)
        self._blocks.append(block)
        self._opened = len(self._lines)

    def _close(self) -> _Block:
        if self._opened == len(self._lines):
            self._line("pass")
        block = self._blocks.pop()
        if block.variable:
            self._lines[block.head] += _loop_head(block)
        return block

    def _end_literal(self) -> None:
        if self._waiting:
            text = "".join(self._waiting)
            self._waiting.clear()
            self._piece.append((self._named_text(text), None))

    def _named_text(self, text: str) -> str:
        return self._texts.setdefault(text, f"t{len(self._texts)}")

    def _end_piece(self) -> None:
        self._end_literal()
        if len(self._piece) == 1:
            text, tag = self._piece[0]
            self._line(f"yield {text}", tag)
        elif self._piece:
            self._line("yield join((")
            for text, tag in self._piece:
                self._line(f"{text},", tag)
            self._line("))")
        self._piece.clear()

    # Blocks

    def _for(self, node: nodes.For, tag: Tag) -> None:
        listing = self._expression(node.iter)
        if any(block.variable for block in self._blocks):
            listing = f"held({listing})"
        self._variables += 1
        variable = f"v{self._variables}"
        names = {node.target.name: variable} if isinstance(node.target, nodes.Name) else {}
        if node.test is not None:
            self._blocks.append(_Block(names))
            test = self._expression(node.test)
            self._blocks.pop()
            listing = f"({variable} for {variable} in {listing} if {test})"
        self._line(f"{variable}_none = True")
        names = {**names, "loop": f"{variable}_loop"}
        self._open("", tag, _Block(names, variable, listing, len(self._lines)))
        self._line(f"{variable}_none = False")

    def _else(self, tag: Tag) -> None:
        block = self._close()
        self._open(f"if {block.variable}_none:" if block.variable else "else:", tag, _Block())

    # Expressions

    def _expression_of(self, emission: Emission) -> str:
        return self._expression(parse_expression(emission.expression))

    def _expression(self, node: nodes.Node) -> str:
        match node:
            case nodes.Name():
                return self._name(node.name)
            case nodes.Getattr():
                return f"member({self._expression(node.node)}, {node.attr!r})"
            case nodes.Getitem(arg=nodes.Const(value=str(name))):
                return f"member({self._expression(node.node)}, {name!r})"
            case nodes.Const():
                return _constant(node.value)
            case nodes.Filter():
                return self._filtered(node)
            case nodes.CondExpr():
                chosen, test = self._expression(node.expr1), self._expression(node.test)
                other = "undefined()" if node.expr2 is None else self._expression(node.expr2)
                return f"({chosen} if {test} else {other})"
            case nodes.Compare():
                compared = [f"{_OPERATORS[o.op]} {self._expression(o.expr)}" for o in node.ops]
                return f"({self._expression(node.expr)} {' '.join(compared)})"
            case nodes.And():
                return f"({self._expression(node.left)} and {self._expression(node.right)})"
            case nodes.Or():
                return f"({self._expression(node.left)} or {self._expression(node.right)})"
            case nodes.Not():
                return f"(not {self._expression(node.node)})"
            case nodes.Concat():
                parts = "".join(f"{self._expression(part)}, " for part in node.nodes)
                return f"joined(({parts}))"
        return "outside()"

    def _value(self, emission: Emission) -> str:
        node = parse_expression(emission.expression)
        if emission.properties is None or not isinstance(node, nodes.Filter):
            return f"shown({self._expression(node)})"
        properties = self._named_text(emission.properties)
        head = f"in_control({properties}, {node.name!r}, "
        return self._filtered(node, head)

    def _name(self, name: str) -> str:
        for block in reversed(self._blocks):
            variable = block.names.get(name)
            if variable is not None:
                block.uses_loop = block.uses_loop or name == "loop"
                return variable
        return self._globals.setdefault(name, f"n{len(self._globals)}")

    def _filtered(self, node: nodes.Filter, caller: str = "") -> str:
        """The call of a filter, or of ``caller`` with the filter and what it would be given."""
        if node.node is None or node.dyn_args is not None or node.dyn_kwargs is not None:
            return "outside()"
        function = self._filters.setdefault(node.name, f"f{len(self._filters)}")
        arguments = [function] if caller else []
        arguments += [self._expression(part) for part in (node.node, *node.args)]
        for keyword in node.kwargs:
            arguments.append(f"**{{{keyword.key!r}: {self._expression(keyword.value)}}}")
        return f"{caller or function + '('}{', '.join(arguments)})"


def _loop_head(block: _Block) -> str:
    """The head of a loop, once it is known whether its body speaks of ``loop``."""
    if block.uses_loop:
        pair = f"{block.variable}, {block.names['loop']}"
        return f"for {pair} in LoopContext({block.listing}, undefined):"
    return f"for {block.variable} in {block.listing}:"


def _constant(value: object) -> str:
    if isinstance(value, float) and not isfinite(value):
        return "outside()"
    return repr(value) if value is None or isinstance(value, str | int | float) else "outside()"
