"""Random ledgers of two years as bare postings, and figures made of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from builders.samples import prepared_sample
from yugong.budget.dimension import Category, Measure, Source, UnitKind, Year
from yugong.figures.drivers import selections_of
from yugong.figures.figures import Figures
from yugong.figures.last_year import LastYear
from yugong.figures.posting import Posting
from yugong.figures.selection import total

amounts = st.integers(1, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
postings = st.builds(
    lambda category, account, name, source, year, amount: Posting(
        Measure.EXPENDITURE.value,
        "某局",
        UnitKind.ADMINISTRATIVE.value,
        category.value,
        name if category.is_project else "",
        "2010301",
        account,
        "",
        "",
        source.value,
        year.value,
        amount,
        -1,
    ),
    st.sampled_from(Category),
    st.sampled_from(["30101", "30201", "30217", "30231", "31013"]),
    st.sampled_from(["甲", "乙", "丙"]),
    st.sampled_from([Source.GENERAL, Source.GOVERNMENT_FUNDS, Source.UNIT_FUNDS]),
    st.sampled_from(Year),
    amounts,
)
ledgers = st.lists(postings, max_size=8)
FACTS = (
    "收入.总计",
    "支出.本年",
    "支出.上年结转",
    "一般公共预算.支出",
    "三公.合计",
    "机关运行经费.合计",
)
BASE = prepared_sample("xiaoyi-2025").figures


def held_against(now: list[Posting], before: list[Posting], stated: dict[str, Decimal]) -> Figures:
    """Figures made of bare postings, last year's stated or as its rows sum."""
    facts = {}
    for fact_id in FACTS:
        selections = selections_of(fact_id)
        assert selections is not None
        value = sum((total(selection.of(now)) for selection in selections), Decimal(0))
        was = sum((total(selection.of(before)) for selection in selections), Decimal(0))
        previous = stated.get(fact_id, was)
        facts[fact_id] = replace(
            BASE["收入.总计"], id=fact_id, value=value, previous=previous, lines=()
        )
    return Figures(
        BASE.budget, BASE.catalogue, tuple(now), facts, LastYear("上年", {}, tuple(before))
    )
