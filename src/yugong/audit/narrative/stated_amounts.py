"""N01, N07, N11: the amounts the narrative states against the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.evidence.fact_cells import Composition, Reading, fact_cells, readings
from yugong.audit.evidence.printed_steps import coarsest_stated, form_step, stated_step
from yugong.audit.evidence.stated import fact_label, listed, sections_of, values_of_section, wan
from yugong.audit.evidence.table_names import OVERVIEW
from yugong.audit.evidence.text_words import text_words
from yugong.audit.forms.overall import is_in_yuan
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import (
    ZERO,
    is_printed_alike,
    residue_tolerance,
    rounded_to_print,
    to_wan,
)
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import Aspect, PublishedPackage, Statement


@rule(
    "N01",
    "文中金额与表不一致",
    "核对情况说明与所属表，改正其中一处；两处都由同一来源取数。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.STATEMENTS, Need.TABLES],
)
def amounts_agree_with_tables(package: PublishedPackage) -> Iterator[Finding]:
    """情况说明中每个金额与表中相应的数相等，总额等于文中各组成之和。"""
    wrong: set[tuple[str, str]] = set()
    doubted: dict[frozenset[str], list[tuple[Statement, Sequence[Reading]]]] = {}
    for group in _groups(package):
        first = group[0]
        if first.value == 0 or _is_rough(first):
            continue
        places = readings(package, first.subject)
        if not places:
            yield from _not_in_table(package, first, wrong)
        elif not _is_borne_out(package, first, places):
            wrong.update((statement.section, statement.subject) for statement in group)
            yield _differs(group, places)
        elif not all(_equal(package, first, reading) for reading in places):
            tables = frozenset(reading.source.split("“")[0] for reading in places)
            doubted.setdefault(tables, []).append((first, places))
    for contested in doubted.values():
        yield _contested(package, contested)
    yield from _sums(package, wrong)


def _groups(package: PublishedPackage) -> list[list[Statement]]:
    """The stated amounts, those of one fact with one value together."""
    groups: dict[tuple[str, Decimal], list[Statement]] = {}
    for statement in package.statements:
        if statement.aspect is Aspect.VALUE:
            groups.setdefault((statement.subject, statement.value), []).append(statement)
    return list(groups.values())


def contradicts_tables(package: PublishedPackage, stated: Statement) -> bool:
    """True if a stated amount is in none of the tables that have its fact, which N01 reports."""
    places = readings(package, stated.subject)
    if stated.value == 0 or _is_rough(stated) or not places:
        return False
    return not _is_borne_out(package, stated, places)


def _is_rough(stated: Statement) -> bool:
    """True if the text itself calls a figure rounded (约, 近)."""
    before = stated.sentence.partition(stated.text)[0]
    return before.rstrip().endswith(text_words().approximate)


def _is_borne_out(package: PublishedPackage, stated: Statement, places: Sequence[Reading]) -> bool:
    """True if a table has the amount; a sum may have a 尾差 if no single cell has the fact."""
    step = stated_step(package, stated)
    if any(reading.equals(stated.value, step) for reading in places):
        return True
    return all(reading.is_sum for reading in places) and any(
        reading.is_same(stated.value, step) for reading in places
    )


def _equal(package: PublishedPackage, stated: Statement, reading: Reading) -> bool:
    return reading.is_same(stated.value, stated_step(package, stated))


def _differs(group: Sequence[Statement], places: Sequence[Reading]) -> Finding:
    first = group[0]
    evidence = [f"文中（{statement.section}）：{statement.sentence}" for statement in group]
    evidence += [f"{reading.source}：{wan(reading.amount)}" for reading in places]
    return violation(
        "N01",
        first.place,
        f"{fact_label(first.subject)} {wan(first.value)}",
        wan(places[0].amount),
        difference=wan(first.value - places[0].amount),
        evidence=listed(evidence),
    )


def _contested(
    package: PublishedPackage, contested: Sequence[tuple[Statement, Sequence[Reading]]]
) -> Finding:
    """Amounts that agree with one of the same two tables and not with the other."""
    first, places = contested[0]
    other = next(reading for reading in places if not _equal(package, first, reading))
    evidence = [
        f"{fact_label(stated.subject)}：文中 {wan(stated.value)}；"
        + "；".join(f"{place.source} {wan(place.amount)}" for place in every)
        for stated, every in contested
    ]
    return violation(
        "N01",
        first.place,
        f"{fact_label(first.subject)} {wan(first.value)}",
        f"{other.source} {wan(other.amount)}（各表之间不一致）",
        severity=Severity.WARNING,
        difference=wan(first.value - other.amount),
        evidence=listed(evidence),
    )


def _not_in_table(
    package: PublishedPackage, stated: Statement, wrong: set[tuple[str, str]]
) -> Iterator[Finding]:
    """An amount whose account has no row in a table that was read and has rows."""
    for cells in fact_cells().of(stated.subject):
        table = package.tables.get(cells[0].table)
        if len(cells) > 1 or table is None or table.declares_empty:
            continue
        if stated.subject in fact_cells().cells or not any(table.blocks):
            continue
        if not any(
            column.name == cells[0].column for b in table.spec.blocks for column in b.columns
        ):
            continue
        wrong.add((stated.section, stated.subject))
        yield violation(
            "N01",
            stated.place,
            f"{fact_label(stated.subject)} {wan(stated.value)}",
            f"{table.title}中没有“{cells[0].row}”这一行，应补列或改正文中的数",
            severity=Severity.WARNING,
            evidence=(stated.sentence,),
        )
        return


def _sums(package: PublishedPackage, wrong: set[tuple[str, str]]) -> Iterator[Finding]:
    """Wholes that are not the sum of the parts the same section states."""
    reported: set[tuple[str, str]] = set()
    for section in sections_of(package):
        values = values_of_section(package, section)
        for composition in (*fact_cells().compositions, *_by_class(values)):
            involved = {(section, name) for name in (composition.whole, *composition.parts)}
            if (
                composition.unit != "万元"
                or involved & wrong
                or (section, composition.whole) in reported
            ):
                continue
            finding = _sum(package, values, composition)
            if finding is not None:
                reported.add((section, composition.whole))
                yield finding


def _by_class(values: dict[str, Statement]) -> Iterator[Composition]:
    """The classes of expenditure that a section lists, as parts of their total."""
    for family, whole in text_words().classes_of.items():
        prefix = f"{family}."
        parts = tuple(
            name
            for name in values
            if name.startswith(prefix)
            and name.endswith(".合计")
            and name.count(".") == 2
            and len(name.split(".")[1]) == 3
        )
        if len(parts) > 1:
            yield Composition(whole, parts)


def _sum(
    package: PublishedPackage, values: dict[str, Statement], made: Composition
) -> Finding | None:
    whole = values.get(made.whole)
    if whole is None or whole.value == 0 or not any(part in values for part in made.parts):
        return None
    parts: list[tuple[str, Decimal]] = []
    for part in made.parts:
        if part in values:
            parts.append((part, values[part].value))
            continue
        known = readings(package, part)
        if not known or any(amount.amount for amount in known):
            return None
    total = sum((amount for _, amount in parts), ZERO)
    terms = [whole, *(values[part] for part in made.parts if part in values)]
    tolerance = residue_tolerance(len(parts), coarsest_stated(package, *terms))
    if abs(total - whole.value) <= tolerance:
        return None
    return violation(
        "N01",
        whole.place,
        f"{fact_label(made.whole)} {wan(whole.value)}，各组成之和 {wan(total)}",
        "总额与文中各组成之和相等",
        difference=wan(whole.value - total),
        evidence=listed([whole.sentence, *(f"{fact_label(n)} {wan(a)}" for n, a in parts)]),
    )


@rule(
    "N07",
    "文中写零或没有，表中有数",
    "按表中的数补写；确实没有的，改正表。",
    severities=[Severity.ERROR],
    needs=[Need.STATEMENTS, Need.TABLES],
)
def what_is_declared_nil_is_nil(package: PublishedPackage) -> Iterator[Finding]:
    """文中写“0万元”“没有”“无”的，表中相应的数为零或空。"""
    # Amounts are not negative: what shows as 0.01 is no part of nothing, so there is no 尾差.
    reported: set[str] = set()
    contradicted: dict[str, list[tuple[Statement, Reading]]] = {}
    for stated in package.statements:
        if stated.aspect is not Aspect.VALUE or stated.value != 0:
            continue
        places = readings(package, stated.subject)
        step = stated_step(package, stated)
        nonzero = next((reading for reading in places if not reading.equals(ZERO, step)), None)
        if nonzero is not None and stated.subject not in reported:
            reported.add(stated.subject)
            contradicted.setdefault(stated.sentence, []).append((stated, nonzero))
    for together in contradicted.values():
        yield _nil(together)
    for place, text, subject in _denials(package):
        if subject in reported:
            continue
        nonzero = next((reading for reading in readings(package, subject) if reading.amount), None)
        if nonzero is not None:
            reported.add(subject)
            yield violation(
                "N07",
                place,
                text,
                f"{fact_label(subject)} {wan(nonzero.amount)}",
                evidence=(text, f"{nonzero.source}：{wan(nonzero.amount)}"),
            )


def _nil(together: Sequence[tuple[Statement, Reading]]) -> Finding:
    """The facts that one sentence declares nil, against the tables."""
    stated, reading = together[0]
    evidence = [stated.sentence, *(f"{place.source}：{wan(place.amount)}" for _, place in together)]
    return violation(
        "N07",
        stated.place,
        f"{'、'.join(fact_label(statement.subject) for statement, _ in together)} 0 万元",
        wan(reading.amount),
        difference=wan(reading.amount),
        evidence=listed(evidence),
    )


def _denials(package: PublishedPackage) -> Iterator[tuple[Place, str, str]]:
    """Sentences that deny a fact: place, sentence, fact."""
    for section in package.sections:
        for passage in section.passages:
            for pattern, subject in text_words().denials:
                match = pattern.search(passage.text)
                if match:
                    yield passage.place, match[0], subject


@rule(
    "N11",
    "整体绩效涉及资金与支出总计不一致",
    "按预算收支总表的支出总计改写整体绩效目标涉及的资金。",
    severities=[Severity.ERROR],
    needs=[Need.TABLES],
    tables=(OVERVIEW,),
)
def overall_funds_are_the_total(package: PublishedPackage) -> Iterator[Finding]:
    """部门整体绩效目标涉及的资金等于收支总表的支出总计。"""
    table = package.tables[OVERVIEW]
    total = table.amount("支出总计", "支出合计")
    if not total:
        return
    current = table.amount("本年支出合计", "支出合计")
    for stated in package.stated("绩效.整体资金"):
        step = stated_step(package, stated)
        if not any(
            amount is not None and is_printed_alike(stated.value, step, amount, table.step)
            for amount in (total, current)
        ):
            yield violation(
                "N11",
                stated.place,
                wan(stated.value),
                wan(total),
                difference=wan(stated.value - total),
                evidence=(stated.sentence, f"{table.title}支出总计：{wan(total)}"),
            )
    form = package.overall
    if form is None or is_in_yuan(package, form):
        return
    for name in text_words().overall_total:
        funds = form.year_funds.get(name)
        if funds is None:
            continue
        step = form_step(package, form)
        printed = rounded_to_print(to_wan(funds), max(step, table.step))
        if not any(
            amount is not None and is_printed_alike(to_wan(funds), step, amount, table.step)
            for amount in (total, current)
        ):
            yield violation(
                "N11",
                form.place,
                f"整体绩效表{name} {wan(printed)}",
                wan(total),
                difference=wan(printed - total),
                evidence=(f"{table.title}支出总计：{wan(total)}",),
            )
        return
