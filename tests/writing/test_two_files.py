"""The two files of a package: every sentence, form, number and chart of one is in the other."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from builders.two_files import ALL_SAMPLES, two_files
from yugong.budget.money import round_half_up
from yugong.findings import Severity

SAMPLE = "yunze-2026"
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def word_paragraphs(path: Path) -> list[str]:
    """The paragraphs outside the tables, read with python-docx and its tree."""
    document: Any = Document(BytesIO(path.read_bytes()))
    texts = []
    for paragraph in document.paragraphs:
        parts = [
            (node.text or "") if node.tag == qn("w:t") else "　"
            for node in paragraph._p.iter(qn("w:t"), qn("w:tab"))
            if node.getparent().tag == qn("w:r")
        ]
        texts.append("".join(parts).strip())
    return [text for text in texts if text]


def sheet_values(path: Path) -> dict[str, list[Any]]:
    """The values of every sheet, row by row."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: [value for row in book.get_sheet_by_name(name).to_python() for value in row if value]
        for name in book.sheet_names
    }


def form_cells(path: Path) -> list[list[str]]:
    """The cells of the Word tables that are forms: each once, in order."""
    document: Any = Document(BytesIO(path.read_bytes()))
    forms = []
    for table in document.tables:
        texts = []
        for cell in table._tbl.iter(qn("w:tc")):
            lines = (
                "".join(
                    (node.text or "") if node.tag == qn("w:t") else "\n"
                    for node in line.iter(qn("w:t"), qn("w:br"))
                )
                for line in cell.iter(qn("w:p"))
            )
            if text := "\n".join(lines).strip():
                texts.append(text)
        if any(text.startswith(("一级指标", "绩效指标")) for text in texts):
            forms.append(texts)
    return forms


@pytest.mark.parametrize("sample", ALL_SAMPLES)
def test_the_two_files_of_a_sample_say_the_same(sample: str) -> None:
    assert [finding.actual for finding in two_files(sample).differences()] == []


@pytest.mark.parametrize("sample", ALL_SAMPLES)
def test_every_sentence_of_one_file_is_in_the_other(sample: str) -> None:
    files = two_files(sample)
    everywhere = {text for values in sheet_values(files.excel).values() for text in values}
    spoken = {text.strip() for text in everywhere if isinstance(text, str)}
    sentences = [text for text in word_paragraphs(files.word) if text.endswith(("。", "；", "："))]
    signed = re.compile(r"(?:\S{2,5}：\s*){2,}")

    missing = [text for text in sentences if text not in spoken and not signed.fullmatch(text)]
    assert len(sentences) > 30
    assert missing == []
    written = "\n".join(
        word_paragraphs(files.word) + [t for f in form_cells(files.word) for t in f]
    )
    extra = [
        text
        for text in spoken
        if text.endswith("。") and len(text) > 12 and text not in written.replace("\n\n", "\n")
    ]
    assert extra == []


@pytest.mark.parametrize("sample", ALL_SAMPLES)
def test_every_number_of_a_form_is_the_same_number_in_the_workbook(sample: str) -> None:
    files = two_files(sample)
    sheets = sheet_values(files.excel)
    names = [name for name in sheets if name.startswith(("整体绩效", "绩效0", "绩效1"))]
    if sample == "pingxiang-2023":  # its overall form is text in the Word file
        names.remove("整体绩效")
    forms = form_cells(files.word)
    assert len(forms) == len(names)
    for form, name in zip(forms, names, strict=True):
        in_word = [number(text) for text in form if _NUMBER.fullmatch(text)]
        in_sheet = [number(value) for value in sheets[name] if number(value) is not None]
        assert [n for n in in_word if n] == [n for n in in_sheet if n], name


def number(value: Any) -> Decimal | None:
    """The number of a cell or of a text that is one, as it is printed: with two decimals."""
    if isinstance(value, str):
        return Decimal(value.replace(",", "")) if _NUMBER.fullmatch(value) else None
    return round_half_up(Decimal(repr(value)))


@cache
def workbook_of(sample: str) -> Any:
    """The workbook of a sample with its formulas, for tests that change nothing."""
    return openpyxl.load_workbook(two_files(sample).excel)


@pytest.mark.parametrize("sample", ALL_SAMPLES)
def test_the_amounts_of_forms_are_numbers(sample: str) -> None:
    book = workbook_of(sample)
    texts = [
        cell.value
        for name in book.sheetnames
        if name.startswith("绩效")
        for row in book[name].iter_rows(max_row=12)
        for cell in row
        if isinstance(cell.value, str) and re.fullmatch(r"[\d,]{4,}(?:\.\d+)?", cell.value)
    ]

    assert texts == []


def test_the_totals_of_forms_are_formulas() -> None:
    book = workbook_of(SAMPLE)

    assert book["绩效001"]["D6"].value == "=SUM(D7:D10)"
    overall = [cell.value for row in book["整体绩效"].iter_rows() for cell in row]
    assert sum(str(value).startswith("=SUM(") for value in overall) >= 1


