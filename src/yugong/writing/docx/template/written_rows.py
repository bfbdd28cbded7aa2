"""Marks around the loops that write the rows of a table or a project form.

A person moves titles, notes and tables about in a template.  The loops over ``表.….行`` and over
``项目绩效`` stay, so the writer notes which part of the body each of them has written, and the
document is read back by these places.

Tests: tests/writing/docx/template/test_fact_controls.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jinja2 import nodes
from lxml import etree

from yugong.ooxml.names import TC, TR, P, T, through_controls
from yugong.quick_dataclass import dataclass
from yugong.template.expressions import parse_loop
from yugong.template.tags import Tag
from yugong.writing.docx.template.placeholders import (
    FORM,
    MARK_END,
    MARK_START,
    REGION_END,
    ROWS,
    PlacedTag,
    Placeholders,
)
from yugong.writing.table_outline import ALL_TABLES

FORMS, FORM_NAME = "项目绩效", "项目名称"
_TABLES, _ROWS, _TITLE = "表", "行", "标题"
_VALUE = re.compile(r"\{\{(.*?)\}\}", re.S)


@dataclass(frozen=True, slots=True)
class TemplateCell:
    """A cell of a row that a loop repeats: its place in the template and its text with tags."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class WrittenLoop:
    """A loop of the template whose output is read back.

    ``table`` is the name of its table, empty where the table is known only when it is rendered,
    and for a loop over the project forms.  ``rows`` are the rows it repeats, without their tags;
    ``conditional`` is True where a pass may write none of them, or the loop leaves passes out.
    """

    tag: Tag
    table: str
    variable: str
    rows: tuple[tuple[TemplateCell, ...], ...]
    conditional: bool = False


class Region(NamedTuple):
    """The bytes of the body, from ``start`` to ``end``, that one run of a loop has written.

    ``name`` is the name or the title of the table, or the name of the project of the form; it is
    empty for a loop that writes the forms of all projects in their order.
    """

    loop: WrittenLoop
    name: str
    start: int
    end: int
    is_form: bool


def mark_loops(
    root: Any, places: Mapping[Any, str], emissions: Placeholders
) -> tuple[WrittenLoop, ...]:
    """Put marks around each loop over the rows of a table and into each loop over the forms."""
    loops: list[WrittenLoop] = []
    views: dict[str, bool] = {}
    for node, emission in list(_openers(root, emissions)):
        statement = parse_loop(emission.expression)
        if not isinstance(statement.target, nodes.Name):
            continue
        variable = statement.target.name
        if isinstance(statement.iter, nodes.Name):
            views[variable] = statement.iter.name == ALL_TABLES
        closer = _closer(node, emissions)
        if closer is None or emission.tag.scope not in ("tr", "p"):
            continue
        number = len(loops)
        if isinstance(statement.iter, nodes.Name) and statement.iter.name == FORMS:
            loops.append(WrittenLoop(emission.tag, "", variable, ()))
            all_in_order = statement.test is None
            name = (
                emissions.mark("")
                if all_in_order
                else emissions.block("", f"{variable}.{FORM_NAME}", emission.tag)
            )
            _put_after(node, name, number, FORM, emissions)
        elif (table := _table_of(statement.iter, views)) is not None and emission.tag.scope == "tr":
            rows = tuple(_rows(node, closer, places, emissions))
            conditional = statement.test is not None or _has_conditions(node, closer, emissions)
            loops.append(WrittenLoop(emission.tag, table, variable, rows, conditional))
            name = (
                emissions.mark(table)
                if table
                else emissions.block("", f"{_view(statement.iter)}.{_TITLE}", emission.tag)
            )
            _put_before(node, name, number, emissions)
        else:
            continue
        closer.addnext(emissions.mark(f"{MARK_START}{REGION_END}{number}{MARK_END}"))
    return tuple(loops)


