"""The document written, read again and compared with what should stand in it.

Shares no code with the writer.  Tables are found by the title paragraph before them; every body
row is compared cell by cell, and every project form must be there with its name and amounts.

The whole is parsed strictly.  What then is plain is read straight from the text; a table that does
not read equal that way, or is not plain, is read again as a tree, which also says where it differs.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any, Final

from lxml import etree

from yugong.findings import Finding, Kind, Place
from yugong.ooxml.part_xml import STRICT
from yugong.standard.names import Names
from yugong.standard.package import Package
from yugong.standard.table import Table

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_T, _BR, _CR, _TAB, _RUN = f"{_W}t", f"{_W}br", f"{_W}cr", f"{_W}tab", f"{_W}r"
_BODY = "word/document.xml"
_FORMS, _FORM_NAME, _FUNDS = "项目绩效", "项目名称", ("年度资金", "实施期资金")
_NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DOCUMENT = re.compile(rb"<w:document(?: [^>]*)?>")
_PREFIX = re.compile(rb"[ </](\w+):")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)")
_JOINS = re.compile(r"</w:r>\s*<w:r[ >]|<w:(?:br|tab|cr)")
_NUMBER = re.compile(r"[0-9,.-]+")
_TOKEN = re.compile(
    r"<w:(?:t(?: [^>]*)?>([^<]*)|(p|br|cr)(?=[ />])|(tab)/>|gridSpan w:val=\"(\d{1,2})\"/>"
    r"|(gridSpan|vMerge))|</w:(t[cr])>"
)
"""In a table: text, a new line, a tab, over how many columns a cell goes, what makes it no plain
one, the end of a cell or row."""

_NOT_PLAIN = "\0"
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
    except (OSError, zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, ValueError) as error:
        place = Place(file=path.name)
        return [
            Finding(
                Kind.READ_BACK_DIFFERS,
                place,
                actual=f"无法打开：{error}",
                expected="完整的 Word 文档",
            )
        ]
    return reader.finish()


class _Reader:
    """Goes through the body table by table."""

    def __init__(self, file: str, package: Package) -> None:
        self._file = file
        self._missing = {_plain(table.title): table for table in package.tables}
        forms = package.context.get(_FORMS, ())
        self._forms: list[Names] = [form for form in forms if isinstance(form, Names)]
        self._findings: list[Finding] = []

    def read(self, body: bytes) -> None:
        """Take in the body; raises ``XMLSyntaxError`` where it is not well-formed."""
        etree.fromstring(body, _strict(_NoTree()))
        root = _DOCUMENT.search(body)
        if root is None or _NAMESPACE not in root[0] or _has_declarations(body):
            self._differ("", "正文不是 Word 的写法", "由本程序写出的正文")
            return
        before, *tables = body.split(b"<w:tbl>")
        inside: list[bytes] = []
        depth = 0
        for part in tables:
            depth += 1 - part.count(b"</w:tbl>")
            inside.append(part)
            if depth == 0:
                table, _, after = b"<w:tbl>".join(inside).rpartition(b"</w:tbl>")
                self._table(root[0], before, table)
                before = after
                inside.clear()

    def finish(self) -> list[Finding]:
        for title, table in self._missing.items():
            self._differ(title, found="没有这张表", expected=f"{len(table.rows)} 行")
        for form in self._forms:
            self._differ(f"项目绩效目标表“{form.get(_FORM_NAME)}”", "没有这张表", "与项目清单一致")
        return self._findings

    def _differ(self, path: str, found: str, expected: str) -> None:
        place = Place(file=self._file, path=path)
        self._findings.append(
            Finding(Kind.READ_BACK_DIFFERS, place, actual=found, expected=expected)
        )

    def _table(self, root: bytes, before: bytes, source: bytes) -> None:
        """The inside of one table, with the document's first tag and what stands above."""
        if self._missing:
            titles = (_joined(paragraph) for paragraph in reversed(before.split(b"</w:p>")))
            title = next((text for text in titles if text in self._missing), None)
            if title is not None:
                table = self._missing.pop(title)
                expected = _expected(table)
                rows = _plain_rows(source)
                first = _first_body_row(rows, expected)
                if rows[first : first + len(expected)] != expected:
                    self._compare(table, expected, list(_rows(_parsed(root, source))))
                return
        if self._forms:
            text = source.decode()
            if not self._form(_texts(text)) and _JOINS.search(text):
                self._form([text for row in _rows(_parsed(root, source)) for text in row])

    def _compare(self, table: Table, expected: list[list[str]], rows: list[list[str]]) -> None:
        first = _first_body_row(rows, expected)
        columns = ["序号"] * table.numbered + [column.name for column in table.columns]
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
            for column, text, should in zip(columns, there, wanted, strict=True):
                if text != should:
                    where = f"{table.title}第 {number + 1} 行“{column}”"
                    differences.append((where, text or "（空）", should or "（空）"))
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
        words = _NUMBER.findall("\n".join(present))
        numbers = present.union(words, (word.strip(",.") for word in words))
        for fund in _FUNDS:
            for part, amount in form.get(fund).items() if fund in form else ():
                if amount and amount not in numbers:
                    where = f"项目绩效目标表“{form.get(_FORM_NAME)}”{fund}.{part}"
                    self._differ(where, "没有这个数", str(amount))
        return True


