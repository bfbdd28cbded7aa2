"""Type annotations of model fields, split into alternatives.

Tests: tests/budget/test_model_fields.py.
"""

from __future__ import annotations

from types import UnionType
from typing import Any, Union, get_args, get_origin


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """Return the alternatives of an annotation, with ``Annotated`` and ``X | None`` opened."""
    if hasattr(annotation, "__metadata__"):
        return alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return tuple(inner for part in get_args(annotation) for inner in alternatives(part))
    return (annotation,)
