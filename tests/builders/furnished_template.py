"""A small Excel template to be furnished with what a clerk puts in besides cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from builders.template_workbooks import edited, workbook
from builders.xlsx_package import sample_package
from yugong.findings import Kind
from yugong.writing.xlsx import compile_workbook

ROWS = 8
"""Rows that the table of the small template prints: sheet rows 3 to 10."""

SMALL = workbook(
    {
        "表": {
            "A1": "{{ 部门.名称 }}",
            "A2": "编码",
            "B2": "名称",
            "C2": "合计",
            "A3": "{%tr for 行 in 表.预算支出总表.行 %}",
            "A4": "{{ 行.科目编码 }}",
            "B4": "{{ 行.科目名称 }}",
            "C4": "{{ 行.合计 }}",
            "A5": "{%tr endfor %}",
            "A6": "注",
            "A7": "完",
        },
        "单": {
            "A1": "{%sheet for 项目 in 项目绩效 %}",
            "A2": "{{ 项目.项目名称 }}",
            "A3": "甲",
        },
        "录": {"A1": "一", "A2": "二", "A3": "三"},
    }
)


def written(path: Path, edit: Callable[[Any], None], data: bytes = SMALL) -> Any:
    """The workbook made from an edited template, read again."""
    template = compile_workbook(edited(data, edit), "模板.xlsx")
    assert notes(template) == []
    template.write(path / "成.xlsx", sample_package(2))
    return openpyxl.load_workbook(path / "成.xlsx")


def notes(template: Any) -> list[tuple[str | None, str | None, str]]:
    """Sheet, cell and finding of what is noted or refused, tables that are missing aside."""
    problems = template.problems(sample_package(2))
    return [
        (problem.place.sheet, problem.place.cell, problem.actual)
        for problem in problems
        if problem.code not in (Kind.REQUIRED_TABLE_MISSING, Kind.TEMPLATE_AGAINST_STANDARD)
    ]
