"""The printed text of someone else's Word file, and its hidden contents."""

from __future__ import annotations

import pytest

from builders.published_specimens import (
    cell,
    codes,
    kinds_and_texts,
    packed,
    paragraph,
    part,
    pointers,
    read_word,
    run,
    sheet,
    table,
    unpacked,
    word,
    workbook,
)
from yugong.published.model.blocks import Grid, Line, RawDocument
from yugong.published.word.reading import read_docx


def lines(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Line)]


def grids(document: RawDocument) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def fields(instruction: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"{run('收入')}<w:ins>{run('总')}</w:ins>{run('表')}", "收入总表"),
        (f"<w:hyperlink>{run('见附件')}</w:hyperlink>", "见附件"),
        (f"<w:smartTag>{run('2026年')}</w:smartTag>", "2026年"),
        (f"<w:sdt><w:sdtContent>{run('某局')}</w:sdtContent></w:sdt>", "某局"),
        (f'<w:fldSimple w:instr="DATE">{run("3月")}</w:fldSimple>', "3月"),
        (f"{run('共')}{fields('NUMPAGES', '9')}{run('页')}", "共9页"),
        (fields(f"IF {fields('PAGE', '1')}", "首页"), "首页"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", "甲\t乙\n丙"),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/></w:r>', "甲"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r>', "☑是"),
        (
            "<mc:AlternateContent><mc:Choice Requires='x'>"
            f"{run('新')}</mc:Choice><mc:Fallback>{run('旧')}</mc:Fallback></mc:AlternateContent>",
            "新",
        ),
        (f"<w:ruby><w:rt>{run('zhāng')}</w:rt></w:ruby>{run('张')}", "张"),
    ],
    ids=[
        "insertion", "link", "smart tag", "control", "simple field", "field", "field in field",
        "tab and break", "page break", "tick box", "one branch", "guide",
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_it_is_printed(inside: str, text: str) -> None:
    assert lines(read_word(paragraph(inside))) == [text]


def test_deleted_text_is_left_out_and_reported() -> None:
    deleted = "<w:del><w:r><w:delText>旧数</w:delText></w:r></w:del>"
    document = read_word(paragraph(f"{run('收入')}{deleted}<w:ins>{run('新数')}</w:ins>"))
    assert lines(document) == ["收入新数"]
    assert kinds_and_texts(document.left_overs) == [
        ("修订", "已删除：旧数"),
        ("修订", "新插入：新数"),
    ]


def test_a_paragraph_whose_end_is_deleted_runs_on_into_the_next() -> None:
    body = paragraph("上半句", "<w:rPr><w:del/></w:rPr>") + paragraph("下半句")
    assert lines(read_word(body)) == ["上半句下半句"]


def test_deleted_and_hidden_rows_are_not_in_the_grid() -> None:
    rows = table([cell("甲")], [cell("乙")], [cell("丙")])
    rows = rows.replace("<w:tr><w:tc><w:tcPr></w:tcPr>" + paragraph("乙"),
                        "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + paragraph("乙"))  # fmt: skip
    rows = rows.replace("<w:tr><w:tc><w:tcPr></w:tcPr>" + paragraph("丙"),
                        "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>" + paragraph("丙"))  # fmt: skip
    document = read_word(rows)
    assert grids(document)[0].rows == (("甲",),)
    assert kinds_and_texts(document.left_overs) == [("修订", "已删除：乙"), ("隐藏行列", "丙")]


def test_hidden_text_is_left_out_and_reported_also_where_a_style_hides_it() -> None:
    styles = part(
        "styles",
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>',
    )
    runs = run("甲") + run("乙", "<w:vanish/>") + run("丙", '<w:rStyle w:val="H"/>')
    visible = run("丁", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>')
    document = read_word(paragraph(runs + visible), styles=styles)
    assert lines(document) == ["甲丁"]
    assert kinds_and_texts(document.left_overs) == [("隐藏文字", "乙"), ("隐藏文字", "丙")]


STYLES = part(
    "styles",
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="部门标题"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="表题"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="x"><w:basedOn w:val="y"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="y"><w:basedOn w:val="x"/></w:style>',
)


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        ('<w:pStyle w:val="1"/>', 1),
        ('<w:pStyle w:val="b"/>', 1),
        ('<w:pStyle w:val="c"/>', 2),
        ('<w:outlineLvl w:val="2"/>', 3),
        ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', None),
        ('<w:pStyle w:val="x"/>', None),
        ("", None),
    ],
    ids=["heading", "based on", "outline", "own outline", "body text", "circle", "none"],
)
def test_a_heading_has_the_level_of_its_style_or_its_own(
    properties: str, level: int | None
) -> None:
    (line,) = read_word(paragraph("标题", properties), styles=STYLES).blocks
    assert isinstance(line, Line)
    assert line.level == level


def test_a_line_says_which_paragraph_it_is_and_under_which_heading() -> None:
    body = (
        paragraph("一、职责", '<w:pStyle w:val="1"/>') + paragraph(run("")) + paragraph("管档案。")
    )
    document = read_word(body, styles=STYLES)
    places = [str(block.place) for block in document.blocks]
    assert places == ["公开.docx，第 1 段", "公开.docx，第 3 段（“一、职责”下）"]


def numbered(*levels: int, form: str = "chineseCounting", text: str = "%1、") -> list[str]:
    definition = part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>',
    )
    body = "".join(
        paragraph("项", f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>')
        for level in levels
    )
    return lines(read_word(body, numbering=definition))


@pytest.mark.parametrize(
    ("form", "text", "printed"),
    [
        ("chineseCounting", "%1、", ["一、项", "二、项"]),
        ("decimal", "%1.", ["1. 项", "2. 项"]),
        ("decimalEnclosedCircle", "%1", ["①项", "②项"]),
        ("chineseCountingThousand", "（%1）", ["（一）项", "（二）项"]),
        ("bullet", "", ["项", "项"]),
        ("hebrew1", "%1", ["项", "项"]),
    ],
)
def test_the_number_of_a_numbered_paragraph_is_part_of_its_text(
    form: str, text: str, printed: list[str]
) -> None:
    assert numbered(0, 0, form=form, text=text) == printed


def test_numbers_of_a_lower_level_begin_anew_under_each_upper_one() -> None:
    texts = numbered(0, 1, 1, 0, 1, form="decimal", text="%1.")
    assert texts == ["1. 项", "1.1 项", "1.2 项", "2. 项", "2.1 项"]


def test_merged_cells_are_areas_whose_text_is_in_the_first_cell() -> None:
    document = read_word(
        paragraph("单位：万元")
        + table(
            [cell("收入", '<w:gridSpan w:val="2"/>'), cell("支出", '<w:vMerge w:val="restart"/>')],
            [cell("项目"), cell("金额"), cell("", "<w:vMerge/>")],
            [cell("一、拨款"), cell("1.00")],
        )
    )
    (grid,) = grids(document)
    assert grid.rows == (("收入", "", "支出"), ("项目", "金额", ""), ("一、拨款", "1.00", ""))
    assert grid.merged == ((0, 0, 0, 1), (0, 2, 1, 2))
    assert str(grid.place_of(1, 0)) == "公开.docx，第 1 张表（上方“单位：万元”）第 2 行第 1 列"


def test_text_in_a_swallowed_cell_of_a_merged_area_is_reported() -> None:
    rows = [cell("甲", '<w:vMerge w:val="restart"/>')], [cell("乙", "<w:vMerge/>")]
    document = read_word(table(*rows))
    assert grids(document)[0].rows == (("甲",), ("",))
    assert kinds_and_texts(document.left_overs) == [("隐藏文字", "乙")]


def test_a_table_in_a_cell_follows_as_a_grid_of_its_own_and_is_reported() -> None:
    inner = table([cell("内")])
    document = read_word(table([cell(paragraph("外") + inner + paragraph("后"))]))
    assert [grid.rows for grid in grids(document)] == [(("外\n后",),), (("内",),)]
    assert codes(document) == ["R035"]


def test_text_boxes_and_notes_are_lines_after_their_paragraph() -> None:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('框内')}</w:txbxContent></v:textbox></w:pict></w:r>"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = part("footnotes", f'<w:footnote w:id="2">{paragraph("注文")}</w:footnote>')
    document = read_word(paragraph(run("正文") + box + note) + paragraph("下段"), footnotes=notes)
    assert lines(document) == ["正文", "框内", "注文", "下段"]
    assert [block.place.path for block in document.blocks[1:3]] == [
        "第 1 段的文本框第 1 段",
        "脚注 2 第 1 段",
    ]


