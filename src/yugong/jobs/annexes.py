"""Annexes in the jobs: their faults at the places of the budget file, their digests.

Tests: tests/jobs/test_annexes.py.
"""

from __future__ import annotations

from yugong.findings import Finding, Kind
from yugong.intake.budget_file import Intake
from yugong.standard.annexes import Annex
from yugong.standard.package import Package
from yugong.writing import docx


def located_annex_problems(intake: Intake, package: Package) -> list[Finding]:
    """Return the faults of annexes that Word cannot take in, at the fields that name their files.

    The order of ``package.annexes`` is that of the budget file.
    """
    findings = []
    for index, annex in enumerate(package.annexes):
        place = intake.place(("附件", index, "文件"))
        for finding in docx.annex_problems([annex]):
            actual = f"{annex.content.file}：{finding.actual}".rstrip("：")
            findings.append(Finding(Kind.ANNEX_UNUSABLE, place, actual, finding.expected))
    return findings


def annex_digests(annexes: tuple[Annex, ...]) -> dict[str, object]:
    """Return the entry of the manifest on the files that were attached; empty for none."""
    entries = [
        {"编号": annex.label, "名称": annex.name, "sha256": annex.content.sha256}
        for annex in annexes
    ]
    return {"附件": entries} if entries else {}
