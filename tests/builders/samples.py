"""The samples, computed once for all tests of a process."""

from __future__ import annotations

from functools import cache

from builders.places import SAMPLES
from yugong.jobs.compute import ComputedBudget, compute_budget

ODDITIES = {
    # Works without works procured, and less services procured than one service costs; a one-off
    # project of two years' money; outputs of “1项”; grounds without a document, blanks in 整体绩效;
    # what is paid every year as one-off, and what is of earlier years; satisfaction as a benefit,
    # rates in words, and one form whose year is in per cent and whose period is in words.
    "pinglu-2026": {"N09": 2, "P04": 1, "P06": 1, "P09": 2, "P11": 2, "P13": 3},
    # Besides these indicators whose values are not of their sort, dates before the year, a price that
    # does not come to the money, 生态效益 without ecology, a project called 公用经费, and a largest
    # 类 that is not that of the office.
    "xiaoyi-2025": {
        "P04": 7,
        "P06": 3,
        "P09": 1,
        "P10": 2,
        "P11": 2,
        "P12": 3,
        "P13": 3,
        "P17": 1,
        "X17": 2,
    },
    # 公用经费 under 工资福利, 医保 and 退休费 under other 科目, projects under 行政运行;
    # nothing procured beside a purchase of cars; “三公” items that are
    # not those of the projects of their names; 机关运行经费 of a 公益一类 institution; water and
    # electricity in one output; what is paid every year as one-off; a rate in words and a saving
    # called cost control.
    "qinyuan-2023": {
        "N09": 1,
        "P06": 1,
        "P11": 1,
        "P13": 2,
        "T06": 1,
        "X10": 2,
        "X12": 1,
        "X17": 1,
    },
}
"""What the departments published, and the samples therefore have."""

SAMPLE_NAMES = ("pinglu-2026", "xiaoyi-2025", "qinyuan-2023")


@cache
def prepared_sample(name: str) -> ComputedBudget:
    """A sample read and computed; immutable, so shared by all tests."""
    return compute_budget(SAMPLES / name / "budget.yaml")
