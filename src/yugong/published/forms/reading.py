"""Reading the performance forms of a package: the borders of each, and its contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace

from yugong.findings import Finding, Kind, Severity
from yugong.published.forms.cells import read_cells_form
from yugong.published.forms.grid import label_of_footer, read_grid_form
from yugong.published.forms.lines import read_lines_form
from yugong.published.forms.parts import FormCell, FormDraft, FormRow
from yugong.published.forms.words import FormWords, form_words, label
from yugong.published.model.blocks import Block, Form, Grid, Line
from yugong.published.model.package import PerformanceForm
from yugong.published.model.printed_text import joined, unmarked
from yugong.published.model.squeezed_text import squeezed
from yugong.published.narrative.sections import heads_a_section
from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class FormsRead:
    """The forms of a package, and the blocks outside them.

    ``unread`` are findings on forms of which only the title is understood.
    """

    projects: tuple[PerformanceForm, ...]
    overall: PerformanceForm | None
    other_blocks: tuple[Block, ...]
    unread: tuple[Finding, ...]


@dataclass(slots=True)
class _Region:
    """The blocks of one form, from its title to its last footer."""

    title: str
    first: Block
    blocks: list[Block] = field(default_factory=list)


def read_forms(blocks: Sequence[Block], form: Form) -> FormsRead:
    """Read every performance form among blocks outside the standard's tables."""
    words = form_words()
    regions, others = _regions(blocks, form, words)
    projects: list[PerformanceForm] = []
    overall: PerformanceForm | None = None
    unread: list[Finding] = []
    known = {*words.fields.values(), *words.overall_fields.values()}
    for region in regions:
        draft = _read(region, form, words)
        if not draft.is_read(known):
            place = region.first.place
            unread.append(
                Finding(Kind.FORM_NOT_UNDERSTOOD, place, region.title, severity=Severity.WARNING)
            )
        elif not draft.overall:
            _append(projects, draft.form(next(iter(words.fields.values()))))
        elif overall is None:
            overall = draft.form("")
    return FormsRead(tuple(projects), overall, tuple(others), tuple(unread))


def _append(projects: list[PerformanceForm], form: PerformanceForm) -> None:
    """Add a form, or continue the last one where a page break repeated its head.

    A continuation repeats fields and money, has no indicator of the form above it, and has the
    footer that the form above it lacks.
    """
    last = projects[-1] if projects else None
    if last is None or not _continues(last, form):
        projects.append(form)
        return
    projects[-1] = replace(
        last, indicators=(*last.indicators, *form.indicators), footers=form.footers
    )


def _continues(last: PerformanceForm, form: PerformanceForm) -> bool:
    if last.footers or not form.footers or not last.indicators:
        return False
    same = (last.name, last.period_funds, last.year_funds) == (
        form.name,
        form.period_funds,
        form.year_funds,
    )
    fields = {name: value.text for name, value in last.fields.items()}
    again = {name: value.text for name, value in form.fields.items()}
    printed = {(indicator.level2, indicator.level3) for indicator in last.indicators}
    return (
        same
        and fields == again
        and not any(
            (indicator.level2, indicator.level3) in printed for indicator in form.indicators
        )
    )


# --- where a form begins and ends ----------------------------------------------------------


def _regions(
    blocks: Sequence[Block], form: Form, words: FormWords
) -> tuple[list[_Region], list[Block]]:
    regions: list[_Region] = []
    others: list[Block] = []
    current: _Region | None = None
    for index, block in enumerate(blocks):
        title = _title(block, words)
        if title is None and current is not None and _begins_untitled(block, current, words):
            title = current.title
        if title is not None and _is_followed_by_form(blocks, index, words):
            current = _Region(title, block)
            regions.append(current)
            if isinstance(block, Grid):
                current.blocks.append(block)
        elif current is not None and _belongs(block, current, form, words):
            current.blocks.append(block)
        else:
            current = None
            others.append(block)
    return regions, others


def _title(block: Block, words: FormWords) -> str | None:
    """Return the title that a block is, or that a grid has in its first rows; else ``None``."""
    if isinstance(block, Line):
        text = unmarked(block.text)
        return text if words.is_title(text) else None
    for row in block.rows[:2]:
        filled = [cell for cell in row if cell.strip()]
        if len(filled) == 1 and words.is_title(filled[0]):
            return joined(filled[0])
    return None


