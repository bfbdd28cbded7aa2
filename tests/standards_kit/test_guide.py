"""The guide to an own standard quotes what the program says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from builders.docx_specimens import members
from builders.own_standard import (
    COLUMN_ADDED,
    in_excel,
    in_word,
    in_yaml,
    own_standard,
    with_another_column,
    without_carry_over,
    word_body,
)
from builders.places import ROOT
from yugong.standard.library import shipped_names
from yugong.standards_kit import (
    check_standard_files,
    compare_standards,
    copy_standard,
    write_preview,
)

_GUIDE = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
_QUOTED = re.compile(r"^(错误|警告) (\w\d+) (.+)\n    问题：(.+)$", re.MULTILINE)
_DERIVED = next(text for text in re.findall(r"```yaml\n(.*?)```", _GUIDE, re.S) if "基于" in text)


def messages_of(path: Path) -> set[tuple[str, ...]]:
    """The findings of a standard as the guide quotes them."""
    return {
        (finding.severity.value, finding.code, str(finding.place), finding.message)
        for finding in check_standard_files(str(path)).findings
    }


def _column_in_yaml(folder: Path) -> Path:
    path = own_standard(folder)
    in_yaml(path, *COLUMN_ADDED)
    return path


def _column_in_all_files_with_slips(folder: Path) -> Path:
    path = _column_in_yaml(folder)
    word_body(path, lambda body: with_another_column(body, "其中：办公费用"))

    def excel(book: Any) -> None:
        for row, text in ((5, "其中：办公费"), (8, "{{ 行.办公费 }}"), (10, "{{ 行.办公废 }}")):
            book["表11"].cell(row, 6, text)

    in_excel(path, excel)
    return path


def _column_shared(folder: Path) -> Path:
    path = own_standard(folder, source="hebei-2023")
    text = path.read_text(encoding="utf-8")
    start = text.index("行:", text.index("名称: 一般公共预算支出预算表"))
    line = "          - {名: 办公费, 表头: 办公费, 取: {部门经济科目: ['30201']}}\n        "
    path.write_text(f"{text[:start].rstrip(' ')}{line}{text[start:]}", encoding="utf-8")
    return path


def _column_in_excel_alone(folder: Path) -> Path:
    path = own_standard(folder)

    def excel(book: Any) -> None:
        for row in (8, 10):
            book["表11"].cell(row, 6, "{{ 行.办公费 }}")

    in_excel(path, excel)
    return path


def _columns_exchanged(folder: Path) -> Path:
    path = own_standard(folder)
    tags = {"{{ 行.基本支出 }}": "{{ 行.项目支出 }}", "{{ 行.项目支出 }}": "{{ 行.基本支出 }}"}

    def excel(book: Any) -> None:
        for row in book["表3"].iter_rows():
            for cell in row:
                if cell.value in tags:
                    cell.value = tags[cell.value]

    in_excel(path, excel)
    return path


def _table_out_of_yaml(folder: Path) -> Path:
    path = own_standard(folder)
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - 名称: 项目支出结转表"), text.index("\n项目绩效:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    return path


def _table_out_of_word(folder: Path) -> Path:
    path = own_standard(folder)

    def remove(body: Any) -> None:
        for table in list(body):
            if "表.项目支出结转表.行" in "".join(table.itertext()) and table.tag.endswith("}tbl"):
                body.remove(table)

    word_body(path, remove)
    return path


def derived(folder: Path) -> Path:
    path = folder / "云泽市.yaml"
    path.write_text(_DERIVED, encoding="utf-8")
    return path


def _derived_with_a_wrong_name(folder: Path) -> Path:
    path = derived(folder)
    in_yaml(path, "名称: 三公经费表", "名称: 三公经费")
    return path


_DONE = (
    *(_column_in_yaml, _column_in_all_files_with_slips, _column_shared, _column_in_excel_alone),
    *(_columns_exchanged, _table_out_of_yaml, _table_out_of_word, derived),
    _derived_with_a_wrong_name,
)


def test_every_finding_quoted_is_one_the_program_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: set[tuple[str, ...]] = set()
    for number, do in enumerate(_DONE):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = do(folder)
        monkeypatch.chdir(folder)
        given |= messages_of(Path(path.name))

    quoted = _QUOTED.findall(_GUIDE)
    whole = {quote for quote in quoted if not quote[3].endswith("……")}
    begun = [quote for quote in quoted if quote[3].endswith("……")]

    assert len(quoted) >= 10
    assert whole <= given
    for *where, text in begun:
        assert any(quote[:3] == (*where,) and quote[3].startswith(text[:-2]) for quote in given)


def test_the_preview_has_the_notes_that_the_guide_quotes(tmp_path: Path) -> None:
    (word, _), _ = write_preview(str(own_standard(tmp_path)), tmp_path / "看.docx")
    comments = members(word)["word/comments.xml"].decode()

    quoted = re.findall(r"^(?:标签|循环|条件) \{.*（模板第.*）$", _GUIDE, re.MULTILINE)
    assert len(quoted) == 3
    assert all(quote in comments for quote in quoted)


def _rows_after(words: str) -> list[list[str]]:
    block = next(text for text in re.findall(r"```text\n(.*?)```", _GUIDE, re.S) if words in text)
    return [[cell.strip() for cell in re.split("[│]", line)[1:-1]] for line in block.splitlines()]


def test_the_differences_quoted_are_those_the_program_finds(tmp_path: Path) -> None:
    path = _table_out_of_yaml(tmp_path)
    in_yaml(path, *COLUMN_ADDED)
    in_word(path, "第一部分\u3000概况", "第一部分\u3000部门概况")
    word_body(path, with_another_column)
    word_body(path, without_carry_over)
    copied = compare_standards("shanxi-2025", str(path)).changes
    based = compare_standards("hebei-2023", str(derived(tmp_path))).changes

    for words, changes in (("│ 项目支出结转表 │", copied), ("│ 政府购买服务 │", based)):
        differences = [[change.area, change.subject, change.old, change.new] for change in changes]
        quoted = [row for row in _rows_after(words) if row]
        assert len(quoted) > 2
        assert [row for row in quoted if row not in differences] == []


def test_the_guide_speaks_of_every_shipped_standard() -> None:
    for name in shipped_names():
        assert f"| `{name}` |" in _GUIDE


def test_a_copy_of_a_derived_standard_needs_nothing_more(tmp_path: Path) -> None:
    text = _DERIVED.split("表:\n")[0]
    path = tmp_path / "云泽市.yaml"
    path.write_text(text, encoding="utf-8")

    copy, *_ = copy_standard("云泽县", str(path), tmp_path / "县")

    assert check_standard_files(str(path)).findings == ()
    assert check_standard_files(str(copy)).findings == ()
