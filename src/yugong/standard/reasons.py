"""The changes a package states, and the reason each is given: the department's, or a draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from yugong.budget.budget import Reason
from yugong.figures.drivers import Decomposition, decompose
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.findings import Finding, Kind, Place, Severity
from yugong.reading.located_yaml import Locate
from yugong.standard.braces import fill
from yugong.standard.drafting import Draft, draft_reason
from yugong.standard.known_figures import known_figures
from yugong.standard.numbers import written
from yugong.standard.reason_checks import contradicts, quoted_figures, repeats
from yugong.standard.schema import Comparison, Standard
from yugong.standard.table import Table
from yugong.standard.wording import needs_reason


@dataclass(frozen=True, slots=True)
class StatedChange:
    """A fact with last year's figure, what moved, and the reason for it.

    ``is_compared`` says whether the standard states this change, ``needs_reason`` whether it
    demands a reason for it.  ``draft`` may be one that says too little to be used.
    """

    fact: Fact
    is_compared: bool
    needs_reason: bool
    own: Reason | None = None
    decomposition: Decomposition | None = None
    draft: Draft | None = None
    draft_serves: bool = False

    @property
    def uses_draft(self) -> bool:
        """Whether the draft goes into the document, the department having given no reason."""
        return self.own is None and self.needs_reason and self.draft_serves

    @property
    def is_stale(self) -> bool:
        """Whether the department's reason was written for other figures."""
        if self.own is None:
            return False
        return (self.own.value, self.own.previous) != (
            None if self.own.value is None else self.fact.value,
            None if self.own.previous is None else self.fact.previous,
        )


def applies(comparison: Comparison, figures: Figures) -> bool:
    """Whether a standard's comparison concerns this department."""
    if comparison.only_if == "有机关":
        return any(unit.kind.is_agency for unit in figures.budget.department.units)
    return True


def stated_changes(standard: Standard, figures: Figures) -> tuple[StatedChange, ...]:
    """What the standard compares, in its order, then whatever else was given a reason.

    Facts whose last year is not known are left out; that they are wanting is said elsewhere.
    """
    reasons = figures.budget.reasons
    compared = [one for one in standard.comparisons if applies(one, figures)]
    required = {one.fact for one in compared if one.reason == "必须"}
    names = dict.fromkeys([*(one.fact for one in compared), *reasons])
    changes = []
    for at, name in enumerate(names):
        fact = figures.facts.get(name)
        if fact is None or fact.previous is None:
            continue
        whole = decompose(figures, name)
        draft = None if whole is None else draft_reason(standard, whole)
        changes.append(
            StatedChange(
                fact,
                at < len(compared),
                name in required and needs_reason(fact, standard),
                reasons.get(name),
                whole,
                draft,
                draft is not None and _serves(draft, fact, standard),
            )
        )
    return tuple(changes)


def _serves(draft: Draft, fact: Fact, standard: Standard) -> bool:
    """Whether a draft explains enough, and more than that the figure changed."""
    drafting, checks = standard.phrases.drafting, standard.phrases.checks
    if drafting is None or draft.share < drafting.limits.least:
        return False
    return checks is None or not repeats(draft.text, fact, checks)


def reasons_in_words(
    standard: Standard, changes: Iterable[StatedChange], *, draft: bool
) -> dict[str, str]:
    """The reasons to print by fact id; with ``draft`` a stale one is marked."""
    texts = {}
    for one in changes:
        if one.own is not None:
            texts[one.fact.id] = one.own.text
            if draft and one.is_stale:
                text = one.own.text.rstrip("。；;，,")
                texts[one.fact.id] = fill(standard.phrases.stale_reason, {"原因": text})
        elif one.uses_draft and one.draft is not None:
            texts[one.fact.id] = one.draft.text
    return texts


def check_reasons(
    standard: Standard, changes: Iterable[StatedChange], place: Locate
) -> Iterator[Finding]:
    """Drafts that were used (B027), and given reasons that are stale, contrary, or empty."""
    changes = tuple(changes)
    drafted = [one.fact.id for one in changes if one.uses_draft]
    if drafted:
        found = "、".join(drafted)
        expected = "通读草拟的原因；合用的用 yugong reasons 预算文件 --write 写入，不合用的自己写"
        yield Finding(
            Kind.REASON_DRAFTED, place(("变动原因",)), found, expected, severity=Severity.WARNING
        )
    checks = standard.phrases.checks
    for one in changes:
        if one.own is None:
            continue
        here = place(("变动原因", one.fact.id))
        if one.is_stale:
            yield _stale(one, one.own, standard, here)
        if checks is None:
            continue
        text = one.own.text
        wrong = contradicts(text, one.fact, checks)
        if wrong:
            expected = f"{one.fact.id} {_compared(one.fact, standard)}，写明与此相符的原因"
            yield Finding(
                Kind.REASON_AGAINST_DIRECTION, here, wrong, expected, severity=Severity.WARNING
            )
        if repeats(text, one.fact, checks):
            expected = "写明增减的是哪些人员、项目、事项"
            if one.draft is not None and one.draft_serves:
                expected += f"，如：{one.draft.text}"
            yield Finding(
                Kind.REASON_WITHOUT_SUBSTANCE, here, text, expected, severity=Severity.WARNING
            )


def _stale(one: StatedChange, reason: Reason, standard: Standard, here: Place) -> Finding:
    style = standard.numbers.form

    def pair(previous: Decimal | None, value: Decimal | None) -> str:
        shown = [
            f"{title} {written(amount, style)} 元"
            for title, amount in (("上年", previous), ("本年", value))
            if amount is not None
        ]
        return "、".join(shown)

    found = f"写原因时{pair(reason.previous, reason.value)}"
    expected = f"现在{pair(one.fact.previous, one.fact.value)}"
    confirm = f"yugong reasons 预算文件 --confirm {one.fact.id}"
    remedy = f"核对原因是否仍然成立；成立的运行 {confirm}，不成立的改写。"
    return Finding(Kind.REASON_STALE, here, found, expected, remedy, Severity.WARNING)


def _compared(fact: Fact, standard: Standard) -> str:
    phrases, change = standard.phrases.directions, fact.change or Decimal(0)
    word = phrases.up if change > 0 else phrases.down
    return f"比上年{word} {written(abs(change), standard.numbers.form)} 元"


def check_quoted_figures(
    standard: Standard,
    figures: Figures,
    changes: Iterable[StatedChange],
    tables: Iterable[Table],
    place: Locate,
) -> Iterator[Finding]:
    """Figures in given reasons that stand nowhere in this package (B031)."""
    checks = standard.phrases.checks
    if checks is None:
        return
    changes = tuple(changes)
    known = known_figures(figures, changes, tables)
    for one in changes:
        if one.own is None:
            continue
        for figure in quoted_figures(one.own.text, checks):
            if not known.has(figure):
                here = place(("变动原因", one.fact.id))
                expected = "本套材料中有的金额、比例或项目个数；或改为不写数字"
                yield Finding(
                    Kind.REASON_QUOTES_UNKNOWN_FIGURE,
                    here,
                    figure.text,
                    expected,
                    severity=Severity.WARNING,
                )