@pytest.mark.parametrize("sample", ALL_SAMPLES)
def test_every_sheet_is_in_the_index_and_leads_back_to_it(sample: str) -> None:
    book = workbook_of(sample)
    listed = {
        cell.hyperlink.location
        for row in book["目录"].iter_rows()
        for cell in row
        if cell.hyperlink
    }

    assert book.sheetnames[:2] == ["封面", "目录"]
    assert listed == {f"'{name}'!A1" for name in book.sheetnames if name != "目录"}
    for name in set(book.sheetnames) - {"目录"}:
        links = [c.hyperlink.location for r in book[name].iter_rows() for c in r if c.hyperlink]
        assert "'目录'!A1" in links, name


def test_the_numbers_of_the_text_are_named_by_their_facts() -> None:
    files = two_files(SAMPLE)
    book = workbook_of(SAMPLE)
    places = book.defined_names["三公.合计"].attr_text
    sheet, cell = places.split(",")[0].replace("'", "").replace("$", "").split("!")
    text = str(book[sheet][cell].value)
    facts = {fact for block in files.narrative.blocks for fact in block.facts}

    assert "“三公”经费预算为20.20万元" in text
    assert len(facts) > 40
    assert facts <= set(book.defined_names)


@pytest.mark.parametrize("sample", [SAMPLE, "qinyuan-2023"])
def test_the_charts_of_the_two_files_have_the_same_categories_and_numbers(sample: str) -> None:
    files = two_files(sample)
    word, excel = (sorted(charts(path)) for path in (files.word, files.excel))

    assert [categories for categories, _ in word] == [categories for categories, _ in excel]
    assert [[[round(n, 2) for n in s] for s in numbers] for _, numbers in word] == [
        [[float(round_half_up(Decimal(repr(n)))) for n in s] for s in numbers]
        for _, numbers in excel
    ]
    for categories, numbers in word:
        assert all("%）" in category for category in categories)
        assert all(any(column) for column in zip(*numbers, strict=True))
    # No ledger has last year's income by source, nor 沁源 last year's expenditure by function.
    assert sum(len(numbers) == 2 for _, numbers in word) == (1 if sample == "qinyuan-2023" else 2)


def charts(path: Path) -> list[tuple[list[str], list[list[float]]]]:
    with zipfile.ZipFile(path) as archive:
        sources = [
            archive.read(name).decode()
            for name in archive.namelist()
            if re.fullmatch(r"(?:word|xl)/charts/chart\d+\.xml", name)
        ]
    drawn = []
    for source in sources:
        series = re.findall(r"<c:ser>.*?</c:ser>", source, re.S)
        categories = _points(series[0], "cat")
        drawn.append((categories, [[float(n) for n in _points(each, "val")] for each in series]))
    return drawn


def _points(series: str, name: str) -> list[str]:
    [inside] = re.findall(rf"<c:{name}>.*?</c:{name}>", series, re.S)
    return re.findall(r"<c:v>([^<]*)</c:v>", inside)


# -- what is reported -----------------------------------------------------------------------------


def change(find: Callable[[Any], bool], value: Any, sheets: str = "") -> Callable[[Any], None]:
    """An edit that gives the first cell that fits another value."""

    def edit(book: Any) -> None:
        for sheet in book.worksheets:
            if not sheet.title.startswith(sheets):
                continue
            for row in sheet.iter_rows():
                for cell in row:
                    if find(cell.value):
                        cell.value = value(cell.value) if callable(value) else value
                        return
        raise AssertionError("no such cell")

    return edit


def edited_copy(source: Path, path: Path, edit: Callable[[Any], None]) -> Path:
    """A workbook with its values, after an edit."""
    book = openpyxl.load_workbook(source, data_only=True)
    edit(book)
    book.save(path)
    return path


def found_after(edit: Callable[[Any], None], tmp_path: Path) -> list[tuple[str, Severity]]:
    path = edited_copy(two_files(SAMPLE).excel, tmp_path / "改.xlsx", edit)
    differences = two_files(SAMPLE).differences(path)
    assert {finding.code for finding in differences} <= {"D014"}
    return [(finding.actual, finding.severity) for finding in differences]


def test_a_sentence_with_another_number_is_found(tmp_path: Path) -> None:
    edit = change(
        lambda v: "“三公”经费预算为20.20万元" in str(v), lambda v: v.replace("20.20", "20.30")
    )
    differences = found_after(edit, tmp_path)

    assert {severity for _, severity in differences} == {Severity.ERROR}
    assert len(differences) == 2
    assert "20.20万元" in differences[0][0]
    assert "20.30万元" in differences[1][0]


