"""Lists of accounts from a department or bureau: every fault located, nothing raised."""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path

import openpyxl
import pytest

from builders.account_files import codes, csv_file
from yugong.budget.catalogue import Account, AccountKind
from yugong.findings import Finding, Severity
from yugong.intake import catalogue_source, list_file
from yugong.ooxml import package

FUNCTION = AccountKind.FUNCTION


def read_accounts(
    path: Path, kind: AccountKind | None = None
) -> tuple[dict[AccountKind, list[Account]], list[Finding]]:
    """The accounts of a list by kind, and what is wrong with it."""
    listed, findings = catalogue_source.read_accounts(path, kind)
    kinds = dict.fromkeys(account.kind for account in listed)
    return {
        of: [account.account for account in listed if account.kind is of] for of in kinds
    }, findings


def xlsx_file(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / "科目.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_csv_list_is_read_with_or_without_a_byte_order_mark(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "科目.csv"
    path.write_text("编码,名称\n2010388,专项保障\n", encoding=encoding)
    accounts, findings = read_accounts(path, FUNCTION)
    assert findings == []
    assert [(a.code, a.name) for a in accounts[FUNCTION]] == [("2010388", "专项保障")]


def test_it_is_known_where_an_account_is_listed(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "编码,名称\n\n201,服务\n")
    [listed] = catalogue_source.read_accounts(path, FUNCTION)[0]
    assert str(listed.place) == "科目.csv，第 3 行第 1 列"


def test_a_gb18030_list_is_read_and_mentioned(tmp_path: Path) -> None:
    path = tmp_path / "科目.csv"
    path.write_bytes("编码,名称\n201,一般公共服务支出\n".encode("gb18030"))
    accounts, findings = read_accounts(path, FUNCTION)
    assert accounts[FUNCTION][0].name == "一般公共服务支出"
    assert [(f.code, f.severity) for f in findings] == [("R006", Severity.INFO)]


def test_the_head_may_be_below_a_title_and_in_any_order(tmp_path: Path) -> None:
    text = (
        "2026年补充科目,,\n科目名称,科目编码,类型\n"
        "专项保障,2010388,功能科目\n房租,30250,部门经济科目\n"
    )
    accounts, findings = read_accounts(csv_file(tmp_path, text))
    assert findings == []
    assert {kind: [a.code for a in listed] for kind, listed in accounts.items()} == {
        FUNCTION: ["2010388"],
        AccountKind.DEPARTMENT_ECONOMIC: ["30250"],
    }


def test_full_width_digits_are_understood(tmp_path: Path) -> None:
    accounts, findings = read_accounts(csv_file(tmp_path, "编码,名称\n２０１,服务\n"), FUNCTION)
    assert findings == []
    assert accounts[FUNCTION][0].code == "201"


def test_a_workbook_may_name_the_kind_by_its_sheets(tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path,
        {
            "功能科目": [["编码", "名称"], [2010388, "专项保障"], ["2010389", "另一项"]],
            "收入科目": [["编码", "名称"], [103, "非税收入"]],
            "空": [],
        },
    )
    accounts, findings = read_accounts(path)
    assert findings == []
    assert [a.code for a in accounts[FUNCTION]] == ["2010388", "2010389"]
    assert [a.code for a in accounts[AccountKind.INCOME]] == ["103"]


def test_a_sheet_of_notes_beside_the_list_is_mentioned(tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path, {"说明": [["本表由财政局下发"]], "表": [["编码", "名称"], ["201", "服务"]]}
    )
    accounts, findings = read_accounts(path, FUNCTION)
    assert len(accounts[FUNCTION]) == 1
    assert [(f.code, f.severity, f.place.sheet) for f in findings] == [
        ("R009", Severity.INFO, "说明")
    ]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("编码,名称\n20103O3,机关服务\n", "R010", 2, 1),
        ("编码,名称\n201030,机关服务\n", "R010", 2, 1),
        ("编码,名称\n,机关服务\n", "R010", 2, 1),
        ("编码,名称\n2010303,\n", "B002", 2, 2),
        ("编码,名称\n2010303\n", "B002", 2, 2),
        ("编码,名称\n2010303,机关\x01服务\n", "B019", 2, 2),
        ("编码,类型,名称\n2010303,支出,机关服务\n", "B004", 2, 2),
        ("编码,名称\n201,甲\n\n201,乙\n", "B017", 4, 1),
        ("代码,名称\n201,甲\n", "R009", 1, 1),
        ("编码;名称\n201;甲\n", "R009", 1, 1),
        ("编码,说明\n201,甲\n", "R009", 1, 1),
        ('编码,名称\n201,"甲\n', "R003", 2, 1),
        ('编码,名称\n201,"甲"乙\n', "R003", 2, 1),
    ],
)
def test_each_fault_of_a_csv_list_is_found_in_its_place(
    tmp_path: Path, text: str, code: str, line: int, column: int
) -> None:
    _, findings = read_accounts(csv_file(tmp_path, text), FUNCTION)
    assert [(f.code, f.place.line, f.place.column) for f in findings] == [(code, line, column)]
    assert findings[0].severity is Severity.ERROR
    assert findings[0].remedy
    assert findings[0].place.file == "科目.csv"


