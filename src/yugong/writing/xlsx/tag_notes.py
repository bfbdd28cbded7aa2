"""The notes of a preview: which tag a cell comes from, where a loop or a condition begins.

Tests: tests/standards_kit/test_previewing.py.
"""

from __future__ import annotations

from typing import NamedTuple

from yugong.template.evaluation import Expression, LoopHead
from yugong.template.text import Text
from yugong.writing.xlsx.model import CellModel, Choice
from yugong.writing.xlsx.plan import SheetPlan, TagNote
from yugong.writing.xlsx.stylebook import StyleBook

PREVIEW_COLOUR = "#FFF2CC"
VALUE, LOOP, CONDITION = "标签", "循环", "条件"


class TagStatement(NamedTuple):
    """A loop or a condition: which of the two, its tag, and the tag's cell in the template."""

    kind: str
    text: str
    place: str


def loop_statement(head: LoopHead, place: str, scope: str = "tr") -> TagStatement:
    """Return the tag of a loop as a clerk wrote it."""
    return TagStatement(LOOP, f"{{%{scope} for {head.listing.source} %}}", place)


def branch_statement(choice: Choice, branch: int) -> TagStatement:
    """Return the tag of a branch; for an ``else``, the first test of the choice as not met."""
    test, _ = choice.branches[branch]
    if test is not None:
        word = "elif" if branch else "if"
        return TagStatement(CONDITION, f"{{%tr {word} {test.source} %}}", choice.place)
    first, _ = choice.branches[0]
    assert first is not None
    return TagStatement(CONDITION, f"{{%tr if {first.source} %}} 不成立", choice.place)


class TagNoteCollector:
    """Gathers the notes of one sheet.

    A loop or a condition has no cell of its own in the written sheet: its note comes with its
    first row, and does not come at all if it has none.
    """

    def __init__(self, plan: SheetPlan, styles: StyleBook) -> None:
        self._plan = plan
        self._styles = styles
        self._waiting: list[TagStatement] = []

    def begin(self, statement: TagStatement) -> None:
        """Begin a turn of a loop, or a branch that holds."""
        if statement[1:] not in self._plan.tag_notes:
            self._waiting.append(statement)

    def end(self, statement: TagStatement) -> None:
        """End the same; a statement that still waits for its first row has none."""
        if statement in self._waiting:
            self._waiting.remove(statement)

    def row(self, row: int, column: int) -> None:
        """Note the waiting statements at the first cell of a row that is written."""
        for kind, text, place in self._waiting:
            note = TagNote(row, column, kind, text, place)
            self._plan.tag_notes.setdefault((text, place), note)
        self._waiting.clear()

    def value(self, cell: CellModel, row: int, style: int) -> int:
        """Note the first cell that shows a tag; return the style that marks values of tags."""
        content = cell.content
        if not isinstance(content, Expression | Text):
            return style
        text = content.source.strip()
        note = TagNote(row, cell.column, VALUE, text, cell.place)
        self._plan.tag_notes.setdefault((text, cell.place), note)
        return self._styles.with_property(style, "bg_color", PREVIEW_COLOUR)


def notes_by_cell(plan: SheetPlan) -> dict[tuple[int, int], str]:
    """Return the comment of each cell with notes: loops and conditions before values."""
    texts: dict[tuple[int, int], list[str]] = {}
    for note in sorted(plan.tag_notes.values(), key=lambda note: note.kind == VALUE):
        text = f"{note.kind} {note.text}（模板工作表“{plan.template}”{note.place}）"
        texts.setdefault((note.row, note.column), []).append(text)
    return {cell: "\n".join(lines) for cell, lines in texts.items()}
