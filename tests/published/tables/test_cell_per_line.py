"""A package whose tables were converted to one cell per line, with numbered rows and columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yugong.published.model.package import PublishedPackage, ReadTable
from yugong.published.plain_text.reading import read_text
from yugong.published.recognise import recognise


def read(text: str) -> PublishedPackage:
    return recognise(read_text(text.encode(), "公开.txt"))


def amounts(table: ReadTable, column: str) -> dict[str, str]:
    """The printed texts of a column by key, those left blank not among them."""
    rows = [(row.key, row.cells[column].text) for row in table.rows(column)]
    return {key: text for key, text in rows if text}


def by_cells(title: str, *rows: str) -> str:
    """A table with one cell per line, as some converters write: cells of a row after a slash."""
    lines = [title, "\t430某县档案馆", "\t预算年度：2023", "\t单位：万元", ""]
    for row in rows:
        lines += [*(f"\t{cell}" for cell in row.split("/")), ""]
    return "\n".join(lines) + "\n"


def cell_per_line() -> str:
    return (
        by_cells(
            " [bookmark: _Toc_1]部门预算收支总表",
            "序号/收入/支出",
            "/项  目/预算数/项  目/预算数",
            "栏次/1/2/3/4",
            "1/一、一般公共预算拨款收入/300.00/一、一般公共服务支出/260.00",
            "2/二、政府性基金预算拨款收入//二、外交支出/",
            "5/五、事业收入/20.00/八、社会保障和就业支出/60.00",
            "31///三十一、人行科目/",
            "32/本年收入合计/320.00/本年支出合计/320.00",
            "33/上年结转结余//年终结转结余/",
            "34/收入总计/320.00/支出总计/320.00",
        )
        + by_cells(
            "[bookmark: _Toc_2]部门预算收入总表",
            "序号/功能分类科目/合计/本年收入/上年结转",
            "/科目    编码/科目名称//小计/财政拨款 收入/财政专户 收入/事业收入/经营收入/上级补助收入"
            "/附属单位上缴收入/其他收入/",
            "栏次/1/2/3/4/5/6/7/8/9/10/11/12",
            "1//合计/320.00/320.00/300.00//20.00/////",
            "2/201/一般公共服务支出/260.00/260.00/240.00//20.00/////",
        )
        + by_cells(
            "部门预算一般公共预算财政拨款基本支出表",
            "序号/支出部门经济分类科目/一般公共预算基本支出",
            "/科目编码/科目名称/合计/人员经费/公用经费",
            "栏次/1/2/3/4/5",
            "1//合计/90.00/60.00/30.00",
            "2/30101/基本工资/60.00/60.00/",
        )
        + by_cells(
            "部门预算政府基金预算财政拨款支出表",
            "序号/功能分类科目/合计/基本支出/项目支出",
            "/科目编码/科目名称///",
            "栏次/1/2/3/4/5",
            "/////",
        )
        + "\n注：本年没有这类支出，空表列示。\n"
        + by_cells(
            "部门预算财政拨款“三公”经费支出表",
            "序号/项  目/资 金 性 质",
            "//合计/一般公共预算     财政拨款/政府性基金    预算拨款/国有资本经营   预算财政拨款",
            "栏次/1/2/3/4/5",
            "1/合计/12.00/12.00//",
            "2/“三公”经费小计/9.00/9.00//",
            "3/一、因公出国（境）费////",
            "6/二、公务用车购置及运维费/6.00/6.00//",
            "7/    其中：公务用车购置费////",
            "8/          公务用车运行维护费/6.00/6.00//",
            "9/三、公务接待费/3.00/3.00//",
        )
        + "第一部分  某县档案馆2023年部门预算信息公开情况说明\n"
    )


def test_one_cell_per_line_is_recognised_with_the_same_names_and_keys() -> None:
    package = read(cell_per_line())

    assert package.standard.name == "hebei-2023"
    assert (package.year, package.department) == (2023, "某县档案馆")
    assert amounts(package.tables["预算收支总表"], "收入金额") == {
        "一、一般公共预算": "300.00",
        "事业收入": "20.00",
        "本年收入合计": "320.00",
        "收入总计": "320.00",
    }
    assert list(amounts(package.tables["预算收支总表"], "支出合计")) == [
        "201",
        "208",
        "本年支出合计",
        "支出总计",
    ]
    assert amounts(package.tables["基本支出经济科目表"], "人员经费") == {
        "合计": "60.00",
        "30101": "60.00",
    }


def test_the_printed_subtotal_is_the_total_of_this_years_income() -> None:
    table = read(cell_per_line()).tables["预算收入总表"]

    assert amounts(table, "总计") == {"合计": "320.00", "201": "260.00"}
    assert amounts(table, "合计") == {"合计": "320.00", "201": "260.00"}
    assert amounts(table, "事业收入") == {"合计": "20.00", "201": "20.00"}
    assert amounts(table, "上年结转") == {}


def test_the_three_public_expenses_have_the_keys_of_every_standard() -> None:
    table = read(cell_per_line()).tables["三公经费表"]

    assert amounts(table, "合计") == {
        "表内合计": "12.00",
        "合计": "9.00",
        "公务用车购置及运行费": "6.00",
        "②公务用车运行维护费": "6.00",
        "公务接待费": "3.00",
    }
    assert table.amount("①公务用车购置费", "合计") == Decimal(0)


def test_a_blank_table_that_is_listed_as_such_declares_itself_empty() -> None:
    table = read(cell_per_line()).tables["政府性基金预算支出表"]

    assert table.declares_empty
    assert table.blocks == ((),)


@pytest.mark.parametrize(
    ("row", "empty"), [("1//本表无数据///", True), ("1//本表无数据/9.00//", False)]
)
def test_a_remark_that_is_all_of_a_row_declares_a_table_empty(row: str, empty: bool) -> None:
    text = by_cells(
        "部门预算一般公共预算财政拨款基本支出表",
        "序号/支出部门经济分类科目/一般公共预算基本支出",
        "/科目编码/科目名称/合计/人员经费/公用经费",
        row,
    )

    assert read(text).tables["基本支出经济科目表"].declares_empty == empty


def test_tables_of_the_text_are_read_where_the_standard_has_them() -> None:
    package = read(
        cell_per_line()
        + "部门机构设置情况\n\t单位名称\n\t单位性质\n\t单位规格\n\t经费保障形式\n\n"
        + "\t某县档案馆本级\n\t事业\n\t正科级\n\t财政拨款\n\n"
        + "二、其他\n"
        + "部门固定资产占用情况表\n\t430某县档案馆\n\t截止时间：2022-12-31\n\n"
        + "\t项   目\n\t数量\n\t价值（金额单位：万元）\n\n"
        + "\t资产总额\n\t\n\t120.50\n\n\t2、车辆（台、辆）\n\t2\n\t20.50\n\n"
    )

    [[unit]] = package.tables["机构设置表"].blocks
    assert (unit.key, unit.cells["单位性质"].text) == ("单位：某县档案馆本级", "事业")
    assets = package.tables["固定资产表"]
    assert amounts(assets, "价值") == {"资产总额": "120.50", "车辆": "20.50"}
    assert assets.amount("车辆", "数量") == Decimal(2)
    assert not [finding for finding in package.unread if finding.code in ("R051", "R053")]


def test_a_row_that_lost_its_last_cells_is_read_as_far_as_it_goes() -> None:
    text = cell_per_line().replace("\t一、一般公共服务支出\n\t260.00\n", "\t一、一般公共服务支出\n")
    table = read(text).tables["预算收支总表"]

    assert table.amount("一、一般公共预算", "收入金额") == Decimal(300)
    assert table.amount("201", "支出合计") == Decimal(0)
