"""The forms and lists of a standard have the fields of the models, a new one included."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builders.small_budget import budget_file
from yugong.budget.budget import Assets
from yugong.budget.department import Office, Unit
from yugong.budget.model_fields import (
    field_names,
    holds_type,
    notes_of,
    record_of,
    records_within,
)
from yugong.budget.project import Indicator, Project
from yugong.figures.figures import asset_facts
from yugong.jobs.compute import compute_budget


def test_templates_have_every_field_of_a_unit_a_project_and_an_indicator(tmp_path: Path) -> None:
    context = compute_budget(budget_file(tmp_path)).package.context
    project = context["项目绩效"].shape
    texts = {
        str(field.alias) for field in Project.model_fields.values() if record_of(field) is None
    }

    assert set(context["部门"].get("单位")[0].names()) == set(field_names(Unit))
    assert set(context["部门"].get("内设机构").shape.names()) == set(field_names(Office))
    assert texts - {"编码", "名称", "公开绩效目标"} <= set(project.names())
    assert set(field_names(Indicator)) < set(project.get("指标").shape.names())


def test_every_number_of_the_assets_is_a_fact() -> None:
    numbers = {
        f"国有资产.{field.alias}"
        for field in Assets.model_fields.values()
        if not holds_type(field, date) and record_of(field) is None
    }

    assert len(numbers) > 10
    assert numbers < set(asset_facts())


def test_every_count_of_the_assets_has_a_unit() -> None:
    counts = [
        field
        for model in records_within(Assets)
        for field in model.model_fields.values()
        if holds_type(field, int)
    ]

    assert len(counts) > 10
    assert all(notes_of(field).unit for field in counts)
