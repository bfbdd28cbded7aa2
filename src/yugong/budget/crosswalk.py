"""The crosswalk of renamed and moved 科目: last year's code → this year's.

Tests: tests/jobs/test_last_year.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TypeVar

from yugong.budget.budget import Budget
from yugong.budget.catalogue import AccountKind
from yugong.budget.entry import Entry
from yugong.budget.model_fields import notes_of
from yugong.quick_dataclass import dataclass

_Row = TypeVar("_Row", bound=Entry)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Last year's codes and this year's codes for them, by kind.

    A 类 or 款 that was moved as a whole takes the codes below it along, unless they are listed
    themselves. Several old codes may become one; one never becomes several, because last year's
    amounts do not show how they would divide.
    """

    codes: Mapping[AccountKind, Mapping[str, str]] = field(default_factory=dict)

    def with_codes(self, more: Mapping[AccountKind, Mapping[str, str]]) -> Crosswalk:
        """Return this crosswalk with entries of another, which have precedence."""
        kinds = {*self.codes, *more}
        return Crosswalk(
            {kind: {**self.codes.get(kind, {}), **more.get(kind, {})} for kind in kinds}
        )

    def code(self, kind: AccountKind, code: str) -> str:
        """Return this year's code for last year's; the same code if it was not moved."""
        known = self.codes.get(kind, {})
        for length in range(len(code), 0, -1):
            if code[:length] in known:
                return known[code[:length]] + code[length:]
        return code

    def recoded(self, budget: Budget) -> Budget:
        """Return last year's budget in this year's 科目; amounts are untouched."""
        return budget.model_copy(
            update={
                "ledger": tuple(self._row(line) for line in budget.ledger),
                "income": tuple(self._row(line) for line in budget.income),
                "year_end": tuple(self._row(line) for line in budget.year_end),
            }
        )

    def _row(self, row: _Row) -> _Row:
        moved = {}
        for name, about in type(row).model_fields.items():
            kind, code = notes_of(about).account, getattr(row, name)
            if kind and code and self.code(kind, code) != code:
                moved[name] = self.code(kind, code)
        return row.model_copy(update=moved) if moved else row
