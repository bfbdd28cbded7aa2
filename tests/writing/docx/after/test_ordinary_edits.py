"""Templates that a clerk has edited: their rows are found by the loops that wrote them."""

from __future__ import annotations

import copy
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builders.edited_templates import (
    ORDINARY,
    Edit,
    edited,
    first_table,
    plain_table,
    table_that_names_a_project,
    text_of,
)
from builders.own_standard import own_standard
from builders.places import ROOT
from yugong.findings import Finding, Place
from yugong.jobs.build import build
from yugong.standard.library import LoadedStandard, load_standard
from yugong.standard.package import Package
from yugong.standards_kit import check_standard_files
from yugong.standards_kit.sample import sample_of
from yugong.writing.docx import WrittenDocument, compile_template, read_back_document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STANDARDS = ("national", "shanxi-2025", "shanxi-2023", "hebei-2023")


@cache
def standard(name: str) -> tuple[LoadedStandard, Package]:
    loaded, _ = load_standard(name, Place())
    assert loaded is not None
    return loaded, sample_of(loaded.standard).package


def written(path: Path, edit: Edit, name: str = "shanxi-2025") -> tuple[WrittenDocument, Package]:
    loaded, package = standard(name)
    template = compile_template(edited(loaded.word, edit), "模板.docx")
    assert template.problems(package) == []
    return template.write(path, package), package


def differences(path: Path, document: WrittenDocument, package: Package) -> list[Finding]:
    return read_back_document(path, package, document.regions, document.template)


@pytest.mark.parametrize("name", STANDARDS)
@pytest.mark.parametrize("edit", ORDINARY, ids=lambda edit: edit.__name__)
def test_an_ordinary_edit_reads_back_equal(tmp_path: Path, edit: Edit, name: str) -> None:
    document, package = written(tmp_path / "o.docx", edit, name)
    assert differences(tmp_path / "o.docx", document, package) == []


def test_a_table_with_the_names_of_projects_is_no_form(tmp_path: Path) -> None:
    document, package = written(tmp_path / "o.docx", table_that_names_a_project)
    assert differences(tmp_path / "o.docx", document, package) == []


@pytest.mark.parametrize("edit", ORDINARY, ids=lambda edit: edit.__name__)
def test_a_changed_cell_is_found_after_every_edit(tmp_path: Path, edit: Edit) -> None:
    path = tmp_path / "o.docx"
    document, package = written(path, edit)
    region = next(region for region in document.regions if not region.is_form)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    body = members["word/document.xml"]
    table = next(t for t in package.tables if t.name == region.name)
    cells = (row.cells[column.name] for row in table.rows for column in table.columns)
    text = next(cell.text for cell in cells if len(cell.text) > 3 and cell.is_number)
    place = body.index(text.encode(), region.start)
    changed = body[:place] + b"7" * len(text) + body[place + len(text) :]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, changed if name == "word/document.xml" else data)

    (finding,) = differences(path, document, package)

    assert (finding.code, finding.actual, finding.expected) == ("D001", "7" * len(text), text)
    assert finding.place.path.startswith(table.title)


def test_a_changed_amount_of_a_form_is_found_in_its_pass(tmp_path: Path) -> None:
    path = tmp_path / "o.docx"
    document, package = written(path, table_that_names_a_project)
    form = package.context["项目绩效"][0]
    amount = form.get("年度资金").get("总额")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    body = members["word/document.xml"]
    region = next(
        region
        for region in document.regions
        if region.is_form and amount.encode() in body[region.start : region.end]
    )
    inside = body[region.start : region.end].replace(amount.encode(), b"7" * len(amount))
    changed = body[: region.start] + inside + body[region.end :]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, changed if name == "word/document.xml" else data)

    findings = differences(path, document, package)

    assert {finding.code for finding in findings} == {"D001"}
    assert {finding.expected for finding in findings} == {amount}
    assert all(form.get("项目名称") in finding.place.path for finding in findings)


def _row_with(body: Any, text: str) -> Any:
    return next(row for row in first_table(body).iter(f"{W}tr") if text in text_of(row))


