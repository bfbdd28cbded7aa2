"""Every tag means the same in a Word and in an Excel template, or is refused in the same words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest

from builders.docx_specimens import paragraphs, written_texts
from builders.small_budget import budget_file
from builders.template_workbooks import workbook
from yugong.findings import Finding, FindingsError, Severity
from yugong.jobs.compute import compute_budget
from yugong.standard.package import Package
from yugong.writing.docx import compile_template
from yugong.writing.xlsx import compile_workbook

PRINTED = [
    "{{ 年度 }}",
    "{{年度}}",
    "｛｛　年度　｝｝",
    "{｛ 部门．名称 ｝}",
    "{{ 部门.名称 }}",
    "{{ 部门['名称'] }}",
    "{{ 部门[“名称”] }}",
    "{{ '“引号”' }}",
    "{{ '{{ 年度 }}' }}",
    "{{ 部门.名称 ~ 年度 }}",
    "{{ 支出.合计 | 万元 }}",
    "{{ 支出.合计 ｜ 万元 }}",
    "{{ 支出.合计 | 元 }}",
    "{{ 表['预算收支总表'].标题 }}",
    "{{ 表.预算收支总表.单位 }}",
    "{{ '甲' if 有机关 else '乙' }}",
    "{{ '甲' if 年度 > 2025 else '乙' }}",
    "{{ '甲' if 2020 < 年度 <= 2026 and not 年度 == 1 else '乙' }}",
    "{{ '甲' if '部' in 部门.名称 or 有机关 else '乙' }}",
    "{{ 年度 if 有机关 else '' }}",
    "{{ 部门.名称 or 年度 }}",
    "{% if 有机关 %}甲{% endif %}",
    "{% if not 有机关 %}甲{% elif 年度 == 2026 %}乙{% else %}丙{% endif %}",
    "{%if 有机关%}甲{%else%}乙{%endif%}",
    "｛％ if 有机关 ％｝甲｛％ endif ％｝",
    "{% for 张 in 全部表 %}{{ 张.编号 }}，{% endfor %}",
    "{% for 张 in 全部表 if 张.无数据 %}{{ loop.index }}{{ 张.编号 }}，{% endfor %}",
    "{% for 张 in 全部表 if not 张.无数据 %}{{ loop.length }}{% if loop.last %}。{% endif %}{% endfor %}",
    "{% for 张 in 全部表 if 张.编号 == '没有' %}{{ 张.编号 }}{% else %}无{% endfor %}",
    "{% for 张 in 全部表 %}{% if not loop.last %}{{ loop.index0 }}；{% endif %}{% endfor %}",
    "{% for 张 in 全部表 %}{% for 行 in 张.行 %}{{ loop.index }}{% endfor %}。{% endfor %}",
    "{% for 行 in 表.预算支出总表.行 %}{{ 行.级次 }}{{ 行.科目名称 }}{{ 行.合计 }}{% endfor %}",
    "{% for 年度 in 全部表 %}{{ 年度.编号 }}{% endfor %}{{ 年度 }}",
    "{# 说明 #}",
    "｛＃ 说明 ＃｝",
    "{# {{ 年度 }} {% if #}",
    "{##}",
    "甲 {# 一 #}{{ 年度 }}{# 二 #} 乙",
    "甲 {%- if 有机关 -%} 乙 {%- endif -%} 丙",
    "甲 {{- 年度 -}} 乙",
    "甲 {% if 有机关 -%} {%- endif %} 乙",
    "100% { 甲 } ## %",
]
"""Tags that are written, between two characters."""

REFUSED = [
    "{{ 全部表 }}",
    "{{ 全部表 | 顿号 }}",
    "{{ 部门 }}",
    "{{ 表.预算收支总表 }}",
    "{{ 表.预算支出总表.行 }}",
    "{{ 支出.合计 }}",
    "{{ 支出.合计 ~ '万元' }}",
    "{{ 有机关 }}",
    "{{ not 有机关 }}",
    "{% for 张 in 全部表 %}{{ loop.last }}{% endfor %}",
    "{% for 行 in 表.预算支出总表.行 %}{{ 行.合计行 }}{{ 行 }}{% endfor %}",
    "{{ 年度 > 2025 }}",
    "{{ true }}",
    "{{ 1.5 }}",
    "{{ none }}",
    "{{ 1e999 }}",
    "{{ 部门.名称 if 有机关 else 全部表 }}",
    "{{ '甲' if 有机关 }}",
    "{{ 年度 | 万元 }}",
    "{{ 支出.合计 | 大写年 }}",
    "{{ 支出.合计 | 占比 }}",
    "{{ 支出.合计 | 占比(年度) }}",
    "{{ 支出.合计 | 占比(支出.合计, 1) }}",
    "{{ 支出.合计 | 万元(1) }}",
    "{{ 支出.合计 | 万圆 }}",
    "{{ 支出.合计 | safe }}",
    "{{ 支出.合计 | e }}",
    "{{ 部们.名称 }}",
    "{{ 部门.名秤 }}",
    "{{ 部门.名称.简称 }}",
    "{{ 部门.__class__ }}",
    "{{ 没有这样的名称 }}",
    "{{ 张.编号 }}{% for 张 in 全部表 %}{% endfor %}",
    "{{ 年度 + 1 }}",
    "{{ -年度 }}",
    "{{ 年度 * 2 ~ '' }}",
    "{{ 部门.名称() }}",
    "{{ 部门.名称.upper() }}",
    "{{ 全部表[0] }}",
    "{{ 全部表[0:1] }}",
    "{{ [年度] }}",
    "{{ 年度, 部门.名称 }}",
    "{{ {'甲': 1} }}",
    "{{ 年度 is defined }}",
    "{{ 支出.合计 | 占比(*全部表) }}",
    "{{ 年度 > '甲' }}",
    "{% if 年度 in 部门 %}甲{% endif %}",
    "{% if 支出.合计 > 0 %}甲{% endif %}",
    "{% for 甲 in 年度 %}{% endfor %}",
    "{% for 甲, 乙 in 全部表 %}{% endfor %}",
    "{% for 甲 in 全部表 recursive %}{% endfor %}",
    "{% for loop in 全部表 %}{% endfor %}",
    "{% for 甲 in 全部表() %}{% endfor %}",
    "{% set 甲 = 1 %}",
    "{% macro 甲() %}{% endmacro %}",
    "{% include '甲' %}",
    "{% raw %}甲{% endraw %}",
    "{% filter 万元 %}{% endfilter %}",
    "{% vm %}",
    "{% hm %}",
    "{% cellbg 年度 %}",
    "{% colspan 年度 %}",
    "{%tc for 甲 in 全部表 %}{%tc endfor %}",
    "{%r if 有机关 %}{%r endif %}",
    "{{r 年度 }}",
    "{{p 年度 }}",
    "{{tr 年度 }}",
    "{{tc 年度 }}",
    "{{+ 年度 }}",
    "{%+ if 有机关 %}{% endif %}",
    "{_{ 年度 }_}",
    "{{ }}",
    "{% %}",
    "{{ 年度",
    "{{ 年度 %}",
    "{% if 有机关 }}",
    "{{ 年度 } }",
    "年度 }}",
    "{# 没有结束",
    "{{ '没有结束 }}",
    "{{ 年度 部门 }}",
    "{{ 年度 | }}",
    "{{ (年度 }}",
    "{% if %}甲{% endif %}",
    "{% else 甲 %}",
    "{% if 有机关 %}甲",
    "甲{% endif %}",
    "{% else %}",
    "{% elif 有机关 %}",
    "{% if 有机关 %}甲{% else %}乙{% else %}丙{% endif %}",
    "{% for 张 in 全部表 %}{% elif 有机关 %}{% endfor %}",
    "{% if 有机关 %}{% for 张 in 全部表 %}{% endif %}{% endfor %}",
    "{% if 有机关 %}" * 21 + "{% endif %}" * 21,
    "{% for 甲 in 全部表 %}" * 5 + "{% endfor %}" * 5,
    "{{ " + "(" * 60 + "年度" + ")" * 60 + "." * 0 + " ~ " + "not " * 60 + "年度 }}",
    "{{ " + "9" * 5000 + " }}",
]
"""Tags that are refused, between two characters."""

AT_THE_EDGE = ["{%- if 有机关 %}甲{% endif %}乙", "甲{% if 有机关 %}乙{% endif -%}"]
"""Tags whose minus has nothing to trim: refused, where they begin or end a paragraph or a cell."""

Refusal = tuple[str, str, str]


@cache
def package() -> Package:
    with TemporaryDirectory() as folder:
        return compute_budget(budget_file(Path(folder))).package


def refusals(findings: tuple[Finding, ...] | list[Finding]) -> set[Refusal]:
    return {
        (finding.code, finding.actual, finding.expected)
        for finding in findings
        if finding.code != "S005" and finding.severity is not Severity.INFO
    }


def in_word(text: str, folder: Path) -> str | set[Refusal]:
    """Return the text of a paragraph, or the refusals of its tags."""
    template = compile_template(paragraphs(text), "模板")
    if refused := refusals(template.problems(package())):
        return refused
    template.write(folder / "成品.docx", package())
    (line,) = written_texts(folder / "成品.docx")
    return line


def in_excel(text: str, folder: Path) -> str | set[Refusal]:
    """Return the text of a cell, or the refusals of its tags."""
    template = compile_workbook(workbook({"甲": {"A1": text}}), "模板")
    if refused := refusals(template.problems(package())):
        return refused
    template.write(folder / "成品.xlsx", package())
    return str(openpyxl.load_workbook(folder / "成品.xlsx")["甲"]["A1"].value)


@pytest.mark.parametrize("tag", PRINTED)
def test_a_tag_prints_the_same_text(tag: str, tmp_path: Path) -> None:
    text = f"起{tag}止"
    word = in_word(text, tmp_path)
    assert isinstance(word, str)
    assert word == in_excel(text, tmp_path)
    assert "{" not in word.replace("{{ 年度 }}", "").replace("{ 甲 }", "")


@pytest.mark.parametrize("text", [*(f"起{tag}止" for tag in REFUSED), *AT_THE_EDGE])
def test_a_tag_is_refused_in_the_same_words(text: str, tmp_path: Path) -> None:
    word = in_word(text, tmp_path)
    assert isinstance(word, set)
    assert word == in_excel(text, tmp_path)
    for _, actual, expected in word:
        assert actual
        assert expected
        assert not any(name in expected for name in ("名.名", "call", "add", "tuple", "for 名"))


@pytest.mark.parametrize("tag", [tag for tag in REFUSED if tag.startswith("{{ ")])
def test_a_value_alone_in_its_cell_is_refused_like_one_in_a_sentence(
    tag: str, tmp_path: Path
) -> None:
    word, excel = in_word(tag, tmp_path), in_excel(tag, tmp_path)
    assert isinstance(word, set)
    assert word == excel


@pytest.mark.parametrize(
    "tag", ["{{ 全部表 | 顿号 }}", "{{ 全部表 }}", "{{ 支出.合计 }}", "{{ 有机关 }}"]
)
def test_a_value_without_a_text_is_refused_by_the_writers_as_well(tag: str, tmp_path: Path) -> None:
    word = compile_template(paragraphs(f"起{tag}"), "模板")
    excel = compile_workbook(workbook({"甲": {"A1": f"起{tag}"}, "乙": {"A1": "字"}}), "模板")
    with pytest.raises(FindingsError) as from_word:
        word.write(tmp_path / "成品.docx", package())
    with pytest.raises(FindingsError) as from_excel:
        excel.write(tmp_path / "成品.xlsx", package())
    assert refusals(from_word.value.findings) == refusals(from_excel.value.findings)
    assert list(tmp_path.iterdir()) == []
