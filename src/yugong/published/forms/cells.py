"""Reading a performance form kept as text with one cell a line, each after a tab.

Tests: tests/published/forms/test_reading.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from yugong.published.forms.parts import FormCell, FormDraft
from yugong.published.forms.words import FormWords, label
from yugong.published.model.package import FormIndicator
from yugong.published.model.printed_text import joined


def read_cells_form(draft: FormDraft, cells: Sequence[FormCell], words: FormWords) -> None:
    """Read the cells of one form, blank cells included, into its draft."""
    index = next((n for n, cell in enumerate(cells) if label(cell.text) in words.heads), len(cells))
    _fields(draft, cells[:index], words)
    heads: list[str] = []
    while index < len(cells) and label(cells[index].text) in words.heads:
        heads.append(words.heads[label(cells[index].text)])
        index += 1
    _indicators(draft, cells[index:], heads[2:], words)


def _fields(draft: FormDraft, cells: Sequence[FormCell], words: FormWords) -> None:
    name = ""
    for cell in cells:
        known = words.fields.get(label(cell.text))
        if known is not None:
            name = known
            draft.add_field(name, "", cell.place)
        elif name and cell.text.strip():
            draft.add_field(name, cell.text.strip(), cell.place)


def _indicators(
    draft: FormDraft, cells: Sequence[FormCell], heads: Sequence[str], words: FormWords
) -> None:
    """Read the indicators: a 二级指标 begins a row, with one cell for each head after it."""
    level1 = ""
    index = 0
    while index < len(cells):
        text = label(cells[index].text)
        if text in words.level1:
            level1 = text
        if text not in words.level2:
            index += 1
            continue
        texts: list[str] = []
        for cell in cells[index + 1 : index + 1 + len(heads)]:
            # An indicator may have the name of its own 二级指标, but not of the next one.
            if label(cell.text) in words.level1 or (texts and label(cell.text) in words.level2):
                break
            texts.append(joined(cell.text))
        slots = dict(zip(heads, texts, strict=False))
        draft.indicators.append(
            FormIndicator(
                level1=level1,
                level2=joined(cells[index].text),
                level3=slots.get("三级", ""),
                value=slots.get("值", ""),
                year_level2="",
                year_level3="",
                year_value="",
                place=cells[index].place,
                description=slots.get("说明", ""),
                basis=slots.get("依据", ""),
            )
        )
        index += 1 + len(texts)
