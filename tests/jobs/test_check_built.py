"""A build checks its package by the rules: some findings stop it, others are reported."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from builders.samples import ODDITIES, prepared_sample
from builders.small_budget import LEDGER, PREVIOUS, PROJECTS, TEXT, budget_file
from readings.published_reading import recognised
from yugong.audit.all_rules import all_rules
from yugong.audit.rule import audit
from yugong.findings import FindingsError, Place, Severity
from yugong.jobs.build import build
from yugong.jobs.check_built import check_built
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.published.model.package import FormIndicator, PublishedPackage
from yugong.published.of_package import package_of
from yugong.published.word.reading import read_docx
from yugong.writing import docx

PLAN = "实施计划: 上半年招标，下半年扫描。"


def unfilled() -> str:
    """A project whose plan still has the date somebody was to fill in."""
    return PROJECTS.replace(PLAN, "实施计划: XX月XX日前招标，下半年扫描。")


def test_a_sound_budget_is_built_without_a_word_from_the_rules(tmp_path: Path) -> None:
    assert build(budget_file(tmp_path), tmp_path / "out", layout=False).findings == ()


@pytest.mark.parametrize("project", ["档案数字化", "公务用车平台"])
def test_upkeep_of_vehicles_in_basic_and_project_expenditure_is_explained_by_the_ledger(
    project: str, tmp_path: Path
) -> None:
    """No table prints the 30231 of a project, so that a reader could not account for 三公."""
    more = (
        "- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30231, 金额: 20000.00}\n"
        f"- {{支出类别: 特定目标类项目, 项目: {project}, 功能科目: 2012604, "
        "部门经济科目: 30231, 金额: 30000.00}\n"
    )
    ledger = LEDGER.replace("档案数字化", project) + more
    projects = PROJECTS.replace("档案数字化", project)
    built = build(
        budget_file(tmp_path, ledger=ledger, projects=projects),
        tmp_path / "out",
        draft=True,
        layout=False,
    )

    assert "X11" not in {finding.code for finding in built.findings}


def test_a_place_left_to_fill_in_stops_the_build_and_is_named_by_its_field(tmp_path: Path) -> None:
    path = budget_file(tmp_path, projects=unfilled())

    with pytest.raises(FindingsError) as raised:
        build(path, tmp_path / "out", layout=False)

    [finding] = raised.value.findings
    assert (finding.code, finding.severity) == ("W01", Severity.ERROR)
    assert finding.place.path == "项目“档案数字化”，实施计划"
    assert "XX月XX日" in finding.actual
    assert not list((tmp_path / "out").glob("*"))


def test_in_a_draft_it_is_only_a_warning(tmp_path: Path) -> None:
    path = budget_file(tmp_path, projects=unfilled())

    built = build(path, tmp_path / "out", draft=True, layout=False)

    assert [(finding.code, finding.severity) for finding in built.findings] == [
        ("W01", Severity.WARNING)
    ]


def test_findings_of_the_ledger_are_reported_and_do_not_stop_the_check(tmp_path: Path) -> None:
    """Money that ought to be 基本支出 shows in the tables; whether it may is for people."""
    ledger = LEDGER.replace("项目: 档案数字化", "项目: 公用经费")
    projects = PROJECTS.replace("名称: 档案数字化", "名称: 公用经费")

    built = build(
        budget_file(tmp_path, ledger=ledger, projects=projects), tmp_path / "out", layout=False
    )

    assert {(finding.code, finding.severity) for finding in built.findings} == {
        ("X17", Severity.WARNING)
    }


def test_the_samples_show_only_what_their_departments_published(
    sample_name: str, tmp_path: Path
) -> None:
    prepared = prepared_sample(sample_name)
    word = tmp_path / "package.docx"
    docx.compile_template(prepared.loaded.word, "w").write(word, prepared.package)

    findings = check_built(
        word, prepared.loaded.standard, prepared.figures, prepared.package, draft=False
    )

    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert Counter(finding.code for finding in findings) == ODDITIES[sample_name]


def test_every_rule_that_can_be_executed_on_print_is_executed_on_what_was_built(
    sample_name: str, tmp_path: Path
) -> None:
    prepared = prepared_sample(sample_name)
    built, read = own_and_read(prepared, tmp_path)

    on_built = {
        outcome.rule.code for outcome in audit(built, all_rules()) if not outcome.not_executed
    }
    on_read = {
        outcome.rule.code for outcome in audit(read, all_rules()) if not outcome.not_executed
    }

    assert on_built == on_read
    assert len(on_built) > 70


def test_a_word_of_the_department_is_reported_with_its_field(tmp_path: Path) -> None:
    text = TEXT.replace("其他说明: 无", "其他说明: 本年没有座落在外地的房屋。")

    built = build(budget_file(tmp_path, text=text), tmp_path / "out", layout=False)

    [finding] = built.findings
    assert (finding.code, finding.actual, finding.expected) == ("W06", "座落", "坐落")
    assert re.fullmatch(r"文字的其他说明（Word 文本第 \d+ 段）", finding.place.path)


CONTRARY = """\
变动原因:
  收入.总计: 压减了一个项目。
  支出.总计: 新增档案数字化的经费。
  一般公共预算.支出: 新增档案数字化的经费。
