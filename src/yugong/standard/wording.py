"""Words for numbers: directions, changes, shares, lists, dates.

The filters that a template may apply to a value. The phrases are the standard's; the choice among
them is made here, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from yugong.budget.money import ZERO, percent, shown_wan, to_wan
from yugong.figures.fact import Fact
from yugong.reading.to_complete import TO_COMPLETE, UNKNOWN_DAY
from yugong.standard.braces import fill
from yugong.standard.numbers import chinese_number, chinese_year, number_text, written_percent
from yugong.standard.schema import Standard

CLAUSE_ENDS = "。；;，,"
"""The marks that a reason loses at its end before a sentence takes it in."""


class Change(Enum):
    """The relation of this year to last year, as a reader of printed figures sees it."""

    INCREASE = "增加"
    DECREASE = "减少"
    SAME = "相同"
    SLIGHT = "微变"
    NEITHER = "均无"
    NEW = "新增"
    GONE = "取消"
    UNKNOWN = "不明"


def change_of(fact: Fact) -> Change:
    """Classify a fact's change; a difference that prints as 0.00 万元 has no direction."""
    if fact.previous is None:
        return Change.UNKNOWN
    if fact.value == fact.previous:
        return Change.NEITHER if fact.value == 0 else Change.SAME
    if shown_wan(fact.value - fact.previous) == 0:
        return Change.SLIGHT
    if fact.previous == 0:
        return Change.NEW
    if fact.value == 0:
        return Change.GONE
    return Change.INCREASE if fact.value > fact.previous else Change.DECREASE


_CHANGED = frozenset({Change.INCREASE, Change.DECREASE, Change.NEW, Change.GONE})


def needs_reason(fact: Fact, standard: Standard) -> bool:
    """Return true if a change passes the threshold: in 元, in percent, from or to zero."""
    change = change_of(fact)
    if change in (Change.NEW, Change.GONE):
        return True
    if change not in _CHANGED or fact.previous is None or fact.change is None:
        return False
    threshold = standard.threshold
    share = percent(abs(fact.change), fact.previous, 6) or ZERO
    return abs(fact.change) >= threshold.amount or share >= threshold.percent


def needed_reasons(standard: Standard) -> frozenset[str]:
    """Return the facts whose reasons this standard demands beyond its threshold."""
    return frozenset(
        comparison.fact for comparison in standard.comparisons if comparison.reason == "必须"
    )


class Wording:
    """The filters of a standard for one budget.  ``reasons`` are by fact id."""

    def __init__(self, standard: Standard, reasons: Mapping[str, str]) -> None:
        self._standard = standard
        self._reasons = reasons
        self._needed = needed_reasons(standard)

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return every filter a template may use, by its Chinese name."""
        return {
            "万元": self.wan,
            "元": self.yuan,
            "上年元": self.previous_yuan,
            "数": self.number,
            "占比": self.share,
            "增减": self.change,
            "增减原因": self.change_and_reason,
            "方向": self.direction,
            "顿号": self.joined,
            "中文日期": self.day,
            "年月": self.month,
            "大写年": chinese_year,
            "序号": chinese_number,
        }

    def wan(self, fact: Fact) -> str:
        """Return an amount in 万元, as the narrative writes it."""
        return number_text(to_wan(fact.value), self._standard.numbers.narrative)

    def yuan(self, fact: Fact) -> str:
        """Return an amount in 元, as forms write it."""
        return number_text(fact.value, self._standard.numbers.form)

    def previous_yuan(self, fact: Fact) -> str:
        """Return last year's amount in 元."""
        if fact.previous is None:
            return self._standard.phrases.missing_previous
        return number_text(fact.previous, self._standard.numbers.form)

    def number(self, fact: Fact) -> str:
        """Return a count, or a measure such as 平方米, without needless zeros.

        Its thousands are grouped as those of the amounts around it.
        """
        value = fact.value.normalize() if fact.value else ZERO
        return f"{value:,f}" if self._standard.numbers.narrative.grouped else f"{value:f}"

    def share(self, part: Fact, whole: Fact) -> str:
        """``part`` as a percentage of ``whole``, from unrounded amounts."""
        return written_percent(part.value, whole.value, self._standard.numbers.percent)

    def change(self, fact: Fact) -> str:
        """Return the clause that compares a fact with last year."""
        phrases = self._standard.phrases
        kind = change_of(fact)
        if fact.previous is None or fact.change is None:
            return phrases.missing_previous
        phrase = {
            Change.INCREASE: phrases.increase,
            Change.DECREASE: phrases.decrease,
            Change.SAME: phrases.same,
            Change.SLIGHT: phrases.slight,
            Change.NEITHER: phrases.neither,
            Change.NEW: phrases.new,
            Change.GONE: phrases.gone,
        }[kind]
        style = self._standard.numbers
        difference = number_text(to_wan(abs(fact.change)), style.narrative)
        rate = written_percent(abs(fact.change), fact.previous, style.percent)
        return fill(phrase, {"差额": difference, "幅度": rate})

    def change_and_reason(self, fact: Fact) -> str:
        """Return the comparing clause, and its reason if there was a change."""
        clause = self.change(fact)
        if change_of(fact) not in _CHANGED:
            return clause
        reason = self._reasons.get(fact.id, "").strip().rstrip(CLAUSE_ENDS)
        if not reason:
            if fact.id not in self._needed or not needs_reason(fact, self._standard):
                return clause
            reason = self._standard.phrases.missing_reason
        pattern, itemised = self._standard.phrases.reason, self._standard.phrases.itemised
        if itemised is not None and reason.startswith(itemised.starts):
            pattern = itemised.reason
        return fill(pattern, {"增减": clause, "原因": reason})

    def direction(self, fact: Fact) -> str:
        """Return the bare word for a change."""
        words = self._standard.phrases.directions
        kind = change_of(fact)
        if kind in (Change.INCREASE, Change.NEW):
            return words.up
        if kind in (Change.DECREASE, Change.GONE):
            return words.down
        return words.same

    def joined(self, words: tuple[str, ...]) -> str:
        """Return a list as running text: 甲、乙、丙."""
        return "、".join(words)

    def day(self, value: date) -> str:
        """2026年3月5日; the mark of missing content for a day to be completed."""
        if value == UNKNOWN_DAY:
            return TO_COMPLETE
        return f"{value.year}年{value.month}月{value.day}日"

    def month(self, value: date) -> str:
        """2026年3月; the mark of missing content for a day to be completed."""
        if value == UNKNOWN_DAY:
            return TO_COMPLETE
        return f"{value.year}年{value.month}月"
