"""The performance forms matched to the projects of the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.project_rows import as_one, project_rows, shared_projects
from yugong.audit.evidence.table_names import CARRIED_PROJECTS, PROJECTS
from yugong.budget.money import USUAL_STEP, ZERO, rounded_to_print, sum_tolerance, to_wan
from yugong.published.model.package import (
    PerformanceForm,
    PublishedPackage,
    ReadRow,
    once_per_package,
)
from yugong.published.model.printed_text import plain
from yugong.quick_dataclass import dataclass

_ALIKE_WITH_AMOUNT = 75.0
_ALIKE = 92.0


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """A project of the table and its form.

    ``row`` has the sum of ``addends`` rows where several units carry the project out.
    """

    row: ReadRow
    form: PerformanceForm
    addends: int = 1
    step: Decimal = USUAL_STEP

    @property
    def is_same_amount(self) -> bool:
        """Return True if the table prints the form's 元 in its step, up to the 尾差 of a sum."""
        row = _of_row(self.row, self.step, self.addends)
        return _is_same_amount(row, _of_form(self.form))


@dataclass(frozen=True, slots=True)
class Match:
    """The pairs, the projects that have no form, and the forms that are of no project."""

    pairs: tuple[ProjectForm, ...]
    rows: tuple[ReadRow, ...]
    forms: tuple[PerformanceForm, ...]


@dataclass(frozen=True, slots=True)
class _Project:
    """A project of the table, or its form, by what the two are matched by.

    ``wan`` is its money in 万元; ``None`` if it prints none.  ``step`` is that of the table's
    print, ``tolerance`` the 尾差 of a sum of several rows.
    """

    core: str
    wan: Decimal | None
    step: Decimal = USUAL_STEP
    tolerance: Decimal = ZERO


Fits = Callable[[_Project, _Project], float]


class _Stage(NamedTuple):
    """The demands of a stage on a project and its form; ``by_name`` if one name alone must fit."""

    fits: Fits
    least: float
    by_name: bool = False


@lru_cache(maxsize=2_048)
def core_name(name: str) -> str:
    """A project's name without what two spellings of it differ in."""
    criteria = form_criteria()
    text = plain(name)
    for part in criteria.within_name:
        text = text.replace(part, "")
    for part in criteria.before_name:
        text = text.removeprefix(part)
    for part in criteria.after_name:
        if len(text) - len(part) >= 2:
            text = text.removesuffix(part)
    return text


def year_total(form: PerformanceForm) -> Decimal | None:
    """Return the year's money of a form in 元; None if it prints none."""
    return form.year_funds.get("总额") or None


def _twin_key(form: PerformanceForm) -> tuple[str, Decimal | None]:
    """Return the key that a form shares with its repetition: name and money."""
    return core_name(form.name), year_total(form)


@once_per_package
def match_forms(package: PublishedPackage) -> Match:
    """Forms matched to the projects of this year, then to those of carried-over money.

    By name and amount, then by name, then by amount and a name alike, then by a name nearly the
    same.  A project of carried-over money needs no form.
    """
    rows, carried = project_rows(package), project_rows(package, CARRIED_PROJECTS)
    table = package.tables.get(PROJECTS) or package.tables.get(CARRIED_PROJECTS)
    step = USUAL_STEP if table is None else table.step
    return _match(rows, carried, package.projects, step)


def repeated_forms(
    package: PublishedPackage, forms: Sequence[PerformanceForm]
) -> Iterator[PerformanceForm]:
    """Yield the forms that repeat another form: same name, same money."""
    alike: dict[object, list[PerformanceForm]] = defaultdict(list)
    for form in package.projects:
        alike[_twin_key(form)].append(form)
    among = {id(form) for form in forms}
    for form in forms:
        twins = alike[_twin_key(form)]
        others = [twin for twin in twins if twin is not form]
        is_first = bool(twins) and twins[0] is form
        if others and (not is_first or not any(id(other) in among for other in others)):
            yield form


