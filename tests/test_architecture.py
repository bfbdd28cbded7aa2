"""Imports run downwards only, and files stay small and named for their subject."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from builders.places import ROOT, SOURCE, TEMPLATES, TESTS

_SOURCE = SOURCE

# From the bottom up: a room may use those before it.
_ROOMS = (
    "quick_dataclass",
    "progress",
    "findings",
    "ooxml",
    "reading",
    "whole_file",
    "report_workbook",
    "budget",
    "figures",
    "standard",
    "template",
    "intake",
    "published",
    "audit",
    "reconstruct",
    "writing",
    "comparison",
    "tracing",
    "standards_kit",
    "jobs",
    "cli",
)

# ooxml raises typed errors and knows no findings; standard and intake may not use each other.
_APART = {
    ("ooxml", "findings"),
    ("standard", "intake"),
    ("intake", "standard"),
    ("intake", "figures"),
    ("writing", "intake"),
    ("comparison", "intake"),
}

_FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}


def test_the_guide_for_contributors_lists_every_room_from_the_top_down() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (`.*?) \|", guide)
    listed = [name for row in rows for name in re.findall(r"`(\w+)", row)]

    assert listed == list(reversed(_ROOMS))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _modules() -> list[Path]:
    return sorted(_SOURCE.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(_SOURCE).parts[0].removesuffix(".py")


def _imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("yugong."):
            rooms.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "yugong":
            rooms.update(alias.name for alias in node.names if alias.name in _ROOMS)
        elif isinstance(node, ast.Import):
            rooms.update(
                alias.name.split(".")[1] for alias in node.names if alias.name.startswith("yugong.")
            )
    return rooms


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(_SOURCE)))
def test_a_room_uses_only_the_rooms_below_it(path: Path) -> None:
    room = _room(path)
    if room in ("__init__", "__main__"):
        return
    for other in _imported_rooms(path) - {room, "__version__"}:
        assert _ROOMS.index(other) < _ROOMS.index(room), f"{room} uses {other}"
        assert (room, other) not in _APART, f"{room} uses {other}"


_WRITERS = {"whole_file.py", "delivery.py", "output_folder.py", "folder_lock.py"}
_INTO_STAGING = {"build.py", "layout.py"}
_WRITING = ("write_bytes", "write_text", "mkstemp", "hardlink_to", "rename", "copyfile")


def test_users_files_are_written_in_one_place() -> None:
    """Whole or not at all is the promise of ``whole_file`` and of the output folder."""
    for path in _modules():
        if path.name in _WRITERS | _INTO_STAGING:
            continue
        named = {node.attr for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute)}
        assert not named.intersection(_WRITING), path


_TEXTS_OF_FINDINGS = {"actual", "expected", "message", "remedy"}
_SEARCHES = {"startswith", "endswith", "find", "index", "count", "fullmatch", "match", "search"}
_HAN = re.compile("[\u4e00-\u9fff]")


def _reads_a_message(node: ast.AST) -> bool:
    """Return True for a comparison or a search of a message with Chinese words."""
    if isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _SEARCHES
    ):
        operands = [node.func.value, *node.args]
    else:
        return False
    parts = [part for operand in operands for part in ast.walk(operand)]
    message = any(
        (isinstance(part, ast.Attribute) and part.attr in _TEXTS_OF_FINDINGS)
        or (isinstance(part, ast.Call) and ast.unparse(part).startswith("str(err"))
        for part in parts
    )
    return message and any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and _HAN.search(part.value)
        for part in parts
    )


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ('"加密" in finding.actual', True),
        ('finding.expected.startswith("检查")', True),
        ('"重复" in str(error)', True),
        ('re.search("表", finding.message)', True),
        ("finding.code == Kind.FILE_EXISTS", False),
        ("finding.actual in names", False),
        ('"加密" in text', False),
    ],
)
def test_a_decision_by_a_message_is_recognised(source: str, reads: bool) -> None:
    assert any(map(_reads_a_message, ast.walk(ast.parse(source)))) is reads


def test_nobody_decides_by_looking_into_a_message() -> None:
    readers = [
        f"{path.relative_to(_SOURCE)}:{getattr(node, 'lineno', 0)}"
        for path in _modules()
        for node in ast.walk(_tree(path))
        if _reads_a_message(node)
    ]

    assert readers == []


def test_no_file_is_long_or_named_for_nothing() -> None:
    for path in [*_modules(), *TESTS.rglob("*.py")]:
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 420, f"{path.name}: {lines} lines"
        assert path.stem not in _FORBIDDEN_NAMES


# Names that may be defined several times.
_OF_SEVERAL_HOMES = {
    "main",  # every module that is run as a program has its own
}


def test_a_public_function_or_class_has_one_home() -> None:
    homes: dict[str, list[str]] = {}
    for path in _modules():
        for node in _tree(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path.relative_to(_SOURCE).as_posix())
    several = {name: paths for name, paths in homes.items() if len(paths) > 1}

    assert {name for name in several if name not in _OF_SEVERAL_HOMES} == set(), several


def test_no_code_branches_on_the_name_of_a_standard() -> None:
    names = [path.stem for path in TEMPLATES.glob("*.yaml")]
    assert names
    for path in _modules():
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if f'"{name}"' in text], path


def test_nothing_published_is_written_in_python() -> None:
    """Titles and headings of tables come from the standard, never from code.

    Rules name the tables that they are about, so ``audit`` is left out.
    """
    titles = (
        "预算收支总表",
        "财政拨款收支总表",
        "项目支出预算表",
        "情况说明",
        "名词解释",
        "目标申报表",
    )
    for path in _modules():
        if _room(path) == "audit":
            continue
        strings = [
            node.value
            for node in ast.walk(_tree(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        docstrings = _docstrings(path)
        for text in strings:
            assert text in docstrings or not [title for title in titles if title in text], (
                path,
                text,
            )


def _docstrings(path: Path) -> set[str]:
    """Docstrings, and the bare strings that document a constant."""
    return {
        node.value.value
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def test_the_command_line_uses_jobs_and_findings_only() -> None:
    for path in _modules():
        if _room(path) == "cli":
            assert _imported_rooms(path) <= {"cli", "jobs", "findings", "progress"}, path
