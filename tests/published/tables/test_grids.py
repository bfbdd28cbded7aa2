"""Tables of others whose columns, heads, titles and cells are not quite as the standard's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yugong.audit.all_rules import all_rules
from yugong.audit.rule import audit
from yugong.findings import Place
from yugong.published.model.blocks import Grid, Line, RawDocument
from yugong.published.model.package import PublishedPackage
from yugong.published.plain_text.reading import read_text
from yugong.published.recognise import recognise

EXPENDITURE = """\
项目||2026年预算数||
科目编码|科目名称|合计|基本支出|项目支出
合计||12.00|9.00|3.00
201|一般公共服务支出|12.00|9.00|3.00
"""
ABOVE = ("预算公开表3", "2026年预算支出总表", "部门名称：某县档案馆　单位：万元")


def grid(text: str) -> Grid:
    rows = [tuple(row.split("|")) for row in text.strip("\n").split("\n")]
    width = max(len(row) for row in rows)
    return Grid(
        tuple((*row, *[""] * (width - len(row))) for row in rows), (), Place(path="第 1 张表")
    )


def read(*parts: str | Grid) -> PublishedPackage:
    """A Word document of these paragraphs and grids, recognised."""
    blocks = [
        part if isinstance(part, Grid) else Line(part, Place(path=f"第 {number} 段"))
        for number, part in enumerate(parts, start=1)
    ]
    return recognise(RawDocument("公开.docx", "docx", tuple(blocks)))


def codes(package: PublishedPackage) -> list[str]:
    """Return the codes of unread parts, except of missing tables."""
    return [finding.code for finding in package.unread if finding.code not in ("R050", "S013")]


@pytest.mark.parametrize(
    "title",
    [
        "2026年预算支出总表",
        "2026 年度 部门预算支出总表",
        "某县档案馆2026年预算支出总表",
        "表三：2026年部门支出总表",
        "2026年预算支出总表（续）",
    ],
)
def test_a_title_may_be_worded_a_little_otherwise(title: str) -> None:
    package = read(title, ABOVE[2], grid(EXPENDITURE))

    assert list(package.tables) == ["预算支出总表"]
    assert package.tables["预算支出总表"].title == title


def test_a_title_of_another_table_over_other_heads_is_not_believed() -> None:
    package = read("2026年财政拨款收支总表", ABOVE[2], grid(EXPENDITURE))

    assert "财政拨款收支总表" not in package.tables
    assert package.foreign == ("2026年财政拨款收支总表",)


def test_a_table_without_its_title_is_known_by_its_number_and_heads() -> None:
    package = read("预算公开表3", ABOVE[2], grid(EXPENDITURE))

    assert list(package.tables) == ["预算支出总表"]


def test_a_table_recognised_by_heads_that_no_other_has_is_reported_as_such() -> None:
    heads = "部门预算支出经济科目名称|政府预算支出经济科目名称|合计|人员经费|公用经费\n合计||9.00|6.00|3.00"
    package = read("附件二", ABOVE[2], grid(heads))

    assert list(package.tables) == ["基本支出经济科目表"]
    assert "R057" in codes(package)


def test_a_table_on_two_pages_is_one_table_with_its_head_read_once() -> None:
    second = grid(EXPENDITURE.replace("201|一般公共服务支出|12.00", "20126|档案事务|12.00"))
    second = replace(second, rows=(*second.rows[:2], second.rows[3]))
    package = read(*ABOVE, grid(EXPENDITURE), second)

    [block] = package.tables["预算支出总表"].blocks
    assert [row.key for row in block] == ["合计", "201", "20126"]
    assert package.repeated == ()


def test_a_table_printed_twice_is_kept_apart() -> None:
    other = grid(EXPENDITURE.replace("12.00", "13.00"))
    package = read(*ABOVE, grid(EXPENDITURE), *ABOVE, other)

    [again] = package.repeated
    assert package.tables["预算支出总表"].amount("合计", "合计") == Decimal(12)
    assert again.amount("合计", "合计") == Decimal(13)


def test_amounts_printed_in_yuan_are_read_as_wan() -> None:
    yuan = grid(EXPENDITURE.replace("12.00", "120,012.34"))
    table = read(*ABOVE[:2], "单位：元", yuan).tables["预算支出总表"]

    assert table.unit == "元"
    assert table.amount("合计", "合计") == Decimal("12.001234")
    assert table.rows("合计")[0].cells["合计"].text == "120,012.34"


def test_a_table_that_states_no_unit_is_read_in_that_of_the_standard() -> None:
    package = read(*ABOVE[:2], "部门名称：某县档案馆", grid(EXPENDITURE))

    assert package.tables["预算支出总表"].unit == "万元"
    assert codes(package) == ["R053"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("—", Decimal(0)),
        ("-", Decimal(0)),
        ("（3.50）", Decimal("-3.50")),
        ("１２．００", Decimal("12.00")),
        ("1，234.50", Decimal("1234.50")),
        ("1234\n.50", Decimal("1234.50")),
        ("", Decimal(0)),
    ],
)
def test_a_number_may_be_printed_in_several_ways(text: str, amount: Decimal) -> None:
    rows = grid(EXPENDITURE).rows
    odd = replace(grid(EXPENDITURE), rows=(*rows[:2], ("合计", "", text, "9.00", "3.00")))

    assert read(*ABOVE, odd).tables["预算支出总表"].amount("合计", "合计") == amount


def test_a_number_that_is_none_is_reported_and_is_no_zero() -> None:
    package = read(*ABOVE, grid(EXPENDITURE.replace("3.00\n201", "约三万\n201")))

    assert package.tables["预算支出总表"].amount("合计", "项目支出") is None
    [finding] = [finding for finding in package.unread if finding.code == "R052"]
    assert (finding.actual, finding.expected) == ("约三万", "“合计”的“项目支出”是一个数字")


def test_a_column_that_is_not_printed_is_reported_and_absent() -> None:
    package = read(
        *ABOVE,
        grid(
            "科目编码|科目名称|合计|基本支出\n合计||12.00|12.00\n201|一般公共服务支出|12.00|12.00"
        ),
    )

    table = package.tables["预算支出总表"]
    assert table.amount("合计", "项目支出") is None
    assert "项目支出" not in table.columns
    [finding] = [finding for finding in package.unread if finding.code == "R051"]
    assert finding.actual == "预算支出总表缺“项目支出”"


def test_columns_in_another_order_are_found_by_their_heads() -> None:
    other = grid("科目编码|科目名称|项目支出|基本支出|合计\n合计||3.00|9.00|12.00")
    table = read(*ABOVE, other).tables["预算支出总表"]

    assert table.columns == {"科目编码", "科目名称", "合计", "基本支出", "项目支出"}
    assert table.amount("合计", "合计") == Decimal(12)
    assert table.amount("合计", "项目支出") == Decimal(3)


def test_row_numbers_and_column_numbers_are_no_data() -> None:
    numbered = grid(
        "序号|科目编码|科目名称|合计|基本支出|项目支出\n栏次|1|2|3|4|5\n1||合计|12.00|9.00|3.00"
    )
    [block] = read(*ABOVE, numbered).tables["预算支出总表"].blocks

    assert [(row.key, row.cells["合计"].text) for row in block] == [("合计", "12.00")]


def test_a_code_split_into_columns_is_put_together() -> None:
    split = grid(
        "科目编码|||科目名称|合计|基本支出|项目支出\n类|款|项||||\n合计||||12.00|9.00|3.00\n"
        "201|||一般公共服务支出|12.00|9.00|3.00\n201|26||档案事务|12.00|9.00|3.00\n||04|档案馆|12.00|9.00|3.00"
    )
    [block] = read(*ABOVE, split).tables["预算支出总表"].blocks

    assert [row.key for row in block] == ["合计", "201", "20126", "2012604"]


def test_code_and_name_in_one_cell_are_taken_apart() -> None:
    together = grid(
        "科目编码|科目名称|合计|基本支出|项目支出\n|[201]一般公共服务支出|12.00|9.00|3.00"
    )
    [[row]] = read(*ABOVE, together).tables["预算支出总表"].blocks

    assert (row.key, row.code, row.label) == ("201", "201", "一般公共服务支出")


def test_an_account_without_its_code_is_known_by_its_name() -> None:
    named = grid("科目编码|科目名称|合计|基本支出|项目支出\n|住房公积金|12.00|9.00|3.00")
    [[row]] = read(*ABOVE, named).tables["预算支出总表"].blocks

    assert row.key == "2210201"


def test_a_row_that_nobody_knows_keeps_its_label() -> None:
    package = read(*ABOVE, grid(EXPENDITURE + "|另外安排的支出|1.00||1.00"))

    assert package.tables["预算支出总表"].amount("另外安排的支出", "项目支出") == Decimal(1)


def test_title_and_unit_may_be_inside_the_grid() -> None:
    inside = "2026年预算支出总表||||\n编制单位：某县档案馆||||金额单位：万元\n" + EXPENDITURE
    package = read(grid(inside + "注：本表按批复数填列||||"))

    table = package.tables["预算支出总表"]
    assert (table.department, table.unit) == ("某县档案馆", "万元")
    assert table.notes == ("注：本表按批复数填列",)
    assert [row.key for row in table.blocks[0]] == ["合计", "201"]


def test_a_missing_total_row_is_only_missing() -> None:
    without = grid(EXPENDITURE.replace("合计||12.00|9.00|3.00\n", ""))
    table = read(*ABOVE, without).tables["预算支出总表"]

    assert table.amount("合计", "合计") is None
    assert table.amount("201", "合计") == Decimal(12)


def test_a_year_no_standard_is_for_is_reported() -> None:
    package = read(*(text.replace("2026", "2029") for text in ABOVE), grid(EXPENDITURE))

    assert package.year == 2029
    doubtful = [finding.code for finding in package.unread if finding.code.startswith("S")]
    assert doubtful == ["S013"], "one title of thirteen is no standard"


def test_a_standard_of_other_years_is_reported_where_its_titles_fit() -> None:
    heads = grid("科目编码|科目名称|合计|基本支出|项目支出\n合计||12.00|9.00|3.00")
    titles = ["预算支出总表", "一般公共预算支出预算表（不含上年结转）"]
    titles += ["政府性基金预算支出表（不含上年结转）", "财政拨款安排“三公”经费支出预算表"]
    parts = [part for title in titles for part in (f"2029年{title}", ABOVE[2], heads)]
    package = read(*parts)

    assert package.standard.name == "shanxi-2025"
    [doubt] = [finding for finding in package.unread if finding.code.startswith("S")]
    assert (doubt.code, doubt.actual) == ("S012", "2029 年")


def test_a_line_in_a_table_that_fits_no_column_is_reported() -> None:
    text = "2023年预算支出总表\n部门名称：某县档案馆 单位：万元\n项目 2023年预算数\n"
    text += "科目编码 科目名称 合计 基本支出 项目支出\n合计 12.00 9.00 3.00\n1.00 2.00 3.00 4.00 5.00 6.00\n"
    package = recognise(read_text(text.encode(), "公开.txt"))

    assert package.tables["预算支出总表"].amount("合计", "合计") == Decimal(12)
    assert [finding.actual for finding in package.unread if finding.code == "R054"] == [
        "1.00 2.00 3.00 4.00 5.00 6.00"
    ]


def test_a_document_that_is_no_package_says_what_was_not_found() -> None:
    package = read("会议通知", "请各股室于周五前报送材料。")

    assert package.tables == {}
    assert {"S013", "R055", "R056", "R050"} <= {finding.code for finding in package.unread}
    assert [passage.text for passage in package.passages] == [
        "会议通知",
        "请各股室于周五前报送材料。",
    ]


words = st.sampled_from(
    [
        "",
        "合计",
        "科目编码",
        "科目名称",
        "基本支出",
        "201",
        "12.00",
        "1",
        "2",
        "注：",
        "表",
        "部门：",
    ]
)
grids = st.lists(st.tuples(words, words, words, words), min_size=1, max_size=6)


@settings(max_examples=60)
@given(grids, st.lists(words, max_size=4))
def test_no_table_however_odd_stops_the_reading(
    rows: list[tuple[str, ...]], lines: list[str]
) -> None:
    odd = Grid(tuple(rows), (), Place())
    package = read(*ABOVE, odd, *lines, odd, *ABOVE[1:], grid(EXPENDITURE))

    tables = [*package.tables.values(), *package.repeated]
    printed = [row for table in tables for row in table.rows("合计")]
    assert [row for row in printed if row.key == "201" and row.amount("合计") == Decimal(12)]


ASSETS = """\
项目|数量|价值
资产总额||1,200,000.00
2、车辆（台、辆）|5|1,200,000.00
"""
PURCHASES = """\
项目名称|预算资金|采购物品名称|政府采购目录序号|计量单位|数量|单价|合计
合计|||||||600,000.00
桌椅购置|600,000.00|桌椅|A05010000|套|1 000|600.00|600,000.00
"""


def in_yuan(count: str = "1 000") -> PublishedPackage:
    assets = ("部门固定资产占用情况表", "单位：元", grid(ASSETS))
    return read(*assets, "部门政府采购预算", "单位：元", grid(PURCHASES.replace("1 000", count)))


def test_a_count_is_a_count_in_a_table_of_yuan_too() -> None:
    table = in_yuan().tables["固定资产表"]
    assert table.amount("车辆", "数量") == Decimal(5)
    assert table.amount("车辆", "价值") == Decimal(120)


def test_a_count_in_groups_of_digits_by_its_price_in_yuan_is_the_amount() -> None:
    rules = [rule for rule in all_rules() if rule.code == "T11"]
    (right,), (wrong,) = (audit(in_yuan(count), rules) for count in ("1 000", "1 001"))
    assert (right.not_executed, right.findings) == ("", ())
    assert [finding.expected for finding in wrong.findings] == ["60.06（数量乘单价）"]


def test_a_total_that_is_not_its_purchases_is_reported_once() -> None:
    text = PURCHASES.replace("合计|||||||600,000.00", "合计|||||||700,000.00")
    assets = ("部门固定资产占用情况表", "单位：元", grid(ASSETS))
    package = read(*assets, "部门政府采购预算", "单位：元", grid(text))
    (outcome,) = audit(package, [rule for rule in all_rules() if rule.code == "T11"])
    assert [finding.expected for finding in outcome.findings] == ["60.00（合计＝各行之和）"]
