"""Whatever is imported builds as a draft at once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from builders.fuzzing import ending, fuzzed
from builders.random_budgets import budgets
from yugong.intake.yaml_write import yaml_text
from yugong.jobs.build import build
from yugong.jobs.ledger import import_ledger


def _is_plain(value: dict[str, Any]) -> bool:
    """True without the words that Excel itself takes for an escaped character."""
    return "_x0041_" not in yaml_text(value)


@fuzzed(3)
@given(budgets(ordinary=True).filter(_is_plain), st.sampled_from((".docx", ".xlsx")), st.booleans())
def test_any_package_that_can_be_imported_builds_as_a_draft(
    value: dict[str, Any], suffix: str, with_reasons: bool
) -> None:
    """A package without last year's figures, without reasons, or only its tables."""
    with TemporaryDirectory() as folder, ending():
        file, again = Path(folder) / "budget.yaml", Path(folder) / "imported.yaml"
        if with_reasons:
            value["变动原因"] = {"支出.总计": "业务工作安排有变化；二是人员增加"}
        file.write_text(yaml_text(value), encoding="utf-8")
        built = build(file, Path(folder) / "first", draft=True, layout=False)
        source = next(path for path in built.files if path.suffix == suffix)
        import_ledger(source, again)

        assert build(again, Path(folder) / "second", draft=True, layout=False).files
