"""Each number of the narrative carries the id of its fact, and nobody sees it."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from builders.docx_specimens import (
    W,
    body,
    make_package,
    members,
    paragraphs,
    saved,
    table_template,
    written_root,
    written_texts,
)
from builders.samples import prepared_sample
from readings.rendered_text import written
from yugong.figures.fact import Fact
from yugong.findings import FindingsError
from yugong.jobs.compute import ComputedBudget
from yugong.standard.names import Listing, Names
from yugong.writing.docx import Control, compile_template, control_tag, controls, id_in_tag
from yugong.writing.docx.template.fact_controls import without_controls
from yugong.writing.layout import convert_to_pdf, find_office

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
SDT, ID, RUN = (f"{{{W}}}{name}" for name in ("sdt", "id", "r"))
VAL = f"{{{W}}}val"

TOTAL = Fact("收入.总计", Decimal("12345600"), previous=Decimal("10000000"))
ZERO = Fact("三公.合计", Decimal("0"))
CARS = Fact("国有资产.车辆实有数", Decimal("3"), "辆")
CONTEXT: dict[str, Any] = {
    "年度": 2026,
    "名": "某部门",
    "有": 1,
    "无": 0,
    "收入": Names("收入", {"总计": TOTAL}),
    "三公": Names("三公", {"合计": ZERO}),
    "车": CARS,
    "功能类": Listing(
        [
            Names("功能类", {"名": name, "合计": Fact(f"功能.{name}.合计", Decimal(amount))})
            for name, amount in (("教育", "10000"), ("卫生", "20000"), ("住房", "30000"))
        ]
    ),
}
FILTERS: dict[str, Callable[..., Any]] = {
    "万元": lambda fact: f"{fact.value / 10000:,.2f}",
    "数": lambda fact: f"{fact.value}",
    "占比": lambda part, whole: f"{part.value / whole.value:.2%}",
    "增减": lambda fact: "比上年增加，\n见表" if fact.previous else "",
    "括": lambda text: f"（{text}）",
}
PACKAGE = make_package(CONTEXT, filters=FILTERS)


def write(template: bytes, folder: Path) -> Path:
    compiled = compile_template(template, "t.docx")
    assert compiled.problems(PACKAGE) == []
    compiled.write(folder / "o.docx", PACKAGE)
    return folder / "o.docx"


def controls_in(text: str, folder: Path) -> list[tuple[str, str]]:
    """Tag and text of each control of a one-paragraph template."""
    return [(control.tag, control.text) for control in controls(write(paragraphs(text), folder))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入{{ 收入.总计 | 万元 }}万元。", [("收入.总计", "1,234.56")]),
        ("{{ 车 | 数 }}", [("国有资产.车辆实有数", "3")]),
        ("{{ 收入.总计 | 增减 }}。", [("收入.总计|增减", "比上年增加，\n见表")]),
        ("占{{ 三公.合计 | 占比(收入.总计) }}", [("三公.合计|占比|收入.总计", "0.00%")]),
        ("占{{ 三公.合计 | 占比(whole=收入.总计) }}", [("三公.合计|占比|收入.总计", "0.00%")]),
        ("{% if 有 %}{{ 三公.合计 | 万元 }}{% else %}零{% endif %}", [("三公.合计", "0.00")]),
        ("{% if 无 %}{{ 三公.合计 | 万元 }}{% else %}零{% endif %}。", []),
        (
            "{% for 类 in 功能类 %}{{ 类.名 }}{{ 类.合计 | 万元 }}{% if not loop.last %}，"
            "{% endif %}{% endfor %}",
            [("功能.教育.合计", "1.00"), ("功能.卫生.合计", "2.00"), ("功能.住房.合计", "3.00")],
        ),
        ("{{ 三公.合计 | 万元 }}{{ 收入.总计 | 万元 }}", [("三公.合计", "0.00"), ("收入.总计", "1,234.56")]),
    ],
)  # fmt: skip
def test_a_fact_that_becomes_text_is_in_a_control(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    assert controls_in(text, tmp_path) == expected


@pytest.mark.parametrize(
    "text",
    [
        "{{ 年度 }}年{{ 名 }}",
        "{{ 名 | 括 }}",
        "{{ 收入.总计 | 万元 | 括 }}",
        "{{ (收入.总计 | 万元) if 有 else '无' }}",
        "空{{ 三公.合计 | 增减 }}白",
    ],
)
def test_what_is_no_fact_or_no_text_has_no_control(tmp_path: Path, text: str) -> None:
    assert controls_in(text, tmp_path) == []
    assert "{" not in "".join(written_texts(tmp_path / "o.docx"))


def test_tables_headings_boxes_and_controls_of_the_template_have_none(tmp_path: Path) -> None:
    number = "{{ 收入.总计 | 万元 }}"
    run = f"<w:r><w:t>{number}</w:t></w:r>"
    document: Any = Document()
    document.add_heading(f"一、收入{number}", 2)
    document.add_heading(f"四级{number}", 4)
    control = (
        f"<w:p><w:sdt><w:sdtPr><w:tag w:val='姓名'/></w:sdtPr><w:sdtContent>{run}</w:sdtContent>"
        f"</w:sdt></w:p><w:sdt><w:sdtContent><w:p>{run}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run}</w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    for template in (saved(document), table_template([[number]]), body(control)):
        path = write(template, tmp_path)
        assert controls(path) == []
        assert "".join(written_texts(path)).count("1,234.56") >= 1


def test_the_control_has_the_format_of_its_run_and_the_order_of_the_schema(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:r><w:rPr><w:b/><w:sz w:val='40'/></w:rPr><w:t>前{{ 收入.总计 | 万元 }}后</w:t>"
        "<w:br/><w:t>行</w:t></w:r></w:p>"
    )
    path = write(body(xml), tmp_path)
    paragraph = written_root(path).find(f".//{{{W}}}p")
    control = paragraph.find(SDT)
    properties = control.find(f"{{{W}}}sdtPr")
    runs = list(paragraph.iter(RUN))

    assert written_texts(path) == ["前1,234.56后\n行"]
    assert [etree.QName(node).localname for node in properties] == ["tag", "id", "appearance"]
    assert properties[2].get(f"{{{W15}}}val") == "hidden"
    assert len(runs) == 3
    assert len({etree.tostring(run[0], with_tail=False) for run in runs}) == 1
    assert runs[0][0].find(f"{{{W}}}b") is not None
    assert runs[1].getparent().getparent() is control


def test_a_number_in_a_link_and_a_statement_across_runs_stay_whole(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:hyperlink w:anchor='x'><w:r><w:t>见{{ 车 | 数 }}辆</w:t></w:r></w:hyperlink>"
        "<w:r><w:t>。{% if 无 %}有{{ 收入.总计 | 万元 }}</w:t></w:r>"
        "<w:r><w:rPr><w:b/></w:rPr><w:t>万元{% endif %}{{ 三公.合计 | 万元 }}</w:t></w:r></w:p>"
    )
    path = write(body(xml), tmp_path)
    assert written_texts(path) == ["见3辆。0.00"]
    assert [control.tag for control in controls(path)] == ["国有资产.车辆实有数", "三公.合计"]
    assert written_root(path).find(f".//{{{W}}}hyperlink/{SDT}") is not None


def test_numbers_of_controls_differ_and_pass_over_the_templates_own(tmp_path: Path) -> None:
    xml = (
        "<w:sdt><w:sdtPr><w:id w:val='300000002'/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent>"
        "</w:sdt><w:p><w:r><w:t>{% for 类 in 功能类 %}{{ 类.合计 | 万元 }}、{% endfor %}</w:t></w:r></w:p>"
    )
    root = written_root(write(body(xml), tmp_path))
    numbers = [node.get(VAL) for node in root.iterfind(f".//{{{W}}}sdtPr/{ID}")]
    assert numbers == ["300000002", "300000001", "300000003", "300000004"]


@pytest.mark.parametrize(
    ("names", "ignorable", "count"),
    [
        ("", "w15", 1),
        (f"xmlns:w15='{W15}'", "w15", 1),
        (f"xmlns:mc='{MC}' xmlns:w14='urn:w14' mc:Ignorable='w14'", "w14 w15", 1),
        (f"xmlns:mc='{MC}' xmlns:w15='{W15}' mc:Ignorable='w15'", "w15", 1),
        (f"xmlns:x='{MC}' xmlns:w14='urn:w14' x:Ignorable='w14'", "w14 w15", 1),
        ("xmlns:w15='urn:other'", None, 0),
        ("xmlns:mc='urn:other'", None, 0),
    ],
)
def test_old_programs_are_asked_to_ignore_unknown_markup(
    tmp_path: Path, names: str, ignorable: str | None, count: int
) -> None:
    source = (
        f"<w:document xmlns:w='{W}' {names}><w:body><w:p><w:r><w:t>{{{{ 车 | 数 }}}}</w:t></w:r></w:p>"
        "</w:body></w:document>"
    )
    plain = members(_saved_to(tmp_path / "t.docx", paragraphs("")))
    path = write(_with_body(plain, source.encode(), tmp_path / "t.docx"), tmp_path)
    root = written_root(path)
    assert root.get(f"{{{MC}}}Ignorable") == ignorable
    assert [control.text for control in controls(path)] == ["3"] * count
    assert written_texts(path) == ["3"]


def _saved_to(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _with_body(parts: dict[str, bytes], source: bytes, path: Path) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, source if name == "word/document.xml" else data)
    return path.read_bytes()


def test_a_body_without_numbers_declares_nothing(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ 名 }}")
    before = written_root(_saved_to(tmp_path / "t.docx", saved(document)))
    after = written_root(write(saved(document), tmp_path))
    assert (after.nsmap, dict(after.attrib)) == (before.nsmap, dict(before.attrib))


def test_a_filter_that_fails_is_reported_with_the_place_of_its_tag(tmp_path: Path) -> None:
    template = compile_template(paragraphs("好", "收入{{ 名 | 万元 }}万元"), "t.docx")
    with pytest.raises(FindingsError) as raised:
        template.write(tmp_path / "o.docx", PACKAGE)
    (finding,) = raised.value.findings
    assert (finding.code, finding.place.path) == ("S004", "第 2 段")
    assert finding.actual == "{{ 名 | 万元 }}"


# Tags


_IDS = st.text(st.characters(exclude_categories=[]), min_size=1, max_size=80)


@settings(max_examples=60)
@given(_IDS, st.text(max_size=20), st.one_of(st.just(""), _IDS))
def test_no_tag_is_too_long_for_word_or_more_than_xml_can_hold(
    fact_id: str, name: str, base: str
) -> None:
    tag = control_tag(fact_id, name, base)
    assert len(tag.encode("utf-16-le", "surrogatepass")) <= 2 * 64
    etree.Element("a", b=tag)
    assert tag.split("|")[0] == id_in_tag(fact_id)


def test_long_ids_are_shortened_and_stay_apart() -> None:
    long = "项目." + "机关办公用房维修" * 10
    this, carried = id_in_tag(f"{long}.本年"), id_in_tag(f"{long}.上年结转")
    assert this.startswith("项目.机关办公用房维修机关")
    assert len(this) == 26
    assert this != carried
    assert id_in_tag("一般公共预算功能.2120399.项目支出") == "一般公共预算功能.2120399.项目支出"
    assert control_tag(long, "占比", long).split("|") == [id_in_tag(long), "占比", id_in_tag(long)]
    assert id_in_tag("甲|乙") != id_in_tag("甲乙")


@pytest.mark.parametrize("name", ["万元", "元", "数", ""])
def test_a_control_that_states_the_value_bears_the_bare_id(name: str) -> None:
    assert control_tag("三公.合计", name) == "三公.合计"


def test_every_fact_of_the_samples_has_a_tag_of_its_own(sample: ComputedBudget) -> None:
    ids = list(sample.figures.facts)
    assert len({id_in_tag(fact_id) for fact_id in ids}) == len(ids)


# The samples


def test_every_control_says_what_the_filters_give(sample: ComputedBudget, tmp_path: Path) -> None:
    written_controls = controls(written(sample, tmp_path), sample.figures.facts)
    assert len(written_controls) > 80
    assert {control.filter for control in written_controls} == {"", "增减原因", "占比"}
    assert [
        control for control in written_controls if control.text != _as_filtered(control, sample)
    ] == []


def _as_filtered(control: Control, sample: ComputedBudget) -> str:
    facts, filters = sample.figures.facts, sample.package.filters
    fact = facts[control.fact_id]
    name = control.filter or ("万元" if fact.unit == "元" else "数")
    return str(filters[name](fact, *([facts[control.base]] if control.base else [])))


LARGE = ("单价50万元", "单价100万元")
"""Amounts that the template itself says: what equipment is large."""


def test_every_amount_of_the_narrative_is_in_a_control(
    sample: ComputedBudget, tmp_path: Path
) -> None:
    outside: list[str] = []
    count = 0
    for paragraph in written_root(written(sample, tmp_path)).iterfind(f"{{{W}}}body/{{{W}}}p"):
        text, marks = "", ""
        for node in paragraph.iter(f"{{{W}}}t"):
            text += node.text
            marks += ("否" if next(node.iterancestors(SDT), None) is None else "是") * len(
                node.text
            )
        for match in re.finditer(r"[0-9][0-9,]*(?:\.[0-9]+)?(?:万元|%)", text):
            count += 1
            if marks[match.start()] == "否":
                outside.append(text[: match.end()])
    assert count > 70
    assert 1 <= len(outside) <= len(LARGE)
    assert all(sentence.endswith(ending) for sentence, ending in zip(outside, LARGE, strict=False))


def test_the_same_package_has_the_same_controls(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    sample = prepared_sample("pinglu-2026")
    first, second = written(sample, tmp_path / "a"), written(sample, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()


# LibreOffice


def test_taking_controls_off_leaves_every_word(sample: ComputedBudget, tmp_path: Path) -> None:
    path = written(sample, tmp_path)
    before = written_texts(path)
    source = members(path)["word/document.xml"]
    bare = without_controls(source)
    _with_body(members(path), bare, path)
    assert written_texts(path) == before
    assert controls(path) == []
    assert bare.count(b"<w:sdt>") == 1, "the contents list stays in the template's own control"


@needs_office
def test_the_pages_are_the_same_with_and_without_controls(tmp_path: Path) -> None:
    line = "本单位收入总计{{ 收入.总计 | 万元 }}万元，占{{ 三公.合计 | 占比(收入.总计) }}，其中基金"
    tagged = line * 24
    plain = tagged.replace("{{ 收入.总计 | 万元 }}", "1,234.56")
    plain = plain.replace("{{ 三公.合计 | 占比(收入.总计) }}", "0.00%")
    pages = []
    for text in (tagged, plain):
        path = write(paragraphs(text), tmp_path)
        assert bool(controls(path)) == (text is tagged)
        assert convert_to_pdf(path, tmp_path / "o.pdf") is None
        with pdfplumber.open(tmp_path / "o.pdf") as pdf:
            pages.append([[(c["text"], c["x0"], c["top"]) for c in p.chars] for p in pdf.pages])
    assert pages[0] == pages[1]


@needs_office
def test_libreoffice_saves_the_words_and_no_wrong_fact(tmp_path: Path) -> None:
    """Version 7.4 loses the tags; what a later one keeps must be what was written."""
    template = paragraphs("收入{{ 收入.总计 | 万元 }}万元，共{{ 车 | 数 }}辆。")
    path = write(template, tmp_path)
    office = find_office()
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(office), profile, "--headless", "--convert-to", "docx", "--outdir"]
    subprocess.run([*command, str(tmp_path / "out"), str(path)], check=True, capture_output=True)
    kept = controls(tmp_path / "out" / "o.docx")
    assert written_texts(tmp_path / "out" / "o.docx") == ["收入1,234.56万元，共3辆。"]
    assert kept in ([], controls(path))
