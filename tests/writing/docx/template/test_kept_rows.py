"""The row before the last one of a repeated table keeps with it, in both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from builders.small_budget import budget_file
from yugong.jobs.compute import compute_budget
from yugong.writing.docx import word_template


def _kept(row: object) -> bool:
    return all(
        paragraph.paragraph_format.keep_with_next
        for cell in row.cells  # type: ignore[attr-defined]
        for paragraph in cell.paragraphs
    )


@pytest.mark.parametrize("engine", ["内置", "docxtpl"])
def test_the_last_row_of_a_table_is_kept_with_the_one_before(tmp_path: Path, engine: str) -> None:
    computed = compute_budget(budget_file(tmp_path))
    loaded = computed.loaded
    template = word_template(loaded.word, loaded.word_name, engine, ())  # type: ignore[arg-type]
    template.write(tmp_path / "甲.docx", computed.package)

    tables = Document(str(tmp_path / "甲.docx")).tables
    rows = tables[0].rows

    assert len(rows) > 20
    assert _kept(rows[-2])
    assert not _kept(rows[-1])
    assert not _kept(rows[-3])
