"""Equations that a standard's YAML states between cells: read and checked, not yet computed.

``表.预算收支总表['收入总计'].收入金额 == 表.预算收入总表['合计'].合计 + …``: cells, ``+``, ``-``
and one ``==``, in the syntax of the template language and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import TemplateSyntaxError, nodes

from yugong.findings.similarity import most_similar
from yugong.quick_dataclass import dataclass
from yugong.standard.expression_parser import parse_expression
from yugong.standard.schema import RowSpec, TableSpec

_CELL = "表.表名['行'].列"


class EquationError(Exception):
    """A wrong part of an equation; ``near`` is the name that was probably meant."""

    def __init__(self, actual: str, near: str = "") -> None:
        self.actual = actual
        self.near = near
        super().__init__(actual)


@dataclass(frozen=True, slots=True)
class CellName:
    """A cell by the names of its table, row and column; ``sign`` is 1 or -1."""

    table: str
    row: str
    column: str
    sign: int = 1


@dataclass(frozen=True, slots=True)
class StatedEquation:
    """Two sums of cells that must be equal."""

    source: str
    left: tuple[CellName, ...]
    right: tuple[CellName, ...]

    @property
    def cells(self) -> tuple[CellName, ...]:
        return (*self.left, *self.right)


def parse_equation(source: str) -> StatedEquation:
    """Read an equation; raises :class:`EquationError` for anything but cells, + - and ==."""
    try:
        node = parse_expression(source)
    except TemplateSyntaxError as error:
        raise EquationError(source, f"{_CELL} == {_CELL}") from error
    if not isinstance(node, nodes.Compare) or [operation.op for operation in node.ops] != ["eq"]:
        raise EquationError(source, "一个 ==")
    left, right = tuple(_sum(node.expr, 1)), tuple(_sum(node.ops[0].expr, 1))
    return StatedEquation(source, left, right)


def check_equation(
    equation: StatedEquation, tables: Sequence[TableSpec]
) -> Iterator[EquationError]:
    """The names in an equation that the standard's tables do not have."""
    known = {table.name: table for table in tables}
    for cell in equation.cells:
        table = known.get(cell.table)
        if table is None:
            yield EquationError(cell.table, most_similar(cell.table, known))
            continue
        amounts = [
            column.name for block in table.blocks for column in block.columns if not column.text
        ]
        if cell.column not in amounts:
            yield EquationError(cell.column, most_similar(cell.column, amounts))
            continue
        block = next(
            block for block in table.blocks if any(c.name == cell.column for c in block.columns)
        )
        expands = any(isinstance(row, RowSpec) and row.expand for row in block.rows)
        if cell.row not in block.fixed_keys and not (expands and cell.row.isdigit()):
            yield EquationError(cell.row, most_similar(cell.row, block.fixed_keys))


def _sum(node: nodes.Node, sign: int) -> Iterator[CellName]:
    if isinstance(node, nodes.Add | nodes.Sub):
        yield from _sum(node.left, sign)
        yield from _sum(node.right, -sign if isinstance(node, nodes.Sub) else sign)
    elif isinstance(node, nodes.Neg):
        yield from _sum(node.node, -sign)
    else:
        yield _cell(node, sign)


def _cell(node: nodes.Node, sign: int) -> CellName:
    owner, column = _member(node)
    table, row = _member(owner)
    root, name = _member(table)
    if not isinstance(root, nodes.Name) or root.name != "表":
        raise EquationError(name, _CELL)
    return CellName(name, row, column, sign)


def _member(node: nodes.Node) -> tuple[nodes.Node, str]:
    """The owner and the name of ``owner.name`` and of ``owner['name']``."""
    if isinstance(node, nodes.Getattr):
        return node.node, node.attr
    if (
        isinstance(node, nodes.Getitem)
        and isinstance(node.arg, nodes.Const)
        and isinstance(node.arg.value, str)
    ):
        return node.node, node.arg.value
    raise EquationError(type(node).__name__.lower(), _CELL)
