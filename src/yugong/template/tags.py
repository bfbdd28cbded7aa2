"""Tags in a text, of a paragraph in Word or a cell in Excel: found, read, put into plain form.

Nothing outside a tag is touched: what only looks like a tag stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from yugong.findings import Kind
from yugong.quick_dataclass import dataclass
from yugong.template.faults import TagFault
from yugong.template.refusals import (
    ESCAPED_BRACES,
    LONE_CLOSER,
    NO_EXPRESSION,
    NO_STATEMENT,
    TRIM_AT_EDGE,
    WORDS_OF_THE_LANGUAGE,
    refused_sign,
    refused_statement,
    refused_value_scope,
)
from yugong.template.tag_text import COMMENT, OBJECT, OPENER, plain_opener, read_tag_body

OPENERS = frozenset({"if", "for"})
MIDDLES = frozenset({"elif", "else"})
CLOSERS = {"endif": "if", "endfor": "for"}
MERGE, LINK, CHART, CHART_DATA, SHEET_NAME = "竖并", "链接", "图", "图数据", "名"
SHEET_ONLY = frozenset({LINK, CHART, CHART_DATA})
"""Words of tags that begin a cell of an Excel template."""

_STATEMENTS = OPENERS | MIDDLES | CLOSERS.keys() | {MERGE} | SHEET_ONLY
_WITH_EXPRESSION = OPENERS | {"elif", MERGE} | SHEET_ONLY
_SCOPES = ("sheet", "tr", "tc", "p", "r")
_CLOSER = re.compile(r"[%}]}")
_ESCAPED = re.compile(r"\{_[{%]|[}%]_\}")
"""How docxtpl writes a brace that is printed."""
_MARKS = re.compile(f"{OPENER.pattern}|{_CLOSER.pattern}|{_ESCAPED.pattern}")
_SCOPE = re.compile(rf"({'|'.join(_SCOPES)})(?=\s|(?:if|for|elif|else|endif|endfor)\b)\s*")
_WORD = re.compile(r"(?P<word>[^\s('\"]+)\s*(?P<expression>.*)", re.DOTALL)
_VALUE_SCOPE = re.compile(r"(tr|tc|p|r)\s+\S")
_COMMENT_SCOPE = re.compile(r"(tr|tc|p)\s")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag.  ``word`` is the statement (``if``, ``for``, …, ``竖并``), empty for a value.

    ``scope`` is ``tr``, ``p`` or ``sheet`` for a tag that replaces its whole row, paragraph or
    sheet.  ``body`` is the text between the delimiters, in plain form and without the scope.
    A comment has the word ``{#`` and no body.
    """

    word: str
    scope: str
    body: str
    raw: str
    place: str

    @property
    def expression(self) -> str:
        """The body without the statement's word."""
        return self.body.removeprefix(self.word).strip()

    @property
    def is_comment(self) -> bool:
        return self.word == COMMENT


@dataclass(frozen=True, slots=True)
class Span:
    """The characters of a text that a tag takes up, with the blanks that it trims."""

    start: int
    end: int
    tag: Tag


def scan(text: str, place: str) -> tuple[list[Span], list[TagFault]]:
    """Return every tag and comment of a paragraph or a cell, and every fault of writing."""
    spans: list[Span] = []
    faults: list[TagFault] = []
    trims: list[tuple[bool, bool]] = []
    position = 0
    while mark := _MARKS.search(text, position):
        start, opener = mark.start(), mark[0]
        position = mark.end()
        if _CLOSER.fullmatch(opener):
            before = _excerpt(text, max(0, start - 12))
            faults.append(TagFault(Kind.MALFORMED_TAG, place, before, LONE_CLOSER[opener]))
            continue
        if _ESCAPED.fullmatch(opener):
            faults.append(TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, opener, ESCAPED_BRACES))
            continue
        opener = plain_opener(opener)
        end, body, trouble = read_tag_body(text, position, opener)
        if trouble:
            faults.append(TagFault(Kind.MALFORMED_TAG, place, _excerpt(text, start), trouble))
            position = max(end, position)
            continue
        position = end
        left, right = body[:1] == "-", body[-1:] == "-"
        if opener != COMMENT:
            body = body[left : len(body) - right]
        try:
            tag = _tag(opener, body, text[start:end], place)
        except _TagRefusedError as refused:
            faults.append(refused.fault)
            continue
        spans.append(Span(start, end, tag))
        trims.append((left, right) if opener != COMMENT else (False, False))
    if any(left or right for left, right in trims):
        faults.extend(_trim(text, spans, trims))
    return spans, faults


