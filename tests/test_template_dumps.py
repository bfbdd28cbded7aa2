"""Text that is made from other files is current: template dumps and the findings page.

``make golden-update`` writes them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from golden_file import hold
from yugong.audit.all_rules import all_rules
from yugong.budget.reference import budget_page
from yugong.figures.definitions import fact_definitions
from yugong.figures.reference import facts_page
from yugong.findings import KINDS
from yugong.findings.reference import findings_page
from yugong.writing.docx import dump_template
from yugong.writing.xlsx import dump_workbook

_ROOT = Path(__file__).parent.parent
_TEMPLATES = _ROOT / "src" / "yugong" / "templates"
_MADE_UP = _ROOT / "tests" / "standards"

_DUMPS: list[tuple[Path, Callable[[bytes], str]]] = [
    *((path, dump_template) for path in sorted((_TEMPLATES / "docx").glob("*.docx"))),
    *((path, dump_workbook) for path in sorted((_TEMPLATES / "xlsx").glob("*.xlsx"))),
    *((path, dump_template) for path in sorted(_MADE_UP.rglob("*.docx"))),
    *((path, dump_workbook) for path in sorted(_MADE_UP.rglob("*.xlsx"))),
]


@pytest.mark.parametrize(("path", "dump"), _DUMPS, ids=lambda value: getattr(value, "name", ""))
def test_the_dump_beside_a_template_shows_the_template(
    path: Path, dump: Callable[[bytes], str], update_golden: bool
) -> None:
    hold(path.with_name(path.name + ".txt"), dump(path.read_bytes()), update=update_golden)


def test_every_template_has_a_dump_and_every_dump_a_template() -> None:
    templates = {path.name for path, _ in _DUMPS}
    beside = (*_TEMPLATES.rglob("*.txt"), *_MADE_UP.rglob("*.txt"))
    dumps = {path.name.removesuffix(".txt") for path in beside}

    assert len(templates) >= 2
    assert dumps == templates


def test_the_findings_page_lists_every_kind(update_golden: bool) -> None:
    hold(_ROOT / "docs" / "findings.md", findings_page(), update=update_golden)

    rules = {one.code for one in all_rules()}  # these have a page of their own
    assert all(code in findings_page() for code in KINDS.keys() - rules)


def test_the_ledger_page_lists_every_field(update_golden: bool) -> None:
    hold(_ROOT / "docs" / "ledger.md", budget_page(), update=update_golden)

    assert "| 部门经济科目 | 是 |" in budget_page()


def test_the_facts_page_lists_every_fact(update_golden: bool) -> None:
    hold(_ROOT / "docs" / "facts.md", facts_page(), update=update_golden)

    assert all(f"| `{one.id}` |" in facts_page() for one in fact_definitions()[0])


def test_every_kind_of_finding_is_used_somewhere() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (_ROOT / "src" / "yugong").rglob("*.py")
    )
    unused = [code for code in KINDS if f'"{code}"' not in source]

    assert unused == []
