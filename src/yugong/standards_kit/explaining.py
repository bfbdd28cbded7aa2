"""Findings of the templates, merged for a person who changes a standard: one per thing to do.

The check of a template goes tag by tag, so a missing column gives as many findings as it has
cells.  Here they become one, with the line to write in the file of the standard.

Tests: tests/standards_kit/test_linting.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from yugong.findings import Finding, Kind, Place
from yugong.writing.table_outline import TableOutline

_TABLE = re.compile(r"表\.\w+")
_COLUMN = re.compile(r"\w+\.(\w+)")
_WORD_TABLE = re.compile(r"(.*第 \d+ 张表)第 \d+ 行")
_OF_TEMPLATES = (
    Kind.UNKNOWN_TEMPLATE_NAME,
    Kind.MALFORMED_TAG,
    Kind.REQUIRED_TABLE_MISSING,
    Kind.TEMPLATE_AGAINST_STANDARD,
    Kind.TEMPLATE_LEAVES_OUT,
)
_BORROWED = (
    "这个模板是所基于的标准的，不要直接改：把它复制到自己的标准文件旁边，在标准文件里写 "
    "模板: {word: 文件名, excel: 文件名}，再改复制的一份。"
)
_SHARED = (
    "；列写在几张表共用的一段里的（标准文件中以 & 开头的名称定下、以 * 引用），加一列各表都要加，"
    "只给一张表加的，把这一段在这张表里另写一份"
)


def explained(
    findings: list[Finding], outlines: Iterable[TableOutline], borrowed: Collection[str] = ()
) -> list[Finding]:
    """Return the findings without repetitions, in the order of their first occurrence.

    ``outlines`` are the tables of both templates, to find the table of a cell.
    ``borrowed`` are the templates of another standard, which the user must not change.
    """
    tables = {_whereabouts(outline.place): outline.name for outline in outlines}
    merged: dict[tuple[object, ...], Finding] = {}
    counted: dict[tuple[object, ...], int] = {}
    for finding in findings:
        key = _key(finding, tables)
        merged.setdefault(key, finding)
        counted[key] = counted.get(key, 0) + 1
    merged_findings = [_with_cure(finding, tables, counted[key]) for key, finding in merged.items()]
    merged_findings = _with_shared_columns(merged_findings)
    return [
        replace(finding, remedy=_BORROWED)
        if finding.place.file in borrowed and finding.code in _OF_TEMPLATES
        else finding
        for finding in merged_findings
    ]


def _whereabouts(place: Place) -> tuple[str | None, str]:
    """Return the file and the table or sheet of a place."""
    match = _WORD_TABLE.match(place.path)
    return place.file, place.sheet or (match[1] if match else "")


def _key(finding: Finding, tables: dict[tuple[str | None, str], str]) -> tuple[object, ...]:
    """Return the key that merged findings share."""
    where = _whereabouts(finding.place)
    if finding.code == Kind.UNKNOWN_TEMPLATE_NAME and _TABLE.fullmatch(finding.actual):
        return "table", finding.place.file, finding.place.sheet, finding.actual
    if where[1] and (_is_outside(finding) or _is_unknown_column(finding, tables)):
        return "cells", where, finding.actual
    return finding.code, finding.place, finding.actual


def _is_outside(finding: Finding) -> bool:
    return finding.code == Kind.UNKNOWN_TEMPLATE_NAME and bool(finding.about)


def _is_unknown_column(finding: Finding, tables: dict[tuple[str | None, str], str]) -> bool:
    """Return True for a column that the standard does not have, under no similar name."""
    return (
        finding.code == Kind.UNKNOWN_TEMPLATE_NAME
        and _COLUMN.fullmatch(finding.actual) is not None
        and not finding.expected
        and _whereabouts(finding.place) in tables
    )


def _with_cure(finding: Finding, tables: dict[tuple[str | None, str], str], times: int) -> Finding:
    if finding.code != Kind.UNKNOWN_TEMPLATE_NAME:
        return finding
    if _TABLE.fullmatch(finding.actual):
        near = f"名称写错的，改为“{finding.expected}”；" if finding.expected else ""
        whole = "整张工作表" if finding.place.sheet else "表连同标题和表注"
        expected = f"{near}标准文件里去掉了这张表的，把这里的{whole}一并删去（共 {times} 处标签）"
        return replace(finding, expected=expected)
    if _is_outside(finding) and times > 1:
        return replace(finding, expected=f"{finding.expected}（这张表共 {times} 处）")
    if _is_unknown_column(finding, tables):
        table, name = tables[_whereabouts(finding.place)], finding.actual.partition(".")[2]
        expected = (
            f"要加这一列的，在标准文件“{table}”的 列 里写一行 {{名: {name}, 表头: …, 取: …}}；"
            f"不加的，删去这里的标签（共 {times} 处）"
        )
        return replace(finding, expected=expected)
    return finding


def _with_shared_columns(findings: list[Finding]) -> list[Finding]:
    """Add a note on shared columns if several tables of a template lack the same ones."""
    lacking: dict[tuple[str, tuple[str, ...]], int] = {}
    for finding in findings:
        if finding.code == Kind.TEMPLATE_AGAINST_STANDARD and finding.about:
            key = finding.place.file, finding.about
            lacking[key] = lacking.get(key, 0) + 1
    merged_findings: list[Finding] = []
    for finding in findings:
        if finding.about and lacking.get((finding.place.file, finding.about), 0) > 1:
            lacking[finding.place.file, finding.about] = 0  # once for each template
            finding = replace(finding, expected=f"{finding.expected}{_SHARED}")
        merged_findings.append(finding)
    return merged_findings
