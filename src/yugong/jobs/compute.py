"""Read a budget file and compute every number of its package; nothing is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from yugong.figures.figures import Figures, compute_figures
from yugong.findings import Finding, FindingsError, Kind, Place, Severity, has_errors
from yugong.intake.budget_file import Intake, ordered, read_budget, without_repaired
from yugong.jobs.last_year import last_year_disagreements, read_last_year
from yugong.progress import Progress
from yugong.quick_dataclass import dataclass
from yugong.standard.annexes import AnnexContent
from yugong.standard.context import build_package
from yugong.standard.library import LoadedStandard, load_standard
from yugong.standard.package import Package
from yugong.standard.reasons import (
    StatedChange,
    check_quoted_figures,
    check_reasons,
    reasons_in_words,
    stated_changes,
)
from yugong.standard.requirements import check_requirements
from yugong.standard.stale_forms import check_stale_forms, stale_amounts, with_marks


@dataclass(frozen=True, slots=True)
class ComputedBudget:
    """A budget with its standard, its figures, its package and the findings so far.

    ``marks`` are the stale amounts of forms as a draft marks them.
    """

    intake: Intake
    loaded: LoadedStandard
    figures: Figures
    package: Package
    findings: tuple[Finding, ...]
    changes: tuple[StatedChange, ...] = ()
    marks: frozenset[str] = frozenset()


def compute_budget(
    path: Path,
    *,
    standard: str | None = None,
    draft: bool = False,
    progress: Progress = lambda _: None,
) -> ComputedBudget:
    """Read a budget file and compute its package.

    ``standard`` (a name, or the path of a file) replaces the one named in the budget file.  A
    missing reason is drafted from last year's ledger, if that is known and explains enough.
    Raises FindingsError with every finding if the input has errors; with ``draft`` a missing
    reason or last year's figure is only a warning.
    """
    progress("读取预算文件")
    intake, findings = read_budget(path)
    if intake is None:
        raise FindingsError(findings)
    if standard is None:
        loaded, faults = load_standard(intake.budget.standard, intake.place(("标准",)))
    else:
        loaded, faults = load_standard(standard, Place(path="--standard"))
    findings += faults
    if loaded is None:
        raise FindingsError(findings)
    progress("计算数字")
    last, faults = read_last_year(intake, path.parent, loaded.standard.fact_scopes)
    findings += faults
    if last is not None:
        findings += last_year_disagreements(intake.budget, last, intake.place)
    figures = compute_figures(intake.budget, intake.catalogue, last, loaded.standard.fact_scopes)
    follows = loaded.standard
    changes = stated_changes(follows, figures)
    demands = check_requirements(follows, figures, changes, intake.place, draft=draft)
    findings += without_repaired(demands, intake.repaired)
    if draft:
        findings = [may_be_missing(finding) for finding in findings]
    if not intake.repaired or not has_errors(findings):
        findings += check_reasons(follows, changes, intake.place)
    contents: tuple[AnnexContent, ...] = ()
    if intake.budget.annexes:
        # Few ledgers have annexes: the readers of their files are kept off the start-up path.
        from yugong.published.annex_files import read_annexes

        contents, faults = read_annexes(intake.budget.annexes, path.parent, intake.place)
        findings += faults
    if has_errors(findings):
        raise FindingsError(ordered(findings))
    reasons = reasons_in_words(follows, changes, draft=draft)
    stale = stale_amounts(intake.budget)
    findings += check_stale_forms(stale, intake.place)
    printed, marks = figures, frozenset[str]()
    if draft:
        budget, marks = with_marks(intake.budget, stale, follows)
        printed = replace(figures, budget=budget)
    package = build_package(follows, printed, reasons, contents)
    findings += check_quoted_figures(follows, figures, changes, package.tables, intake.place)
    return ComputedBudget(
        intake, loaded, figures, package, tuple(ordered(findings)), changes, marks
    )


def may_be_missing(finding: Finding) -> Finding:
    """Return the finding, a warning if it is about content that a draft may still lack."""
    if finding.code == Kind.TO_BE_COMPLETED:
        return replace(finding, severity=Severity.WARNING)
    return finding
