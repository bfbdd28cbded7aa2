"""Files damaged at random: in their bytes, in their text, in the elements of their XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from lxml import etree

ODD_TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "NaN",
    "999999999999999999999999",
    "1.005",
    "１２３",
    "²",
    "٣",
    "合计",
    "=1+1",
    "{{ 部门 }}",
    "{% for",
    "<&>",
    "甲" * 5_000,
    "\u200b",
    "\U0001f600",
    "A1:XFD1048576",
    "2026-13-45",
    "../../甲",
    "&#0;",
    "---",
    "*甲",
    "&甲 [*甲]",
    "!!python/object:os.system",
    "[[[[[[[[",
    "\t",
    "? :",
    "null",
    "-1万元",
    "(12.5)",
    "1,2,3",
)
odd_texts = st.one_of(st.sampled_from(ODD_TEXTS), st.text(max_size=12))
_odd_numbers = st.sampled_from(("-1", "0", "1", "7", "255", "65536", "99999999", "2147483648"))
_places = st.floats(0, 1, exclude_max=True)


class Damaged(bytes):
    """A damaged file; its own words would fill the screen."""

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"


@st.composite
def damaged_bytes(draw: st.DrawFn, data: bytes) -> Damaged:
    """The bytes with up to four pieces overwritten, taken out, doubled or cut off."""
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        position = int(draw(_places) * max(len(out), 1))
        size = draw(st.integers(1, 40))
        change = draw(st.sampled_from(("write", "take", "double", "cut", "flip")))
        if change == "write":
            out[position : position + size] = draw(st.binary(min_size=1, max_size=size))
        elif change == "take":
            del out[position : position + size]
        elif change == "double":
            out[position:position] = out[position : position + size * 20]
        elif change == "flip" and out:
            out[position] ^= 1 << draw(st.integers(0, 7))
        elif draw(st.integers(0, 3)) == 0:
            del out[position:]
    return Damaged(out)


@st.composite
def damaged_lines(draw: st.DrawFn, text: str) -> str:
    """The text with lines moved, doubled, taken out, indented otherwise, or values replaced."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 5))):
        position = int(draw(_places) * len(lines))
        change = draw(
            st.sampled_from(("take", "double", "move", "indent", "value", "key", "insert"))
        )
        if change == "take" and len(lines) > 1:
            del lines[position]
        elif change == "double":
            lines.insert(position, lines[position])
        elif change == "move":
            lines.insert(int(draw(_places) * len(lines)), lines.pop(position))
        elif change == "indent":
            lines[position] = " " * draw(st.integers(0, 6)) + lines[position].lstrip()
        elif change == "insert":
            lines.insert(position, draw(odd_texts))
        else:
            name, sign, value = lines[position].partition(":")
            odd = draw(odd_texts)
            lines[position] = f"{name}{sign} {odd}" if change == "value" else f"{odd}{sign}{value}"
    return "\n".join(lines)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


@st.composite
def damaged_office_file(draw: st.DrawFn, data: bytes) -> Damaged:
    """A Word or Excel file with parts missing, doubled under another name, or damaged inside."""
    if draw(st.integers(0, 5)) == 0:
        return draw(damaged_bytes(data))
    parts = _parts(data)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(parts)))
        change = draw(st.sampled_from(("tree", "tree", "tree", "tree", "bytes", "take", "swap")))
        if change == "take" and len(parts) > 1:
            del parts[name]
        elif change == "swap":
            parts[name] = parts[draw(st.sampled_from(sorted(parts)))]
        elif change == "bytes":
            parts[name] = draw(damaged_bytes(parts[name]))
        elif name.endswith((".xml", ".rels")):
            parts[name] = draw(_damaged_tree(parts[name]))
    return Damaged(packed(parts))


@st.composite
def _damaged_tree(draw: st.DrawFn, data: bytes) -> bytes:
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return data
    for _ in range(draw(st.integers(1, 6))):
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        node = nodes[int(draw(_places) * len(nodes))]
        draw(st.sampled_from(_CHANGES))(draw, node, nodes)
    return etree.tostring(root)


def _take(_: st.DrawFn, node: Any, __: list[Any]) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _double(draw: st.DrawFn, node: Any, _: list[Any]) -> None:
    parent = node.getparent()
    if parent is not None:
        for _copy in range(draw(st.integers(1, 3))):
            parent.insert(parent.index(node), etree.fromstring(etree.tostring(node)))


def _nest(draw: st.DrawFn, node: Any, nodes: list[Any]) -> None:
    other = nodes[int(draw(_places) * len(nodes))]
    other.append(etree.fromstring(etree.tostring(node)))


def _attribute(draw: st.DrawFn, node: Any, _: list[Any]) -> None:
    if node.attrib:
        name = draw(st.sampled_from(sorted(node.attrib)))
        value = draw(st.one_of(odd_texts, _odd_numbers))
        if draw(st.integers(0, 4)) == 0:
            del node.attrib[name]
        else:
            node.set(name, _legal(value))


def _text(draw: st.DrawFn, node: Any, _: list[Any]) -> None:
    node.text = _legal(draw(odd_texts))


def _rename(draw: st.DrawFn, node: Any, nodes: list[Any]) -> None:
    node.tag = nodes[int(draw(_places) * len(nodes))].tag


def _legal(text: str) -> str:
    """The text without what XML cannot hold at all."""
    return "".join(
        sign
        for sign in text
        if sign in "\t\n"
        or " " <= sign < "\ud800"
        or "\ue000" <= sign < "\ufffe"
        or sign > "\uffff"
    )


_CHANGES: tuple[Callable[[st.DrawFn, Any, list[Any]], None], ...] = (
    _take,
    _double,
    _nest,
    _attribute,
    _attribute,
    _text,
    _text,
    _rename,
)