def misplaced(text: str, place: str) -> TagFault | None:
    """Return the fault of a tag in a text that is not rendered (a field, a shape, a chart)."""
    mark = OPENER.search(text)
    if mark is None:
        return None
    excerpt = _excerpt(text, mark.start())
    expected = "标签只写在正文、表格的文字里"
    return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, excerpt, expected)


def _trim(text: str, spans: list[Span], trims: list[tuple[bool, bool]]) -> Iterator[TagFault]:
    """Widen the spans of tags with a minus by the blanks beside them."""
    for index, (left, right) in enumerate(trims):
        span = spans[index]
        start, end = span.start, span.end
        if left:
            before = spans[index - 1].end if index else 0
            start = max(len(text[:start].rstrip()), before)
        if right:
            after = spans[index + 1].start if index + 1 < len(spans) else len(text)
            end = min(len(text) - len(text[end:].lstrip()), after)
        if (left and start == 0) or (right and end == len(text)):
            code = Kind.UNSUPPORTED_IN_TEMPLATE
            yield TagFault(code, span.tag.place, span.tag.raw, TRIM_AT_EDGE)
        spans[index] = replace(span, start=start, end=end)


def _excerpt(text: str, start: int) -> str:
    return text[start : start + 30].replace(OBJECT, "□")


class _TagRefusedError(Exception):
    def __init__(self, fault: TagFault) -> None:
        self.fault = fault


def _tag(opener: str, body: str, raw: str, place: str) -> Tag:
    """Return a tag; raises the refusal of one that the language does not have."""

    def refuse(code: str, expected: str) -> _TagRefusedError:
        return _TagRefusedError(TagFault(code, place, raw, expected))

    if opener == COMMENT:
        scope = _COMMENT_SCOPE.match(body)
        return Tag(COMMENT, scope[1] if scope else "", "", raw, place)
    for sign in (body[:1], body[-1:]):
        if sign in ("+", "-"):
            raise refuse(Kind.UNSUPPORTED_IN_TEMPLATE, refused_sign(sign))
    plain = body.strip()
    if opener == "{{":
        if scope := _VALUE_SCOPE.match(body):
            raise refuse(Kind.UNSUPPORTED_IN_TEMPLATE, refused_value_scope(scope[1]))
        if not plain:
            raise refuse(Kind.MALFORMED_TAG, NO_EXPRESSION)
        return Tag("", "", plain, raw, place)
    scope = _SCOPE.match(plain)
    inner = plain[scope.end() :] if scope else plain
    match = _WORD.fullmatch(inner)
    if match is None:
        raise refuse(Kind.MALFORMED_TAG, NO_STATEMENT)
    name, word, expression = scope[1] if scope else "", match["word"], match["expression"]
    if name in ("tc", "r"):
        raise refuse(Kind.UNSUPPORTED_IN_TEMPLATE, refused_statement(name))
    if name == "sheet":
        if word not in (*OPENERS, SHEET_NAME) or not expression:
            raise refuse(Kind.MALFORMED_TAG, "{%sheet for … %}、{%sheet if … %} 或 {%sheet 名 … %}")
        return Tag(word, name, f"{word} {expression}", raw, place)
    if word not in _STATEMENTS:
        raise refuse(Kind.UNSUPPORTED_IN_TEMPLATE, refused_statement(word) or WORDS_OF_THE_LANGUAGE)
    if name and word in (MERGE, *SHEET_ONLY):
        raise refuse(Kind.MALFORMED_TAG, f"{{%{word} … %}}，前面不写 {name}")
    if (word in _WITH_EXPRESSION) != bool(expression):
        with_more = f"{{% {word} %}}，后面没有别的内容"
        raise refuse(Kind.MALFORMED_TAG, with_more if expression else f"{{% {word} … %}}")
    return Tag(word, name, f"{word} {expression}".strip(), raw, place)
