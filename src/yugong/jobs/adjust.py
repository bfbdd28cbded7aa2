"""Mid-year adjustments of a ledger: batches applied in their order, checked, and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from yugong.jobs.ledger import check_target, new_adjustment, write_adjustment, write_changed
from yugong.progress import Progress
from yugong.reading.located_yaml import Locate, written_path
from yugong.reading.model_findings import build_model
from yugong.reading.system import exists
from yugong.standard.library import load_standard


@dataclass(frozen=True, slots=True)
class AdjustResult:
    """A ledger that was adjusted and written.

    ``totals`` say what changed in 元, ``records`` what each batch did; ``undone`` are the batches
    that were taken back.
    """

    out: Path
    totals: tuple[TotalChange, ...]
    records: tuple[AdjustmentRecord, ...]
    undone: tuple[str, ...]
    findings: tuple[Finding, ...]


def adjust_ledger(
    base: Path,
    adjustments: Sequence[Path],
    out: Path,
    *,
    inverse: Path | None = None,
    progress: Progress = lambda _: None,
) -> AdjustResult:
    """Apply batches to a ledger in the order given and write what becomes of it to ``out``.

    ``inverse`` names a file for the adjustment that takes the only batch back.  Nothing standing
    is ever written over, the base least of all.  Raises :class:`FindingsError` with every fault
    of every batch where one cannot be applied, or where the result has errors; nothing is then
    written.  Several batches with an ``inverse`` are a programmer's fault (``ValueError``).
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
    standing = initial_state(located.value, located.place) if is_record else None
    intake, faults = check_value(located, base)
    if standing is None or intake is None or intake.repaired:
        raise FindingsError([*findings, *faults])
    progress("读取调整文件")
    files, unread = _read(adjustments)
    findings += unread
    progress("逐批调整")
    chain = AdjustmentRun(base, standing)
    for file in files:
        chain.add(file)
    findings += chain.findings
    progress("检查调整后的预算")
    findings += _result_faults(chain, faults, adjustments, incomplete=has_errors(findings))
    findings += _lost_files(intake.budget, base, out, located.place)
    if has_errors(findings):
        raise FindingsError(ordered(findings))
    after = Budget.model_validate(chain.standing.value)
    totals = reconcile(intake.budget.ledger, after.ledger, chain.moves)
    progress("写出")
    if inverse is not None:
        [applied] = chain.applied
        write_adjustment(inverse, file_value(applied.inverse), after.year)
    try:
        write_changed(base, out, chain.standing.value, after.year)
    except FindingsError:
        if inverse is not None:
            inverse.unlink(missing_ok=True)  # it takes back what has not come to be
        raise
    records = tuple(one.record for one in chain.applied if one.record is not None)
    undone = tuple(one.adjustment.undoes for one in files if one.adjustment.undoes)
    return AdjustResult(out, totals, records, undone, tuple(findings))


def write_empty_adjustment(out: Path, base: Path | None = None) -> None:
    """Write an adjustment file or workbook to fill in; of a ledger, with its total written down.

    Raises :class:`FindingsError` where ``out`` stands already or the ledger cannot be read.
    """
    if base is None:
        new_adjustment(out, "", catalogue_years()[-1])
        return
    check_target(out)
    located, findings = read_value(base)
    if located is None:
        raise FindingsError(findings)
    intake, faults = check_value(located, base)
    if intake is None or intake.repaired:
        raise FindingsError([*findings, *faults])
    total = sum((line.amount for line in intake.budget.ledger), ZERO)
    new_adjustment(out, f"{total:.2f}", intake.budget.year)


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
    """A ledger as batch after batch is applied to it."""

    def __init__(self, base: Path, standing: LedgerState) -> None:
        self.base = base
        self.standing = standing
        self.findings: list[Finding] = []
        self.applied: list[AppliedAdjustment] = []
        self.ended = False
        self.repaired: set[tuple[str, str]] = set()

    @property
    def moves(self) -> list[Move]:
        """Every row of 收支明细 that a batch touched."""
        return [move for one in self.applied for move in one.moves]

    def without_repaired(self, findings: Iterable[Finding]) -> list[Finding]:
        """Leave out what is said of rows that were filled in for faulty ones."""
        return [
            one
            for one in findings
            if not any(
                one.place.file == file and one.place.path.startswith(row)
                for file, row in self.repaired
            )
        ]

    def add(self, file: AdjustmentFile) -> None:
        """Apply a batch, and let reasons keep the figures they were written for.

        After a batch that leaves no ledger at all, the others are not looked at.
        """
        if self.ended:
            return
        applied = apply_adjustment(self.standing, file.adjustment, file.place)
        name = file.place(()).file
        self.repaired |= {(name, written_path(location[:3])) for location in file.repaired}
        self.findings += self.without_repaired(applied.findings)
        _, faults = build_model(Budget, applied.state.value, applied.state.place)
        self.findings += faults
        self.ended = bool(faults)
        if file.adjustment.undoes is None and not has_errors(self.findings):
            applied = with_figures(applied, dict(self._figured(applied, file.adjustment)))
        self.applied.append(applied)
        self.standing = applied.state

    def _figured(
        self, applied: AppliedAdjustment, adjustment: Adjustment
    ) -> Iterator[tuple[str, Reason]]:
        """Reasons without figures: old ones with those before, new ones with those after."""
        after = Budget.model_validate(applied.state.value)
        bare = {fact for fact, one in after.reasons.items() if one.value is None}
        new = bare & adjustment.reasons.keys()
        for facts, standing in ((bare - new, self.standing), (new, applied.state)):
            if not facts:
                continue
            figures = self._figures(standing)
            for fact in sorted(facts & figures.keys()):
                reason = _with_figure(after.reasons[fact], figures[fact])
                if reason is not None:
                    yield fact, reason

    def _figures(self, standing: LedgerState) -> dict[str, Fact]:
        intake, _ = check_value(standing, self.base)
        if intake is None or intake.repaired:
            return {}
        loaded, _ = load_standard(intake.budget.standard, intake.place(("标准",)))
        scopes = loaded.standard.fact_scopes if loaded is not None else ()
        last, _ = read_last_year(intake, self.base.parent, scopes)
        return dict(compute_figures(intake.budget, intake.catalogue, last, scopes).facts)


def _with_figure(reason: Reason, fact: Fact) -> Reason | None:
    figures = {"本年": fact.value, "上年": fact.previous}
    known = {name: file_value(one) for name, one in figures.items() if one is not None}
    if fact.unit != "元" or any(one is not None and one < 0 for one in figures.values()):
        return None
    return Reason.model_validate({"原因": reason.text, **known})


def _result_faults(
    chain: AdjustmentRun, before: Sequence[Finding], paths: Sequence[Path], *, incomplete: bool
) -> list[Finding]:
    """What the checks of a build say of the adjusted ledger, and did not say before.

    Of an ``incomplete`` result only faults in what the batches wrote: others may only follow.
    """
    if chain.ended:
        return []
    _, findings = check_value(chain.standing, chain.base)
    if incomplete:
        own = {str(path) for path in paths}
        errors = (one for one in findings if one.place.file in own and _is_error(one))
        return chain.without_repaired(errors)
    known = {(one.code, one.actual, one.expected) for one in before}
    return [
        one
        for one in findings
        if _is_error(one) or (one.code, one.actual, one.expected) not in known
    ]


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _lost_files(budget: Budget, base: Path, out: Path, place: Locate) -> list[Finding]:
    """Files named relative to the base that are not found from where the result will lie."""
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("科目文件", at, "文件"), one.file) for at, one in enumerate(budget.account_files)
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
