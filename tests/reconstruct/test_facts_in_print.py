"""Last year's figures taken from what was published: as printed, and only what is printed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from builders.small_budget import budget_text
from builders.two_years import WHY_OF_2025
from readings.published_reading import recognised, written_word, written_workbook
from yugong.budget.money import YUAN_PER_WAN, shown_wan
from yugong.findings import FindingsError
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.reconstruct.facts_in_print import facts_in_print
from yugong.reconstruct.ledger_of_package import ledger_of_package

LAST = """\
收支明细:
- {支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30101, 金额: 550049.00}
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30217, 金额: 30000.00}
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 320000.00}
"""


def _published(folder: Path, kind: str, *, year: int = 2025) -> Path:
    path = folder / "last.yaml"
    head = f"标准: shanxi-2025\n年度: {year}\n"
    path.write_text(budget_text(head=head, ledger=LAST, extra=WHY_OF_2025), encoding="utf-8")
    return (written_word if kind == "docx" else written_workbook)(compute_budget(path), folder)


def _this_year(folder: Path, source: Path) -> ComputedBudget:
    path = folder / "budget.yaml"
    extra = f"上年资料: {{文件: {source.name}}}\n" + WHY_OF_2025
    path.write_text(budget_text(previous="", extra=extra), encoding="utf-8")
    return compute_budget(path)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_published_file_gives_last_years_figures_as_it_prints_them(
    kind: str, tmp_path: Path
) -> None:
    figures = _this_year(tmp_path, _published(tmp_path, kind)).figures
    assert figures["支出.总计"].previous == Decimal("900000.00")  # 900049 元 in print: 90.00
    assert figures["一般公共预算.人员经费"].previous == Decimal("550000.00")
    assert figures["三公.公务接待费"].previous == Decimal("30000.00")
    assert figures["一般公共预算功能.201.项目支出"].previous == Decimal("320000.00")


def test_what_nobody_published_stays_unknown(tmp_path: Path) -> None:
    figures = _this_year(tmp_path, _published(tmp_path, "docx")).figures
    assert figures["支出.特定目标类项目"].previous is None


def test_every_fact_in_print_is_what_the_package_was_built_from(
    sample: ComputedBudget, tmp_path: Path
) -> None:
    made, _ = ledger_of_package(recognised(written_word(sample, tmp_path)))
    assert made is not None
    known = {
        fact: amount
        for fact, amount in facts_in_print(made).items()
        if not fact.startswith("项目.")
    }
    assert len(known) > 100
    for fact, amount in known.items():
        assert amount == shown_wan(sample.figures[fact].value) * YUAN_PER_WAN, fact


def test_a_package_of_another_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as refused:
        _this_year(tmp_path, _published(tmp_path, "docx", year=2026))
    assert "B024" in [finding.code for finding in refused.value.findings]


def test_a_package_whose_tables_cannot_be_read_is_refused_with_the_reason(tmp_path: Path) -> None:
    source = _published(tmp_path, "docx")
    with ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(source, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(b"2025", b""))

    with pytest.raises(FindingsError) as refused:
        _this_year(tmp_path, source)

    [unusable] = [finding for finding in refused.value.findings if finding.code == "B023"]
    assert unusable.actual == "package.docx：1 处错误，第一处：公开材料不能还原为预算文件"
