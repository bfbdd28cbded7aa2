"""Tables that list a part of the budget itself, numbered rows, and what a standard demands."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.small_budget import ASSETS, DEPARTMENT, HEAD, LEDGER, PROJECTS, budget_file
from yugong.findings import Finding, FindingsError
from yugong.jobs.build import build
from yugong.jobs.check import check
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.standard.table import Table

HEBEI = HEAD.replace("shanxi-2025", "hebei-2023").replace("2026", "2023")

RANKED = DEPARTMENT.replace(
    "{名称: 某县档案馆, 性质: 事业}",
    "{名称: 某县档案馆, 性质: 事业, 单位规格: 正科级, 经费保障形式: 财政拨款}",
)

VALUED = (
    ASSETS
    + """\
  房屋面积: 1200.5
  房屋价值: 3000040.00
  车辆价值: 150040.00
  二十万元以上设备: 2
  二十万元以上设备价值: 500040.00
  其他固定资产: 310
  其他固定资产价值: 800030.00
  拟购置固定资产: 0
"""
)

TOLD = PROJECTS.replace("}\n", ", 说明: 计量的方法, 依据: 工作计划}\n")

OVERALL = """\
整体绩效:
  栏目: {总体绩效目标: 建成数字档案馆。, 分项绩效目标: 扫描馆藏。, 工作保障措施: 按季检查。}
"""

PREVIOUS = """\
上年数:
  支出.总计: 1000000.00
  支出.基本支出: 680000.00
  支出.项目支出: 320000.00
  三公.因公出国境费: 0
  三公.公务接待费: 0
  三公.公务用车购置费: 0
  三公.公务用车运行维护费: 0
