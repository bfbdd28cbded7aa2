"""State a change and its reason in words and as JSON; part of the job ``reasons``.

Tests: tests/jobs/test_reasons.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yugong.budget.money import ZERO, to_wan
from yugong.figures.drivers import Driver, SourceChange
from yugong.findings import Finding
from yugong.quick_dataclass import dataclass
from yugong.standard.numbers import number_text
from yugong.standard.reasons import StatedChange
from yugong.standard.schema import Standard
from yugong.standard.wording import Wording

_MOST_PARTS = 12
"""Parts of a change listed one by one; one line sums the others, the JSON has all."""


@dataclass(frozen=True, slots=True)
class ReasonText:
    """A change in words.

    ``parts`` are rows (kind, name, last year, this year, change) in 万元; in the row that sums
    the others, the two years are empty.
    """

    heading: str
    parts: tuple[tuple[str, str, str, str, str], ...]
    lines: tuple[str, ...]


def reason_text(standard: Standard, change: StatedChange, flags: Sequence[Finding]) -> ReasonText:
    """Return a change in words; ``flags`` are the findings about its reason."""
    return ReasonText(
        _heading(standard, change),
        tuple(_parts(standard, change)),
        tuple(_lines(change, flags)),
    )


def _heading(standard: Standard, change: StatedChange) -> str:
    fact = change.fact
    before = number_text(to_wan(fact.previous or ZERO), standard.numbers.narrative)
    words = Wording(standard, {})
    clause = words.change(fact)
    demand = "，需要说明原因" if change.needs_reason else ""
    return f"{fact.id}：上年 {before} 万元，本年 {words.wan(fact)} 万元，{clause}{demand}"


def _parts(standard: Standard, change: StatedChange) -> Iterator[tuple[str, str, str, str, str]]:
    style = standard.numbers.narrative
    drivers = change.decomposition.drivers if change.decomposition else ()
    for driver in drivers[:_MOST_PARTS]:
        amounts = (driver.before, driver.now, driver.change)
        before, now, moved = (number_text(to_wan(amount), style) for amount in amounts)
        yield driver.kind.value, driver.name, before, now, moved
    others = drivers[_MOST_PARTS:]
    if others:
        moved = number_text(to_wan(sum((driver.change for driver in others), ZERO)), style)
        yield "其余", f"{len(others)} 项，逐项见 --json", "", "", moved


def _lines(change: StatedChange, flags: Sequence[Finding]) -> Iterator[str]:
    if change.given is not None:
        yield f"原因：{change.given.text}"
    elif change.uses_draft:
        yield "原因：没有写，生成时采用草稿"
    elif change.needs_reason:
        yield "原因：没有写，需要补写"
    if change.draft is not None:
        unfit = "" if change.draft_is_usable else "，不足以作为原因"
        yield f"草稿（说明了变动的 {change.draft.share}%{unfit}）：{change.draft.text}"
    elif change.needs_reason and change.decomposition is None:
        yield "草稿：没有上年的收支明细，不能草拟；在“上年资料”中写明上年的预算文件"
    for finding in flags:
        yield f"{finding.severity.value} {finding.code} {finding.message}。处理：{finding.remedy}"


def change_as_json(change: StatedChange, flags: Sequence[Finding]) -> dict[str, object]:
    """Return plain JSON values of a change: amounts in 元 as decimal text, shares in percent."""
    fact, decomposition, draft = change.fact, change.decomposition, change.draft
    reason = None
    if change.given is not None:
        reason = {
            "原因": change.given.text,
            "本年": _text(change.given.value),
            "上年": _text(change.given.previous),
        }
    parts = [
        {"种类": driver.kind.value, "编号": driver.key, **_amounts(driver)}
        for driver in (decomposition.drivers if decomposition else ())
    ]
    sources = [
        {"资金来源": moved.source, "年份": moved.year, **_amounts(moved)}
        for moved in (decomposition.by_source if decomposition else ())
    ]
    return {
        "编号": fact.id,
        "上年": _text(fact.previous),
        "本年": _text(fact.value),
        "增减": _text(fact.change),
        "需要原因": change.needs_reason,
        "原因": reason,
        "采用草稿": change.uses_draft,
        "草稿": None
        if draft is None
        else {"文字": draft.text, "说明比例": _text(draft.share), "可用": change.draft_is_usable},
        "构成": parts,
        "按资金来源": sources,
        "标记": [finding.as_json() for finding in flags],
    }


def _amounts(moved: Driver | SourceChange) -> dict[str, object]:
    return {
        "名称": moved.name,
        "上年": _text(moved.before),
        "本年": _text(moved.now),
        "增减": _text(moved.change),
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
