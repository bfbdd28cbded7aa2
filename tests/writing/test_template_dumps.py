"""Text that is made from other files is current: template dumps and the findings page.

``make golden-update`` writes them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builders.places import GOLDEN, ROOT, SOURCE
from readings.golden_file import hold
from yugong.audit.all_rules import all_rules
from yugong.budget.reference import budget_page
from yugong.figures.definitions import fact_definitions
from yugong.figures.reference import facts_page
from yugong.findings import KINDS, Kind
from yugong.findings.reference import findings_page, kind_module
from yugong.standards_kit.names_page import names_page, unexplained
from yugong.template.tags import CLOSERS, MERGE, MIDDLES, OPENERS
from yugong.writing.docx import dump_template
from yugong.writing.xlsx.dump import dump_workbook
from yugong.writing.xlsx.tags import CHART_KINDS

_ROOT = ROOT
_TEMPLATES = _ROOT / "templates"
_MADE_UP = _ROOT / "tests" / "standards"
_DUMPED = GOLDEN / "templates"

_DUMPS: list[tuple[Path, Callable[[bytes], str]]] = [
    *((path, dump_template) for path in sorted((_TEMPLATES / "docx").glob("*.docx"))),
    *((path, dump_workbook) for path in sorted((_TEMPLATES / "xlsx").glob("*.xlsx"))),
    *((path, dump_template) for path in sorted(_MADE_UP.rglob("*.docx"))),
    *((path, dump_workbook) for path in sorted(_MADE_UP.rglob("*.xlsx"))),
]


@pytest.mark.parametrize(("path", "dump"), _DUMPS, ids=lambda value: getattr(value, "name", ""))
def test_the_dump_of_a_template_shows_the_template(
    path: Path, dump: Callable[[bytes], str], update_golden: bool
) -> None:
    hold(_DUMPED / f"{path.name}.txt", dump(path.read_bytes()), update=update_golden)


def test_every_template_has_a_dump_and_every_dump_a_template() -> None:
    templates = {path.name for path, _ in _DUMPS}
    dumps = {path.name.removesuffix(".txt") for path in _DUMPED.glob("*.txt")}

    assert len(templates) >= 2
    assert dumps == templates


def test_the_findings_page_lists_every_kind(update_golden: bool) -> None:
    hold(_ROOT / "docs" / "findings.md", findings_page(), update=update_golden)

    rules = {rule.code for rule in all_rules()}  # these have a page of their own
    assert all(code in findings_page() for code in KINDS.keys() - rules)


def test_the_enum_of_kinds_names_every_kind_of_the_catalogue(update_golden: bool) -> None:
    hold(SOURCE / "findings" / "kind.py", kind_module(), update=update_golden)

    assert [kind.value for kind in Kind] == [code for code in KINDS if KINDS[code].name]


def test_the_ledger_page_lists_every_field(update_golden: bool) -> None:
    hold(_ROOT / "docs" / "ledger.md", budget_page(), update=update_golden)

    assert "| 部门经济科目 | 是 |" in budget_page()


def test_the_facts_page_lists_every_fact(update_golden: bool) -> None:
    hold(_ROOT / "docs" / "facts.md", facts_page(), update=update_golden)

    assert all(f"| `{definition.id}` |" in facts_page() for definition in fact_definitions()[0])


def test_the_names_page_explains_every_name_of_a_template(update_golden: bool) -> None:
    hold(_ROOT / "docs" / "template-names.md", names_page(), update=update_golden)

    assert unexplained() == ()  # else a meaning is wanting in standards_kit/names.yaml


def test_the_names_page_has_every_tag_filter_and_table() -> None:
    page = names_page()

    for word in (
        *OPENERS,
        *MIDDLES,
        *CLOSERS,
        MERGE,
        *CHART_KINDS,
        "链接",
        "图数据",
        "sheet",
        "tr",
    ):
        assert word in page.split("## 滤器")[0], word
    assert "| `占比` |" in page
    assert "| `表.机关运行经费表` |" in page
    assert "| `部门.公开日期` | 日期 |" in page


def test_only_counts_of_vehicles_are_described_as_such() -> None:
    lines = [line for line in names_page().splitlines() if "这一类车辆的数量" in line]

    assert lines
    assert [line for line in lines if "| 辆 |" not in line] == []


def test_every_kind_of_finding_is_used_somewhere() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (_ROOT / "src" / "yugong").rglob("*.py")
    )
    unused = [code for code in KINDS if f'"{code}"' not in source]

    assert unused == []
