"""Word templates: tags found and joined, faults named with their places."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from builders.docx_specimens import (
    NS,
    body,
    make_package,
    make_table,
    members,
    paragraphs,
    saved,
    table_template,
    written_root,
    written_texts,
)
from yugong.figures.fact import Fact
from yugong.findings import Finding, FindingsError
from yugong.standard.names import Listing, Names
from yugong.standard.package import Package
from yugong.standard.table import Table
from yugong.writing.docx import compile_template

CONTEXT = {
    "名": "某部门",
    "空": Listing([], shape="字"),
    "列表": Listing(["甲", "乙"]),
    "有": True,
    "功能": Names("功能", {"2010303": "机关服务"}),
}


def rendered(template: bytes, path: Path, package: Package | None = None) -> list[str]:
    package = package or make_package(CONTEXT)
    compiled = compile_template(template, "模板.docx")
    assert compiled.problems(package) == []
    compiled.write(path / "out.docx", package)
    return written_texts(path / "out.docx")


def problems(template: bytes, package: Package | None = None) -> list[Finding]:
    return compile_template(template, "模板.docx").problems(package or make_package(CONTEXT))


def codes_and_places(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.place.path) for finding in findings]


def amounts() -> Table:
    rows = [["合计", "", "10"], ["201", "一般公共服务", "6"], ["205", "教育", "4"]]
    return make_table("预算支出总表", rows, ["科目编码", "科目名称", "合计"])


def test_a_tag_split_across_runs_with_other_formats_is_one_tag(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:r><w:t>前{</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:rPr><w:b/></w:rPr>"
        "<w:t>{ </w:t></w:r><w:bookmarkStart w:id='0' w:name='_GoBack'/><w:r><w:t>名</w:t></w:r>"
        "<w:bookmarkEnd w:id='0'/><w:r><w:rPr><w:i/></w:rPr><w:t> }</w:t></w:r>"
        "<w:r><w:t>}后</w:t></w:r></w:p>"
    )
    assert rendered(body(xml), tmp_path) == ["前某部门后"]


def test_a_tag_takes_the_format_of_its_first_character(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{{ 名</w:t></w:r><w:r><w:t xml:space='preserve'> }} "
        "尾</w:t></w:r></w:p>"
    )
    rendered(body(xml), tmp_path)
    runs = written_root(tmp_path / "out.docx").findall(".//w:body/w:p/w:r", NS)
    assert [("".join(r.itertext()), r.find("w:rPr/w:b", NS) is not None) for r in runs] == [
        ("某部门", True),
        (" 尾", False),
    ]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("{{ 功能[‘2010303’] }}", "机关服务"),
        ("{{ 功能[“2010303”] }}", "机关服务"),
        ("{{ 功能[’2010303’] }}", "机关服务"),
        ("{{ 名 ~ '“三公”经费' }}", "某部门“三公”经费"),
        ("{{ 名 ~ “关于“三公”的” }}", "某部门关于“三公”的"),
        ("{{\u00a0名\u3000}}", "某部门"),
        ("{{ 名 ~ '全角　空格' }}", "某部门全角　空格"),
        ("{{ 名 | 重复 }}", "某部门某部门"),
        ("{{ 名 ~ '}}' }}", "某部门}}"),
    ],
)
def test_quotes_and_spaces_inside_tags_are_put_right(
    tmp_path: Path, tag: str, expected: str
) -> None:
    assert rendered(paragraphs(tag), tmp_path) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "a { b } c",
        "#} ## # for x in y",
        "100% {",
        "{ { 名 } }",
        "\\{ & < >",
        "{",
    ],
)
def test_text_that_only_looks_like_a_tag_stays_text(tmp_path: Path, text: str) -> None:
    assert rendered(paragraphs(text), tmp_path) == [text]


def test_rows_repeat_and_paragraphs_come_and_go(tmp_path: Path) -> None:
    package = make_package(CONTEXT, [amounts()])
    template = table_template(
        [
            ["编码", "名称", "合计"],
            ["{%tr for 行 in 表.预算支出总表.行 %}", "", ""],
            ["{%tr if 行.合计行 %}", "", ""],
            ["总：{{ 行.科目编码 }}", "", "{{ 行.合计 }}"],
            ["{%tr else %}", "", ""],
            ["{{ 行.科目编码 }}", "{{ 行.科目名称 }}", "{{ 行.合计 }}"],
            ["{%tr endif %}", "", ""],
            ["{%tr endfor %}", "", ""],
        ],
        "{{ 名 }}：{% for 项 in 列表 %}{{ 项 }}{% if not loop.last %}、{% endif %}{% endfor %}",
    )
    assert rendered(template, tmp_path, package) == [
        "某部门：甲、乙", "编码", "名称", "合计", "总：合计", "", "10",
        "201", "一般公共服务", "6", "205", "教育", "4",
    ]  # fmt: skip


def test_a_paragraph_tag_may_enclose_tables(tmp_path: Path) -> None:
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{ 项 }}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    xml = (
        "<w:p><w:r><w:t>{%p for 项 in 列表 %}</w:t></w:r></w:p>"
        + table
        + "<w:p><w:r><w:t>间</w:t></w:r></w:p><w:p><w:r><w:t>{%p endfor %}</w:t></w:r></w:p>"
    )
    assert rendered(body(xml), tmp_path) == ["甲", "间", "乙", "间"]


def test_a_cell_whose_paragraphs_are_all_left_out_keeps_an_empty_one(tmp_path: Path) -> None:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>".format
    texts = ("{%p for 项 in 空 %}", "{{ 项 }}", "{%p endfor %}")
    cell = "".join(paragraph(text) for text in texts)
    xml = f"<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"
    assert rendered(body(xml), tmp_path) == [""]


def test_a_merge_down_is_drawn_as_the_model_says(tmp_path: Path) -> None:
    package = make_package(CONTEXT, [amounts()])
    template = table_template(
        [
            ["{%tr for 行 in 表.预算支出总表.行 %}", ""],
            ["{%竖并 行.科目编码 == '201' or 行.合计行 %}{{ 行.科目名称 }}", "{{ 行.合计 }}"],
            ["{%tr endfor %}", ""],
        ]
    )
    compiled = compile_template(template, "t")
    compiled.write(tmp_path / "out.docx", package)
    merges = written_root(tmp_path / "out.docx").findall(".//w:vMerge", NS)
    values = [merge.get(f"{{{NS['w']}}}val") for merge in merges]
    assert values[0] == "restart"
    assert set(values) <= {"restart", "continue"}
    assert len(values) == 3


def test_every_fault_is_reported_at_once_with_its_place() -> None:
    document = table_template([["好", "{{ 部 }}"], ["{{ 名 | 重负 }}", "{%tc for a in b %}"]])
    findings = problems(document)
    assert ("S003", "第 1 张表第 1 行第 2 格") in codes_and_places(findings)
    assert ("S003", "第 1 张表第 2 行第 1 格") in codes_and_places(findings)
    assert ("S007", "第 1 张表第 2 行第 2 格") in codes_and_places(findings)
    unknown = next(f for f in findings if f.actual == "| 重负")
    assert unknown.expected == "重复"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ 名", "S004"),
        ("名 }}", "S004"),
        ("｛｛ 名", "S004"),
        ("{{ 名 | }}", "S004"),
        ("{{ 名 ~ '没有结束 }}", "S004"),
        ("{% if 有 %}一直开着", "S004"),
        ("{% endfor %}", "S004"),
        ("{% else %}", "S004"),
        ("{% for x 列表 %}{% endfor %}", "S004"),
        ("{% set 甲 = 1 %}", "S007"),
        ("{% macro f() %}", "S007"),
        ("{%- if 有 %}{% endif %}", "S007"),
        ("{{r 名 }}", "S007"),
        ("{% hm %}", "S007"),
        ("{% colspan 3 %}", "S007"),
        ("{{ 名.upper() }}", "S007"),
        ("{{ 名.__class__ }}", "S003"),
        ("前{%p if 有 %}", "S004"),
        ("{%tr for x in 列表 %}", "S004"),
    ],
)
def test_what_the_language_does_not_have_is_refused(text: str, code: str) -> None:
    assert code in {finding.code for finding in problems(paragraphs("好", text))}
    places = {finding.place.path for finding in problems(paragraphs("好", text))}
    assert places == {"第 2 段"}


def test_an_inline_block_across_paragraphs_is_reported_with_both_places() -> None:
    (finding,) = problems(paragraphs("{% if 有 %}开", "中", "合{% endif %}"))
    assert (finding.code, finding.place.path) == ("S004", "第 3 段")
    assert "第 1 段" in finding.expected


def test_a_row_block_across_tables_is_refused() -> None:
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".format
    findings = problems(body(table("{%tr if 有 %}"), "<w:p/>", table("{%tr endif %}")))
    assert codes_and_places(findings) == [("S004", "第 2 张表第 1 行第 1 格")]
    assert "第 1 张表第 1 行第 1 格" in findings[0].expected


def test_a_block_that_would_change_the_page_format_before_it_is_refused() -> None:
    def paragraph(text: str, section: str = "") -> str:
        properties = f"<w:pPr>{section}</w:pPr>" if section else ""
        return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"

    wide = "<w:sectPr><w:pgSz w:w='16838' w:h='11906' w:orient='landscape'/></w:sectPr>"
    tail = "<w:sectPr><w:pgSz w:w='12240' w:h='15840'/></w:sectPr>"
    bad = body(
        paragraph("前"), paragraph("{%p if 有 %}"), paragraph("宽", wide), paragraph("{%p endif %}")
    )
    good = body(
        paragraph("前", tail),
        paragraph("{%p if 有 %}"),
        paragraph("宽", wide),
        paragraph("{%p endif %}"),
    )
    assert codes_and_places(problems(bad)) == [("S004", "第 4 段")]
    assert problems(good) == []


def test_headers_and_footers_are_rendered_and_checked(tmp_path: Path) -> None:

    document = Document()
    document.add_paragraph("正文")
    document.sections[0].header.paragraphs[0].text = "{{ 名 }}页眉"
    assert rendered(saved(document), tmp_path) == ["正文"]
    header = next(d for n, d in members(tmp_path / "out.docx").items() if "header" in n)
    assert "某部门页眉" in header.decode()
    document.sections[0].header.paragraphs[0].text = "{{ 明 }}"
    (finding,) = problems(saved(document))
    assert finding.code == "S003"
    assert finding.place.path.startswith("页眉1")


def test_a_table_of_the_standard_that_is_not_used_is_reported() -> None:
    package = make_package(CONTEXT, [amounts()])
    findings = problems(paragraphs("没有表"), package)
    assert [(f.code, f.actual) for f in findings] == [("S005", "没有 表.预算支出总表")]
    assert problems(paragraphs("{% for 一 in 全部表 %}{{ 一.标题 }}{% endfor %}"), package) == []


def test_tracked_changes_are_refused() -> None:
    xml = "<w:p><w:ins w:id='1' w:author='甲'><w:r><w:t>新</w:t></w:r></w:ins></w:p>"
    assert [finding.code for finding in problems(body(xml))] == ["S007"]


def test_a_fault_at_rendering_names_the_tag_and_its_cell(tmp_path: Path) -> None:
    package = make_package({**CONTEXT, "记录": Names("记录", {"甲": "乙"})})
    template = compile_template(table_template([["好", "{{ 记录 }}"]]), "t.docx")
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "out.docx", package)
    (finding,) = caught.value.findings
    assert (finding.code, finding.place.path) == ("S004", "第 1 张表第 1 行第 2 格")
    assert finding.actual == "{{ 记录 }}"
    assert list(tmp_path.iterdir()) == []


def test_compiling_the_same_bytes_again_is_free() -> None:
    data = paragraphs("{{ 名 }}")
    assert compile_template(data, "a") is compile_template(bytes(data), "a")
    assert compile_template(data, "a") is not compile_template(paragraphs("{{ 名}}"), "a")


def _zip(entries: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_body(change: bytes, to: bytes) -> bytes:
    entries = _unzipped(paragraphs("文"))
    entries["word/document.xml"] = entries["word/document.xml"].replace(change, to, 1)
    return _zip(entries)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        _zip({"a.txt": b"x"}),
        _zip({**_unzipped(paragraphs("x")), "../evil.xml": b"x"}),
        _zip({**_unzipped(paragraphs("x")), "/evil.xml": b"x"}),
        _zip({**_unzipped(paragraphs("x")), "big.bin": b"\0" * 20_000_000}),
        _with_body(b"<w:body>", b"<w:body><broken>"),
        _with_body(b"<w:document", b"<!DOCTYPE a [<!ENTITY b 'c'>]><w:document"),
    ],
    ids=["empty", "text", "ole", "no parts", "parent", "absolute", "ratio", "broken", "dtd"],
)
def test_a_file_that_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(FindingsError) as caught:
        compile_template(data, "坏.docx")
    assert [finding.code for finding in caught.value.findings] == ["S006"]


def test_nobody_is_named_in_what_is_written(tmp_path: Path) -> None:
    xml = "<w:p w:rsidR='00AB12CD' w:rsidRDefault='00AB12CD'><w:r w:rsidRPr='1'><w:t>x</w:t></w:r></w:p>"
    rendered(body(xml), tmp_path)
    parts = members(tmp_path / "out.docx")
    assert b"rsid" not in parts["word/document.xml"]
    assert b"python-docx" not in b"".join(parts.values())
    assert b"<dc:creator></dc:creator>" in parts["docProps/core.xml"]
    assert "某部门2026年部门预算" in parts["docProps/core.xml"].decode()
    assert b"2026-03-05T00:00:00Z" in parts["docProps/core.xml"]
    assert not any("thumbnail" in name for name in parts)


@pytest.mark.parametrize(
    "inside",
    [
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>REF {{ 名 }}</w:instrText>"
        "</w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>",
        "<w:r><w:drawing><wp:inline xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/"
        "wordprocessingDrawing'><wp:docPr id='1' name='图' descr='{{ 名 }}'/></wp:inline>"
        "</w:drawing></w:r>",
    ],
    ids=["field", "alternative text"],
)
def test_a_tag_where_nothing_is_rendered_is_refused(inside: str) -> None:
    assert codes_and_places(problems(body(f"<w:p>{inside}</w:p>"))) == [("S007", "第 1 段")]


def test_a_picture_from_elsewhere_is_refused() -> None:
    document = Document()
    address = "https://example.org/a.png"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    document.part.relate_to(address, kind, is_external=True)
    (finding,) = problems(saved(document))
    assert (finding.code, finding.actual) == ("S007", address)


def test_a_tag_may_be_split_anywhere(tmp_path: Path) -> None:
    text = "前{{ 名 ~ ‘，’ }}中{% if 有 %}是{% else %}否{% endif %}后"
    package = make_package(CONTEXT)
    for position in range(1, len(text)):
        first, second = (part.replace(" ", "\u00a0") for part in (text[:position], text[position:]))
        xml = (
            f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{first}</w:t></w:r><w:proofErr w:type='gramEnd'/>"
            f"<w:r><w:t>{second}</w:t></w:r></w:p>"
        )
        compile_template(body(xml), "t").write(tmp_path / "o.docx", package)
        assert written_texts(tmp_path / "o.docx") == ["前某部门，中是后"]


def test_an_amount_without_a_filter_is_reported_before_anything_is_written() -> None:
    package = make_package(
        {"收入": Names("收入", {"总计": Fact("收入.总计", Decimal(1))}), **CONTEXT}
    )
    (amount, listing) = problems(paragraphs("{{ 收入.总计 }}", "{{ 列表 }}"), package)
    assert (amount.code, amount.place.path) == ("S004", "第 1 段")
    assert amount.expected == "{{ 收入.总计 | 万元 }}"
    assert (listing.code, listing.place.path) == ("S004", "第 2 段")


@pytest.mark.parametrize(("items", "left"), [([], [""]), (["甲", "乙"], ["乙"]), (["甲"], [""])])
def test_nested_conditions_never_leave_a_cell_without_a_paragraph(
    tmp_path: Path, items: list[str], left: list[str]
) -> None:
    texts = (
        "{%p for 项 in 各项 %}", "{%p if 项 != '甲' %}", "{{ 项 }}", "{%p endif %}", "{%p endfor %}",
    )  # fmt: skip
    cell = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    xml = f"<w:tbl><w:tr><w:tc><w:tcPr/>{cell}</w:tc></w:tr></w:tbl>"
    package = make_package({"各项": Listing(items, shape="甲")})
    assert rendered(body(xml), tmp_path, package) == left


def test_loops_may_not_be_nested_without_end() -> None:
    depth = 5
    text = "{% for 项 in 列表 %}" * depth + "x" + "{% endfor %}" * depth
    assert [finding.code for finding in problems(paragraphs(text))] == ["S008"]
