"""Tags that are no more than dotted names, read without the parser of the language.

Nearly every tag of a template is ``{{ 表.三公经费表.标题 }}`` or ``{{ 额 | 万元 }}``; a pattern
reads these in a fraction of the time.  Whatever is anything else is left to the parser.
"""

from __future__ import annotations

import re

from jinja2 import nodes

_PATH = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_VALUE = re.compile(rf"\s*({_PATH})\s*(?:\|\s*([^\W\d]\w*)\s*)?")
_TAG = re.compile(rf"\{{\{{{_VALUE.pattern}\}}\}}")
_LOOP = re.compile(rf"\s*([^\W\d]\w*)\s+in\s+({_PATH})\s*")
_WORDS = {"not", "and", "or", "in", "is", "if", "elif", "else", "for", "recursive"}
_WORDS |= {"true", "false", "none", "True", "False", "None"}


def plain_values(source: str) -> tuple[str, ...] | None:
    """The values that a text shows, where all its tags are plain; ``None`` where one is not."""
    if "\r" in source or "{%" in source or "{#" in source:
        return None
    found = _TAG.findall(source)
    if len(found) != source.count("{{") or not all(_usable(*value) for value in found):
        return None
    return tuple(f"{path}|{name}" if name else path for path, name in found)


def plain_value_node(source: str) -> nodes.Expr | None:
    """The expression ``名.名`` or ``名.名 | 滤``."""
    match = _VALUE.fullmatch(source)
    return _node(match[1], match[2] or "") if match is not None else None


def plain_text_nodes(source: str) -> list[nodes.Expr] | None:
    """Text and plain tags in their order."""
    if plain_values(source) is None:
        return None
    pieces: list[nodes.Expr] = []
    place = 0
    for match in _TAG.finditer(source):
        node = _node(match[1], match[2] or "")
        if node is None:
            return None
        if match.start() > place:
            pieces.append(nodes.TemplateData(source[place : match.start()]))
        pieces.append(node)
        place = match.end()
    if place < len(source):
        pieces.append(nodes.TemplateData(source[place:]))
    return pieces


def plain_loop(source: str) -> nodes.For | None:
    """The loop ``名 in 名.名``, with nothing in it."""
    match = _LOOP.fullmatch(source)
    if match is None or not _usable(match[1], ""):
        return None
    listing = _node(match[2], "")
    if listing is None:
        return None
    return nodes.For(nodes.Name(match[1], "store"), listing, [], [], None, False)


def _usable(path: str, name: str) -> bool:
    """Whether these are names, and none is a word of the language."""
    parts = [*path.split("."), *([name] if name else ())]
    return all(part.isidentifier() and part not in _WORDS for part in parts)


def _node(path: str, name: str) -> nodes.Expr | None:
    if not _usable(path, name):
        return None
    first, *rest = path.split(".")
    node: nodes.Expr = nodes.Name(first, "load")
    for part in rest:
        node = nodes.Getattr(node, part, "load")
    return nodes.Filter(node, name, [], [], None, None) if name else node
