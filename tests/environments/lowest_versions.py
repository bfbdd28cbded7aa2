"""Prints the lowest version of every library that pyproject.toml allows, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"
_BOUND = re.compile(r"(?P<name>[\w.-]+)>=(?P<version>[\d.]+)(?P<more>,[^;]+)?(?P<marker>;.+)?")


def lowest_versions(requirements: list[str]) -> list[str]:
    """Each requirement pinned to its lower bound; raises :class:`ValueError` where one has none."""
    pinned = []
    for one in requirements:
        bound = _BOUND.fullmatch(one)
        if bound is None:
            raise ValueError(f"没有下限：{one}")
        pinned.append(f"{bound['name']}=={bound['version']}{bound['marker'] or ''}")
    return pinned


def main() -> None:
    with _PROJECT.open("rb") as stream:
        print("\n".join(lowest_versions(tomllib.load(stream)["project"]["dependencies"])))


if __name__ == "__main__":
    main()
