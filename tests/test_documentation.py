"""The documentation is true: its commands run, its YAML is read, its options and files exist."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from builders.places import ROOT, SAMPLES
from builders.small_budget import PROJECTS, budget_text
from readings.documented_files import Documented, ledger_text
from yugong.cli.app import app
from yugong.cli.reference import commands_under
from yugong.findings import Place, has_errors
from yugong.intake.adjustment_file import read_adjustment
from yugong.intake.budget_file import read_budget
from yugong.intake.export_mapping import load_mappings
from yugong.reading.located_yaml import parse_yaml
from yugong.standard.library import find_standard, load_standard
from yugong.standard.schema import ColumnSpec

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]
GUIDES = [guide for guide in GUIDES if guide.name != "cli.md"]  # generated, and held elsewhere
_OUTPUTS = {"-o", "--output", "--annotate", "--xlsx", "--redline", "--new", "--inverse"}
_VALUES = {"--standard", "--based-on", "--rules", "--confirm", "--from", "--year"}
_OTHER_LINES = (r"make \S+", r"py -3 -m venv \S+", r"\.venv\\Scripts\\python -m pip install \.")
"""Lines that are no command of ours: targets of make are held below, the rest is Python's."""


def blocks(guide: Path, *languages: str) -> Iterator[str]:
    """The fenced blocks of a guide in these languages."""
    text = guide.read_text(encoding="utf-8")
    for indent, language, block in re.findall(r"(?ms)^( *)```(\w+)\n(.*?)^ *```", text):
        if language in languages:
            yield re.sub(rf"(?m)^{indent}", "", block)


def command_lines(guide: Path) -> Iterator[str]:
    """Yield the lines of a guide that users type, without their remarks."""
    for block in blocks(guide, "sh", "bat", "powershell"):
        for line in block.splitlines():
            command = re.sub(r"\s+#.*", "", line).strip()
            if command:
                yield command


def typed(line: str) -> list[str]:
    """Return the arguments of a line, as a shell gives them; those of a synopsis without brackets."""
    if "\\" in line:
        line = line.removeprefix(".venv\\Scripts\\").replace("\\", "/")
    line = re.sub(r"\s*>\s*\S+$", "", line)
    return [part.strip("[]") for part in shlex.split(line)]


OURS = sorted(
    {line for guide in GUIDES for line in command_lines(guide) if typed(line)[0] == "yugong"}
)
RUN = [line for line in OURS if "[" not in line and "samples\\" not in line]


def test_every_line_to_be_typed_is_a_command_of_ours_or_known() -> None:
    for guide in GUIDES:
        for line in command_lines(guide):
            known = any(re.fullmatch(pattern, line) for pattern in _OTHER_LINES)
            assert known or typed(line)[0] == "yugong", f"{guide.name}: {line}"


def test_every_target_of_make_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for guide in (*GUIDES, ROOT / "bench" / "README.md", ROOT / "docs" / "cli.md"):
        named = set(re.findall(r"\bmake ([a-z][a-z-]+)", guide.read_text(encoding="utf-8")))
        assert named <= targets, guide.name
    assert {"demo", "test", "bench", "dist-test", "test-lowest", "golden-update"} <= targets


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SPANS = set(re.findall(r"`([^`\n]+)`", CONTRIBUTING))


PAGES_FOR_CONTRIBUTORS = sorted(
    (ROOT / "docs" / folder / name).relative_to(ROOT).as_posix()
    for folder in ("", "design", "decisions")
    for name in (path.name for path in (ROOT / "docs" / folder).glob("*.md"))
    if folder or name in ("changes.md", "glossary.md")
)


def paths_named_in(page: str) -> set[str]:
    """Return the paths in a page's code spans; names the reader chooses are left out."""
    spans = set(re.findall(r"`([^`\n]+)`", (ROOT / page).read_text(encoding="utf-8")))
    paths = {
        span
        for span in spans
        if re.fullmatch(r"[\w.*/-]+/[\w.*-]*|[\w-]+\.(py|yaml|csv|toml|md)", span)
    }
    return {path for path in paths if not path.startswith("云澜市")}


