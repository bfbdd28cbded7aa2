"""The wheel that users install has every data file and works from any folder.

``make dist-test`` installs the dependencies from the package index too, and into every other
Python of the machine; here it uses those of the tests, so that no network is needed.
"""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from builders.places import ROOT, SAMPLES
from environments.other_pythons import VERSIONS, Interpreter, first_of_each_version, named_pythons

_SOURCE = ROOT / "src" / "yugong"
_LEFT_BEHIND = (
    "__pycache__",
    "*.egg-info",
    "node_modules",
    "out",
    "build",
    "dist",
    ".git",
    ".venv*",
    ".*_cache",
)
_FRESH = "--fresh-dependencies"
_BUILD = "import sys, setuptools.build_meta as b; print(getattr(b, sys.argv[1])(sys.argv[2]))"


def package_files() -> set[str]:
    """Every file of the package, by its path in a wheel."""
    roots = {_SOURCE: "yugong", ROOT / "templates": "yugong/templates"}
    return {
        f"{name}/{path.relative_to(folder).as_posix()}"
        for folder, name in roots.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def built(kind: str, project: Path, out: Path) -> Path:
    """Build a ``wheel`` or an ``sdist`` of a project as any installer does."""
    out.mkdir(exist_ok=True)
    command = [sys.executable, "-c", _BUILD, f"build_{kind}", str(out)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, for building leaves files beside the source."""
    folder = tmp_path_factory.mktemp("dist") / "project"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_LEFT_BEHIND, "*.pyc"))
    return folder


@pytest.fixture(scope="module")
def wheel(project: Path) -> Path:
    return built("wheel", project, project.parent / "wheel")


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    names = {name for name in contents(wheel) if ".dist-info/" not in name}

    assert names == package_files()
    assert {"yugong/py.typed", "yugong/findings/kinds.csv"} < names
    assert {"yugong/templates/docx/national.docx", "yugong/templates/xlsx/national.xlsx"} < names


def test_every_folder_of_python_is_listed_as_a_package() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    source = {path.parent for path in _SOURCE.rglob("*.py")}

    folders = {path.relative_to(_SOURCE.parent).as_posix() for path in source}
    assert set(listed["packages"]) == {name.replace("/", ".") for name in folders} | {
        "yugong.templates"
    }


def test_the_source_package_holds_what_checking_needs_and_makes_the_same_wheel(
    project: Path, wheel: Path
) -> None:
    sdist = built("sdist", project, project.parent / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(project.parent / "unpacked", filter="data")
    [unpacked] = (project.parent / "unpacked").iterdir()

    for folder in ("tests", "samples", "docs", "bench", "src", "templates"):
        assert relative_files(unpacked / folder) == relative_files(ROOT / folder), folder
    for name in ("Makefile", "README.md", "LICENSE", "requirements-dev.txt", ".ci/run"):
        assert (unpacked / name).read_bytes() == (ROOT / name).read_bytes()
    assert contents(built("wheel", unpacked, unpacked / "dist")) == contents(wheel)


def relative_files(folder: Path) -> set[str]:
    parts = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {
        path.as_posix()
        for path in parts
        if not {"__pycache__", "yugong.egg-info", "node_modules"} & set(path.parts)
    }


@pytest.fixture(scope="module")
def installed(wheel: Path, request: pytest.FixtureRequest) -> Path:
    """The command, installed from the wheel into an environment of its own."""
    home = wheel.parent.parent / "预算 公开（一）" / "venv"
    venv.create(home, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "--quiet"]
    if request.config.getoption(_FRESH):
        subprocess.run([*pip, str(wheel)], check=True, env=clean())
    else:
        subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True, env=clean())
        lent = "\n".join(site.getsitepackages())
        [packages] = home.rglob("site-packages")
        (packages / "lent.pth").write_text(lent, encoding="utf-8", newline="\n")
    return scripts / "yugong"


def clean() -> dict[str, str]:
    """The environment without what would lead to the source instead of what is installed."""
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}


def run(command: Path, folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(command), *line.split()],
        cwd=folder,
        env=clean(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_installed_command_builds_and_checks_in_a_folder_of_any_name(
    installed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "我的 预算 (2026)"
    shutil.copytree(SAMPLES / "yunze-2026", folder)
    done = {
        line: run(installed, folder, line)
        for line in (
            "--version",
            "init 填报表 --standard shanxi-2025",
            "build budget.yaml -o 公开 --no-layout",
            "schema",
        )
    }

    assert {line: (process.returncode, process.stderr) for line, process in done.items()} == {
        line: (0, process.stderr) for line, process in done.items()
    }
    assert "Traceback" not in "".join(process.stderr for process in done.values())
    assert (folder / "填报表" / "budget.xlsx").is_file()
    [word] = (folder / "公开").glob("*.docx")
    checked = run(installed, folder, f"check 公开/{word.name} --xlsx 复核表.xlsx")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert (folder / "复核表.xlsx").is_file()


def test_the_installed_package_is_the_wheel_and_not_the_source(installed: Path) -> None:
    python = installed.with_name("python")
    where = subprocess.run(
        [python, "-I", "-c", "import yugong; print(yugong.__file__)"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert installed.parent.parent in Path(where.strip()).parents


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Look for other Pythons only if the network is used anyway."""
    if "other" in metafunc.fixturenames:
        mine = f"{sys.version_info.major}.{sys.version_info.minor}"
        fresh = metafunc.config.getoption(_FRESH)
        others = [python for python in named_pythons() if python.version != mine] if fresh else []
        none = pytest.param(
            None, id="none", marks=pytest.mark.skip(reason="no other Python asked for")
        )
        ids = [python.version for python in others] or None
        metafunc.parametrize("other", others or [none], ids=ids)


def test_it_builds_checks_and_converts_in_every_other_python(
    other: Interpreter, wheel: Path, tmp_path: Path
) -> None:
    home = tmp_path / "venv"
    subprocess.run([other.path, "-m", "venv", "--without-pip", str(home)], check=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "--quiet"]
    subprocess.run([*pip, str(wheel)], check=True, env=clean())
    folder = tmp_path / "预算"
    shutil.copytree(SAMPLES / "yunze-2026", folder)

    for line in (
        "build budget.yaml -o 公开 --no-layout",
        "convert budget.yaml budget.xlsx",
        "build budget.xlsx -o 再一次 --no-layout",
    ):
        done = run(scripts / "yugong", folder, line)
        assert done.returncode == 0, done.stdout + done.stderr
    [word] = (folder / "公开").glob("*.docx")
    assert word.read_bytes() == (folder / "再一次" / word.name).read_bytes()
    checked = run(scripts / "yugong", folder, f"check 公开/{word.name}")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_first_python_of_each_version_is_taken_and_oldest_first() -> None:
    interpreters = [
        Interpreter(*python)
        for python in (("3.13", "a"), ("3.9", "b"), ("3.12", "c"), ("3.13", "d"))
    ]

    assert [python.path for python in first_of_each_version(interpreters)] == ["c", "a"]


def test_a_python_that_is_named_and_does_not_run_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONS", f"{sys.executable} 没有的python")

    with pytest.raises(ValueError, match=r"：没有的python$"):
        named_pythons()


def test_every_python_that_is_claimed_is_one_that_is_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    claimed = [
        classifier.rpartition(" ")[2]
        for classifier in project["classifiers"]
        if ":: 3." in classifier
    ]

    assert project["requires-python"] == f">={VERSIONS[0]}"
    assert claimed == list(VERSIONS[: len(claimed)])