def test_the_kind_must_be_known_from_the_file_or_the_caller(tmp_path: Path) -> None:
    _, findings = read_accounts(csv_file(tmp_path, "编码,名称\n201,甲\n"))
    assert codes(findings) == ["B002"]
    assert "类型" in findings[0].expected


def test_the_same_row_twice_is_only_a_warning(tmp_path: Path) -> None:
    accounts, findings = read_accounts(csv_file(tmp_path, "编码,名称\n201,甲\n201,甲\n"), FUNCTION)
    assert len(accounts[FUNCTION]) == 1
    assert [(f.code, f.severity) for f in findings] == [("B017", Severity.WARNING)]


def test_all_faults_are_reported_at_once_and_good_rows_are_kept(tmp_path: Path) -> None:
    text = "编码,名称\nX,甲\n201,服务\n2010,乙\n202,\n"
    accounts, findings = read_accounts(csv_file(tmp_path, text), FUNCTION)
    assert codes(findings) == ["R010", "R010", "B002"]
    assert [a.code for a in accounts[FUNCTION]] == ["201"]


def test_a_quoted_line_break_does_not_shift_the_lines_of_later_faults(tmp_path: Path) -> None:
    text = '编码,名称,备注\n201,甲,"一\n二"\nX,乙,\n'
    _, findings = read_accounts(csv_file(tmp_path, text), FUNCTION)
    assert [(f.code, f.place.line) for f in findings] == [("R010", 4)]


def test_a_fault_in_a_workbook_names_the_sheet_and_the_cell(tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path,
        {
            "补充": [
                ["序号", "编码", "名称"],
                [1, 2010388, "专项"],
                [2, 20103.5, "甲"],
                [3, 201, None],
            ]
        },
    )
    accounts, findings = read_accounts(path, FUNCTION)
    assert [(f.code, f.place.sheet, f.place.cell) for f in findings] == [
        ("R010", "补充", "B3"),
        ("B002", "补充", "C4"),
    ]
    assert len(accounts[FUNCTION]) == 1


@pytest.mark.parametrize("content", [b"", b"\n\n", codecs.BOM_UTF8])
def test_an_empty_list_is_a_finding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "科目.csv"
    path.write_bytes(content)
    assert codes(read_accounts(path, FUNCTION)[1]) == ["R009"]


def test_an_empty_workbook_is_a_finding(tmp_path: Path) -> None:
    assert codes(read_accounts(xlsx_file(tmp_path, {"表": []}), FUNCTION)[1]) == ["R009"]


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert codes(read_accounts(tmp_path / "无.csv")[1]) == ["R001"]
    (tmp_path / "夹.csv").mkdir()
    assert codes(read_accounts(tmp_path / "夹.csv")[1]) == ["R001"]


def test_another_type_of_file_is_a_finding(tmp_path: Path) -> None:
    assert codes(read_accounts(csv_file(tmp_path, "编码,名称\n", "科目.xls"))[1]) == ["R004"]


def test_bytes_of_no_known_encoding_are_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "科目.csv"
    path.write_bytes(codecs.BOM_UTF16_LE + "编码,名称".encode("utf-16-le"))
    assert codes(read_accounts(path, FUNCTION)[1]) == ["R006"]


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "科目.csv"
    path.write_bytes(b"1" * (list_file.MAX_LIST_BYTES + 1))
    assert codes(read_accounts(path, FUNCTION)[1]) == ["R002"]


def test_a_list_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    text = "编码,名称\n" + "201,甲\n" * list_file.MAX_LIST_ROWS
    assert codes(read_accounts(csv_file(tmp_path, text), FUNCTION)[1]) == ["R002"]


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_broken_workbook_is_a_finding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "科目.xlsx"
    path.write_bytes(content)
    assert codes(read_accounts(path, FUNCTION)[1]) == ["R003"]


def test_an_archive_that_is_no_workbook_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "科目.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("说明.txt", "无")
    assert codes(read_accounts(path, FUNCTION)[1]) == ["R003"]


def test_a_workbook_cut_short_anywhere_is_a_finding(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, {"表": [["编码", "名称"], ["201", "甲"]]})
    whole = path.read_bytes()
    for length in range(0, len(whole) - 1, 97):
        path.write_bytes(whole[:length])
        assert codes(read_accounts(path, FUNCTION)[1]) == ["R003"]


def test_a_workbook_with_any_byte_changed_never_raises(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, {"表": [["编码", "名称"], ["201", "甲"]]})
    whole = path.read_bytes()
    for position in range(0, len(whole), 13):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x5A]) + whole[position + 1 :])
        read_accounts(path, FUNCTION)


@pytest.mark.parametrize(
    ("cell", "actual"), [("A200000", "200000 行、1 列"), ("XFD2", "2 行、16384 列")]
)
def test_a_cell_far_away_is_refused_before_room_is_made_for_it(
    tmp_path: Path, cell: str, actual: str
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "编码"
    sheet[cell] = "远"
    path = tmp_path / "科目.xlsx"
    book.save(path)
    findings = read_accounts(path, FUNCTION)[1]
    assert codes(findings) == ["R002"]
    assert findings[0].actual == actual


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx_file(tmp_path, {"表": [["编码", "名称"], ["201", "甲"]]})
    monkeypatch.setattr(package, "UNPACKED_LIMIT", 100)
    assert codes(read_accounts(path, FUNCTION)[1]) == ["R002"]
