"""N03, N04, N05: the changes against last year that the narrative states.

Tests: tests/audit/narrative/test_stated_amounts.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yugong.audit.evidence.fact_cells import readings
from yugong.audit.evidence.printed_steps import (
    coarsest_stated,
    narrative_step,
    prescribed_places,
)
from yugong.audit.evidence.stated import (
    changes,
    fact_label,
    listed,
    nearest_to,
    places_of,
    shown_percent,
    signed,
    value_in,
    wan,
)
from yugong.audit.narrative.change_parts import part_findings
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import (
    ZERO,
    percent,
    percent_places,
    rate_tolerance,
    residue_tolerance,
    round_half_up,
)
from yugong.findings import Finding, Severity
from yugong.published.model.package import Aspect, PublishedPackage, Statement

_ITEMS = (
    "三公.因公出国境费",
    "三公.公务接待费",
    "三公.公务用车购置费",
    "三公.公务用车运行维护费",
)
_VEHICLES = "三公.公务用车购置及运行费"
_WORDS = {1: "增加", -1: "减少", 0: "持平"}


@rule(
    "N03",
    "增减额、增减幅度不自洽",
    "以本年数减增减额得上年数，用增减额除以上年数重算幅度，并核对增减字样。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.STATEMENTS],
)
def changes_are_consistent(package: PublishedPackage) -> Iterator[Finding]:
    """上年数等于本年数减增减额，幅度等于增减额除以上年数，增减字样与正负一致；上年为零不写幅度；所列分项的增减之和等于总的增减，同一分项各处的方向一致。"""
    reported: set[tuple[str, str]] = set()
    for rate in package.statements:
        if rate.aspect is not Aspect.RATE or (rate.subject, rate.section) in reported:
            continue
        finding = _rate(package, rate)
        if finding is not None:
            reported.add((rate.subject, rate.section))
            yield finding
    for previous in package.statements:
        if (
            previous.aspect is Aspect.PREVIOUS
            and (previous.subject, previous.section) not in reported
        ):
            yield from _previous(package, previous)
    yield from part_findings(package)


def _rate(package: PublishedPackage, rate: Statement) -> Finding | None:
    change = _change_near(package, rate)
    value = value_in(package, rate.subject, rate)
    if change is None or value is None:
        return None
    if None not in (change.direction, rate.direction) and change.direction != rate.direction:
        return _wrong(
            rate,
            f"{_word(change)}{wan(abs(change.value))}，{_word(rate)}{shown_percent(rate.value)}",
            "增减字样前后一致",
        )
    moved = signed(change)
    if moved is None:
        return None
    prior = value.value - moved
    if prior < 0:
        return _wrong(rate, f"推算的上年数 {wan(prior)}", "上年数不会小于零")
    places = places_of(rate.value)
    exact = percent(abs(moved), prior, percent_places(places))
    steps = f"上年 {wan(value.value)} − ({_signed(moved)}) = {wan(prior)}"
    if exact is None:
        return _wrong(rate, shown_percent(rate.value), "上年数为零，不写增减幅度", steps)
    step = coarsest_stated(package, change, value)
    allowed = rate_tolerance(abs(moved), prior, places, step)
    if allowed is None or abs(exact - abs(rate.value)) <= allowed:
        return None
    exact = round_half_up(exact, prescribed_places(package, rate))
    ratio = f"{wan(abs(moved))} ÷ {wan(prior)} = {shown_percent(exact)}"
    of_this_year = percent(abs(moved), value.value, prescribed_places(package, rate))
    hint = (
        ("所写幅度像是以本年数为基数",)
        if of_this_year is not None and of_this_year == abs(rate.value)
        else ()
    )
    return violation(
        "N03",
        rate.place,
        f"{fact_label(rate.subject)}{_word(rate)}{shown_percent(abs(rate.value))}",
        shown_percent(exact),
        difference=f"{abs(rate.value) - exact} 个百分点",
        evidence=(rate.sentence, steps, ratio, *hint),
    )


def _change_near(package: PublishedPackage, near: Statement) -> Statement | None:
    candidates = [
        change
        for change in changes(package)
        if change.subject == near.subject and change.section == near.section
    ]
    return nearest_to(candidates, near)


def _word(stated: Statement) -> str:
    return _WORDS.get(stated.direction if stated.direction is not None else 9, "变动")


def _signed(amount: Decimal) -> str:
    return f"{amount:+,.2f}"


def _wrong(stated: Statement, what: str, expected: str, *steps: str) -> Finding:
    return violation(
        "N03",
        stated.place,
        f"{fact_label(stated.subject)}：{what}",
        expected,
        evidence=(stated.sentence, *steps),
    )


def _previous(package: PublishedPackage, previous: Statement) -> Iterator[Finding]:
    """Last year as stated against this year less the stated change."""
    change = _change_near(package, previous)
    value = value_in(package, previous.subject, previous)
    if change is None or value is None or change.direction is None:
        return
    moved = value.value - previous.value
    stated = signed(change)
    tolerance = residue_tolerance(1, coarsest_stated(package, change, value, previous))
    if stated is None or abs(moved - stated) <= tolerance:
        return
    yield violation(
        "N03",
        change.place,
        f"{fact_label(change.subject)}比上年{_word(change)} {wan(abs(change.value))}",
        f"{_signed(moved)} 万元",
        difference=wan(stated - moved),
        evidence=listed(
            [change.sentence, previous.sentence, f"{wan(value.value)} − {wan(previous.value)}"]
        ),
    )


@rule(
    "N04",
    "推算的上年数前后不一",
    "核对各节的增减额；上年有政府性基金等其他资金的，在原因中说明。",
    severities=[Severity.WARNING],
    needs=[Need.STATEMENTS],
)
def prior_years_agree(package: PublishedPackage) -> Iterator[Finding]:
    """各节推算的上年收入、支出、一般公共预算支出相互一致，差额能由其他资金解释。"""
    income = _prior(package, "收入.总计")
    spending = _prior(package, "支出.总计") or _prior(package, "支出.合计")
    general = _prior(package, "一般公共预算.支出")
    tolerance = residue_tolerance(1, narrative_step(package))
    if income and spending and abs(income[0] - spending[0]) > tolerance:
        yield _disagree(spending[1], "收入总计", income[0], "支出总计", spending[0], package)
    whole = spending or income
    if general is None or whole is None:
        return
    gap = whole[0] - general[0]
    if abs(gap) <= tolerance or (gap > 0 and _has_other_money(package)):
        return
    yield _disagree(general[1], "部门支出总计", whole[0], "一般公共预算支出", general[0], package)


def _prior(package: PublishedPackage, subject: str) -> tuple[Decimal, Statement] | None:
    """Last year's figure as the text lets one work it out."""
    for change in changes(package):
        moved = signed(change)
        value = value_in(package, subject, change)
        if change.subject == subject and moved is not None and value is not None:
            return value.value - moved, change
    return None


