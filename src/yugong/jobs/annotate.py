"""Mark findings in a copy of the ledger workbook they belong to.

Tests: tests/cli/test_ledger_commands.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from yugong.findings import Finding
from yugong.intake.annotate import annotate, check_annotatable
from yugong.quick_dataclass import dataclass
from yugong.whole_file import refuse_existing


@dataclass(frozen=True, slots=True)
class AnnotateResult:
    """An annotated copy of a ledger workbook; ``cells`` counts the marked cells."""

    file: Path
    cells: int
    findings: tuple[Finding, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The copy."""
        return (self.file,)

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {"文件": str(self.file), "标注": self.cells}


def check_annotation(source: Path, out: Path) -> None:
    """Raise FindingsError if ``source`` is no .xlsx (R004) or ``out`` exists (D009)."""
    check_annotatable(source)
    refuse_existing(out)


def annotate_ledger(source: Path, findings: Iterable[Finding], out: Path) -> AnnotateResult:
    """Write a copy of a ledger workbook with a comment at the cell of each finding.

    Findings without a cell are left out.  Raises FindingsError if the workbook cannot be read or
    copied, or if ``out`` exists (D009) or cannot be written (D004).
    """
    findings = tuple(findings)
    return AnnotateResult(out, annotate(source, findings, out), findings)
