"""How certain a ledger worked out of a package is: what contradicts, is assumed, is lacking."""

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
"""Contradicting cells of one table beyond which they are told together."""


def contradictions(wrong: Iterable[Contradiction], at: Place) -> list[Finding]:
    """One finding per cell; one for a table where most of it is wrong."""
    by_table: dict[str, list[Contradiction]] = defaultdict(list)
    for one in wrong:
        by_table[one.cell.table].append(one)
    findings = []
    for table, own in by_table.items():
        if len(own) > _MANY:
            cells = "；".join(str(one.cell) for one in own[:3])
            findings.append(
                Finding(
                    Kind.FIGURES_CONTRADICT,
                    own[0].cell.place,
                    f"{table}有 {len(own)} 个数与其他各表矛盾，如 {cells}",
                    "与其他各表一致",
                    severity=Severity.WARNING,
                )
            )
            continue
        for one in own:
            findings.append(
                Finding(
                    Kind.FIGURES_CONTRADICT,
                    one.cell.place if one.cell.place.path else at,
                    f"{one.cell} 万元",
                    f"按其他各数为 {shown_wan(one.given):f} 万元",
                    severity=Severity.WARNING,
                    evidence=tuple(f"{other} 万元" for other in one.beside[:3]),
                )
            )
    return findings


def assumed(drafts: Iterable[Draft], at: Place) -> list[Finding]:
    """What is assumed, by what it is and in how many rows."""
    counted: Counter[str] = Counter(what for one in drafts for what in one.assumed)
    return [
        Finding(
            Kind.ASSUMED_IN_RECONSTRUCTION,
            Place(file=at.file, path="收支明细"),
            f"{count} 行的{what}为推定",
            severity=Severity.INFO,
        )
        for what, count in sorted(counted.items())
    ]


def missing(value: Mapping[str, Any], standard: Standard, at: Place) -> list[Finding]:
    """What a ledger needs and the package does not say."""
    department = value["部门"]
    wanted = [name for name in ("代码", "级次", "公开日期", "职责") if name not in department]
    lacking = [f"部门.{name}" for name in wanted]
    lacking += [name for name in ("国有资产", "整体绩效") if name not in value]
    bare = [one["名称"] for one in value.get("项目", ()) if "指标" not in one]
    lacking += [f"项目“{name}”的绩效目标" for name in bare[:3]]
    if len(bare) > 3:
        lacking.append(f"等 {len(bare)} 个项目的绩效目标")
    lacking += [
        f"文字.{name}" for name in standard.text.required if name not in value.get("文字", {})
    ]
    previous = value.get("上年数", {})
    agencies = any(unit["性质"] != "事业" for unit in department["单位"])
    facts = [
        one.fact
        for one in standard.comparisons
        if one.fact not in previous and (agencies or one.only_if is None)
    ]
    if facts:
        lacking.append("上年数：" + "、".join(facts[:4]) + ("等" if len(facts) > 4 else ""))
    if not lacking:
        return []
    return [Finding(Kind.LEDGER_INCOMPLETE, at, "、".join(lacking), severity=Severity.INFO)]
