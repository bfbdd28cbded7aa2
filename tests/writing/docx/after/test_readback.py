"""The document read back: every cell of every table, every form."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document

from builders.docx_specimens import make_package, make_table, members, saved
from yugong.standard.names import Listing, Names
from yugong.standard.package import Package
from yugong.writing.docx import compile_template, read_back_document

COLUMNS = ["科目编码", "科目名称", "合计"]
ROWS = [["合计", "", "10.00"], ["201", "一般公共服务", "6.00"], ["205", "教<育>\n&", "4.00"]]


def form(name: str, amount: str) -> Names:
    funds = Names("资金", {"总额": amount, "中央": ""})
    return Names("项目绩效", {"项目名称": name, "年度资金": funds, "实施期资金": funds})


def package() -> Package:
    tables = [make_table(name, ROWS, COLUMNS) for name in ("预算支出总表", "预算收入总表")]
    forms = Listing([form("道路&养护", "434,708.52"), form("同名", "1.00"), form("同名", "2.00")])
    return make_package({"项目绩效": forms}, tables)


def template() -> bytes:
    document = Document()
    for name in ("预算支出总表", "预算收入总表"):
        document.add_paragraph(f"{{{{ 表.{name}.标题 }}}}")
        document.add_paragraph("单位：万元")
        table = document.add_table(5, 3)
        table.rows[0].cells[0].merge(table.rows[0].cells[2]).text = "表头"
        for cell, text in zip(table.rows[1].cells, COLUMNS, strict=True):
            cell.text = text
        table.rows[2].cells[0].text = f"{{%tr for 行 in 表.{name}.行 %}}"
        for cell, column in zip(table.rows[3].cells, COLUMNS, strict=True):
            cell.text = f"{{{{ 行.{column} }}}}"
        table.rows[4].cells[0].text = "{%tr endfor %}"
    document.add_paragraph("{%p for 表单 in 项目绩效 %}")
    document.add_paragraph("绩效目标表")
    table = document.add_table(2, 2)
    table.rows[0].cells[0].text = "项目名称"
    table.rows[0].cells[1].text = "{{ 表单.项目名称 }}"
    table.rows[1].cells[0].text = "总额：{{ 表单.年度资金.总额 }}元"
    document.add_paragraph("{%p endfor %}")
    return saved(document)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    compile_template(template(), "t").write(tmp_path / "o.docx", package())
    return tmp_path / "o.docx"


def changed(path: Path, old: str, new: str, count: int = 1) -> Path:
    parts = members(path)
    before = parts["word/document.xml"]
    parts["word/document.xml"] = before.replace(old.encode(), new.encode(), count)
    assert parts["word/document.xml"] != before
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def differences(path: Path) -> list[tuple[str, str, str, str]]:
    return [
        (f.code, f.place.path, f.actual, f.expected) for f in read_back_document(path, package())
    ]


def test_what_was_written_reads_back_equal(document: Path) -> None:
    assert differences(document) == []


def test_a_changed_amount_is_reported_with_row_and_column(document: Path) -> None:
    assert differences(changed(document, "6.00", "6.01")) == [
        ("D001", "某部门2026年预算支出总表第 2 行“合计”", "6.01", "6.00")
    ]


def test_a_lost_row_is_reported(document: Path) -> None:
    text = members(document)["word/document.xml"].decode()
    start = text.index("<w:tr>", text.index("10.00"))
    row = text[start : text.index("</w:tr>", start) + len("</w:tr>")]
    assert any("预算支出总表" in path for _, path, _, _ in differences(changed(document, row, "")))


def test_a_missing_table_is_reported(document: Path) -> None:
    text = members(document)["word/document.xml"].decode()
    title = text.index("某部门2026年预算收入总表")
    end = text.index("</w:tbl>", title) + len("</w:tbl>")
    changed(document, text[text.index("<w:tbl>", title) : end], "")
    assert differences(document) == [("D001", "某部门2026年预算收入总表", "没有这张表", "3 行")]


def test_a_missing_form_and_a_wrong_amount_in_a_form_are_reported(document: Path) -> None:
    changed(document, "434,708.52", "434,708.53")
    paths = [path for _, path, _, _ in differences(document)]
    assert paths == [
        "项目绩效目标表“道路&养护”年度资金.总额",
        "项目绩效目标表“道路&养护”实施期资金.总额",
    ]
    changed(document, "道路&amp;养护", "道路养护")
    assert "项目绩效目标表“道路&养护”" in [path for _, path, _, _ in differences(document)]


def test_broken_xml_is_reported(document: Path) -> None:
    (finding,) = differences(changed(document, "</w:body>", "</w:bod>"))
    assert finding[0] == "D001"


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    assert [finding.code for finding in read_back_document(tmp_path / "x.docx", package())] == [
        "D001"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("一般公共服务", '一般</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">公共服务'),
        ("一般公共服务", "一般</w:t><w:br/><w:t>公共服务"),
        ("一般公共服务", "一般</w:t><w:tab/><w:t>公共服务"),
        ("一般公共服务", "一般<!-- 公共 -->公共服务"),
        ("一般公共服务", "<![CDATA[一般公共服务]]>"),
    ],
    ids=["paragraphs", "break", "tab", "comment", "cdata"],
)
def test_a_cell_with_the_same_signs_put_otherwise_is_reported(
    document: Path, old: str, new: str
) -> None:
    assert differences(document) == []
    assert differences(changed(document, old, new)) != []


def test_a_cell_over_two_columns_is_reported_though_its_texts_agree(document: Path) -> None:
    text = members(document)["word/document.xml"].decode()
    cell = text.rindex("<w:tcPr>", 0, text.index("一般公共服务"))
    cell_source = text[cell : text.index("一般公共服务") + len("一般公共服务")]
    changed(
        document, cell_source, cell_source.replace("<w:tcPr>", '<w:tcPr><w:gridSpan w:val="2"/>')
    )
    assert any("第 2 行" in path for _, path, _, _ in differences(document))


def test_a_text_in_several_runs_reads_as_one(document: Path) -> None:
    split = "一般</w:t></w:r><w:r><w:t>公共服务"
    assert differences(changed(document, "一般公共服务", split, 2)) == []


def test_a_table_in_a_cell_does_not_hide_the_table_around_it(document: Path) -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>内</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"
    text = members(document)["word/document.xml"].decode()
    head = text.index("</w:tc>", text.index("表头"))
    end = text[head - 6 : head + 7]
    assert end == "</w:p></w:tc>"
    changed(document, text[text.index("表头") : head], text[text.index("表头") : head] + inner)
    assert differences(document) == []
