"""Rules X10 to X12 and X15 to X17: where amounts come from, and whether accounts fit them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders.agency_departments import AGENCY
from builders.altered_package import (
    LEDGER,
    computed,
    errors,
    findings,
    only,
    outcomes,
    package_of,
    passage,
    stated,
    the_one,
    warnings,
    with_cell,
    with_projects,
    with_table,
    without_rows,
)
from builders.published_miniature import says
from yugong.findings import Place, Severity
from yugong.jobs.compute import ComputedBudget
from yugong.published.model.package import PublishedPackage, ReadCell, ReadRow, ReadTable
from yugong.standard.schema import BlockSpec, ColumnSpec, RowSpec, TableSpec

GENERAL, BASIC, EXPENDITURE = "一般公共预算支出预算表", "基本支出经济科目表", "预算支出总表"
THREE, OPERATING, PROJECTS = "三公经费表", "机关运行经费表", "项目支出本年表"


@pytest.mark.parametrize(
    ("item", "more", "codes"),
    [("30113", "200", []), ("30113", "300", ["X10"]), ("30108", "10000", ["X10"])],
)
def test_a_contribution_is_the_same_by_function_and_by_item(
    item: str, more: str, codes: list[str]
) -> None:
    # The item is also paid out of another function account, so by items there is more of it.
    row = f"- {{支出类别: 人员经费, 功能科目: 2012601, 部门经济科目: {item}, 金额: {more}}}\n"

    assert errors(computed(LEDGER + row)) == codes


def test_a_contribution_mistyped_in_one_table_is_reported_once() -> None:
    package = with_cell(computed(), BASIC, "30113/50501", "合计", "19.00")

    assert errors(package) == ["T06"]


def test_retirement_pay_without_its_function_account_is_warned_of() -> None:
    ledger = LEDGER + (
        "- {支出类别: 人员经费, 功能科目: 2012601, 部门经济科目: 30302, 金额: 50000.00}\n"
    )

    finding = the_one(computed(ledger), "X10")

    assert finding.severity is Severity.WARNING
    assert finding.actual.startswith("离退休费")
    assert finding.difference == "-5.00"


def test_items_that_stop_at_the_class_decide_nothing() -> None:
    package = only(computed(), GENERAL, BASIC)
    lowest = [row.key for row in package.tables[BASIC].blocks[0] if "/" in row.key]

    assert outcomes(without_rows(package, BASIC, *lowest))["X10"].not_executed


def three_public(
    package: PublishedPackage, reception: str, purchase: str, running: str
) -> PublishedPackage:
    """The package with these rows of 三公, in 万元."""
    vehicles = str(Decimal(purchase) + Decimal(running))
    amounts = {
        "公务接待费": reception,
        "公务用车购置及运行费": vehicles,
        "①公务用车购置费": purchase,
        "②公务用车运行维护费": running,
        "合计": str(Decimal(vehicles) + Decimal(reception)),
    }
    table = package.tables[THREE]
    rows = []
    for row in table.blocks[0]:
        amount = amounts.get(row.key, "")
        cell = ReadCell(amount, Decimal(amount or 0), row.place)
        rows.append(replace(row, cells={**row.cells, "合计": cell, "一般公共预算": cell}))
    return with_table(package, replace(table, blocks=(tuple(rows),)))


def sources(**projects: str) -> PublishedPackage:
    """三公 with 2.00 of 公务接待费 in basic expenditure, and these projects."""
    return with_projects(only(computed(), THREE, BASIC, PROJECTS), **projects)


def test_each_row_of_three_public_is_its_items_and_its_projects() -> None:
    package = sources(公务接待费="10.00", 公务用车更新购置费="30.00", 公务用车运行费="29.00")

    assert "X11" not in errors(three_public(package, "12.00", "30.00", "29.00"))


def test_rows_that_changed_places_are_reported_once_with_both_vectors() -> None:
    package = sources(公务接待费="10.00", 公务用车更新购置费="30.00", 公务用车运行费="29.00")

    finding = the_one(three_public(package, "17.00", "29.00", "25.00"), "X11")

    assert finding.severity is Severity.ERROR
    assert "“公务接待费”17.00、“①公务用车购置费”29.00" in finding.actual
    assert "“公务接待费”12.00、“①公务用车购置费”30.00" in finding.expected
    assert finding.evidence[0] == "两列合计都是 71.00，分项不同，疑串行"


def test_a_row_that_is_not_its_project_is_an_error() -> None:
    package = three_public(sources(公务接待费="10.00"), "15.00", "0", "0")

    finding = the_one(package, "X11")

    assert (finding.severity, finding.difference) == (Severity.ERROR, "3.00")


def test_a_hundredth_between_a_row_and_its_several_sources_is_a_residue() -> None:
    package = sources(公务接待费="10.00")

    assert "X11" not in errors(three_public(package, "12.01", "0", "0"))
    assert "X11" in errors(three_public(package, "12.02", "0", "0"))


def test_less_than_the_items_of_basic_expenditure_is_an_error_even_without_projects() -> None:
    package = only(computed(), THREE, BASIC)

    assert "X11" not in errors(three_public(package, "2.00", "0", "0"))
    assert "X11" not in errors(three_public(package, "9.00", "0", "0")), "it may be in a project"
    assert "X11" in errors(three_public(package, "1.99", "0", "0"))


def test_a_source_that_only_may_be_meant_explains_a_row() -> None:
    package = sources(公务用车管理平台运行项目="8.00", 公务用车司机工资="20.00")

    assert "X11" not in errors(three_public(package, "2.00", "0", "8.00"))
    finding = the_one(three_public(package, "2.00", "0", "5.00"), "X11")
    assert finding.severity is Severity.WARNING


def test_operating_expenses_are_the_public_funds_of_an_agency() -> None:
    agency = computed(department=AGENCY)
    public = agency.tables[BASIC].amount("合计", "公用经费")
    assert public is not None

    assert findings(agency) == []
    for column in ("合计", "一般公共预算"):
        for key in ("部门合计", "单位：某县档案局"):
            agency = with_cell(agency, OPERATING, key, column, str(public + Decimal("0.01")))
    finding = the_one(agency, "X12")
    assert (finding.severity, finding.difference) == (Severity.ERROR, "0.01")


def less_than_public(name: str) -> PublishedPackage:
    """The one unit that the tables name has 0.01 万元 less than all public funds."""
    agency = computed(department=AGENCY)
    public = agency.tables[BASIC].amount("合计", "公用经费")
    assert public is not None
    for column in ("合计", "一般公共预算"):
        for key in ("部门合计", "单位：某县档案局"):
            agency = with_cell(agency, OPERATING, key, column, str(public - Decimal("0.01")))
    return replace(agency, department=name)


def test_less_than_all_public_funds_is_wrong_only_where_there_is_one_unit() -> None:
    archives, other = less_than_public("某县档案局"), less_than_public("某县文化委员会")
    single, two = (says("绩效.单位数", number, section="绩效") for number in ("1", "2"))

    assert errors(archives) == ["X12"]
    assert "X12" in errors(replace(other, statements=(single,)))
    assert the_one(other, "X12").severity is Severity.WARNING
    assert findings(replace(archives, statements=(two,))) == []


def test_an_institution_with_operating_expenses_is_warned_of() -> None:
    agency = computed(department=AGENCY)
    says = replace(agency, passages=(passage("某县档案局为公益一类事业单位。"),))
    partly = replace(agency, passages=(passage("本单位为参照公务员法管理的公益一类单位。"),))

    assert warnings(says) == ["X12"]
    assert warnings(partly) == []


def test_an_institution_without_operating_expenses_is_right() -> None:
    package = replace(computed(), passages=(passage("某县档案馆为公益一类事业单位。"),))

    assert findings(package) == []


def test_projects_under_an_account_for_basic_expenditure_are_warned_of() -> None:
    ledger = LEDGER.replace(
        "项目: 档案数字化, 功能科目: 2012604", "项目: 档案数字化, 功能科目: 2012601"
    )

    finding = the_one(computed(ledger), "X17")

    assert finding.severity is Severity.WARNING
    assert finding.actual == "一般公共预算支出预算表“2012601 行政运行”项目支出 32.00"


def test_public_funds_as_a_project_are_warned_of(xiaoyi: ComputedBudget) -> None:
    reported = [finding.actual for finding in findings(package_of(xiaoyi)) if finding.code == "X17"]

    assert reported[0] == "项目支出本年表“公用经费”合计 10.00"


def test_a_main_class_that_does_not_fit_the_department_is_warned_of() -> None:
    ledger = LEDGER.replace(
        "项目: 档案数字化, 功能科目: 2012604", "项目: 档案数字化, 功能科目: 2079999"
    )

    half = ledger.replace("320000.00", "1110000.00")
    more = ledger.replace("320000.00", "1110500.00")
    assert [finding for finding in findings(computed(half)) if finding.code == "X17"] == []
    finding = the_one(computed(more), "X17")
    assert finding.actual == "预算支出总表“207 文化旅游体育与传媒支出”合计 111.05"


PROCUREMENT = TableSpec(
    名称="政府采购表",
    编号="文2",
    表号="",
    标题="政府采购预算",
    块=(
        BlockSpec(
            列=(
                ColumnSpec(名="项目名称", 表头="项目名称", 文字="名称"),
                ColumnSpec(名="预算资金", 表头="预算资金"),
                ColumnSpec(名="采购目录序号", 表头="采购目录序号", 文字="编码"),
                ColumnSpec(名="数量", 表头="数量"),
                ColumnSpec(名="单价", 表头="单价"),
                ColumnSpec(名="合计", 表头="金额"),
            ),
            行=(RowSpec(题="合计", 合计行="是"), RowSpec(展开="项目")),
        ),
    ),
)


def purchased(*rows: tuple[str, str, str, str, str, str], **parts: object) -> PublishedPackage:
    """A package with a table of procurement: name, budget, number, count, price, amount."""
    names = ("项目名称", "预算资金", "采购目录序号", "数量", "单价", "合计")
    texts = ("项目名称", "采购目录序号")
    read = []
    for row in rows:
        place = Place(path=f"采购表“{row[0]}”")
        cells = {
            name: ReadCell(text, None if name in texts or not text else Decimal(text), place)
            for name, text in zip(names, row, strict=True)
        }
        read.append(ReadRow(row[0], "", row[0], cells, place))
    table = ReadTable(
        PROCUREMENT,
        "",
        "政府采购预算",
        "万元",
        frozenset(names),
        (tuple(read),),
        Place(path="采购表"),
    )
    package = computed()
    standard = package.standard.model_copy(
        update={"tables": (*package.standard.tables, PROCUREMENT)}
    )
    package = replace(package, standard=standard, **parts)  # type: ignore[arg-type]
    return with_table(package, table)


TOTAL = ("合计", "", "", "", "", "550.00")
CARS = ("公车购置CG", "116.55", "A02039900", "8", "13.75", "110.00")
CLEANING = ("物业费CG", "440.00", "C21040000", "1", "440.00", "440.00")


def test_procurement_is_count_by_price_and_adds_up() -> None:
    assert errors(purchased(TOTAL, CARS, CLEANING)) == []
    assert errors(purchased(TOTAL, (*CARS[:3], "7", *CARS[4:]), CLEANING)) == ["T11"]
    assert errors(purchased((*TOTAL[:5], "560.00"), CARS, CLEANING)) == ["T11"]


@pytest.mark.parametrize(
    ("count", "price", "amount", "codes"),
    [
        ("2", "0.02", "0.05", []),
        ("2", "0.02", "0.050", []),
        ("2", "0.02", "0.051", ["T11"]),
        ("2", "0.02", "0.06", ["T11"]),
        ("2", "0.0225", "0.05", []),
        ("2", "0.0225", "0.06", ["T11"]),
        ("1", "0.02", "0.03", ["T11"]),
    ],
    ids=[
        "both rounded",
        "just within",
        "just beyond",
        "beyond",
        "exact",
        "beyond the exact",
        "a single piece",
    ],
)
def test_a_product_of_rounded_amounts_may_be_off_by_their_rounding(
    count: str, price: str, amount: str, codes: list[str]
) -> None:
    row = ("印章CG", "9.00", "A02039900", count, price, amount)

    assert errors(purchased((*TOTAL[:5], amount), row)) == codes


@pytest.mark.parametrize(
    ("count", "price", "amount", "codes"),
    [
        ("2", "0.0225", "0.0450", []),
        ("3", "0.1667", "0.500001", []),
        ("2", "0.0225", "0.0550", ["T11"]),
    ],
    ids=["two at 225.00", "three at 1667.00", "a hundred more"],
)
def test_in_a_table_of_yuan_a_product_is_held_to_the_yuan(
    count: str, price: str, amount: str, codes: list[str]
) -> None:
    row = ("印章CG", "9.00", "A02039900", count, price, amount)
    package = purchased((*TOTAL[:5], amount), row)
    table = replace(package.tables["政府采购表"], unit="元")

    assert errors(with_table(package, table)) == codes


def test_stated_procurement_is_its_three_kinds() -> None:
    parts = [
        stated("政府采购.货物", "1"),
        stated("政府采购.工程", "2"),
        stated("政府采购.服务", "3"),
    ]

    for total, codes in (("6", []), ("6.02", []), ("6.03", ["T11"])):
        statements = (stated("政府采购.总额", total), *parts)
        assert errors(replace(computed(), statements=statements)) == codes


def test_a_purchase_may_not_exceed_its_project() -> None:
    within = (CARS[0], "110.00", *CARS[2:])
    beyond = (CARS[0], "109.99", *CARS[2:])

    assert errors(purchased(TOTAL, within, CLEANING)) == []
    assert errors(purchased(TOTAL, beyond, CLEANING)) == ["X15"]


def test_a_project_marked_as_procurement_must_be_in_the_table() -> None:
    package = purchased(TOTAL, CARS, CLEANING)
    package = with_cell(package, PROJECTS, "档案数字化", "合计", "32.0")
    read = package.tables[PROJECTS]
    named = tuple(
        replace(row, key="消防改造CG", label="消防改造CG") if row.key == "档案数字化" else row
        for row in read.blocks[0]
    )
    package = with_table(package, replace(read, blocks=(named,)))

    assert errors(package) == ["X15"]
    assert the_one(package, "X15").actual == "项目“消防改造CG”标明采购，政府采购表没有它"


def test_goods_in_the_text_are_those_of_the_table() -> None:
    for amount, codes in (("110.00", []), ("110", []), ("110.01", ["X16"])):
        text = passage(f"2026年本部门拟购置固定资产总额为{amount}万元。")
        assert errors(purchased(TOTAL, CARS, CLEANING, passages=(text,))) == codes
    assert outcomes(purchased(TOTAL, CARS, CLEANING))["X16"].not_executed


def test_goods_of_several_rows_may_leave_a_residue() -> None:
    """Two of 550.00 元 are 0.06 and 0.06 in the table, 0.11 together in the text."""
    seals = ("印章CG", "9.00", "A02039900", "1", "0.06", "0.06")
    for amount, codes in (("0.11", []), ("0.13", []), ("0.14", ["X16"])):
        text = passage(f"2026年本部门拟购置固定资产总额为{amount}万元。")
        package = purchased((*TOTAL[:5], "0.12"), seals, seals, passages=(text,))
        assert errors(package) == codes


def test_a_stated_procurement_total_without_kinds_is_not_judged() -> None:
    package = replace(computed(), statements=(stated("政府采购.总额", "6"),))

    assert errors(package) == []
    assert outcomes(package)["T11"].not_executed == ""


def test_accounts_of_a_department_of_unknown_kind_are_not_judged() -> None:
    package = replace(computed(), department="某县事务中心")

    assert [finding for finding in findings(package) if finding.code == "X17"] == []
    assert EXPENDITURE in package.tables
