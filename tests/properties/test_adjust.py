"""Whatever a batch does to whatever ledger, its inverse gives the ledger back exactly."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from builders.small_budget import budget_text
from builders.workbook_edit import plain_value as plain
from yugong.budget.adjusted import AppliedAdjustment, apply_adjustment, with_figures
from yugong.budget.adjustment import ADJUSTMENT, LISTS
from yugong.budget.budget import Budget, Reason
from yugong.budget.dimension import Category, Source, Year
from yugong.budget.file_value import file_value
from yugong.budget.ledger_state import LedgerState, initial_state
from yugong.budget.reconciliation import reconcile
from yugong.budget.trail import trail_of
from yugong.findings import Place, Severity
from yugong.intake.adjustment_file import adjustment_yaml, read_adjustment
from yugong.jobs.ledger_file import write_adjustment
from yugong.reading.located_yaml import Location, written_path

SMALL = plain(budget_text())

_AMOUNT = st.integers(0, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
_CODE = st.sampled_from(["2012604", "2010301"])
_NAME = st.sampled_from(["甲", "乙", "甲 / 乙", "a: b", "#1"])
_SOURCE = st.sampled_from(list(map(str, Source)))
_YEAR = st.sampled_from(list(map(str, Year)))

_LINE = st.fixed_dictionaries(
    {
        "支出类别": st.sampled_from(list(map(str, Category))),
        "功能科目": _CODE,
        "部门经济科目": st.sampled_from(["30101", "30201"]),
        "金额": _AMOUNT,
    },
    optional={"单位": _NAME, "项目": _NAME, "资金来源": _SOURCE, "年份": _YEAR, "备注": _NAME},
)
_ROWS = {
    "收支明细": _LINE,
    "收入": st.fixed_dictionaries(
        {"资金来源": _SOURCE, "收入科目": _CODE, "金额": _AMOUNT}, optional={"年份": _YEAR}
    ),
    "年终结转": st.fixed_dictionaries(
        {"功能科目": _CODE, "金额": _AMOUNT}, optional={"资金来源": _SOURCE, "年份": _YEAR}
    ),
    "政府采购": st.fixed_dictionaries(
        {"类别": st.sampled_from(["货物", "服务"]), "金额": _AMOUNT},
        optional={"名称": _NAME, "项目": _NAME},
    ),
    "项目": st.builds(
        lambda fields: {**SMALL["项目"][0], **fields},
        st.fixed_dictionaries(
            {"名称": _NAME},
            optional={
                "编码": _NAME,
                "年度目标": _NAME,
                "年度资金": st.fixed_dictionaries({"单位自筹": _AMOUNT}),
            },
        ),
    ),
}
_ENTRIES = st.dictionaries(_NAME, _NAME, max_size=3)
_OPTIONAL = {
    "收支明细": ("单位", "项目", "资金来源", "年份", "备注"),
    "收入": ("年份",),
    "年终结转": ("资金来源", "年份"),
    "政府采购": ("名称", "项目"),
    "项目": ("编码", "年度目标", "年度资金"),
}


@st.composite
def ledgers(draw: st.DrawFn) -> dict[str, Any]:
    """A ledger with rows of every list, many of them alike."""
    value = copy.deepcopy(SMALL)
    for name, row in _ROWS.items():
        rows = draw(st.lists(row, min_size=name == "收支明细", max_size=5))
        value.pop(name, None)
        if rows:
            value[name] = rows
    for name in ("变动原因", "文字"):
        value.pop(name, None)
        entries = draw(_ENTRIES)
        if entries:
            value[name] = entries
    return value


@st.composite
def changes(draw: st.DrawFn, name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Changes of one list: every row stays, goes or changes, and some are added."""
    result: dict[str, list[Any]] = {"增加": [], "删除": [], "修改": []}
    for index, row in enumerate(rows, 1):
        what = draw(st.sampled_from(["", "", "删除", "修改"]))
        if name == "收支明细" and index == 1:
            what = what and "修改"
        named = {"位置": str(index)}
        named |= {key: row[key] for key in row if name != "项目" or key in ("名称", "编码")}
        if what == "删除":
            result[what].append(named)
        elif what:
            fields = draw(st.sets(st.sampled_from(sorted(row)), max_size=3)) - {"指标"}
            other = draw(_ROWS[name])
            new = {key: other[key] for key in sorted(fields) if key in other}
            for key in draw(st.sets(st.sampled_from(_OPTIONAL[name]), max_size=2)):
                new[key] = None
            result[what].append({"原": named, "新": new})
    for row in draw(st.lists(_ROWS[name], max_size=2)):
        place = draw(st.integers(0, len(rows) - len(result["删除"])))
        position: dict[str, Any] = {"位置": str(place)} if place else {}
        result["增加"].append({**row, **position})
    return {part: entries for part, entries in result.items() if entries}


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A ledger and a batch for it."""
    ledger = draw(ledgers())
    batch: dict[str, Any] = {"批次": "一", "日期": "2026-06-30", "原因": "调整"}
    batch["公开日期"] = draw(st.dates()).isoformat()
    for name in _ROWS:
        actual = draw(changes(name, ledger.get(name, [])))
        if actual:
            batch[name] = actual
    for name in ("变动原因", "文字"):
        entries = draw(st.dictionaries(_NAME, st.none() | _NAME, max_size=3))
        if entries:
            batch[name] = entries
    fields = draw(st.dictionaries(_NAME, st.none() | _NAME, max_size=3))
    if fields:
        batch["整体绩效"] = {"栏目": fields}
    return ledger, batch


def _nowhere(location: Location) -> Place:
    return Place("调整.yaml", path=written_path(location))


def _applied(standing: LedgerState, batch: dict[str, Any]) -> AppliedAdjustment:
    applied = apply_adjustment(standing, ADJUSTMENT.model_validate(batch), _nowhere)
    assert [finding for finding in applied.findings if finding.severity is Severity.ERROR] == []
    return applied


def _undone(applied: AppliedAdjustment) -> AppliedAdjustment:
    undone = apply_adjustment(applied.state, applied.inverse, _nowhere)
    assert [finding for finding in undone.findings if finding.severity is Severity.ERROR] == []
    return undone


@settings(max_examples=40)
@given(cases())
def test_the_inverse_gives_the_ledger_back(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ledger, batch = case
    before = copy.deepcopy(ledger)
    applied = _applied(initial_state(ledger, _nowhere), batch)
    undone = _undone(applied)

    assert ledger == before
    assert undone.state.value == before
    assert _undone(undone).state.value == applied.state.value
    for adjustable in LISTS:
        rows = applied.state.value.get(adjustable.name, [])
        assert len(applied.state.origins[adjustable.name]) == len(rows)


@settings(max_examples=20)
@given(cases(), st.lists(_NAME, max_size=3))
def test_two_batches_are_taken_back_one_after_the_other(
    case: tuple[dict[str, Any], dict[str, Any]], facts: list[str]
) -> None:
    ledger, batch = case
    first = _applied(initial_state(ledger, _nowhere), batch)
    reasons = first.state.value.get("变动原因", {})
    stamp = {fact: Reason(原因=reasons[fact], 本年=1) for fact in facts if fact in reasons}
    first = with_figures(first, stamp)
    second = _applied(first.state, {**batch, **_SECOND})
    once = _undone(second)

    assert once.state.value == first.state.value
    twice = apply_adjustment(once.state, first.inverse, _nowhere)
    assert twice.state.value == ledger


_SECOND: dict[str, Any] = {
    "批次": "二",
    **{adjustable.name: {} for adjustable in LISTS},
    "文字": {"甲": "二"},
}


@settings(max_examples=30)
@given(cases())
def test_totals_before_and_after_differ_by_the_changes(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    ledger, batch = case
    applied = _applied(initial_state(ledger, _nowhere), batch)
    before, after = (Budget.model_validate(value).ledger for value in (ledger, applied.state.value))
    totals = reconcile(before, after, applied.moves)

    for dimension in ("支出类别", "资金来源"):
        parts = [total for total in totals if total.dimension == dimension]
        assert sum(part.after for part in parts) == sum(line.amount for line in after)
    assert applied.record is not None
    assert applied.record.after == sum(line.amount for line in after)


@settings(max_examples=30)
@given(cases())
def test_every_row_a_batch_left_has_a_trail_to_it(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    ledger, batch = case
    applied = _applied(initial_state(ledger, _nowhere), batch)
    budget = Budget.model_validate(applied.state.value)
    left = [new for _, new in applied.moves if new is not None]

    assert all(trail_of(budget.adjustments, line) for line in left)
    again = Budget.model_validate(file_value(budget))
    assert again == budget


@settings(max_examples=15)
@given(cases())
def test_an_inverse_says_the_same_from_a_file(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    ledger, batch = case
    inverse = _applied(initial_state(ledger, _nowhere), batch).inverse
    value = file_value(inverse)
    parts = value.get("项目", {}).values()
    projects = [row.get("原", row) for rows in parts for row in rows]
    called = [row.get("编码") or row["名称"] for row in projects]

    assert plain(adjustment_yaml(value)) == _without_empty(value)
    assume(len({*called}) == len(called))  # indicators of a workbook go by what a project is called
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "撤销.xlsx"
        write_adjustment(path, value, 2026)
        read, findings = read_adjustment(path)
    assert findings == []
    assert read is not None
    assert read.adjustment == ADJUSTMENT.model_validate(_without_empty(value))


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    """The same without parts that say nothing, which a file does not have."""
    lists = {adjustable.name for adjustable in LISTS}
    thin = {
        name: {part: rows for part, rows in content.items() if rows} if name in lists else content
        for name, content in value.items()
    }
    return {name: content for name, content in thin.items() if content or name not in lists}
