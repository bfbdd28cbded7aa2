"""Titles of tables: which of a standard's tables a printed title means, and what stands with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from yugong.published.model.blocks import Line
from yugong.published.model.printed_text import likeness, plain, unmarked, whole_number
from yugong.standard.schema import Standard, TableSpec

SURE = 80.0
"""How alike a printed title must be to the standard's."""

_NAMED = "表"
"""What a title says of itself; one that does not must be just as in the standard."""

_LONGEST = 70
_YEAR = re.compile(r"(?:20\d{2}|\{年度\})年?度?")
_LABEL = re.compile(
    r"(?:(?:预算|部门|单位|决算)?公开)?(?:附)?表\s*(\d{1,2}|[一二三四五六七八九十]{1,3})(?:-(\d{1,2}))?(?!\d)"
)
_LABEL_BEFORE = re.compile(rf"^{_LABEL.pattern}[:、.]?")
_CONTENTS = re.compile(r"(?:\.{2,}|…|·{2,})\d*$|(?<=表)\d{1,3}$")
_BRACKETS = re.compile(r"\([^()]*\)")
_FILLERS = re.compile("部门|预算|情况|安排|\\(续\\)|续表")
_DEPARTMENT = re.compile(
    r"(?:部门名称|编制单位|编制部门|填报单位|填报部门|公开部门|单位名称|部门|单位名)[:：]\s*(\S.*)"
)
_BESIDE = re.compile(r"\t|\s{2,}|金额|\u3000(?=.*[:：\d表])")
"""What a name ends at: a gap, or one blank before a label, a date or the number of a table."""
_CODED = re.compile(r"^\s*(?:\[)?\d{3,9}(?:\])?[-\s]?(?!年|预算)([一-龥（][^:：表]{2,40})$")
_UNIT = re.compile(r"单\s*位\s*[:：]\s*(?:人民币)?(万元|元)")
_PRINTED_YEAR = re.compile(r"(20\d{2})\s*年")
_BUDGET_YEAR = re.compile(r"预算年度\s*[:：]?\s*(20\d{2})")


@dataclass(frozen=True, slots=True)
class Preface:
    """What the lines above a table say of it; empty where they do not say it."""

    label: str = ""
    title: str = ""
    department: str = ""
    unit: str = ""
    year: int | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    spec: TableSpec
    full: str
    variants: tuple[tuple[str, float], ...]


class Titles:
    """The titles of a standard's tables."""

    def __init__(self, standard: Standard) -> None:
        self._known = [_Known(spec, *_core(spec.title)) for spec in standard.tables]
        self._unlike = {one.full: one.spec for one in self._known if _NAMED not in one.full}

    def best(self, text: str) -> tuple[TableSpec | None, float]:
        """The table a line most likely is the title of, and how alike they are."""
        if not may_be_title(text):
            spec = self._unlike.get(_core(text)[0]) if self._unlike else None
            return (spec, 100.0) if spec is not None else (None, 0.0)
        full, variants = _core(text)
        best: tuple[float, float, TableSpec | None] = (0.0, 0.0, None)
        for known in self._known:
            same = likeness(full, known.full)
            score = max(_alike(variants, known.variants), same)
            if (score, same) > best[:2]:
                best = (score, same, known.spec)
        return best[2], best[0]

    def is_title(self, text: str) -> bool:
        """Whether a line is surely the title of one of the tables."""
        return self.best(text)[1] >= SURE

    def numbered(self, label: str) -> TableSpec | None:
        """The table of this printed number (预算公开表3); ``None`` where it names none."""
        wanted = table_number(label)
        found = [known.spec for known in self._known if known.spec.number == wanted]
        return found[0] if wanted and found else None