def exists(path: str) -> bool:
    """Return True for a path from the root or, for rooms, from the package."""
    return any(any(base.glob(path)) for base in (ROOT, ROOT / "src" / "yugong"))


def test_every_path_in_the_guide_for_contributors_exists() -> None:
    paths = paths_named_in("CONTRIBUTING.md")

    assert len(paths) > 30
    assert [path for path in sorted(paths) if not exists(path)] == []


@pytest.mark.parametrize("page", PAGES_FOR_CONTRIBUTORS)
def test_every_path_in_a_page_for_contributors_exists(page: str) -> None:
    """Pages of design also name files by themselves, where the page says which room is meant."""
    files = {path.name for base in ("src", "docs", "tests") for path in (ROOT / base).rglob("*.*")}
    paths = paths_named_in(page)

    assert [path for path in sorted(paths) if path not in files and not exists(path)] == []


def test_every_command_in_the_guide_for_contributors_exists() -> None:
    known = {path for _, path in commands_under(app, "yugong")}
    groups = {path.rpartition(" ")[0] for path in known}
    commands = {span for span in SPANS if span.startswith("yugong ")}

    assert commands
    for command in commands:
        assert any(f"{command} ".startswith(f"{path} ") for path in known - groups), command


@pytest.mark.parametrize("line", OURS)
def test_every_command_is_written_as_the_parser_takes_it(line: str) -> None:
    """The command and its options exist, and no value is missing; nothing is executed."""
    path, *others = typed(line)
    commands: dict[str, Any] = {path: command for command, path in commands_under(app, "yugong")}
    while others and f"{path} {others[0]}" in commands:
        path, others = f"{path} {others[0]}", others[1:]
    context = commands[path].make_context(path, list(others))

    assert set(others) >= {
        str(value) for value in context.params.values() if isinstance(value, Path)
    }


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Documented:
    [mapping] = blocks(ROOT / "docs" / "mappings.md", "yaml")
    return Documented(tmp_path_factory.mktemp("workshop"), mapping)


def inputs(arguments: list[str]) -> Iterator[str]:
    """Yield the arguments that name files to read."""
    command, *others = arguments
    before = ""
    for place, argument in enumerate(others):
        if before == "--standard" and argument.endswith(".yaml"):
            yield argument
        written = before in _OUTPUTS | _VALUES or (command == "convert" and place == 1)
        if (
            not written
            and not argument.startswith("-")
            and re.search(r"\.\w{3,4}$|对照$", argument)
        ):
            yield argument
        before = argument


def execute(arguments: list[str]) -> int:
    code = app(arguments, prog_name="yugong", standalone_mode=False)
    return code if isinstance(code, int) else 0


