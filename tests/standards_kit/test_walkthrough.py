"""The walkthrough of the guide: a heading, a column and a table changed, built and checked."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

from typer.main import get_command

from builders.docx_specimens import written_texts
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
from builders.places import ROOT, SAMPLES
from yugong.cli.app import app
from yugong.jobs.build import build
from yugong.jobs.check import check
from yugong.standards_kit import check_standard_files

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GUIDE = ROOT / "docs" / "standards.md"


def test_an_afternoons_changes_are_linted_built_and_checked(tmp_path: Path) -> None:
    path = own_standard(tmp_path / "云澜市")
    in_word(path, "第一部分\u3000概况", "第一部分\u3000部门概况")
    in_yaml(path, *COLUMN_ADDED)
    assert [finding.code for finding in check_standard_files(str(path)).findings] == [
        "S009",
        "S009",
    ]

    word_body(path, with_another_column)

    def excel(book: Any) -> None:
        sheet = book["表11"]
        for row, text in ((5, "其中：办公费"), (8, "{{ 行.办公费 }}"), (10, "{{ 行.办公费 }}")):
            sheet.cell(row, 6, text)._style = copy.copy(sheet.cell(row, 5)._style)
        sheet.print_area = "A1:F15"
        del book["表13"]

    in_excel(path, excel)
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - 名称: 项目支出结转表"), text.index("\n项目绩效:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    word_body(path, without_carry_over)
    assert check_standard_files(str(path)).findings == ()

    for name in ("2025.yaml", "budget.yaml"):
        text = (SAMPLES / "yunze-2026" / name).read_text(encoding="utf-8")
        text = text.replace("标准: shanxi-2025", "标准: 云澜市/云澜市.yaml", 1)
        (tmp_path / name).write_text(text, encoding="utf-8")
    built = build(tmp_path / "budget.yaml", tmp_path / "公开", layout=False)
    word = next(file for file in built.files if file.suffix == ".docx")
    table = next(table for table in built.package.tables if table.name == "机关运行经费表")

    assert [row.cells["办公费"].text for row in table.rows] == ["9.00", "9.00"]
    texts = written_texts(word)
    assert "其中：办公费" in texts
    assert "第一部分\u3000部门概况" in texts
    assert len(built.package.tables) == 12
    checked = check(word, standard=str(path))
    assert checked.package.standard.name == "云澜市"
    assert not [finding for finding in checked.findings if finding.code.startswith(("T", "W12"))]


def test_the_guide_names_commands_and_pictures_that_are_there() -> None:
    guide = _GUIDE.read_text(encoding="utf-8")
    command: Any = get_command(app)
    known = set(command.commands["standards"].commands)
    named = set(re.findall(r"yugong standards (\w+)", guide))
    pictures = re.findall(r"!\[.*?\]\((images/.*?)\)", guide)

    assert named == known
    assert len(pictures) == 4
    for picture in pictures:
        assert 1_000 < (_GUIDE.parent / picture).stat().st_size < 150_000
