"""N10 and N12: the counts of the narrative: projects, their money, vehicles, equipment.

Tests: tests/audit/narrative/test_content.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.audit.evidence.fact_cells import Composition, fact_cells
from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.indicator_value import parse_value
from yugong.audit.evidence.printed_steps import narrative_step, stated_step
from yugong.audit.evidence.project_rows import count_of, money_of, project_rows
from yugong.audit.evidence.staff_numbers import staff_is_counted_apart
from yugong.audit.evidence.stated import (
    fact_label,
    first_value,
    listed,
    sections_of,
    values_of_section,
    wan,
)
from yugong.audit.evidence.table_names import CARRIED_PROJECTS, PROJECTS
from yugong.audit.evidence.unlisted_money import (
    may_be_carried,
    unlisted_carry_over,
    unlisted_projects,
)
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import ZERO, is_printed_alike, residue_tolerance, rounding_error, to_wan
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage, ReadRow, Statement
from yugong.published.model.printed_text import plain
from yugong.quick_dataclass import dataclass

_COUNTS = ("绩效.项目数", "绩效.公开项目数")
_AMOUNTS = ("绩效.项目金额", "绩效.公开项目金额")
_FLEET = "国有资产.车辆实有数"
_QUOTA = "国有资产.车辆编制数"


@rule(
    "N10",
    "绩效管理的项目数或金额对不上",
    "按项目支出预算表核对项目数、金额和所附的绩效目标表份数。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.STATEMENTS],
)
def performance_counts_agree(package: PublishedPackage) -> Iterator[Finding]:
    """文中项目数等于项目表行数和附表份数，两类项目之和等于总数，金额等于项目表合计和附表年度资金之和。"""
    yield from _compositions(package, "个")
    rows, most = _listed(package)
    for subject in _COUNTS:
        stated = first_value(package, subject)
        if stated is None:
            continue
        if rows and stated.value not in (rows, *most) and subject == _COUNTS[0]:
            yield violation(
                "N10",
                stated.place,
                f"文中项目 {stated.value} 个",
                f"项目支出预算表 {rows} 个",
                severity=Severity.WARNING
                if _may_be_unlisted(package, stated, (rows, *most))
                else Severity.ERROR,
                difference=f"{stated.value - rows} 个",
                evidence=(stated.sentence,),
            )
        if _states_forms(package, subject) and stated.value != len(package.projects):
            yield _forms_differ(package, stated)
    yield from _money(package)


def _listed(package: PublishedPackage) -> tuple[int, tuple[int, ...]]:
    """The number of projects in the list of this year, and the numbers with those carried over.

    A project of both lists is one or two, as it is counted.
    """
    number = count_of(project_rows(package))
    carried = project_rows(package, CARRIED_PROJECTS)
    return number, (number + count_of(carried), number + count_of(_only_carried(package)))


def _only_carried(package: PublishedPackage) -> list[ReadRow]:
    """The projects that have carried-over money and none of this year."""
    names = {plain(row.label) for row in project_rows(package)}
    return [row for row in project_rows(package, CARRIED_PROJECTS) if plain(row.label) not in names]


def _may_be_unlisted(package: PublishedPackage, stated: Statement, listed: Sequence[int]) -> bool:
    """True if the projects counted beyond a list may be of carried-over money in no list.

    Where every project has its form, there are no more of them than forms of no listed project.
    """
    unlisted = unlisted_carry_over(package)
    beyond = [stated.value - number for number in listed if stated.value > number]
    if unlisted is None or not beyond:
        return False
    if not _states_forms(package, stated.subject):
        return True
    return min(beyond) <= unlisted_projects(package, unlisted)


def _states_forms(package: PublishedPackage, subject: str) -> bool:
    """True if a count is of the forms that are attached: those published, else all."""
    if not package.projects:
        return False
    return subject == _COUNTS[1] or first_value(package, _COUNTS[1]) is None


def _forms_differ(package: PublishedPackage, stated: Statement) -> Finding:
    forms = package.projects
    total = sum((form.year_funds.get("总额", ZERO) for form in forms), ZERO)
    evidence = [stated.sentence, f"所附绩效目标表 {len(forms)} 份"]
    if total:
        evidence.append(f"附表年度资金合计 {wan(to_wan(total))}")
    return violation(
        "N10",
        stated.place,
        f"文中项目 {stated.value} 个，附表 {len(forms)} 份",
        "公开的绩效目标表与文中所写的项目数一致",
        difference=f"{stated.value - len(forms)} 份",
        evidence=evidence,
    )


def _money(package: PublishedPackage) -> Iterator[Finding]:
    """The money of the projects against the table and the forms."""
    current = _table_total(package, PROJECTS)
    if current is None:
        return
    carried = _table_total(package, CARRIED_PROJECTS)
    only = _only_carried(package)
    more = [current.plus(_Total(money_of(only), len(only), current.step))]
    more += [] if carried is None else [current.plus(carried)]
    unlisted = unlisted_carry_over(package)
    forms = sum((form.year_funds.get("总额", ZERO) for form in package.projects), ZERO)
    near = residue_tolerance(len(package.projects), narrative_step(package))
    for subject in _AMOUNTS:
        stated = first_value(package, subject)
        if stated is None:
            continue
        step = stated_step(package, stated)
        if any(total.is_same(stated.value, step) for total in (current, *more)):
            continue
        if subject == _AMOUNTS[1] and abs(to_wan(forms) - stated.value) <= near:
            continue
        yield violation(
            "N10",
            stated.place,
            f"{fact_label(subject)} {wan(stated.value)}",
            f"项目支出预算表合计 {wan(current.amount)}",
            severity=Severity.WARNING
            if any(may_be_carried(stated.value - total.amount, unlisted) for total in more)
            else Severity.ERROR,
            difference=wan(stated.value - current.amount),
            evidence=(stated.sentence, f"附表年度资金合计 {wan(to_wan(forms))}"),
        )


@dataclass(frozen=True, slots=True)
class _Total:
    """The total of a list: as its total row prints it, or summed from printed rows."""

    amount: Decimal
    addends: int
    step: Decimal

    def is_same(self, stated: Decimal, step: Decimal) -> bool:
        if self.addends > 1:
            tolerance = rounding_error(self.step) * self.addends + rounding_error(step)
            return abs(stated - self.amount) <= tolerance
        return is_printed_alike(stated, step, self.amount, self.step)

    def plus(self, other: _Total) -> _Total:
        step = max(self.step, other.step)
        return _Total(self.amount + other.amount, self.addends + other.addends, step)


def _table_total(package: PublishedPackage, name: str) -> _Total | None:
    rows = project_rows(package, name)
    if not rows:
        return None
    table = package.tables[name]
    fixed = [row for row in table.rows("合计") if row not in rows and row.amount("合计")]
    if fixed:
        return _Total(fixed[0].amount("合计") or ZERO, 1, table.step)
    return _Total(money_of(rows), len(rows), table.step)


def _compositions(package: PublishedPackage, unit: str) -> Iterator[Finding]:
    """Counts that are not the sum of the counts they are made up of."""
    for section in sections_of(package):
        values = values_of_section(package, section)
        for composition in fact_cells().compositions:
            if composition.unit == unit:
                yield from _composition(values, composition)


def _composition(values: dict[str, Statement], made: Composition) -> Iterator[Finding]:
    whole = values.get(made.whole)
    parts = [values[part] for part in made.parts if part in values]
    if whole is None or not parts or (len(parts) == 1 and whole.value >= parts[0].value):
        return
    total = sum((part.value for part in parts), ZERO)
    complete = len(parts) == len(made.parts)
    if total == whole.value or (not complete and total < whole.value):
        return
    yield violation(
        "N12" if made.unit == "辆" else "N10",
        whole.place,
        f"{fact_label(made.whole)} {whole.value} {made.unit}，各类之和 {total} {made.unit}",
        "总数等于各类之和",
        difference=f"{whole.value - total} {made.unit}",
        evidence=listed(
            [whole.sentence, *(f"{fact_label(part.subject)} {part.value}" for part in parts)]
        ),
    )


@rule(
    "N12",
    "车辆、设备或人员的数量对不上",
    "按资产卡片核对车辆、设备的数量，按编制实名册核对人数；口径不同的说明差异。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.STATEMENTS],
)
def assets_are_counted_consistently(package: PublishedPackage) -> Iterator[Finding]:
    """实有车辆等于各类用途之和；百万元以上设备不多于五十万元以上设备；绩效表里的车辆数与实有数有解释；离退休人员不列在在职人员之内。"""
    yield from _compositions(package, "辆")
    yield from staff_is_counted_apart(package)
    half = first_value(package, "国有资产.五十万元以上设备")
    whole = first_value(package, "国有资产.百万元以上设备")
    if half is not None and whole is not None and whole.value > half.value:
        yield violation(
            "N12",
            whole.place,
            f"100万元以上设备 {whole.value} 台（套）",
            f"不多于50万元以上设备 {half.value} 台（套）",
            severity=Severity.WARNING,
            evidence=listed([half.sentence, whole.sentence]),
        )
    fleet = first_value(package, _FLEET)
    quota = first_value(package, _QUOTA)
    if fleet is not None and quota is not None and fleet.value > quota.value:
        yield violation(
            "N12",
            fleet.place,
            f"实有车辆 {fleet.value} 辆，编制 {quota.value} 辆",
            "实有不超过编制，或说明原因",
            severity=Severity.WARNING,
            evidence=(fleet.sentence,),
        )
    if fleet is not None and fleet.value:
        yield from _vehicles_in_forms(package, fleet)


def _vehicles_in_forms(package: PublishedPackage, fleet: Statement) -> Iterator[Finding]:
    """Forms that count a fleet of another size.

    What a platform connects, and a part of the fleet that the text counts, is no other fleet.
    """
    criteria = form_criteria()
    uses = [use for made in fact_cells().compositions if made.whole == _FLEET for use in made.parts]
    counted = (first_value(package, name) for name in (_FLEET, _QUOTA, *uses))
    explained = {statement.value for statement in counted if statement is not None}
    others = [
        f"{form.name}：{indicator.level3} {value.text}"
        for form in package.projects
        if criteria.fleet.search(form.name)
        for indicator in form.indicators
        if indicator.level2.startswith("数量")
        and (value := parse_value(indicator.value)).unit in criteria.fleet_units
        and value.number is not None
        and value.number not in explained
        and not any(
            word in indicator.level3 for word in (*criteria.not_fleet, *criteria.beyond_fleet)
        )
    ]
    if others:
        yield violation(
            "N12",
            fleet.place,
            f"实有车辆 {fleet.value} 辆，绩效表为 {others[0].partition('：')[2]}",
            "两处一致，或说明差异",
            severity=Severity.WARNING,
            evidence=listed([fleet.sentence, *others]),
        )
