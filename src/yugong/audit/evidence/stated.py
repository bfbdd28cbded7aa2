"""Looking up what the narrative states, and writing figures as evidence.

Tests: tests/audit/narrative/test_stated_amounts.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from yugong.published.model.package import Aspect, PublishedPackage, Statement

_MOST_SHOWN = 12


def wan(amount: Decimal) -> str:
    """An amount in 万元 as evidence shows it, with at least two decimals."""
    return f"{amount:,.2f} 万元" if amount == amount.quantize(Decimal("0.01")) else f"{amount} 万元"


def yuan_text(amount: Decimal) -> str:
    """Return an amount in 元 as evidence prints it."""
    return f"{amount:,.2f} 元"


def shown_percent(value: Decimal) -> str:
    """A percentage as evidence shows it, with as many decimals as it has."""
    return f"{value}%"


def places_of(value: Decimal) -> int:
    """The number of decimals that a number is written with."""
    return max(0, -int(value.as_tuple().exponent))


def listed(lines: Iterable[str]) -> tuple[str, ...]:
    """Evidence of many occurrences, cut off where it would no longer be read."""
    every = list(dict.fromkeys(lines))
    if len(every) <= _MOST_SHOWN:
        return tuple(every)
    return (*every[:_MOST_SHOWN], f"……共 {len(every)} 处")


def value_in(
    package: PublishedPackage, subject: str, near: Statement, aspect: Aspect = Aspect.VALUE
) -> Statement | None:
    """The statement of a fact in the same sentence, else in the same section."""
    stated = [
        statement
        for statement in package.stated(subject, aspect)
        if statement.section == near.section
    ]
    return nearest_to(stated, near)


def nearest_to(stated: Sequence[Statement], near: Statement) -> Statement | None:
    """The statement of the same sentence, else the first."""
    same_sentence = [statement for statement in stated if statement.sentence == near.sentence]
    return next(iter(same_sentence or stated), None)


def first_value(package: PublishedPackage, subject: str) -> Statement | None:
    """The first amount stated of a fact, in whichever section."""
    return next(package.stated(subject), None)


def sections_of(package: PublishedPackage) -> tuple[str, ...]:
    """The names of the sections that state numbers, in the order of the text."""
    return tuple(dict.fromkeys(statement.section for statement in package.statements))


def values_of_section(package: PublishedPackage, section: str) -> dict[str, Statement]:
    """The first amount stated of every fact in a section."""
    values: dict[str, Statement] = {}
    for statement in package.statements:
        if statement.section == section and statement.aspect is Aspect.VALUE:
            values.setdefault(statement.subject, statement)
    return values


def changes(package: PublishedPackage) -> Iterator[Statement]:
    """Every stated change against last year, also that there is none."""
    return (statement for statement in package.statements if statement.aspect is Aspect.CHANGE)


def signed(change: Statement) -> Decimal | None:
    """A stated change with its sign; ``None`` where the text does not say which way."""
    if change.direction is None:
        return None if change.value else change.value
    return abs(change.value) * change.direction


def fact_label(subject: str) -> str:
    """Return a fact's id in a reader's words."""
    return subject.replace(".", "·")
