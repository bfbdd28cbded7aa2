"""The narrative of built packages: every number comes out as what it was computed as."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from builders.agency_departments import TWO_UNITS
from builders.samples import SAMPLE_NAMES, prepared_sample
from builders.small_budget import budget_file
from readings.published_reading import recognised, written_word
from yugong.budget.money import percent, round_half_up, shown_wan, to_wan
from yugong.figures.fact import Fact
from yugong.figures.figures import Figures
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.published.model.package import Aspect, PublishedPackage, Statement
from yugong.published.narrative.words import narrative_words

AGENCY_LEDGER = """\
收支明细:
- {单位: 某县档案局机关, 支出类别: 人员经费, 功能科目: 2012601, 部门经济科目: 30101, 金额: 600000.00}
- {单位: 某县档案局机关, 支出类别: 公用经费, 功能科目: 2012601, 部门经济科目: 30217, 金额: 12000.00}
- {单位: 某县档案局机关, 支出类别: 公用经费, 功能科目: 2012601, 部门经济科目: 30231, 金额: 31234.56}
- {单位: 某县档案馆, 支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 80000.00}
- {单位: 某县档案馆, 支出类别: 人员经费, 功能科目: 2080505, 部门经济科目: 30108, 金额: 45678.90}
- {单位: 某县档案馆, 支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 年份: 上年结转, 金额: 320000.00}
- {单位: 某县档案馆, 支出类别: 其他运转类项目, 项目: 库房运行, 资金来源: 事业收入, 功能科目: 2012604, 部门经济科目: 30206, 金额: 50000.00}
"""

AGENCY_PREVIOUS = """\
上年数:
  收入.总计: 1200000.00
  支出.总计: 1200000.00
  一般公共预算.支出: 768913.46
  三公.因公出国境费: 20000
  三公.公务接待费: 15000
  三公.公务用车购置费: 0
  三公.公务用车运行维护费: 0
  机关运行经费.合计: 50000
变动原因:
  收入.总计: 人员减少2人
  支出.总计: 人员减少2人
  三公.合计: 车辆增加
  三公.因公出国境费: 没有出国任务
  三公.公务用车购置及运行费: 车辆增加
  机关运行经费.合计: 压减7%
  三公.公务接待费: 接待批次减少3批，节约1.2万元
  三公.公务用车运行维护费: 新接收执法用车2辆
"""

NO_ASSETS = """\
国有资产:
  截至日期: 2025-12-31
  车辆编制数: 2
  车辆: {应急保障用车: 0}
  办公用房面积: 0
  五十万元以上设备: 0
  百万元以上设备: 0
"""

PROJECTS_OF_BOTH = """\
项目:
- {名称: 档案数字化, 项目属性: 一次性, 项目期: 1年, 概况: 扫描。, 立项依据: 安排。, 必要性: 抢救。, 保障措施: 验收。, 实施计划: 全年。, 实施期目标: 完成。, 指标: [{一级: 产出指标, 二级: 数量指标, 三级: 页数, 指标值: 10页}]}
- {名称: 库房运行, 项目属性: 一次性, 项目期: 1年, 概况: 用电。, 立项依据: 安排。, 必要性: 恒温。, 保障措施: 巡检。, 实施计划: 全年。, 实施期目标: 完成。, 指标: [{一级: 产出指标, 二级: 数量指标, 三级: 库房, 指标值: 2间}]}
"""

REASONS = """\
变动原因:
  收入.总计: 财政拨款改由事业收入安排
  支出.总计: 财政拨款改由事业收入安排
  一般公共预算.支出: 财政拨款改由事业收入安排
