"""Everything that lists a budget's fields follows the models, so that one line adds a field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, get_origin

from pydantic import BeforeValidator, Field

from yugong.budget.budget import Budget
from yugong.budget.entry import Entry, FieldNotes, LedgerText, RequiredText, Yuan, no_entries
from yugong.budget.model_fields import names_holding, record_of, records_within, texts_by_name
from yugong.budget.project import Project
from yugong.budget.reference import budget_page
from yugong.budget.schema import budget_schema
from yugong.intake.workbook_columns import columns_of
from yugong.intake.workbook_layout import SHEETS, FieldSheet, InnerSheet, NameSheet
from yugong.intake.yaml_skeleton import yaml_skeleton


class _SecretProject(Project):
    secret: LedgerText = Field("", alias="是否涉密", description="是或否")
    reviewer: RequiredText = Field(alias="评审机构", description="评审机构的名称")
    subsidy: Annotated[Yuan | None, FieldNotes(example="1.00")] = Field(
        None, alias="上级补助", description="元"
    )


class _SecretBudget(Budget):
    projects: Annotated[tuple[_SecretProject, ...], BeforeValidator(no_entries)] = Field(
        (), alias="项目", description="项目的绩效目标表"
    )


_NEW = ("是否涉密", "评审机构", "上级补助")


def test_a_new_field_is_in_the_schema_the_page_and_the_workbook() -> None:
    schema = budget_schema(_SecretBudget)["$defs"]["_SecretProject"]["properties"]
    page = budget_page(_SecretBudget)
    heads = [column.head for column in columns_of(_SecretProject)]

    for name in _NEW:
        assert schema[name]["title"] == name
        assert re.search(rf"^\| {name} \|", page, re.MULTILINE), name
        assert name in heads


def test_a_new_field_is_in_the_skeleton_if_it_is_required_or_demanded() -> None:
    def skeleton(*demanded: str) -> str:
        return yaml_skeleton(
            "x", 2026, [], "y", [], [], {}, demanded={"项目": demanded}, model=_SecretBudget
        )

    assert "#   评审机构: （填写评审机构）" in skeleton()
    assert "是否涉密" not in skeleton()
    assert "#   是否涉密: （填写是否涉密）" in skeleton("是否涉密", "上级补助")
    assert "#   上级补助: 1.00" in skeleton("是否涉密", "上级补助")


def test_the_type_of_a_new_field_decides_how_yaml_writes_it() -> None:
    assert "上级补助" in names_holding(Decimal, _SecretBudget)
    assert "是否涉密" not in names_holding(Decimal, _SecretBudget)


def test_the_texts_of_a_record_have_its_new_fields() -> None:
    project = _SecretProject.model_validate(
        {
            "名称": "甲",
            "是否涉密": "否",
            "评审机构": "乙",
            "实施期目标": "丙",
            "指标": [{"一级": "产出指标"}],
        }
    )

    assert texts_by_name(project)["名称"] == "甲"
    assert texts_by_name(project)["是否涉密"] == "否"
    assert texts_by_name(project)["上级补助"] == ""
    assert "指标" not in texts_by_name(project)


def test_every_record_of_a_budget_has_a_title_of_its_own() -> None:
    records = records_within(Budget)
    titles = [record.model_config.get("title") for record in records]

    assert len(records) == 21
    assert None not in titles
    assert len(set(titles)) == len(titles)


def _paths(model: type[Entry], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the names from the budget down to each single value, list of texts, or mapping."""
    for field in model.model_fields.values():
        path = (*above, str(field.alias))
        record = record_of(field)
        if record is None or get_origin(field.annotation) is dict:
            yield path
        else:
            yield from _paths(record, path)


def _paths_of_sheets() -> Iterator[tuple[str, ...]]:
    for sheet in SHEETS:
        if isinstance(sheet, FieldSheet):
            yield from (column.path for column in sheet.fields)
        elif isinstance(sheet, NameSheet):
            yield sheet.home
            yield from (path for _, path in sheet.apart)
        else:
            home = (*sheet.home, sheet.inner) if isinstance(sheet, InnerSheet) else sheet.home
            yield from ((*home, *column.path) for column in sheet.columns)


def test_every_field_of_a_budget_has_its_place_in_the_workbook() -> None:
    assert set(_paths(Budget)) == set(_paths_of_sheets())
