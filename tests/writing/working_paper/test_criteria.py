"""Any selection, asked of any postings as a formula, gives what the selection chooses."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from readings.formula_evaluator import evaluate
from yugong.budget.dimension import GROUPS, Category, Measure, Source, UnitKind, Year
from yugong.budget.money import round_half_up, to_wan
from yugong.figures.posting import CODE_DIMENSIONS, DIMENSIONS, Posting
from yugong.figures.selection import Selection, total
from yugong.writing.working_paper.criteria import AMOUNT, LedgerKeys, exact, rounded_formula, sum_of

NAMES = ("*", "?", "甲*", "甲乙", "~", "~*", "=1", "<5", ">=0", "<>", "201", "1e3", "0201", "TRUE", 'a"b', "A", "a", "长" * 300)  # fmt: skip
CODES = ("201", "2?1", "2*", "20103", "2010303", "2010350", "208", "20805", "2080505", "2080599")
ECONOMIC = ("301", "30101", "30102", "302", "30201", "31013", "3101")


def _names(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


POSTINGS = st.lists(
    st.builds(
        Posting,
        measure=_names((*["支出"] * 4, *map(str, Measure))),
        unit=_names(NAMES[:6]),
        unit_kind=_names(tuple(map(str, UnitKind))),
        category=_names(("", *map(str, Category))),
        project=_names(("", *NAMES)),
        function_code=_names(("", *CODES)),
        department_code=_names(("", *ECONOMIC)),
        government_code=_names(("", "50101", "50201")),
        income_code=_names(("", "1030148")),
        source=_names(tuple(map(str, Source))),
        year=_names(tuple(map(str, Year))),
        amount=st.decimals("0", "99999999.99", places=2),
        line=st.just(0),
    ),
    min_size=4,
    max_size=12,
)
PLAIN: dict[str, tuple[str, ...]] = {
    "单位性质": tuple(map(str, UnitKind)),
    "类别": tuple(map(str, Category)),
    "来源": tuple(map(str, Source)),
    "年份": tuple(map(str, Year)),
    "单位": NAMES[:8],
    "项目": NAMES,
    "功能科目": CODES,
    "部门经济科目": ECONOMIC,
}


@st.composite
def _condition(draw: st.DrawFn) -> Selection:
    """One condition: one value, several, a group, or beginnings of codes of any length."""
    name = draw(_names((*PLAIN, "量")))
    other: bool = draw(st.booleans())
    if name in CODE_DIMENSIONS and other:
        starts = tuple(code[:length] for code in PLAIN[name] for length in range(len(code) + 1))
        chosen = draw(st.lists(_names(starts), min_size=1, max_size=4))
        return Selection(prefixes=((DIMENSIONS[name], tuple(chosen)),))
    groups = list(GROUPS.get(name, {}).values())
    if groups and other:
        values: frozenset[str] = frozenset(map(str, draw(st.sampled_from(groups))))
    else:
        known = PLAIN.get(name, tuple(map(str, Measure)))
        values = draw(st.frozensets(_names(known), min_size=1, max_size=6))
    if name == "量":
        return Selection(measures=values)
    return Selection(allowed=((DIMENSIONS[name], values),))


@st.composite
def _selection(draw: st.DrawFn) -> Selection:
    selection = Selection()
    for condition in draw(st.lists(_condition(), max_size=4)):
        selection = selection.also(condition)
    return selection


def _asked(selection: Selection, postings: list[Posting], wrap: str = "{}") -> float:
    """Return the value of the selection's formula over these postings."""
    keys = LedgerKeys.of(postings, ("甲乙",), [selection])
    columns = {
        name: [str(posting[index]) for posting in postings] for name, index in DIMENSIONS.items()
    }
    columns[AMOUNT] = [float(posting.amount) for posting in postings]  # type: ignore[misc]
    for index, name in enumerate(keys.columns()):
        columns[name] = [keys.values(posting)[index] for posting in postings]  # type: ignore[misc]
    formula = wrap.format(sum_of(selection, keys, "明细_"))
    return float(evaluate(formula, lambda name: columns[name.removeprefix("明细_")]))


@settings(max_examples=120)
@given(POSTINGS, _selection())
def test_a_formula_sums_what_its_selection_chooses(
    postings: list[Posting], selection: Selection
) -> None:
    expected = total(selection.of(postings))
    assert abs(_asked(selection, postings) - float(expected)) < 0.001


@settings(max_examples=100)
@given(st.integers(0, 10**14), st.sampled_from(("万元", "元")), st.integers(0, 6))
def test_an_amount_is_shown_as_money_rounds_it(cents: int, unit: str, places: int) -> None:
    """Even by a spreadsheet that rounds the binary fraction as it is."""
    for amount in (Decimal(cents).scaleb(-2), Decimal(cents * 5000).scaleb(-2) / 10000):
        yuan = round_half_up(amount)
        value = to_wan(yuan) if unit == "万元" else yuan
        computed = evaluate(rounded_formula(f"{yuan:f}", unit, places), lambda name: name)
        assert computed == float(round_half_up(value, places))


def test_a_name_is_asked_by_its_number_and_a_code_by_its_key() -> None:
    row = Posting("支出", "局", "行政", "公用经费", "*", "2010303", "30201", "", "", "其他收入", "本年", Decimal(1), 0)  # fmt: skip
    chosen = Selection(
        allowed=((DIMENSIONS["项目"], frozenset({"*"})),), prefixes=((DIMENSIONS["功能科目"], ("201",)),)
    )  # fmt: skip
    keys = LedgerKeys.of([row], (), [chosen])
    formula = exact(sum_of(chosen, keys, "明细_"))
    assert (
        formula
        == 'ROUND(SUMIFS(明细_金额,明细_量,"支出",明细_项目号,1,明细_功能科目3位,"功201"),2)'
    )


def test_codes_of_several_lengths_are_asked_apart_and_none_twice() -> None:
    chosen = Selection(prefixes=((DIMENSIONS["部门经济科目"], ("310", "31013", "30913", "30231")),))
    formula = sum_of(chosen, LedgerKeys.of([], (), [chosen]), "明细_")
    assert formula == (
        'SUMPRODUCT(SUMIFS(明细_金额,明细_量,"支出",明细_部门经济科目5位,{"经30231","经30913"}))'
        '+SUMIFS(明细_金额,明细_量,"支出",明细_部门经济科目3位,"经310")'
    )


def test_a_selection_nothing_can_meet_is_a_formula_all_the_same() -> None:
    never = Selection(allowed=((3, frozenset({"人员经费"})), (3, frozenset({"公用经费"}))))
    formula = sum_of(never, LedgerKeys.of([], (), [never]), "明细_")
    assert formula == 'SUMIFS(明细_金额,明细_量,"支出",明细_量,"（无）")'
