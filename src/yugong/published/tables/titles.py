"""Titles of tables: the standard's table for a printed title, and the lines with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yugong.published.model.blocks import Line
from yugong.published.model.printed_text import likeness, plain, unmarked, whole_number
from yugong.quick_dataclass import dataclass
from yugong.standard.schema import Standard, TableSpec

SURE = 80.0
"""The least likeness of a printed title to the standard's, 0 to 100."""

_NAMED = "表"
"""The word in a title; a title without it must be exactly that of the standard."""

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
    r"(?:部门名称|(?:部门|单位)编码及名称|编制单位|编制部门|填报单位|填报部门|公开部门|单位名称|部门|单位名)"
    r"[:：]\s*(?:[\[［【]\d{3,9}[\]］】]\s*)?(\S.*)"
)
_BESIDE = re.compile(r"\t|\s{2,}|金额|\u3000(?=.*[:：\d表])")
"""The end of a name: a gap, or one blank before a label, a date or the number of a table."""
_CODED = re.compile(r"^\s*(?:\[)?\d{3,9}(?:\])?[-\s]?(?!年|预算)([一-龥（][^:：表]{2,40})$")
_UNIT = re.compile(r"单\s*位\s*[:：]\s*(?:人民币)?(万元|元)")
_PRINTED_YEAR = re.compile(r"(20\d{2})\s*年")
_BUDGET_YEAR = re.compile(r"预算年度\s*[:：]?\s*(20\d{2})")


@dataclass(frozen=True, slots=True)
class Preface:
    """The facts stated by the lines above a table; empty where a fact is not stated."""

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
        self._unlike = {known.full: known.spec for known in self._known if _NAMED not in known.full}

    def best(self, text: str) -> tuple[TableSpec | None, float]:
        """Return the table with the title most like a line, and the likeness (0 to 100)."""
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
        """Tell if a line is surely the title of a table."""
        return self.best(text)[1] >= SURE

    def numbered(self, label: str) -> TableSpec | None:
        """Return the table with this printed number (预算公开表3), or ``None``."""
        printed_number = table_number(label)
        specs = [known.spec for known in self._known if known.spec.number == printed_number]
        return specs[0] if printed_number and specs else None


def _core(title: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    """Return a title in its compared form, and shorter forms with the worth of a match."""
    full = _YEAR.sub("", _CONTENTS.sub("", plain(title)))
    full = _LABEL_BEFORE.sub("", full) or full
    bare = _FILLERS.sub("", full)
    unbracketed = _BRACKETS.sub("", bare)
    return full, ((bare, 0.98), (unbracketed, 0.94))


def _alike(
    mine_forms: Iterable[tuple[str, float]], their_forms: Iterable[tuple[str, float]]
) -> float:
    best = 0.0
    for (form, worth), (other, _) in zip(mine_forms, their_forms, strict=True):
        same = likeness(form, other)
        if len(other) >= 5 and form.endswith(other):
            same = max(same, 97.0)  # the department's name before it
        best = max(best, same * worth)
    return best


def may_be_title(text: str) -> bool:
    """Tell if a line is short and names a table."""
    return (
        _NAMED in text and len(text) <= _LONGEST and not text.rstrip().endswith(("。", "；", "，"))
    )


def table_number(label: str) -> str:
    """Return the number in a printed label, in Arabic digits (表十一 is 11), or an empty text.

    A table may be a part of another, as in 表9-1.
    """
    match = _LABEL.match(plain(label))
    if match is None:
        return ""
    number, part = whole_number(match[1]), f"-{int(match[2])}" if match[2] else ""
    return f"{'' if number is None else number}{part}"


def is_label(text: str) -> bool:
    """Tell if a line is only a table's number."""
    return bool(_LABEL.fullmatch(plain(text)))


def is_note(text: str) -> bool:
    """Tell if a line is a note under a table."""
    return bool(re.match(r"\s*(?:备?注|说明)\s*[:：]", text))


def unit_of(text: str) -> str:
    """Return 万元 or 元 if a line states the unit of amounts, else an empty text."""
    match = _UNIT.search(text)
    return match[1] if match else ""


def states_unit(text: str) -> bool:
    """Tell if a cell states only the unit of amounts, or the department."""
    return bool(_UNIT.match(unmarked(text).removeprefix("金额"))) or bool(department_of(text))


def department_of(text: str) -> str:
    """Return the department that a line names, without its code and other words."""
    line = _UNIT.sub("", unmarked(text))
    match = _DEPARTMENT.search(line)
    if match is None:
        coded = _CODED.match(line)
        return coded[1].strip() if coded else ""
    name = _BESIDE.split(match[1], maxsplit=1)[0].strip()
    return re.sub(r"^\d{3,9}[-\s]*", "", name).strip()


def years_in(text: str) -> list[int]:
    """Return the budget years that a line names."""
    return [int(year) for year in (*_BUDGET_YEAR.findall(text), *_PRINTED_YEAR.findall(text))]


def preface(lines: Iterable[Line], titles: Titles) -> tuple[Preface, TableSpec | None, float]:
    """Return the facts above a table, the table of its title, and the likeness of the title."""
    known = Preface()
    spec: TableSpec | None = None
    best = 0.0
    used: list[Line] = []
    for line in reversed(tuple(lines)):
        for text in filter(str.strip, line.text.split("\t")):
            stated = _with_stated(text, known)
            candidate, score = (None, 0.0) if stated is not None else titles.best(text)
            if candidate is not None and score > best and score >= SURE * 0.75:
                spec, best = candidate, score
                stated = _with(known, title=unmarked(text), year=next(iter(years_in(text)), None))
                label = _LABEL_BEFORE.match(plain(text))
                if label and not stated.label:
                    stated = _with(stated, label=label[0])
            if stated is not None:
                known = stated
                if line not in used:
                    used.append(line)
        if known.title and known.label and known.title != known.label:
            break
    return _with(known, lines=tuple(reversed(used))), spec, best


def _with_stated(text: str, so_far: Preface) -> Preface | None:
    """Return the preface with the facts of one more line; ``None`` if it states none."""
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


def _with(base: Preface, **changed: object) -> Preface:
    values = {name: getattr(base, name) for name in Preface.__slots__}
    if changed.get("year") is None:
        changed.pop("year", None)
    return Preface(**{**values, **changed})
