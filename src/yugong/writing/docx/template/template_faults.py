"""The faults and notes of a Word template that do not depend on the engine that fills it in.

Tests: tests/writing/docx/engine/test_docxtpl_faults.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yugong.findings import Finding, Kind, Place, Severity
from yugong.findings.similarity import most_similar
from yugong.standard.package import Package
from yugong.template.faults import TagFault
from yugong.writing.docx.template.charts import ChartDrawing
from yugong.writing.table_outline import ALL_TABLES

_TABLE_NAME = re.compile(r"""表(?:\.(\w+)|\[\s*['"]([^'"]+)['"]\s*\])""")


def unsupported(place: str, actual: str, expected: str) -> TagFault:
    """Return the fault (S007) of something that a template may not have."""
    return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, actual, expected)


def revisions_fault(place: str) -> TagFault:
    """Return the fault of a part with tracked changes."""
    return unsupported(place, "未处理的修订", "先接受或拒绝全部修订")


def chart_outside_body(place: str) -> TagFault:
    """Return the fault of a chart in a header, a footer or a note."""
    return unsupported(place, "图表", "图表放在正文里")


def fetched_content(part: str, address: str) -> TagFault:
    """Return the fault of a picture or the like that a program fetches from an address."""
    return unsupported(part, address, "图片等内容嵌入文档，不从外部读取")


def unknown_charts(drawings: Iterable[ChartDrawing], package: Package) -> Iterator[TagFault]:
    """Yield the fault (S003) of each chart that the package does not have."""
    known = [chart.name for chart in package.charts]
    for drawing in drawings:
        if drawing.name not in known:
            near = most_similar(drawing.name, known)
            expected = near and f"图.{near}"
            actual = f"图.{drawing.name}"
            yield TagFault(Kind.UNKNOWN_TEMPLATE_NAME, drawing.place, actual, expected)


def missing_tables(bodies: Iterable[str], package: Package, file: str) -> Iterator[Finding]:
    """Yield a finding (S005) for each table that no tag prints, by the ``bodies`` of the tags."""
    used: set[str] = set()
    for body in bodies:
        if ALL_TABLES in body:
            return
        used.update(match[1] or match[2] for match in _TABLE_NAME.finditer(body))
    for table in package.tables:
        if table.name not in used:
            place = Place(file=file)
            yield Finding(Kind.REQUIRED_TABLE_MISSING, place, actual=f"没有 表.{table.name}")


def comment_note(place: str, file: str) -> Finding:
    """Return the note on a comment, which is not carried over."""
    return Finding(
        Kind.UNSUPPORTED_IN_TEMPLATE,
        Place(file=file, path=place),
        "批注",
        remedy="模板中的批注不会带入成品；看过后可从模板中删去。",
        severity=Severity.INFO,
    )


def fault_finding(fault: TagFault, file: str) -> Finding:
    """Return the finding of a fault in a template file."""
    place = Place(file=file, path=fault.place)
    return Finding(fault.code, place, fault.actual, fault.expected, about=fault.about)
