"""Lists of accounts as files, for tests of how they are read."""

from __future__ import annotations

from pathlib import Path

from yugong.findings import Finding


def csv_file(folder: Path, text: str, name: str = "科目.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]
