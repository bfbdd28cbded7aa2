"""The money of each fund by 功能科目: 基本支出, 项目支出 and 年终结转.

A fund is a source of money of one year.  Most packages print the current 财政拨款 by 科目; other
funds are the difference to the total, divided by the columns of income.
Amounts are whole 百元 (hundredths of 万元), as printed.

Tests: tests/reconstruct/test_ledger_of_package.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal

from yugong.budget.dimension import Source, Year
from yugong.quick_dataclass import dataclass
from yugong.reconstruct.filling import spread, within
from yugong.reconstruct.printed import PrintedBook

Fund = tuple[Source, Year]

FISCAL_IN_ORDER = (Source.GENERAL, Source.GOVERNMENT_FUNDS, Source.STATE_CAPITAL)
_OTHERS = (Source.SPECIAL_ACCOUNT, Source.UNIT_FUNDS)
_BEYOND_RESIDUE = 3
"""The least amount, in 百元, that is certainly more than a rounding residue."""


def hundredths(amount: Decimal) -> int:
    """Return an amount in 万元 as whole 百元; a negative amount is zero."""
    return max(int(amount * 100), 0)


@dataclass(slots=True)
class FundMoney:
    """One fund's 基本支出, 项目支出 and 年终结转 by 功能科目."""

    basic: dict[str, int] = field(default_factory=dict)
    project: dict[str, int] = field(default_factory=dict)
    year_end: dict[str, int] = field(default_factory=dict)


def fund_money(book: PrintedBook) -> dict[Fund, FundMoney]:
    """Return the money of every fund that has any, the current 财政拨款 first."""
    funds: dict[Fund, FundMoney] = {}
    for source in FISCAL_IN_ORDER:
        known = _printed(book, source)
        if known is not None:
            funds[source, Year.CURRENT] = known
    _add_other_funds(book, funds)
    return {
        fund: money
        for fund, money in funds.items()
        if money.basic or money.project or money.year_end
    }


def _printed(book: PrintedBook, source: Source) -> FundMoney | None:
    """Return the current money of a source from its own table; ``None`` without a table."""
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


def _has_year_end(book: PrintedBook) -> bool:
    left = book.wan({"量": "年终结转"})
    return left is not None and left > 0


def _codes(amounts: Mapping[str, Decimal]) -> dict[str, int]:
    return {code: hundredths(amount) for code, amount in amounts.items() if amount > 0}


def _add_other_funds(book: PrintedBook, funds: dict[Fund, FundMoney]) -> None:
    """Divide the spending beyond the known funds among the other funds with income."""
    basic = _codes(book.by_code("功能科目", {"类别": "基本支出"}))
    project = _codes(book.by_code("功能科目", {"类别": "项目支出"}))
    for money in funds.values():
        _subtract(basic, money.basic)
        _subtract(project, money.project)
    totals = _totals(book, funds)
    if not totals:
        return
    codes = sorted({*basic, *project, *(code for by_code in totals.values() for code in by_code)})
    year_end = _beyond(codes, basic, project, totals) if _has_year_end(book) else {}
    project = {
        code: _of_projects(
            basic.get(code, 0),
            project.get(code, 0),
            sum(by_code.get(code, 0) for by_code in totals.values()),
        )
        for code in codes
    }
    project_totals = _project_totals(book, totals, sum(project.values()))
    most = {
        (code, fund): by_code[code]
        for code in codes
        for fund, by_code in totals.items()
        if by_code.get(code, 0) > 0
    }
    projects = within(project, project_totals, most)
    for fund, by_code in totals.items():
        money = funds.setdefault(fund, FundMoney())
        for code, amount in by_code.items():
            of_projects = projects.get((code, fund), 0)
            _add(money.project, code, of_projects)
            _add(money.basic, code, amount - of_projects)
        for code, amount in year_end.get(fund, {}).items():
            _add(money.year_end, code, amount)


def _add(amounts: dict[str, int], code: str, amount: int) -> None:
    if amount > 0:
        amounts[code] = amounts.get(code, 0) + amount


def _subtract(amounts: dict[str, int], known: Mapping[str, int]) -> None:
    """Subtract known amounts; rounding may leave small remainders of either sign."""
    for code, amount in known.items():
        amounts[code] = amounts.get(code, 0) - amount


