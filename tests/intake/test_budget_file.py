"""Faults of a ledger are reported at their lines, all at once, with the expected content."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.small_budget import LEDGER, budget_text, findings_of, read
from yugong.findings import Finding
from yugong.intake.budget_file import read_budget


def _said(finding: Finding) -> tuple[str, int | None, int | None]:
    return finding.code, finding.place.line, finding.place.column


def test_a_sound_ledger_has_no_findings(tmp_path: Path) -> None:
    intake, findings = read(tmp_path)

    assert findings == []
    assert intake is not None
    assert intake.budget.department.name == "某县档案馆"
    assert intake.budget.ledger[0].amount.as_tuple().exponent == -2


def test_an_unknown_code_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    [finding] = findings_of(
        tmp_path,
        ledger=LEDGER.replace("2012604, 部门经济科目: 30101", "2010330, 部门经济科目: 30101"),
    )

    assert finding.code == "B006"
    assert finding.actual == "2010330"
    assert finding.expected == "2010330 不在 2026 年科目中，是否为 2010303 机关服务？"
    assert finding.place.line == 12
    assert finding.place.path == "收支明细[1].功能科目"


def test_an_unknown_code_with_a_name_under_a_known_parent_is_accepted_with_a_warning(
    tmp_path: Path,
) -> None:
    line = "{支出类别: 人员经费, 功能科目: 2012688, 功能科目名称: 数字档案, 部门经济科目: 30101, 金额: 1}"
    intake, [finding] = read(tmp_path, ledger=LEDGER + f"- {line}\n")

    assert intake is not None
    assert (finding.code, finding.severity.value) == ("B007", "警告")
    assert intake.catalogue.function.name("2012688") == "数字档案"


def test_a_named_code_whose_parent_is_unknown_is_refused(tmp_path: Path) -> None:
    line = (
        "{支出类别: 人员经费, 功能科目: 2987701, 功能科目名称: 新事, 部门经济科目: 30101, 金额: 1}"
    )
    codes = [item.code for item in findings_of(tmp_path, ledger=LEDGER + f"- {line}\n")]

    assert codes == ["B006"]


def test_a_wrong_code_beside_a_right_name_is_answered_by_the_name(tmp_path: Path) -> None:
    line = "{支出类别: 人员经费, 功能科目: 2987701, 功能科目名称: 住房公积金, 部门经济科目: 30101, 金额: 1}"
    [finding] = findings_of(tmp_path, ledger=LEDGER + f"- {line}\n")

    assert finding.expected == "2987701 不在 2026 年科目中，是否为 2210201 住房公积金？"


def test_every_fault_of_a_file_is_reported_at_once(tmp_path: Path) -> None:
    ledger = """\
