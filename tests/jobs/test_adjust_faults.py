"""A batch that cannot be right is refused, with its own row and the rows it may have meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.adjust_cases import CUT, HEAD, LEDGER, base_file, batch, refused, warned
from yugong.findings import Finding, Severity


def summary(finding: Finding) -> tuple[str, str, int | None]:
    return finding.code, Path(finding.place.file).name, finding.place.line


def test_a_row_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    text = "收支明细:\n  删除:\n  - {支出类别: 公用经费, 部门经济科目: 30202}\n"
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B040", "调整.yaml", 6)
    assert finding.actual == "公用经费 / 30202"
    assert finding.expected.startswith(
        "相近的有：公用经费 / 2012604 / 30201 80000.00 元（budget.yaml 第 14 行）"
    )


def test_a_misspelt_project_finds_the_one_that_was_meant(tmp_path: Path) -> None:
    text = "项目:\n  修改:\n  - {原: {名称: 档案数子化}, 新: {项目期: 2年}}\n"
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B040", "调整.yaml", 6)
    assert "档案数字化（budget.yaml 第 18 行）" in finding.expected


def test_part_of_a_name_finds_the_project_that_has_it(tmp_path: Path) -> None:
    text = "收支明细:\n  修改:\n  - {原: {项目: 数字化, 金额: 1.00}, 新: {金额: 2.00}}\n"
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert finding.actual == "数字化 1.00 元"
    assert "档案数字化 / 2012604 / 30227 300000.00 元" in finding.expected


def test_a_row_that_is_like_no_other_is_reported_as_such(tmp_path: Path) -> None:
    text = "收入:\n  删除:\n  - {收入科目: 1030148}\n"
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert finding.code == "B040"
    assert finding.expected == "“收入”里有的一行"


def test_several_rows_that_fit_are_all_named(tmp_path: Path) -> None:
    text = "收支明细:\n  修改:\n  - {原: {项目: 档案数字化}, 新: {金额: 1.00}}\n"
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B041", "调整.yaml", 6)
    assert finding.actual == "2 行符合"
    assert "300000.00 元（budget.yaml 第 15 行）" in finding.expected
    assert "上年结转 20000.00 元（budget.yaml 第 16 行）" in finding.expected


def test_an_amount_that_is_no_longer_so_is_named_with_what_it_is(tmp_path: Path) -> None:
    text = "收支明细:\n  修改:\n  - {原: {部门经济科目: 30201, 金额: 90000.00}, 新: {金额: 1.00}}\n"
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B042", "调整.yaml", 6)
    assert finding.actual == "90000.00 元"
    assert "80000.00 元（budget.yaml 第 14 行）" in finding.expected


def test_a_row_is_not_adjusted_twice_in_a_batch(tmp_path: Path) -> None:
    text = CUT + "  删除:\n  - {支出类别: 公用经费}\n"
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B043", "调整.yaml", 8)
    assert "80000.00 元" in finding.actual


def test_nothing_named_means_no_row(tmp_path: Path) -> None:
    [finding] = refused(base_file(tmp_path), batch(tmp_path, "收支明细: {删除: [{}]}\n"))

    assert summary(finding) == ("B002", "调整.yaml", 4)


SAME = "{支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 资金来源: 一般公共预算, 金额: 80000}"


def test_a_row_added_that_is_already_there_is_suspicious(tmp_path: Path) -> None:
    text = f"收支明细:\n  增加:\n  - {SAME}\n"
    [finding] = warned(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B044", "调整.yaml", 6)
    assert finding.severity is Severity.WARNING
    assert "budget.yaml 第 14 行" in finding.actual


def test_a_row_that_differs_in_anything_is_not_suspicious(tmp_path: Path) -> None:
    text = f"收支明细:\n  增加:\n  - {SAME.replace('80000', '80000.01')}\n"

    assert warned(base_file(tmp_path), batch(tmp_path, text)) == []


def test_a_batch_is_not_applied_twice(tmp_path: Path) -> None:
    first_batch = batch(tmp_path, CUT)
    again = batch(tmp_path, CUT.replace("50000", "40000"), name="再次.yaml")
    [finding] = refused(base_file(tmp_path), first_batch, again)

    assert summary(finding) == ("B045", "再次.yaml", 1)


def test_a_batch_dated_before_the_last_is_suspicious(tmp_path: Path) -> None:
    head = HEAD.replace("第一次", "第二次").replace("06-30", "06-29")
    second = batch(tmp_path, "文字: {其他说明: 略}\n", head=head, name="二.yaml")
    same_day = batch(
        tmp_path,
        "文字: {其他说明: 略去}\n",
        head=head.replace("06-29", "06-30").replace("第二次", "第三次"),
        name="三.yaml",
    )
    first = batch(tmp_path, CUT)
    [finding] = warned(base_file(tmp_path), first, second, same_day)

    assert summary(finding) == ("B046", "二.yaml", 2)
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("field", "amount", "real", "difference"),
    [
        ("调整前合计", "1000000.01", "1000000.00", "+0.01"),
        ("调整后合计", "969999.00", "970000.00", "-1.00"),
    ],
)
def test_control_totals_must_reconcile(
    tmp_path: Path, field: str, amount: str, real: str, difference: str
) -> None:
    text = f"{field}: {amount}\n{CUT}"
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B047", "调整.yaml", 4)
    assert finding.expected == f"{real} 元，相差 {difference} 元"


def test_control_totals_that_reconcile_are_accepted(tmp_path: Path) -> None:
    text = f"调整前合计: 1000000.00\n调整后合计: 970000\n{CUT}"

    assert warned(base_file(tmp_path), batch(tmp_path, text)) == []


def test_taking_back_what_was_not_done_last_is_refused(tmp_path: Path) -> None:
    head = HEAD + "撤销: 第三次调整\n"
    findings = refused(base_file(tmp_path), batch(tmp_path, CUT, head=head))

    assert [summary(finding) for finding in findings] == [("B048", "调整.yaml", 4)]
    assert findings[0].expected == "最后一批：没有调整过"


def test_a_batch_that_says_nothing_is_refused(tmp_path: Path) -> None:
    [finding] = refused(base_file(tmp_path), batch(tmp_path, "收入:\n文字:\n"))

    assert summary(finding)[:2] == ("B049", "调整.yaml")


def test_a_change_to_what_is_there_already_is_only_noted(tmp_path: Path) -> None:
    text = CUT + "  - {原: {部门经济科目: 30101}, 新: {金额: 600000.00}}\n"
    [finding] = warned(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B049", "调整.yaml", 7)
    assert finding.severity is Severity.WARNING


def test_a_place_beyond_the_list_is_refused(tmp_path: Path) -> None:
    text = f"收支明细:\n  增加:\n  - {{位置: 7, {SAME[1:]}\n"
    findings = refused(base_file(tmp_path), batch(tmp_path, text))
    fault = next(finding for finding in findings if finding.code == "B004")

    assert (fault.actual, fault.expected) == ("7", "1 到 5")


def test_every_fault_of_every_batch_comes_at_once(tmp_path: Path) -> None:
    first = """\
