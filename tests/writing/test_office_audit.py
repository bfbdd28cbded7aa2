"""Every kind of Office file that the product writes, examined by two independent validators.

``openxml-audit`` knows the schemas and semantic rules of Microsoft's SDK; ``ooxml-integrity`` looks
for broken references, and for losses between a document and its edited copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ooxml_integrity import check as integrity_findings
from ooxml_integrity import compare as losses
from openxml_audit import OpenXmlValidator

from builders.places import ROOT
from readings.documented_files import ledger_text
from yugong.jobs.adjust import write_empty_adjustment
from yugong.jobs.build import build
from yugong.jobs.check import annotate_checked, check, write_review_sheet
from yugong.jobs.diff import diff
from yugong.jobs.ledger import convert_ledger, new_ledger
from yugong.jobs.paper import write_working_paper
from yugong.standards_kit.previewing import preview_standard

_SAMPLE = ROOT / "samples" / "xiaoyi-2025" / "budget.yaml"

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


def _built(folder: Path, suffix: str, personnel: str = "1580000.00") -> Path:
    """The package of the documentation's ledger, with this much for personnel in 元."""
    out = folder / f"成品{personnel}"
    if not out.exists():
        ledger = folder / f"{personnel}.yaml"
        ledger.write_text(ledger_text(personnel, "1980000.00"), encoding="utf-8")
        build(ledger, out, layout=False)
    [path] = out.glob(f"*{suffix}")
    return path


def _sample(folder: Path, suffix: str) -> Path:
    build(_SAMPLE, folder / "成品", layout=False)
    [path] = (folder / "成品").glob(f"*{suffix}")
    return path


def _difference(folder: Path, suffix: str) -> Path:
    workbook, redline = folder / "对比.xlsx", folder / "修订.docx"
    old, new = _built(folder, ".docx").parent, _built(folder, ".docx", "1575000.00").parent
    diff(old, new, workbook=workbook, redline=redline)
    return workbook if suffix == ".xlsx" else redline


def _ledger(folder: Path) -> Path:
    convert_ledger(_SAMPLE, folder / "预算.xlsx")
    return folder / "预算.xlsx"


def _adjustment(folder: Path) -> Path:
    write_empty_adjustment(folder / "调整.xlsx", _SAMPLE)
    return folder / "调整.xlsx"


def _working_paper(folder: Path) -> Path:
    write_working_paper(_SAMPLE, folder / "底稿.xlsx")
    return folder / "底稿.xlsx"


def _preview(folder: Path, suffix: str) -> Path:
    paths, _ = preview_standard("shanxi-2025", folder / "预览")
    [path] = [path for path in paths if path.suffix == suffix]
    return path


def _review_sheet(folder: Path) -> Path:
    write_review_sheet(check(_built(folder, ".docx")), folder / "意见.xlsx")
    return folder / "意见.xlsx"


def _annotated(folder: Path, suffix: str) -> Path:
    source = _sample(folder, suffix)
    checked = check(source)
    assert checked.findings
    annotate_checked(source, checked, folder / f"批注{suffix}")
    return folder / f"批注{suffix}"


_KINDS: dict[str, Callable[[Path], Path]] = {
    "built text": lambda folder: _sample(folder, ".docx"),
    "built workbook": lambda folder: _sample(folder, ".xlsx"),
    "preview of the text": lambda folder: _preview(folder, ".docx"),
    "preview of the workbook": lambda folder: _preview(folder, ".xlsx"),
    "empty ledger": lambda folder: new_ledger(folder, "shanxi-2025"),
    "ledger": _ledger,
    "adjustment": _adjustment,
    "comparison": lambda folder: _difference(folder, ".xlsx"),
    "redline": lambda folder: _difference(folder, ".docx"),
    "working paper": _working_paper,
    "review sheet": _review_sheet,
    "annotated text": lambda folder: _annotated(folder, ".docx"),
    "annotated workbook": lambda folder: _annotated(folder, ".xlsx"),
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
    copy = _annotated(tmp_path, ".docx")
    [source] = (tmp_path / "成品").glob("*.docx")

    assert list(map(str, losses(str(source), str(copy)))) == []


def test_the_validators_see_a_broken_reference(tmp_path: Path) -> None:
    """A validator that accepts anything would pass every test above."""
    import zipfile

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
