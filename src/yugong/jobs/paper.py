"""One budget file in, its working paper (底稿) out: not for publication, for whoever checks it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from yugong.figures.posting import Posting
from yugong.figures.selection import total
from yugong.figures.tracing import posting_places
from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.progress import Progress
from yugong.whole_file import check_kind, refuse_existing, write_whole
from yugong.writing.working_paper import PaperContent, working_paper

LARGEST = Decimal("1e13")
"""What sums of amounts in 元 stay below for a spreadsheet to keep every 分 of them."""


@dataclass(frozen=True, slots=True)
class PaperResult:
    """A written working paper, and what the accountant should still know."""

    file: Path
    findings: tuple[Finding, ...]


def write_working_paper(
    path: Path,
    out: Path,
    *,
    replace: bool = False,
    progress: Progress = lambda _: None,
) -> PaperResult:
    """Write the working paper of a budget file as the workbook ``out``.

    A missing reason or last year's figure does not stand in its way.  An existing file is kept
    unless ``replace`` says otherwise.  Raises :class:`FindingsError` where the input has errors
    (their findings), where ``out`` is no .xlsx (R004), stands already (D009) or cannot be
    written (D004), and where the amounts are too large for a spreadsheet (D040).
    """
    check_kind(out, ".xlsx")
    if not replace:
        refuse_existing(out)
    prepared = compute_budget(path, draft=True, progress=progress)
    progress("写出底稿")
    write_whole(out, paper_of(prepared), new=not replace)
    return PaperResult(out, prepared.findings)


def paper_of(prepared: ComputedBudget) -> bytes:
    """The working paper of what was computed from a budget file; the same input, the same bytes.

    Raises :class:`FindingsError` (D040, D006) for what no spreadsheet can hold.
    """
    figures = prepared.figures
    last = figures.last
    for postings in (figures.postings, last.postings if last is not None else ()):
        _hold_size(postings, prepared.intake.place(("收支明细",)))
    content = PaperContent(
        prepared.loaded.standard,
        figures,
        prepared.findings,
        prepared.changes,
        posting_places(figures.postings, prepared.intake.place),
        posting_places(last.postings, last.place) if last is not None else (),
    )
    return working_paper(content)


def _hold_size(postings: Iterable[Posting], place: Place) -> None:
    whole = total(postings)
    if whole >= LARGEST:
        found = f"合计 {whole:f} 元"
        raise FindingsError([Finding(Kind.AMOUNT_TOO_LARGE, place, found, f"小于 {LARGEST:f} 元")])
