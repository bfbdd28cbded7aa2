"""An empty budget file for a new department, with what to write said beside each place.

What must be filled in is left empty, so that the reader names every place that was forgotten.
What may be left out stands behind one ``#``; explanations stand behind two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from yugong.budget.budget import Assets, Vehicles
from yugong.budget.dimension import Category, Source, UnitKind, Year
from yugong.budget.model_fields import field_names
from yugong.intake.yaml_write import flow_entry, yaml_inline, yaml_scalar

_WIDTH = 26
"""Columns that a field takes before the words beside it; a Chinese character takes two."""


def yaml_skeleton(
    standard_name: str,
    year: int,
    overall_fields: Sequence[str],
    overall_form: str,
    text_names: Sequence[str],
    compared_facts: Sequence[str],
    indicator_frame: Mapping[str, Sequence[str]],
    optional_fields: Sequence[str] = (),
    project_frame: Mapping[str, Sequence[str]] | None = None,
    demanded: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """A budget file to fill in, for the form ``overall_form`` of a standard.

    ``overall_fields`` and ``optional_fields`` are the form's 栏目, ``text_names`` the passages,
    ``compared_facts`` the ids that need last year's figure (and perhaps a reason), and the frames
    map a first-level indicator to its second levels, an empty list admitting any.  ``demanded``
    are the otherwise optional fields of 单位, 政府采购, 国有资产, 项目 and 指标 that the standard
    prints.
    """
    more = demanded or {}
    told = more.get("指标", ())
    parts = [
        _head(standard_name, year),
        _department(more.get("单位", ())),
        _ledger(),
        _projects(
            indicator_frame if project_frame is None else project_frame,
            more.get("项目", ()),
            told,
        ),
        _overall(overall_form, overall_fields, optional_fields, indicator_frame, told),
        _procurement(more.get("政府采购", ())),
        _assets(year, more.get("国有资产", ())),
        _previous(compared_facts),
        _reasons(compared_facts),
        _texts(text_names),
        _accounts(),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _beside(field: str, words: str) -> str:
    width = sum(2 if ord(character) > 0x2E7F else 1 for character in field)
    return f"{field}{' ' * max(2, _WIDTH - width)}## {words}"


def _needed(key: str, words: str, indent: int = 0, dash: bool = False) -> str:
    lead = " " * indent + ("- " if dash else "")
    return _beside(f"{lead}{yaml_scalar(key)}:", f"必填，{words}" if words else "必填")


def _demanded(key: str, words: str, indent: int) -> str:
    """A field that only this standard demands."""
    field = f"{' ' * indent}{yaml_scalar(key)}:"
    return _beside(field, f"本标准必填，{words}" if words else "本标准必填")


def _given(key: str, value: str, words: str = "", indent: int = 0) -> str:
    field = f"{' ' * indent}{yaml_scalar(key)}: {yaml_scalar(value, key)}"
    return _beside(field, words) if words else field


def _optional(lines: Iterable[str]) -> list[str]:
    """Lines behind one ``#``: taking it away with the blank after it puts them to use."""
    return [f"# {line}" for line in lines]


def _head(standard_name: str, year: int) -> list[str]:
    return [
        "## 部门预算文件。注明“必填”的写在冒号后面；金额以元为单位，最多两位小数，只写数字。",
        "## 两个 # 后面是说明，可以删去；一个 # 后面是需要时才写的内容，去掉行首的“# ”就生效。",
        "## 文字里有冒号、# 号，或以引号、括号、* & % @ - 开头时，整段加英文双引号。",
        "",
        _given("标准", standard_name, "标准的名称，或标准文件的路径"),
        _given("年度", str(year)),
    ]


