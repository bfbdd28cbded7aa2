"""A seeded error written into the XML of a Word or Excel file; a Word file's text as a dump."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from seeded.seeding import Edit, Seed
from yugong.published.model.blocks import Grid, Line
from yugong.published.raw import read_document
from yugong.published.word.reading import read_docx
from yugong.writing.office_file import written_aside

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BODY = "word/document.xml"
_BOOK = "xl/workbook.xml"


def write_seeded(clean: Path, seed: Seed, out: Path) -> None:
    """A copy of a DOCX or XLSX with one error; ``ValueError`` where its place is not found."""
    with zipfile.ZipFile(clean) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    word = clean.suffix == ".docx"
    changed = _change_word(clean, seed) if word else _change_workbook(members, seed)
    with written_aside(out, level=1) as target:
        for name, data in members.items():
            target.add(name, changed.get(name, data))


def text_dump(word: Path, out: Path) -> None:
    """The text of a Word file, one line a paragraph or a row, tabs between cells."""
    document, findings = read_document(word)
    if document is None:
        raise ValueError(str(findings))
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Line):
            lines.append(block.text.replace("\t", " "))
        elif isinstance(block, Grid):
            lines += ["\t".join(" ".join(cell.split()) for cell in row) for row in block.rows]
    out.write_text("\n".join(lines), encoding="utf-8")


def _change_word(clean: Path, seed: Seed) -> dict[str, bytes]:
    met: dict[str, Any] = {}
    read_docx(clean.read_bytes(), clean.name, lambda path, element: met.setdefault(path, element))
    for edit in seed.edits:
        _replace(_at(met, edit.place.path), edit)
    if seed.form is not None:
        _form_in_word(met, seed)
    root = next(iter(met.values())).getroottree().getroot()
    return {_BODY: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)}


def _at(met: dict[str, Any], path: str) -> Any:
    """The element at a path, or at the longest path this one begins with."""
    if path in met:
        return met[path]
    around = max((known for known in met if path.startswith(known)), key=len, default="")
    if not around:
        raise ValueError(f"nothing stands at {path}")
    return met[around]


def _replace(element: Any, edit: Edit) -> None:
    """The words between the pieces a paragraph is cut into; the new ones go into the first."""
    pieces = list(element.iter(f"{_W}t"))
    if edit.whole:
        for piece in pieces or [_empty_piece(element)]:
            piece.text = "" if piece in pieces[1:] else edit.new
        return
    text = "".join(piece.text or "" for piece in pieces)
    begin = text.find(edit.old)
    end = begin + len(edit.old)
    if begin < 0 or not pieces:
        raise ValueError(f"{edit.old!r} does not stand at {edit.place}")
    position, new = 0, edit.new
    for piece in pieces:
        old_text = piece.text or ""
        stop = position + len(old_text)
        if stop > begin and position < end:
            kept = (
                old_text[: max(begin - position, 0)],
                old_text[min(end - position, len(old_text)) :],
            )
            piece.text, new = kept[0] + new + kept[1], ""
        position = stop


def _empty_piece(element: Any) -> Any:
    """A place for words in a cell that has none."""
    paragraph = next(element.iter(f"{_W}p"))
    return etree.SubElement(etree.SubElement(paragraph, f"{_W}r"), f"{_W}t")


def _form_in_word(met: dict[str, Any], seed: Seed) -> None:
    """From the paragraph of the form's title to the end of its table and its footers."""
    form = seed.form
    if form is None:
        raise ValueError("no form")
    first = _at(met, form.place.path)
    field = _at(met, next(iter(form.fields.values())).place.path)
    tables = [field, *field.iterancestors()]
    table = [table for table in tables if table.tag == f"{_W}tbl"][-1]
    last = table
    for footer in form.footers:
        element = _at(met, footer.place.path)
        if element.getparent() is table.getparent():
            last = element
    if first.tag != f"{_W}p" or first.getparent() is not table.getparent():
        first = table
    siblings = list(table.getparent())
    between = siblings[siblings.index(first) : siblings.index(last) + 1]
    if seed.form_becomes == "missing":
        for node in between:
            node.getparent().remove(node)
    else:
        for node in reversed(between):
            last.addnext(copy.deepcopy(node))


def _change_workbook(members: dict[str, bytes], seed: Seed) -> dict[str, bytes]:
    book = etree.parse(io.BytesIO(members[_BOOK])).getroot()
    targets = {
        link.get("Id"): link.get("Target", "")
        for link in etree.parse(io.BytesIO(members["xl/_rels/workbook.xml.rels"])).getroot()
    }
    listed = {sheet.get("name"): sheet for sheet in book.iter(f"{_S}sheet")}
    changed: dict[str, Any] = {}
    for edit in seed.edits:
        sheet = listed[edit.place.sheet]
        part = f"xl/{targets[sheet.get(f'{_R}id')]}"
        root = changed.setdefault(part, etree.parse(io.BytesIO(members[part])).getroot())
        _write_cell(root, edit)
    if seed.form is not None:
        sheet = listed[seed.form.place.sheet]
        if seed.form_becomes == "missing":
            for listing in book.iter(f"{_S}sheets"):
                listing.remove(sheet)
        else:
            again = copy.deepcopy(sheet)
            again.set("name", f"{sheet.get('name')} (2)")
            again.set("sheetId", str(len(listed) + 1))
            sheet.addnext(again)
        changed[_BOOK] = book
    return {
        part: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        for part, root in changed.items()
    }


def _write_cell(root: Any, edit: Edit) -> None:
    """A number as a number, anything else as the cell's own text; a formula is overwritten."""
    cell = next(
        (candidate for candidate in root.iter(f"{_S}c") if candidate.get("r") == edit.place.cell),
        None,
    )
    if cell is None:
        raise ValueError(f"no cell {edit.place}")
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if re.fullmatch(r"-?\d+(?:\.\d+)?", edit.new):
        etree.SubElement(cell, f"{_S}v").text = edit.new
    elif edit.new:
        cell.set("t", "inlineStr")
        text_node = etree.SubElement(etree.SubElement(cell, f"{_S}is"), f"{_S}t")
        text_node.text = edit.new
