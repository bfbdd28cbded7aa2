"""Findings of the templates told to one who changes a standard: one for each thing to do.

A template is checked tag by tag and row by row; a column, a loop or a table that is missing gives
as many findings as it has cells.  Here they become one, with what to write in the standard's file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from yugong.findings import Finding, Kind, Place
from yugong.template.tag_text import outside_loop
from yugong.writing.table_outline import TableOutline

_TABLE = re.compile(r"表\.\w+")
_COLUMN = re.compile(r"\w+\.(\w+)")
_WORD_TABLE = re.compile(r"(.*第 \d+ 张表)第 \d+ 行")
_NO_COLUMN = re.compile(r"表“\w+”(没有列：.*)")
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
    """The findings, each said once, in the order of the first of those said together.

    ``outlines`` are the tables of both templates: they tell which table a cell belongs to.
    ``borrowed`` are the templates that belong to another standard, and are not to be changed.
    """
    tables = {_whereabouts(one.place): one.name for one in outlines}
    merged: dict[tuple[object, ...], Finding] = {}
    counted: dict[tuple[object, ...], int] = {}
    for finding in findings:
        key = _key(finding, tables)
        merged.setdefault(key, finding)
        counted[key] = counted.get(key, 0) + 1
    told = [_told(one, tables, counted[key]) for key, one in merged.items()]
    told = _with_shared_columns(told)
    return [
        replace(one, remedy=_BORROWED)
        if one.place.file in borrowed and one.code in _OF_TEMPLATES
        else one
        for one in told
    ]


def _whereabouts(place: Place) -> tuple[str | None, str]:
    """The file and the table or sheet that a place is in."""
    match = _WORD_TABLE.match(place.path)
    return place.file, place.sheet or (match[1] if match else "")


def _key(finding: Finding, tables: dict[tuple[str | None, str], str]) -> tuple[object, ...]:
    """What findings that are told as one have in common."""
    where = _whereabouts(finding.place)
    if finding.code == Kind.UNKNOWN_TEMPLATE_NAME and _TABLE.fullmatch(finding.actual):
        return "table", finding.place.file, finding.place.sheet, finding.actual
    if where[1] and (_is_outside(finding) or _is_unknown_column(finding, tables)):
        return "cells", where, finding.actual
    return finding.code, finding.place, finding.actual


def _is_outside(finding: Finding) -> bool:
    return finding.code == Kind.UNKNOWN_TEMPLATE_NAME and finding.expected == outside_loop(
        finding.actual
    )


def _is_unknown_column(finding: Finding, tables: dict[tuple[str | None, str], str]) -> bool:
    """A column in a row of a table that the standard does not have, nor one much like it."""
    return (
        finding.code == Kind.UNKNOWN_TEMPLATE_NAME
        and _COLUMN.fullmatch(finding.actual) is not None
        and (not finding.expected or finding.expected.startswith("检查"))
        and _whereabouts(finding.place) in tables
    )


def _told(finding: Finding, tables: dict[tuple[str | None, str], str], times: int) -> Finding:
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
    """A word on shared columns where several tables of a template lack the same ones."""
    lacking: dict[tuple[str | None, str], int] = {}
    for one in findings:
        if match := _NO_COLUMN.fullmatch(one.actual):
            key = one.place.file, match[1]
            lacking[key] = lacking.get(key, 0) + 1
    told: list[Finding] = []
    for one in findings:
        match = _NO_COLUMN.fullmatch(one.actual)
        if match and lacking.get((one.place.file, match[1]), 0) > 1:
            lacking[one.place.file, match[1]] = 0  # said once for each template
            one = replace(one, expected=f"{one.expected}{_SHARED}")
        told.append(one)
    return told
