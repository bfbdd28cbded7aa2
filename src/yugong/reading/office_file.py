"""Faults of Office packages as findings: the one place that puts them into a user's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.ooxml.errors import (
    DuplicateMemberError,
    EncryptedError,
    HasDtdError,
    MissingPartError,
    NotXmlError,
    OldFormatError,
    PackageError,
    TooCompressedError,
    TooLargeError,
    TooManyMembersError,
    TruncatedError,
    UnsafeNameError,
    UnusualCompressionError,
    WrongSizeError,
)


@contextmanager
def package_faults(file: str, kind: Kind = Kind.TEMPLATE_UNREADABLE) -> Iterator[None]:
    """Raise :class:`FindingsError` of this kind for a :class:`PackageError` raised inside."""
    try:
        yield
    except PackageError as error:
        raise FindingsError([package_finding(error, Place(file=file), kind)]) from error


def package_finding(error: PackageError, place: Place, kind: Kind) -> Finding:
    """Return the finding of this kind for a fault of a package."""
    actual, expected = _in_words(error)
    return Finding(kind, place, actual=actual, expected=expected)


def _in_words(error: PackageError) -> tuple[str, str]:
    """Return the actual and the expected state, the latter empty if it is obvious."""
    part = error.part
    match error:
        case EncryptedError() if part:
            return f"加密的部件 {part}", "没有密码的文件"
        case EncryptedError() | OldFormatError():
            return "加密的文件，或旧格式（.doc、.xls）的文件", "没有密码的 .docx 或 .xlsx"
        case TooManyMembersError():
            return f"{error.actual} 个部件", f"不超过 {error.limit} 个"
        case TooLargeError():
            size = f"部件 {part} 过大" if part else "展开后过大"
            return size, f"不超过 {error.limit >> 20} 兆字节"
        case TooCompressedError():
            return f"部件 {part} 的压缩比过大", f"不超过 {error.limit} 倍"
        case UnusualCompressionError():
            return f"部件 {part} 的压缩方式不常用", "用 Office 或 WPS 另存的文件"
        case UnsafeNameError():
            return f"部件名 {part}", "文件内部的相对路径"
        case DuplicateMemberError():
            return f"部件 {part} 重复", "每个部件只有一份"
        case WrongSizeError():
            return f"部件 {part} 的大小与目录不符", ""
        case MissingPartError():
            return f"缺少部件 {part}", ""
        case NotXmlError():
            line = f"（第 {error.line} 行）" if error.line else ""
            return f"部件 {part} 不是正确的 XML{line}", ""
        case HasDtdError():
            return f"部件 {part} 带有 DTD", "不带 DTD 的 XML"
        case TruncatedError():
            return "不完整的文件，可能没有下载完或已损坏", ""
        case _:
            return "不是完整的压缩包", ""
