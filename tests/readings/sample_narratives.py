"""The narrative of a built sample, section by section."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from readings.golden_record import golden
from yugong.budget.money import round_half_up
from yugong.figures.fact import Fact
from yugong.jobs.compute import ComputedBudget
from yugong.standard.wording import Wording


def _difference(fact: Fact) -> Decimal:
    assert fact.change is not None
    return abs(fact.change)


def _rate(fact: Fact) -> str:
    assert fact.previous
    return f"{round_half_up(_difference(fact) / fact.previous * 100)}"


def figure_text(prepared: ComputedBudget, how: dict[str, str]) -> str:
    """A figure of the narrative in the form the publication prints it, without its unit."""
    figures, standard = prepared.figures, prepared.loaded.standard
    if how["式"] == "日期":
        return wording(prepared).day(prepared.intake.budget.assets.as_of)
    fact = figures[how["事实"]]
    words = Wording(standard, {})
    written: dict[str, Callable[[], str]] = {
        "万元": lambda: words.wan(fact),
        "数": lambda: words.number(fact),
        "占比": lambda: words.share(fact, figures[how["占"]]).removesuffix("%"),
        "方向": lambda: words.direction(fact),
        "幅度方向": lambda: "增长" if words.direction(fact) == "增加" else "下降",
        "增减额": lambda: words.wan(Fact("", _difference(fact))),
        "增减幅": lambda: _rate(fact),
        "上年年度": lambda: str(prepared.intake.budget.year - 1),
    }
    return written[how["式"]]()


def wording(prepared: ComputedBudget) -> Wording:
    return Wording(prepared.loaded.standard, {})


def sample_sections(sample_name: str) -> list[tuple[str, str, str]]:
    return [
        (section, label, figure["value"])
        for section, content in golden(sample_name)["narrative"].items()
        for label, figure in content["figures"].items()
    ]
