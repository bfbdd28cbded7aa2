"""A build holds its own package to the rules: what it stops for, and what it only tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ODDITIES, prepared_sample
from small_budget import LEDGER, PROJECTS, budget_file
from yugong.build import build
from yugong.checking import check_built
from yugong.findings import FindingsError, Severity
from yugong.published.docx_reading import read_docx
from yugong.published.of_package import package_of
from yugong.published.raw import read_document
from yugong.published.recognise import recognise
from yugong.writing import docx

PLAN = "实施计划: 上半年招标，下半年扫描。"


def unfilled() -> str:
    """A project whose plan still has the date somebody was to fill in."""
    return PROJECTS.replace(PLAN, "实施计划: XX月XX日前招标，下半年扫描。")


def test_a_sound_budget_is_built_without_a_word_from_the_rules(tmp_path: Path) -> None:
    assert build(budget_file(tmp_path), tmp_path / "out", layout=False).findings == ()


def test_a_place_left_to_fill_in_stops_the_build_and_is_named_by_its_field(tmp_path: Path) -> None:
    path = budget_file(tmp_path, projects=unfilled())

    with pytest.raises(FindingsError) as raised:
        build(path, tmp_path / "out", layout=False)

    [finding] = raised.value.findings
    assert (finding.code, finding.severity) == ("W01", Severity.ERROR)
    assert finding.place.path == "项目“档案数字化”，实施计划"
    assert "XX月XX日" in finding.found
    assert not list((tmp_path / "out").glob("*"))


def test_in_a_draft_it_is_only_a_warning(tmp_path: Path) -> None:
    path = budget_file(tmp_path, projects=unfilled())

    built = build(path, tmp_path / "out", draft=True, layout=False)

    assert [(one.code, one.severity) for one in built.findings] == [("W01", Severity.WARNING)]


def test_what_the_ledger_itself_says_is_told_and_does_not_stop(tmp_path: Path) -> None:
    """Money that ought to be 基本支出 shows in the tables; whether it may is for people."""
    ledger = LEDGER.replace("项目: 档案数字化", "项目: 公用经费")
    projects = PROJECTS.replace("名称: 档案数字化", "名称: 公用经费")

    built = build(
        budget_file(tmp_path, ledger=ledger, projects=projects), tmp_path / "out", layout=False
    )

    assert {(one.code, one.severity) for one in built.findings} == {("X17", Severity.WARNING)}


def test_both_samples_are_built_without_an_error_by_their_own_rules(
    sample_name: str, tmp_path: Path
) -> None:
    prepared = prepared_sample(sample_name)
    word = tmp_path / "package.docx"
    docx.compile_template(prepared.loaded.word, "w").write(word, prepared.package)

    found = check_built(
        word, prepared.loaded.standard, prepared.figures, prepared.package, draft=False
    )

    assert {one.severity for one in found} <= {Severity.WARNING}
    assert {one.code for one in found} == ODDITIES[sample_name]


def test_the_text_a_build_holds_to_the_rules_is_that_of_the_file(
    sample_name: str, tmp_path: Path
) -> None:
    prepared = prepared_sample(sample_name)
    word = tmp_path / "package.docx"
    docx.compile_template(prepared.loaded.word, "w").write(word, prepared.package)

    own = package_of(
        prepared.loaded.standard,
        prepared.figures,
        prepared.package,
        read_docx(word.read_bytes(), word.name, tables=False),
    )
    raw, _ = read_document(word)
    assert raw is not None
    read = recognise(raw)

    # Lines above a table of the standard are its own, read with the table.
    above = {one.text for one in own.passages} - {one.text for one in read.passages}
    assert {one.text for one in read.passages} <= {one.text for one in own.passages}
    assert all("表" in text or "单位" in text for text in above)
    texts = {field.text for form in own.projects for field in form.fields.values()}
    for form in read.projects:
        assert {field.text for field in form.fields.values()} <= texts
    assert [form.name for form in own.projects] == [form.name for form in read.projects]