def test_a_paragraph_that_is_only_a_picture_is_reported() -> None:
    document = read_word(paragraph("<w:r><w:drawing><a:blip/></w:drawing></w:r>"))
    assert codes(document) == ["R034"]


def test_headers_watermarks_comments_and_bookmarks_are_left_overs() -> None:
    header = part(
        "hdr",
        paragraph("某局内部稿")
        + paragraph(f"{run('— ')}{fields('PAGE', '3')}{run(' —')}")
        + paragraph('<w:r><w:pict><v:shape><v:textpath string="机密"/></v:shape></w:pict></w:r>'),
    )
    comments = part("comments", f'<w:comment w:id="0">{paragraph("请核对")}</w:comment>')
    body = paragraph(
        f'<w:bookmarkStart w:name="OLE_LINK1"/><w:bookmarkStart w:name="_Toc1"/>{run("甲[bookmark: x]")}'
    )
    document = read_word(body, header1=header, comments=comments)
    assert lines(document) == ["甲[bookmark: x]"]
    assert kinds_and_texts(document.left_overs) == [
        ("书签", "OLE_LINK1"),
        ("书签", "[bookmark: x]"),
        ("页眉页脚文字", "某局内部稿"),
        ("水印", "机密"),
        ("批注", "请核对"),
    ]


