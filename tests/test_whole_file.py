"""A killed write leaves a file next to its target, and a later write removes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from yugong.findings import FindingsError
from yugong.whole_file import write_whole, written_whole

_DAY = 24 * 60 * 60


def _made(path: Path, *, days_old: float) -> Path:
    """A file, or what a folder of that name holds, last written so long before now."""
    path.write_bytes(b"half")
    written = path.stat().st_mtime - days_old * _DAY
    os.utime(path, (written, written))
    return path


def test_what_a_killed_write_left_goes_with_the_next_write_after_a_day(tmp_path: Path) -> None:
    left = _made(tmp_path / ".yugong-a1b2c3d_.tmp", days_old=1.1)
    write_whole(tmp_path / "budget.yaml", b"whole")
    assert not left.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["budget.yaml"]


def test_what_another_run_may_still_be_writing_stays(tmp_path: Path) -> None:
    working = _made(tmp_path / ".yugong-a1b2c3d4.tmp", days_old=0.9)
    write_whole(tmp_path / "budget.yaml", b"whole")
    assert working.read_bytes() == b"half"


@pytest.mark.parametrize(
    "name", [".yugong-lock", ".yugong-notes-of-mine.tmp", "a1b2c3d4.tmp", ".yugong-a1b2c3d4"]
)
def test_files_with_other_names_stay_however_old(tmp_path: Path, name: str) -> None:
    other = _made(tmp_path / name, days_old=400)
    write_whole(tmp_path / "budget.yaml", b"whole")
    assert other.read_bytes() == b"half"


def test_a_folder_of_such_a_name_stays_with_all_it_holds(tmp_path: Path) -> None:
    room = tmp_path / ".yugong-a1b2c3d4.tmp"
    room.mkdir()
    _made(room / ".yugong-a1b2c3d4.tmp", days_old=400)
    os.utime(room, (0, 0))
    write_whole(tmp_path / "budget.yaml", b"whole")
    assert [path.name for path in room.iterdir()] == [".yugong-a1b2c3d4.tmp"]


def test_a_link_of_such_a_name_and_what_it_points_to_stay(tmp_path: Path) -> None:
    ledger = _made(tmp_path / "old.yaml", days_old=400)
    link = tmp_path / ".yugong-a1b2c3d4.tmp"
    try:
        link.symlink_to(ledger)
    except OSError:
        pytest.skip("no links on this system")
    write_whole(tmp_path / "budget.yaml", b"whole")
    assert link.is_symlink()
    assert ledger.read_bytes() == b"half"


def test_two_writes_at_once_into_a_folder_leave_each_other_alone(tmp_path: Path) -> None:
    with written_whole(tmp_path / "one.yaml") as stream:
        stream.write(b"first ")
        write_whole(tmp_path / "two.yaml", b"second")
        stream.write(b"whole")
    assert (tmp_path / "one.yaml").read_bytes() == b"first whole"
    assert (tmp_path / "two.yaml").read_bytes() == b"second"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.yaml", "two.yaml"]


def test_a_write_that_its_block_gives_up_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), written_whole(tmp_path / "budget.yaml") as stream:
        stream.write(bytes(1 // 0))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_refused_where_a_new_one_is_meant(tmp_path: Path) -> None:
    target = _made(tmp_path / "budget.yaml", days_old=0)
    with pytest.raises(FindingsError, match="D009"):
        write_whole(target, b"whole", new=True)
    assert target.read_bytes() == b"half"


def test_what_a_write_puts_aside_is_known_again_by_its_name(tmp_path: Path) -> None:
    with written_whole(tmp_path / "budget.yaml"):
        [aside] = tmp_path.iterdir()
    left = _made(aside, days_old=2)

    write_whole(tmp_path / "budget.yaml", b"whole")

    assert not left.exists()
