"""Cells of a template and their looks, read from the styles of the workbook without openpyxl."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from yugong.ooxml.names import S
from yugong.ooxml.number_formats import PLAIN_FORMATS

_S = f"{{{S}}}"
_DATE_LETTERS = re.compile(r"[dmyhs]", re.I)
_NOT_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')


class NotQuickError(Exception):
    """The file has something that this reader leaves to openpyxl."""


class QuickCell:
    """A cell, with the looks of its style."""

    __slots__ = ("_looks", "column", "data_type", "hyperlink", "row", "style_id", "value")

    def __init__(self, looks: list[SimpleNamespace], row: int, column: int, style: int) -> None:
        self._looks = looks
        self.row = row
        self.column = column
        self.style_id = style
        self.value: str | int | float | bool | None = None
        self.data_type = "n"
        self.hyperlink = None

    @property
    def font(self) -> Any:
        return self._looks[self.style_id].font

    @property
    def fill(self) -> Any:
        return self._looks[self.style_id].fill

    @property
    def border(self) -> Any:
        return self._looks[self.style_id].border

    @property
    def alignment(self) -> Any:
        return self._looks[self.style_id].alignment

    @property
    def protection(self) -> Any:
        return self._looks[self.style_id].protection

    @property
    def number_format(self) -> str:
        return str(self._looks[self.style_id].number_format)


def read_looks(root: Any) -> list[SimpleNamespace]:
    formats = dict(PLAIN_FORMATS)
    for node in root.iterfind(f"{_S}numFmts/{_S}numFmt"):
        formats[int(node.get("numFmtId"))] = node.get("formatCode")
    fonts = [_font(node) for node in root.iterfind(f"{_S}fonts/{_S}font")]
    fills = [_fill(node) for node in root.iterfind(f"{_S}fills/{_S}fill")]
    borders = [_border(node) for node in root.iterfind(f"{_S}borders/{_S}border")]
    looks = []
    for node in root.iterfind(f"{_S}cellXfs/{_S}xf"):
        number = int(node.get("numFmtId", "0"))
        if number not in formats:
            raise NotQuickError
        alignment, protection = node.find(f"{_S}alignment"), node.find(f"{_S}protection")
        looks.append(
            SimpleNamespace(
                font=fonts[int(node.get("fontId", "0"))],
                fill=fills[int(node.get("fillId", "0"))],
                border=borders[int(node.get("borderId", "0"))],
                number_format=formats[number],
                alignment=_alignment({} if alignment is None else alignment.attrib),
                protection=_protection({} if protection is None else protection.attrib),
            )
        )
    return looks


def _font(node: Any) -> SimpleNamespace:
    values = {str(child.tag).removeprefix(_S): child.get("val") for child in node}
    marks = {name: name in values and is_set(values[name], True) for name in ("b", "i", "strike")}
    underline = (values["u"] or "single") if "u" in values else None
    size = values.get("sz")
    return SimpleNamespace(
        name=values.get("name"),
        sz=None if size is None else float(size),
        u=None if underline == "none" else underline,
        color=read_colour(node.find(f"{_S}color")),
        **marks,
    )


def _fill(node: Any) -> SimpleNamespace:
    pattern = node.find(f"{_S}patternFill")
    if pattern is None:
        return SimpleNamespace(fill_type="gradient", fgColor=None)
    return SimpleNamespace(
        fill_type=pattern.get("patternType"), fgColor=read_colour(pattern.find(f"{_S}fgColor"))
    )


def _border(node: Any) -> SimpleNamespace:
    sides = {}
    for edge in ("left", "right", "top", "bottom"):
        side = node.find(f"{_S}{edge}")
        style = None if side is None else side.get("style")
        colour = None if side is None else read_colour(side.find(f"{_S}color"))
        sides[edge] = SimpleNamespace(style=None if style == "none" else style, color=colour)
    return SimpleNamespace(**sides)


def read_colour(node: Any) -> SimpleNamespace | None:
    if node is None:
        return None
    tint = float(node.get("tint", "0"))
    for kind in ("indexed", "theme"):
        if (number := node.get(kind)) is not None:
            return SimpleNamespace(type=kind, tint=tint, **{kind: int(number)})
    if node.get("auto") is not None:
        return SimpleNamespace(type="auto", tint=tint)
    return SimpleNamespace(type="rgb", rgb=node.get("rgb", "00000000"), tint=tint)


def _alignment(values: Mapping[str, str]) -> SimpleNamespace:
    return SimpleNamespace(
        horizontal=values.get("horizontal"),
        vertical=values.get("vertical"),
        wrap_text=is_set(values.get("wrapText")),
        shrink_to_fit=is_set(values.get("shrinkToFit")),
        indent=float(values.get("indent", "0")),
        text_rotation=int(values.get("textRotation", "0")),
    )


def _protection(values: Mapping[str, str]) -> SimpleNamespace:
    locked, hidden = is_set(values.get("locked"), True), is_set(values.get("hidden"))
    return SimpleNamespace(locked=locked, hidden=hidden)


def is_set(value: str | None, default: bool = False) -> bool:
    return default if value is None else value in ("1", "true", "t")


def is_date_format(number_format: str) -> bool:
    return _DATE_LETTERS.search(_NOT_LETTERS.sub("", number_format)) is not None
