"""The template language: what it can say, and that it can say nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jinja2 import TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError

from builders.docx_specimens import make_table
from yugong.standard.expression_parser import parse_expression
from yugong.standard.names import Listing, Names, TableView
from yugong.standard.table import Cell
from yugong.template.environment import TagProblem, TemplateEnvironment
from yugong.template.expressions import parse_loop

TABLE = make_table("收支总表", [["合计", "10"], ["教育", "6"]], ["科目名称", "金额"])
CONTEXT: dict[str, Any] = {
    "部门": "某局",
    "人数": 3,
    "收入": Names("收入", {"总计": "10", "本年": "8"}),
    "功能": Names("功能", {"2010303": "机关服务"}),
    "单位": Listing(["甲", "乙"]),
    "空": Listing([], shape=Names("单位", {"名称": "甲"})),
    "表": Names("表", {"收支总表": TableView(TABLE)}),
}
NO_SUCH_NAME = "没有这个名称；模板可用的名称见 docs/template-names.md"
FILTERS: dict[str, Callable[..., Any]] = {
    "万元": lambda value: f"{value}万元",
    "占比": lambda value, whole, digits=1: f"{value}/{whole}/{digits}",
    "字": lambda value: value.text if isinstance(value, Cell) else value,
}


def environment() -> TemplateEnvironment:
    return TemplateEnvironment(FILTERS, autoescape=False)


def problems(source: str) -> list[TagProblem]:
    return environment().problems(source, CONTEXT)


def rendered(source: str) -> str:
    return environment().from_string(source).render(CONTEXT)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("文字", "文字"),
        ("{{ 部门 }}", "某局"),
        ("{{ 收入.总计 | 万元 }}", "10万元"),
        ("{{ 收入.本年 | 占比(收入.总计, digits=2) }}", "8/10/2"),
        ("{{ 功能['2010303'] }}", "机关服务"),
        ("{{ 部门 ~ '：' ~ 人数 }}", "某局：3"),
        ("{% if 人数 > 2 and not 人数 == 9 %}多{% else %}少{% endif %}", "多"),
        ("{{ '一' if 人数 in 单位 else '二' }}", "二"),
        ("{% for 项 in 单位 %}{{ loop.index }}{{ 项 }}{% endfor %}", "1甲2乙"),
        ("{% for 项 in 单位 if 项 != '甲' %}{{ 项 }}{% endfor %}", "乙"),
        ("{% for 项 in 空 %}{{ 项.名称 }}{% else %}没有{% endfor %}", "没有"),
        ("{% for 行 in 表.收支总表.行 %}{{ 行.金额 | 字 }}{{ 行.级次 }}{% endfor %}", "10061"),
    ],
)
def test_what_the_language_says(source: str, text: str) -> None:
    assert problems(source) == []
    assert rendered(source) == text


@pytest.mark.parametrize(
    "source",
    [
        "{{ 人数 + 1 }}",
        "{{ 部门 * 1000000000 }}",
        "{{ '字' * 1000000000 }}",
        "{{ 人数 ** 人数 }}",
        "{{ -人数 }}",
        "{{ 部门() }}",
        "{{ 部门.upper() }}",
        "{{ 部门.format(人数) }}",
        "{{ range(9) }}",
        "{{ lipsum() }}",
        "{{ 单位[0] }}",
        "{{ 单位[人数] }}",
        "{{ 部门[0:1] }}",
        "{{ [部门] }}",
        "{{ (部门, 人数) }}",
        "{{ {'甲': 部门} }}",
        "{{ 部门 is defined }}",
        "{{ 部门 | 占比(*单位) }}",
        "{{ 部门 | 占比(**单位) }}",
        "{% set 甲 = 部门 %}",
        "{% set 甲 %}字{% endset %}",
        "{% with 甲 = 部门 %}{% endwith %}",
        "{% macro 甲() %}{% endmacro %}",
        "{% call 部门() %}{% endcall %}",
        "{% filter 万元 %}字{% endfilter %}",
        "{% include '别的文件' %}",
        "{% import '别的文件' as 甲 %}",
        "{% from '别的文件' import 甲 %}",
        "{% extends '别的文件' %}",
        "{% block 甲 %}{% endblock %}",
        "{% autoescape false %}{{ 部门 }}{% endautoescape %}",
        "{% for 甲, 乙 in 单位 %}{% endfor %}",
        "{% for 项 in 单位 recursive %}{{ loop(单位) }}{% endfor %}",
        "{% for 项 in range(9) %}{% endfor %}",
    ],
)
def test_what_the_language_does_not_have_is_refused(source: str) -> None:
    assert "S007" in {problem.kind for problem in problems(source)}


@pytest.mark.parametrize(
    "source",
    [
        "{{ 部门",
        "{{ 部门 人数 }}",
        "{% if 部门 %}",
        "{% endfor %}",
        "{% do 部门 %}",
        "{% for in 单位 %}{% endfor %}",
        "{{ 部门 | }}",
        "{{ " + "(" * 3000 + "部门" + ")" * 3000 + " }}",
        "{{ " + "9" * 5000 + " }}",
    ],
)
def test_what_cannot_be_read_is_a_fault_of_writing(source: str) -> None:
    assert [problem.kind for problem in problems(source)] == ["S004"]


@pytest.mark.parametrize("owner", ["部门", "人数", "收入", "单位", "表.收支总表", "功能"])
@pytest.mark.parametrize(
    "name",
    [
        "__class__", "__init__", "__globals__", "__dict__", "_values", "get", "names", "items",
        "table", "label", "upper", "real", "append", "shape", "format",
    ],
)  # fmt: skip
def test_no_python_attribute_has_a_name(owner: str, name: str) -> None:
    for source in (f"{{{{ {owner}.{name} }}}}", f"{{{{ {owner}['{name}'] }}}}"):
        (problem,) = problems(source)
        assert (problem.kind, problem.actual) == ("S003", f"{owner}.{name}")
        with pytest.raises(UndefinedError):
            rendered(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ 行.cells }}",
        "{{ 行.key }}",
        "{{ 行.金额.amount }}",
        "{{ 行.金额.text }}",
        "{{ loop.changed }}",
        "{{ loop.cycle }}",
        "{{ loop._iterable }}",
    ],
)
def test_rows_cells_and_loops_show_their_own_names_only(source: str) -> None:
    source = f"{{% for 行 in 表.收支总表.行 %}}{source}{{% endfor %}}"
    assert [problem.kind for problem in problems(source)] == ["S003"]
    with pytest.raises(UndefinedError):
        rendered(source)


def test_the_shape_of_a_value_is_not_reached_through_a_call() -> None:
    for source in ("{{ 部门.upper() }}", "{{ 收入.get('总计') }}", "{{ 单位.index('甲') }}"):
        with pytest.raises((UndefinedError, SecurityError)):
            rendered(source)


def test_the_environment_brings_no_names_of_its_own() -> None:
    bare = TemplateEnvironment({})
    assert (dict(bare.globals), dict(bare.filters), dict(bare.tests)) == ({}, {}, {})
    assert [p.actual for p in bare.problems("{{ dict }}{{ 字 | safe }}", {"字": "字"})] == [
        "dict",
        "| safe",
    ]


def test_text_is_escaped_unless_a_writer_does_it_itself() -> None:
    assert TemplateEnvironment({}).from_string("{{ 字 }}").render({"字": "<b>"}) == "&lt;b&gt;"


def test_an_unknown_name_is_reported_with_the_nearest() -> None:
    assert problems("{{ 部们 }}") == [TagProblem("S003", 1, "部们", "部门")]
    assert problems("{{ 收入.总记 }}") == [TagProblem("S003", 1, "收入.总记", "收入.总计")]
    assert problems("{{ 完全不同 }}") == [TagProblem("S003", 1, "完全不同", NO_SUCH_NAME)]


def test_an_unknown_filter_is_reported_with_the_nearest() -> None:
    assert problems("{{ 收入.总计 | 万圆 }}") == [TagProblem("S003", 1, "| 万圆", "万元")]


def test_a_loop_goes_over_a_list_only() -> None:
    for source in ("部门", "收入", "人数", "收入.总计", "'甲乙'", "表.收支总表"):
        (problem,) = problems(f"{{% for 项 in {source} %}}{{{{ 项.任何 }}}}{{% endfor %}}")
        assert (problem.kind, problem.expected) == ("S004", "一个可以循环的列表")


def test_what_a_loop_names_ends_with_it() -> None:
    source = (
        "{% for 项 in 空 %}{{ 项.名称 }}{% if loop.last %}{% endif %}{% else %}{{ 项 }}{% endfor %}"
    )
    assert [p.actual for p in problems(source)] == ["项"]
    assert [p.actual for p in problems("{% for 项 in 空 if loop.first %}{% endfor %}")] == ["loop"]
    assert [p.actual for p in problems("{% for 项 in 空 %}{{ 项.名 }}{% endfor %}")] == ["项.名"]


def test_every_problem_is_reported_at_once_with_its_line() -> None:
    source = "{{ 部 }}\n{% if 人数 + 1 %}\n{{ 收入.x | 元 }}\n{% endif %}\n{{ 部门() }}"
    assert [(p.kind, p.line) for p in problems(source)] == [
        ("S003", 1),
        ("S007", 2),
        ("S003", 3),
        ("S003", 3),
        ("S007", 5),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "部门",
        "收入.总计",
        "收入.总计|万元",
        " 收入.总计 | 万元 | 字 ",
        "true",
        "not.x",
        "a.not | b",
    ],
)
def test_plain_names_read_the_same_without_the_parser(source: str) -> None:
    (output,) = environment().parse(f"{{{{ {source} }}}}").body if source != "not.x" else (None,)
    if isinstance(output, nodes.Output):
        assert parse_expression(source) == output.nodes[0]
    else:
        with pytest.raises(TemplateSyntaxError):
            parse_expression(source)


@pytest.mark.parametrize("source", ["项 in 单位", "项  in  表.收支总表.行", "项 in 单位 if 项"])
def test_the_head_of_a_loop_reads_the_same_by_itself(source: str) -> None:
    (loop,) = environment().parse(f"{{% for {source} %}}{{% endfor %}}").body
    assert parse_loop(source) == loop


@pytest.mark.parametrize(
    "source",
    [
        "",
        "部门 }} 文字",
        "部门 %} 文字",
        "部门 人数",
        "a." * 60 + "a",
        "not " * 400 + "a",
        "9" * 5000,
    ],
)
def test_an_expression_is_read_to_its_end_and_not_beyond_measure(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        parse_expression(source)


@pytest.mark.parametrize("source", ["项 单位", "in 单位", "true in 单位"])
def test_what_is_no_head_of_a_loop_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        parse_loop(source)
