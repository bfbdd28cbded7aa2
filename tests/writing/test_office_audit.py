"""Every kind of Office file that the product writes, examined by two independent validators.

``openxml-audit`` knows the schemas and semantic rules of Microsoft's SDK; ``ooxml-integrity`` looks
for broken references, and for losses between a document and its edited copy.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from ooxml_integrity import check as integrity_findings
from ooxml_integrity import compare as losses
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from builders.annex_specimens import annexed_budget
from builders.own_standard import in_yaml, own_standard
from readings.documented_files import ledger_text
from yugong.findings import Finding, Kind, Place
from yugong.intake.annotate import annotate
from yugong.jobs.adjust import write_empty_adjustment
from yugong.jobs.build import build
from yugong.jobs.check import check, write_review_sheet
from yugong.jobs.diff import diff
from yugong.jobs.ledger import convert_ledger, new_ledger
from yugong.jobs.paper import write_working_paper
from yugong.standards_kit.previewing import write_preview
from yugong.writing.review.annotated import annotate_docx

_PERSONNEL = "1580000.00"

_ACCEPTED = {
    "theme": re.compile(r"A required relationship type '.*/theme' is missing\."),
    "inline strings": re.compile(r"Worksheet .* inline-string cell\(s\)", re.DOTALL),
    "order in a font": re.compile(r"Unexpected element 'color' found"),
}
"""Remarks that are no faults, with the reason of each.