def _department(more: Sequence[str]) -> list[str]:
    kinds = "、".join(UnitKind)
    return [
        "## 部门基本情况",
        "部门:",
        _needed("名称", "部门全称", 2),
        _needed("代码", '预算部门代码；有前导 0 的加引号，如 "006"', 2),
        _needed("级次", "中央、省、市、县、区之一", 2),
        _given("自称", "本部门", "本部门或本单位", 2),
        _needed("公开日期", "如 2026-03-02", 2),
        "  ## 纳入预算的单位，逐个写",
        "  单位:",
        _needed("名称", "单位全称", 2, dash=True),
        _needed("性质", f"{kinds}之一", 4),
        *(_demanded(name, "", 4) for name in more),
        "  ## 主要职责，逐项，每项以“- ”开头",
        "  职责:",
        _beside("  -", "必填，一项职责"),
        "  ## 机构设置，逐段；内设机构及其职责",
        *_optional(
            [
                "  机构设置:",
                "  - 本单位为公益一类事业单位。",
                "  内设机构:",
                "  - {名称: 办公室, 职责: 综合协调。}",
            ]
        ),
    ]


def _row(category: str, function: str, economic: str, amount: str, **more: str) -> dict[str, str]:
    row = {"支出类别": category, "功能科目": function, "部门经济科目": economic, **more}
    return {**row, "金额": amount}


_EXAMPLE_ROWS = (
    _row("人员经费", "2012604", "30101", "600000.00"),
    _row("公用经费", "2012604", "30201", "80000.00", 政府经济科目="50502"),
    _row("特定目标类项目", "2012604", "30227", "20000.00", 项目="示例项目", 年份="上年结转"),
    _row(
        "特定目标类项目",
        "2120803",
        "31006",
        "500000.00",
        项目="示例项目",
        资金来源="政府性基金预算",
    ),
)


def _ledger() -> list[str]:
    return [
        "## 收支明细：一行一笔；未写资金来源的为一般公共预算，未写年份的为本年",
        f"## 支出类别：{'、'.join(Category)}",
        f"## 资金来源：{'、'.join(Source)}",
        f"## 年份：{'、'.join(Year)}",
        "## 功能科目 7 位，部门经济科目 5 位；政府经济科目省略时由对照表推定",
        "## 有多个单位时每行写明 单位；目录里没有的功能科目再写 功能科目名称；备注不公开",
        "收支明细:",
        "## 下面一行每格都必填；照样一行一笔往下写",
        "- {支出类别: , 功能科目: , 部门经济科目: , 金额: }",
        *_optional(f"- {yaml_inline(row, flow=True)}" for row in _EXAMPLE_ROWS),
        "",
        "## 收入：只写政府性基金、国有资本经营预算的收入科目，合计等于其支出与年终结转之和",
        *_optional(["收入:", "- {资金来源: 政府性基金预算, 收入科目: 1030148, 金额: 500000.00}"]),
        "",
        "## 年终结转：留到下年使用的资金",
        *_optional(["年终结转:", "- {资金来源: 一般公共预算, 功能科目: 2012604, 金额: 10000.00}"]),
    ]


_EXAMPLE_PROJECT = {"项目属性": "一次性项目（1年结束）", "项目期": "1年"}


def _projects(
    frame: Mapping[str, Sequence[str]], more: Sequence[str], told: Sequence[str]
) -> list[str]:
    texts = (*more, "实施期目标")
    return [
        "## 项目：有项目支出时每个项目一份；年度资金由收支明细汇总，名称与收支明细中的一致",
        "## 同名项目写 编码，收支明细中引用编码；实施期资金、年度目标与另一期相同时不用写",
        *_optional(
            [
                "项目:",
                "- 名称: 示例项目",
                *(f"  {name}: {_EXAMPLE_PROJECT.get(name, f'（填写{name}）')}" for name in texts),
                "  指标:",
                *_indicators(frame, "（指标名称）", "≥95%", dict.fromkeys(told, "（填写）")),
            ]
        ),
    ]


def _indicators(
    frame: Mapping[str, Sequence[str]], name: str, value: str, told: Mapping[str, str]
) -> list[str]:
    rows = [(level1, level2) for level1, inside in frame.items() for level2 in inside or ("",)]
    return [
        "  - {"
        + ", ".join(
            flow_entry(key, yaml_scalar(text, key, flow=True) if text else "")
            for key, text in (
                *(("一级", level1), ("二级", level2), ("三级", name), ("指标值", value)),
                *told.items(),
            )
            if text or key != "二级"
        )
        + "}"
        for level1, level2 in rows
    ]


