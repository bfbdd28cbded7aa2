"""The charts that come with the package, and a bureau's own list upon them."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.account_files import codes, csv_file
from yugong.budget.catalogue import Account, AccountKind
from yugong.findings import Severity
from yugong.intake.catalogue_source import (
    catalogue_years,
    extend,
    load_catalogue,
)

FUNCTION = AccountKind.FUNCTION
CATALOGUE = load_catalogue(2025)[0]

PUBLISHED = """\
201 一般公共服务支出
20103 政府办公厅（室）及相关机构事务
2010303 机关服务
2010350 事业运行
2010399 其他政府办公厅（室）及相关机构事务支出
20132 组织事务
2013201 行政运行
2013202 一般行政管理事务
20136 其他共产党事务支出
2013601 行政运行
2013650 事业运行
207 文化旅游体育与传媒支出
20799 其他文化旅游体育与传媒支出
2079999 其他文化旅游体育与传媒支出
208 社会保障和就业支出
20805 行政事业单位养老支出
2080502 事业单位离退休
2080505 机关事业单位基本养老保险缴费支出
2080506 机关事业单位职业年金缴费支出
20809 退役安置
2080999 其他退役安置支出
210 卫生健康支出
21011 行政事业单位医疗
2101101 行政单位医疗
2101102 事业单位医疗
2101103 公务员医疗补助
212 城乡社区支出
21203 城乡社区公共设施
2120399 其他城乡社区公共设施支出
21208 国有土地使用权出让收入安排的支出
2120803 城市建设支出
221 住房保障支出
22102 住房改革支出
2210201 住房公积金
301 工资福利支出
30101 基本工资
30102 津贴补贴
30103 奖金
30107 绩效工资
30108 机关事业单位基本养老保险缴费
30109 职业年金缴费
30110 职工基本医疗保险缴费
30111 公务员医疗补助缴费
30112 其他社会保障缴费
30113 住房公积金
30199 其他工资福利支出
302 商品和服务支出
30201 办公费
30202 印刷费
30205 水费
30206 电费
30207 邮电费
30208 取暖费
30211 差旅费
30216 培训费
30217 公务接待费
30228 工会经费
30229 福利费
30231 公务用车运行维护费
30239 其他交通费用
30299 其他商品和服务支出
303 对个人和家庭的补助
30301 离休费
30302 退休费
30309 奖励金
310 资本性支出
31002 办公设备购置
50101 工资奖金津补贴
50102 社会保障缴费
50103 住房公积金
50201 办公经费
50203 培训费
50206 公务接待费
50208 公务用车运行维护费
50299 其他商品和服务支出
50501 工资福利支出
50502 商品和服务支出
50601 资本性支出
50901 社会福利和救助
50905 离退休费
103 非税收入
10301 政府性基金收入
1030148 国有土地使用权出让收入
"""

CLASSES = """\
201 一般公共服务支出
202 外交支出
203 国防支出
204 公共安全支出
205 教育支出
206 科学技术支出
207 文化旅游体育与传媒支出
208 社会保障和就业支出
209 社会保险基金支出
210 卫生健康支出
211 节能环保支出
212 城乡社区支出
213 农林水支出
214 交通运输支出
215 资源勘探工业信息等支出
216 商业服务业等支出
217 金融支出
219 援助其他地区支出
220 自然资源海洋气象等支出
221 住房保障支出
222 粮油物资储备支出
223 国有资本经营预算支出
224 灾害防治及应急管理支出
227 预备费
229 其他支出
230 转移性支出
231 债务还本支出
232 债务付息支出
233 债务发行费用支出
234 抗疫特别国债安排的支出
"""


def pairs(table: str) -> list[tuple[str, str]]:
    return [(code, name) for code, name in (line.split() for line in table.splitlines())]


def chart_of(code: str) -> AccountKind:
    return {
        "1": AccountKind.INCOME,
        "2": AccountKind.FUNCTION,
        "3": AccountKind.DEPARTMENT_ECONOMIC,
        "5": AccountKind.GOVERNMENT_ECONOMIC,
    }[code[0]]


# --- the lists that come with the package --------------------------------------------------


@pytest.mark.parametrize("year", catalogue_years())
@pytest.mark.parametrize(("code", "name"), pairs(PUBLISHED))
def test_what_departments_published_is_listed_with_the_same_name(
    year: int, code: str, name: str
) -> None:
    catalogue, _ = load_catalogue(year)
    assert catalogue.chart(chart_of(code)).name(code) == name


def test_the_function_chart_has_exactly_the_classes_of_2025() -> None:
    classes = [(a.code, a.name) for a in CATALOGUE.function if len(a.code) == 3]
    assert classes == pairs(CLASSES)


@pytest.mark.parametrize("year", catalogue_years())
@pytest.mark.parametrize("kind", list(AccountKind))
def test_every_account_has_its_parent_in_the_chart(year: int, kind: AccountKind) -> None:
    chart = load_catalogue(year)[0].chart(kind)
    assert [a for a in chart for code in chart.ancestors(a.code) if code not in chart] == []


@pytest.mark.parametrize("kind", list(AccountKind))
def test_names_are_filled_and_have_no_half_width_marks_or_blanks(kind: AccountKind) -> None:
    marks = set("()[]\"',;: \t\u3000")
    assert [a for a in CATALOGUE.chart(kind) if not a.name or marks & set(a.name)] == []


@pytest.mark.parametrize("kind", list(AccountKind))
def test_brackets_and_quotation_marks_are_paired(kind: AccountKind) -> None:
    for account in CATALOGUE.chart(kind):
        assert account.name.count("（") == account.name.count("）")
        assert account.name.count("“") == account.name.count("”")


def test_siblings_in_the_function_chart_have_different_names() -> None:
    for parent in CATALOGUE.function:
        names = [child.name for child in CATALOGUE.function.children(parent.code)]
        assert len(names) == len(set(names)), parent


def test_the_same_item_number_has_the_same_name_throughout() -> None:
    usual = {"行政运行": "01", "一般行政管理事务": "02"}
    for account in CATALOGUE.function:
        if account.name in usual and len(account.code) == 7:
            assert account.code[-2:] == usual[account.name]


def test_the_lists_are_as_long_as_their_description_says() -> None:
    counts = {
        kind: [sum(len(a.code) == digits for a in CATALOGUE.chart(kind)) for digits in kind.levels]
        for kind in AccountKind
    }
    assert counts == {
        AccountKind.FUNCTION: [30, 260, 1319],
        AccountKind.DEPARTMENT_ECONOMIC: [10, 99],
        AccountKind.GOVERNMENT_ECONOMIC: [15, 66],
        AccountKind.INCOME: [5, 50, 89, 17],
    }


def test_every_departmental_item_has_its_counterpart_in_the_government_chart() -> None:
    items = {a.code for a in CATALOGUE.department_economic if len(a.code) == 5}
    assert set(CATALOGUE.mapping) == items
    for code, government in CATALOGUE.mapping.items():
        assert government.institution in CATALOGUE.government_economic, code
        # 绩效工资 is not paid by agencies; the correspondence leaves it open.
        assert government.agency in CATALOGUE.government_economic or code == "30107"


@pytest.mark.parametrize(
    ("department", "agency", "institution"),
    [
        ("30101", "50101", "50501"),
        ("30108", "50102", "50501"),
        ("30113", "50103", "50501"),
        ("30201", "50201", "50502"),
        ("30212", "50207", "50502"),
        ("30213", "50209", "50502"),
        ("30217", "50206", "50502"),
        ("30226", "50205", "50502"),
        ("30231", "50208", "50502"),
        ("30301", "50905", "50905"),
        ("30308", "50902", "50902"),
        ("30702", "51102", "51102"),
        ("30902", "50404", "50602"),
        ("31002", "50306", "50601"),
        ("31013", "50303", "50601"),
        ("31302", "51002", "51002"),
        ("39999", "59999", "59999"),
        ("30107", None, "50501"),
    ],
)
def test_the_correspondence_of_the_two_economic_charts(
    department: str, agency: str | None, institution: str
) -> None:
    assert CATALOGUE.government_code(department, True) == agency
    assert CATALOGUE.government_code(department, False) == institution


def test_a_wrong_code_of_a_real_list_is_answered_with_the_right_one() -> None:
    nearest = CATALOGUE.function.similar_codes("2010330")
    assert (nearest[0].code, nearest[0].name) == ("2010303", "机关服务")
    assert CATALOGUE.function.similar_codes("2080550")[0].code == "2080505"
    assert CATALOGUE.department_economic.similar_codes("30271")[0].code == "30217"


def test_a_year_with_its_own_list_is_loaded_without_findings() -> None:
    for year in catalogue_years():
        catalogue, findings = load_catalogue(year)
        assert (catalogue.year, findings) == (year, [])


def test_the_catalogue_of_2026_carries_on_that_of_2025() -> None:
    catalogue, _ = load_catalogue(2026)
    assert len(catalogue.function) == len(CATALOGUE.function)
    assert catalogue.mapping == CATALOGUE.mapping


@pytest.mark.parametrize(
    ("year", "chosen"), [(2099, catalogue_years()[-1]), (1999, catalogue_years()[0])]
)
def test_a_year_without_a_list_uses_the_nearest_and_says_so(year: int, chosen: int) -> None:
    catalogue, findings = load_catalogue(year)
    assert catalogue.year == chosen
    assert codes(findings) == ["R008"]
    assert findings[0].severity is Severity.WARNING
    assert str(year) in findings[0].actual
    assert str(chosen) in findings[0].expected


def test_the_findings_of_one_call_are_not_shared_with_the_next() -> None:
    load_catalogue(2099)[1].clear()
    assert codes(load_catalogue(2099)[1]) == ["R008"]


# --- adding to a year's list and replacing it ----------------------------------------------


def test_a_bureau_can_add_accounts_to_the_years_list(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "编码,名称\n2010388,专项保障\n20188,地方事务\n2018801,地方运行\n")
    extended, findings = extend(CATALOGUE, path, FUNCTION)
    assert findings == []
    assert extended.function.name("2018801") == "地方运行"
    assert len(extended.function) == len(CATALOGUE.function) + 3
    assert "2010388" not in CATALOGUE.function


def test_a_bureau_can_rename_an_account(tmp_path: Path) -> None:
    extended, findings = extend(
        CATALOGUE, csv_file(tmp_path, "编码,名称\n2010303,机关后勤\n"), FUNCTION
    )
    assert findings == []
    assert extended.function.name("2010303") == "机关后勤"


def test_an_account_without_its_parent_is_left_out_and_reported(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "编码,名称\n2018801,地方运行\n2010388,专项保障\n")
    extended, findings = extend(CATALOGUE, path, FUNCTION)
    assert [(f.code, f.place.line) for f in findings] == [("R011", 2)]
    assert "20188" in findings[0].expected
    assert "2018801" not in extended.function
    assert "2010388" in extended.function


def test_a_bureau_can_replace_one_kind_as_a_whole(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "编码,名称\n201,服务\n20103,政府办\n2010303,后勤\n")
    replaced, findings = extend(CATALOGUE, path, FUNCTION, anew=True)
    assert findings == []
    assert [a.code for a in replaced.function] == ["201", "20103", "2010303"]
    assert replaced.income == CATALOGUE.income


def test_in_a_replacement_the_old_parents_do_not_count(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "编码,名称\n201,服务\n2010303,后勤\n")
    replaced, findings = extend(CATALOGUE, path, FUNCTION, anew=True)
    assert codes(findings) == ["R011"]
    assert [a.code for a in replaced.function] == ["201"]


def test_a_replacement_without_a_good_row_changes_nothing(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "编码,名称\n2010303,后勤\n")
    replaced, findings = extend(CATALOGUE, path, FUNCTION, anew=True)
    assert codes(findings) == ["R011"]
    assert replaced == CATALOGUE


def test_added_accounts_are_suggested_like_listed_ones(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "编码,名称\n2010376,专项保障\n")
    extended, _ = extend(CATALOGUE, path, FUNCTION)
    nearest = extended.function.similar_codes("2010367")[0]
    assert nearest == Account("2010376", "专项保障")
