"""Word and Excel files as members of a zip: opened with limits, written the same way every time.

Files come from outside: their number of members, unpacked size and compression ratio are held
before anything is parsed, names may not leave the archive, and XML may not bring a DTD.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from lxml import etree

from yugong.findings import Finding, FindingsError, Place

MEMBERS_LIMIT = 2_000
UNPACKED_LIMIT = 128 * 1024 * 1024
RATIO_LIMIT = 200
RATIO_FROM = 1024 * 1024
"""Members smaller than this, in bytes, may be compressed as well as they please."""

MEMBER_DATE = (1980, 1, 1, 0, 0, 0)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1


def read_members(data: bytes, name: str) -> dict[str, bytes]:
    """The members of an Office file by name; raises :class:`FindingsError` (S006) for a bad one."""
    if data.startswith(_OLE):
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
        if member.flag_bits & _ENCRYPTED:
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
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = f"（第 {error.lineno} 行）" if error.lineno else ""
        raise _bad(file, f"部件 {part} 不是正确的 XML{line}", "") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _bad(file, f"部件 {part} 带有 DTD", "不带 DTD 的 XML")
    return root


def _bad(name: str, found: str, expected: str) -> FindingsError:
    return FindingsError([Finding("S006", Place(file=name), found=found, expected=expected)])


class OfficeArchive:
    """A zip being written: fixed dates, fixed system, members in the order they are added."""

    def __init__(self, target: IO[bytes], level: int) -> None:
        self._zip = zipfile.ZipFile(
            target, "w", zipfile.ZIP_DEFLATED, compresslevel=level, allowZip64=True
        )

    def add(self, name: str, data: bytes) -> None:
        """One member, whole."""
        self._zip.writestr(self._info(name), data)

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """One member, written in pieces."""
        with self._zip.open(self._info(name), "w") as member:
            yield member

    def close(self) -> None:
        self._zip.close()

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, MEMBER_DATE)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 0
        info.external_attr = 0
        # ZipInfo carries its own level; the archive's is used only for members added by name.
        info._compresslevel = self._zip.compresslevel  # type: ignore[attr-defined]
        return info


@contextmanager
def written_aside(path: Path, level: int = 6) -> Iterator[OfficeArchive]:
    """An archive that takes the place of ``path`` only when it is complete.

    Raises :class:`FindingsError` (D004) where the folder or the file cannot be written.
    """
    try:
        handle, aside = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as target:
            archive = OfficeArchive(target, level)
            try:
                yield archive
            finally:
                archive.close()
        _open_to_readers(Path(aside))
        Path(aside).replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        Path(aside).unlink(missing_ok=True)


def _open_to_readers(path: Path) -> None:
    """Give a temporary file, which is private, the rights an ordinary new file would have."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


def _unwritable(path: Path, error: OSError) -> FindingsError:
    found = error.strerror or type(error).__name__
    return FindingsError([Finding("D004", Place(file=str(path)), found=found)])
