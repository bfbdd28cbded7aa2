"""The output folder: nothing a person wrote is lost, nothing half-written is left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yugong.findings import FindingsError
from yugong.writing.output_folder import MANIFEST, Delivered, deliver, digest, staging


def put(folder: Path, **files: str) -> Delivered:
    """Deliver files with these contents."""
    with staging(folder) as aside:
        for name, text in files.items():
            (aside / f"{name}.txt").write_text(text, encoding="utf-8")
        return deliver(aside, folder, {"年度": 2026})


def contents(folder: Path) -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir())
        if path.name != MANIFEST
    }


def test_the_manifest_names_every_file_with_its_digest(tmp_path: Path) -> None:
    put(tmp_path, 甲="一", 乙="二")
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))

    assert manifest["年度"] == 2026
    assert {entry["文件"]: entry["sha256"] for entry in manifest["产出"]} == {
        "乙.txt": digest("二".encode()),
        "甲.txt": digest("一".encode()),
    }


def test_a_file_nobody_touched_is_replaced_without_a_word(tmp_path: Path) -> None:
    put(tmp_path, 甲="一")
    delivered = put(tmp_path, 甲="二")

    assert delivered.findings == ()
    assert contents(tmp_path) == {"甲.txt": "二"}


def test_a_file_edited_since_it_was_built_is_renamed_and_kept(tmp_path: Path) -> None:
    put(tmp_path, 甲="一")
    (tmp_path / "甲.txt").write_text("我改过", encoding="utf-8")
    [finding] = put(tmp_path, 甲="二").findings

    assert contents(tmp_path) == {"甲.txt": "二", "甲（人工改动1）.txt": "我改过"}
    assert finding.code == "D002"
    assert finding.expected == "原文件已改名为“甲（人工改动1）.txt”"


def test_every_further_edit_is_kept_beside_the_former(tmp_path: Path) -> None:
    for edit in ("甲改", "乙改"):
        put(tmp_path, 甲="一")
        (tmp_path / "甲.txt").write_text(edit, encoding="utf-8")
    put(tmp_path, 甲="二")

    assert contents(tmp_path) == {
        "甲.txt": "二",
        "甲（人工改动1）.txt": "甲改",
        "甲（人工改动2）.txt": "乙改",
    }


@pytest.mark.parametrize("manifest", [None, "{", "[]", '{"产出": [1]}', "[" * 100_000])
def test_without_a_manifest_to_trust_a_standing_file_counts_as_a_persons(
    tmp_path: Path, manifest: str | None
) -> None:
    (tmp_path / "甲.txt").write_text("原有", encoding="utf-8")
    if manifest is not None:
        (tmp_path / MANIFEST).write_text(manifest, encoding="utf-8")
    put(tmp_path, 甲="一")

    assert contents(tmp_path) == {"甲.txt": "一", "甲（人工改动1）.txt": "原有"}


def test_an_edit_that_equals_the_new_file_needs_no_copy(tmp_path: Path) -> None:
    put(tmp_path, 甲="一")
    (tmp_path / "甲.txt").write_text("二", encoding="utf-8")

    assert put(tmp_path, 甲="二").findings == ()
    assert contents(tmp_path) == {"甲.txt": "二"}


def test_what_this_build_no_longer_makes_is_taken_away(tmp_path: Path) -> None:
    put(tmp_path, 甲="一", 乙="旧")
    findings = put(tmp_path, 甲="二").findings

    assert contents(tmp_path) == {"甲.txt": "二"}
    assert [(finding.code, finding.actual) for finding in findings] == [("D007", "乙.txt")]


def test_an_edited_file_that_is_no_longer_made_stays_with_a_warning(tmp_path: Path) -> None:
    put(tmp_path, 甲="一", 乙="旧")
    (tmp_path / "乙.txt").write_text("我改过", encoding="utf-8")
    findings = put(tmp_path, 甲="二").findings

    assert contents(tmp_path) == {"乙.txt": "我改过", "甲.txt": "二"}
    assert [(finding.code, finding.severity.value) for finding in findings] == [("D008", "警告")]


def test_a_manifest_that_names_files_elsewhere_removes_nothing(tmp_path: Path) -> None:
    outside = tmp_path / "别处.txt"
    outside.write_text("一", encoding="utf-8")
    folder = tmp_path / "out"
    put(folder, 甲="一")
    manifest = {"产出": [{"文件": "../别处.txt", "sha256": digest("一".encode())}]}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    put(folder, 甲="二")

    assert outside.exists()


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "批复.txt").write_text("别的", encoding="utf-8")
    put(tmp_path, 甲="一")

    assert contents(tmp_path) == {"批复.txt": "别的", "甲.txt": "一"}


def test_a_build_that_fails_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, 甲="一")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(RuntimeError):
        _fail_halfway(tmp_path)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def _fail_halfway(folder: Path) -> None:
    with staging(folder) as aside:
        (aside / "甲.txt").write_text("二", encoding="utf-8")
        raise RuntimeError


def test_a_folder_that_cannot_be_made_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    with pytest.raises(FindingsError) as caught, staging(tmp_path / "文件" / "out"):
        pass

    assert [finding.code for finding in caught.value.findings] == ["D004"]


def test_a_file_is_no_folder_to_write_into(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("一", encoding="utf-8")
    with pytest.raises(FindingsError) as caught, staging(tmp_path / "文件"):
        pass

    [finding] = caught.value.findings
    assert (finding.code, finding.actual) == ("D004", "这是一个文件，不是文件夹")
    assert finding.remedy == "换一个文件夹名称，或先把这个文件改名。"
