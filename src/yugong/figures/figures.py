"""Every published number of a budget, computed once, in exact 元."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic.fields import FieldInfo

from yugong.budget.budget import Assets, Budget, ProcurementLine, Vehicles
from yugong.budget.catalogue import Catalogue
from yugong.budget.consistency import project_means, project_sums
from yugong.budget.department import Department
from yugong.budget.dimension import Category
from yugong.budget.model_fields import choices_of, holds_type, notes_of, record_of
from yugong.budget.money import ZERO
from yugong.figures.definitions import FactDefinition, FactFamily, Scopes, fact_definitions
from yugong.figures.fact import Fact, FactUnit
from yugong.figures.last_year import LastYear
from yugong.figures.posting import Posting, post
from yugong.figures.selection import total
from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """The facts of a budget by id, the postings they were summed from, and last year's.

    ``scopes`` are those of the standard that the facts were computed for.
    """

    budget: Budget
    catalogue: Catalogue
    postings: tuple[Posting, ...]
    facts: Mapping[str, Fact]
    last: LastYear | None = None
    scopes: Scopes = ()

    def __getitem__(self, fact_id: str) -> Fact:
        return self.facts[fact_id]

    def group(self, name: str) -> Iterator[tuple[str, Fact]]:
        """Yield the facts of one group with their names inside it: ``收入`` → 总计, 本年, …."""
        prefix = name + "."
        for fact_id, fact in self.facts.items():
            if fact_id.startswith(prefix) and "." not in fact_id[len(prefix) :]:
                yield fact_id[len(prefix) :], fact


def compute_figures(
    budget: Budget, catalogue: Catalogue, last: LastYear | None = None, scopes: Scopes = ()
) -> Figures:
    """Compute all facts of a consistent budget.

    Last year's amount of a fact comes from ``last``, else from 上年数. ``scopes`` are the
    selections that a standard sets differently from ``facts.yaml``.
    """
    postings = post(budget, catalogue)
    previous = {**budget.previous, **last.amounts} if last else budget.previous
    singles, families = fact_definitions(scopes)
    facts: dict[str, Fact] = {}
    pending = list(singles)
    while pending:
        waiting = [single for single in pending if any(part not in facts for part in single.parts)]
        for single in pending:
            if single not in waiting:
                facts[single.id] = _single(single, postings, facts, previous)
        if len(waiting) == len(pending):
            raise ValueError(f"facts that sum themselves: {[single.id for single in waiting]}")
        pending = waiting
    facts = {single.id: facts[single.id] for single in singles}
    for family in families:
        facts.update(_family(family, postings, previous))
    for fact in (*_procurement(budget, previous), *_performance(budget), *_assets(budget.assets)):
        facts[fact.id] = fact
    return Figures(budget, catalogue, postings, facts, last, scopes)


def _lines(postings: list[Posting]) -> tuple[int, ...]:
    return tuple(posting.line for posting in postings if posting.line >= 0)


def _single(
    definition: FactDefinition,
    postings: tuple[Posting, ...],
    facts: Mapping[str, Fact],
    previous: Mapping[str, Decimal],
) -> Fact:
    before = previous.get(definition.id)
    if definition.parts:
        parts = [facts[part] for part in definition.parts]
        known = [part.previous for part in parts if part.previous is not None]
        if before is None and len(known) == len(parts):
            before = sum(known, ZERO)
        lines = tuple(sorted(line for part in parts for line in part.lines))
        value = sum((part.value for part in parts), ZERO)
        return Fact(definition.id, value, previous=before, lines=lines)
    chosen = definition.selection.of(postings)
    return Fact(definition.id, total(chosen), previous=before, lines=_lines(chosen))


def _family(
    family: FactFamily, postings: tuple[Posting, ...], previous: Mapping[str, Decimal]
) -> dict[str, Fact]:
    base = family.selection.of(postings)
    sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    keys: set[str] = set()
    order: list[str] = []
    for part, selection in family.parts:
        for posting in selection.within(base):
            value = str(posting[family.position])
            for key in _keys(value, family.levels):
                if key not in keys:
                    keys.add(key)
                    order.append(key)
                sums[key, part] += posting.amount
                lines[key, part].append(posting.line)
    if family.levels:
        order.sort()
    facts = {}
    for key in order:
        for part, _ in family.parts:
            fact_id = f"{family.name}.{key}.{part}"
            facts[fact_id] = Fact(
                fact_id,
                sums[key, part],
                previous=previous.get(fact_id),
                lines=tuple(lines[key, part]),
            )
    return facts


def _keys(value: str, levels: tuple[int, ...]) -> tuple[str, ...]:
    """Return a code and the codes above it; any other value alone."""
    if not value:
        return ()
    if not levels:
        return (value,)
    return tuple(value[:level] for level in levels if len(value) >= level)


def _procurement(budget: Budget, previous: Mapping[str, Decimal]) -> Iterator[Fact]:
    kinds = choices_of(ProcurementLine.model_fields["kind"])
    sums = {
        kind: sum((row.amount for row in budget.procurement if row.kind == kind), ZERO)
        for kind in kinds
    }
    yield Fact("政府采购.总额", sum(sums.values(), ZERO), previous=previous.get("政府采购.总额"))
    for kind in kinds:
        yield Fact(f"政府采购.{kind}", sums[kind], previous=previous.get(f"政府采购.{kind}"))


def _performance(budget: Budget) -> Iterator[Fact]:
    """Yield counts and amounts of the projects, as their performance forms print them."""
    sums = project_sums(budget)
    category = {line.project: line.category for line in budget.ledger if line.project}
    kinds = [category.get(project.key, category.get(project.name)) for project in budget.projects]
    amounts = [sums.get(project.key, ZERO) for project in budget.projects]
    published = [project.has_published_form for project in budget.projects]
    means = sum(project_means(budget).values(), ZERO)
    yield _count("绩效.单位数", len(budget.department.units), "个")
    for prefix, counted in (("", [True] * len(kinds)), ("公开", published)):
        chosen = [amount for amount, is_counted in zip(amounts, counted, strict=True) if is_counted]
        yield _count(f"绩效.{prefix}项目数", len(chosen), "个")
        yield Fact(f"绩效.{prefix}项目金额", sum(chosen, ZERO))
        for kind in (Category.OPERATING_PROJECT, Category.SPECIFIC_PROJECT):
            of_kind = [
                amount
                for amount, of, is_counted in zip(amounts, kinds, counted, strict=True)
                if is_counted and of is kind
            ]
            yield _count(f"绩效.{prefix}{kind}数", len(of_kind), "个")
            yield Fact(f"绩效.{prefix}{kind}金额", sum(of_kind, ZERO))
    yield Fact("绩效.未计结转", means - sum(amounts, ZERO))


def _assets(assets: Assets) -> Iterator[Fact]:
    """Yield the fields of 国有资产 that every budget has, then the optional ones."""
    for name, field in Assets.model_fields.items():
        if record_of(field) is Vehicles:
            yield _count("国有资产.车辆实有数", assets.vehicles.total, "辆")
            yield from (
                _asset(use, getattr(assets.vehicles, use_name))
                for use_name, use in Vehicles.model_fields.items()
            )
        elif field.is_required() and not holds_type(field, date):
            yield _asset(field, getattr(assets, name))
    yield from _optional_assets(assets)


def _asset(field: FieldInfo, value: Decimal | int | None) -> Fact:
    """Return the fact of one field; an omitted value is zero."""
    unit: Any = notes_of(field).unit or "元"
    return Fact(f"国有资产.{field.alias}", Decimal(value or 0), unit)


_ZEROS: dict[str, Any] = {
    name: ZERO for name, field in Assets.model_fields.items() if field.is_required()
}
_NO_ASSETS = Assets.model_construct(**(_ZEROS | {"vehicles": Vehicles.model_construct()}))
_NO_UNITS: dict[str, Any] = {"units": ()}
_NO_ROWS: dict[str, Any] = {"department": Department.model_construct(**_NO_UNITS), "ledger": ()}
_NOTHING = Budget.model_construct(**_NO_ROWS)


def asset_facts() -> tuple[str, ...]:
    """Return the ids of the facts about 国有资产, which every budget has."""
    return tuple(fact.id for fact in _assets(_NO_ASSETS))


def constant_facts() -> tuple[str, ...]:
    """Return the ids of the facts that every budget has: all but those by 科目 and by project."""
    other_facts = (*_procurement(_NOTHING, {}), *_performance(_NOTHING), *_assets(_NO_ASSETS))
    return (
        *(definition.id for definition in fact_definitions()[0]),
        *(fact.id for fact in other_facts),
    )


def fixed_asset_values(assets: Assets) -> dict[str, Decimal]:
    """Return the values in 元 that make up 固定资产金额, by the names of their fields."""
    return {
        str(field.alias): getattr(assets, name) or ZERO
        for name, field in Assets.model_fields.items()
        if notes_of(field).total
    }


def _optional_assets(assets: Assets) -> Iterator[Fact]:
    """Yield the optional fields, and the total of the values of fixed assets before them."""
    values = fixed_asset_values(assets)
    yield Fact("国有资产.固定资产金额", sum(values.values(), ZERO))
    for name, value in values.items():
        yield Fact(f"国有资产.{name}", value)
    for name, field in Assets.model_fields.items():
        if not field.is_required() and field.alias not in values:
            yield _asset(field, getattr(assets, name))


def _count(fact_id: str, number: int, unit: FactUnit) -> Fact:
    return Fact(fact_id, Decimal(number), unit)
