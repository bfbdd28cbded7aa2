"""Amounts in performance forms that no longer fit the money of their project."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from yugong.budget.budget import Budget
from yugong.budget.entry import Entry
from yugong.budget.money import ZERO
from yugong.budget.project import Project
from yugong.findings import Finding, Kind, Severity
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate, Location
from yugong.reading.shipped_yaml import shipped_yaml
from yugong.standard.braces import fill
from yugong.standard.form_amounts import DEPARTMENT, FormMoney, form_money
from yugong.standard.money_in_text import StatedMoney, money_in
from yugong.standard.schema import Standard

_CLAUSE = re.compile(r"[，。；;！？\n]")
_BEFORE, _AFTER = 12, 4
"""Characters around an amount that are quoted with it."""


class Misfit(Enum):
    """The ground on which an amount in a form does not fit."""

    EARLIER = "调整前的金额"
    CLAIMED = "写作年度资金，与现在的不同"
    PRODUCT = "数量乘单价不等于写明的积"
    COST = "成本指标与项目的资金不同"
    BEYOND = "数量乘单价超过项目的资金"


@dataclass(frozen=True, slots=True)
class StaleAmount:
    """An amount in a form that no longer fits.

    ``location`` is its field, ``start`` and ``end`` its place in the text of the field; for funds
    both are 0.  ``total`` is this year's money of the project, in 元.
    """

    owner: str
    location: Location
    text: str
    start: int
    end: int
    total: Decimal
    misfit: Misfit

    @property
    def quoted(self) -> str:
        """The amount with some words around it."""
        first, last = max(0, self.start - _BEFORE), min(len(self.text), self.end + _AFTER)
        words = self.text[first:last].replace("\n", " ").strip()
        return f"{'…' if first else ''}{words}{'…' if last < len(self.text) else ''}"

    @property
    def field(self) -> str:
        """The name of the field, such as 概况 or 指标[2].指标值."""
        steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in self.location]
        return "".join(steps[2:] if self.location[0] == "项目" else steps[1:]).strip(".")


@dataclass(frozen=True, slots=True)
class _Words:
    """The content of ``form_money.yaml``."""

    other: tuple[str, ...]
    claim: re.Pattern[str]
    margin: Decimal
    cost: str
    price: tuple[str, ...]
    whole: re.Pattern[str]
    before_cost: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    text: dict[str, Any] = shipped_yaml("yugong.standard", "form_money.yaml")
    claims = sorted(text["年度资金"], key=len, reverse=True)
    return _Words(
        tuple(text["不核对"]),
        re.compile(f"(?:{'|'.join(map(re.escape, claims))}){text['之间']}$"),
        Decimal(text["积的幅度"]),
        text["成本"],
        tuple(text["单价"]),
        re.compile(text["总额"]),
        re.compile(text["成本的值"]),
    )


def stale_amounts(budget: Budget) -> list[StaleAmount]:
    """Return the amounts in the forms of projects and in 整体绩效 that no longer fit."""
    money = form_money(budget)
    stale: list[StaleAmount] = []
    for index, project in enumerate(budget.projects):
        of_project = money[project.key]
        here: Location = ("项目", index)
        in_texts = [
            amount
            for location, text in _texts(project, here)
            for amount in _in_text(project.name, location, text, of_project, is_project=True)
        ]
        places = {amount.location for amount in in_texts}
        stale += in_texts
        stale += [cost for cost in _costs(project, here, of_project) if cost.location not in places]
        period = project.period_funds
        if period is not None and period.total in of_project.before:
            where = (*here, "实施期资金")
            text = f"{period.total:f} 元"
            stale.append(
                StaleAmount(project.name, where, text, 0, 0, of_project.total, Misfit.EARLIER)
            )
    if budget.overall is not None:
        for location, text in _texts(budget.overall, ("整体绩效",)):
            stale += _in_text("整体绩效", location, text, money[DEPARTMENT], is_project=False)
    return stale


def _costs(project: Project, here: Location, money: FormMoney) -> Iterator[StaleAmount]:
    """Yield the only cost of a project that is a sum, where it is none of the project's amounts."""
    words = _words()
    for name_field, value_field in (("三级", "指标值"), ("年度三级", "年度指标值")):
        sums: list[tuple[Location, str, StatedMoney, str]] = []
        for index, indicator in enumerate(project.indicators):
            name, text = (
                (indicator.level3, indicator.value)
                if name_field == "三级"
                else (indicator.year_level3 or indicator.level3, indicator.year_value or "")
            )
            if words.cost not in f"{indicator.level1}{indicator.level2}":
                continue
            if any(word in name for word in words.price):
                continue
            amounts = list(money_in(text))
            if len(amounts) == 1 and words.before_cost.match(text[: amounts[0].start]):
                sums.append(((*here, "指标", index, value_field), text, amounts[0], name))
        if len(sums) != 1 or not money.total:
            continue
        location, text, stated, name = sums[0]
        is_part = stated.amount < money.total and not words.whole.search(name.strip())
        if not is_part and not stated.is_among(money.now):
            yield StaleAmount(
                project.name, location, text, stated.start, stated.end, money.total, Misfit.COST
            )


