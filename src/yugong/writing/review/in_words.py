"""A finding of a check in a few lines, the same in every report.

Tests: tests/writing/review/test_annotated.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from yugong.findings import Finding, Place


def in_words(finding: Finding) -> Iterator[str]:
    """Yield the kind, actual and expected text, difference, evidence and remedy of a finding."""
    yield f"{finding.severity.value} {finding.code} {finding.kind.title}"
    if finding.actual:
        yield f"现为：{finding.actual}"
    if finding.expected:
        yield f"应为：{finding.expected}"
    if finding.difference:
        yield f"差额：{finding.difference}"
    yield from (f"证据：{line}" for line in finding.evidence)
    yield f"处理：{finding.remedy}"


def where(place: Place, *, paged: bool = False) -> str:
    """Return a place inside the checked file; ``paged`` adds the page, if no column has it."""
    return str(replace(place, file="", page=place.page if paged else None)) or "全文"
