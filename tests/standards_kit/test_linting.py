"""Linting a standard: everything wrong with its three files at once, each with its place."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from builders.own_standard import in_excel, in_word, in_yaml, own_standard
from builders.places import ROOT
from yugong.findings import Finding, Severity
from yugong.standard.library import shipped_names
from yugong.standards_kit import check_standard_files

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEMPLATES = ROOT / "templates"
_FUNDS = (
    "          - {名: 国有资本经营预算, 表头: 国有资本经营预算, 取: {来源: 国有资本经营预算}}\n"
)
_UNITS = f"{_FUNDS}        行:\n          - {{题: 部门合计"
_COLUMN = "          - {名: 上年结转, 表头: 其中：上年结转, 取: {年份: 上年结转}}\n"


def findings_of(path: Path) -> list[tuple[str, str, str]]:
    """Code, place in its file, and what was found."""
    findings = check_standard_files(str(path)).findings
    return [(finding.code, _where(finding), finding.actual) for finding in findings]


def _where(finding: Finding) -> str:
    place = finding.place
    return f"{place.sheet}!{place.cell}" if place.sheet else place.path


@pytest.mark.parametrize("name", shipped_names())
def test_the_shipped_standards_have_nothing_wrong(name: str) -> None:
    assert check_standard_files(name).findings == ()
    assert check_standard_files(str(_TEMPLATES / f"{name}.yaml")).findings == ()


def test_all_problems_of_both_templates_come_at_once(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_word(path, "{{ 支出.总计 | 万元 }}", "{{ 支出.总记 | 万元 }}")
    in_word(path, "{{ 支出.基本支出 | 万元 }}", "{{ 支出.基本支出 | 万圆 }}")
    in_excel(path, lambda book: book["表3"].__setitem__("A1", "{{ 表.预算支出总表.表号"))
    in_excel(path, lambda book: book["表5"].__setitem__("A1", "{{ 表.一般公共预算支出表.表号 }}"))

    linted = check_standard_files(str(path))
    by_place = {(finding.code, _where(finding)): finding for finding in linted.findings}

    assert not linted.usable
    assert {("S004", "表3!A1"), ("S003", "表5!A1")} <= by_place.keys()
    wrong = {
        finding.actual: finding.expected for finding in linted.findings if finding.code == "S003"
    }
    assert (wrong["支出.总记"], wrong["| 万圆"]) == ("支出.总计", "万元")
    assert "一般公共预算支出预算表" in wrong["表.一般公共预算支出表"]


def test_a_column_added_to_the_standard_is_missing_in_both_templates(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_yaml(path, _UNITS, _UNITS.replace(_FUNDS, _FUNDS + _COLUMN))

    assert findings_of(path) == [
        ("S009", "表11!A6", "表“机关运行经费表”没有列：上年结转"),
        ("S009", "第 11 张表第 3 行第 1 格", "表“机关运行经费表”没有列：上年结转"),
    ]
    assert "{{ 行.上年结转 }}" in check_standard_files(str(path)).findings[0].expected


def test_a_table_taken_out_of_the_standard_is_reported_once_for_each_file(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - 名称: 项目支出结转表"), text.index("\n项目绩效:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")

    findings = check_standard_files(str(path)).findings

    assert [(finding.code, finding.actual) for finding in findings] == [
        ("S003", "表.项目支出结转表")
    ] * 2
    assert "把这里的表连同标题和表注一并删去（共 5 处标签）" in findings[0].expected
    assert "把这里的整张工作表一并删去" in findings[1].expected


def test_columns_in_another_order_are_reported(tmp_path: Path) -> None:
    path = own_standard(tmp_path)

    def swap(book: Any) -> None:
        sheet = book["表3"]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "{{ 行.基本支出 }}":
                    cell.value = "{{ 行.项目支出 }}"
                elif cell.value == "{{ 行.项目支出 }}":
                    cell.value = "{{ 行.基本支出 }}"

    in_excel(path, swap)

    orders = [
        finding
        for finding in check_standard_files(str(path)).findings
        if finding.severity is Severity.ERROR
    ]
    assert {finding.code for finding in orders} == {"S009"}
    assert len(orders) == 1
    assert orders[0].actual == "表“预算支出总表”的列依次为：科目编码、合计、项目支出、基本支出"


def test_columns_shared_by_several_tables_are_explained_once_in_each_template(
    tmp_path: Path,
) -> None:
    path = own_standard(tmp_path, source="hebei-2023")
    text = path.read_text(encoding="utf-8")
    start = text.index("行:", text.index("名称: 一般公共预算支出预算表"))
    line = "          - {名: 本年支出, 表头: 本年支出, 取: {年份: 本年}}\n        "
    path.write_text(f"{text[:start].rstrip(' ')}{line}{text[start:]}", encoding="utf-8")

    findings = check_standard_files(str(path)).findings
    lacking = [finding.place.sheet or finding.place.path for finding in findings]

    assert lacking == [
        *("表5", "表7", "表8"),
        *("第 5 张表第 4 行第 1 格", "第 7 张表第 4 行第 1 格", "第 8 张表第 4 行第 1 格"),
    ]
    assert ["在这张表里另写一份" in finding.expected for finding in findings] == [
        True,
        False,
        False,
    ] * 2


def test_a_column_only_the_templates_have_is_reported_once_with_what_to_write(
    tmp_path: Path,
) -> None:
    path = own_standard(tmp_path, source="national")
    in_word(path, "{{ 行.公用经费 }}", "{{ 行.公用经费 }}{{ 行.会议费 }}")

    def excel(book: Any) -> None:
        for row in (8, 10):
            book["表6"].cell(row, 6, "{{ 行.会议费 }}")

    in_excel(path, excel)

    findings = [
        finding for finding in check_standard_files(str(path)).findings if finding.code == "S003"
    ]
    assert [(_where(finding), finding.actual) for finding in findings] == [
        ("第 6 张表第 5 行第 4 格", "行.会议费"),
        ("表6!F8", "行.会议费"),
    ]
    assert "“基本支出经济科目表”的 列 里写一行 {名: 会议费," in findings[0].expected
    assert "删去这里的标签（共 2 处）" in findings[1].expected


def _without_row_tags(path: Path, name: str) -> None:
    document: Any = Document(BytesIO(path.with_suffix(".docx").read_bytes()))
    drawn = next(
        table
        for table in document.element.body.iter(f"{_W}tbl")
        if f"表.{name}.行" in "".join(table.itertext())
    )
    for row in list(drawn.iter(f"{_W}tr")):
        if "{%tr" in "".join(row.itertext()):
            drawn.remove(row)
    document.save(path.with_suffix(".docx"))


def test_rows_without_their_loop_are_reported_once_with_the_loop_to_write(tmp_path: Path) -> None:
    path = own_standard(tmp_path, source="hebei-2023")
    _without_row_tags(path, "三公经费表")

    outside, undrawn = sorted(
        check_standard_files(str(path)).findings, key=lambda finding: finding.code
    )

    assert (outside.actual, undrawn.code) == ("行", "S005")
    assert outside.expected.endswith("（这张表共 12 处）")
    assert undrawn.actual == "表“三公经费表”有标题，没有写各行的循环"
    assert "{%tr for 行 in 表.三公经费表.行 %}，后加一行 {%tr endfor %}" in undrawn.expected


def test_a_table_taken_out_of_word_alone_is_reported_at_its_title(tmp_path: Path) -> None:
    path = own_standard(tmp_path, source="national")
    document: Any = Document(BytesIO(path.with_suffix(".docx").read_bytes()))
    for drawn in list(document.element.body.iter(f"{_W}tbl")):
        if "表.三公经费表.行" in "".join(drawn.itertext()):
            drawn.getparent().remove(drawn)
    document.save(path.with_suffix(".docx"))

    (finding,) = check_standard_files(str(path)).findings
    assert (finding.code, finding.actual) == ("S005", "表“三公经费表”有标题，没有写各行的循环")
    assert "不要这张表的，从标准文件中去掉" in finding.expected


def test_a_template_of_the_base_is_not_to_be_changed_but_copied(tmp_path: Path) -> None:
    path = tmp_path / "某市.yaml"
    path.write_text(
        "基于: hebei-2023\n名称: 某市\n说明: 某市\n"
        "表:\n  - 名称: 基本支出经济科目表\n    块:\n      - 列:\n"
        '          - {名: 办公费, 表头: 办公费, 取: {部门经济科目: ["30201"]}}\n',
        encoding="utf-8",
    )

    findings = check_standard_files(str(path)).findings

    assert [finding.place.file for finding in findings] == ["hebei-2023.xlsx", "hebei-2023.docx"]
    for finding in findings:
        assert "复制到自己的标准文件旁边" in finding.remedy


def test_word_and_excel_that_head_a_column_differently_are_reported(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_excel(path, lambda book: book["表11"].__setitem__("C5", "公共预算"))

    assert findings_of(path) == [
        ("S009", "表11!C5", "表“机关运行经费表”的列“一般公共预算”在 Excel 模板里表头为“公共预算”")
    ]
    assert check_standard_files(str(path)).usable


def test_a_head_that_only_the_standard_writes_differently_is_reported_there(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_yaml(path, "{名: 单位名称, 表头: 单位名称,", "{名: 单位名称, 表头: 预算单位,")

    (finding,) = check_standard_files(str(path)).findings
    assert (finding.code, finding.place.file) == ("S009", "云澜市.yaml")
    assert finding.expected == "与两个模板相同：“单位名称”"


def test_a_title_typed_into_a_template_is_reported(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_word(path, "{{ 表.机关运行经费表.标题 }}", "2026年机关运行经费预算表")

    findings = check_standard_files(str(path)).findings
    assert "表“机关运行经费表”没有用标准里的标题" in [finding.actual for finding in findings]


def test_demands_that_no_tag_answers_are_reported(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_yaml(path, "必填: [政府购买服务, 其他说明]", "必填: [政府购买服务, 其他说明, 绩效说明]")
    in_word(path, "{{ 收入.总计 | 增减原因 }}", "{{ 收入.总计 | 增减 }}")

    cures = {
        finding.actual: finding.expected for finding in check_standard_files(str(path)).findings
    }
    assert cures == {
        "部门必填的文字“绩效说明”": "{{ 文字.绩效说明 }}",
        "“收入.总计”的变动原因": "{{ 收入.总计 | 增减原因 }}",
    }


def test_a_tag_with_single_braces_is_suspected(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_word(path, "{{ 支出.基本支出 | 万元 }}", "{ 支出.基本支出 | 万元 }")

    (finding,) = check_standard_files(str(path)).findings
    assert (finding.code, finding.severity) == ("S023", Severity.WARNING)
    assert finding.expected == "{{ 支出.基本支出 | 万元 }}"


@pytest.mark.parametrize("name", shipped_names())
def test_charts_are_known_where_libreoffice_has_dropped_their_alternative_texts(
    tmp_path: Path, name: str
) -> None:
    path = own_standard(tmp_path, source=name)
    document: Any = Document(BytesIO(path.with_suffix(".docx").read_bytes()))
    for node in document.element.body.iter():
        if node.tag.endswith("}docPr"):
            node.attrib.pop("descr", None)
            node.attrib.pop("title", None)
    document.save(path.with_suffix(".docx"))

    assert check_standard_files(str(path)).findings == ()


def test_a_style_that_is_not_defined_is_reported(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    document: Any = Document(BytesIO(path.with_suffix(".docx").read_bytes()))
    w = document.element.nsmap["w"]
    node = next(document.element.body.iter(f"{{{w}}}pStyle"))
    node.set(f"{{{w}}}val", "失去的样式")
    document.save(path.with_suffix(".docx"))

    assert findings_of(path) == [("S021", "第 1 段", "失去的样式")]


def test_a_part_without_its_heading_is_found_by_trying_the_sample(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_word(path, "第四部分\u3000名词解释", "第四部分\u3000附件")

    (finding,) = check_standard_files(str(path)).findings
    assert (finding.code, finding.severity) == ("S024", Severity.WARNING)
    assert "名词解释" in finding.actual
    assert "用标题样式写“名词解释”" in finding.expected


def test_a_loop_without_its_end_is_reported_with_the_end_to_write(tmp_path: Path) -> None:
    path = own_standard(tmp_path, source="national")
    in_word(path, "{%p endfor %}", "")

    findings = check_standard_files(str(path)).findings
    assert [finding.expected for finding in findings] == ["后面有与它成对的 {%p endfor %}"]


def test_a_loop_name_outside_its_loop_is_explained(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_word(path, "内设机构如下：", "内设机构如下：{{ 机构.名称 }}")
    in_excel(path, lambda book: book["表11"].__setitem__("A4", "{{ 行.合计 }}"))

    cures = {
        finding.actual: finding.expected for finding in check_standard_files(str(path)).findings
    }
    assert cures["机构"] == "用到“机构”的标签写在 for 机构 in … 与 endfor 之间"
    assert cures["行"] == "用到“行”的标签写在 for 行 in … 与 endfor 之间"


def test_a_broken_template_and_a_broken_standard_are_reported(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    path.with_suffix(".docx").write_bytes(b"not a document")
    in_excel(path, lambda book: book["表3"].__setitem__("A1", "{{ 年渡 }}"))
    assert [finding[0] for finding in findings_of(path)][:2] == ["S006", "S003"]

    in_yaml(path, "说明: ", "说名: ")
    linted = check_standard_files(str(path))
    assert linted.standard is None
    assert not linted.usable


def test_a_column_outside_the_print_area_is_reported(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_excel(path, lambda book: setattr(book["表11"], "print_area", "A1:D15"))

    assert findings_of(path) == [("S025", "表11!E8", "国有资本经营预算")]
