"""One published file in, what is wrong with it out: read, recognise, and execute the rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from yugong.audit.all_rules import all_rules, chosen_rules
from yugong.audit.checked import AuditResult, in_order
from yugong.audit.execution import check_package
from yugong.figures.figures import Figures
from yugong.findings import Finding, FindingsError, Kind, Place, Severity, has_errors
from yugong.intake.annotate import annotate
from yugong.progress import Progress
from yugong.published.ledger_places import bare, ledger_places
from yugong.published.of_package import package_of
from yugong.published.raw import read_document
from yugong.published.recognise import recognise
from yugong.published.word.reading import read_docx
from yugong.standard.library import find_standard
from yugong.standard.package import Package
from yugong.standard.schema import Standard
from yugong.whole_file import check_kind, refuse_existing, write_whole
from yugong.writing.review.annotated import annotate_docx
from yugong.writing.review.sheet import review_workbook


def check(
    path: Path,
    *,
    standard: str | None = None,
    rules: Sequence[str] = (),
    progress: Progress = lambda _: None,
) -> AuditResult:
    """Check a published package (DOCX, XLSX, PDF, text) against the rules.

    ``standard`` is the name of a standard, or the path of its file, where it is not to be told
    from the titles; ``rules`` are codes or patterns such as ``X*``, all rules without any.
    Raises :class:`FindingsError` where the file cannot be read or is no such package, or where
    there is no such standard or rule.
    """
    follows, findings = _standard(standard)
    if has_errors(findings):
        raise FindingsError(findings)
    progress("读取文件")
    raw, findings = read_document(path)
    if raw is None:
        raise FindingsError(findings)
    progress("识别表格和文字")
    package = recognise(raw, follows)
    if not (package.tables or package.statements or package.projects):
        raise FindingsError([Finding(Kind.NOT_A_PACKAGE, Place(file=raw.file)), *package.unread])
    known = all_rules(package.standard)
    chosen, findings = chosen_rules(rules, known)
    if findings:
        raise FindingsError(findings)
    return check_package(package, chosen, known, progress)


_STOPPING = ("V", "W01")
"""Personal data and what is left to fill in: a package with these is not delivered."""


def check_built(
    word: Path,
    standard: Standard,
    figures: Figures,
    package: Package,
    *,
    draft: bool,
    doubted: Collection[str] = (),
) -> list[Finding]:
    """What the rules find in a package that was just written as a Word file.

    Personal data and places left to fill in are errors, in a draft warnings; everything else is
    at most a warning, for it is what the ledger says.  What a draft itself marks as missing was
    told where it is missing, and ``doubted`` are reasons found wanting in the ledger; neither is
    told again.
    """
    read = read_docx(word.read_bytes(), word.name, tables=False)
    built = package_of(standard, figures, package, read)
    rules = all_rules(standard)
    checked = check_package(built, frozenset(one.code for one in rules), rules)
    phrases = standard.phrases
    told = {
        *map(bare, doubted),
        *((phrases.missing_reason, phrases.missing_previous) if draft else ()),
    }
    places = ledger_places(built, figures.budget.reasons)
    own = (
        _of_own(replace(one, place=places.get(one.place, one.place)), draft=draft)
        for one in checked.findings
        if bare(one.actual) not in told
    )
    return list(in_order(own))


def _of_own(finding: Finding, *, draft: bool) -> Finding:
    stops = finding.code.startswith(_STOPPING) and not draft
    if finding.severity is Severity.ERROR and not stops:
        return replace(finding, severity=Severity.WARNING)
    return finding


def _standard(name: str | None) -> tuple[Standard | None, list[Finding]]:
    return (None, []) if name is None else find_standard(name, Place(path="--standard"))


def annotate_checked(source: Path, checked: AuditResult, out: Path) -> tuple[int, int]:
    """Write a copy of the file that was checked with a comment at the place of each finding.

    Gives how many findings stand at their place and how many do not (in a Word file those are at
    its beginning).  Raises :class:`FindingsError` where the file is neither DOCX nor XLSX
    (D011), the copy is not named as its kind (R004), there is a file of its name (D009) or it
    cannot be written (D004).
    """
    findings = checked.findings
    refuse_existing(out)
    if checked.package.form == "docx":
        check_kind(out, ".docx", ".docm")
        copy = annotate_docx(source.read_bytes(), source.name, findings)
        write_whole(out, copy.data, new=True)
        return copy.placed, copy.elsewhere
    if checked.package.form == "xlsx":
        check_kind(out, ".xlsx")
        annotate(source, findings, out)
        placed = sum(finding.place.cell is not None for finding in findings)
        return placed, len(findings) - placed
    raise FindingsError([Finding(Kind.NOT_ANNOTATABLE, Place(file=source.name))])


def write_review_sheet(checked: AuditResult, out: Path) -> None:
    """Write the review workbook a bureau sends back.

    Raises :class:`FindingsError`: R004 where it is not named .xlsx, D009 where there is such a
    file, which may have been filled in since, D004 where it cannot be written.
    """
    check_kind(out, ".xlsx")
    write_whole(out, review_workbook(checked), new=True)
