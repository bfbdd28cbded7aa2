"""Every annex has a sheet: a table to filter, a text to read, pages as pictures."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from builders.annex_specimens import ROWS, annex, pdf_annex, word_annex
from builders.docx_specimens import make_package
from yugong.standard.annexes import Annex, annex_names
from yugong.writing.xlsx.annex_sheets import sheet_name
from yugong.writing.xlsx.template import compile_workbook


def template(*names: str) -> bytes:
    book: Any = Workbook()
    book.remove(book.active)
    for name in names or ("表1",):
        book.create_sheet(name)["A1"] = "标题"
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def written(folder: Path, *annexes: Annex, data: bytes | None = None) -> Any:
    package = replace(make_package(), annexes=annexes)
    path = folder / "成品.xlsx"
    compile_workbook(data or template(), "模板.xlsx").write(path, package)
    return load_workbook(path)


def test_a_table_is_text_under_a_head_that_stays(tmp_path: Path) -> None:
    book = written(tmp_path, annex())

    sheet = book["附件1"]
    assert sheet["A1"].value == "附件1：目录"
    values = [[cell.value for cell in row] for row in sheet["A2:C6"]]
    assert values == [[text or None for text in row] for row in ROWS]
    assert {cell.data_type for row in sheet["A2:C6"] for cell in row} == {"s", "n"}
    assert sheet["C5"].value == "=1+1 的服务"
    assert sheet["C5"].data_type == "s"
    assert sheet["A6"].value == "007"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:C6")
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.print_area == "'附件1'!$A$1:$C$6"


def test_notes_and_captions_stand_between_title_and_head(tmp_path: Path) -> None:
    noted = replace(annex(rows=ROWS, captions=("2023年版",)), note="按省里的目录。")

    sheet = written(tmp_path, noted)["附件1"]

    assert [sheet.cell(row, 1).value for row in range(1, 5)] == [
        *("附件1：目录", "按省里的目录。", "2023年版", "代码")
    ]
    assert sheet.freeze_panes == "A5"


def test_a_wide_table_is_printed_across(tmp_path: Path) -> None:
    wide = annex(rows=(tuple(f"列{number}" for number in range(9)), ("甲",) * 9))

    book = written(tmp_path, annex(), replace(wide, number=2, label="附件2"))

    assert book["附件1"].page_setup.orientation == "portrait"
    assert book["附件2"].page_setup.orientation == "landscape"
    assert book["附件2"].page_setup.fitToHeight == 0


def test_a_text_is_written_line_by_line_with_its_tables(tmp_path: Path) -> None:
    sheet = written(tmp_path, word_annex())["附件2"]

    texts = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows()]
    assert texts == [
        *(
            ["附件2：办法"],
            ["总则"],
            ["第一条　为了规范管理，制定本办法。"],
            ["第一项"],
            ["甲", "乙"],
        ),
    ]
    assert sheet["A3"].alignment.wrap_text


def test_pages_are_pictures_one_printed_page_each(tmp_path: Path) -> None:
    written(tmp_path, pdf_annex())

    sheet: Any = load_workbook(tmp_path / "成品.xlsx")["附件3"]
    assert len(sheet._images) == 2
    with zipfile.ZipFile(tmp_path / "成品.xlsx") as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        written_sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    assert written_sheet.count("<brk ") == 1
    assert 'descr="附件3：批复，第2页，共2页：Page two"' in drawing


def test_sheets_come_last_and_their_names_are_free(tmp_path: Path) -> None:
    book = written(tmp_path, annex(), data=template("附件1", "表1"))

    assert book.sheetnames == ["附件1", "表1", "附件（1）"]
    odd = replace(annex(), label="附件/[1]")
    assert sheet_name(odd, set()) == "附件1"


def test_a_template_can_list_the_annexes_and_lead_to_their_sheets(tmp_path: Path) -> None:
    book: Any = Workbook()
    index = book.active
    index.title = "目录"
    index["A1"] = "{%tr for 件 in 附件 %}"
    index["A2"] = "{%链接 件 %}{{ 件.标题 }}"
    index["A3"] = "{%tr endfor %}"
    target = BytesIO()
    book.save(target)
    annexes = (annex(), word_annex())
    package = replace(make_package({"附件": annex_names(annexes)}), annexes=annexes)
    template_book = compile_workbook(target.getvalue(), "模板.xlsx")

    assert template_book.problems(package) == []
    template_book.write(tmp_path / "成品.xlsx", package)

    sheet: Any = load_workbook(tmp_path / "成品.xlsx")["目录"]
    links = [(row[0].value, row[0].hyperlink.location) for row in sheet["A1:A2"]]
    assert links == [("附件1：目录", "'附件1'!A1"), ("附件2：办法", "'附件2'!A1")]


def test_the_same_annexes_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, annex(), word_annex(), pdf_annex())

    first, second = ((tmp_path / name / "成品.xlsx").read_bytes() for name in ("甲", "乙"))
    assert first == second


def test_a_workbook_without_annexes_is_as_before(tmp_path: Path) -> None:
    assert written(tmp_path).sheetnames == ["表1"]
