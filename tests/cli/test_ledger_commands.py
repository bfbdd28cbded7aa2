"""New ledgers, conversion, import and schema, as a department runs them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from builders.places import SAMPLES
from builders.small_budget import LEDGER, budget_file
from readings.command_run import run
from yugong.findings import Finding, FindingsError, Place
from yugong.intake.annotate import annotate
from yugong.intake.budget_file import read_budget, read_value
from yugong.jobs.build import build
from yugong.jobs.ledger import convert_ledger, new_ledger
from yugong.jobs.ledger_file import write_ledger
from yugong.standard.library import shipped_standards
from yugong.writing.layout import find_office


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["pinglu-2026", "xiaoyi-2025", "qinyuan-2023"])
def test_a_workbook_and_a_yaml_of_one_budget_build_the_same_bytes(
    name: str, tmp_path: Path
) -> None:
    build(SAMPLES / name / "budget.yaml", tmp_path / "yaml", layout=False)
    build(SAMPLES / name / "budget.xlsx", tmp_path / "xlsx", layout=False)

    assert _digests(tmp_path / "yaml") == _digests(tmp_path / "xlsx")


@pytest.mark.parametrize("suffix", [".xlsx", ".yaml"])
def test_a_conversion_loses_nothing(suffix: str, tmp_path: Path) -> None:
    source = budget_file(tmp_path)
    first = tmp_path / f"first{suffix}"
    convert_ledger(source, first)
    second = tmp_path / ("second.yaml" if suffix == ".xlsx" else "second.xlsx")
    convert_ledger(first, second)

    assert _budget(second) == _budget(first) == _budget(source)


def test_the_mapping_of_the_guide_reads_the_export_it_is_written_for(tmp_path: Path) -> None:
    guide = (SAMPLES.parent / "docs" / "mappings.md").read_text(encoding="utf-8")
    [mapping] = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "对照").mkdir()
    (tmp_path / "对照" / "own.yaml").write_text(mapping, encoding="utf-8")
    book = openpyxl.Workbook()
    for row in (
        ["填报单位", "费用类型", "功能", "经济", "专项名称", "安排数（万元）"],
        ["某县档案馆", "人员", "2012604 档案馆", "[30101]基本工资", None, 60.5],
        ["某县档案馆", "专项", "2012604", "30227", "档案数字化", 32],
        ["合计", None, None, None, None, 92.5],
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "导出.xlsx")
    done = run(
        "import", tmp_path / "导出.xlsx", "-o", tmp_path / "b.xlsx", "--mappings", tmp_path / "对照"
    )
    located, _ = read_value(tmp_path / "b.xlsx")

    assert done.returncode == 0, done.stderr
    assert located is not None
    rows = located.value["收支明细"]
    assert [(row["支出类别"], row["金额"]) for row in rows] == [
        ("人员经费", "605000.00"),
        ("特定目标类项目", "320000.00"),
    ]


@pytest.mark.skipif(find_office() is None, reason="没有 LibreOffice")
@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsx"])
def test_a_workbook_saved_by_libreoffice_says_the_same(suffix: str, tmp_path: Path) -> None:
    office = find_office()
    assert office is not None
    source = SAMPLES / "pinglu-2026" / "budget.xlsx"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(office), profile, "--headless", "--convert-to", suffix]
    command += ["--outdir", str(tmp_path / "out"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)

    assert _budget(tmp_path / "out" / f"budget.{suffix}") == _budget(source)


def _export(path: Path) -> Path:
    """A flat export as the platform gives one, in 万元, with a total row."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["2026年部门预算支出明细表"],
        [
            "单位",
            "项目名称",
            "项目类别",
            "支出功能分类",
            "部门预算支出经济分类",
            "资金性质",
            "金额（万元）",
        ],
        ["某县档案馆", "", "人员类", "2012604 档案馆", "30101 基本工资", "一般公共预算", 60.5],
        [
            "某县档案馆",
            "档案数字化",
            "特定目标类",
            "2012604 档案馆",
            "30227 委托业务费",
            "一般公共预算",
            "32",
        ],
        ["合计", "", "", "", "", "", 92.5],
    ):
        sheet.append(row)
    book.save(path)
    return path


def test_a_platform_export_becomes_a_ledger_in_yuan(tmp_path: Path) -> None:
    export = _export(tmp_path / "导出.xlsx")
    done = run("import", export, "-o", tmp_path / "budget.yaml")
    again = run("import", export, "-o", tmp_path / "budget.yaml")
    located, _ = read_value(tmp_path / "budget.yaml")

    assert done.returncode == 0, done.stderr
    assert located is not None
    rows = located.value["收支明细"]
    assert [row["金额"] for row in rows] == ["605000.00", "320000.00"]
    assert [row["支出类别"] for row in rows] == ["人员经费", "特定目标类项目"]
    assert [row["功能科目"] for row in rows] == ["2012604", "2012604"]
    assert [project["名称"] for project in located.value["项目"]] == ["档案数字化"]
    assert again.returncode == 2
    assert "D009" in again.stderr


def _budget(path: Path) -> object:
    intake, findings = read_budget(path)
    assert findings == []
    assert intake is not None
    return intake.budget


def test_writing_back_into_a_yaml_keeps_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "budget.yaml"
    shutil.copy(SAMPLES / "pinglu-2026" / "budget.yaml", path)
    before = path.read_text(encoding="utf-8")
    located, _ = read_value(path)
    assert located is not None
    write_ledger(path, located.value, 2026)
    unchanged = path.read_text(encoding="utf-8")
    located.value["收支明细"][0]["金额"] = "2399232.00"
    write_ledger(path, located.value, 2026)
    after = path.read_text(encoding="utf-8")

    assert unchanged == before
    assert after == before.replace("2399231.00", "2399232.00", 1)


