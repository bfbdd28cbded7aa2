"""Indicators of a performance form printed as a grid: by the columns of their heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from yugong.published.forms.parts import Cell, Row
from yugong.published.forms.words import FormWords, label
from yugong.published.model.package import FormIndicator
from yugong.published.model.printed_text import joined

_ONE, _TWO, _THREE, _VALUE, _TOLD, _BASIS = "一级", "二级", "三级", "值", "说明", "依据"


@dataclass(slots=True)
class IndicatorColumns:
    """The heads of the indicators, and what is carried over from one row to the next.

    A row whose cells do not stand under the heads is read by the order of its cells.
    """

    words: FormWords
    heads: tuple[tuple[str, int], ...]
    level1: str = ""
    level2: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Row, words: FormWords) -> IndicatorColumns | None:
        """The columns a row of heads names; ``None`` where it is no such row."""
        heads = tuple(
            (words.heads[text], cell.column)
            for cell in row
            if (text := label(cell.text)) in words.heads
        )
        names = [name for name, _ in heads]
        if _VALUE not in names or _THREE not in names:
            return None
        if _ONE not in names:
            # 绩效指标 stands over the level-3 column here, and beside the group of the same name.
            third = max(at for at, name in enumerate(names) if name == _THREE)
            heads = heads[third:]
        else:
            heads = heads[names.index(_ONE) :]
        columns = cls(words, heads)
        columns.level1 = next(
            (label(one.text) for one in row if label(one.text) in words.level1), ""
        )
        return columns

    @classmethod
    def without_heads(cls, row: Row, words: FormWords) -> IndicatorColumns | None:
        """The columns of a first indicator whose heads were left out; ``None`` for other rows."""
        if len(row) < 4 or label(row[0].text) not in words.level1:
            return None
        if not words.is_level2(row[1].text):
            return None
        names = (_ONE, _TWO, _THREE, _VALUE, _TWO, _THREE, _VALUE)
        heads = zip(names, (cell.column for cell in row), strict=False)
        return cls(words, tuple(heads))

    @property
    def first(self) -> int:
        """The column where the indicators begin; what stands left of it is not theirs."""
        return self.heads[0][1]

    def indicator(self, row: Row) -> FormIndicator | None:
        """The indicator of a row; ``None`` where nothing but its level is printed."""
        if not row:
            return None
        slots = self._slots(row)
        for at, (head, _) in enumerate(self.heads):
            if head == _ONE and slots[at]:
                self.level1 = slots[at]
                self.level2 = {}
            elif head == _TWO and slots[at]:
                self.level2[at] = slots[at]
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
            description=period[_TOLD],
            basis=period[_BASIS],
        )

    def _halves(self, slots: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
        """The slots of the period and those of the year, which begin at the second 二级."""
        period = dict.fromkeys((_ONE, _TWO, _THREE, _VALUE, _TOLD, _BASIS), "")
        year = dict(period)
        seen: set[str] = set()
        for at, (head, _) in enumerate(self.heads):
            half = year if head in seen else period
            half[head] = self.level2.get(at, "") if head == _TWO else slots[at]
            seen.add(head)
        return period, year

    def _slots(self, row: Row) -> list[str]:
        slots = ["" for _ in self.heads]
        fits = True
        for cell in row:
            at = max((i for i, (_, column) in enumerate(self.heads) if column <= cell.column),
                     default=-1)  # fmt: skip
            text = joined(cell.text)
            if at < 0:
                fits = fits and self._is_group(text)
                continue
            fits = fits and (label(text) not in self.words.level1 or self.heads[at][0] == _ONE)
            fits = fits and not slots[at]
            slots[at] += text
        placed = [slots[at] for at, (head, _) in enumerate(self.heads) if head == _TWO]
        level2 = [one for one in row if self.words.is_level2(one.text)]
        if level2:
            if fits and any(self.words.is_level2(text) for text in placed):
                return slots
            if fits and not any(placed) and self._is_named_so(slots, level2):
                return slots
            return self._in_order(row, level2)
        if fits and not self._is_shifted(slots):
            return slots
        return self._below(row)

    def _is_named_so(self, slots: Sequence[str], level2: Sequence[Cell]) -> bool:
        """Whether a further indicator of the level above is itself called like a level."""
        thirds = [slots[at] for at, (head, _) in enumerate(self.heads) if head == _THREE]
        values = [slots[at] for at, (head, _) in enumerate(self.heads) if head == _VALUE]
        return (
            bool(self.level2) and all(values) and all(joined(one.text) in thirds for one in level2)
        )

    def _is_shifted(self, slots: Sequence[str]) -> bool:
        """Whether a row without levels stands further left than its heads."""
        heads = [head for head, _ in self.heads]
        if _TWO not in heads:
            return False
        one = slots[heads.index(_ONE)] if _ONE in heads else ""
        two = slots[heads.index(_TWO)]
        value = slots[heads.index(_VALUE)]
        return bool(two and not value) or bool(one and label(one) not in self.words.level1)

    def _below(self, row: Row) -> list[str]:
        """A further indicator of the level above: its name and value, then those of the year."""
        own = [cell for cell in row if label(cell.text) not in self.words.level1]
        above = [joined(cell.text) for cell in row if cell not in own]
        texts = [joined(cell.text) for cell in own if label(cell.text) not in self.words.groups]
        slots = ["" for _ in self.heads]
        for at, (head, _) in enumerate(self.heads):
            if head == _ONE and above:
                slots[at] = above[-1]
            elif head not in (_ONE, _TWO) and texts:
                slots[at] = texts.pop(0)
        return slots

    def _is_group(self, text: str) -> bool:
        plain = label(text)
        return plain in self.words.groups or not (
            plain in self.words.level1 or self.words.is_level2(text)
        )

    def _in_order(self, row: Row, level2: Sequence[Cell]) -> list[str]:
        """The cells by their order: the level, then as many for the period as for the year."""
        begin = list(row).index(level2[0])
        texts = [joined(cell.text) for cell in row[begin:]]
        half = len(texts) // 2
        if len(texts) % 2 or not self.words.is_level2(texts[half]):
            half = next(
                (at for at in range(2, len(texts)) if self.words.is_level2(texts[at])),
                len(texts),
            )
        sides = [texts[:half], texts[half:]]
        above = [joined(cell.text) for cell in row[:begin] if label(cell.text) in self.words.level1]
        slots = ["" for _ in self.heads]
        side = -1
        for at, (head, _) in enumerate(self.heads):
            if head == _ONE and above:
                slots[at] = above[-1]
            if head == _TWO:
                side += 1
            if head != _ONE and 0 <= side < len(sides) and sides[side]:
                slots[at] = sides[side].pop(0)
        return slots
