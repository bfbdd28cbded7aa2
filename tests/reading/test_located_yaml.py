"""YAML from outside: read safely, or refused with the line that is at fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from yugong.reading.file_bytes import MAX_BYTES, read_bytes
from yugong.reading.located_yaml import parse_yaml, written_path


def test_scalars_stay_the_text_of_the_file() -> None:
    located, findings = parse_yaml('代码: 001\n金额: 0.10\n空:\n引: "~"\n'.encode(), "a.yaml")

    assert findings == []
    assert located is not None
    assert located.value == {"代码": "001", "金额": "0.10", "空": None, "引": "~"}


def test_a_place_is_that_of_the_value_and_for_a_mapping_that_of_its_key() -> None:
    located, _ = parse_yaml("甲:\n- {乙: 1, 丙: 2}\n".encode(), "a.yaml")
    assert located is not None

    place = located.place(("甲", 0, "丙"))

    assert (place.line, place.column, place.path) == (2, 13, "甲[1].丙")
    assert located.place(("甲", 0, "丁")).line == 2
    assert located.place(("戊",)).line is None


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        ("甲: 1\n甲: 2\n".encode(), "R005", 2),
        ("甲: [1\n乙: 2\n".encode(), "R003", 2),
        ("甲:\n\t乙: 1\n".encode(), "R003", 2),
        ("甲: 1\n---\n乙: 2\n".encode(), "R003", 2),
        ("甲: *没有\n".encode(), "R003", 1),
        ("甲: 中文\n乙: 2".encode("gb18030"), "R006", 1),
        (b"? [a]\n: 1\n", "R003", 1),
    ],
)
def test_a_file_at_fault_is_refused_at_its_line(data: bytes, code: str, line: int) -> None:
    _, findings = parse_yaml(data, "a.yaml")

    assert [(finding.code, finding.place.line) for finding in findings] == [(code, line)]


def test_references_that_expand_without_end_are_refused_quickly() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 9):
        bomb += f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n"
    located, findings = parse_yaml(bomb.encode(), "a.yaml")

    assert located is None
    assert [finding.code for finding in findings] == ["R007"]


def test_nesting_without_end_is_refused() -> None:
    located, findings = parse_yaml(b"[" * 3000 + b"]" * 3000, "a.yaml")

    assert located is None
    assert [finding.code for finding in findings] in (["R007"], ["R003"])


def test_a_file_that_is_not_there_or_too_large_is_a_finding(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    with large.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)

    assert [finding.code for finding in read_bytes(tmp_path / "none.yaml")[1]] == ["R001"]
    assert [finding.code for finding in read_bytes(tmp_path)[1]] == ["R001"]
    assert [finding.code for finding in read_bytes(large)[1]] == ["R002"]


def test_a_path_is_written_as_people_count() -> None:
    assert written_path(("收支明细", 2, "金额")) == "收支明细[3].金额"
