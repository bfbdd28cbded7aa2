"""A template workbook read by openpyxl, without the work that a template has no use for.

openpyxl makes a cell for every place of a merged area and hands borders around between them, which
is most of its time.  Here an area stays an area; :mod:`styles` puts its edges together.
Drawings, comments and tables are not read, because they are not carried over.

Tests: tests/writing/xlsx/test_quick_reader.py.
"""

from __future__ import annotations

import io
from typing import Any

from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook import Workbook
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.worksheet.cell_range import MultiCellRange


class _SheetReader(WorksheetReader):
    def bind_merged_cells(self) -> None:
        merged = self.parser.merged_cells
        if merged is not None:
            self.ws.merged_cells = MultiCellRange(merged.mergeCell)

    def bind_hyperlinks(self) -> None:
        sheet: Any = self.ws
        for link in self.parser.hyperlinks.hyperlink:
            if link.id:
                link.target = sheet._rels.get(link.id).Target
            sheet._hyperlinks.append(link)

    def bind_tables(self) -> None:
        pass


class _BookReader(ExcelReader):
    def read_worksheets(self) -> None:
        for listed, part in self.parser.find_sheets():
            if part.target not in self.valid_files:
                continue
            if "chartsheet" in part.Type:
                self.read_chartsheet(listed, part)  # type: ignore[arg-type]
                continue
            sheet: Any = self.wb.create_sheet(listed.name)
            data = self.archive.read(part.target)
            # The reader of features looks into the XML itself.
            sheet.template_source = data
            if b"hyperlink" in data:
                links = get_rels_path(part.target)  # type: ignore[no-untyped-call]
                if links in self.valid_files:
                    sheet._rels = get_dependents(self.archive, links)
            source = io.BytesIO(data)
            _SheetReader(sheet, source, self.shared_strings, False, False).bind_all()
            sheet.sheet_state = listed.state


def load_lean(data: bytes) -> Workbook:
    """Return the workbook; raise the error of openpyxl if it cannot be read."""
    reader = _BookReader(io.BytesIO(data), keep_links=False)
    reader.read()
    return reader.wb
