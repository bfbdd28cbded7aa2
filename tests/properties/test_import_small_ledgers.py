"""Whatever a small ledger's tables print, the ledger worked out of them prints again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.samples import prepared_sample
from yugong.budget.budget import Budget
from yugong.figures.figures import compute_figures
from yugong.findings import Place
from yugong.intake.catalogue_source import load_catalogue
from yugong.published.model.package import PublishedPackage
from yugong.published.of_package import tables_of
from yugong.reading.model_findings import build_model
from yugong.reconstruct.ledger_of_package import ledger_of_package
from yugong.standard.context import build_package
from yugong.standard.tables import build_tables

_FUNCTIONS = ("2010301", "2010350", "2080505", "2101102", "2210201", "2120303")
_PERSONNEL = ("30101", "30108", "30110", "30113", "30302")
_PUBLIC = ("30201", "30217", "30231", "31002")
_FISCAL = ("一般公共预算", "政府性基金预算", "国有资本经营预算")
_NAMES = ("甲项目", "会议费项目", "退休人员补贴", "公务接待")

_amounts = st.integers(min_value=100_000, max_value=90_000_000).map(
    lambda fen: str(Decimal(fen) / 100)
)


def _line(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


_basic = st.one_of(
    st.builds(
        _line,
        支出类别=st.just("人员经费"),
        功能科目=st.sampled_from(_FUNCTIONS),
        部门经济科目=st.sampled_from(_PERSONNEL),
        金额=_amounts,
    ),
    st.builds(
        _line,
        支出类别=st.just("公用经费"),
        功能科目=st.sampled_from(_FUNCTIONS),
        部门经济科目=st.sampled_from(_PUBLIC),
        政府经济科目=st.just("50502"),
        金额=_amounts,
    ),
)
_project = st.builds(
    _line,
    支出类别=st.just("特定目标类项目"),
    项目=st.sampled_from(_NAMES),
    功能科目=st.sampled_from(_FUNCTIONS),
    部门经济科目=st.sampled_from(("30227", "30299", "31006")),
    资金来源=st.sampled_from((*_FISCAL, "单位资金", "财政专户管理资金")),
    年份=st.sampled_from(("本年", "本年", "上年结转")),
    金额=_amounts,
)
_ledgers = st.tuples(
    st.lists(_basic, min_size=1, max_size=8), st.lists(_project, min_size=0, max_size=7)
).map(lambda parts: [*parts[0], *parts[1]])


def _budget(lines: list[dict[str, Any]]) -> Budget:
    projects = [name for name in _NAMES if any(line.get("项目") == name for line in lines)]
    texts = (
        "项目属性",
        "项目期",
        "概况",
        "立项依据",
        "必要性",
        "保障措施",
        "实施计划",
        "实施期目标",
    )
    income = []
    for source, code in (("政府性基金预算", "1030148"), ("国有资本经营预算", "1030601")):
        total = sum(
            Decimal(line["金额"])
            for line in lines
            if line.get("资金来源") == source and line.get("年份") == "本年"
        )
        if total:
            income.append({"资金来源": source, "收入科目": code, "金额": str(total)})
    budget, findings = build_model(
        Budget,
        {
            "标准": "shanxi-2025",
            "年度": 2026,
            "部门": {
                "名称": "某县档案馆",
                "代码": "101",
                "级次": "县",
                "公开日期": "2026-03-02",
                "单位": [{"名称": "某县档案馆", "性质": "事业"}],
                "职责": ["收集档案。"],
            },
            "收支明细": lines,
            "收入": income,
            "项目": [
                {"名称": name, **dict.fromkeys(texts, "无"), "指标": [{"一级": "产出指标"}]}
                for name in projects
            ],
            "国有资产": {
                "截至日期": "2025-12-31",
                "车辆编制数": 0,
                "车辆": {},
                "办公用房面积": 0,
                "五十万元以上设备": 0,
                "百万元以上设备": 0,
            },
        },
        lambda _: Place(),
    )
    assert budget is not None, findings
    return budget


def _texts(tables: Any) -> list[tuple[str, list[list[str]]]]:
    return [
        (table.name, [[cell.text for cell in row.cells.values()] for row in table.rows])
        for table in tables
    ]


@settings(max_examples=30)
@given(_ledgers)
def test_tables_of_any_small_ledger_come_back_cell_for_cell(lines: list[dict[str, Any]]) -> None:
    standard = prepared_sample("pinglu-2026").loaded.standard
    catalogue, _ = load_catalogue(2026)
    figures = compute_figures(_budget(lines), catalogue)
    package = build_package(standard, figures, {})
    printed = PublishedPackage(
        "x", "docx", standard, 2026, "某县档案馆", tables_of(standard, figures, package)
    )
    made, findings = ledger_of_package(printed)
    assert made is not None
    assert _texts(build_tables(standard, made.figures)) == _texts(package.tables), [
        (finding.code, finding.actual, finding.expected) for finding in findings
    ]
