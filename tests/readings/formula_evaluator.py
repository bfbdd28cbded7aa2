"""A small evaluator of the formulas a working paper uses, made apart from the code that writes them.

It computes as a spreadsheet does: in binary fractions, with the criteria of SUMIFS as they are
documented (numbers, operators, wildcards, no difference between capital and small letters).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

_TOKENS = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<text>"(?:[^"]|"")*")"""
    r"""|(?P<name>'[^']+'!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?|[\w.]+!?\$?[A-Z]*\$?\d*(?::\$?[A-Z]+\$?\d+)?)"""
    r"""|(?P<sign><>|<=|>=|[-+*/&=<>(){},;]))"""
)

Lookup = Callable[[str], Any]
"""What a name, a cell or an area holds: one value, or a list of them."""


def evaluate(formula: str, lookup: Lookup) -> Any:
    """The value of a formula without its equals sign."""
    parser = _Parser(formula, lookup)
    value = parser.comparison()
    assert parser.at == len(parser.tokens), f"cannot read the rest of {formula}"
    return value


class _Parser:
    def __init__(self, formula: str, lookup: Lookup) -> None:
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(formula):
            token = _TOKENS.match(formula, position)
            assert token is not None, f"cannot read {formula[position:]!r}"
            self.tokens.append((str(token.lastgroup), token.group(str(token.lastgroup))))
            position = token.end()
        self.at = 0
        self.lookup = lookup

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def comparison(self) -> Any:
        left = self.joined()
        while self.peek() in ("=", "<>", "<", ">", "<=", ">="):
            sign = self.take()[1]
            right = self.joined()
            left = _each(left, partial(_compare, sign=sign, right=right))
        return left

    def joined(self) -> Any:
        left = self.sum()
        while self.peek() == "&":
            self.take()
            left = _written(left) + _written(self.sum())
        return left

    def sum(self) -> Any:
        left = self.product()
        while self.peek() in ("+", "-"):
            sign = self.take()[1]
            right = self.product()
            left = left + right if sign == "+" else left - right
        return left

    def product(self) -> Any:
        left = self.unary()
        while self.peek() in ("*", "/"):
            sign = self.take()[1]
            right = self.unary()
            # What divides by nothing is an error in a sheet, and so it is unless IF avoids it.
            left = left * right if sign == "*" else left / right if right else math.nan
        return left

    def unary(self) -> Any:
        if self.peek() == "-":
            self.take()
            return _each(self.unary(), lambda number: -float(number))
        return self.atom()

    def atom(self) -> Any:
        kind, token = self.take()
        if kind == "number":
            return float(token)
        if kind == "text":
            return token[1:-1].replace('""', '"')
        if token == "(":
            value = self.comparison()
            assert self.take()[1] == ")"
            return value
        if token == "{":
            return self.array()
        assert kind == "name", token
        if self.peek() == "(":
            self.take()
            return self.call(token)
        return self.lookup(token.replace("$", ""))

    def array(self) -> list[list[Any]]:
        """An array constant, as a list of its rows."""
        rows: list[list[Any]] = [[]]
        while True:
            rows[-1].append(self.unary())
            sign = self.take()[1]
            if sign == "}":
                return rows
            if sign == ";":
                rows.append([])

    def call(self, name: str) -> Any:
        given = []
        while self.peek() != ")":
            given.append(self.comparison())
            if self.peek() == ",":
                self.take()
        self.take()
        return _FUNCTIONS[name](*given)


def _each(value: Any, work: Callable[[Any], Any]) -> Any:
    return [_each(item, work) for item in value] if isinstance(value, list) else work(value)


def _flat(*values: Any) -> list[Any]:
    flat: list[Any] = []
    for value in values:
        flat += _flat(*value) if isinstance(value, list) else [value]
    return flat


def _compare(left: Any, sign: str, right: Any) -> bool:
    left = 0.0 if left is None else left
    order = int(left > right) - int(left < right)
    return {"=": order == 0, "<>": order != 0, "<": order < 0, ">": order > 0}[sign]


def _written(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _sum(*values: Any) -> float:
    return math.fsum(float(number) for number in _flat(*values) if isinstance(number, int | float))


def _round(value: float, places: float) -> float:
    """Half away from zero on the binary fraction itself: no kindness to 0.4999…."""
    if math.isnan(value):
        return value
    unit = Decimal(1).scaleb(-int(places))
    return float(Decimal(value).quantize(unit, rounding=ROUND_HALF_UP))


def _sumifs(amounts: Sequence[float], *pairs: Any) -> Any:
    columns, criteria = pairs[::2], pairs[1::2]
    arrays = [index for index, criterion in enumerate(criteria) if isinstance(criterion, list)]
    if arrays:
        return _spread(amounts, columns, criteria, arrays)
    met = [_meets(criterion) for criterion in criteria]
    return math.fsum(
        amount
        for row, amount in enumerate(amounts)
        if all(test(column[row]) for test, column in zip(met, columns, strict=True))
    )


def _spread(
    amounts: Sequence[float], columns: Sequence[Any], criteria: Sequence[Any], arrays: list[int]
) -> list[list[Any]]:
    """One sum for each place of the array that the constants span: two rows go side by side,
    a row and a column cross.
    """
    height = max(len(criteria[index]) for index in arrays)
    width = max(len(criteria[index][0]) for index in arrays)

    def placed(array: list[list[Any]], row: int, column: int) -> Any:
        return array[row if len(array) > 1 else 0][column if len(array[0]) > 1 else 0]

    grid = []
    for row in range(height):
        line = []
        for column in range(width):
            chosen = [
                placed(criterion, row, column) if index in arrays else criterion
                for index, criterion in enumerate(criteria)
            ]
            pairs = [part for pair in zip(columns, chosen, strict=True) for part in pair]
            line.append(_sumifs(amounts, *pairs))
        grid.append(line)
    return grid


def _meets(criterion: Any) -> Callable[[Any], bool]:
    if isinstance(criterion, float):
        return lambda value: _number(value) == criterion
    for sign in ("<>", "<=", ">=", "=", "<", ">"):
        if criterion.startswith(sign):
            raise AssertionError(f"a criterion that is an operator: {criterion}")
    number = _number(criterion)
    if number is not None:
        return lambda value: _number(value) == number
    assert len(criterion) <= 255, "a criterion longer than SUMIFS takes"
    pattern = ""
    letters = iter(criterion)
    for letter in letters:
        if letter == "~":
            pattern += re.escape(next(letters, "~"))
        else:
            pattern += {"*": ".*", "?": "."}.get(letter, re.escape(letter))
    compiled = re.compile(pattern, re.I | re.S)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _if(condition: Any, yes: Any, no: Any) -> Any:
    return yes if condition else no


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "SUM": _sum,
    "SUMPRODUCT": lambda value: math.fsum(float(number or 0) for number in _flat(value)),
    "SUMIFS": _sumifs,
    "SUBTOTAL": lambda kind, values: _sum(values) if kind == 9 else None,
    "ROUND": _round,
    "ABS": lambda value: _each(value, lambda number: abs(number or 0)),
    "IF": _if,
}
