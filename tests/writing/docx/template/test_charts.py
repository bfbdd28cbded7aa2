"""Native charts in Word: drawn in the template, filled with our numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook

from builders.chart_templates import CHART, A, C, chart_template
from builders.docx_specimens import chart_data, make_package, members
from yugong.findings import FindingsError
from yugong.standard.names import Listing
from yugong.standard.package import ChartData, Package
from yugong.writing.docx import compile_template


def written(tmp_path: Path, package: Package, template: bytes) -> dict[str, bytes]:
    compiled = compile_template(template, "t.docx")
    assert compiled.problems(package) == []
    compiled.write(tmp_path / "o.docx", package)
    return members(tmp_path / "o.docx")


def values(chart: bytes, name: str) -> list[str]:
    root: Any = etree.fromstring(chart)
    series = root.find(f".//{{{C}}}ser")
    return [node.text or "" for node in series.find(f"{{{C}}}{name}").iter(f"{{{C}}}v")]


def test_the_chart_shows_our_numbers_in_ten_thousands(tmp_path: Path) -> None:
    data = chart_data(amounts=("10000", "25000.05", "0"))
    chart = written(tmp_path, make_package(charts=[data]), chart_template())[
        "word/charts/chart1.xml"
    ]
    assert values(chart, "tx") == ["2026年预算"]
    assert values(chart, "cat") == ["类别1", "类别2", "类别3"]
    assert values(chart, "val") == ["1.00", "2.50", "0.00"]
    root: Any = etree.fromstring(chart)
    assert [node.text for node in root.iter(f"{{{C}}}f")] == [
        "Sheet1!$B$1",
        "Sheet1!$A$2:$A$4",
        "Sheet1!$B$2:$B$4",
    ]
    assert [node.get("val") for node in root.iter(f"{{{C}}}ptCount")] == ["1", "3", "3"]


def test_the_look_stays_and_what_is_left_over_goes(tmp_path: Path) -> None:
    parts = written(tmp_path, make_package(charts=[chart_data()]), chart_template())
    root: Any = etree.fromstring(parts["word/charts/chart1.xml"])
    assert [point[0].get("val") for point in root.iter(f"{{{C}}}dPt")] == ["0"]
    assert root.find(f".//{{{A}}}srgbClr").get("val") == "112233"
    assert len(list(root.iter(f"{{{C}}}ser"))) == 1


def test_the_workbook_behind_it_holds_the_same_numbers(tmp_path: Path) -> None:
    data = ChartData(
        "三公经费", "=1+1", ("=SUM(A1)", "http://a"), (Decimal("12345.67"), Decimal(5))
    )
    parts = written(tmp_path, make_package(charts=[data]), chart_template())
    sheet = load_workbook(BytesIO(parts["word/embeddings/Microsoft_Excel_Sheet1.xlsx"])).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells == [["类别", "=1+1"], ["=SUM(A1)", 1.23], ["http://a", 0]]
    assert sheet["B1"].data_type == "s"
    assert sheet["A2"].data_type == "s"


@pytest.mark.parametrize("why", ["condition", "no data"])
def test_a_chart_that_is_not_shown_leaves_nothing_behind(tmp_path: Path, why: str) -> None:
    if why == "condition":
        package = make_package({"画": False}, charts=[chart_data()])
        parts = written(tmp_path, package, chart_template(condition="画"))
    else:
        package = make_package(charts=[chart_data(amounts=("0", "0"))])
        parts = written(tmp_path, package, chart_template())
    assert not any("chart" in name or "embeddings" in name for name in parts)
    assert b"chart" not in parts["[Content_Types].xml"]
    assert b"chart" not in parts["word/_rels/document.xml.rels"]
    assert b"w:drawing" not in parts["word/document.xml"]


BARS = CHART.replace("pieChart", "barChart")
TWO_YEARS = ChartData(
    "三公经费",
    "2026年",
    ("公务接待费（100.00%）", "公务用车购置费（0%）"),
    (Decimal("25000.05"), Decimal(0)),
    previous_series="2025年",
    previous=(Decimal("10000"), Decimal("30000")),
)


def series_of(chart: bytes) -> list[dict[str, list[str]]]:
    root: Any = etree.fromstring(chart)
    return [
        {
            name: [node.text or "" for node in each.find(f"{{{C}}}{name}").iter(f"{{{C}}}v")]
            for name in ("tx", "cat", "val")
        }
        for each in root.iter(f"{{{C}}}ser")
    ]


@pytest.mark.parametrize("drawn", [1, 2])
def test_last_year_is_a_second_series_whether_the_template_draws_it_or_not(
    tmp_path: Path, drawn: int
) -> None:
    source = BARS
    if drawn == 1:
        source = re.sub(r'<c:ser><c:idx val="1"/>.*?</c:ser>', "", source)
    parts = written(tmp_path, make_package(charts=[TWO_YEARS]), chart_template(source=source))
    chart = parts["word/charts/chart1.xml"]
    first, second = series_of(chart)

    assert (first["tx"], first["val"]) == (["2026年"], ["2.50", "0.00"])
    assert (second["tx"], second["val"]) == (["2025年"], ["1.00", "3.00"])
    assert first["cat"] == second["cat"] == list(TWO_YEARS.categories)
    assert (b"BFBFBF" in chart, b"<c:legend>" in chart) == (
        (True, True) if drawn == 1 else (False, False)
    )
    sheet = load_workbook(BytesIO(parts["word/embeddings/Microsoft_Excel_Sheet1.xlsx"])).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["类别", "2026年", "2025年"],
        ["公务接待费（100.00%）", 2.5, 1],
        ["公务用车购置费（0%）", 0, 3],
    ]


def test_a_pie_has_no_second_series(tmp_path: Path) -> None:
    parts = written(tmp_path, make_package(charts=[TWO_YEARS]), chart_template())

    assert [each["tx"] for each in series_of(parts["word/charts/chart1.xml"])] == [["2026年"]]


def test_an_unknown_chart_is_reported_with_the_nearest_name() -> None:
    package = make_package(charts=[chart_data("三公经费")])
    (finding,) = compile_template(chart_template("图.三公"), "t").problems(package)
    assert (finding.code, finding.actual, finding.expected) == ("S003", "图.三公", "图.三公经费")


def test_a_chart_without_its_name_is_refused() -> None:
    (finding,) = compile_template(chart_template("随便"), "t").problems(make_package())
    assert (finding.code, finding.place.path) == ("S004", "第 1 段")


def test_a_category_that_xml_cannot_hold_is_a_finding(tmp_path: Path) -> None:
    data = ChartData("三公经费", "预算", ("甲\x00",), (Decimal(1),))
    with pytest.raises(FindingsError) as caught:
        written(tmp_path, make_package({"列": Listing([])}, charts=[data]), chart_template())
    assert caught.value.findings[0].code == "B019"
