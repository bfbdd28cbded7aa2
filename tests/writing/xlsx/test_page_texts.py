"""Headers and footers of an Excel template: filled like cells, and their text never a code."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from builders.furnished_template import SMALL, notes, written
from builders.hostile_workbooks import rewritten
from builders.template_workbooks import edited
from builders.xlsx_package import TEMPLATE, sample_package
from yugong.findings import FindingsError, Kind
from yugong.writing.xlsx import compile_workbook, read_back_workbook
from yugong.writing.xlsx.direct import NotDirectError


class _Refusing:
    def __init__(self, *_: object) -> None:
        raise NotDirectError


@pytest.fixture(params=["direct", "ordinary"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows written directly, and through XlsxWriter's own calls."""
    if request.param == "ordinary":
        monkeypatch.setattr("yugong.writing.xlsx.emit.DirectWriter", _Refusing)


def with_page_texts(**texts: str) -> Callable[[Any], None]:
    """An edit that gives the first sheet these headers and footers, as they are typed."""

    def edit(book: Any) -> None:
        page = book.worksheets[0].HeaderFooter
        for name, text in texts.items():
            getattr(page, name).center.text = text
        page.differentFirst = any(name.startswith("first") for name in texts)
        page.differentOddEven = any(name.startswith("even") for name in texts)

    return edit


def page_texts(path: Path) -> dict[str, str]:
    """The headers and footers of a workbook's first sheet as they are stored."""
    with zipfile.ZipFile(path) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return {
        etree.QName(element).localname: element.text or ""
        for element in sheet.iterfind(".//{*}headerFooter/*")
    }


@pytest.mark.usefixtures("way")
def test_tags_in_headers_and_footers_of_every_kind_are_filled(tmp_path: Path) -> None:
    edit = with_page_texts(
        oddHeader="{{ 部门.名称 }}",
        oddFooter="第 &P 页 {{ 年度 }}",
        evenHeader="偶 {{ 部门.名称 }}",
        firstFooter="首 {{ 年度 }}&A",
    )
    written(tmp_path, edit)
    assert page_texts(tmp_path / "成.xlsx") == {
        "oddHeader": "&C某市某局",
        "oddFooter": "&C第 &P 页 2026",
        "evenHeader": "&C偶 某市某局",
        "firstFooter": "&C首 2026&A",
    }


def test_the_shipped_template_with_a_tag_in_its_header(tmp_path: Path) -> None:
    edit = with_page_texts(oddHeader="{{ 部门.名称 }}")
    template = compile_workbook(edited(TEMPLATE.read_bytes(), edit), "甲.xlsx")
    package = sample_package(2)
    template.write(tmp_path / "成.xlsx", package)
    assert read_back_workbook(tmp_path / "成.xlsx", package) == []
    assert page_texts(tmp_path / "成.xlsx")["oddHeader"] == "&C某市某局"
    with zipfile.ZipFile(tmp_path / "成.xlsx") as archive:
        for part in archive.namelist():
            text = archive.read(part).decode("utf-8", "replace")
            assert [sign for sign in ("{{", "{%") if sign in text] == [], part


def test_a_value_in_a_header_is_text_and_no_code(tmp_path: Path) -> None:
    edit = with_page_texts(oddHeader="&14{{ 项目.序号 }}{{ 项目.项目名称 }}&R&G")

    def on_the_looped_sheet(book: Any) -> None:
        book.move_sheet("单", -1)
        edit(book)

    template = compile_workbook(edited(SMALL, on_the_looped_sheet), "甲")
    package = sample_package(4)
    template.write(tmp_path / "成.xlsx", package)
    with zipfile.ZipFile(tmp_path / "成.xlsx") as archive:
        sheets = [
            archive.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3, 4)
        ]
    assert "<oddHeader>&amp;C&amp;14 1=1+1" in sheets[0]
    assert "<oddHeader>&amp;C&amp;14 4A&amp;&amp;B" in sheets[3]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{{ 部门.名 }}", Kind.UNKNOWN_TEMPLATE_NAME),
        ("{{ 部门.名称 | 大写字 }}", Kind.UNKNOWN_TEMPLATE_NAME),
        ("{{ 部门.名称 ", Kind.MALFORMED_TAG),
        ("{% for 甲 in 全部表 %}", Kind.MALFORMED_TAG),
    ],
)
def test_a_fault_in_a_header_is_found_by_lint_at_its_sheet(text: str, kind: Kind) -> None:
    template = compile_workbook(edited(SMALL, with_page_texts(oddHeader=text)), "甲")
    problems = [
        (problem.code, problem.place.sheet, problem.place.cell)
        for problem in template.problems(sample_package(1))
        if problem.place.cell == "页眉"
    ]
    assert problems == [(kind, "表", "页眉")]


def test_a_header_past_255_characters_is_refused(tmp_path: Path) -> None:
    template = compile_workbook(
        edited(SMALL, with_page_texts(oddHeader="{{ 部门.名称 }}" * 20 + "长" * 220)), "甲"
    )
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "成.xlsx", sample_package(1))
    [finding] = caught.value.findings
    assert (finding.code, finding.place.cell) == (Kind.TEMPLATE_BEYOND_LIMITS, "页眉")
    assert not (tmp_path / "成.xlsx").exists()


def test_a_tag_in_the_name_of_a_sheet_is_refused() -> None:
    def edit(book: Any) -> None:
        book["录"].title = "{{ 年度 }}"

    assert notes(compile_workbook(edited(SMALL, edit), "甲")) == [
        ("{{ 年度 }}", "A1", "{{ 年度 }}")
    ]


# -- hostile files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "element"),
    [
        (
            b"</sheetData>",
            b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
        ),
        (b"</sheetData>", b'<hyperlinks><hyperlink ref="A0" location="!!"/></hyperlinks>'),
        (
            b"</sheetData>",
            b'<dataValidations><dataValidation type="list" sqref="A1:XFD1048576">'
            b"<formula1>" + b"A1+" * 40_000 + b"1</formula1></dataValidation></dataValidations>",
        ),
        (
            b"</sheetData>",
            b'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
            b"<formula>(((((</formula></cfRule></conditionalFormatting>",
        ),
        (
            b"</sheetData>",
            b'<rowBreaks count="9">'
            + b"".join(b'<brk id="%d"/>' % row for row in range(5_000))
            + b"</rowBreaks>",
        ),
        (
            b"</sheetData>",
            b"<headerFooter><oddHeader>" + b"&amp;" * 50_000 + b"</oddHeader></headerFooter>",
        ),
    ],
)
def test_hostile_features_are_refused_or_noted_quickly(
    after: bytes, element: bytes, tmp_path: Path
) -> None:
    data = rewritten(SMALL, after, after + element)
    with contextlib.suppress(FindingsError):
        template = compile_workbook(data, "甲")
        template.write(tmp_path / "成.xlsx", sample_package(1))
    assert not list(tmp_path.iterdir()) or openpyxl.load_workbook(tmp_path / "成.xlsx").sheetnames
