"""Two real packages, before and after an adjustment of the budget, as one redline."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from builders.places import SAMPLES
from builders.redline_specimens import AUTHOR, WHEN, Redlined, compared
from builders.samples import prepared_sample
from builders.small_budget import budget_file
from readings.revisions import document_of, q, resolved, texts
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.writing import docx
from yugong.writing.redline import redline


def _written(prepared: ComputedBudget, path: Path, *, pages: bool = True) -> Path:
    """The Word file of a budget without annexes; its contents list with made-up page numbers."""
    template = docx.compile_template(prepared.loaded.word, prepared.loaded.word_name)
    package = replace(prepared.package, annexes=())
    headings = template.write(path, package).headings
    if pages:
        template.write(path, package, list(range(1, len(headings) + 1)))
    return path


def _adjusted(ledger: str) -> str:
    """An amount raised, a project removed, one added, a reason and the duties reworded."""
    changes = [
        (r"(项目: XM005,.*金额: )1180000\.00", r"\g<1>1250000.00"),
        (r"- \{[^}]*项目: XM010,[^}]*\}\n", ""),
        (r"(?s)- 编码: XM010\n.*?(?=- 编码: XM011\n)", ""),
        (
            r"(- \{[^}]*项目: )XM020(,[^}]*金额: )1000000\.00\}\n",
            r"\g<0>\1XM900\g<2>812345.67}\n",
        ),
        (r"(?s)- 编码: XM021\n(  名称: )[^\n]*\n(.*?)(?=- 编码: XM022\n)", r"\g<0>- 编码: XM900\n\1档案库房恒温恒湿改造\n\2"),
        ("基金支持的消防和电力工程列入预算", "消防、电力两项基金工程调增"),
        ("  - 完成市委、市政府交办的事项。", "  - 管理机关节能工作；\n  - 完成市委、市政府交办的其他事项。"),
    ]  # fmt: skip
    for pattern, replacement in changes:
        ledger, times = re.subn(pattern, replacement, ledger, count=1)
        assert times == 1, pattern
    return ledger


@pytest.fixture(scope="module")
def xiaoyi(tmp_path_factory: pytest.TempPathFactory) -> Redlined:
    folder = tmp_path_factory.mktemp("redline")
    source = SAMPLES / "xiaoyi-2025" / "budget.yaml"
    shutil.copytree(source.parent / "附件", folder / "附件")
    changed = folder / "budget.yaml"
    changed.write_text(_adjusted(source.read_text(encoding="utf-8")), encoding="utf-8")
    old = _written(prepared_sample("xiaoyi-2025"), folder / "old.docx")
    return compared(
        old, _written(compute_budget(changed, draft=True), folder / "new.docx"), folder / "out.docx"
    )


def test_the_adjustment_is_marked_and_nothing_else(xiaoyi: Redlined) -> None:
    summary = xiaoyi.summary
    assert (summary.tables_inserted, summary.tables_deleted) == (1, 1)
    assert (summary.rows_inserted, summary.rows_deleted) == (1, 1)
    assert (summary.paragraphs_inserted, summary.paragraphs_deleted) == (4, 3)
    assert summary.charts_changed == 2
    assert summary.cells_changed < 80
    assert summary.findings == ()


def test_words_and_amounts_are_marked_in_place(xiaoyi: Redlined) -> None:
    assert "[+（八）管理机关节能工作；+][+¶+]" in xiaoyi.marked_text
    assert "（[-八-][+九+]）完成市委、市政府交办的[+其他+]事项。" in xiaoyi.marked_text
    assert "[+档案库房恒温恒湿改造+][+¶+]" in xiaoyi.marked_text
    assert "[-118.00-][+125.00+]" in xiaoyi.marked_text


def test_no_number_is_cut(xiaoyi: Redlined) -> None:
    for text in xiaoyi.marked_text:
        assert not re.search(r"\d[+-]\]\d|\d\[[+-]\d(?!.*?[-+]\]\[)|[\d,.]\[[-+][\d,.]", text), text


def test_all_charts_and_their_workbooks_are_in_the_file(xiaoyi: Redlined) -> None:
    with zipfile.ZipFile(xiaoyi.path) as archive:
        names = archive.namelist()
        types = archive.read("[Content_Types].xml").decode()
    assert len([name for name in names if re.fullmatch(r"word/charts/\w+\.xml", name)]) == 5
    assert len([name for name in names if name.startswith("word/embeddings/")]) == 5
    assert all(f"/{name}" in types for name in names if name.startswith("word/charts/c"))


def test_links_of_the_contents_lead_to_headings(xiaoyi: Redlined) -> None:
    names = [node.get(q("name")) for node in xiaoyi.root.iter(q("bookmarkStart"))]
    anchors = {node.get(q("anchor")) for node in xiaoyi.root.iter(q("hyperlink"))}
    assert anchors == set(names)


def test_no_property_of_the_file_names_anybody(xiaoyi: Redlined) -> None:
    with zipfile.ZipFile(xiaoyi.path) as archive:
        core = archive.read("docProps/core.xml").decode()
        dates = {info.date_time[:3] for info in archive.infolist()}
    assert "<dc:creator></dc:creator>" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-03-05T00:00:00Z"}
    assert dates == {(1980, 1, 1)}


def test_a_redline_accepted_and_saved_can_be_compared_again(
    xiaoyi: Redlined, tmp_path: Path
) -> None:
    summary = redline(
        xiaoyi.path.with_name("new.docx"),
        xiaoyi.path.with_name("new.docx"),
        tmp_path / "same.docx",
        author=AUTHOR,
        when=WHEN,
    )
    assert summary.revisions == 0


def test_another_department_is_compared_without_losing_a_word(tmp_path: Path) -> None:
    """Nearly everything differs: still accepting gives one package, rejecting the other."""
    small = _written(compute_budget(budget_file(tmp_path), draft=True), tmp_path / "small.docx")
    pinglu = _written(prepared_sample("pinglu-2026"), tmp_path / "pinglu.docx")
    result = compared(small, pinglu, tmp_path / "out.docx")
    assert result.summary.tables_inserted > 15
    assert result.summary.contents_changed > 0


def test_the_way_back_is_the_way_there_reversed(xiaoyi: Redlined, tmp_path: Path) -> None:
    old, new = xiaoyi.path.with_name("old.docx"), xiaoyi.path.with_name("new.docx")
    back = redline(new, old, tmp_path / "back.docx", author=AUTHOR, when=WHEN)
    there = xiaoyi.summary
    assert back.cells_changed == there.cells_changed
    assert back.paragraphs_inserted == there.paragraphs_deleted
    root = document_of(tmp_path / "back.docx")
    assert texts(resolved(root, accept=True)) == texts(document_of(old))
    assert texts(resolved(root, accept=False)) == texts(document_of(new))
