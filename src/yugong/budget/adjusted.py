"""A batch of adjustments applied to a ledger: the new ledger, and the inverse batch.

The functions are pure: plain values in, plain values out.  The inverse, applied to the result,
restores the ledger exactly, with its rows in order and without the batch's record, if the ledger is
in the normal form of :mod:`yugong.intake.workbook_layout`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from yugong.budget.adjusted_rows import Move, adjust_rows
from yugong.budget.adjustment import ADJUSTMENT, Adjustment, OverallChanges
from yugong.budget.budget import Budget, OverallPerformance, Reason
from yugong.budget.file_value import file_value, put_in_order
from yugong.budget.ledger_state import LedgerState
from yugong.budget.model_fields import field_names
from yugong.budget.money import ZERO
from yugong.budget.row_search import RowSearch
from yugong.budget.trail import AdjustedRow, AdjustmentHead, AdjustmentRecord
from yugong.findings import Finding, Kind, Severity, has_errors
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate, Location

_TRAIL, _REASONS, _TEXT = "预算调整", "变动原因", "文字"
_OVERALL, _FIELDS, _INDICATORS = "整体绩效", "栏目", "指标"
_OVERALL_FIELDS = field_names(OverallPerformance)
_DEPARTMENT, _PUBLISHED_ON = "部门", "公开日期"
_BEFORE, _AFTER = "调整前合计", "调整后合计"
_TOP = field_names(Budget)

_TRAIL_FIELDS = [
    name for name in field_names(AdjustmentHead) if name in field_names(AdjustmentRecord)
]
"""The fields of a batch that its record in the trail repeats."""


@dataclass(frozen=True, slots=True)
class AppliedAdjustment:
    """A ledger after a batch.

    ``inverse`` undoes the batch, ``record`` is its entry in the trail (``None`` if it undoes
    another batch), ``moves`` are the rows of 收支明细 that it changed.  If ``findings`` contain
    errors, the result is incomplete and not to be used.
    """

    state: LedgerState
    findings: tuple[Finding, ...]
    inverse: Adjustment
    record: AdjustmentRecord | None
    moves: tuple[Move, ...]


def apply_adjustment(
    state: LedgerState, adjustment: Adjustment, place: Locate
) -> AppliedAdjustment:
    """Apply a batch to a ledger whose fields are valid; ``place`` locates in the batch's file."""
    return _BatchRun(state, adjustment, place).applied()


def with_figures(applied: AppliedAdjustment, reasons: Mapping[str, Reason]) -> AppliedAdjustment:
    """Add the figures for which the ledger's reasons were written to these reasons."""
    if not reasons:
        return applied
    value = dict(applied.state.value)
    reasons_after = dict(value[_REASONS])
    before = dict(applied.inverse.reasons)
    for fact, reason in reasons.items():
        if fact not in before:
            before[fact] = Reason.model_validate(reasons_after[fact])
        reasons_after[fact] = file_value(reason)
    value[_REASONS] = reasons_after
    inverse = applied.inverse.model_copy(update={"reasons": before})
    return replace(applied, state=replace(applied.state, value=value), inverse=inverse)


