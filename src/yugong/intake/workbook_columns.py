"""The columns of a workbook for the fields of a model, and the content of their cells.

Column names are the Chinese names of the fields; the content follows from the type of the field.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from yugong.budget.catalogue import AccountKind
from yugong.budget.entry import Entry
from yugong.budget.model_fields import field_named, notes_of
from yugong.quick_dataclass import dataclass
from yugong.reading.annotations import alternatives

FieldPath = tuple[str, ...]
"""Field names from a record down to one value; empty for the record itself."""

_SEPARATOR = "·"
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
class FieldColumn:
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


def columns_of(
    model: type[Entry], above: FieldPath = (), within: str = ""
) -> tuple[FieldColumn, ...]:
    """Return the columns of a model's fields: nested records by their fields, no lists."""
    columns: list[FieldColumn] = []
    for field in model.model_fields.values():
        name = field.alias or ""
        path = (*above, name)
        head = f"{within}{name}"
        inner = _record(field.annotation)
        if get_origin(field.annotation) in (tuple, dict):
            continue
        if inner is not None:
            columns += columns_of(inner, path, f"{head}{_SEPARATOR}")
        else:
            columns.append(_column(field, head, path))
    return tuple(columns)


def column_of(model: type[Entry], name: str) -> FieldColumn:
    """Return the column of one field, by its name."""
    return _column(field_named(model, name), name, (name,))


def _column(field: FieldInfo, head: str, path: FieldPath) -> FieldColumn:
    kind, choices = _kind(field.annotation)
    notes = notes_of(field)
    if notes.account or notes.is_code:
        kind = CellKind.CODE
    elif kind is CellKind.TEXT and notes.is_long:
        kind = CellKind.LONG_TEXT
    return FieldColumn(
        head,
        path,
        kind,
        required=field.is_required() or notes.is_usual,
        hint=field.description or "",
        choices=choices,
        chart=notes.account,
        offered_from=notes.choices_from,
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
