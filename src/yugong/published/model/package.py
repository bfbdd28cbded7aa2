"""A published package as values: tables, sections, stated numbers and performance forms.

The values are the same for Word, Excel, PDF and plain text.  Every value keeps its text as
printed and its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from functools import wraps
from typing import TypeVar, cast

from yugong.budget.money import printed_step
from yugong.findings import Finding, Place
from yugong.published.model.annexes import PublishedAnnex
from yugong.published.model.blocks import Block, LeftOver
from yugong.quick_dataclass import dataclass
from yugong.standard.schema import Standard, TableSpec

_Worked = TypeVar("_Worked")


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell: the text as printed, and its amount in 万元 for every unit of the table.

    In a column of counts the amount is the count.  It is ``None`` where the cell is blank or its
    text is no number.
    """

    text: str
    amount: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of one block of a table.

    ``key`` is the key of the same row in the standard's table: a 科目 code, the key of a fixed
    row, or the printed name of a project or unit.  ``code`` is empty where the row prints none.
    ``cells`` are by the column names of the standard, without the columns that are not printed.
    """

    key: str
    code: str
    label: str
    cells: Mapping[str, ReadCell]
    place: Place

    def amount(self, column: str) -> Decimal | None:
        """The amount in 万元; ``None`` where the column is absent or blank."""
        cell = self.cells.get(column)
        return None if cell is None else cell.amount


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A printed table recognised as a table of the standard.

    ``blocks`` follow the blocks of the standard's table: rows printed side by side are separate
    here.  ``columns`` are the recognised ones.  ``declares_empty`` is true where the print has
    the note 本表无数据.  ``above`` are the printed lines over the table: its number, title,
    department and unit.
    """

    spec: TableSpec
    label: str
    title: str
    unit: str
    columns: frozenset[str]
    blocks: tuple[tuple[ReadRow, ...], ...]
    place: Place
    department: str = ""
    declares_empty: bool = False
    notes: tuple[str, ...] = ()
    above: tuple[Passage, ...] = ()
    places: int = 2
    """The decimals that its amounts are printed with, in its unit."""

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def step(self) -> Decimal:
        """The worth of its last printed decimal in 万元."""
        return printed_step(self.places, self.unit)

    def rows(self, column: str) -> tuple[ReadRow, ...]:
        """Return the rows of the block with this column; raise ``KeyError`` if none has it."""
        for spec, rows in zip(self.spec.blocks, self.blocks, strict=True):
            if any(known.name == column for known in spec.columns):
                return rows
        raise KeyError(column)

    def row(self, key: str, column: str) -> ReadRow | None:
        """Return the first row with this key in the block with the column, or ``None``."""
        return next((row for row in self.rows(column) if row.key == key), None)

    def cell(self, key: str, column: str) -> ReadCell | None:
        """Return the cell, or ``None`` where the row or the column is not printed."""
        row = self.row(key, column)
        return None if row is None else row.cells.get(column)

    def amount(self, key: str, column: str) -> Decimal | None:
        """Return the amount in 万元, zero for a blank cell of a printed row.

        ``None`` means that the row or the column was not recognised.
        """
        cell = self.cell(key, column)
        if cell is None:
            return None
        if cell.amount is None:
            return None if cell.text.strip() else Decimal(0)
        return cell.amount


class Aspect(StrEnum):
    """The aspect of a subject that a stated number gives."""

    VALUE = "本年"
    PREVIOUS = "上年"
    CHANGE = "增减额"
    RATE = "增减幅度"
    SHARE = "占比"


@dataclass(frozen=True, slots=True)
class Statement:
    """A number that the narrative states.

    ``subject`` is a fact id (``三公.公务接待费``, ``一般公共预算功能.208.合计``); ``value`` is in
    万元, percent, or the unit of the thing counted.  ``direction`` is 1 for 增加, -1 for 减少, 0
    for 持平, ``None`` where the sentence has none.  ``base`` is the fact a share is of.
    ``reason`` is the text after 主要原因是.  ``section`` is the name of its section.
    """

    subject: str
    aspect: Aspect
    value: Decimal
    text: str
    section: str
    sentence: str
    place: Place
    direction: int | None = None
    base: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The parts that the narrative lists for an amount (主要包括：基本工资、津贴补贴 …).

    ``subject`` is the fact id of the amount; ``names`` are as printed, without 等.
    """

    subject: str
    names: tuple[str, ...]
    text: str
    section: str
    place: Place


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of running text, its broken lines joined."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of the text; ``name`` is the standard's name of it, empty for any other."""

    name: str
    heading: str
    level: int
    passages: tuple[Passage, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form, as printed."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class FormIndicator:
    """One line of a form's indicators, for the whole period and for the year.

    ``description`` explains the indicator and ``basis`` gives the ground of its value, in forms
    that have columns for them.
    """

    level1: str
    level2: str
    level3: str
    value: str
    year_level2: str
    year_level3: str
    year_value: str
    place: Place
    description: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class PerformanceForm:
    """A performance form: of a project, or of the whole department (``name`` is then empty).

    ``fields`` are by printed name (项目属性, 立项依据 …); ``period_funds`` and ``year_funds`` are
    in 元 by printed name (总额, 中央财政资金 …), a blank amount left out.  The year's total of the
    department's form is 合计, the total of its sources 来源合计.  ``footers`` are its lines of
    负责人, 经办人 ….
    """

    name: str
    fields: Mapping[str, FormField]
    period_funds: Mapping[str, Decimal]
    year_funds: Mapping[str, Decimal]
    indicators: tuple[FormIndicator, ...]
    footers: tuple[Passage, ...]
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class PublishedPackage:
    """A published package; ``unread`` lists unread parts, and rules that need one do not pass.

    ``tables`` are by the standard's name; of a table printed twice, the first is there and the
    others are in ``repeated``.  ``foreign`` are the titles of tables outside the standard.
    ``other_blocks`` are the blocks outside the standard's tables, their lines still broken.
    ``worked_out`` is the store of :func:`once_per_package`; a changed copy begins empty.
    """

    file: str
    form: str
    standard: Standard
    year: int | None
    department: str
    tables: Mapping[str, ReadTable]
    repeated: tuple[ReadTable, ...] = ()
    foreign: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = ()
    enumerations: tuple[Enumeration, ...] = ()
    projects: tuple[PerformanceForm, ...] = ()
    overall: PerformanceForm | None = None
    passages: tuple[Passage, ...] = ()
    left_overs: tuple[LeftOver, ...] = ()
    unread: tuple[Finding, ...] = ()
    headings: tuple[str, ...] = field(default=())
    other_blocks: tuple[Block, ...] = ()
    annexes: tuple[PublishedAnnex, ...] = ()
    worked_out: dict[object, object] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def section(self, name: str) -> Section | None:
        """Return the section of this name, or ``None``."""
        return next((section for section in self.sections if section.name == name), None)

    def stated(self, subject: str, aspect: Aspect = Aspect.VALUE) -> Iterator[Statement]:
        """Return the statements of this aspect of a fact, in the order of the text."""
        return (s for s in self.statements if s.subject == subject and s.aspect is aspect)


def once_per_package(
    work_out: Callable[[PublishedPackage], _Worked],
) -> Callable[[PublishedPackage], _Worked]:
    """Decorate a function of a package so that its result is computed once and kept with it.

    Use it for values that many rules need from the same package.
    """

    @wraps(work_out)
    def kept(package: PublishedPackage) -> _Worked:
        if work_out not in package.worked_out:
            package.worked_out[work_out] = work_out(package)
        return cast("_Worked", package.worked_out[work_out])

    return kept
