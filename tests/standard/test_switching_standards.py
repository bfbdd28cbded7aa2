"""One ledger under every standard: nothing in it changes, only what is printed does."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from builders.places import MADE_UP_STANDARD, SAMPLES, TEMPLATES
from builders.samples import SAMPLE_NAMES
from builders.small_budget import HEAD, OVERALL, PROJECTS, TEXT, budget_file
from readings.command_run import run
from yugong.findings import Finding, FindingsError, Severity
from yugong.jobs.adjust import adjust_ledger
from yugong.jobs.build import build
from yugong.jobs.check import check
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.standard.library import shipped_names
from yugong.standard.table import Table
from yugong.writing.output_folder import MANIFEST

_LEDGERS = (*SAMPLE_NAMES, "yunze-2026", "small")
_MADE_UP = str(MADE_UP_STANDARD)
_TO_FILL_IN = {"B002", "B013", "B014"}
"""What a standard may demand beyond the ledger: a passage or field, a reason, last year's figure."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return budget_file(tmp_path_factory.mktemp("small"))


@cache
def _under(path: Path, standard: str | None) -> tuple[ComputedBudget | None, tuple[Finding, ...]]:
    try:
        prepared = compute_budget(path, standard=standard)
    except FindingsError as error:
        return None, tuple(error.findings)
    return prepared, prepared.findings


def _path(name: str, small: Path) -> Path:
    return small if name == "small" else SAMPLES / name / "budget.yaml"


def _amounts(table: Table) -> dict[tuple[str, str], Decimal]:
    return {
        (row.key, column): cell.amount
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.amount is not None
    }


def _years(prepared: ComputedBudget) -> dict[str, object]:
    """The year of the money each table is of: this year's, or with what was carried over."""
    return {table.name: table.selection.get("年份") for table in prepared.loaded.standard.tables}


@pytest.mark.parametrize("standard", shipped_names())
@pytest.mark.parametrize("ledger", _LEDGERS)
def test_a_ledger_is_printed_under_any_standard_or_a_finding_names_what_to_fill_in(
    ledger: str, standard: str, small: Path
) -> None:
    prepared, findings = _under(_path(ledger, small), standard)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]

    if prepared is None:
        assert errors
        assert {error.code for error in errors} <= _TO_FILL_IN
        assert all("填写" in error.expected for error in errors)
    else:
        assert prepared.loaded.standard.name == standard
        assert all(table.rows for table in prepared.package.tables)


def test_the_same_cell_has_the_same_amount_under_every_standard(small: Path) -> None:
    """Tables, rows and columns of the same name are the same thing.

    Whether a table takes in what was carried over is the standard's to say.
    """
    compared = 0
    for ledger in _LEDGERS:
        of_own_standard, _ = _under(_path(ledger, small), None)
        assert of_own_standard is not None
        home = {table.name: _amounts(table) for table in of_own_standard.package.tables}
        years = _years(of_own_standard)
        for standard in shipped_names():
            prepared, _ = _under(_path(ledger, small), standard)
            if prepared is None or standard == of_own_standard.loaded.standard.name:
                continue
            for table in prepared.package.tables:
                if table.name not in home or years[table.name] != _years(prepared)[table.name]:
                    continue
                known, there = home[table.name], _amounts(table)
                shared = known.keys() & there.keys()
                assert {index: there[index] for index in shared} == {
                    index: known[index] for index in shared
                }, (
                    standard,
                    table.name,
                )
                compared += len(shared)

    assert compared > 500


@pytest.mark.parametrize("standard", [*shipped_names(), _MADE_UP])
def test_a_full_ledger_is_built_unchanged_under_every_standard(
    standard: str, tmp_path: Path
) -> None:
    """Content that only another standard prints is at most a hint; the package passes its check."""
    built = build(SAMPLES / "yunze-2026" / "budget.yaml", tmp_path, standard=standard, layout=False)
    assert {finding.severity for finding in built.findings if finding.code == "B018"} == {
        Severity.INFO
    }
    assert not {finding.code for finding in built.findings} & _TO_FILL_IN

    documents = [path for path in built.files if path.suffix in (".docx", ".xlsx")]
    assert len(documents) == 2
    for path in documents:
        checked = check(path, standard=standard)
        assert checked.package.unread == ()
        assert checked.count(Severity.ERROR) == 0
        assert checked.package.tables["预算支出总表"].amount("合计", "合计") == Decimal("2135.00")