class _BatchRun:
    def __init__(self, state: LedgerState, adjustment: Adjustment, place: Locate) -> None:
        self._state = state
        self._adjustment = adjustment
        self._place = place
        self._budget = Budget.model_validate(state.value)
        self._value = dict(state.value)
        self._written = dict(state.written)
        self._findings: list[Finding] = []
        self._back: dict[str, Any] = {}
        self._details: list[AdjustedRow] = []

    def applied(self) -> AppliedAdjustment:
        adjustment = self._adjustment
        if adjustment.is_empty() and adjustment.undoes is None:
            self._find(
                Kind.NOTHING_CHANGED,
                (),
                expected="至少写明一项要调整的内容",
                severity=Severity.ERROR,
            )
        self._check_batch()
        origins = dict(self._state.origins)
        moves: list[Move] = []
        for adjustable, changes in adjustment.lists():
            if not changes:
                continue
            before = list(self._value.get(adjustable.name) or ())
            search = RowSearch(adjustable, self._budget, origins[adjustable.name])
            after = adjust_rows(
                adjustable, changes, before, origins[adjustable.name], search, self._place
            )
            self._put(adjustable.name, after.rows)
            origins[adjustable.name] = after.origins
            self._back[adjustable.name] = after.back
            self._details += after.details
            self._findings += after.findings
            moves += after.moves
        self._change_overall(adjustment.overall)
        self._named(_REASONS, adjustment.reasons)
        self._named(_TEXT, adjustment.text)
        self._publish()
        record = self._keep_trail(moves)
        state = replace(self._state, value=self._value, origins=origins, written=self._written)
        inverse = ADJUSTMENT.model_validate(self._back)
        return AppliedAdjustment(state, tuple(self._findings), inverse, record, tuple(moves))

    def _find(self, code: str, where: Location, actual: str = "", **more: Any) -> None:
        self._findings.append(Finding(code, self._place(where), actual, **more))

    def _put(self, name: str, content: Any) -> None:
        """Put a part into the ledger; an empty part is removed."""
        put_in_order(self._value, name, content or None, _TOP)

    # --- values that are no rows--------------------------------------------------------------

    def _named(self, part: str, changes: Mapping[str, Any]) -> None:
        """Set or remove the entries of 变动原因 or 文字."""
        if not changes:
            return
        entries = dict(self._value.get(part) or {})
        self._back[part] = self._changed_entries(entries, (part,), changes)
        self._put(part, entries)

    def _changed_entries(
        self, entries: dict[str, Any], home: tuple[str, ...], changes: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Change named entries, note the changes, and return what the entries were before."""
        back: dict[str, Any] = {}
        for name, content in changes.items():
            before, after = entries.get(name), file_value(content) or None
            back[name] = before
            if before == after:
                continue
            put_in_order(entries, name, after, ())
            self._written[(*home, name)] = self._place, (*home, name)
            operation = "修改" if before and after else "增加" if after else "删除"
            self._note(home[0], operation, name)
        return back

    def _change_overall(self, changes: OverallChanges) -> None:
        """Change the fields of 整体绩效, and replace its indicators."""
        if not changes:
            return
        overall = dict(self._value.get(_OVERALL) or {})
        back: dict[str, Any] = {}
        if changes.fields:
            fields = dict(overall.get(_FIELDS) or {})
            back[_FIELDS] = self._changed_entries(fields, (_OVERALL, _FIELDS), changes.fields)
            put_in_order(overall, _FIELDS, fields or None, _OVERALL_FIELDS)
        if changes.indicators is not None:
            back[_INDICATORS] = overall.get(_INDICATORS) or []
            after = file_value(changes.indicators) or None
            if after != overall.get(_INDICATORS):
                put_in_order(overall, _INDICATORS, after, _OVERALL_FIELDS)
                where = (_OVERALL, _INDICATORS)
                self._written[where] = self._place, where
                self._note(_OVERALL, "修改", _INDICATORS)
        self._back[_OVERALL] = back
        self._put(_OVERALL, overall)

    def _publish(self) -> None:
        day = self._adjustment.published_on
        if day is None:
            return
        department = dict(self._value[_DEPARTMENT])
        before, after = str(department[_PUBLISHED_ON]), day.isoformat()
        department[_PUBLISHED_ON] = after
        self._value[_DEPARTMENT] = department
        self._written[_DEPARTMENT, _PUBLISHED_ON] = self._place, (_PUBLISHED_ON,)
        self._back[_PUBLISHED_ON] = before
        if before != after:
            self._note(_PUBLISHED_ON, "修改", before, 改为=after)

    def _note(self, table: str, operation: str, row: str, **more: str) -> None:
        fields = {"表": table, "操作": operation, "行": row, **more}
        self._details.append(AdjustedRow.model_validate(fields))

    # --- the batch itself -------------------------------------------------------------------

    def _check_batch(self) -> None:
        adjustment, trail = self._adjustment, self._budget.adjustments
        if adjustment.undoes is not None:
            last = trail[-1].batch if trail else "没有调整过"
            if adjustment.undoes != last:
                expected = f"最后一批：{last}"
                self._find(
                    Kind.BATCH_CANNOT_BE_UNDONE, ("撤销",), adjustment.undoes, expected=expected
                )
        elif adjustment.batch in (record.batch for record in trail):
            known = "、".join(record.batch for record in trail)
            self._find(
                Kind.BATCH_ALREADY_APPLIED,
                ("批次",),
                adjustment.batch,
                expected=f"{known}以外的批次",
            )
        if adjustment.undoes is None and trail and adjustment.day < trail[-1].day:
            expected = f"不早于{trail[-1].batch}的 {trail[-1].day}"
            actual = str(adjustment.day)
            self._find(
                Kind.BATCH_OUT_OF_ORDER,
                ("日期",),
                actual,
                expected=expected,
                severity=Severity.WARNING,
            )

    def _keep_trail(self, moves: list[Move]) -> AdjustmentRecord | None:
        """Check the control totals, and add the batch's record to the trail or remove it."""
        adjustment = self._adjustment
        before = sum((line.amount for line in self._budget.ledger), ZERO)
        after = before + sum((_amount(new) - _amount(old) for old, new in moves), ZERO)
        self._control(_BEFORE, adjustment.before, before)
        if not has_errors(self._findings):  # a row left out is missing from the total as well
            self._control(_AFTER, adjustment.after, after)
        head = file_value(adjustment)
        head = {name: head[name] for name in field_names(AdjustmentHead) if name in head}
        totals = {_BEFORE: file_value(after), _AFTER: file_value(before)}
        trail = list(self._value.get(_TRAIL) or ())
        record = None
        if adjustment.undoes is None:
            fields = {name: head[name] for name in _TRAIL_FIELDS if name in head}
            sums = {"调整前": file_value(before), "调整后": file_value(after)}
            record = AdjustmentRecord.model_validate({**fields, **sums})
            if self._details:
                record = record.model_copy(update={"rows": tuple(self._details)})
            trail.append(file_value(record))
            name = f"撤销{adjustment.batch}"
            head |= {"批次": name, "原因": name, "撤销": adjustment.batch}
        elif trail:
            head = {name: trail[-1][name] for name in _TRAIL_FIELDS if name in trail[-1]}
            trail.pop()
        self._back = {**head, **totals, **self._back}
        self._put(_TRAIL, trail)
        return record

    def _control(self, name: str, stated: Decimal | None, actual: Decimal) -> None:
        if stated is not None and stated != actual:
            expected = f"{actual:f} 元，相差 {stated - actual:+f} 元"
            self._find(Kind.CONTROL_TOTAL_MISMATCH, (name,), f"{stated:f} 元", expected=expected)


def _amount(line: Any) -> Decimal:
    return ZERO if line is None else line.amount
