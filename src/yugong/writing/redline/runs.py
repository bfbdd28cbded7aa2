"""The new content of a paragraph, with its insertions and deletions marked.

Tests: tests/writing/redline/test_redline.py.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from yugong.ooxml.names import R_RUN, RPR, SDT, XML_SPACE, T, w
from yugong.writing.redline.adoption import Adoption
from yugong.writing.redline.identity import Identity
from yugong.writing.redline.items import Item, runs_container
from yugong.writing.redline.marks import MarkKind, Marks, delete_text, stripped
from yugong.writing.redline.wording import Status, WordingPiece, compared


class Formats:
    """Formats of runs, comparable between both documents."""

    def __init__(self, old: Identity, new: Identity) -> None:
        self._identities = {"old": old, "new": new}
        self._known: dict[int, tuple[Any, bytes]] = {}

    def of(self, rpr: Any, side: str) -> bytes:
        """Return the key of run properties; empty if there are none."""
        if rpr is None or len(rpr) == 0:
            return b""
        known = self._known.get(id(rpr))
        if known is None:
            # The element is kept with its key, so that its id is not given to another one.
            known = self._known[id(rpr)] = (rpr, self._identities[side].key(rpr))
        return known[1]

    def differ(self, old: Any, new: Any) -> bool:
        """Return True if a run of the old document and one of the new look different."""
        return self.of(old, "old") != self.of(new, "new")


class RunWriter:
    """Writes items into a container, one run for neighbours of equal format and status."""

    def __init__(self, container: Any, marks: Marks, adoption: Adoption, formats: Formats) -> None:
        self._container = container
        self._marks = marks
        self._adoption = adoption
        self._formats = formats
        self._wrapper: Any = None
        self._status: Status = "same"
        self._run: Any = None
        self._run_key: tuple[bytes, bytes | None] | None = None

    def pieces(self, pieces: list[WordingPiece]) -> None:
        """Write all pieces, in order."""
        for piece in pieces:
            if piece.status == "same":
                for old, new in zip(piece.old, piece.new, strict=True):
                    self._keep(old, new)
            elif piece.status == "ins":
                for item in piece.new:
                    self._mark(item, "ins")
            else:
                for item in piece.old:
                    self._mark(item, "del")

    def _keep(self, old: Item, new: Item) -> None:
        if new.kind == "node":
            self._apart(new.node)
        elif new.kind == "box":
            if old.kind == "box":
                self._box(new, compared(old.inner, new.inner))
            else:  # a control around a word that was there before
                self._box(new, compared([old], new.inner))
        elif new.kind == "field":
            for before, after in zip(old.head, new.head, strict=False):
                self._in_run(after, "same", before.rpr)
            for item in new.head[len(old.head) :]:
                self._in_run(item, "same", item.rpr)
            self.pieces(compared(old.inner, new.inner))
            for before, after in zip(old.tail, new.tail, strict=True):
                self._in_run(after, "same", before.rpr)
        else:
            word = old.inner[0] if old.kind == "box" else old
            self._in_run(new, "same", word.rpr)

    def _mark(self, item: Item, kind: MarkKind) -> None:
        if item.kind == "node":
            if kind == "ins" or item.key is not None:
                self._node(item, kind)
        elif item.kind == "box":
            self._box(item, [WordingPiece(kind, item.inner, item.inner)], kind)
        elif item.kind == "field":
            for part in [*item.head, *item.inner, *item.tail]:
                self._mark(part, kind)
        else:
            self._in_run(item, kind, None)

    def _node(self, item: Item, kind: MarkKind) -> None:
        if item.key is None:  # a bookmark is not tracked: it goes with what it encloses
            self._apart(item.node)
            return
        self._enter(kind)
        node = item.node if kind == "ins" else self._adoption.adopt(item.node)
        self._wrapper.append(node)
        self._run = None

    def _box(self, item: Item, pieces: list[WordingPiece], kind: MarkKind | None = None) -> None:
        box = item.node
        if kind == "del":
            box = self._adoption.adopt(box)
        content = runs_container(box)
        self._apart(box)
        if content is None:
            return
        for child in list(content):
            content.remove(child)
        RunWriter(content, self._marks, self._adoption, self._formats).pieces(pieces)
        if kind is not None and box.tag == SDT:
            self._marks.enclose_control(box, kind)

    def _apart(self, element: Any) -> None:
        """Write an element between runs that is not itself marked."""
        element.tail = None
        self._container.append(element)
        self._wrapper, self._run, self._status = None, None, "same"

    def _enter(self, status: Status) -> None:
        if status == self._status and (status == "same" or self._wrapper is not None):
            return
        self._status, self._run = status, None
        self._wrapper = None
        if status != "same":
            self._wrapper = self._marks.mark(status)
            self._container.append(self._wrapper)

    def _in_run(self, item: Item, status: Status, former: Any) -> None:
        """Write one word or object; ``former`` is the earlier format of a kept one."""
        self._enter(status)
        changed = status == "same" and self._formats.differ(former, item.rpr)
        side = "old" if status == "del" else "new"
        key = (
            self._formats.of(item.rpr, side),
            self._formats.of(former, "old") if changed else None,
        )
        if self._run is None or self._run_key != key:
            self._run_key = key
            home = self._container if self._wrapper is None else self._wrapper
            self._run = etree.SubElement(home, R_RUN)
            if item.rpr is not None or changed:
                properties = stripped(item.rpr, RPR)
                if changed:
                    self._marks.run_properties(properties, former)
                self._run.append(properties)
        if item.kind == "text":
            self._word(item.text, T if status != "del" else w("delText"))
        elif status == "del":
            self._run.append(self._adoption.adopt(item.node))
            delete_text(self._run)
        else:
            item.node.tail = None
            self._run.append(item.node)

    def _word(self, text: str, tag: str) -> None:
        last: Any = self._run[-1] if len(self._run) else None
        if last is None or last.tag != tag:
            last = etree.SubElement(self._run, tag)
            last.set(XML_SPACE, "preserve")
            last.text = ""
        last.text += text