def _money_sign(body: Any) -> None:
    for node in first_table(body).iter(f"{W}t"):
        if node.text == "{{ 行.上年结转安排 }}":
            node.text = "￥{{ 行.上年结转安排 }}"


def _only_totals(body: Any) -> None:
    for node in first_table(body).iter(f"{W}t"):
        node.text = (node.text or "").replace("收支总表.行 %}", "收支总表.行 if 行.合计行 %}")


def _no_else(body: Any) -> None:
    rows = list(first_table(body).iter(f"{W}tr"))
    start = next(i for i, row in enumerate(rows) if "{%tr else" in text_of(row))
    for row in rows[start : start + 2]:
        row.getparent().remove(row)


def _two_rows_each(body: Any) -> None:
    row = _row_with(body, "{%tr endfor")
    row.addprevious(plain_table("小", "计").find(f"{W}tr"))


def _without_loop(body: Any) -> None:
    table = first_table(body)
    for row in list(table.iter(f"{W}tr")):
        if "{%tr" in text_of(row) or "{{ 行." in text_of(row):
            table.remove(row)
    table.addnext(plain_table("{{ 表.预算收支总表.单位 }}"))


@pytest.mark.parametrize(
    ("edit", "place", "words"),
    [
        (_money_sign, "第 1 张表第", "这一格只写 {{ 行.上年结转安排 }}"),
        (_only_totals, "第 1 张表第", "去掉循环和各行的条件"),
        (_no_else, "第 1 张表第", "去掉循环和各行的条件"),
        (_two_rows_each, "第 1 张表第", "每行写一行"),
        (_without_loop, "", "用 {%tr for 行 in 表.预算收支总表.行 %} 写出"),
    ],
    ids=["money sign", "filter", "no else", "two rows", "no loop"],
)
def test_an_edit_that_cannot_be_followed_is_named_in_the_template(
    tmp_path: Path, edit: Edit, place: str, words: str
) -> None:
    document, package = written(tmp_path / "o.docx", edit)
    findings = differences(tmp_path / "o.docx", document, package)
    assert findings
    for finding in findings:
        assert finding.code == "S009"
        assert finding.place.file == "模板.docx"
        assert finding.place.path.startswith(place)
        assert words in finding.expected or "另有" in finding.actual
        assert "维护者" not in finding.remedy + finding.kind.remedy


def test_rows_in_two_loops_make_one_table(tmp_path: Path) -> None:
    def two_loops(body: Any) -> None:
        rows = list(first_table(body).iter(f"{W}tr"))
        texts = [text_of(row) for row in rows]
        start = next(i for i, text in enumerate(texts) if "{%tr for" in text)
        end = next(i for i, text in enumerate(texts) if "{%tr endfor" in text)
        for row in reversed(rows[start : end + 1]):
            rows[end].addnext(copy.deepcopy(row))
        loops = [
            node for node in first_table(body).iter(f"{W}t") if "{%tr for" in (node.text or "")
        ]
        loops[0].text = "{%tr for 行 in 表.预算收支总表.行 if not 行.合计行 %}"
        loops[1].text = "{%tr for 行 in 表.预算收支总表.行 if 行.合计行 %}"

    document, package = written(tmp_path / "o.docx", two_loops)
    assert differences(tmp_path / "o.docx", document, package) == []


@pytest.mark.parametrize("edit", ORDINARY[:5], ids=lambda edit: edit.__name__)
def test_a_standard_with_an_ordinary_edit_lints_and_builds(tmp_path: Path, edit: Edit) -> None:
    path = own_standard(tmp_path, "试市")
    word = path.with_suffix(".docx")
    word.write_bytes(edited(word.read_bytes(), edit))
    if edit is ORDINARY[0]:
        assert [f for f in check_standard_files(str(path)).findings if f.severity == "错误"] == []
    budget = ROOT / "samples" / "pinglu-2026" / "budget.yaml"
    result = build(budget, tmp_path / "out", standard=str(path), layout=False)
    assert sorted(file.suffix for file in result.files) == [".docx", ".json", ".json", ".xlsx"]
