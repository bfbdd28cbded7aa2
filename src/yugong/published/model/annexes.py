"""An annex of a published package, as it was read.

Tests: tests/published/test_annexes.py.
"""

from __future__ import annotations

from yugong.findings import Place
from yugong.published.model.blocks import Block, Grid
from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class PublishedAnnex:
    """An annex: its printed label (附件3) and number, its title, and its blocks in order.

    ``number`` is None, and ``label`` empty, where none is printed.  ``is_elsewhere`` is true for
    a label over a form or a table of the standard, which is read as such: the annex then has no
    blocks of its own.
    """

    label: str
    number: int | None
    title: str
    blocks: tuple[Block, ...]
    place: Place
    is_elsewhere: bool = False

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of its tables as one, the head repeated by pages only once.

        Every row is as wide as the widest; an annex without a table has none.
        """
        grids = [block for block in self.blocks if isinstance(block, Grid)]
        if not grids:
            return ()
        head = grids[0].rows[0]
        rows = list(grids[0].rows)
        for grid in grids[1:]:
            rows += grid.rows[1:] if grid.rows[0] == head else grid.rows
        width = max(map(len, rows))
        return tuple(
            tuple(text.strip() for text in (*row, *[""] * (width - len(row))))
            for row in rows
            if any(text.strip() for text in row)
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """Its paragraphs outside tables that are not blank."""
        texts = (block.text.strip() for block in self.blocks if not isinstance(block, Grid))
        return tuple(text for text in texts if text)

    @property
    def kind(self) -> str:
        """表格, 文字, or 另见 for one that is read as a form or a table of the standard."""
        if self.is_elsewhere:
            return "另见"
        return "表格" if len(self.rows) > len(self.lines) else "文字"
