"""Heading levels, lists and hidden text of styles; the printed numbers of paragraphs."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from yugong.ooxml.names import W
from yugong.ooxml.numbering import Numbering
from yugong.ooxml.styles import Styles, WordStyle, plain_name
from yugong.standard.numbers import chinese_number


def element(name: str, inner: str) -> Any:
    return etree.fromstring(f'<w:{name} xmlns:w="{W}">{inner}</w:{name}>')


def style(identifier: str, name: str, inner: str = "", attributes: str = "") -> str:
    kind = "" if "w:type" in attributes else ' w:type="paragraph"'
    return (
        f'<w:style w:styleId="{identifier}"{kind} {attributes}><w:name w:val="{name}"/>'
        f"{inner}</w:style>"
    )


def based_on(identifier: str) -> str:
    return f'<w:basedOn w:val="{identifier}"/>'


def outline(level: object) -> str:
    return f'<w:pPr><w:outlineLvl w:val="{level}"/></w:pPr>'


def paragraph(inner: str) -> Any:
    return element("p", f"<w:pPr>{inner}</w:pPr>")


def styled(identifier: str) -> Any:
    return paragraph(f'<w:pStyle w:val="{identifier}"/>')


_STYLES = Styles(
    element(
        "styles",
        style("a", "Normal", attributes='w:default="1"')
        + style("1", "heading 1")
        + style("2", "标题 2")
        + style("own", "章", based_on("1"))
        + style("body", "正文样", based_on("1") + outline(9))
        + style("level3", "Third", outline(2))
        + style("round", "Round", based_on("about"))
        + style("about", "About", based_on("round"))
        + style("odd", "Odd", outline("²"))
        + style("toc", "toc 1", '<w:pPr><w:tabs><w:tab w:val="right"/></w:tabs></w:pPr>')
        + style("hid", "hidden", "<w:rPr><w:vanish/></w:rPr>", 'w:type="character"')
        + style("seen", "seen", based_on("hid") + '<w:rPr><w:vanish w:val="0"/></w:rPr>')
        + style("list", "list", '<w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr>')
        + style("big", "big", based_on("1") + '<w:rPr><w:sz w:val="44"/></w:rPr>'),
    )
)


@pytest.mark.parametrize(
    ("node", "level"),
    [
        (styled("1"), 1),
        (styled("2"), 2),
        (styled("own"), 1),
        (styled("body"), None),
        (styled("level3"), 3),
        (styled("round"), None),
        (styled("odd"), None),
        (styled("unknown"), None),
        (element("p", ""), None),
        (paragraph('<w:pStyle w:val="1"/><w:outlineLvl w:val="4"/>'), 5),
        (paragraph('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>'), None),
    ],
)
def test_a_heading_has_its_own_level_or_that_of_its_style(node: Any, level: int | None) -> None:
    assert _STYLES.level(node) == level


def test_further_styles_are_headings_by_name() -> None:
    assert _STYLES.level(styled("level3"), {"third": 1}) == 1
    assert _STYLES.level(styled("1"), {"third": 1}) == 1


def test_names_are_those_of_word_in_any_language() -> None:
    assert plain_name(" 标题2 ") == "heading 2"
    assert plain_name("目录 1") == "toc 1"
    assert plain_name("Heading  3") == "heading 3"
    assert plain_name("标题") == "标题"
    assert _STYLES.id_of("heading 2") == "2"
    assert _STYLES.id_of("none") is None
    assert _STYLES.name_of("2") == "标题 2"
    assert _STYLES.name_of(None) == "Normal"
    assert _STYLES.name_of("unknown") == "unknown"


def test_a_style_takes_over_the_values_of_its_base() -> None:
    assert _STYLES.of("hid").hidden
    assert not _STYLES.of("seen").hidden
    assert _STYLES.of("list") == WordStyle(list_id="7")
    assert _STYLES.of("unknown") == WordStyle()
    assert _STYLES.has_right_tab("toc")
    assert not _STYLES.has_right_tab("1")
    assert _STYLES.text_size(styled("big")) == 44
    assert _STYLES.text_size(styled("1")) == 0


def test_a_document_without_styles_has_body_text_only() -> None:
    assert Styles(None).level(styled("1")) is None
    assert Styles(None).name_of("1") == "1"


def numbering(levels: str, starts: str = "") -> Numbering:
    inner = f'<w:abstractNum w:abstractNumId="5">{levels}</w:abstractNum>'
    inner += f'<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>{starts}'
    return Numbering(element("numbering", inner), chinese_number)


def list_level(level: int, form: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def test_numbers_are_counted_level_by_level() -> None:
    lists = numbering(list_level(0, "chineseCounting", "%1、") + list_level(1, "decimal", "%1.%2"))

    printed = [lists.next("1", level) for level in (0, 1, 1, 0, 1)]

    assert printed == ["一、", "一.1 ", "一.2 ", "二、", "二.1 "]


def test_a_list_starts_anew_with_its_own_number_once() -> None:
    change = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    other = f'<w:num w:numId="2"><w:abstractNumId w:val="5"/>{change}</w:num>'
    lists = numbering(list_level(0, "decimal", "%1、"), other)

    assert [lists.next(name, 0) for name in ("1", "2", "2", "1")] == ["1、", "5、", "6、", "7、"]


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("decimalZero", "03 "),
        ("decimalFullWidth", "３"),
        ("decimalEnclosedCircle", "③"),
        ("lowerLetter", "c "),
        ("upperLetter", "C "),
        ("bullet", ""),
        ("none", ""),
        ("hebrew1", ""),
    ],
)
def test_a_number_has_the_form_of_its_level(form: str, printed: str) -> None:
    assert numbering(list_level(0, form, "%1", start=3)).next("1", 0) == printed


def test_levels_and_lists_that_do_not_exist_print_nothing() -> None:
    lists = numbering(list_level(0, "decimal", "%1") + list_level(12, "decimal", "%1"))

    assert lists.next("1", 3) == lists.next("1", 12) == lists.next("9", 0) == ""
    assert Numbering(None, chinese_number).next("1", 0) == ""
