"""An export of the platform becomes the money of a budget, every problem at its cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from yugong.budget.dimension import Category, Source, Year
from yugong.findings import Finding, has_errors
from yugong.intake.export_mapping import load_mappings
from yugong.intake.platform_export import import_export

HEADS = [
    "序号",
    "预算单位",
    "项目类别",
    "项目名称",
    "项目编码",
    "支出功能分类科目",
    "部门预算支出经济分类",
    "政府预算支出经济分类",
    "资金性质",
    "金额（元）",
    "是否政府采购",
    "备注",
]
STAFF = [
    1,
    "101001-某局",
    "人员类",
    "工资",
    "G1",
    "2010301 行政运行",
    "[30101]基本工资",
    "50101",
    "111 一般公共预算资金",
    600000.5,
    "否",
    None,
]
WORK = [
    2,
    "101001-某局",
    "公用经费",
    "公用",
    "G2",
    "2010301",
    30201.0,
    50201.0,
    "一般公共预算",
    "80,000.00",
    "否",
    "水电",
]
PROJECT = [
    3,
    "101001-某局",
    "特定目标类",
    "档案\n数字化",
    "P1",
    "[2010302]一般行政管理事务",
    "30227-委托业务费",
    "50205",
    "政府性基金（上年结转）",
    320000,
    "是",
    None,
]


def _sheet(book: openpyxl.Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = "明细"
    return sheet


def _saved(folder: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    sheet = _sheet(book)
    for row in rows:
        sheet.append(row)
    path = folder / "导出.xlsx"
    book.save(path)
    return path


def _imported(folder: Path, *rows: list[Any]) -> tuple[dict[str, Any], list[Finding]]:
    value, findings = import_export(_saved(folder, *rows))
    assert value is not None, findings
    return value, findings


def _at(findings: list[Finding]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.place.cell) for finding in findings]


def _changed(row: list[Any], **cells: Any) -> list[Any]:
    """The row with cells replaced, named by their column's letter."""
    row = list(row)
    for letter, value in cells.items():
        row[ord(letter) - 65] = value
    return row


def test_a_detail_export_gives_the_ledger_and_the_projects(tmp_path: Path) -> None:
    value, findings = _imported(tmp_path, ["2026 年支出明细"], HEADS, STAFF, WORK, PROJECT)

    assert value == {
        "部门": {"单位": [{"名称": "某局"}]},
        "收支明细": [
            {"支出类别": "人员经费", "功能科目": "2010301", "部门经济科目": "30101", "政府经济科目": "50101", "金额": "600000.50"},
            {"支出类别": "公用经费", "功能科目": "2010301", "部门经济科目": "30201", "政府经济科目": "50201", "金额": "80000.00", "备注": "水电"},
            {"支出类别": "特定目标类项目", "项目": "档案数字化", "功能科目": "2010302", "部门经济科目": "30227", "政府经济科目": "50205", "资金来源": "政府性基金预算", "年份": "上年结转", "金额": "320000.00"},
        ],
        "项目": [{"编码": "P1", "名称": "档案数字化"}],
        "政府采购": [{"名称": "档案数字化", "项目": "档案数字化", "金额": "320000.00"}],
    }  # fmt: skip
    assert _at(findings) == [("B002", "K5")]
    assert "货物、工程或服务" in findings[0].expected


def test_amounts_in_wan_are_converted_exactly_and_reported(tmp_path: Path) -> None:
    heads = _changed(HEADS, J="金额\n（万元）")
    value, findings = _imported(
        tmp_path, heads, _changed(STAFF, J=12.345678), _changed(WORK, J="1,000")
    )

    assert [line["金额"] for line in value["收支明细"]] == ["123456.78", "10000000.00"]
    assert [(finding.code, finding.severity.value, finding.place.cell) for finding in findings] == [
        ("R023", "提示", "J1")
    ]


def test_the_unit_may_be_above_the_heads(tmp_path: Path) -> None:
    heads = _changed(HEADS, J="金额")
    value, _ = _imported(tmp_path, ["明细表", None, "单位：万元"], heads, _changed(STAFF, J=1.5))

    assert value["收支明细"][0]["金额"] == "15000.00"


def test_parts_of_a_cent_in_wan_are_refused_at_their_cell(tmp_path: Path) -> None:
    heads = _changed(HEADS, J="金额（万元）")
    value, findings = _imported(tmp_path, heads, STAFF, _changed(WORK, J=1.2345678))

    assert ("B005", "J3") in _at(findings)
    assert value["收支明细"][1]["金额"] == "1.2345678"