"""

OTHER_MONEY = """\
收支明细:
- {支出类别: 人员经费, 资金来源: 事业收入, 功能科目: 2012604, 部门经济科目: 30101, 金额: 600000.00}
"""


def test_every_number_of_a_sample_is_what_was_computed(tmp_path: Path) -> None:
    for name in SAMPLE_NAMES:
        prepared = prepared_sample(name)
        package = recognised(written_word(prepared, _folder(tmp_path, name)))
        assert_understood(package, prepared)
        assert len(package.statements) > 80


def test_every_number_of_the_small_budget_is_what_was_computed(tmp_path: Path) -> None:
    prepared = small(tmp_path)
    package = recognised(written_word(prepared, tmp_path))
    assert_understood(package, prepared)
    assert [statement.value for statement in package.stated("国有资产.车辆实有数")] == [Decimal(1)]


def test_every_number_is_understood_where_much_changed_and_much_is_missing(
    tmp_path: Path,
) -> None:
    prepared = small(
        tmp_path,
        department=TWO_UNITS,
        ledger=AGENCY_LEDGER,
        previous=AGENCY_PREVIOUS,
        assets=NO_ASSETS,
        projects=PROJECTS_OF_BOTH,
    )
    package = recognised(written_word(prepared, tmp_path))
    assert_understood(package, prepared)
    assert [statement.value for statement in package.stated("机关运行经费.合计")] == [
        Decimal("4.32")
    ]
    [reception] = package.stated("三公.公务接待费", Aspect.CHANGE)
    assert (reception.value, reception.direction) == (Decimal("0.30"), -1)
    assert reception.reason == "接待批次减少3批，节约1.2万元"
    [abroad] = package.stated("三公.因公出国境费", Aspect.RATE)
    assert (abroad.value, abroad.direction) == (Decimal(100), -1)
    [driving] = package.stated("三公.公务用车运行维护费", Aspect.PREVIOUS)
    assert driving.value == 0


def test_a_department_without_fiscal_money_says_so(tmp_path: Path) -> None:
    prepared = small(tmp_path, ledger=OTHER_MONEY, projects="", extra=REASONS)
    package = recognised(written_word(prepared, tmp_path))
    assert_understood(package, prepared)
    for subject in ("财政拨款.总计", "财政拨款.支出", "一般公共预算.支出"):
        assert all(statement.value == 0 for statement in package.stated(subject))
        assert any(package.stated(subject))


@pytest.mark.parametrize("part", ["人员经费", "公用经费"])
def test_the_accounts_listed_are_those_of_the_ledger(tmp_path: Path, part: str) -> None:
    prepared = prepared_sample("xiaoyi-2025")
    package = recognised(written_word(prepared, tmp_path))
    [listed] = [
        enumeration
        for enumeration in package.enumerations
        if enumeration.subject == f"一般公共预算.{part}"
    ]
    assert list(listed.names) == [
        str(account) for account in prepared.package.context[f"{part}科目"]
    ]


# --- comparing with the figures ---------------------------------------------------------------


def small(folder: Path, **replaced: str) -> ComputedBudget:
    return compute_budget(budget_file(folder, **replaced))


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


def assert_understood(package: PublishedPackage, prepared: ComputedBudget) -> None:
    """Every number of the narrative became one statement, and every statement is right."""
    assert [finding for finding in package.unread if finding.code == "R060"] == []
    assert stated_numbers(package) == printed_numbers(package)
    for statement in package.statements:
        expected = _expected(statement, prepared.figures)
        assert statement.value == expected, (statement, expected)


_UNDERSTOOD = {words.name for words in narrative_words()[0] if words.terms}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:万元|%|个|辆|平方米|台（套）)")
_THRESHOLD = re.compile(r"(?:原值|单价)\d+万元以上")


def stated_numbers(package: PublishedPackage) -> Counter[str]:
    """The numbers of the statements; a list of which each is zero has one for all."""
    values = []
    of_all: set[str] = set()
    for statement in package.statements:
        if "均为" not in statement.text or statement.sentence not in of_all:
            values.append(_NUMBER.findall(_THRESHOLD.sub("", statement.text)))
        if "均为" in statement.text:
            of_all.add(statement.sentence)
    return Counter(numbers[-1] for numbers in values if numbers)


def printed_numbers(package: PublishedPackage) -> Counter[str]:
    """Return the numbers printed in the sections, except those inside reasons."""
    reasons = {statement.reason for statement in package.statements if statement.reason}
    printed: Counter[str] = Counter()
    for section in package.sections:
        if section.name not in _UNDERSTOOD:
            continue
        for passage in section.passages:
            text = passage.text
            for reason in reasons:
                text = text.replace(reason, "")
            printed.update(_NUMBER.findall(_THRESHOLD.sub("", text)))
    return printed


def _expected(statement: Statement, figures: Figures) -> Decimal | None:
    fact = figures.facts.get(statement.subject)
    if fact is None:
        # A function without any money has no fact.
        return Decimal(0)
    if statement.aspect is Aspect.VALUE:
        return _shown(fact, fact.value)
    if statement.aspect is Aspect.SHARE:
        assert statement.base is not None
        return percent(fact.value, figures[statement.base].value) or Decimal(0)
    assert fact.previous is not None, statement
    assert fact.change is not None
    if statement.aspect is Aspect.PREVIOUS:
        return _shown(fact, fact.previous)
    if statement.direction is not None and fact.change:
        assert statement.direction == (1 if fact.change > 0 else -1)
    if statement.aspect is Aspect.CHANGE:
        return round_half_up(abs(to_wan(fact.change)))
    return percent(abs(fact.change), fact.previous)


def _shown(fact: Fact, value: Decimal) -> Decimal:
    return shown_wan(value) if fact.unit == "元" else value
