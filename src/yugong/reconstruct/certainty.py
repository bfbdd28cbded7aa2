"""The certainty of a reconstructed ledger: contradictions, assumptions and gaps.

Tests: tests/reconstruct/test_ledger_of_package.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from yugong.budget.money import shown_wan
from yugong.findings import Finding, Kind, Place, Severity
from yugong.reconstruct.drafting import Draft
from yugong.reconstruct.settling import Contradiction
from yugong.standard.schema import Standard

_MANY = 10
"""The most contradicting cells of a table that get a finding each."""


def contradictions(wrong: Iterable[Contradiction], place: Place) -> list[Finding]:
    """Return a finding for each cell, or one for a table with many wrong cells."""
    by_table: dict[str, list[Contradiction]] = defaultdict(list)
    for contradiction in wrong:
        by_table[contradiction.cell.table].append(contradiction)
    findings = []
    for table, of_table in by_table.items():
        if len(of_table) > _MANY:
            cells = "；".join(str(contradiction.cell) for contradiction in of_table[:3])
            findings.append(
                Finding(
                    Kind.FIGURES_CONTRADICT,
                    of_table[0].cell.place,
                    f"{table}有 {len(of_table)} 个数与其他各表矛盾，如 {cells}",
                    "与其他各表一致",
                    severity=Severity.WARNING,
                )
            )
            continue
        for contradiction in of_table:
            findings.append(
                Finding(
                    Kind.FIGURES_CONTRADICT,
                    contradiction.cell.place if contradiction.cell.place.path else place,
                    f"{contradiction.cell} 万元",
                    f"按其他各数为 {shown_wan(contradiction.given):f} 万元",
                    severity=Severity.WARNING,
                    evidence=tuple(f"{other} 万元" for other in contradiction.others[:3]),
                )
            )
    return findings


def assumed(drafts: Iterable[Draft], place: Place) -> list[Finding]:
    """Return a finding for each kind of assumption, with its number of rows."""
    counted: Counter[str] = Counter(what for draft in drafts for what in draft.assumed)
    return [
        Finding(
            Kind.ASSUMED_IN_RECONSTRUCTION,
            Place(file=place.file, path="收支明细"),
            f"{count} 行的{what}为推定",
            severity=Severity.INFO,
        )
        for what, count in sorted(counted.items())
    ]


def missing(value: Mapping[str, Any], standard: Standard, place: Place) -> list[Finding]:
    """Return a finding that lists the required fields that the package does not give."""
    department = value["部门"]
    required = [name for name in ("代码", "级次", "公开日期", "职责") if name not in department]
    lacking = [f"部门.{name}" for name in required]
    lacking += [name for name in ("国有资产", "整体绩效") if name not in value]
    bare = [project["名称"] for project in value.get("项目", ()) if "指标" not in project]
    lacking += [f"项目“{name}”的绩效目标" for name in bare[:3]]
    if len(bare) > 3:
        lacking.append(f"等 {len(bare)} 个项目的绩效目标")
    lacking += [
        f"文字.{name}" for name in standard.text.required if name not in value.get("文字", {})
    ]
    previous = value.get("上年数", {})
    agencies = any(unit["性质"] != "事业" for unit in department["单位"])
    facts = [
        comparison.fact
        for comparison in standard.comparisons
        if comparison.fact not in previous and (agencies or comparison.only_if is None)
    ]
    if facts:
        lacking.append("上年数：" + "、".join(facts[:4]) + ("等" if len(facts) > 4 else ""))
    if not lacking:
        return []
    return [Finding(Kind.LEDGER_INCOMPLETE, place, "、".join(lacking), severity=Severity.INFO)]
