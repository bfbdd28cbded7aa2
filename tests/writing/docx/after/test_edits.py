"""A person's edits of a built Word file are kept, and named paragraph by paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from builders.samples import SAMPLE_NAMES, prepared_sample
from builders.small_budget import LEDGER, budget_file
from yugong.findings import Finding
from yugong.jobs.build import BuildResult, build
from yugong.ooxml.archive import written_members
from yugong.writing.docx import compile_template
from yugong.writing.docx.after.edits import Edits, edits_since, text_marks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(budget_file(tmp_path), tmp_path / "out", layout=False)
    return tmp_path / "out"


def _word(folder: Path) -> Path:
    return next(file for file in folder.iterdir() if file.suffix == ".docx")


def _rebuilt(folder: Path, **replaced: str) -> BuildResult:
    return build(budget_file(folder.parent, **replaced), folder, layout=False)


def _edits(built: BuildResult) -> list[Finding]:
    return [finding for finding in built.findings if finding.code == "D010"]


def test_a_changed_and_a_new_paragraph_are_named_with_their_heading(folder: Path) -> None:
    document = Document(str(_word(folder)))
    changed = next(p for p in document.paragraphs if p.text.startswith("本部门没有政府购买服务"))
    changed.add_run("下年再编。")
    changed.insert_paragraph_before("本段由会计补写。")
    document.save(str(_word(folder)))

    edits = _edits(_rebuilt(folder))

    assert [edit.actual for edit in edits] == [
        "本段由会计补写。",
        "本部门没有政府购买服务指导性目录。下年再编。",
    ]
    assert all("购买服务" in edit.place.path for edit in edits)
    kept = next(file for file in folder.iterdir() if "人工改动" in file.name)
    assert "本段由会计补写。" in [p.text for p in Document(str(kept)).paragraphs]


def test_an_edited_reason_is_led_back_to_its_fact(tmp_path: Path) -> None:
    reasons = "变动原因:\n" + "".join(
        f"  {fact}: 人员增加。\n" for fact in ("收入.总计", "支出.总计", "一般公共预算.支出")
    )
    parts = {"ledger": LEDGER.replace("600000", "700000"), "extra": reasons}
    built = build(budget_file(tmp_path, **parts), tmp_path / "out", layout=False)
    word = next(file for file in built.files if file.suffix == ".docx")
    document = Document(str(word))
    tag = qn("w:tag")
    control = next(
        node
        for node in document.element.body.iter(qn("w:sdt"))
        if any(tag_node.get(qn("w:val")) == "支出.总计|增减原因" for tag_node in node.iter(tag))
    )
    text = next(control.iter(qn("w:t")))
    text.text = text.text.replace("人员增加", "新进人员两名")
    document.save(str(word))

    [edit] = _edits(build(budget_file(tmp_path, **parts), tmp_path / "out", layout=False))

    assert "新进人员两名" in edit.actual
    assert "“变动原因”中的 支出.总计" in edit.remedy


def test_an_edited_cell_of_a_table_is_named(folder: Path) -> None:
    document = Document(str(_word(folder)))
    document.tables[2].rows[-1].cells[-1].paragraphs[0].text = "三十二万"
    document.save(str(_word(folder)))
    assert [edit.actual for edit in _edits(_rebuilt(folder))] == ["三十二万"]


def test_figures_that_changed_with_the_input_are_no_edits(folder: Path) -> None:
    document = Document(str(_word(folder)))
    document.paragraphs[-1].add_run("（会计注）")
    document.save(str(_word(folder)))
    reasons = "变动原因:\n" + "".join(
        f"  {fact}: 人员增加。\n" for fact in ("收入.总计", "支出.总计", "一般公共预算.支出")
    )
    edits = _edits(_rebuilt(folder, ledger=LEDGER.replace("600000", "700000"), extra=reasons))
    assert [edit.actual.endswith("（会计注）") for edit in edits] == [True]


def test_a_deleted_paragraph_is_counted(folder: Path) -> None:
    document = Document(str(_word(folder)))
    gone = next(p for p in document.paragraphs if p.text.startswith("本部门没有政府购买服务"))
    gone.text = ""
    document.save(str(_word(folder)))
    assert [edit.actual for edit in _edits(_rebuilt(folder))] == ["删去 1 段"]


def test_a_file_only_saved_again_is_kept_without_naming_any_edit(folder: Path) -> None:
    document = Document(str(_word(folder)))
    document.core_properties.title = "另存"
    document.save(str(_word(folder)))
    assert [finding.code for finding in _rebuilt(folder).findings] == ["D002"]


def test_a_file_that_is_no_longer_a_document_is_still_kept(folder: Path) -> None:
    _word(folder).write_bytes(b"not a document")
    assert [finding.code for finding in _rebuilt(folder).findings] == ["D002"]


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_a_sample_just_built_shows_no_edit(name: str, tmp_path: Path) -> None:
    """The marks made from the text and the texts read from the tree are the same."""
    word = tmp_path / "a.docx"
    loaded, package = prepared_sample(name).loaded, prepared_sample(name).package
    compile_template(loaded.word, loaded.word_name).write(word, package)
    marks = text_marks(written_members(word))
    assert len(marks) > 1000
    assert edits_since(word, marks) == Edits((), 0)
