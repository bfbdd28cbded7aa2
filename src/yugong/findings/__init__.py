"""Findings: faults in user data, as values."""

from yugong.findings.finding import Finding, FindingsError, Place, Severity, has_errors
from yugong.findings.kind import Kind
from yugong.findings.kinds import KINDS, FindingKind

__all__ = [
    "KINDS",
    "Finding",
    "FindingKind",
    "FindingsError",
    "Kind",
    "Place",
    "Severity",
    "has_errors",
]
