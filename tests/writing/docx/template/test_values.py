"""Values in Word documents: nothing lost, nothing misread, the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from builders.docx_specimens import make_package, paragraphs, table_template, written_texts
from builders.places import TESTS
from yugong.findings import FindingsError
from yugong.standard.names import Listing
from yugong.writing.docx import compile_template

HOSTILE = [
    "<3%",
    "A&B",
    "A<B & C <select>",
    "“三公”经费",
    "=1+1",
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "]]>",
    "&amp; &lt;",
    "😀👩‍👩‍👧 𠮷",
    "  两端有空格  ",
    "字" * 10_000,
    "行一\n行二\n\n行四",
    "左\t右",
    "'\"`\\",
    "\u00a0\u3000\u200b\ufeff",
    "</w:t></w:r></w:p>",
    "\x85\u2028",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_comes_out_as_it_went_in(tmp_path: Path, text: str) -> None:
    package = make_package({"文": text})
    compile_template(paragraphs("前{{ 文 }}后", "末"), "t").write(tmp_path / "o.docx", package)
    assert written_texts(tmp_path / "o.docx") == [f"前{text}后", "末"]
    assert Document(str(tmp_path / "o.docx")).paragraphs[1].text == "末"


@pytest.mark.parametrize("text", HOSTILE[:10])
def test_joining_and_filters_escape_as_well(tmp_path: Path, text: str) -> None:
    package = make_package({"文": text, "列": Listing([text])})
    template = paragraphs(
        "{{ 文 ~ '<' ~ 文 }}", "{{ 文 | 重复 }}", "{% for 项 in 列 %}{{ 项 }}{% endfor %}"
    )
    compile_template(template, "t").write(tmp_path / "o.docx", package)
    assert written_texts(tmp_path / "o.docx") == [f"{text}<{text}", text + text, text]


def test_windows_line_ends_are_one_break(tmp_path: Path) -> None:
    package = make_package({"文": "一\r\n二\r三"})
    compile_template(paragraphs("{{ 文 }}"), "t").write(tmp_path / "o.docx", package)
    assert written_texts(tmp_path / "o.docx") == ["一\n二\n三"]


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0e", "\x1b", "\ufffe", "\uffff", "\ud800"]
)
def test_a_character_that_xml_cannot_hold_is_reported_with_its_place(
    tmp_path: Path, character: str
) -> None:
    package = make_package({"文": f"预算{character}公开"})
    template = compile_template(table_template([["好", "{{ 文 }}"]]), "t.docx")
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "o.docx", package)
    (finding,) = caught.value.findings
    assert finding.code == "B019"
    assert finding.place.path == "第 1 张表第 1 行第 2 格"
    assert f"U+{ord(character):04X}" in finding.actual
    assert not (tmp_path / "o.docx").exists()


def test_none_is_a_fault_of_the_program_not_of_the_user(tmp_path: Path) -> None:
    package = make_package({"文": None})
    with pytest.raises(AssertionError):
        compile_template(paragraphs("{{ 文 }}"), "t").write(tmp_path / "o.docx", package)


def test_whole_numbers_are_written_plainly(tmp_path: Path) -> None:
    package = make_package({"年度": 2026})
    compile_template(paragraphs("{{ 年度 }}年"), "t").write(tmp_path / "o.docx", package)
    assert written_texts(tmp_path / "o.docx") == ["2026年"]


_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from builders.chart_templates import chart_template
from builders.docx_specimens import chart_data, make_package
from yugong.standard.names import Listing
from yugong.writing.docx import compile_template
package = make_package({"名": "某部门", "列表": Listing(["甲", "乙"])}, charts=[chart_data()])
compile_template(chart_template(), "t.docx").write(Path(sys.argv[2]), package)
"""


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    written: list[bytes] = []
    (tmp_path / "one.py").write_text(_PROGRAM, encoding="utf-8")
    for number, (seed, zone) in enumerate((("1", "Asia/Shanghai"), ("2", "America/New_York"))):
        target = tmp_path / f"{number}.docx"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        arguments = [str(TESTS), str(target)]
        subprocess.run(
            [sys.executable, str(tmp_path / "one.py"), *arguments], check=True, env=environment
        )
        written.append(target.read_bytes())
    assert written[0] == written[1]
