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
ODDITIES = {
    "pinglu-2026": frozenset[str](),
    # Its largest 类 is not that of its office, and a project is called 公用经费.
    "xiaoyi-2025": frozenset({"X17"}),
    # A row of 公用经费 under 工资福利, 医保 and 退休费 under other 科目, projects under 行政运行.
    "qinyuan-2023": frozenset({"T06", "X10", "X17"}),
}
"""What the rules find in a sample because it was published so."""

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


@pytest.fixture
def qinyuan() -> Prepared:
    return prepared_sample("qinyuan-2023")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write dumps and generated pages anew"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
