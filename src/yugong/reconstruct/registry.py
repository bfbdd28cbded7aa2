"""The units and projects that a package names, and the printed rows of each.

Tests: tests/reconstruct/test_facts_in_print.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from yugong.budget.dimension import UnitKind
from yugong.budget.money import ZERO, sum_tolerance
from yugong.published.forms.pairing import (
    Pairable,
    core_name,
    fuller_name,
    of_form,
    pair_in_stage,
    stages,
)
from yugong.published.model.package import PublishedPackage, ReadRow, ReadTable
from yugong.published.model.printed_text import joined
from yugong.quick_dataclass import dataclass
from yugong.reconstruct.registers import listed_units
from yugong.standard.schema import BlockSpec, RowSpec
from yugong.standard.unit_rows import UNIT_PREFIX

RowAddress = tuple[str, int, int]
"""The name of a table, the number of a block in it, and of a row in the block."""


@dataclass(frozen=True, slots=True)
class PrintedProject:
    """A project named by a table or a form; ``code`` is set only for a shared name."""

    name: str
    unit: str
    code: str | None = None

    @property
    def key(self) -> str:
        """The key of the project in rows of the ledger."""
        return self.code or self.name


@dataclass(frozen=True, slots=True)
class Registry:
    """Units by name with their kind, and projects in published order.

    ``rows`` maps a printed row to its unit and to the position of its project.  ``forms`` are
    the positions of the projects of the package's forms, in the order of the forms.
    """

    units: dict[str, UnitKind]
    projects: tuple[PrintedProject, ...]
    rows: dict[RowAddress, tuple[str | None, int | None]]
    forms: tuple[int, ...]


def expansion(block: BlockSpec, kind: str) -> RowSpec | None:
    """Return the row of a block that repeats for every value of this kind, or ``None``."""
    return next(
        (row for row in block.rows if isinstance(row, RowSpec) and row.expand == kind), None
    )


def fixed_row(block: BlockSpec, key: str, department: str) -> RowSpec | None:
    """Return the fixed row of a block with this key, or ``None``."""
    words = {"部门": department}
    fixed = (row for row in block.rows if isinstance(row, RowSpec) and row.expand is None)
    return next((row for row in fixed if row.row_name(words) == key), None)


def blocks_of(
    package: PublishedPackage, kind: str, within: str
) -> Iterator[tuple[ReadTable, int, BlockSpec, tuple[ReadRow, ...]]]:
    """Yield every block that lists values of a kind for a part of the money, with its rows.

    ``within`` is the dimension of the part; a list of projects in 政府采购 has none.
    """
    for table in package.tables.values():
        for block_number, (block, rows) in enumerate(
            zip(table.spec.blocks, table.blocks, strict=True)
        ):
            part = within in table.spec.selection or within in block.selection
            if part and expansion(block, kind) is not None:
                yield table, block_number, block, rows


def registry_of(package: PublishedPackage) -> Registry:
    """Return the units and projects named by the tables and forms of a package."""
    rows: dict[RowAddress, tuple[str | None, int | None]] = {}
    agencies: list[str] = []
    for table, block_number, block, read in blocks_of(package, "单位", "单位性质"):
        for number, row in enumerate(read):
            if fixed_row(block, row.key, package.department) is None:
                agencies.append(_unit_name(row))
                rows[table.name, block_number, number] = (agencies[-1], None)
    heads: list[str] = []
    named: list[tuple[str, str]] = []
    amounts: list[Decimal | None] = []
    addends: list[int] = []
    home: dict[int, tuple[str, int]] = {}
    chains: list[list[int]] = []
    for table, block_number, block, read in blocks_of(package, "项目", "类别"):
        chain: list[int] = []
        unit: str | None = None
        taken: Counter[tuple[str | None, str]] = Counter()
        for number, row in enumerate(read):
            if fixed_row(block, row.key, package.department) is not None:
                continue
            if row.key.startswith(UNIT_PREFIX):
                unit = _unit_name(row)
                heads.append(unit)
                rows[table.name, block_number, number] = (unit, None)
                continue
            name = row.label or row.key
            same = [k for k, (known, unit_of_known) in enumerate(named) if known == name]
            used = taken[unit, name]
            taken[unit, name] += 1
            if used < len(same):
                position = same[used]
            else:
                position = len(named)
                named.append((name, unit or ""))
                amounts.append(None)
                addends.append(0)
            if (table.name, block_number) == home.setdefault(position, (table.name, block_number)):
                amount = _first_amount(block, row)
                if amount is not None:
                    amounts[position] = (amounts[position] or ZERO) + amount
                    addends[position] += 1
            rows[table.name, block_number, number] = (unit, position)
            chain.append(position)
        chains.append(chain)
    forms = _forms(package, named, amounts, addends)
    chains.append(list(forms))
    order = _merged(chains, len(named))
    place = {old: new for new, old in enumerate(order)}
    listed = {name: UnitKind(unit["性质"]) for name, unit in listed_units(package).items()}
    by_tables = _units(heads, agencies)
    units = (listed | by_tables | listed) or {package.department: UnitKind.INSTITUTION}
    first = next(iter(units))
    names = Counter(name for name, _ in named)
    projects = tuple(
        PrintedProject(
            named[old][0],
            named[old][1] or first,
            f"XM{new:03}" if names[named[old][0]] > 1 else None,
        )
        for new, old in enumerate(order, start=1)
    )
    rows = {
        address: (unit, None if old is None else place[old])
        for address, (unit, old) in rows.items()
    }
    return Registry(units, projects, rows, tuple(place[old] for old in forms))


def _units(heads: Sequence[str], agencies: Sequence[str]) -> dict[str, UnitKind]:
    """Return all units in published order; those with 机关运行经费 are agencies."""
    names = list(dict.fromkeys((*heads, *agencies)))
    positions = {name: position for position, name in enumerate(names)}
    chains = [[positions[name] for name in dict.fromkeys(chain)] for chain in (heads, agencies)]
    return {
        names[position]: UnitKind.ADMINISTRATIVE
        if names[position] in agencies
        else UnitKind.INSTITUTION
        for position in _merged(chains, len(names))
    }


def _unit_name(row: ReadRow) -> str:
    return row.key.removeprefix(UNIT_PREFIX)


def _first_amount(block: BlockSpec, row: ReadRow) -> Decimal | None:
    return next((row.amount(column.name) for column in block.columns if not column.text), None)


def _forms(
    package: PublishedPackage,
    named: list[tuple[str, str]],
    amounts: Sequence[Decimal | None],
    addends: Sequence[int],
) -> tuple[int, ...]:
    """Return the project of each form; a form without a listed project adds a project.

    The pairing is that of the rules.  A listed name that was cut short becomes the form's.
    """
    listed = {
        number: Pairable(core_name(name), amounts[number], tolerance=sum_tolerance(addends[number]))
        for number, (name, _) in enumerate(named)
    }
    forms = dict(enumerate(map(of_form, package.projects)))
    chosen = {
        form_number: number
        for stage in stages()
        for number, form_number in pair_in_stage(listed, forms, stage)
    }
    for form_number, number in chosen.items():
        name, unit = named[number]
        named[number] = fuller_name(name, joined(package.projects[form_number].name)), unit
    first_new = len(named)
    named.extend((form.name, "") for number, form in enumerate(package.projects) if number in forms)
    more = iter(range(first_new, len(named)))
    return tuple(
        chosen[number] if number in chosen else next(more)
        for number in range(len(package.projects))
    )


def _merged(chains: Sequence[Sequence[int]], count: int) -> list[int]:
    """Return one order that keeps that of every chain; earlier chains win where they differ."""
    after: list[set[int]] = [set() for _ in range(count)]
    for chain in chains:
        for first, second in pairwise(chain):
            if first != second and not _reaches(after, second, first):
                after[first].add(second)
    before = [0] * count
    for followers in after:
        for follower in followers:
            before[follower] += 1
    order: list[int] = []
    ready = sorted(index for index in range(count) if not before[index])
    while ready:
        chosen = ready.pop(0)
        order.append(chosen)
        for follower in sorted(after[chosen]):
            before[follower] -= 1
            if not before[follower]:
                ready = sorted([*ready, follower])
    return order


def _reaches(after: Sequence[set[int]], start: int, goal: int) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        new = after[here] - seen
        seen |= new
        waiting.extend(new)
    return False
