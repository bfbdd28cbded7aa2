"""Each fund's money by 功能科目: how much is 基本支出, how much 项目支出, how much is left over.

A fund is a source of money of one year.  Most packages print the current 财政拨款 by 科目; the
rest is what the whole has beyond it, told apart by the columns of income.
Amounts are whole hundredths of 万元, as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from yugong.budget.dimension import Source, Year
from yugong.reconstruct.filling import spread, within
from yugong.reconstruct.printed import Book

Fund = tuple[Source, Year]

FISCAL = (Source.GENERAL, Source.GOVERNMENT_FUNDS, Source.STATE_CAPITAL)
_OTHERS = (Source.SPECIAL_ACCOUNT, Source.UNIT_FUNDS)
_BEYOND_RESIDUE = 3
"""Hundredths of 万元 that are certainly more than a rounding residue."""


def hundredths(amount: Decimal) -> int:
    """万元 in whole hundredths; below zero counts as nothing."""
    return max(int(amount * 100), 0)


@dataclass(slots=True)
class FundMoney:
    """One fund's 基本支出, 项目支出 and 年终结转 by 功能科目."""

    basic: dict[str, int] = field(default_factory=dict)
    project: dict[str, int] = field(default_factory=dict)
    year_end: dict[str, int] = field(default_factory=dict)


def fund_money(book: Book) -> dict[Fund, FundMoney]:
    """Every fund that has money, the current 财政拨款 first."""
    funds: dict[Fund, FundMoney] = {}
    for source in FISCAL:
        known = _printed(book, source)
        if known is not None:
            funds[source, Year.CURRENT] = known
    _rest(book, funds)
    return {
        fund: money
        for fund, money in funds.items()
        if money.basic or money.project or money.year_end
    }


def _printed(book: Book, source: Source) -> FundMoney | None:
    """The current money of a source where its own table is in print."""
    base: dict[str, str | list[str]] = {"来源": source.value, "年份": Year.CURRENT.value}
    parts = {}
    for category in ("基本支出", "项目支出"):
        selection = {**base, "类别": category}
        if book.wan(selection) is None and not book.by_code("功能科目", selection):
            return None
        parts[category] = _codes(book.by_code("功能科目", selection))
    spent = FundMoney(parts["基本支出"], parts["项目支出"])
    income = _codes(book.by_code("功能科目", {**base, "量": "收入"}))
    for code, amount in income.items():
        left = amount - spent.basic.get(code, 0) - spent.project.get(code, 0)
        if left > _BEYOND_RESIDUE:
            spent.year_end[code] = left
    if not _has_year_end(book):
        spent.year_end = {}
    return spent


def _has_year_end(book: Book) -> bool:
    left = book.wan({"量": "年终结转"})
    return left is not None and left > 0


def _codes(amounts: Mapping[str, Decimal]) -> dict[str, int]:
    return {code: hundredths(amount) for code, amount in amounts.items() if amount > 0}


def _rest(book: Book, funds: dict[Fund, FundMoney]) -> None:
    """What is spent beyond the funds known so far, among the funds that can have it."""
    basic = _codes(book.by_code("功能科目", {"类别": "基本支出"}))
    project = _codes(book.by_code("功能科目", {"类别": "项目支出"}))
    for money in funds.values():
        _less(basic, money.basic)
        _less(project, money.project)
    totals = _totals(book, funds)
    if not totals:
        return
    codes = sorted({*basic, *project, *(code for own in totals.values() for code in own)})
    year_end = _beyond(codes, basic, project, totals) if _has_year_end(book) else {}
    project = {
        code: _of_projects(
            basic.get(code, 0),
            project.get(code, 0),
            sum(own.get(code, 0) for own in totals.values()),
        )
        for code in codes
    }
    wanted = _project_totals(book, totals, sum(project.values()))
    most = {
        (code, fund): own[code]
        for code in codes
        for fund, own in totals.items()
        if own.get(code, 0) > 0
    }
    projects = within(project, wanted, most)
    for fund, own in totals.items():
        money = funds.setdefault(fund, FundMoney())
        for code, amount in own.items():
            of_projects = projects.get((code, fund), 0)
            _add(money.project, code, of_projects)
            _add(money.basic, code, amount - of_projects)
        for code, amount in year_end.get(fund, {}).items():
            _add(money.year_end, code, amount)


def _add(amounts: dict[str, int], code: str, amount: int) -> None:
    if amount > 0:
        amounts[code] = amounts.get(code, 0) + amount


def _less(amounts: dict[str, int], known: Mapping[str, int]) -> None:
    """Take what is known off; rounding may leave a little more or less than nothing."""
    for code, amount in known.items():
        amounts[code] = amounts.get(code, 0) - amount


def _of_projects(basic: int, project: int, whole: int) -> int:
    """How much of what is left of a 科目 is 项目支出: all or nothing where rounding blurs it."""
    if basic <= _BEYOND_RESIDUE and project >= basic:
        return whole
    if project <= _BEYOND_RESIDUE:
        return 0
    return min(project, whole)


