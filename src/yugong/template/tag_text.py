"""Tags in plain form, as an author meant them to be typed.

Word and WPS turn straight quotes into curly ones, an input method writes full-width braces and
signs, and blanks of every kind get in: inside a tag all of them become plain, in Word and on
sheets alike.  A text between quotes stays as it is, and so does everything outside a tag.
"""

from __future__ import annotations

import re

OBJECT = "\ufffc"
"""Replaces a picture, a field or a note in the text of a paragraph."""

OPENER = re.compile(r"[{｛][{｛%％#＃]")
"""The two signs that begin a tag or a comment: half or full width, or one of each."""

COMMENT = "{#"

_CLOSERS = {
    "{{": ("}}", re.compile(r"[}｝][}｝]")),
    "{%": ("%}", re.compile(r"[%％][}｝]")),
    COMMENT: ("#}", re.compile(r"[#＃][}｝]")),
}
_PLAIN = re.compile(r"[\w .,|()]+")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_HALF_WIDTH = dict(
    zip("（），｜．：＝！［］～＜＞。＋－｛｝％＃", "(),|.:=![]~<>.+-{}%#", strict=True)
)
_CURLY = {"“": ("“", "”", '"'), "”": ("", "”“", '"'), "‘": ("‘", "’", "'"), "’": ("", "’‘", "'")}


def plain_opener(opener: str) -> str:
    """Return ``{{``, ``{%`` or ``{#`` for an opener of any width."""
    return "".join(_HALF_WIDTH.get(char, char) for char in opener)


def closer_of(opener: str) -> str:
    """Return the two signs that end a tag with this plain opener."""
    return _CLOSERS[opener][0]


def read_tag_body(text: str, start: int, opener: str) -> tuple[int, str, str]:
    """Read a tag from behind its plain opener: its end, its body in plain form, its fault."""
    closer, end_mark = _CLOSERS[opener]
    if opener == COMMENT:
        end = end_mark.search(text, start)
        if end is None:
            return len(text), "", f"注释没有结束，缺少 {closer}；开头和结尾写在同一处（同一格）"
        return end.end(), text[start : end.start()], ""
    body: list[str] = []
    position = start
    while position < len(text):
        if plain := _PLAIN.match(text, position):
            body.append(plain[0])
            position = plain.end()
        if end := end_mark.match(text, position):
            return end.end(), "".join(body), ""
        if position == len(text):
            break
        char = text[position]
        if OPENER.match(text, position):
            return position, "", f"标签没有结束，缺少 {closer}"
        if char == OBJECT:
            return position + 1, "", "标签中间不能夹有图片、域或脚注"
        if char in "'\"" or char in _CURLY:
            stop, literal = _literal(text, position)
            if stop < 0:
                last = end_mark.search(text, position)
                return (last.end() if last else len(text)), "", "引号成对"
            body.append(literal)
            position = stop
            continue
        if char not in _NOTHING:
            body.append(" " if _SPACES.match(char) else _HALF_WIDTH.get(char, char))
        position += 1
    return position, "", f"标签没有结束，缺少 {closer}"


def plain_tags(text: str) -> str:
    """Return a text with its whole tags in plain form and without its comments.

    A tag or a comment without its end stays as it is.
    """
    pieces: list[str] = []
    position = 0
    while mark := OPENER.search(text, position):
        opener = plain_opener(mark[0])
        end, body, trouble = read_tag_body(text, mark.end(), opener)
        if trouble:
            pieces.append(text[position : mark.end()])
            position = mark.end()
            continue
        pieces.append(text[position : mark.start()])
        if opener != COMMENT:
            pieces += (opener, body, closer_of(opener))
        position = end
    return "".join([*pieces, text[position:]])


def outside_loop(name: str) -> str:
    """Return the cure for a tag that uses the name of a loop outside it."""
    return f"用到“{name}”的标签写在 for {name} in … 与 endfor 之间"


def _literal(text: str, start: int) -> tuple[int, str]:
    """Return the end of a quoted text (-1 if it has none) and the text between straight quotes."""
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
