"""The samples, computed once for all tests of a process."""

from __future__ import annotations

from functools import cache

from builders.places import SAMPLES
from yugong.jobs.compute import ComputedBudget, compute_budget

ODDITIES = {
    # Works without works procured, and less services procured than one service costs; a one-off
    # project of two years' money; grounds without a document; what is paid every year as one-off,
    # and what is of earlier years.  In every sample 生态效益 without ecology.
    "pinglu-2026": {"N09": 2, "P04": 1, "P09": 1, "P11": 2, "P17": 1},
    # Besides these outputs of “1项”, a project called 公用经费, and a largest 类 that is not that of
    # the office.
    "xiaoyi-2025": {"P04": 7, "P06": 1, "P09": 1, "P11": 2, "P17": 1, "X17": 2},
    # 公用经费 under 工资福利, 医保 and 退休费 under other 科目, projects under 行政运行.
    "qinyuan-2023": {"T06": 1, "X10": 2, "X17": 1, "P17": 1},
}
"""What the departments published, and the samples therefore have."""

SAMPLE_NAMES = ("pinglu-2026", "xiaoyi-2025", "qinyuan-2023")


@cache
def prepared_sample(name: str) -> ComputedBudget:
    """A sample read and computed; immutable, so shared by all tests."""
    return compute_budget(SAMPLES / name / "budget.yaml")
