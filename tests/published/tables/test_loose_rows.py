"""A package whose tables became loose lines when the text of a PDF was copied."""

from __future__ import annotations

from decimal import Decimal

from yugong.published.model.package import PublishedPackage, ReadTable
from yugong.published.plain_text.reading import read_text
from yugong.published.recognise import recognise

# A tilde is a blank at the end of a line, where it stands for a blank cell.
LOOSE = """\
第一部分 概况

一、本部门职责
 预算公开表1

2023年预算收支总表

部门名称：某县档案馆 单位：万元

收入 支出

项目 2023年 项目 2023年合计 当年预算安排
上年结转

安排

一、一般公共预算 1,300.00一、一般公共服务支出 1,180.00 1,150.00 30.00

二、政府性基金预算  二、外交支出~~~~

~~
七、文化旅游体育与传媒
支出

~~~

  八、社会保障和就业支出 120.00 120.00~~

第二部分 2023年部门预算报表
   九、社会保险基金支出~~~~

~~
十、卫生健康支
出

~~~

本年收入合计 1,300.00本年支出合计 1,300.00 1,270.00 30.00

上年结转  年终结转~~~~

收入总计 1,300.00支出总计 1,300.00 1,270.00 30.00
      预算公开表4

2023年财政拨款收支总表

部门名称：某县档案馆 单位：万元

收入 支出

项目 金额 项目
金额

小计 一般公共预算
政府性基
金预算

国有资本经营
预算

一、一般公共预算 80.00一、一般公共服务支出 80.00 80.00~~~

二、政府性基金预算  二、外交支出~~~~~

本年收入合计 80.00 本年支出合计 80.00 80.00~~~~

上年财政拨款结转 5.00 年终结转~~~~~

一、一般公共预算 5.00~~~~~~

收入总计 85.00 支出总计 80.00 80.00~~~~
 预算公开表5

2023年一般公共预算支出预算表（不含上年结转）

部门名称：某县档案馆
~~

单位:万元

项目 2023年预算数

科目编码 科目名称 合计 基本支出 项目支出

合计 1,270.00 270.00 1,000.00

2080505
机关事业单位基本养老保险缴费支
出

120.00 120.00~~

2012604 档案馆 1,150.00 150.00 1,000.00
 预算公开表6

2023年一般公共预算安排基本支出分经济科目表（不含上年结转）

部门名称：某县档案馆  单位：万元

部门预算支出经济科目名称
政府预算支出经济科目名

称

2023年预算数

合计 人员经费 公用经费

合计 270.00 236.00 34.00

工资福利支出  224.00 224.00~~

基本工资 工资奖金津补贴 224.00 224.00~~

商品和服务支出  34.00  34.00

办公费 办公经费 34.00  34.00

对个人和家庭的补助  12.00 12.00~~

退休费 离退休费 12.00 12.00~~
 预算公开表7

2023年政府性基金预算收入表（不含上年结转）

部门名称：某县档案馆 单位:万元

项目
政府性基金收入预算

收入科目编码 科目名称

合计~~

~~~

注：本表无数据
      预算公开表12

2023年项目支出预算表（本年预算）

部门名称：某县档案馆 单位：万元

项目名称 合计

2023年财政拨款
财政专户管

理资金
单位资金

一般公共预算
政府性
基金预

算

国有资本经营
预算

1 2 3 4 5 6 7

　　2023年档案数字化 600.00 600.00~~~~~

　　库房空调、消防、电梯等零星维
修费

400.00 380.00   20.00~~

第三部分 2023年度部门预算情况说明

一、部门预算收支数据变动情况及原因

2023年度预算收入总计1,300.00万元，其中：本年收入1,300.00万元，

上年结转0.00万元。
""".replace("~", " ")


def read(text: str) -> PublishedPackage:
    return recognise(read_text(text.encode(), "公开.txt"))


def amounts(table: ReadTable, column: str) -> dict[str, str]:
    """The printed texts of a column by key, those left blank not among them."""
    rows = [(row.key, row.cells[column].text) for row in table.rows(column)]
    return {key: text for key, text in rows if text}


def test_loose_lines_are_recognised_as_the_standard_of_their_titles_and_year() -> None:
    package = read(LOOSE)

    assert package.standard.name == "shanxi-2023"
    assert (package.year, package.department) == (2023, "某县档案馆")
    assert [table.label for table in package.tables.values()] == [
        f"预算公开表{number}" for number in (1, 4, 5, 6, 7, 12)
    ]


