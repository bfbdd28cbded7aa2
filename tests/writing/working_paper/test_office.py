"""LibreOffice recalculates the working paper from nothing and comes to every number in it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from builders.paper_budgets import BEFORE, NOW, nasty_budget
from builders.samples import SAMPLE_NAMES, prepared_sample
from builders.two_years import this_year
from readings.paper_cells import PaperCells, alike
from yugong.jobs.compute import compute_budget
from yugong.jobs.paper import paper_of
from yugong.writing.layout import find_office

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")

_WRONG = 424242
_ALWAYS_RECALCULATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item>
</oor:items>
"""


def with_wrong_values(data: bytes) -> bytes:
    """The workbook with a wrong value beside every formula."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                text = part.decode("utf-8")
                text = re.sub(r"(</f>)<v>[^<]*</v>", rf"\g<1><v>{_WRONG}</v>", text)
                part = re.sub(r' t="str"(><f>)', r"\1", text).encode("utf-8")
            out.writestr(name, part)
    return target.getvalue()


def through_office(data: bytes, folder: Path, *, recalculate: bool) -> PaperCells:
    """The workbook as LibreOffice opens and saves it, with or without computing anew."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    settings = _ALWAYS_RECALCULATE.replace("{mode}", "0" if recalculate else "1")
    (profile / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    source = folder / "paper.xlsx"
    source.write_bytes(data)
    office = find_office()
    assert office is not None
    command = [
        str(office),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return PaperCells((folder / "out" / "paper.xlsx").read_bytes())


def check(data: bytes, folder: Path, at_least: int) -> None:
    """Every formula comes to its value in LibreOffice, from wrong values to begin with."""
    written, spoilt = PaperCells(data), PaperCells(with_wrong_values(data))
    computed = through_office(spoilt.data, folder, recalculate=True)
    cells = written.formula_cells()
    assert len(cells) >= at_least
    for sheet, cell, _ in cells:
        assert spoilt.written(sheet, cell) == _WRONG
        value = computed.written(sheet, cell)
        assert alike(written.written(sheet, cell), value), (sheet, cell, value)


@needs_office
@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_libreoffice_computes_every_number_of_a_sample(name: str, tmp_path: Path) -> None:
    check(paper_of(prepared_sample(name)), tmp_path, 1500)


@needs_office
def test_libreoffice_takes_no_name_for_a_criterion(tmp_path: Path) -> None:
    check(paper_of(compute_budget(nasty_budget(tmp_path), draft=True)), tmp_path, 500)


@needs_office
def test_libreoffice_computes_last_year_too(tmp_path: Path) -> None:
    check(paper_of(this_year(tmp_path, BEFORE, NOW)), tmp_path, 1000)


@needs_office
def test_without_recalculation_the_wrong_values_would_stay(tmp_path: Path) -> None:
    """So what the tests above compare is LibreOffice's own computation."""
    data = with_wrong_values(paper_of(this_year(tmp_path, BEFORE, NOW)))
    kept = through_office(data, tmp_path, recalculate=False)
    cells = PaperCells(data).formula_cells()
    assert {kept.written(sheet, cell) for sheet, cell, _ in cells} == {_WRONG}
