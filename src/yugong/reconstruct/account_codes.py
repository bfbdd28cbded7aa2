"""Printed codes of 科目 that no ledger can have, replaced by those that are meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yugong.budget.catalogue import AccountKind, Catalogue, Chart
from yugong.findings import Finding, Kind, Place, Severity
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import plain

_FIELDS = (
    ("收支明细", "部门经济科目", AccountKind.DEPARTMENT_ECONOMIC),
    ("收支明细", "功能科目", AccountKind.FUNCTION),
    ("年终结转", "功能科目", AccountKind.FUNCTION),
)
_CLASS = 3
"""Digits of the 类 of a code."""

_OTHERS = "99"


def with_known_codes(
    value: Mapping[str, Any], package: PublishedPackage, catalogue: Catalogue, place: Place
) -> tuple[dict[str, Any], list[Finding]]:
    """Return a ledger's value with codes of the catalogue, and a finding for each that changed.

    A misprinted code becomes that of its printed name; one above the last level becomes the
    其他 below it.  A code that 科目补充 names stays.
    """
    whole = dict(value)
    names = _printed_names(package)
    added = {entry["编码"] for entry in value.get("科目补充", ())}
    changed: dict[str, str] = {}
    for part, field, kind in _FIELDS:
        chart = catalogue.chart(kind)
        rows = []
        for row in whole.get(part, ()):
            code = row[field]
            meant = code if code in added else _meant(chart, code, names.get(code, ""))
            if meant != code:
                changed[f"{field} {code} {names.get(code, '')}".strip()] = (
                    f"{meant} {chart.name(meant)}"
                )
            rows.append({**row, field: meant})
        if rows:
            whole[part] = rows
    return whole, [
        Finding(
            Kind.ASSUMED_IN_RECONSTRUCTION,
            Place(file=place.file, path="收支明细"),
            printed,
            f"写作 {meant}",
            severity=Severity.WARNING,
        )
        for printed, meant in changed.items()
    ]


def _meant(chart: Chart, code: str, name: str) -> str:
    """Return the code that is meant; the printed one if none is known."""
    if code in chart:
        return code if chart.is_leaf_level(code) else lowest_below(chart, code)
    same = [
        account.code
        for account in chart
        if account.code.startswith(code[:_CLASS])
        and name
        and plain(account.name) == plain(name)
        and chart.is_leaf_level(account.code)
    ]
    if len(same) == 1:
        return same[0]
    above = code[:_CLASS]
    return lowest_below(chart, above) if above in chart and len(code) not in chart.levels else code


def lowest_below(chart: Chart, code: str) -> str:
    """Return the 其他 below a code, else the first account of the last level below it."""
    while not chart.is_leaf_level(code):
        children = [account.code for account in chart.children(code)]
        code = next((child for child in children if child.endswith(_OTHERS)), children[0])
    return code


def _printed_names(package: PublishedPackage) -> dict[str, str]:
    return {
        row.key: row.label.strip()
        for table in package.tables.values()
        for rows in table.blocks
        for row in rows
        if row.key.isdigit() and row.label.strip()
    }
