"""Text with tags, compiled once: values, conditions and loops as Word and Excel both write them.

Tests: tests/template/test_evaluation.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby
from typing import Any, NamedTuple

from jinja2 import nodes

from yugong.quick_dataclass import dataclass
from yugong.standard.expression_parser import parse_expression
from yugong.standard.names import Names
from yugong.standard.table import Cell, Row
from yugong.template.evaluation import (
    Evaluate,
    Expression,
    LoopHead,
    Scope,
    compile_loop_node,
    compile_node,
    loop_names,
)
from yugong.template.expressions import parse_loop
from yugong.template.faults import TagError
from yugong.template.limits import CELL_TURNS_LIMIT, Turns
from yugong.template.tags import CLOSERS, Tag
from yugong.template.values import Filters, text_of

PIECES_AT_ONCE = 512
"""How many pieces of text a loop gathers before they are passed on."""

Write = Callable[[Scope, Filters], str]
"""A compiled value as text; raises TagError."""


@dataclass(frozen=True, slots=True)
class TextTag:
    """A value (no ``word``) or a statement of a text, and the tag it was written as."""

    word: str
    expression: str
    tag: Tag


_Step = Callable[[Scope, Filters, list[str]], None]
"""A compiled run of text, or a condition without a loop: appends its text to a list."""


class _Block:
    """A loop, or a condition with a loop in it: stops now and then, so that its text can go."""

    def run(self, scope: Scope, filters: Filters, out: list[str], turns: Turns) -> Iterator[None]:
        """Append the text to ``out``; stop for a moment whenever there is much of it."""
        raise NotImplementedError


_Part = str | _Step | _Block


class TextTemplate:
    """Compiled text.  Immutable; the text of one rendering comes in bounded pieces."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self._parts = tuple(parts)

    def pieces(self, scope: Scope, filters: Filters, turns: Turns) -> Iterator[str]:
        """Yield the text piece by piece; raises TagError with the tag at fault."""
        out: list[str] = []
        for _ in _run_parts(self._parts, scope, filters, out, turns):
            yield "".join(out)
            out.clear()
        yield "".join(out)


@dataclass(frozen=True, slots=True)
class Text:
    """The compiled text of a cell; ``source`` is how it is written."""

    source: str
    template: TextTemplate

    def render(self, scope: Scope, filters: Filters) -> str:
        """Return the text; raises TagError."""
        return "".join(self.template.pieces(scope, filters, Turns(CELL_TURNS_LIMIT)))


def compile_text(pieces: Iterable[str | TextTag], style: TextStyle) -> TextTemplate:
    """Compile literal text and tags, which are known to be in order and paired."""
    builder = _Builder(style)
    for piece in pieces:
        builder.take(piece)
    return TextTemplate(builder.finished())


class TextStyle:
    """The conversion of values to text: plain text here, the file's own form in a subclass.

    ``known`` are texts with what ``as_text`` makes of them, to be asked first.
    """

    known: Mapping[str, str] = {}

    def as_text(self, value: Any) -> str:
        """Return the text of a value; raises TagError for one without."""
        return text_of(value)

    def writer(self, tag: TextTag, expression: Expression) -> Write:  # noqa: ARG002
        """Return the writer of the value of a tag."""
        evaluate, as_text = expression.evaluate, self.as_text
        return lambda scope, filters: as_text(evaluate(scope, filters))


class _Value(NamedTuple):
    """A value of a run: the tag it comes from, its expression, and its text."""

    tag: Tag
    expression: Expression
    write: Write


@dataclass(slots=True)
class _OpenBlock:
    """A block whose end has not come yet; ``parts`` are those of the branch that is being read."""

    tag: TextTag
    parts: list[_Part] = field(default_factory=list)
    branches: list[tuple[TextTag, list[_Part]]] = field(default_factory=list)
    uses_loop: bool = False


