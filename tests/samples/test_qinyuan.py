"""沁源 2023: what its publication took from elsewhere set right, and its form of 2023."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from builders.places import SAMPLES
from builders.samples import ODDITIES
from builders.small_budget import LEDGER, PREVIOUS, budget_file
from readings.golden_record import deviations, golden, right_rows
from readings.published_reading import recognised, written_word, written_workbook
from yugong.jobs.build import build
from yugong.jobs.check import check
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.jobs.ledger import import_ledger
from yugong.published.model.blocks import Grid, Line
from yugong.published.raw import read_document

_NAME = "qinyuan-2023"
_ODDITIES = sorted(Counter(ODDITIES[_NAME]).elements())
_EXPLAINED = ("X11",)
"""“三公” items that are not those of the projects of their names: the ledger explains them."""


def _rows(number: str) -> list[list[str]]:
    """The rows of a table whose printed cells are all right."""
    return [[cell or "" for cell in row] for row in golden(_NAME)["tables"][number]["rows"]]


def _listed(number: str) -> list[list[str]]:
    whole = deviations(_NAME)[f"表{number}.各行"]["应为"]
    return [line.split("|") for line in whole.split("\n")]


def _sum(texts: Sequence[str]) -> Decimal:
    return sum((Decimal(text.replace(",", "")) for text in texts if text), Decimal(0))


def test_expenditure_is_that_of_the_general_public_budget() -> None:
    """No fund, no carry-over: the table left empty is the one of 一般公共预算."""
    assert _listed("3") == _rows("5")


def test_income_is_what_is_spent() -> None:
    """The table of another department gives way to 合计 of the right one, all of one source."""
    assert _listed("2") == [[code, name, whole, whole] + [""] * 5 for code, name, whole, *_ in _rows("5")]  # fmt: skip


def test_fiscal_appropriation_is_all_income_and_all_expenditure() -> None:
    overview = _rows("1")
    for index, row in enumerate(right_rows(_NAME, "4", 7)):
        name, whole = row[2], row[3]
        printed = next((line[3] for line in overview if line[2] == name and name), "")
        assert (whole, row[4]) == (printed, printed), index
    assert right_rows(_NAME, "4", 7)[0][1] == overview[0][1]


def test_the_three_public_expenses_are_as_published_and_paid_by_the_projects(
    qinyuan: ComputedBudget,
) -> None:
    """The items are not the money of the projects of their names; together they are."""
    projects = {row[0]: row[1] for row in _rows("12")}
    three = {row[0]: row[1] for row in right_rows(_NAME, "10", 5)}
    accounts = {"公务接待费": "30217", "①公务用车购置费": "31013", "②公务用车运行维护费": "30231"}
    of_the_names = ("公务接待费", "公务用车更新购置费", "公务用车运行费")

    for name, account in accounts.items():
        rows = [
            line
            for line in qinyuan.intake.budget.ledger
            if line.department_code == account and line.project
        ]
        assert sum(line.amount for line in rows) == _sum([three[name]]) * 10000, name
    assert _sum([three[name] for name in accounts]) == _sum([three["合计"]])
    assert _sum([projects[name] for name in of_the_names]) == _sum([three["合计"]])
    assert not [place for place in deviations(_NAME) if place.startswith("表10.")]


def test_the_projects_sum_to_project_expenditure() -> None:
    assert _sum([row[1] for row in _rows("12")]) == _sum([_rows("5")[0][4]])
    assert right_rows(_NAME, "12", 7)[0][1] == _rows("5")[0][4]


def test_every_published_form_and_those_listed_as_absent_are_there(
    qinyuan: ComputedBudget,
) -> None:
    names = [form.get("项目名称") for form in qinyuan.package.context["项目绩效"]]
    published = {form["project_name"] for form in golden(_NAME)["forms"]}
    absent = {
        place.removeprefix("绩效表.缺.")
        for place in deviations(_NAME)
        if place.startswith("绩效表.缺.")
    }

    assert names == [row[0] for row in _rows("12") if row[0] in published | absent]
    assert len(names) == len(published) + len(absent)


def test_the_indicators_of_a_form_are_headed_as_in_2023(qinyuan: ComputedBudget) -> None:
    [form, *_] = qinyuan.package.context["项目绩效"]
    levels = list(dict.fromkeys(row.get("二级") for row in form.get("指标")))

    assert levels == [
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
        "经济效益指标",
        "社会效益指标",
        "生态效益指标",
        "可持续影响指标",
        "服务对象满意度指标",
    ]


def test_every_head_of_a_table_is_as_published(qinyuan: ComputedBudget, tmp_path: Path) -> None:
    document, _ = read_document(written_word(qinyuan, tmp_path))
    assert document is not None
    known = deviations(_NAME)
    titles = {table["title"]: number for number, table in golden(_NAME)["tables"].items()}
    current, seen = "", []
    for block in document.blocks:
        if isinstance(block, Line):
            current = titles.get("".join(block.text.split()), current)
        elif current and current not in seen and isinstance(block, Grid):
            seen.append(current)
            printed = golden(_NAME)["tables"][current]["header"]
            for index, row in enumerate(printed):
                heads = [
                    known.get(f"表{current}.表头.{index}.{column}", {}).get("应为", text)
                    for column, text in enumerate(row)
                    if text
                ]
                ours = [text for text in block.rows[index] if text]
                assert [head for head in heads if head not in ours] == [], (current, index)

    assert seen == [*golden(_NAME)["tables"]]


def test_a_build_warns_of_nothing_but_what_was_published_so(tmp_path: Path) -> None:
    built = build(SAMPLES / _NAME / "budget.yaml", tmp_path / "out", layout=False)

    # There is no catalogue of that year (R008), and the row that T06 is about is told twice (B012).
    codes = sorted(
        finding.code for finding in built.findings if finding.code not in ("R008", "B012")
    )
    assert codes == _ODDITIES


@pytest.mark.parametrize("written", [written_word, written_workbook])
def test_a_check_knows_the_standard_by_itself_and_finds_only_the_oddities(
    qinyuan: ComputedBudget, tmp_path: Path, written: object
) -> None:
    assert callable(written)
    checked = check(written(qinyuan, tmp_path))
    codes = sorted(finding.code for finding in checked.findings)

    assert checked.package.standard.name == "shanxi-2023"
    assert len(checked.package.tables) == 15
    assert codes == sorted([*_ODDITIES, *_EXPLAINED])


def test_numbers_are_grouped_in_tables_and_a_zero_has_its_decimals(
    qinyuan: ComputedBudget, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(written_workbook(qinyuan, tmp_path))
    whole = next(row[2] for row in book["表3"].iter_rows(min_row=4) if row[0].value == "合计")

    assert whole.number_format.startswith("#,##0.00")
    texts = [passage.text for passage in recognised(written_word(qinyuan, tmp_path)).passages]
    assert any("政府性基金预算拨款收入0.00万元，占0.00%" in text for text in texts)


def test_state_capital_is_both_separate_and_included(tmp_path: Path) -> None:
    """The separate tables of income and expenditure say what the one of both says."""
    ledger = (
        LEDGER
        + "- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2230105, 部门经济科目: 30227, "
        "资金来源: 国有资本经营预算, 金额: 50000.00}\n"
    )
    income = "收入:\n- {资金来源: 国有资本经营预算, 收入科目: 1030601, 金额: 50000.00}\n"
    reasons = (
        "变动原因: {收入.总计: 新增国有资本收益安排的支出, 支出.总计: 新增国有资本收益安排的支出}\n"
    )
    path = budget_file(tmp_path, ledger=ledger, previous=PREVIOUS, extra=income + reasons)
    prepared = compute_budget(path, standard="shanxi-2023", draft=True)
    tables = {table.name: table for table in prepared.package.tables}
    income_table, spent, both = (
        tables[f"国有资本经营预算{kind}表"] for kind in ("收入", "支出", "收支")
    )

    assert [row.cells["收入预算"].text for row in income_table.rows] == ["5.00"] * 4
    assert [row.cells["合计"].text for row in spent.rows] == ["5.00"] * 4
    assert [row.cells["收入预算"].text for row in both.rows] == ["5.00"] * 4
    assert [row.cells["合计"].text for row in both.rows] == ["5.00"] * 4
    assert [income_table.label, spent.label, both.label] == [
        "预算公开表9-1",
        "预算公开表9-2",
        "预算公开表9",
    ]
    package = recognised(written_word(prepared, tmp_path))
    assert package.tables["国有资本经营预算支出表"].label == "预算公开表9-2"


def test_the_worth_of_assets_comes_back_from_print(qinyuan: ComputedBudget, tmp_path: Path) -> None:
    """As far as it was printed: to a hundredth of a 万元."""
    out = tmp_path / "budget.yaml"
    import_ledger(written_word(qinyuan, tmp_path), out)
    assets = compute_budget(out, draft=True).intake.budget.assets

    assert (assets.building_value, assets.vehicle_value) == (Decimal(11720900), Decimal(21994100))
    assert assets.vehicles == qinyuan.intake.budget.assets.vehicles
