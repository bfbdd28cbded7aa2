"""The limits of a workbook file, enforced before a reader of workbooks gets it.

The container is unpacked here within limits and packed again without compression, so that
the reader gets exactly the bytes that were inspected.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import field

from lxml import etree

from yugong.findings import Finding, Kind, Place, Severity
from yugong.intake.sheet_scan import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    BeyondLimitsError,
    Reach,
    SheetMarks,
    scan_ods,
    scan_xlsx_sheet,
    shared_lengths,
    sheet_names,
)
from yugong.intake.xls_scan import scan_xls
from yugong.ooxml.package import (
    ENCRYPTED,
    MEMBERS_LIMIT,
    OLE,
    RATIO_FROM,
    RATIO_LIMIT,
    UNPACKED_LIMIT,
    has_password,
)
from yugong.quick_dataclass import dataclass

MAX_BYTES = 20 * 1024 * 1024
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
    if len(data) > MAX_BYTES:
        return None, [
            Finding(Kind.FILE_TOO_LARGE, place, expected=f"不超过 {MAX_BYTES >> 20} 兆字节")
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
    parts = _unpacked(data, place)
    kind = _kind(parts, place)
    for name, part in parts.items():
        if name.lower().endswith((".xml", ".rels")):
            _refuse_unsafe_xml(name, part, place)
    try:
        marks = _scanned(parts, kind)
    except BeyondLimitsError as error:
        raise _RefusedError(Finding(Kind.FILE_TOO_LARGE, place, str(error), LIMITS)) from None
    except (etree.XMLSyntaxError, ValueError, RecursionError):
        raise _RefusedError(_bad(place, "内容不完整或有误")) from None
    return Inspected(_repacked(parts), marks), _notes(parts, place)


def _unpacked(data: bytes, place: Place) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _enforce_limits(members, place)
            for member in members:
                if member.filename in parts:
                    raise _RefusedError(_bad(place, f"部件 {member.filename[:60]} 重复"))
                parts[member.filename] = archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        raise _RefusedError(_bad(place, "不完整的文件，可能没有下载完或已损坏")) from None
    return parts


def _enforce_limits(members: list[zipfile.ZipInfo], place: Place) -> None:
    if len(members) > MEMBERS_LIMIT:
        raise _RefusedError(
            Finding(
                Kind.FILE_TOO_LARGE, place, f"{len(members)} 个部件", f"不超过 {MEMBERS_LIMIT} 个"
            )
        )
    if sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise _RefusedError(
            Finding(
                Kind.FILE_TOO_LARGE,
                place,
                "展开后过大",
                f"展开后不超过 {UNPACKED_LIMIT >> 20} 兆字节",
            )
        )
    for member in members:
        if member.flag_bits & ENCRYPTED:
            raise _RefusedError(_bad(place, "设有密码", _NO_PASSWORD))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _RefusedError(_bad(place, "不常用的压缩方式"))
        if member.file_size > RATIO_FROM and member.file_size > RATIO_LIMIT * max(
            member.compress_size, 1
        ):
            ratio = f"压缩了 {member.file_size // max(member.compress_size, 1)} 倍的部件"
            raise _RefusedError(
                Finding(Kind.FILE_TOO_LARGE, place, ratio, f"不超过 {RATIO_LIMIT} 倍")
            )


def _kind(parts: dict[str, bytes], place: Place) -> str:
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "content.xml" in parts and b"spreadsheet" in parts.get("mimetype", b""):
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
        return scan_ods(parts["content.xml"], reach)
    lengths: list[int] = []
    for name, part in parts.items():
        if name.lower().endswith("sharedstrings.xml"):
            lengths = shared_lengths(part)
    names = sheet_names(
        parts["xl/workbook.xml"], parts.get("xl/_rels/workbook.xml.rels", b"<none/>")
    )
    marks = {}
    for path, part in parts.items():
        if b"sheetData" in part and path != "xl/workbook.xml":
            marks[names.get(path, path)] = scan_xlsx_sheet(part, lengths, reach)
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
