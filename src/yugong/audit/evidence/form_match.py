"""The performance forms matched to the projects of the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.evidence.project_rows import as_one, project_rows, shared_projects
from yugong.audit.evidence.table_names import CARRIED_PROJECTS, PROJECTS
from yugong.budget.money import USUAL_STEP, sum_tolerance
from yugong.published.forms.pairing import (
    Pairable,
    core_name,
    is_same_amount,
    of_form,
    pair_in_stage,
    stages,
    year_total,
)
from yugong.published.model.package import (
    PerformanceForm,
    PublishedPackage,
    ReadRow,
    once_per_package,
)
from yugong.quick_dataclass import dataclass


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
        return is_same_amount(row, of_form(self.form))


@dataclass(frozen=True, slots=True)
class Match:
    """The pairs, the projects that have no form, and the forms that are of no project."""

    pairs: tuple[ProjectForm, ...]
    rows: tuple[ReadRow, ...]
    forms: tuple[PerformanceForm, ...]


def _twin_key(form: PerformanceForm) -> tuple[str, Decimal | None]:
    """Return the key that a form shares with its repetition: name and money."""
    return core_name(form.name), year_total(form)


@once_per_package
def match_forms(package: PublishedPackage) -> Match:
    """Forms matched to the projects of this year, then to those of carried-over money.

    The pairing is that of the import.  A project of carried-over money needs no form.
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
    left_forms = dict(enumerate(map(of_form, forms)))
    pairs = [pair for stage in stages() for pair in pair_in_stage(left_rows, left_forms, stage)]
    paired = {_twin_key(forms[number]) for _, number in pairs}
    carried_rows = {number: _of_row(row, step) for number, row in enumerate(carried)}
    doubled: set[int] = set()
    for stage in stages():
        pair_in_stage(carried_rows, left_forms, stage)
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
        fitting = [form for form in map(of_form, forms) if form.core == whole.core]
        apart = [_of_row(row, step) for row in shared]
        if len(fitting) == 1 and (
            is_same_amount(whole, fitting[0])
            or not any(is_same_amount(row, fitting[0]) for row in apart)
        ):
            position = next(index for index, row in enumerate(together) if row is shared[0])
            addends[id(joined)] = len(shared)
            together[position] = joined
            together = [row for row in together if not any(row is other for other in shared[1:])]
    return together, [addends[id(row)] for row in together]


def _of_row(row: ReadRow, step: Decimal, addends: int = 1) -> Pairable:
    tolerance = sum_tolerance(addends, step)
    return Pairable(core_name(row.label), row.amount("合计"), step, tolerance)
