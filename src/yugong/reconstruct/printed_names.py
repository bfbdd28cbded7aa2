"""Printed names of packages with the field names of a ledger, read from a data file.

Tests: tests/reconstruct/test_ledger_of_package.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml


@dataclass(frozen=True, slots=True)
class PrintedNames:
    """Printed names, each with the name of a ledger's field."""

    project: Mapping[str, str]
    unit: str
    authority: str
    funds: Mapping[str, str]
    total: str
    passages: Mapping[str, str]
    duties: str
    structure: str
    assets: Mapping[str, str]
    vehicles: Mapping[str, str]
    asset_values: Mapping[str, str]
    procurement: Mapping[str, str]
    procurement_kinds: Mapping[str, str]
    vehicle_total: str
    unsorted_vehicles: str
    asset_counts: Mapping[str, str]
    duty_heads: tuple[str, ...]
    structure_heads: tuple[str, ...]
    leading_to_list: str
    levels: tuple[tuple[tuple[str, ...], str], ...]
    county_titles: re.Pattern[str]


@cache
def printed_names() -> PrintedNames:
    """Return the names shipped with the program."""
    value: dict[str, Any] = shipped_yaml("yugong.reconstruct", "printed_names.yaml")
    return PrintedNames(
        project=value["项目"],
        unit=value["实施单位"],
        authority=value["主管部门及代码"],
        funds=value["资金"],
        total=value["总额"],
        passages=value["文字"],
        duties=value["职责"],
        structure=value["机构设置"],
        assets=value["国有资产"],
        vehicles=value["车辆"],
        asset_values=value["资产价值"],
        procurement=value["政府采购"],
        procurement_kinds=value["采购类别"],
        vehicle_total=value["车辆总数"],
        unsorted_vehicles=value["未分用途"],
        asset_counts=value["资产数量"],
        duty_heads=tuple(value["小标题"]["职责"]),
        structure_heads=tuple(value["小标题"]["机构设置"]),
        leading_to_list=value["引出名单"],
        levels=tuple((tuple(entry["字样"]), entry["级次"]) for entry in value["级次"]),
        county_titles=re.compile(value["县级的题"]),
    )
