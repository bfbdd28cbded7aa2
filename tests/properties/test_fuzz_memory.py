"""Files made to fill the memory: refused by findings, by a program that is given little of it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from builders.published_specimens import packed, sheet, word, workbook

MEMORY = 1_500_000_000
"""Bytes of address space; an ordinary check takes a third."""

_LIMITED = (
    "import resource, sys; "
    f"resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY})); "
    "sys.argv[0] = 'yugong'; from yugong.cli import main; main()"
)


def _bomb(name: str, megabytes: int) -> bytes:
    """An Office file one part of which is blanks, packed as well as can be."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(name, "w") as part:
            for _ in range(megabytes):
                part.write(b" " * 1_000_000)
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


def _lying(name: str) -> bytes:
    """A bomb that says in its directory that it is small."""
    data = bytearray(_bomb(name, 300))
    size = (300_000_000).to_bytes(4, "little")
    while (index := data.find(size)) >= 0:
        data[index : index + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


def _deep(levels: int) -> str:
    return "<w:sdt><w:sdtContent>" * levels + "</w:sdtContent></w:sdt>" * levels


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a Word file of blanks": ("公开.docx", lambda: _bomb("word/document.xml", 400)),
    "a workbook of blanks": ("公开.xlsx", lambda: _bomb("xl/workbook.xml", 400)),
    "a Word file that lies": ("公开.docx", lambda: _lying("word/document.xml")),
    "a workbook that lies": ("公开.xlsx", lambda: _lying("xl/workbook.xml")),
    "many parts": (
        "公开.docx",
        lambda: packed({f"word/{index}.xml": "" for index in range(30_000)}),
    ),
    "a deep document": ("公开.docx", lambda: word(_deep(100_000))),
    "a far cell": (
        "公开.xlsx",
        lambda: workbook(
            '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
    ),
    "everything merged": (
        "公开.xlsx",
        lambda: workbook(
            sheet([["甲"]], '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
        ),
    ),
    "references to references": (
        "budget.yaml",
        lambda: "\n".join(
            ["甲0: &甲0 [一, 一, 一, 一, 一, 一, 一, 一, 一]"]
            + [
                f"甲{index}: &甲{index} [{', '.join([f'*甲{index - 1}'] * 9)}]"
                for index in range(1, 12)
            ]
        ).encode(),
    ),
    "brackets": ("budget.yaml", lambda: b"[" * 200_000),
    "dashes": ("budget.yaml", lambda: b"- " * 200_000),
    "questions": ("budget.yaml", lambda: b"? " * 200_000),
    "steps": ("budget.yaml", lambda: b"".join(b" " * index + b"a:\n" for index in range(6_000))),
    "one long line": ("公开.txt", lambda: "甲\t".encode() * 2_000_000),
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited as Linux does it")
@pytest.mark.parametrize("case", FILES)
def test_a_file_made_to_fill_the_memory_is_refused_in_little_of_it(
    case: str, tmp_path: Path
) -> None:
    name, made = FILES[case]
    file = tmp_path / name
    file.write_bytes(made())
    command = ["build", str(file), "-o", str(tmp_path / "out")]
    if file.suffix != ".yaml":
        command = ["check", str(file), "--annotate", str(tmp_path / f"批注{file.suffix}")]
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, *command],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        timeout=300,
    )
    messages = done.stderr.decode(errors="replace")
    assert done.returncode == 2, messages[-2000:]
    assert "Traceback" not in messages
    assert "处理：" in messages