收支明细:
  增加:
  - {支出类别: 公用经费, 功能科目: 2010330, 部门经济科目: 30202, 金额: 5.00}
  删除:
  - {部门经济科目: 30299}
  - {项目: 档案数字化}
  修改:
  - {原: {部门经济科目: 30101}, 新: {金额: 六十万}}
"""
    second = batch(
        tmp_path,
        "政府采购: {删除: [{名称: 扫描仪}]}\n",
        head=HEAD.replace("第一次", "第二次"),
        name="二.yaml",
    )
    findings = refused(base_file(tmp_path), batch(tmp_path, first), second)

    assert sorted(map(summary, findings)) == [
        ("B005", "调整.yaml", 11),
        ("B006", "调整.yaml", 6),
        ("B040", "二.yaml", 4),
        ("B040", "调整.yaml", 8),
        ("B041", "调整.yaml", 9),
    ]


# --- the ledger that comes of it ----------------------------------------------------------------


def test_rows_of_a_project_without_a_form_are_refused_at_the_batch(tmp_path: Path) -> None:
    text = """\
收支明细:
  增加:
  - {支出类别: 特定目标类项目, 项目: 防汛物资储备, 功能科目: 2012604, 部门经济科目: 30218, 金额: 5000.00}
"""
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B010", "调整.yaml", 6)
    assert finding.actual == "防汛物资储备"


def test_a_project_left_without_rows_is_refused_at_the_ledger(tmp_path: Path) -> None:
    text = """\