def _has_other_money(package: PublishedPackage) -> bool:
    """True if this year's income differs from the general public budget of this year."""
    whole, general = readings(package, "收入.总计"), readings(package, "收入.一般公共预算")
    return bool(whole and general and whole[0].amount != general[0].amount)


def _disagree(
    stated: Statement,
    name: str,
    amount: Decimal,
    other: str,
    other_amount: Decimal,
    package: PublishedPackage,
) -> Finding:
    year = f"{package.year - 1} 年" if package.year else "上年"
    return violation(
        "N04",
        stated.place,
        f"{year}{other}推算为 {wan(other_amount)}",
        f"与{name}推算的 {wan(amount)} 相互能够解释",
        difference=wan(amount - other_amount),
        evidence=(stated.sentence,),
    )


@rule(
    "N05",
    "“三公”经费增减不自洽",
    "逐项写明比上年增减多少，各项增减之和等于总增减。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.STATEMENTS],
)
def the_three_expenses_change_by_their_parts(package: PublishedPackage) -> Iterator[Finding]:
    """“三公”经费的总增减等于因公出国、接待、购置、运行维护各项增减之和，四项均有说明。"""
    by_subject: dict[str, Statement] = {}
    for change in changes(package):
        by_subject.setdefault(change.subject, change)
    moved = {name: signed(change) for name, change in by_subject.items()}
    tolerance = residue_tolerance(1, narrative_step(package))
    vehicles = [moved.get(name) for name in _ITEMS[2:]]
    stated_vehicles = moved.get(_VEHICLES)
    if stated_vehicles is not None and None not in vehicles:
        sum_of = sum((amount for amount in vehicles if amount is not None), ZERO)
        yield from _compare(
            by_subject[_VEHICLES], stated_vehicles, sum_of, _ITEMS[2:], moved, tolerance
        )
    whole = by_subject.get("三公.合计")
    total = moved.get("三公.合计")
    if whole is None or total is None:
        return
    missing = [name for name in _ITEMS if moved.get(name) is None]
    names: tuple[str, ...] = _ITEMS
    if missing and stated_vehicles is not None and set(missing) <= set(_ITEMS[2:]):
        names, missing = (*_ITEMS[:2], _VEHICLES), []
    missing = [name for name in missing if not _is_nil(package, name)]
    if missing:
        yield violation(
            "N05",
            whole.place,
            f"没有说明{'、'.join(name.split('.')[1] for name in missing)}的增减",
            "逐项写明与上年相比的增减和原因",
            severity=Severity.WARNING,
            evidence=(whole.sentence,),
        )
        return
    sum_of = sum((moved.get(name) or ZERO for name in names), ZERO)
    yield from _compare(whole, total, sum_of, names, moved, tolerance)


def _is_nil(package: PublishedPackage, subject: str) -> bool:
    """True if an item is nil this year and nothing shows that it was not nil last year."""
    stated = next(package.stated(subject), None)
    amounts = [reading.amount for reading in readings(package, subject)]
    if stated is not None:
        amounts.append(stated.value)
    return bool(amounts) and not any(amounts) and len(_moved_items(package)) >= 2


def _moved_items(package: PublishedPackage) -> set[str]:
    return {change.subject for change in changes(package) if change.subject in (*_ITEMS, _VEHICLES)}


def _compare(
    stated: Statement,
    total: Decimal,
    sum_of: Decimal,
    names: tuple[str, ...],
    moved: dict[str, Decimal | None],
    tolerance: Decimal,
) -> Iterator[Finding]:
    if abs(total - sum_of) <= tolerance:
        return
    evidence = [f"{name.split('.')[1]} {_signed(moved.get(name) or ZERO)} 万元" for name in names]
    yield violation(
        "N05",
        stated.place,
        f"{fact_label(stated.subject)} {_signed(total)} 万元",
        f"各项之和 {_signed(sum_of)} 万元",
        difference=wan(total - sum_of),
        evidence=listed([stated.sentence, *evidence]),
    )
