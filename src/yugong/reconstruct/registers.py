"""Lists of the budget itself in tables of a package: units, purchases and assets.

Tests: tests/reconstruct/test_ledger_of_package.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from yugong.budget.dimension import Source, UnitKind, Year
from yugong.budget.money import YUAN_PER_WAN, ZERO, round_half_up, shown_wan
from yugong.published.model.package import PublishedPackage, ReadRow, ReadTable
from yugong.reconstruct.printed_names import printed_names
from yugong.standard.schema import BlockSpec, RowSpec

_HALF = YUAN_PER_WAN / 200
"""Half of the last printed digit of an amount in 万元, in 元."""

_CARRIED = {
    "财政拨款结转": Source.GENERAL.value,
    "非财政拨款结转结余": Source.UNIT_FUNDS.value,
}
_SOURCES = (*(source.value for source in Source), *_CARRIED)
_KINDS = ("参公", "行政", "事业")
"""What a unit's kind is told by, the narrower first: 参公事业单位 is no 事业单位 of ours."""


def listed_units(package: PublishedPackage) -> dict[str, dict[str, str]]:
    """The units of the department by name, with what a table of all units says of each."""
    units: dict[str, dict[str, str]] = {}
    for _, rows, _ in _rosters(package, "全部单位"):
        for row in rows:
            texts = {name: cell.text.strip() for name, cell in row.cells.items()}
            name = row.label.strip()
            kind = next(
                (candidate for candidate in _KINDS if candidate in texts.get("单位性质", "")), ""
            )
            unit = {"名称": name, "性质": kind or UnitKind.INSTITUTION.value}
            fields = {field: texts.get(field, "") for field in ("单位规格", "经费保障形式")}
            units[name] = unit | {field: text for field, text in fields.items() if text}
    return units


def listed_purchases(package: PublishedPackage, projects: Counter[str]) -> list[dict[str, str]]:
    """Return the purchases of a table, in 元; ``projects`` counts the names of projects."""
    lines = []
    for spec, rows, subtotal in _rosters(package, "政府采购"):
        units = listed_units(package)
        unit = ""
        for row in rows:
            label = row.label.strip()
            unit_of_subtotal = (
                label.removesuffix(subtotal) if subtotal and label.endswith(subtotal) else ""
            )
            if unit_of_subtotal:
                unit = unit_of_subtotal
            elif not _is_fixed(spec, row):
                several = {"单位": unit} if len(units) > 1 and unit in units else {}
                lines += [line | several for line in _purchase(row, projects)]
    return lines


def _purchase(row: ReadRow, projects: Counter[str]) -> Iterator[dict[str, str]]:
    texts = {name: cell.text.strip() for name, cell in row.cells.items()}
    funds = [(name, amount) for name in _SOURCES if (amount := row.amount(name))]
    whole = row.amount("合计") or ZERO
    if not funds and whole:
        funds = [(Source.GENERAL.value, whole)]
    catalogue = texts.get("采购目录序号", "")
    kinds = printed_names().procurement_kinds
    line = {"类别": kinds.get(catalogue[:1].upper(), next(iter(kinds.values())))}
    line["名称"] = texts.get("采购物品名称", "") or row.label.strip()
    if projects[row.label.strip()] == 1:
        line["项目"] = row.label.strip()
    for source, amount in funds:
        yield line | _money(row, source, amount, catalogue, alone=len(funds) == 1)


