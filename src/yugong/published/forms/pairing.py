"""Pairing of listed projects with performance forms, for the rules and for the import alike.

By name and amount, then by name, then by amount and a name alike, then by a name nearly the same
or cut short.  A comma, a bracket's width, a line break or a lost end do not part a pair.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from yugong.budget.money import USUAL_STEP, ZERO, rounded_to_print, to_wan
from yugong.published.model.package import PerformanceForm
from yugong.published.model.printed_text import plain
from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml


@dataclass(frozen=True, slots=True)
class Pairable:
    """A listed project, or a form, by what the two are paired by.

    ``wan`` is its money in 万元; ``None`` if it prints none.  ``step`` is that of the table's
    print, ``tolerance`` the 尾差 of a sum of several rows.
    """

    core: str
    wan: Decimal | None
    step: Decimal = USUAL_STEP
    tolerance: Decimal = ZERO


class Stage(NamedTuple):
    """The demands of a stage on a project and its form; ``by_name`` if one name alone must fit."""

    fits: Callable[[Pairable, Pairable], float]
    least: float
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class _Limits:
    """The content of ``pairing.yaml``."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    within: tuple[str, ...]
    alike_with_amount: float
    alike: float
    cut_from: int
    part_from: int


@lru_cache(maxsize=1)
def _limits() -> _Limits:
    text: dict[str, Any] = shipped_yaml("yugong.published.forms", "pairing.yaml")
    ignored, alike = text["名称不计"], text["相近"]
    return _Limits(
        tuple(ignored["前"]),
        tuple(ignored["后"]),
        tuple(ignored["中"]),
        float(alike["金额相同"]),
        float(alike["只看名称"]),
        int(text["截断至少"]),
        int(text["部分至少"]),
    )


@lru_cache(maxsize=2_048)
def core_name(name: str) -> str:
    """Return a project's name without what two spellings of it differ in."""
    limits = _limits()
    text = plain(name)
    for part in limits.within:
        text = text.replace(part, "")
    for part in limits.before:
        text = text.removeprefix(part)
    for part in limits.after:
        if len(text) - len(part) >= 2:
            text = text.removesuffix(part)
    return text


def year_total(form: PerformanceForm) -> Decimal | None:
    """Return the year's money of a form in 元; ``None`` if it prints none."""
    return form.year_funds.get("总额") or None


def of_form(form: PerformanceForm) -> Pairable:
    """Return a form by what it is paired by."""
    total = year_total(form)
    return Pairable(core_name(form.name), None if total is None else to_wan(total))


def is_same_amount(project: Pairable, form: Pairable) -> bool:
    """Return true if the table prints the form's 元 in its step, up to the 尾差 of a sum."""
    if form.wan is None or project.wan is None:
        return False
    return abs(rounded_to_print(form.wan, project.step) - project.wan) <= project.tolerance


def pair_in_stage(
    projects: dict[int, Pairable], forms: dict[int, Pairable], stage: Stage
) -> list[tuple[int, int]]:
    """Return the numbers of the pairs of a stage, best first; what is paired is taken off both."""
    named: dict[str, list[int]] = {}
    for number, form in forms.items():
        named.setdefault(form.core, []).append(number)
    scored = [
        (score, -project_number, -number)
        for project_number, project in projects.items()
        for number in (named.get(project.core, ()) if stage.by_name else forms)
        if (score := stage.fits(project, forms[number])) >= stage.least
    ]
    pairs = []
    for _, project_number, number in sorted(scored, reverse=True):
        if -project_number in projects and -number in forms:
            del projects[-project_number], forms[-number]
            pairs.append((-project_number, -number))
    return pairs


def _same_name(project: Pairable, form: Pairable) -> float:
    return 100.0 if project.core == form.core else 0.0


def _name_and_amount(project: Pairable, form: Pairable) -> float:
    return 100.0 if project.core == form.core and is_same_amount(project, form) else 0.0


def _alike(project: Pairable, form: Pairable) -> float:
    return float(fuzz.ratio(project.core, form.core))


def _alike_and_amount(project: Pairable, form: Pairable) -> float:
    if not is_same_amount(project, form):
        return 0.0
    name, other = project.core, form.core
    shorter = min(len(name), len(other))
    within = float(fuzz.partial_ratio(name, other)) if shorter >= _limits().part_from else 0.0
    return max(_alike(project, form), within)


def _cut_short(project: Pairable, form: Pairable) -> float:
    """Return 100 if one name is the beginning of the other and no amount speaks against it."""
    if project.wan is not None and form.wan is not None and not is_same_amount(project, form):
        return 0.0
    shorter, longer = sorted((project.core, form.core), key=len)
    return 100.0 if len(shorter) >= _limits().cut_from and longer.startswith(shorter) else 0.0


def stages() -> tuple[Stage, ...]:
    """Return the stages of pairing, the surest first."""
    return (
        Stage(_name_and_amount, 100.0, by_name=True),
        Stage(_same_name, 100.0, by_name=True),
        Stage(_alike_and_amount, _limits().alike_with_amount),
        Stage(_alike, _limits().alike),
        Stage(_cut_short, 100.0),
    )


def fuller_name(listed: str, form: str) -> str:
    """Return the name of a pair: as listed, or the form's if the listed name is its cut beginning.

    An ending that names are compared without, such as 项目, is no cut.
    """
    short, long = core_name(listed), core_name(form)
    is_cut = len(short) < len(long) and len(short) >= _limits().cut_from
    return form if is_cut and long.startswith(short) else listed
