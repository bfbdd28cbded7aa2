"""The charts of accounts as values: hierarchy, suggestions, additions, correspondence."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from yugong.budget.catalogue import Account, AccountKind, Catalogue, Chart, GovernmentCodes

FUNCTION = Chart(
    "功能科目",
    (3, 5, 7),
    (
        Account("2010350", "事业运行"),
        Account("201", "一般公共服务支出"),
        Account("20103", "政府办公厅（室）及相关机构事务"),
        Account("2010301", "行政运行"),
        Account("2010303", "机关服务"),
        Account("20131", "党委办公厅（室）及相关机构事务"),
        Account("2013150", "事业运行"),
        Account("212", "城乡社区支出"),
        Account("21211", "农业土地开发资金安排的支出"),
    ),
)


def chart(kind: AccountKind, *accounts: Account) -> Chart:
    return Chart(kind, kind.levels, accounts)


def catalogue() -> Catalogue:
    return Catalogue(
        2025,
        FUNCTION,
        chart(AccountKind.DEPARTMENT_ECONOMIC, Account("301", "工资福利支出")),
        chart(AccountKind.GOVERNMENT_ECONOMIC, Account("50101", "工资奖金津补贴")),
        chart(AccountKind.INCOME),
        {
            "30101": GovernmentCodes("50101", "50501"),
            "30107": GovernmentCodes(None, "50501"),
        },
    )


def test_a_chart_keeps_its_accounts_in_the_order_of_their_codes() -> None:
    codes = [account.code for account in FUNCTION]
    assert codes == sorted(codes)
    assert len(FUNCTION) == 9


def test_a_code_is_looked_up_with_its_name() -> None:
    assert "2010303" in FUNCTION
    assert FUNCTION.name("2010303") == "机关服务"
    assert FUNCTION.get("2010303") == Account("2010303", "机关服务")


def test_an_unknown_code_has_no_account_and_no_name() -> None:
    assert "2010304" not in FUNCTION
    assert FUNCTION.get("2010304") is None
    assert FUNCTION.name("2010304") is None


def test_the_ancestors_of_a_code_follow_from_its_digits() -> None:
    assert FUNCTION.ancestors("2010303") == ("201", "20103")
    assert FUNCTION.parent_code("2010303") == "20103"
    assert FUNCTION.parent_code("20103") == "201"
    assert FUNCTION.parent_code("201") is None
    assert FUNCTION.ancestors("9990101") == ("999", "99901")


@pytest.mark.parametrize(
    ("code", "level"), [("201", "类"), ("20103", "款"), ("2010303", "项"), ("2010", ""), ("", "")]
)
def test_the_length_of_a_code_names_its_level(code: str, level: str) -> None:
    assert FUNCTION.level_name(code) == level


def test_the_fourth_level_of_income_is_called_目() -> None:
    income = chart(AccountKind.INCOME)
    assert income.level_name("103014801") == "目"


def test_an_amount_may_be_on_the_lowest_level_or_where_nothing_is_listed_below() -> None:
    assert FUNCTION.is_leaf_level("2010303")
    assert FUNCTION.is_leaf_level("2019999")
    assert FUNCTION.is_leaf_level("21211")
    assert not FUNCTION.is_leaf_level("20103")
    assert not FUNCTION.is_leaf_level("201")
    assert not FUNCTION.is_leaf_level("20999")


def test_the_children_of_a_code_are_one_level_below_it() -> None:
    assert [a.code for a in FUNCTION.children("201")] == ["20103", "20131"]
    assert [a.code for a in FUNCTION.children("20103")] == ["2010301", "2010303", "2010350"]
    assert FUNCTION.children("2010303") == ()


def test_exchanged_digits_are_the_first_suggestion() -> None:
    nearest = FUNCTION.similar_codes("2010330")
    assert nearest[0] == Account("2010303", "机关服务")
    assert [account.code for account in nearest] == ["2010303", "2010350", "2010301"]


def test_a_missing_or_a_doubled_digit_is_recognised() -> None:
    assert FUNCTION.similar_codes("201033")[0].code == "2010303"
    assert FUNCTION.similar_codes("20103303")[0].code == "2010303"


def test_siblings_are_suggested_before_codes_of_another_parent() -> None:
    assert FUNCTION.similar_codes("2013151")[0].code == "2013150"


@pytest.mark.parametrize("code", ["", "9", "8888888", "机关服务", "2" * 10_000])
def test_nothing_is_suggested_where_nothing_is_near(code: str) -> None:
    assert FUNCTION.similar_codes(code) == []


def test_the_number_of_suggestions_is_limited() -> None:
    assert len(FUNCTION.similar_codes("2010302", limit=1)) == 1


def test_a_name_is_found_although_its_brackets_are_half_width() -> None:
    nearest = FUNCTION.similar_names("政府办公厅(室)及相关机构事务")
    assert nearest[0].code == "20103"


def test_a_slightly_different_name_is_found_and_a_strange_one_is_not() -> None:
    assert FUNCTION.similar_names("农业土地开发资金支出")[0].code == "21211"
    assert FUNCTION.similar_names("航天") == []
    assert FUNCTION.similar_names("长" * 10_000) == []


def test_accounts_of_the_same_name_come_in_the_order_of_their_codes() -> None:
    assert [a.code for a in FUNCTION.similar_names("事业运行")][:2] == ["2010350", "2013150"]


def test_an_addition_makes_a_new_chart_and_leaves_the_old_one_alone() -> None:
    added = FUNCTION.with_added([Account("2010304", "专项服务"), Account("2010303", "机关后勤")])
    assert added.name("2010304") == "专项服务"
    assert added.name("2010303") == "机关后勤"
    assert len(added) == len(FUNCTION) + 1
    assert FUNCTION.name("2010303") == "机关服务"
    assert "2010304" not in FUNCTION


def test_codes_can_be_left_out_of_a_new_chart() -> None:
    assert "21211" not in FUNCTION.without(["21211"])
    assert "21211" in FUNCTION


def test_a_code_listed_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Chart("功能科目", (3,), (Account("201", "甲"), Account("201", "乙")))


@pytest.mark.parametrize("code", ["20", "2010", "20A", "２０１", ""])
def test_a_code_that_fits_no_level_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="fits no level"):
        Chart("功能科目", (3, 5), (Account(code, "甲"),))


def test_charts_and_catalogues_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        FUNCTION.kind = "收入科目"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        catalogue().year = 2026  # type: ignore[misc]
    assert hash(catalogue()) == hash(catalogue())


def test_the_government_code_depends_on_the_nature_of_the_unit() -> None:
    whole = catalogue().with_additions(
        {AccountKind.GOVERNMENT_ECONOMIC: [Account("50501", "工资福利支出")]}
    )
    assert whole.government_code("30101", True) == "50101"
    assert whole.government_code("30101", False) == "50501"
    assert whole.government_code("3010101", True) == "50101"


def test_there_is_no_government_code_where_the_correspondence_says_nothing() -> None:
    assert catalogue().government_code("30107", True) is None
    assert catalogue().government_code("30299", True) is None


def test_a_government_code_that_the_year_does_not_list_is_never_a_default() -> None:
    assert catalogue().government_code("30101", False) is None


def test_additions_reach_the_chart_of_their_kind_only() -> None:
    before = catalogue()
    after = before.with_additions(
        {
            AccountKind.INCOME: [Account("103", "非税收入")],
            AccountKind.DEPARTMENT_ECONOMIC: [Account("30101", "基本工资")],
        }
    )
    assert after.income.name("103") == "非税收入"
    assert after.department_economic.name("30101") == "基本工资"
    assert after.function == before.function
    assert "103" not in before.income


@pytest.mark.parametrize("kind", list(AccountKind))
def test_each_kind_has_its_chart(kind: AccountKind) -> None:
    replaced = Chart(kind, kind.levels, (Account("999", "试"),))
    assert catalogue().with_chart(kind, replaced).chart(kind) is replaced
