"""Reading of crosswalks of 科目: the shipped ones, and a bureau's own.

The shipped ones are ``yugong/catalogue/<year>/crosswalk.csv`` and map the year before to that
year. A bureau's or department's own comes from outside, so that every fault in it is a finding
with its place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path

from yugong.budget.catalogue import AccountKind, is_code
from yugong.budget.crosswalk import Crosswalk
from yugong.findings import Finding, Kind, Place
from yugong.intake.list_file import ListSheet, read_list
from yugong.reading.cell_address import cell_address

_HEAD = ("类型", "上年编码", "本年编码")
_HEAD_WITHIN = 10
"""The number of rows within which the table head must be; there may be a title above it."""


@lru_cache(maxsize=8)
def load_crosswalk(year: int) -> Crosswalk:
    """Return the shipped crosswalk into this year; empty if no code is known to have moved."""
    file = resources.files("yugong").joinpath("catalogue", str(year), "crosswalk.csv")
    if not file.is_file():
        return Crosswalk()
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8"), newline=""), strict=True))
    if tuple(rows[0]) != (*_HEAD, "说明"):
        raise ValueError(f"{year}/crosswalk.csv: {rows[0]}")
    codes: dict[AccountKind, dict[str, str]] = {}
    for kind, old, new, _ in rows[1:]:
        codes.setdefault(AccountKind(kind), {})[old] = new
    return Crosswalk(codes)


def read_crosswalk(path: Path) -> tuple[dict[AccountKind, dict[str, str]], list[Finding]]:
    """Return the entries of a CSV or XLSX list with the columns 类型, 上年编码, 本年编码.

    Further columns are notes. Faulty rows are left out and reported.
    """
    sheets, findings = read_list(path)
    codes: dict[AccountKind, dict[str, str]] = {}
    for sheet in sheets:
        where = Place(path.name, sheet=sheet.name)
        head_row = next(
            (index for index, (_, row) in enumerate(sheet.rows) if set(_HEAD) <= set(row)), None
        )
        if head_row is None or head_row >= _HEAD_WITHIN:
            findings.append(
                Finding(
                    Kind.ACCOUNT_LIST_WITHOUT_HEAD,
                    where,
                    actual=sheet.name or "",
                    expected="、".join(_HEAD),
                )
            )
            continue
        head = sheet.rows[head_row][1]
        columns = {name: head.index(name) for name in _HEAD}
        findings += _read(sheet, head_row + 1, columns, where, codes)
    return codes, findings


def _read(
    sheet: ListSheet,
    first: int,
    columns: dict[str, int],
    where: Place,
    codes: dict[AccountKind, dict[str, str]],
) -> Iterator[Finding]:
    for number, row in sheet.rows[first:]:
        kind, old, new = (row[index] if index < len(row) else "" for index in columns.values())

        def place(name: str, number: int = number) -> Place:
            if sheet.name is None:
                return Place(where.file, line=number, column=columns[name] + 1)
            return Place(where.file, sheet=sheet.name, cell=cell_address(number - 1, columns[name]))

        if kind not in set(AccountKind):
            yield Finding(Kind.NOT_AMONG_CHOICES, place("类型"), kind[:40], "、".join(AccountKind))
            continue
        levels = AccountKind(kind).levels
        for name, code in (("上年编码", old), ("本年编码", new)):
            if not is_code(code, levels):
                digits = "、".join(map(str, levels))
                yield Finding(
                    Kind.MALFORMED_ACCOUNT_CODE, place(name), code[:40], f"{kind}为 {digits} 位数字"
                )
                break
        else:
            of_kind = codes.setdefault(AccountKind(kind), {})
            if len(old) != len(new):
                yield Finding(
                    Kind.MALFORMED_ACCOUNT_CODE,
                    place("本年编码"),
                    new,
                    f"与上年编码同为 {len(old)} 位",
                )
            elif of_kind.setdefault(old, new) != new:
                expected = f"只对应一个本年编码；前面已写为 {of_kind[old]}"
                yield Finding(Kind.DUPLICATE_NAME, place("上年编码"), f"{old}→{new}", expected)