theme: a document without a theme uses the fonts and colours that its styles name; ISO 29500 does
not require the part.
inline strings: ISO 29500 allows them in any cell, and they let a sheet be written in one pass.
order in a font: openpyxl, which saves the annotated workbook, writes the properties of a font in
its own order; ISO 29500 gives CT_Font as an unordered choice.
"""


def _ledger_file(folder: Path, personnel: str = _PERSONNEL) -> Path:
    """The ledger of the documentation, with this much for personnel in 元."""
    path = folder / f"{personnel}.yaml"
    path.write_text(ledger_text(personnel, "1980000.00"), encoding="utf-8")
    return path


def _built(folder: Path, suffix: str, personnel: str = _PERSONNEL) -> Path:
    out = folder / f"成品{personnel}"
    if not out.exists():
        build(_ledger_file(folder, personnel), out, layout=False)
    [path] = out.glob(f"*{suffix}")
    return path


def _built_with_docxtpl(folder: Path) -> Path:
    standard = own_standard(folder / "标准")
    in_yaml(standard, "excel: 云澜市.xlsx}", "excel: 云澜市.xlsx, 引擎: docxtpl}")
    out = folder / "docxtpl"
    build(_ledger_file(folder), out, standard=str(standard), layout=False)
    [path] = out.glob("*.docx")
    return path


def _built_with_annexes(folder: Path, suffix: str, standard: str | None = None) -> Path:
    out = folder / "附件成品"
    build(annexed_budget(folder), out, standard=standard, draft=True, layout=False)
    [path] = out.glob(f"*{suffix}")
    return path


def _annexes_with_docxtpl(folder: Path) -> Path:
    standard = own_standard(folder / "标准")
    in_yaml(standard, "excel: 云澜市.xlsx}", "excel: 云澜市.xlsx, 引擎: docxtpl}")
    return _built_with_annexes(folder, ".docx", str(standard))


def _difference(folder: Path, suffix: str) -> Path:
    workbook, redline = folder / "对比.xlsx", folder / "修订.docx"
    old, new = _built(folder, ".docx").parent, _built(folder, ".docx", "1575000.00").parent
    diff(old, new, workbook=workbook, redline=redline)
    return workbook if suffix == ".xlsx" else redline


def _ledger(folder: Path) -> Path:
    convert_ledger(_ledger_file(folder), folder / "预算.xlsx")
    return folder / "预算.xlsx"


def _adjustment(folder: Path) -> Path:
    write_empty_adjustment(folder / "调整.xlsx", _ledger_file(folder))
    return folder / "调整.xlsx"


def _working_paper(folder: Path) -> Path:
    write_working_paper(_ledger_file(folder), folder / "底稿.xlsx")
    return folder / "底稿.xlsx"


def _preview(folder: Path, suffix: str) -> Path:
    paths, _ = write_preview("shanxi-2025", folder / "预览")
    [path] = [path for path in paths if path.suffix == suffix]
    return path


def _review_sheet(folder: Path) -> Path:
    write_review_sheet(check(_built(folder, ".docx")), folder / "意见.xlsx")
    return folder / "意见.xlsx"


def _annotated_text(folder: Path) -> Path:
    source, copy = _built(folder, ".docx"), folder / "批注.docx"
    places = [Place(file=source.name, path=path) for path in ("第 2 段", "第 1 张表第 2 行第 1 列")]
    findings = [Finding(Kind.PICTURES_NOT_READ, place) for place in places]
    copy.write_bytes(annotate_docx(source.read_bytes(), source.name, findings).data)
    return copy


def _annotated_workbook(folder: Path) -> Path:
    source, copy = _built(folder, ".xlsx"), folder / "批注.xlsx"
    [sheet, *_] = load_workbook(source, read_only=True).sheetnames
    place = Place(file=source.name, sheet=sheet, cell="A2")
    assert annotate(source, [Finding(Kind.PICTURES_NOT_READ, place)], copy) == 1
    return copy


_KINDS: dict[str, Callable[[Path], Path]] = {
    "built text": lambda folder: _built(folder, ".docx"),
    "built text of docxtpl": _built_with_docxtpl,
    "built workbook": lambda folder: _built(folder, ".xlsx"),
    "text with annexes": lambda folder: _built_with_annexes(folder, ".docx"),
    "text with annexes by docxtpl": _annexes_with_docxtpl,
    "workbook with annexes": lambda folder: _built_with_annexes(folder, ".xlsx"),
    "preview of the text": lambda folder: _preview(folder, ".docx"),
    "preview of the workbook": lambda folder: _preview(folder, ".xlsx"),
    "empty ledger": lambda folder: new_ledger(folder, "shanxi-2025").file,
    "ledger": _ledger,
    "adjustment": _adjustment,
    "comparison": lambda folder: _difference(folder, ".xlsx"),
    "redline": lambda folder: _difference(folder, ".docx"),
    "working paper": _working_paper,
    "review sheet": _review_sheet,
    "annotated text": _annotated_text,
    "annotated workbook": _annotated_workbook,
}


@pytest.mark.parametrize("kind", _KINDS)
def test_a_file_passes_both_validators(tmp_path: Path, kind: str) -> None:
    path = _KINDS[kind](tmp_path)
    result = OpenXmlValidator(max_errors=0).validate(str(path))
    remarks = [str(error) for error in result.errors if not _is_accepted(error.description)]
    if path.suffix == ".docx":
        remarks += map(str, integrity_findings(str(path)))

    assert remarks == []


def _is_accepted(description: str) -> bool:
    return any(pattern.search(description) for pattern in _ACCEPTED.values())


def test_an_annotated_copy_loses_nothing_of_its_source(tmp_path: Path) -> None:
    copy = _annotated_text(tmp_path)
    source = _built(tmp_path, ".docx")

    assert list(map(str, losses(str(source), str(copy)))) == []


def test_the_validators_see_a_broken_reference(tmp_path: Path) -> None:
    """A validator that accepts anything would pass every test above."""
    source = _built(tmp_path, ".docx")
    broken = tmp_path / "broken.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body><w:nonsense/>", 1)
            if not name.startswith("word/styles"):
                new.writestr(name, data)
    result = OpenXmlValidator(max_errors=0).validate(str(broken))

    assert any("nonsense" in error.description for error in result.errors)
    assert list(integrity_findings(str(broken)))
