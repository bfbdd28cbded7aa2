"""The review workbook: every finding with room for the department's answer, and every rule.

Amounts here are evidence, so they stand as the text that was printed, never as a number or a
formula.  The same check gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

from yugong.audit.checked import AuditResult
from yugong.findings import Finding, Severity
from yugong.writing.review.in_words import where
from yugong.writing.xlsx.heights import MAX_ROW_HEIGHT, columns_points, text_height

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_LONGEST = 32_767
_A4: Final = 9
_SIZE: Final = 10
_SLACK = 1.08
"""Fonts differ; a line too many is better than one cut off."""

_TITLE_FONT, _HEAD_FONT, _FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
_FILLS = {
    Severity.ERROR: "#F8CBAD",
    Severity.WARNING: "#FFE699",
    Severity.INFO: "#DDEBF7",
    Severity.STYLE: "#EDEDED",
}
_ANSWERS = ("已改正", "待改正", "不需改正")
_CENTRED = frozenset(("级别", "代码", "页", "序号", "执行情况", "意见条数"))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet: its name and title, its heads with their widths, and its rows of text."""

    name: str
    title: str
    heads: Mapping[str, float]
    rows: Sequence[tuple[str | int, ...]]
    nothing: str


def review_workbook(checked: AuditResult) -> bytes:
    """The workbook 复核表: 复核意见, 规则执行情况, 读取情况."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": "部门预算公开复核表", "created": _CREATED})
    writer = _Writer(book, tuple(_head(checked)))
    for sheet in (_findings(checked), _rules(checked), _unread(checked)):
        writer.write(sheet)
    book.close()
    return target.getvalue()


def _head(checked: AuditResult) -> Iterator[str]:
    """What was checked, and what came of it."""
    package = checked.package
    year = "没有读到" if package.year is None else f"{package.year} 年"
    yield f"文件：{package.file}"
    yield (
        f"部门：{package.department or '没有读到'}　　年度：{year}　　"
        f"标准：{package.standard.name}　{package.standard.description}"
    )
    counts = "，".join(f"{one.value} {checked.count(one)} 条" for one in Severity)
    yield (
        f"意见：{counts}　　规则：执行 {len(checked.executed)} 条，"
        f"没有执行 {len(checked.not_executed)} 条（不等于通过）"
    )


def _findings(checked: AuditResult) -> _Sheet:
    heads = {
        "序号": 5,
        "级别": 6,
        "规则": 13,
        "位置": 15,
        "页": 5,
        "现为": 20,
        "应为": 18,
        "差额": 11,
        "证据": 40,
        "处理": 20,
        "单位说明": 14,
        "整改情况": 9,
    }
    rows = [
        (
            at,
            one.severity.value,
            f"{one.code} {one.kind.title}",
            where(one.place),
            one.place.page or "",
            one.actual,
            one.expected,
            one.difference,
            "\n".join(one.evidence),
            one.remedy,
            "",
            "",
        )
        for at, one in enumerate(checked.findings, 1)
    ]
    nothing = "执行了的规则没有发现问题。"
    return _Sheet("复核意见", "部门预算公开复核意见", heads, rows, nothing)


def _rules(checked: AuditResult) -> _Sheet:
    heads = {
        "规则": 7,
        "名称": 24,
        "要求": 62,
        "执行情况": 10,
        "意见条数": 9,
        "没有执行的原因": 30,
    }
    rows = [
        (
            one.rule.code,
            one.rule.title,
            one.rule.obligation,
            "没有执行" if one.not_executed else "执行了",
            "" if one.not_executed else len(one.findings),
            one.not_executed,
        )
        for one in checked.outcomes
    ]
    return _Sheet("规则执行情况", "规则执行情况", heads, rows, "没有规则。")


def _unread(checked: AuditResult) -> _Sheet:
    heads = {"序号": 5, "级别": 6, "代码": 7, "位置": 32, "页": 5, "问题": 50, "处理": 36}
    rows = [(at, *_unread_row(one)) for at, one in enumerate(checked.package.unread, 1)]
    return _Sheet("读取情况", "没有读到或读不准的内容", heads, rows, "全部读到。")


def _unread_row(one: Finding) -> tuple[str | int, ...]:
    page = one.place.page or ""
    return one.severity.value, one.code, where(one.place), page, one.message, one.remedy


def _height(widths: Sequence[float], values: Sequence[str | int]) -> float:
    """What the tallest cell of a row needs; nobody else fits the rows of a finished file."""
    needed = max(
        text_height(value, _SIZE, columns_points([width]))
        for width, value in zip(widths, map(str, values), strict=True)
    )
    return min(needed * _SLACK, MAX_ROW_HEIGHT)


class _Writer:
    def __init__(self, book: Any, head: tuple[str, ...]) -> None:
        self._book = book
        self._head = head
        self._looks: dict[tuple[tuple[str, object], ...], Any] = {}

    def write(self, sheet: _Sheet) -> None:
        """One sheet: title, what was checked, the table, its print set-up."""
        page = self._book.add_worksheet(sheet.name)
        last = len(sheet.heads) - 1
        for at, width in enumerate(sheet.heads.values()):
            page.set_column(at, at, width)
        page.merge_range(0, 0, 0, last, "", self._look(_TITLE_FONT, 20, align="center"))
        page.write_string(0, 0, sheet.title, self._look(_TITLE_FONT, 20, align="center"))
        page.set_row(0, 36)
        for row, line in enumerate(self._head, 1):
            page.merge_range(row, 0, row, last, "", self._look(_FONT, 11))
            page.write_string(row, 0, line[:_LONGEST], self._look(_FONT, 11))
            page.set_row(row, 20)
        at = len(self._head) + 1
        for column, head in enumerate(sheet.heads):
            look = self._look(_HEAD_FONT, 11, align="center", border=1, bg_color="#D9E2F3")
            page.write_string(at, column, head, look)
        page.set_row(at, 26)
        for row, values in enumerate(sheet.rows, at + 1):
            page.set_row(row, _height(tuple(sheet.heads.values()), values))
            for column, (head, value) in enumerate(zip(sheet.heads, values, strict=True)):
                self._cell(page, row, column, head, value)
        if not sheet.rows:
            look = self._look(_FONT, 11, align="center", border=1)
            page.merge_range(at + 1, 0, at + 1, last, "", look)
            page.write_string(at + 1, 0, sheet.nothing, look)
            page.set_row(at + 1, 24)
        else:
            page.autofilter(at, 0, at + len(sheet.rows), last)
            if "整改情况" in sheet.heads:
                cells = at + 1, last, at + len(sheet.rows), last
                page.data_validation(*cells, {"validate": "list", "source": list(_ANSWERS)})
        page.freeze_panes(at + 1, 0)
        self._print_setup(page, at)

    def _cell(self, page: Any, row: int, column: int, head: str, value: str | int) -> None:
        align = "center" if head in _CENTRED else "left"
        fill = {}
        if head == "级别":
            fill = {"bg_color": _FILLS[Severity(str(value))]}
        look = self._look(_FONT, _SIZE, align=align, valign="top", border=1, **fill)
        if isinstance(value, int):
            page.write_number(row, column, value, look)
        elif value:
            text = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
            page.write_string(row, column, text, look)
        else:
            page.write_blank(row, column, None, look)

    def _look(self, font: str, size: int, **more: object) -> Any:
        key = (("font_name", font), ("font_size", size), *more.items())
        if key not in self._looks:
            look = {"valign": "vcenter", "text_wrap": True, **dict(key)}
            self._looks[key] = self._book.add_format(look)
        return self._looks[key]

    def _print_setup(self, page: Any, head: int) -> None:
        page.set_paper(_A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.set_margins(0.4, 0.4, 0.6, 0.6)
        page.repeat_rows(head)
        page.hide_gridlines(2)
        page.set_footer(f'&C&"{_FONT},常规"&10 第 &P 页 共 &N 页')
