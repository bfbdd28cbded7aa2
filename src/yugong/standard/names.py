"""The values a template may use; each knows the names it has.

Templates see nothing but these: records (:class:`TemplateRecord`), lists (:class:`Listing`),
tables, rows, cells, facts, text and whole numbers. Because each value knows its names, every tag
is checked before anything is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yugong.standard.table import RESERVED_ROW_NAMES, Cell, Row, Table


class Names:
    """A record of Chinese names, e.g. ``收入`` with 总计, 本年, ….  Immutable."""

    __slots__ = ("label", "values")

    def __init__(self, label: str, values: Mapping[str, Any]) -> None:
        self.label = label
        self.values = dict(values)

    def get(self, name: str) -> Any:
        """Return the value of a name; raise ``KeyError`` for an unknown name."""
        return self.values[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self.values)

    def items(self) -> Iterable[tuple[str, Any]]:
        return self.values.items()

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def __repr__(self) -> str:
        return f"Names({self.label})"


class Listing(tuple[Any, ...]):
    """A list that a template may loop over.

    ``shape`` is an example of its items, so that a loop over an empty list can be checked; the
    first item by default.
    """

    shape: Any

    def __new__(cls, items: Iterable[Any], shape: Any = None) -> Listing:
        listing = super().__new__(cls, items)
        listing.shape = shape if shape is not None else (listing[0] if len(listing) else None)
        return listing


class TableView:
    """A :class:`Table` as templates see it: 标题, 表号, 单位, 行, 注, 无数据, 表头."""

    __slots__ = ("_values", "table")

    def __init__(self, table: Table) -> None:
        self.table = table
        self._values = {
            "编号": table.number,
            "表号": table.label,
            "标题": table.title,
            "单位": table.unit,
            "行": Listing(table.rows, shape=RowShape(tuple(c.name for c in table.columns))),
            "注": Listing(table.notes, shape="注"),
            "无数据": table.empty,
            "表头": Names(f"{table.name}的表头", {c.name: c.head for c in table.columns}),
        }

    def get(self, name: str) -> Any:
        return self._values[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self._values)


_RESERVED_VALUES: Mapping[str, Any] = {"级次": 0, "合计行": False, "末级": False, "序号": ""}


class RowShape:
    """The shape of a table's row: the names of its columns."""

    __slots__ = ("_columns",)

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._columns = columns

    def names(self) -> tuple[str, ...]:
        return (*self._columns, *RESERVED_ROW_NAMES)

    def get(self, name: str) -> Any:
        if name in self._columns:
            return Cell("")
        return _RESERVED_VALUES[name]


def row_value(row: Row, name: str) -> Any:
    """Return the value of ``行.name`` in a template; raise ``KeyError`` for an unknown name."""
    cell = row.cells.get(name)
    if cell is not None:
        return cell
    if name == "级次":
        return row.depth
    if name == "合计行":
        return row.is_total
    if name == "末级":
        return row.is_leaf
    if name == "序号":
        return row.number or ""
    raise KeyError(name)


def names_of(value: Any) -> tuple[str, ...]:
    """Return the names that can follow a dot after this value; none for text and numbers."""
    if isinstance(value, Names | TableView | RowShape):
        return value.names()
    if isinstance(value, Row):
        return (*value.cells, *RESERVED_ROW_NAMES)
    return ()


def value_of(value: Any, name: str) -> Any:
    """Return the value of ``value.name``; raise ``KeyError`` if there is no such name."""
    if isinstance(value, Names | TableView | RowShape):
        return value.get(name)
    if isinstance(value, Row):
        return row_value(value, name)
    raise KeyError(name)
