"""Accepting and rejecting tracked changes, written apart from the code that makes them.

``resolved(root, accept)`` returns the document a reader has after “接受所有修订” or “拒绝所有修订”;
``faults(root)`` what Word would not open or not understand.
"""

from __future__ import annotations

import copy
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RENAMED = {"delText": "t", "delInstrText": "instrText"}
_CHANGES = ("rPr", "pPr", "tblPr", "trPr", "tcPr", "sectPr", "tblGrid")
_KEPT_WITH_MARK = ("rPr", "sectPr")


def q(name: str) -> str:
    return f"{{{W}}}{name}"


def local(node: Any) -> str:
    return str(node.tag).rsplit("}", 1)[-1]


def document_of(path: Path, part: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(part))


def resolved(root: Any, *, accept: bool) -> Any:
    """A copy of the part without tracked changes."""
    root = copy.deepcopy(root)
    kept, gone = (q("ins"), q("del")) if accept else (q("del"), q("ins"))
    _formats(root, accept=accept)
    _controls(root, accept=accept)
    for row in list(root.iter(q("tr"))):
        if row.find(f"{q('trPr')}/{gone}") is not None:
            row.getparent().remove(row)
    for table in list(root.iter(q("tbl"))):
        if table.find(q("tr")) is None and next(table.iter(q("tr")), None) is None:
            table.getparent().remove(table)
    marked = [
        paragraph
        for paragraph in root.iter(q("p"))
        if paragraph.find(f"{q('pPr')}/{q('rPr')}/{gone}") is not None
    ]
    for node in list(root.iter(gone)):
        if local(node.getparent()) not in ("rPr", "trPr"):
            node.getparent().remove(node)
    for paragraph in reversed(marked):
        _join(paragraph)
    for node in list(root.iter(kept, gone)):
        parent = node.getparent()
        for child in list(node):
            node.addprevious(child)
        parent.remove(node)
    for node in root.iter(q("delText"), q("delInstrText")):
        node.tag = q(_RENAMED[local(node)])
    return root


def _join(paragraph: Any) -> None:
    """A paragraph without its mark: its content begins the next one."""
    content = [child for child in paragraph if local(child) != "pPr"]
    following = paragraph.getnext()
    if following is not None and following.tag == q("p"):
        place = 1 if len(following) and local(following[0]) == "pPr" else 0
        for step, child in enumerate(content):
            following.insert(place + step, child)
    else:
        words = [child for child in content if local(child) not in ("bookmarkStart", "bookmarkEnd")]
        assert not words, "a paragraph with content has lost its mark before a table or an end"
    paragraph.getparent().remove(paragraph)


def _formats(root: Any, *, accept: bool) -> None:
    for name in _CHANGES:
        for change in list(root.iter(q(f"{name}Change"))):
            holder = change.getparent()
            holder.remove(change)
            if accept:
                continue
            former = change[0]
            assert local(former) == name
            stays = [
                child
                for child in holder
                if (name == "pPr" and local(child) in _KEPT_WITH_MARK)
                or local(child) in ("ins", "del", "headerReference", "footerReference")
            ]
            before = [child for child in stays if local(child).endswith("Reference")]
            after = [child for child in stays if child not in before]
            if local(holder.getparent()) == "pPr" and name == "rPr":
                before, after = after, before
            holder[:] = [*before, *former, *after]


def _controls(root: Any, *, accept: bool) -> None:
    gone = "customXmlDelRangeStart" if accept else "customXmlInsRangeStart"
    for start in list(root.iter(q(gone))):
        control = start.getnext()
        if control is not None and local(control) == "sdt":
            content = control.find(q("sdtContent"))
            for child in list(content):
                control.addprevious(child)
            control.getparent().remove(control)
    for node in [n for n in root.iter() if isinstance(n.tag, str)]:
        if local(node).startswith(("customXmlIns", "customXmlDel")):
            node.getparent().remove(node)


def content(root: Any) -> list[Any]:
    """Return the content for a reader: paragraphs with their looks, tables with cells, in order."""
    holder = root.find(q("body"))
    return _blocks(root if holder is None else holder)


def _blocks(holder: Any) -> list[Any]:
    blocks: list[Any] = []
    for child in holder:
        name = local(child)
        if name == "p":
            blocks.append(_paragraph(child))
        elif name == "tbl":
            blocks.append(_table(child))
        elif name == "sdt":
            blocks.extend(_blocks(child.find(q("sdtContent"))))
        elif name == "sectPr":
            blocks.append(("section", _section(child)))
    return blocks


def _table(table: Any) -> Any:
    rows = []
    for row in table.findall(q("tr")):
        cells = [(_look(cell.find(q("tcPr"))), _blocks(cell)) for cell in row.findall(q("tc"))]
        rows.append((_look(row.find(q("trPr"))), cells))
    return ("table", _look(table.find(q("tblPr"))), _look(table.find(q("tblGrid"))), rows)


def _paragraph(paragraph: Any) -> Any:
    properties = paragraph.find(q("pPr"))
    section = None if properties is None else properties.find(q("sectPr"))
    looks = [] if properties is None else [_xml(c) for c in properties if local(c) != "sectPr"]
    looks = [look for look in looks if look != (q("rPr"), frozenset(), ())]
    pieces: list[tuple[Any, str]] = []
    _runs(paragraph, pieces)
    return (
        "paragraph",
        tuple(looks),
        tuple(pieces),
        None if section is None else _section(section),
    )


