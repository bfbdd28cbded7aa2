"""Help and faults of the command line are Chinese, and a page lists every command."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest

from builders.places import ROOT
from readings.golden_file import hold
from yugong.cli.app import app
from yugong.cli.command_line import HelpRequested, UsageFault
from yugong.cli.help_text import Described, Help, help_lines, help_of, is_option, takes_value
from yugong.cli.reference import commands_page, commands_under

_ROOT = ROOT
COMMANDS = list(commands_under(app, "yugong"))


def fault_of(*arguments: str) -> UsageFault:
    with pytest.raises(UsageFault) as raised:
        app(list(arguments), prog_name="yugong", standalone_mode=False)
    return raised.value


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("buidl", "没有命令“buidl”，是否为“build”？"),
        ("做预算", "没有命令“做预算”"),
        ("--verson", "没有选项“--verson”，是否为“--version”？"),
        ("build", "缺少参数“预算文件”：预算文件（工作簿或 YAML），写法见 README。"),
        ("build a.yaml", "缺少选项“--output”：输出文件夹；没有则新建。"),
        ("build a.yaml -o", "选项“-o”后面要写文件夹"),
        ("build a.yaml -o b --drat", "没有选项“--drat”，是否为“--draft”？"),
        ("build a.yaml -o b --draft=1", "选项“--draft”后面不写内容"),
        ("build a.yaml b.yaml c.yaml -o b", "多写了“b.yaml”、“c.yaml”"),
        ("build a.yaml -o b -x", "没有选项“-x”"),
        ("init a --year 今年", "选项“--year”的内容不合要求，应为年份：预算年度，四位数；不写时为标准适用的最后一年。"),
        ("init a --year 26", "选项“--year”的内容不合要求，应为年份：预算年度，四位数；不写时为标准适用的最后一年。"),
        ("standards lst", "没有命令“lst”，是否为“list”？"),
        ("standards new", "缺少参数“名称”：新标准的名称，也是文件名。"),
        ("standards new 某市", "--from 和 --based-on 要写一个，也只写一个"),
        ("standards new 某市 --from a --based-on b", "--from 和 --based-on 要写一个，也只写一个"),
        ("standards show a --jsn", "没有选项“--jsn”，是否为“--json”？"),
        ("standards list a", "多写了“a”"),
    ],
)  # fmt: skip
def test_a_fault_says_what_is_wrong_and_what_to_write(line: str, message: str) -> None:
    fault = fault_of(*line.split())

    assert fault.message == message
    assert f"{fault.path} ".startswith("yugong ")


def test_a_fault_leads_to_the_help_of_its_own_command() -> None:
    assert fault_of("build").path == "yugong build"
    assert fault_of("buidl").path == "yugong"
    assert fault_of("standards", "lst").path == "yugong standards"
    assert fault_of("standards", "new", "某市").path == "yugong standards new"


def test_what_cannot_be_printed_is_not_sent_to_the_terminal() -> None:
    assert fault_of("build\x1b[2J").message == "没有命令“build�[2J”，是否为“build”？"


def test_asking_for_nothing_gives_the_help() -> None:
    with pytest.raises(HelpRequested, match=r"^用法：yugong \[选项\] 命令"):
        app([], prog_name="yugong", standalone_mode=False)


def test_the_help_of_a_group_says_how_to_go_on() -> None:
    with pytest.raises(
        HelpRequested, match=r"用法：yugong standards \[选项\] 命令(.|\n)+写 --help。$"
    ):
        app(["standards"], prog_name="yugong", standalone_mode=False)


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_the_help_is_shown_without_the_libraries_that_a_command_needs(
    arguments: list[str],
) -> None:
    check = (
        "import sys, yugong.cli.app as cli\n"
        f"cli.app({arguments}, prog_name='yugong', standalone_mode=False)\n"
        "heavy = {'pydantic', 'lxml', 'rich', 'openpyxl', 'xlsxwriter', 'pdfplumber', 'jinja2',"
        " 'ruamel', 'rapidfuzz', 'python_calamine', 'yugong.jobs.build', 'yugong.findings'}\n"
        "sys.exit(str(sorted(heavy & set(sys.modules))) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(("command", "path"), COMMANDS, ids=[path for _, path in COMMANDS])
def test_every_command_describes_all_its_parameters_in_chinese(
    command: Described, path: str
) -> None:
    parsed = help_of(command, path)

    for name, text in ((path, parsed.text), *parsed.arguments, *parsed.options, *parsed.commands):
        assert re.search(r"[一-鿿]", text), f"{path}: {name} 没有说明"
    for parameter in command.params:
        if not is_option(parameter) or takes_value(parameter):
            assert parameter.metavar, f"{path}: {parameter.name} 没有中文名（metavar）"
    page = "\n".join(help_lines(parsed, None))
    assert not re.search(
        r"(?i)\b(usage|options|arguments|commands|required|default|show this)\b", page
    )


def test_the_page_of_commands_is_current(update_golden: bool) -> None:
    page = commands_page(app, "yugong")
    hold(_ROOT / "docs" / "cli.md", page, update=update_golden)

    for _, path in COMMANDS:
        assert f"## {path}\n" in page


def test_help_goes_to_the_width_of_the_terminal_and_breaks_no_word() -> None:
    help_parts = Help(
        "yugong build 预算文件 [选项]",
        "由预算文件生成整套公开材料：Word 文本、Excel 表格、数据 JSON 和清单，再读回核对一遍。",
        (("预算文件", "预算文件（.yaml 或工作簿），写法见 README 和 docs/ledger.md，样例在 samples 里。"),),
        (("--a-name-that-is-longer-than-the-column", "很长的名称另起一行。"), ("--json", "以 JSON 打印。")),
        (),
    )  # fmt: skip
    lines = list(help_lines(help_parts, 40))

    assert max(map(columns, lines[2:])) <= 42  # a mark may hang over
    for word in ("docs/ledger.md", "README", "JSON"):
        assert sum(word in line for line in lines) >= 1
    assert "  --a-name-that-is-longer-than-the-column" in lines
    assert not [line for line in lines if line.strip()[:1] in tuple("，。；：、）")]
    whole = "".join(line.strip() for line in help_lines(help_parts, None)).replace(" ", "")
    assert "".join(line.strip() for line in lines).replace(" ", "") == whole


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)


def test_the_parser_describes_only_the_command_that_runs() -> None:
    reduced = app.reduced_to("build")

    assert [path for _, path in commands_under(reduced, "yugong")] == ["yugong", "yugong build"]
    assert len(list(commands_under(app, "yugong"))) == len(COMMANDS)
    assert app.reduced_to("bild") is app
    assert app.reduced_to("standards") is app