def test_blocks_side_by_side_come_apart_in_loose_lines() -> None:
    table = read(LOOSE).tables["预算收支总表"]

    assert amounts(table, "收入金额") == {
        "一、一般公共预算": "1,300.00",
        "本年收入合计": "1,300.00",
        "收入总计": "1,300.00",
    }
    assert amounts(table, "支出合计") == {
        "201": "1,180.00",
        "208": "120.00",
        "本年支出合计": "1,300.00",
        "支出总计": "1,300.00",
    }
    assert amounts(table, "上年结转安排") == {
        "201": "30.00",
        "本年支出合计": "30.00",
        "支出总计": "30.00",
    }
    assert table.amount("201", "支出合计") == Decimal("1180.00")


def test_a_wrapped_name_without_numbers_is_a_row_of_its_own() -> None:
    table = read(LOOSE).tables["预算收支总表"]

    assert [row.label for row in table.rows("支出合计")][2:6] == [
        "七、文化旅游体育与传媒支出",
        "八、社会保障和就业支出",
        "九、社会保险基金支出",
        "十、卫生健康支出",
    ]
    assert table.amount("210", "支出合计") == Decimal(0)


def test_the_heading_of_a_part_among_the_rows_stays_a_heading() -> None:
    package = read(LOOSE)

    assert package.headings == (
        "第一部分 概况",
        "一、本部门职责",
        "第二部分 2023年部门预算报表",
        "第三部分 2023年度部门预算情况说明",
        "一、部门预算收支数据变动情况及原因",
    )
    assert package.passages[-1].text == (
        "2023年度预算收入总计1,300.00万元，其中：本年收入1,300.00万元，上年结转0.00万元。"
    )


def test_the_second_row_of_one_title_is_that_of_the_carry_over() -> None:
    table = read(LOOSE).tables["财政拨款收支总表"]

    assert amounts(table, "收入金额") == {
        "一、一般公共预算": "80.00",
        "本年收入合计": "80.00",
        "上年财政拨款结转": "5.00",
        "结转一般公共预算": "5.00",
        "收入总计": "85.00",
    }


def test_a_name_wrapped_between_its_code_and_its_numbers_is_whole() -> None:
    table = read(LOOSE).tables["一般公共预算支出预算表"]
    row = table.row("2080505", "合计")

    assert row is not None
    assert (row.code, row.label) == ("2080505", "机关事业单位基本养老保险缴费支出")
    assert amounts(table, "项目支出") == {"合计": "1,000.00", "2012604": "1,000.00"}


def test_a_doubled_blank_is_a_blank_cell() -> None:
    table = read(LOOSE).tables["基本支出经济科目表"]

    assert amounts(table, "人员经费") == {
        "合计": "236.00",
        "301": "224.00",
        "30101/50101": "224.00",
        "303": "12.00",
        "30302/50905": "12.00",
    }
    assert amounts(table, "公用经费") == {
        "合计": "34.00",
        "302": "34.00",
        "30201/50201": "34.00",
    }


def test_an_empty_table_in_loose_lines_says_so_itself() -> None:
    table = read(LOOSE).tables["政府性基金预算收入表"]

    assert table.declares_empty
    assert table.notes == ("注：本表无数据",)
    assert [row.key for row in table.blocks[0]] == ["合计"]


def test_projects_are_known_by_their_printed_names() -> None:
    table = read(LOOSE).tables["项目支出本年表"]

    assert amounts(table, "合计") == {
        "2023年档案数字化": "600.00",
        "库房空调、消防、电梯等零星维修费": "400.00",
    }
    assert amounts(table, "财政专户管理资金") == {"库房空调、消防、电梯等零星维修费": "20.00"}


def test_every_table_that_is_missing_is_reported() -> None:
    missing = [finding.actual for finding in read(LOOSE).unread if finding.code == "R050"]

    assert missing[0] == "2023年预算收入总表"
    assert len(missing) == 13 - 6, "tables that may be left out are not missed"


def test_where_blank_cells_left_no_blanks_a_short_row_is_not_guessed_at() -> None:
    package = read(
        "2023年预算支出总表\n部门名称：某县档案馆 单位：万元\n项目 2023年预算数\n"
        "科目编码 科目名称 合计 基本支出 项目支出\n"
        "合计 12.00 9.00 3.00\n201 一般公共服务支出 9.00 9.00\n208 社会保障和就业支出 3.00 1.00 2.00\n"
    )

    assert amounts(package.tables["预算支出总表"], "合计") == {"合计": "12.00", "208": "3.00"}
    assert [finding.actual for finding in package.unread if finding.code == "R054"] == [
        "201 一般公共服务支出 9.00 9.00"
    ]
