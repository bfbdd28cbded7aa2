"""Heading levels and printed numbers, which a Word file keeps apart from its paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from yugong.standard.numbers import chinese_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
OFF = ("0", "false", "off", "none")
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_SLOT = re.compile(r"%([1-9])")
_MAX_COUNT = 9_999


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of its paragraphs."""

    level: int | None = None
    list_id: str | None = None
    list_level: int | None = None
    hidden: bool = False


class Styles:
    """The styles of a document by their id, each with what it takes over from its base."""

    def __init__(self, root: Any) -> None:
        self._nodes = {}
        self._known: dict[str, Style] = {}
        for node in root.iterfind(f"{W}style") if root is not None else ():
            self._nodes[node.get(f"{W}styleId", "")] = node
        self.default = next(
            (
                name
                for name, node in self._nodes.items()
                if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default", "0") not in OFF
            ),
            "",
        )

    def of(self, name: str) -> Style:
        """The style of this id; one that says nothing where it is not known."""
        if name not in self._known:
            chain: list[Any] = []
            at: str | None = name
            while at in self._nodes and self._nodes[at] not in chain:
                chain.append(self._nodes[at])
                at = _value(chain[-1], "basedOn")
            style = Style()
            for node in reversed(chain):
                style = _over(style, node)
            self._known[name] = style
        return self._known[name]


def _over(base: Style, node: Any) -> Style:
    level, list_id, list_level = base.level, base.list_id, base.list_level
    named = _HEADING.fullmatch(_value(node, "name") or "")
    properties = node.find(f"{W}pPr")
    if named:
        level = int(named[1])
    if properties is not None:
        outline = outline_level(properties)
        level = level if outline is None else outline or None
        list_id = _value(properties, "numPr", "numId") or list_id
        given = _value(properties, "numPr", "ilvl") or ""
        list_level = int(given) if given.isdecimal() and len(given) < 3 else list_level
    vanish = node.find(f"{W}rPr/{W}vanish")
    hidden = base.hidden if vanish is None else vanish.get(VAL, "1") not in OFF
    return Style(level, list_id, list_level, hidden)


def outline_level(properties: Any) -> int | None:
    """The heading level that paragraph properties set: 0 for body text, ``None`` for nothing."""
    given = _value(properties, "outlineLvl") or ""
    if not given.isdecimal() or len(given) > 2:
        return None
    return int(given) + 1 if int(given) < 9 else 0


def _value(node: Any, *path: str) -> str | None:
    found = node.find("/".join(f"{W}{name}" for name in path))
    return None if found is None else found.get(VAL)


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    text: str


@dataclass(slots=True)
class _List:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Counts numbered paragraphs as they come and gives the number printed before each."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._restarted: set[tuple[str, int]] = set()
        if root is None:
            return
        for node in root.iterfind(f"{W}abstractNum"):
            levels = {}
            for level in node.iterfind(f"{W}lvl"):
                levels[_number(level.get(f"{W}ilvl"), 0)] = _Level(
                    _number(_value(level, "start"), 0),
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                )
            self._levels[node.get(f"{W}abstractNumId", "")] = levels
        for node in root.iterfind(f"{W}num"):
            one = _List(_value(node, "abstractNumId") or "")
            for change in node.iterfind(f"{W}lvlOverride"):
                start = _value(change, "startOverride")
                if start is not None:
                    one.starts[_number(change.get(f"{W}ilvl"), 0)] = _number(start, 1)
            self._lists[node.get(f"{W}numId", "")] = one

    def next(self, list_id: str, at: int) -> str:
        """The printed number of the next paragraph of this list and level.

        Empty where the list prints a sign instead, or numbers that are not simply counted.
        """
        one = self._lists.get(list_id)
        levels = self._levels.get(one.abstract, {}) if one is not None else {}
        if one is None or at not in levels:
            return ""
        counts = self._counts.setdefault(one.abstract, [None] * 9)
        if at in one.starts and (list_id, at) not in self._restarted:
            self._restarted.add((list_id, at))
            counts[at] = one.starts[at]
        else:
            before = counts[at]
            counts[at] = levels[at].start if before is None else before + 1
        counts[at + 1 :] = [None] * (8 - at)
        return self._printed(levels, counts, at)

    @staticmethod
    def _printed(levels: dict[int, _Level], counts: list[int | None], at: int) -> str:
        template = levels[at].text
        if levels[at].form in ("bullet", "none"):
            return ""
        printed, end = "", 0
        for slot in _SLOT.finditer(template):
            level = int(slot[1]) - 1
            count = counts[level]
            if level not in levels or level > at:
                return ""
            number = _counted(levels[level].start if count is None else count, levels[level].form)
            if number is None:
                return ""
            printed += template[end : slot.start()] + number
            end = slot.end()
        printed += template[end:]
        return f"{printed} " if printed and printed[-1].isascii() else printed


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise


def _counted(number: int, form: str) -> str | None:
    """A number in a list's form, ``None`` where the form is not one that is simply counted."""
    if not 0 <= number <= _MAX_COUNT:
        return None
    if form == "decimal":
        return str(number)
    if form == "decimalZero":
        return f"{number:02}"
    if form == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting"):
        return chinese_number(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    return None
