"""Make the package of an invented department under any standard.

The ledger is a file of its own; other demands of a standard (passages, fields, indicators,
reasons, last year's figures) are filled in with placeholder texts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from yugong.budget.budget import Budget
from yugong.budget.money import round_half_up
from yugong.figures.figures import Figures, compute_figures
from yugong.findings import Place, has_errors
from yugong.intake.budget_file import Intake, check_value
from yugong.intake.catalogue_source import catalogue_years
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Location
from yugong.reading.shipped_yaml import shipped_yaml
from yugong.standard.context import build_package
from yugong.standard.package import Package
from yugong.standard.schema import Frame, Standard

_FILE = "sample.yaml"
_PROJECT_TEXTS = ("概况", "立项依据", "必要性", "保障措施", "实施计划", "实施期目标", "年度目标")
_COUNT = "数"
"""Endings of the names of fields that hold a number."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample under a standard: its figures and its package."""

    figures: Figures
    package: Package


@dataclass(frozen=True, slots=True)
class _Filled:
    """The plain values of the sample; they have no place in a file."""

    value: Any

    def place(self, location: Location) -> Place:
        return Place(file=_FILE, path=".".join(map(str, location)))


def sample_of(standard: Standard) -> Sample:
    """Return the sample's package under a standard, for the last year the standard names.

    Raises ValueError if the sample itself has errors.
    """
    budget, intake = _budget(standard)
    scopes = standard.fact_scopes
    figures = compute_figures(budget, intake.catalogue, scopes=scopes)
    previous = {
        fact.id: round_half_up(fact.value * 9 / 10)
        for fact in figures.facts.values()
        if fact.unit == "元"
    }
    with_previous = budget.model_copy(update={"previous": previous})
    figures = compute_figures(with_previous, intake.catalogue, scopes=scopes)
    reasons = {line.fact: "（此处是部门写的主要原因）" for line in standard.comparisons}
    return Sample(figures, build_package(standard, figures, reasons))


def _budget(standard: Standard) -> tuple[Budget, Intake]:
    value = _filled(dict(shipped_yaml("yugong.standards_kit", _FILE)), standard)
    intake, findings = check_value(_Filled(value), Path(_FILE))
    if intake is None or has_errors(findings):
        raise ValueError(findings)
    return intake.budget, intake


def _filled(value: dict[str, Any], standard: Standard) -> dict[str, Any]:
    """Fill the fields that the standard demands into the values of the sample."""
    year = standard.years.latest or catalogue_years()[-1]
    value["标准"], value["年度"] = standard.name, str(year)
    value["部门"] = {**value["部门"], "公开日期": f"{year}-03-02"}
    value["国有资产"] = {**value["国有资产"], "截至日期": f"{year - 1}-12-31"}
    names = (*standard.text.required, *standard.text.optional)
    value["文字"] = {name: f"（此处是部门写的“{name}”。）" for name in names}
    form = standard.overall.forms[standard.overall.default]
    value["整体绩效"] = {
        "表式": standard.overall.default,
        "栏目": {
            name: "3" if name.endswith(_COUNT) else f"（{name}）"
            for name in (*form.required, *form.optional)
        },
        "指标": _indicators(form.frame),
    }
    value["项目"] = [
        {
            **project,
            **{name: f"（{name}）" for name in _PROJECT_TEXTS},
            "指标": _indicators(standard.project_form.frame),
        }
        for project in value["项目"]
    ]
    return value


def _indicators(frame: Frame) -> list[dict[str, str]]:
    return [
        {"一级": level1, "二级": level2, "三级": f"{level2 or level1}示例", "指标值": "≥90%"}
        for level1, slots in frame.items()
        for level2 in slots or ("",)
    ]
