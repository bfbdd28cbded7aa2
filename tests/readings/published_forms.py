"""The facts of the published forms of a sample, held against the forms of its built package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from readings.golden_record import golden
from readings.listed_forms import listed_forms, plain
from yugong.published.model.package import FormIndicator, PerformanceForm, PublishedPackage

_FUNDS = {
    "total": "总额",
    "central": "中央财政资金",
    "province": "省级财政资金",
    "city_county": "市县（区）财政资金",
    "self_raised": "单位自筹",
    "other": "其他资金",
}
_ATTRIBUTES = {"project_kind": "项目属性", "project_period": "项目期"}
_INDICATOR, _AMOUNT, _ATTRIBUTE = "指标", "金额", "属性"

Triple = tuple[str, str, str]
_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Fact:
    """A published indicator, amount or attribute: its place, and whether the built form has it.

    An indicator is ``reproduced`` with its slot in both halves of the form, and ``printed`` with
    its name and value.
    """

    kind: str
    place: str
    reproduced: bool
    printed: bool

    @property
    def form(self) -> str:
        """The place of the form."""
        return ".".join(self.place.split(".")[: 1 if self.place.startswith("整体") else 2])


@dataclass(frozen=True)
class Comparison:
    """The facts of all published forms, and the built indicators that none of them is."""

    facts: tuple[Fact, ...]
    beyond: Mapping[str, tuple[Triple, ...]]
    """By the place of the form."""
    whole: frozenset[str]
    """The forms that are listed as a whole: of no project of the tables, or printed again."""

    def count(self, kind: str) -> tuple[int, int]:
        """Return how many facts of a kind are printed, and how many were published.

        Forms that are listed as a whole do not count.
        """
        of_kind = [fact for fact in self.facts if fact.kind == kind and fact.form not in self.whole]
        return sum(fact.printed for fact in of_kind), len(of_kind)

    @property
    def missing(self) -> set[str]:
        """The places of what is not reproduced."""
        return {fact.place for fact in self.facts if not fact.reproduced}


def compare_forms(sample: str, package: PublishedPackage) -> Comparison:
    """Return the published facts of a sample's forms, each held against the forms of a package.

    The facts of a form that the package does not have, or that is listed as a whole, are missing at
    the place of the form.
    """
    listed = listed_forms(sample)
    built = list(package.projects)
    facts: list[Fact] = []
    beyond: dict[str, tuple[Triple, ...]] = {}
    for form in golden(sample)["forms"]:
        place = f"绩效表.{form['no']}"
        name = plain(listed.names.get(place) or form["project_name"] or "")
        ours = _form_of(name, form, built)
        of_form = [*_attributes(form, ours, place), *_amounts(form, ours, place)]
        if "indicators" in form:
            indicators, others = _indicators(form["indicators"], ours, place)
            of_form += indicators
            if place not in listed.whole:
                beyond[place] = others
        if ours is None or place in listed.whole:
            of_form = [fact if fact.reproduced else replace(fact, place=place) for fact in of_form]
        elif ours in built:
            built.remove(ours)
        facts += of_form
    overall = golden(sample).get("overall_form")
    if overall:
        place = "整体绩效"
        for name, value in overall["fields"].items():
            same = _field(package.overall, name) == plain(value)
            facts.append(Fact(_ATTRIBUTE, f"{place}.{name}", same, same))
        indicators, beyond[place] = _indicators(overall["indicators"], package.overall, place)
        facts += indicators
    return Comparison(tuple(facts), beyond, frozenset(listed.whole))


def _form_of(
    name: str, form: Mapping[str, Any], built: Sequence[PerformanceForm]
) -> PerformanceForm | None:
    """Return the built form of a project; of projects of one name the one with the same money."""
    of_the_name = [each for each in built if plain(each.name) == name]
    total = form.get("funds_year", {}).get("total")
    amount = None if total is None else Decimal(total.replace(",", ""))
    same = [each for each in of_the_name if each.year_funds.get(_FUNDS["total"]) == amount]
    return next(iter(same or of_the_name), None)


def _field(form: PerformanceForm | None, name: str) -> str:
    field = form.fields.get(name) if form else None
    return plain(field.text) if field else ""


def _attributes(
    form: Mapping[str, Any], ours: PerformanceForm | None, place: str
) -> Iterator[Fact]:
    for key, name in _ATTRIBUTES.items():
        if key in form:
            same = ours is not None and _field(ours, name) == plain(form[key] or "")
            yield Fact(_ATTRIBUTE, f"{place}.{name}", same, same)


def _amounts(form: Mapping[str, Any], ours: PerformanceForm | None, place: str) -> Iterator[Fact]:
    for key, heading in (("funds_period", "实施期资金"), ("funds_year", "年度资金")):
        built: Mapping[str, Decimal] = {}
        if ours is not None:
            built = ours.period_funds if key == "funds_period" else ours.year_funds
        for level, printed in form.get(key, {}).items():
            amount = None if printed is None else Decimal(printed.replace(",", ""))
            same = ours is not None and built.get(_FUNDS[level]) == amount
            yield Fact(_AMOUNT, f"{place}.{heading}.{_FUNDS[level]}", same, same)


def _indicators(
    published: list[list[str]], ours: PerformanceForm | None, place: str
) -> tuple[list[Fact], tuple[Triple, ...]]:
    built = ours.indicators if ours else ()
    period = Counter(_triple(row.level2, row.level3, row.value) for row in built)
    of_two_halves = any(row.year_level2 for row in built)
    year = Counter(_year_triple(row) for row in built)
    named = Counter(_pair(row.level3, row.value) for row in built)
    facts = []
    for level2, name, value, *other in published:
        year_name, year_value = other or (name, value)
        same = _take(period, _triple(level2, name, value))
        same_year = not of_two_halves or _take(year, _triple(level2, year_name, year_value))
        steps = (place, level2, year_name, "年度") if same else (place, level2, name)
        printed = _take(named, _pair(name, value))
        facts.append(Fact(_INDICATOR, ".".join(filter(None, steps)), same and same_year, printed))
    return facts, tuple(period.elements())


def _triple(*texts: str) -> Triple:
    level2, name, value = map(plain, texts)
    return level2, name, value


def _year_triple(row: FormIndicator) -> Triple:
    return _triple(row.year_level2, row.year_level3, row.year_value)


def _pair(name: str, value: str) -> tuple[str, str]:
    """Return a name without stray marks at its ends, and the value."""
    return plain(name).strip(",:。"), plain(value)


def _take(among: Counter[_Key], key: _Key) -> bool:
    if not among[key]:
        return False
    among[key] -= 1
    return True
