"""The limits of a workbook file, enforced before a reader of workbooks gets it.

The container is unpacked here within limits and packed again without compression, so that
the reader gets exactly the bytes that were inspected.

Tests: tests/intake/test_sheet_file.py.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import field

from yugong.findings import Finding, Kind, Place, Severity
from yugong.intake.sheet_scan import (
    CONTENT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    WORKBOOK,
    BeyondLimitsError,
    Reach,
    SheetMarks,
    scan_ods,
    scan_xlsx_sheet,
    shared_lengths,
    sheet_names,
)
from yugong.intake.xls_scan import scan_xls
from yugong.ooxml.errors import (
    DuplicateMemberError,
    EncryptedError,
    PackageError,
    TooCompressedError,
    TooLargeError,
    TooManyMembersError,
    UnsafeNameError,
    UnusualCompressionError,
)
from yugong.ooxml.package import OLE, has_password, read_members
from yugong.quick_dataclass import dataclass

MAX_WORKBOOK_BYTES = 20 * 1024 * 1024
"""The largest workbook that is read, in bytes on disk."""
LIMITS = f"不超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列，共 {MAX_CELLS // 10_000} 万格"
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)""")
_SAVE_AGAIN = "用 Excel 或 WPS 打开，另存为 .xlsx 后再试。"
_NO_PASSWORD = "在 Excel 或 WPS 中打开，去掉密码后另存。"


@dataclass(slots=True)
class Inspected:
    """A workbook that may be read: its safe bytes, and the marks by sheet name."""

    data: bytes
    marks: dict[str, SheetMarks] = field(default_factory=dict)


