"""An imported package gives the same tables again; findings list what is unknown."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders.altered_package import package_of, with_cell
from builders.places import SAMPLES
from builders.printed_package import package_of_text
from builders.published_miniature import form, package
from builders.samples import prepared_sample
from builders.small_budget import PROJECTS, budget_file
from readings.published_reading import recognised, written_word, written_workbook
from yugong.findings import FindingsError, Severity
from yugong.intake.catalogue_source import catalogue_years
from yugong.intake.yaml_write import yaml_text
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.jobs.ledger import import_ledger
from yugong.reading.located_yaml import parse_yaml
from yugong.reconstruct.ledger_of_package import ledger_of_package
from yugong.reconstruct.text_value import assets_value, department_value

_ONLY_IN_TEXT = ("国有资产", "文字", "上年数", "变动原因")


def _texts(prepared: ComputedBudget) -> dict[str, list[list[str]]]:
    return {
        table.name: [[cell.text for cell in row.cells.values()] for row in table.rows]
        for table in prepared.package.tables
    }


def _value(path: Path) -> dict[str, Any]:
    located, findings = parse_yaml(path.read_bytes(), path.name)
    assert located is not None, findings
    value = located.value
    assert isinstance(value, dict)
    return value


def _completed(imported: Path, original: Path) -> Path:
    """The imported ledger with what a workbook does not print put in by hand."""
    value, given = _value(imported), _value(original)
    for name in ("公开日期", "职责"):
        value["部门"][name] = given["部门"][name]
    value |= {name: given[name] for name in _ONLY_IN_TEXT if name in given}
    imported.write_text(yaml_text(value), encoding="utf-8")
    return imported


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_sample_imported_from_its_own_package_builds_the_same_tables_again(
    sample: ComputedBudget, sample_name: str, kind: str, tmp_path: Path
) -> None:
    source = (written_word if kind == "docx" else written_workbook)(sample, tmp_path)
    out = tmp_path / "budget.yaml"
    findings = import_ledger(source, out).findings
    without_catalogue = sample.intake.budget.year not in catalogue_years()
    usual = {"R081", "R082", "R008"} if without_catalogue else {"R081", "R082"}
    assert {finding.code for finding in findings} <= usual
    if kind == "xlsx":
        _completed(out, SAMPLES / sample_name / "budget.yaml")
    again = compute_budget(out, draft=True)
    assert len(_texts(again)) == len(sample.loaded.standard.tables)
    assert _texts(again) == _texts(sample)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_small_budget_imported_from_its_own_package_builds_the_same_tables(
    kind: str, tmp_path: Path
) -> None:
    original = budget_file(tmp_path)
    first = compute_budget(original)
    source = (written_word if kind == "docx" else written_workbook)(first, tmp_path)
    out = tmp_path / "imported.yaml"
    import_ledger(source, out)
    if kind == "xlsx":
        _completed(out, original)
    assert _texts(compute_budget(out, draft=True)) == _texts(first)


def test_the_word_file_gives_back_what_a_department_wrote(tmp_path: Path) -> None:
    sample = prepared_sample("pinglu-2026")
    out = tmp_path / "budget.yaml"
    import_ledger(written_word(sample, tmp_path), out)
    given, budget = sample.intake.budget, compute_budget(out, draft=True).intake.budget
    assert budget.department.duties == given.department.duties
    assert budget.department.code == given.department.code
    assert budget.assets == given.assets
    assert budget.text == given.text
    assert budget.overall is not None
    assert given.overall is not None
    assert budget.overall.fields == given.overall.fields
    assert budget.overall.indicators == given.overall.indicators
    for ours, theirs in zip(budget.projects, given.projects, strict=True):
        assert ours.model_dump() == theirs.model_dump()


def test_an_assumption_is_in_the_note_of_its_row(tmp_path: Path) -> None:
    out = tmp_path / "imported.yaml"
    import_ledger(written_word(compute_budget(budget_file(tmp_path)), tmp_path), out)
    rows = _value(out)["收支明细"]
    assert [row.get("备注", "") for row in rows] == ["", "", "推定：支出类别、部门经济科目"]
    assert rows[2]["项目"] == "档案数字化"


def test_funds_of_a_form_are_known_to_the_cent(pinglu: ComputedBudget, tmp_path: Path) -> None:
    made, _ = ledger_of_package(recognised(written_word(pinglu, tmp_path)))
    assert made is not None
    name = "退役军人（工资及保险，直属机关事务服务中心）"
    assert made.figures[f"项目.{name}.本年"].value == Decimal("434708.52")


@pytest.mark.parametrize(
    ("table", "key", "column", "text"),
    [
        ("预算支出总表", "2010303", "项目支出", "2000.00"),
        ("三公经费表", "公务接待费", "一般公共预算", "357.00"),
    ],
)
def test_a_number_that_contradicts_the_others_is_named(
    pinglu: ComputedBudget, table: str, key: str, column: str, text: str
) -> None:
    made, findings = ledger_of_package(with_cell(package_of(pinglu), table, key, column, text))
    assert made is not None
    wrong = [finding for finding in findings if finding.code == "R080"]
    assert [finding.severity for finding in wrong] == [Severity.WARNING]
    assert table in wrong[0].actual
    assert text in wrong[0].actual


@pytest.mark.parametrize(("text", "contradictions"), [("1473.53", 0), ("1473.60", 1)])
def test_a_residue_of_rounding_contradicts_nothing(
    pinglu: ComputedBudget, text: str, contradictions: int
) -> None:
    """Printed are 1473.54 and seven parts of it: 0.01 can be rounding, 0.06 cannot."""
    printed = with_cell(package_of(pinglu), "基本支出经济科目表", "合计", "公用经费", text)
    _, findings = ledger_of_package(printed)
    assert [finding.code for finding in findings].count("R080") == contradictions


def test_a_package_without_tables_of_expenditure_gives_no_ledger(pinglu: ComputedBudget) -> None:
    bare = dataclasses.replace(package_of(pinglu), tables={})
    made, findings = ledger_of_package(bare)
    assert made is None
    assert [finding.code for finding in findings] == ["R083"]


@pytest.mark.parametrize(
    ("cover", "published"),
    [
        ("2026年3月2日", "2026-03-02"),
        ("2026年3月", "2026-03-01"),
        ("2026年13月", None),
        ("2026年2月30日", None),
    ],
)
def test_a_date_that_no_calendar_has_is_left_to_be_completed(
    cover: str, published: str | None
) -> None:
    assert department_value(package_of_text(cover), {}).get("公开日期") == published


def test_assets_are_as_of_a_day_that_a_calendar_has() -> None:
    package = package_of_text(
        "截至2025年2月31日，本部门有车辆。", "截至2025年12月31日，本部门有车辆。"
    )
    assert assets_value(package)["截至日期"] == "2025-12-31"


def test_text_that_is_no_package_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "letter.txt"
    source.write_text("今天天气很好。\n", encoding="utf-8")
    with pytest.raises(FindingsError) as raised:
        import_ledger(source, tmp_path / "budget.yaml")
    assert "R083" in [finding.code for finding in raised.value.findings]
    assert not (tmp_path / "budget.yaml").exists()


def test_the_same_package_gives_the_same_bytes(pinglu: ComputedBudget, tmp_path: Path) -> None:
    source = written_word(pinglu, tmp_path)
    import_ledger(source, tmp_path / "a.yaml")
    import_ledger(source, tmp_path / "b.yaml")
    assert (tmp_path / "a.yaml").read_bytes() == (tmp_path / "b.yaml").read_bytes()


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_package_with_lists_of_units_purchases_and_assets_gives_them_back(
    kind: str, tmp_path: Path
) -> None:
    """Only uses of vehicles, codes of projects and the budget code are not in print."""
    sample = prepared_sample("pingxiang-2023")
    source = (written_word if kind == "docx" else written_workbook)(sample, tmp_path)
    out = tmp_path / "budget.yaml"
    findings = import_ledger(source, out).findings
    value, given = _value(out), _value(SAMPLES / "pingxiang-2023" / "budget.yaml")

    assert {finding.code for finding in findings} == {"R008", "R081", "R082"}
    assert ("国有资产.车辆", "按用途分开填写") in [
        (finding.actual, finding.expected) for finding in findings
    ]
    assert value["部门"]["单位"] == given["部门"]["单位"]
    names = {project["编码"]: project["名称"] for project in given["项目"]}
    assert [
        purchase | {"项目": names[purchase["项目"]]} for purchase in given["政府采购"]
    ] == value["政府采购"]
    if kind == "docx":
        assert value["部门"]["职责"] == given["部门"]["职责"]
        assert value["整体绩效"] == given["整体绩效"]
    value["部门"]["代码"] = given["部门"]["代码"]
    if kind == "xlsx":  # the narrative is in the Word file alone
        value["部门"] |= {name: given["部门"][name] for name in ("公开日期", "职责")}
        value |= {name: given[name] for name in ("整体绩效", "文字", "上年数", "变动原因")}
        unprinted = (
            "截至日期",
            "车辆编制数",
            "五十万元以上设备",
            "百万元以上设备",
            "拟购置固定资产",
        )
        value["国有资产"] |= {name: given["国有资产"][name] for name in unprinted}
    out.write_text(yaml_text(value), encoding="utf-8")
    again = compute_budget(out, draft=True)

    assert len(_texts(again)) == 12
    assert _texts(again) == _texts(sample)


def test_purchases_of_several_units_and_kinds_of_money_come_back(tmp_path: Path) -> None:
    path = SAMPLES / "yunze-2026" / "budget.yaml"
    prepared = compute_budget(path, standard="hebei-2023")
    out = tmp_path / "budget.yaml"
    import_ledger(written_word(prepared, tmp_path), out)
    value, given = _value(out), _value(path)

    assert value["部门"]["单位"] == given["部门"]["单位"]
    by_unit = sorted(
        given["政府采购"], key=lambda purchase: purchase["单位"] != given["部门"]["单位"][0]["名称"]
    )
    assert value["政府采购"] == by_unit


def test_the_day_a_form_was_filed_is_imported(tmp_path: Path) -> None:
    projects = PROJECTS.replace("  项目期: 1年\n", "  项目期: 1年\n  填报日期: 2026-01-09\n")
    built = compute_budget(budget_file(tmp_path, projects=projects))
    out = tmp_path / "again.yaml"

    import_ledger(written_word(built, tmp_path), out)

    assert _value(out)["项目"][0]["填报日期"] == "2026-01-09"


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("甲山市县(区)级预算部门（单位）项目支出绩效目标表", "县级市"),
        ("甲山市市级预算部门（单位）项目支出绩效目标表", "市"),
    ],
)
def test_a_city_whose_forms_are_of_a_county_is_a_city_of_that_level(title: str, level: str) -> None:
    read = package(forms=[dataclasses.replace(form(), title=title)])
    city = dataclasses.replace(read, department="甲山市档案馆")

    assert department_value(city, {})["级次"] == level


def test_the_units_named_as_the_only_one_or_as_several_are_no_text_of_the_department(
    tmp_path: Path,
) -> None:
    built = compute_budget(budget_file(tmp_path))
    out = tmp_path / "again.yaml"

    import_ledger(written_word(built, tmp_path), out)

    assert not any("编制范围" in line for line in _value(out)["部门"].get("机构设置", ()))
