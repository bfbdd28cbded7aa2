"""The reasons of a budget file: looked over with what moved, drafted, kept with their figures."""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from yugong.budget.budget import Budget
from yugong.figures.drivers import Driver, SourceChange
from yugong.figures.fact import Fact
from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.findings.nearest import nearest
from yugong.intake.budget_file import YAML_SUFFIXES, read_value
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.jobs.ledger import write_changed, write_ledger
from yugong.reading.located_yaml import written_path
from yugong.standard.reasons import StatedChange
from yugong.standard.schema import Standard
from yugong.whole_file import refuse_existing

_REASONS = "变动原因"
_TEXT, _VALUE, _PREVIOUS = "原因", "本年", "上年"


@dataclass(frozen=True, slots=True)
class ReasonsReview:
    """The changes a package states, the findings about their reasons by fact, and all others."""

    standard: Standard
    changes: tuple[StatedChange, ...]
    flags: dict[str, tuple[Finding, ...]]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReasonsResult:
    """The file that was written, and the facts whose reasons changed in it.

    ``drafted`` were given the draft, ``recorded`` the figures they stand for, ``confirmed`` the
    present figures in place of older ones.
    """

    file: Path
    drafted: tuple[str, ...]
    recorded: tuple[str, ...]
    confirmed: tuple[str, ...]


def review_reasons(path: Path) -> ReasonsReview:
    """Look over the reasons of a budget file; nothing is written.

    Raises :class:`FindingsError` where the file has faults other than wanting reasons.
    """
    prepared = compute_budget(path, draft=True)
    ids = {written_path((_REASONS, one.fact.id)): one.fact.id for one in prepared.changes}
    flags: dict[str, tuple[Finding, ...]] = {}
    others = []
    for finding in prepared.findings:
        fact = ids.get(finding.place.path)
        if fact is None:
            others.append(finding)
        else:
            flags[fact] = (*flags.get(fact, ()), finding)
    return ReasonsReview(prepared.loaded.standard, prepared.changes, flags, tuple(others))


def record_reasons(
    path: Path,
    out: Path | None = None,
    *,
    write: bool = True,
    confirm: Collection[str] = (),
    confirm_all: bool = False,
) -> ReasonsResult:
    """Write reasons with the figures they stand for into a budget file.

    ``write`` puts drafts where reasons are wanting and records the present figures beside every
    reason that has none; ``confirm`` names reasons (by fact id) that were reviewed and get the
    present figures, ``confirm_all`` means all of them.  A YAML file is changed in place, its
    comments kept, or written to ``out``; a workbook always needs a new ``out``.  Raises
    :class:`FindingsError` where a file stands in the way or a name is unknown.
    """
    if out is None and path.suffix.lower() not in YAML_SUFFIXES:
        expected = "工作簿不就地改写，用 -o 写明新的文件"
        raise FindingsError([Finding(Kind.FILE_EXISTS, Place(file=str(path)), path.name, expected)])
    if out is not None:
        refuse_existing(out)
    prepared = compute_budget(path, draft=True)
    _refuse_unknown(prepared, confirm)
    located, findings = read_value(path)
    if located is None:
        raise FindingsError(findings)
    value = copy.deepcopy(located.value)
    reasons = value.get(_REASONS) or {}
    drafted, recorded, confirmed = [], [], []
    for one in prepared.changes:
        fact, own = one.fact, one.own
        if own is None:
            if write and one.uses_draft and one.draft is not None:
                reasons[fact.id] = {_TEXT: one.draft.text, **_figures(fact)}
                drafted.append(fact.id)
        elif own.value is None and own.previous is None:
            if write or confirm_all or fact.id in confirm:
                reasons[fact.id] = {_TEXT: own.text, **_figures(fact)}
                recorded.append(fact.id)
        elif one.is_stale and (confirm_all or fact.id in confirm):
            reasons[fact.id] = {_TEXT: own.text, **_figures(fact)}
            confirmed.append(fact.id)
    target = out or path
    if out is not None or drafted or recorded or confirmed:
        year = prepared.intake.budget.year
        written = _with_reasons(value, reasons)
        if out is not None:
            write_changed(path, out, written, year)
        else:
            write_ledger(path, written, year)
    return ReasonsResult(target, tuple(drafted), tuple(recorded), tuple(confirmed))


def _refuse_unknown(prepared: ComputedBudget, names: Collection[str]) -> None:
    """Only a reason that is there can be confirmed."""
    known = prepared.intake.budget.reasons
    faults = []
    for name in names:
        if name not in known:
            near = nearest(name, known)
            expected = f"是否为“{near}”？" if near else "“变动原因”中已有的事实编号"
            place = prepared.intake.place((_REASONS,))
            faults.append(Finding(Kind.UNKNOWN_FIELD, place, name, expected))
    if faults:
        raise FindingsError(faults)


def _figures(fact: Fact) -> dict[str, str]:
    return {
        name: f"{amount:.2f}"
        for name, amount in ((_VALUE, fact.value), (_PREVIOUS, fact.previous))
        if amount is not None
    }


def _with_reasons(value: dict[str, Any], reasons: dict[str, Any]) -> dict[str, Any]:
    """The budget with these reasons, new ones standing where the models have them."""
    if not reasons or _REASONS in value:
        return {**value, _REASONS: reasons} if reasons else value
    names = [field.alias or "" for field in Budget.model_fields.values()]
    before = set(names[: names.index(_REASONS)])
    at = max((at for at, name in enumerate(value, start=1) if name in before), default=len(value))
    entries = list(value.items())
    return dict([*entries[:at], (_REASONS, reasons), *entries[at:]])


def remembered_json(done: ReasonsResult) -> dict[str, object]:
    """What was written as plain JSON values: the file, and the facts by what was done."""
    return {
        "文件": str(done.file),
        "写入草稿": list(done.drafted),
        "记上数字": list(done.recorded),
        "改记数字": list(done.confirmed),
    }


def review_json(review: ReasonsReview) -> dict[str, object]:
    """The review as plain JSON values: amounts in 元 as decimal text, shares in percent."""
    return {
        "变动": [_change_json(review, one) for one in review.changes],
        "问题": [finding.as_json() for finding in review.findings],
    }


def _change_json(review: ReasonsReview, one: StatedChange) -> dict[str, object]:
    fact, whole, draft = one.fact, one.decomposition, one.draft
    own = None
    if one.own is not None:
        own = {
            _TEXT: one.own.text,
            _VALUE: _text(one.own.value),
            _PREVIOUS: _text(one.own.previous),
        }
    parts = [
        {"种类": driver.kind.value, "编号": driver.key, **_moved(driver)}
        for driver in (whole.drivers if whole else ())
    ]
    sources = [
        {"资金来源": change.source, "年份": change.year, **_moved(change)}
        for change in (whole.by_source if whole else ())
    ]
    return {
        "编号": fact.id,
        "上年": _text(fact.previous),
        "本年": _text(fact.value),
        "增减": _text(fact.change),
        "需要原因": one.needs_reason,
        "原因": own,
        "采用草稿": one.uses_draft,
        "草稿": None
        if draft is None
        else {"文字": draft.text, "说明比例": _text(draft.share), "可用": one.draft_serves},
        "构成": parts,
        "按资金来源": sources,
        "标记": [finding.as_json() for finding in review.flags.get(fact.id, ())],
    }


def _moved(one: Driver | SourceChange) -> dict[str, object]:
    return {
        "名称": one.name,
        "上年": _text(one.before),
        "本年": _text(one.now),
        "增减": _text(one.change),
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
