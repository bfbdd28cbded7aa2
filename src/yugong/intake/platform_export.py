"""The detail export of the 预算管理一体化 platform as the beginning of a budget.

An export has the money and its classification, but not what a department writes: duties,
performance goals, reasons. The result is a plain value with 部门.单位, 收支明细, 项目 and
政府采购, which a person completes.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from yugong.budget.dimension import PROJECT_CATEGORIES, Source, Year
from yugong.findings import Finding, Kind, Place, Severity
from yugong.intake.export_mapping import (
    AmountColumn,
    FieldName,
    MatchedExport,
    choose_mapping,
    load_mappings,
)
from yugong.intake.export_row import ExportRows
from yugong.intake.sheet_file import read_sheets
from yugong.intake.wan_suspicion import wan_suspicion

_AMOUNT = re.compile(r"[0-9]+\.[0-9]{2}")


def import_export(
    path: Path, mappings_folder: Path | None = None
) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Read an export by the mapping that fits its heads.

    Return ``None`` if the file is no workbook, fits no mapping, or lacks a required column.
    Otherwise the value contains every row, with faulty cells as written and findings at those
    cells.
    """
    mappings, findings = load_mappings(mappings_folder)
    sheets, more = read_sheets(path)
    findings += more
    if not sheets:
        return None, findings
    export, more = choose_mapping(sheets, mappings, str(path))
    findings += more
    if export is None or export.missing:
        return None, findings
    rows = ExportRows(export, str(path))
    value = _Import(rows).value()
    return value, findings + rows.findings