收支明细:
  删除:
  - {项目: 档案数字化, 年份: 本年}
  - {项目: 档案数字化, 年份: 上年结转}
"""
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B010", "budget.yaml", 18)


def test_a_field_changed_to_what_does_not_exist_is_refused_at_the_change(tmp_path: Path) -> None:
    text = "收支明细:\n  修改:\n  - {原: {部门经济科目: 30201}, 新: {部门经济科目: 30296}}\n"
    [finding] = refused(base_file(tmp_path), batch(tmp_path, text))

    assert summary(finding) == ("B006", "调整.yaml", 6)
    assert finding.place.path == "收支明细.修改[1].新.部门经济科目"


def test_a_second_batch_is_checked_against_the_first(tmp_path: Path) -> None:
    head = HEAD.replace("第一次", "第二次")
    text = "收支明细:\n  修改:\n  - {原: {部门经济科目: 30201, 金额: 80000}, 新: {金额: 1.00}}\n"
    second = batch(tmp_path, text, head=head, name="二.yaml")
    [finding] = refused(base_file(tmp_path), batch(tmp_path, CUT), second)

    assert summary(finding) == ("B042", "二.yaml", 6)
    assert "50000.00 元" in finding.expected


def test_the_last_row_of_a_ledger_cannot_go(tmp_path: Path) -> None:
    row = LEDGER.splitlines()[1]
    base = base_file(tmp_path, ledger=f"收支明细:\n{row}\n", projects="")
    findings = refused(base, batch(tmp_path, "收支明细: {删除: [{位置: 1}]}\n"))

    assert [finding.code for finding in findings] == ["B002"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("收支明细: {修改: [{原: {金额: 1}, 薪: {金额: 2}}]}\n", "B001", 4),
        ("收支明细:\n  增加:\n  - {支出类别: 公用经费}\n", "B002", 6),
        ("收支明细:\n  修改:\n  - {原: {位置: 0}, 新: {金额: 2}}\n", "B003", 6),
        ("收支明细:\n  修改:\n  - {原: {支出类别: 公用经贾}, 新: {金额: 2}}\n", "B004", 6),
        ("收支明细:\n  修改:\n  - {原: {部门经济科目: 30201}, 新: {金额: }}\n", "B002", 6),
        ("项目:\n  修改:\n  - {原: {概况: 扫描}, 新: {项目期: 2年}}\n", "B001", 6),
        ("公开日期: 七月\n", "B003", 4),
    ],
)
def test_a_faulty_field_of_a_batch_is_named_at_its_line(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    findings = refused(base_file(tmp_path), batch(tmp_path, text))

    assert (code, "调整.yaml", line) in [summary(finding) for finding in findings]
    assert all(finding.place.file.endswith("调整.yaml") for finding in findings)


def test_a_base_that_cannot_be_read_is_reported_as_such(tmp_path: Path) -> None:
    base = base_file(tmp_path, ledger=LEDGER.replace("80000.00", "八万"))
    [finding] = refused(base, batch(tmp_path, CUT))

    assert summary(finding) == ("B005", "budget.yaml", 14)