def _overall(
    form: str,
    fields: Sequence[str],
    optional: Sequence[str],
    frame: Mapping[str, Sequence[str]],
    told: Sequence[str],
) -> list[str]:
    return [
        "## 部门整体支出绩效目标；某一数目为零时写 0，没有的文字写“无”",
        "整体绩效:",
        _given("表式", form, indent=2),
        "  栏目:" if fields else "  栏目: {}",
        *(_needed(name, "", 4) for name in fields),
        *_optional(f"    {yaml_scalar(name)}: （选填）" for name in optional if fields),
        "  ## 三级指标和指标值必填，如 三级: 总体工作完成率, 指标值: ≥95%；没有的整行删去",
        "  指标:" if frame else "  指标: []",
        *_indicators(frame, "", "", dict.fromkeys(told, "")),
    ]


_EXAMPLE_PURCHASE = {
    "采购目录序号": "A02010105",
    "计量单位": "台",
    "数量": "5",
    "单价": "7000.00",
}


def _procurement(more: Sequence[str]) -> list[str]:
    row = {"类别": "货物", "名称": "办公设备", "金额": "35000.00"}
    row |= {name: text for name, text in _EXAMPLE_PURCHASE.items() if name in more}
    return [
        "## 政府采购预算：类别为货物、工程、服务之一；属于项目的写 项目",
        *_optional(["政府采购:", f"- {yaml_inline(row, flow=True)}"]),
    ]


def _assets(year: int, more: Sequence[str]) -> list[str]:
    said = {str(field.alias): field.description or "" for field in Assets.model_fields.values()}
    uses = field_names(Vehicles)
    return [
        "## 国有资产占有使用情况：车辆以辆计，面积以平方米计，设备以台（套）计；没有的写 0",
        "国有资产:",
        _given("截至日期", f"{year - 1}-12-31", indent=2),
        _needed("车辆编制数", "辆", 2),
        "  车辆:",
        *(_given(use, "0", indent=4) for use in uses),
        _needed("办公用房面积", "平方米", 2),
        _needed("五十万元以上设备", "台（套）", 2),
        _needed("百万元以上设备", "台（套）", 2),
        *(_demanded(name, said.get(name, ""), 2) for name in more),
    ]


def _previous(facts: Sequence[str]) -> list[str]:
    if not facts:
        return []
    return [
        "## 有上年的预算文件时写明在哪里，上年数就不必逐个填写",
        *_optional(["上年资料: {文件: ../上年/budget.xlsx}"]),
        "## 上年预算公开的数字（元）；没有的写 0",
        "上年数:",
        *(_needed(fact, "元", 2) for fact in facts),
    ]


def _reasons(facts: Sequence[str]) -> list[str]:
    if not facts:
        return []
    return [
        "## 变动的主要原因：比上年的变动超过标准规定的幅度时才要写",
        *_optional(["变动原因:", *(f"  {yaml_scalar(fact)}: （填写主要原因）" for fact in facts)]),
    ]


def _texts(names: Sequence[str]) -> list[str]:
    if not names:
        return []
    return [
        "## 部门自己写的段落；没有的写“无”",
        "文字:",
        *(_needed(name, "", 2) for name in names),
    ]


def _accounts() -> list[str]:
    return [
        "## 目录里没有的科目：逐个写明，或用“科目文件”给出 CSV、XLSX 清单，方式为增加或替换，",
        "## 如 科目文件: [{文件: 本地科目.csv, 方式: 增加}]",
        "## 类型：功能科目、部门经济科目、政府经济科目、收入科目",
        *_optional(
            ["科目补充:", "- {类型: 功能科目, 编码: 2012688, 名称: 数字档案}"],
        ),
        "",
        "## 预算调整：年中调整用 yugong adjust，历次调整由它记录在这里，不用填写",
        *_optional(["预算调整: []"]),
    ]
