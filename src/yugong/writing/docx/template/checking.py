"""Tags read one by one, and checked against the names of a package before anything is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from yugong.findings import Kind
from yugong.standard.language import Checker, parse_expression, parse_loop
from yugong.writing.docx.template.tags import CLOSERS, MERGE, OPENERS, Tag, TagFault
from yugong.writing.tag_text import outside_loop

_EXAMPLES = {"": "{{ 名.名 | 滤器 }}", "for": "{% for 名 in 列表 %}"}


@dataclass(frozen=True, slots=True)
class ReadTag:
    """A tag and its expression as a tree: none for ``else`` and closers, and for a faulty one."""

    tag: Tag
    node: nodes.Expr | nodes.For | None


def read(tag: Tag) -> tuple[ReadTag, TagFault | None]:
    """A tag with its expression, or with what is wrong with it."""
    try:
        if tag.word in ("", "if", "elif", MERGE):
            return ReadTag(tag, parse_expression(tag.expression)), None
        if tag.word == "for":
            return ReadTag(tag, parse_loop(tag.expression)), None
    except TemplateSyntaxError:
        example = _EXAMPLES.get(tag.word, f"{{% {tag.word} 条件 %}}")
        return ReadTag(tag, None), TagFault(Kind.MALFORMED_TAG, tag.place, tag.raw, example)
    return ReadTag(tag, None), None


def name_faults(
    tags: Iterable[ReadTag],
    filters: Mapping[str, Callable[..., Any]],
    context: Mapping[str, Any],
) -> Iterator[TagFault]:
    """What the tags of a part name that the package does not have, or say that they may not."""
    tags = list(tags)
    looped = {
        node.target.name
        for item in tags
        if isinstance(node := item.node, nodes.For) and isinstance(node.target, nodes.Name)
    }
    checker = Checker(filters, context)
    told = 0
    scope: dict[str, Any] = {}
    outer: list[tuple[str, dict[str, Any]]] = []
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
            if node is not None:
                checker.value(node, scope)
        for problem in checker.found[told:]:
            expected = problem.expected or f"检查 {tag.raw}"
            if problem.found in looped:
                expected = outside_loop(problem.found)
            yield TagFault(problem.kind, tag.place, problem.found, expected)
        told = len(checker.found)
