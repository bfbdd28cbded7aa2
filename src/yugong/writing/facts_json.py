"""Write the package's numbers for machines: every fact and cell, exact and as published."""

from __future__ import annotations

import json
from decimal import Decimal

from yugong.budget.money import to_wan
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.standard.numbers import number_text, written_amount
from yugong.standard.package import Package
from yugong.standard.schema import Standard
from yugong.standard.table import Table

DATA_FILE = "数据.json"
"""The name of the file in the folder of a built package."""

FORMAT = "yugong-facts-1"


def facts_json(standard: Standard, figures: Figures, package: Package) -> bytes:
    """Return UTF-8 JSON: facts with id, exact values of both years and text; then the tables.

    Exact values are decimal text, in 元 or in the fact's own unit, so that no reader turns them
    into binary floats.
    """
    budget = figures.budget
    document = {
        "格式": FORMAT,
        "标准": standard.name,
        "年度": budget.year,
        "部门": budget.department.name,
        "部门代码": budget.department.code,
        "公开日期": budget.department.published_on.isoformat(),
        "事实": [_fact(fact, standard) for fact in figures.facts.values()],
        "表": [_table(table) for table in package.tables],
        **_annexes(package),
    }
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _fact(fact: Fact, standard: Standard) -> dict[str, object]:
    style = standard.numbers.narrative
    money = fact.unit == "元"
    entry: dict[str, object] = {
        "编号": fact.id,
        "值": _exact(fact.value),
        "单位": fact.unit,
        "显示": written_amount(fact.value, "万元", style) if money else _plain(fact.value),
    }
    if money:
        entry["显示单位"] = "万元"
    if fact.previous is not None and fact.change is not None:
        entry["上年"] = _exact(fact.previous)
        entry["增减"] = _exact(fact.change)
        entry["增减显示"] = (
            number_text(to_wan(fact.change), style) if money else _plain(fact.change)
        )
    return entry


def _exact(value: Decimal) -> str:
    return f"{value:f}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _table(table: Table) -> dict[str, object]:
    return {
        "编号": table.number,
        "名称": table.name,
        "表号": table.label,
        "标题": table.title,
        "单位": table.unit,
        "无数据": table.empty,
        "列": [{"名": column.name, "表头": column.head} for column in table.columns],
        "行": [
            {
                "键": row.key,
                "显示": [row.cells[column.name].text for column in table.columns],
                "元": [
                    None if (amount := row.cells[column.name].amount) is None else _exact(amount)
                    for column in table.columns
                ],
            }
            for row in table.rows
        ],
        "注": list(table.notes),
    }


def _annexes(package: Package) -> dict[str, object]:
    """Return the annexes with their texts, if there are any: rows, paragraphs or pages."""
    entries = [
        {
            "编号": annex.label,
            "名称": annex.name,
            "标题": annex.title,
            "种类": annex.content.kind,
            "sha256": annex.content.sha256,
            "行上": [line for line in (annex.note, *annex.content.captions) if line],
            "行": [list(row) for row in annex.text_rows()],
        }
        for annex in package.annexes
    ]
    return {"附件": entries} if entries else {}
