"""An empty budget file for a new department, with instructions next to each field.

Required fields are empty, so that the reader reports every one that was forgotten.  Optional
content follows one ``#``, explanations follow two.  The fields of a record, their names and the
words next to them follow from the models and their notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, get_origin

from pydantic.fields import FieldInfo

from yugong.budget.budget import Budget
from yugong.budget.catalogue import AccountKind
from yugong.budget.entry import Entry
from yugong.budget.model_fields import (
    choices_of,
    field_named,
    field_names,
    holds_type,
    notes_of,
    record_named,
    record_of,
    single_fields,
)
from yugong.intake.yaml_write import flow_entry, yaml_inline, yaml_scalar

_WIDTH = 26
"""Columns of a field before the words next to it; a Chinese character takes two."""


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
    model: type[Budget] = Budget,
) -> str:
    """Return a budget file to fill in, for the form ``overall_form`` of a standard.

    ``overall_fields`` and ``optional_fields`` are the form's 栏目, ``text_names`` the passages,
    ``compared_facts`` the ids that need last year's figure (and perhaps a reason), and the frames
    map a first-level indicator to its second levels, an empty list admitting any.  ``demanded``
    are the optional fields of 单位, 政府采购, 国有资产, 项目 and 指标 that the standard prints.
    """
    more = demanded or {}
    printed = more.get("指标", ())
    project = record_named(model, "项目")
    parts = [
        _head(model, standard_name, year),
        _department(record_named(model, "部门"), more.get("单位", ())),
        _ledger(model),
        _projects(
            project,
            indicator_frame if project_frame is None else project_frame,
            more.get("项目", ()),
            printed,
        ),
        _overall(
            record_named(project, "指标"),
            overall_form,
            overall_fields,
            optional_fields,
            indicator_frame,
            printed,
        ),
        _procurement(record_named(model, "政府采购"), more.get("政府采购", ())),
        _assets(record_named(model, "国有资产"), year, more.get("国有资产", ())),
        _previous(compared_facts),
        _reasons(compared_facts),
        _texts(text_names),
        _annexes(record_named(model, "附件")),
        _accounts(),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


# --- lines ----------------------------------------------------------------------------------


def _with_words(field: str, words: str) -> str:
    width = sum(2 if ord(character) > 0x2E7F else 1 for character in field)
    return f"{field}{' ' * max(2, _WIDTH - width)}## {words}"


def _required(
    key: str, words: str = "", indent: int = 0, *, mark: str = "必填", lead: str = ""
) -> str:
    field = f"{' ' * indent}{lead}{yaml_scalar(key)}:"
    return _with_words(field, f"{mark}，{words}" if words else mark)


def _given(key: str, value: str, words: str = "", indent: int = 0) -> str:
    field = f"{' ' * indent}{yaml_scalar(key)}: {yaml_scalar(value, key)}"
    return _with_words(field, words) if words else field


def _optional(lines: Iterable[str]) -> list[str]:
    """Return lines behind one ``#``; removing it with the blank after it puts them to use."""
    return [f"# {line}" for line in lines]


# --- records, from their models --------------------------------------------------------------


def _words(field: FieldInfo) -> str:
    """Return the words next to an empty field: its hint, choices, unit, or description."""
    notes = notes_of(field)
    if notes.hint is not None:
        return notes.hint
    if choices_of(field):
        return f"{'、'.join(choices_of(field))}之一"
    if holds_type(field, date):
        return "如 2026-03-02"
    return (notes.unit if field.is_required() else "") or field.description or ""


def _record(
    model: type[Entry], indent: int, demanded: Sequence[str] = (), *, dash: bool = False
) -> Iterator[str]:
    """Yield a line for each single field that is required, demanded, or has a choice by default."""
    lead = "- " if dash else ""
    for attribute, name in single_fields(model).items():
        field, column = model.model_fields[attribute], indent + 2 * (dash and not lead)
        if field.is_required():
            yield _required(name, _words(field), column, lead=lead)
        elif name in demanded:
            yield _required(name, _words(field), column, mark="本标准必填", lead=lead)
        elif get_origin(field.annotation) is Literal:
            yield _given(name, str(field.default), "或".join(choices_of(field)), column)
        else:
            continue
        lead = ""


