"""Optional fields of the budget file that a standard demands, because it prints them.

Tests: tests/standard/test_rosters.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yugong.budget.budget import Assets, Budget, ProcurementLine
from yugong.budget.department import Unit
from yugong.budget.dimension import UNIT_SOURCES, Source
from yugong.budget.entry import Entry
from yugong.budget.project import Indicator, Project
from yugong.findings import Finding, Kind
from yugong.reading.located_yaml import Locate, Location
from yugong.standard.forms import form_chosen
from yugong.standard.schema import Register, Standard

REGISTERS: dict[Register, type[Entry]] = {
    "单位": Unit,
    "政府采购": ProcurementLine,
    "国有资产": Assets,
    "项目": Project,
    "指标": Indicator,
}
"""The records of the budget file whose fields a standard may demand."""


def check_demands(standard: Standard, budget: Budget, place: Locate) -> Iterator[Finding]:
    """Yield a finding for every demanded field that is empty, and for 单位资金 without its kind."""
    records = list(_records(standard, budget))
    for register, names in standard.demanded.items():
        fields = {field.alias: name for name, field in REGISTERS[register].model_fields.items()}
        for of, location, record in records:
            for name in names if of == register else ():
                if getattr(record, fields[name]) in (None, ""):
                    yield Finding(
                        Kind.REQUIRED_FIELD_MISSING,
                        place((*location, name)),
                        expected=f"填写“{name}”",
                    )
    if standard.itemised_unit_funds:
        kinds = "、".join(kind for kind in Source if kind in UNIT_SOURCES - {Source.UNIT_FUNDS})
        lines = [(("收支明细", index), line.source) for index, line in enumerate(budget.ledger)]
        lines += [(("年终结转", index), line.source) for index, line in enumerate(budget.year_end)]
        for where, source in lines:
            if source is Source.UNIT_FUNDS:
                where_source = place((*where, "资金来源"))
                yield Finding(
                    Kind.NOT_AMONG_CHOICES, where_source, actual=source.value, expected=kinds
                )


def _records(standard: Standard, budget: Budget) -> Iterator[tuple[Register, Location, Entry]]:
    """Yield the records whose fields are printed.

    A project without a published form has none; indicators of the whole department are printed
    only if its form has them.
    """
    for index, unit in enumerate(budget.department.units):
        yield "单位", ("部门", "单位", index), unit
    for index, line in enumerate(budget.procurement):
        yield "政府采购", ("政府采购", index), line
    yield "国有资产", ("国有资产",), budget.assets
    for index, project in enumerate(budget.projects):
        if not project.has_published_form:
            continue
        yield "项目", ("项目", index), project
        yield from _indicators(("项目", index), project.indicators)
    if budget.overall and standard.overall.forms[form_chosen(standard, budget.overall)].frame:
        yield from _indicators(("整体绩效",), budget.overall.indicators)


def _indicators(
    home: Location, indicators: Sequence[Indicator]
) -> Iterator[tuple[Register, Location, Entry]]:
    for index, indicator in enumerate(indicators):
        yield "指标", (*home, "指标", index), indicator
