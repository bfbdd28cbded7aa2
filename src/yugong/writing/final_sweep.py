"""The last look at a finished file: no part of it may have a tag of the template left.

Every text, attribute and address of every part is looked at, also in the properties and in the
workbooks behind charts.

A text of the ledger may have the signs of a tag in it.  So a sign counts only in two cases: it
belongs to a tag that the template has word for word, or no value can have brought it here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from yugong.findings import Finding, Kind, Place
from yugong.ooxml.archive import written_members
from yugong.ooxml.part_xml import written_parser
from yugong.quick_dataclass import dataclass
from yugong.standard.names import Names, TableView
from yugong.standard.package import Package
from yugong.standard.table import Row
from yugong.standard.wording import CLAUSE_ENDS

_SIGN = re.compile(r"\{[{%#]|[}%]\}")
_SIGN_AT = re.compile(r"(?=(\{[{%#]|[}%]\}))")
"""Every sign, also one that begins within another: of ``{{{`` any two may be cut out."""
_ENDS = re.compile(rf"%[\s{CLAUSE_ENDS}]*(?:[\n\r\t\v\f]|$)")
_SIGN_BYTES = re.compile(rb"\{[{%#]|[}%]\}")
_MARKUP = re.compile(rb"<[^>]*>")
_ESCAPED_BRACE = re.compile(rb"&#(?:[xX]0*7[bBdD]|0*12[35]);")
_XML = (".xml", ".rels", ".vml")
_PACKAGES = (".xlsx", ".docx", ".xlsm", ".docm")
_JOINED = frozenset(("p", "si", "is"))
"""Elements whose text is one text, though it is in several runs."""

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BREAKS = re.compile(r"[\n\r\t\v\f]+")
"""What Word writes as elements, so that the text around it has none."""

_BEFORE = 8
"""How many characters before a sign that closes a tag the user sees."""

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


def remaining_tags(
    path: Path,
    texts: Iterable[str],
    template: bytes = b"",
    members: Mapping[str, bytes] | None = None,
) -> list[Finding]:
    """Return a finding (D012) for each tag left in a DOCX or XLSX file; none if there is none.

    ``texts`` are those of the ledger and the package, which may have signs of their own; they are
    gone through only if the file has signs.
    ``template`` are the bytes of the template that the file was made from, ``members`` the members
    of the file, if it is unpacked already.
    """
    parts = written_members(path) if members is None else members
    signed = [item for item in _texts(parts) if _SIGN.search(item[1])]
    if not signed:
        return []
    values = _Values.of(texts)
    tags = _tags_of(template, values)
    left = ((part, _left_over(text, tags, values)) for part, text in signed)
    return [
        Finding(Kind.TAG_REMAINS, Place(file=path.name, path=_described(part)), actual=excerpt)
        for part, excerpt in dict.fromkeys(left)
        if excerpt
    ]


def _texts(members: Mapping[str, bytes], outer: str = "") -> Iterator[tuple[str, str]]:
    """Yield the part and the text of whatever may have a tag, those of packages inside included.

    For a package inside the file, the part is the one that holds it.
    """
    for name, data in members.items():
        lower = name.lower()
        if lower.endswith(_XML):
            yield from ((outer or name, text) for text in _texts_with_braces(data))
        elif lower.endswith(_PACKAGES) and zipfile.is_zipfile(BytesIO(data)):
            yield from _texts(written_members(BytesIO(data)), outer or name)


@dataclass(slots=True)
class _Values:
    """The signs that values can bring into a text, each with the characters beside it.

    An empty character is the edge of a value: anything may follow there.
    """

    whole: str
    """The values that have braces, one after another."""

    signs: set[tuple[str, str, str]] = field(default_factory=set)
    """The character before a sign, the sign, the character after it."""
    ends: set[tuple[str, str]] = field(default_factory=set)
    """The last two characters of a value that ends with the first half of a sign."""
    starts: set[tuple[str, str]] = field(default_factory=set)
    """The first two characters of a value that begins with the second half of a sign."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> _Values:
        forms = {form for text in texts for form in _written_forms(text)}
        values = cls("\0".join(sorted(forms)))
        for form in forms:
            for line in _BREAKS.split(form):
                for cut in {line.strip(), line.strip().rstrip(CLAUSE_ENDS)}:
                    values._add(cut)
        return values

    def _add(self, line: str) -> None:
        if not line:
            return
        for sign in _SIGN_AT.finditer(line):
            start, end = sign.span(1)
            self.signs.add((line[max(start - 1, 0) : start], sign[1], line[end : end + 1]))
        if line[-1] in "{}%":
            self.ends.add((line[-2:-1], line[-1]))
        if line[0] in "{}%#":
            self.starts.add((line[0], line[1:2]))

    def explain(self, text: str, sign: re.Match[str]) -> bool:
        """Return True if a value, or the edge of one, can have brought this sign into a text.

        A template may have a single sign beside a value, but no brace that opens before one.
        """
        before = text[max(sign.start() - 1, 0) : sign.start()]
        after = text[sign.end() : sign.end() + 1]
        first, second = sign[0][0], sign[0][1]
        if any(
            known == sign[0] and _alike(left, before) and _alike(right, after)
            for left, known, right in self.signs
        ):
            return True
        ends = any(known == first and _alike(left, before) for left, known in self.ends)
        starts = any(known == second and _alike(right, after) for known, right in self.starts)
        return (ends or first == "%") and (starts or second == "}") and (ends or starts)


def _alike(of_value: str, of_text: str) -> bool:
    """Return True for the same character, and at the edge of the value or of the text."""
    return not of_value or not of_text or of_value == of_text


def _written_forms(text: str) -> Iterator[str]:
    """Yield the forms in which a text with half a sign or more may be written; none for others."""
    if "%7" in text and (decoded := unquote(text)) != text:
        yield from _written_forms(decoded)
    if "{" in text or "}" in text or text.strip().startswith(("%", "#")) or _ENDS.search(text):
        yield text
        yield "".join(text.split())


def _tags_of(template: bytes, values: _Values) -> list[str]:
    """Return the tags of a template that no value has word for word."""
    if not template:
        return []
    parts = written_members(BytesIO(template))
    tags = dict.fromkeys(tag for _, text in _texts(parts) for tag in _TAG.findall(text))
    return [tag for tag in tags if tag not in values.whole]


def _left_over(text: str, tags: list[str], values: _Values) -> str:
    """Return the beginning of the first tag that is left in a text; empty if there is none."""
    starts = [text.find(tag) for tag in tags]
    for sign in _SIGN.finditer(text):
        if not values.explain(text, sign):
            opens = sign[0][0] == "{"
            starts.append(sign.start() if opens else max(sign.start() - _BEFORE, 0))
            break
    start = min((start for start in starts if start >= 0), default=-1)
    return "" if start < 0 else text[start : start + _EXCERPT]


def _texts_with_braces(data: bytes) -> Iterator[str]:
    """Yield the texts of a part that may have a tag; a part without braces is not parsed."""
    # Of one byte alone a part is searched many times faster.
    escaped = b"#" in data and b"&#" in data and _ESCAPED_BRACE.search(data) is not None
    quoted = b"%" in data and b"%7" in data
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
    for annex in package.annexes:
        yield from annex.texts()
