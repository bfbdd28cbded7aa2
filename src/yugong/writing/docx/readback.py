"""The document written, read again and compared with what should stand in it.

Shares no code with the writer.  Tables are found by the title paragraph before them; every body
row is compared cell by cell, and every project form must be there with its name and amounts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from lxml import etree

from yugong.findings import Finding, Place
from yugong.standard.names import Names
from yugong.standard.package import Package
from yugong.standard.table import Table

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_T, _BR, _CR, _TAB, _RUN = f"{_W}t", f"{_W}br", f"{_W}cr", f"{_W}tab", f"{_W}r"
_BODY = "word/document.xml"
_FORMS, _FORM_NAME, _FUNDS = "项目绩效", "项目名称", ("年度资金", "实施期资金")
_NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TABLE_EDGE = re.compile(rb"<(/)?w:tbl>")
_PREFIX = re.compile(rb"[ </](\w+):")
_TEXT = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)")
_JOINS = re.compile(rb"</w:r>\s*<w:r[ >]|<w:(?:br|tab|cr)")
_SHOWN = 20
"""How many differences of one table are told; the rest is only counted."""


def read_back(path: Path, package: Package) -> list[Finding]:
    """Every difference (D001) between the document at ``path`` and the package; none if equal."""
    reader = _Reader(path.name, package)
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")) and name != _BODY:
                    etree.fromstring(archive.read(name), _strict())
            reader.read(archive.read(_BODY))
    except (OSError, zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, expat.ExpatError) as error:
        place = Place(file=path.name)
        return [Finding("D001", place, found=f"无法打开：{error}", expected="完整的 Word 文档")]
    return reader.finish()


def _strict() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, recover=False)


class _Reader:
    """Goes through the body table by table.

    The whole is parsed strictly first, without building a tree.  Tables to compare cell by cell
    are then parsed one at a time; of a project form only the texts are needed.
    """

    def __init__(self, file: str, package: Package) -> None:
        self._file = file
        self._missing = {_plain(table.title): table for table in package.tables}
        forms = package.context.get(_FORMS, ())
        self._forms: list[Names] = [form for form in forms if isinstance(form, Names)]
        self._findings: list[Finding] = []

    def read(self, body: bytes) -> None:
        """Take in the body; raises ``ExpatError`` where it is not well-formed."""
        expat.ParserCreate().Parse(body, True)
        if _NAMESPACE not in body or b"<!" in body:
            self._differ("", "正文不是 Word 的写法", "由本程序写出的正文")
            return
        depth = end = start = 0
        for edge in _TABLE_EDGE.finditer(body):
            if edge[1]:
                depth -= 1
                if depth == 0:
                    self._table(body[end:start], body[start : edge.end()])
                    end = edge.end()
            else:
                start = edge.start() if depth == 0 else start
                depth += 1

    def finish(self) -> list[Finding]:
        for title, table in self._missing.items():
            self._differ(title, found="没有这张表", expected=f"{len(table.rows)} 行")
        for form in self._forms:
            self._differ(f"项目绩效目标表“{form.get(_FORM_NAME)}”", "没有这张表", "与项目清单一致")
        return self._findings

    def _differ(self, path: str, found: str, expected: str) -> None:
        place = Place(file=self._file, path=path)
        self._findings.append(Finding("D001", place, found=found, expected=expected))

    def _table(self, before: bytes, table: bytes) -> None:
        """One table, with what stands between it and the table above."""
        if self._missing:
            titles = (_joined(paragraph) for paragraph in reversed(before.split(b"</w:p>")))
            title = next((text for text in titles if text in self._missing), None)
            if title is not None:
                self._compare(self._missing.pop(title), list(_rows(_parsed(table))))
                return
        if self._forms:
            texts = [unescape(text.decode()).strip() for text in _TEXT.findall(table)]
            if not self._form(texts) and _JOINS.search(table):
                self._form([text for row in _rows(_parsed(table)) for text in row])

    def _compare(self, table: Table, rows: list[list[str]]) -> None:
        expected = [[_plain(text) for text in row] for row in table.texts()]
        first = _first_body_row(rows, expected)
        columns = [column.name for column in table.columns]
        differences: list[tuple[str, str, str]] = []
        for number, wanted in enumerate(expected):
            position = first + number
            there = rows[position] if position < len(rows) else []
            if there == wanted:
                continue
            if len(there) != len(wanted):
                where = f"{table.title}第 {number + 1} 行"
                differences.append((where, f"{len(there)} 格", f"{len(wanted)} 格"))
                continue
            for column, is_text, should in zip(columns, there, wanted, strict=True):
                if is_text != should:
                    where = f"{table.title}第 {number + 1} 行“{column}”"
                    differences.append((where, is_text or "（空）", should or "（空）"))
        for where, found, should in differences[:_SHOWN]:
            self._differ(where, found, should)
        if len(differences) > _SHOWN:
            self._differ(table.title, f"另有 {len(differences) - _SHOWN} 处不同", "逐格相同")

    def _form(self, texts: Sequence[str]) -> bool:
        """Compare a project form; ``False`` if these texts are no form that is still wanted."""
        present = set(texts)
        form = next((f for f in self._forms if _plain(str(f.get(_FORM_NAME))) in present), None)
        if form is None:
            return False
        self._forms.remove(form)
        numbers = {word for text in present for word in _numbers(text)}
        for fund in _FUNDS:
            for part, amount in form.get(fund).items() if fund in form else ():
                if amount and amount not in numbers:
                    where = f"项目绩效目标表“{form.get(_FORM_NAME)}”{fund}.{part}"
                    self._differ(where, "没有这个数", str(amount))
        return True


def _parsed(table: bytes) -> Any:
    """One table as a tree; what else it names (pictures, say) keeps any name space."""
    prefixes = set(_PREFIX.findall(table)) - {b"w", b"xml"}
    spaces = b"".join(b' xmlns:%s="urn:%s"' % (prefix, prefix) for prefix in sorted(prefixes))
    source = b"<body " + _NAMESPACE + spaces + b">" + table + b"</body>"
    return etree.fromstring(source, _strict())[0]


def _joined(paragraph: bytes) -> str:
    return unescape(b"".join(_TEXT.findall(paragraph)).decode()).strip()


def _first_body_row(rows: list[list[str]], expected: list[list[str]]) -> int:
    """Where the body begins: after however many head rows the template has."""
    last = len(rows) - len(expected)
    if last <= 0 or not expected:
        return 0
    starts = [start for start in range(last + 1) if rows[start] == expected[0]]
    for start in starts:
        if rows[start : start + len(expected)] == expected:
            return start
    return starts[0] if starts else _most_alike(rows, expected, last)


def _most_alike(rows: list[list[str]], expected: list[list[str]], last: int) -> int:
    def alike(start: int) -> int:
        pairs = zip(rows[start : start + len(expected)], expected, strict=True)
        return sum(there == wanted for there, wanted in pairs)

    return max(range(last + 1), key=alike)


def _rows(table: Any) -> Iterator[list[str]]:
    """The rows as texts by grid column: a merged cell counts once, its other columns are empty."""
    above: list[str] = []
    for row in table.iter(_TR):
        if next(row.iterancestors(_TBL)) is not table:
            continue
        texts: list[str] = []
        for cell in row.iter(_TC):
            if next(cell.iterancestors(_TR)) is not row:
                continue
            span, continues = 1, False
            properties = cell.find(f"{_W}tcPr")
            if properties is not None:
                wide = properties.find(f"{_W}gridSpan")
                span = 1 if wide is None else int(wide.get(f"{_W}val", "1"))
                merge = properties.find(f"{_W}vMerge")
                continues = merge is not None and merge.get(f"{_W}val") != "restart"
            text = _text(cell)
            if continues and len(texts) < len(above):
                text = above[len(texts)]
            texts.append(text)
            if span > 1:
                texts.extend([""] * (span - 1))
        above = texts
        yield texts


def _text(element: Any) -> str:
    """The text of a paragraph or cell; paragraphs and breaks make new lines."""
    parts: list[str] = []
    for node in element.iter(_T, _P, _BR, _CR, _TAB):
        tag = node.tag
        if tag == _T:
            parts.append(node.text or "")
        elif tag != _TAB:
            parts.append("\n")
        elif node.getparent().tag == _RUN:
            parts.append("\t")
    return "".join(parts).strip()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _numbers(text: str) -> Iterator[str]:
    """The numbers in a text as written, with separators."""
    word = ""
    for char in text:
        if char in "0123456789,.-":
            word += char
        elif word:
            yield word.strip(",.")
            word = ""
    if word:
        yield word.strip(",.")