def _begins_untitled(block: Block, current: _Region, words: FormWords) -> bool:
    """Tell if a form without title begins: the name of a project is printed again."""
    if not isinstance(block, Grid) or not current.blocks:
        return False
    name = next(iter(words.fields))
    first = next((cell for cell in block.rows[0] if cell.strip()), "")
    return label(first) == name and any(
        label(cell) == name
        for earlier in current.blocks
        if isinstance(earlier, Grid)
        for row in earlier.rows
        for cell in row[:1]
    )


def _is_followed_by_form(blocks: Sequence[Block], index: int, words: FormWords) -> bool:
    """Tell if a form follows a title; none follows a line of a table of contents."""
    if isinstance(blocks[index], Grid):
        return True
    for block in blocks[index + 1 : index + 4]:
        if isinstance(block, Grid):
            return True
        text = squeezed(unmarked(block.text))
        if words.is_title(text):
            return False
        if any(text.startswith(known) for known in (*words.fields, *words.overall_fields)):
            return True
    return False


def _belongs(block: Block, region: _Region, form: Form, words: FormWords) -> bool:
    if isinstance(block, Grid):
        return True
    text = unmarked(block.text)
    if words.footer.match(label_of_footer(text)) or words.year_line.match(squeezed(text)):
        return True
    if heads_a_section(text):
        return False
    if form in ("docx", "xlsx"):
        return not any(isinstance(part, Grid) for part in region.blocks)
    footed = any(
        isinstance(line, Line) and words.footer.match(label_of_footer(line.text))
        for line in region.blocks
    )
    ruled = any(isinstance(grid, Grid) and not _is_one_cell_wide(grid) for grid in region.blocks)
    return not footed and (not ruled or "\t" in block.text)


def _is_one_cell_wide(grid: Grid) -> bool:
    return len(grid.rows[0]) <= 2 and not any(
        row[0].strip() and any(cell.strip() for cell in row[1:]) for row in grid.rows
    )


# --- reading one ----------------------------------------------------------------------------


def _read(region: _Region, form: Form, words: FormWords) -> FormDraft:
    title = region.title
    draft = FormDraft(title, region.first.place, words.overall in title)
    named = words.named_title.match(title.strip())
    if named is not None:
        draft.name = named["name"].strip()
    grids = [block for block in region.blocks if isinstance(block, Grid)]
    if not grids:
        lines = [block for block in region.blocks if isinstance(block, Line)]
        read_lines_form(draft, lines, words)
    elif all(map(_is_one_cell_wide, grids)):
        read_cells_form(draft, list(_cells(region.blocks)), words)
    else:
        read_grid_form(draft, _rows(region.blocks, form, words), words)
    return draft


def _rows(blocks: Sequence[Block], form: Form, words: FormWords) -> Iterator[FormRow]:
    for block in blocks:
        if isinstance(block, Grid):
            for index, row in enumerate(block.rows):
                filled = [
                    FormCell(_text(text, form), column, block.place_of(index, column))
                    for column, text in enumerate(row)
                    if text.strip()
                ]
                if len(filled) == 1 and _is_heading(filled[0].text, words):
                    continue
                yield filled
        elif not words.year_line.match(squeezed(block.text)):
            parts = [block.text] if form == "docx" else block.text.split("\t")
            if words.footer.match(label_of_footer(block.text)):
                parts = [block.text]
            yield [
                FormCell(text.strip(), column, block.place)
                for column, text in enumerate(parts)
                if text.strip()
            ]


def _is_heading(text: str, words: FormWords) -> bool:
    return words.is_title(text) or bool(words.year_line.match(squeezed(text)))


def _text(text: str, form: Form) -> str:
    """Return a cell's text, with the lines joined in a PDF, where column width breaks them."""
    return joined(text) if form == "pdf" else text


def _cells(blocks: Sequence[Block]) -> Iterator[FormCell]:
    """Yield the cells in order; a line without a tab continues the cell before it."""
    pending: FormCell | None = None
    for block in blocks:
        if isinstance(block, Grid):
            texts = [
                (
                    "\t".join(("", *row[1:])) if not row[0].strip() else row[0],
                    block.place_of(index, 1),
                )
                for index, row in enumerate(block.rows)
            ]
        else:
            texts = [(block.text, block.place)]
        for text, place in texts:
            if pending is not None and not text.startswith("\t"):
                pending = replace(pending, text=f"{pending.text}\n{text.strip()}".strip())
                continue
            if pending is not None:
                yield pending
            pending = FormCell(text.strip(), 0, place)
    if pending is not None:
        yield pending
