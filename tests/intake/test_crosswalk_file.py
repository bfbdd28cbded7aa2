"""A list of renamed 科目: each of its faults at its cell or line."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from yugong.budget.catalogue import AccountKind
from yugong.intake.crosswalk_file import read_crosswalk

_ROWS = [
    ["2026 年科目对照"],
    ["类型", "上年编码", "本年编码"],
    ["功能科目", "2012604", "2012605"],
    ["功能", "2012606", "2012607"],
    ["功能科目", "201260", "2012607"],
    ["功能科目", "20126", "2012607"],
    ["功能科目", "2012604", "2012699"],
]
_FAULTS = [("B004", "A4"), ("R010", "B5"), ("R010", "C6"), ("B017", "B7")]


def test_faults_of_a_workbook_are_at_their_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in _ROWS:
        book.worksheets[0].append(row)
    book.save(tmp_path / "对照.xlsx")

    codes, findings = read_crosswalk(tmp_path / "对照.xlsx")

    assert codes == {AccountKind.FUNCTION: {"2012604": "2012605"}}
    assert [(finding.code, finding.place.cell) for finding in findings] == _FAULTS


@pytest.mark.parametrize("number", range(len(_FAULTS)))
def test_the_same_faults_of_a_text_file_are_at_their_lines(tmp_path: Path, number: int) -> None:
    path = tmp_path / "对照.csv"
    path.write_text("\n".join(map(",".join, _ROWS)), encoding="utf-8")

    finding = read_crosswalk(path)[1][number]

    code, cell = _FAULTS[number]
    column = "ABC".index(cell[0]) + 1
    assert (finding.code, finding.place.line, finding.place.column) == (code, int(cell[1]), column)