class _NoTree:
    """Takes nothing in: what it is given to is only parsed."""

    def close(self) -> None:
        """The end of the document."""


def _strict(target: Any = None) -> Any:
    return etree.XMLParser(target=target, **{**STRICT, "huge_tree": True})


def _expected(table: Table) -> list[list[str]]:
    """The body of a table as it should stand there, with the printed numbers of its rows."""
    texts = [[_plain(text) for text in row] for row in table.texts()]
    if not table.numbered:
        return texts
    return [[str(row.number or ""), *own] for row, own in zip(table.rows, texts, strict=True)]


def _has_declarations(body: bytes) -> bool:
    """Whether there is a DTD, a comment or a CDATA section: text that is not what it seems."""
    position = body.find(b"!")
    while position >= 0:
        if body[position - 1 : position] == b"<":
            return True
        position = body.find(b"!", position + 1)
    return False


def _parsed(root: bytes, table: bytes) -> Any:
    """One table as a tree; what is named elsewhere (pictures, say) keeps any name space."""
    table = b"<w:tbl>%b</w:tbl>" % table
    try:
        return etree.fromstring(root + table + b"</w:document>", _strict())[0]
    except etree.XMLSyntaxError:
        prefixes = set(_PREFIX.findall(table)) - {b"w", b"xml"}
        spaces = b"".join(b' xmlns:%b="urn:%b"' % (prefix, prefix) for prefix in sorted(prefixes))
        source = b"<body " + _NAMESPACE + spaces + b">" + table + b"</body>"
        return etree.fromstring(source, _strict())[0]


def _texts(source: str) -> list[str]:
    return [(unescape(text) if "&" in text else text).strip() for text in _TEXT.findall(source)]


def _joined(paragraph: bytes) -> str:
    return unescape("".join(_TEXT.findall(paragraph.decode()))).strip()


def _plain_rows(table: bytes) -> list[list[str]]:
    """The rows of a table of plain cells; a cell that is none has a text no table has."""
    rows: list[list[str]] = []
    row: list[str] = []
    pieces: list[str] = []
    wide = 0
    for text, line, tab, span, merged, end in _TOKEN.findall(table.decode()):
        if span:
            wide = int(span) - 1
        elif not end:
            pieces.append(text or (line and "\n") or (tab and "\t") or (merged and _NOT_PLAIN))
        elif end == "tc":
            row.append(unescape("".join(pieces)).strip())
            row.extend([""] * wide)
            pieces.clear()
            wide = 0
        else:
            rows.append(row)
            row = []
    return rows


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
