"""A finished sheet as a list of writes, before any file is written.

Tests: tests/writing/xlsx/test_write.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from yugong.quick_dataclass import dataclass
from yugong.standard.package import ChartData
from yugong.writing.xlsx.features import Grouping, Reference, SheetArea, SheetFeatures
from yugong.writing.xlsx.model import PrintSetup, SheetView
from yugong.writing.xlsx.stylebook import StyleBook

if TYPE_CHECKING:
    from yugong.writing.xlsx.row_map import RowMap

CellWrite = tuple[int, int, str | float | None]
"""One cell of a row: column, style, and text, a number, or ``None`` for a blank with a look."""


@dataclass(frozen=True, slots=True)
class FormulaWrite:
    """One cell with a live formula and the value it has now."""

    row: int
    column: int
    style: int
    formula: str
    value: float


@dataclass(frozen=True, slots=True)
class LinkWrite:
    """One cell whose text leads to another sheet, by name or by the item it was made for."""

    row: int
    column: int
    style: int
    text: str
    target: object
    place: str


@dataclass(slots=True)
class HyperlinkWrite:
    """A cell that leads to an address or to a place in the workbook; ``url`` is for XlsxWriter.

    ``location`` is a place of the template, from which ``url`` follows when all sheets are known.
    """

    row: int
    column: int
    style: int
    text: str
    tooltip: str
    location: Reference | str = ""
    url: str = ""


class RuleWrite(NamedTuple):
    """A data validation or conditional format: its areas, XlsxWriter's options, its look."""

    areas: tuple[SheetArea, ...]
    options: Mapping[str, str | int | bool]
    style: Mapping[str, str | int | bool]


class Merge(NamedTuple):
    """A merged area, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    style: int


class TagNote(NamedTuple):
    """A note on a tag: the cell written, the kind and text of the tag, its cell in the template."""

    row: int
    column: int
    kind: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """The rows of a chart's categories; its values are in the column to the right."""

    sheet: str
    first_row: int
    last_row: int
    column: int


@dataclass(frozen=True, slots=True)
class ChartWrite:
    """A native chart to insert; sizes in pixels."""

    row: int
    column: int
    data: ChartData
    kind: str
    title: str
    width: int
    height: int
    place: str


@dataclass(frozen=True, slots=True)
class PictureWrite:
    """A picture to insert, ``scale`` times its size; ``text`` is for those who do not see it."""

    row: int
    column: int
    name: str
    data: bytes = field(repr=False)
    scale: float
    text: str


@dataclass(slots=True)
class SheetPlan:
    """The cells and features to write to one sheet.

    ``lines`` are rows with their cells; a later line overwrites an earlier one.  ``tag_notes`` are
    by text of the tag and its cell in the template, for a preview only.  ``page_texts`` are headers
    and footers by element; a page begins at each row of ``breaks``.  ``facts`` are the cells that
    state facts in words, with the ids of these.
    """

    name: str
    template: str
    widths: dict[int, float]
    default_width: float
    setup: PrintSetup
    view: SheetView
    features: SheetFeatures
    lines: list[tuple[int, list[CellWrite]]] = field(default_factory=list)
    formulas: list[FormulaWrite] = field(default_factory=list)
    links: list[LinkWrite] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    charts: list[ChartWrite] = field(default_factory=list)
    pictures: list[PictureWrite] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    groupings: dict[int, Grouping] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)
    facts: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    hyperlinks: list[HyperlinkWrite] = field(default_factory=list)
    page_texts: list[tuple[str, str]] = field(default_factory=list)
    validations: list[RuleWrite] = field(default_factory=list)
    formats: list[RuleWrite] = field(default_factory=list)
    filter_area: SheetArea | None = None
    row_map: RowMap | None = None
    tag_notes: dict[tuple[str, str], TagNote] = field(default_factory=dict)
    repeat_rows: tuple[int, int] | None = None
    area: tuple[int, int, int, int] | None = None
    freeze: tuple[int, int] | None = None
    last_row: int = 0
    last_column: int = 0


@dataclass(slots=True)
class BookPlan:
    """The sheets of a workbook in order, with their shared parts.

    ``blocks`` are the data of charts by name; ``targets`` are sheets by the id of their item.
    ``names`` are defined names with their formulas; ``active`` is the template sheet that shows.
    """

    styles: StyleBook
    sheets: list[SheetPlan] = field(default_factory=list)
    blocks: dict[str, ChartBlock] = field(default_factory=dict)
    targets: dict[int, str] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)
    active: str = ""