def _money(
    row: ReadRow, source: str, amount: Decimal, catalogue: str, *, alone: bool
) -> dict[str, str]:
    """Return the amount, and quantity and price if one source pays for the whole row."""
    yuan = amount * YUAN_PER_WAN
    more: dict[str, str] = {"采购目录序号": catalogue} if catalogue else {}
    if alone:
        measure = row.cells.get("计量单位")
        if measure is not None and measure.text.strip():
            more["计量单位"] = measure.text.strip()
        quantity, price = row.amount("数量"), row.amount("单价")
        if quantity and price:
            exact = round_half_up(quantity * price * YUAN_PER_WAN)
            yuan = exact if shown_wan(exact) == amount else yuan
            unit_price = round_half_up(yuan / quantity)
            unit_price = unit_price if shown_wan(unit_price) == price else price * YUAN_PER_WAN
            more |= {"数量": f"{quantity:f}", "单价": f"{unit_price:.2f}"}
        reserved = row.amount("预留中小微企业份额")
        if reserved:
            # The whole amount is reserved if both are printed alike: to the 分 it is no more.
            whole = yuan if reserved == shown_wan(yuan) else reserved * YUAN_PER_WAN
            more["预留中小微企业份额"] = f"{whole:.2f}"
    if source in _CARRIED:
        more["年份"] = Year.CARRY_OVER.value
    fund = _CARRIED.get(source, source)
    if fund != Source.GENERAL.value:
        more["资金来源"] = fund
    return {"金额": f"{yuan:.2f}"} | more


def listed_facts(package: PublishedPackage) -> dict[str, Decimal]:
    """Return the facts that fixed rows of tables print by name: counts, and amounts in 元.

    Amounts that add up to a printed total take up its rounding residue, in equal parts.
    """
    known: dict[str, Decimal] = {}
    for table in package.tables.values():
        for spec, rows in zip(table.spec.blocks, table.blocks, strict=True):
            counts = {column.name for column in spec.columns if column.is_count}
            by_key = {row.key: row for row in rows}
            for row_spec in spec.rows:
                row = by_key.get(row_spec.row_name()) if isinstance(row_spec, RowSpec) else None
                if isinstance(row_spec, RowSpec) and row is not None:
                    for column, fact in row_spec.facts.items():
                        amount = row.amount(column) or ZERO
                        known[fact] = amount if column in counts else amount * YUAN_PER_WAN
            _settle(spec, known)
    return known


def _settle(spec: BlockSpec, known: dict[str, Decimal]) -> None:
    facts = {
        row_spec.row_name(): row_spec.facts
        for row_spec in spec.rows
        if isinstance(row_spec, RowSpec)
    }
    for row_spec in spec.rows:
        if not isinstance(row_spec, RowSpec) or isinstance(row_spec.equals, str):
            continue
        for column, whole in row_spec.facts.items():
            parts = [fact for key in row_spec.equals if (fact := facts.get(key, {}).get(column))]
            if whole not in known or not parts or any(fact not in known for fact in parts):
                continue
            nonzero = [fact for fact in parts if known[fact]]
            residue = known[whole] - sum((known[fact] for fact in parts), ZERO)
            share = round_half_up(residue / len(nonzero)) if nonzero else ZERO
            if abs(share) < _HALF:
                known.update({fact: known[fact] + share for fact in nonzero})


def _rosters(
    package: PublishedPackage, roster: str
) -> Iterator[tuple[BlockSpec, tuple[ReadRow, ...], str]]:
    """Yield the blocks that list a part of the budget, and the ending of their subtotals."""
    for table in package.tables.values():
        for spec, rows in _blocks(table):
            for row in spec.rows:
                if isinstance(row, RowSpec) and row.roster == roster:
                    yield spec, rows, (row.subtotal or "").replace("{单位}", "")


def _blocks(table: ReadTable) -> Iterator[tuple[BlockSpec, tuple[ReadRow, ...]]]:
    return zip(table.spec.blocks, table.blocks, strict=True)


def _is_fixed(spec: BlockSpec, row: ReadRow) -> bool:
    keys = [
        row_spec.row_name()
        for row_spec in spec.rows
        if isinstance(row_spec, RowSpec) and not row_spec.roster
    ]
    return row.key in keys


def only_total_of_vehicles(stated: Mapping[str, Any]) -> bool:
    """Tell if the package states the number of vehicles but no use of them."""
    names = printed_names()
    return names.vehicle_total in stated and not any(
        stated.get(fact) for fact in names.vehicles.values()
    )
