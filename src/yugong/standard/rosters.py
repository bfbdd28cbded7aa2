"""Rows that list a part of the budget itself, not of its ledger: procurement, all units.

Their cells come with the rows: texts and amounts by the canonical names of the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal

from yugong.budget.budget import ProcurementLine
from yugong.budget.consistency import project_means
from yugong.budget.dimension import FISCAL_SOURCES, UNIT_SOURCES, Year
from yugong.budget.model_fields import texts_by_name
from yugong.budget.money import ZERO
from yugong.budget.project import project_keys
from yugong.figures.figures import Figures
from yugong.quick_dataclass import dataclass
from yugong.standard.braces import fill
from yugong.standard.schema import ColumnSpec, RowSpec
from yugong.standard.unit_rows import unit_key


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row: its texts, its amounts (元) and counts by column, and the rows it sums."""

    key: str
    texts: Mapping[str, str]
    values: Mapping[str, Decimal] = field(default_factory=dict)
    depth: int = 1
    addends: tuple[str, ...] = ()


def roster_rows(row: RowSpec, columns: Iterable[ColumnSpec], figures: Figures) -> list[RosterRow]:
    """Return the rows of the part of the budget that the row of the standard lists."""
    if row.roster == "全部单位":
        return _units(figures)
    return _procurement(row, tuple(columns), figures)


def summed(rows: Iterable[RosterRow], columns: Iterable[ColumnSpec]) -> dict[str, Decimal]:
    """Return the amounts of a total row: of every column that may be summed."""
    chosen = list(rows)
    return {
        column.name: sum((row.values.get(column.name, ZERO) for row in chosen), ZERO)
        for column in columns
        if column.summed and not column.text
    }


def _units(figures: Figures) -> list[RosterRow]:
    return [
        RosterRow(unit_key(unit.name), {**texts_by_name(unit), "单位性质": unit.kind.value})
        for unit in figures.budget.department.units
    ]


def _procurement(
    row: RowSpec, columns: tuple[ColumnSpec, ...], figures: Figures
) -> list[RosterRow]:
    """Return the purchases by unit in the order of the file, after a subtotal if demanded."""
    budget = figures.budget
    units = [unit.name for unit in budget.department.units]
    names = {project.key: project.name for project in budget.projects}
    means = project_means(budget)
    keys = project_keys(budget.projects)
    by_unit: dict[str, list[RosterRow]] = {unit: [] for unit in units}
    for number, line in enumerate(budget.procurement, start=1):
        key = keys.get(line.project or "", line.project or "")
        texts = {
            **texts_by_name(line),
            "名称": names.get(key, line.project or line.name),
            "采购物品名称": line.name,
            "采购类别": line.kind,
        }
        purchase = RosterRow(f"采购{number}", texts, _values(line, means.get(key, ZERO)), depth=2)
        by_unit.setdefault(line.unit or units[0], []).append(purchase)
    rows: list[RosterRow] = []
    for unit, own_rows in by_unit.items():
        if own_rows and row.subtotal is not None:
            texts = {"名称": fill(row.subtotal, {"单位": unit})}
            addends = tuple(purchase.key for purchase in own_rows)
            values = summed(own_rows, columns)
            rows.append(RosterRow(unit_key(unit), texts, values, 1, addends))
        rows += own_rows
    return rows


def _values(line: ProcurementLine, project: Decimal) -> dict[str, Decimal]:
    """Return the amounts of a purchase by column: its project's money, its own, and by source."""
    if line.year is Year.CARRY_OVER:
        source = "财政拨款结转" if line.source in FISCAL_SOURCES else "非财政拨款结转结余"
    else:
        source = "单位资金" if line.source in UNIT_SOURCES else line.source.value
    return {
        "预算资金": project,
        "数量": line.quantity or ZERO,
        "单价": line.price or ZERO,
        "合计": line.amount,
        source: line.amount,
        "预留中小微企业份额": line.reserved,
    }
