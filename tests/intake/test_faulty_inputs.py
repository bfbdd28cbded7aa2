"""A catalogue of faulty ledgers: each one change to a sound one, and the finding it must give.

Every case runs twice: as YAML, where the finding has a line, and as the workbook made of it,
where it has a sheet and a cell.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.small_budget import budget_text
from yugong.findings import KINDS, Finding, FindingsError
from yugong.intake.catalogue_source import load_catalogue
from yugong.intake.workbook_write import write_workbook
from yugong.jobs.compute import compute_budget
from yugong.reading.located_yaml import parse_yaml

# (what is there, what is written instead, code, path of the finding, part of what is expected)
CASES: list[tuple[str, str, str, str, str]] = [
    # The head
    ("年度: 2026", "年度: 二〇二六", "B003", "年度", "整数"),
    ("年度: 2026", "年度: 1026", "B003", "年度", "不小于 2000"),
    ("年度: 2026", "年度: 2200", "B003", "年度", "不大于 2100"),
    ("标准: shanxi-2025", "标准: shanxi2025", "S001", "标准", "shanxi-2025"),
    ("标准: shanxi-2025\n", "", "B002", "标准", "标准"),
    ("年度: 2026\n", "年度: 2026\n年份: 2026\n", "B001", "年份", "年度"),
    # The department
    ("  级次: 县", "  级次: 乡", "B004", "部门.级次", "县"),
    ("  级次: 县\n", "", "B002", "部门.级次", "级次"),
    ("  名称: 某县档案馆\n", "", "B002", "部门.名称", "名称"),
    ("  公开日期: 2026-03-02", "  公开日期: 三月二日", "B003", "部门.公开日期", "日期"),
    ("  公开日期: 2026-03-02", "  公开日期: 2026-02-30", "B003", "部门.公开日期", "日期"),
    ("性质: 事业", "性质: 企业", "B004", "部门.单位[1].性质", "事业"),
    ("  职责: [收集和保管本县档案。]", "  职责: []", "B002", "部门.职责", "至少"),
    ('  代码: "101"', '  代吗: "101"', "B001", "部门.代吗", "代码"),
    # Codes
    ("2012604, 部门经济科目: 30101", "2010330, 部门经济科目: 30101", "B006", "收支明细[1].功能科目", "2010303 机关服务"),
    ("2012604, 部门经济科目: 30101", "2012640, 部门经济科目: 30101", "B006", "收支明细[1].功能科目", "2012604"),
    ("2012604, 部门经济科目: 30101", "20126, 部门经济科目: 30101", "B008", "收支明细[1].功能科目", "下级科目"),
    ("2012604, 部门经济科目: 30101", "201, 部门经济科目: 30101", "B008", "收支明细[1].功能科目", "下级科目"),
    ("2012604, 部门经济科目: 30101", "档案馆, 部门经济科目: 30101", "B006", "收支明细[1].功能科目", "2026 年功能科目"),
    ("部门经济科目: 30101", "部门经济科目: 30110101", "B006", "收支明细[1].部门经济科目", "目录"),
    ("部门经济科目: 30101", "部门经济科目: 30188", "B006", "收支明细[1].部门经济科目", "301"),
    ("部门经济科目: 30201", "部门经济科目: 302", "B008", "收支明细[2].部门经济科目", "下级科目"),
    ("部门经济科目: 30201", "部门经济科目: 30201, 政府经济科目: 50288", "B006", "收支明细[2].政府经济科目", "502"),
    ("部门经济科目: 30201", "部门经济科目: 30201, 政府经济科目: 502", "B008", "收支明细[2].政府经济科目", "下级科目"),
    ("支出类别: 公用经费, 功能科目: 2012604", "支出类别: 公用经费, 功能科目: 2987701, 功能科目名称: 新事", "B006", "收支明细[2].功能科目", "是否为"),
    # Amounts
    ("金额: 600000.00", "金额: 六十万", "B005", "收支明细[1].金额", "以元为单位"),
    ("金额: 600000.00", "金额: 600000.001", "B005", "收支明细[1].金额", "两位小数"),
    ("金额: 600000.00", "金额: -600000.00", "B005", "收支明细[1].金额", "不小于 0"),
    ("金额: 600000.00", "金额: 1e5", "B005", "收支明细[1].金额", "以元为单位"),
    ("金额: 600000.00", "金额: 6.0.0", "B005", "收支明细[1].金额", "以元为单位"),
    ("金额: 600000.00", "金额: inf", "B005", "收支明细[1].金额", "以元为单位"),
    (", 金额: 600000.00", "", "B002", "收支明细[1].金额", "金额"),
    ("金额: 600000.00", "金额: 1234567890123456789012.00", "B005", "收支明细[1].金额", "以元为单位"),
    # Choices
    ("支出类别: 人员经费", "支出类别: 人员费", "B004", "收支明细[1].支出类别", "人员经费"),
    ("支出类别: 人员经费", "支出类别: 项目支出", "B004", "收支明细[1].支出类别", "特定目标类项目"),
    ("金额: 600000.00", "金额: 600000.00, 资金来源: 财政拨款", "B004", "收支明细[1].资金来源", "一般公共预算"),
    ("金额: 600000.00", "金额: 600000.00, 年份: 去年", "B004", "收支明细[1].年份", "上年结转"),
    # Rows against the rest
    ("金额: 600000.00", "金额: 600000.00, 备主: 无", "B001", "收支明细[1].备主", "备注"),
    ("{支出类别: 人员经费", "{单位: 某县档案局, 支出类别: 人员经费", "B016", "收支明细[1].单位", "某县档案馆"),
    ("{支出类别: 人员经费", "{项目: 档案数字化, 支出类别: 人员经费", "B010", "收支明细[1].项目", "不写项目"),
    ("项目: 档案数字化, 功能", "项目: 档案数字, 功能", "B010", "收支明细[3].项目", "档案数字化"),
    ("项目: 档案数字化, 功能", "功能", "B010", "收支明细[3].项目", "写明项目"),
    ("部门经济科目: 30101", "部门经济科目: 30201", "B012", "收支明细[1].部门经济科目", "301、303"),
    ("部门经济科目: 30201", "部门经济科目: 30302", "B012", "收支明细[2].部门经济科目", "302"),
    # Projects
    ("- 名称: 档案数字化", "- 名称: 档案电子化", "B010", "项目[1]", "收支明细"),
    ("  概况: 扫描馆藏纸质档案。\n", "", "B002", "项目[1].概况", "概况"),
    ("  项目期: 1年\n", "  项目期: 1年\n  项目期限: 1年\n", "B001", "项目[1].项目期限", "项目期"),
    ("一级: 产出指标", "一级: 产出", "B004", "项目[1].指标[1].一级", "产出指标"),
    ("二级: 数量指标", "二级: 数量", "B004", "项目[1].指标[1].二级", "数量指标"),
    ("  概况:", "  年度资金: {市县财政资金: 1}\n  概况:", "B009", "项目[1].年度资金", "320000"),
    ("  概况:", "  实施期资金: {市县财政资金: 1}\n  概况:", "B009", "项目[1].实施期资金", "不少于"),
    ("  概况:", "  年度资金: {市财政资金: 320000}\n  概况:", "B001", "项目[1].年度资金.市财政资金", "市县财政资金"),
    # The department's form
    ("    部门职责: 保管和利用档案。\n", "", "B002", "整体绩效.栏目", "部门职责"),
    ("    部门职责:", "    部门职能: 无\n    部门职责:", "B001", "整体绩效.栏目.部门职能", "部门职责"),
    ("在编人员数: 11", "在编人员数: 十一", "B003", "整体绩效.栏目.在编人员数", "整数"),
    ("在编人员数: 11", "在编人员数: ①", "B003", "整体绩效.栏目.在编人员数", "整数"),
    # Assets
    ("  车辆编制数: 1\n", "  车辆编制数: 一辆\n", "B003", "国有资产.车辆编制数", "整数"),
    ("办公用房面积: 860", "办公用房面积: 八百", "B003", "国有资产.办公用房面积", "如 860.5"),
    ("  车辆编制数: 1\n", "  车辆编制数: -1\n", "B003", "国有资产.车辆编制数", "不小于 0"),
    ("应急保障用车: 1", "应急用车: 1", "B001", "国有资产.车辆.应急用车", "应急保障用车"),
    ("  截至日期: 2025-12-31", "  截至日期: 去年底", "B003", "国有资产.截至日期", "日期"),
    # Last year, reasons, passages
    ("  收入.总计: 1000000.00", "  收入.总记: 1000000.00", "B001", "上年数.收入.总记", "收入.总计"),
    ("  收入.总计: 1000000.00", "  收入.总计: 900000.00", "B009", "上年数.收入.总计", "支出.总计"),
    ("  收入.总计: 1000000.00", "  收入.总计: 100万", "B005", "上年数.收入.总计", "以元为单位"),
    ("总计: 1000000.00", "总计: 500000.00", "B013", "变动原因", "收入.总计"),
    ("  三公.公务接待费: 0\n", "", "B014", "上年数", "三公.公务接待费"),
    ("  其他说明: 无\n", "", "B002", "文字", "其他说明"),
    ("  其他说明: 无", "  其他说明: 无\n  其他: 无", "B018", "文字.其他", "其他说明"),
    ("  其他说明: 无", "  其他说明: 联系电话13" + "800001111", "B020", "文字.其他说明", "手机"),
    ("  其他说明: 无", "  其他说明: 11010119900307" + "001X", "B020", "文字.其他说明", "身份证"),
]  # fmt: skip


_OTHERWISE = ("  职责: []", "  收入.总计: 100万")
"""What is no fault of a workbook, or another one: an empty list is no list there, and 100万 is
understood and said so."""


def faults(path: Path) -> list[Finding]:
    """Return every finding about a ledger file."""
    try:
        return list(compute_budget(path).findings)
    except FindingsError as error:
        return list(error.findings)


def changed(old: str, new: str) -> str:
    text = budget_text()
    assert old in text, old
    return text.replace(old, new)


def _said(findings: list[Finding], code: str, path: str, expected: str) -> Finding | None:
    for finding in findings:
        near = expected in finding.expected or expected in finding.message
        if (finding.code, finding.place.path) == (code, path) and near:
            return finding
    return None


@pytest.mark.parametrize(("old", "new", "code", "path", "expected"), CASES)
def test_a_faulty_yaml_is_answered_at_its_line(
    tmp_path: Path, old: str, new: str, code: str, path: str, expected: str
) -> None:
    file = tmp_path / "budget.yaml"
    file.write_text(changed(old, new), encoding="utf-8")
    findings = faults(file)
    finding = _said(findings, code, path, expected)

    assert finding is not None, [
        (finding.code, finding.place.path, finding.message) for finding in findings
    ]
    assert finding.remedy
    assert finding.place.line is not None or new == "" or code in ("B013", "B014", "B002")


@pytest.mark.parametrize(
    ("old", "new", "code", "path", "expected"),
    [case for case in CASES if case[2] not in ("B001", "B018") and case[1] not in _OTHERWISE],
)
def test_the_same_fault_in_a_workbook_is_answered_at_its_cell(
    tmp_path: Path, old: str, new: str, code: str, path: str, expected: str
) -> None:
    """A form cannot contain an unknown field: the tests of its heads check that."""
    located, _ = parse_yaml(changed(old, new).encode(), "budget.yaml")
    assert located is not None
    file = tmp_path / "budget.xlsx"
    write_workbook(file, located.value, load_catalogue(2026)[0])
    findings = faults(file)
    finding = _said(findings, code, path, expected)

    assert finding is not None, [
        (finding.code, finding.place.path, finding.message) for finding in findings
    ]
    assert finding.place.sheet is not None or code in ("B002", "B013", "B014")
    assert finding.place.cell is not None or code in ("B002", "B013", "B014")


def test_the_catalogue_has_sixty_cases_of_many_kinds() -> None:
    assert len(CASES) >= 60
    assert len({code for _, _, code, _, _ in CASES}) >= 14
    assert {code for _, _, code, _, _ in CASES} <= set(KINDS)
