"""The last look at a finished file: no part of it may have a tag of the template left.

Every text, attribute and address of every part is looked at, also in the properties and in the
workbooks behind charts.  A text of the ledger may have the signs of a tag in it; it is known by
what the package and the ledger say.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from yugong.findings import Finding, Kind, Place
from yugong.ooxml.part_xml import written_parser
from yugong.standard.names import Names, TableView
from yugong.standard.package import Package
from yugong.standard.table import Row

_SIGN = re.compile(r"\{[{%#]|[}%]\}")
_SIGN_BYTES = re.compile(rb"\{[{%#]|[}%]\}")
_MARKUP = re.compile(rb"<[^>]*>")
_ESCAPED_BRACE = re.compile(rb"&#(?:[xX]0*7[bBdD]|0*12[35]);")
_XML = (".xml", ".rels", ".vml")
_PACKAGES = (".xlsx", ".docx", ".xlsm", ".docm")
_JOINED = frozenset(("p", "si", "is"))
"""Elements whose text is one text, though it is in several runs."""

_AROUND = 8
"""How many characters beside a sign tell a text of the ledger from a tag."""

_EXCERPT = 30
_PARTS = (
    ("/_rels/", "链接"),
    ("docProps/", "文件属性"),
    ("/header", "页眉"),
    ("/footer", "页脚"),
    ("notes", "脚注、尾注"),
    ("/charts/", "图表"),
    ("/embeddings/", "图表的数据表"),
    ("/drawings/", "图形"),
    ("/diagrams/", "图形"),
    ("sharedStrings", "单元格"),
    ("/worksheets/", "工作表"),
    ("xl/workbook", "工作表名称"),
    ("styles", "样式"),
    ("numbering", "编号"),
    ("word/document", "正文"),
)


def remaining_tags(path: Path, texts: Iterable[str]) -> list[Finding]:
    """Return a finding (D012) for each tag left in a DOCX or XLSX file; none if there is none.

    ``texts`` are what the ledger and the package say; those with the signs of a tag are no tags.
    """
    allowed = "\0".join(text for text in texts if _SIGN.search(text))
    with zipfile.ZipFile(path) as archive:
        return [
            Finding(Kind.TAG_REMAINS, Place(file=path.name, path=_described(part)), actual=excerpt)
            for part, excerpt in dict.fromkeys(_remaining(archive, allowed))
        ]


def _remaining(archive: zipfile.ZipFile, allowed: str) -> Iterator[tuple[str, str]]:
    """Yield the part and the beginning of each tag of a file and of the files in it."""
    for name in archive.namelist():
        lower = name.lower()
        if lower.endswith(_XML):
            for text in _texts_with_braces(archive.read(name)):
                yield from ((name, excerpt) for excerpt in _tags(text, allowed))
        elif lower.endswith(_PACKAGES):
            data = archive.read(name)
            if zipfile.is_zipfile(BytesIO(data)):
                with zipfile.ZipFile(BytesIO(data)) as inner:
                    yield from ((name, excerpt) for _, excerpt in _remaining(inner, allowed))


def _texts_with_braces(data: bytes) -> Iterator[str]:
    """Yield the texts of a part that may have a tag; a part without braces is not parsed."""
    escaped = b"&#" in data and _ESCAPED_BRACE.search(data) is not None
    quoted = b"%7" in data
    if not (escaped or quoted or b"{" in data or b"}" in data):
        return
    plain = _MARKUP.sub(b"", data)
    if not (escaped or quoted or _SIGN_BYTES.search(data) or _SIGN_BYTES.search(plain)):
        return
    root = etree.fromstring(data, written_parser())
    for node in root.iter("*"):
        for value in node.attrib.values():
            yield unquote(value)
        if etree.QName(node).localname in _JOINED:
            yield "".join(map(str, node.itertext()))
        elif node.text:
            yield node.text


def _tags(text: str, allowed: str) -> Iterator[str]:
    """Yield the beginning of each tag in a text, without the signs that the ledger has."""
    for sign in _SIGN.finditer(text):
        opens = sign[0][0] == "{"
        first = sign.start() if opens else max(sign.start() - _AROUND, 0)
        last = sign.end() + _AROUND if opens else sign.end()
        if text[first:last] not in allowed:
            yield text[first : first + _EXCERPT]
            return


def _described(part: str) -> str:
    return next((words for sign, words in _PARTS if sign in part), part)


def texts_of(value: Any) -> list[str]:
    """Return every text of plain values: of mappings, sequences, and what a template may name."""
    texts: list[str] = []
    _collect(value, texts)
    return texts


def _collect(value: Any, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, texts)
    elif isinstance(value, list | tuple):
        for item in value:
            _collect(item, texts)
    elif isinstance(value, Names):
        for _, item in value.items():
            _collect(item, texts)
    elif isinstance(value, TableView):
        for name in value.names():
            _collect(value.get(name), texts)
    elif isinstance(value, Row):
        texts += [cell.text for cell in value.cells.values()]


def package_texts(package: Package) -> Iterator[str]:
    """Yield every text that a package gives to its templates."""
    yield package.title
    yield from texts_of(dict(package.context))
    for chart in package.charts:
        yield from (chart.name, chart.series, *chart.categories)