@pytest.mark.parametrize("as_yaml", [False, True])
def test_a_new_ledger_is_never_written_over_an_old_one(tmp_path: Path, as_yaml: bool) -> None:
    out = new_ledger(tmp_path, "shanxi-2025", as_yaml=as_yaml).file
    before = out.read_bytes()
    with pytest.raises(FindingsError) as caught:
        new_ledger(tmp_path, "shanxi-2025", as_yaml=as_yaml)

    assert [finding.code for finding in caught.value.findings] == ["D009"]
    assert out.read_bytes() == before


@pytest.mark.parametrize("options", [[], ["--yaml"]])
def test_an_empty_new_ledger_asks_for_what_is_missing(tmp_path: Path, options: list[str]) -> None:
    made = run("init", tmp_path, "--standard", "shanxi-2025", "--year", "2026", *options)
    out = tmp_path / ("budget.yaml" if options else "budget.xlsx")
    done = run("build", out, "-o", tmp_path / "out")

    assert made.returncode == 0, made.stderr
    assert f"yugong build {out}" in made.stdout
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "缺少必填内容" in done.stderr


@pytest.mark.parametrize(
    ("standard", "demanded", "not_wanted"),
    [
        ("national", ("项目", "概况"), ("政府采购", "采购目录序号")),
        ("hebei-2023", ("政府采购", "采购目录序号"), ("项目", "概况")),
    ],
)
def test_a_new_workbook_marks_what_its_standard_demands(
    standard: str, demanded: tuple[str, str], not_wanted: tuple[str, str], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(new_ledger(tmp_path, standard).file)

    def colour(sheet: str, head: str) -> str:
        cell = next(cell for cell in book[sheet][1] if cell.value == head)
        return str(cell.fill.fgColor.rgb)

    assert colour(*demanded) == colour("收支明细", "金额")
    assert colour(*not_wanted) != colour("收支明细", "金额")


def test_a_new_ledger_is_of_a_standard_that_is_named(tmp_path: Path) -> None:
    done = run("init", tmp_path)

    assert done.returncode == 2
    assert "B002 --standard" in done.stderr
    assert f"yugong init {tmp_path} --standard shanxi-2025" in done.stderr
    for standard in shipped_standards():
        assert f"{standard.name}：{standard.description}" in done.stderr
    assert "没有写出" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_faulty_cell_is_named_and_marked_in_a_copy(tmp_path: Path) -> None:
    book = tmp_path / "budget.xlsx"
    convert_ledger(budget_file(tmp_path), book)
    edited = openpyxl.load_workbook(book)
    sheet = edited["收支明细"]
    heads = {
        str(cell.value).split("\n")[0].strip(): cell.column
        for row in sheet.iter_rows(max_row=6)
        for cell in row
        if cell.value
    }
    column = heads["功能科目"]
    row = next(
        r for r in range(1, 12) if str(sheet.cell(r, column).value or "").startswith("2012604")
    )
    sheet.cell(row, column).value = "2010330"
    edited.save(book)
    address = sheet.cell(row, column).coordinate
    copy = tmp_path / "标注.xlsx"
    done = run("build", book, "-o", tmp_path / "out", "--annotate", copy)

    assert done.returncode == 2
    assert f"工作表“收支明细”{address}" in done.stderr
    assert "是否为 2010303 机关服务？" in done.stderr
    marked = openpyxl.load_workbook(copy)["收支明细"][address]
    assert marked.comment is not None
    assert "2010303 机关服务" in marked.comment.text
    assert marked.fill.fgColor.rgb == "FFFFC7CE"
    assert openpyxl.load_workbook(book)["收支明细"][address].comment is None


def test_the_same_faults_give_the_same_copy_with_the_dates_of_its_original(tmp_path: Path) -> None:
    book = tmp_path / "budget.xlsx"
    convert_ledger(budget_file(tmp_path, ledger=LEDGER), book)
    findings = [Finding("B006", Place(file=str(book), sheet="收支明细", cell="C7"), "2010330")]

    for name in ("一.xlsx", "二.xlsx"):
        assert annotate(book, findings, tmp_path / name) == 1

    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()
    written, copied = (
        openpyxl.load_workbook(path).properties for path in (book, tmp_path / "一.xlsx")
    )
    assert (written.created, written.modified) == (copied.created, copied.modified)
    with zipfile.ZipFile(tmp_path / "一.xlsx") as members:
        assert {member.date_time for member in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_only_a_workbook_can_be_annotated(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as caught:
        annotate(budget_file(tmp_path, ledger=LEDGER), [], tmp_path / "out.xlsx")

    assert [finding.code for finding in caught.value.findings] == ["R004"]


def test_a_file_that_cannot_be_annotated_is_reported_before_anything_is_built(
    tmp_path: Path,
) -> None:
    book, copy = budget_file(tmp_path, ledger=LEDGER), tmp_path / "标注.xlsx"
    done = run("build", book, "-o", tmp_path / "out", "--annotate", copy)

    assert (done.returncode, "R004" in done.stderr) == (2, True)
    assert not (tmp_path / "out").exists()


def test_the_schema_is_printed_as_json() -> None:
    schema = json.loads(run("schema").stdout)

    assert schema["properties"]["收支明细"]["description"]
    assert schema["additionalProperties"] is False


def test_every_command_has_chinese_help() -> None:
    for command in ("build", "init", "convert", "import", "schema"):
        page = run(command, "--help")
        assert page.returncode == 0
        assert any("\u4e00" <= character <= "\u9fff" for character in page.stdout)
