"""Tags in the text of one paragraph: found, read, and put into plain form.

Word and WPS turn straight quotes into curly ones and let spaces of every kind in; inside a tag
that is put right.  Outside a tag nothing is touched: what only looks like a tag stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OBJECT = "\ufffc"
"""Stands for a picture, a field or a note in the text of a paragraph."""

_MARKS = re.compile(r"[{｛][{｛%％]|%}|}}")
_PLAIN = re.compile(r"[\w .,|()]+")
_TAG_START = re.compile(r"\{\{|\{%")
_FULL_WIDTH = re.compile(r"[｛％]")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_WIDE_SIGNS = dict(
    zip("（），｜．：＝！［］～＜＞。＋－｛｝％", "(),|.:=![]~<>.+-{}%", strict=True)
)
_CURLY = {"“": ("“", "”", '"'), "”": ("", "”“", '"'), "‘": ("‘", "’", "'"), "’": ("", "’‘", "'")}
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
    mark = _TAG_START.search(text)
    if mark is None:
        return None
    return TagFault("S007", place, _excerpt(text, mark.start()), "标签只写在正文、表格的文字里")


def scan(text: str, place: str) -> tuple[list[Span], list[TagFault]]:
    """Every tag of a paragraph, and every fault of writing."""
    spans: list[Span] = []
    faults: list[TagFault] = []
    position = 0
    while mark := _MARKS.search(text, position):
        start, opener = mark.start(), mark[0]
        position = mark.end()
        if _FULL_WIDTH.search(opener):
            expected = "半角的 {{ … }} 或 {% … %}"
            faults.append(TagFault("S004", place, _excerpt(text, start), expected))
            continue
        if opener in ("}}", "%}"):
            expected = f"与前面的 {'{{' if opener == '}}' else '{%'} 成对"
            faults.append(TagFault("S004", place, _excerpt(text, max(0, start - 12)), expected))
            continue
        closer = "}}" if opener == "{{" else "%}"
        end, body, trouble = _read(text, position, closer)
        raw = text[start:end]
        if trouble:
            faults.append(TagFault("S004", place, _excerpt(text, start), trouble))
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


def _read(text: str, start: int, closer: str) -> tuple[int, str, str]:
    """Read to the end of a tag: where it ends, its body in plain form, what is wrong with it."""
    body: list[str] = []
    position = start
    while position < len(text):
        if plain := _PLAIN.match(text, position):
            body.append(plain[0])
            position = plain.end()
        if text.startswith(closer, position):
            return position + 2, "".join(body), ""
        if position == len(text):
            break
        char = text[position]
        if text.startswith(("{{", "{%"), position):
            return position, "", f"标签没有结束，缺少 {closer}"
        if char == OBJECT:
            return position + 1, "", "标签中间不能夹有图片、域或脚注"
        if char in "'\"" or char in _CURLY:
            end, literal = _literal(text, position)
            if end < 0:
                stop = text.find(closer, position)
                return (stop + 2 if stop >= 0 else len(text)), "", "引号成对"
            body.append(literal)
            position = end
            continue
        if char in _WIDE_SIGNS:
            stop = text.find(closer, position)
            return (
                stop + 2 if stop >= 0 else len(text),
                "",
                f"半角的“{_WIDE_SIGNS[char]}”，不用全角的“{char}”",
            )
        if char not in _NOTHING:
            body.append(" " if _SPACES.match(char) else char)
        position += 1
    return position, "", f"标签没有结束，缺少 {closer}"


def _literal(text: str, start: int) -> tuple[int, str]:
    """A quoted text: where it ends (-1 if it does not) and the text between straight quotes."""
    quote = text[start]
    if quote not in _CURLY:
        position = start + 1
        while position < len(text):
            if text[position] == "\\":
                position += 1
            elif text[position] == quote:
                return position + 1, text[start : position + 1]
            position += 1
        return -1, ""
    opening, closing, straight = _CURLY[quote]
    depth = 1
    for position in range(start + 1, len(text)):
        char = text[position]
        if opening and char == opening:
            depth += 1
        elif char in closing:
            depth -= 1
        if depth == 0:
            inner = text[start + 1 : position].replace("\\", "\\\\")
            return position + 1, straight + inner.replace(straight, "\\" + straight) + straight
    return -1, ""


def _tag(opener: str, body: str, raw: str, place: str) -> tuple[Tag | None, TagFault | None]:
    plain = body.strip()
    if body[:1] in "+-" or body[-1:] in "+-":
        return None, TagFault("S007", place, raw, f"去掉 {opener} 旁的加号或减号")
    if opener == "{{":
        if re.match(r"r\s+\S", plain):
            return None, TagFault("S007", place, raw, "{{ 名 }}，不用 {{r … }}")
        if not plain:
            return None, TagFault("S004", place, raw, "{{ 名 }}")
        return Tag("", "", plain, raw, place), None
    match = _WORD.fullmatch(plain)
    if match is None:
        return None, TagFault("S004", place, raw, "{% if … %}、{% for … %} 等语句")
    scope, word, rest = match["scope"] or "", match["word"], match["rest"]
    if scope in ("tc", "r"):
        expected = "整行用 {%tr … %}，整段用 {%p … %}，段内用 {% … %}"
        return None, TagFault("S007", place, raw, expected)
    if word not in OPENERS | MIDDLES | CLOSERS.keys() | {MERGE}:
        return None, TagFault("S007", place, raw, "if、elif、else、endif、for、endfor、竖并")
    if word == MERGE and scope:
        return None, TagFault("S004", place, raw, "{%竖并 条件 %}")
    if (word in OPENERS or word in ("elif", MERGE)) != bool(rest):
        expected = f"{{% {word} … %}}" if not rest else f"{{% {word} %}}，后面没有别的内容"
        return None, TagFault("S004", place, raw, expected)
    return Tag(word, scope, f"{word} {rest}".strip(), raw, place), None
