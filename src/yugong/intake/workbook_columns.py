"""The columns of a workbook for the fields of a model, and the content of their cells.

Column names are the Chinese names of the fields; the content follows from the type of the field.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from yugong.budget.budget import AddedAccount, ProcurementLine
from yugong.budget.catalogue import AccountKind
from yugong.budget.entry import Entry
from yugong.budget.ledger import LedgerLine
from yugong.budget.project import Project
from yugong.reading.annotations import alternatives

FieldPath = tuple[str, ...]
"""Field names from a record down to one value; empty for the record itself."""

SEPARATOR = "·"
"""Between the names of a nested field in a column head: ``实施期资金·单位自筹``."""


class CellKind(Enum):
    """The content of a cell, which decides its format, writing and reading."""

    TEXT = "文字"
    LONG_TEXT = "长文字"
    CODE = "编码"
    AMOUNT = "金额"
    COUNT = "整数"
    DATE = "日期"
    CHOICE = "选项"


@dataclass(frozen=True, slots=True)
class Column:
    """One field: its head, its path in the record, and its content.

    ``offered_from`` names the sheet whose entries a cell may choose from; a ``marked`` head has
    another colour.
    """

    head: str
    path: FieldPath
    kind: CellKind
    required: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()
    chart: AccountKind | None = None
    offered_from: str = ""
    marked: bool = False


_LONG = frozenset(
    {"概况", "立项依据", "必要性", "保障措施", "实施计划", "实施期目标", "年度目标", "职责"}
)
_OFFERED = {
    ("单位", LedgerLine): "单位",
    ("实施单位", Project): "单位",
    ("项目", LedgerLine): "项目",
    ("项目", ProcurementLine): "项目",
}
"""The sheet whose entries a field may choose from, by the field and its model."""


def columns_of(model: type[Entry], above: FieldPath = (), within: str = "") -> tuple[Column, ...]:
    """Return the columns of a model's fields: nested records by their fields, no lists."""
    columns: list[Column] = []
    for field in model.model_fields.values():
        name = field.alias or ""
        path = (*above, name)
        head = f"{within}{name}"
        inner = _record(field.annotation)
        if get_origin(field.annotation) in (tuple, dict):
            continue
        if inner is not None:
            columns += columns_of(inner, path, f"{head}{SEPARATOR}")
        else:
            columns.append(_column(model, field, head, path))
    return tuple(columns)


def column_of(model: type[Entry], name: str) -> Column:
    """Return the column of one field, by its name."""
    field = next(each for each in model.model_fields.values() if each.alias == name)
    return _column(model, field, name, (name,))


def _column(model: type[Entry], field: FieldInfo, head: str, path: FieldPath) -> Column:
    name = path[-1]
    kind, choices = _kind(field.annotation)
    chart = AccountKind(name) if name in set(AccountKind) else None
    if chart is not None or (model is AddedAccount and name == "编码"):
        kind = CellKind.CODE
    elif kind is CellKind.TEXT and name in _LONG:
        kind = CellKind.LONG_TEXT
    return Column(
        head,
        path,
        kind,
        required=field.is_required(),
        hint=field.description or "",
        choices=choices,
        chart=chart,
        offered_from=_OFFERED.get((name, model), ""),
    )


def _kind(annotation: Any) -> tuple[CellKind, tuple[str, ...]]:
    for inner in alternatives(annotation):
        if get_origin(inner) is Literal:
            return CellKind.CHOICE, tuple(map(str, get_args(inner)))
        if isinstance(inner, type):
            if issubclass(inner, StrEnum):
                return CellKind.CHOICE, tuple(map(str, inner))
            for base, kind in (
                (Decimal, CellKind.AMOUNT),
                (int, CellKind.COUNT),
                (date, CellKind.DATE),
            ):
                if issubclass(inner, base):
                    return kind, ()
    return CellKind.TEXT, ()


def _record(annotation: Any) -> type[Entry] | None:
    for inner in alternatives(annotation):
        if isinstance(inner, type) and issubclass(inner, Entry):
            return inner
    return None
