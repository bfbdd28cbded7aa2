"""The annexes of a package as entries of a ledger and files beside it."""

from __future__ import annotations

from yugong.findings import Finding, Kind, Severity
from yugong.published.model.package import PublishedPackage
from yugong.quick_dataclass import dataclass

FOLDER = "附件"
"""The folder beside the ledger that the files are written into."""


@dataclass(frozen=True, slots=True)
class AnnexTableFile:
    """A table to write: the name of the annex, the name of its file, its rows with the head."""

    name: str
    file: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def entry(self) -> dict[str, str]:
        """The entry of the ledger that names the file."""
        return {"名称": self.name, "文件": f"{FOLDER}/{self.file}"}


def annex_tables(package: PublishedPackage) -> tuple[list[AnnexTableFile], list[Finding]]:
    """Return the annexes that are tables, and a finding for each that is text.

    Only a table can be written again as it was; a text has lost its looks.
    """
    tables: list[AnnexTableFile] = []
    findings: list[Finding] = []
    for annex in package.annexes:
        if annex.is_elsewhere:
            continue
        name = annex.title or annex.label
        if annex.rows and len(annex.rows) > len(annex.lines):
            number = len(tables) + 1
            tables.append(AnnexTableFile(name, f"附件{number}.xlsx", annex.rows))
            continue
        actual = f"{annex.label}：{name}".strip("：")
        expected = f"把这个附件的 Word 或 PDF 文件放进“{FOLDER}”文件夹，写进预算文件的“附件”"
        findings.append(
            Finding(
                Kind.LEDGER_INCOMPLETE, annex.place, actual, expected, severity=Severity.WARNING
            )
        )
    return tables, findings