@pytest.mark.parametrize(
    ("cells", "code", "cell"),
    [
        ({"C": "人员类别"}, "B004", "C2"),
        ({"C": "运转类"}, "B004", "C2"),
        ({"C": None}, "B002", "C2"),
        ({"F": "行政运行"}, "R010", "F2"),
        ({"F": None}, "B002", "F2"),
        ({"G": None}, "B002", "G2"),
        ({"I": "上年结转"}, "B004", "I2"),
        ({"I": "一般公共预标"}, "B004", "I2"),
        ({"J": "六十万"}, "B005", "J2"),
        ({"J": -5}, "B005", "J2"),
        ({"J": None}, "B002", "J2"),
        ({"C": "特定目标类", "D": None, "E": None}, "B010", "D2"),
        ({"K": "也许"}, "B004", "K2"),
    ],
)
def test_a_faulty_cell_is_reported_with_its_place(
    tmp_path: Path, cells: dict[str, Any], code: str, cell: str
) -> None:
    _, findings = _imported(tmp_path, HEADS, _changed(STAFF, **cells), WORK)

    assert _at(findings) == [(code, cell)]
    assert findings[0].place.sheet == "明细"
    assert has_errors(findings)


def test_what_运转类_means_is_asked_and_not_guessed(tmp_path: Path) -> None:
    _, [finding] = _imported(tmp_path, HEADS, _changed(STAFF, C="运转类"))

    assert "公用经费和其他运转类项目两种" in finding.expected


def test_totals_are_skipped_and_the_grand_total_is_held_against_the_rows(tmp_path: Path) -> None:
    subtotal = [None, "某局小计", None, None, None, None, None, None, None, 680000.5]
    total = ["合 计", None, None, None, None, None, None, None, None, 680000.5]
    value, equal = _imported(tmp_path, HEADS, total, STAFF, WORK, subtotal)
    _, unequal = _imported(tmp_path, HEADS, STAFF, WORK, _changed(total, J=680000.51))

    assert len(value["收支明细"]) == 2
    assert equal == []
    assert [(finding.code, finding.place.cell, finding.actual) for finding in unequal] == [
        ("B009", "J4", "680000.51 元")
    ]


def test_an_unknown_head_is_warned_of_with_the_nearest_one(tmp_path: Path) -> None:
    _, findings = _imported(tmp_path, [*HEADS, "资金来圆", "电话"], STAFF)

    assert [(finding.code, finding.place.cell, finding.expected) for finding in findings] == [
        ("R021", "M1", "是否为“资金来源”？"),
        ("R021", "N1", ""),
    ]
    assert not has_errors(findings)


def test_a_missing_required_column_is_an_error(tmp_path: Path) -> None:
    value, findings = import_export(_saved(tmp_path, _changed(HEADS, F="甲", J="乙"), STAFF))

    assert value is None
    missing = [finding.expected for finding in findings if finding.code == "R022"]
    assert len(missing) == 2
    assert missing[0].startswith("“功能科目”一列")
    assert missing[1].startswith("“金额”一列")


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    value, [finding] = import_export(_saved(tmp_path, ["姓名", "学号"], ["甲", 1]))

    assert (value, finding.code) == (None, "R025")


def test_a_sheet_with_heads_alone_has_no_ledger(tmp_path: Path) -> None:
    _, [finding] = _imported(tmp_path, HEADS)

    assert (finding.code, finding.place.sheet) == ("B002", "明细")


def test_rows_of_several_units_keep_their_unit(tmp_path: Path) -> None:
    value, _ = _imported(tmp_path, HEADS, STAFF, _changed(WORK, B="[101002]某局二中心"))

    assert [line["单位"] for line in value["收支明细"]] == ["某局", "某局二中心"]
    assert value["部门"]["单位"] == [{"名称": "某局"}, {"名称": "某局二中心"}]


def test_projects_of_one_name_are_called_by_their_codes(tmp_path: Path) -> None:
    value, _ = _imported(
        tmp_path, HEADS, _changed(PROJECT, K="否"), _changed(PROJECT, E="P2", K="否")
    )

    assert [line["项目"] for line in value["收支明细"]] == ["P1", "P2"]
    assert [project["编码"] for project in value["项目"]] == ["P1", "P2"]


