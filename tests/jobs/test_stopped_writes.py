"""After a full disk, a file held open or a killed run, the old or the new file is whole."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from builders.places import TESTS
from builders.small_budget import budget_file
from builders.stopped_writes import NEW, OLD, REFUSED, put
from yugong.findings import FindingsError
from yugong.jobs.adjust import adjust_ledger
from yugong.jobs.build import build
from yugong.jobs.check import annotate_checked, check, write_review_sheet
from yugong.jobs.diff import diff
from yugong.jobs.ledger import convert_ledger, import_ledger, new_ledger
from yugong.jobs.paper import write_working_paper
from yugong.jobs.reasons import record_reasons
from yugong.whole_file import write_whole, written_whole
from yugong.writing.folder_lock import sole_writer
from yugong.writing.output_folder import MANIFEST, staging

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and signals")


def contents(folder: Path) -> dict[str, str]:
    """The files a person sees in the folder, the manifest aside."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".") and path.name != MANIFEST
    }


def stopped(base: Path, how: str, what: str) -> list[tuple[Path, int]]:
    """Every run that was stopped, with how it ended."""
    program = TESTS / "builders" / "stopped_writes.py"
    done = subprocess.run(
        [sys.executable, str(program), str(base), how, what],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert not done.stderr
    return [(base / str(number), int(code)) for number, code in enumerate(done.stdout.split(), 1)]


def built_before(base: Path) -> Path:
    folder = base / "0"
    put(folder, OLD)
    return folder


@posix_only
def test_a_build_killed_at_any_moment_shows_files_of_one_build_only(tmp_path: Path) -> None:
    built_before(tmp_path)
    runs = stopped(tmp_path, "kill", "deliver")
    assert len(runs) > 20
    for folder, _ in runs:
        here = contents(folder)
        assert here.items() <= OLD.items() or here.items() <= NEW.items(), (folder.name, here)
        if (folder / MANIFEST).exists():
            assert here in (OLD, NEW), folder.name


@posix_only
def test_the_next_build_finishes_what_a_killed_one_left(tmp_path: Path) -> None:
    built_before(tmp_path)
    seen = []
    for folder, _ in stopped(tmp_path, "kill", "deliver"):
        with pytest.raises(RuntimeError):
            _fail(folder)
        seen.append(contents(folder))
        assert seen[-1] in (OLD, NEW), folder.name
        assert (folder / MANIFEST).exists()
        assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    assert OLD in seen
    assert NEW in seen


def _fail(folder: Path) -> None:
    """A build that comes to nothing, as most do that follow one: it tidies up all the same."""
    with staging(folder):
        raise RuntimeError


@posix_only
@pytest.mark.parametrize("how", ["kill", "full", "held", "stuck"])
def test_what_a_person_wrote_is_never_lost(tmp_path: Path, how: str) -> None:
    folder = built_before(tmp_path)
    (folder / "甲.txt").write_text("我改过", encoding="utf-8")
    (folder / "批复.txt").write_text("别的", encoding="utf-8")
    for stopped_at, _ in stopped(tmp_path, how, "deliver"):
        texts = list(contents(stopped_at).values())
        assert texts.count("我改过") == 1, (stopped_at.name, texts)
        assert texts.count("别的") == 1
        put(stopped_at, NEW)
        assert contents(stopped_at) == {**NEW, "甲（人工改动1）.txt": "我改过", "批复.txt": "别的"}


@posix_only
@pytest.mark.parametrize("how", ["full", "held"])
def test_a_build_the_system_refuses_leaves_all_as_it_was(tmp_path: Path, how: str) -> None:
    built_before(tmp_path)
    runs = stopped(tmp_path, how, "deliver")
    assert len([code for _, code in runs if code == REFUSED]) > 5
    for folder, code in runs:
        assert code in (0, REFUSED)
        assert contents(folder) == (NEW if code == 0 else OLD), folder.name
        assert (folder / MANIFEST).exists()


@posix_only
def test_a_build_that_cannot_take_its_steps_back_is_put_right_by_the_next(tmp_path: Path) -> None:
    built_before(tmp_path)
    for folder, code in stopped(tmp_path, "stuck", "deliver"):
        assert code in (0, REFUSED)
        with pytest.raises(RuntimeError):
            _fail(folder)
        assert contents(folder) in (OLD, NEW), folder.name
        assert not [path for path in folder.iterdir() if path.name.startswith(".")]


@posix_only
@pytest.mark.parametrize("how", ["kill", "full", "held"])
@pytest.mark.parametrize(
    ("what", "name", "before"), [("over", "甲.txt", b"old"), ("new", "丙.txt", None)]
)
def test_a_file_is_written_whole_or_stays_as_it_was(
    tmp_path: Path, how: str, what: str, name: str, before: bytes | None
) -> None:
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "甲.txt").write_bytes(b"old")
    for folder, code in stopped(tmp_path, how, what):
        file = folder / name
        now = file.read_bytes() if file.exists() else None
        assert now in (before, b"new")
        assert code != 0 or now == b"new"
        assert code != REFUSED or now == before