收支明细:
- {支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30101, 金额: 60万}
- {支出类别: 公用经贾, 功能科目: 2012604, 部门经济科目: 30201, 金额: 80000.00}
- {支出类别: 特定目标类项目, 功能科目: 2012604, 部门经济科目: 30227, 金额: 1.234, 备主: x}
"""
    reported = [
        (item.code, item.place.line, item.actual) for item in findings_of(tmp_path, ledger=ledger)
    ]

    assert reported == [
        ("B005", 12, "60万"),
        ("B004", 13, "公用经贾"),
        ("B005", 14, "1.234"),
        ("B001", 14, "备主"),
    ]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("部门经济科目: 30101, 金额: 600000.00, 资金来原: 其他收入}", "是否为“资金来源”？"),
        ("部门经济科目: 30101, 金额: 600000.00, 年分: 本年}", "是否为“年份”？"),
    ],
)
def test_a_misspelt_field_is_answered_with_the_right_one(
    tmp_path: Path, wrong: str, expected: str
) -> None:
    ledger = LEDGER.replace("部门经济科目: 30101, 金额: 600000.00}", wrong)
    [finding] = findings_of(tmp_path, ledger=ledger)

    assert finding.code == "B001"
    assert finding.expected == expected


@pytest.mark.parametrize(
    ("replaced", "code", "path"),
    [
        ({"head": "标准: shanxi-2025\n"}, "B002", "年度"),
        ({"head": "标准: shanxi-2025\n年度: 二〇二六\n"}, "B003", "年度"),
        ({"ledger": ""}, "B002", "收支明细"),
        ({"ledger": "收支明细: []\n"}, "B002", "收支明细"),
        ({"ledger": "收支明细: 无\n"}, "B003", "收支明细"),
        ({"assets": ""}, "B002", "国有资产"),
        ({"extra": "上年: {}\n"}, "B001", "上年"),
    ],
)
def test_a_missing_or_misplaced_part_is_named(
    tmp_path: Path, replaced: dict[str, str], code: str, path: str
) -> None:
    findings = findings_of(tmp_path, **replaced)

    assert [(finding.code, finding.place.path) for finding in findings] == [(code, path)]
    assert all(finding.remedy for finding in findings)


@pytest.mark.parametrize(
    ("row", "code", "path"),
    [
        (
            "{支出类别: 特定目标类项目, 功能科目: 2012604, 部门经济科目: 30227, 金额: 1}",
            "B010",
            "项目",
        ),
        (
            "{支出类别: 特定目标类项目, 项目: 档案数字, 功能科目: 2012604, 部门经济科目: 30227, 金额: 1}",
            "B010",
            "项目",
        ),
        (
            "{支出类别: 人员经费, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30101, 金额: 1}",
            "B010",
            "项目",
        ),
        (
            "{支出类别: 其他运转类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 1}",
            "B012",
            "项目",
        ),
        (
            "{支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 1}",
            "B012",
            "部门经济科目",
        ),
        ("{支出类别: 公用经费, 功能科目: 20126, 部门经济科目: 30201, 金额: 1}", "B008", "功能科目"),
        (
            "{支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 302, 金额: 1}",
            "B008",
            "部门经济科目",
        ),
        (
            "{支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 政府经济科目: 59988, 金额: 1}",
            "B006",
            "政府经济科目",
        ),
        (
            "{单位: 某县档案局, 支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 1}",
            "B016",
            "单位",
        ),
    ],
)
def test_a_row_that_does_not_fit_the_rest_is_found(
    tmp_path: Path, row: str, code: str, path: str
) -> None:
    findings = findings_of(tmp_path, ledger=LEDGER + f"- {row}\n")

    assert [(finding.code, finding.place.path) for finding in findings] == [
        (code, f"收支明细[4].{path}")
    ]
    assert findings[0].place.line == 15


def test_a_project_without_money_is_found(tmp_path: Path) -> None:
    without = "".join(LEDGER.splitlines(keepends=True)[:3])
    [finding] = findings_of(tmp_path, ledger=without)

    assert (finding.code, finding.actual, finding.place.path) == ("B010", "档案数字化", "项目[1]")


def test_two_projects_of_one_name_need_codes(tmp_path: Path) -> None:
    text = budget_text()
    start, end = text.index("- 名称: 档案数字化"), text.index("整体绩效:")
    text = text[:end] + text[start:end] + text[end:]
    path = tmp_path / "budget.yaml"
    path.write_text(text, encoding="utf-8")

    assert [finding.code for finding in read_budget(path)[1]] == ["B017", "B017"]


def test_a_fund_needs_income_that_equals_its_spending(tmp_path: Path) -> None:
    row = "- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2120803, 部门经济科目: 31006, 资金来源: 政府性基金预算, 金额: 500000}\n"
    [missing] = findings_of(tmp_path, ledger=LEDGER + row)
    income = "收入:\n- {资金来源: 政府性基金预算, 收入科目: 1030148, 金额: 400000}\n"
    [unequal] = findings_of(tmp_path, ledger=LEDGER + row, extra=income)
    equal = findings_of(tmp_path, ledger=LEDGER + row, extra=income.replace("400000", "500000"))

    assert (missing.code, unequal.code, equal) == ("B002", "B009", [])
    assert unequal.actual == "政府性基金预算本年收入合计 400000.00 元"
    assert unequal.expected == "政府性基金预算本年支出与年终结转合计 500000.00 元"


def test_project_funds_must_be_those_of_the_ledger(tmp_path: Path) -> None:
    text = budget_text().replace("  概况:", "  年度资金: {市县财政资金: 319999.99}\n  概况:")
    path = tmp_path / "budget.yaml"
    path.write_text(text, encoding="utf-8")
    [finding] = read_budget(path)[1]

    assert finding.code == "B009"
    assert finding.actual == "各项合计 319999.99 元"
    assert finding.expected == "收支明细中该项目合计 320000.00 元"


def test_amounts_that_look_like_wan_are_a_warning_with_the_evidence(tmp_path: Path) -> None:
    ledger = LEDGER.replace("600000.00", "60.00").replace("80000.00", "8.05")
    intake, [finding] = read(tmp_path, ledger=ledger.replace("320000.00", "32.15"))

    assert intake is not None
    assert (finding.code, finding.severity.value) == ("B022", "警告")
    assert "3 笔金额中 3 笔不到一万" in finding.actual


def test_last_years_parts_must_sum_to_their_whole(tmp_path: Path) -> None:
    previous = "上年数: {三公.公务用车购置费: 1, 三公.公务用车运行维护费: 2, 三公.公务用车购置及运行费: 4}\n"
    [finding] = findings_of(tmp_path, previous=previous)

    assert (finding.code, finding.place.path) == ("B009", "上年数.三公.公务用车购置及运行费")


def test_a_mobile_number_in_a_text_is_found_and_not_repeated(tmp_path: Path) -> None:
    # A made-up number of the right shape.
    number = "13" + "800001111"
    text = f"文字: {{政府购买服务: 无, 其他说明: 咨询请拨{number}}}\n"
    [finding] = findings_of(tmp_path, text=text)

    assert finding.code == "B020"
    assert number not in finding.message


def test_a_control_character_is_found_before_it_reaches_word(tmp_path: Path) -> None:
    text = '文字: {政府购买服务: "无\\x07", 其他说明: 无}\n'
    [finding] = findings_of(tmp_path, text=text)

    assert (finding.code, finding.place.path) == ("B019", "文字.政府购买服务")


@pytest.mark.parametrize(
    "heading", ["收入", "年终结转", "政府采购", "预算调整", "变动原因", "上年资料"]
)
def test_an_empty_heading_says_nothing(tmp_path: Path, heading: str) -> None:
    assert findings_of(tmp_path, extra=f"{heading}:\n") == []


@pytest.mark.parametrize(
    ("quantity", "price", "reported"),
    [
        ("3", "20000.00", []),
        ("3", "20000.01", ["B009 政府采购[1].金额"]),
        ("3.333", "18001.80", ["B003 政府采购[1].数量"]),
        ("3", "两万", ["B005 政府采购[1].单价"]),
    ],
    ids=["equal", "beyond", "a quantity that cannot be", "a price that cannot be read"],
)
def test_a_product_of_a_number_that_cannot_be_read_is_not_reported_too(
    tmp_path: Path, quantity: str, price: str, reported: list[str]
) -> None:
    row = f"{{类别: 货物, 名称: 扫描仪, 金额: 60000.00, 数量: {quantity}, 单价: {price}}}"
    findings = findings_of(tmp_path, extra=f"政府采购:\n- {row}\n")

    assert [f"{finding.code} {finding.place.path}" for finding in findings] == reported
