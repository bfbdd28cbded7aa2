"""A faulty or hostile template under docxtpl: findings with their paragraph, within limits."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders.docx_specimens import body, make_package
from builders.docxtpl_specimens import paragraph_xml, refused, specimen, table_xml, texts, written
from yugong.figures.fact import Fact
from yugong.findings import Finding, FindingsError, Kind, Severity
from yugong.standard.names import Listing, Names
from yugong.writing.docx.engine import docxtpl_engine, docxtpl_language
from yugong.writing.docx.engine.docxtpl_engine import docxtpl_template

_CONTEXT: dict[str, Any] = {
    "名": "甲",
    "各项": Listing([Names("项", {"名": "甲"})]),
    "额": Fact("支出.合计", Decimal(1)),
}


def _problems(*tags: str) -> list[Finding]:
    template = specimen(paragraph_xml("第一段"), *(paragraph_xml(tag) for tag in tags))
    return template.problems(make_package(_CONTEXT))


@pytest.mark.parametrize(
    ("tag", "code", "actual", "expected"),
    [
        ("{{ 名子 }}", "S003", "名子", "名"),
        ("{{ 名 | 万圆 }}", "S003", "| 万圆", ""),
        ("{{ 名", "S004", "{{ 名", "标签没有结束，缺少 }}"),
        ("名 }}", "S004", "名 }}", "与前面的 {{ 成对"),
        ("{% if 名 %}甲", "S004", "{% if 名 %}", "后面有与它成对的 {% endif %}"),
        ("{%p for 项 in 各项 %}", "S004", "{%p for 项 in 各项 %}", "{%p endfor %}"),
        ("甲{% endif %}", "S004", "{% endif %}", "前面有与它成对的 {% if … %}"),
        ("{% if %}甲{% endif %}", "S004", "{% if %}", "{% if … %}"),
        ("{% if 名 in %}甲{% endif %}", "S004", "{% if 名 in %}", "{% if 条件 %}"),
        ("{{ 名 | }}", "S004", "{{ 名 | }}", "{{ 名.名 | 滤器 }}"),
        ("{{ 额 }}", "S004", "{{ 额 }}", "| 万元"),
        ("{{ 各项 }}", "S004", "{{ 各项 }}", "{% for 项 in 各项 %}"),
        ("{% set 甲 = 1 %}", "S007", "{% set 甲 = 1 %}", "elif"),
        ("{% include 'x' %}", "S007", "{% include 'x' %}", "elif"),
        ("{{ 名.upper() }}", "S007", "名.upper()", "名称后面不写括号"),
        ("{{ range(9) }}", "S007", "range(9)", "名称后面不写括号"),
        ("{{ 名 is callable }}", "S007", "is callable", "defined"),
        ("{{ 名[0] }}", "S007", "名[0]", "只写引号内的名称"),
        ("{{ 2 ** 9 }}", "S007", "2 ** 9", "不计算"),
        ("{{tr 名 }}", "S007", "{{tr 名 }}", "{{ 名 }}"),
        ("{%tr if 名 %}{%tr endif %}", "S004", "{%tr if 名 %}", "只用在表格的一行里"),
        ("{% vm %}甲", "S004", "{% vm %}", "只用在表格的一格里"),
        ("前{%p if 名 %}", "S004", "{%p if 名 %}", "其他文字不会印出"),
        ("{%p if 名 %2 %}", "S007", "{%p if 名 %2 %}", "不写 %"),
        ("{# 注", "S004", "{# 注", "缺少 #}"),
    ],
)
def test_a_faulty_tag_is_a_finding_with_its_paragraph(
    tag: str, code: str, actual: str, expected: str
) -> None:
    findings = _problems(tag)

    [first, *_] = [
        finding for finding in findings if (finding.code, finding.actual) == (code, actual)
    ]
    assert expected in first.expected
    assert first.place.path == "第 2 段"
    assert first.place.file == "模板.docx"


@pytest.mark.parametrize("name", ["__class__", "__init__", "upper", "_values", "items"])
def test_no_attribute_of_a_python_object_is_reached(tmp_path: Path, name: str) -> None:
    for owner in ("名", "各项", "''", "项"):
        tag = f"{{{{ {owner}.{name} }}}}"
        xml = [paragraph_xml(text) for text in ("{%p for 项 in 各项 %}", tag, "{%p endfor %}")]
        template = specimen(*xml)

        assert Kind.UNKNOWN_TEMPLATE_NAME in {
            finding.code for finding in template.problems(make_package(_CONTEXT))
        }
        assert refused(template, tmp_path, **_CONTEXT)


def test_a_value_that_only_the_data_make_faulty_names_its_paragraph(tmp_path: Path) -> None:
    template = specimen(paragraph_xml("甲"), paragraph_xml("乙 {{ 文 }}"))

    [finding] = refused(template, tmp_path, 文="一\x01二")

    assert (finding.code, finding.place.path) == ("B019", "第 2 段")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("{{r 名 }}", "{{r 名 | 富文本 }}"),
        ("{{p 名 }}", "富文本"),
        ("{{ 名 | 富文本 }}", "{{r … }}"),
        ("{{ 名 | 段落 }}", "{{p … }}"),
        ("{{r 名 | 段落 }}", "{{p … }}"),
        ("{{ (名 | 富文本) ~ '甲' }}", "{{r … }}"),
        ("{{r 名 | 富文本(颜色='red') }}", "六位十六进制数"),
        ("{{r 名 | 富文本(颜色='\"/>') }}", "六位十六进制数"),
        ("{{r 名 | 富文本(链接='file:///etc') }}", "https://"),
        ("{{r 名 | 富文本(字号=9000) }}", "磅"),
        ("{{r 名 | 富文本(加粗='是') }}", "true"),
    ],
)
def test_rich_text_in_the_wrong_place_or_of_a_wrong_look_is_refused(
    tmp_path: Path, tag: str, expected: str
) -> None:
    template = specimen(paragraph_xml("甲"), paragraph_xml(tag))

    [finding] = refused(template, tmp_path, 名="甲")

    assert (finding.code, finding.place.path, finding.actual) == ("S004", "第 2 段", tag)
    assert expected in finding.expected


def test_a_pair_that_would_cut_through_a_table_is_refused_before_it_is_rendered() -> None:
    template = specimen(
        table_xml(("{% if 名 %}甲",)), paragraph_xml("乙{% endif %}"), paragraph_xml("丙")
    )

    [finding] = template.problems(make_package(_CONTEXT))

    assert (finding.code, finding.actual) == ("S004", "{% endif %}")
    assert "第 1 张表第 1 行第 1 格" in finding.expected


def test_tags_of_different_kinds_do_not_pair() -> None:
    [finding] = _problems("{%p if 名 %}", "乙{% endif %}")

    assert finding.place.path == "第 3 段"
    assert "{%p endif … %}" in finding.expected


def test_malformed_output_is_an_error_and_never_a_lost_paragraph(tmp_path: Path) -> None:
    template = specimen(
        paragraph_xml("甲"), table_xml(("乙",)), paragraph_xml("{%- if 名 %}丙{% endif %}")
    )

    [finding] = refused(template, tmp_path, 名="甲")

    assert (finding.code, finding.severity) == ("S004", Severity.ERROR)


@pytest.mark.parametrize("value", ["0", "64", "多", '2"/><w:p/>'])
def test_a_cell_spans_a_sensible_number_of_columns(tmp_path: Path, value: str) -> None:
    template = specimen(table_xml(("{% colspan 宽 %}题",)))

    assert [finding.code for finding in refused(template, tmp_path, 宽=value)] == ["S004"]


def test_loops_without_end_and_huge_texts_stay_within_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docxtpl_language, "TURNS_LIMIT", 500)
    items = ", ".join("1" * 30)
    loops = "".join(f"{{% for 甲{n} in [{items}] %}}" for n in range(4))
    silent = specimen(paragraph_xml(loops + "{% endfor %}" * 4))

    [finding] = refused(silent, tmp_path)

    assert (finding.code, finding.expected) == ("S008", "循环合计不超过 0.05 万次")
    monkeypatch.setattr(docxtpl_language, "TEMPLATE_OUTPUT_LIMIT", 1024 * 1024)
    [finding] = refused(specimen(paragraph_xml("{{ 文 }}" * 3)), tmp_path, 文="长" * 500_000)
    assert (finding.code, finding.place.path) == ("S008", "第 1 段")


def test_loops_are_nested_no_deeper_than_in_the_built_in_engine() -> None:
    loops = "".join(f"{{% for 甲{n} in 各项 %}}" for n in range(5))

    codes = {finding.code for finding in _problems(loops + "{% endfor %}" * 5)}

    assert codes == {"S008"}


@pytest.mark.parametrize("tag", ["{{ 'a' * 999999999 }}", "{{ '%99999999d' % 1 }}", "{{ 名 * 9 }}"])
def test_arithmetic_is_for_numbers(tmp_path: Path, tag: str) -> None:
    assert [
        finding.code for finding in refused(specimen(paragraph_xml(tag)), tmp_path, 名="甲")
    ] == ["S004"]


def test_arithmetic_on_positions_is_printed(tmp_path: Path) -> None:
    tags = "{% for 项 in 各项 %}{{ loop.index * 2 + 1 }}{% endfor %}"

    root = written(specimen(paragraph_xml(tags)), tmp_path, _CONTEXT)

    assert "".join(root.itertext()).strip() == "3"


def test_tags_in_alternative_texts_are_refused_and_those_of_fields_are_filled() -> None:
    shape = '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="{{ 名 }}"/>'
    field = '<w:p><w:r><w:instrText> DOCPROPERTY "{{ 名 }}" </w:instrText></w:r></w:p>'
    template = docxtpl_template(body(f"{shape}</w:pict></w:r></w:p>", field), "模板.docx")

    [finding] = template.problems(make_package(_CONTEXT))

    assert (finding.code, finding.place.path) == ("S007", "第 1 段")


def test_a_file_that_is_no_word_document_is_reported_as_such() -> None:
    with pytest.raises(FindingsError) as refusal:
        docxtpl_template(b"PK nothing", "模板.docx")

    assert [finding.code for finding in refusal.value.findings] == ["S006"]


def test_unaccepted_revisions_are_refused(tmp_path: Path) -> None:
    revision = '<w:p><w:ins w:id="1" w:author="甲"><w:r><w:t>乙</w:t></w:r></w:ins></w:p>'

    [finding] = refused(specimen(revision), tmp_path)

    assert (finding.code, finding.actual) == ("S007", "未处理的修订")


_FIELD = "<w:p><w:r><w:instrText> {} </w:instrText></w:r><w:r><w:t>1</w:t></w:r></w:p>"


@pytest.mark.parametrize("field", ["SEQ 表 \\* ARABIC", "REF 甲", "PAGEREF 甲"])
def test_a_field_that_word_would_not_compute_again_is_refused_in_a_loop(field: str) -> None:
    opener, closer = paragraph_xml("{%p for 项 in 各项 %}"), paragraph_xml("{%p endfor %}")
    template = specimen(opener, _FIELD.format(field), closer)

    [finding] = template.problems(make_package(_CONTEXT))

    assert (finding.code, finding.place.path) == ("S007", "第 2 段")
    assert field.split()[0] in finding.actual


def test_a_field_outside_loops_keeps_what_it_shows(tmp_path: Path) -> None:
    root = written(specimen(_FIELD.format("SEQ 表 \\* ARABIC")), tmp_path)

    assert texts(root) == ["1"]


def test_a_template_too_large_for_docxtpl_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(docxtpl_engine, "PART_LIMIT", 100)

    [finding] = specimen(paragraph_xml("{{ 名 }}" * 20)).problems(make_package(_CONTEXT))

    assert (finding.code, finding.place.path) == ("S008", "正文")
