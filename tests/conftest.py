"""The samples, built up to their package once for all tests."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from yugong.build import Prepared, prepare
from yugong.writing.docx import compile_template
from yugong.writing.layout import convert_to_pdf, find_office

# The same examples on every machine, and no time limit on a busy one.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
ODDITIES = {
    # Works without works procured, and less services procured than one service costs; a one-off
    # project of two years' money; grounds without a document; what is paid every year as one-off,
    # and what is of earlier years.
    "pinglu-2026": {"N09": 2, "P04": 1, "P09": 1, "P11": 2},
    # Besides these a platform of more vehicles than are owned, outputs of “1项”, a project called
    # 公用经费, and a largest 类 that is not that of the office.
    "xiaoyi-2025": {"N12": 1, "P04": 7, "P06": 1, "P09": 1, "P11": 2, "X17": 2},
    # 公用经费 under 工资福利, 医保 and 退休费 under other 科目, projects under 行政运行; terminals on
    # fewer vehicles than there are.
    "qinyuan-2023": {"N12": 1, "T06": 1, "X10": 2, "X17": 1},
}
"""What the departments published, and the samples therefore have."""

SAMPLE_NAMES = ("pinglu-2026", "xiaoyi-2025", "qinyuan-2023")


@cache
def prepared_sample(name: str) -> Prepared:
    """A sample read and computed; immutable, so shared by all tests."""
    return prepare(SAMPLES / name / "budget.yaml")


@pytest.fixture(params=SAMPLE_NAMES)
def sample_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sample(sample_name: str) -> Prepared:
    return prepared_sample(sample_name)


@pytest.fixture
def pinglu() -> Prepared:
    return prepared_sample("pinglu-2026")


@pytest.fixture
def xiaoyi() -> Prepared:
    return prepared_sample("xiaoyi-2025")


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A sample's Word file as LibreOffice prints it, made when first asked for."""

    @cache
    def pdf(name: str) -> Path:
        if find_office() is None:
            pytest.skip("LibreOffice is not installed")
        folder = tmp_path_factory.mktemp("printed")
        loaded, package = prepared_sample(name).loaded, prepared_sample(name).package
        compile_template(loaded.word, "w").write(folder / "package.docx", package)
        assert convert_to_pdf(folder / "package.docx", folder / "package.pdf") is None
        return folder / "package.pdf"

    return pdf


@pytest.fixture
def qinyuan() -> Prepared:
    return prepared_sample("qinyuan-2023")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write dumps and generated pages anew"
    )
    parser.addoption(
        "--fresh-dependencies",
        action="store_true",
        help="install the wheel with its dependencies from the package index",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: looking it through would only cost time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