def _runs(holder: Any, pieces: list[tuple[Any, str]]) -> None:
    for child in holder:
        if local(child) == "r":
            look = _look(child.find(q("rPr")))
            for piece in child:
                if local(piece) == "rPr":
                    continue
                text = piece.text or "" if local(piece) == "t" else _object(piece)
                if local(piece) == "t" and pieces and pieces[-1][0] == look:
                    pieces[-1] = (look, pieces[-1][1] + text)
                elif text:
                    pieces.append((look, text))
        elif local(child) == "fldSimple":
            raise AssertionError("simple fields are spelled out")
        elif local(child) in ("hyperlink", "smartTag"):
            _runs(child, pieces)
        elif local(child) == "sdt":
            _runs(child.find(q("sdtContent")), pieces)


def _object(node: Any) -> str:
    if local(node) == "drawing":
        return "<drawing/>"
    if local(node) == "instrText":
        return f"<instr {' '.join(w for w in (node.text or '').split() if '_Toc' not in w)}/>"
    return f"<{local(node)} {sorted(node.attrib.values())}/>"


def _look(properties: Any) -> Any:
    return () if properties is None else tuple(_xml(child) for child in properties)


def _section(section: Any) -> Any:
    return tuple(_xml(child) for child in section if not local(child).endswith("Reference"))


def _xml(node: Any) -> Any:
    """An element as a value: its name, its attributes in any order, what is in it."""
    return (node.tag, frozenset(node.attrib.items()), tuple(_xml(child) for child in node))


def texts(root: Any) -> list[str]:
    """The text of every paragraph, cells among them, in order."""
    faults = []
    for paragraph in root.iter(q("p")):
        words = [node.text or "" for node in paragraph.iter(q("t"))]
        faults.append("".join(words))
    return faults


def revisions(root: Any) -> list[Any]:
    """All marks of tracked changes in a part."""
    names = {"ins", "del", "moveFrom", "moveTo", *(f"{name}Change" for name in _CHANGES)}
    return [node for node in root.iter() if isinstance(node.tag, str) and local(node) in names]


def faults(root: Any) -> list[str]:
    """Return the violations of the rules of WordprocessingML in a redline."""
    faults: list[str] = []
    ids: list[str] = []
    for node in root.iter():
        if not isinstance(node.tag, str) or not node.tag.startswith(f"{{{W}}}"):
            continue
        name, parent = local(node), local(node.getparent()) if node.getparent() is not None else ""
        if name in ("ins", "del"):
            ids.append(node.get(q("id")))
            if not node.get(q("author")) or not node.get(q("date")):
                faults.append(f"{name} without author or date")
            if parent in ("p", "hyperlink", "sdtContent", "smartTag"):
                if len(node) == 0:
                    faults.append(f"empty {name}")
            elif parent not in ("rPr", "trPr"):
                faults.append(f"{name} in {parent}")
        elif name.endswith("Change") and name != "tblGridChange":
            ids.append(node.get(q("id")))
            if node.getnext() is not None:
                faults.append(f"{name} is not last")
        elif name == "bookmarkStart" or name.endswith("RangeStart"):
            ids.append(node.get(q("id")))
        elif name in ("t", "instrText", "delText", "delInstrText") and parent == "r":
            deleted = _in_deletion(node)
            if deleted != name.startswith("del"):
                faults.append(f"{name} {'in' if deleted else 'outside'} w:del")
        elif name == "tc" and (len(node) == 0 or local(node[-1]) != "p"):
            faults.append("a cell does not end with a paragraph")
        elif name == "pPr":
            faults.extend(_order(node, ("rPr", "sectPr", "pPrChange")))
        elif name == "trPr":
            faults.extend(_order(node, ("ins", "del", "trPrChange")))
        elif name == "rPr" and parent == "pPr":
            marks = [local(child) for child in node]
            if any(mark in ("ins", "del") for mark in marks[1:]):
                faults.append("ins or del is not first in the paragraph mark")
    doubled = {number for number in ids if ids.count(number) > 1} if len(ids) < 3000 else set()
    faults.extend(f"id {number} twice" for number in sorted(doubled))
    if len(set(ids)) != len(ids) and not doubled:
        faults.append("ids twice")
    faults.extend(_bookmark_faults(root))
    faults.extend(_field_faults(root))
    return faults


def _in_deletion(node: Any) -> bool:
    for ancestor in node.iterancestors():
        if local(ancestor) == "del":
            return True
        if local(ancestor) == "p":
            return False
    return False


def _order(properties: Any, last: tuple[str, ...]) -> list[str]:
    names = [local(child) for child in properties]
    ranks = [last.index(name) + 1 if name in last else 0 for name in names]
    return [] if ranks == sorted(ranks) else [f"order {names}"]


def _bookmark_faults(root: Any) -> list[str]:
    names = [node.get(q("name")) for node in root.iter(q("bookmarkStart"))]
    faults = ["bookmark twice"] if len(names) != len(set(names)) else []
    starts = sorted(node.get(q("id")) for node in root.iter(q("bookmarkStart")))
    if starts != sorted(node.get(q("id")) for node in root.iter(q("bookmarkEnd"))):
        faults.append("bookmarks without end or start")
    for node in root.iter(q("hyperlink")):
        anchor = node.get(q("anchor"))
        if anchor is not None and anchor not in names:
            faults.append(f"link to nowhere: {anchor}")
    return faults


def _field_faults(root: Any) -> list[str]:
    faults = []
    for accept in (True, False):
        depth = 0
        for node in resolved(root, accept=accept).iter(q("fldChar")):
            kind = node.get(q("fldCharType"))
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            if depth < 0:
                faults.append("a field ends that has not begun")
        if depth:
            faults.append("a field does not end")
    return faults
