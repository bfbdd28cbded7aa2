"""Comments of a template are never published, however Word has cut them."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from builders.docx_specimens import body, make_package, paragraphs, table_template, written_texts
from yugong.findings import Finding
from yugong.writing.docx import compile_template

_P = '<w:p xmlns:w="w">{}</w:p>'.replace(' xmlns:w="w"', "")


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def written(data: bytes, folder: Path) -> list[str]:
    template = compile_template(data, "t.docx")
    package = make_package({"名": "某部门"})
    assert template.problems(package) == []
    template.write(folder / "o.docx", package)
    return written_texts(folder / "o.docx")


def problems(data: bytes) -> list[Finding]:
    return compile_template(data, "t.docx").problems(make_package({"名": "某部门"}))


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        (["甲{# 说明 #}乙"], ["甲乙"]),
        (["{# 说明 #}", "乙"], ["", "乙"]),
        (["{#p 说明 #}", "乙"], ["乙"]),
        (["甲{# 一 #}{{ 名 }}{# 二 #}"], ["甲某部门"]),
        (["甲{# 一", "二 {{ 没有 }}", "三 #}乙", "丙"], ["甲乙", "丙"]),
        (["甲{# 一", "二 #}乙{# 三", "四 #}丙{{ 名 }}"], ["甲乙丙某部门"]),
        (["{# {% if 名 %} #}甲"], ["甲"]),
        (["｛＃ 说明 ＃｝甲"], ["甲"]),
        (["{{ '{# 名 #}' }}"], ["{# 名 #}"]),
        (["{%p if 名 %}", "{# 一 #}甲", "{%p endif %}{# 二 #}"], ["甲"]),
    ],
)
def test_a_comment_leaves_nothing(tmp_path: Path, texts: list[str], lines: list[str]) -> None:
    assert written(paragraphs(*texts), tmp_path) == lines


def test_a_comment_over_several_runs_leaves_nothing(tmp_path: Path) -> None:
    cut = "".join(_run(text) for text in ("甲{", "# 说", "明 {{ 没有 #", "}乙"))
    assert written(body(_P.format(cut)), tmp_path) == ["甲乙"]


def test_a_table_inside_a_comment_goes_with_it(tmp_path: Path) -> None:
    document = body(
        _P.format(_run("甲{# 从这里")),
        f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>"
        f"{_P.format(_run('格'))}</w:tc></w:tr></w:tbl>",
        _P.format(_run("到这里 #}乙")),
    )
    assert written(document, tmp_path) == ["甲乙"]


def test_a_commented_row_and_a_commented_cell_go_whole(tmp_path: Path) -> None:
    rows = [["一", "二"], ["{#tr 不要这行 #}", "{{ 没有 }}"], ["三", "{#tc 不要这格 #}"]]
    written(table_template(rows), tmp_path)
    (table,) = Document(str(tmp_path / "o.docx")).tables
    texts = [
        ["".join(node.text for node in cell.xpath(".//w:t")) for cell in row._tr.tc_lst]
        for row in table.rows
    ]
    assert texts == [["一", "二"], ["三"]]


def test_a_cell_keeps_a_paragraph_when_its_only_one_is_a_comment(tmp_path: Path) -> None:
    assert written(table_template([["{#p 说明 #}", "甲"]]), tmp_path) == ["", "甲"]


@pytest.mark.parametrize(
    ("data", "place", "expected"),
    [
        (paragraphs("甲", "乙{# 没有结束"), "第 2 段", "注释没有结束"),
        (table_template([["{# 开头", "结尾 #}"]]), "第 1 张表第 1 行第 1 格", "同一格"),
        (paragraphs("{#tr 说明 #}"), "第 1 段", "只用在表格的一行里"),
        (paragraphs("{#tc 说明 #}"), "第 1 段", "只用在表格的一格里"),
        (
            body(
                _P.format(_run("甲{# 一")),
                _P.format(f"<w:pPr><w:sectPr/></w:pPr>{_run('二')}"),
                _P.format(_run("三 #}")),
            ),
            "第 1 段",
            "不含分节符",
        ),
    ],
)
def test_a_comment_that_cannot_be_removed_is_a_finding(
    data: bytes, place: str, expected: str
) -> None:
    (finding,) = problems(data)
    assert finding.place.path == place
    assert expected in finding.expected
