"""The demands of a standard on a budget beyond its own consistency.

Reasons for changes, last year's figures, passages, performance fields and indicator slots. With
``draft`` a missing reason or figure of last year is a warning, and the document marks its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from yugong.budget.money import ZERO
from yugong.budget.project import Indicator
from yugong.figures.figures import Figures
from yugong.findings import Finding, Kind, Place, Severity
from yugong.findings.similarity import most_similar
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate, Location
from yugong.reading.to_complete import TO_COMPLETE
from yugong.standard.demands import check_demands
from yugong.standard.forms import form_chosen, slot_of
from yugong.standard.library import shipped_standards
from yugong.standard.numbers import number_text
from yugong.standard.reasons import StatedChange, applies
from yugong.standard.schema import Frame, Standard


def check_requirements(
    standard: Standard,
    figures: Figures,
    changes: Iterable[StatedChange],
    place: Locate,
    *,
    draft: bool,
) -> list[Finding]:
    """Return every unmet demand of the standard at once; ``changes`` are those it states."""
    return [
        *_year(standard, figures, place),
        *_names(figures, place),
        *_previous(standard, figures, place, draft=draft),
        *_reasons(standard, changes, place, draft=draft),
        *_passages(standard, figures, place),
        *_overall(standard, figures, place, draft=draft),
        *_projects(standard, figures, place),
        *check_demands(standard, figures.budget, place),
    ]


def _year(standard: Standard, figures: Figures, place: Locate) -> Iterator[Finding]:
    year = figures.budget.year
    if year not in standard.years:
        yield Finding(
            Kind.STANDARD_NOT_FOR_YEAR,
            place(("年度",)),
            actual=str(year),
            expected=str(standard.years),
            severity=Severity.WARNING,
        )


def _names(figures: Figures, place: Locate) -> Iterator[Finding]:
    """Report unknown fact ids in 上年数 and 变动原因; a misspelt one would never be used."""
    budget = figures.budget
    known = [fact_id for fact_id, fact in figures.facts.items() if fact.unit == "元"]
    for heading, given in (("上年数", budget.previous), ("变动原因", budget.reasons)):
        for name in given:
            if name in figures.facts:
                continue
            if heading == "上年数" and _is_ended(name):
                continue
            near = most_similar(name, known)
            expected = f"是否为“{near}”？" if near else "事实编号，如 收入.总计"
            yield Finding(
                Kind.UNKNOWN_FIELD, place((heading, name)), actual=name, expected=expected
            )


def _is_ended(name: str) -> bool:
    """Return true if a name is that of a 科目 or project with money last year but none now."""
    parts = name.split(".")
    return len(parts) == 3 and (parts[0].endswith(("功能", "经济")) or parts[0] == "项目")


def _previous(
    standard: Standard, figures: Figures, place: Locate, *, draft: bool
) -> Iterator[Finding]:
    severity = Severity.WARNING if draft else Severity.ERROR
    for comparison in standard.comparisons:
        fact = figures[comparison.fact]
        if applies(comparison, figures) and fact.previous is None:
            expected = f"在“上年数”中填写 {fact.id}（元）"
            yield Finding(
                Kind.LAST_YEAR_MISSING, place(("上年数",)), "", expected, severity=severity
            )


def _reasons(
    standard: Standard, changes: Iterable[StatedChange], place: Locate, *, draft: bool
) -> Iterator[Finding]:
    """Report demanded reasons that neither the department nor a draft gives."""
    severity = Severity.WARNING if draft else Severity.ERROR
    style = standard.numbers.form
    for change in changes:
        fact = change.fact
        if not change.needs_reason or change.given is not None or change.draft_is_usable:
            continue
        before, now = number_text(fact.previous or ZERO, style), number_text(fact.value, style)
        actual = f"{fact.id}：上年 {before} 元，本年 {now} 元"
        expected = f"在“变动原因”中填写 {fact.id}"
        if change.draft is not None:
            expected += f"；由收支明细只能看出：{change.draft.text}"
        yield Finding(
            Kind.REASON_MISSING, place(("变动原因",)), actual, expected, severity=severity
        )


def _passages(standard: Standard, figures: Figures, place: Locate) -> Iterator[Finding]:
    given = figures.budget.text
    known = (*standard.text.required, *standard.text.optional)
    for name in standard.text.required:
        if not given.get(name):
            yield Finding(
                Kind.REQUIRED_FIELD_MISSING,
                place(("文字",)),
                expected=f"填写“{name}”；没有的写“无”",
            )
    for name in given:
        if name in known:
            continue
        where = place(("文字", name))
        if name in _known_elsewhere().passages:
            yield _not_printed(where, name, standard)
            continue
        near = most_similar(name, known)
        expected = f"是否为“{near}”？" if near else "、".join(known)
        yield Finding(
            Kind.CONTENT_UNUSED_BY_STANDARD,
            where,
            actual=name,
            expected=expected,
            severity=Severity.WARNING,
        )


def _overall(
    standard: Standard, figures: Figures, place: Locate, *, draft: bool
) -> Iterator[Finding]:
    overall = figures.budget.overall
    if overall is None:
        if not standard.overall.optional:
            yield Finding(Kind.REQUIRED_FIELD_MISSING, place(()), expected="填写“整体绩效”")
        return
    forms = standard.overall.forms
    if overall.form and overall.form not in forms:
        where = place(("整体绩效", "表式"))
        if overall.form not in _known_elsewhere().forms:
            yield Finding(
                Kind.NOT_AMONG_CHOICES, where, actual=overall.form, expected="、".join(forms)
            )
            return
        yield _not_printed(where, overall.form, standard)
    spec = forms[form_chosen(standard, overall)]
    known = (*spec.required, *spec.optional)
    for name in spec.required:
        if not overall.fields.get(name):
            where = place(("整体绩效", "栏目"))
            yield Finding(Kind.REQUIRED_FIELD_MISSING, where, expected=f"填写“{name}”")
    others = [n for n in overall.fields if n not in known and n in _known_elsewhere().fields]
    if others:
        yield _not_printed(place(("整体绩效", "栏目", others[0])), "、".join(others), standard)
    for name, text in overall.fields.items():
        where = place(("整体绩效", "栏目", name))
        if name not in (*known, *others):
            near = most_similar(name, known)
            expected = f"是否为“{near}”？" if near else "可用的有：" + "、".join(known)
            yield Finding(Kind.UNKNOWN_FIELD, where, actual=name, expected=expected)
        elif (
            text != TO_COMPLETE
            and any(name in parts for parts in spec.sums.values())
            and not text.isdecimal()
        ):
            yield Finding(Kind.WRONG_TYPE, where, actual=text, expected="整数")
    if not overall.form or overall.form in forms:
        yield from _slots(overall.indicators, spec.frame, ("整体绩效",), place)
    for name in spec.previous:
        if figures[name].previous is None:
            severity = Severity.WARNING if draft else Severity.ERROR
            expected = f"在“上年数”中填写 {name}（元）"
            yield Finding(
                Kind.LAST_YEAR_MISSING, place(("上年数",)), "", expected, severity=severity
            )


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """Names that shipped standards give to parts of a ledger that other standards do not print."""

    passages: frozenset[str]
    forms: frozenset[str]
    fields: frozenset[str]
    slots: frozenset[str]


@cache
def _known_elsewhere() -> _Elsewhere:
    """Return the names that some shipped standard prints.

    One ledger may serve several standards: content that one does not print is no mistake.
    """
    every = shipped_standards()
    forms = [(name, form) for standard in every for name, form in standard.overall.forms.items()]
    frames = [standard.project_form.frame for standard in every] + [form.frame for _, form in forms]
    return _Elsewhere(
        passages=frozenset(
            n for standard in every for n in (*standard.text.required, *standard.text.optional)
        ),
        forms=frozenset(name for name, _ in forms),
        fields=frozenset(n for _, form in forms for n in (*form.required, *form.optional)),
        slots=frozenset(slot for frame in frames for slot in (*frame, *chain(*frame.values()))),
    )


def _not_printed(where: Place, name: str, standard: Standard) -> Finding:
    expected = f"{standard.name}不公开这项内容，别的标准用到"
    return Finding(Kind.CONTENT_UNUSED_BY_STANDARD, where, name, expected, severity=Severity.INFO)


def _projects(standard: Standard, figures: Figures, place: Locate) -> Iterator[Finding]:
    frame = standard.project_form.frame
    for index, project in enumerate(figures.budget.projects):
        yield from _slots(project.indicators, frame, ("项目", index), place)


def _slot(name: str, slots: Iterable[str]) -> str | None:
    """Return the slot of a name that this or another standard prints; ``None`` if none does."""
    known = name in slots or name in _known_elsewhere().slots
    return slot_of(name, slots) if known else None


def _slots(
    indicators: Iterable[Indicator],
    frame: Frame,
    location: Location,
    place: Locate,
) -> Iterator[Finding]:
    """Report indicators outside the form's slots, because they would not be printed."""
    for index, indicator in enumerate(indicators):
        here = (*location, "指标", index)
        level1 = _slot(indicator.level1, frame)
        if level1 is None:
            near = most_similar(indicator.level1, frame)
            expected = f"是否为“{near}”？" if near else "、".join(frame)
            yield Finding(
                Kind.NOT_AMONG_CHOICES,
                place((*here, "一级")),
                actual=indicator.level1,
                expected=expected,
            )
        elif frame[level1] and _slot(indicator.level2, frame[level1]) is None:
            near = most_similar(indicator.level2, frame[level1])
            expected = f"是否为“{near}”？" if near else "、".join(frame[level1])
            yield Finding(
                Kind.NOT_AMONG_CHOICES,
                place((*here, "二级")),
                actual=indicator.level2,
                expected=expected,
            )
