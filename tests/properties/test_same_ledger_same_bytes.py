"""The same ledger, kept in YAML or in a workbook, gives the same package to the last byte."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.fuzzing import ending, fuzzed
from builders.random_budgets import budgets
from builders.small_budget import budget_text
from builders.workbook_edit import catalogue, plain_value
from yugong.budget.budget import Budget
from yugong.intake.workbook_read import read_workbook
from yugong.intake.workbook_write import write_workbook
from yugong.intake.yaml_write import yaml_text
from yugong.jobs.build import build

_WAYS_TO_WRITE = ("{0}", "{0}.0", "{0}.00")


def _built(ledger: Path, folder: Path) -> dict[str, bytes]:
    """Return the files of the package of a ledger by their names."""
    build(ledger, folder, draft=True, layout=False)
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def _in_every_form(value: dict[str, Any], folder: Path) -> list[Path]:
    """Write a ledger as YAML, as a workbook, and as YAML again from the workbook."""
    first, workbook, again = (folder / name for name in ("a.yaml", "b.xlsx", "c.yaml"))
    first.write_text(yaml_text(value), encoding="utf-8")
    write_workbook(workbook, value, catalogue(int(value["年度"])))
    read, findings = read_workbook(workbook)
    assert findings == []
    assert read is not None
    again.write_text(yaml_text(read.value), encoding="utf-8")
    return [first, workbook, again]


@st.composite
def _freely_written(draw: st.DrawFn) -> dict[str, Any]:
    """A ledger with last year's figures and a carpet area, whole numbers written in any way."""
    value = draw(budgets())
    way = draw(st.sampled_from(_WAYS_TO_WRITE))
    names = draw(st.lists(st.sampled_from(("收入.总计", "支出.总计")), unique=True))
    value["上年数"] = dict.fromkeys(names, way.format(draw(st.sampled_from((0, 12000)))))
    value["国有资产"] |= {"办公用房面积": way.format(draw(st.sampled_from((0, 860))))}
    if names:
        value["变动原因"] = {
            names[-1]: {"原因": "业务工作安排有变化", "本年": way.format(7), "上年": way.format(3)}
        }
    return value


@fuzzed(4)
@given(_freely_written())
def test_any_ledger_gives_the_same_files_from_yaml_and_from_a_workbook(
    value: dict[str, Any],
) -> None:
    with TemporaryDirectory() as folder, ending():
        ledgers = _in_every_form(value, Path(folder))
        packages = [_built(ledger, Path(folder) / ledger.stem) for ledger in ledgers]

    assert len(packages[0]) == 4
    assert packages[1] == packages[0]
    assert packages[2] == packages[0]


@pytest.mark.parametrize("way", _WAYS_TO_WRITE)
def test_a_number_is_the_same_however_its_decimals_are_written(way: str) -> None:
    value = plain_value(budget_text())
    value["上年数"] = {"收入.总计": way.format(12000)}
    value["国有资产"] |= {"办公用房面积": way.format(860)}
    budget = Budget.model_validate(value)

    assert str(budget.previous["收入.总计"]) == "12000.00"
    assert budget.assets is not None
    assert str(budget.assets.office_area) == "860"


def test_cents_that_were_written_are_kept() -> None:
    value = plain_value(budget_text())
    value["上年数"] = {"收入.总计": "12000.5"}
    value["国有资产"] |= {"办公用房面积": "860.50"}
    budget = Budget.model_validate(value)

    assert str(budget.previous["收入.总计"]) == "12000.50"
    assert budget.assets is not None
    assert str(budget.assets.office_area) == "860.5"