class _Builder:
    """Gathers literals and values into runs, and runs into blocks."""

    def __init__(self, style: TextStyle) -> None:
        self._style = style
        self._top: list[_Part] = []
        self._open: list[_OpenBlock] = []
        self._literals: list[str] = [""]
        self._values: list[_Value] = []

    def take(self, piece: str | TextTag) -> None:
        if isinstance(piece, str):
            self._literals[-1] += piece
        elif not piece.word:
            expression = compile_node(self._parsed(piece), piece.expression)
            write = self._style.writer(piece, expression)
            self._values.append(_Value(piece.tag, expression, write))
            self._literals.append("")
        else:
            self._end_run()
            self._statement(piece)

    def finished(self) -> list[_Part]:
        self._end_run()
        assert not self._open
        return self._top

    def _parsed(self, tag: TextTag) -> nodes.Expr:
        if "loop" in tag.expression:
            self._note_loop()
        return parse_expression(tag.expression)

    def _note_loop(self) -> None:
        for block in reversed(self._open):
            if block.tag.word == "for":
                block.uses_loop = True
                return

    def _end_run(self) -> None:
        if self._values:
            self._parts.append(_run(self._literals, self._values, self._style))
        elif self._literals[0]:
            self._parts.append(self._literals[0])
        self._literals, self._values = [""], []

    @property
    def _parts(self) -> list[_Part]:
        return self._open[-1].parts if self._open else self._top

    def _statement(self, tag: TextTag) -> None:
        if tag.word in CLOSERS:
            block = self._open.pop()
            block.branches.append((block.tag, block.parts))
            is_loop = tag.word == "endfor"
            self._parts.append(self._loop(block) if is_loop else self._choice(block))
        elif tag.word in ("if", "for"):
            self._open.append(_OpenBlock(tag))
        else:
            block = self._open[-1]
            block.branches.append((block.tag, block.parts))
            block.tag, block.parts = tag, []

    def _choice(self, block: _OpenBlock) -> _Part:
        branches: list[_Branch] = []
        for tag, parts in block.branches:
            test = None
            if tag.word != "else":
                test = compile_node(self._parsed(tag), tag.expression).evaluate
            branches.append((test, tag.tag, parts))
        if any(isinstance(part, _Block) for _, _, parts in branches for part in parts):
            return _ChoiceWithLoop(branches)
        return _choice([(test, tag, _steps(parts)) for test, tag, parts in branches])

    def _loop(self, block: _OpenBlock) -> _Part:
        (head, body), *otherwise = block.branches
        if "loop" in head.expression:
            self._note_loop()
        loop = compile_loop_node(parse_loop(head.expression), head.expression)
        return _Loop(loop, head.tag, body, otherwise[0][1] if otherwise else [], block.uses_loop)


_NOTHING: Mapping[str, Any] = {}


def _run(literals: Sequence[str], values: Sequence[_Value], style: TextStyle) -> _Step:
    """Return the step of literals with values between them.

    Most values are cells of rows or texts of records.  A call for each would cost more than
    anything else in a document, so the steps look these up themselves.
    """
    if len(values) == 1:
        return _run_of_one(literals[0], values[0], literals[1], style)
    frame = [text for literal in literals for text in (literal, "")][:-1]
    known, as_text = style.known.get, style.as_text
    numbered = [(2 * number + 1, value) for number, value in enumerate(values)]
    groups = tuple(
        (owner, tuple((place, value.expression.member, value.write) for place, value in group))
        for owner, group in groupby(numbered, lambda item: item[1].expression.owner)
    )

    def append(scope: Scope, filters: Filters, out: list[str]) -> None:
        pieces = frame.copy()
        try:
            for owner_name, members in groups:
                owner: Any = scope.get(owner_name)
                kind = type(owner)
                named: Mapping[str, Any] = _NOTHING
                if kind is Row:
                    named = owner.cells
                elif kind is Names:
                    named = owner.values
                for place, member, write in members:
                    value: Any = named.get(member)
                    kind = type(value)
                    if kind is Cell:
                        value = value.text
                    elif kind is not str:
                        pieces[place] = write(scope, filters)
                        continue
                    text = known(value)
                    pieces[place] = text if text is not None else as_text(value)
        except TagError as error:
            raise _located(error, values, scope, filters) from error
        out += pieces

    return append


