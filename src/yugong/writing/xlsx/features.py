"""Features of a template sheet besides its cells: groupings, protection, rules, page texts.

Rows and columns count from 0.  An area is (top, left, bottom, right), both ends included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import NamedTuple

from yugong.quick_dataclass import dataclass
from yugong.template.evaluation import Expression
from yugong.template.text import Text

SheetArea = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

Content = str | Expression | Text | None
"""Fixed text, one value, text with tags, or nothing."""


class Reference(NamedTuple):
    """Cells that a formula refers to; ``sheet`` is empty for the sheet of the formula.

    Columns keep their text (``$A``); ``last_row`` is ``None`` for a single cell.  The rows are
    ``None`` for whole columns.
    """

    sheet: str
    first_column: str
    first_row: int | None
    first_fixed: bool
    last_column: str = ""
    last_row: int | None = None
    last_fixed: bool = False


Formula = tuple[str | Reference, ...]
"""A formula without its equals sign, taken apart at its references."""


class Grouping(NamedTuple):
    """The outline level of a row or column, and whether it is hidden or closes a folded group."""

    level: int = 0
    hidden: bool = False
    collapsed: bool = False


class Hyperlink(NamedTuple):
    """A link on a cell: an address outside, or a place in the workbook, and its tooltip.

    ``location`` is the place as :class:`Reference`, or as text for a defined name.
    """

    target: Content
    location: Reference | str
    tooltip: Content


class Validation(NamedTuple):
    """A data validation: XlsxWriter's options, its two formulas, and the areas it holds for."""

    place: str
    options: Mapping[str, str | bool]
    minimum: Formula
    maximum: Formula
    areas: tuple[SheetArea, ...]


class ConditionalFormat(NamedTuple):
    """A conditional format: XlsxWriter's options, its formulas by option, style and areas."""

    place: str
    options: Mapping[str, str | int | bool]
    formulas: tuple[tuple[str, Formula], ...]
    style: Mapping[str, str | int | bool]
    areas: tuple[SheetArea, ...]


class DefinedName(NamedTuple):
    """A name for cells or a constant; ``sheet`` is the template sheet it belongs to, or empty."""

    name: str
    sheet: str
    formula: Formula


class PageText(NamedTuple):
    """A header or footer: its element, its name for a user, and its text with codes and tags."""

    element: str
    title: str
    content: str | Expression | Text


@dataclass(frozen=True, slots=True)
class PageTexts:
    """Headers and footers; ``attributes`` are those of the element (``differentFirst``)."""

    texts: tuple[PageText, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SheetFeatures:
    """The features of one sheet that are carried over into what is written.

    ``protection`` are the attributes of the element.  ``summary`` says whether totals of groups
    are below and to the right.  ``switches`` are further settings of view and print by name.
    """

    page_texts: PageTexts = field(default_factory=PageTexts)
    column_breaks: tuple[int, ...] = ()
    columns: Mapping[int, Grouping] = field(default_factory=dict)
    summary: tuple[bool, bool] = (True, True)
    protection: tuple[tuple[str, str], ...] = ()
    repeat_columns: tuple[int, int] | None = None
    filter_area: SheetArea | None = None
    switches: frozenset[str] = frozenset()
    first_page: int | None = None
    validations: tuple[Validation, ...] = ()
    formats: tuple[ConditionalFormat, ...] = ()
