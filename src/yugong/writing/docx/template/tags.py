"""Tags in the text of one paragraph: found, read, and put into plain form.

What Word and WPS do to quotes, signs and blanks inside a tag is put right (``tag_text``).  Outside
a tag nothing is touched: what only looks like a tag stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yugong.findings import Kind
from yugong.writing.tag_text import OBJECT, OPENER, closer_of, plain_opener, read_body

_CLOSER = re.compile(r"%}|}}")
_MARKS = re.compile(f"{OPENER.pattern}|{_CLOSER.pattern}")
_WORD = re.compile(r"(?P<scope>tr|tc|p|r)?(?:(?<=[a-z])\s+)?(?P<word>[^\s(]+)\s*(?P<rest>.*)", re.S)

OPENERS = frozenset({"if", "for"})
MIDDLES = frozenset({"elif", "else"})
CLOSERS = {"endif": "if", "endfor": "for"}
MERGE = "竖并"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag.  ``word`` is the statement (``if``, ``for``, …, ``竖并``), empty for a value.

    ``scope`` is ``tr`` or ``p`` where the tag stands for its whole row or paragraph.  ``body`` is
    what stands between the delimiters, in plain form and without the scope.
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


@dataclass(frozen=True, slots=True)
class TagFault:
    """One fault of writing: the finding code, what stands there, what should."""

    code: str
    place: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the text of a paragraph a tag stands."""

    start: int
    end: int
    tag: Tag


def misplaced(text: str, place: str) -> TagFault | None:
    """The fault of a tag in a text that is not rendered (a field, a shape, a chart)."""
    mark = OPENER.search(text)
    if mark is None:
        return None
    return TagFault(
        Kind.UNSUPPORTED_IN_TEMPLATE,
        place,
        _excerpt(text, mark.start()),
        "标签只写在正文、表格的文字里",
    )


def scan(text: str, place: str) -> tuple[list[Span], list[TagFault]]:
    """Every tag of a paragraph, and every fault of writing."""
    spans: list[Span] = []
    faults: list[TagFault] = []
    position = 0
    while mark := _MARKS.search(text, position):
        start, opener = mark.start(), mark[0]
        position = mark.end()
        if opener in ("}}", "%}"):
            expected = f"与前面的 {'{{' if opener == '}}' else '{%'} 成对"
            faults.append(
                TagFault(Kind.MALFORMED_TAG, place, _excerpt(text, max(0, start - 12)), expected)
            )
            continue
        opener = plain_opener(opener)
        end, body, trouble = read_body(text, position, closer_of(opener))
        raw = text[start:end]
        if trouble:
            faults.append(TagFault(Kind.MALFORMED_TAG, place, _excerpt(text, start), trouble))
            position = max(end, position)
            continue
        position = end
        tag, fault = _tag(opener, body, raw, place)
        if fault is not None:
            faults.append(fault)
        if tag is not None:
            spans.append(Span(start, end, tag))
    return spans, faults


def _excerpt(text: str, start: int) -> str:
    return text[start : start + 30].replace(OBJECT, "□")


def _tag(opener: str, body: str, raw: str, place: str) -> tuple[Tag | None, TagFault | None]:
    plain = body.strip()
    if body[:1] in "+-" or body[-1:] in "+-":
        return None, TagFault(
            Kind.UNSUPPORTED_IN_TEMPLATE, place, raw, f"去掉 {opener} 旁的加号或减号"
        )
    if opener == "{{":
        if re.match(r"r\s+\S", plain):
            return None, TagFault(
                Kind.UNSUPPORTED_IN_TEMPLATE, place, raw, "{{ 名 }}，不用 {{r … }}"
            )
        if not plain:
            return None, TagFault(Kind.MALFORMED_TAG, place, raw, "{{ 名 }}")
        return Tag("", "", plain, raw, place), None
    match = _WORD.fullmatch(plain)
    if match is None:
        return None, TagFault(Kind.MALFORMED_TAG, place, raw, "{% if … %}、{% for … %} 等语句")
    scope, word, rest = match["scope"] or "", match["word"], match["rest"]
    if scope in ("tc", "r"):
        expected = "整行用 {%tr … %}，整段用 {%p … %}，段内用 {% … %}"
        return None, TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, raw, expected)
    if word not in OPENERS | MIDDLES | CLOSERS.keys() | {MERGE}:
        return None, TagFault(
            Kind.UNSUPPORTED_IN_TEMPLATE, place, raw, "if、elif、else、endif、for、endfor、竖并"
        )
    if word == MERGE and scope:
        return None, TagFault(Kind.MALFORMED_TAG, place, raw, "{%竖并 条件 %}")
    if (word in OPENERS or word in ("elif", MERGE)) != bool(rest):
        expected = f"{{% {word} … %}}" if not rest else f"{{% {word} %}}，后面没有别的内容"
        return None, TagFault(Kind.MALFORMED_TAG, place, raw, expected)
    return Tag(word, scope, f"{word} {rest}".strip(), raw, place), None
