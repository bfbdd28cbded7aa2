"""The wording that the shipped standards share: numbers, units, places, levels, contents."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from builders.small_budget import DEPARTMENT, LEDGER, budget_file
from yugong.jobs.build import build
from yugong.jobs.compute import compute_budget
from yugong.standard.library import shipped_standards
from yugong.standard.schema import Standard
from yugong.writing.docx import word_template

_STANDARDS = shipped_standards()


@pytest.mark.parametrize("standard", _STANDARDS, ids=lambda standard: standard.name)
def test_a_document_has_one_style_of_numbers(standard: Standard) -> None:
    styles = (standard.numbers.table, standard.numbers.narrative, standard.numbers.form)

    assert len({(style.places, style.grouped, style.trimmed) for style in styles}) == 1
    assert len({style.zero for style in styles[1:]}) == 1


@pytest.mark.parametrize(
    ("name", "level", "area", "title"),
    [
        ("某县档案馆", "县", "", "某县县级预算部门（单位）项目支出绩效目标表"),
        ("甲山市乙水区档案馆", "区", "", "乙水区区级预算部门（单位）项目支出绩效目标表"),
        ("甲山市档案馆", "县级市", "", "甲山市市级预算部门（单位）项目支出绩效目标表"),
        ("庚田县辛石镇人民政府", "乡镇", "", "辛石镇乡镇级预算部门（单位）项目支出绩效目标表"),
        ("直属档案馆", "区", "乙水区", "乙水区区级预算部门（单位）项目支出绩效目标表"),
        ("直属档案馆", "省", "", "省级预算部门（单位）项目支出绩效目标表"),
    ],
)
def test_the_title_of_a_form_has_the_place_and_the_level(
    tmp_path: Path, name: str, level: str, area: str, title: str
) -> None:
    department = DEPARTMENT.replace("某县档案馆", name).replace("级次: 县", f"级次: {level}")
    if area:
        department += f"  地区: {area}\n"

    texts = _texts(tmp_path, department=department)

    assert title in texts


def _texts(folder: Path, standard: str | None = None, **replaced: str) -> list[str]:
    computed = compute_budget(budget_file(folder, **replaced), standard=standard)
    loaded = computed.loaded
    word = word_template(loaded.word, loaded.word_name, loaded.engine, loaded.attachments)
    word.write(folder / "甲.docx", computed.package)
    body = Document(str(folder / "甲.docx")).element.body
    return [
        "".join(node.text or "" for node in paragraph.iter(f"{{{_W}}}t"))
        for paragraph in body.iter(f"{{{_W}}}p")
    ]


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TWO = DEPARTMENT.replace(
    "  - {名称: 某县档案馆, 性质: 事业}\n",
    "  - {名称: 某县档案馆, 性质: 事业}\n  - {名称: 某县史志室, 性质: 事业}\n",
)
_SHANXI = [s.name for s in _STANDARDS if s.name.startswith("shanxi")]


@pytest.mark.parametrize("standard", _SHANXI)
def test_one_unit_is_spoken_of_as_one_and_two_as_two(tmp_path: Path, standard: str) -> None:
    (tmp_path / "一").mkdir()
    (tmp_path / "二").mkdir()
    alone = "".join(_texts(tmp_path / "一", standard))
    both = "".join(
        _texts(
            tmp_path / "二",
            standard,
            department=_TWO,
            ledger=LEDGER.replace("- {支出类别", "- {单位: 某县史志室, 支出类别", 1).replace(
                "- {支出类别", "- {单位: 某县档案馆, 支出类别"
            ),
        )
    )

    assert "单位为某县档案馆。" in alone
    assert "都是事业单位" not in alone
    assert "单位有2个，分别是某县档案馆、某县史志室。" in both
    assert "都是事业单位" in both


@pytest.mark.parametrize("standard", [s.name for s in _STANDARDS if s.name != "hebei-2023"])
def test_no_composition_dangles_behind_a_reason(tmp_path: Path, standard: str) -> None:
    for text in _texts(tmp_path, standard):
        assert "【" not in text
        assert "与上年预算数相同。其中" not in text
        assert "均未安排。其中" not in text


def test_no_large_equipment_is_said_in_words_and_not_as_two_zeros(tmp_path: Path) -> None:
    assert "无单价50万元以上的设备。" in _texts(tmp_path)


def test_the_contents_list_has_the_numbers_of_the_tables(tmp_path: Path) -> None:
    texts = _texts(tmp_path)

    assert "表一　2026年预算收支总表" in texts
    assert "表十三　2026年项目支出预算表（上年结转）" in texts
    assert "2026年预算收支总表" in texts  # the table itself has its number above it


def test_a_chart_has_an_alternative_text_with_its_numbers(tmp_path: Path) -> None:
    built = build(budget_file(tmp_path), tmp_path / "公开", layout=False)
    word = next(path for path in built.files if path.suffix == ".docx")
    drawings = Document(str(word)).element.body.xpath(".//wp:docPr/@descr")

    assert drawings == [
        "2026年收入预算（万元）：一般公共预算100.00万元，占100.00%",
        "2026年一般公共预算支出（万元）：一般公共服务支出100.00万元，占100.00%",
    ]


def test_rows_of_units_are_printed_only_where_there_are_several(tmp_path: Path) -> None:
    tables = {
        table.number: table
        for table in compute_budget(budget_file(tmp_path), standard="shanxi-2023").package.tables
    }

    assert [row.cells["项目名称"].text for row in tables["12"].rows] == ["合计", "档案数字化"]