def _example_row(model: type[Entry], names: Sequence[str]) -> dict[str, str]:
    """Return the examples of the required and the named fields."""
    return {
        str(field.alias): notes_of(field).example
        for field in model.model_fields.values()
        if notes_of(field).example and (field.is_required() or field.alias in names)
    }


# --- parts of the file -----------------------------------------------------------------------


def _head(model: type[Budget], standard_name: str, year: int) -> list[str]:
    standard = field_named(model, "标准")
    return [
        "## 部门预算文件。注明“必填”的写在冒号后面；金额以元为单位，最多两位小数，只写数字。",
        "## 两个 # 后面是说明，可以删去；一个 # 后面是需要时才写的内容，去掉行首的“# ”就生效。",
        "## 文字里有冒号、# 号，或以引号、括号、* & % @ - 开头时，整段加英文双引号。",
        "",
        _given("标准", standard_name, _words(standard)),
        _given("年度", str(year)),
    ]


def _department(model: type[Entry], demanded: Sequence[str]) -> list[str]:
    return [
        "## 部门基本情况",
        "部门:",
        *_record(model, 2),
        "  ## 纳入预算的单位，逐个写",
        "  单位:",
        *_record(record_named(model, "单位"), 2, demanded, dash=True),
        "  ## 主要职责，逐项，每项以“- ”开头",
        "  职责:",
        _with_words("  -", "必填，一项职责"),
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


def _ledger(model: type[Budget]) -> list[str]:
    line = record_named(model, "收支明细")
    fields = list(line.model_fields.values())
    row = ", ".join(f"{field.alias}: " for field in fields if field.is_required())
    return [
        f"## {notes_of(field_named(model, '收支明细')).comment}",
        *(
            f"## {field.alias}：{'、'.join(choices_of(field))}"
            for field in fields
            if choices_of(field)
        ),
        "## 功能科目 7 位，部门经济科目 5 位；政府经济科目省略时由对照表推定",
        "## 有多个单位时每行写明 单位；目录里没有的功能科目再写 功能科目名称；备注不公开",
        "收支明细:",
        "## 下面一行每格都必填；照样一行一笔往下写",
        f"- {{{row}}}",
        *_optional(f"- {yaml_inline(row, flow=True)}" for row in _EXAMPLE_ROWS),
        "",
        "## 收入：只写政府性基金、国有资本经营预算的收入科目，合计等于其支出与年终结转之和",
        *_optional(["收入:", "- {资金来源: 政府性基金预算, 收入科目: 1030148, 金额: 500000.00}"]),
        "",
        "## 年终结转：留到下年使用的资金",
        *_optional(["年终结转:", "- {资金来源: 一般公共预算, 功能科目: 2012604, 金额: 10000.00}"]),
    ]


def _projects(
    model: type[Entry],
    frame: Mapping[str, Sequence[str]],
    demanded: Sequence[str],
    printed: Sequence[str],
) -> list[str]:
    texts = (
        (name, notes_of(field).example or f"（填写{name}）")
        for attribute, name in single_fields(model).items()
        for field in (model.model_fields[attribute],)
        if name != "名称" and (field.is_required() or notes_of(field).is_usual or name in demanded)
    )
    return [
        "## 项目：有项目支出时每个项目一份；年度资金由收支明细汇总，名称与收支明细中的一致",
        "## 同名项目写 编码，收支明细中引用编码；实施期资金、年度目标与另一期相同时不用写",
        *_optional(
            [
                "项目:",
                "- 名称: 示例项目",
                *(f"  {name}: {text}" for name, text in texts),
                "  指标:",
                *_indicators(record_named(model, "指标"), frame, printed, with_examples=True),
            ]
        ),
    ]


def _indicators(
    model: type[Entry],
    frame: Mapping[str, Sequence[str]],
    printed: Sequence[str],
    *,
    with_examples: bool = False,
) -> list[str]:
    """Return a row for each slot of a frame; ``printed`` are the optional fields of a row."""
    examples = {
        str(field.alias): notes_of(field).example or "（填写）"
        for field in model.model_fields.values()
        if notes_of(field).example or field.alias in printed
    }
    texts = examples if with_examples else dict.fromkeys(examples, "")
    rows = [(level1, level2) for level1, inside in frame.items() for level2 in inside or ("",)]
    return [
        "  - {"
        + ", ".join(
            flow_entry(key, yaml_scalar(text, key, flow=True) if text else "")
            for key, text in (("一级", level1), ("二级", level2), *texts.items())
            if text or key != "二级"
        )
        + "}"
        for level1, level2 in rows
    ]


def _overall(
    indicator: type[Entry],
    form: str,
    fields: Sequence[str],
    optional: Sequence[str],
    frame: Mapping[str, Sequence[str]],
    printed: Sequence[str],
) -> list[str]:
    return [
        "## 部门整体支出绩效目标；某一数目为零时写 0，没有的文字写“无”",
        "整体绩效:",
        _given("表式", form, indent=2),
        "  栏目:" if fields else "  栏目: {}",
        *(_required(name, "", 4) for name in fields),
        *_optional(f"    {yaml_scalar(name)}: （选填）" for name in optional if fields),
        "  ## 三级指标和指标值必填，如 三级: 总体工作完成率, 指标值: ≥95%；没有的整行删去",
        "  指标:" if frame else "  指标: []",
        *_indicators(indicator, frame, printed),
    ]


def _procurement(model: type[Entry], demanded: Sequence[str]) -> list[str]:
    row = _example_row(model, ("名称", *demanded))
    return [
        "## 政府采购预算：类别为货物、工程、服务之一；属于项目的写 项目",
        *_optional(["政府采购:", f"- {yaml_inline(row, flow=True)}"]),
    ]


def _assets(model: type[Entry], year: int, demanded: Sequence[str]) -> list[str]:
    lines = [
        "## 国有资产占有使用情况：车辆以辆计，面积以平方米计，设备以台（套）计；没有的写 0",
        "国有资产:",
    ]
    for field in model.model_fields.values():
        name, record = str(field.alias), record_of(field)
        if record is not None:
            lines.append(f"  {name}:")
            lines += (_given(inner, "0", indent=4) for inner in field_names(record))
        elif holds_type(field, date):
            lines.append(_given(name, f"{year - 1}-12-31", indent=2))
        elif field.is_required():
            lines.append(_required(name, _words(field), 2))
        elif name in demanded:
            lines.append(_required(name, _words(field), 2, mark="本标准必填"))
    return lines


def _previous(facts: Sequence[str]) -> list[str]:
    if not facts:
        return []
    return [
        "## 有上年的预算文件时写明在哪里，上年数就不必逐个填写",
        *_optional(["上年资料: {文件: ../上年/budget.xlsx}"]),
        "## 上年预算公开的数字（元）；没有的写 0",
        "上年数:",
        *(_required(fact, "元", 2) for fact in facts),
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
        *(_required(name, "", 2) for name in names),
    ]


def _annexes(annex: type[Entry]) -> list[str]:
    return [
        "## 附件：随公开材料一起公开的文件（.docx、.pdf，或者表格 .xlsx、.csv），次序即编号；",
        "## 文件放在本文件所在的文件夹里，路径从那里写起",
        *_optional(["附件:", f"- {yaml_inline(_example_row(annex, ()), flow=True)}"]),
    ]


def _accounts() -> list[str]:
    return [
        "## 目录里没有的科目：逐个写明，或用“科目文件”给出 CSV、XLSX 清单，方式为增加或替换，",
        "## 如 科目文件: [{文件: 本地科目.csv, 方式: 增加}]",
        f"## 类型：{'、'.join(AccountKind)}",
        *_optional(
            ["科目补充:", "- {类型: 功能科目, 编码: 2012688, 名称: 数字档案}"],
        ),
        "",
        "## 预算调整：年中调整用 yugong adjust，历次调整由它记录在这里，不用填写",
        *_optional(["预算调整: []"]),
    ]
