"""The review workbook: every finding with room for the department's answer, and every rule.

Amounts are evidence here, so they are written as the text that was printed, never as a number or
a formula.  The same check gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from yugong.audit.checked import AuditResult
from yugong.findings import Finding, Severity
from yugong.quick_dataclass import dataclass
from yugong.report_workbook import Book, Pages, Sheet, Style
from yugong.report_workbook.limits import LONGEST_TEXT, shortened
from yugong.report_workbook.row_height import MAX_ROW_HEIGHT, columns_points, text_height
from yugong.writing.review.in_words import where

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
_PAGES = Pages((0.4, 0.4, 0.6, 0.6), f'&C&"{_FONT},常规"&10 第 &P 页 共 &N 页', centred=True)
_ANSWERS = ("已改正", "待改正", "不需改正")
_CENTRED = frozenset(("级别", "代码", "页", "序号", "执行情况", "意见条数"))


@dataclass(frozen=True, slots=True)
class _List:
    """A sheet: its name and title, its heads with their widths, and its rows of text."""

    name: str
    title: str
    heads: Mapping[str, float]
    rows: Sequence[tuple[str | int, ...]]
    nothing: str


def review_workbook(checked: AuditResult) -> bytes:
    """Return the workbook 复核表: 复核意见, 规则执行情况, 读取情况."""
    book = Book("部门预算公开复核表")
    about = tuple(_head(checked))
    for listed in (_findings(checked), _rules(checked), _unread(checked)):
        _write(book.sheet(listed.name), listed, about)
    return book.finished()


def _head(checked: AuditResult) -> Iterator[str]:
    """Yield the lines on the file that was checked and on the result."""
    package = checked.package
    year = "没有读到" if package.year is None else f"{package.year} 年"
    yield f"文件：{package.file}"
    yield (
        f"部门：{package.department or '没有读到'}　　年度：{year}　　"
        f"标准：{package.standard.name}　{package.standard.description}"
    )
    counts = "，".join(f"{severity.value} {checked.count(severity)} 条" for severity in Severity)
    yield (
        f"意见：{counts}　　规则：执行 {len(checked.executed)} 条，"
        f"没有执行 {len(checked.not_executed)} 条（不等于通过）"
    )


def _findings(checked: AuditResult) -> _List:
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
            number,
            finding.severity.value,
            f"{finding.code} {finding.kind.title}",
            where(finding.place),
            finding.place.page or "",
            finding.actual,
            finding.expected,
            finding.difference,
            "\n".join(finding.evidence),
            finding.remedy,
            "",
            "",
        )
        for number, finding in enumerate(checked.findings, 1)
    ]
    nothing = "执行了的规则没有发现问题。"
    return _List("复核意见", "部门预算公开复核意见", heads, rows, nothing)


def _rules(checked: AuditResult) -> _List:
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
            outcome.rule.code,
            outcome.rule.title,
            outcome.rule.obligation,
            "没有执行" if outcome.not_executed else "执行了",
            "" if outcome.not_executed else len(outcome.findings),
            outcome.not_executed,
        )
        for outcome in checked.outcomes
    ]
    return _List("规则执行情况", "规则执行情况", heads, rows, "没有规则。")


def _unread(checked: AuditResult) -> _List:
    heads = {"序号": 5, "级别": 6, "代码": 7, "位置": 32, "页": 5, "问题": 50, "处理": 36}
    rows = [
        (number, *_unread_row(finding)) for number, finding in enumerate(checked.package.unread, 1)
    ]
    return _List("读取情况", "没有读到或读不准的内容", heads, rows, "全部读到。")


def _unread_row(finding: Finding) -> tuple[str | int, ...]:
    page = finding.place.page or ""
    return (
        finding.severity.value,
        finding.code,
        where(finding.place),
        page,
        finding.message,
        finding.remedy,
    )


def _height(widths: Sequence[float], values: Sequence[str | int]) -> float:
    """Return the height for the tallest cell of a row, in points."""
    needed = max(
        text_height(value, _SIZE, columns_points([width]))
        for width, value in zip(widths, map(str, values), strict=True)
    )
    return min(needed * _SLACK, MAX_ROW_HEIGHT)


def _write(sheet: Sheet, listed: _List, about: Sequence[str]) -> None:
    """Write one sheet: title, what was checked, the table, its print set-up."""
    last = len(listed.heads) - 1
    sheet.columns(*listed.heads.values())
    sheet.merged((0, 0), (0, last), listed.title, _style(_TITLE_FONT, 20, align="center"))
    sheet.height(0, 36)
    for row, line in enumerate(about, 1):
        sheet.merged((row, 0), (row, last), line[:LONGEST_TEXT], _style(_FONT, 11))
        sheet.height(row, 20)
    head = len(about) + 1
    look = _style(_HEAD_FONT, 11, align="center", border=1, bg_color="#D9E2F3")
    sheet.texts(head, 0, tuple(listed.heads), look)
    sheet.height(head, 26)
    for row, values in enumerate(listed.rows, head + 1):
        sheet.height(row, _height(tuple(listed.heads.values()), values))
        for column, (title, value) in enumerate(zip(listed.heads, values, strict=True)):
            _cell(sheet, row, column, title, value)
    if not listed.rows:
        look = _style(_FONT, 11, align="center", border=1)
        sheet.merged((head + 1, 0), (head + 1, last), listed.nothing, look)
        sheet.height(head + 1, 24)
    else:
        end = head + len(listed.rows)
        sheet.filtered(head, end, last)
        if "整改情况" in listed.heads:
            rule = {"validate": "list", "source": list(_ANSWERS)}
            sheet.validation((head + 1, last, end, last), rule)
    sheet.heads(head, head)
    sheet.pages(_PAGES)
    sheet.without_grid()


def _cell(sheet: Sheet, row: int, column: int, head: str, value: str | int) -> None:
    align = "center" if head in _CENTRED else "left"
    fill = {"bg_color": _FILLS[Severity(str(value))]} if head == "级别" else {}
    style = _style(_FONT, _SIZE, align=align, valign="top", border=1, **fill)
    if isinstance(value, int):
        sheet.number(row, column, value, style)
    else:
        sheet.text(row, column, shortened(value, LONGEST_TEXT - 1, "…"), style)


def _style(font: str, size: int, **more: object) -> Style:
    common = {"font_name": font, "font_size": size, "valign": "vcenter", "text_wrap": True}
    return {**common, **more}
