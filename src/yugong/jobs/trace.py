"""Trace a number of a budget file, or a text of a built Word file, to its sources."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yugong.findings import Finding
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.progress import Progress
from yugong.quick_dataclass import dataclass
from yugong.tracing.number import trace_number
from yugong.tracing.traced import Trace, TracedRow

if TYPE_CHECKING:
    from yugong.writing.docx import TextPlace


@dataclass(frozen=True, slots=True)
class RowList:
    """Rows of a ledger as text: ``shared`` classifies all rows, ``rows`` may be the first few."""

    shared: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int
    total: str


@dataclass(frozen=True, slots=True)
class TraceResult:
    """The sources of a number."""

    trace: Trace
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values; amounts are text, so that no digit is lost."""
        trace = self.trace
        document: dict[str, Any] = {
            "名称": trace.name,
            "值": f"{trace.value:f}",
            "单位": trace.unit,
            "公开为": trace.published_text,
            "取整": trace.rounding,
            "取数": dict(trace.chosen),
            "其中": [{"编号": part.name, "值": f"{part.value:f}"} for part in trace.parts],
            "出自": [
                {"位置": field.place.as_json(), "内容": field.content} for field in trace.fields
            ],
            "明细": [_row_as_json(row) for row in trace.rows],
            "取数相同的": list(trace.same),
        }
        if trace.last is not None:
            document["上年"] = {
                "值": f"{trace.last.value:f}",
                "出自": trace.last.origin,
                "明细": [_row_as_json(row) for row in trace.last.rows],
            }
            document["增减"] = f"{trace.change:f}"
        return document

    def selection(self) -> str:
        """Return the selection of rows in words."""
        return _listed(self.trace.chosen)

    def row_list(self, limit: int | None) -> RowList | None:
        """Return this year's rows, at most ``limit`` of them; None if there are none."""
        return _row_list(self.trace.rows, limit)

    def last_row_list(self, limit: int | None) -> RowList | None:
        """Return last year's rows, at most ``limit`` of them; None if there are none."""
        last = self.trace.last
        return None if last is None else _row_list(last.rows, limit)


@dataclass(frozen=True, slots=True)
class LocateResult:
    """The places of a built Word file that have a text, and the facts written there."""

    places: tuple[TextPlace, ...]
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts at all places."""
        return tuple(control.fact_id for place in self.places for control in place.controls)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        places = [
            {
                "文字": place.text,
                "上下文": place.context,
                "标题": list(place.headings),
                "事实": list(dict.fromkeys(control.fact_id for control in place.controls)),
                "表": place.cell.described if place.cell is not None else None,
            }
            for place in self.places
        ]
        return {"位置": places}


def trace(path: Path, target: str, *, progress: Progress = lambda _: None) -> TraceResult:
    """Trace a number of a budget file: a fact by its id, or a cell as ``表3!2010303!项目支出``.

    A missing reason or last year's figure does not stop the trace.  Raises FindingsError if the
    file is no budget file or has errors, or if there is no such number (D041, D042, D043).
    """
    computed = compute_budget(path, draft=True, progress=progress)
    return TraceResult(trace_computed(computed, target))


def trace_computed(computed: ComputedBudget, target: str) -> Trace:
    """Trace a number of a computed budget; see :func:`trace`."""
    place = computed.intake.place
    return trace_number(computed.figures, computed.loaded.standard, place, target)


def locate_in_document(path: Path, text: str) -> LocateResult:
    """Find a text in a built Word file, with the facts written there.

    Raises FindingsError if the file is no Word document, or does not have the text (D041).
    """
    from yugong.tracing.document import trace_document

    return LocateResult(tuple(trace_document(path, text)))


def exact_amount(value: Decimal) -> str:
    """Return an amount with thousands separators, its cents only if it has any."""
    return f"{value:,.2f}" if value != value.to_integral_value() else f"{value:,.0f}"


def _listed(pairs: Sequence[tuple[str, str]]) -> str:
    return "，".join(f"{name}={value}" for name, value in pairs)


def _row_list(rows: Sequence[TracedRow], limit: int | None) -> RowList | None:
    if not rows:
        return None
    shared = [pair for pair in rows[0].classified if all(pair in row.classified for row in rows)]
    common = {name for name, _ in shared}
    first = rows[:limit]
    names = dict.fromkeys(name for row in first for name, _ in row.classified if name not in common)
    adjusted = any(row.adjusted for row in first)
    texts = []
    for row in first:
        known = dict(row.classified)
        cells = [row.place.brief, *(known.get(name, "") for name in names)]
        cells.append(exact_amount(row.amount))
        texts.append((*cells, *(["；".join(row.adjusted)] * adjusted)))
    return RowList(
        _listed(shared),
        ("位置", *names, "金额（元）", *(["预算调整"] * adjusted)),
        tuple(texts),
        len(rows),
        exact_amount(sum((row.amount for row in rows), Decimal(0))),
    )


def _row_as_json(row: TracedRow) -> dict[str, Any]:
    return {
        "位置": row.place.as_json(),
        **dict(row.classified),
        "金额": f"{row.amount:f}",
        **({"预算调整": list(row.adjusted)} if row.adjusted else {}),
    }
