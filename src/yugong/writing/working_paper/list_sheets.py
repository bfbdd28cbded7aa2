"""The sheets of plain text: how to read the paper, the batches of adjustments, the findings.

Tests: tests/writing/working_paper/test_office.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from yugong.budget.trail import AdjustmentRecord
from yugong.figures.figures import Figures
from yugong.findings import Finding, Severity
from yugong.report_workbook import Book
from yugong.writing.working_paper.book import (
    CENTRED,
    HEAD,
    NOTE,
    PARAGRAPH,
    TITLE,
    YUAN,
    PaperSheet,
)

NOTES = "说明"
_HOW = (
    "本底稿供会计核对、复核使用，不公开。它说明公开的每个数字由哪些收支明细、怎样算出。",
    "“收支明细”一行一笔，金额以元为单位；“出处”是该行在预算文件中的位置。",
    "各表、“数字”中的金额都是公式，直接由收支明细按条件相加；改动明细，各表随即重算。",
    "公式中的“明细_来源”等名称指收支明细的一列，“上年_”开头的指上年收支明细的一列；"
    "“名称管理器”中可以看到各列的范围。科目的“键”“几位”列在编码前加一个字，"
    "单位、项目用序号，是为了按条件相加时不会认错。",
    "先按元相加，再四舍五入到显示的位数（如 12,345,678.90 元，显示为 1,234.57 万元）。"
    "万元保留两位小数即精确到百元，所以公式先除以 100 取整，再除以 100。",
    "合计不由各分项的显示值相加，而由明细相加后取整，所以可能与分项显示值之和差一两个末位，"
    "这就是尾差。“尾差”各列逐格列出，超出四舍五入所能造成的会在表的上方指出。",
    "有上年的预算文件时，各表的上年数也是公式；上年有而本年没有的行用斜体灰字。"
    "表内的增减按显示的数相减，精确到分的增减见“数字”。",
    "底稿不含个人信息；发给他人之前，请看一看项目名称、备注等文字是否适合。",
)


def write_notes(book: Book) -> PaperSheet:
    """Begin the sheet of notes, which is the first; :func:`fill_notes` fills it."""
    return PaperSheet(book, NOTES)


def fill_notes(
    sheet: PaperSheet, figures: Figures, standard: str, sheets: Sequence[tuple[str, str]]
) -> None:
    """Write the notes: the department, how to read the paper, the content of each sheet."""
    budget = figures.budget
    sheet.text(0, 0, f"{budget.department.name}{budget.year}年部门预算公开底稿", TITLE)
    about = [
        ("部门", budget.department.name),
        ("年度", f"{budget.year} 年"),
        ("标准", standard),
        ("上年", _last(figures)),
    ]
    for row, (head, text) in enumerate(about, 2):
        sheet.text(row, 0, head, HEAD)
        sheet.text(row, 1, text)
    row = len(about) + 3
    for number, text in enumerate(_HOW, 1):
        sheet.text(row, 0, f"{number}.", CENTRED)
        sheet.text(row, 1, text, PARAGRAPH)
        row += 1
    row += 1
    sheet.texts(row, 0, ("工作表", "内容"), HEAD)
    for name, content in sheets:
        row += 1
        sheet.link(row, 0, name)
        sheet.text(row, 1, content)
    sheet.widths(16, 100)
    sheet.print_up_to(row, 1)


def _last(figures: Figures) -> str:
    last = figures.last
    if last is None:
        return "没有上年的预算文件；上年数按“上年数”所填。"
    if not last.has_ledger:
        return f"{last.origin}（只有上年的数字，没有明细）"
    return f"{last.origin}（有明细）"


def write_adjustments(book: Book, records: Sequence[AdjustmentRecord]) -> PaperSheet:
    """Write the changes of each batch of adjustments, row by row."""
    sheet = PaperSheet(book, "预算调整")
    sheet.text(0, 0, "预算调整的经过", TITLE)
    sheet.text(1, 0, "每一批先列总数，再逐行列出所作的调整；金额以元为单位。", NOTE)
    heads = ("批次", "日期", "文号", "部分", "操作", "行或原因", "改为、变化", "调整前", "调整后")
    sheet.texts(2, 0, heads, HEAD)
    row = 3
    for record in records:
        sheet.texts(row, 0, (record.batch, record.day.isoformat(), record.number or ""))
        sheet.texts(row, 3, ("收支明细", "合计", record.reason, ""))
        _amounts(sheet, row, record.before, record.after)
        row += 1
        for adjusted in record.rows:
            changes = "；".join(filter(None, (adjusted.became, adjusted.changes)))
            sheet.texts(
                row,
                0,
                (record.batch, "", "", adjusted.table, adjusted.operation, adjusted.row, changes),
            )
            _amounts(sheet, row, adjusted.before, adjusted.after)
            row += 1
    sheet.widths(14, 12, 22, 11, 7, 52, 40, 16, 16)
    sheet.heads(2, 1, 0)
    return sheet


def _amounts(sheet: PaperSheet, row: int, *amounts: Decimal | None) -> None:
    for column, amount in enumerate(amounts, 7):
        if amount is None:
            sheet.text(row, column, "")
        else:
            sheet.number(row, column, amount, YUAN)


def write_findings(book: Book, findings: Sequence[Finding]) -> PaperSheet:
    """Write all findings, or that there are none."""
    sheet = PaperSheet(book, "问题")
    heads = ("级别", "代码", "位置", "问题", "现为", "应为", "处理")
    counts = "，".join(
        f"{severity.value} {count} 处"
        for severity in Severity
        if (count := sum(finding.severity is severity for finding in findings))
    )
    sheet.text(0, 0, "生成时发现的问题", TITLE)
    sheet.text(1, 0, counts or "没有发现问题。", NOTE)
    sheet.texts(2, 0, heads, HEAD)
    for row, finding in enumerate(findings, 3):
        texts = (finding.severity.value, finding.code, str(finding.place), finding.kind.title)
        sheet.texts(row, 0, (*texts, finding.actual, finding.expected, finding.remedy))
    sheet.widths(7, 8, 34, 26, 30, 36, 36)
    sheet.heads(2, 2, 0)
    return sheet
