"""Write the working paper (底稿) of a budget file: formulas for checkers, not for publication."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from yugong.figures.posting import Posting
from yugong.figures.selection import total
from yugong.figures.tracing import posting_places
from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.progress import Progress
from yugong.quick_dataclass import dataclass
from yugong.whole_file import check_kind, refuse_existing, write_whole
from yugong.writing.working_paper import PaperContent, working_paper

LARGEST = Decimal("1e13")
"""The limit, in 元, below which a spreadsheet keeps every 分 of a sum."""


@dataclass(frozen=True, slots=True)
class PaperResult:
    """A written working paper, and findings that did not stop it."""

    file: Path
    findings: tuple[Finding, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The working paper."""
        return (self.file,)

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {
            "文件": str(self.file),
            "问题": [finding.as_json() for finding in self.findings],
        }


def write_working_paper(
    path: Path,
    out: Path,
    *,
    replace: bool = False,
    progress: Progress = lambda _: None,
) -> PaperResult:
    """Write the working paper of a budget file as the workbook ``out``.

    A missing reason or last year's figure does not stop it; ``replace`` overwrites an existing
    file.  Raises FindingsError if the input has errors, if ``out`` is no .xlsx (R004), exists
    (D009) or cannot be written (D004), or if the amounts are too large for a spreadsheet (D040).
    """
    check_kind(out, ".xlsx")
    if not replace:
        refuse_existing(out)
    computed = compute_budget(path, draft=True, progress=progress)
    progress("写出底稿")
    write_whole(out, paper_of(computed), new=not replace)
    return PaperResult(out, computed.findings)


def paper_of(computed: ComputedBudget) -> bytes:
    """Return the working paper of a computed budget; the same input gives the same bytes.

    Raises FindingsError (D040, D006) if a spreadsheet cannot hold an amount or a text.
    """
    figures = computed.figures
    last = figures.last
    for postings in (figures.postings, last.postings if last is not None else ()):
        _check_size(postings, computed.intake.place(("收支明细",)))
    content = PaperContent(
        computed.loaded.standard,
        figures,
        computed.findings,
        computed.changes,
        posting_places(figures.postings, computed.intake.place),
        posting_places(last.postings, last.place) if last is not None else (),
    )
    return working_paper(content)


def _check_size(postings: Iterable[Posting], place: Place) -> None:
    amount = total(postings)
    if amount >= LARGEST:
        actual, expected = f"合计 {amount:f} 元", f"小于 {LARGEST:f} 元"
        raise FindingsError([Finding(Kind.AMOUNT_TOO_LARGE, place, actual, expected)])