"""
BEFORE = PREVIOUS.replace("1000000.00", "500000.00")


def test_a_reason_that_says_the_contrary_is_reported_once(tmp_path: Path) -> None:
    path = budget_file(tmp_path, previous=BEFORE, extra=CONTRARY)

    built = build(path, tmp_path / "out", layout=False)

    assert [finding.code for finding in built.findings] == ["B029"]


def test_the_same_reason_is_reported_by_the_rule_where_the_ledger_was_not_asked(
    tmp_path: Path,
) -> None:
    prepared = compute_budget(budget_file(tmp_path, previous=BEFORE, extra=CONTRARY))
    word = tmp_path / "package.docx"
    docx.compile_template(prepared.loaded.word, "w").write(word, prepared.package)

    [finding] = check_built(
        word, prepared.loaded.standard, prepared.figures, prepared.package, draft=False
    )

    assert (finding.code, finding.actual) == ("N15", "压减了一个项目")
    assert finding.place.path.startswith("变动原因，收入.总计（Word 文本第 ")


def own_and_read(
    prepared: ComputedBudget, folder: Path
) -> tuple[PublishedPackage, PublishedPackage]:
    """Return the package as a build knows it, and as read from the Word file."""
    word = folder / "package.docx"
    docx.compile_template(prepared.loaded.word, "w").write(word, prepared.package)
    lines = read_docx(word.read_bytes(), word.name, tables=False)
    built = package_of(prepared.loaded.standard, prepared.figures, prepared.package, lines)
    return built, recognised(word)


def without_place(indicator: FormIndicator) -> FormIndicator:
    return replace(indicator, place=Place())


def test_forms_and_stated_numbers_are_those_a_reader_of_the_file_finds(
    sample_name: str, tmp_path: Path
) -> None:
    built, read = own_and_read(prepared_sample(sample_name), tmp_path)

    assert built.statements == read.statements
    assert built.enumerations == read.enumerations
    for ours, theirs in zip(built.projects, read.projects, strict=True):
        assert (ours.name, ours.period_funds, ours.year_funds) == (
            theirs.name,
            theirs.period_funds,
            theirs.year_funds,
        )
        assert {name: field.text for name, field in ours.fields.items()} == {
            name: field.text for name, field in theirs.fields.items()
        }
        assert [*map(without_place, ours.indicators)] == [*map(without_place, theirs.indicators)]


def test_the_text_a_build_holds_to_the_rules_is_that_of_the_file(
    sample_name: str, tmp_path: Path
) -> None:
    built, read = own_and_read(prepared_sample(sample_name), tmp_path)

    # Lines above a table of the standard are its own, read with the table.
    above = {passage.text for passage in built.passages} - {
        passage.text for passage in read.passages
    }
    assert {passage.text for passage in read.passages} <= {
        passage.text for passage in built.passages
    }
    assert all("表" in text or "单位" in text for text in above)
    texts = {field.text for form in built.projects for field in form.fields.values()}
    for form in read.projects:
        assert {field.text for field in form.fields.values()} <= texts
    assert [form.name for form in built.projects] == [form.name for form in read.projects]
