"""Other engines are given our template in their own tags, and every text ready to print."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from builders.small_budget import budget_file
from peer_templates import BODY, PeerTemplate
from same_text import summary_of
from word_engines import floor_job
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.writing import docx


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> ComputedBudget:
    return compute_budget(budget_file(tmp_path_factory.mktemp("budget")))


def test_the_floor_prints_the_same_tables_rows_cells_and_texts(
    prepared: ComputedBudget, tmp_path: Path
) -> None:
    word, package = prepared.loaded.word, prepared.package
    docx.compile_template(word, "模板").write(tmp_path / "ours.docx", package)
    for streamed in (False, True):
        floor_job(word, package, tmp_path / "floor.docx", streamed=streamed)()
        assert summary_of(tmp_path / "floor.docx") == summary_of(tmp_path / "ours.docx")
    assert "档案数字化" in summary_of(tmp_path / "ours.docx").cells


def test_docxtemplater_asks_for_every_loop_and_condition_it_is_given(
    prepared: ComputedBudget,
) -> None:
    template = PeerTemplate(prepared.loaded.word)
    body = _body(template.docxtemplater())
    assert "{%" not in body
    assert "{{" not in body
    data = json.loads(template.data(prepared.package))
    opened: list[str] = []
    for sign, key in re.findall(r"\{([#/]?)(\w+)\}", body):
        if sign == "#":
            opened.append(key)
        elif sign == "/":
            assert opened.pop() == key
    assert opened == []
    assert {key for key in data if key[0] in "lb"} <= set(re.findall(r"\{#(\w+)\}", body))
    assert "档案数字化" in json.dumps(data, ensure_ascii=False)


def test_carbone_ends_every_loop_it_begins(prepared: ComputedBudget) -> None:
    body = _body(PeerTemplate(prepared.loaded.word).carbone())
    assert "{%" not in body
    loops = set(re.findall(r"\{(d[\w.\[\]+]*)\[i\]\.end\}", body))
    ends = set(re.findall(r"\{(d[\w.\[\]+]*)\[i\+1\]\.end\}", body))
    assert loops == ends
    assert loops
    assert body.count(":showBegin}") == body.count(":showEnd}")


def _body(word: bytes) -> str:
    with zipfile.ZipFile(BytesIO(word)) as archive:
        return archive.read(BODY).decode()
