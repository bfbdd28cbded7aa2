"""An adjustment says the same in YAML and in a workbook, and its faults are named by cell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from builders.adjust_cases import CUT, HEAD, LEDGER, base_file, batch, refused, warned
from yugong.budget.adjustment import ADJUSTMENT
from yugong.budget.file_value import file_value
from yugong.findings import FindingsError
from yugong.intake.adjustment_file import adjustment_yaml, read_adjustment
from yugong.intake.adjustment_layout import ADJUSTMENT_BOOK, CLEARED
from yugong.intake.budget_file import read_budget
from yugong.intake.workbook_layout import known_columns
from yugong.jobs.adjust import adjust_ledger, write_empty_adjustment
from yugong.jobs.ledger import convert_ledger
from yugong.jobs.ledger_file import write_adjustment
from yugong.reading.located_yaml import parse_yaml

FULL = """\
批次: 第一次调整
日期: 2026-06-30
文号: 某财预〔2026〕35号
原因: "落实应急资金：压减 #1"
调整前合计: 1000000.00
调整后合计: 975000.00
公开日期: 2026-07-10
收支明细:
  增加:
  - {位置: 2, 单位: 某县档案馆, 支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30202, 金额: 5000.00}
  删除:
  - {项目: 档案数字化, 年份: 上年结转}
  修改:
  - {原: {部门经济科目: 30201, 金额: 80000.00}, 新: {金额: 70000.00, 备注: 压减, 资金来源: ~}}
  - {原: {位置: 3}, 新: {项目: 档案数字化（一期）}}
政府采购:
  增加:
  - {类别: 货物, 名称: 扫描仪, 金额: 35000.00}
项目:
  修改:
  - 原: {名称: 档案数字化}
    新:
      名称: 档案数字化（一期）
      编码: XM1
      年度资金: ~
      年度目标: |-
        完成八万页扫描。
        建成目录库。
      指标:
      - {一级: 产出指标, 二级: 数量指标, 三级: 扫描页数, 指标值: ≥8万页}
变动原因:
  支出.总计: 压减办公费
  收入.总计: ~
  支出.基本支出: {原因: 压减, 本年: 670000.00, 上年: 1.00}
文字:
  其他说明: ~
  政府购买服务: 本部门没有。
