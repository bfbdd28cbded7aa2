"""Compare the performance forms of two editions: projects added or removed, places changed.

Tests: tests/comparison/test_comparison.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from yugong.comparison.alignment import aligned
from yugong.comparison.comparison import FieldChange, ProjectChange, is_added
from yugong.comparison.edition import Edition
from yugong.comparison.marks import wording_likeness
from yugong.comparison.printed import ComparedText, FormTable
from yugong.comparison.stated import merged
from yugong.quick_dataclass import dataclass

_NAME_ROWS = 3
"""The number of first rows in which a form names its project."""

_LONGEST_LABEL = 24
_VALUE = re.compile(r"[≥≤<>=＞＜-]?\s*[0-9][0-9,.]*\s*\D{0,4}")
_FARTHEST_HEAD = 60
_LEAST_ALIKE = 0.5

_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms of an edition: of projects by key, others by title and occurrence."""

    of_projects: Mapping[str, FormTable]
    others: Mapping[tuple[str, int], FormTable]


def changed_projects(old: Edition, new: Edition) -> tuple[ProjectChange, ...]:
    """Return other forms that differ, then projects, in printed order.

    Places of forms are compared if both sides have their Word text.
    """
    amounts = old.projects(), new.projects()
    forms = _forms(old, amounts[0]), _forms(new, amounts[1])
    both = old.printed is not None and new.printed is not None
    changes = []
    for key in merged(list(forms[0].others), list(forms[1].others)):
        old_form, other = forms[0].others.get(key), forms[1].others.get(key)
        change = _changed("", key[0], old_form, other)
        if change is not None and both:
            changes.append(change)
    if old.printed is not None and new.printed is not None:
        changes += _altered(old.printed, new.printed)
    for project in merged(list(amounts[0]), list(amounts[1])):
        before, after = amounts[0].get(project), amounts[1].get(project)
        fields: tuple[FieldChange, ...] = ()
        if before is not None and after is not None:
            fields = _of_project(
                forms[0].of_projects.get(project), forms[1].of_projects.get(project), both
            )
            if before == after and not fields:
                continue
        added = is_added(before, after)
        name = (old if added is False else new).name_of(project) or project
        changes.append(ProjectChange(project, name, added, before, after, fields))
    return tuple(changes)


def _altered(old: ComparedText, new: ComparedText) -> Iterator[ProjectChange]:
    """Yield published tables that a user changed in Word, compared as printed."""
    for name in merged(list(old.published), list(new.published)):
        if name in old.altered or name in new.altered:
            old_form, other = old.published.get(name), new.published.get(name)
            form = other or old_form
            change = _changed("", form.title if form else name, old_form, other)
            if change is not None:
                yield change


def _changed(
    key: str, name: str, old: FormTable | None, other: FormTable | None
) -> ProjectChange | None:
    if old is None or other is None:
        return ProjectChange(key, name, old is None, None, None)
    fields = _fields(old, other)
    return ProjectChange(key, name, None, None, None, fields) if fields else None


def _of_project(
    old: FormTable | None, other: FormTable | None, both: bool
) -> tuple[FieldChange, ...]:
    """Return the changes of a project's form; it may be printed on one side only."""
    if old is not None and other is not None:
        return _fields(old, other)
    if old is other or not both:
        return ()
    return (FieldChange("绩效目标表", "有" if old else None, "有" if other else None),)


def _forms(edition: Edition, projects: Mapping[str, object]) -> _Forms:
    """Assign forms to projects by name; forms of one name in order."""
    waiting: dict[str, list[str]] = {}
    for key in projects:
        waiting.setdefault(edition.name_of(key) or key, []).append(key)
    for keys in waiting.values():
        keys.reverse()
    tables: dict[str, FormTable] = {}
    others: dict[tuple[str, int], FormTable] = {}
    seen: Counter[str] = Counter()
    for form in edition.printed.forms if edition.printed is not None else ():
        texts = (text for row in form.rows[:_NAME_ROWS] for text in row)
        name = next((text for text in texts if waiting.get(text)), None)
        if name is not None:
            tables[waiting[name].pop()] = form
            continue
        others[form.title, seen[form.title]] = form
        seen[form.title] += 1
    return _Forms(tables, others)


def _fields(old: FormTable, new: FormTable) -> tuple[FieldChange, ...]:
    """Return the places that differ; a repeated change is returned once."""
    if old.rows == new.rows:
        return ()
    changes: dict[FieldChange, None] = {}
    if old.title != new.title:
        changes[FieldChange("表题", old.title, new.title)] = None
    for a, b in aligned(old.rows, new.rows, wording_likeness, _LEAST_ALIKE):
        if a is None and b is not None:
            changes[FieldChange(_section(new.rows, b), None, _joined(new.rows[b]))] = None
        elif b is None and a is not None:
            changes[FieldChange(_section(old.rows, a), _joined(old.rows[a]), None)] = None
        elif a is not None and b is not None and old.rows[a] != new.rows[b]:
            changes.update(dict.fromkeys(_cells(old.rows, a, new.rows, b)))
    return tuple(changes)


def _joined(row: _Row) -> str:
    """Return a whole row as a line, without the words of its section."""
    return "，".join(dict.fromkeys(text for text in row[1:] if text)) or "".join(row[:1])


def _section(rows: Sequence[_Row], index: int) -> str:
    return "".join(rows[index][:1]) or f"第 {index + 1} 行"


def _cells(old: Sequence[_Row], a: int, new: Sequence[_Row], b: int) -> Iterator[FieldChange]:
    old_row, other = old[a], new[b]
    if len(old_row) != len(other):
        yield FieldChange(_section(new, b), _joined(old_row), _joined(other))
        return
    changed = [index for index in range(len(old_row)) if old_row[index] != other[index]]
    for index in changed:
        yield FieldChange(_label(new, b, index, changed), old_row[index], other[index])


def _label(rows: Sequence[_Row], number: int, index: int, changed: Sequence[int]) -> str:
    """Return the label of a cell: its section, words in its row, and words above if needed.

    ``changed`` cells are no labels.
    """
    row = rows[number]
    section = row[0] if index and 0 not in changed else ""
    before = [position for position in reversed(range(1, index)) if row[position]]
    named = (index for index in before if index not in changed and _is_name(row[index]))
    nearest = next(named, None)
    name = "" if nearest is None else row[nearest]
    # Past another value, or with nothing beside it, only the column's head tells it apart.
    above = "" if name and nearest == before[0] else _head(rows, number, index)
    if name and not _goes_on(rows, number):
        section = ""
    words = [text.rstrip("：:") for text in (section, name, above) if text]
    return "／".join(dict.fromkeys(words)) or f"第 {number + 1} 行"


def _goes_on(rows: Sequence[_Row], number: int) -> bool:
    """Return True if the first cell of a row covers the next rows too, as that of a section."""
    near = (*rows[max(number - 1, 0) : number], *rows[number + 1 : number + 2])
    return any(row[:1] == rows[number][:1] for row in near)


def _head(rows: Sequence[_Row], number: int, index: int) -> str:
    """Return the nearest words above a cell, within its section."""
    for position in reversed(range(max(number - _FARTHEST_HEAD, 0), number)):
        row = rows[position]
        if index >= len(row) or row[:1] != rows[number][:1]:
            return ""
        if row[index] and _is_name(row[index]):
            return row[index]
    return ""


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and _VALUE.fullmatch(text) is None
