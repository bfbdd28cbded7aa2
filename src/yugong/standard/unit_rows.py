"""How the rows of units, and of projects under their units, are keyed in a table."""

from __future__ import annotations

UNIT = "单位："
"""Begins the key of a unit's row."""

WITHIN = "／"
"""Stands between a unit and its project in the key of one that several units carry out."""


def unit_key(unit: str) -> str:
    """The key of a unit's row."""
    return f"{UNIT}{unit}"


def project_key(unit: str, project: str) -> str:
    """The key of the row a unit has of a project that several units carry out."""
    return f"{unit}{WITHIN}{project}"
