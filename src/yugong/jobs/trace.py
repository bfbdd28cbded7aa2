"""Where a number of a budget file or of a built Word file comes from."""

from __future__ import annotations

from pathlib import Path

from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.progress import Progress
from yugong.tracing import Trace, trace_number


def trace(path: Path, target: str, *, progress: Progress = lambda _: None) -> Trace:
    """Trace a number of a budget file: a fact by its id, or a cell as ``表3!2010303!项目支出``.

    A missing reason or last year's figure does not stop the trace.  Raises
    :class:`FindingsError` where the file is no budget file or has errors, and where there is no
    such number (D041, D042, D043).
    """
    return trace_computed(compute_budget(path, draft=True, progress=progress), target)


def trace_computed(prepared: ComputedBudget, target: str) -> Trace:
    """Trace a number of what was computed from a budget file; as :func:`trace`."""
    return trace_number(prepared.figures, prepared.loaded.standard, prepared.intake.place, target)