def _totals(book: Book, funds: Mapping[Fund, FundMoney]) -> dict[Fund, dict[str, int]]:
    """The income of every fund that is not known yet, by 功能科目."""
    totals: dict[Fund, dict[str, int]] = {}
    for source in (*FISCAL, *_OTHERS):
        if (source, Year.CURRENT) in funds:
            continue
        selection = {"量": "收入", "来源": source.value, "年份": Year.CURRENT.value}
        totals[source, Year.CURRENT] = _codes(book.by_code("功能科目", selection))
    carried = _codes(book.by_code("功能科目", {"量": "收入", "年份": Year.CARRY_OVER.value}))
    totals.update(_carried(book, carried, funds))
    return {fund: own for fund, own in totals.items() if own}


def _carried(
    book: Book, carried: Mapping[str, int], funds: Mapping[Fund, FundMoney]
) -> dict[Fund, dict[str, int]]:
    """Carry-over by source: 财政拨款 as printed, by 类 where that is printed, the rest others'."""
    sources: dict[Source, int] = {}
    for source in FISCAL:
        amount = book.wan({"量": "收入", "来源": source.value, "年份": Year.CARRY_OVER.value})
        if amount is None:
            amount = book.wan(
                {"来源": source.value, "年份": Year.CARRY_OVER.value, "类别": "项目支出"}
            )
        sources[source] = hundredths(amount or Decimal(0))
    sources[Source.UNIT_FUNDS] = _of_others(book, carried, sources)
    left = dict(sources)
    totals: dict[Fund, dict[str, int]] = {}
    for top in sorted({code[:3] for code in carried}):
        own = {code: amount for code, amount in carried.items() if code.startswith(top)}
        share = _class_share(book, top, left, funds)
        for (code, source), part in spread(own, share, every_column=False).items():
            fund = (source, Year.CARRY_OVER)
            _add(totals.setdefault(fund, {}), code, part)
            left[source] = max(left[source] - part, 0)
    return totals


def _of_others(book: Book, carried: Mapping[str, int], sources: Mapping[Source, int]) -> int:
    """Carry-over that is no 财政拨款, by the printed totals; rounding may hide the last digit."""
    year = Year.CARRY_OVER.value
    whole = book.wan({"量": "收入", "年份": year})
    fiscal = book.wan({"量": "收入", "年份": year, "来源": "财政拨款"})
    all_ = sum(carried.values()) if whole is None else hundredths(whole)
    own = sum(sources.values()) if fiscal is None else hundredths(fiscal)
    others = all_ - own
    return others if others > (1 if own else 0) else 0


def _class_share(
    book: Book, top: str, left: Mapping[Source, int], funds: Mapping[Fund, FundMoney]
) -> dict[Source, int]:
    """How much of a 类's carry-over is of each source."""
    share: dict[Source, int] = {}
    for source, amount in left.items():
        printed = None
        if source in FISCAL:
            printed = book.wan({"来源": source.value, "功能科目": [top]})
        if printed is None:
            share[source] = amount
            continue
        known = funds.get((source, Year.CURRENT), FundMoney())
        current = sum(
            spent
            for part in (known.basic, known.project)
            for code, spent in part.items()
            if code.startswith(top)
        )
        share[source] = min(max(hundredths(printed) - current, 0), amount)
    return {source: amount for source, amount in share.items() if amount > 0}


def _beyond(
    codes: Iterable[str],
    basic: Mapping[str, int],
    project: Mapping[str, int],
    totals: Mapping[Fund, dict[str, int]],
) -> dict[Fund, dict[str, int]]:
    """Income that is not spent, taken off the funds' totals: 年终结转."""
    kept: dict[Fund, dict[str, int]] = {}
    for code in codes:
        spent = basic.get(code, 0) + project.get(code, 0)
        over = sum(own.get(code, 0) for own in totals.values()) - spent
        if over <= _BEYOND_RESIDUE:
            continue
        for fund, own in reversed(list(totals.items())):
            amount = min(own.get(code, 0), over)
            if amount > 0:
                own[code] -= amount
                over -= amount
                _add(kept.setdefault(fund, {}), code, amount)
    return kept


def _project_totals(
    book: Book, totals: Mapping[Fund, Mapping[str, int]], whole: int
) -> dict[Fund, int]:
    """How much of each fund goes to projects; what no table says is what the others leave."""
    wanted: dict[Fund, int] = {}
    silent: list[Fund] = []
    for source, year in totals:
        selection = {"来源": source.value, "年份": year.value, "类别": "项目支出"}
        amount = book.wan(selection)
        if amount is None:
            silent.append((source, year))
        else:
            wanted[source, year] = hundredths(amount)
    left = max(whole - sum(wanted.values()), 0)
    for fund in silent:
        wanted[fund] = min(left, sum(totals[fund].values()))
        left -= wanted[fund]
    return wanted