def test_paragraphs_in_another_order_are_found(tmp_path: Path) -> None:
    def swap(book: Any) -> None:
        sheet = book["名词解释"]
        cells = [sheet.cell(row, 1) for row in (3, 4)]
        cells[0].value, cells[1].value = cells[1].value, cells[0].value

    assert found_after(swap, tmp_path) == [("各段的次序不同", Severity.ERROR)]


def test_a_part_that_the_workbook_leaves_out_is_a_warning(tmp_path: Path) -> None:
    def leave_out(book: Any) -> None:
        del book["名词解释"]

    assert found_after(leave_out, tmp_path) == [("没有这一部分", Severity.WARNING)]


def test_an_amount_of_a_form_that_differs_is_found(tmp_path: Path) -> None:
    differences = found_after(change(lambda v: v == 260_000, 260_001, "绩效001"), tmp_path)

    assert ("没有“260000.00”", Severity.ERROR) in differences
    assert ("Word 文件里没有“260001”", Severity.ERROR) in differences


def test_a_label_of_a_form_that_differs_is_a_warning(tmp_path: Path) -> None:
    differences = found_after(change(lambda v: v == "立项依据", "依据", "绩效001"), tmp_path)

    assert differences == [
        ("没有“立项依据”", Severity.WARNING),
        ("Word 文件里没有“依据”", Severity.WARNING),
    ]


def test_a_zero_that_one_form_leaves_blank_is_a_warning(tmp_path: Path) -> None:
    differences = found_after(change(lambda v: v == 0, None, "绩效001"), tmp_path)

    assert differences == [("没有“0”", Severity.WARNING)]


def test_values_of_a_form_that_changed_places_are_found(tmp_path: Path) -> None:
    def swap(book: Any) -> None:
        cells = [c for row in book["绩效001"].iter_rows() for c in row if c.value is not None]
        values = ("立项依据", "项目设立必要性")
        first, second = (next(c for c in cells if c.value == value) for value in values)
        first.value, second.value = second.value, first.value

    assert found_after(swap, tmp_path) == [("次序与 Word 文件不同", Severity.ERROR)]


def test_a_form_that_the_workbook_does_not_have_is_a_warning(tmp_path: Path) -> None:
    def leave_out(book: Any) -> None:
        del book["整体绩效"]

    assert ("没有这张绩效表", Severity.WARNING) in found_after(leave_out, tmp_path)


def test_nothing_is_delivered_when_the_files_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from builders.places import SAMPLES
    from yugong.findings import FindingsError
    from yugong.jobs import build as job

    files = two_files(SAMPLE)
    other = edited_copy(
        files.excel, tmp_path / "改.xlsx", change(lambda v: v == 260_000, 1, "绩效001")
    )
    monkeypatch.setattr(job, "compare_files", lambda *_: files.differences(other), raising=True)
    with pytest.raises(FindingsError) as caught:
        job.build(SAMPLES / SAMPLE / "budget.yaml", tmp_path / "out", layout=False)

    assert "D014" in {finding.code for finding in caught.value.findings}
    assert list((tmp_path / "out").iterdir()) == []


def test_a_chart_with_another_number_is_found(tmp_path: Path) -> None:
    path = tmp_path / "改.xlsx"
    with zipfile.ZipFile(two_files(SAMPLE).excel) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/charts/chart1.xml":
                data = re.sub(
                    rb"<c:v>[\d.]+</c:v>(?=</c:pt></c:numCache>)", b"<c:v>1</c:v>", data, count=1
                )
            target.writestr(name, data)

    [finding] = two_files(SAMPLE).differences(path)
    assert (finding.actual, finding.severity) == ("图的数字不同", Severity.ERROR)


def test_a_chart_that_the_workbook_does_not_have_is_a_warning(tmp_path: Path) -> None:
    def take_out(book: Any) -> None:
        for sheet in book.worksheets:
            sheet._charts.clear()

    assert found_after(take_out, tmp_path) == [("没有这幅图", Severity.WARNING)] * 3


# -- formulas ----------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("sample", [SAMPLE, "pingxiang-2023"])
def test_formulas_calculated_by_libreoffice_give_the_values_shown(
    sample: str, tmp_path: Path
) -> None:
    """The values that the file carries are taken out first, so that all are calculated anew."""
    files = two_files(sample)
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(files.excel) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            target.writestr(name, data)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "ods", "--outdir", str(tmp_path), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)

    written = CalamineWorkbook.from_path(str(files.excel))
    calculated = CalamineWorkbook.from_path(str(tmp_path / "bare.ods"))
    formulas = workbook_of(sample)
    compared = 0
    for name in written.sheet_names:
        before = written.get_sheet_by_name(name).to_python(skip_empty_area=False)
        after = calculated.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row in formulas[name].iter_rows():
            for cell in row:
                if str(cell.value).startswith("="):
                    r, c = cell.row - 1, cell.column - 1
                    assert after[r][c] == pytest.approx(before[r][c], abs=1e-9), (name, cell)
                    compared += 1
    assert compared > 100
