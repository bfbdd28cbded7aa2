"""The content of a paragraph as a list of items: words, numbers, objects, fields, containers.

Tests: tests/writing/redline/test_redline.py.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import field
from typing import Any

from lxml import etree

from yugong.ooxml.names import (
    PPR,
    R_RUN,
    RPR,
    SDT,
    SDT_CONTENT,
    VAL,
    XML_SPACE,
    T,
    w,
)
from yugong.quick_dataclass import dataclass
from yugong.writing.redline.identity import Identity
from yugong.writing.redline.marks import BOXES

_TOKEN = re.compile(
    r"[-−]?\d[\d,]*(?:\.\d+)?[%％‰]?"  # a number is never cut
    r"|[A-Za-z]+"
    r"|\s+"
    r"|.",
    re.S,
)
_FIELD_CHARACTER, _INSTRUCTION = w("fldChar"), w("instrText")
_FIELD_KIND = w("fldCharType")
_GENERATED = re.compile(r"_Toc\d+")


@dataclass(slots=True)
class Item:
    """A piece that is kept, inserted or deleted as a whole.

    ``text``: a word, a number or a sign.  ``atom``: any other child of a run.  ``field``: a
    whole field, its result in ``inner``.  ``box``: a link or a content control, its content in
    ``inner``.  ``node``: an element between runs, such as a bookmark or a formula.
    """

    kind: str
    key: Hashable
    node: Any = None
    text: str = ""
    rpr: Any = None
    inner: list[Item] = field(default_factory=list)
    head: list[Item] = field(default_factory=list)
    tail: list[Item] = field(default_factory=list)


def read_items(container: Any, identity: Identity) -> list[Item]:
    """Return the items of a paragraph or of a container in it, in order."""
    frames: list[list[Item]] = [[]]
    for child in container:
        if child.tag == R_RUN:
            _read_run(child, identity, frames)
        elif child.tag in BOXES:
            frames[-1].append(_box(child, identity))
        elif child.tag != PPR and isinstance(child.tag, str):
            bookmark = child.tag in (w("bookmarkStart"), w("bookmarkEnd"))
            key = None if bookmark else identity.key(child)
            frames[-1].append(Item("node", key, child))
    while len(frames) > 1:  # a field that ends in a later paragraph
        open_field = frames.pop()
        frames[-1].extend(open_field)
    return frames[0]


def _read_run(run: Any, identity: Identity, frames: list[list[Item]]) -> None:
    rpr = run.find(RPR)
    for child in run:
        if child.tag == RPR:
            continue
        if child.tag == T:
            frames[-1].extend(
                Item("text", ("text", word), text=word, rpr=rpr)
                for word in _TOKEN.findall(child.text or "")
            )
            continue
        item = Item("atom", identity.key(child), child, rpr=rpr)
        kind = child.get(_FIELD_KIND) if child.tag == _FIELD_CHARACTER else None
        if kind == "begin":
            frames.append([item])
        elif kind == "end" and len(frames) > 1:
            whole = _field(frames.pop(), item)
            frames[-1].append(whole)
        else:
            frames[-1].append(item)


def _field(parts: list[Item], end: Item) -> Item:
    separate = next(
        (n for n, item in enumerate(parts) if item.node is not None and _separates(item.node)),
        len(parts) - 1,
    )
    head, inner = parts[: separate + 1], parts[separate + 1 :]
    words = "".join(item.node.text or "" for item in head if _instructs(item))
    key = ("field", _GENERATED.sub("_Toc", words.strip()))
    return Item("field", key, inner=inner, head=head, tail=[end])


def _separates(node: Any) -> bool:
    return bool(node.tag == _FIELD_CHARACTER and node.get(_FIELD_KIND) == "separate")


def _instructs(item: Item) -> bool:
    return item.node is not None and bool(item.node.tag == _INSTRUCTION)


def _box(element: Any, identity: Identity) -> Item:
    content = runs_container(element)
    inner = [] if content is None else read_items(content, identity)
    return Item("box", ("box", element.tag, _name(element, identity)), element, inner=inner)


def _name(element: Any, identity: Identity) -> Hashable:
    """Return the target of a link, or the tag of a control."""
    if element.tag == SDT:
        return tag_of_control(element)
    shell = etree.Element(element.tag, element.attrib, nsmap=element.nsmap)
    return identity.key(shell)


def tag_of_control(control: Any) -> str:
    """Return ``w:tag`` of a content control; empty without one."""
    tag = control.find(f"{w('sdtPr')}/{w('tag')}")
    return "" if tag is None else str(tag.get(VAL, ""))


def runs_container(box: Any) -> Any:
    """Return the element that holds the runs of a container; None if there is none."""
    return box.find(SDT_CONTENT) if box.tag == SDT else box


def keys_for_alignment(items: list[Item], others: list[Item]) -> list[Hashable | None]:
    """Return the keys of items for their alignment with others.

    A content control has its counterpart by its tag.  One without, but with a single word or
    number, counts as that word: a document without controls differs from one with controls only
    if the words differ.
    """
    tags = {item.key for item in others if item.kind == "box"}
    keys: list[Hashable | None] = []
    for item in items:
        control = item.kind == "box" and item.node.tag == SDT
        alone = control and len(item.inner) == 1 and item.inner[0].kind == "text"
        keys.append(item.inner[0].key if alone and item.key not in tags else item.key)
    return keys


def simple_fields_spelled_out(root: Any) -> None:
    """Replace each ``w:fldSimple`` by three field characters: only these can be tracked."""
    for simple in list(root.iter(w("fldSimple"))):
        pieces = [_character("begin"), etree.Element(R_RUN), _character("separate")]
        words = etree.SubElement(pieces[1], _INSTRUCTION)
        words.text = simple.get(w("instr"), "")
        words.set(XML_SPACE, "preserve")
        place = simple
        for piece in [*pieces, *list(simple), _character("end")]:
            place.addnext(piece)
            place = piece
        simple.getparent().remove(simple)


def _character(kind: str) -> Any:
    run = etree.Element(R_RUN)
    etree.SubElement(run, _FIELD_CHARACTER).set(_FIELD_KIND, kind)
    return run


def open_fields(paragraph: Any) -> tuple[str, ...]:
    """Return the fields that begin here and end elsewhere, or the reverse."""
    depth: list[str] = []
    unmatched: list[str] = []
    for node in paragraph.iter(_FIELD_CHARACTER):
        kind = node.get(_FIELD_KIND)
        if kind == "begin":
            depth.append(kind)
        elif kind == "end" and depth:
            depth.pop()
        elif kind == "end":
            unmatched.append(kind)
    return (*unmatched, *depth)
