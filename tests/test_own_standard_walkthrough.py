"""What the guide says, done: a heading, a column and a table changed, then built and checked."""

from __future__ import annotations

import copy
import re
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from typer.main import get_command

from conftest import ROOT, SAMPLES
from docx_specimens import written_texts
from own_standard import in_excel, in_word, in_yaml, own_standard
from yugong.build import build
from yugong.checking import check
from yugong.cli.app import app
from yugong.standards_kit import lint_standard

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GUIDE = ROOT / "docs" / "standards.md"
_LAST = "          - {名: 国有资本经营预算, 表头: 国有资本经营预算, 取: {来源: 国有资本经营预算}}\n"
_BEFORE = f"{_LAST}        行:\n          - {{题: 部门合计"
_COLUMN = '          - {名: 办公费, 表头: 其中：办公费, 取: {部门经济科目: ["30201"]}}\n'


def _text(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(f"{_W}t"))


def _with_another_column(body: Any) -> None:
    """The table of 机关运行经费 with one more column at its right."""
    table = next(one for one in body.iter(f"{_W}tbl") if "表.机关运行经费表.行" in _text(one))
    grid = table.find(f"{_W}tblGrid")
    grid.append(copy.deepcopy(grid[-1]))
    for row in table.iter(f"{_W}tr"):
        cells = row.findall(f"{_W}tc")
        span = cells[-1].find(f"{_W}tcPr/{_W}gridSpan")
        if span is not None:  # a row of a tag, or the head over the amounts
            span.set(f"{_W}val", str(int(span.get(f"{_W}val")) + 1))
            continue
        cells[-1].addnext(copy.deepcopy(cells[-1]))
        first, *rest = list(row.findall(f"{_W}tc")[-1].iter(f"{_W}t"))
        first.text = "{{ 行.办公费 }}" if "{{" in _text(row) else "其中：办公费"
        for node in rest:
            node.text = ""


def _without_carry_over(body: Any) -> None:
    """The body without the table 项目支出结转表, its titles and its notes."""
    names = "项目支出结转表"
    inside = False
    for element in list(body):
        text = _text(element)
        if names in text:
            inside = True
        elif inside and "endfor" in text:
            body.remove(element)
            return
        if inside:
            body.remove(element)


def _word(path: Path, change: Any) -> None:
    document = Document(BytesIO(path.with_suffix(".docx").read_bytes()))
    change(document.element.body)
    document.save(str(path.with_suffix(".docx")))


def test_an_afternoons_changes_are_linted_built_and_checked(tmp_path: Path) -> None:
    path = own_standard(tmp_path / "云澜市")
    in_word(path, "第一部分\u3000概况", "第一部分\u3000部门概况")
    in_yaml(path, _BEFORE, _BEFORE.replace(_LAST, _LAST + _COLUMN))
    assert [one.code for one in lint_standard(str(path)).findings] == ["S009", "S009"]

    _word(path, _with_another_column)

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
    _word(path, _without_carry_over)
    assert lint_standard(str(path)).findings == ()

    for name in ("2025.yaml", "budget.yaml"):
        said = (SAMPLES / "yunze-2026" / name).read_text(encoding="utf-8")
        said = said.replace("标准: shanxi-2025", "标准: 云澜市/云澜市.yaml", 1)
        (tmp_path / name).write_text(said, encoding="utf-8")
    built = build(tmp_path / "budget.yaml", tmp_path / "公开", layout=False)
    word = next(file for file in built.files if file.suffix == ".docx")
    table = next(one for one in built.package.tables if one.name == "机关运行经费表")

    assert [row.cells["办公费"].text for row in table.rows] == ["9.00", "9.00"]
    texts = written_texts(word)
    assert "其中：办公费" in texts
    assert "第一部分\u3000部门概况" in texts
    assert len(built.package.tables) == 12
    checked = check(word, standard=str(path))
    assert checked.package.standard.name == "云澜市"
    assert not [one for one in checked.findings if one.code.startswith(("T", "W12"))]


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


def test_the_messages_in_the_guide_are_those_the_program_gives(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_yaml(path, _BEFORE, _BEFORE.replace(_LAST, _LAST + _COLUMN))
    guide = _GUIDE.read_text(encoding="utf-8")

    findings = lint_standard(str(path)).findings

    assert findings[0].message in guide
    assert all(str(one.place) in guide for one in findings)
