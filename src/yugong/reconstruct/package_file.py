"""Reading a published file as a package.

Tests: tests/reconstruct/test_facts_in_print.py.
"""

from __future__ import annotations

from pathlib import Path

from yugong.findings import Finding, has_errors
from yugong.published.model.package import PublishedPackage
from yugong.published.raw import read_document
from yugong.published.recognise import recognise


def read_package(path: Path) -> tuple[PublishedPackage | None, list[Finding]]:
    """Read and recognise a published file; the findings list its unread parts."""
    raw, findings = read_document(path)
    if raw is None or has_errors(findings):
        return None, findings
    package = recognise(raw)
    return package, list(package.unread)
