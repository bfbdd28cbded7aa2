"""Templates whose tags try to reach out, to go on without end, or are simply wrong.

Whatever a Word or Excel template says, it is written, or refused by findings that name the
paragraph or the cell.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.docx_specimens import paragraphs, table_template
from builders.fuzzing import fuzzed, refusal
from builders.small_budget import budget_file
from builders.template_workbooks import workbook
from yugong.findings import Finding, FindingsError, has_errors
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.standard.package import Package
from yugong.writing.docx import compile_template
from yugong.writing.xlsx import compile_workbook


@cache
def package() -> Package:
    """The small department's package, with all names and filters a template may use."""
    return prepared().package


@cache
def prepared() -> ComputedBudget:
    with TemporaryDirectory() as folder:
        return compute_budget(budget_file(Path(folder)))


ATOMS = (
    "部门.名称",
    "部门",
    "年度",
    "收入.总计",
    "表",
    "表.预算支出总表",
    "表.预算支出总表.行",
    "全部表",
    "一般公共预算",
    "功能['2010303']",
    "图",
    "loop",
    "loop.index",
    "甲",
    "甲.行",
    "甲.合计",
    "甲.标题",
    "''",
    "'字'",
    "'字' * 1000000000",
    "0",
    "-1",
    "10 ** 10 ** 10",
    "1e308",
    "9" * 5000,
    "none",
    "true",
    "range(1000000000)",
    "[1, 2]",
    "{'甲': 1}",
    "(1, 2)",
    "self",
    "lipsum",
    "cycler",
    "joiner",
    "namespace()",
    "config",
    "request",
    "''.__class__.__mro__[1].__subclasses__()",
    "部门.__class__",
    "部门['__init__']",
    "部门|attr('__class__')",
    "表.预算支出总表.get",
    "全部表.items",
    "全部表[0]",
    "全部表[-1]",
    "全部表[99999999999]",
    "年度.__add__",
    "_x",
    "__builtins__",
    "__import__('os')",
    "0x10",
    "名\u200b",
    "\U00020000",
    "ａ",
    "a;b",
    "甲\n乙",
)
FILTERS = ("万元", "元", "数", "占比(支出.合计)", "占比", "占比(1)", "增减", "增减原因", "顿号", "日期", "月", "括",
           "safe", "attr('x')", "map('upper')", "format(1)", "replace('a', 'b' * 1000000000)", "join('x')", "tojson",
           "center(1000000000)", "没有", "万元()", "万元(1)(2)", "万元(**表)", "万元(*全部表)")  # fmt: skip
OPERATORS = (
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "%",
    "~",
    "==",
    "<",
    "in",
    "and",
    "or",
    "is",
    "is not",
    "not in",
    ",",
)
expressions = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(FILTERS)).map(" | ".join),
        st.tuples(inner, st.sampled_from(OPERATORS), inner).map(" ".join),
        inner.map("not {}".format),
        inner.map("({})".format),
        st.tuples(inner, inner, inner).map(lambda of: f"{of[0]} if {of[1]} else {of[2]}"),
        st.tuples(inner, inner).map(lambda of: f"{of[0]}[{of[1]}]"),
        inner.map("甲({})".format),
    ),
    max_leaves=5,
)
_STATEMENTS = (
    "for 甲 in {}",
    "for 甲 in {} if 甲",
    "for 甲, 乙 in {}",
    "for loop in {}",
    "for 甲 in {} recursive",
    "if {}",
    "elif {}",
    "else",
    "endfor",
    "endif",
    "include {}",
    "import {} as 甲",
    "from {} import 甲",
    "extends {}",
    "macro 甲(乙={})",
    "endmacro",
    "call {}",
    "set 甲 = {}",
    "filter 万元",
    "raw",
    "endraw",
    "block 甲",
    "with 甲 = {}",
    "autoescape false",
    "do {}",
    "break",
    "trans",
    "竖并 {}",
    "",
)
tags = st.one_of(
    expressions.map("{{{{ {} }}}}".format),
    st.tuples(
        st.sampled_from(("", "p ", "tr ", "tc ", "-", "+", "甲 ")),
        st.sampled_from(_STATEMENTS),
        expressions,
    ).map(lambda of: f"{{%{of[0]} {of[1].format(of[2])} %}}"),
    st.sampled_from(("{{", "}}", "{%", "%}", "{#", "#}", "{{{{", "{{ }}", "{% %}", "字", "\x07")),
)
texts = st.one_of(
    st.lists(tags, max_size=4).map("".join),
    st.tuples(expressions, tags).map(lambda of: f"{{% for 甲 in {of[0]} %}}{of[1]}{{% endfor %}}"),
    st.tuples(expressions, tags).map(lambda of: f"{{% if {of[0]} %}}{of[1]}{{% endif %}}"),
)


def printable(text: str) -> str:
    """Return the text as an Office file can hold it."""
    return text.replace("\x07", "")


def assert_placed(findings: tuple[Finding, ...] | list[Finding]) -> None:
    """Assert that each finding names a paragraph or a cell, or is about the whole template."""
    for finding in findings:
        place = finding.place
        assert place.file
        assert place.path or place.cell or finding.code == "S005", finding


