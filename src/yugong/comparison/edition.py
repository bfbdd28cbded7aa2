"""An edition of a package, read from its data file (数据.json).

A ledger that was only computed goes through the same bytes, so it compares like a package.

Tests: tests/comparison/test_comparison.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yugong.comparison.printed import ComparedText, Expected
from yugong.figures.definitions import fact_definitions
from yugong.figures.posting import DIMENSIONS
from yugong.figures.selection import Selection
from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.quick_dataclass import dataclass
from yugong.standard.unit_rows import UNIT_SEPARATOR
from yugong.writing.facts_json import FORMAT

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")
_ENUMERATION = re.compile(r"^[一二三四五六七八九十]+、")


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact as published: exact in ``unit``, and the text with its unit."""

    id: str
    value: Decimal
    unit: str
    text: str
    previous: Decimal | None


@dataclass(frozen=True, slots=True)
class StatedRow:
    """A row of a table: texts as published, and exact 元 for cells with an amount."""

    key: str
    texts: tuple[str, ...]
    amounts: tuple[Decimal | None, ...]

    def label(self, column: int | None = None) -> str:
        """Return the label of a row: the nearest words before ``column``, else its first words.

        A table may have two sides; each column takes the words of its own side.
        """
        end = len(self.texts) if column is None else column
        worded = [
            bool(text) and not self._holds_amount(index) for index, text in enumerate(self.texts)
        ]
        if column is None:
            start = next((index for index in range(end) if worded[index]), 0)
            stop = next((index for index in range(start, end) if not worded[index]), end)
        else:
            stop = next((index + 1 for index in reversed(range(end)) if worded[index]), 0)
            start = next((index + 1 for index in reversed(range(stop)) if not worded[index]), 0)
        return " ".join(dict.fromkeys(self.texts[start:stop])) or self.key

    def _holds_amount(self, index: int) -> bool:
        return self.amounts[index] is not None


