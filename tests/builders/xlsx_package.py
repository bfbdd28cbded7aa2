"""The sample package of the Excel tests: a small department, its figures written out in 元."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from builders.places import TEMPLATES
from yugong.budget.money import shown_wan
from yugong.figures.fact import Fact
from yugong.standard.annexes import annex_names
from yugong.standard.names import Listing, Names, TableView
from yugong.standard.package import ChartData, Package
from yugong.standard.table import EMPTY, Cell, Column, Row, Table

TEMPLATE = TEMPLATES / "xlsx" / "shanxi-2025.xlsx"

FUNDS = ("一般公共预算", "政府性基金预算", "国有资本经营预算")
CODES = (
    # code, name, basic, project: 26,713,911.17 + 18,886,644.09 show a residue of 0.01 万元
    ("201", "一般公共服务支出", "18886644.09", "26713911.17"),
    ("20103", "政府办公厅（室）及相关机构事务", "18886644.09", "26713911.17"),
    ("2010303", "机关服务", "0", "26713911.17"),
    ("2010350", "事业运行", "18886644.09", "0"),
    ("208", "社会保障和就业支出", "1121954.50", "80845.45"),
    ("20805", "行政事业单位养老支出", "1121954.50", "80845.45"),
    ("2080505", "机关事业单位基本养老保险缴费支出", "1121954.50", "80845.45"),
)
CLASSES = (
    ("一、一般公共服务支出", "45600555.26"),
    ("二、外交支出", "0"),
    ("八、社会保障和就业支出", "1202799.95"),
)
ODD_TEXTS = (
    "=1+1",
    "≥5%",
    "<3%",
    "A&B",
    "满意😀",
    "+SUM(A1:A2)",
    "@按期",
    "-1",
    "http://a.cn",
    "007",
)


def words(text: str) -> list[str]:
    """The words of a line, to write long lists of names short."""
    return text.split()


def cell(amount: str | Decimal | int | None, *addends: tuple[int, int]) -> Cell:
    """An amount in 元 as a 万元 cell; blank when it is nothing."""
    value = Decimal(amount or 0)
    return Cell(f"{shown_wan(value):.2f}" if value else "", value, tuple(addends))


def table(
    number: int,
    name: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    notes: Sequence[str] = (),
) -> Table:
    """A table whose first text columns are those that hold no amount in any row."""
    kinds = {
        column: any(row.cells[column].amount is not None for row in rows) for column in columns
    }
    return Table(
        name=name,
        number=str(number),
        label=f"预算公开表{number}",
        title=f"2026年{name}",
        unit="万元",
        columns=tuple(
            Column(column, column, "金额" if kinds[column] else "文字") for column in columns
        ),
        rows=tuple(rows),
        notes=tuple(notes),
        empty=not rows or notes == ("注：本表无数据",),
    )


def row(key: str, columns: Sequence[str], cells: Sequence[Cell], **more: Any) -> Row:
    return Row(key, dict(zip(columns, cells, strict=True)), **more)


def by_code(number: int, name: str, amounts: Sequence[str], split: bool = True) -> Table:
    """A table of function codes under 合计; with ``split`` each 合计 is 基本 + 项目."""
    columns = ("科目编码", "科目名称", *amounts)
    tops = [index for index, code in enumerate(CODES, 1) if len(code[0]) == 3]
    basics, projects = (
        [sum(Decimal(CODES[top - 1][part]) for top in tops) for part in (2, 3)] if CODES else []
    )
    body = [("合计", "", basics, projects), *CODES]
    rows = []
    for index, (code, label, basic, project) in enumerate(body):
        total = Decimal(0) + Decimal(basic) + Decimal(project)
        down = [(top, 0) for top in tops] if index == 0 else []
        if split:
            cells = [
                cell(total, (index, 3), (index, 4)),
                cell(str(basic), *[(top, 3) for top, _ in down]),
                cell(str(project), *[(top, 4) for top, _ in down]),
            ]
        else:
            cells = [
                cell(total, *[(top, 2) for top, _ in down]),
                cell(total, *[(top, 3) for top, _ in down]),
                *[cell(None)] * (len(amounts) - 2),
            ]
        depth = 0 if index == 0 else {3: 1, 5: 2, 7: 3}[len(code)]
        cells = [Cell(code), Cell(label), *cells]
        rows.append(row(code, columns, cells, depth=depth, is_total=index == 0))
    return table(number, name, columns, rows)


def empty(number: int, name: str, columns: Sequence[str], first: str = "合计") -> Table:
    cells = [Cell(first), *[EMPTY] * (len(columns) - 1)]
    return table(
        number, name, columns, [row(first, columns, cells, is_total=True)], ("注：本表无数据",)
    )


def totals(number: int, name: str, columns: Sequence[str], left: str) -> Table:
    """预算收支总表 and 财政拨款收支总表: income on the left, classes on the right."""
    blank = [EMPTY] * (len(columns) - 4)
    whole = sum(Decimal(amount) for _, amount in CLASSES)
    rows = []
    for index, (label, amount) in enumerate(CLASSES):
        income = [Cell(left), cell(whole)] if index == 0 else [EMPTY, cell(None)]
        right = [cell(amount, (index, 4)), cell(amount), *blank[1:]]
        rows.append(row(label, columns, [*income, Cell(label), *right]))
    tail = [(index, 4) for index in range(len(CLASSES))]
    sums = [cell(whole, *[(r, 3) for r, _ in tail]), cell(whole, *tail), *blank[1:]]
    cells = [Cell("收入总计"), cell(whole, (0, 1)), Cell("支出总计"), *sums]
    rows.append(row("总计", columns, cells, is_total=True))
    return table(number, name, columns, rows, ("注：部分金额因四舍五入存在尾差",))


def projects(count: int) -> Table:
    columns = ("项目名称", "合计", *FUNDS, "财政专户管理资金", "单位资金")
    amounts = [Decimal("434708.52") + index for index in range(count)]
    rows = []
    for index, amount in enumerate([sum(amounts, Decimal(0)), *amounts]):
        first = index == 0
        addends = [(place, 2) for place in range(1, count + 1)] if first else []
        name = "某局" if first else project_name(index)
        cells = [Cell(name), cell(amount, *[(index, c) for c in range(2, 7)])]
        cells += [cell(amount, *addends), *[cell(None)] * 4]
        rows.append(row(name, columns, cells, is_total=first))
    return table(12, "项目支出本年表", columns, rows)


def project_name(index: int) -> str:
    odd = ODD_TEXTS[(index - 1) % len(ODD_TEXTS)]
    return f"{odd}项目{index}" if index > len(ODD_TEXTS) else odd


def form(index: int, **changes: Any) -> Names:
    """One performance form; ``changes`` replace its texts."""
    funds = {
        "总额": "434,708.52",
        "中央": "0",
        "省级": "0",
        "市县": "434,708.52",
        "自筹": "0",
        "其他": "",
    }
    frame = (
        ("产出指标", "数量指标", ("经费项目", "检查次数")),
        ("产出指标", "质量指标", ("完成率",)),
        ("产出指标", "时效指标", ("及时性",)),
        ("产出指标", "成本指标", ("经费",)),
        ("效益指标", "经济效益", ("",)),
        ("效益指标", "社会效益", ("群众满意度",)),
        ("效益指标", "生态效益", ("",)),
        ("效益指标", "可持续影响", ("持续时间",)),
        ("满意度指标", "服务对象满意度", ("服务对象满意度",)),
    )
    values: dict[str, Any] = {
        "序号": index,
        "项目名称": project_name(index),
        "主管部门及代码": "006-某局",
        "实施单位": "某局",
        "项目属性": "一次性项目（1年结束）",
        "项目期": "1年",
        "实施期资金": Names("资金", funds),
        "年度资金": Names("资金", funds),
        "概况": "保障机关正常运转。" * 12,
        "立项依据": "会议纪要。",
        "必要性": "确有需要。",
        "保障措施": "财务管理制度。",
        "填报日期": "",
        "实施计划": "本年度完成。\n分四个季度。",
        "实施期目标": "目标1：完成采购。",
        "年度目标": "目标1：完成采购。",
        "指标": indicators(frame),
    }
    return Names("表单", {**values, **changes})


def indicators(frame: Sequence[tuple[str, str, Sequence[str]]]) -> Listing:
    rows, level1, level2 = [], "", ""
    for first, second, thirds in frame:
        for third in thirds:
            value = "≥5%" if third else ""
            texts = {
                "一级": first,
                "一级起": first != level1,
                "二级": second,
                "二级起": (first, second) != (level1, level2),
                "三级": third,
                "指标值": value,
                "年度三级": third,
                "年度指标值": value,
                "说明": "",
                "依据": "",
            }
            rows.append(Names("指标", texts))
            level1, level2 = first, second
    return Listing(rows)


def sample_tables(count: int) -> tuple[Table, ...]:
    operating = ("单位名称", "合计", *FUNDS)
    vehicles = ("项目", "合计", *FUNDS)
    basic = ("部门经济科目名称", "政府经济科目名称", "合计", "人员经费", "公用经费")
    state = words("收入编码 收入名称 收入预算 支出编码 支出名称 合计 基本支出 项目支出")
    reception, cars = cell("3750000"), cell("3654000.45")
    blank = [cell(None)] * 2
    trio = [
        row("公务接待费", vehicles, [Cell("公务接待费"), reception, reception, *blank]),
        row("公务用车", vehicles, [Cell("公务用车购置及运行费"), cars, cars, *blank]),
        row(
            "合计",
            vehicles,
            [Cell("合计"), *[cell("7404000.45", (0, c), (1, c)) for c in (1, 2)], *blank],
            is_total=True,
        ),
    ]
    wages = [
        row("合计", basic, [Cell("合计"), EMPTY, cell("3", (1, 2)), cell("3", (1, 3)), cell(None)]),
        row("301", basic, [Cell("工资福利支出"), EMPTY, cell("3"), cell("3"), cell(None)]),
    ]
    return (
        totals(
            1,
            "预算收支总表",
            words("收入项目 收入金额 支出项目 支出合计 当年预算安排 上年结转安排"),
            "一、一般公共预算",
        ),
        by_code(
            2,
            "预算收入总表",
            words(
                "合计 一般公共预算 政府性基金 国有资本经营预算 财政专户管理资金 单位资金 上年结转"
            ),
            split=False,
        ),
        by_code(3, "预算支出总表", ("合计", "基本支出", "项目支出")),
        totals(
            4,
            "财政拨款收支总表",
            ("收入项目", "收入金额", "支出项目", "小计", *FUNDS),
            "一、一般公共预算",
        ),
        by_code(5, "一般公共预算支出预算表", ("合计", "基本支出", "项目支出")),
        table(6, "基本支出经济科目表", basic, wages),
        empty(7, "政府性基金预算收入表", ("科目编码", "科目名称", "收入预算")),
        empty(8, "政府性基金预算支出表", ("科目编码", "科目名称", "合计", "基本支出", "项目支出")),
        empty(9, "国有资本经营预算收支表", state),
        table(10, "三公经费表", vehicles, trio),
        empty(11, "机关运行经费表", operating, "部门合计"),
        projects(count),
        empty(13, "项目支出结转表", ("项目名称", "合计", *FUNDS)),
    )


def facts(label: str, names: str, amount: str = "47542300.45") -> Names:
    return Names(
        label,
        {
            name: Fact(f"{label}.{name}", Decimal(amount), previous=Decimal("1000.5"))
            for name in names.split()
        },
    )


FILTERS: Mapping[str, Callable[..., Any]] = {
    "万元": lambda fact: f"{shown_wan(fact.value):,.2f}",
    "元": lambda fact: f"{fact.value:,.2f}",
    "上年元": lambda fact: f"{fact.previous:,.2f}",
    "中文日期": lambda day: f"{day.year}年{day.month}月{day.day}日",
}


def sample_package(
    count: int = 3,
    *,
    form_kind: str = "县区通用",
    forms: Sequence[Names] | None = None,
    tables: tuple[Table, ...] | None = None,
) -> Package:
    """A department with ``count`` projects and all thirteen tables of the standard."""
    tables = sample_tables(count) if tables is None else tables
    all_forms = [form(index) for index in range(1, count + 1)] if forms is None else forms
    fields = words(
        "内设职能部门数 所属单位数 核定人员编制数 在编人员数 其他人员数 部门职责 部门战略目标 核心职能 重点任务 "
        "年度绩效目标 内设机构数 直属单位数 编制控制数 行政编制数 事业编制数 实有在编人数 事业人员数 "
        "单位中长期战略目标 上年度已完成工作目标 履职履行事项 履职效益效果 组织机构 管理制度 预算计划完成率 其他说明"
    )
    chart = ChartData(
        "一般公共预算支出结构",
        "2026年一般公共预算",
        ("一般公共服务支出", "社会保障和就业支出"),
        (Decimal("45600555.26"), Decimal("1202799.95")),
    )
    vehicles = ChartData(
        "三公经费", "“三公”经费", ("公务接待费", "公务用车"), (Decimal(0), Decimal(0))
    )
    income = ChartData("收入结构", "2026年收入", ("一般公共预算",), (Decimal(0),))
    charts = (income, chart, vehicles)
    whole = indicators(
        (("产出指标", "数量指标", ("完成率", "到位率")), ("效益指标", "社会效益", ("",)))
    )
    context: dict[str, Any] = {
        "年度": 2026,
        "上年度": 2025,
        "部门": Names(
            "部门",
            {
                "名称": "某市某局",
                "级次": "市",
                "地区": "某市",
                "级别": "市级",
                "公开日期": date(2026, 3, 5),
            },
        ),
        "表": Names("表", {table.name: TableView(table) for table in tables}),
        "全部表": Listing([TableView(table) for table in tables]),
        "图": Names(
            "图",
            {c.name: Names(c.name, {"有数": c.has_data, "有上年": False}) for c in charts},
        ),
        "收入": facts("收入", f"总计 {' '.join(FUNDS)} 财政专户管理资金 单位资金 上年结转"),
        "支出": facts("支出", "总计 合计 基本支出 项目支出 年终结转"),
        "整体": Names(
            "整体",
            {
                "有": True,
                "表式": form_kind,
                "填报日期": "",
                "实有人数": "186",
                "栏目": Names("栏目", {name: f"{name}的内容" for name in fields}),
                "指标": whole,
                "履职履行指标": whole,
                "履职效益指标": whole,
            },
        ),
        "项目绩效": Listing(all_forms, shape=form(1)),
        "附件": annex_names(()),
    }
    return Package("某市某局2026年部门预算公开", date(2026, 3, 5), tables, charts, context, FILTERS)
