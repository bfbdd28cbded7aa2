"""Every amount of every table is the sum of what its selection chooses from the ledger."""

from __future__ import annotations

from yugong.figures.selection import Selection, total
from yugong.jobs.compute import ComputedBudget
from yugong.standard.tables import draft_blocks, row_selections, table_words


def _selections(sample: ComputedBudget) -> dict[str, tuple[dict[str, Selection], ...]]:
    """Return the selection of each amount cell: by table, for each row, by column name."""
    words = table_words(sample.figures)
    return {
        spec.name: row_selections(spec, *draft_blocks(spec, sample.figures, words))
        for spec in sample.loaded.standard.tables
    }


def test_each_cell_is_the_sum_of_its_selection(sample: ComputedBudget) -> None:
    figures = sample.figures
    selections = _selections(sample)
    compared = 0
    for table in sample.package.tables:
        rows = selections[table.name]
        assert len(rows) == len(table.rows)
        for row, chosen in zip(table.rows, rows, strict=True):
            for name, cell in row.cells.items():
                if name not in chosen:
                    assert cell.amount is None
                    continue
                assert total(chosen[name].of(figures.postings)) == (cell.amount or 0)
                compared += 1
    assert compared > 500


def test_blank_rows_and_text_columns_select_nothing(sample: ComputedBudget) -> None:
    selections = _selections(sample)
    for table in sample.package.tables:
        texts = {column.name for column in table.columns if column.kind == "文字"}
        for chosen in selections[table.name]:
            assert not texts & chosen.keys()
