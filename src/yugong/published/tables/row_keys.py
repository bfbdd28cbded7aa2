"""Keys for the rows of a printed block, as in the standard's table.

Tests: tests/published/tables/test_loose_rows.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field

from yugong.budget.catalogue import Catalogue, Chart
from yugong.published.model.printed_text import likeness, plain, unnumbered
from yugong.quick_dataclass import dataclass
from yugong.standard.braces import fill
from yugong.standard.schema import BlockSpec, RowSpec
from yugong.standard.unit_rows import project_key, unit_key

_ALIKE = 84.0
_UNTITLED = ("", "合计")
"""Titles of a row whose title is printed once for the blocks on both sides."""

_CODE_BEFORE = re.compile(r"^\[?((?:\d\d){1,4}\d)\]?[-_\s]*(?=[^\d年月日.])")


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a printed row: code, name, and the name of the corresponding account."""

    code: str
    name: str
    counterpart: str = ""


@dataclass(slots=True)
class RowKeys:
    """A keying of the rows of one block, from the top down.

    ``units`` are the names of units in a list that mixes units and projects.
    """

    block: BlockSpec
    catalogue: Catalogue
    department: str
    units: frozenset[str] = frozenset()
    _left: list[RowSpec] = field(init=False)
    _class: str = field(init=False, default="")
    _unit: str = field(init=False, default="")
    _shared: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._left = [
            row for row in self.block.rows if isinstance(row, RowSpec) and row.expand is None
        ]

    def all(self, labels: Sequence[Label]) -> list[str]:
        """Return the key of every row; the key of an unknown row is its label."""
        if any(row.by_unit for row in self._expansions()):
            are_units = [self._is_unit(label) for label in labels]
            self._shared = sum(are_units) - self._totals(labels) > 1
        return [self._key(label) for label in labels]

    def is_known(self, label: Label) -> bool:
        """Tell if a row's title is exactly a fixed row of the block, or a class of its chart."""
        if self._fixed(label, sure=True) is not None:
            return True
        return bool(self._class_code(unnumbered(label.name), sure=True))

    def _totals(self, labels: Sequence[Label]) -> int:
        """Return the number of fixed rows with the name of a unit, such as the department's."""
        names = {plain(label.name) for label in labels}
        return sum(
            plain(title) in self.units and plain(title) in names
            for title in (self._title(row) for row in self._left)
        )

    def _expansions(self) -> Iterator[RowSpec]:
        return (row for row in self.block.rows if isinstance(row, RowSpec) and row.expand)

    def _title(self, row: RowSpec) -> str:
        return fill(row.title or "", {"部门": self.department})

    def _is_unit(self, label: Label) -> bool:
        return plain(label.name) in self.units

    def _key(self, label: Label) -> str:
        fixed = self._fixed(label, sure=True)
        if fixed is None:
            known = self._expanded(label)
            if known:
                return known
            fixed = self._fixed(label, sure=False)
        if fixed is not None:
            self._left.remove(fixed)
            return fixed.row_name({"部门": self.department})
        return self._unknown_key(label)

    def _fixed(self, label: Label, *, sure: bool) -> RowSpec | None:
        """Return the first fixed row with this title that is not yet used, or ``None``."""
        text = label.name or label.code
        whole, bare = plain(text), unnumbered(text)
        if label.code:
            return None
        titles = [(row, self._title(row)) for row in self._left]
        if whole in _UNTITLED:
            shared = next((row for row, title in titles if not title), None)
            if shared is not None or not whole:
                return shared
        for row, title in titles:
            if plain(title) == whole:
                return row
        for row, title in titles:
            if unnumbered(title) == bare:
                return row
        if sure:
            return None
        scored = [
            (likeness(unnumbered(title), bare), -index) for index, (_, title) in enumerate(titles)
        ]
        best = max(scored, default=(0.0, 0))
        return titles[-best[1]][0] if best[0] >= _ALIKE else None

    def _expanded(self, label: Label) -> str:
        for row in self._expansions():
            key = self._of_expansion(row, label)
            if key:
                return key
        return ""

    def _of_expansion(self, row: RowSpec, label: Label) -> str:
        if row.expand in ("功能科目", "收入科目", "政府经济科目"):
            return label.code if label.code.isdigit() else self._by_name(row, label)
        if row.expand == "功能大类":
            return self._class_code(unnumbered(label.name))
        if row.expand == "部门经济科目":
            return self._economic(row, label)
        if row.expand == "单位" and label.name:
            return unit_key(label.name)
        if row.expand == "项目" and label.name:
            return self._project(row, label)
        return ""

    def _project(self, row: RowSpec, label: Label) -> str:
        if not row.by_unit:
            return label.name
        if self._is_unit(label):
            self._unit = label.name
            return unit_key(label.name)
        if self._shared and self._unit:
            return project_key(self._unit, label.name)
        return label.name

    def _by_name(self, row: RowSpec, label: Label) -> str:
        chart = {
            "功能科目": self.catalogue.function,
            "收入科目": self.catalogue.income,
            "政府经济科目": self.catalogue.government_economic,
        }[row.expand or ""]
        return _code_named(chart, plain(label.name))

    def _class_code(self, name: str, *, sure: bool = False) -> str:
        if not name or not any(row.expand == "功能大类" for row in self._expansions()):
            return ""
        chart = self.catalogue.function
        classes = [account for account in chart if len(account.code) == chart.levels[0]]
        for account in classes:
            if plain(account.name) == name:
                return account.code
        if sure:
            return ""
        scored = [(likeness(plain(account.name), name), account.code) for account in classes]
        best = max(scored, default=(0.0, ""))
        return best[1] if best[0] >= _ALIKE else ""

    def _economic(self, row: RowSpec, label: Label) -> str:
        chart = self.catalogue.department_economic
        if label.code.isdigit():
            code = label.code
        else:
            code = self._economic_code(chart, plain(label.name), bool(label.counterpart))
        if not code:
            return ""
        if len(code) == chart.levels[0]:
            self._class = code
            return code
        if not row.paired_chart:
            return code
        government = self._government(code, plain(label.counterpart))
        return f"{code}/{government}" if label.counterpart else code

    def _economic_code(self, chart: Chart, name: str, has_beside: bool) -> str:
        """Return the code of a name: of a 类, or of a 款, preferably in the 类 above it."""
        level = chart.levels[1] if has_beside else chart.levels[0]
        named = [account.code for account in chart if plain(account.name) == name]
        fitting = [code for code in named if len(code) == level] or named
        under = [code for code in fitting if self._class and code.startswith(self._class)]
        return next(iter((*under, *fitting)), "")

    def _government(self, code: str, name: str) -> str:
        """Return the government 科目 of this name, those usual for the departmental one first."""
        chart = self.catalogue.government_economic
        named = [account.code for account in chart if plain(account.name) == name]
        usual = [self.catalogue.government_code(code, is_agency) for is_agency in (False, True)]
        fitting = [candidate for candidate in usual if candidate in named]
        detailed = [candidate for candidate in named if len(candidate) == chart.levels[1]]
        return next(iter((*filter(None, fitting), *detailed, *named)), name)

    def _unknown_key(self, label: Label) -> str:
        return label.code if label.code.isdigit() else label.name or label.code


def _code_named(chart: Chart, name: str) -> str:
    codes = [account.code for account in chart if plain(account.name) == name]
    return codes[0] if len(codes) == 1 else ""


def label_of(code: str, name: str, counterpart: str = "", *, has_codes: bool) -> Label:
    """Return a label with its code separate, also where one cell has code and name."""
    digits = plain(code)
    if digits.isdigit():
        return Label(digits, name, counterpart)
    name = name or code
    split = _CODE_BEFORE.match(name) if has_codes and not digits else None
    if split:
        return Label(split[1], name[split.end() :].strip(), counterpart)
    return Label("", name, counterpart)