def written(kind: str, data: bytes) -> None:
    """Compile, check and, if there is no fault, write."""
    name = f"模板.{kind}"
    template = compile_template(data, name) if kind == "docx" else compile_workbook(data, name)
    findings = template.problems(package())
    assert_placed(
        [finding for finding in findings if finding.code != "S004" or finding.actual != name]
    )
    if has_errors(finding for finding in findings if finding.code != "S005"):
        raise FindingsError(findings)
    with TemporaryDirectory() as folder:
        template.write(Path(folder) / f"成品.{kind}", package())


@fuzzed(60)
@given(st.lists(texts.map(printable), min_size=1, max_size=4))
def test_any_tags_in_a_word_template_are_written_or_refused(lines: list[str]) -> None:
    assert_placed(refusal(lambda: written("docx", paragraphs(*lines))))


@fuzzed(40)
@given(st.lists(st.lists(texts.map(printable), min_size=2, max_size=2), min_size=1, max_size=4))
def test_any_tags_in_a_table_of_a_word_template_are_written_or_refused(
    rows: list[list[str]],
) -> None:
    assert_placed(refusal(lambda: written("docx", table_template(rows))))


@fuzzed(60)
@given(
    st.dictionaries(
        st.sampled_from(("A1", "B1", "A2", "B2", "A3", "C5")), texts.map(printable), max_size=5
    ),
    st.sampled_from(("甲", "甲#", "{{ 部门 }}")),
)
def test_any_tags_in_an_excel_template_are_written_or_refused(
    cells: dict[str, str], sheet: str
) -> None:
    assert_placed(refusal(lambda: written("xlsx", workbook({sheet: dict(cells)}))))


ESCAPES = (
    "{{ ''.__class__.__mro__ }}",
    "{{ 部门.__class__ }}",
    "{{ 部门['__class__'] }}",
    "{{ _x }}",
    "{{ __builtins__ }}",
    "{{ self }}",
    "{{ range(1000000000) }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 部门 | attr('__class__') }}",
    "{{ 部门 | center(1000000000) }}",
    "{% include '甲' %}",
    "{% import '甲' as 乙 %}",
    "{% macro 甲() %}{% endmacro %}",
    "{% set 甲 = 部门 %}",
    "{% for 甲 in range(1000000000) %}{% endfor %}",
    "{% for 甲 in 'a' * 1000000000 %}{% endfor %}",
)


@pytest.mark.parametrize("tag", ESCAPES)
def test_a_tag_that_reaches_out_is_refused_at_its_place(tag: str) -> None:
    word = compile_template(paragraphs("字", tag), "模板.docx").problems(package())
    places = {finding.place.path for finding in word if finding.code in ("S003", "S004", "S007")}
    assert places == {"第 2 段"}
    excel = compile_workbook(workbook({"甲": {"A1": "字", "B2": tag}}), "模板.xlsx")
    cells = {
        finding.place.cell
        for finding in excel.problems(package())
        if finding.code in ("S003", "S004", "S007") and finding.place.cell
    }
    assert cells == {"B2"}


@pytest.mark.parametrize(
    "tag", ["{{ none }}", "{{ 部门.名称 ~ None }}", "{{ 1 if 部门 else none }}"]
)
def test_nothing_is_no_text_and_refused_at_its_place(tag: str) -> None:
    word = refusal(lambda: written("docx", paragraphs("字", tag)))
    excel = refusal(lambda: written("xlsx", workbook({"甲": {"B2": tag}})))

    assert [finding.place.path for finding in word if finding.code == "S007"] == ["第 2 段"]
    assert [finding.place.cell for finding in excel if finding.code == "S007"] == ["B2"]


def test_a_text_that_holds_the_word_for_nothing_is_written() -> None:
    assert refusal(lambda: written("docx", paragraphs("{{ 'none' }}"))) == ()
    assert refusal(lambda: written("xlsx", workbook({"甲": {"B2": "{{ 'none' }}"}}))) == ()


def test_loops_within_loops_of_a_word_template_stop_at_a_limit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("yugong.writing.docx.template.part.TURNS_LIMIT", 1000)
    loops = "".join(f"{{% for 甲{depth} in 全部表 %}}" for depth in range(4))
    text = loops + "{% if not 部门.名称 %}字{% endif %}" + "{% endfor %}" * 4
    template = compile_template(paragraphs("字", text), "模板.docx")
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "成品.docx", package())

    assert [(finding.code, finding.place.path) for finding in caught.value.findings] == [
        ("S008", "第 2 段")
    ]
    assert list(tmp_path.iterdir()) == []


def test_an_excel_template_of_an_empty_sheet_is_written(tmp_path: Path) -> None:
    template = compile_workbook(workbook({"甲": {}}), "模板.xlsx")
    template.write(tmp_path / "成品.xlsx", package())

    assert (tmp_path / "成品.xlsx").stat().st_size


def test_a_number_of_thousands_of_digits_is_refused_at_its_cell() -> None:
    text = f"字{{{{ 部门.名称 }}}}{{{{ {'9' * 5000} }}}}{{% if 部门 %}}{{% endif %}}"
    template = compile_workbook(workbook({"甲": {"B2": text}}), "模板.xlsx")
    misread = [finding for finding in template.problems(package()) if finding.code == "S004"]

    assert [finding.place.cell for finding in misread] == ["B2"]
