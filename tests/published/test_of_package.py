"""A package's own tables as if read from print: the same texts, keys and amounts."""

from __future__ import annotations

from decimal import Decimal

from yugong.budget.money import shown_wan
from yugong.jobs.compute import ComputedBudget
from yugong.published.of_package import tables_of


def test_every_amount_is_the_printed_one(sample: ComputedBudget) -> None:
    read = tables_of(sample.loaded.standard, sample.figures, sample.package)
    compared = 0
    for table in sample.package.tables:
        for row in table.rows:
            for column in table.columns:
                amount = row.cells[column.name].amount
                if amount is None or column.kind == "文字":
                    continue
                key = (row.cells[column.name].fact or "").split("!")[1]
                assert read[table.name].amount(key, column.name) == shown_wan(amount)
                compared += 1
    assert compared > 200


def test_a_blank_amount_is_zero_and_an_unknown_row_is_none(pinglu: ComputedBudget) -> None:
    read = tables_of(pinglu.loaded.standard, pinglu.figures, pinglu.package)
    table = read["预算收支总表"]
    assert table.amount("二、政府性基金预算", "收入金额") == Decimal(0)
    assert table.amount("没有这一行", "收入金额") is None