def _of_projects(basic: int, project: int, whole: int) -> int:
    """Return the part of a remainder that is 项目支出; all or none within a rounding residue."""
    if basic <= _BEYOND_RESIDUE and project >= basic:
        return whole
    if project <= _BEYOND_RESIDUE:
        return 0
    return min(project, whole)


def _totals(book: PrintedBook, funds: Mapping[Fund, FundMoney]) -> dict[Fund, dict[str, int]]:
    """Return the income of every unknown fund, by 功能科目."""
    totals: dict[Fund, dict[str, int]] = {}
    for source in (*FISCAL_IN_ORDER, *_OTHERS):
        if (source, Year.CURRENT) in funds:
            continue
        selection = {"量": "收入", "来源": source.value, "年份": Year.CURRENT.value}
        totals[source, Year.CURRENT] = _codes(book.by_code("功能科目", selection))
    carried = _codes(book.by_code("功能科目", {"量": "收入", "年份": Year.CARRY_OVER.value}))
    totals.update(_carried(book, carried, funds))
    return {fund: by_code for fund, by_code in totals.items() if by_code}


def _carried(
    book: PrintedBook, carried: Mapping[str, int], funds: Mapping[Fund, FundMoney]
) -> dict[Fund, dict[str, int]]:
    """Return carry-over by fund: 财政拨款 as printed, by 类 where printed; else 单位资金."""
    sources: dict[Source, int] = {}
    for source in FISCAL_IN_ORDER:
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
        of_class = {code: amount for code, amount in carried.items() if code.startswith(top)}
        share = _class_share(book, top, left, funds)
        for (code, source), part in spread(of_class, share, every_column=False).items():
            fund = (source, Year.CARRY_OVER)
            _add(totals.setdefault(fund, {}), code, part)
            left[source] = max(left[source] - part, 0)
    return totals


def _of_others(book: PrintedBook, carried: Mapping[str, int], sources: Mapping[Source, int]) -> int:
    """Return carry-over outside 财政拨款, by the printed totals, within rounding."""
    year = Year.CARRY_OVER.value
    whole = book.wan({"量": "收入", "年份": year})
    fiscal = book.wan({"量": "收入", "年份": year, "来源": "财政拨款"})
    all_ = sum(carried.values()) if whole is None else hundredths(whole)
    known = sum(sources.values()) if fiscal is None else hundredths(fiscal)
    others = all_ - known
    return others if others > (1 if known else 0) else 0


def _class_share(
    book: PrintedBook, top: str, left: Mapping[Source, int], funds: Mapping[Fund, FundMoney]
) -> dict[Source, int]:
    """Return the share of each source in the carry-over of a 类."""
    share: dict[Source, int] = {}
    for source, amount in left.items():
        printed = None
        if source in FISCAL_IN_ORDER:
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
    """Take unspent income off the funds' totals, and return it as 年终结转."""
    kept: dict[Fund, dict[str, int]] = {}
    for code in codes:
        spent = basic.get(code, 0) + project.get(code, 0)
        over = sum(by_code.get(code, 0) for by_code in totals.values()) - spent
        if over <= _BEYOND_RESIDUE:
            continue
        for fund, by_code in reversed(list(totals.items())):
            amount = min(by_code.get(code, 0), over)
            if amount > 0:
                by_code[code] -= amount
                over -= amount
                _add(kept.setdefault(fund, {}), code, amount)
    return kept


def _project_totals(
    book: PrintedBook, totals: Mapping[Fund, Mapping[str, int]], whole: int
) -> dict[Fund, int]:
    """Return the project money of each fund: as printed, else the remainder of the others."""
    of_projects: dict[Fund, int] = {}
    silent: list[Fund] = []
    for source, year in totals:
        selection = {"来源": source.value, "年份": year.value, "类别": "项目支出"}
        amount = book.wan(selection)
        if amount is None:
            silent.append((source, year))
        else:
            of_projects[source, year] = hundredths(amount)
    left = max(whole - sum(of_projects.values()), 0)
    for fund in silent:
        of_projects[fund] = min(left, sum(totals[fund].values()))
        left -= of_projects[fund]
    return of_projects