def _run_of_one(before: str, value: _Value, after: str, style: TextStyle) -> _Step:
    known, as_text = style.known.get, style.as_text
    owner_name, member = value.expression.owner, value.expression.member

    def append(scope: Scope, filters: Filters, out: list[str]) -> None:
        owner: Any = scope.get(owner_name)
        kind = type(owner)
        named: Mapping[str, Any] = _NOTHING
        if kind is Row:
            named = owner.cells
        elif kind is Names:
            named = owner.values
        content: Any = named.get(member)
        kind = type(content)
        if kind is Cell:
            content = content.text
        try:
            if kind is Cell or kind is str:
                text = known(content)
                out += (before, text if text is not None else as_text(content), after)
            else:
                out += (before, value.write(scope, filters), after)
        except TagError as error:
            raise error.at_tag(value.tag) from error

    return append


def _located(error: TagError, values: Sequence[_Value], scope: Scope, filters: Filters) -> TagError:
    """Return the error of the first value of a run that has one, with its tag."""
    for value in values:
        try:
            value.write(scope, filters)
        except TagError as located:
            return located.at_tag(value.tag)
    return error


def _steps(parts: Sequence[_Part]) -> tuple[str | _Step, ...]:
    """Return the parts that are no loops."""
    return tuple(part for part in parts if not isinstance(part, _Block))


def _run_parts(
    parts: Sequence[_Part], scope: Scope, filters: Filters, out: list[str], turns: Turns
) -> Iterator[None]:
    for part in parts:
        if isinstance(part, _Block):
            yield from part.run(scope, filters, out, turns)
        elif isinstance(part, str):
            out.append(part)
        else:
            part(scope, filters, out)


_Branch = tuple[Evaluate | None, Tag, Sequence[_Part]]
"""A branch of a condition: its test (None for ``else``), its tag, its parts."""


def _choice(branches: Sequence[tuple[Evaluate | None, Tag, tuple[str | _Step, ...]]]) -> _Step:
    def append(scope: Scope, filters: Filters, out: list[str]) -> None:
        for test, tag, steps in branches:
            try:
                holds = test is None or test(scope, filters)
            except TagError as error:
                raise error.at_tag(tag) from error
            if holds:
                for step in steps:
                    if isinstance(step, str):
                        out.append(step)
                    else:
                        step(scope, filters, out)
                return

    return append


class _ChoiceWithLoop(_Block):
    def __init__(self, branches: Sequence[_Branch]) -> None:
        self._branches = branches

    def run(self, scope: Scope, filters: Filters, out: list[str], turns: Turns) -> Iterator[None]:
        for test, tag, parts in self._branches:
            try:
                holds = test is None or test(scope, filters)
            except TagError as error:
                raise error.at_tag(tag) from error
            if holds:
                yield from _run_parts(parts, scope, filters, out, turns)
                return


class _Loop(_Block):
    def __init__(
        self,
        head: LoopHead,
        tag: Tag,
        body: Sequence[_Part],
        otherwise: Sequence[_Part],
        uses_loop: bool,
    ) -> None:
        self._head = head
        self._tag = tag
        self._body = body
        self._steps = _steps(body)
        self._otherwise = otherwise
        self._uses_loop = uses_loop

    def run(self, scope: Scope, filters: Filters, out: list[str], turns: Turns) -> Iterator[None]:
        items = self._items(scope, filters, turns)
        if not items:
            yield from _run_parts(self._otherwise, scope, filters, out, turns)
            return
        name, length, steps = self._head.name, len(items), self._steps
        has_blocks = len(steps) < len(self._body)
        inner = dict(scope)
        for index, item in enumerate(items):
            inner[name] = item
            if self._uses_loop:
                inner["loop"] = loop_names(index, length)
            if has_blocks:
                yield from _run_parts(self._body, inner, filters, out, turns)
            else:
                for step in steps:
                    if isinstance(step, str):
                        out.append(step)
                    else:
                        step(inner, filters, out)
            if len(out) > PIECES_AT_ONCE:
                yield

    def _items(self, scope: Scope, filters: Filters, turns: Turns) -> Sequence[Any]:
        head = self._head
        try:
            items = head.items(scope, filters)
            turns.take(len(items))
            if head.test is None:
                return items
            return [item for _, item in head.turns(items, scope, filters)]
        except TagError as error:
            raise error.at_tag(self._tag) from error
