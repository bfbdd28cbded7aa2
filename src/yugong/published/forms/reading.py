"""The performance forms of a package: where each begins and ends, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from yugong.findings import Finding, Kind, Severity
from yugong.published.forms.cells import read_cells_form
from yugong.published.forms.grid import label_of_footer, read_grid_form
from yugong.published.forms.lines import read_lines_form
from yugong.published.forms.parts import Cell, Draft, Row
from yugong.published.forms.words import FormWords, form_words, label
from yugong.published.model.blocks import Block, Form, Grid, Line
from yugong.published.model.package import PerformanceForm
from yugong.published.model.printed_text import joined, unmarked
from yugong.published.model.squeezed_text import squeezed
from yugong.published.narrative.sections import heads_a_section


@dataclass(frozen=True, slots=True)
class FormsRead:
    """The forms, and the blocks that are none of theirs.

    ``unread`` are forms of which nothing but the title was made out.
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
    """Every performance form among blocks that are no table of the standard."""
    words = form_words()
    regions, rest = _regions(blocks, form, words)
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
    return FormsRead(tuple(projects), overall, tuple(rest), tuple(unread))


def _append(projects: list[PerformanceForm], form: PerformanceForm) -> None:
    """Add a form, or the rest of the last one where a page break repeated its head.

    Such a rest has the same fields and money over again, no indicator that the form has already,
    and the footer that the form was still lacking.
    """
    last = projects[-1] if projects else None
    if last is None or not _goes_on(last, form):
        projects.append(form)
        return
    projects[-1] = replace(
        last, indicators=(*last.indicators, *form.indicators), footers=form.footers
    )


def _goes_on(last: PerformanceForm, form: PerformanceForm) -> bool:
    if last.footers or not form.footers or not last.indicators:
        return False
    same = (last.name, last.period_funds, last.year_funds) == (
        form.name,
        form.period_funds,
        form.year_funds,
    )
    fields = {name: one.text for name, one in last.fields.items()}
    again = {name: one.text for name, one in form.fields.items()}
    printed = {(one.level2, one.level3) for one in last.indicators}
    return (
        same
        and fields == again
        and not any((one.level2, one.level3) in printed for one in form.indicators)
    )


# --- where a form begins and ends ----------------------------------------------------------


def _regions(
    blocks: Sequence[Block], form: Form, words: FormWords
) -> tuple[list[_Region], list[Block]]:
    regions: list[_Region] = []
    rest: list[Block] = []
    current: _Region | None = None
    for at, block in enumerate(blocks):
        title = _title(block, words)
        if title is None and current is not None and _begins_untitled(block, current, words):
            title = current.title
        if title is not None and _is_followed_by_form(blocks, at, words):
            current = _Region(title, block)
            regions.append(current)
            if isinstance(block, Grid):
                current.blocks.append(block)
        elif current is not None and _belongs(block, current, form, words):
            current.blocks.append(block)
        else:
            current = None
            rest.append(block)
    return regions, rest


def _title(block: Block, words: FormWords) -> str | None:
    """The title a block is, or which a grid has in its first row."""
    if isinstance(block, Line):
        text = unmarked(block.text)
        return text if words.is_title(text) else None
    for row in block.rows[:2]:
        filled = [cell for cell in row if cell.strip()]
        if len(filled) == 1 and words.is_title(filled[0]):
            return joined(filled[0])
    return None


def _begins_untitled(block: Block, current: _Region, words: FormWords) -> bool:
    """A second form whose title was left out begins where the name of a project comes again."""
    if not isinstance(block, Grid) or not current.blocks:
        return False
    name = next(iter(words.fields))
    first = next((cell for cell in block.rows[0] if cell.strip()), "")
    before = any(
        label(cell) == name
        for one in current.blocks
        if isinstance(one, Grid)
        for row in one.rows
        for cell in row[:1]
    )
    return label(first) == name and before


def _is_followed_by_form(blocks: Sequence[Block], at: int, words: FormWords) -> bool:
    """Whether a form stands under a title: a line of a table of contents has none."""
    if isinstance(blocks[at], Grid):
        return True
    for block in blocks[at + 1 : at + 4]:
        if isinstance(block, Grid):
            return True
        text = squeezed(unmarked(block.text))
        if words.is_title(text):
            return False
        if any(text.startswith(one) for one in (*words.fields, *words.overall_fields)):
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
        return not any(isinstance(one, Grid) for one in region.blocks)
    footed = any(
        isinstance(one, Line) and words.footer.match(label_of_footer(one.text))
        for one in region.blocks
    )
    ruled = any(isinstance(one, Grid) and not _is_one_cell_wide(one) for one in region.blocks)
    return not footed and (not ruled or "\t" in block.text)


def _is_one_cell_wide(grid: Grid) -> bool:
    return len(grid.rows[0]) <= 2 and not any(
        row[0].strip() and any(cell.strip() for cell in row[1:]) for row in grid.rows
    )


# --- reading one ----------------------------------------------------------------------------


def _read(region: _Region, form: Form, words: FormWords) -> Draft:
    title = region.title
    draft = Draft(title, region.first.place, words.overall in title)
    named = words.named_title.match(title.strip())
    if named is not None:
        draft.name = named["name"].strip()
    grids = [one for one in region.blocks if isinstance(one, Grid)]
    if not grids:
        lines = [one for one in region.blocks if isinstance(one, Line)]
        read_lines_form(draft, lines, words)
    elif all(map(_is_one_cell_wide, grids)):
        read_cells_form(draft, list(_cells(region.blocks)), words)
    else:
        read_grid_form(draft, _rows(region.blocks, form, words), words)
    return draft


def _rows(blocks: Sequence[Block], form: Form, words: FormWords) -> Iterator[Row]:
    for block in blocks:
        if isinstance(block, Grid):
            for at, row in enumerate(block.rows):
                filled = [
                    Cell(_text(text, form), column, block.place_of(at, column))
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
                Cell(text.strip(), column, block.place)
                for column, text in enumerate(parts)
                if text.strip()
            ]


def _is_heading(text: str, words: FormWords) -> bool:
    return words.is_title(text) or bool(words.year_line.match(squeezed(text)))


def _text(text: str, form: Form) -> str:
    """A cell's text; in a PDF its lines are broken by the width of the column."""
    return joined(text) if form == "pdf" else text


def _cells(blocks: Sequence[Block]) -> Iterator[Cell]:
    """The cells in order; a line without a tab goes on with the cell before it."""
    pending: Cell | None = None
    for block in blocks:
        if isinstance(block, Grid):
            texts = [
                ("\t".join(("", *row[1:])) if not row[0].strip() else row[0], block.place_of(at, 1))
                for at, row in enumerate(block.rows)
            ]
        else:
            texts = [(block.text, block.place)]
        for text, place in texts:
            if pending is not None and not text.startswith("\t"):
                pending = replace(pending, text=f"{pending.text}\n{text.strip()}".strip())
                continue
            if pending is not None:
                yield pending
            pending = Cell(text.strip(), 0, place)
    if pending is not None:
        yield pending
