"""Any legal ledger builds, and the finished package is read back and checks without an error."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.fuzzing import ending, fuzzed
from builders.random_budgets import budgets
from builders.small_budget import budget_file
from yugong.findings import Finding, Severity, has_errors
from yugong.intake.yaml_write import yaml_text
from yugong.jobs.build import build
from yugong.jobs.check import check
from yugong.jobs.compute import compute_budget
from yugong.writing.output_folder import MANIFEST


def with_last_year(value: dict[str, Any], file: Path, share: int) -> dict[str, Any]:
    """The ledger with last year's figures, ``share`` percent of this year's, and all reasons."""
    file.write_text(yaml_text(value), encoding="utf-8")
    prepared = compute_budget(file, draft=True)
    facts, standard = prepared.figures.facts, prepared.loaded.standard
    named = dict.fromkeys(comparison.fact for comparison in standard.comparisons)
    form = standard.overall.forms[standard.overall.default]
    previous = {fact: f"{facts[fact].value * share / 100:.2f}" for fact in (*named, *form.previous)}
    return {**value, "上年数": previous, "变动原因": dict.fromkeys(named, "业务工作安排有变化")}


def built_and_checked(folder: Path, value: dict[str, Any], share: int) -> list[Finding]:
    """Build the ledger and check both files of its package; the errors that are found."""
    file = folder / "budget.yaml"
    whole = with_last_year(value, file, share)
    file.write_text(yaml_text(whole), encoding="utf-8")
    built = build(file, folder / "out", layout=False)
    assert not has_errors(built.findings)
    manifest = json.loads((folder / "out" / MANIFEST).read_text(encoding="utf-8"))
    assert len(manifest["产出"]) == len(built.files) - 1
    documents = [path for path in built.files if path.suffix in (".docx", ".xlsx")]
    assert len(documents) == 2
    findings = [finding for path in documents for finding in check(path).findings]
    return [finding for finding in findings if finding.severity is Severity.ERROR]


shares = st.sampled_from((0, 100, 200))


@fuzzed(8)
@given(budgets(), shares)
def test_any_legal_ledger_builds_and_its_package_checks_without_an_error(
    value: dict[str, Any], share: int
) -> None:
    with TemporaryDirectory() as folder, ending():
        assert built_and_checked(Path(folder), value, share) == []


@fuzzed(8)
@given(budgets(ordinary=True), shares)
def test_the_package_of_an_ordinary_ledger_has_no_error(value: dict[str, Any], share: int) -> None:
    with TemporaryDirectory() as folder, ending():
        assert built_and_checked(Path(folder), value, share) == []


@pytest.mark.parametrize("name", ["甲/乙\\丙局", '甲<乙>:"丙"|?*局', "天" * 200 + "局"])
def test_whatever_a_department_is_called_its_files_have_names(tmp_path: Path, name: str) -> None:
    file = budget_file(tmp_path)
    text = file.read_text(encoding="utf-8").replace("名称: 某县档案馆\n", f"名称: '{name}'\n", 1)
    file.write_text(text, encoding="utf-8")
    built = build(file, tmp_path / "out", layout=False)

    assert not set('/\\<>:"|?*') & set("".join(path.name for path in built.files))
    assert {path.parent for path in built.files} == {tmp_path / "out"}
    assert all(len(path.name.encode()) < 200 for path in built.files)
