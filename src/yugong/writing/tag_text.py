"""What stands between the delimiters of a tag, put into plain form.

Word and WPS turn straight quotes into curly ones, an input method writes full-width braces and
signs, and blanks of every kind get in: inside a tag that is put right, in Word and on sheets
alike.  A text between quotes stays as it is, and so does everything outside a tag.
"""

from __future__ import annotations

import re

OBJECT = "\ufffc"
"""Stands for a picture, a field or a note in the text of a paragraph."""

OPENER = re.compile(r"[{｛][{｛%％]")
"""What a tag begins with: half or full width, or one of each."""

_CLOSERS = {"}}": re.compile(r"[}｝][}｝]"), "%}": re.compile(r"[%％][}｝]")}
_PLAIN = re.compile(r"[\w .,|()]+")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_HALF_WIDTH = dict(
    zip("（），｜．：＝！［］～＜＞。＋－｛｝％", "(),|.:=![]~<>.+-{}%", strict=True)
)
_CURLY = {"“": ("“", "”", '"'), "”": ("", "”“", '"'), "‘": ("‘", "’", "'"), "’": ("", "’‘", "'")}


def plain_opener(opener: str) -> str:
    """``{{`` or ``{%``, however it is written."""
    return "".join(_HALF_WIDTH.get(char, char) for char in opener)


def closer_of(opener: str) -> str:
    """What ends a tag that begins with this plain opener."""
    return "}}" if opener == "{{" else "%}"


def read_body(text: str, start: int, closer: str) -> tuple[int, str, str]:
    """Read to the end of a tag: where it ends, its body in plain form, what is wrong with it."""
    body: list[str] = []
    position = start
    end_mark = _CLOSERS[closer]
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
    """A text with every whole tag in it in plain form; a tag that is not whole stays as it is."""
    pieces: list[str] = []
    position = 0
    while mark := OPENER.search(text, position):
        opener = plain_opener(mark[0])
        closer = closer_of(opener)
        end, body, trouble = read_body(text, mark.end(), closer)
        if trouble:
            pieces.append(text[position : mark.end()])
            position = mark.end()
            continue
        pieces += (text[position : mark.start()], opener, body, closer)
        position = end
    return "".join([*pieces, text[position:]])


def outside_loop(name: str) -> str:
    """What to do with a tag that uses the name of a loop outside it."""
    return f"用到“{name}”的标签写在 for {name} in … 与 endfor 之间"


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
