"""Find the fields and projects behind numbers that are no sum of rows.

Tests: tests/tracing/test_number.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yugong.budget.budget import Assets, Budget, Vehicles
from yugong.budget.dimension import Year
from yugong.budget.project import Project
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures, fixed_asset_values
from yugong.reading.located_yaml import Locate, Location
from yugong.tracing.traced import TracedField


def fields_of(budget: Budget, fact: Fact, place: Locate) -> tuple[TracedField, ...]:
    """Return the fields of the budget file behind a count, an asset or 政府采购."""
    group, _, name = fact.id.partition(".")
    if group == "政府采购":
        return tuple(
            TracedField(
                place(("政府采购", index, "金额")),
                " ".join(filter(None, (row.kind, row.name, f"{row.amount:f} 元"))),
            )
            for index, row in enumerate(budget.procurement)
            if name in ("总额", row.kind)
        )
    if group == "国有资产":
        return _asset_fields(budget.assets, name, place)
    if name == "单位数":
        return _listed(place, ("部门", "单位"), [unit.name for unit in budget.department.units])
    return ()


def _listed(place: Locate, home: Location, names: Sequence[str]) -> tuple[TracedField, ...]:
    return tuple(
        TracedField(place((*home, index, "名称")), name) for index, name in enumerate(names)
    )


def _asset_fields(assets: Assets, name: str, place: Locate) -> tuple[TracedField, ...]:
    home: Location = ("国有资产",)
    counted = {
        field.alias or "": getattr(assets.vehicles, attribute)
        for attribute, field in Vehicles.model_fields.items()
    }
    if name in counted or name == "车辆实有数":
        return tuple(
            TracedField(place((*home, "车辆", use)), f"{use} {count} 辆")
            for use, count in counted.items()
            if use == name or (name not in counted and count)
        )
    if name == "固定资产金额":
        return tuple(
            TracedField(place((*home, part)), f"{part} {value:f} 元")
            for part, value in fixed_asset_values(assets).items()
        )
    attribute = next(
        attribute for attribute, field in Assets.model_fields.items() if field.alias == name
    )
    given = getattr(assets, attribute)
    if given is None:
        return ()
    content = f"{name} {given}"
    return (TracedField(place((*home, name)), content),)


def counted_projects(figures: Figures, name: str) -> list[tuple[int, Project]]:
    """Return the projects that a number of 绩效 counts, with their positions in the file."""
    categories = {
        posting.project: posting.category for posting in figures.postings if posting.project
    }
    category = name.removesuffix("金额").removesuffix("数")
    return [
        (index, project)
        for index, project in enumerate(figures.budget.projects)
        if category in ("项目", categories.get(project.key))
    ]


def project_parts(figures: Figures, name: str) -> Iterator[str]:
    """Yield the facts that an amount of 绩效 sums: this year's money of a project, else 结转."""
    current = {posting.project for posting in figures.postings if posting.year == Year.CURRENT}
    for _, project in counted_projects(figures, name):
        year = Year.CURRENT if project.key in current else Year.CARRY_OVER
        yield f"项目.{project.key}.{year}"
