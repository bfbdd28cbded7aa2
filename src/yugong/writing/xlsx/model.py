"""A compiled Excel template: sheets of rows, loops and choices over cells.

Rows and columns count from 0 here; ``place`` is the cell in the template as a clerk sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from yugong.findings import Finding
from yugong.quick_dataclass import dataclass
from yugong.template.checker import ReadTag
from yugong.template.evaluation import Expression, LoopHead
from yugong.template.text import Text
from yugong.writing.xlsx.features import DefinedName, Grouping, Hyperlink, SheetFeatures

CellStyle = Mapping[str, str | int | float | bool]
"""XlsxWriter format properties."""

DEFAULT_ROW_HEIGHT = 15.0
DEFAULT_COLUMN_WIDTH = 8.43


@dataclass(frozen=True, slots=True)
class CellModel:
    """One cell of a row, with the columns and template rows it spans.

    ``vertical`` is the condition of ``{%竖并%}``, ``link`` the target of ``{%链接%}``,
    ``chart`` the chart anchored here, ``chart_data`` the chart whose categories run from here.
    """

    place: str
    column: int
    last_column: int
    rows: int
    style: int
    content: str | int | float | Expression | Text | None
    vertical: Expression | None = None
    link: Expression | None = None
    chart: ChartAnchor | None = None
    chart_data: str = ""


@dataclass(frozen=True, slots=True)
class ChartAnchor:
    """The place of a native chart: its name, its kind, and its size in pixels."""

    name: str
    kind: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class RowModel:
    """A sheet row: its number in the template (from 0), its height in points, its cells."""

    number: int
    height: float
    cells: tuple[CellModel, ...]
    chart_data: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """``{%tr for%}``: a body of rows once per item; ``place`` is the cell of the tag."""

    place: str
    head: LoopHead
    body: tuple[SheetBlock, ...]
    otherwise: tuple[SheetBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """``{%tr if%}``: the rows of the first branch that holds; a test of ``None`` is the else."""

    place: str
    branches: tuple[tuple[Expression | None, tuple[SheetBlock, ...]], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A manual page break in front of the row that comes next."""


SheetBlock = RowModel | Loop | Choice | PageBreak


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """Print settings as Excel stores them; margins in inches, rows from 0 in the template."""

    paper: int = 9
    landscape: bool = False
    fit: tuple[int, int] | None = None
    scale: int = 100
    centred: tuple[bool, bool] = (False, False)
    margins: tuple[float, float, float, float, float, float] = (0.7, 0.7, 0.75, 0.75, 0.3, 0.3)
    repeat_rows: tuple[int, int] | None = None
    area: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class SheetView:
    """The view of a sheet on screen; ``freeze`` is the first row and column that scroll."""

    freeze: tuple[int, int] | None = None
    gridlines: bool = True
    zoom: int = 100
    tab_color: str = ""


@dataclass(frozen=True, slots=True)
class SheetModel:
    """A sheet of the template; ``name_pattern`` names its copies, ### being their number.

    ``name_value`` names them instead by a value of their item.  ``hyperlinks`` are by the cell's
    address, ``groupings`` by the row's number in the template.
    """

    name: str
    name_pattern: str
    blocks: tuple[SheetBlock, ...]
    widths: Mapping[int, float]
    default_width: float
    row_count: int
    setup: PrintSetup
    view: SheetView
    loop: LoopHead | None = None
    loop_place: str = ""
    condition: Expression | None = None
    condition_place: str = ""
    name_value: Expression | None = None
    tags: tuple[ReadTag, ...] = ()
    features: SheetFeatures = field(default_factory=SheetFeatures)
    hyperlinks: Mapping[str, Hyperlink] = field(default_factory=dict)
    groupings: Mapping[int, Grouping] = field(default_factory=dict)

    @property
    def needs_every_row(self) -> bool:
        """Return True if a rule of the sheet follows each of its rows."""
        return bool(self.features.validations or self.features.formats)

    def width(self, column: int) -> float:
        """The width of a column in characters, as Excel states it."""
        return self.widths.get(column, self.default_width)


@dataclass(slots=True)
class WorkbookModel:
    """The whole template: its sheets in order, the styles they share, and its defined names.

    ``active`` is the sheet that shows when the file is opened.
    """

    sheets: list[SheetModel] = field(default_factory=list)
    styles: list[CellStyle] = field(default_factory=list)
    names: tuple[DefinedName, ...] = ()
    active: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The model of a template, its faults (which forbid writing), and notes."""

    model: WorkbookModel
    faults: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def rows_in(blocks: Iterable[SheetBlock]) -> Iterable[RowModel]:
    """Every row of a list of blocks, in template order."""
    for block in blocks:
        if isinstance(block, RowModel):
            yield block
        elif isinstance(block, Loop):
            yield from rows_in(block.body)
            yield from rows_in(block.otherwise)
        elif isinstance(block, Choice):
            for _, body in block.branches:
                yield from rows_in(body)


def loops_in(blocks: Iterable[SheetBlock]) -> Iterable[Loop]:
    """Every loop of a list of blocks, the outer before the inner."""
    for block in blocks:
        if isinstance(block, Loop):
            yield block
            yield from loops_in(block.body)
            yield from loops_in(block.otherwise)
        elif isinstance(block, Choice):
            for _, body in block.branches:
                yield from loops_in(body)
