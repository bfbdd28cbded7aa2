"""A performance form kept as text with one cell per line, a tab before each."""

from __future__ import annotations

from collections.abc import Sequence

from yugong.published.forms.parts import Cell, Draft
from yugong.published.forms.words import FormWords, label
from yugong.published.model.package import FormIndicator
from yugong.published.model.printed_text import joined


def read_cells_form(draft: Draft, cells: Sequence[Cell], words: FormWords) -> None:
    """Read the cells of one form, blank ones among them, into its draft."""
    at = next((n for n, cell in enumerate(cells) if label(cell.text) in words.heads), len(cells))
    _fields(draft, cells[:at], words)
    heads: list[str] = []
    while at < len(cells) and label(cells[at].text) in words.heads:
        heads.append(words.heads[label(cells[at].text)])
        at += 1
    _indicators(draft, cells[at:], heads[2:], words)


def _fields(draft: Draft, cells: Sequence[Cell], words: FormWords) -> None:
    name = ""
    for cell in cells:
        known = words.fields.get(label(cell.text))
        if known is not None:
            name = known
            draft.add_field(name, "", cell.place)
        elif name and cell.text.strip():
            draft.add_field(name, cell.text.strip(), cell.place)


def _indicators(
    draft: Draft, cells: Sequence[Cell], heads: Sequence[str], words: FormWords
) -> None:
    """A 二级指标 begins a row; as many cells belong to it as there are heads behind it."""
    level1 = ""
    at = 0
    while at < len(cells):
        text = label(cells[at].text)
        if text in words.level1:
            level1 = text
        if text not in words.level2:
            at += 1
            continue
        own: list[str] = []
        for cell in cells[at + 1 : at + 1 + len(heads)]:
            # An indicator may have the name of its 二级指标, but never stands for the next one.
            if label(cell.text) in words.level1 or (own and label(cell.text) in words.level2):
                break
            own.append(joined(cell.text))
        slots = dict(zip(heads, own, strict=False))
        draft.indicators.append(
            FormIndicator(
                level1=level1,
                level2=joined(cells[at].text),
                level3=slots.get("三级", ""),
                value=slots.get("值", ""),
                year_level2="",
                year_level3="",
                year_value="",
                place=cells[at].place,
                description=slots.get("说明", ""),
                basis=slots.get("依据", ""),
            )
        )
        at += 1 + len(own)
