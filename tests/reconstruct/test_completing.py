"""Content that an imported package lacks is marked, so that a draft builds and nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from builders.published_miniature import standard
from builders.small_budget import budget_file, budget_text
from builders.workbook_edit import plain_value
from readings.published_reading import written_word, written_workbook
from yugong.findings import FindingsError, Place, Severity
from yugong.intake.workbook_read import read_workbook
from yugong.intake.yaml_write import yaml_text
from yugong.jobs.build import build
from yugong.jobs.compute import compute_budget
from yugong.jobs.ledger import convert_ledger, import_ledger
from yugong.reading.to_complete import TO_COMPLETE
from yugong.reconstruct.completing import completed


def _ledger(*removed: str) -> dict[str, Any]:
    """The small ledger without some of its parts, named as 部门.职责 is."""
    value = plain_value(budget_text())
    for path in removed:
        *outer, name = path.split(".")
        holder: Any = value
        for step in outer:
            holder = holder[int(step)] if step.isdigit() else holder[step]
        del holder[name]
    return value


REMOVED = (
    "部门.公开日期",
    "部门.级次",
    "部门.职责",
    "部门.代码",
    "国有资产",
    "国有资产.截至日期",
    "国有资产.办公用房面积",
    "国有资产.车辆",
    "整体绩效",
    "整体绩效.栏目.部门职责",
    "整体绩效.栏目.在编人员数",
    "文字",
    "项目.0.指标",
    "项目.0.概况",
    "项目.0.实施期目标",
)


@pytest.mark.parametrize("removed", REMOVED)
def test_a_draft_of_a_completed_ledger_builds_and_a_package_does_not(
    removed: str, tmp_path: Path
) -> None:
    value, findings = completed(_ledger(removed), standard(), Place())
    file = tmp_path / "budget.yaml"
    file.write_text(yaml_text(value), encoding="utf-8")

    assert findings == []
    assert TO_COMPLETE in file.read_text(encoding="utf-8")
    drafted = compute_budget(file, draft=True).findings
    assert ("B036", Severity.WARNING) in {(each.code, each.severity) for each in drafted}
    with pytest.raises(FindingsError) as refused:
        compute_budget(file)
    errors = [each for each in refused.value.findings if each.severity is Severity.ERROR]
    assert {finding.code for finding in errors} == {"B036"}


def test_a_ledger_that_lacks_everything_builds_as_a_draft_from_both_kinds_of_file(
    tmp_path: Path,
) -> None:
    bare = _ledger("部门.公开日期", "部门.职责", "国有资产", "整体绩效", "文字", "项目.0.指标")
    file, book = tmp_path / "budget.yaml", tmp_path / "budget.xlsx"
    file.write_text(yaml_text(completed(bare, standard(), Place())[0]), encoding="utf-8")
    convert_ledger(file, book)
    read, _ = read_workbook(book)

    built = build(file, tmp_path / "a", draft=True, layout=False)
    build(book, tmp_path / "b", draft=True, layout=False)

    assert read is not None
    assert read.value["部门"]["公开日期"] == TO_COMPLETE
    word = next(path for path in built.files if path.suffix == ".docx")
    texts = [paragraph.text for paragraph in Document(str(word)).paragraphs]
    assert TO_COMPLETE in [text.strip() for text in texts[:12]]  # the day on the cover
    assert not any("0001" in text or "2000年" in text for text in texts)


def test_a_complete_ledger_stays_as_it_is() -> None:
    assert completed(_ledger(), standard(), Place()) == (_ledger(), [])


@pytest.mark.parametrize(
    ("level1", "level2", "slots"),
    [
        ("产出指标", "数量", "产出指标、数量"),
        ("产出", "数量类指标", "产出、数量指标"),
        ("其他", "质量指标", "产出指标、质量指标"),
    ],
)
def test_an_indicator_of_a_slot_that_the_standard_lacks_goes_to_the_nearest(
    level1: str, level2: str, slots: str
) -> None:
    ledger = _ledger()
    indicator = ledger["项目"][0]["指标"][0]
    indicator |= {"一级": level1, "二级": level2}

    value, findings = completed(ledger, standard(), Place())

    moved = value["项目"][0]["指标"][0]
    assert f"{moved['一级']}、{moved['二级']}" == slots
    assert [finding.code for finding in findings] == (
        [] if slots == f"{level1}、{level2}" else ["R082"]
    )


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_an_imported_package_builds_as_a_draft_at_once(kind: str, tmp_path: Path) -> None:
    source = (written_word if kind == "docx" else written_workbook)(
        compute_budget(budget_file(tmp_path)), tmp_path
    )
    out = tmp_path / "imported.yaml"
    import_ledger(source, out)

    assert build(out, tmp_path / "out", draft=True, layout=False).files


def test_a_ledger_of_last_year_with_marks_still_gives_last_year_s_figures(tmp_path: Path) -> None:
    value, _ = completed(_ledger("国有资产", "项目.0.概况"), standard(), Place())
    last = yaml_text(value | {"年度": "2025"})
    (tmp_path / "last.yaml").write_text(last, encoding="utf-8")
    this = budget_text(previous="", extra="上年资料: {文件: last.yaml}\n")
    (tmp_path / "this.yaml").write_text(this, encoding="utf-8")

    figures = compute_budget(tmp_path / "this.yaml", draft=True).figures

    assert figures["支出.总计"].previous == figures["支出.总计"].value
