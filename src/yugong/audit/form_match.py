"""Which performance form is of which project of the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from yugong.audit.form_words import form_words
from yugong.audit.project_rows import CARRIED_OVER, project_rows
from yugong.budget.money import shown_wan
from yugong.published.package import PerformanceForm, PublishedPackage, ReadRow
from yugong.published.printed_text import plain

_ALIKE_WITH_AMOUNT = 75.0
_ALIKE = 92.0

Fits = Callable[[ReadRow, PerformanceForm], float]


@dataclass(frozen=True, slots=True)
class Pair:
    """A project of the table and its form."""

    row: ReadRow
    form: PerformanceForm


@dataclass(frozen=True, slots=True)
class Match:
    """The pairs, the projects that have no form, and the forms that are of no project."""

    pairs: tuple[Pair, ...]
    rows: tuple[ReadRow, ...]
    forms: tuple[PerformanceForm, ...]


def core_name(name: str) -> str:
    """A project's name without what two spellings of it differ in."""
    words = form_words()
    text = plain(name)
    for part in words.within_name:
        text = text.replace(part, "")
    for part in words.before_name:
        text = text.removeprefix(part)
    for part in words.after_name:
        if len(text) - len(part) >= 2:
            text = text.removesuffix(part)
    return text


def year_total(form: PerformanceForm) -> Decimal | None:
    """The year's money of a form in 元; ``None`` where it prints none."""
    return form.year_funds.get("总额") or None


def is_twin(one: PerformanceForm, other: PerformanceForm) -> bool:
    """Whether two forms are of the same name and the same money."""
    return core_name(one.name) == core_name(other.name) and year_total(one) == year_total(other)


def match_forms(package: PublishedPackage) -> Match:
    """Forms matched to the projects of this year, then to those of carried-over money.

    By name and amount, then by name, then by amount and a name alike, then by a name nearly the
    same.  A project of carried-over money needs no form.
    """
    return _match(project_rows(package), project_rows(package, CARRIED_OVER), package.projects)


def _match(
    rows: Sequence[ReadRow], carried: Sequence[ReadRow], forms: Sequence[PerformanceForm]
) -> Match:
    left_rows, left_forms = list(rows), list(forms)
    pairs: list[Pair] = []
    doubled: list[PerformanceForm] = []
    for fits, least in _STEPS:
        pairs += _pair(left_rows, left_forms, fits, least)
    carried_rows, others = list(carried), left_forms
    for fits, least in _STEPS:
        _pair(carried_rows, others, fits, least)
        # A form over again is no form of the carried-over money, unless it has its amount.
        again = [one for one in others if any(is_twin(one, pair.form) for pair in pairs)]
        others = [one for one in others if not any(one is each for each in again)]
        doubled += again
    left_forms = [one for one in forms if any(one is each for each in (*others, *doubled))]
    order = {id(row): at for at, row in enumerate(rows)}
    pairs.sort(key=lambda pair: order[id(pair.row)])
    return Match(tuple(pairs), tuple(left_rows), tuple(left_forms))


def _pair(
    rows: list[ReadRow], forms: list[PerformanceForm], fits: Fits, least: float
) -> list[Pair]:
    """The best pairs first; what is paired is taken off both lists."""
    scored = [
        (score, -at, -number, row, form)
        for at, row in enumerate(rows)
        for number, form in enumerate(forms)
        if (score := fits(row, form)) >= least
    ]
    scored.sort(key=lambda one: one[:3], reverse=True)
    pairs: list[Pair] = []
    for _, _, _, row, form in scored:
        if any(row is one for one in rows) and any(form is one for one in forms):
            rows[:] = [one for one in rows if one is not row]
            forms[:] = [one for one in forms if one is not form]
            pairs.append(Pair(row, form))
    return pairs


def same_amount(row: ReadRow, form: PerformanceForm) -> bool:
    """Whether a form's 元 are shown as the table's 万元."""
    total = year_total(form)
    return total is not None and shown_wan(total) == row.amount("合计")


def _same_name(row: ReadRow, form: PerformanceForm) -> float:
    return 100.0 if core_name(row.label) == core_name(form.name) else 0.0


def _name_and_amount(row: ReadRow, form: PerformanceForm) -> float:
    return _same_name(row, form) if same_amount(row, form) else 0.0


def _alike(row: ReadRow, form: PerformanceForm) -> float:
    return float(fuzz.ratio(core_name(row.label), core_name(form.name)))


def _alike_and_amount(row: ReadRow, form: PerformanceForm) -> float:
    if not same_amount(row, form):
        return 0.0
    one, other = core_name(row.label), core_name(form.name)
    within = float(fuzz.partial_ratio(one, other)) if min(len(one), len(other)) >= 6 else 0.0
    return max(_alike(row, form), within)


_STEPS: tuple[tuple[Fits, float], ...] = (
    (_name_and_amount, 100.0),
    (_same_name, 100.0),
    (_alike_and_amount, _ALIKE_WITH_AMOUNT),
    (_alike, _ALIKE),
)
