"""Annexes from the ledger to both files, and back: build, check, import, diff."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builders.annex_specimens import ROWS, annexed_budget
from builders.docx_specimens import body
from builders.own_standard import in_yaml, own_standard
from builders.places import SAMPLES
from builders.small_budget import HEAD, TEXT
from yugong.findings import Finding, FindingsError
from yugong.jobs.build import BuildResult, build
from yugong.jobs.check import check
from yugong.jobs.compute import compute_budget
from yugong.jobs.diff import diff
from yugong.jobs.ledger import convert_ledger, import_ledger

NAME = "某县档案馆2026年度部门预算公开"


def built(folder: Path, path: Path, out: str = "out") -> BuildResult:
    return build(path, folder / out, draft=True, layout=False)


def refused(folder: Path, path: Path) -> list[Finding]:
    with pytest.raises(FindingsError) as caught:
        built(folder, path)
    return [finding for finding in caught.value.findings if finding.severity.value == "错误"]


def test_a_build_puts_the_annexes_into_both_files_and_their_digests_into_the_manifest(
    tmp_path: Path,
) -> None:
    result = built(tmp_path, annexed_budget(tmp_path))

    book = load_workbook(tmp_path / "out" / f"{NAME}.xlsx")
    assert book.sheetnames[-3:] == ["附件1", "附件2", "附件3"]
    manifest = json.loads((tmp_path / "out" / "清单.json").read_text(encoding="utf-8"))
    assert manifest["输入"]["附件"] == [
        {
            "编号": f"附件{number}",
            "名称": Path(file).stem,
            "sha256": sha256((tmp_path / "附件" / file).read_bytes()).hexdigest(),
        }
        for number, file in enumerate(("目录.csv", "办法.docx", "批复.pdf"), 1)
    ]
    assert not {"D001", "N16"} & {finding.code for finding in result.findings}


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_what_was_built_is_recognised_again(tmp_path: Path, suffix: str) -> None:
    built(tmp_path, annexed_budget(tmp_path))

    checked = check(tmp_path / "out" / f"{NAME}{suffix}")

    annexes = checked.package.annexes
    assert [(a.label, a.title) for a in annexes] == [
        ("附件1", "目录"),
        ("附件2", "办法"),
        ("附件3", "批复"),
    ]
    assert annexes[0].rows == ROWS
    assert len(checked.package.tables) == 13
    assert [entry["编号"] for entry in checked.as_json()["附件"]] == ["附件1", "附件2", "附件3"]
    assert "附件 3 个：" in list(checked.summary())


def test_an_import_writes_the_table_beside_the_ledger_and_names_it(tmp_path: Path) -> None:
    built(tmp_path, annexed_budget(tmp_path))
    out = tmp_path / "还原"
    out.mkdir()

    result = import_ledger(tmp_path / "out" / f"{NAME}.docx", out / "budget.yaml")

    assert result.files == (out / "budget.yaml", out / "附件" / "附件1.xlsx")
    assert "- {名称: 目录, 文件: 附件/附件1.xlsx}" in result.file.read_text(encoding="utf-8")
    assert result.as_json()["附件"] == [str(out / "附件" / "附件1.xlsx")]
    sheet = load_workbook(out / "附件" / "附件1.xlsx").active
    assert sheet is not None
    assert [sheet.cell(5, column).value for column in (1, 2, 3)] == list(ROWS[4])
    with pytest.raises(FindingsError) as caught:
        import_ledger(tmp_path / "out" / f"{NAME}.docx", out / "另一份.yaml")
    assert [finding.code for finding in caught.value.findings] == ["D009"]
    assert not (out / "另一份.yaml").exists()


def test_a_workbook_and_a_yaml_file_give_the_same_files_to_the_last_byte(tmp_path: Path) -> None:
    path = annexed_budget(tmp_path)
    convert_ledger(path, tmp_path / "budget.xlsx")

    first = built(tmp_path, path, "甲")
    second = built(tmp_path, tmp_path / "budget.xlsx", "乙")

    published = [file for file in first.files if file.suffix in (".docx", ".xlsx")]
    assert len(published) == 2
    for file in published:
        same = next(other for other in second.files if other.name == file.name)
        assert file.read_bytes() == same.read_bytes(), file.name


def test_a_difference_names_the_rows_of_an_annex(tmp_path: Path) -> None:
    old, new = tmp_path / "旧", tmp_path / "新"
    for folder in (old, new):
        folder.mkdir()
        annexed_budget(folder)
    table = new / "附件" / "目录.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("公共服务", "公共事务") + "B,其他服务,\n",
        encoding="utf-8",
    )

    comparison = diff(old / "budget.yaml", new / "budget.yaml").comparison

    (change,) = comparison.tables
    assert (change.title, [cell.new for cell in change.cells]) == ("附件1：目录", ["公共事务"])
    assert [row.label for row in change.rows] == ["B 其他服务"]
    assert comparison.sentences == ()
    assert comparison.projects == ()


def test_a_file_that_is_not_there_stops_the_build_at_the_field_that_names_it(
    tmp_path: Path,
) -> None:
    path = annexed_budget(tmp_path)
    (tmp_path / "附件" / "批复.pdf").unlink()

    (finding,) = refused(tmp_path, path)

    assert (finding.code, finding.place.path) == ("R001", "附件[3].文件")
    assert finding.place.line is not None
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_a_word_file_that_cannot_come_along_is_named_at_its_field(tmp_path: Path) -> None:
    path = annexed_budget(tmp_path)
    note = '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    (tmp_path / "附件" / "办法.docx").write_bytes(body(note))

    (finding,) = refused(tmp_path, path)

    assert (finding.code, finding.place.path) == ("B050", "附件[2].文件")
    assert finding.actual == "办法.docx：附件里有脚注、尾注或批注"


def test_a_word_file_with_macros_is_refused_whatever_its_name(tmp_path: Path) -> None:
    path = annexed_budget(tmp_path)
    file = tmp_path / "附件" / "办法.docx"
    plain = "wordprocessingml.document.main+xml"
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    types = parts["[Content_Types].xml"].decode()
    assert plain in types
    macros = types.replace(
        f"vnd.openxmlformats-officedocument.{plain}", "vnd.ms-word.document.macroEnabled.main+xml"
    )
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in {**parts, "[Content_Types].xml": macros.encode()}.items():
            archive.writestr(name, data)

    (finding,) = refused(tmp_path, path)

    assert (finding.code, finding.place.path) == ("B050", "附件[2].文件")
    assert "宏" in finding.actual


def test_an_annex_that_the_text_mentions_and_the_ledger_lacks_is_a_warning(tmp_path: Path) -> None:
    mentioned = TEXT.replace("本部门没有政府购买服务指导性目录。", "目录见附件4，办法见附件2。")

    result = built(tmp_path, annexed_budget(tmp_path, text=mentioned))

    assert [finding.expected for finding in result.findings if finding.code == "N16"] == [
        "附上附件4"
    ]


def test_the_words_of_a_word_annex_are_no_sentences_of_the_package(tmp_path: Path) -> None:
    path = annexed_budget(tmp_path)
    stated = "<w:p><w:r><w:t>2026年收入总计999.99万元。</w:t></w:r></w:p>"
    (tmp_path / "附件" / "办法.docx").write_bytes(body(stated))

    result = built(tmp_path, path)

    assert not {"N01", "D001"} & {finding.code for finding in result.findings}


def test_personal_data_in_an_annex_stops_a_package(tmp_path: Path) -> None:
    path = annexed_budget(tmp_path)
    (tmp_path / "附件" / "目录.csv").write_text("项目,电话\n甲,13812345678\n", encoding="utf-8")

    with pytest.raises(FindingsError) as caught:
        build(path, tmp_path / "out", layout=False, draft=False)

    assert "V01" in {finding.code for finding in caught.value.findings}


def test_a_standard_with_docxtpl_builds_the_same_annexes(tmp_path: Path) -> None:
    standard = own_standard(tmp_path)
    in_yaml(standard, "excel: 云澜市.xlsx}", "excel: 云澜市.xlsx, 引擎: docxtpl}")
    path = annexed_budget(tmp_path, head=HEAD.replace("shanxi-2025", standard.name))

    built(tmp_path, path)

    package = check(tmp_path / "out" / f"{NAME}.docx").package
    assert package.annexes[0].rows == ROWS
    assert [annex.title for annex in package.annexes] == ["目录", "办法", "批复"]


def test_a_ledger_without_annexes_computes_as_before(tmp_path: Path) -> None:
    assert compute_budget(annexed_budget(tmp_path, extra=""), draft=True).package.annexes == ()


def test_the_catalogue_of_the_sample_has_the_published_rows() -> None:
    computed = compute_budget(SAMPLES / "xiaoyi-2025" / "budget.yaml", draft=True)

    (annex,) = computed.package.annexes
    rows = annex.content.rows[1:]
    assert annex.title == "附件1：山西省部门政府购买服务指导性目录"
    assert annex.position == "正文后"
    assert annex.content.rows[0] == ("代码", "一级目录", "二级目录", "三级目录", "四级目录")
    assert len(rows) == 1884
    codes = [row[0] for row in rows if row[0][:1].isascii() and row[0][:1].isalpha()]
    assert len(codes) == 1834
    by_length = {length: sum(len(code) == length for code in codes) for length in (1, 3, 5, 7)}
    assert by_length == {1: 49, 3: 240, 5: 516, 7: 1029}