class _Import:
    """The rows of one export, collected into a budget's plain value."""

    def __init__(self, rows: ExportRows) -> None:
        self._rows = rows
        self._export: MatchedExport = rows.export
        self._lines: list[dict[str, Any]] = []
        self._units: dict[str, None] = {}
        self._projects: dict[tuple[str, str], None] = {}
        self._procurement: list[dict[str, Any]] = []
        self._line_projects: list[tuple[dict[str, Any], tuple[str, str]]] = []

    def value(self) -> dict[str, Any] | None:
        sheet = self._export.sheet
        totals: list[int] = []
        last = -1
        for row in range(self._export.head_row + 1, len(sheet.rows)):
            if self._is_blank(row):
                continue
            if self._rows.is_total(row):
                totals += [row] if self._rows.is_grand_total(row) else []
                continue
            self._read(row)
            last = row
        self._notes(last, totals)
        self._name_projects()
        if len(self._units) < 2:
            for line in self._lines:
                line.pop("单位", None)
        value: dict[str, Any] = {}
        if self._units:
            value["部门"] = {"单位": [{"名称": unit} for unit in self._units]}
        value["收支明细"] = self._lines
        if self._projects:
            value["项目"] = [
                {"编码": code, "名称": name} if code else {"名称": name}
                for code, name in self._projects
            ]
        if self._procurement:
            value["政府采购"] = self._procurement
        return value

    def _is_blank(self, row: int) -> bool:
        """Return true if no column that is read has content; a remark below the table is no row."""
        cells = self._export.sheet.rows[row]
        used = [*self._export.fields.values(), *self._export.amounts]
        filled = [column for column in used if cells[column] not in (None, "")]
        return not filled or (
            len(filled) == 1
            and isinstance(cells[filled[0]], str)
            and (
                re.match(r"\s*(注|说明|备注|填表|制表|审核|单位负责人)", str(cells[filled[0]]))
                is not None
            )
        )

    def _read(self, row: int) -> None:
        rows = self._rows
        amounts = rows.each_amount(row)
        if not amounts:
            rows.report(
                Kind.REQUIRED_FIELD_MISSING, row, self._column(), "", "填写金额，没有的写 0"
            )
        amounts = [entry for entry in amounts if entry[2] != "0.00"]
        if not amounts:
            return
        base: dict[str, Any] = {}
        unit = rows.named(row, "单位")
        if unit:
            self._units.setdefault(unit)
            base["单位"] = unit
        category = rows.choice(row, "支出类别")
        if category is None and not any(
            "支出类别" in amount_column.fixed for _, amount_column, _ in amounts
        ):
            rows.report(
                Kind.REQUIRED_FIELD_MISSING, row, self._column("支出类别"), "", "填写“支出类别”"
            )
        base["支出类别"] = category
        name = (rows.text(row, "项目名称") or "").replace("\n", "")
        code = rows.text(row, "项目编码") or ""
        project = (code, name or code)
        base["功能科目"] = rows.account(row, "功能科目")
        base["部门经济科目"] = rows.account(row, "部门经济科目")
        if "政府经济科目" in self._export.fields:
            base["政府经济科目"] = rows.account(row, "政府经济科目")
        source, year = rows.source_and_year(row)
        base["资金来源"], base["年份"] = source, year
        base["备注"] = rows.text(row, "备注")
        for _, kind, amount in amounts:
            self._add(row, base, kind, amount, project)
        self._add_procurement(row, project, amounts)

    def _column(self, *names: FieldName) -> int:
        """Return the column to report about a row: the first of these fields, else its amount."""
        fields = self._export.fields
        known = (fields[name] for name in names if name in fields)
        return next(known, next(iter(self._export.amounts)))

    def _add(
        self,
        row: int,
        base: dict[str, Any],
        amount_column: AmountColumn,
        amount: str,
        project: tuple[str, str],
    ) -> None:
        fixed: dict[str, str] = {str(key): value for key, value in amount_column.fixed.items()}
        line = {**base, **fixed, "金额": amount, "备注": base["备注"]}
        if line["资金来源"] == Source.GENERAL:
            line["资金来源"] = None
        if line["年份"] == Year.CURRENT:
            line["年份"] = None
        line = {key: value for key, value in line.items() if value is not None}
        if line.get("支出类别") in PROJECT_CATEGORIES:
            if project[1]:
                self._projects.setdefault(project)
                line = _with_project(line, project[1])
                self._line_projects.append((line, project))
            else:
                column = self._column("项目名称", "支出类别")
                self._rows.report(Kind.PROJECT_UNMATCHED, row, column, "", "项目支出应写明项目名称")
        self._lines.append(line)

    def _add_procurement(
        self, row: int, project: tuple[str, str], amounts: list[tuple[int, AmountColumn, str]]
    ) -> None:
        if "是否政府采购" not in self._export.fields:
            return
        if self._rows.choice(row, "是否政府采购") != "是":
            return
        kind = self._rows.choice(row, "采购类别") if "采购类别" in self._export.fields else None
        if kind is None:
            self._rows.findings.append(
                Finding(
                    Kind.REQUIRED_FIELD_MISSING,
                    self._rows.place(row, self._column("采购类别", "是否政府采购")),
                    expected="政府采购的类别：货物、工程或服务",
                    remedy="生成预算文件后，在“政府采购”中补填该行的类别。",
                    severity=Severity.WARNING,
                )
            )
        valid = [Decimal(amount) for _, _, amount in amounts if _AMOUNT.fullmatch(amount)]
        line: dict[str, Any] = {} if kind is None else {"类别": kind}
        name = self._rows.text(row, "采购名称") or project[1]
        if name:
            line["名称"] = name
        line["金额"] = f"{sum(valid, Decimal(0)):.2f}" if valid else amounts[0][2]
        if project in self._projects:
            line = _with_project(line, project[1])
            self._line_projects.append((line, project))
        self._procurement.append(line)

    def _name_projects(self) -> None:
        """Set 项目 to the project's name, or to its code if another project has the same name."""
        names = Counter(name for _, name in self._projects)
        for line, (code, name) in self._line_projects:
            line["项目"] = code if code and names[name] > 1 else name

    def _notes(self, last: int, totals: list[int]) -> None:
        """Report on the sheet as a whole: unit, hidden rows, totals, suspicion of 万元."""
        export, rows = self._export, self._rows
        here = rows.place(export.head_row, self._column())
        if not self._lines:
            below = Place(rows.file, sheet=export.sheet.name, path="收支明细")
            rows.findings.append(
                Finding(Kind.REQUIRED_FIELD_MISSING, below, expected="表头下面至少有一笔金额")
            )
            return
        for column in export.amounts:
            if rows.in_wan(column):
                converted = "以万元为单位的金额已乘以 10000，换算成元"
                where = rows.place(export.head_row, column)
                rows.findings.append(
                    Finding(Kind.UNIT_CONVERTED, where, "万元", converted, severity=Severity.INFO)
                )
        hidden = [row for row in export.sheet.hidden_rows if export.head_row < row <= last]
        if hidden:
            where = rows.place(min(hidden), 0)
            advice = "隐藏（或筛选掉）的行已一并读取；不要的请删去"
            actual = f"{len(hidden)} 行隐藏"
            rows.findings.append(
                Finding(Kind.CONTENT_IGNORED, where, actual, advice, severity=Severity.WARNING)
            )
        amounts = [Decimal(line["金额"]) for line in self._lines if _AMOUNT.fullmatch(line["金额"])]
        self._check_total(totals, sum(amounts, Decimal(0)), len(amounts) == len(self._lines))
        if not any(map(rows.in_wan, export.amounts)):
            suspicion = wan_suspicion(amounts)
            if suspicion is not None:
                expected = "以元为单位的金额"
                rows.findings.append(
                    Finding(
                        Kind.SUSPECTED_WAN,
                        here,
                        str(suspicion),
                        expected,
                        severity=Severity.WARNING,
                    )
                )

    def _check_total(self, totals: list[int], total: Decimal, complete: bool) -> None:
        """Report a grand total of the sheet that is not the sum of the rows read."""
        if len(totals) != 1 or not complete:
            return
        before = len(self._rows.findings)
        stated = [amount for _, _, amount in self._rows.each_amount(totals[0])]
        if len(self._rows.findings) > before or not stated:
            return
        stated_total = sum(map(Decimal, stated), Decimal(0))
        if stated_total != total:
            where = self._rows.place(totals[0], self._column())
            expected = f"各行合计 {total:.2f} 元"
            self._rows.findings.append(
                Finding(
                    Kind.SUM_MISMATCH,
                    where,
                    f"{stated_total:.2f} 元",
                    expected,
                    severity=Severity.WARNING,
                )
            )


def _with_project(line: dict[str, Any], project: str) -> dict[str, Any]:
    """Return the line with its 项目 after the fields that precede it in a ledger."""
    line = dict(line)
    following = {
        key: line.pop(key) for key in list(line) if key not in ("单位", "支出类别", "类别", "名称")
    }
    return {**line, "项目": project, **following}
