"""The changes a package states, each with its reason: the department's, or a draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from yugong.budget.budget import Reason
from yugong.figures.drivers import Decomposition, decompose
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.findings import Finding, Kind, Place, Severity
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate
from yugong.standard.braces import fill
from yugong.standard.drafting import DraftedReason, draft_reason
from yugong.standard.known_figures import known_figures
from yugong.standard.numbers import number_text
from yugong.standard.reason_checks import contradicts, quoted_figures, repeats
from yugong.standard.schema import ComparisonSpec, Standard
from yugong.standard.table import Table
from yugong.standard.wording import CLAUSE_ENDS, needs_reason


@dataclass(frozen=True, slots=True)
class StatedChange:
    """A fact with last year's figure, its decomposition, and its reason.

    ``is_compared`` is true if the standard states this change, ``needs_reason`` if it demands a
    reason. ``given`` is the department's reason; ``draft`` may be too weak to be used.
    """

    fact: Fact
    is_compared: bool
    needs_reason: bool
    given: Reason | None = None
    decomposition: Decomposition | None = None
    draft: DraftedReason | None = None
    draft_is_usable: bool = False

    @property
    def uses_draft(self) -> bool:
        """Return true if the document takes the draft, because the department gave no reason."""
        return self.given is None and self.needs_reason and self.draft_is_usable

    @property
    def is_stale(self) -> bool:
        """Return true if the department wrote its reason for other figures."""
        if self.given is None:
            return False
        return (self.given.value, self.given.previous) != (
            None if self.given.value is None else self.fact.value,
            None if self.given.previous is None else self.fact.previous,
        )


def applies(comparison: ComparisonSpec, figures: Figures) -> bool:
    """Return true if a standard's comparison concerns this department."""
    if comparison.only_if == "有机关":
        return any(unit.kind.is_agency for unit in figures.budget.department.units)
    return True


def stated_changes(standard: Standard, figures: Figures) -> tuple[StatedChange, ...]:
    """Return the compared facts in the standard's order, then other facts with a given reason.

    Facts without last year's figure are left out; another check reports them.
    """
    reasons = figures.budget.reasons
    compared = [comparison for comparison in standard.comparisons if applies(comparison, figures)]
    required = {comparison.fact for comparison in compared if comparison.reason == "必须"}
    names = dict.fromkeys([*(comparison.fact for comparison in compared), *reasons])
    changes = []
    for index, name in enumerate(names):
        fact = figures.facts.get(name)
        if fact is None or fact.previous is None:
            continue
        whole = decompose(figures, name)
        draft = None if whole is None else draft_reason(standard, whole)
        changes.append(
            StatedChange(
                fact,
                index < len(compared),
                name in required and needs_reason(fact, standard),
                reasons.get(name),
                whole,
                draft,
                draft is not None and _is_usable(draft, fact, standard),
            )
        )
    return tuple(changes)


def _is_usable(draft: DraftedReason, fact: Fact, standard: Standard) -> bool:
    """Return true if a draft explains enough, and more than the change of the figure itself."""
    drafting, checks = standard.phrases.drafting, standard.phrases.checks
    if drafting is None or draft.share < drafting.limits.minimum:
        return False
    return checks is None or not repeats(draft.text, fact, checks)


def reasons_in_words(
    standard: Standard, changes: Iterable[StatedChange], *, draft: bool
) -> dict[str, str]:
    """Return the reasons to print by fact id; with ``draft`` a stale one is marked."""
    texts = {}
    for change in changes:
        if change.given is not None:
            texts[change.fact.id] = change.given.text
            if draft and change.is_stale:
                text = change.given.text.rstrip(CLAUSE_ENDS)
                texts[change.fact.id] = fill(standard.phrases.stale_reason, {"原因": text})
        elif change.uses_draft and change.draft is not None:
            texts[change.fact.id] = change.draft.text
    return texts


def check_reasons(
    standard: Standard, changes: Iterable[StatedChange], place: Locate
) -> Iterator[Finding]:
    """Yield findings about used drafts (B027), and about stale, contrary or empty reasons."""
    changes = tuple(changes)
    drafted = [change.fact.id for change in changes if change.uses_draft]
    if drafted:
        names = "、".join(drafted)
        expected = "通读草拟的原因；合用的用 yugong reasons 预算文件 --write 写入，不合用的自己写"
        yield Finding(
            Kind.REASON_DRAFTED, place(("变动原因",)), names, expected, severity=Severity.WARNING
        )
    checks = standard.phrases.checks
    for change in changes:
        if change.given is None:
            continue
        here = place(("变动原因", change.fact.id))
        if change.is_stale:
            yield _stale(change, change.given, standard, here)
        if checks is None:
            continue
        text = change.given.text
        wrong = contradicts(text, change.fact, checks)
        if wrong:
            expected = f"{change.fact.id} {_compared(change.fact, standard)}，写明与此相符的原因"
            yield Finding(
                Kind.REASON_AGAINST_DIRECTION, here, wrong, expected, severity=Severity.WARNING
            )
        if repeats(text, change.fact, checks):
            expected = "写明增减的是哪些人员、项目、事项"
            if change.draft is not None and change.draft_is_usable:
                expected += f"，如：{change.draft.text}"
            yield Finding(
                Kind.REASON_WITHOUT_SUBSTANCE, here, text, expected, severity=Severity.WARNING
            )


def _stale(change: StatedChange, reason: Reason, standard: Standard, here: Place) -> Finding:
    style = standard.numbers.form

    def pair(previous: Decimal | None, value: Decimal | None) -> str:
        amounts = [
            f"{title} {number_text(amount, style)} 元"
            for title, amount in (("上年", previous), ("本年", value))
            if amount is not None
        ]
        return "、".join(amounts)

    actual = f"写原因时{pair(reason.previous, reason.value)}"
    expected = f"现在{pair(change.fact.previous, change.fact.value)}"
    confirm = f"yugong reasons 预算文件 --confirm {change.fact.id}"
    remedy = f"核对原因是否仍然成立；成立的运行 {confirm}，不成立的改写。"
    return Finding(Kind.REASON_STALE, here, actual, expected, remedy, Severity.WARNING)


def _compared(fact: Fact, standard: Standard) -> str:
    phrases, change = standard.phrases.directions, fact.change or Decimal(0)
    word = phrases.up if change > 0 else phrases.down
    return f"比上年{word} {number_text(abs(change), standard.numbers.form)} 元"


def check_quoted_figures(
    standard: Standard,
    figures: Figures,
    changes: Iterable[StatedChange],
    tables: Iterable[Table],
    place: Locate,
) -> Iterator[Finding]:
    """Yield figures in given reasons that this package contains nowhere (B031)."""
    checks = standard.phrases.checks
    if checks is None:
        return
    changes = tuple(changes)
    known = known_figures(figures, changes, tables)
    for change in changes:
        if change.given is None:
            continue
        for figure in quoted_figures(change.given.text, checks):
            if not known.has(figure):
                here = place(("变动原因", change.fact.id))
                expected = "本套材料中有的金额、比例或项目个数；或改为不写数字"
                yield Finding(
                    Kind.REASON_QUOTES_UNKNOWN_FIGURE,
                    here,
                    figure.text,
                    expected,
                    severity=Severity.WARNING,
                )
