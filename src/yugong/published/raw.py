"""Reading a published document of any kind into one value."""

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

MAX_PUBLISHED_BYTES = 100 * 1024 * 1024
"""The largest document that is read, in bytes on disk."""

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
    """Read the document at ``path``; return it with all findings, its own included.

    ``None`` comes with at least one error: FILE_MISSING or FILE_TOO_LARGE for the file,
    UNSUPPORTED_FILE_KIND, PACKAGE_UNREADABLE for a damaged file, PACKAGE_HAS_PASSWORD.
    """
    place = Place(file=path.name)
    data, unread = read_bytes(path, MAX_PUBLISHED_BYTES, path.name)
    if data is None:
        return None, unread
    form, refused = _form_of(data, path, place)
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
                Kind.SUFFIX_MISMATCH,
                place,
                path.suffix,
                f"内容是 {kind}",
                severity=Severity.WARNING,
            )
        )
    return document, findings


def _form_of(data: bytes, path: Path, place: Place) -> tuple[Form | None, list[Finding]]:
    """Return the kind of a file by its content; only plain text is known by its name alone."""
    suffix = path.suffix.lower()
    if has_password(data):
        return None, [Finding(Kind.PACKAGE_HAS_PASSWORD, place)]
    if data.startswith(OLE):
        return None, [_old_kind(place, suffix, _OLD.get(suffix, ".docx 或 .xlsx"))]
    if data.startswith(b"PK"):
        if b"xl/workbook.xml" in data:
            return "xlsx", []
        if b"word/" in data:
            return "docx", []
    if b"%PDF-" in data[:1024]:
        return "pdf", []
    if suffix in _OLD:
        return None, [_old_kind(place, suffix, _OLD[suffix])]
    named = _FORMS.get(suffix)
    if named == "text":
        other = _NO_PLAIN_TEXT.match(data)
        if other:
            actual = ("内容是网页", "内容是 RTF", "内容是 XML")[(other.lastindex or 1) - 1]
            return None, [_old_kind(place, actual, ".docx")]
        return named, []
    if suffix in _PACKED:
        return None, [
            Finding(
                Kind.UNSUPPORTED_FILE_KIND,
                place,
                suffix,
                "压缩包里的文件",
                "先解压，再检查里面的文件。",
            )
        ]
    if named is None:
        return None, [
            Finding(Kind.UNSUPPORTED_FILE_KIND, place, suffix, "、".join(PACKAGE_SUFFIXES))
        ]
    actual = "空文件" if not data.strip() else f"内容不是 {suffix}"
    return None, [Finding(Kind.PACKAGE_UNREADABLE, place, actual, f"完整的 {suffix} 文件")]


def _old_kind(place: Place, actual: str, expected: str) -> Finding:
    return Finding(
        Kind.UNSUPPORTED_FILE_KIND,
        place,
        actual,
        expected,
        f"用 Word、Excel 或 WPS 打开，另存为 {expected}。",
    )
