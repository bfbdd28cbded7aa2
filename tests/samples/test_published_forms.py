"""The forms of the built samples are those published, but for what is listed with its ground."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from builders.places import SAMPLES
from builders.samples import prepared_sample
from readings.golden_record import deviations, golden
from readings.listed_forms import listed_forms
from readings.published_forms import Comparison, compare_forms
from readings.published_reading import recognised, written_word, written_workbook
from yugong.published.model.package import PublishedPackage

_SAMPLES = ("pinglu-2026", "qinyuan-2023", "pingxiang-2023", "xiaoyi-2025")
_FILES = {"word": written_word, "workbook": written_workbook}
_LEAST = 95
"""Per cent of the published indicators, read without doubt, that a sample must reproduce."""

_SHORT = {"主管部门及代码", "实施单位", "项目名称", "项目属性", "项目期"}
"""The fields of a form that are no sentences of its own."""


_DOCUMENT = re.compile(r"《[^《》]+》|[^，]{1,12}\d+号(?:文件)?")


@cache
def _package(name: str, file: str) -> PublishedPackage:
    with TemporaryDirectory() as folder:
        return recognised(_FILES[file](prepared_sample(name), Path(folder)))


@cache
def _compared(name: str, file: str) -> Comparison:
    return compare_forms(name, _package(name, file))


@pytest.mark.parametrize("file", _FILES)
@pytest.mark.parametrize("name", _SAMPLES)
def test_nearly_every_published_indicator_stands_in_a_built_form(name: str, file: str) -> None:
    """With its name and its value."""
    printed, published = _compared(name, file).count("指标")

    assert published > 130
    assert printed * 100 >= published * _LEAST, (printed, published)


@pytest.mark.parametrize("file", _FILES)
@pytest.mark.parametrize("name", _SAMPLES)
def test_what_a_built_form_does_not_have_is_listed_and_nothing_else(name: str, file: str) -> None:
    """Indicators with their slots and years, amounts by level and period, 项目属性, 项目期, counts."""
    missing, listed = _compared(name, file).missing, listed_forms(name)

    assert listed.unlisted(missing) == set()
    assert listed.reproduced(missing) == []
    assert all(place.ground for place in listed.places)


def test_a_place_not_listed_and_a_listed_place_that_is_reproduced_are_told() -> None:
    listed, missing = listed_forms("pinglu-2026"), _compared("pinglu-2026", "word").missing
    unlisted = "绩效表.15.数量指标.经费项目"
    corrected = "绩效表.15.成本指标.经费"

    assert listed.unlisted(missing | {unlisted}) == {unlisted}
    assert [place.form for place in listed.reproduced(missing - {corrected})] == ["绩效表.15"]


@pytest.mark.parametrize("file", _FILES)
@pytest.mark.parametrize("name", _SAMPLES)
def test_a_built_form_has_no_indicator_beyond_those_published(name: str, file: str) -> None:
    """Only the corrections of listed indicators were not printed."""
    compared = _compared(name, file)
    for form, beyond in compared.beyond.items():
        missing = [place for place in compared.missing if place.startswith(f"{form}.")]
        assert len(beyond) <= len(missing), (form, beyond)
        for triple in beyond:
            assert set(triple) & listed_forms(name).right(form), (form, triple)


@pytest.mark.parametrize("name", _SAMPLES)
def test_there_are_as_many_forms_as_published_or_as_listed(name: str) -> None:
    published = len(golden(name)["forms"])
    listed = deviations(name).get("绩效表.张数")
    if listed:
        assert listed["刊印"] == str(published)

    assert len(_package(name, "word").projects) == int(listed["应为"] if listed else published)


@pytest.mark.parametrize("name", _SAMPLES)
def test_no_sentence_stands_in_two_forms(name: str) -> None:
    """Each project is written about by itself; the goals of the year may be those of the period.

    The bare name or number of a document, the ground of many projects, is no sentence.
    """
    seen: Counter[str] = Counter()
    for form in _package(name, "word").projects:
        texts = [field.text for key, field in form.fields.items() if key not in _SHORT]
        texts += [row.description for row in form.indicators]
        seen.update({part for text in texts for part in _sentences(text)})

    assert len(seen) > 100
    assert [sentence for sentence, times in seen.items() if times > 1] == []


def _sentences(text: str) -> set[str]:
    parts = (part.strip() for part in re.split(r"[。；\n]|(?<!\d)\d{1,2}．", text))
    return {part for part in parts if len(part) > 5 and not _DOCUMENT.fullmatch(part)}


@pytest.mark.parametrize("name", _SAMPLES)
def test_the_readme_counts_what_is_reproduced(name: str) -> None:
    text = (SAMPLES / name / "README.md").read_text(encoding="utf-8")

    for kind in ("指标", "金额", "属性"):
        printed, published = _compared(name, "word").count(kind)
        if published:
            assert f"| {kind} | {published} | {printed} |" in text, (kind, published, printed)
