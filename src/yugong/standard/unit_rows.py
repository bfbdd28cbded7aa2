"""The keys of a table's rows for units, and for projects below their units.

Tests: tests/standard/test_rosters.py.
"""

from __future__ import annotations

UNIT_PREFIX = "单位："
"""The prefix of the key of a unit's row."""

UNIT_SEPARATOR = "／"
"""The separator of unit and project in the key of a project of several units."""


def unit_key(unit: str) -> str:
    """Return the key of a unit's row."""
    return f"{UNIT_PREFIX}{unit}"


def project_key(unit: str, project: str) -> str:
    """Return the key of the row of a project in a unit, if several units carry the project out."""
    return f"{unit}{UNIT_SEPARATOR}{project}"
