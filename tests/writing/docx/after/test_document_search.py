"""Search a document for a number or words, and for the facts they come from."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.docx_specimens import body, members, paragraphs, table_template
from builders.small_budget import TEXT, budget_file
from readings.rendered_text import written
from yugong.findings import FindingsError
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.writing.docx import TableCell, TextPlace, control_tag, controls, find_in_document
from yugong.writing.docx.after.text_search import SearchHit, search


def matches(texts: list[str], query: str) -> list[str]:
    """Return how the texts write what was searched."""
    return [texts[hit.text][hit.start : hit.end] for hit in search(texts, query)]


# What counts as the same


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("1234.56", "收入1,234.56万元", ["1,234.56"]),
        ("1,234.56", "收入1234.56万元", ["1234.56"]),
        ("１，２３４．５６", "收入1,234.56万元", ["1,234.56"]),
        ("1234.56", "收入１，２３４．５６万元", ["１，２３４．５６"]),
        ("1234567.5", "1,234,567.5", ["1,234,567.5"]),
        ("1,234.56万元", "收入1234.56 万元", ["1234.56 万元"]),
        ("收入 总计1,234", "收入总计1234，支出", ["收入总计1234"]),
        ("(境)费", "因公出国（境）费", ["（境）费"]),
        ("-4.56", "增减－4.56万元", ["－4.56"]),
        ("95.24%", "占95.24％，", ["95.24％"]),
        ("100", "一100，200", ["100"]),
        ("200", "100\n200", ["200"]),
        ("0", "占0%，0万元，10万元", ["0", "0"]),
        ("12万元", "12万元、112万元", ["12万元"]),
        ("　 ", "有 空", []),
        ("", "字", []),
        ("没有", "有", []),
    ],
)
def test_how_it_is_written_makes_no_difference(query: str, text: str, expected: list[str]) -> None:
    assert matches([text], query) == expected


@pytest.mark.parametrize(
    ("texts", "query", "expected"),
    [
        (["1,234.56万元", "4.56万元"], "4.56", ["4.56"]),
        (["1,234.56万元"], "4.56", ["4.56"]),
        (["1,234.56万元", "234.567"], "234.56", ["234.56", "234.56"]),
        (["增减-4.56", "4.56"], "4.56", ["4.56"]),
        (["2025-2026年", "2026"], "2026", ["2026", "2026"]),
        (["2025年-2026年"], "2026", ["2026"]),
        (["12-4.56", "结余-4.56"], "-4.56", ["-4.56"]),
        (["100.00", "100"], "100", ["100"]),
        (["100.00", "1000"], "100", ["100.00"]),
        (["3.10.2", "10.2"], "10.2", ["10.2"]),
        (["0.50", "10.5"], "0.5", ["0.50"]),
    ],
)
def test_a_whole_number_goes_before_an_equal_one_and_that_before_a_part(
    texts: list[str], query: str, expected: list[str]
) -> None:
    assert matches(texts, query) == expected


@settings(max_examples=100)
@given(
    st.decimals(0, 10**12, places=2),
    st.text("年，。万元%（）-ａ０ ", max_size=8),
    st.text("年，。万元%（）ａ ", max_size=8),
)
def test_any_amount_is_found_as_it_is_printed(amount: Decimal, before: str, after: str) -> None:
    text = f"{before}元{amount:,.2f}{after}"
    assert f"{amount:,.2f}" in matches([text], f"{amount:.2f}")


@settings(max_examples=100)
@given(st.text("1,，１.0 年-%\n", max_size=12), st.text("1,１.0年-", min_size=1, max_size=4))
def test_a_hit_lies_within_its_text(text: str, query: str) -> None:
    for hit in search([text], query):
        assert 0 <= hit.start < hit.end <= len(text)
        assert search([text[hit.start : hit.end]], query) == [SearchHit(0, 0, hit.end - hit.start)]


# In the narrative


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("traced")
    text = TEXT.replace("其他说明: 无", "其他说明: 另有捐赠77.70万元。没有别的。")
    return written(compute_budget(budget_file(folder, text=text), draft=True), folder)


def test_a_number_leads_to_its_heading_sentence_and_fact(small: Path) -> None:
    narrative = [place for place in find_in_document(small, "60") if place.cell is None]
    assert [(place.headings[1], place.controls[0].fact_id) for place in narrative] == [
        ("三、支出预算情况说明", "支出.人员经费"),
        ("六、一般公共预算基本支出情况说明", "一般公共预算.人员经费"),
    ]
    first = narrative[0]
    assert first.text == "60.00"
    assert first.context == (
        "基本支出68.00万元，占支出总额的68.00%，由人员经费60.00万元、公用经费8.00万元构成。"
    )
    assert first.described == (
        f"第三部分　2026年度部门预算情况说明 三、支出预算情况说明 中“{first.context}”："
        "事实 支出.人员经费"
    )


def test_a_sentence_is_quoted_without_its_neighbours(small: Path) -> None:
    [place] = find_in_document(small, "本年新安排收入")
    assert place.context == "其中：本年新安排收入100.00万元，没有上年结转资金。"
    assert place.controls == ()
    assert place.described.endswith("：不是由事实写出的文字")


def test_words_across_several_controls_name_them_all(small: Path) -> None:
    [place] = find_in_document(small, "基本支出 68.00万元，占支出总额的 68.00％")
    assert [control.tag for control in place.controls] == [
        "支出.基本支出",
        "支出.基本支出|占比|支出.合计",
    ]
    assert [control.described for control in place.controls] == [
        "事实 支出.基本支出",
        "事实 支出.基本支出 | 占比(支出.合计)",
    ]


def test_what_the_department_wrote_itself_has_no_fact(small: Path) -> None:
    [place] = find_in_document(small, "77.7")
    assert (place.text, place.context, place.controls) == ("77.70", "另有捐赠77.70万元。", ())
    assert place.headings[-2:] == ("十二、其他说明", "（二）其他")


def test_a_heading_is_found_once_and_not_in_the_contents_list(small: Path) -> None:
    [place] = find_in_document(small, "二、收入预算情况说明")
    assert place.headings == ("第三部分　2026年度部门预算情况说明", "二、收入预算情况说明")
    [cover] = find_in_document(small, "2026年度部门预算公开")
    assert cover.headings == ()
    assert cover.described.startswith("第一个标题之前 中“")


def test_a_sentence_without_end_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "o.docx"
    path.write_bytes(paragraphs("甲" * 500 + "5.00万元" + "乙" * 500))
    [place] = find_in_document(path, "5")
    assert place.context == f"…{'甲' * 120}5.00{'万元' + '乙' * 118}…"


# In tables


def test_a_cell_is_named_by_title_row_and_column(small: Path) -> None:
    cells = [place for place in find_in_document(small, "32") if place.cell is not None]
    places = [place.cell for place in cells]
    assert TableCell("2026年预算支出总表", 1, "合计", ("2026年预算数", "项目支出")) in places
    title = "2026年项目支出预算表（本年预算）"
    assert TableCell(title, 3, "档案数字化", ("合计",)) in places
    first = next(cell for cell in cells if cell.cell and cell.cell.title == "2026年预算支出总表")
    assert first.described == (
        "表“2026年预算支出总表”第 1 行“合计”“2026年预算数/项目支出”列：32.00"
    )
    assert first.controls == ()


def test_a_cell_of_a_form_without_head_rows_is_named_by_its_labels(small: Path) -> None:
    form = "表“县级部门预算项目支出绩效目标表”"
    assert [place.described for place in find_in_document(small, "320000.00")] == [
        f"{form}第 4 行“实施期资金总额：”：320,000",
        f"{form}第 4 行“年度资金总额：”：320,000",
        f"{form}第 7 行“市县（区）财政资金”：320,000",
        f"{form}第 7 行“市县（区）财政资金”：320,000",
    ]


def test_head_cells_merged_cells_and_codes_have_their_names(tmp_path: Path) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    head = "<w:trPr><w:tblHeader/></w:trPr>"
    down, on = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    rows = [
        head + cell("项目", "<w:gridSpan w:val='2'/>") + cell("金额", down),
        head + cell("编码") + cell("名称") + cell("", on),
        cell("201", down) + cell("一般公共服务支出") + cell("7.00"),
        cell("", on) + cell("其中：</w:t><w:br/><w:t>档案") + cell("6.50"),
    ]
    xml = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    path = tmp_path / "o.docx"
    path.write_bytes(body(f"<w:p><w:r><w:t>某表</w:t></w:r></w:p><w:tbl>{xml}</w:tbl>"))

    def cell_of(amount: str) -> TableCell | None:
        [place] = find_in_document(path, amount)
        return place.cell

    assert cell_of("7") == TableCell("某表", 1, "一般公共服务支出", ("金额",))
    assert cell_of("6.5") == TableCell("某表", 2, "其中：\n档案", ("金额",))
    assert cell_of("201") == TableCell("某表", 1, "201", ("项目", "编码"))
    assert cell_of("一般公共服务支出") == TableCell("某表", 1, "一般公共服务支出", ("项目", "名称"))
    assert cell_of("金额") == TableCell("某表", 0, "", ())
    assert find_in_document(path, "编码")[0].described == "表“某表”表头“项目”列：编码"


def test_every_table_of_the_samples_is_known_by_its_title(
    sample: ComputedBudget, tmp_path: Path
) -> None:
    path = written(sample, tmp_path)
    places = [*find_in_document(path, "项目"), *find_in_document(path, "合计")]
    known = {place.cell.title for place in places if place.cell}
    titles = {table.title for table in sample.package.tables}
    forms = known - titles - {annex.title for annex in sample.package.annexes}
    assert titles - known == set()
    assert len(forms) == (2 if sample.package.context["整体"].get("有") else 1)
    kinds = "部门整体|部门预算项目|预算部门（单位）项目"
    assert all(re.fullmatch(f".级({kinds})支出绩效目标(申报)?表", form) for form in forms)


# Ids that a tag has shortened


def test_a_shortened_id_is_completed_from_the_known_ids(tmp_path: Path) -> None:
    long = "项目." + "机关办公用房维修" * 6 + ".合计"
    path = _with_control(tmp_path, control_tag(long, "占比", "支出.合计"))
    [unknown] = controls(path)
    [known] = controls(path, ["支出.合计", long])
    assert unknown.fact_id.startswith("项目.机关办公用房")
    assert (known.fact_id, known.filter, known.base) == (long, "占比", "支出.合计")
    assert find_in_document(path, "5.00", [long])[0].controls[0].fact_id == long


def _with_control(folder: Path, tag: str, content: str = "<w:r><w:t>5.00</w:t></w:r>") -> Path:
    control = f"<w:sdt><w:sdtPr><w:tag w:val='{tag}'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
    path = folder / "o.docx"
    path.write_bytes(body(f"<w:p><w:r><w:t>共</w:t></w:r>{control}</w:p>"))
    return path


# Documents as other programs and people leave them


def test_a_number_that_word_has_split_keeps_its_fact(tmp_path: Path) -> None:
    split = "<w:r><w:t>5.</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:rPr><w:b/></w:rPr><w:t>00</w:t></w:r>"
    [place] = find_in_document(_with_control(tmp_path, "收入.总计", split), "共5.00")
    assert [(control.fact_id, control.text) for control in place.controls] == [
        ("收入.总计", "5.00")
    ]


def test_a_control_around_a_whole_paragraph_counts(tmp_path: Path) -> None:
    control = "<w:sdt><w:sdtPr><w:tag w:val='收入.总计'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    path = tmp_path / "o.docx"
    path.write_bytes(body(control.format("<w:p><w:r><w:t>5.00</w:t></w:r></w:p>")))
    [place] = find_in_document(path, "5")
    assert place.controls == tuple(controls(path))
    assert place.controls[0].fact_id == "收入.总计"


@pytest.mark.parametrize("tag", ["", "姓名", "a|b|c|d", "甲.乙|占比|丙.丁|戊"])
def test_a_control_of_somebody_else_is_no_fact(tmp_path: Path, tag: str) -> None:
    path = _with_control(tmp_path, tag)
    assert controls(path) == []
    assert find_in_document(path, "5.00") == [TextPlace("5.00", "共5.00", (), (), None)]


def test_text_taken_out_under_revision_is_not_found(tmp_path: Path) -> None:
    xml = "<w:p><w:del><w:r><w:delText>5.00</w:delText></w:r></w:del><w:ins><w:r><w:t>6.00</w:t></w:r></w:ins></w:p>"
    path = tmp_path / "o.docx"
    path.write_bytes(body(xml))
    assert find_in_document(path, "5.00") == []
    assert len(find_in_document(path, "6.00")) == 1


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    bad = {"空.docx": b"", "文.docx": b"text", "旧.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
        assert _codes(tmp_path / name) == ["S006"]
    assert _codes(tmp_path / "没有.docx") == ["R001"]


def test_limits_are_held_before_anything_is_parsed(tmp_path: Path) -> None:
    good = tmp_path / "好.docx"
    good.write_bytes(table_template([["1"]]))
    for name, source in (
        ("炸弹.docx", b" " * 40_000_000),
        ("实体.docx", b'<!DOCTYPE a [<!ENTITY b "5.00">]><a>&b;</a>'),
    ):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in members(good).items():
                archive.writestr(part, source if part == "word/document.xml" else data)
        assert _codes(path) == ["S006"]


def _codes(path: Path) -> list[str]:
    codes = []
    for read in (controls, lambda path: find_in_document(path, "5")):
        with pytest.raises(FindingsError) as raised:
            read(path)
        codes.append([finding.code for finding in raised.value.findings])
    assert codes[0] == codes[1]
    return codes[0]
