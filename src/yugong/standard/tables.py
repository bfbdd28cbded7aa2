"""The tables of a standard, built from the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from yugong.budget.money import ZERO
from yugong.figures.figures import Figures
from yugong.figures.selection import Selection, total
from yugong.standard.braces import fill
from yugong.standard.empty_notes import empty_content
from yugong.standard.numbers import written_amount
from yugong.standard.rows import DraftBlock, DraftRow, draft_block
from yugong.standard.schema import BlockSpec, ColumnSpec, NumberStyle, Standard, TableSpec
from yugong.standard.table import EMPTY, Cell, Column, Row, Table

Amounts = dict[tuple[str, str], Decimal]
"""Amounts in 元 by row key and column name."""


def build_tables(standard: Standard, figures: Figures) -> tuple[Table, ...]:
    """Return all tables of the standard in order, with the notes that belong under them."""
    words = table_words(figures)
    tables = [_table(spec, standard, figures, words) for spec in standard.tables]
    note = standard.residue_note
    if note is not None and any(has_visible_residue(table) for table in tables):
        tables = [
            replace(table, notes=(*table.notes, note.text)) if table.name == note.table else table
            for table in tables
        ]
    return tuple(tables)


def table_words(figures: Figures) -> dict[str, str]:
    """Return the words for the braces of titles and heads."""
    budget = figures.budget
    return {
        "年度": str(budget.year),
        "上年度": str(budget.year - 1),
        "部门": budget.department.name,
        "自称": budget.department.self_name,
    }


def has_visible_residue(table: Table) -> bool:
    """Return true if a printed total differs from the sum of its printed addends (尾差)."""
    names = [column.name for column in table.columns]
    for row in table.rows:
        for cell in row.cells.values():
            if cell.addends:
                printed_sum = sum(
                    (_printed_amount(table.rows[r].cells[names[c]]) for r, c in cell.addends), ZERO
                )
                if printed_sum != _printed_amount(cell):
                    return True
    return False


def _printed_amount(cell: Cell) -> Decimal:
    return Decimal(cell.text.replace(",", "")) if cell.text else ZERO


def _table(
    spec: TableSpec, standard: Standard, figures: Figures, words: Mapping[str, str]
) -> Table:
    drafts, bases = draft_blocks(spec, figures, words)
    amounts = [
        block_amounts(block, draft, selection, figures)
        for block, draft, selection in zip(spec.blocks, drafts, bases, strict=True)
    ]
    return table_of(spec, drafts, amounts, standard, words)


def table_of(
    spec: TableSpec,
    drafts: list[DraftBlock],
    amounts: list[Amounts],
    standard: Standard,
    words: Mapping[str, str],
) -> Table:
    """Return a table from its aligned blocks and their amounts, in the same order."""
    rows = _assemble(spec, drafts, amounts, standard.numbers.table)
    has_amounts = any(not column.text for block in spec.blocks for column in block.columns)
    empty = has_amounts and not any(value for block in amounts for value in block.values())
    return Table(
        name=spec.name,
        number=spec.number,
        label=fill(spec.label, words),
        title=fill(spec.title, words),
        unit=spec.unit,
        columns=tuple(_column(column, words) for block in spec.blocks for column in block.columns),
        rows=rows,
        notes=(_empty_note(spec, standard, words),) if empty else (),
        empty=empty,
        numbered=spec.numbered,
    )


def _empty_note(spec: TableSpec, standard: Standard, words: Mapping[str, str]) -> str:
    return fill(standard.empty_note, {**words, "内容": empty_content(spec)})


def row_selections(
    spec: TableSpec, drafts: list[DraftBlock], bases: list[Selection]
) -> tuple[dict[str, Selection], ...]:
    """Return the selections of each row's amount cells, by column name; a blank row has none."""
    rows: list[dict[str, Selection]] = [{} for _ in drafts[0].rows]
    for block, draft, base in zip(spec.blocks, drafts, bases, strict=True):
        for column in block.columns:
            chosen = base.also(Selection.parse(column.selection))
            for index, row in enumerate(draft.rows):
                if column.text or row.is_blank or row.values is not None:
                    continue
                rows[index][column.name] = chosen.also(row.selection)
    return tuple(rows)


def block_keys(
    standard: Standard, figures: Figures
) -> dict[str, tuple[tuple[str | None, ...], ...]]:
    """Return the row keys of each block of each table; ``None`` for a blank row (填空)."""
    words = table_words(figures)
    return {
        spec.name: tuple(
            tuple(None if row.is_blank else row.key for row in draft.rows)
            for draft in draft_blocks(spec, figures, words)[0]
        )
        for spec in standard.tables
    }


