"""Any published document as one value: what it says, where, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.ooxml.package import OLE, has_password
from yugong.published.excel.reading import read_xlsx
from yugong.published.model.blocks import Form, RawDocument
from yugong.published.pdf.reading import read_pdf
from yugong.published.plain_text.reading import read_text
from yugong.published.word.reading import read_docx
from yugong.reading.file_bytes import read_bytes

MAX_BYTES = 100 * 1024 * 1024
"""The largest document that is read, in bytes as it lies on disk."""

PACKAGE_SUFFIXES = (".docx", ".xlsx", ".pdf", ".txt")
"""Files that a package is usually kept as."""

_FORMS: dict[str, Form] = {
    ".docx": "docx",
    ".docm": "docx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".pdf": "pdf",
    ".txt": "text",
    ".text": "text",
    ".tsv": "text",
}
_OLD = {
    ".doc": ".docx",
    ".wps": ".docx",
    ".rtf": ".docx",
    ".odt": ".docx",
    ".xls": ".xlsx",
    ".et": ".xlsx",
    ".ods": ".xlsx",
    ".ofd": ".docx 或 .pdf",
    ".htm": ".docx",
    ".html": ".docx",
    ".mht": ".docx",
    ".mhtml": ".docx",
}
_PACKED = (".zip", ".rar", ".7z")
_NO_PLAIN_TEXT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:(<!doctype html|<html|mime-version:)|(\{\\rtf)|(<\?xml))", re.I
)
_READERS: dict[Form, Callable[[bytes, str], RawDocument]] = {
    "docx": read_docx,
    "xlsx": read_xlsx,
    "pdf": read_pdf,
    "text": read_text,
}


def read_document(path: Path) -> tuple[RawDocument | None, list[Finding]]:
    """The document at ``path`` and every finding about it, those it carries itself included.

    ``None`` comes with at least one error: R001 and R002 for the file, R004 for a kind that is
    not read, R030 for a damaged one, R031 for a password.
    """
    at = Place(file=path.name)
    data, unread = read_bytes(path, MAX_BYTES, path.name)
    if data is None:
        return None, unread
    form, refused = _form(data, path, at)
    if form is None:
        return None, refused
    try:
        document = _READERS[form](data, path.name)
    except FindingsError as error:
        return None, list(error.findings)
    named = _FORMS.get(path.suffix.lower())
    findings = list(document.findings)
    if named is not None and named != form:
        kind = "文本" if form == "text" else form.upper()
        findings.append(
            Finding(
                Kind.SUFFIX_MISMATCH, at, path.suffix, f"内容是 {kind}", severity=Severity.WARNING
            )
        )
    return document, findings


def _form(data: bytes, path: Path, at: Place) -> tuple[Form | None, list[Finding]]:
    """What a file is by its content; only text has nothing to tell it by but its name."""
    suffix = path.suffix.lower()
    if has_password(data):
        return None, [Finding(Kind.PACKAGE_HAS_PASSWORD, at)]
    if data.startswith(OLE):
        return None, [_old(at, suffix, _OLD.get(suffix, ".docx 或 .xlsx"))]
    if data.startswith(b"PK"):
        if b"xl/workbook.xml" in data:
            return "xlsx", []
        if b"word/" in data:
            return "docx", []
    if b"%PDF-" in data[:1024]:
        return "pdf", []
    if suffix in _OLD:
        return None, [_old(at, suffix, _OLD[suffix])]
    named = _FORMS.get(suffix)
    if named == "text":
        other = _NO_PLAIN_TEXT.match(data)
        if other:
            found = ("内容是网页", "内容是 RTF", "内容是 XML")[(other.lastindex or 1) - 1]
            return None, [_old(at, found, ".docx")]
        return named, []
    if suffix in _PACKED:
        return None, [
            Finding(
                Kind.UNSUPPORTED_FILE_KIND,
                at,
                suffix,
                "压缩包里的文件",
                "先解压，再检查里面的文件。",
            )
        ]
    if named is None:
        return None, [Finding(Kind.UNSUPPORTED_FILE_KIND, at, suffix, "、".join(PACKAGE_SUFFIXES))]
    found = "空文件" if not data.strip() else f"内容不是 {suffix}"
    return None, [Finding(Kind.PACKAGE_UNREADABLE, at, found, f"完整的 {suffix} 文件")]


def _old(at: Place, found: str, wanted: str) -> Finding:
    return Finding(
        Kind.UNSUPPORTED_FILE_KIND,
        at,
        found,
        wanted,
        f"用 Word、Excel 或 WPS 打开，另存为 {wanted}。",
    )
