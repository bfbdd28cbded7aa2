"""The YAML files of the program: words, limits and correspondences kept out of code."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from yugong.reading.located_yaml import parse_yaml


def shipped_yaml(room: str, name: str) -> Any:
    """Return the content of the file ``name`` of a room (``yugong.audit``): text, lists, mappings.

    A fault in it is a programmer's fault and raises ``ValueError``.
    """
    located, findings = parse_yaml(files(room).joinpath(name).read_bytes(), name)
    if located is None or findings:
        raise ValueError(f"{name}: {findings}")
    return located.value
