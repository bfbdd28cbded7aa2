"""The border between a performance form and the next."""

from __future__ import annotations

from builders.tabbed_forms import TABBED, read


def halves(rows: str = "") -> str:
    """The form broken by a page: its head over again, the footer on the second half alone."""
    head, indicators = TABBED[: TABBED.index("\t产出指标")], TABBED[TABBED.index("\t产出指标") :]
    body, footer = (
        indicators[: indicators.index("负责人:")],
        indicators[indicators.index("负责人:") :],
    )
    return f"{head}{body}\n{head}{rows}{footer}"


def test_the_head_repeated_by_a_page_break_begins_no_second_form() -> None:
    [whole], [again] = read(TABBED).projects, read(halves()).projects
    assert (again.fields, again.indicators) == (whole.fields, whole.indicators)
    assert [footer.text for footer in again.footers] == [footer.text for footer in whole.footers]
    [form] = read(halves("\t产出指标\t质量指标\t秩序\t良好\t质量指标\t秩序\t良好\n")).projects
    assert (form.indicators[-1].level3, len(form.footers)) == ("秩序", 1)


def test_a_form_with_the_same_indicators_or_other_money_is_a_second_one() -> None:
    again = "\t产出指标\t数量指标\t会议\t12次\t数量指标\t会议\t4次\n"
    assert len(read(halves(again)).projects) == 2
    money = halves()[::-1].replace("1,000"[::-1], "2,000"[::-1], 1)[::-1]
    assert len(read(money).projects) == 2
