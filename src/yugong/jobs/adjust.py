"""Apply mid-year adjustments to a ledger, batch by batch, check the result and write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from yugong.budget.adjusted import AppliedAdjustment, apply_adjustment, with_figures
from yugong.budget.adjusted_rows import Move
from yugong.budget.adjustment import Adjustment
from yugong.budget.budget import Budget, Reason
from yugong.budget.file_value import file_value
from yugong.budget.ledger_state import LedgerState, initial_state
from yugong.budget.money import ZERO
from yugong.budget.reconciliation import TotalChange, reconcile
from yugong.budget.trail import AdjustmentRecord
from yugong.figures.fact import Fact
from yugong.figures.figures import compute_figures
from yugong.findings import Finding, FindingsError, Kind, Place, Severity, has_errors
from yugong.intake.adjustment_file import AdjustmentFile, read_adjustment
from yugong.intake.budget_file import check_value, ordered, read_value
from yugong.intake.catalogue_source import catalogue_years
from yugong.jobs.last_year import read_last_year
from yugong.jobs.ledger_file import (
    check_target,
    new_adjustment,
    write_adjustment,
    write_changed,
)
from yugong.progress import Progress
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate, written_path
from yugong.reading.model_findings import build_model
from yugong.reading.system import exists
from yugong.standard.library import load_standard
from yugong.standard.stale_forms import StaleAmount, check_stale_forms, stale_amounts


@dataclass(frozen=True, slots=True)
class AdjustResult:
    """An adjusted ledger, written as ``file``.

    ``totals`` are the changes of totals in 元, ``records`` the changes by each batch, ``undone``
    the names of the batches that were undone, ``inverse`` the file that undoes the only batch.
    ``stale`` are the amounts in performance forms that no longer fit since.
    """

    file: Path
    totals: tuple[TotalChange, ...]
    records: tuple[AdjustmentRecord, ...]
    undone: tuple[str, ...]
    findings: tuple[Finding, ...]
    inverse: Path | None = None
    stale: tuple[StaleAmount, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The adjusted ledger, and the inverse adjustment if it was asked for."""
        return (self.file,) if self.inverse is None else (self.file, self.inverse)

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values; amounts in 元 as decimal text."""
        totals = [
            {
                "口径": change.dimension,
                "名称": change.name,
                "调整前": f"{change.before:f}",
                "调增": f"{change.increase:f}",
                "调减": f"{change.decrease:f}",
                "调整后": f"{change.after:f}",
            }
            for change in self.totals
        ]
        return {
            "文件": [str(path) for path in self.files],
            "批次": [record.batch for record in self.records],
            "已撤销": list(self.undone),
            "合计": totals,
            "待更新": [
                {
                    "项目": amount.owner,
                    "栏目": amount.field,
                    "文字": amount.quoted,
                    "原因": amount.misfit.value,
                    "现有资金": f"{amount.total:.2f}",
                }
                for amount in self.stale
            ],
            "问题": [finding.as_json() for finding in self.findings],
        }


def adjust_ledger(
    base: Path,
    adjustments: Sequence[Path],
    out: Path,
    *,
    inverse: Path | None = None,
    progress: Progress = lambda _: None,
) -> AdjustResult:
    """Apply batches to a ledger in the given order and write the result to ``out``.

    ``inverse`` is a file to write with the adjustment that undoes the only batch; with several
    batches it raises ValueError.  Raises FindingsError with the faults of all batches if one
    cannot be applied, if the result has errors, or if a file exists (D009); then nothing is
    written.
    """
    if inverse is not None and len(adjustments) != 1:
        raise ValueError("one inverse takes back one batch")
    check_target(out)
    if inverse is not None:
        check_target(inverse)
        if inverse.resolve() == out.resolve():
            raise FindingsError(
                [Finding(Kind.FILE_EXISTS, Place(file=str(inverse)), actual=inverse.name)]
            )
    progress("读取预算文件")
    located, findings = read_value(base)
    if located is None:
        raise FindingsError(findings)
    is_record = isinstance(located.value, dict)
    state = initial_state(located.value, located.place) if is_record else None
    intake, faults = check_value(located, base)
    if state is None or intake is None or intake.repaired:
        raise FindingsError([*findings, *faults])
    progress("读取调整文件")
    files, unread = _read(adjustments)
    findings += unread
    progress("逐批调整")
    run = AdjustmentRun(base, state)
    for file in files:
        run.add(file)
    findings += run.findings
    progress("检查调整后的预算")
    findings += _result_faults(run, faults, adjustments, incomplete=has_errors(findings))
    findings += _lost_files(intake.budget, base, out, located.place)
    if has_errors(findings):
        raise FindingsError(ordered(findings))
    after = Budget.model_validate(run.state.value)
    stale = _stale_since(intake.budget, after)
    findings += check_stale_forms(stale, run.state.place)
    totals = reconcile(intake.budget.ledger, after.ledger, run.moves)
    progress("写出")
    if inverse is not None:
        [applied] = run.applied
        write_adjustment(inverse, file_value(applied.inverse), after.year)
    try:
        write_changed(base, out, run.state.value, after.year)
    except FindingsError:
        if inverse is not None:
            inverse.unlink(missing_ok=True)  # it would undo a batch that was not applied
        raise
    records = tuple(batch.record for batch in run.applied if batch.record is not None)
    undone = tuple(file.adjustment.undoes for file in files if file.adjustment.undoes)
    return AdjustResult(out, totals, records, undone, tuple(findings), inverse, stale)


def _stale_since(before: Budget, after: Budget) -> tuple[StaleAmount, ...]:
    """Return the amounts in forms that no longer fit, but for those that did not fit before."""
    known = {(amount.owner, amount.text, amount.start) for amount in stale_amounts(before)}
    return tuple(
        amount
        for amount in stale_amounts(after)
        if (amount.owner, amount.text, amount.start) not in known
    )


@dataclass(frozen=True, slots=True)
class NewAdjustmentResult:
    """An empty adjustment file to fill in."""

    file: Path
    findings: tuple[Finding, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The adjustment file."""
        return (self.file,)

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {"文件": str(self.file)}


