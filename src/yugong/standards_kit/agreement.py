"""Find differences in a table between the Word template, the Excel template and the standard.

Tests: tests/standards_kit/test_linting.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.findings import Finding, Kind, Place, Severity
from yugong.standard.schema import Standard, TableSpec
from yugong.writing.docx.template.outline import WordOutline
from yugong.writing.table_outline import ALL_TABLES, TableOutline, missing_columns
from yugong.writing.xlsx.outline import BookOutline

_BLANK = re.compile(r"[\s\u3000\u00a0]+")
_NAME_TAG = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_ALL_IN_A_LOOP = re.compile(rf"\bin\s+{ALL_TABLES}")
_HEAD_TAG = re.compile(r"\{\{\s*表\.(\w+)\.表头\.(\w+)\s*\}\}")


def disagreements(
    standard: Standard, word: WordOutline | None, book: BookOutline | None, file: str
) -> Iterator[Finding]:
    """Yield missing or misplaced columns, and different heads and titles (S009).

    ``file`` is the name of the standard's YAML file in findings.  A template that cannot be
    opened is None.
    """
    in_word = _by_name(word.tables if word else ())
    in_book = _by_name(book.tables if book else ())
    for table in standard.tables:
        for outline in in_word.get(table.name, ()):
            yield from _missing(table, outline)
        for outline in (*in_word.get(table.name, ()), *in_book.get(table.name, ())):
            yield from _out_of_order(table, outline)
        yield from _heads(table, in_word.get(table.name, []), in_book.get(table.name, []), file)
    if word is not None and not any(_ALL_IN_A_LOOP.search(placed.text) for placed in word.texts):
        yield from _undrawn(standard, in_word, word)
        yield from _untitled(standard, in_word, [placed.text for placed in word.texts])
    if book is not None:
        yield from _untitled(standard, in_book, [text for text, _ in book.texts])


def _by_name(outlines: tuple[TableOutline, ...]) -> dict[str, list[TableOutline]]:
    named: dict[str, list[TableOutline]] = {}
    for outline in outlines:
        named.setdefault(outline.name, []).append(outline)
    return named


def _undrawn(
    standard: Standard, drawn: dict[str, list[TableOutline]], word: WordOutline
) -> Iterator[Finding]:
    """Yield tables of the Word template whose rows no loop writes; Excel has its own check."""
    for table in standard.tables:
        named = re.compile(rf"表\.{re.escape(table.name)}(?!\w)")
        place = next((placed.place for placed in word.texts if named.search(placed.text)), None)
        if table.name not in drawn and place is not None:
            actual = f"表“{table.name}”有标题，没有写各行的循环"
            expected = (
                f"写各行的标签前加一行 {{%tr for 行 in 表.{table.name}.行 %}}，"
                "后加一行 {%tr endfor %}；"
                "不要这张表的，从标准文件中去掉，再把标题和表注一并删去"
            )
            yield Finding(Kind.REQUIRED_TABLE_MISSING, place, actual, expected)


def _columns(table: TableSpec) -> list[str]:
    return [column.name for block in table.blocks for column in block.columns]


def _missing(table: TableSpec, outline: TableOutline) -> Iterator[Finding]:
    """Yield columns that no row of a Word table shows; Excel has its own check."""
    names = _columns(table)
    missing = [name for name in names if name not in outline.columns]
    if missing:
        actual = f"表“{table.name}”没有列：{'、'.join(missing)}"
        yield Finding(
            Kind.TEMPLATE_AGAINST_STANDARD,
            outline.place,
            actual,
            missing_columns(missing),
            about=tuple(missing),
        )


def _out_of_order(table: TableSpec, outline: TableOutline) -> Iterator[Finding]:
    names = _columns(table)
    for row in outline.rows:
        known = [name for name in row.columns if name in names]
        positions = [names.index(name) for name in known]
        if positions != sorted(set(positions)):
            actual = f"表“{table.name}”的列依次为：{'、'.join(known)}"
            expected = "、".join(name for name in names if name in known)
            yield Finding(
                Kind.TEMPLATE_AGAINST_STANDARD,
                row.place,
                actual,
                f"{expected}；或在标准文件里调整列的次序",
            )
            return  # the other rows of a table are as a rule the same


def _heads(
    table: TableSpec, word: list[TableOutline], book: list[TableOutline], file: str
) -> Iterator[Finding]:
    """Yield heads that the three files write differently, for each template that differs."""
    for block in table.blocks:
        for column in block.columns:
            standard_head = _plain(column.head, table, column.head)
            written = [
                (kind, *outline.heads[column.name])
                for kind, outlines in (("Word", word), ("Excel", book))
                for outline in outlines
                if column.name in outline.heads
            ]
            other = [
                (kind, text, place)
                for kind, text, place in written
                if _plain(text, table, column.head) != standard_head
            ]
            texts = {_plain(text, table, column.head) for _, text, _ in other}
            where = f"表“{table.name}”的列“{column.name}”"
            if other and len(other) == len(written) > 1 and len(texts) == 1:
                actual = f"{where}表头写作“{column.head}”"
                expected = f"与两个模板相同：“{texts.pop()}”"
                place = Place(file=file, path=f"表.{table.name}.列.{column.name}.表头")
                yield Finding(
                    Kind.TEMPLATE_AGAINST_STANDARD,
                    place,
                    actual,
                    expected,
                    severity=Severity.WARNING,
                )
                continue
            for kind, text, place in other:
                actual = f"{where}在 {kind} 模板里表头为“{text.strip()}”"
                yield Finding(
                    Kind.TEMPLATE_AGAINST_STANDARD,
                    place,
                    actual,
                    f"“{column.head}”",
                    severity=Severity.WARNING,
                )


def _plain(text: str, table: TableSpec, head: str) -> str:
    """Return a head without blanks, its tags as the standard writes them."""
    text = _HEAD_TAG.sub(lambda m: head if m[1] == table.name else m[0], text)
    return _BLANK.sub("", _NAME_TAG.sub(r"{\1}", text))


def _untitled(
    standard: Standard, drawn: dict[str, list[TableOutline]], texts: list[str]
) -> Iterator[Finding]:
    """Yield tables without the title of the standard: a typed title does not follow the year."""
    whole = "\n".join(texts)
    for table in standard.tables:
        if table.name in drawn and f"表.{table.name}.标题" not in whole:
            actual = f"表“{table.name}”没有用标准里的标题"
            expected = f"标题处写 {{{{ 表.{table.name}.标题 }}}}"
            place = drawn[table.name][0].place
            yield Finding(
                Kind.TEMPLATE_AGAINST_STANDARD, place, actual, expected, severity=Severity.WARNING
            )