def test_properties_links_macros_and_embedded_workbooks_are_left_overs() -> None:
    core = '<p xmlns:dc="d"><dc:creator>填报人</dc:creator><dc:title>公开</dc:title></p>'
    book = workbook(sheet([["1"]]), sheet([["2"]]), listed=["", 'state="hidden"'])
    rows = ("package", "embeddings/b.xlsx"), ("hyperlink", "http://a.cn/")
    parts = unpacked(word(paragraph("正文"), *rows))
    parts |= {
        "docProps/core.xml": core,
        "word/embeddings/b.xlsx": book,
        "word/vbaProject.bin": b"x",
    }
    document = read_docx(packed(parts), "公开.docx")
    assert kinds_and_texts(document.left_overs) == [
        ("个人属性", "作者：填报人"),
        ("内嵌工作簿", "b.xlsx：“第1页”、隐藏的“第2页”"),
        ("外部链接", "http://a.cn/"),
        ("宏", "word/vbaProject.bin"),
    ]


def test_a_workbook_that_is_pointed_at_but_not_in_the_file_is_no_left_over() -> None:
    document = read_word(paragraph("正文"), ("package", "embeddings/b.xlsx"))
    assert document.left_overs == ()


def test_a_broken_part_beside_the_text_is_reported_and_the_text_is_read() -> None:
    document = read_word(paragraph("正文"), comments="<w:comments")
    assert lines(document) == ["正文"]
    assert codes(document) == ["R038"]


def test_an_inserted_file_that_is_not_read_is_reported() -> None:
    assert codes(read_word(paragraph("正文") + "<w:altChunk/>")) == ["R038"]


def test_parts_that_point_at_each_other_in_a_circle_are_read_once() -> None:
    parts: dict[str, str | bytes] = {
        "_rels/.rels": pointers(("officeDocument", "word/document.xml")),
        "word/document.xml": part("document", f"<w:body>{paragraph('正文')}</w:body>"),
        "word/_rels/document.xml.rels": pointers(
            ("header", "document.xml"), ("styles", "document.xml")
        ),
    }
    assert lines(read_docx(packed(parts), "公开.docx")) == ["正文"]