def _openers(root: Any, emissions: Placeholders) -> Iterator[tuple[Any, PlacedTag]]:
    for node in root.iter(etree.ProcessingInstruction):
        emission = emissions.placed_tag(node)
        if emission is not None and emission.word == "for":
            yield node, emission


def _closer(opener: Any, emissions: Placeholders) -> Any:
    """Return the ``endfor`` of a loop among its siblings, None where it is not one of them."""
    depth = 0
    for node in opener.itersiblings():
        emission = emissions.placed_tag(node)
        word = "" if emission is None else emission.word
        if word == "for":
            depth += 1
        elif word == "endfor":
            if depth == 0:
                return node
            depth -= 1
    return None


def _has_conditions(opener: Any, closer: Any, emissions: Placeholders) -> bool:
    for node in opener.itersiblings():
        if node is closer:
            break
        emission = emissions.placed_tag(node)
        if emission is not None and emission.word == "if":
            return True
    return False


def _table_of(listing: nodes.Node, views: Mapping[str, bool]) -> str | None:
    """Return the table whose rows a loop runs through; empty if only rendering knows it."""
    name, view = _member(listing)
    if name != _ROWS or view is None:
        return None
    if isinstance(view, nodes.Name):
        return "" if views.get(view.name) else None
    table, group = _member(view)
    return table if isinstance(group, nodes.Name) and group.name == _TABLES else None


def _view(listing: nodes.Node) -> str:
    _, view = _member(listing)
    assert isinstance(view, nodes.Name)
    return view.name


def _member(node: nodes.Node) -> tuple[str | None, nodes.Node | None]:
    if isinstance(node, nodes.Getattr):
        return node.attr, node.node
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value), node.node
    return None, None


def _rows(
    opener: Any, closer: Any, places: Mapping[Any, str], emissions: Placeholders
) -> Iterator[tuple[TemplateCell, ...]]:
    for node in opener.itersiblings():
        if node is closer:
            return
        rows = [node] if node.tag == TR else through_controls(node, TR)
        for row in rows if isinstance(node.tag, str) else ():
            cells = [cell for cell in through_controls(row, TC) if not _goes_on(cell, emissions)]
            yield tuple(_cell(cell, places, emissions) for cell in cells)


def _goes_on(cell: Any, emissions: Placeholders) -> bool:
    """Return True for the empty cell that takes a cell's place where it is merged upwards."""
    before = cell.getprevious()
    emission = None if before is None else emissions.placed_tag(before)
    return emission is not None and emission.word == "else"


def _cell(cell: Any, places: Mapping[Any, str], emissions: Placeholders) -> TemplateCell:
    place = next((places[paragraph] for paragraph in cell.iter(P) if paragraph in places), "")
    text: list[str] = []
    for node in cell.iter(etree.ProcessingInstruction, T):
        emission = emissions.placed_tag(node)
        if emission is None:
            text.append(node.text or "" if node.tag == T else node.tail or "")
            continue
        text.append(emission.tag.raw if emission.word else f"{{{{{emission.expression}}}}}")
        text.append(node.tail or "")
    return TemplateCell(place, "".join(text).strip())


def _put_before(node: Any, name: Any, number: int, emissions: Placeholders) -> None:
    for part in _opening(name, number, ROWS, emissions):
        node.addprevious(part)


def _put_after(node: Any, name: Any, number: int, kind: str, emissions: Placeholders) -> None:
    for part in reversed(_opening(name, number, kind, emissions)):
        node.addnext(part)


def _opening(name: Any, number: int, kind: str, emissions: Placeholders) -> tuple[Any, Any, Any]:
    start = emissions.mark(f"{MARK_START}{kind}{number};")
    return start, name, emissions.mark(MARK_END)


def shows_plainly(cell: TemplateCell, variable: str, column: str) -> bool:
    """Return True if a cell shows this column of the row and nothing else."""
    match = _VALUE.fullmatch(cell.text)
    return match is not None and "".join(match[1].split()) in (
        f"{variable}.{column}",
        f"{variable}['{column}']",
        f'{variable}["{column}"]',
    )
