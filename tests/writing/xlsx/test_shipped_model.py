"""The stored models of the shipped templates are those that the compiler makes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from builders.places import SOURCE, TEMPLATES
from yugong.writing.xlsx.compile import compile_model
from yugong.writing.xlsx.model import Compiled
from yugong.writing.xlsx.shipped_model import FOLDER, model_text, shipped_model

_STORED = SOURCE / "writing" / "xlsx" / FOLDER
_SHIPPED = sorted((TEMPLATES / "xlsx").glob("*.xlsx"))


def described(compiled: Compiled) -> str:
    """The whole model as text, functions by their kind only."""
    return _text(compiled.model)


def _text(value: Any) -> str:
    if callable(value):
        return "function"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_text, value))})"
    names = getattr(value, "__dataclass_fields__", None)
    if names is None:
        return f"{type(value).__name__} {value!r}"
    return f"{type(value).__name__}({', '.join(_text(getattr(value, name)) for name in names)})"


@pytest.mark.parametrize("template", _SHIPPED, ids=lambda path: str(path.stem))
def test_a_stored_model_is_what_the_compiler_makes(template: Path, update_golden: bool) -> None:
    data = template.read_bytes()
    compiled = compile_model(data, template.name)
    stored = _STORED / f"{template.stem}.json"
    if update_golden:
        stored.write_text(model_text(data, compiled), encoding="utf-8")
    assert stored.read_text(encoding="utf-8") == model_text(data, compiled)
    read = shipped_model(data, template.name)
    assert read is not None
    assert described(read) == described(compiled)


def test_there_is_a_model_for_every_template_and_no_other() -> None:
    stored = [path.stem for path in _STORED.iterdir()]
    assert sorted(stored) == [path.stem for path in _SHIPPED]


def test_a_template_with_other_bytes_has_no_stored_model() -> None:
    template = _SHIPPED[0]
    changed = BytesIO(template.read_bytes())
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr("note.txt", "changed")
    assert shipped_model(changed.getvalue(), template.name) is None
    assert shipped_model(template.read_bytes(), f"../{template.name}") is None
    assert shipped_model(template.read_bytes(), "other.xlsx") is None
