"""Both files of a package, written as a build writes them, and what the two are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from builders.places import SAMPLES
from yugong.findings import Finding
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.standard.narrative import NarrativeText
from yugong.writing import docx, xlsx
from yugong.writing.two_files import compare_files
from yugong.writing.xlsx.narrative_sheets import Drawn

ALL_SAMPLES = ("pinglu-2026", "pingxiang-2023", "qinyuan-2023", "xiaoyi-2025", "yunze-2026")


@dataclass(frozen=True)
class TwoFiles:
    """A package in two files; never changed, for all tests of a process share them."""

    computed: ComputedBudget
    word: Path
    excel: Path
    narrative: NarrativeText
    forms: tuple[tuple[str, ...], ...]
    drawn: Drawn

    def differences(self, excel: Path | None = None) -> list[Finding]:
        """The findings of the two files, or of the Word file and another workbook."""
        workbook = excel or self.excel
        grids = xlsx.sheet_grids(workbook)
        return compare_files(self.word, workbook, self.narrative, self.forms, self.drawn, grids)


@cache
def two_files(sample: str) -> TwoFiles:
    """The two files of a sample."""
    computed = compute_budget(SAMPLES / sample / "budget.yaml")
    loaded, package = computed.loaded, computed.package
    folder = Path(mkdtemp(prefix="two-files-"))
    word = docx.word_template(loaded.word, loaded.word_name, loaded.engine, loaded.attachments)
    written = word.write(folder / "成品.docx", package)
    narrative = docx.narrative_of(written.narrative, package)
    excel = xlsx.compile_workbook(loaded.excel, loaded.excel_name)
    excel.write(folder / "成品.xlsx", package, narrative)
    forms = (*narrative.forms, *docx.form_texts(folder / "成品.docx", written.regions))
    return TwoFiles(
        computed, folder / "成品.docx", folder / "成品.xlsx", narrative, forms, excel.drawn
    )
