"""The last look at a file takes no value for a tag, and no tag for a value."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.docx_specimens import make_package, paragraphs
from builders.fuzzing import fuzzed, refusal
from builders.small_budget import budget_file, budget_text
from builders.template_workbooks import workbook
from yugong.intake.yaml_write import yaml_text
from yugong.jobs.build import build
from yugong.reading.located_yaml import parse_yaml
from yugong.writing.docx import compile_template
from yugong.writing.final_sweep import package_texts, remaining_tags
from yugong.writing.xlsx import compile_workbook

SIGNS = ("{{", "}}", "{%", "%}", "{#", "#}", "{", "}", "%", "#", "{{{", "}}%")
pieces = st.sampled_from(
    (*SIGNS, "甲", "乙丙", " ", "\n", "100", "&", "<", '"', "'", "_x007B_", "%7B", "。")
)
values = st.lists(pieces, min_size=1, max_size=8).map("".join)
literals = st.lists(st.sampled_from(("甲", "（一）", "与", " ", "100%", "-")), max_size=3).map(
    "".join
)

TAGS = ("{{ 部门.名称 }}", "{% if 有 %}", "{# 注 #}", "{{名}}", "{%p endif %}", "{{ 甲 | 顿号 }}")
PARTS = {
    "word/document.xml": '<w:p xmlns:w="w"><w:r><w:t>{}</w:t></w:r></w:p>',
    "word/header1.xml": '<w:hdr xmlns:w="w"><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:hdr>',
    "word/_rels/document.xml.rels": "<Relationships><Relationship Target={}/></Relationships>",
    "word/styles.xml": '<w:styles xmlns:w="w"><w:name w:val={}/></w:styles>',
    "word/charts/chart1.xml": '<c:chart xmlns:c="c"><c:v>{}</c:v></c:chart>',
    "docProps/core.xml": '<cp:core xmlns:cp="c"><cp:title>{}</cp:title></cp:core>',
    "xl/sharedStrings.xml": "<sst><si><t>{}</t></si></sst>",
    "xl/workbook.xml": "<workbook><definedName>{}</definedName></workbook>",
}


def package_of_one_part(part: str, text: str) -> bytes:
    """A file whose only part holds the text."""
    source = PARTS[part]
    written = quoteattr(text) if "={}" in source else escape(text)
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(part, source.format(written))
    return target.getvalue()


@fuzzed(150)
@given(st.lists(values, min_size=1, max_size=3), st.lists(literals, min_size=4, max_size=4))
def test_no_value_is_taken_for_a_tag(texts: list[str], between: list[str]) -> None:
    names = [f"值{number}" for number in range(len(texts))]
    package = make_package(dict(zip(names, texts, strict=True)))
    line = between[0]
    for name, literal in zip(names, between[1:], strict=False):
        line += f"{{{{ {name} }}}}{literal}"
    word, excel = paragraphs(line, "甲"), workbook({"表": {"A1": line}})
    with TemporaryDirectory() as folder:
        word_file, excel_file = Path(folder, "甲.docx"), Path(folder, "甲.xlsx")
        known = list(package_texts(package))
        for file, template, write in (
            (word_file, word, compile_template(word, "甲").write),
            (excel_file, excel, compile_workbook(excel, "甲").write),
        ):
            assert refusal(lambda: write(file, package)) == ()  # noqa: B023
            assert remaining_tags(file, known, template) == []


@fuzzed(150)
@given(
    st.sampled_from(tuple(PARTS)),
    st.sampled_from(TAGS),
    st.lists(values, max_size=4),
    st.integers(0, 3),
)
def test_a_tag_of_the_template_is_found_whatever_the_values_have(
    part: str, tag: str, texts: list[str], place: int
) -> None:
    text = "".join([*texts[:place], tag, *texts[place:]])
    with TemporaryDirectory() as folder:
        file = Path(folder, "甲.docx")
        file.write_bytes(package_of_one_part(part, text))
        template = package_of_one_part(part, f"甲{tag}乙")
        assert [finding.code for finding in remaining_tags(file, texts, template)] == ["D012"]


@fuzzed(100)
@given(st.sampled_from(tuple(PARTS)), st.sampled_from(TAGS))
def test_a_tag_that_the_template_does_not_have_is_found_too(part: str, tag: str) -> None:
    texts = ["某县}}%第1馆", "使用{{甲}}", "{ {甲} }", "100%"]
    with TemporaryDirectory() as folder:
        file = Path(folder, "甲.docx")
        file.write_bytes(package_of_one_part(part, f"甲{tag}乙"))
        template = package_of_one_part(part, "没有标签")
        assert [finding.code for finding in remaining_tags(file, texts, template)] == ["D012"]


def with_names(unit: str, project: str, reason: str) -> dict[str, Any]:
    """A ledger whose unit, project and first reason are these."""
    located, _ = parse_yaml(budget_text().encode(), "budget.yaml")
    assert located is not None
    ledger = json.loads(
        json.dumps(located.value, default=str, ensure_ascii=False).replace("档案数字化", "项目甲")
    )
    ledger["部门"]["单位"][0]["名称"] = f"某县{unit}馆"
    for item in (*ledger["收支明细"], *ledger["项目"]):
        for field in ("项目", "名称"):
            if item.get(field) == "项目甲":
                item[field] = f"数字化{project}"
    ledger["变动原因"] = {"支出.总计": f"业务{reason}有变化。"}
    return dict(ledger)


@fuzzed(10)
@given(*[st.sampled_from((*SIGNS, "甲", "{{甲}}", "{%甲%}", "}}。"))] * 3)
def test_a_ledger_with_signs_is_built_or_refused_for_a_placeholder(
    unit: str, project: str, reason: str
) -> None:
    with TemporaryDirectory() as folder:
        file = budget_file(Path(folder))
        file.write_text(yaml_text(with_names(unit, project, reason)), encoding="utf-8")
        findings = refusal(lambda: build(file, Path(folder, "出"), draft=True, layout=False))
        errors = {item.code for item in findings if item.severity.value == "错误"}
        assert "D012" not in {finding.code for finding in findings}
        assert errors <= {"W01"}, findings


@pytest.mark.parametrize("unit", ["某县}}%第1馆", "}}", "%}馆", "馆{", "{%", "馆{{"])
def test_a_name_with_a_sign_beside_the_words_of_a_template_is_no_tag(
    tmp_path: Path, unit: str
) -> None:
    line = "由{{ 单位 }}（{{ 单位 }}）负责"
    package = make_package({"单位": unit})
    template = paragraphs(line)
    compile_template(template, "甲").write(tmp_path / "甲.docx", package)
    assert remaining_tags(tmp_path / "甲.docx", package_texts(package), template) == []
