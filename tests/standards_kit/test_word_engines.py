"""A standard that declares docxtpl: linted, shown, copied, inherited, previewed and built with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.shape import WD_INLINE_SHAPE

from builders.docxtpl_specimens import png, rich_subdocument
from builders.own_standard import in_yaml, own_standard
from builders.places import SAMPLES
from readings.rendered_text import paragraph_texts
from yugong.findings import Finding, FindingsError, Place, Severity
from yugong.jobs.build import build
from yugong.standard.library import load_standard
from yugong.standards_kit import (
    check_standard_files,
    copy_standard,
    describe_standard,
    write_preview,
)
from yugong.writing.output_folder import MANIFEST

_FIELDS = "引擎: docxtpl, 图片: {徽标: {文件: 徽标.png, 宽: 30}}, 子文档: {说明: 说明.docx}"


def declared(folder: Path, fields: str = _FIELDS) -> Path:
    """A copy of a shipped standard that declares docxtpl, with a picture and a subdocument."""
    path = own_standard(folder)
    in_yaml(path, "excel: 云澜市.xlsx}", f"excel: 云澜市.xlsx, {fields}}}")
    (folder / "徽标.png").write_bytes(png())
    (folder / "说明.docx").write_bytes(rich_subdocument())
    document: Any = Document(str(path.with_suffix(".docx")))
    first = document.paragraphs[0]
    for text in ("{{ 图片.徽标 }}{{r 部门.名称 | 富文本(颜色='FF0000') }}", "{{p 子文档.说明 }}"):
        first.insert_paragraph_before(text)
    document.save(path.with_suffix(".docx"))
    return path


def _wrong(path: Path) -> list[Finding]:
    """The findings that are no mere notices."""
    return [
        finding
        for finding in check_standard_files(str(path)).findings
        if finding.severity != Severity.INFO
    ]


def test_lint_says_once_what_the_engine_does_not_do(tmp_path: Path) -> None:
    linted = check_standard_files(str(declared(tmp_path)))

    assert linted.usable
    notices = [finding for finding in linted.findings if finding.code == "S026"]
    assert [finding.severity for finding in notices] == [Severity.INFO, Severity.INFO]
    assert "内容控件" in notices[0].actual
    assert "删去标准文件中的“引擎”" in notices[0].remedy
    assert _wrong(tmp_path / "云澜市.yaml") == []


def test_the_same_template_without_the_declaration_is_refused(tmp_path: Path) -> None:
    path = declared(tmp_path)
    in_yaml(path, "引擎: docxtpl, ", "")

    assert {"S003", "S007"} <= {finding.code for finding in _wrong(path)}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("引擎: docxtpl", "引擎: docx", "R007"),
        ("宽: 30", "宽: 0", "R007"),
        ("徽标: {", "1徽标: {", "R007"),
        ("徽标.png", "../徽标.png", "R001"),
        ("徽标.png", "没有.png", "R001"),
        ("说明.docx", ".", "R001"),
        ("说明.docx", "/etc/hostname", "R001"),
    ],
)
def test_a_faulty_declaration_is_a_finding_at_its_line(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    path = declared(tmp_path / "标准")
    (tmp_path / "徽标.png").write_bytes(png())
    in_yaml(path, old, new)

    findings = _wrong(path)

    assert findings
    assert all(finding.place.line is not None for finding in findings)
    assert code in [finding.code for finding in findings] or code == "R007"


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    path = declared(tmp_path / "标准")
    (tmp_path / "外面.png").write_bytes(png())
    (path.parent / "徽标.png").unlink()
    (path.parent / "徽标.png").symlink_to(tmp_path / "外面.png")

    [finding] = _wrong(path)

    assert (finding.code, finding.actual) == ("R001", "徽标.png")


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = declared(tmp_path)
    with (tmp_path / "徽标.png").open("wb") as file:
        file.truncate(6 * 1024 * 1024)

    assert [finding.code for finding in _wrong(path)] == ["R002"]


def test_a_package_is_built_read_back_and_checked(tmp_path: Path) -> None:
    standard = declared(tmp_path / "标准")
    budget = SAMPLES / "pinglu-2026" / "budget.yaml"

    result = build(budget, tmp_path / "甲", standard=str(standard), layout=False)
    build(budget, tmp_path / "乙", standard=str(standard), layout=False)

    word = next(path for path in result.files if path.suffix == ".docx")
    assert word.read_bytes() == (tmp_path / "乙" / word.name).read_bytes()
    texts = [text for text in paragraph_texts(word) if text]
    assert "按通知编列。" in texts[:4]
    shapes = [shape.type for shape in Document(str(word)).inline_shapes]
    assert shapes.count(WD_INLINE_SHAPE.PICTURE) == 2
    manifest = json.loads((tmp_path / "甲" / MANIFEST).read_text(encoding="utf-8"))
    assert [finding["名称"] for finding in manifest["标准"]["附件"]] == ["徽标", "说明"]


def test_the_figures_of_a_package_are_those_of_the_built_in_engine(tmp_path: Path) -> None:
    standard = own_standard(tmp_path / "标准")
    budget = SAMPLES / "pinglu-2026" / "budget.yaml"
    first = build(budget, tmp_path / "甲", standard=str(standard), layout=False)
    in_yaml(standard, "excel: 云澜市.xlsx}", "excel: 云澜市.xlsx, 引擎: docxtpl}")
    second = build(budget, tmp_path / "乙", standard=str(standard), layout=False)

    texts = [
        paragraph_texts(next(path for path in result.files if path.suffix == ".docx"))
        for result in (first, second)
    ]
    assert texts[0] == texts[1]


def test_a_standard_based_on_another_inherits_the_engine_and_the_files(tmp_path: Path) -> None:
    base = declared(tmp_path / "上级")
    child = copy_standard("下级", str(base), tmp_path / "下级", based=True)[0]

    loaded, findings = load_standard(str(child), Place())

    assert findings == []
    assert loaded is not None
    assert loaded.engine == "docxtpl"
    assert [(item.kind, item.name, item.width) for item in loaded.attachments] == [
        ("图片", "徽标", 30),
        ("子文档", "说明", None),
    ]
    assert _wrong(child) == []


def test_a_standard_based_on_another_may_choose_the_engine_of_its_own(tmp_path: Path) -> None:
    base = own_standard(tmp_path / "上级")
    child = copy_standard("下级", str(base), tmp_path / "下级", based=True)[0]
    in_yaml(child, "excel: 下级.xlsx}", "excel: 下级.xlsx, 引擎: docxtpl}")

    loaded, _ = load_standard(str(child), Place())

    assert loaded is not None
    assert loaded.engine == "docxtpl"


def test_a_copy_has_the_engine_and_the_files_too(tmp_path: Path) -> None:
    source = declared(tmp_path / "甲")

    files = copy_standard("乙地", str(source), tmp_path / "乙")

    assert [path.name for path in files[3:]] == ["乙地-图片-徽标.png", "乙地-子文档-说明.docx"]
    loaded, _ = load_standard(str(files[0]), Place())
    assert loaded is not None
    assert loaded.engine == "docxtpl"
    assert [item.width for item in loaded.attachments] == [30, None]
    assert _wrong(files[0]) == []


def test_showing_a_standard_names_the_engine_and_its_files(tmp_path: Path) -> None:
    rules = dict(describe_standard(str(declared(tmp_path))).rules)

    assert rules["填写 Word 模板的引擎"] == "docxtpl"
    assert rules["模板用的图片"] == "徽标"
    assert "填写 Word 模板的引擎" not in dict(describe_standard("national").rules)


def test_a_preview_shows_the_tags_behind_the_values(tmp_path: Path) -> None:
    files, _ = write_preview(str(declared(tmp_path)), tmp_path / "预览.docx")

    document = Document(str(files[0]))
    highlighted = [
        run.text
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.font.highlight_color is not None
    ]
    assert len(highlighted) > 50
    assert not [text for text in paragraph_texts(files[0]) if "\ue010" in text]


def test_a_faulty_template_stops_the_build_with_its_paragraph(tmp_path: Path) -> None:
    standard = declared(tmp_path / "标准")
    document: Any = Document(str(standard.with_suffix(".docx")))
    document.paragraphs[0].insert_paragraph_before("{{ 部门.名子 }}")
    document.save(standard.with_suffix(".docx"))
    budget = SAMPLES / "pinglu-2026" / "budget.yaml"

    with pytest.raises(FindingsError) as refusal:
        build(budget, tmp_path / "成品", standard=str(standard), layout=False)

    [finding] = [finding for finding in refusal.value.findings if finding.code == "S003"]
    assert (finding.place.path, finding.expected) == ("第 1 段", "部门.名称")
    assert not list((tmp_path / "成品").glob("*.docx"))
