"""The places where the forms of a sample are deliberately not as published, each with its ground.

A place is listed in ``deviations.yaml`` as 绩效表.form.slot.name, or 绩效表.form for a whole form;
or form by form in ``SAMPLE-corrections-*.yaml``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from builders.places import GOLDEN
from readings.golden_record import deviations, golden

_WHOLE, _YEAR_HALF = "整表", "年度栏"
_MONEY = ("实施期资金", "年度资金")
_ATTRIBUTES = ("项目属性", "项目期")
_OF_AN_INDICATOR = ("一级", "二级", "三级", "指标值", "年度三级", "年度指标值", "整行")


@dataclass(frozen=True)
class ListedPlace:
    """A place that is not as published: the form, the indicator or field, and its correction."""

    form: str
    subject: str
    right: str
    ground: str

    def is_of(self, place: str) -> bool:
        """Return true if a missing fact is the one listed here, or one of those."""
        if not place.startswith(f"{self.form}.") or not self.subject:
            return place == self.form and not self.subject
        if self.subject == _YEAR_HALF:
            return place.endswith(".年度")
        steps = place.removeprefix(f"{self.form}.").removesuffix(".年度").split(".")
        names = {".".join(steps[start:]) for start in range(len(steps))} | {steps[0]}
        return self.subject in {plain(name) for name in names}


@dataclass(frozen=True)
class ListedForms:
    """All listed places of a sample's forms."""

    places: tuple[ListedPlace, ...]
    names: Mapping[str, str]
    """The right names of projects, by the place of the form that prints another."""

    @property
    def whole(self) -> set[str]:
        """The forms that are not reproduced at all."""
        return {listed.form for listed in self.places if not listed.subject}

    def unlisted(self, missing: Iterable[str]) -> set[str]:
        """Return the missing facts that are not listed."""
        return {
            place for place in missing if not any(listed.is_of(place) for listed in self.places)
        }

    def reproduced(self, missing: Iterable[str]) -> list[ListedPlace]:
        """Return the listed places where nothing is missing."""
        places = list(missing)
        return [listed for listed in self.places if not any(map(listed.is_of, places))]

    def right(self, form: str) -> set[str]:
        """Return the corrections of a form."""
        return {plain(listed.right) for listed in self.places if listed.form == form}


def plain(text: str) -> str:
    """A text without blanks, its wide characters narrow and its commas all the same."""
    narrow = unicodedata.normalize("NFKC", text).replace("、", ",")
    return "".join(narrow.split())


@cache
def listed_forms(sample: str) -> ListedForms:
    """Return the listed places of a sample that are about facts of its forms."""
    forms = {f"绩效表.{form['no']}" for form in golden(sample)["forms"]} | {"整体绩效"}
    places = [*_deviations(sample), *_corrections(sample)]
    names = {
        place.removesuffix(".项目名称"): entry["应为"]
        for place, entry in deviations(sample).items()
        if place.endswith(".项目名称")
    }
    names |= {
        f"绩效表.{entry['表']}": entry["这里"]
        for entry in _entries(sample)
        if entry["处"] == "项目名称"
    }
    return ListedForms(tuple(place for place in places if place.form in forms), names)


def _deviations(sample: str) -> Iterable[ListedPlace]:
    slots = {row[0] for form in golden(sample)["forms"] for row in form.get("indicators", ())}
    overall = golden(sample).get("overall_form") or {"fields": {}}
    for place, entry in deviations(sample).items():
        right, ground = entry["应为"], entry["依据"]
        match place.split("."):
            case ["绩效表", number] if number.isdigit():
                yield ListedPlace(place, "", right, ground)
            case ["绩效表", number, step, *more] if step in {*slots, *_MONEY, *_ATTRIBUTES}:
                name = ".".join(more).removesuffix(".年度") or step
                yield ListedPlace(f"绩效表.{number}", plain(name), right, ground)
            case ["整体绩效", step, *more] if step in {*slots, *overall["fields"]}:
                yield ListedPlace("整体绩效", plain(".".join(more) or step), right, ground)


def _corrections(sample: str) -> Iterable[ListedPlace]:
    read = {str(form["no"]): "indicators" in form for form in golden(sample)["forms"]}
    for entry in _entries(sample):
        form, (subject, _, aspect) = str(entry["表"]), entry["处"].rpartition(".")
        place = ListedPlace(f"绩效表.{form}", plain(subject), str(entry["这里"]), entry["依据"])
        if entry["处"] == _WHOLE:
            yield place
        elif entry["处"].startswith(_MONEY):
            money = next(name for name in _MONEY if entry["处"].startswith(name))
            yield replace(place, subject=money)
        elif not read.get(form):
            continue  # the indicators of this form could not be read without doubt
        elif entry["处"] == _YEAR_HALF:
            yield replace(place, subject=_YEAR_HALF)
        elif subject and subject != "文字" and aspect in _OF_AN_INDICATOR:
            yield place


@cache
def _entries(sample: str) -> tuple[dict[str, Any], ...]:
    """The entries of the files that list the corrections of a sample form by form."""
    files = sorted(GOLDEN.glob(f"{sample}-corrections-*.yaml"))
    texts = [path.read_text(encoding="utf-8") for path in files]
    return tuple(entry for text in texts for entry in YAML(typ="safe").load(text))
