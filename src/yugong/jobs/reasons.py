"""Review the reasons of a budget file, draft missing ones, record the figures they explain."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from yugong.budget.budget import Budget
from yugong.figures.fact import Fact
from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.findings.similarity import most_similar
from yugong.intake.budget_file import YAML_SUFFIXES, read_value
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.jobs.reason_report import ReasonText, change_as_json, reason_text
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import written_path
from yugong.standard.reasons import StatedChange
from yugong.standard.schema import Standard
from yugong.whole_file import refuse_existing

__all__ = ["ReasonText", "RecordResult", "ReviewResult", "record_reasons", "review_reasons"]

_REASONS = "变动原因"
_TEXT = "原因"


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """The changes that a package states, with the findings about their reasons.

    ``flags`` are the findings about reasons by the id of the fact, ``findings`` all others.
    """

    standard: Standard
    changes: tuple[StatedChange, ...]
    flags: dict[str, tuple[Finding, ...]]
    findings: tuple[Finding, ...]
    files: tuple[Path, ...] = ()

    def texts(self) -> Iterator[ReasonText]:
        """Yield each change in words: heading, parts, and lines about its reason."""
        for change in self.changes:
            yield reason_text(self.standard, change, self.flags.get(change.fact.id, ()))

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values: amounts in 元 as decimal text, shares in percent."""
        return {
            "变动": [
                change_as_json(change, self.flags.get(change.fact.id, ()))
                for change in self.changes
            ],
            "问题": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class RecordResult:
    """The written file, and the ids of the facts whose reasons changed in it.

    ``drafted`` received a draft, ``recorded`` the present figures for the first time,
    ``confirmed`` the present figures instead of older ones.
    """

    file: Path
    drafted: tuple[str, ...]
    recorded: tuple[str, ...]
    confirmed: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def changed(self) -> bool:
        """True if any reason changed."""
        return bool(self.drafted or self.recorded or self.confirmed)

    @property
    def files(self) -> tuple[Path, ...]:
        """The written file."""
        return (self.file,)

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values: the file, and the facts by what was done."""
        return {
            "文件": str(self.file),
            "写入草稿": list(self.drafted),
            "记上数字": list(self.recorded),
            "改记数字": list(self.confirmed),
        }


def review_reasons(path: Path) -> ReviewResult:
    """Review the reasons of a budget file; nothing is written.

    Raises FindingsError if the file has errors other than missing reasons.
    """
    computed = compute_budget(path, draft=True)
    facts = [change.fact.id for change in computed.changes]
    ids = {written_path((_REASONS, fact)): fact for fact in facts}
    flags: dict[str, tuple[Finding, ...]] = {}
    others = []
    for finding in computed.findings:
        fact = ids.get(finding.place.path)
        if fact is None:
            others.append(finding)
        else:
            flags[fact] = (*flags.get(fact, ()), finding)
    return ReviewResult(computed.loaded.standard, computed.changes, flags, tuple(others))


def record_reasons(
    path: Path,
    out: Path | None = None,
    *,
    write: bool = True,
    confirm: Collection[str] = (),
    confirm_all: bool = False,
) -> RecordResult:
    """Write reasons, with the figures they explain, into a budget file.

    ``write`` drafts missing reasons and records the present figures for reasons without any.
    ``confirm`` are ids of facts whose reasons were reviewed and get the present figures,
    ``confirm_all`` means all.  A YAML file is changed in place, its comments kept, or written to
    ``out``; a workbook needs a new ``out``.  Raises FindingsError if a file exists or an id is
    unknown.
    """
    if out is None and path.suffix.lower() not in YAML_SUFFIXES:
        expected = "工作簿不就地改写，用 -o 写明新的文件"
        raise FindingsError([Finding(Kind.FILE_EXISTS, Place(file=str(path)), path.name, expected)])
    if out is not None:
        refuse_existing(out)
    computed = compute_budget(path, draft=True)
    _refuse_unknown(computed, confirm)
    located, findings = read_value(path)
    if located is None:
        raise FindingsError(findings)
    value = copy.deepcopy(located.value)
    reasons = value.get(_REASONS) or {}
    drafted, recorded, confirmed = [], [], []
    for change in computed.changes:
        fact, reason = change.fact, change.given
        if reason is None:
            if write and change.uses_draft and change.draft is not None:
                reasons[fact.id] = {_TEXT: change.draft.text, **_figures(fact)}
                drafted.append(fact.id)
        elif reason.value is None and reason.previous is None:
            if write or confirm_all or fact.id in confirm:
                reasons[fact.id] = {_TEXT: reason.text, **_figures(fact)}
                recorded.append(fact.id)
        elif change.is_stale and (confirm_all or fact.id in confirm):
            reasons[fact.id] = {_TEXT: reason.text, **_figures(fact)}
            confirmed.append(fact.id)
    result = RecordResult(out or path, tuple(drafted), tuple(recorded), tuple(confirmed))
    if out is not None or result.changed:
        from yugong.jobs.ledger_file import write_changed, write_ledger

        year = computed.intake.budget.year
        written = _with_reasons(value, reasons)
        if out is not None:
            write_changed(path, out, written, year)
        else:
            write_ledger(path, written, year)
    return result


def _refuse_unknown(computed: ComputedBudget, names: Collection[str]) -> None:
    """Raise FindingsError if a reason to confirm does not exist."""
    known = computed.intake.budget.reasons
    faults = []
    for name in names:
        if name not in known:
            near = most_similar(name, known)
            expected = f"是否为“{near}”？" if near else "“变动原因”中已有的事实编号"
            place = computed.intake.place((_REASONS,))
            faults.append(Finding(Kind.UNKNOWN_FIELD, place, name, expected))
    if faults:
        raise FindingsError(faults)


def _figures(fact: Fact) -> dict[str, str]:
    return {
        name: f"{amount:.2f}"
        for name, amount in (("本年", fact.value), ("上年", fact.previous))
        if amount is not None
    }


def _with_reasons(value: dict[str, Any], reasons: dict[str, Any]) -> dict[str, Any]:
    """Return the budget with these reasons, in the order of the model's fields if they are new."""
    if not reasons or _REASONS in value:
        return {**value, _REASONS: reasons} if reasons else value
    names = [field.alias or "" for field in Budget.model_fields.values()]
    before = set(names[: names.index(_REASONS)])
    ends = (end for end, name in enumerate(value, start=1) if name in before)
    end = max(ends, default=len(value))
    entries = list(value.items())
    return dict([*entries[:end], (_REASONS, reasons), *entries[end:]])
