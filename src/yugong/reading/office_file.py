"""Word and Excel files as members of a zip, opened with limits.

Files come from outside: their number of members, unpacked size and compression ratio are held
before anything is parsed, names may not leave the archive, and XML may not bring a DTD.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Any, Final

from lxml import etree

from yugong.findings import Finding, FindingsError, Kind, Place

MEMBERS_LIMIT = 2_000
UNPACKED_LIMIT = 128 * 1024 * 1024
RATIO_LIMIT = 200
RATIO_FROM = 1024 * 1024
"""Members smaller than this, in bytes, may be compressed as well as they please."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file begins that is packed the old way: .doc, .xls, and whatever has a password."""

_PASSWORD = "EncryptedPackage".encode("utf-16-le")
"""The name under which an old-style file holds a new one that has a password."""

ENCRYPTED = 0x1
"""The flag of a member that has a password."""

STRICT: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "recover": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""How XML from outside is parsed: nothing is recovered, no entity resolved, nothing fetched."""


def has_password(data: bytes) -> bool:
    """Whether a file is a .docx or .xlsx that cannot be opened without a password."""
    return data.startswith(OLE) and _PASSWORD in data


def read_members(data: bytes, name: str) -> dict[str, bytes]:
    """The members of an Office file by name; raises :class:`FindingsError` (S006) for a bad one."""
    if data.startswith(OLE):
        raise _bad(name, "加密的文件，或旧格式（.doc、.xls）的文件", "没有密码的 .docx 或 .xlsx")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _hold_limits(archive.infolist(), name)
            return {info.filename: _unpacked(archive, info, name) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _bad(name, "不是完整的压缩包", "") from error


def _hold_limits(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > MEMBERS_LIMIT:
        raise _bad(name, f"{len(members)} 个部件", f"不超过 {MEMBERS_LIMIT} 个")
    if sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise _bad(name, "展开后过大", f"不超过 {UNPACKED_LIMIT >> 20} 兆字节")
    seen: set[str] = set()
    for member in members:
        path = member.filename
        if member.flag_bits & ENCRYPTED:
            raise _bad(name, f"加密的部件 {path}", "没有密码的文件")
        parts = path.replace("\\", "/").split("/")
        if path.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise _bad(name, f"部件名 {path}", "文件内部的相对路径")
        if path.lower() in seen:
            raise _bad(name, f"部件 {path} 重复", "每个部件只有一份")
        seen.add(path.lower())
        if member.file_size > RATIO_FROM and member.file_size > RATIO_LIMIT * max(
            member.compress_size, 1
        ):
            raise _bad(name, f"部件 {path} 的压缩比过大", f"不超过 {RATIO_LIMIT} 倍")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    with archive.open(info) as member:
        data = member.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise _bad(name, f"部件 {info.filename} 的大小与目录不符", "")
    return data


def parse_part(data: bytes, file: str, part: str) -> Any:
    """The root element of an XML part, parsed strictly; raises :class:`FindingsError` (S006).

    Nothing is recovered, no entity is resolved, nothing is fetched, and a DTD is refused.
    """
    try:
        root = etree.fromstring(data, etree.XMLParser(**STRICT))
    except etree.XMLSyntaxError as error:
        line = f"（第 {error.lineno} 行）" if error.lineno else ""
        raise _bad(file, f"部件 {part} 不是正确的 XML{line}", "") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _bad(file, f"部件 {part} 带有 DTD", "不带 DTD 的 XML")
    return root


def _bad(name: str, found: str, expected: str) -> FindingsError:
    return FindingsError(
        [Finding(Kind.TEMPLATE_UNREADABLE, Place(file=name), actual=found, expected=expected)]
    )
