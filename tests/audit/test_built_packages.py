"""The rules on texts and forms against packages of our own, read back as a stranger's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from builders.entered_rules import rules_of
from builders.published_miniature import errors_of
from builders.samples import SAMPLE_NAMES, prepared_sample
from builders.small_budget import budget_file
from readings.published_reading import recognised, written_word
from yugong.audit.evidence.fact_cells import FactCell, fact_cells, readings
from yugong.audit.rule import audit
from yugong.findings import Severity
from yugong.jobs.compute import compute_budget
from yugong.published.model.package import Aspect, PublishedPackage
from yugong.standard.schema import RowSpec

_OURS = rules_of("NP")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PublishedPackage]:
    return {
        name: recognised(written_word(prepared_sample(name), tmp_path_factory.mktemp(name)))
        for name in SAMPLE_NAMES
    }


def _findings(package: PublishedPackage, severity: Severity) -> Iterator[str]:
    for outcome in audit(package, _OURS):
        assert not outcome.not_executed, outcome.rule.code
        for finding in outcome.findings:
            if finding.severity is severity:
                yield finding.code


def test_a_small_package_of_our_own_is_without_fault(tmp_path: Path) -> None:
    package = recognised(written_word(compute_budget(budget_file(tmp_path)), tmp_path))

    assert list(_findings(package, Severity.ERROR)) == []
    assert list(_findings(package, Severity.WARNING)) == []


def test_the_samples_show_only_what_their_departments_published(
    packages: dict[str, PublishedPackage],
) -> None:
    """Nothing procured beside what is bought (N09), one-off projects of more than a year (P04)."""
    errors = {name: set(_findings(package, Severity.ERROR)) for name, package in packages.items()}

    assert errors == {
        "pinglu-2026": {"N09", "P04"},
        "xiaoyi-2025": {"P04"},
        "qinyuan-2023": {"N09"},
    }


def test_every_stated_amount_is_held_against_its_cell(
    packages: dict[str, PublishedPackage],
) -> None:
    package = packages["pinglu-2026"]
    tried = 0
    for index, stated in enumerate(package.statements):
        if stated.aspect is not Aspect.VALUE or not readings(package, stated.subject):
            continue
        if not stated.value:
            continue
        wrong = replace(stated, value=stated.value + Decimal("0.01"))
        statements = (*package.statements[:index], wrong, *package.statements[index + 1 :])

        assert errors_of("N01", replace(package, statements=statements)), stated.sentence
        tried += 1
    assert tried > 25


def test_every_fact_of_the_map_is_a_cell_of_the_tables(
    packages: dict[str, PublishedPackage],
) -> None:
    package = packages["xiaoyi-2025"]
    unread = {
        subject
        for subject, places in fact_cells().cells.items()
        for cells in places
        if all(
            cell.table in package.tables and not package.tables[cell.table].declares_empty
            for cell in cells
        )
        and all(_prints(package, cell) for cell in cells)
        and not readings(package, subject)
    }

    assert unread == set()


def _prints(package: PublishedPackage, cell: FactCell) -> bool:
    """True if the standard's table has the row; the map names those of every standard."""
    blocks = package.tables[cell.table].spec.blocks
    rows = [row for block in blocks for row in block.rows if isinstance(row, RowSpec)]
    return any(row.expand or cell.row in (row.key, row.title) for row in rows)


def test_every_missing_form_and_every_wrong_amount_is_found(
    packages: dict[str, PublishedPackage],
) -> None:
    package = packages["pinglu-2026"]
    assert errors_of("P01", package) == errors_of("P02", package) == []
    for index, form in enumerate(package.projects):
        others = (*package.projects[:index], *package.projects[index + 1 :])
        total = form.year_funds["总额"] + 100
        off = replace(form, year_funds={**form.year_funds, "总额": total})

        missing = errors_of("P01", replace(package, projects=others))
        (wrong,) = errors_of("P02", replace(package, projects=(*others, off)))

        assert any(form.name in finding.actual for finding in missing)
        assert form.name in wrong.actual
