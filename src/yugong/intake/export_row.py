"""The cells of an export row in the ledger's form, every problem at its cell.

Tests: tests/intake/test_platform_export.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field

from yugong.budget.dimension import Year
from yugong.findings import Finding, Kind, Place
from yugong.findings.similarity import most_similar
from yugong.intake.cell_text import CellValue, head_name, plain_amount, plain_code, plain_text
from yugong.intake.export_mapping import AmountColumn, ExportColumn, FieldName, MatchedExport
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address

_CODE_FIRST = re.compile(r"[\[(【]?([0-9]+)[\])】]?[-_—.、:]*(?:\D.*)?", re.DOTALL)
_NUMBERED = re.compile(r"[\[(【]?[0-9A-Za-z.]+[\])】]?[-_—.、:]*")
_BRACKETS = re.compile(r"[()\[\]【】〔〕_-]+")
_WAN_HEAD = re.compile(r"万元|单位[:：]?万")
_YUAN_HEAD = re.compile(r"[(\[【:：]元|[(\[【]单位[:：]?元")


@dataclass(slots=True)
class ExportRows:
    """The cells of a recognised export; ``findings`` collects their faults."""

    export: MatchedExport
    file: str
    findings: list[Finding] = field(default_factory=list)
    _merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _in_wan: dict[int, bool] = field(default_factory=dict)
    _known: dict[str, dict[str, str]] = field(default_factory=dict)
    _totals: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Compute once what holds for every row."""
        mapping = self.export.mapping
        self._merge()
        self._in_wan = {column: self._says_wan(column) for column in self.export.amounts}
        self._known = {name: _choices(mapping.columns[name]) for name in self.export.fields}
        self._totals = frozenset(map(head_name, mapping.totals))

    def _merge(self) -> None:
        """Copy values merged downwards to each of their rows, but never amounts."""
        first = self.export.head_row + 1
        columns = set(self.export.fields.values())
        for (top, left), (bottom, right) in self.export.sheet.merged:
            if left == right and left in columns and top >= first:
                last = min(bottom, len(self.export.sheet.rows) - 1)
                self._merged.update({(row, left): (top, left) for row in range(top, last + 1)})

    def place(self, row: int, column: int, path: str = "") -> Place:
        """Return the place of a cell, counted from 0."""
        cell = cell_address(row, column)
        return Place(self.file, sheet=self.export.sheet.name, cell=cell, path=path)

    def report(self, code: str, row: int, column: int, actual: str, expected: str) -> None:
        """Report an error at a cell."""
        self.findings.append(Finding(code, self.place(row, column), actual[:60], expected))

    def cell(self, row: int, name: FieldName) -> CellValue:
        """Return the cell of a field, ``None`` if the export has no such column."""
        column = self.export.fields.get(name)
        if column is None:
            return None
        row, column = self._merged.get((row, column), (row, column))
        return self.export.sheet.rows[row][column]

    def text(self, row: int, name: FieldName) -> str | None:
        """Return a field as text."""
        return plain_text(self.cell(row, name))

    def named(self, row: int, name: FieldName) -> str | None:
        """Return a field as a name, without the code before it."""
        text = self.text(row, name)
        if text is None:
            return None
        prefix = re.match(r"[\[(【]?[0-9]{3,}[\])】]?[-_—.、:\s]*(?=[^\d\s年月])", text)
        return text[prefix.end() :] if prefix else text

    def account(self, row: int, name: FieldName) -> str | None:
        """Return a 科目 as its code, from ``2010301``, ``2010301 名称`` or ``[2010301]名称``."""
        text = plain_code(self.cell(row, name))
        if text is None:
            column = self.export.mapping.columns.get(name)
            if column is not None and column.required:
                self.report(
                    Kind.REQUIRED_FIELD_MISSING, row, self.export.fields[name], "", f"填写“{name}”"
                )
            return None
        code = _CODE_FIRST.fullmatch(text)
        if code is None:
            expected = "科目编码，如“2010301 行政运行”或“[30101]基本工资”"
            self.report(Kind.MALFORMED_ACCOUNT_CODE, row, self.export.fields[name], text, expected)
            return text
        return code[1]

    def choice(self, row: int, name: FieldName, text: str | None = None) -> str | None:
        """Return a field as one of the ledger's values; unchanged, with a finding, if none fits."""
        text = self.text(row, name) if text is None else text
        if text is None:
            return None
        column = self.export.mapping.columns[name]
        known = self._known[name]
        short = head_name(text)
        for form in (short, _NUMBERED.sub("", short, count=1), _BRACKETS.sub("", short)):
            if form.upper() in known:
                return known[form.upper()]
        advice = {head_name(key): value for key, value in column.advice.items()}.get(short, "")
        near = most_similar(short[:60], known)
        expected = "、".join(column.values)
        expected = advice or (f"{expected}；是否为“{known[near]}”？" if near else expected)
        self.report(Kind.NOT_AMONG_CHOICES, row, self.export.fields[name], text, expected)
        return text

    def source_and_year(self, row: int) -> tuple[str | None, str | None]:
        """Return 资金来源 and 年份; the text of a source may mark it as carried over."""
        year = self.choice(row, "年份") if "年份" in self.export.fields else None
        text = self.text(row, "资金来源")
        if text is None:
            return None, year
        source = head_name(text)
        for word in self.export.mapping.carried_over:
            if word in source:
                source = _BRACKETS.sub("", source.replace(word, "", 1)).removesuffix("资金")
                year = Year.CARRY_OVER.value
                break
        else:
            return self.choice(row, "资金来源"), year
        if not _NUMBERED.sub("", source, count=1):
            expected = "写明结转的是哪一种资金，如“一般公共预算（上年结转）”"
            self.report(Kind.NOT_AMONG_CHOICES, row, self.export.fields["资金来源"], text, expected)
            return text, year
        return self.choice(row, "资金来源", source), year

    def amount(self, row: int, column: int) -> str | None:
        """Return an amount in 元; other text is returned as written, with a finding."""
        value = self.export.sheet.rows[row][column]
        wan = self._in_wan[column]
        amount, _ = plain_amount(value, wan=wan)
        if amount is None:
            return None
        if not re.fullmatch(r"[0-9]{1,16}\.[0-9]{2}", amount):
            unit = "万元（换算成元后最多两位小数）" if wan else "元，最多两位小数"
            self.report(Kind.MALFORMED_AMOUNT, row, column, amount, f"不小于 0 的数字，单位{unit}")
        return amount

    def in_wan(self, column: int) -> bool:
        """Return true if a column of amounts is in 万元."""
        return self._in_wan[column]

    def _says_wan(self, column: int) -> bool:
        """Return true if its head, a remark above the heads, or the mapping names 万元."""
        rows, head_row = self.export.sheet.rows, self.export.head_row
        head = plain_text(rows[head_row][column]) or ""
        if _WAN_HEAD.search(head):
            return True
        if _YUAN_HEAD.search(head):
            return False
        for row in rows[:head_row]:
            for cell in row:
                remark = "".join((plain_text(cell) or "").split())
                if re.search(r"单位[:：]?万元", remark):
                    return True
                if re.search(r"单位[:：]?元", remark):
                    return False
        return self.export.amounts[column].unit == "万元"

    def each_amount(self, row: int) -> list[tuple[int, AmountColumn, str]]:
        """Return the amounts of a row that are not blank."""
        return [
            (column, amount_column, amount)
            for column, amount_column in self.export.amounts.items()
            if (amount := self.amount(row, column)) is not None
        ]

    def is_total(self, row: int) -> bool:
        """Return true if a row is a sum of others: by its words, and without an economic 科目."""
        economic = plain_code(self.cell(row, "部门经济科目")) or ""
        return not re.search("[0-9]", economic) and self._says_total(row, str.endswith)

    def is_grand_total(self, row: int) -> bool:
        """Return true if a row is the sum of the whole sheet."""
        return self.is_total(row) and self._says_total(
            row, lambda text, word: text == word != "小计"
        )

    def _says_total(self, row: int, test: Callable[[str, str], bool]) -> bool:
        texts = (
            head_name(cell).rstrip(":")
            for column, cell in enumerate(self.export.sheet.rows[row])
            if column not in self.export.amounts and isinstance(cell, str)
        )
        return any(test(text, word) for text in texts for word in self._totals)


def _choices(column: ExportColumn) -> dict[str, str]:
    """Return the platform's spellings of a value, each with the ledger's."""
    known = {}
    for value, aliases in column.values.items():
        for alias in (value, *aliases):
            known[head_name(alias).upper()] = value
    return known
