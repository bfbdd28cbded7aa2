"""The differences between two editions, as values.

Every change has an old and a new side; a missing side is None.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from yugong.budget.money import ZERO, percent
from yugong.comparison.marks import Piece
from yugong.quick_dataclass import dataclass

ComparedPart = Literal["数字", "表格", "文字", "项目"]


def kind(added: bool | None) -> str:
    """Return the word for a change: 新增, 减少, or 修改 if both sides exist."""
    return "修改" if added is None else "新增" if added else "减少"


def is_added(old: object, new: object) -> bool | None:
    """Return True if only the new side exists, False if only the old one, None if both do."""
    return None if old is not None and new is not None else old is None


def _less(new: Decimal | None, old: Decimal | None) -> Decimal | None:
    """Return new less old, a missing one as zero; None if both are missing."""
    return None if old is None and new is None else (new or ZERO) - (old or ZERO)


@dataclass(frozen=True, slots=True)
class Side:
    """One side: the source as the user named it, and the standard, year and department."""

    source: str
    standard: str
    year: int
    department: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that differs: exact in ``unit``, and as published.

    ``previous`` is True if last year's value differs, not this year's.  ``name`` is the name of the
    code or project in the tables.
    """

    id: str
    name: str
    unit: str
    old: Decimal | None
    new: Decimal | None
    old_text: str
    new_text: str
    previous: bool = False

    @property
    def added(self) -> bool | None:
        return is_added(self.old, self.new)

    @property
    def difference(self) -> Decimal:
        """New less old, exact; a missing one counts as zero."""
        return (self.new or ZERO) - (self.old or ZERO)

    @property
    def rate(self) -> Decimal | None:
        """The difference in percent of the old value; None if there is no old value."""
        if not self.old or self.new is None:
            return None
        return percent(self.difference, abs(self.old))


@dataclass(frozen=True, slots=True)
class HeadChange:
    """A change of a table outside its cells: title, unit, columns, notes, order of rows."""

    what: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row on one side only, with its content.

    ``cells`` are (column head, text, exact 元) of the cells that are not blank.
    """

    key: str
    label: str
    added: bool
    cells: tuple[tuple[str, str, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs: both texts as published and, for amounts, both exact 元."""

    key: str
    label: str
    column: str
    old: str
    new: str
    old_amount: Decimal | None
    new_amount: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """New less old in 元; None for words."""
        return _less(self.new_amount, self.old_amount)


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table that differs, or (``added`` is not None) is on one side only."""

    name: str
    title: str
    added: bool | None
    heads: tuple[HeadChange, ...]
    rows: tuple[RowChange, ...]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence changed, added or removed, with its headings on each side.

    ``pieces`` are the changed words of a sentence with both sides.
    """

    old_section: tuple[str, ...]
    new_section: tuple[str, ...]
    old: str | None
    new: str | None
    pieces: tuple[Piece, ...] = ()

    @property
    def added(self) -> bool | None:
        return is_added(self.old, self.new)

    @property
    def section(self) -> tuple[str, ...]:
        return self.old_section if self.new is None else self.new_section


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A place of a form that differs."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """A project, or (``key`` is empty) another form: added, removed, or changed in places.

    Amounts are the project's total in 元; None if it is missing or is no project.
    """

    key: str
    name: str
    added: bool | None
    old_amount: Decimal | None
    new_amount: Decimal | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """New less old in 元; None for a form that is no project's."""
        return _less(self.new_amount, self.old_amount)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between two editions; ``left_out`` are the parts that one side lacks."""

    old: Side
    new: Side
    facts: tuple[FactChange, ...]
    tables: tuple[TableChange, ...]
    sentences: tuple[SentenceChange, ...]
    projects: tuple[ProjectChange, ...]
    left_out: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """True if nothing differs in the parts that were compared."""
        return not (self.facts or self.tables or self.sentences or self.projects)
