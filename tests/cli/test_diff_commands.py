"""``yugong diff`` as it is run: exit codes, terminal, JSON, workbook and redline."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock

from builders.compared_ledgers import WITH_SHELVES, sides
from builders.small_budget import HEAD, TEXT, budget_file
from readings.command_run import run, run_apart
from yugong.comparison.workbook import comparison_workbook
from yugong.findings import FindingsError
from yugong.jobs.build import build
from yugong.jobs.diff import diff

CHANGED = {**WITH_SHELVES, "text": TEXT.replace("无\n", "'=1+1，另有说明。'\n")}


def test_equal_sides_are_reported_as_equal_and_exit_with_zero(tmp_path: Path) -> None:
    done = run("diff", *sides(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "两份材料相同。\n"


def test_different_sides_exit_with_one_and_a_summary_comes_first(tmp_path: Path) -> None:
    done = run("diff", *sides(tmp_path, {}, CHANGED))
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0].strip() == "概要"
    parts = [line.strip() for line in lines]
    order = [parts.index(title) for title in ("概要", "主要数字", "项目和绩效表", "表格", "文字")]
    assert order == sorted(order)
    assert "+5.00万元" in done.stdout
    assert "密集架" in done.stdout
    assert "处，用 --xlsx 写出全部。" in done.stdout


def test_what_cannot_be_compared_exits_with_two(tmp_path: Path) -> None:
    done = run("diff", budget_file(tmp_path), tmp_path / "没有.yaml")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "R001" in done.stderr
    assert "没有对比" in done.stderr


def test_strangers_are_warned_of_and_compared(tmp_path: Path) -> None:
    done = run("diff", *sides(tmp_path, {}, {"head": HEAD.replace("2026", "2025")}))
    assert done.returncode == 1
    assert "D032" in done.stderr
    assert "年度：2025" in done.stderr


def test_the_json_has_every_part_under_its_name_and_is_always_the_same(tmp_path: Path) -> None:
    paths = sides(tmp_path, {}, CHANGED)
    done = run("diff", *paths, "--json")
    value = json.loads(done.stdout)
    assert done.returncode == 1
    assert done.stdout == run_apart("diff", *paths, "--json").stdout
    assert list(value) == [
        "格式",
        "相同",
        "旧",
        "新",
        "概要",
        "没有比较",
        "数字",
        "表",
        "文字",
        "项目",
        "问题",
        "文件",
    ]
    assert value["格式"] == "yugong-diff-1"
    assert value["概要"]["项目"] == {"新增": 1, "减少": 0, "修改": 1}
    total = next(entry for entry in value["数字"] if entry["编号"] == "支出.总计")
    assert (total["旧"], total["新"], total["增减"]) == ("1000000.00", "1050000.00", "50000.00")
    assert (total["增减幅度"], total["新显示"]) == ("5.00", "105.00万元")
    new = next(entry for entry in value["项目"] if entry["变化"] == "新增")
    assert (new["键"], new["旧"], new["新"]) == ("密集架", None, "50000.00")


def test_findings_come_as_json_where_json_is_asked_for(tmp_path: Path) -> None:
    done = run("diff", budget_file(tmp_path), tmp_path / "没有.yaml", "--json")
    assert done.returncode == 2
    assert [entry["代码"] for entry in json.loads(done.stdout)["问题"]] == ["R001"]


# --- the workbook -----------------------------------------------------------------------------


def test_the_workbook_has_the_five_sheets_ready_to_read_and_print(tmp_path: Path) -> None:
    out = tmp_path / "对比.xlsx"
    comparison = diff(*sides(tmp_path, {}, CHANGED), workbook=out).comparison
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["概要", "数字", "表格", "文字", "项目"]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$1"
    assert all(sheet.page_setup.orientation == "landscape" for sheet in book.worksheets)
    assert book["数字"].max_row == 1 + len(comparison.facts)
    assert book["文字"].max_row == 1 + len(comparison.sentences)
    cells = {row[1].value: row for row in book["数字"].iter_rows(min_row=2)}
    assert [cell.value for cell in cells["支出.总计"][4:8]] == [1_000_000, 1_050_000, 50_000, 5]
    assert cells["支出.总计"][6].number_format == "#,##0.00"
    shelves = [[cell.value for cell in row] for row in book["项目"].iter_rows() if row[2].value]
    [added] = [row for row in shelves if row[0] == "新增"]
    assert added[2:4] + added[7:] == ["密集架", "项目金额", 50_000, 50_000]


def test_words_of_a_ledger_are_never_a_formula(tmp_path: Path) -> None:
    out = tmp_path / "对比.xlsx"
    diff(*sides(tmp_path, {}, CHANGED), workbook=out)
    with zipfile.ZipFile(out) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert not [name for name in sheets if b"<f>" in archive.read(name)]
        assert "=1+1，另有说明。".encode() in archive.read("xl/sharedStrings.xml")


def test_changed_words_are_struck_on_the_old_side_and_underlined_on_the_new(
    tmp_path: Path,
) -> None:
    out = tmp_path / "对比.xlsx"
    diff(*sides(tmp_path, {}, WITH_SHELVES), workbook=out)
    book = openpyxl.load_workbook(out, rich_text=True)
    row = next(
        row for row in book["文字"].iter_rows(min_row=2) if "支出预算总额" in str(row[2].value)
    )
    old, new = (
        [block for block in cell.value if isinstance(block, TextBlock)]
        for cell in row[2:]
        if isinstance(cell.value, CellRichText)
    )
    assert next(block.text for block in old if block.font.strike) == "100.00"
    assert next(block.text for block in new if block.font.u == "single") == "105.00"


def test_a_sentence_that_only_gained_words_is_whole_on_the_old_side(tmp_path: Path) -> None:
    out = tmp_path / "对比.xlsx"
    grown = {"text": TEXT.replace("无\n", "无，下半年另行安排\n")}
    comparison = diff(*sides(tmp_path, {}, grown), workbook=out).comparison
    rows = openpyxl.load_workbook(out)["文字"].iter_rows(min_row=2, values_only=True)
    assert [row[2:] for row in rows] == [
        (sentence.old, sentence.new) for sentence in comparison.sentences
    ]


def test_the_same_comparison_gives_the_same_bytes(tmp_path: Path) -> None:
    paths = sides(tmp_path, {}, CHANGED)
    first, second = (comparison_workbook(diff(*paths).comparison, ["注意。"]) for _ in range(2))
    assert first == second


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "对比.xlsx"
    diff(*sides(tmp_path, {}, {"text": TEXT.replace("无\n", "长" * 33_000 + "\n")}), workbook=out)
    text = str(openpyxl.load_workbook(out)["文字"]["D2"].value)
    assert text.endswith("……（过长，全文见 --json）")
    assert len(text) < 32_767


def test_an_equal_pair_gives_a_workbook_that_states_it(tmp_path: Path) -> None:
    out = tmp_path / "对比.xlsx"
    diff(*sides(tmp_path), workbook=out)
    book = openpyxl.load_workbook(out)
    assert "两份材料没有不同。" in [cell.value for cell in book["概要"]["A"]]
    assert [book[name]["A2"].value for name in book.sheetnames[1:]] == ["没有不同。"] * 4


# --- files ------------------------------------------------------------------------------------


def _refused(paths: tuple[Path, Path], option: str, out: Path) -> list[str]:
    workbook, redline = (out, None) if option == "--xlsx" else (None, out)
    with pytest.raises(FindingsError) as caught:
        diff(*paths, workbook=workbook, redline=redline)
    return [finding.code for finding in caught.value.findings]


OPTIONS = [("--xlsx", "对比.xlsx"), ("--redline", "花脸稿.docx")]


@pytest.mark.parametrize(("option", "name"), OPTIONS)
def test_a_standing_file_is_never_written_over(tmp_path: Path, option: str, name: str) -> None:
    out = tmp_path / name
    out.write_bytes(b"mine")
    assert _refused(sides(tmp_path), option, out) == ["D009"]
    assert out.read_bytes() == b"mine"


@pytest.mark.parametrize(("option", "name"), OPTIONS)
def test_a_folder_that_cannot_be_written_is_a_finding(
    tmp_path: Path, option: str, name: str
) -> None:
    (tmp_path / "文件").write_bytes(b"")
    assert _refused(sides(tmp_path), option, tmp_path / "文件" / name) == ["D004"]


@pytest.mark.parametrize("option", ["--xlsx", "--redline"])
def test_a_file_is_named_as_the_kind_it_is(tmp_path: Path, option: str) -> None:
    assert _refused(sides(tmp_path), option, tmp_path / "对比.pdf") == ["R004"]
    assert not (tmp_path / "对比.pdf").exists()


def test_the_redline_is_dated_the_day_of_publication_and_always_the_same(tmp_path: Path) -> None:
    outs = [tmp_path / "新" / "一.docx", tmp_path / "新文件夹" / "二.docx"]
    paths = sides(tmp_path, {}, CHANGED)
    done = run("diff", *paths, "--redline", outs[0])
    diff(*paths, redline=outs[1])
    assert done.returncode == 1
    assert f"已写出 {outs[0]}" in done.stdout
    assert outs[0].read_bytes() == outs[1].read_bytes()
    with zipfile.ZipFile(outs[0]) as archive:
        body = archive.read("word/document.xml").decode()
    assert 'w:author="预公" w:date="2026-03-02T00:00:00Z"' in body
    assert body.count("<w:ins ") > 0


def test_a_redline_needs_the_word_text_of_both_sides(tmp_path: Path) -> None:
    ledger = budget_file(tmp_path)
    build(ledger, tmp_path / "公开", layout=False)
    out = tmp_path / "花脸稿.docx"
    with pytest.raises(FindingsError) as caught:
        diff(ledger, tmp_path / "公开" / "数据.json", redline=out)
    assert [finding.code for finding in caught.value.findings] == ["D033"]
    assert not out.exists()
