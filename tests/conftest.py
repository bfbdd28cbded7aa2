"""The samples, built up to their package once for all tests."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from builders.samples import SAMPLE_NAMES, prepared_sample
from yugong.jobs.compute import ComputedBudget
from yugong.writing.docx import compile_template
from yugong.writing.layout import convert_to_pdf, find_office

# The same examples on every machine, and no time limit on a busy one.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


@pytest.fixture(params=SAMPLE_NAMES)
def sample_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sample(sample_name: str) -> ComputedBudget:
    return prepared_sample(sample_name)


@pytest.fixture
def pinglu() -> ComputedBudget:
    return prepared_sample("pinglu-2026")


@pytest.fixture
def xiaoyi() -> ComputedBudget:
    return prepared_sample("xiaoyi-2025")


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A sample's Word file without its annexes, as LibreOffice prints it on first use."""

    @cache
    def pdf(name: str) -> Path:
        if find_office() is None:
            pytest.skip("LibreOffice is not installed")
        folder = tmp_path_factory.mktemp("printed")
        loaded = prepared_sample(name).loaded
        package = replace(prepared_sample(name).package, annexes=())
        compile_template(loaded.word, "w").write(folder / "package.docx", package)
        assert convert_to_pdf(folder / "package.docx", folder / "package.pdf") is None
        return folder / "package.pdf"

    return pdf


@pytest.fixture
def qinyuan() -> ComputedBudget:
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
    """Keep imported modules and collected tests out of the garbage collector.

    They stay to the end, so going through them would only cost time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
