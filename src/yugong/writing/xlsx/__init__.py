"""The package as an Excel workbook, from a template that a clerk edits."""

from yugong.writing.xlsx.readback import read_back
from yugong.writing.xlsx.template import XlsxTemplate, compile_workbook


def dump_workbook(data: bytes) -> str:
    """Sheets, print settings, widths, merges and cells of a template, in a stable order.

    Raises ``FindingsError`` (S006) where the file cannot be opened.
    """
    # The reader of templates is slow to import; whoever dumps none does without it.
    from yugong.writing.xlsx.dump import dump_workbook as dump

    return dump(data)


__all__ = ["XlsxTemplate", "compile_workbook", "dump_workbook", "read_back"]
