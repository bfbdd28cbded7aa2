"""The outside of a workbook file: what is checked before any of its XML is parsed.

A template comes from outside.  Size, number of parts, packing ratio, merged areas and document
type declarations are looked at on the zip alone, so that a hostile file costs nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from yugong.findings import Finding, FindingsError, Place, Severity

MAX_FILE_BYTES = 8_000_000
MAX_MEMBERS = 1_000
MAX_UNPACKED_BYTES = 24_000_000
MAX_RATIO = 200
RATIO_FLOOR_BYTES = 500_000
MAX_MERGED_CELLS = 20_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")
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


def broken(name: str, found: str, expected: str = "") -> FindingsError:
    """The error for a file that cannot be used as a template at all (S006)."""
    return FindingsError([Finding("S006", Place(file=name), found, expected)])


def check_container(data: bytes, name: str) -> tuple[Finding, ...]:
    """Notes on parts of a workbook file that will not be carried over.

    Raises ``FindingsError`` with S006 where the file is no workbook, is encrypted, or is built
    to exhaust memory.
    """
    if data.startswith(_OLE):
        raise broken(name, "加密的工作簿或旧版 .xls 文件", "未加密的 .xlsx 文件")
    if len(data) > MAX_FILE_BYTES:
        raise broken(name, f"{len(data):,} 字节", f"不超过 {MAX_FILE_BYTES:,} 字节")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive, name)
            return _notes(archive, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise broken(name, "不是完整的压缩包", "Excel 或 WPS 保存的 .xlsx 文件") from error


def _check_members(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if len(members) > MAX_MEMBERS:
        raise broken(name, f"{len(members)} 个部件", f"不超过 {MAX_MEMBERS} 个")
    if len(names) != len(members):
        raise broken(name, "压缩包中有同名部件")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES:
        raise broken(name, f"展开后 {unpacked:,} 字节", f"不超过 {MAX_UNPACKED_BYTES:,} 字节")
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise broken(name, f"加密的部件 {member.filename}", "未加密的 .xlsx 文件")
        if member.file_size > RATIO_FLOOR_BYTES and (
            member.file_size > MAX_RATIO * max(member.compress_size, 1)
        ):
            raise broken(name, f"部件 {member.filename} 压缩比异常")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise broken(name, "压缩包中没有工作簿", "Excel 或 WPS 保存的 .xlsx 文件")
    for member in members:
        if member.filename.lower().endswith(_XML_SUFFIXES):
            _check_xml(archive.read(member), member.filename, name)


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
        width = _column(area[3]) - _column(area[1]) + 1
        covered += max(width, 1) * max(int(area[4]) - int(area[2]) + 1, 1)
        if covered > MAX_MERGED_CELLS:
            raise broken(name, f"部件 {part} 的合并区域过大", f"不超过 {MAX_MERGED_CELLS} 格")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _notes(archive: zipfile.ZipFile, name: str) -> tuple[Finding, ...]:
    names = archive.namelist()
    return tuple(
        Finding(
            "S007",
            Place(file=name),
            what,
            remedy=f"模板中的{what}不会带入成品；不需要时可从模板中删去。",
            severity=Severity.INFO,
        )
        for prefix, what in _NOT_CARRIED
        if any(member.startswith(prefix) for member in names)
    )
