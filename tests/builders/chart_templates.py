"""Word templates that hold native charts."""

from __future__ import annotations

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from builders.docx_specimens import W, saved

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


def chart_template(text: str = "图.三公经费", condition: str = "", source: str = CHART) -> bytes:
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
        source.encode(),
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
