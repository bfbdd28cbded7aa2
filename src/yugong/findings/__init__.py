"""Findings: faults in user data, as values."""

from yugong.findings.finding import Finding, FindingsError, Place, Severity, has_errors
from yugong.findings.kinds import KINDS, FindingKind

__all__ = ["KINDS", "Finding", "FindingKind", "FindingsError", "Place", "Severity", "has_errors"]