"""


def value_of(text: str) -> dict[str, Any]:
    located, findings = parse_yaml(text.encode(), "调整.yaml")
    assert located is not None
    assert findings == []
    value: dict[str, Any] = located.value
    return value


@pytest.mark.parametrize("name", ["调整.yaml", "调整.xlsx"])
def test_an_adjustment_written_reads_back_the_same(tmp_path: Path, name: str) -> None:
    value = value_of(FULL)
    write_adjustment(tmp_path / name, value, 2026)
    read, findings = read_adjustment(tmp_path / name)

    assert findings == []
    assert read is not None
    assert read.adjustment == ADJUSTMENT.model_validate(value)


def test_an_adjustment_in_yaml_has_one_line_for_each_row() -> None:
    value = value_of(FULL)
    text = adjustment_yaml(value)

    assert value_of(text) == value
    assert (
        "  - {原: {部门经济科目: 30201, 金额: 80000.00}, "
        "新: {金额: 70000.00, 备注: 压减, 资金来源: ~}}\n" in text
    )
    assert "    年度目标: |-\n" in text.replace("      年度目标", "    年度目标")


def test_an_adjustment_as_a_plain_value_equals_the_file() -> None:
    value = value_of(FULL)

    assert file_value(ADJUSTMENT.model_validate(value)) == value


# --- as a workbook ------------------------------------------------------------------------------


def book_with(folder: Path, rows: dict[str, list[dict[str, Any]]], **info: Any) -> Path:
    """The empty adjustment workbook filled in as a person does, cell by cell."""
    path = folder / "调整.xlsx"
    write_empty_adjustment(path)
    book = openpyxl.load_workbook(path)
    info_given = {"批次": "第一次调整", "日期": "2026-06-30", "原因": "压减一般性支出", **info}
    sheet = book["调整信息"]
    for row in range(2, sheet.max_row + 1):
        name = str(sheet.cell(row, 1).value)
        if name in info_given:
            sheet.cell(row, 2).value = info_given[name]
    for name, entries in rows.items():
        sheet = book[name]
        heads = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
        for number, entry in enumerate(entries, 2):
            for head, content in entry.items():
                sheet.cell(number, heads[head]).value = content
    book.save(path)
    return path


def test_a_workbook_filled_in_by_hand_is_applied(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"操作": "修改", "部门经济科目": "30201 办公费", "金额": "80,000.00", "新金额": 50000},
        {"操作": "删除", "年份": "上年结转"},
        {
            "操作": "增加",
            "支出类别": "公用经费",
            "功能科目": 2012604,
            "部门经济科目": "30202",
            "金额": 20000,
        },
    ]
    path = book_with(tmp_path, {"收支明细": rows}, 调整前合计=1000000, 调整后合计=970000)
    assert warned(base_file(tmp_path), path) == []
    intake, _ = read_budget(tmp_path / "调整后.yaml")

    assert intake is not None
    assert [str(line.amount) for line in intake.budget.ledger] == [
        "600000.00",
        "50000.00",
        "300000.00",
        "20000.00",
    ]


def test_a_project_in_a_workbook_changes_by_its_name(tmp_path: Path) -> None:
    path = book_with(
        tmp_path,
        {
            "项目": [{"操作": "修改", "名称": "档案数字化", "项目期": "2年"}],
            "绩效指标": [{"项目": "档案数字化", "一级": "产出指标", "三级": "扫描页数"}],
            "文字": [{"名称": "其他说明", "内容": CLEARED}],
        },
    )
    assert warned(base_file(tmp_path), path) == []
    intake, _ = read_budget(tmp_path / "调整后.yaml")

    assert intake is not None
    [project] = intake.budget.projects
    assert (project.period, len(project.indicators)) == ("2年", 1)
    assert project.overview == "扫描馆藏纸质档案。"
    assert "其他说明" not in intake.budget.text


CHANGE = {"操作": "修改", "部门经济科目": "30201", "新金额": 1}


@pytest.mark.parametrize(
    ("sheet", "row", "code", "cell"),
    [
        ("收支明细", CHANGE | {"操作": None}, "B002", "A2"),
        ("收支明细", CHANGE | {"操作": "变更"}, "B004", "A2"),
        ("收支明细", CHANGE | {"操作": "删除"}, "B001", "M2"),
        ("收支明细", CHANGE | {"新金额": "五万"}, "B005", "M2"),
        ("收支明细", CHANGE | {"金额": 80001}, "B042", "A2"),
        ("收支明细", CHANGE | {"部门经济科目": "30299"}, "B040", "A2"),
        ("收支明细", CHANGE | {"新部门经济科目": "30296"}, "B006", "T2"),
        ("收支明细", CHANGE | {"新金额": CLEARED}, "B002", "M2"),
        ("收支明细", {"操作": "增加", "支出类别": "公用经费", "金额": 1}, "B002", "F2"),
        ("项目", {"操作": "修改", "名称": "档案数子化", "项目期": "2年"}, "B040", "A2"),
        ("绩效指标", {"项目": "档案数子化", "一级": "产出指标"}, "B010", "A2"),
    ],
)
def test_a_fault_in_a_workbook_is_named_by_its_cell(
    tmp_path: Path, sheet: str, row: dict[str, Any], code: str, cell: str
) -> None:
    findings = refused(base_file(tmp_path), book_with(tmp_path, {sheet: [row]}))
    places = [(finding.code, finding.place.sheet, finding.place.cell) for finding in findings]

    assert (code, sheet, cell) in places


def test_a_fault_in_what_a_batch_is_called_is_named_by_its_cell(tmp_path: Path) -> None:
    path = book_with(tmp_path, {"收支明细": [CHANGE]}, 日期="六月", 调整前合计=999)
    places = [(finding.code, finding.place.cell) for finding in refused(base_file(tmp_path), path)]

    assert places == [("B003", "B3"), ("B047", "B6")]


def test_a_ledger_is_no_adjustment_and_an_adjustment_no_ledger(tmp_path: Path) -> None:
    base = base_file(tmp_path)

    assert "B001" in [finding.code for finding in refused(base, base)]
    assert "B002" in [
        finding.code for finding in refused(batch(tmp_path, CUT), batch(tmp_path, CUT))
    ]


def test_a_ledger_workbook_in_place_of_an_adjustment_is_one_fault(tmp_path: Path) -> None:
    base = base_file(tmp_path)
    convert_ledger(base, tmp_path / "budget.xlsx")
    [finding] = refused(base, tmp_path / "budget.xlsx")

    assert finding.code == "R003"
    assert "次序" in finding.remedy


# --- empty ones -------------------------------------------------------------------------------


def test_an_empty_workbook_has_every_sheet_with_its_heads(tmp_path: Path) -> None:
    write_empty_adjustment(tmp_path / "新.xlsx", base_file(tmp_path))
    book = openpyxl.load_workbook(tmp_path / "新.xlsx")
    for layout in ADJUSTMENT_BOOK.sheets:
        heads = tuple(cell.value for cell in book[layout.name][1] if cell.value)
        assert heads == known_columns(layout)

    assert book["收支明细"]["A1"].value == "操作"
    assert book["调整信息"]["B6"].value == 1000000
    read, findings = read_adjustment(tmp_path / "新.xlsx")
    assert read is not None
    assert {finding.code for finding in findings} == {"B002"}


def test_an_empty_yaml_asks_for_what_is_missing_and_put_to_use_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "新.yaml"
    write_empty_adjustment(path, base_file(tmp_path))
    text = path.read_text(encoding="utf-8")
    _, findings = read_adjustment(path)
    assert [finding.code for finding in findings] == ["B002"] * 3

    used = re.sub("^# ", "", text, flags=re.MULTILINE)
    for name, answer in (("批次", "一"), ("日期", "2026-06-30"), ("原因", "压减")):
        used = re.sub(f"^{name}: +##", f"{name}: {answer}  ##", used, flags=re.MULTILINE)
    path.write_text(used, encoding="utf-8")
    read, findings = read_adjustment(path)
    assert findings == []
    assert read is not None
    assert str(read.adjustment.before) == "1000000.00"
    parts = {name for name, _ in read.adjustment if name in read.adjustment.model_fields_set}
    assert {"ledger", "procurement", "projects", "reasons", "text", "published_on"} <= parts


def test_an_empty_form_is_not_written_over_anything(tmp_path: Path) -> None:
    standing = batch(tmp_path, CUT)
    with pytest.raises(FindingsError) as caught:
        write_empty_adjustment(standing)

    assert [finding.code for finding in caught.value.findings] == ["D009"]
    assert standing.read_text(encoding="utf-8") == HEAD + CUT


@pytest.mark.parametrize("kind", [".yaml", ".xlsx"])
def test_the_inverse_file_takes_the_batch_back(tmp_path: Path, kind: str) -> None:
    base = base_file(tmp_path, LEDGER)
    batch(tmp_path, FULL, head="")
    inverse = tmp_path / f"撤销{kind}"
    adjust_ledger(base, [tmp_path / "调整.yaml"], tmp_path / "一.yaml", inverse=inverse)
    adjust_ledger(tmp_path / "一.yaml", [inverse], tmp_path / "二.yaml")

    assert value_of((tmp_path / "二.yaml").read_text(encoding="utf-8")) == value_of(
        base.read_text(encoding="utf-8")
    )