@dataclass(frozen=True, slots=True)
class StatedTable:
    """A published table; ``columns`` are pairs of a column's name and its printed head."""

    name: str
    label: str
    title: str
    unit: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[StatedRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatedAnnex:
    """An annex: its kind (表格, 文档, 图页), the digest of its file, the lines above, its rows.

    The first row of a table is its head; of a text each paragraph is a row, of a PDF each page.
    """

    name: str
    title: str
    kind: str
    sha256: str
    above: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_table(self) -> bool:
        return self.kind == "表格"


@dataclass(frozen=True, slots=True)
class Edition:
    """One side of a comparison.

    ``source`` is the path the user gave; ``printed`` the running text and the forms, None if only
    the data file exists.
    """

    source: str
    standard: str
    year: int
    department: str
    published_on: date
    facts: Mapping[str, StatedFact]
    tables: tuple[StatedTable, ...]
    printed: ComparedText | None = None
    annexes: tuple[StatedAnnex, ...] = ()
    _names: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def name_of(self, key: str) -> str:
        """Return the name of a code or project in the tables; empty if no table has it."""
        if not self._names:
            self._names.update(_names(self.tables))
        return self._names.get(key, "")

    def projects(self) -> dict[str, Decimal]:
        """The amount of every project in 元, by its key, in the order of the data file."""
        head, tail = project_fact_ends()
        return {
            fact.id[len(head) : -len(tail)]: fact.value
            for fact in self.facts.values()
            if fact.id.startswith(head) and fact.id.endswith(tail)
        }

    def expected(self) -> tuple[Expected, ...]:
        """Return the published tables as the Word file should print them, those of annexes too."""
        annexes = tuple(
            Expected(annex.title, annex.title.strip(), annex.above, annex.rows)
            for annex in self.annexes
            if annex.is_table
        )
        return annexes + tuple(
            Expected(
                table.name,
                table.title.strip(),
                tuple(line.strip() for line in (table.label, *table.notes)),
                tuple(tuple(map(_as_printed, row.texts)) for row in table.rows),
            )
            for table in self.tables
        )


@lru_cache(maxsize=1)
def project_fact_ends() -> tuple[str, str]:
    """The beginning and the end of the id of a project's total amount, around its key."""
    for family in fact_definitions()[1]:
        if family.position == DIMENSIONS["项目"]:
            whole = next(part for part, selection in family.parts if selection == Selection())
            return f"{family.name}.", f".{whole}"
    raise ValueError("facts.yaml: no facts by project")


def _names(tables: Iterable[StatedTable]) -> dict[str, str]:
    """Return names by key: first from tables with a column of codes, then from any.

    A project has a row of its own, or one under each unit that carries it out.
    """
    names: dict[str, str] = {}
    others: dict[str, str] = {}
    for table in tables:
        for row in table.rows:
            words = row.label()
            if words.startswith(f"{row.key} "):
                names.setdefault(row.key, words.removeprefix(f"{row.key} "))
                continue
            words = next(filter(None, row.texts), "")
            if row.key.isdecimal():
                words = _ENUMERATION.sub("", words)
            for key in (row.key, row.key.split("/")[0], row.key.rpartition(UNIT_SEPARATOR)[2]):
                others.setdefault(key, words)
    return {**others, **names}


def _as_printed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def read_data(data: bytes, file: str, source: str) -> Edition:
    """Read a data file; raise FindingsError (D030) if it is damaged."""
    try:
        document = json.loads(data.decode("utf-8"), parse_float=str)
        if document["格式"] != FORMAT:
            raise ValueError(document["格式"])
        facts = [_fact(entry) for entry in document["事实"]]
        edition = Edition(
            source=source,
            standard=_text(document["标准"]),
            year=int(document["年度"]),
            department=_text(document["部门"]),
            published_on=date.fromisoformat(document["公开日期"]),
            facts={fact.id: fact for fact in facts},
            tables=tuple(_table(entry) for entry in document["表"]),
            annexes=tuple(_annex(entry) for entry in document.get("附件", ())),
        )
        if len(edition.facts) != len(facts):
            raise ValueError("编号重复")
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        place = Place(file=file)
        actual = "不是生成公开材料时写出的数据文件，或内容不全"
        raise FindingsError([Finding(Kind.PACKAGE_INCOMPLETE, place, actual)]) from error
    return edition


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> Decimal:
    text = _text(value)
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return Decimal(text)


def _fact(entry: Any) -> StatedFact:
    unit = _text(entry["单位"])
    text = _text(entry["显示"]) + _text(entry.get("显示单位", unit))
    previous = _number(entry["上年"]) if "上年" in entry else None
    return StatedFact(_text(entry["编号"]), _number(entry["值"]), unit, text, previous)


def _table(entry: Any) -> StatedTable:
    columns = tuple((_text(column["名"]), _text(column["表头"])) for column in entry["列"])
    rows = tuple(_row(row, len(columns)) for row in entry["行"])
    if len(dict(columns)) != len(columns):
        raise ValueError("列名重复")
    return StatedTable(
        name=_text(entry["名称"]),
        label=_text(entry["表号"]),
        title=_text(entry["标题"]),
        unit=_text(entry["单位"]),
        columns=columns,
        rows=rows,
        notes=tuple(_text(note) for note in entry["注"]),
    )


def _annex(entry: Any) -> StatedAnnex:
    return StatedAnnex(
        name=_text(entry["名称"]),
        title=_text(entry["标题"]),
        kind=_text(entry["种类"]),
        sha256=_text(entry["sha256"]),
        above=tuple(_text(line) for line in entry["行上"]),
        rows=tuple(tuple(_text(text) for text in row) for row in entry["行"]),
    )


def _row(entry: Any, width: int) -> StatedRow:
    texts = tuple(_text(text) for text in entry["显示"])
    amounts = tuple(None if amount is None else _number(amount) for amount in entry["元"])
    if len(texts) != width or len(amounts) != width:
        raise ValueError("格数与列数不同")
    return StatedRow(_text(entry["键"]), texts, amounts)