def write_empty_adjustment(out: Path, base: Path | None = None) -> NewAdjustmentResult:
    """Write an adjustment file or workbook to fill in, with the total of the ledger ``base``.

    Raises FindingsError if ``out`` exists (D009) or the ledger cannot be read.
    """
    if base is None:
        new_adjustment(out, "", catalogue_years()[-1])
        return NewAdjustmentResult(out)
    check_target(out)
    located, findings = read_value(base)
    if located is None:
        raise FindingsError(findings)
    intake, faults = check_value(located, base)
    if intake is None or intake.repaired:
        raise FindingsError([*findings, *faults])
    total = sum((line.amount for line in intake.budget.ledger), ZERO)
    new_adjustment(out, f"{total:.2f}", intake.budget.year)
    return NewAdjustmentResult(out)


def _read(paths: Sequence[Path]) -> tuple[list[AdjustmentFile], list[Finding]]:
    files: list[AdjustmentFile] = []
    findings: list[Finding] = []
    for path in paths:
        file, faults = read_adjustment(path)
        findings += faults
        if file is not None:
            files.append(file)
    return files, findings


class AdjustmentRun:
    """The state of a ledger while batch after batch is applied to it."""

    def __init__(self, base: Path, state: LedgerState) -> None:
        self.base = base
        self.state = state
        self.findings: list[Finding] = []
        self.applied: list[AppliedAdjustment] = []
        self.ended = False
        self.repaired: set[tuple[str, str]] = set()

    @property
    def moves(self) -> list[Move]:
        """Every row of 收支明细 that a batch touched."""
        return [move for batch in self.applied for move in batch.moves]

    def without_repaired(self, findings: Iterable[Finding]) -> list[Finding]:
        """Leave out the findings about rows that replace faulty ones."""
        return [
            finding
            for finding in findings
            if not any(
                finding.place.file == file and finding.place.path.startswith(row)
                for file, row in self.repaired
            )
        ]

    def add(self, file: AdjustmentFile) -> None:
        """Apply a batch; reasons keep the figures they were written for.

        After a batch that leaves no valid ledger, the others are ignored.
        """
        if self.ended:
            return
        applied = apply_adjustment(self.state, file.adjustment, file.place)
        name = file.place(()).file
        self.repaired |= {(name, written_path(location[:3])) for location in file.repaired}
        self.findings += self.without_repaired(applied.findings)
        _, faults = build_model(Budget, applied.state.value, applied.state.place)
        self.findings += faults
        self.ended = bool(faults)
        if file.adjustment.undoes is None and not has_errors(self.findings):
            applied = with_figures(applied, dict(self._figured(applied, file.adjustment)))
        self.applied.append(applied)
        self.state = applied.state

    def _figured(
        self, applied: AppliedAdjustment, adjustment: Adjustment
    ) -> Iterator[tuple[str, Reason]]:
        """Yield reasons without figures: old ones with those before, new ones with those after."""
        after = Budget.model_validate(applied.state.value)
        bare = {fact for fact, reason in after.reasons.items() if reason.value is None}
        new = bare & adjustment.reasons.keys()
        for facts, state in ((bare - new, self.state), (new, applied.state)):
            if not facts:
                continue
            figures = self._figures(state)
            for fact in sorted(facts & figures.keys()):
                figured = _with_figure(after.reasons[fact], figures[fact])
                if figured is not None:
                    yield fact, figured

    def _figures(self, state: LedgerState) -> dict[str, Fact]:
        intake, _ = check_value(state, self.base)
        if intake is None or intake.repaired:
            return {}
        loaded, _ = load_standard(intake.budget.standard, intake.place(("标准",)))
        scopes = loaded.standard.fact_scopes if loaded is not None else ()
        last, _ = read_last_year(intake, self.base.parent, scopes)
        return dict(compute_figures(intake.budget, intake.catalogue, last, scopes).facts)


