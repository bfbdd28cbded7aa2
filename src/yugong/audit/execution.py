"""Rules executed over a package.

Tests: tests/audit/test_rule.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yugong.audit.checked import AuditResult, in_order
from yugong.audit.rule import Outcome, Rule, audit
from yugong.progress import Progress
from yugong.published.model.package import PublishedPackage

NOT_CHOSEN = "这次没有选用"


def check_package(
    package: PublishedPackage,
    chosen: frozenset[str],
    rules: Iterable[Rule],
    progress: Progress = lambda _: None,
) -> AuditResult:
    """Check a package that was read by the chosen rules; the others are outcomes not executed."""
    known = tuple(rules)

    def begun() -> Iterator[Rule]:
        for amount in known:
            if amount.code in chosen:
                progress(f"核对 {amount.code} {amount.title}")
                yield amount

    done = {outcome.rule.code: outcome for outcome in audit(package, begun())}
    outcomes = tuple(
        done.get(amount.code, Outcome(amount, not_executed=NOT_CHOSEN)) for amount in known
    )
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    return AuditResult(package, outcomes, in_order(findings))
