"""The packages written here pass the rules of wording, layout and privacy."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.entered_rules import rules_of
from builders.places import SAMPLES
from yugong.audit.rule import audit
from yugong.jobs.build import build
from yugong.published.raw import read_document
from yugong.published.recognise import recognise


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_a_built_package_has_no_finding_of_wording_layout_or_privacy(
    suffix: str, tmp_path: Path
) -> None:
    build(SAMPLES / "pinglu-2026" / "budget.yaml", tmp_path, layout=False)
    (path,) = tmp_path.rglob(f"*{suffix}")
    raw, _ = read_document(path)
    assert raw is not None
    outcomes = audit(recognise(raw), rules_of("WV"))
    assert not [outcome.rule.code for outcome in outcomes if outcome.not_executed]
    assert [finding for outcome in outcomes for finding in outcome.findings] == []
