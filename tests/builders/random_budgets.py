"""Ledgers of every legal shape: units, sources, carried-over money, projects, odd names."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from builders.small_budget import budget_text
from yugong.reading.located_yaml import parse_yaml

ODD_WORDS = (
    "甲乙丙",
    "<甲&乙>",
    "{甲}",
    "{ {甲} }",
    "}}%",
    "=1+1",
    "+1",
    "-1",
    "@甲",
    "'甲",
    '"甲"',
    "Ａ１（甲）",
    "办公\U0001f600楼",
    "\U00020000字",
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈",
    "第一行",
    "a]]>b",
    "甲／乙",
    "&amp;",
    "1,234.00万元",
    "100%",
    "_x0041_",
    "甲\u3000乙",
)
"""What names and sentences may hold, and programs that read them may stumble over."""

STANDARDS = ("shanxi-2025", "shanxi-2023", "national", "hebei-2023")
"""The standards; the last asks more of a ledger than :mod:`small_budget` says."""

words = st.sampled_from(ODD_WORDS)
_amounts = st.one_of(
    st.sampled_from(("0.01", "0", "1", "49.99", "50", "10000", "99999999.99")),
    st.integers(1, 10**12).map(lambda cents: f"{cents // 100}.{cents % 100:02}"),
)
_whole_amounts = st.integers(1, 10**5).map(lambda wan: f"{wan}0000")
_PERSONNEL = ("30101", "30102", "30103", "30302", "30309")
_PUBLIC = ("30201", "30202", "30211", "30217", "30231", "30228", "31002")
_PROJECT = ("30227", "30201", "31003", "31013", "30217", "30231", "39999")
_UNIT_SOURCES = ("财政专户管理资金", "单位资金", "事业收入", "上级补助收入", "其他收入")


@st.composite
def budgets(draw: st.DrawFn, *, ordinary: bool = False) -> dict[str, Any]:
    """A ledger's plain value, without last year's figures.

    An ``ordinary`` one has whole amounts of 万元, each project in one unit and in this year, and
    units of one kind.
    """
    amounts = _whole_amounts if ordinary else _amounts
    kinds = ("行政", "参公", "事业")
    kind = draw(st.sampled_from(kinds))
    located, _ = parse_yaml(budget_text().encode(), "budget.yaml")
    assert located is not None
    value: dict[str, Any] = located.value
    count = draw(st.integers(1, 4))
    names = [f"某县{draw(words)}第{index + 1}馆" for index in range(count)]
    value["标准"] = draw(st.sampled_from(STANDARDS))
    department = value["部门"]
    department["名称"] = f"某县{draw(words)}局" if draw(st.booleans()) else "某县档案馆"
    department["单位"] = [
        {"名称": name, "性质": kind if ordinary else draw(st.sampled_from(kinds))} for name in names
    ]
    department["职责"] = [f"{draw(words)}工作。" for _ in range(draw(st.integers(1, 3)))]
    _projects(draw, value)
    rows = [_row(draw, names, "人员经费", _PERSONNEL, amounts)]
    rows += [
        _row(draw, names, "公用经费", _PUBLIC, amounts) for _ in range(draw(st.integers(0, 3)))
    ]
    for project in value["项目"]:
        category = draw(st.sampled_from(("其他运转类项目", "特定目标类项目")))
        here = [draw(st.sampled_from(names))] if ordinary else names
        for _ in range(draw(st.integers(1, 2))):
            row = _row(draw, here, category, _PROJECT, amounts)
            years = ("本年",) if ordinary else ("本年", "上年结转")
            rows.append({**row, "项目": project["名称"], **_other_sources(draw, years)})
    value["收支明细"] = rows
    value["收入"] = _income(rows)
    value["文字"] = {name: f"{draw(words)}。" for name in value["文字"]}
    del value["上年数"]
    if value["标准"] == "hebei-2023":
        _as_hebei_asks(draw, value, amounts)
    return value


def _as_hebei_asks(draw: st.DrawFn, value: dict[str, Any], amounts: st.SearchStrategy[str]) -> None:
    """Fill in what Hebei asks besides, in its year; leave out what it does not know."""
    value["年度"] = "2023"
    value["部门"]["公开日期"] = "2023-03-02"
    for unit in value["部门"]["单位"]:
        unit |= {"单位规格": draw(words), "经费保障形式": draw(words)}
    for project in value["项目"]:
        project["指标"] = [
            {
                **indicator,
                "二级": indicator["二级"].replace("满意度", "满意度指标"),
                "说明": draw(words),
                "依据": draw(words),
            }
            for indicator in project["指标"]
        ]
    for row in value["收支明细"]:
        if row.get("资金来源") == "单位资金":
            row["资金来源"] = "其他收入"
    columns = ("总体绩效目标", "分项绩效目标", "工作保障措施")
    value["整体绩效"] = {"栏目": {name: f"{draw(words)}。" for name in columns}}
    value["政府采购"] = [
        _purchase(draw, row) for row in value["收支明细"] if "项目" in row and draw(st.booleans())
    ]
    goods = [
        Decimal(purchase["金额"]) for purchase in value["政府采购"] if purchase["类别"] == "货物"
    ]
    worth = ("房屋价值", "车辆价值", "二十万元以上设备价值", "其他固定资产价值")
    value["国有资产"] |= {
        "截至日期": "2022-12-31",
        "房屋面积": "860",
        "二十万元以上设备": draw(st.integers(0, 9).map(str)),
        "其他固定资产": draw(st.integers(0, 9).map(str)),
        "拟购置固定资产": f"{sum(goods, Decimal(0)):.2f}",
        **{name: draw(amounts) for name in worth},
    }
    del value["文字"]["政府购买服务"]


def _purchase(draw: st.DrawFn, row: dict[str, str]) -> dict[str, str]:
    """Draw the purchases for all the money of a row."""
    quantity = Decimal(draw(st.sampled_from(("1", "2", "7", "0.5", "3.33", "1200"))))
    kind = draw(st.sampled_from(("货物", "工程", "服务")))
    return {
        **{key: row[key] for key in ("单位", "项目", "金额", "年份", "资金来源") if key in row},
        "类别": kind,
        "名称": draw(words),
        "采购目录序号": {"货物": "A02039900", "工程": "B01000000", "服务": "C21040000"}[kind],
        "计量单位": draw(words),
        "数量": str(quantity),
        "单价": f"{Decimal(row['金额']) / quantity:.2f}",
        "预留中小微企业份额": draw(st.sampled_from(("0", row["金额"]))),
    }


def _row(
    draw: st.DrawFn,
    names: list[str],
    category: str,
    accounts: tuple[str, ...],
    amounts: st.SearchStrategy[str],
) -> dict[str, str]:
    return {
        "单位": draw(st.sampled_from(names)),
        "支出类别": category,
        "功能科目": "2012604",
        "部门经济科目": draw(st.sampled_from(accounts)),
        "金额": draw(amounts),
        **({"备注": draw(words)} if draw(st.booleans()) else {}),
    }


def _other_sources(draw: st.DrawFn, years: tuple[str, ...]) -> dict[str, str]:
    year = draw(st.sampled_from(years))
    source = draw(st.sampled_from(("", "", "政府性基金预算", "国有资本经营预算", *_UNIT_SOURCES)))
    if not source:
        return {"年份": year}
    function = {"政府性基金预算": "2120803", "国有资本经营预算": "2230201"}.get(source, "2012604")
    return {"年份": year, "资金来源": source, "功能科目": function}


def _income(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    codes = {"政府性基金预算": "1030148", "国有资本经营预算": "1030601"}
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.get("资金来源") in codes:
            key = row["资金来源"], row["年份"]
            yuan, _, cents = row["金额"].partition(".")
            sums[key] = sums.get(key, 0) + int(yuan) * 100 + int(cents or 0)
    return [
        {
            "资金来源": source,
            "年份": year,
            "收入科目": codes[source],
            "金额": f"{total // 100}.{total % 100:02}",
        }
        for (source, year), total in sums.items()
    ]


def _projects(draw: st.DrawFn, value: dict[str, Any]) -> None:
    [pattern] = value["项目"]
    count = draw(st.sampled_from((0, 1, 2, 3, 12)))
    value["项目"] = [
        {
            **pattern,
            "名称": f"{draw(words)}项目{index + 1}",
            "概况": f"{draw(words)}。",
            "指标": [
                {**indicator, "三级": f"{draw(words)}{number}"}
                for number, indicator in enumerate(pattern["指标"], 1)
            ],
        }
        for index in range(count)
    ]