def _match(
    rows: Sequence[ReadRow],
    carried: Sequence[ReadRow],
    forms: Sequence[PerformanceForm],
    step: Decimal,
) -> Match:
    rows, addends = _of_several_units(rows, forms, step)
    left_rows = {
        number: _of_row(row, step, count)
        for number, (row, count) in enumerate(zip(rows, addends, strict=True))
    }
    left_forms = dict(enumerate(map(_of_form, forms)))
    pairs = [pair for stage in _STAGES for pair in _pair(left_rows, left_forms, stage)]
    paired = {_twin_key(forms[number]) for _, number in pairs}
    carried_rows = {number: _of_row(row, step) for number, row in enumerate(carried)}
    doubled: set[int] = set()
    for stage in _STAGES:
        _pair(carried_rows, left_forms, stage)
        # A form over again is no form of the carried-over money, unless it has its amount.
        for number in [
            form_number for form_number in left_forms if _twin_key(forms[form_number]) in paired
        ]:
            doubled.add(number)
            del left_forms[number]
    return Match(
        tuple(
            ProjectForm(rows[row_number], forms[number], addends[row_number], step)
            for row_number, number in sorted(pairs)
        ),
        tuple(rows[row_number] for row_number in left_rows),
        tuple(forms[number] for number in sorted({*left_forms, *doubled})),
    )


def _pair(
    rows: dict[int, _Project], forms: dict[int, _Project], stage: _Stage
) -> list[tuple[int, int]]:
    """The numbers of the best pairs first; what is paired is taken off both."""
    named: dict[str, list[int]] = {}
    for number, form in forms.items():
        named.setdefault(form.core, []).append(number)
    scored = [
        (score, -row_number, -number)
        for row_number, row in rows.items()
        for number in (named.get(row.core, ()) if stage.by_name else forms)
        if (score := stage.fits(row, forms[number])) >= stage.least
    ]
    pairs = []
    for _, row_number, number in sorted(scored, reverse=True):
        if -row_number in rows and -number in forms:
            del rows[-row_number], forms[-number]
            pairs.append((-row_number, -number))
    return pairs


def _of_several_units(
    rows: Sequence[ReadRow], forms: Sequence[PerformanceForm], step: Decimal
) -> tuple[list[ReadRow], list[int]]:
    """The rows, those of a project of several units as one, and how many rows each is.

    Where every unit has a form of its own, or the one form has the money of one unit only, the
    rows are projects each by itself.
    """
    together = list(rows)
    addends = {id(row): 1 for row in rows}
    for shared in shared_projects(rows):
        joined = as_one(shared)
        whole = _of_row(joined, step, len(shared))
        fitting = [form for form in map(_of_form, forms) if form.core == whole.core]
        apart = [_of_row(row, step) for row in shared]
        if len(fitting) == 1 and (
            _is_same_amount(whole, fitting[0])
            or not any(_is_same_amount(row, fitting[0]) for row in apart)
        ):
            position = next(index for index, row in enumerate(together) if row is shared[0])
            addends[id(joined)] = len(shared)
            together[position] = joined
            together = [row for row in together if not any(row is other for other in shared[1:])]
    return together, [addends[id(row)] for row in together]


def _of_row(row: ReadRow, step: Decimal, addends: int = 1) -> _Project:
    tolerance = sum_tolerance(addends, step)
    return _Project(core_name(row.label), row.amount("合计"), step, tolerance)


def _of_form(form: PerformanceForm) -> _Project:
    total = year_total(form)
    return _Project(core_name(form.name), None if total is None else to_wan(total))


def _is_same_amount(row: _Project, form: _Project) -> bool:
    if form.wan is None or row.wan is None:
        return False
    return abs(rounded_to_print(form.wan, row.step) - row.wan) <= row.tolerance


def _same_name(row: _Project, form: _Project) -> float:
    return 100.0 if row.core == form.core else 0.0


def _name_and_amount(row: _Project, form: _Project) -> float:
    return 100.0 if row.core == form.core and _is_same_amount(row, form) else 0.0


def _alike(row: _Project, form: _Project) -> float:
    return float(fuzz.ratio(row.core, form.core))


def _alike_and_amount(row: _Project, form: _Project) -> float:
    if not _is_same_amount(row, form):
        return 0.0
    name, other = row.core, form.core
    within = float(fuzz.partial_ratio(name, other)) if min(len(name), len(other)) >= 6 else 0.0
    return max(_alike(row, form), within)


_STAGES = (
    _Stage(_name_and_amount, 100.0, by_name=True),
    _Stage(_same_name, 100.0, by_name=True),
    _Stage(_alike_and_amount, _ALIKE_WITH_AMOUNT),
    _Stage(_alike, _ALIKE),
)