@pytest.mark.parametrize("line", RUN)
def test_every_command_does_what_it_says(
    documented: Documented, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = typed(line)[1:]
    for name in inputs(arguments):
        documented.make(name, tmp_path)
    monkeypatch.chdir(tmp_path)
    # The page numbers take LibreOffice a while, and are tested elsewhere.
    quick = ["--no-layout"] if arguments[0] == "build" else []
    code = execute([*arguments, *quick])

    compares = arguments[0] in ("check", "diff") or arguments[:2] == ["standards", "diff"]
    assert code in ((0, 1) if compares else (0,))
    for option, value in pairwise(arguments):
        if option in _OUTPUTS and option != "--annotate":
            assert (tmp_path / value).exists(), f"没有写出 {value}"


def test_the_worked_example_runs_from_its_first_line_to_its_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "yunze-2026"
    shutil.copytree(SAMPLES / "yunze-2026", folder)
    monkeypatch.chdir(folder)
    lines = list(command_lines(folder / "README.md"))
    codes = []
    for line in lines:
        arguments = typed(line)[1:]
        codes.append(execute([*arguments, *["--no-layout"] * (arguments[0] == "build")]))

    assert len(lines) > 8
    assert codes == [1 if " diff " in line else 0 for line in lines]


SNIPPETS = [
    (guide.name, number, block)
    for guide in (*GUIDES, *sorted(SAMPLES.glob("*/README.md")))
    for number, block in enumerate(blocks(guide, "yaml"), 1)
]


@pytest.mark.parametrize(
    ("guide", "number", "block"), SNIPPETS, ids=[f"{guide}-{number}" for guide, number, _ in SNIPPETS]
)  # fmt: skip
def test_every_yaml_is_read_by_what_it_is_written_for(
    guide: str, number: int, block: str, tmp_path: Path
) -> None:
    """The first key gives the kind of file; a part of a file is put into a whole one."""
    first = block.split(":", 1)[0].strip()
    path = tmp_path / f"{number}.yaml"
    read: object
    if first in ("叙述", "规则"):
        shipped = (ROOT / "templates/shanxi-2025.yaml").read_text(encoding="utf-8")
        without_block = re.sub(rf"(?ms)^{first}:.*?(?=^\S|\Z)", "", shipped)
        path.write_text(f"{without_block}\n{block}", encoding="utf-8")
        (tmp_path / "docx").mkdir()
        (tmp_path / "xlsx").mkdir()
        for kind in ("docx", "xlsx"):
            name = f"{kind}/shanxi-2025.{kind}"
            shutil.copyfile(ROOT / "templates" / name, tmp_path / name)
        read, findings = load_standard(str(path), Place())
    elif first == "基于":
        path.write_text(block, encoding="utf-8")
        read, findings = find_standard(str(path), Place())
    elif first in ("表", "模板", "规则级别"):
        path.write_text(
            f"基于: shanxi-2025\n名称: 某市\n说明: 某市的标准\n{block}", encoding="utf-8"
        )
        read, findings = find_standard(str(path), Place())
    elif block.lstrip().startswith("- {名:"):
        read, findings = ColumnSpec.model_validate(parse_yaml(block.encode(), "")[0].value[0]), []  # type: ignore[union-attr]
    elif first == "名称":
        path.write_text(block, encoding="utf-8")
        mappings, findings = load_mappings(tmp_path)
        read = [mapping for mapping in mappings if mapping.name in block] or None
    elif first == "批次":
        path.write_text(block, encoding="utf-8")
        read, findings = read_adjustment(path)
    else:
        path.write_text(whole_ledger(first, block), encoding="utf-8")
        read, findings = read_budget(path)
    assert read is not None, f"{guide}: {findings}"
    assert not has_errors(findings), f"{guide}: {findings}"


def whole_ledger(first: str, block: str) -> str:
    """Return a whole ledger that has the block, whose first key is ``first``."""
    if first == "标准":
        return budget_text(head=block, department="", ledger="")
    if first == "收支明细":
        form = PROJECTS.removeprefix("项目:\n")
        names = dict.fromkeys(re.findall(r"项目: (.+?),", block))
        forms = (re.sub("名称: .+", f"名称: {name}", form, count=1) for name in names)
        return budget_text(ledger=block, projects="项目:\n" + "".join(forms))
    if first == "附件":
        return budget_text(extra=block)
    assert first == "变动原因", f"写明以“{first}”开头的 YAML 由什么读取"
    return ledger_text().partition("变动原因:")[0] + block


def test_every_option_that_the_guides_name_exists() -> None:
    known = {
        name
        for command, _ in commands_under(app, "yugong")
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    for guide in GUIDES:
        text = guide.read_text(encoding="utf-8")
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))
        assert named <= known | {"--help"}, guide.name


def test_every_command_is_explained_in_a_guide_and_not_only_in_the_list() -> None:
    text = "".join(guide.read_text(encoding="utf-8") for guide in GUIDES)
    for _, path in commands_under(app, "yugong"):
        assert path in text, f"README.md 和 docs 的说明里没有 {path}"


@pytest.mark.parametrize("guide", [*GUIDES, ROOT / "docs" / "cli.md"], ids=lambda path: path.name)
def test_every_file_a_guide_links_to_exists(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not target.startswith("http"):
            assert (guide.parent / target).exists(), target