class _RefusedError(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def inspect(data: bytes, place: Place) -> tuple[Inspected | None, list[Finding]]:
    """Enforce the limits on a workbook; return ``None`` with an error if it may not be read."""
    if len(data) > MAX_WORKBOOK_BYTES:
        return None, [
            Finding(
                Kind.FILE_TOO_LARGE, place, expected=f"不超过 {MAX_WORKBOOK_BYTES >> 20} 兆字节"
            )
        ]
    try:
        if data.startswith(OLE):
            return _old_format(data, place)
        if data.startswith(b"PK"):
            return _packed(data, place)
    except _RefusedError as refused:
        return None, [refused.finding]
    return None, [_bad(place, _what_it_is(data))]


def _bad(place: Place, actual: str, remedy: str = _SAVE_AGAIN) -> Finding:
    return Finding(Kind.SYNTAX_FAULT, place, actual, "完整的 .xlsx、.xls 或 .ods 工作簿", remedy)


def _what_it_is(data: bytes) -> str:
    if not data.strip():
        return "空文件"
    start = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        return "网页，只是名字像工作簿"
    if start.startswith(b"<?xml"):
        return "XML 文件，只是名字像工作簿"
    return "文本或其他文件，只是名字像工作簿" if b"\0" not in start else "无法辨认的文件"


def _note(place: Place, actual: str, why: str, severity: Severity) -> Finding:
    return Finding(Kind.CONTENT_IGNORED, place, actual, why, severity=severity)


def _old_format(data: bytes, place: Place) -> tuple[Inspected, list[Finding]]:
    """Inspect an .xls, or an .xlsx with a password, which has the same container."""
    if has_password(data):
        raise _RefusedError(_bad(place, "设有密码", _NO_PASSWORD))
    try:
        scan_xls(data, Reach())
    except BeyondLimitsError as error:
        raise _RefusedError(Finding(Kind.FILE_TOO_LARGE, place, str(error), LIMITS)) from None
    except ValueError:
        raise _RefusedError(_bad(place, "内容不完整或有误")) from None
    findings = []
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        findings.append(_note(place, "宏", "只读取单元格的值，宏不会运行", Severity.INFO))
    return Inspected(data), findings


def _packed(data: bytes, place: Place) -> tuple[Inspected, list[Finding]]:
    try:
        parts = read_members(data)
    except PackageError as error:
        raise _RefusedError(_refusal(error, place)) from None
    kind = _kind(parts, place)
    for name, part in parts.items():
        if name.lower().endswith((".xml", ".rels")):
            _refuse_unsafe_xml(name, part, place)
    try:
        marks = _scanned(parts, kind)
    except BeyondLimitsError as error:
        raise _RefusedError(Finding(Kind.FILE_TOO_LARGE, place, str(error), LIMITS)) from None
    except (PackageError, ValueError, RecursionError):
        raise _RefusedError(_bad(place, "内容不完整或有误")) from None
    return Inspected(_repacked(parts), marks), _notes(parts, place)


def _refusal(error: PackageError, place: Place) -> Finding:
    """Return the finding for an archive that goes beyond the limits or cannot be unpacked."""
    match error:
        case TooManyMembersError():
            actual, expected = f"{error.actual} 个部件", f"不超过 {error.limit} 个"
        case TooLargeError():
            actual, expected = "展开后过大", f"展开后不超过 {error.limit >> 20} 兆字节"
        case TooCompressedError():
            actual, expected = f"压缩了 {error.actual} 倍的部件", f"不超过 {error.limit} 倍"
        case EncryptedError():
            return _bad(place, "设有密码", _NO_PASSWORD)
        case UnusualCompressionError():
            return _bad(place, "不常用的压缩方式")
        case DuplicateMemberError():
            return _bad(place, f"部件 {error.part[:60]} 重复")
        case UnsafeNameError():
            return _bad(place, f"部件名 {error.part[:60]} 指向文件之外")
        case _:
            return _bad(place, "不完整的文件，可能没有下载完或已损坏")
    return Finding(Kind.FILE_TOO_LARGE, place, actual, expected)


def _kind(parts: dict[str, bytes], place: Place) -> str:
    if WORKBOOK in parts:
        return "xlsx"
    if CONTENT in parts and b"spreadsheet" in parts.get("mimetype", b""):
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise _RefusedError(_bad(place, "设有密码", _NO_PASSWORD))
        return "ods"
    if "xl/workbook.bin" in parts:
        raise _RefusedError(
            Finding(Kind.UNSUPPORTED_FILE_KIND, place, ".xlsb", ".xlsx、.xls 或 .ods", _SAVE_AGAIN)
        )
    if any(name.startswith("word/") for name in parts):
        raise _RefusedError(_bad(place, "Word 文档"))
    raise _RefusedError(_bad(place, "压缩包，不是工作簿"))


def _refuse_unsafe_xml(name: str, part: bytes, place: Place) -> None:
    """Refuse XML that is not UTF-8 or declares a document type."""
    encoding = _ENCODING.match(part[:300].removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in part or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        raise _RefusedError(_bad(place, f"部件 {name[:60]} 不是 UTF-8 编码"))
    if _DECLARATION.search(part):
        raise _RefusedError(_bad(place, f"部件 {name[:60]} 含有文档类型声明（DTD）"))


def _scanned(parts: dict[str, bytes], kind: str) -> dict[str, SheetMarks]:
    reach = Reach()
    if kind == "ods":
        return scan_ods(parts[CONTENT], reach)
    lengths: list[int] = []
    for name, part in parts.items():
        if name.lower().endswith("sharedstrings.xml"):
            lengths = shared_lengths(part, name)
    names = sheet_names(parts)
    marks = {}
    for path, part in parts.items():
        if b"sheetData" in part and path != WORKBOOK:
            marks[names.get(path, path)] = scan_xlsx_sheet(part, path, lengths, reach)
    return marks


def _notes(parts: dict[str, bytes], place: Place) -> list[Finding]:
    findings = []
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        findings.append(_note(place, "宏", "只读取单元格的值，宏不会运行", Severity.INFO))
    if any(name.startswith("xl/externalLinks/") and name.endswith(".xml") for name in parts):
        why = "取用其他工作簿的公式，读取的是上次保存的值"
        findings.append(_note(place, "外部链接", why, Severity.WARNING))
    return findings


def _repacked(parts: dict[str, bytes]) -> bytes:
    """Return the parts that a reader of values needs, uncompressed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            if name.lower().endswith((".xml", ".rels")) or name == "mimetype":
                archive.writestr(zipfile.ZipInfo(name), part)
    return packed.getvalue()
