"""Ledgers, built packages and data files are compared, each with any other."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.compared_ledgers import RECEPTION, WITH_SHELVES, sides
from builders.small_budget import DEPARTMENT, HEAD, LEDGER, PROJECTS, TEXT, budget_file
from yugong.comparison.as_json import comparison_value
from yugong.comparison.comparison import Comparison
from yugong.findings import Finding, FindingsError, Severity
from yugong.jobs.build import build
from yugong.jobs.diff import diff
from yugong.jobs.ledger import convert_ledger

CHANGED = {**WITH_SHELVES, "text": TEXT.replace("无\n", "另有说明。\n")}


def _built(ledger: Path) -> Path:
    folder = ledger.parent / "公开"
    build(ledger, folder, draft=True, layout=False)
    return folder


def _word(folder: Path) -> Path:
    return next(folder.glob("*.docx"))


def _found(comparison: Comparison) -> dict[str, object]:
    """Return the differences without the names of the two files."""
    value = comparison_value(comparison)
    return {name: part for name, part in value.items() if name not in ("旧", "新")}


def _stopped(old: Path, new: Path) -> list[Finding]:
    with pytest.raises(FindingsError) as caught:
        diff(old, new)
    return [finding for finding in caught.value.findings if finding.severity is Severity.ERROR]


def test_ledgers_workbooks_and_packages_compare_alike_in_any_mix(tmp_path: Path) -> None:
    old, new = sides(tmp_path, {}, CHANGED)
    book = tmp_path / "新.xlsx"
    convert_ledger(new, book)
    expected = _found(diff(old, new).comparison)
    packages = _built(old), _built(new)
    assert expected["相同"] is False
    assert _found(diff(*packages).comparison) == expected
    assert _found(diff(old, packages[1]).comparison) == expected
    assert _found(diff(packages[0], book).comparison) == expected


def test_a_ledger_and_its_own_package_do_not_differ(tmp_path: Path) -> None:
    ledger = budget_file(tmp_path)
    done = diff(ledger, _built(ledger))
    assert done.comparison.same
    assert done.findings == ()


def test_a_package_with_page_numbers_in_its_contents_list_does_not_differ(tmp_path: Path) -> None:
    """The contents list is made from the headings: it is no text of its own."""
    old, new = sides(tmp_path)
    folder = _built(new)
    document = Document(str(_word(folder)))
    fields = [node for node in document.element.body.iter() if str(node.tag).endswith("}fldChar")]
    assert fields
    for text in document.element.body.iter():
        if str(text.tag).endswith("}hyperlink"):
            last = [node for node in text.iter() if str(node.tag).endswith("}t")][-1]
            last.text = "77"
    document.save(str(_word(folder)))
    done = diff(_built(old), folder)
    assert done.comparison.same
    assert [finding.code for finding in done.findings] == ["D031"]


def test_the_data_file_alone_gives_figures_and_tables(tmp_path: Path) -> None:
    old, new = sides(tmp_path, {}, CHANGED)
    whole = diff(old, new).comparison
    done = diff(_built(old), _built(new) / "数据.json")
    assert done.comparison.facts == whole.facts
    assert done.comparison.tables == whole.tables
    assert done.comparison.sentences == ()
    assert done.comparison.left_out == ("文字", "绩效表")
    assert [project.name for project in done.comparison.projects] == ["密集架"]
    assert [finding.code for finding in done.findings] == ["D033"]


def test_words_changed_in_word_are_compared_and_the_edit_is_reported(tmp_path: Path) -> None:
    folder = _built(budget_file(tmp_path))
    edited = tmp_path / "改过"
    shutil.copytree(folder, edited)
    document = Document(str(_word(edited)))
    paragraph = next(
        paragraph for paragraph in document.paragraphs if "收入预算总额" in paragraph.text
    )
    paragraph.add_run("以上均已核对。")
    form = document.tables[-1]
    form.rows[0].cells[-1].paragraphs[0].add_run("（一期）")
    document.save(str(_word(edited)))
    done = diff(folder, edited)
    [sentence] = done.comparison.sentences
    assert (sentence.old, sentence.new) == (None, "以上均已核对。")
    assert done.comparison.facts == ()
    assert [(finding.code, finding.severity) for finding in done.findings] == [
        ("D031", Severity.WARNING)
    ]
    assert any(project.fields or project.added is not None for project in done.comparison.projects)


def test_a_published_table_altered_in_word_is_compared_as_printed(tmp_path: Path) -> None:
    folder = _built(budget_file(tmp_path))
    edited = tmp_path / "改过"
    shutil.copytree(folder, edited)
    document = Document(str(_word(edited)))
    total = next(
        cell
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        if cell.text == "100.00"
    )
    total.paragraphs[0].runs[0].text = "999.00"
    document.save(str(_word(edited)))
    done = diff(folder, edited)
    [table] = done.comparison.projects
    assert table.name == "2026年预算收支总表"
    assert [(field.old, field.new) for field in table.fields] == [("100.00", "999.00")]
    assert not done.comparison.same
    assert [finding.code for finding in done.findings] == ["D031"]
    assert done.comparison.tables == ()
    assert done.comparison.sentences == ()


def test_numbers_in_content_controls_are_part_of_their_sentence(tmp_path: Path) -> None:
    folder = _built(budget_file(tmp_path))
    controlled = tmp_path / "控件"
    shutil.copytree(folder, controlled)
    document = Document(str(_word(controlled)))
    paragraph = next(
        paragraph for paragraph in document.paragraphs if "收入预算总额" in paragraph.text
    )
    for run in paragraph.runs:
        control = OxmlElement("w:sdt")
        content = OxmlElement("w:sdtContent")
        run._r.addprevious(control)
        control.append(content)
        content.append(run._r)
    assert paragraph.text == ""
    document.save(str(_word(controlled)))
    assert diff(folder, controlled).comparison.same


def test_other_years_departments_and_standards_are_reported_and_compared(tmp_path: Path) -> None:
    other = {
        "head": HEAD.replace("2026", "2025"),
        "department": DEPARTMENT.replace("某县档案馆", "某县图书馆"),
    }
    done = diff(*sides(tmp_path, {}, other))
    assert [finding.code for finding in done.findings] == ["D032", "D032"]
    assert {finding.actual for finding in done.findings} == {"年度：2025", "部门：某县图书馆"}
    assert not done.comparison.same
    assert done.comparison.facts == ()


def test_projects_of_one_name_are_distinguished_by_their_codes(tmp_path: Path) -> None:
    line = LEDGER.splitlines()[-1] + "\n"
    twice = {
        "ledger": LEDGER.replace("项目: 档案数字化", "项目: A1") + line.replace("档案数字化", "A2"),
        "projects": PROJECTS.replace("名称: 档案数字化", "名称: 档案数字化\n  编码: A1")
        + PROJECTS.removeprefix("项目:\n").replace(
            "名称: 档案数字化", "名称: 档案数字化\n  编码: A2"
        ),
    }
    second = twice["projects"].rpartition("完成十万页扫描。")
    changed = {**twice, "projects": f"{second[0]}完成廿万页扫描。{second[2]}"}
    [project] = diff(*sides(tmp_path, twice, changed)).comparison.projects
    assert (project.key, project.name) == ("A2", "档案数字化")
    assert {field.new for field in project.fields} == {"完成廿万页扫描。"}


# --- sides that cannot be compared ------------------------------------------------------------


def _without_manifest(folder: Path) -> None:
    (folder / "清单.json").unlink()


def _torn_manifest(folder: Path) -> None:
    (folder / "清单.json").write_text('{"产出": [', encoding="utf-8")


def _manifest_of_nothing(folder: Path) -> None:
    (folder / "清单.json").write_text('{"产出": []}', encoding="utf-8")


def _torn_data(folder: Path) -> None:
    path = folder / "数据.json"
    path.write_bytes(path.read_bytes()[:-100])


def _data_of_other_making(folder: Path) -> None:
    (folder / "数据.json").write_text('{"格式": "别的"}', encoding="utf-8")


def _data_with_a_boundless_number(folder: Path) -> None:
    path = folder / "数据.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["事实"][0]["值"] = "1E+999999"
    path.write_text(json.dumps(value), encoding="utf-8")


def _data_of_no_year(folder: Path) -> None:
    path = folder / "数据.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["年度"] = float("inf")
    path.write_text(json.dumps(value), encoding="utf-8")


def _data_with_a_row_too_short(folder: Path) -> None:
    path = folder / "数据.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["表"][0]["行"][0]["显示"].pop()
    path.write_text(json.dumps(value), encoding="utf-8")


def _word_without_text(folder: Path) -> None:
    with zipfile.ZipFile(_word(folder), "w") as archive:
        archive.writestr("readme.txt", "")


def _word_with_torn_text(folder: Path) -> None:
    with zipfile.ZipFile(_word(folder), "w") as archive:
        archive.writestr("word/document.xml", "<w:document>")


def _word_with_a_dtd(folder: Path) -> None:
    with zipfile.ZipFile(_word(folder), "w") as archive:
        text = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
        archive.writestr("word/document.xml", text)


@pytest.mark.parametrize(
    "damage",
    [
        _without_manifest,
        _torn_manifest,
        _manifest_of_nothing,
        _torn_data,
        _data_of_other_making,
        _data_with_a_boundless_number,
        _data_of_no_year,
        _data_with_a_row_too_short,
        _word_without_text,
        _word_with_torn_text,
        _word_with_a_dtd,
    ],
)
def test_a_damaged_package_is_a_finding(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    ledger = budget_file(tmp_path)
    folder = _built(ledger)
    damage(folder)
    [finding] = _stopped(ledger, folder)
    assert finding.code == "D030"
    assert str(folder) in str(finding.place)


def test_a_package_that_lost_a_file_is_a_finding(tmp_path: Path) -> None:
    ledger = budget_file(tmp_path)
    folder = _built(ledger)
    _word(folder).unlink()
    assert [finding.code for finding in _stopped(ledger, folder)] == ["R001"]


def test_a_file_that_is_nothing_to_compare_is_a_finding(tmp_path: Path) -> None:
    ledger = budget_file(tmp_path)
    (tmp_path / "说明.txt").write_text("说明", encoding="utf-8")
    assert [finding.code for finding in _stopped(ledger, tmp_path / "说明.txt")] == ["R004"]
    assert [finding.code for finding in _stopped(ledger, tmp_path / "没有")] == ["R001"]


def test_a_faulty_ledger_stops_with_its_own_findings(tmp_path: Path) -> None:
    paths = sides(tmp_path, {}, {"ledger": LEDGER.replace("2012604", "2010330")})
    assert {finding.code for finding in _stopped(*paths)} == {"B006"}


# --- what holds for any two -------------------------------------------------------------------

PARTS = st.fixed_dictionaries(
    {},
    optional={
        "ledger": st.sampled_from(
            [LEDGER + RECEPTION, LEDGER.replace("80000.00", "90000.00"), WITH_SHELVES["ledger"]]
        ),
        "department": st.just(DEPARTMENT.replace("收集和保管", "收集、整理和保管")),
        "text": st.just(CHANGED["text"]),
    },
)


def _consistent(parts: dict[str, str]) -> dict[str, str]:
    with_shelves = parts.get("ledger") == WITH_SHELVES["ledger"]
    return {**parts, "projects": WITH_SHELVES["projects"]} if with_shelves else parts


@settings(max_examples=8)
@given(PARTS, PARTS)
def test_the_other_way_round_old_and_new_change_places(
    tmp_path_factory: pytest.TempPathFactory, old: dict[str, str], new: dict[str, str]
) -> None:
    paths = sides(tmp_path_factory.mktemp("对比"), _consistent(old), _consistent(new))
    there = diff(*paths).comparison
    back = diff(*reversed(paths)).comparison
    assert there.same == (old == new)
    assert {(change.id, change.new, change.old) for change in there.facts} == {
        (fact.id, fact.old, fact.new) for fact in back.facts
    }
    assert {
        (table.name, cell.key, cell.column, cell.new, cell.old)
        for table in there.tables
        for cell in table.cells
    } == {
        (table.name, cell.key, cell.column, cell.old, cell.new)
        for table in back.tables
        for cell in table.cells
    }
    assert {(t.name, row.key, row.added) for t in there.tables for row in t.rows} == {
        (t.name, row.key, not row.added) for t in back.tables for row in t.rows
    }
    assert sorted((change.new or "", change.old or "") for change in there.sentences) == sorted(
        (sentence.old or "", sentence.new or "") for sentence in back.sentences
    )
    assert {(change.key, change.new_amount, change.old_amount) for change in there.projects} == {
        (project.key, project.old_amount, project.new_amount) for project in back.projects
    }
