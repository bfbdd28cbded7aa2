"""Reading the indicators of a grid form by the columns of their heads.

Tests: tests/published/forms/test_reading.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from yugong.published.forms.parts import FormCell, FormRow
from yugong.published.forms.words import FormWords, label
from yugong.published.model.package import FormIndicator
from yugong.published.model.printed_text import joined
from yugong.quick_dataclass import dataclass

_ONE, _TWO, _THREE, _VALUE, _EXPLANATION, _BASIS = "一级", "二级", "三级", "值", "说明", "依据"


@dataclass(slots=True)
class IndicatorColumns:
    """The heads of the indicators, and the levels carried over from row to row.

    A row with cells that are not under the heads is read by the order of its cells.
    """

    words: FormWords
    heads: tuple[tuple[str, int], ...]
    level1: str = ""
    level2: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: FormRow, words: FormWords) -> IndicatorColumns | None:
        """Return the columns that a row of heads names; ``None`` for any other row."""
        heads = tuple(
            (words.heads[text], cell.column)
            for cell in row
            if (text := label(cell.text)) in words.heads
        )
        names = [name for name, _ in heads]
        if _VALUE not in names or _THREE not in names:
            return None
        if _ONE not in names:
            # Here 绩效指标 is the head of the level-3 column, next to the group of that name.
            third = max(index for index, name in enumerate(names) if name == _THREE)
            heads = heads[third:]
        else:
            heads = heads[names.index(_ONE) :]
        columns = cls(words, heads)
        columns.level1 = next(
            (label(cell.text) for cell in row if label(cell.text) in words.level1), ""
        )
        return columns

    @classmethod
    def without_heads(cls, row: FormRow, words: FormWords) -> IndicatorColumns | None:
        """Return the columns of a first indicator without heads; ``None`` for other rows."""
        if len(row) < 4 or label(row[0].text) not in words.level1:
            return None
        if not words.is_level2(row[1].text):
            return None
        names = (_ONE, _TWO, _THREE, _VALUE, _TWO, _THREE, _VALUE)
        heads = zip(names, (cell.column for cell in row), strict=False)
        return cls(words, tuple(heads))

    @property
    def first(self) -> int:
        """The first column of the indicators; cells to its left belong to something else."""
        return self.heads[0][1]

    def indicator(self, row: FormRow) -> FormIndicator | None:
        """Return the indicator of a row; ``None`` if only its level is printed."""
        if not row:
            return None
        slots = self._slots(row)
        for index, (head, _) in enumerate(self.heads):
            if head == _ONE and slots[index]:
                self.level1 = slots[index]
                self.level2 = {}
            elif head == _TWO and slots[index]:
                self.level2[index] = slots[index]
        period, year = self._halves(slots)
        if not any(period[head] for head in (_THREE, _VALUE)) and not any(
            year[head] for head in (_THREE, _VALUE)
        ):
            return None
        return FormIndicator(
            level1=self.level1,
            level2=period[_TWO],
            level3=period[_THREE],
            value=period[_VALUE],
            year_level2=year[_TWO],
            year_level3=year[_THREE],
            year_value=year[_VALUE],
            place=row[0].place,
            description=period[_EXPLANATION],
            basis=period[_BASIS],
        )

    def _halves(self, slots: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the slots of the period, and of the year, which begin at the second 二级."""
        period = dict.fromkeys((_ONE, _TWO, _THREE, _VALUE, _EXPLANATION, _BASIS), "")
        year = dict(period)
        seen: set[str] = set()
        for index, (head, _) in enumerate(self.heads):
            half = year if head in seen else period
            half[head] = self.level2.get(index, "") if head == _TWO else slots[index]
            seen.add(head)
        return period, year

    def _slots(self, row: FormRow) -> list[str]:
        slots = ["" for _ in self.heads]
        fits = True
        for cell in row:
            index = max((i for i, (_, column) in enumerate(self.heads) if column <= cell.column),
                     default=-1)  # fmt: skip
            text = joined(cell.text)
            if index < 0:
                fits = fits and self._is_group(text)
                continue
            fits = fits and (label(text) not in self.words.level1 or self.heads[index][0] == _ONE)
            fits = fits and not slots[index]
            slots[index] += text
        placed = [slots[index] for index, (head, _) in enumerate(self.heads) if head == _TWO]
        level2 = [cell for cell in row if self.words.is_level2(cell.text)]
        if level2:
            if fits and any(self.words.is_level2(text) for text in placed):
                return slots
            if fits and not any(placed) and self._is_named_like_level(slots, level2):
                return slots
            return self._in_order(row, level2)
        if fits and not self._is_shifted(slots):
            return slots
        return self._further_indicator(row)

    def _is_named_like_level(self, slots: Sequence[str], level2: Sequence[FormCell]) -> bool:
        """Tell if a further indicator of the level above has the name of a level."""
        thirds = [slots[index] for index, (head, _) in enumerate(self.heads) if head == _THREE]
        values = [slots[index] for index, (head, _) in enumerate(self.heads) if head == _VALUE]
        return (
            bool(self.level2)
            and all(values)
            and all(joined(cell.text) in thirds for cell in level2)
        )

    def _is_shifted(self, slots: Sequence[str]) -> bool:
        """Tell if the cells of a row without levels are shifted to the left of their heads."""
        heads = [head for head, _ in self.heads]
        if _TWO not in heads:
            return False
        first_level = slots[heads.index(_ONE)] if _ONE in heads else ""
        two = slots[heads.index(_TWO)]
        value = slots[heads.index(_VALUE)]
        return bool(two and not value) or bool(
            first_level and label(first_level) not in self.words.level1
        )

    def _further_indicator(self, row: FormRow) -> list[str]:
        """Return the slots of a further indicator: name and value, then those of the year."""
        cells = [cell for cell in row if label(cell.text) not in self.words.level1]
        above = [joined(cell.text) for cell in row if cell not in cells]
        texts = [joined(cell.text) for cell in cells if label(cell.text) not in self.words.groups]
        slots = ["" for _ in self.heads]
        for index, (head, _) in enumerate(self.heads):
            if head == _ONE and above:
                slots[index] = above[-1]
            elif head not in (_ONE, _TWO) and texts:
                slots[index] = texts.pop(0)
        return slots

    def _is_group(self, text: str) -> bool:
        plain = label(text)
        return plain in self.words.groups or not (
            plain in self.words.level1 or self.words.is_level2(text)
        )

    def _in_order(self, row: FormRow, level2: Sequence[FormCell]) -> list[str]:
        """Return the slots by order: the level, then equal parts for period and year."""
        begin = list(row).index(level2[0])
        texts = [joined(cell.text) for cell in row[begin:]]
        half = len(texts) // 2
        if len(texts) % 2 or not self.words.is_level2(texts[half]):
            half = next(
                (index for index in range(2, len(texts)) if self.words.is_level2(texts[index])),
                len(texts),
            )
        sides = [texts[:half], texts[half:]]
        above = [joined(cell.text) for cell in row[:begin] if label(cell.text) in self.words.level1]
        slots = ["" for _ in self.heads]
        side = -1
        for index, (head, _) in enumerate(self.heads):
            if head == _ONE and above:
                slots[index] = above[-1]
            if head == _TWO:
                side += 1
            if head != _ONE and 0 <= side < len(sides) and sides[side]:
                slots[index] = sides[side].pop(0)
        return slots
