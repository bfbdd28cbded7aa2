"""Template files built to do harm, or simply broken: a finding, quickly, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from builders.hostile_workbooks import sheet_with
from builders.template_workbooks import workbook
from builders.xlsx_package import TEMPLATE, sample_package
from yugong.findings import FindingsError
from yugong.writing.xlsx import compile_workbook
from yugong.writing.xlsx.dump import dump_workbook


def repacked(changes: Mapping[str, bytes | None]) -> bytes:
    """The template of the program with parts replaced, added, or (``None``) taken out."""
    source = zipfile.ZipFile(io.BytesIO(TEMPLATE.read_bytes()))
    parts: dict[str, bytes | None] = {name: source.read(name) for name in source.namelist()}
    parts.update(changes)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()


_ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
)

BROKEN: dict[str, bytes] = {
    "空文件": b"",
    "不是压缩包": b"hello" * 100,
    "旧版或加密": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "截断": TEMPLATE.read_bytes()[:5000],
    "没有工作簿": repacked({"xl/workbook.xml": None}),
    "工作簿不成文": repacked({"xl/workbook.xml": b"<workbook"}),
    "没有工作表文件": repacked({"xl/worksheets/sheet1.xml": None}),
    "文档类型声明": repacked({"xl/sharedStrings.xml": _ENTITIES}),
    "另一种编码": repacked({"xl/sharedStrings.xml": _ENTITIES.decode().encode("utf-16")}),
    "压缩炸弹": repacked({"xl/worksheets/sheet1.xml": b"<a>" + b" " * 40_000_000 + b"</a>"}),
    "巨大的合并区域": sheet_with(b'ref="B1:C1"', b'ref="A1:XFD1048576"'),
    "写坏的合并区域": sheet_with(b'ref="B1:C1"', b'ref="A1:?"'),
    "远处的单元格": sheet_with(b'r="A1"', b'r="XFD1048576"'),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_is_no_template_is_one_finding(case: str) -> None:
    for use in (lambda data: compile_workbook(data, "甲.xlsx"), dump_workbook):
        with pytest.raises(FindingsError) as caught:
            use(BROKEN[case])
        assert [finding.code for finding in caught.value.findings] == ["S006"]


@pytest.mark.parametrize(
    ("part", "what"),
    [("xl/vbaProject.bin", "宏"), ("xl/externalLinks/externalLink1.xml", "外部链接")],
)
def test_macros_and_outside_links_are_dropped_with_a_note(part: str, what: str) -> None:
    template = compile_workbook(repacked({part: b"<externalLink/>"}), "甲.xlsx")
    assert [finding.actual for finding in template.problems(sample_package(1))] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 部门.__class__ }}",
        "{{ 部门['__init__'] }}",
        "{{ range(10) }}",
        "{{ lipsum }}",
        "{{ 10 ** 10 }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% macro 甲() %}{% endmacro %}",
    ],
)
def test_a_tag_that_reaches_outside_is_a_finding(text: str) -> None:
    template = compile_workbook(workbook({"甲": {"A1": "字", "A2": text}}), "甲.xlsx")
    findings = [f for f in template.problems(sample_package(1)) if f.code != "S005"]
    assert {f.code for f in findings} <= {"S003", "S004", "S007"}
    assert {f.place.cell for f in findings} == {"A2"}


DEEP = "".join(f"{{% for 甲{depth} in 全部表 %}}" for depth in range(8))


@pytest.mark.parametrize(
    "cells",
    [
        {"A6": "字"},
        {"A6": "{{ 甲1.标题 }}", "B6": "字"},
        {},
        {"A1": DEEP + "{% endfor %}" * 8},
        {"A1": DEEP + "字" + "{% endfor %}" * 8},
    ],
)
def test_loops_within_loops_stop_at_a_limit(
    cells: dict[str, object], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("yugong.writing.xlsx.layout.MAX_SHEET_ROWS", 1000)
    monkeypatch.setattr("yugong.writing.xlsx.layout.MAX_TURNS", 50_000)
    if "A1" not in cells:
        for depth in range(1, 6):
            cells[f"A{depth}"] = f"{{%tr for 甲{depth} in 全部表 %}}"
            cells[f"A{12 - depth}"] = "{%tr endfor %}"
    template = compile_workbook(workbook({"甲": cells}), "甲.xlsx")
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "甲.xlsx", sample_package(1))
    assert [finding.code for finding in caught.value.findings] == ["S008"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["{{ 部门 | 万元 }}", "{% if 部门 < 1 %}字{% endif %}"])
def test_a_filter_or_comparison_of_the_wrong_kind_is_a_finding(text: str, tmp_path: Path) -> None:
    template = compile_workbook(workbook({"甲": {"A1": text}}), "甲.xlsx")
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "甲.xlsx", sample_package(1))
    assert [(f.code, f.place.cell) for f in caught.value.findings] == [("S004", "A1")]
