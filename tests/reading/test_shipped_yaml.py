"""Data files of the program: read as text, and sound or the program is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from yugong.reading.shipped_yaml import shipped_yaml


def test_everything_in_a_file_of_the_program_is_text() -> None:
    words = shipped_yaml("yugong.audit.evidence", "form_criteria.yaml")
    assert words["成本幅度"] == "5"
    assert words["填报"] == {"起": "10", "止": "6"}


def test_a_fault_in_a_file_of_the_program_is_the_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "somewhere").mkdir()
    (tmp_path / "somewhere" / "words.yaml").write_text("甲: 1\n甲: 2\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ValueError, match=r"words\.yaml"):
        shipped_yaml("somewhere", "words.yaml")