def _with_figure(reason: Reason, fact: Fact) -> Reason | None:
    figures = {"本年": fact.value, "上年": fact.previous}
    known = {name: file_value(value) for name, value in figures.items() if value is not None}
    if fact.unit != "元" or any(value is not None and value < 0 for value in figures.values()):
        return None
    return Reason.model_validate({"原因": reason.text, **known})


def _result_faults(
    run: AdjustmentRun, before: Sequence[Finding], paths: Sequence[Path], *, incomplete: bool
) -> list[Finding]:
    """Return the findings about the adjusted ledger that it did not have ``before``.

    Of an ``incomplete`` result only errors in the batches count: others may only follow.
    """
    if run.ended:
        return []
    _, findings = check_value(run.state, run.base)
    if incomplete:
        files = {str(path) for path in paths}
        errors = (
            finding for finding in findings if finding.place.file in files and _is_error(finding)
        )
        return run.without_repaired(errors)
    known = {(finding.code, finding.actual, finding.expected) for finding in before}
    return [
        finding
        for finding in findings
        if _is_error(finding) or (finding.code, finding.actual, finding.expected) not in known
    ]


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _lost_files(budget: Budget, base: Path, out: Path, place: Locate) -> list[Finding]:
    """Warn of files named relative to the base that the result will not find."""
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("科目文件", index, "文件"), source.file)
        for index, source in enumerate(budget.account_files)
    ]
    if budget.last_year is not None:
        named.append((("上年资料", "文件"), budget.last_year.file))
        named.append((("上年资料", "科目对照"), budget.last_year.crosswalk or ""))
    if budget.standard.endswith((".yaml", ".yml")):
        named.append((("标准",), budget.standard))
    expected = f"从 {out.parent or '.'} 也找得到的文件"
    remedy = f"把 {out.name} 写到原预算文件的文件夹里，或改正其中的路径。"
    return [
        Finding(Kind.FILE_MISSING, place(where), name, expected, remedy, Severity.WARNING)
        for where, name in named
        if name and exists(base.parent / name) and not exists(out.parent / name)
    ]
