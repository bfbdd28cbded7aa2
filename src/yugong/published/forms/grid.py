"""Reading a performance form printed as a grid of cells.

Tests: tests/published/forms/test_reading.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field

from yugong.published.forms.indicators import IndicatorColumns
from yugong.published.forms.parts import FormCell, FormDraft, FormRow, unit_of_heads, yuan
from yugong.published.forms.words import FormWords, label
from yugong.published.model.package import Passage
from yugong.published.model.printed_text import joined, number, unspaced
from yugong.quick_dataclass import dataclass

_SHORT_LABEL = 16


def read_grid_form(draft: FormDraft, rows: Iterable[FormRow], words: FormWords) -> None:
    """Read the rows of one form into its draft."""
    reading = _GridForm(draft, words)
    for row in rows:
        if row:
            reading.read(row)


@dataclass(slots=True)
class _GridForm:
    draft: FormDraft
    words: FormWords
    unit: str = "元"
    last_field: str = ""
    columns: IndicatorColumns | None = None
    matter: str = ""
    side_by_side: list[tuple[int, str]] = field(default_factory=list)
    by_source: bool = False
    both_years: tuple[int, int] | None = None

    def read(self, row: FormRow) -> None:
        """Read one row with the first reader that recognises it."""
        if self.words.footer.match(label_of_footer(row[0].text)):
            text = "\t".join(cell.text.strip() for cell in row)
            self.draft.footers.append(Passage(text, row[0].place))
            return
        for take in self._takers():
            if take(row):
                return

    def _takers(self) -> Sequence[Callable[[FormRow], bool]]:
        return (
            self._heads, self._funds, self._overall_heads, self._targets, self._fields,
            self._overall_funds, self._indicator, self._other_row,
        )  # fmt: skip

    # --- indicators -------------------------------------------------------------------------

    def _heads(self, row: FormRow) -> bool:
        columns = IndicatorColumns.of(row, self.words)
        if columns is None:
            return False
        self.columns = columns
        self.side_by_side = []
        self.both_years = None
        self.matter = ""
        for cell in row:
            if cell.column >= columns.first:
                break
            plain = label(cell.text)
            if plain in self.words.matters:
                self.matter = self.words.matters[plain]
            elif self.matter and plain not in self.words.level1:
                self.draft.add_field(self.matter, cell.text.strip(), cell.place)
        return True

    def _indicator(self, row: FormRow) -> bool:
        if self.columns is None and not self.draft.overall:
            self.columns = IndicatorColumns.without_heads(self._without_groups(row), self.words)
        if self.columns is None:
            return False
        left = [cell for cell in row if cell.column < self.columns.first]
        right = [cell for cell in row if cell.column >= self.columns.first]
        loose = [
            cell
            for cell in left
            if label(cell.text) in self.words.level1 or self.words.is_level2(cell.text)
        ]
        if self.matter and left and not loose:
            text = left[-1]
            self.draft.add_field(self.matter, text.text.strip(), text.place)
        indicator = self.columns.indicator([*loose, *right])
        if indicator is not None:
            self.draft.indicators.append(indicator)
        return True

    # --- money ------------------------------------------------------------------------------

    def _funds(self, row: FormRow) -> bool:
        period, year = label(self.words.period), label(self.words.year)
        totals = {period: self.words.total, year: self.words.total}
        cells = self._without_groups(row)
        if not cells or not self._fund(cells[0], totals):
            return False
        self.unit = unit_of_heads(row, self.unit)
        side = 0
        name = ""
        for cell in cells:
            fund = self._fund(cell, totals)
            if fund:
                name = fund
                plain = label(cell.text)
                side = 2 if plain == year or (side and plain != period) else 1
            elif name and (amount := yuan(cell.text, self.unit)) is not None:
                (self.draft.period if side == 1 else self.draft.year)[name] = amount
        return True

    def _fund(self, cell: FormCell, totals: Mapping[str, str]) -> str:
        """Return the name of a fund: the total or an origin; empty for other cells."""
        return totals.get(label(cell.text)) or self.words.origin(cell.text) or ""

    def _overall_heads(self, row: FormRow) -> bool:
        texts = [label(cell.text) for cell in row]
        if label(self.words.by_source) in texts:
            self.by_source, self.both_years = True, None
            self.unit = unit_of_heads(row, self.unit)
            self.columns = None
            return True
        if label(self.words.last_year) in texts and label(self.words.this_year) in texts:
            by = {text: cell.column for text, cell in zip(texts, row, strict=True)}
            self.both_years = (by[label(self.words.last_year)], by[label(self.words.this_year)])
            self.unit = unit_of_heads(row, self.unit)
            self.columns = None
            return True
        return False

    def _overall_funds(self, row: FormRow) -> bool:
        if self.both_years is not None:
            return self._two_years(row, *self.both_years)
        if not self.by_source:
            return False
        sums = 0
        name = ""
        for cell in self._without_groups(row):
            if number(cell.text) is None:
                name = joined(label(cell.text))
                if name == self.words.sum:
                    sums += 1
                    name = self.words.sum_of_sources if sums == 1 else name
            elif name:
                amount = yuan(cell.text, self.unit)
                if amount is not None:
                    self.draft.year[name] = amount
        return True

    def _two_years(self, row: FormRow, last: int, this: int) -> bool:
        """Read this year's amounts, under their own head; last year's are not needed."""
        names = [cell for cell in row if number(cell.text) is None]
        if not names:
            return False
        name = label(names[-1].text).lstrip("0123456789")
        for cell in row:
            amount = yuan(cell.text, self.unit)
            head = max((column for column in (last, this) if column <= cell.column), default=last)
            if amount is not None and head == this:
                self.draft.year[name] = amount
        return True

    # --- texts ------------------------------------------------------------------------------

    def _targets(self, row: FormRow) -> bool:
        """Read two headings side by side, and the texts below them."""
        named = [
            (cell.column, self.words.side_by_side[text])
            for cell in row
            if (text := label(cell.text)) in self.words.side_by_side
        ]
        if len(named) >= 2:
            self.side_by_side = named
            self.by_source = False
            return True
        if not self.side_by_side:
            return False
        cells = self._without_groups(row)
        fields = self.words.overall_fields if self.draft.overall else self.words.fields
        if not cells:
            return True
        if label(cells[0].text) in fields or label(cells[0].text) in self.words.level1:
            self.side_by_side = []
            return False
        if len(cells) == len(self.side_by_side):
            pairs = list(zip(cells, self.side_by_side, strict=True))
        else:
            pairs = [
                (cell, max((heading for heading in self.side_by_side if heading[0] <= cell.column),
                           default=self.side_by_side[0]))
                for cell in cells
            ]  # fmt: skip
        for cell, (_, name) in pairs:
            self.draft.add_field(name, cell.text.strip(), cell.place)
        return True

    def _fields(self, row: FormRow) -> bool:
        fields = self.words.overall_fields if self.draft.overall else self.words.fields
        cells = self._without_groups(row)
        if not cells or label(cells[0].text) not in fields:
            return False
        self.columns = None
        self.by_source, self.both_years = False, None
        for cell in cells:
            name = fields.get(label(cell.text))
            if name is not None and name not in self.draft.fields:
                self.draft.add_field(name, "", cell.place)
                self.last_field = name
            elif self.last_field and label(cell.text) not in self.words.groups:
                self.draft.add_field(self.last_field, cell.text.strip(), cell.place)
        return True

    def _other_row(self, row: FormRow) -> bool:
        """Read a field with an unknown name, or a field continued on the next page."""
        self.unit = unit_of_heads(row, self.unit)
        cells = self._without_groups(row)
        if len(cells) > 1 and len(joined(cells[0].text)) <= _SHORT_LABEL:
            self.last_field = label(cells[0].text)
            for cell in cells[1:]:
                self.draft.add_field(self.last_field, cell.text.strip(), cell.place)
        elif cells and self.last_field and cells[0].column > 0:
            self.draft.add_field(self.last_field, cells[0].text.strip(), cells[0].place)
        return True

    def _without_groups(self, row: FormRow) -> list[FormCell]:
        cells = list(row)
        while cells and label(cells[0].text) in self.words.groups:
            cells = cells[1:]
        return cells


def label_of_footer(text: str) -> str:
    """Return a footer in its compared form, its colon kept."""
    return unspaced(text).replace("：", ":").replace("（", "(").replace("）", ")")
