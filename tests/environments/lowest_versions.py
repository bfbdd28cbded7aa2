"""Print the lowest version of every library that pyproject.toml allows, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"
_BOUND = re.compile(r"(?P<name>[\w.-]+)>=(?P<version>[\d.]+)(?P<more>,[^;]+)?(?P<marker>;.+)?")


def lowest_versions(requirements: list[str]) -> list[str]:
    """Return each requirement at its lower bound; raise ValueError if one has none."""
    pinned = []
    for requirement in requirements:
        bound = _BOUND.fullmatch(requirement)
        if bound is None:
            raise ValueError(f"没有下限：{requirement}")
        pinned.append(f"{bound['name']}=={bound['version']}{bound['marker'] or ''}")
    return pinned


def main() -> None:
    with _PROJECT.open("rb") as stream:
        print("\n".join(lowest_versions(tomllib.load(stream)["project"]["dependencies"])))


if __name__ == "__main__":
    main()
