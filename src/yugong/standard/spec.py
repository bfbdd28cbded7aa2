"""The base of every part of a standard's YAML file.

Tests: tests/standard/test_inheritance.py.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _flag(value: Any) -> Any:
    """Turn 是 and 否 into booleans."""
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


Flag = Annotated[bool, BeforeValidator(_flag)]


class Spec(BaseModel):
    """A part of a standard: frozen, and strict about names.

    Modules of models do without ``annotations`` from ``__future__``: Pydantic would compile the
    text of each annotation again at every start.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
