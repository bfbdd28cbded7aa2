"""N02: the shares the narrative states.

Tests: tests/audit/narrative/test_stated_amounts.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.evidence.fact_cells import fact_cells, readings
from yugong.audit.evidence.printed_steps import prescribed_places, stated_step
from yugong.audit.evidence.stated import fact_label, listed, places_of, shown_percent, value_in, wan
from yugong.audit.evidence.text_words import text_words
from yugong.audit.narrative.stated_amounts import contradicts_tables
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import (
    ZERO,
    percent,
    percent_places,
    percent_tolerance,
    round_half_up,
    shares_tolerance,
)
from yugong.findings import Finding, Severity
from yugong.published.model.package import Aspect, PublishedPackage, Statement

_HUNDRED = Decimal(100)


@rule(
    "N02",
    "占比有误",
    "用所写的金额除以总额重新计算，保留两位小数。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.STATEMENTS],
)
def shares_are_right(package: PublishedPackage) -> Iterator[Finding]:
    """占比等于该项金额除以所占的总额，四舍五入到两位小数；各项占比之和为 100%。"""
    shares = [
        statement
        for statement in package.statements
        if statement.aspect is Aspect.SHARE and statement.base
    ]
    wrong: set[tuple[str, str | None]] = set()
    for share in shares:
        finding = _share(package, share)
        if finding is not None:
            wrong.add((share.section, share.base))
            yield finding
    groups: dict[tuple[str, str | None], dict[str, Statement]] = {}
    for share in shares:
        groups.setdefault((share.section, share.base), {}).setdefault(share.subject, share)
    for key, members in groups.items():
        stated = (value_in(package, member.subject, member) for member in members.values())
        # N01 reports an amount that no table has; so it does for its consequences.
        if key not in wrong and not any(
            statement and contradicts_tables(package, statement) for statement in stated
        ):
            yield from _sum(str(key[1]), members)


def _share(package: PublishedPackage, share: Statement) -> Finding | None:
    part = value_in(package, share.subject, share)
    base = _base(package, share)
    if part is None or base is None or _is_right_by_tables(package, share, part):
        return None
    places = percent_places(places_of(share.value))
    exact = percent(part.value, base, places)
    if exact is None:
        if share.value == 0 or part.value == 0:
            return None
        return violation(
            "N02",
            share.place,
            shown_percent(share.value),
            "总额为零，不写占比",
            evidence=(share.sentence,),
        )
    step = stated_step(package, part)
    if abs(exact - share.value) <= percent_tolerance(base, places_of(share.value), step):
        return None
    exact = round_half_up(exact, prescribed_places(package, share))
    evidence = [
        share.sentence,
        f"{wan(part.value)} ÷ {wan(base)}（{fact_label(str(share.base))}）= {shown_percent(exact)}",
        *_other_base(package, share, part),
    ]
    return violation(
        "N02",
        share.place,
        f"{fact_label(share.subject)}占 {shown_percent(share.value)}",
        shown_percent(exact),
        difference=f"{share.value - exact} 个百分点",
        evidence=listed(evidence),
    )


def _is_right_by_tables(package: PublishedPackage, share: Statement, part: Statement) -> bool:
    """True if a share is that of the tables and the amounts beside it are not (N01)."""
    whole = value_in(package, str(share.base), share)
    amounts = [statement for statement in (part, whole) if statement is not None]
    if not any(contradicts_tables(package, amount) for amount in amounts):
        return False
    parts = [reading.amount for reading in readings(package, share.subject)] or [part.value]
    bases = [reading.amount for reading in readings(package, str(share.base))]
    if not bases and whole is not None:
        bases = [whole.value]
    return any(
        exact is not None
        and abs(exact - share.value)
        <= percent_tolerance(base, places_of(share.value), stated_step(package, part))
        for amount in parts
        for base in bases
        for exact in (percent(amount, base, percent_places(places_of(share.value))),)
    )


def _base(package: PublishedPackage, share: Statement) -> Decimal | None:
    """The whole a share is of: as stated in the section, else as printed in a table."""
    stated = value_in(package, str(share.base), share)
    if stated is not None:
        return stated.value
    known = readings(package, str(share.base))
    return known[0].amount if known else None


def _other_base(package: PublishedPackage, share: Statement, part: Statement) -> Iterator[str]:
    """The other whole of which the stated share would be right."""
    for subject in fact_cells().cells:
        for reading in readings(package, subject)[:1]:
            places = places_of(share.value)
            exact = percent(part.value, reading.amount, percent_places(places))
            near = percent_tolerance(reading.amount, places, stated_step(package, part))
            if exact is not None and share.value and abs(exact - share.value) <= near:
                yield f"所写占比像是以{fact_label(subject)} {wan(reading.amount)}为总额"
                return


def _sum(base: str, members: dict[str, Statement]) -> Iterator[Finding]:
    """Shares of one whole that should make up 100."""
    members = {name: share for name, share in members.items() if _SUBSETS.get(name) not in members}
    if len(members) < 2:
        return
    shares = [share for name, share in members.items() if not _is_within(name, members)]
    total = sum((share.value for share in shares), ZERO)
    places = max(places_of(share.value) for share in shares)
    if total == 0 or abs(total - _HUNDRED) <= shares_tolerance(len(shares), places):
        return
    complete = _is_complete(base, members)
    if total < _HUNDRED and not complete and _is_open(shares):
        return
    yield violation(
        "N02",
        shares[0].place,
        f"各项占比之和 {shown_percent(total)}",
        "100%",
        severity=Severity.ERROR if complete or total > _HUNDRED else Severity.WARNING,
        difference=f"{total - _HUNDRED} 个百分点",
        evidence=listed(
            [
                shares[0].sentence,
                *(f"{fact_label(share.subject)} {shown_percent(share.value)}" for share in shares),
            ]
        ),
    )


def _is_complete(base: str, members: dict[str, Statement]) -> bool:
    """True if the shares are those of all parts of a known whole."""
    return any(
        composition.whole == base
        and sum(part in members for part in composition.parts) >= len(composition.parts) - 1 > 0
        for composition in fact_cells().compositions
    )


def _is_within(subject: str, members: dict[str, Statement]) -> bool:
    """True if a share is of a part of another part, and must not be added a second time."""
    return any(
        subject in composition.parts and composition.whole in members
        for composition in fact_cells().compositions
    )


_SUBSETS = {"绩效.公开项目金额": "绩效.项目金额"}
"""Amounts that are some or all of another one of the same whole."""


def _is_open(shares: Sequence[Statement]) -> bool:
    """True if the text calls its list incomplete (等)."""
    return any(word in share.sentence for share in shares for word in text_words().open_list)