def test_two_builds_into_one_folder_do_not_mix(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    with sole_writer(tmp_path), pytest.raises(FindingsError) as caught:
        put(tmp_path, NEW)

    assert [finding.code for finding in caught.value.findings] == ["D004"]
    assert contents(tmp_path) == OLD


def test_of_many_builds_at_once_one_is_there_whole(tmp_path: Path) -> None:
    refused: list[FindingsError] = []

    def run(files: dict[str, str]) -> None:
        try:
            for _ in range(5):
                put(tmp_path, files)
        except FindingsError as error:
            refused.append(error)

    put(tmp_path, OLD)
    threads = [threading.Thread(target=run, args=(files,)) for files in (OLD, NEW, OLD, NEW)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert contents(tmp_path) in (OLD, NEW)
    assert {finding.code for error in refused for finding in error.findings} <= {"D004"}


def test_a_file_held_open_elsewhere_stops_the_delivery_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows has it: a file that Word holds open can be neither moved nor replaced."""
    put(tmp_path, OLD)
    move = Path.replace

    def replace(self: Path, target: str | Path) -> Path:
        if self == tmp_path / "乙.txt" or Path(target) == tmp_path / "乙.txt":
            raise PermissionError(errno.EACCES, "denied", str(self), None, str(target))
        return move(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(FindingsError) as caught:
        put(tmp_path, NEW)

    [finding] = caught.value.findings
    assert (finding.code, finding.place.file) == ("D004", str(tmp_path / "乙.txt"))
    assert contents(tmp_path) == OLD
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


ADJUSTMENT = """\
批次: 第一次调整
日期: 2026-06-30
原因: 压减办公费
收支明细:
  修改:
  - {原: {部门经济科目: 30201}, 新: {金额: 70000.00}}
"""


def _adjust(room: Path) -> None:
    batch = room / "调整.yaml"
    adjust_ledger(
        room / "budget.yaml", [batch], room / "out" / "甲.yaml", inverse=room / "out" / "反.yaml"
    )


def _diff(room: Path) -> None:
    ledger = room / "budget.yaml"
    diff(ledger, ledger, workbook=room / "out" / "甲.xlsx", redline=room / "out" / "甲.docx")


def _package(room: Path) -> Path:
    return next((room / "package").glob("*.xlsx"))


def _annotate(room: Path) -> None:
    checked = check(_package(room), rules=["T*"])
    annotate_checked(_package(room), checked, room / "out" / "批注.xlsx")


WRITERS: dict[str, Callable[[Path], object]] = {
    "init": lambda room: new_ledger(room / "out", "shanxi-2025", 2026),
    "init --yaml": lambda room: new_ledger(room / "out", "shanxi-2025", 2026, as_yaml=True),
    "convert": lambda room: convert_ledger(room / "budget.yaml", room / "out" / "甲.xlsx"),
    "import": lambda room: import_ledger(_package(room), room / "out" / "甲.yaml"),
    "adjust": _adjust,
    "reasons --write": lambda room: record_reasons(room / "budget.yaml", room / "out" / "甲.yaml"),
    "paper": lambda room: write_working_paper(room / "budget.yaml", room / "out" / "甲.xlsx"),
    "check --xlsx": lambda room: write_review_sheet(
        check(_package(room), rules=["T*"]), room / "out" / "甲.xlsx"
    ),
    "check --annotate": _annotate,
    "diff": _diff,
    "build": lambda room: build(room / "budget.yaml", room / "out", layout=False),
}


FULL = {"check --annotate": 30_000}
"""Bytes a file may have: the library that copies workbooks writes sheets of its own first."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger and its package, to work from."""
    made = tmp_path_factory.mktemp("room")
    build(budget_file(made), made / "package", layout=False)
    (made / "调整.yaml").write_text(ADJUSTMENT, encoding="utf-8")
    return made


@contextmanager
def small_files(limit: int) -> Iterator[None]:
    """No file can grow beyond so many bytes: what a full disk is to whoever writes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@posix_only
@pytest.mark.parametrize("writer", WRITERS)
def test_a_command_that_finds_the_disk_full_says_so_and_leaves_nothing(
    room: Path, writer: str
) -> None:
    with small_files(FULL.get(writer, 60)), pytest.raises(FindingsError) as caught:
        WRITERS[writer](room)

    assert {finding.code for finding in caught.value.findings} == {"D004"}
    out = room / "out"
    assert not out.exists() or list(out.iterdir()) == []


@pytest.mark.parametrize("writer", [name for name in WRITERS if name != "build"])
def test_a_command_whose_file_is_held_open_says_so_and_leaves_nothing(
    room: Path, writer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: str | Path) -> Path:
        raise PermissionError(errno.EACCES, "denied", str(self), None, str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with pytest.raises(FindingsError) as caught:
        WRITERS[writer](room)

    assert {finding.code for finding in caught.value.findings} == {"D004"}
    out = room / "out"
    assert not out.exists() or list(out.iterdir()) == []


@pytest.mark.parametrize("text", ["年度: [2026", "年度: 2026\n年度: 2025\n"])
def test_a_ledger_that_cannot_be_read_is_not_written_over(
    room: Path, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "budget.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        convert_ledger(room / "budget.yaml", file)

    assert {finding.code for finding in caught.value.findings} <= {"R003", "R005"}
    assert file.read_text(encoding="utf-8") == text


def test_a_file_that_is_protected_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "甲.yaml"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(FindingsError) as caught:
        write_whole(file, b"new")

    assert [finding.code for finding in caught.value.findings] == ["D004"]
    assert file.read_bytes() == b"old"


@posix_only
def test_a_file_that_is_written_over_keeps_its_rights_and_its_link(tmp_path: Path) -> None:
    file = tmp_path / "甲.yaml"
    file.write_bytes(b"old")
    file.chmod(0o600)
    link = tmp_path / "乙.yaml"
    link.symlink_to(file)
    write_whole(link, b"new")

    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_appears_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "甲.yaml"
    with pytest.raises(FindingsError) as caught:
        _overtaken(file)

    assert [finding.code for finding in caught.value.findings] == ["D009"]
    assert file.read_bytes() == b"a person's"
    assert list(tmp_path.iterdir()) == [file]


def _overtaken(file: Path) -> None:
    with written_whole(file, new=True) as stream:
        stream.write(b"ours")
        file.write_bytes(b"a person's")


def test_every_new_file_is_on_the_disk_before_it_is_to_be_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def known(number: int) -> tuple[int, int]:
        about = os.stat(number)
        return about.st_dev, about.st_ino

    written: list[tuple[int, int]] = []
    ordered_after: list[int] = []
    replace = Path.replace

    def noted(path: Path, target: Path) -> Path:
        if target.name == "交付.json":
            ordered_after.append(len(written))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", lambda number: written.append(known(number)))
    monkeypatch.setattr(Path, "replace", noted)

    put(tmp_path, NEW)

    safe = written[: ordered_after[0]]
    for name in (*NEW, MANIFEST):
        about = (tmp_path / name).stat()
        assert (about.st_dev, about.st_ino) in safe, name