def draft_blocks(
    spec: TableSpec, figures: Figures, words: Mapping[str, str]
) -> tuple[list[DraftBlock], list[Selection]]:
    """Return the blocks of a table with aligned rows, and the selection of each block."""
    base = Selection.parse(spec.selection)
    bases = [base.also(Selection.parse(block.selection)) for block in spec.blocks]
    drafts = [
        draft_block(block, selection, figures, words)
        for block, selection in zip(spec.blocks, bases, strict=True)
    ]
    if spec.when_empty == "空行" and not any(selection.of(figures.postings) for selection in bases):
        drafts = [DraftBlock([DraftRow("空行0", {}, is_blank=True)]) for _ in drafts]
    _level(drafts)
    return drafts, bases


def _column(spec: ColumnSpec, words: Mapping[str, str]) -> Column:
    return Column(spec.name, fill(spec.head, words), "文字" if spec.text else "金额")


def block_amounts(spec: BlockSpec, draft: DraftBlock, base: Selection, figures: Figures) -> Amounts:
    """Return every amount of a block, each a sum of postings, never of other cells."""
    amounts: Amounts = defaultdict(lambda: ZERO)
    for column in spec.columns:
        if column.text:
            continue
        selection = base.also(Selection.parse(column.selection))
        chosen = selection.of(figures.postings)
        for grouping in draft.groupings:
            for posting in chosen:
                for key in grouping(posting):
                    amounts[key, column.name] += posting.amount
        for row in draft.rows:
            if row.values is not None:
                amounts[row.key, column.name] = row.values.get(column.name, ZERO)
                continue
            if row.expansion >= 0 or row.is_blank:
                continue
            if row.selection.measures is None:
                amounts[row.key, column.name] = total(row.selection.within(chosen))
            else:
                row_selection = selection.also(row.selection)
                amounts[row.key, column.name] = total(row_selection.of(figures.postings))
    return amounts


def _level(drafts: list[DraftBlock]) -> None:
    """Pad the blocks so that they have the same number of rows."""
    height = max(len(draft.rows) for draft in drafts)
    for draft in drafts:
        missing = height - len(draft.rows)
        start = len(draft.rows) if draft.pad_at is None else draft.pad_at
        draft.rows[start:start] = [
            DraftRow(f"填空{number}", {}, is_blank=True) for number in range(missing)
        ]


def _assemble(
    spec: TableSpec, drafts: list[DraftBlock], amounts: list[Amounts], style: NumberStyle
) -> tuple[Row, ...]:
    positions = [{row.key: index for index, row in enumerate(draft.rows)} for draft in drafts]
    columns = [column.name for block in spec.blocks for column in block.columns]
    at_column = {name: index for index, name in enumerate(columns)}
    rows = []
    numbered = spec.numbered and not _nothing_but_blanks(drafts)
    for index in range(len(drafts[0].rows)):
        cells: dict[str, Cell] = {}
        for block, draft, sums, position in zip(
            spec.blocks, drafts, amounts, positions, strict=True
        ):
            row = draft.rows[index]
            texts = _texts(block, row)
            for column in block.columns:
                if column.text:
                    cells[column.name] = Cell(texts[column.name]) if texts[column.name] else EMPTY
                    continue
                value = sums.get((row.key, column.name), ZERO)
                if row.is_blank or value == 0:
                    cells[column.name] = Cell(style.zero) if style.zero else EMPTY
                    continue
                if column.is_count:
                    cells[column.name] = Cell(f"{value.normalize():f}", count=value)
                    continue
                cells[column.name] = Cell(
                    written_amount(value, spec.unit, style),
                    value,
                    _addends(row, column, index, position, at_column),
                    f"表{spec.number}!{row.key}!{column.name}",
                )
        named = next(
            (d.rows[index] for d in drafts if not d.rows[index].is_blank), drafts[0].rows[index]
        )
        rows.append(
            Row(
                named.key,
                cells,
                depth=named.depth,
                is_total=named.is_total,
                is_leaf=named.is_leaf,
                number=index + 1 if numbered else 0,
            )
        )
    return tuple(rows)


def _nothing_but_blanks(drafts: list[DraftBlock]) -> bool:
    return all(row.is_blank for draft in drafts for row in draft.rows)


def _texts(block: BlockSpec, row: DraftRow) -> dict[str, str]:
    """Return the texts of a row; a fixed row's title is in one text column only."""
    columns = [column for column in block.columns if column.text]
    if row.expansion < 0:
        texts = {column.name: "" for column in columns}
        if columns:
            texts[row.title_in or columns[0].name] = row.texts.get("名称", "")
        return texts
    return {
        column.name: row.texts.get(column.name if column.text == "其他" else column.text or "", "")
        for column in columns
    }


def _addends(
    row: DraftRow,
    column: ColumnSpec,
    index: int,
    position: Mapping[str, int],
    at_column: Mapping[str, int],
) -> tuple[tuple[int, int], ...]:
    """Return the cells that sum to this one: in the row if the column says so, else below."""
    if column.equals:
        return tuple((index, at_column[name]) for name in column.equals)
    return tuple((position[key], at_column[column.name]) for key in row.addends)