def _core(title: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    """A title as compared, and shorter forms of it with how much a match of them is worth."""
    full = _YEAR.sub("", _CONTENTS.sub("", plain(title)))
    full = _LABEL_BEFORE.sub("", full) or full
    bare = _FILLERS.sub("", full)
    unbracketed = _BRACKETS.sub("", bare)
    return full, ((bare, 0.98), (unbracketed, 0.94))


def _alike(one: Iterable[tuple[str, float]], other: Iterable[tuple[str, float]]) -> float:
    best = 0.0
    for (mine, worth), (theirs, _) in zip(one, other, strict=True):
        same = likeness(mine, theirs)
        if len(theirs) >= 5 and mine.endswith(theirs):
            same = max(same, 97.0)  # the department's name before it
        best = max(best, same * worth)
    return best


def may_be_title(text: str) -> bool:
    """Whether a line is short and speaks of a table."""
    return (
        _NAMED in text and len(text) <= _LONGEST and not text.rstrip().endswith(("。", "；", "，"))
    )


def table_number(label: str) -> str:
    """The number in a printed label, in Arabic digits: 表十一 is 11; empty where it has none.

    A table may be a part of another: 表9-1.
    """
    found = _LABEL.match(plain(label))
    if found is None:
        return ""
    number, part = whole_number(found[1]), f"-{int(found[2])}" if found[2] else ""
    return f"{'' if number is None else number}{part}"


def is_label(text: str) -> bool:
    """Whether a line is nothing but a table's number."""
    return bool(_LABEL.fullmatch(plain(text)))


def is_note(text: str) -> bool:
    """Whether a line is a note under a table."""
    return bool(re.match(r"\s*(?:备?注|说明)\s*[:：]", text))


def unit_of(text: str) -> str:
    """万元 or 元 where a line states the unit of amounts, else nothing."""
    found = _UNIT.search(text)
    return found[1] if found else ""


def states_unit(text: str) -> bool:
    """Whether a cell says nothing but the unit of amounts, or the department beside it."""
    return bool(_UNIT.match(unmarked(text).removeprefix("金额"))) or bool(department_of(text))


def department_of(text: str) -> str:
    """The department a line names, without its code and what else stands in the line."""
    line = _UNIT.sub("", unmarked(text))
    found = _DEPARTMENT.search(line)
    if found is None:
        coded = _CODED.match(line)
        return coded[1].strip() if coded else ""
    name = _BESIDE.split(found[1], maxsplit=1)[0].strip()
    return re.sub(r"^\d{3,9}[-\s]*", "", name).strip()


def years_in(text: str) -> list[int]:
    """The budget years a line speaks of."""
    return [int(year) for year in (*_BUDGET_YEAR.findall(text), *_PRINTED_YEAR.findall(text))]


def preface(lines: Iterable[Line], titles: Titles) -> tuple[Preface, TableSpec | None, float]:
    """What stands above a table, the table its title means, and how sure that is."""
    found = Preface()
    spec: TableSpec | None = None
    best = 0.0
    used: list[Line] = []
    for line in reversed(tuple(lines)):
        for text in filter(str.strip, line.text.split("\t")):
            said = _said(text, found)
            candidate, score = (None, 0.0) if said is not None else titles.best(text)
            if candidate is not None and score > best and score >= SURE * 0.75:
                spec, best = candidate, score
                said = _with(found, title=unmarked(text), year=next(iter(years_in(text)), None))
                label = _LABEL_BEFORE.match(plain(text))
                if label and not said.label:
                    said = _with(said, label=label[0])
            if said is not None:
                found = said
                if line not in used:
                    used.append(line)
        if found.title and found.label and found.title != found.label:
            break
    return _with(found, lines=tuple(reversed(used))), spec, best


def _said(text: str, so_far: Preface) -> Preface | None:
    """The preface with what a line says beside the title; ``None`` where it says nothing."""
    if is_label(text):
        return _with(so_far, label=unmarked(text)) if not so_far.label else None
    unit, department, year = unit_of(text), department_of(text), _BUDGET_YEAR.search(text)
    if not (unit or department or year) or so_far.title:
        return None
    return _with(
        so_far,
        unit=so_far.unit or unit,
        department=so_far.department or department,
        year=so_far.year or (int(year[1]) if year else None),
    )


def _with(found: Preface, **changed: object) -> Preface:
    values = {name: getattr(found, name) for name in Preface.__slots__}
    if changed.get("year") is None:
        changed.pop("year", None)
    return Preface(**{**values, **changed})