"""

TEXT = "文字: {其他说明: 无}\n"

PURCHASES = """\
政府采购:
- {类别: 货物, 名称: 扫描仪, 项目: 档案数字化, 金额: 60000.00, 采购目录序号: A02010600, 计量单位: 台, 数量: 3, 单价: 20000.00}
- {类别: 服务, 名称: 扫描服务, 项目: 档案数字化, 金额: 90000.00, 采购目录序号: C16000000, 计量单位: 项, 数量: 1, 单价: 90000.00, 资金来源: 事业收入, 年份: 上年结转, 预留中小微企业份额: 40000.00}
"""


def _file(folder: Path, **replaced: str) -> Path:
    parts = {
        "head": HEBEI,
        "department": RANKED,
        "projects": TOLD,
        "overall": OVERALL,
        "assets": VALUED,
        "previous": PREVIOUS,
        "text": TEXT,
        **replaced,
    }
    return budget_file(folder, **parts)


def _prepared(folder: Path, **replaced: str) -> ComputedBudget:
    return compute_budget(_file(folder, **replaced))


def _faults(folder: Path, **replaced: str) -> list[Finding]:
    with pytest.raises(FindingsError) as raised:
        _prepared(folder, **replaced)
    return [finding for finding in raised.value.findings if finding.severity.value == "错误"]


def _table(prepared: ComputedBudget, name: str) -> Table:
    return next(table for table in prepared.package.tables if table.name == name)


def test_purchases_are_under_their_unit_with_their_projects_money(tmp_path: Path) -> None:
    table = _table(_prepared(tmp_path, extra=PURCHASES), "政府采购表")
    printed = [
        {name: cell.text for name, cell in row.cells.items() if cell.text} for row in table.rows
    ]

    assert printed == [
        {
            "项目名称": "合计",
            "合计": "15.00",
            "一般公共预算": "6.00",
            "非财政拨款结转结余": "9.00",
            "预留中小微企业份额": "4.00",
        },
        {
            "项目名称": "某县档案馆小计",
            "合计": "15.00",
            "一般公共预算": "6.00",
            "非财政拨款结转结余": "9.00",
            "预留中小微企业份额": "4.00",
        },
        {
            "项目名称": "档案数字化",
            "预算资金": "32.00",
            "采购物品名称": "扫描仪",
            "采购目录序号": "A02010600",
            "计量单位": "台",
            "数量": "3",
            "单价": "2.00",
            "合计": "6.00",
            "一般公共预算": "6.00",
        },
        {
            "项目名称": "档案数字化",
            "预算资金": "32.00",
            "采购物品名称": "扫描服务",
            "采购目录序号": "C16000000",
            "计量单位": "项",
            "数量": "1",
            "单价": "9.00",
            "合计": "9.00",
            "非财政拨款结转结余": "9.00",
            "预留中小微企业份额": "4.00",
        },
    ]


def test_a_project_buys_with_this_years_and_with_carried_over_money(tmp_path: Path) -> None:
    carried = (
        "- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227,"
        " 金额: 500000.00, 年份: 上年结转}\n"
    )
    bought = (
        "政府采购:\n- {类别: 服务, 名称: 扫描, 项目: 档案数字化, 金额: 500000.00,"
        " 采购目录序号: C16000000, 计量单位: 项, 数量: 1, 单价: 500000.00, 年份: 上年结转}\n"
        "变动原因: {支出.总计: 扫描工作接续上年, 支出.项目支出: 扫描工作接续上年}\n"
    )
    done = build(
        _file(tmp_path, ledger=LEDGER + carried, extra=bought), tmp_path / "out", layout=False
    )
    document = next(path for path in done.files if path.suffix == ".docx")
    table = next(table for table in done.package.tables if table.name == "政府采购表")

    assert [row.cells["预算资金"].text for row in table.rows][-1] == "82.00"
    assert [finding for finding in check(document).findings if finding.code == "X15"] == []


def test_a_total_over_purchases_is_the_sum_of_the_subtotals(tmp_path: Path) -> None:
    table = _table(_prepared(tmp_path, extra=PURCHASES), "政府采购表")
    names = [column.name for column in table.columns]
    total = table.cell("合计", "一般公共预算")

    assert total.addends == ((1, names.index("一般公共预算")),)
    assert table.rows[1].cells["一般公共预算"].addends == (
        (2, names.index("一般公共预算")),
        (3, names.index("一般公共预算")),
    )


def test_without_purchases_the_table_says_so(tmp_path: Path) -> None:
    table = _table(_prepared(tmp_path), "政府采购表")

    assert table.texts() == [["合计"] + [""] * 15]
    assert table.empty
    assert table.notes


def test_every_unit_is_listed_also_one_without_money(tmp_path: Path) -> None:
    two = RANKED.replace(
        "  职责:",
        "  - {名称: 某县方志办, 性质: 参公, 单位规格: 副科级, 经费保障形式: 财政拨款}\n  职责:",
    )
    ledger = LEDGER.replace("{支出类别", "{单位: 某县档案馆, 支出类别")
    table = _table(
        _prepared(
            tmp_path, department=two, ledger=ledger, previous=PREVIOUS + "  机关运行经费.合计: 0\n"
        ),
        "机构设置表",
    )

    assert table.texts() == [
        ["某县档案馆", "事业", "正科级", "财政拨款"],
        ["某县方志办", "参公", "副科级", "财政拨款"],
    ]
    assert not table.empty
    assert table.notes == ()


def test_fixed_assets_show_counts_as_they_are_and_values_in_wan(tmp_path: Path) -> None:
    table = _table(_prepared(tmp_path), "固定资产表")

    assert table.texts() == [
        ["资产总额", "", "445.02"],
        ["1、房屋（平方米）", "1200.5", "300.00"],
        ["其中：办公用房（平方米）", "860", ""],
        ["2、车辆（台、辆）", "1", "15.00"],
        ["3、单价在20万元以上的设备", "2", "50.00"],
        ["4、其他固定资产", "310", "80.00"],
    ]
    assert len(table.cell("资产总额", "价值").addends) == 4
    assert table.cell("房屋", "数量").is_number
    assert table.cell("房屋", "数量").amount is None


def test_rows_are_numbered_where_the_standard_numbers_them(tmp_path: Path) -> None:
    prepared = _prepared(tmp_path)
    income = _table(prepared, "预算收支总表")

    assert [row.number for row in income.rows] == list(range(1, 35))
    assert "序号" not in [column.name for column in income.columns]
    assert {row.number for row in _table(prepared, "机构设置表").rows} == {0}


def test_an_empty_table_may_be_one_blank_row(tmp_path: Path) -> None:
    table = _table(_prepared(tmp_path), "政府性基金预算支出表")

    assert table.texts() == [[""] * 5]
    assert table.rows[0].number == 0
    assert table.empty


def test_a_class_after_those_of_the_catalogue_counts_into_the_total(tmp_path: Path) -> None:
    """Levels of listed rows do not hide a fixed row after them."""
    table = _table(_prepared(tmp_path), "预算收支总表")

    assert len(table.cell("本年收入合计", "支出合计").addends) == 31


def test_the_title_of_a_total_is_in_the_column_that_is_named(tmp_path: Path) -> None:
    table = _table(_prepared(tmp_path), "预算支出总表")

    assert table.texts()[0][:3] == ["", "合计", "100.00"]


def test_a_form_prints_the_fields_and_slots_of_the_standard_and_no_other(tmp_path: Path) -> None:
    [form] = _prepared(tmp_path).package.context["项目绩效"]
    rows = form.get("指标")

    assert form.get("年度目标") == "完成十万页扫描。"
    assert form.get("年度资金").get("总额") == "320000.00"
    assert form.get("概况") == form.get("年度资金").get("市县") == ""
    assert [row.get("二级") for row in rows] == ["数量指标", "服务对象满意度指标"]
    assert (rows[0].get("说明"), rows[0].get("依据")) == ("计量的方法", "工作计划")
    assert rows[0].get("年度三级") == ""


def test_the_small_ledger_builds_under_the_hebei_standard(tmp_path: Path) -> None:
    built = build(_file(tmp_path, extra=PURCHASES), tmp_path / "out", layout=False)

    assert {path.suffix for path in built.files} == {".docx", ".xlsx", ".json"}


_UNPRINTED = ("项目属性", "项目期", "概况", "立项依据", "必要性", "保障措施", "实施计划")


def test_texts_of_a_project_are_wanted_only_by_the_standards_that_print_them(
    tmp_path: Path,
) -> None:
    kept = [line for line in TOLD.splitlines() if not line.strip().startswith(_UNPRINTED)]
    path = _file(tmp_path, projects="\n".join(kept) + "\n")

    assert compute_budget(path).package.context["项目绩效"][0].get("年度目标") == "完成十万页扫描。"
    with pytest.raises(FindingsError) as raised:
        compute_budget(path, standard="national", draft=True)
    expected = {
        finding.place.path: finding.expected
        for finding in raised.value.findings
        if finding.code == "B002"
    }
    for name in _UNPRINTED:
        assert expected[f"项目[1].{name}"] == f"填写“{name}”"


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        ("department", DEPARTMENT, ["填写“单位规格”", "填写“经费保障形式”"]),
        ("projects", TOLD.replace(", 依据: 工作计划", ""), ["填写“依据”"]),
        ("assets", VALUED.replace("  其他固定资产: 310\n", ""), ["填写“其他固定资产”"]),
    ],
)
def test_what_the_standard_prints_must_be_filled_in(
    tmp_path: Path, part: str, text: str, expected: list[str]
) -> None:
    faults = _faults(tmp_path, **{part: text})

    assert {fault.code for fault in faults} == {"B002"}
    assert list(dict.fromkeys(fault.expected for fault in faults)) == expected


def test_a_purchase_without_a_catalogue_number_is_named(tmp_path: Path) -> None:
    [fault] = _faults(tmp_path, extra=PURCHASES.replace(", 采购目录序号: A02010600", ""))

    assert (fault.code, fault.expected) == ("B002", "填写“采购目录序号”")
    assert "政府采购[1]" in str(fault.place) or fault.place.line


def test_unit_funds_must_be_itemised(tmp_path: Path) -> None:
    ledger = LEDGER.replace("部门经济科目: 30201,", "部门经济科目: 30201, 资金来源: 单位资金,")
    [fault] = _faults(tmp_path, ledger=ledger)

    assert (fault.code, fault.actual) == ("B004", "单位资金")
    assert "事业收入" in fault.expected
    assert "单位资金" not in fault.expected


def test_unit_funds_by_kind_are_in_their_own_columns(tmp_path: Path) -> None:
    ledger = LEDGER.replace("部门经济科目: 30201,", "部门经济科目: 30201, 资金来源: 事业收入,")
    table = _table(_prepared(tmp_path, ledger=ledger), "预算收入总表")

    assert table.cell("合计", "事业收入").text == "8.00"
    assert table.cell("合计", "财政拨款收入").text == "92.00"
    assert table.cell("合计", "其他收入").text == ""


@pytest.mark.parametrize(
    ("old", "new", "actual", "expected"),
    [
        ("金额: 60000.00", "金额: 66000.00", "66000.00", "60000（数量乘单价）"),
        ("份额: 40000.00", "份额: 90000.01", "90000.01", "不超过金额 90000.00"),
    ],
)
def test_a_purchase_that_contradicts_itself_is_found(
    tmp_path: Path, old: str, new: str, actual: str, expected: str
) -> None:
    [fault] = _faults(tmp_path, extra=PURCHASES.replace(old, new))

    assert (fault.code, fault.actual, fault.expected) == ("B009", actual, expected)


def test_a_rounded_price_is_no_contradiction(tmp_path: Path) -> None:
    third = PURCHASES.replace("金额: 60000.00", "金额: 100.00").replace(
        "单价: 20000.00", "单价: 33.33"
    )
    prepared = _prepared(tmp_path, extra=third)

    assert prepared.figures["政府采购.货物"].value == 100


def test_a_purchase_of_a_unit_that_is_not_listed_is_found(tmp_path: Path) -> None:
    [fault] = _faults(
        tmp_path, extra=PURCHASES.replace("金额: 60000.00", "单位: 某县档安馆, 金额: 60000.00")
    )

    assert (fault.code, fault.expected) == ("B016", "是否为“某县档案馆”？")


def test_a_ledger_written_for_another_standard_needs_no_change(tmp_path: Path) -> None:
    """Content that this standard does not print is reported, not refused; demanded fields are filled."""
    both = OVERALL.replace("{总体", "{部门战略目标: 建成数字档案馆。, 总体").replace(
        "  栏目", "  表式: 县区通用\n  栏目"
    )
    prepared = _prepared(tmp_path, overall=both)
    reported = [
        (finding.code, finding.actual) for finding in prepared.findings if finding.code != "R008"
    ]

    assert reported == [("B018", "县区通用"), ("B018", "部门战略目标")]
    assert prepared.package.context["整体"].get("表式") == "文字"
