"""The package as an Excel workbook, from a template that a clerk edits."""

from yugong.writing.xlsx.annex_readback import read_back_annex_sheets
from yugong.writing.xlsx.readback import read_back_workbook, sheet_grids
from yugong.writing.xlsx.template import XlsxTemplate, compile_workbook

__all__ = [
    "XlsxTemplate",
    "compile_workbook",
    "read_back_annex_sheets",
    "read_back_workbook",
    "sheet_grids",
]
