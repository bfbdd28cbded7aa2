"""``yugong check`` from the command line: exit codes, reports, and what was not checked."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from rich.console import Console

from builders.places import ROOT
from builders.small_budget import budget_file
from readings.command_run import run
from yugong.cli.check_report import checked_table
from yugong.findings import Finding, Place
from yugong.jobs.build import build


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Word file of the small budget, as it was built."""
    folder = tmp_path_factory.mktemp("sound")
    built = build(budget_file(folder), folder / "out", layout=False)
    return next(path for path in built.files if path.suffix == ".docx")


@pytest.fixture(scope="module")
def faulty(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same file with another total in its first table: 总计 of 收入 alone."""
    path = tmp_path_factory.mktemp("faulty") / "改过.docx"
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "word/document.xml":
                data = with_other_total(data)
            target.writestr(info, data)
    return path


def with_other_total(document: bytes) -> bytes:
    """The first amount after the first 收入总计 of the tables becomes 999.99."""
    before, mark, after = document.partition("收入总计".encode())
    start = after.index(b"100.00")
    return before + mark + after[:start] + b"999.99" + after[start + len(b"100.00") :]


def test_a_sound_package_ends_with_exit_code_0_and_says_what_was_executed(sound: Path) -> None:
    done = run("check", sound)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "某县档案馆，2026 年，标准 shanxi-2025" in done.stdout
    assert "合计：错误 0 条" in done.stdout
    assert "执行了" in done.stdout


def test_an_error_ends_with_exit_code_1_and_shows_the_figures_side_by_side(faulty: Path) -> None:
    done = run("check", faulty)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "999.99" in done.stdout
    assert "证据：" in done.stdout
    assert "处理：" in done.stdout
    assert "Traceback" not in done.stderr


def test_rules_that_were_not_executed_are_never_listed_as_passed(sound: Path) -> None:
    done = run("check", sound, "--rules", "T01")

    assert "执行了 1 条规则。" in done.stdout
    assert "这些方面没有检查，不等于通过：" in done.stdout
    assert "这次没有选用：" in done.stdout


def test_rules_are_chosen_by_code_and_by_pattern(sound: Path) -> None:
    document = json.loads(
        run("check", sound, "--json", "--rules", "T01,x*", "--rules", "T02").stdout
    )

    executed = [rule["代码"] for rule in document["规则"] if rule["执行"]]
    assert executed[:2] == ["T01", "T02"]
    assert {code[0] for code in executed[2:]} == {"X"}


def test_a_rule_there_is_not_is_reported_with_the_nearest(sound: Path) -> None:
    done = run("check", sound, "--rules", "T1")

    assert done.returncode == 2
    assert "S014" in done.stderr
    assert "是否为“T" in done.stderr


def test_a_standard_there_is_not_is_reported_with_the_nearest(sound: Path) -> None:
    done = run("check", sound, "--standard", "shanxi-2052")

    assert done.returncode == 2
    assert "shanxi-20" in done.stderr


def test_a_standard_without_templates_serves_to_check(sound: Path) -> None:
    document = json.loads(run("check", sound, "--json", "--standard", "shanxi-2023").stdout)

    assert document["标准"] == "shanxi-2023"


def test_everything_is_json_for_machines(faulty: Path) -> None:
    done = run("check", faulty, "--json")
    document = json.loads(done.stdout)

    assert done.returncode == 1
    assert document["成功"] is True
    assert (
        document["合计"]["错误"] == sum(entry["级别"] == "错误" for entry in document["意见"]) > 0
    )
    first = document["意见"][0]
    assert first["证据"]
    assert first["位置"]["文件"] == "改过.docx"
    total = sum(rule["意见"] for rule in document["规则"] if rule["执行"])
    assert total == len(document["意见"])


@pytest.mark.parametrize(
    ("name", "content"),
    [("甲.docx", b""), ("甲.docx", b"PK\x03\x04"), ("甲.pdf", b"%PDF-1.7"), ("甲.doc", b"x")],
)
def test_a_file_that_cannot_be_read_ends_with_exit_code_2(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = run("check", path)

    assert done.returncode == 2
    assert "没有检查" in done.stderr
    assert "处理：" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_such_package_is_refused_not_passed(tmp_path: Path) -> None:
    path = tmp_path / "便条.txt"
    path.write_text("今天下午开会。\n", encoding="utf-8")

    done = run("check", path, "--json")

    assert done.returncode == 2
    assert json.loads(done.stdout)["问题"][0]["代码"] == "R070"


def test_the_review_workbook_and_the_comments_are_written(faulty: Path, tmp_path: Path) -> None:
    review, copy = tmp_path / "复核表.xlsx", tmp_path / "批注.docx"

    done = run("check", faulty, "--xlsx", review, "--annotate", copy)

    assert done.returncode == 1, done.stderr
    assert f"复核表已写到 {review}" in done.stdout
    assert "999.99" in "".join(comment_texts(review))
    comments = [comment.text for comment in Document(str(copy)).comments]
    assert any("999.99" in text for text in comments)


def comment_texts(path: Path) -> Iterator[str]:
    sheet = load_workbook(path)["复核意见"]
    yield from (str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)


def test_comments_on_a_workbook_are_in_its_cells(tmp_path: Path) -> None:
    built = build(budget_file(tmp_path), tmp_path / "out", layout=False)
    source = next(path for path in built.files if path.suffix == ".xlsx")
    book = load_workbook(source)
    cell = next(row[1] for row in book["表1"].iter_rows() if "收入总计" in str(row[0].value))
    cell.value = 999.99
    altered, copy = tmp_path / "改过.xlsx", tmp_path / "批注.xlsx"
    book.save(altered)

    done = run("check", altered, "--annotate", copy)

    assert done.returncode == 1, done.stdout + done.stderr
    notes = [cell.comment for row in load_workbook(copy)["表1"].iter_rows() for cell in row]
    assert any("999.99" in note.text for note in notes if note is not None)


def test_a_text_cannot_be_annotated_and_says_what_to_do(sound: Path, tmp_path: Path) -> None:
    text = tmp_path / "甲.txt"
    document = Document(str(sound))
    rows = ["\t".join(cell.text for cell in row.cells) for row in document.tables[0].rows]
    title = "某县档案馆2026年部门预算收支总表\n单位：万元\n"
    text.write_text(title + "\n".join(rows) + "\n", encoding="utf-8")

    done = run(
        "check", text, "--xlsx", tmp_path / "复核表.xlsx", "--annotate", tmp_path / "批注.docx"
    )

    assert done.returncode == 2
    assert not (tmp_path / "复核表.xlsx").exists()
    assert "D011" in done.stderr
    assert "--xlsx" in done.stderr


@pytest.mark.parametrize("option", ["--xlsx", "--annotate"])
def test_what_is_written_is_named_as_the_kind_it_is(
    sound: Path, tmp_path: Path, option: str
) -> None:
    done = run("check", sound, option, tmp_path / "复核.pdf")

    assert (done.returncode, "R004" in done.stderr) == (2, True)
    assert not (tmp_path / "复核.pdf").exists()


def test_the_file_itself_is_never_written_over(sound: Path) -> None:
    before = sound.read_bytes()

    done = run("check", sound, "--annotate", sound)

    assert done.returncode == 2
    assert "D009" in done.stderr
    assert sound.read_bytes() == before


def test_the_table_of_findings_shows_evidence_and_takes_no_text_for_markup() -> None:
    finding = Finding(
        "B009", Place("甲", path="表1", page=3), "[red]2[/red]", "1", evidence=("左 2", "右 1")
    )
    console = Console(file=io.StringIO(), width=160)

    console.print(checked_table([finding]))

    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "[red]2[/red]" in text
    assert "左 2" in text
    assert "第 3 页" in text


def test_the_rule_in_the_guide_is_executed_from_a_standard_of_ones_own(
    faulty: Path, sound: Path, tmp_path: Path
) -> None:
    root = ROOT
    guide = (root / "docs" / "check.md").read_text(encoding="utf-8")
    section = guide.partition("## 加一条自己的规则")[2]
    stated = section.partition("```yaml\n")[2].partition("```")[0]
    shipped = root / "templates" / "shanxi-2025.yaml"
    standard = tmp_path / "我市标准.yaml"
    standard.write_text(shipped.read_text(encoding="utf-8") + "\n" + stated, encoding="utf-8")

    broken = json.loads(
        run("check", faulty, "--json", "--standard", standard, "--rules", "Z*").stdout
    )
    kept = run("check", sound, "--standard", standard, "--rules", "Z01")

    [finding] = broken["意见"]
    assert (finding["代码"], finding["级别"]) == ("Z00", "错误")
    assert finding["证据"][0] == "规则 Z01 收入总计与支出总计相等"
    assert "999.99" in finding["发现"]
    assert kept.returncode == 0, kept.stdout + kept.stderr
    assert "执行了 1 条规则。" in kept.stdout
