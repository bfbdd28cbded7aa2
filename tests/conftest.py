"""The samples, built up to their package once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from yugong.build import Prepared, prepare

# The same examples on every machine, and no time limit on a busy one.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
SAMPLE_NAMES = ("pinglu-2026", "xiaoyi-2025")


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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write dumps and generated pages anew"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
