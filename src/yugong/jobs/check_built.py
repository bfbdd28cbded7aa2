"""Check a package just built by the rules for published packages; a step of ``build``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from yugong.audit.all_rules import all_rules
from yugong.audit.checked import in_order
from yugong.audit.execution import check_package
from yugong.figures.figures import Figures
from yugong.findings import Finding, Severity
from yugong.published.ledger_places import bare, ledger_places
from yugong.published.of_package import package_of
from yugong.published.word.reading import read_docx
from yugong.reading.to_complete import TO_COMPLETE
from yugong.standard.package import Package
from yugong.standard.schema import Standard

_EXPLAINED = ("X11",)
"""Rules that guess the origin of a figure which the ledger itself gives, row by row."""

_STOPPING = ("V", "W01")
"""Rules on personal data and unfilled places: a package that breaks them is not delivered."""


def check_built(
    word: Path,
    standard: Standard,
    figures: Figures,
    package: Package,
    *,
    draft: bool,
    doubted: Collection[str] = (),
    members: Mapping[str, bytes] | None = None,
) -> list[Finding]:
    """Return the findings of the rules in a package just written as a Word file.

    Personal data and unfilled places are errors (in a draft warnings); any other finding is at
    most a warning, for the ledger says so.  ``doubted`` are reasons already reported at the
    ledger; they and the marks of a draft are not reported again.  ``members`` are those of the
    file, if it is unpacked already.
    """
    read = read_docx(
        word.read_bytes() if members is None else b"", word.name, tables=False, members=members
    )
    built = package_of(standard, figures, package, read)
    rules = all_rules(standard)
    audited = check_package(built, frozenset(rule.code for rule in rules), rules)
    phrases = standard.phrases
    reported = {
        *map(bare, doubted),
        *((phrases.missing_reason, phrases.missing_previous, TO_COMPLETE) if draft else ()),
    }
    places = ledger_places(built, figures.budget.reasons)
    findings = (
        _softened(replace(finding, place=places.get(finding.place, finding.place)), draft=draft)
        for finding in audited.findings
        if bare(finding.actual) not in reported and finding.code not in _EXPLAINED
    )
    return list(in_order(findings))


def _softened(finding: Finding, *, draft: bool) -> Finding:
    stops = finding.code.startswith(_STOPPING) and not draft
    if finding.severity is Severity.ERROR and not stops:
        return replace(finding, severity=Severity.WARNING)
    return finding
