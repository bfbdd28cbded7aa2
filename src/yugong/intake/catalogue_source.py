"""Reading of the charts of accounts: the shipped lists, and a bureau's own.

The shipped lists are in ``yugong/catalogue/<year>/``; a fault in those is a programmer's
and raises ``ValueError``. A bureau's or department's own list comes from outside: it is
limited in size before it is parsed, and every fault in it is a finding with its place.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from yugong.budget.catalogue import (
    Account,
    AccountKind,
    Catalogue,
    Chart,
    GovernmentCodes,
    is_code,
)
from yugong.findings import Finding, Kind, Place, Severity
from yugong.intake.list_file import ListSheet, read_list
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address
from yugong.reading.located_yaml import parse_yaml

_HEAD_WITHIN = 10
"""The number of rows within which the table head must be; there may be a title above it."""

_HEADS = {
    "code": ("编码", "科目编码"),
    "name": ("名称", "科目名称"),
    "kind": ("类型", "表"),
}
_FILES = {
    AccountKind.FUNCTION: "function.csv",
    AccountKind.DEPARTMENT_ECONOMIC: "department_economic.csv",
    AccountKind.GOVERNMENT_ECONOMIC: "government_economic.csv",
    AccountKind.INCOME: "income.csv",
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """A 科目 of an own list, with its place there."""

    kind: AccountKind
    account: Account
    place: Place


# --- the package's own lists ---------------------------------------------------------------


def load_catalogue(year: int) -> tuple[Catalogue, list[Finding]]:
    """Return the catalogue of this year, else of the nearest year before it.

    Without an earlier year the nearest later one serves. A substitution is reported as a
    warning, never made silently.
    """
    years = catalogue_years()
    if year in years:
        return _load(year), []
    earlier = [known for known in years if known < year]
    chosen = earlier[-1] if earlier else years[0]
    finding = Finding(
        Kind.NO_CATALOGUE_OF_YEAR,
        Place(path="年度"),
        actual=f"{year} 年",
        expected=f"现有 {'、'.join(map(str, years))} 年的目录，已采用 {chosen} 年的",
        severity=Severity.WARNING,
    )
    return _load(chosen), [finding]


def catalogue_years() -> tuple[int, ...]:
    """Return the years that have a shipped catalogue, ascending."""
    return tuple(sorted(int(entry.name) for entry in _root().iterdir() if entry.name.isdigit()))


def _root() -> Traversable:
    return resources.files("yugong").joinpath("catalogue")


@lru_cache(maxsize=16)
def _load(year: int) -> Catalogue:
    folder = _root().joinpath(str(year))
    definition = folder.joinpath("year.yaml")
    if not definition.is_file():
        return _read_year(year, folder)
    settings, _ = parse_yaml(definition.read_bytes(), f"{year}/year.yaml")
    base = None if settings is None else settings.value["沿用"]
    if not isinstance(base, str) or not base.isdecimal() or int(base) >= year:
        raise ValueError(f"{year}/year.yaml: 沿用 must name an earlier year")
    return _changed(_load(int(base)), year, folder.joinpath("changes.csv"))


def _read_year(year: int, folder: Traversable) -> Catalogue:
    charts = {}
    for kind, file in _FILES.items():
        rows = _package_rows(folder.joinpath(file), ("编码", "名称"))
        accounts = tuple(Account(code, name) for code, name in rows)
        charts[kind] = Chart(kind.value, kind.levels, accounts)
    correspondence = _package_rows(
        folder.joinpath("economic_mapping.csv"), ("部门经济科目", "机关", "事业")
    )
    return Catalogue(
        year=year,
        function=charts[AccountKind.FUNCTION],
        department_economic=charts[AccountKind.DEPARTMENT_ECONOMIC],
        government_economic=charts[AccountKind.GOVERNMENT_ECONOMIC],
        income=charts[AccountKind.INCOME],
        mapping={
            code: GovernmentCodes(agency or None, institution or None)
            for code, agency, institution in correspondence
        },
    )


def _changed(base: Catalogue, year: int, changes: Traversable) -> Catalogue:
    result = replace(base, year=year)
    if not changes.is_file():
        return result
    for table, change, code, name in _package_rows(changes, ("表", "变动", "编码", "名称")):
        kind = AccountKind(table)
        chart = result.chart(kind)
        if (code in chart) != (change in ("更名", "取消")):
            raise ValueError(f"{year}/changes.csv: {change} {code} does not fit the list")
        if change == "取消":
            chart = chart.without((code,))
        else:
            chart = chart.with_added((Account(code, name),))
        result = result.with_chart(kind, chart)
    return result


def _package_rows(file: Traversable, head: tuple[str, ...]) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8"), newline=""), strict=True))
    if not rows or tuple(rows[0]) != head or any(len(row) != len(head) for row in rows):
        raise ValueError(f"{file.name}: every row must have the columns {head}")
    return rows[1:]


# --- a bureau's or department's own list ---------------------------------------------------


def extend(
    catalogue: Catalogue, path: Path, kind: AccountKind | None = None, *, anew: bool = False
) -> tuple[Catalogue, list[Finding]]:
    """Return a new catalogue with the accounts of the file at ``path``, and the file's faults.

    With ``anew`` each kind in the file is replaced as a whole; otherwise its accounts are added and
    replace listed ones of the same code. An account whose parent is in neither list is left out and
    reported.
    """
    located, findings = read_accounts(path, kind)
    for present in dict.fromkeys(entry.kind for entry in located):
        chart = catalogue.chart(present)
        of_kind = [entry for entry in located if entry.kind is present]
        kept: set[str] = set() if anew else {account.code for account in chart}
        accepted = []
        for entry in sorted(of_kind, key=lambda entry: entry.account.code):
            parent = chart.parent_code(entry.account.code)
            if parent is None or parent in kept:
                kept.add(entry.account.code)
                accepted.append(entry.account)
                continue
            findings.append(
                Finding(
                    Kind.ACCOUNT_WITHOUT_PARENT,
                    entry.place,
                    actual=f"{entry.account.code} {entry.account.name}",
                    expected=f"先列出上级科目 {parent}",
                )
            )
        start = Chart(chart.kind, chart.levels) if anew and accepted else chart
        catalogue = catalogue.with_chart(present, start.with_added(accepted))
    return catalogue, findings


def read_accounts(
    path: Path, kind: AccountKind | None = None
) -> tuple[list[ListedAccount], list[Finding]]:
    """Return the accounts of a CSV or XLSX list, and every fault in it.

    ``kind`` is the kind of rows without their own; a 类型 column, or a sheet named for a kind, has
    precedence. Faulty rows are left out and reported.
    """
    sheets, findings = read_list(path)
    located: list[ListedAccount] = []
    headless: list[Finding] = []
    for sheet in sheets:
        sheet_kind = AccountKind(sheet.name) if sheet.name in set(AccountKind) else kind
        faults: list[Finding] = []
        located += _accounts(sheet, Place(path.name, sheet=sheet.name), sheet_kind, faults)
        for finding in faults:
            (headless if finding.code == Kind.ACCOUNT_LIST_WITHOUT_HEAD else findings).append(
                finding
            )
    if located:
        # A sheet of notes besides the list is no fault, but it is reported.
        headless = [replace(finding, severity=Severity.INFO) for finding in headless]
    findings += headless
    if not sheets and not findings:
        findings.append(
            Finding(
                Kind.ACCOUNT_LIST_WITHOUT_HEAD,
                Place(path.name),
                actual="空表",
                expected="编码、名称",
            )
        )
    return _without_duplicates(located, findings), findings


def _accounts(
    sheet: ListSheet, sheet_place: Place, kind: AccountKind | None, findings: list[Finding]
) -> list[ListedAccount]:
    columns: dict[str, int] = {}
    located: list[ListedAccount] = []

    def place(number: int, subject: str) -> Place:
        column = columns.get(subject, 0)
        if sheet_place.sheet is None:
            return Place(sheet_place.file, line=number, column=column + 1)
        return Place(
            sheet_place.file, sheet=sheet_place.sheet, cell=cell_address(number - 1, column)
        )

    def fault(code: str, where: Place, actual: str, expected: str) -> None:
        findings.append(Finding(code, where, actual, expected))

    top: list[str] = []
    for number, row in sheet.rows:
        if "code" not in columns:
            columns = _head(row)
            if "code" in columns and "name" not in columns:
                fault(
                    Kind.ACCOUNT_LIST_WITHOUT_HEAD,
                    place(number, "code"),
                    "、".join(filter(None, row))[:60],
                    "名称",
                )
                return []
            if "code" not in columns:
                top.append("、".join(filter(None, row)))
                if len(top) == _HEAD_WITHIN:
                    break
            continue
        values = {s: row[i] if i < len(row) else "" for s, i in columns.items()}
        row_kind = kind
        if values.get("kind"):
            if values["kind"] not in set(AccountKind):
                fault(
                    Kind.NOT_AMONG_CHOICES,
                    place(number, "kind"),
                    values["kind"][:40],
                    "、".join(AccountKind),
                )
                continue
            row_kind = AccountKind(values["kind"])
        if row_kind is None:
            fault(
                Kind.REQUIRED_FIELD_MISSING,
                place(number, "kind"),
                "",
                f"类型（{'、'.join(AccountKind)}）",
            )
            continue
        code = unicodedata.normalize("NFKC", values["code"])
        if not is_code(code, row_kind.levels):
            digits = "、".join(map(str, row_kind.levels))
            fault(
                Kind.MALFORMED_ACCOUNT_CODE,
                place(number, "code"),
                values["code"][:40],
                f"{row_kind}为 {digits} 位数字",
            )
            continue
        name = values["name"]
        if not name:
            fault(Kind.REQUIRED_FIELD_MISSING, place(number, "name"), "", f"{code} 的名称")
        elif _CONTROL.search(name):
            fault(Kind.UNWRITABLE_CHARACTER, place(number, "name"), code, "不含控制字符的名称")
        else:
            located.append(ListedAccount(row_kind, Account(code, name), place(number, "code")))
    if "code" not in columns:
        where = sheet_place if sheet_place.sheet else Place(sheet_place.file, line=1, column=1)
        fault(Kind.ACCOUNT_LIST_WITHOUT_HEAD, where, top[0][:60], "编码、名称")
    return located


def _head(row: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for subject, names in _HEADS.items():
        for index, cell in enumerate(row):
            if "".join(cell.split()) in names:
                columns.setdefault(subject, index)
    return columns if "code" in columns else {}


def _without_duplicates(
    located: list[ListedAccount], findings: list[Finding]
) -> list[ListedAccount]:
    first: dict[tuple[AccountKind, str], ListedAccount] = {}
    for entry in located:
        earlier = first.setdefault((entry.kind, entry.account.code), entry)
        if earlier is entry:
            continue
        same = earlier.account.name == entry.account.name
        findings.append(
            Finding(
                Kind.DUPLICATE_NAME,
                entry.place,
                actual=f"{entry.account.code} {entry.account.name}",
                expected=f"只列一次；{earlier.place} 已列为“{earlier.account.name}”",
                severity=Severity.WARNING if same else Severity.ERROR,
            )
        )
    return list(first.values())