def test_merged_cells_count_for_each_row_and_hidden_rows_are_reported(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = _sheet(book)
    for row in (HEADS, STAFF, _changed(WORK, B=None)):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.row_dimensions[3].hidden = True
    book.save(tmp_path / "导出.xlsx")
    value, findings = import_export(tmp_path / "导出.xlsx")

    assert value is not None
    assert value["部门"] == {"单位": [{"名称": "某局"}]}
    assert len(value["收支明细"]) == 2
    assert [(finding.code, finding.actual, finding.place.cell) for finding in findings] == [
        ("R020", "1 行隐藏", "A3")
    ]


def test_an_export_with_a_column_for_each_source_gives_a_line_for_each(tmp_path: Path) -> None:
    heads = [*HEADS[:8], "合计", "一般公共预算", "政府性基金", "单位资金"]
    value, findings = _imported(tmp_path, heads, [*PROJECT[:8], 30000, 10000, None, 20000])

    assert findings == []
    assert [(line.get("资金来源"), line["金额"]) for line in value["收支明细"]] == [
        (None, "10000.00"),
        ("单位资金", "20000.00"),
    ]


def test_a_second_sheet_like_it_is_reported_as_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (_sheet(book), book.create_sheet("明细二")):
        sheet.append(HEADS)
        sheet.append(STAFF)
    book.save(tmp_path / "导出.xlsx")
    value, [finding] = import_export(tmp_path / "导出.xlsx")

    assert value is not None
    assert (finding.code, finding.place.sheet) == ("R020", "明细二")


OWN = """\
名称: 某市简表
列:
  支出类别: {必需: true, 表头: [类], 取值: {人员经费: [甲], 公用经费: [乙]}}
  功能科目: {必需: true, 表头: [功能码]}
  部门经济科目: {必需: true, 表头: [经济码]}
金额列:
- {表头: [数], 单位: 万元}
"""


def _own(folder: Path, text: str = OWN) -> Path:
    mappings = folder / "对照"
    mappings.mkdir(exist_ok=True)
    (mappings / "某市.yaml").write_text(text, encoding="utf-8")
    return mappings


def test_a_bureau_adds_a_kind_of_export_by_a_file_in_a_folder(tmp_path: Path) -> None:
    path = _saved(tmp_path, ["类", "功能码", "经济码", "数"], ["乙", "2010301", "30201", 8])
    value, findings = import_export(path, _own(tmp_path))

    assert value == {
        "收支明细": [
            {
                "支出类别": "公用经费",
                "功能科目": "2010301",
                "部门经济科目": "30201",
                "金额": "80000.00",
            }
        ]
    }
    assert [finding.code for finding in findings] == ["R023"]
    assert import_export(path)[0] is None


def test_mappings_that_fit_alike_are_reported(tmp_path: Path) -> None:
    folder = _own(tmp_path)
    (folder / "又.yaml").write_text(OWN.replace("某市简表", "又一简表"), encoding="utf-8")
    path = _saved(tmp_path, ["类", "功能码", "经济码", "数"], ["乙", "2010301", "30201", 8])
    value, findings = import_export(path, folder)

    assert value is not None
    [tie] = [finding for finding in findings if finding.code == "R026"]
    assert sorted(tie.actual.split("、")) == ["又一简表", "某市简表"]


def test_a_faulty_mapping_file_is_reported_at_its_line_and_left_out(tmp_path: Path) -> None:
    mappings, [finding] = load_mappings(
        _own(tmp_path, OWN.replace("必需: true, 表头: [类]", "必须: true, 表头: [类]"))
    )

    assert (finding.code, finding.place.line, finding.expected) == ("B001", 3, "是否为“必需”？")
    assert [mapping.name for mapping in mappings] == [
        mapping.name for mapping in load_mappings()[0]
    ]
    assert load_mappings(tmp_path / "无")[1][0].code == "R001"


def test_the_values_of_the_package_s_mappings_are_the_ledger_s() -> None:
    allowed: dict[str, set[Any]] = {"支出类别": set(Category), "资金来源": set(Source), "年份": set(Year), "是否政府采购": {"是", "否"}, "采购类别": {"货物", "工程", "服务"}}  # fmt: skip
    mappings, findings = load_mappings()

    assert (len(mappings), findings) == (2, [])
    for mapping in mappings:
        heads = mapping.heads()
        assert len(heads) == len(set(heads)), "a head names two fields"
        for name, column in mapping.columns.items():
            assert set(column.values) <= allowed.get(name, set())
            aliases = [alias for spellings in column.values.values() for alias in spellings]
            assert len(aliases) == len(set(aliases))
        for amount in mapping.amounts:
            assert amount.fixed.get("资金来源", Source.GENERAL) in set(Source)


def test_amounts_that_look_like_wan_are_warned_of_with_the_evidence(tmp_path: Path) -> None:
    rows = [_changed(STAFF, J=value) for value in (239.92, 40.75, 128.58)]
    _, [finding] = _imported(tmp_path, HEADS, *rows)

    assert (finding.code, finding.severity.value, finding.place.cell) == ("B022", "警告", "J1")
    assert finding.actual == "3 笔金额中 3 笔不到一万、3 笔带小数，合计 409.25，平均每笔 136.42"


def test_what_a_mapping_has_no_column_for_is_left_to_be_filled_in(tmp_path: Path) -> None:
    bare = "名称: 简\n列: {单位: {表头: [甲]}, 备注: {表头: [乙]}}\n金额列: [{表头: [数]}]\n"
    path = _saved(tmp_path, ["甲", "乙", "数"], ["某局", "水电", 80000])
    value, findings = import_export(path, _own(tmp_path, bare))

    assert value is not None
    assert value["收支明细"] == [{"备注": "水电", "金额": "80000.00"}]
    assert [(finding.code, finding.place.cell) for finding in findings] == [("B002", "C2")]


def test_a_category_that_the_head_of_an_amount_implies_needs_no_column(tmp_path: Path) -> None:
    fixed = OWN.replace("\n  支出类别:", "\n  备注: {表头: [注]}\n  项目名称:").replace(
        "单位: 万元", "定值: {支出类别: 特定目标类项目}"
    )
    path = _saved(tmp_path, ["类", "功能码", "经济码", "数"], [None, "2010301", "30201", 8])
    _, findings = import_export(
        path, _own(tmp_path, fixed.replace("必需: true, 表头: [类]", "表头: [类]"))
    )

    assert [(finding.code, finding.place.cell) for finding in findings] == [("B010", "A2")]
