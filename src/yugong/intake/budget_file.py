"""A budget file into a Budget, with every problem located."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from yugong.budget.accounts_check import with_named_accounts
from yugong.budget.budget import Budget
from yugong.budget.catalogue import AccountKind, Catalogue
from yugong.budget.consistency import check_budget
from yugong.findings import Finding, Place, has_errors
from yugong.intake.catalogue_source import extend, load_catalogue
from yugong.reading.located_yaml import LocatedYaml, Location, parse_yaml, read_bytes
from yugong.reading.model_findings import build_model


@dataclass(frozen=True, slots=True)
class Intake:
    """A budget that was read, its year's catalogue, and where each of its fields stands."""

    budget: Budget
    catalogue: Catalogue
    place: Callable[[Location], Place]
    data: bytes


def read_budget(path: Path) -> tuple[Intake | None, list[Finding]]:
    """Read and check a budget file; ``None`` where an error stands in the way.

    All findings come at once: of the file's syntax, or of all its fields, or of the whole
    budget's consistency.  Warnings come with a budget too.
    """
    if path.suffix.lower() not in (".yaml", ".yml"):
        expected = ".yaml 或 .yml 文件"
        return None, [Finding("R004", Place(file=str(path)), path.suffix, expected)]
    data, findings = read_bytes(path)
    if data is None:
        return None, findings
    located, findings = parse_yaml(data, str(path))
    if located is None:
        return None, findings
    budget, faults = build_model(Budget, located.value, located.place)
    findings += faults
    if budget is None:
        return None, _ordered(findings)
    catalogue, more = _catalogue(budget, located, path)
    findings += more
    findings += check_budget(budget, catalogue, located.place)
    if has_errors(findings):
        return None, _ordered(findings)
    return Intake(budget, catalogue, located.place, data), _ordered(findings)


def _catalogue(budget: Budget, located: LocatedYaml, path: Path) -> tuple[Catalogue, list[Finding]]:
    """The year's catalogue with the bureau's files and the department's own additions."""
    catalogue, findings = load_catalogue(budget.year)
    findings = [replace(finding, place=located.place(("年度",))) for finding in findings]
    for entry in budget.account_files:
        kind = AccountKind(entry.kind) if entry.kind else None
        source = path.parent / entry.file
        catalogue, more = extend(catalogue, source, kind, replace=entry.mode == "替换")
        findings = [*findings, *more]
    catalogue, more = with_named_accounts(budget, catalogue, located.place)
    return catalogue, [*findings, *more]


def _position(finding: Finding) -> tuple[str, int, int, str]:
    place = finding.place
    return place.file, place.line or 0, place.column or 0, finding.code


def _ordered(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=_position)
