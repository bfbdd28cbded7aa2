"""Rows, cells and whole tables as native tracked changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.redline_specimens import bodies, compared, p, r, tbl, tc, tr, word
from readings.revisions import document_of, q, revisions

HEAD = ("项目名称", "金额")
THREE = [("道路维修", "10.00"), ("园林养护", "20.00"), ("路灯电费", "30.00")]
START, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_a_changed_amount_is_marked_inside_its_cell(tmp_path: Path) -> None:
    old = tbl(HEAD, *THREE) + p()
    new = tbl(HEAD, THREE[0], ("园林养护", "21.50"), THREE[2]) + p()
    result = bodies(tmp_path, old, new)
    assert "[-20.00-][+21.50+]" in result.marked_text
    assert result.rows == ["", "", "", ""]
    assert (result.summary.cells_changed, result.summary.revisions) == (1, 2)


def test_a_row_added_in_the_middle_is_one_row_and_no_cascade(tmp_path: Path) -> None:
    new = tbl(HEAD, THREE[0], ("绿地补栽", "5.00"), *THREE[1:]) + p()
    result = bodies(tmp_path, tbl(HEAD, *THREE) + p(), new)
    assert result.rows == ["", "", "ins", "", ""]
    assert result.summary.rows_inserted == 1
    assert result.summary.cells_changed == 0


def test_rows_with_running_numbers_do_not_cascade(tmp_path: Path) -> None:
    old = tbl(*((str(n), *row) for n, row in enumerate(THREE, 1)), columns=3) + p()
    more = [THREE[0], ("绿地补栽", "5.00"), *THREE[1:]]
    new = tbl(*((str(n), *row) for n, row in enumerate(more, 1)), columns=3) + p()
    result = bodies(tmp_path, old, new)
    assert result.rows == ["", "ins", "", ""]
    assert result.summary.cells_changed == 2


def test_a_row_removed_is_struck_with_all_that_is_in_it(tmp_path: Path) -> None:
    result = bodies(tmp_path, tbl(HEAD, *THREE) + p(), tbl(HEAD, THREE[0], THREE[2]) + p())
    assert result.rows == ["", "", "del", ""]
    assert result.marked_text[4:6] == ["[-园林养护-][-¶-]", "[-20.00-][-¶-]"]


def test_a_row_replaced_by_another_project_is_not_taken_for_a_change(tmp_path: Path) -> None:
    new = tbl(HEAD, THREE[0], ("会议室音响", "20.00"), THREE[2]) + p()
    result = bodies(tmp_path, tbl(HEAD, *THREE) + p(), new)
    assert result.rows == ["", "", "del", "ins", ""]


def test_rows_of_the_same_name_are_distinguished_by_their_order(tmp_path: Path) -> None:
    rows = [("其他支出", "1.00"), ("其他支出", "2.00"), ("其他支出", "3.00")]
    result = bodies(tmp_path, tbl(*rows) + p(), tbl(rows[0], *rows[2:]) + p())
    assert result.rows == ["", "del", ""]


def test_a_table_that_comes_or_goes_is_marked_row_by_row(tmp_path: Path) -> None:
    table = tbl(HEAD, *THREE)
    came = bodies(tmp_path, p("前") + p("后"), p("前") + table + p("后"))
    assert came.rows == ["ins"] * 4
    assert came.summary.tables_inserted == 1
    gone = bodies(tmp_path, p("前") + table + p("后"), p("前") + p("后"))
    assert gone.rows == ["del"] * 4
    assert gone.summary.tables_deleted == 1


def test_a_table_with_other_columns_is_replaced(tmp_path: Path) -> None:
    wide = tbl(("项目名称", "金额", "备注"), ("道路维修", "10.00", ""), columns=3)
    result = bodies(tmp_path, tbl(HEAD, THREE[0]) + p(), wide + p())
    assert result.rows == ["del", "del", "ins", "ins"]


def test_a_changed_cell_look_and_table_look_are_tracked(tmp_path: Path) -> None:
    shade = '<w:shd w:val="clear" w:fill="EEEEEE"/>'
    old = tbl(tr(tc(p("甲")), tc(p("1.00"))), look='<w:jc w:val="left"/>') + p()
    new = tbl(tr(tc(p("甲"), look=shade), tc(p("1.00"))), look='<w:jc w:val="center"/>') + p()
    result = bodies(tmp_path, old, new)
    assert (result.count("tcPrChange"), result.count("tblPrChange")) == (1, 1)


def test_other_widths_of_the_same_columns_are_tracked(tmp_path: Path) -> None:
    old = tbl(HEAD, *THREE) + p()
    result = bodies(tmp_path, old, old.replace('gridCol w:w="1000"', 'gridCol w:w="900"'))
    assert result.count("tblGridChange") == 1
    assert result.rows == [""] * 4


def test_a_row_look_that_comes_is_tracked(tmp_path: Path) -> None:
    old = tbl(tr(tc(p("甲")), tc(p("1.00")))) + p()
    new = tbl(tr(tc(p("甲")), tc(p("1.00")), look="<w:tblHeader/>")) + p()
    assert bodies(tmp_path, old, new).count("trPrChange") == 1


def _group(*names: str) -> str:
    rows = [
        tr(tc(p("产出" if index == 0 else ""), look=START if index == 0 else GOES_ON), tc(p(name)))
        for index, name in enumerate(names)
    ]
    return tbl(*rows) + p()


def test_a_row_inside_a_vertical_merge_comes_alone(tmp_path: Path) -> None:
    result = bodies(tmp_path, _group("数量", "时效"), _group("数量", "质量", "时效"))
    assert result.rows == ["", "ins", ""]


def test_a_row_that_is_merged_otherwise_is_replaced_because_merges_cannot_be_tracked(
    tmp_path: Path,
) -> None:
    apart = tbl(tr(tc(p("产出")), tc(p("数量"))), tr(tc(p()), tc(p("时效")))) + p()
    result = bodies(tmp_path, apart, _group("数量", "时效"))
    assert result.rows == ["del", "del", "ins", "ins"]


def test_a_paragraph_that_comes_into_a_cell_leaves_the_cell_whole(tmp_path: Path) -> None:
    old = tbl(tr(tc(p("概况")), tc(p("一、维修。")))) + p()
    new = tbl(tr(tc(p("概况")), tc(p("一、维修。"), p("二、养护。")))) + p()
    assert "[+二、养护。+]" in bodies(tmp_path, old, new).marked_text
    assert "[-二、养护。-]" in bodies(tmp_path, new, old).marked_text


def test_a_table_in_a_cell_is_compared_in_its_place(tmp_path: Path) -> None:
    old, new = (
        tbl(tr(tc(p("附表")), tc(tbl(("道路维修", amount)), p()))) + p()
        for amount in ("1.00", "2.00")
    )
    result = bodies(tmp_path, old, new)
    assert result.rows == ["", ""]
    assert "[-1.00-][+2.00+]" in result.marked_text


def _form(name: str, amount: str) -> str:
    return (
        p("项目支出绩效表", '<w:pStyle w:val="FormTitle"/>')
        + p("（2026年度）")
        + tbl(("项目名称", name), ("资金", amount), ("概况", f"{name}的概况"))
        + p("负责人：")
    )


STYLES = (
    b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style '
    b'w:type="paragraph" w:styleId="FormTitle"><w:pPr><w:pageBreakBefore/></w:pPr></w:style></w:styles>'
)


@pytest.mark.parametrize("amount", ["1.00", "8.00"], ids=["others equal", "others changed"])
def test_a_form_that_comes_among_its_like_is_one_form(tmp_path: Path, amount: str) -> None:
    names = ["道路维修", "园林养护", "路灯电费"]
    parts = {"styles.xml": ("s", "styles", STYLES)}
    old = word(tmp_path / "old.docx", *(_form(name, "1.00") for name in names), parts=parts)
    forms = [_form(name, amount) for name in [*names[:2], "绿地补栽", names[2]]]
    result = compared(old, word(tmp_path / "new.docx", *forms, parts=parts), tmp_path / "out.docx")
    assert result.rows == [""] * 6 + ["ins"] * 3 + [""] * 3
    assert result.summary.tables_inserted == 1
    assert result.summary.paragraphs_inserted == 3
    body = result.root.find(q("body"))
    marked = [
        index
        for index, block in enumerate(body)
        if block.find(f"{q('pPr')}/{q('rPr')}/{q('ins')}") is not None
    ]
    assert marked == [8, 9, 11]  # title, year, then after the table the signatures


CHART = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="{n}" name="图表 {n}"/><c:chart xmlns:c='
    '"http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{rel}"/></wp:inline></w:drawing></w:r>'
)


def _charts(path: Path, *data: bytes) -> Path:
    body = "".join(p(inner=CHART.format(n=n, rel=f"c{n}")) for n, _ in enumerate(data, 1))
    parts = {f"charts/chart{n}.xml": (f"c{n}", "chart", chart) for n, chart in enumerate(data, 1)}
    return word(path, body, p("图题"), parts=parts)


def test_a_chart_with_other_data_is_there_twice_and_one_without_change_once(tmp_path: Path) -> None:
    old = _charts(tmp_path / "old.docx", b"<a>1</a>", b"<b>5</b>")
    new = _charts(tmp_path / "new.docx", b"<a>2</a>", b"<b>5</b>")
    result = compared(old, new, tmp_path / "out.docx")
    assert result.marked_text == ["[-<图>-][+<图>+]", "<图>", "图题"]
    assert result.summary.charts_changed == 1
    out = tmp_path / "out.docx"
    names = [f"word/charts/{name}.xml" for name in ("chart1_old", "chart1", "chart2")]
    assert [document_of(out, name).text for name in names] == ["1", "2", "5"]
    ids = [node.get("id") for node in result.root.iter() if str(node.tag).endswith("docPr")]
    assert len(ids) == len(set(ids)) == 3


def test_the_same_chart_under_another_number_is_no_change(tmp_path: Path) -> None:
    old = _charts(tmp_path / "old.docx", b"<x/>", b"<a>1</a>")
    new = _charts(tmp_path / "new.docx", b"<a>1</a>")
    result = compared(old, new, tmp_path / "out.docx")
    assert result.marked_text == ["[-<图>-][-¶-]", "<图>", "图题"]


FOOTER = '<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:ftr>'
WITH_FOOTER = '<w:sectPr><w:footerReference w:type="default" r:id="f"/></w:sectPr>'


def test_a_footer_is_compared_with_the_footer_of_the_same_section(tmp_path: Path) -> None:
    files = [
        word(
            tmp_path / f"{text}.docx",
            p("正文"),
            section=WITH_FOOTER,
            parts={"footer1.xml": ("f", "footer", FOOTER.format(p(inner=r(text))).encode())},
        )
        for text in ("第1.00页", "第2.00页")
    ]
    compared(files[0], files[1], tmp_path / "out.docx")
    footer = document_of(tmp_path / "out.docx", "word/footer1.xml")
    assert len(revisions(footer)) == 2


def test_other_styles_are_reported_because_word_cannot_track_them(tmp_path: Path) -> None:
    parts = [
        {"styles.xml": ("s", "styles", data)} for data in (STYLES, STYLES.replace(b"Form", b"F"))
    ]
    old = word(tmp_path / "old.docx", p("甲"), parts=parts[0])
    new = word(tmp_path / "new.docx", p("甲"), parts=parts[1])
    findings = compared(old, new, tmp_path / "out.docx").summary.findings
    assert [(finding.code, finding.actual) for finding in findings] == [("D023", "样式")]
