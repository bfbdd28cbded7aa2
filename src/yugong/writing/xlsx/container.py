"""Checks of a workbook file before any of its XML is parsed.

A template comes from outside.  The limits of every Office file, the merged areas and document type
declarations are checked first, so that a hostile file costs nothing.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.ooxml.package import read_members
from yugong.reading.cell_address import column_number
from yugong.reading.office_file import package_faults

MAX_FILE_BYTES = 8_000_000
MAX_XML_BYTES = 12_000_000
MAX_MERGED_CELLS = 20_000

_XML_SUFFIXES = (".xml", ".rels", ".vml")
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")

_NOT_CARRIED = (
    ("xl/vbaProject.bin", "宏"),
    ("xl/externalLinks/", "外部链接"),
    ("xl/media/", "图片"),
    ("xl/charts/", "图表对象"),
    ("xl/comments", "批注"),
    ("xl/pivotTables/", "数据透视表"),
    ("xl/embeddings/", "嵌入对象"),
)


def broken(name: str, actual: str, expected: str = "") -> FindingsError:
    """Return the error (S006) for a file that cannot be a template."""
    return FindingsError([Finding(Kind.TEMPLATE_UNREADABLE, Place(file=name), actual, expected)])


def check_container(data: bytes, name: str) -> tuple[dict[str, bytes], int, tuple[Finding, ...]]:
    """Return the members, the number of sheets listed, and notes on parts not carried over.

    Raise FindingsError (S006) if the file is no workbook, is encrypted, or exhausts memory.
    """
    if len(data) > MAX_FILE_BYTES:
        raise broken(name, f"{len(data):,} 字节", f"不超过 {MAX_FILE_BYTES:,} 字节")
    with package_faults(name):
        members = read_members(data)
    if "[Content_Types].xml" not in members or "xl/workbook.xml" not in members:
        raise broken(name, "压缩包中没有工作簿", "Excel 或 WPS 保存的 .xlsx 文件")
    xml = {
        part: content for part, content in members.items() if part.lower().endswith(_XML_SUFFIXES)
    }
    if sum(map(len, xml.values())) > MAX_XML_BYTES:
        raise broken(name, "展开后过大", f"不超过 {MAX_XML_BYTES:,} 字节")
    for part, content in xml.items():
        _check_xml(content, part, name)
    listed = len(_SHEET.findall(members["xl/workbook.xml"]))
    return members, listed, _notes(members, name)


def _check_xml(content: bytes, part: str, name: str) -> None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:64]:
        raise broken(name, f"部件 {part} 不是 UTF-8 编码")
    if _DECLARATION.search(content):
        raise broken(name, f"部件 {part} 含有文档类型声明（DTD）")
    covered = 0
    for match in _MERGE.finditer(content):
        area = _AREA.fullmatch(match[1].decode("ascii", "replace"))
        if area is None:
            raise broken(name, f"部件 {part} 的合并区域 {match[1][:20]!r} 无法识别")
        width = column_number(area[3]) - column_number(area[1]) + 1
        covered += max(width, 1) * max(int(area[4]) - int(area[2]) + 1, 1)
        if covered > MAX_MERGED_CELLS:
            raise broken(name, f"部件 {part} 的合并区域过大", f"不超过 {MAX_MERGED_CELLS} 格")


def _notes(members: Iterable[str], name: str) -> tuple[Finding, ...]:
    parts = tuple(members)
    return tuple(
        Finding(
            Kind.UNSUPPORTED_IN_TEMPLATE,
            Place(file=name),
            what,
            remedy=f"模板中的{what}不会带入成品；不需要时可从模板中删去。",
            severity=Severity.INFO,
        )
        for prefix, what in _NOT_CARRIED
        if any(part.startswith(prefix) for part in parts)
    )
