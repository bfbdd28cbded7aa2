"""A published package as it was read: tables, sections, stated numbers and performance forms.

Nothing here knows whether it came from Word, Excel, a PDF or plain text.  Every value keeps the
text as printed and the place it stands at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import wraps
from typing import TypeVar, cast

from yugong.budget.money import printed_step
from yugong.findings import Finding, Place
from yugong.published.model.blocks import Block, LeftOver
from yugong.standard.schema import Standard, TableSpec

_Worked = TypeVar("_Worked")


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell: the text as printed, and its amount in 万元 whatever the table's unit.

    In a column of counts the amount is the count.  It is ``None`` where nothing is printed or
    what is printed is no number.
    """

    text: str
    amount: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of one block of a table.

    ``key`` is the key the standard's own table would have: a 科目 code, the key of a fixed row,
    or the printed name of a project or unit.  ``code`` is empty where the row prints none.
    ``cells`` are by the column names of the standard; a column the print lacks is absent.
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
    """A table that was recognised as one of the standard's.

    ``blocks`` follow the blocks of the standard's table: rows that stand side by side in print
    are apart here.  ``columns`` are those that were found.  ``declares_empty`` says that the
    print itself says there is no data (本表无数据).  ``above`` are the lines over it as
    printed: its number, title, department and unit.
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
        """The rows of the block that has this column."""
        for spec, rows in zip(self.spec.blocks, self.blocks, strict=True):
            if any(one.name == column for one in spec.columns):
                return rows
        raise KeyError(column)

    def row(self, key: str, column: str) -> ReadRow | None:
        """The first row with this key in the block that has the column."""
        return next((row for row in self.rows(column) if row.key == key), None)

    def cell(self, key: str, column: str) -> ReadCell | None:
        """The cell, or ``None`` where there is no such row or column in print."""
        row = self.row(key, column)
        return None if row is None else row.cells.get(column)

    def amount(self, key: str, column: str) -> Decimal | None:
        """The amount in 万元; a blank cell of a row that is there counts as zero.

        ``None`` where the row or the column was not found.
        """
        cell = self.cell(key, column)
        if cell is None:
            return None
        if cell.amount is None:
            return None if cell.text.strip() else Decimal(0)
        return cell.amount


class Aspect(StrEnum):
    """What a stated number says of its subject."""

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
    for 持平, ``None`` where nothing is said.  ``base`` is the fact a share is of.  ``reason`` is
    what follows 主要原因是.  ``section`` is the name of the section it stands in.
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
    """What the narrative says an amount is made up of (主要包括：基本工资、津贴补贴 …).

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

    ``description`` explains the indicator and ``basis`` where its value is from, in the forms
    that have columns for it.
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
    """All that was read.  ``unread`` says what was not; no rule that needs it counts as passed.

    ``tables`` are by the standard's name, the first where one is printed twice; the others are in
    ``repeated``, and tables that are none of the standard's in ``foreign``.  ``rest`` is everything
    outside the standard's tables as it stands, with its lines still broken.  ``worked_out`` is what
    :func:`once_per_package` keeps; a changed copy begins without any.
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
    rest: tuple[Block, ...] = ()
    worked_out: dict[object, object] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def section(self, name: str) -> Section | None:
        """The section of this name, or ``None``."""
        return next((one for one in self.sections if one.name == name), None)

    def stated(self, subject: str, aspect: Aspect = Aspect.VALUE) -> Iterator[Statement]:
        """Every statement of this aspect of a fact, in the order of the text."""
        return (s for s in self.statements if s.subject == subject and s.aspect is aspect)


def once_per_package(
    work_out: Callable[[PublishedPackage], _Worked],
) -> Callable[[PublishedPackage], _Worked]:
    """Work something out of a package the first time it is asked for; the package keeps it.

    For what many rules ask of the same package, one after another.
    """

    @wraps(work_out)
    def kept(package: PublishedPackage) -> _Worked:
        if work_out not in package.worked_out:
            package.worked_out[work_out] = work_out(package)
        return cast("_Worked", package.worked_out[work_out])

    return kept
