"""Read a budget file into a Budget, with every problem located."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from yugong.budget.accounts_check import with_named_accounts
from yugong.budget.budget import Budget
from yugong.budget.catalogue import Catalogue
from yugong.budget.consistency import check_budget
from yugong.findings import Finding, Kind, Place, Severity
from yugong.intake.catalogue_source import extend, load_catalogue
from yugong.intake.wan_suspicion import wan_suspicion
from yugong.quick_dataclass import dataclass
from yugong.reading.file_bytes import read_bytes
from yugong.reading.located_yaml import Locate, Location, parse_yaml, written_path
from yugong.reading.model_findings import build_or_repair

YAML_SUFFIXES = (".yaml", ".yml")
WORKBOOK_SUFFIXES = (".xlsx", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Intake:
    """A budget that was read, its year's catalogue, and the place of each of its fields.

    ``repaired`` are the places of faulty fields that were filled in so that the rest could be
    checked; a budget with any is never published, because its findings contain errors.
    """

    budget: Budget
    catalogue: Catalogue
    place: Locate
    repaired: frozenset[Location] = frozenset()


class LocatedValue(Protocol):
    """The plain values of a file, and the place of each."""

    @property
    def value(self) -> Any: ...

    def place(self, location: Location) -> Place: ...


def read_value(path: Path) -> tuple[LocatedValue | None, list[Finding]]:
    """Return the plain value of a ledger file, YAML or workbook, not yet checked."""
    suffix = path.suffix.lower()
    if suffix in WORKBOOK_SUFFIXES:
        from yugong.intake.workbook_read import read_workbook  # kept off the YAML start-up path

        return read_workbook(path)
    if suffix not in YAML_SUFFIXES:
        expected = "、".join((*YAML_SUFFIXES, *WORKBOOK_SUFFIXES))
        return None, [
            Finding(Kind.UNSUPPORTED_FILE_KIND, Place(file=str(path)), path.suffix, expected)
        ]
    data, findings = read_bytes(path)
    if data is None:
        return None, findings
    return parse_yaml(data, str(path))


def read_budget(path: Path) -> tuple[Intake | None, list[Finding]]:
    """Read and check a budget file, with every finding at once.

    Return ``None`` only if the file cannot be read as a budget at all. Otherwise a budget is
    returned even with errors, so that the caller can check further before it stops.
    """
    located, findings = read_value(path)
    if located is None:
        return None, findings
    intake, more = check_value(located, path)
    return intake, ordered([*findings, *more])


def check_value(located: LocatedValue, path: Path) -> tuple[Intake | None, list[Finding]]:
    """Return the budget of plain values with every finding; ``path`` is the path of their file."""
    modelled = build_or_repair(Budget, located.value, located.place)
    findings = modelled.findings
    budget = modelled.model
    if budget is None:
        return None, ordered(findings)
    catalogue, more = _catalogue(budget, located, path)
    more += check_budget(budget, catalogue, located.place)
    suspicion = wan_suspicion([line.amount for line in budget.ledger])
    if suspicion is not None and not modelled.repaired:
        place = located.place(("收支明细",))
        expected = "以元为单位的金额"
        more.append(
            Finding(Kind.SUSPECTED_WAN, place, str(suspicion), expected, severity=Severity.WARNING)
        )
    findings += without_repaired(more, modelled.repaired)
    intake = Intake(budget, catalogue, located.place, modelled.repaired)
    return intake, ordered(findings)


_SUMS = frozenset(
    {Kind.SUM_MISMATCH, Kind.PROJECT_UNMATCHED, Kind.REASON_MISSING, Kind.LAST_YEAR_MISSING}
)
"""Findings about sums and missing parts, which a repaired field may itself have caused."""


def without_repaired(findings: list[Finding], repaired: frozenset[Location]) -> list[Finding]:
    """Leave out findings that only follow from fields filled in for faulty ones."""
    if not repaired:
        return findings
    places = tuple(written_path(location) for location in repaired)
    rows = {path.rsplit(".", 1)[0] for path in places if "]" in path}
    factors = [path for path in places if path.endswith(("数量", "单价"))]
    rows |= {f"{path.rsplit('.', 1)[0]}.金额" for path in factors}
    changed_sums = any(path.endswith(("金额", "支出类别", "资金")) for path in places)
    return [
        finding
        for finding in findings
        if not finding.place.path.startswith(places)
        and not (finding.code in _SUMS and (changed_sums or finding.place.path in rows))
    ]


def _catalogue(
    budget: Budget, located: LocatedValue, path: Path
) -> tuple[Catalogue, list[Finding]]:
    """Return the year's catalogue with the bureau's files and the department's own additions."""
    catalogue, findings = load_catalogue(budget.year)
    findings = [replace(finding, place=located.place(("年度",))) for finding in findings]
    for entry in budget.account_files:
        source = path.parent / entry.file
        catalogue, more = extend(catalogue, source, entry.kind, anew=entry.mode == "替换")
        findings = [*findings, *more]
    catalogue, more = with_named_accounts(budget, catalogue, located.place)
    return catalogue, [*findings, *more]


_LAST = 10**9
"""The position of findings without a line: after all others."""


def _position(finding: Finding) -> tuple[str, str, int, int, str]:
    place = finding.place
    if place.cell:
        letters = place.cell.rstrip("0123456789")
        row = int(place.cell[len(letters) :] or 0)
        return place.file, place.sheet or "", row, len(letters), letters
    return place.file, place.sheet or "", place.line or _LAST, place.column or 0, finding.code


def ordered(findings: list[Finding]) -> list[Finding]:
    """Return findings in the order of the file they are in."""
    return sorted(findings, key=_position)
