"""Any file a person may pick is read or refused quickly, in bounded memory, with a reason."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from yugong.findings import Finding
from yugong.intake import sheet_scan
from yugong.intake.sheet_file import read_sheets

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _parts(rows: str, shared: str = "") -> dict[str, str]:
    """A workbook with one sheet, 表, whose rows are this XML."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{shared}</sst>',
    }


def _zipped(parts: dict[str, str] | dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _sound() -> bytes:
    return _zipped(_parts('<row r="1"><c r="A1"><v>7</v></c></row>'))


def _with(name: str, part: str) -> bytes:
    parts = _parts('<row r="1"><c r="A1"><v>7</v></c></row>')
    return _zipped({**parts, name: part})


def _rows(xml: str, shared: str = "") -> bytes:
    return _zipped(_parts(xml, shared))


def _file(folder: Path, data: bytes, name: str = "台账.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


_LONG = "<si><t>" + "长" * 100_000 + "</t></si>"
_NUL = "<?xml version='1.0' encoding='UTF-16'?><worksheet><sheetData/></worksheet>"

HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "bomb by ratio": (lambda: _with("xl/media/a.bin", "0" * 50_000_000), "R002", "倍的部件"),
    "bomb by size": (
        lambda: _zipped(dict.fromkeys(map(str, range(1500)), b"ab" * 50_000)),
        "R002",
        "展开后过大",
    ),
    "many parts": (lambda: _zipped(dict.fromkeys(map(str, range(2100)), b"")), "R002", "个部件"),
    "a part that leads out": (lambda: _zipped({**_encoded(), "../a": b""}), "R003", "../a"),
    "packed in an unusual way": (
        lambda: _zipped(_encoded(), zipfile.ZIP_LZMA),
        "R003",
        "不常用的压缩方式",
    ),
    "a million columns": (
        lambda: _rows('<row r="1"><c r="BDWGN1"><v>1</v></c></row>'),
        "R002",
        "1000000 列",
    ),
    "a million columns without references": (
        lambda: _rows('<row r="1">' + "<c/>" * 200_000 + "<c><v>1</v></c></row>"),
        "R002",
        "301 列",
    ),
    "a cell far down": (
        lambda: _rows('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        "R002",
        "1048576 行",
    ),
    "two cells far apart": (
        lambda: _rows(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="99999"><c r="KA99999"><v>1</v></c></row>'
        ),
        "R002",
        "99999 行、287 列",
    ),
    "one long text in every cell": (
        lambda: _rows(
            "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2000)),
            _LONG,
        ),
        "R002",
        "文字过多",
    ),
    "an entity": (
        lambda: _with(
            "xl/worksheets/sheet1.xml",
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet>'
            "<sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>",
        ),
        "R003",
        "DTD",
    ),
    "an entity in UTF-16": (
        lambda: _zipped({**_encoded(), "xl/worksheets/sheet1.xml": _NUL.encode("utf-16")}),
        "R003",
        "UTF-8",
    ),
    "XML cut off": (
        lambda: _with("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>"),
        "R003",
        "不完整",
    ),
    "no sheet behind the name": (
        lambda: _with("xl/workbook.xml", "<workbook/>"),
        "R003",
        "没有工作表",
    ),
    "truncated": (lambda: _sound()[:-200], "R003", "不完整"),
    "password": (
        lambda: _OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        "R003",
        "设有密码",
    ),
    "an OLE file that is no workbook": (lambda: _OLE + b"\0" * 5000, "R003", ""),
    "an OLE file of noise": (lambda: _OLE + bytes(range(256)) * 40, "R003", ""),
    "empty": (lambda: b"", "R003", "空文件"),
    "text": (lambda: "单位,金额\n甲,1\n".encode(), "R003", "文本"),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "R003", "网页"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "R003", "无法辨认"),
    "a Word file": (lambda: _zipped({"word/document.xml": "<w/>"}), "R003", "Word"),
    "another archive": (lambda: _zipped({"a.txt": "1"}), "R003", "压缩包"),
    "a binary workbook": (lambda: _zipped({"xl/workbook.bin": "1"}), "R004", ".xlsb"),
    "too large": (lambda: b"PK" + b"\0" * (21 * 1024 * 1024), "R002", ""),
}


def _encoded() -> dict[str, bytes]:
    return {name: part.encode() for name, part in _parts("").items()}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_odd_file_is_refused_with_the_reason(tmp_path: Path, kind: str) -> None:
    made, code, actual = HOSTILE[kind]
    path = _file(tmp_path, made())
    start = time.perf_counter()
    sheets, findings = read_sheets(path)

    finding = _only(findings)
    assert (sheets, finding.code) == ([], code)
    assert actual in finding.actual
    assert finding.place.file == str(path)
    assert finding.remedy
    assert time.perf_counter() - start < 30


def test_hostile_files_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    for number, (made, _, _) in enumerate(HOSTILE.values()):
        _file(tmp_path, made(), f"{number}.xlsx")
    program = (
        "import sys, resource\nfrom pathlib import Path\n"
        "from yugong.intake.sheet_file import read_sheets\n"
        "for path in Path(sys.argv[1]).glob('*.xlsx'):\n    assert read_sheets(path)[1]\n"
        # Linux counts in ru_maxrss what the parent held when it forked; the status does not.
        "status = Path('/proc/self/status')\n"
        "if status.exists():\n"
        "    print(1024 * int(status.read_text().split('VmHWM:')[1].split()[0]))\n"
        "else:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    run = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True, check=True, timeout=120)

    assert int(done.stdout) < 600 * 1024 * 1024


def test_a_false_size_in_the_directory_does_not_get_past_the_limits(tmp_path: Path) -> None:
    data = bytearray(_with("xl/media/a.bin", "0" * 5_000_000))
    size = (5_000_000).to_bytes(4, "little")
    while (offset := data.find(size)) >= 0:
        data[offset : offset + 4] = (1000).to_bytes(4, "little")
    sheets, findings = read_sheets(_file(tmp_path, bytes(data)))

    assert (sheets, _only(findings).code) == ([], "R003")


def test_a_missing_file_and_a_folder_are_reported(tmp_path: Path) -> None:
    assert _only(read_sheets(tmp_path / "无.xlsx")[1]).code == "R001"
    (tmp_path / "夹.xlsx").mkdir()
    assert _only(read_sheets(tmp_path / "夹.xlsx")[1]).code == "R001"
    assert _only(read_sheets(tmp_path / "台账.csv")[1]).code == "R004"


def test_values_come_as_they_are_with_merged_cells_and_hidden_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "收支明细"
    for row in (["单位", None, "金额"], ["甲", True, 1.5], [None, None, 2], ["2026-01-01", 3, "x"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("存").sheet_state = "hidden"
    path = tmp_path / "台账.xlsx"
    book.save(path)
    sheets, findings = read_sheets(path)

    assert findings == []
    assert [sheet.name for sheet in sheets] == ["收支明细", "存"]
    assert [sheet.hidden for sheet in sheets] == [False, True]
    assert sheets[0].rows == (
        ("单位", None, "金额"),
        ("甲", True, 1.5),
        (None, None, 2),
        ("2026-01-01", 3, "x"),
    )
    assert sheets[0].merged == (((1, 0), (2, 0)),)
    assert sheets[0].hidden_rows == {2}


def test_a_cell_away_from_the_corner_keeps_its_address(tmp_path: Path) -> None:
    [sheet], _ = read_sheets(_file(tmp_path, _rows('<row r="4"><c r="C4"><v>7</v></c></row>')))

    assert sheet.rows[3][2] == 7


def test_a_formula_gives_its_computed_value_and_is_warned_of_without_one(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("表").write_formula("A1", "=1+1", None, 2)
    book.close()
    computed, quiet = read_sheets(path)
    [blank], warned = read_sheets(
        _file(tmp_path, _rows('<row r="2"><c r="B2"><f>1+1</f></c></row>'), "二.xlsx")
    )

    assert (computed[0].rows, quiet) == (((2,),), [])
    assert blank.rows == () or blank.rows[1][1] is None
    finding = _only(warned)
    assert (finding.severity.value, finding.place.sheet, finding.place.cell) == ("警告", "表", "B2")


def test_macros_and_external_links_are_noted_and_not_used(tmp_path: Path) -> None:
    macros = read_sheets(_file(tmp_path, _with("xl/vbaProject.bin", "x")))
    links = read_sheets(_file(tmp_path, _with("xl/externalLinks/externalLink1.xml", "<x/>")))

    assert macros[0][0].rows == links[0][0].rows == ((7,),)
    assert (_only(macros[1]).code, macros[1][0].severity.value) == ("R020", "提示")
    assert (_only(links[1]).actual, links[1][0].severity.value) == ("外部链接", "警告")


def test_the_content_counts_and_not_the_name(tmp_path: Path) -> None:
    sheets, findings = read_sheets(_file(tmp_path, _sound(), "导出.xls"))

    assert (sheets[0].rows, findings) == (((7,),), [])


_OFFICE = shutil.which("soffice")


@pytest.mark.skipif(_OFFICE is None, reason="LibreOffice writes the .xls and .ods files")
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_formats_give_the_same_cells(tmp_path: Path, suffix: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "明细"
    sheet.append(["单位", "金额"])
    sheet.append(["甲", 1234.56])
    sheet.append(["乙", "=B2*2"])
    sheet["A9"] = "末"
    book.save(tmp_path / "台账.xlsx")
    command = [str(_OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", suffix, "--outdir", str(tmp_path), str(tmp_path / "台账.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    [read], findings = read_sheets(tmp_path / f"台账.{suffix}")

    assert findings == []
    assert read.name == "明细"
    assert read.rows[:3] == (("单位", "金额"), ("甲", 1234.56), ("乙", 2469.12))
    assert read.rows[8] == ("末", None)


@pytest.mark.skipif(_OFFICE is None, reason="LibreOffice writes the .xls file")
def test_an_xls_with_a_cell_far_away_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = 1
    sheet["IV65536"] = 2
    book.save(tmp_path / "远.xlsx")
    command = [str(_OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xls", "--outdir", str(tmp_path), str(tmp_path / "远.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    start = time.perf_counter()
    sheets, findings = read_sheets(tmp_path / "远.xls")

    assert (sheets, _only(findings).code) == ([], "R002")
    assert _only(findings).actual == "65536 行、256 列"
    assert time.perf_counter() - start < 30

    data = bytearray((tmp_path / "远.xls").read_bytes())
    offset = data.find(b"\x00\x02\x0e\x00") + 4
    data[offset + 4 : offset + 8] = b"\xff\xff\xff\x7f"
    assert _only(read_sheets(_file(tmp_path, bytes(data), "假.xls"))[1]).code == "R003"


@pytest.mark.skipif(_OFFICE is None, reason="LibreOffice writes the .xls file")
def test_an_xls_that_shows_one_long_text_in_very_many_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file contains the text once, but a reader copies it for every cell."""
    monkeypatch.setattr(sheet_scan, "MAX_TEXT", 5_000_000)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for _ in range(200):
        sheet.append(["长" * 30_000, "短", "长" * 9_000 + "尾"])
    book.save(tmp_path / "长.xlsx")
    for row in range(1, 201):
        sheet.cell(row, 1).value = sheet.cell(row, 3).value = "短"
    sheet["A1"] = "长" * 30_000
    book.save(tmp_path / "短.xlsx")
    command = [str(_OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xls", "--outdir", str(tmp_path)]
    command += [str(tmp_path / "长.xlsx"), str(tmp_path / "短.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    refused, findings = read_sheets(tmp_path / "长.xls")
    sheets, none = read_sheets(tmp_path / "短.xls")

    assert (refused, _only(findings).code) == ([], "R002")
    assert _only(findings).actual == "文字过多"
    assert none == []
    assert sheets[0].rows[0] == ("长" * 30_000, "短", "短")


def _ods(rows: str, manifest: str = "<m/>") -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0"'
        f' xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return _zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


_ODS_CELL = '<table:table-cell {} office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("", 'table:number-columns-repeated="1000000000"'),
        ('table:number-rows-repeated="1000000000"', ""),
        ('table:number-rows-repeated="99999"', 'table:number-columns-repeated="299"'),
    ],
)
def test_a_repeated_cell_of_an_ods_is_held_to_the_limits(
    tmp_path: Path, row: str, cell: str
) -> None:
    data = _ods(f"<table:table-row {row}>{_ODS_CELL.format(cell)}</table:table-row>")
    sheets, findings = read_sheets(_file(tmp_path, data, "台账.ods"))

    assert (sheets, _only(findings).code) == ([], "R002")


def test_blank_rows_repeated_to_the_end_of_an_ods_are_no_fault(tmp_path: Path) -> None:
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    data = _ods(f"<table:table-row>{_ODS_CELL.format('')}</table:table-row>{blank}")
    [sheet], findings = read_sheets(_file(tmp_path, data, "台账.ods"))

    assert (sheet.rows, findings) == (((1,),), [])


def test_an_ods_with_a_password_is_reported(tmp_path: Path) -> None:
    data = _ods("", "<m><encryption-data/></m>")

    assert "密码" in _only(read_sheets(_file(tmp_path, data, "台账.ods"))[1]).actual


def test_a_comment_between_two_cells_is_no_cell(tmp_path: Path) -> None:
    xml = '<row r="1">' + "<!-- 空 -->" * 400 + "<c><v>7</v></c></row>"
    [read], findings = read_sheets(_file(tmp_path, _rows(xml)))

    assert (read.rows, findings) == (((7,),), [])
