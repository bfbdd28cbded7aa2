"""Characters, names, paths, line ends and pipes on Windows and on other consoles."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.places import SOURCE
from builders.small_budget import DEPARTMENT, LEDGER, budget_file, budget_text
from readings.command_run import run, run_apart
from yugong.cli.app import app
from yugong.cli.output import print_json
from yugong.jobs.build import build
from yugong.jobs.compute import compute_budget
from yugong.jobs.ledger import convert_ledger
from yugong.writing.output_folder import file_name

_SOURCE = SOURCE
_DEVICES = ("CON", "con", "Nul", "COM1", "LPT9", "aux", "PRN", "nul ", "CON.2026")
LONG = "很长的名字" * 60


def rare_budget(folder: Path) -> Path:
    """A ledger with characters that GBK does not have."""
    department = DEPARTMENT.replace("某县档案馆", "某县𠮷祥㙟档案馆")
    return budget_file(folder, department=department, ledger=LEDGER.replace("30227", "39988"))


@pytest.mark.parametrize("encoding", ["gbk", "cp936", "ascii", "utf-8"])
def test_a_console_that_lacks_characters_shows_the_rest(tmp_path: Path, encoding: str) -> None:
    line: list[str | Path] = ["build", rare_budget(tmp_path), "-o", tmp_path / "𠮷out"]
    done = run_apart(*line, encoding="gbk") if encoding == "gbk" else run(*line, encoding=encoding)
    text = done.complained.decode(encoding, "replace" if encoding == "ascii" else "strict")

    assert done.returncode == 2
    assert "39988" in text
    assert "Traceback" not in text
    assert b"\x1b" not in done.printed + done.complained
    if encoding != "ascii":
        assert "处理：" in text


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_json_loses_no_character_on_any_console(tmp_path: Path, encoding: str) -> None:
    out = tmp_path / "𠮷out"
    line: list[str | Path] = ["build", rare_budget(tmp_path), "-o", out, "--no-layout", "--json"]
    done = run(*line, encoding=encoding)
    document = json.loads(done.printed.decode(encoding))

    assert [entry["代码"] for entry in document["问题"]] == ["B006"]
    assert ("\\u" in done.printed.decode(encoding)) == (encoding == "gbk")


def test_json_is_plain_chinese_where_the_stream_takes_any_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_json({"部门": "𠮷祥"})
    assert '"部门": "𠮷祥"' in capsys.readouterr().out


def test_a_reader_that_has_read_enough_meets_no_complaint() -> None:
    command = [sys.executable, "-m", "yugong", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        complaint = process.stderr.read()
    assert complaint == b""


@given(st.one_of(st.text(), st.text(':*?"<>|/\\. 预算', min_size=1), st.sampled_from(_DEVICES)))
def test_every_text_makes_a_name_that_every_system_allows(text: str) -> None:
    name = file_name(text.encode("utf-8", "ignore").decode("utf-8"))

    assert name
    assert not set(name) & set('/\\:*?"<>|')
    assert name.isprintable()
    assert name == name.strip(" ").rstrip(".")
    assert name.split(".")[0].strip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
    assert len(f"{name}（人工改动99）.docx".encode()) <= 255


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("某县档案馆2026年度部门预算公开", "某县档案馆2026年度部门预算公开"),
        ("A/B:C*D?\"E\"<F>|G\\H", "A／B：C＊D？＂E＂＜F＞｜G＼H"),
        ("某局. .", "某局"),
        ("nul", "_nul"),
        ("Con.2026", "_Con.2026"),
        ("console", "console"),
        ("...", "_"),
    ],
)  # fmt: skip
def test_names_change_no_more_than_they_must(text: str, name: str) -> None:
    assert file_name(text) == name


@pytest.mark.parametrize("name", ["某县/档案馆", "某县：档案:馆?", "..", LONG])
def test_no_name_of_a_department_keeps_its_package_from_being_written(
    tmp_path: Path, name: str
) -> None:
    department = DEPARTMENT.replace("某县档案馆", json.dumps(name, ensure_ascii=False))
    out = tmp_path / "out"
    built = build(budget_file(tmp_path, department=department), out, layout=False)

    assert {path.parent for path in built.files} == {out}
    assert len(built.files) == 4


@pytest.mark.parametrize(
    "line",
    [
        ["build", "budget.yaml", "-o", LONG, "--no-layout"],
        ["build", LONG, "-o", "out"],
        ["build", "budget.yaml", "-o", "out", "--no-layout", "--annotate", f"{LONG}.xlsx"],
        ["convert", "budget.yaml", f"{LONG}.xlsx"],
        ["convert", "budget.yaml", f"{LONG}/{LONG}.yaml"],
        ["init", LONG],
        ["paper", "budget.yaml", "-o", f"{LONG}.xlsx"],
        ["adjust", "--new", f"{LONG}.xlsx"],
        ["adjust", "--new", f"{LONG}.yaml"],
        ["reasons", "budget.yaml", "--write", "-o", f"{LONG}.yaml"],
        ["diff", "budget.yaml", LONG],
        ["diff", "budget.yaml", "budget.yaml", "--xlsx", f"{LONG}.xlsx"],
        ["diff", "budget.yaml", "budget.yaml", "--redline", f"{LONG}.docx"],
        ["check", f"{LONG}.docx"],
        ["trace", LONG, "收入.总计"],
        ["import", f"{LONG}.xlsx", "-o", "b.yaml"],
    ],
    ids=lambda line: " ".join(line).replace(LONG, "…"),
)
def test_a_name_too_long_is_reported_and_never_ends_in_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: list[str]
) -> None:
    budget_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert app(line, prog_name="yugong", standalone_mode=False) == 2


def test_a_ledger_with_the_line_ends_of_windows_is_the_same_ledger(tmp_path: Path) -> None:
    (tmp_path / "unix.yaml").write_bytes(budget_text().encode())
    (tmp_path / "windows.yaml").write_bytes(budget_text().replace("\n", "\r\n").encode())
    (tmp_path / "marked.yaml").write_bytes(b"\xef\xbb\xbf" + budget_text().encode())
    unix, *others = (
        compute_budget(tmp_path / f"{name}.yaml") for name in ("unix", "windows", "marked")
    )

    for other in others:
        assert other.intake.budget == unix.intake.budget


def test_a_yaml_file_is_written_with_the_same_line_ends_everywhere(tmp_path: Path) -> None:
    source = budget_file(tmp_path)
    convert_ledger(source, tmp_path / "book.xlsx")
    convert_ledger(tmp_path / "book.xlsx", tmp_path / "again.yaml")
    assert b"\r" not in (tmp_path / "again.yaml").read_bytes()


def test_no_text_file_is_written_or_read_as_the_system_pleases() -> None:
    """Without an encoding Windows takes GBK; without ``newline`` it writes its own line ends."""
    calls = [
        (path.name, node)
        for path in sorted(_SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    texts = {"read_text": {"encoding"}, "write_text": {"encoding", "newline"}}
    calls_of_texts = [(file, node) for file, node in calls if _method(node) in texts]
    assert len(calls_of_texts) > 3
    for file, node in calls_of_texts:
        given_names = {keyword.arg for keyword in node.keywords}
        positional = len(node.args) - (_method(node) == "write_text")
        needed = texts[_method(node)] - ({"encoding"} if positional else set())
        assert needed <= given_names, f"{file}:{node.lineno}"


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""
