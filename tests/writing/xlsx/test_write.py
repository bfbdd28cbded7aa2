"""Writing the Excel package: text stays text, totals are live formulas with their value."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from builders.places import TESTS
from builders.template_workbooks import workbook
from builders.xlsx_package import ODD_TEXTS, TEMPLATE, form, project_name, sample_package
from yugong.budget.money import round_half_up
from yugong.findings import FindingsError
from yugong.report_workbook.limits import LONGEST_FORMULA
from yugong.report_workbook.sum_formula import sum_formula
from yugong.standard.narrative import NarrativeBlock, NarrativeText
from yugong.standard.package import Package
from yugong.writing.xlsx import compile_workbook, read_back_workbook

SHANXI = compile_workbook(TEMPLATE.read_bytes(), "shanxi-2025.xlsx")


def written(folder: Path, package: Package, narrative: NarrativeText | None = None) -> Path:
    path = folder / "公开表.xlsx"
    SHANXI.write(path, package, narrative)
    return path


def values(path: Path, sheet: str) -> list[list[Any]]:
    """The cells of a sheet as calamine reads them, cached values for formulas."""
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def find(grid: list[list[Any]], text: str) -> tuple[int, int]:
    return next((r, c) for r, row in enumerate(grid) for c, v in enumerate(row) if v == text)


def test_the_workbook_has_a_sheet_per_table_and_per_project(tmp_path: Path) -> None:
    names = openpyxl.load_workbook(written(tmp_path, sample_package(2))).sheetnames
    tables = [f"表{number}" for number in range(1, 14)]
    assert names == ["封面", "目录", *tables, "整体绩效", "绩效001", "绩效002", "图表数据"]


def test_the_other_overall_form_is_chosen_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, sample_package(1, form_kind="履职效益"))
    texts = [cell for row in values(path, "整体绩效") for cell in row]
    assert "单位中长期战略目标" in texts
    assert 47542300.45 in texts
    assert 1000.5 in texts


def test_a_total_is_a_formula_that_carries_its_value(tmp_path: Path) -> None:
    path = written(tmp_path, sample_package(2))
    head, children = (find(values(path, "表3"), code)[0] for code in ("201", "208"))
    line = head  # the row of 合计, counted from 1
    live = openpyxl.load_workbook(path)["表3"]
    cached = openpyxl.load_workbook(path, data_only=True)["表3"]
    assert live.cell(line, 3).value == f"=D{line}+E{line}"
    assert live.cell(line, 5).value == f"=SUM(E{head + 1},E{children + 1})"
    assert cached.cell(line, 3).value == 4680.335521
    assert cached.cell(line, 5).value == 2679.475662
    assert values(path, "表3")[line - 1][2:5] == [4680.335521, 2000.859859, 2679.475662]


def test_an_amount_is_the_exact_number_and_a_nothing_is_blank(tmp_path: Path) -> None:
    grid = values(written(tmp_path, sample_package(1)), "表3")
    row, _ = find(grid, "2010303")
    assert grid[row][2:5] == [2671.391117, "", 2671.391117]
    sheet = openpyxl.load_workbook(tmp_path / "公开表.xlsx")["表3"]
    assert sheet.cell(row + 1, 5).number_format.startswith("0.00")


def test_the_total_row_merges_code_and_name(tmp_path: Path) -> None:
    path = written(tmp_path, sample_package(1))
    grid = values(path, "表2")
    row = next(index for index, line in enumerate(grid) if line[0] == "合计")
    areas = {str(area) for area in openpyxl.load_workbook(path)["表2"].merged_cells.ranges}
    assert f"A{row + 1}:B{row + 1}" in areas
    assert f"A{row + 2}:B{row + 2}" not in areas


def test_indicator_levels_are_merged_down_by_the_model(tmp_path: Path) -> None:
    path = written(tmp_path, sample_package(1))
    grid = values(path, "绩效001")
    first = find(grid, "产出指标")[0] + 1
    areas = {str(area) for area in openpyxl.load_workbook(path)["绩效001"].merged_cells.ranges}
    assert {
        f"A{first - 1}:A{first + 9}",
        f"B{first}:B{first + 4}",
        f"C{first}:C{first + 1}",
        f"F{first}:F{first + 1}",
        f"B{first + 5}:B{first + 8}",
    } <= areas
    assert not any(area.startswith(f"B{first + 9}:") for area in areas)


def test_odd_texts_stay_text(tmp_path: Path) -> None:
    count = len(ODD_TEXTS)
    path = written(tmp_path, sample_package(count))
    sheet = openpyxl.load_workbook(path)["表12"]
    column = [cell for (cell,) in sheet.iter_rows(max_col=1)]
    cells = {cell.value: cell for cell in column if cell.value}
    for index in range(1, count + 1):
        cell = cells[project_name(index)]
        assert (cell.data_type, cell.hyperlink) == ("s", None)
        assert project_name(index) in [v for line in values(path, f"绩效{index:03d}") for v in line]


def test_a_very_long_text_survives_whole_and_gets_the_height_it_needs(tmp_path: Path) -> None:
    long = "甲乙丙丁戊己庚辛壬癸" * 1000
    path = written(tmp_path, sample_package(forms=[form(1, 概况=long)]))
    assert long in [cell for line in values(path, "绩效001") for cell in line]
    sheet = openpyxl.load_workbook(path)["绩效001"]
    area = next(
        a for a in sheet.merged_cells.ranges if sheet.cell(a.min_row, a.min_col).value == long
    )
    height = sum(sheet.row_dimensions[row].height for row in range(area.min_row, area.max_row + 1))
    assert height > 10_000 / 50 * 11
    assert all(
        sheet.row_dimensions[row].height <= 409 for row in range(area.min_row, area.max_row + 1)
    )


def test_a_line_break_is_kept_and_wrapped(tmp_path: Path) -> None:
    path = written(tmp_path, sample_package(forms=[form(1, 概况="一\r\n二")]))
    sheet = openpyxl.load_workbook(path)["绩效001"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "一\n二")
    assert cell.alignment.wrap_text


def test_all_values_that_no_cell_can_hold_are_reported_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    forms = [form(1, 概况="甲\x01乙"), form(2, 立项依据="长" * 40_000)]
    with pytest.raises(FindingsError) as caught:
        written(tmp_path, sample_package(forms=forms))
    assert [finding.code for finding in caught.value.findings] == ["B019", "D006"]
    assert all(finding.place.sheet == "项目绩效" for finding in caught.value.findings)
    assert list(tmp_path.iterdir()) == []


def test_the_contents_lead_to_every_sheet_and_back(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, sample_package(2)))
    contents = [c.hyperlink for row in book["目录"].iter_rows() for c in row if c.hyperlink]
    targets = [link.location for link in contents]
    assert targets[:2] == ["'封面'!A1", "'表1'!A1"]
    assert targets[-3:] == ["'绩效001'!A1", "'绩效002'!A1", "'图表数据'!A1"]
    assert len(targets) == 1 + 13 + 1 + 2 + 1
    assert [
        c.hyperlink.location for row in book["表5"].iter_rows() for c in row if c.hyperlink
    ] == ["'目录'!A1"]
    assert "返回目录" not in str(book["表5"].print_area)
    assert str(book["表5"].print_area).startswith("'表5'!$A$1:$E$")


def test_a_chart_with_data_is_native_and_one_without_is_left_out(tmp_path: Path) -> None:
    names = ("一般公共预算支出结构", "三公经费")
    drawn = tuple(NarrativeBlock(chart=name) for name in names)
    blocks = (NarrativeBlock(1, "一、支出情况"), *drawn, NarrativeBlock(1, "二、其他"))
    path = written(tmp_path, sample_package(1), NarrativeText(blocks))
    with zipfile.ZipFile(path) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/")]
        source = archive.read(charts[0]).decode()
    assert charts == ["xl/charts/chart1.xml"]
    assert "<c:barChart>" in source
    assert "2026年一般公共预算" in source
    grid = values(path, "图表数据")
    row, column = find(grid, "一般公共服务支出")
    assert grid[row][column + 1] == 4560.055526


def test_print_settings_and_repeated_heads_follow_the_template(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, sample_package(1)))
    sheet = book["表2"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$5"
    assert "第 &P 页" in str(sheet.oddFooter)
    assert book["表3"].page_setup.orientation == "portrait"


def test_the_file_names_no_person_and_is_dated_by_its_publication(tmp_path: Path) -> None:
    properties = openpyxl.load_workbook(written(tmp_path, sample_package(1))).properties
    assert properties.creator in (None, "")
    assert properties.title == "某市某局2026年部门预算公开"
    assert properties.created.isoformat() == "2026-03-05T00:00:00"


_BUILD = """
import sys
from pathlib import Path
from builders.xlsx_package import TEMPLATE, sample_package
from yugong.writing.xlsx import compile_workbook
compile_workbook(TEMPLATE.read_bytes(), "t").write(Path(sys.argv[1]), sample_package(4))
"""


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    results = []
    for seed, zone in (("1", "Asia/Shanghai"), ("4242", "America/New_York")):
        path = tmp_path / f"{seed}.xlsx"
        roots = [str(TESTS)]
        env = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "PYTHONPATH": os.pathsep.join(roots),
        }
        subprocess.run([sys.executable, "-c", _BUILD, str(path)], env=env, check=True)
        results.append(path.read_bytes())
    assert results[0] == results[1]


def test_an_earlier_file_stays_when_writing_fails(tmp_path: Path) -> None:
    path = written(tmp_path, sample_package(1))
    before = path.read_bytes()
    with pytest.raises(FindingsError):
        written(tmp_path, sample_package(forms=[form(1, 概况="\x00")]))
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_made_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(FindingsError) as caught:
        SHANXI.write(tmp_path / "文件" / "甲.xlsx", sample_package(1))
    assert [finding.code for finding in caught.value.findings] == ["D004"]


def test_a_sheet_loop_without_items_leaves_no_sheet(tmp_path: Path) -> None:
    package = sample_package(2, forms=())
    names = openpyxl.load_workbook(written(tmp_path, package)).sheetnames
    assert [name for name in names if name.startswith("绩效")] == []


@pytest.mark.parametrize(
    ("positions", "formula"),
    [
        ([(5, 3), (5, 4)], "=D6+E6"),
        ([(7, 2), (8, 2), (9, 2), (11, 2)], "=SUM(C8:C10,C12)"),
        ([(5, column) for column in range(2, 7)], "=SUM(C6:G6)"),
        ([(3, 1)], "=B4"),
        ([(3, 1), (3, 1), (4, 1)], "=SUM(B4,B4,B5)"),
        ([], None),
    ],
)
def test_addends_become_the_shortest_plain_sum(
    positions: list[tuple[int, int]], formula: str | None
) -> None:
    assert sum_formula(positions) == formula


def test_a_sum_past_255_parts_is_nested_and_past_8192_characters_is_none() -> None:
    formula = sum_formula([(row * 2, 0) for row in range(600)])
    assert formula is not None
    assert formula.startswith("=SUM(SUM(A1,A3,")
    assert formula.count("SUM(") == 4
    assert len(formula) < LONGEST_FORMULA
    assert sum_formula([(row * 2, 0) for row in range(2000)]) is None


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_recalculated_totals_equal_the_published_ones_with_their_residue(tmp_path: Path) -> None:
    package = sample_package(3)
    path = written(tmp_path, package)
    home = tmp_path / "profile"
    again = tmp_path / "again"
    command = ["soffice", f"-env:UserInstallation={home.as_uri()}", "--headless"]
    command += ["--convert-to", "ods", "--outdir", str(again), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    book = CalamineWorkbook.from_path(str(again / "公开表.ods"))
    table = next(candidate for candidate in package.tables if candidate.name == "预算支出总表")
    grid = book.get_sheet_by_name("表3").to_python(skip_empty_area=False)
    start = next(index for index, line in enumerate(grid) if line[0] == "201") - 1
    printed = [
        [f"{round_half_up(Decimal(repr(value)))}" if value else "" for value in line[2:5]]
        for line in grid[start : start + len(table.rows)]
    ]
    assert printed == [texts[2:] for texts in table.texts()]
    parts = [Decimal(printed[index][0]) for index in (3, 4)]
    assert printed[1][0] == "4560.06"
    assert sum(parts) == Decimal("4560.05")


def test_every_form_is_read_back_even_when_two_projects_share_a_name(tmp_path: Path) -> None:
    forms = [form(1), form(2, 项目名称=project_name(1), 概况="另一项")]
    package = sample_package(1, forms=forms)
    assert read_back_workbook(written(tmp_path, package), package) == []


def test_a_thousand_sheets_come_out_in_order(tmp_path: Path) -> None:
    cells = {"A1": "{%sheet for 项 in 项目绩效 %}{%sheet 名 第#### %}", "A2": "{{ 项.序号 }}"}
    package = sample_package(1, forms=[form(1)] * 1000)
    path = tmp_path / "甲.xlsx"
    compile_workbook(workbook({"甲": cells}), "甲.xlsx").write(path, package)
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert (names[0], names[999]) == ("第0001", "第1000")
