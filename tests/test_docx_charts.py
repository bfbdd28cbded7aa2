"""Native charts in Word: drawn in the template, filled with our numbers."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree
from openpyxl import load_workbook

from docx_specimens import W, chart_data, make_package, members, saved
from yugong.findings import FindingsError
from yugong.standard.names import Listing
from yugong.standard.package import ChartData, Package
from yugong.writing.docx import compile_template

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
CHART = f"""<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:chart><c:plotArea>
<c:layout/><c:pieChart><c:varyColors val="1"/><c:ser><c:idx val="0"/><c:order val="0"/>
<c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0">
<c:v>样例</c:v></c:pt></c:strCache></c:strRef></c:tx>
<c:dPt><c:idx val="0"/><c:spPr><a:solidFill><a:srgbClr val="112233"/></a:solidFill></c:spPr></c:dPt>
<c:dPt><c:idx val="7"/></c:dPt>
<c:cat><c:strRef><c:f>Sheet1!$A$2:$A$9</c:f></c:strRef></c:cat>
<c:val><c:numRef><c:f>Sheet1!$B$2:$B$9</c:f><c:numCache><c:formatCode>0.00</c:formatCode>
<c:ptCount val="1"/><c:pt idx="0"><c:v>99</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>
<c:ser><c:idx val="1"/><c:order val="1"/></c:ser>
</c:pieChart></c:plotArea></c:chart><c:externalData r:id="rId1"/></c:chartSpace>"""
DRAWING = (
    '<w:p xmlns:w="{w}"><w:r><w:drawing><wp:inline xmlns:wp="{wp}"><wp:extent cx="1" cy="1"/>'
    '<wp:docPr id="1" name="图表 1" descr="{text}"/><a:graphic xmlns:a="{a}"><a:graphicData '
    'uri="{c}"><c:chart xmlns:c="{c}" xmlns:r="{r}" r:id="{id}"/></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r></w:p>"
)


def chart_template(text: str = "图.三公经费", condition: str = "") -> bytes:
    document = Document()
    main = document.part
    package = main.package
    workbook = Part(
        PackURI("/word/embeddings/Microsoft_Excel_Sheet1.xlsx"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        b"sample",
        package,
    )
    chart = Part(
        PackURI("/word/charts/chart1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        CHART.encode(),
        package,
    )
    chart.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE)
    identifier = main.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    if condition:
        document.add_paragraph(f"{{%p if {condition} %}}")
    xml = DRAWING.format(w=W, wp=WP, a=A, c=C, r=R, text=text, id=identifier)
    document.element.body.sectPr.addprevious(parse_xml(xml))
    if condition:
        document.add_paragraph("{%p endif %}")
    document.add_paragraph("图下")
    return saved(document)


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


def test_an_unknown_chart_is_told_with_the_nearest_name() -> None:
    package = make_package(charts=[chart_data("三公经费")])
    (finding,) = compile_template(chart_template("图.三公"), "t").problems(package)
    assert (finding.code, finding.found, finding.expected) == ("S003", "图.三公", "图.三公经费")


def test_a_chart_without_its_name_is_refused() -> None:
    (finding,) = compile_template(chart_template("随便"), "t").problems(make_package())
    assert (finding.code, finding.place.path) == ("S004", "第 1 段")


def test_a_category_that_xml_cannot_hold_is_a_finding(tmp_path: Path) -> None:
    data = ChartData("三公经费", "预算", ("甲\x00",), (Decimal(1),))
    with pytest.raises(FindingsError) as caught:
        written(tmp_path, make_package({"列": Listing([])}, charts=[data]), chart_template())
    assert caught.value.findings[0].code == "B019"