def _texts(value: object, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield location, value
    elif isinstance(value, Entry):
        for name, field in type(value).model_fields.items():
            if name not in ("name", "code", "unit", "form"):
                yield from _texts(getattr(value, name), (*location, field.alias or name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*location, index))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(item, (*location, str(name)))


def _in_text(
    owner: str, location: Location, text: str, money: FormMoney, *, is_project: bool
) -> Iterator[StaleAmount]:
    for stated in money_in(text):
        clause = text[_clause_start(text, stated.start) : stated.start]
        if any(word in clause for word in _words().other):
            continue
        misfit = _misfit(stated, clause, money, is_project=is_project)
        if misfit is not None:
            yield StaleAmount(owner, location, text, stated.start, stated.end, money.total, misfit)


def _clause_start(text: str, end: int) -> int:
    return max((match.end() for match in _CLAUSE.finditer(text, 0, end)), default=0)


def _misfit(
    stated: StatedMoney, clause: str, money: FormMoney, *, is_project: bool
) -> Misfit | None:
    if not stated.is_consistent:
        return Misfit.PRODUCT
    if stated.is_among(money.now):
        return None
    if stated.is_among(money.before):
        return Misfit.EARLIER
    if not is_project or not money.total:
        return None
    if _words().claim.search(clause.strip()):
        return Misfit.CLAIMED
    most = max(money.now, default=ZERO)
    if stated.product is not None and stated.product * 100 > most * (100 + _words().margin):
        return Misfit.BEYOND
    return None


def check_stale_forms(stale: Iterable[StaleAmount], place: Locate) -> Iterator[Finding]:
    """Yield a finding for each amount that no longer fits (B037)."""
    for amount in stale:
        yield Finding(
            Kind.FORM_AMOUNT_STALE,
            place(amount.location),
            f"“{amount.owner}”{amount.field}：{amount.quoted}（{amount.misfit.value}）",
            f"与{'项目' if amount.location[0] == '项目' else '部门'}现在的资金"
            f" {amount.total:,.2f} 元相符",
            severity=Severity.WARNING,
        )


def with_marks(
    budget: Budget, stale: Collection[StaleAmount], standard: Standard
) -> tuple[Budget, frozenset[str]]:
    """Return the budget with the stale amounts of its forms marked for a draft, and the marks."""
    by_field: dict[Location, list[StaleAmount]] = {}
    for amount in stale:
        if amount.end:
            by_field.setdefault(amount.location, []).append(amount)
    marks: set[str] = set()
    marked: Any = budget
    for location, amounts in by_field.items():
        text = amounts[0].text
        for amount in sorted(amounts, key=lambda each: -each.start):
            words = text[amount.start : amount.end]
            mark = fill(standard.phrases.stale_amount, {"金额": words})
            marks.add(mark)
            text = text[: amount.start] + mark + text[amount.end :]
        marked = _replaced(marked, location, text)
    return marked, frozenset(marks)


def _replaced(value: Any, location: Location, text: str) -> Any:
    """Return a copy of an entry, list or record with another text at a location."""
    if not location:
        return text
    step, below = location[0], location[1:]
    if isinstance(value, Entry):
        name = next(name for name, field in type(value).model_fields.items() if field.alias == step)
        return value.model_copy(update={name: _replaced(getattr(value, name), below, text)})
    if isinstance(value, tuple):
        return tuple(
            _replaced(item, below, text) if index == step else item
            for index, item in enumerate(value)
        )
    return {
        name: _replaced(item, below, text) if name == step else item for name, item in value.items()
    }