@pytest.mark.parametrize("standard", shipped_names())
def test_it_is_built_under_every_standard_after_its_adjustments_too(
    standard: str, tmp_path: Path
) -> None:
    folder = tmp_path / "yunze-2026"
    shutil.copytree(SAMPLES / "yunze-2026", folder)
    out = folder / "after.yaml"
    adjust_ledger(
        folder / "budget.yaml", [folder / f"adjustment-{number}.yaml" for number in (1, 2)], out
    )

    assert (
        not {finding.code for finding in compute_budget(out, standard=standard).findings}
        & _TO_FILL_IN
    )


def test_a_standard_of_another_year_is_used_with_a_warning(small: Path, tmp_path: Path) -> None:
    built = build(small, tmp_path / "out", standard="shanxi-2023", layout=False)
    [year] = [finding for finding in built.findings if finding.code == "S010"]

    assert (year.severity, year.actual, year.expected) == (Severity.WARNING, "2026", "2023")
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["标准"]["名称"] == "shanxi-2023"


def test_a_bureaus_own_file_may_be_chosen_too(small: Path, tmp_path: Path) -> None:

    shipped = TEMPLATES
    text = (shipped / "shanxi-2025.yaml").read_text(encoding="utf-8")
    text = text.replace("名称: shanxi-2025", "名称: 某市")
    local = tmp_path / "own.yaml"
    local.write_text(text.replace("word: docx", f"word: {shipped}/docx").replace(
        "excel: xlsx", f"excel: {shipped}/xlsx"), encoding="utf-8")  # fmt: skip

    assert compute_budget(small, standard=str(local)).loaded.standard.name == "某市"


def test_a_standard_that_does_not_exist_is_answered_with_the_nearest(small: Path) -> None:
    out = small.parent / "o"
    done = run("build", small, "-o", out, "--standard", "shanxi-2032", "--no-layout")

    assert done.returncode == 2
    assert "S001" in done.stderr
    assert "是否为“shanxi-20" in done.stderr
    assert "--standard" in done.stderr


def test_a_slot_is_the_same_with_or_without_its_last_word(tmp_path: Path) -> None:
    """A ledger says 经济效益 or 经济效益指标; a standard prints its own of the two."""
    longer = PROJECTS.replace("二级: 服务对象满意度,", "二级: 服务对象满意度指标,")
    assert longer != PROJECTS
    for projects in (PROJECTS, longer):
        path = budget_file(tmp_path, projects=projects)
        printed = {
            standard: [
                row.get("二级")
                for row in compute_budget(path, standard=standard)
                .package.context["项目绩效"][0]
                .get("指标")
                if row.get("三级") == "查档群众满意度"
            ]
            for standard in ("shanxi-2025", "shanxi-2023")
        }

        assert printed == {"shanxi-2025": ["服务对象满意度"], "shanxi-2023": ["服务对象满意度指标"]}


def test_what_only_other_standards_print_is_passed_over(tmp_path: Path) -> None:
    """A passage that another standard asks for is no mistake; a misspelt one still is."""
    text = TEXT + "  项目支出用途: 没有单独说明。\n  其他说名: 无\n"
    reported = {
        finding.actual: finding.severity
        for finding in compute_budget(budget_file(tmp_path, text=text)).findings
        if finding.code == "B018"
    }

    assert reported == {"项目支出用途": Severity.INFO, "其他说名": Severity.WARNING}


def test_a_form_of_another_standard_gives_way_to_the_default(tmp_path: Path) -> None:
    overall = OVERALL.replace("整体绩效:\n", "整体绩效:\n  表式: 文字\n")
    prepared = compute_budget(budget_file(tmp_path, overall=overall))

    assert prepared.package.context["整体"].get("表式") == "县区通用"
    assert [finding.actual for finding in prepared.findings if finding.code == "B018"] == ["文字"]


def test_a_form_no_standard_knows_is_an_error(tmp_path: Path) -> None:
    overall = OVERALL.replace("整体绩效:\n", "整体绩效:\n  表式: 通用县区\n")
    with pytest.raises(FindingsError) as error:
        compute_budget(budget_file(tmp_path, overall=overall))

    assert [(finding.code, finding.actual) for finding in error.value.findings] == [
        ("B004", "通用县区")
    ]


def test_only_a_standard_that_asks_for_the_overall_form_misses_it(tmp_path: Path) -> None:
    path = budget_file(tmp_path, head=HEAD, overall="")
    with pytest.raises(FindingsError) as error:
        compute_budget(path)

    assert [(finding.code, finding.expected) for finding in error.value.findings] == [
        ("B002", "填写“整体绩效”")
    ]
    assert compute_budget(path, standard="shanxi-2023").package.context["整体"].get("有") is False
