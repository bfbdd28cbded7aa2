"""Compiled models of the shipped templates, as JSON files: openpyxl is slow to load and to read.

A model is used for a template of the same bytes only, so a template that anybody changed is
compiled as any other.  ``make golden-update`` writes the files; a test holds them to the compiler.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from yugong.writing.xlsx import model as models
from yugong.writing.xlsx.expression import (
    Expression,
    LoopHead,
    Text,
    parse_condition,
    parse_content,
    parse_loop,
)
from yugong.writing.xlsx.model import CellModel, Compiled, SheetModel, WorkbookModel

FOLDER = "shipped_models"
_CONTENT, _CONDITION, _LOOP, _MAPPING = "内容", "条件", "循环", "映射"


def shipped_model(data: bytes, name: str) -> Compiled | None:
    """Return the compiled model of a template with these bytes; None if it is not shipped."""
    stem = Path(name).stem
    file = files("yugong.writing.xlsx").joinpath(FOLDER, f"{stem}.json")
    if Path(name).name != name or not file.is_file():
        return None
    document = json.loads(file.read_bytes())
    if document["sha256"] != sha256(data).hexdigest():
        return None
    sheets: list[SheetModel] = [_decoded(sheet) for sheet in document["sheets"]]
    return Compiled(WorkbookModel(sheets, document["styles"]), (), ())


def model_text(data: bytes, compiled: Compiled) -> str:
    """Return the file of a template's model; the template may have no faults and no notes."""
    if compiled.faults or compiled.notes:
        raise ValueError("a shipped template has no faults")
    sheets = ",\n".join(_json(_encoded(sheet)) for sheet in compiled.model.sheets)
    styles = ",\n".join(_json(dict(style)) for style in compiled.model.styles)
    digest = sha256(data).hexdigest()
    return f'{{"sha256": "{digest}",\n"styles": [\n{styles}\n],\n"sheets": [\n{sheets}\n]}}\n'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _encoded(value: Any) -> Any:
    if isinstance(value, LoopHead):
        return {_LOOP: value.listing.source}
    if isinstance(value, Expression):
        return {_CONDITION: value.source}
    if is_dataclass(value):
        parts = {each.name: getattr(value, each.name) for each in fields(value)}
        if isinstance(value, CellModel) and isinstance(value.content, Expression | Text):
            parts["content"] = {_CONTENT: value.content.source}
        return {type(value).__name__: [_encoded(part) for part in parts.values()]}
    if isinstance(value, dict) and _CONTENT in value:
        return value
    if isinstance(value, dict):
        return {_MAPPING: [list(entry) for entry in value.items()]}
    if isinstance(value, tuple):
        return [_encoded(each) for each in value]
    return value


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return tuple([_decoded(each) for each in value])
    if not isinstance(value, dict):
        return value
    [(kind, content)] = value.items()
    if kind == _MAPPING:
        return dict(content)
    if kind in _PARSERS:
        return _PARSERS[kind](content)
    return getattr(models, kind)(*[_decoded(part) for part in content])


_PARSERS: dict[str, Callable[[str], object]] = {
    _CONTENT: parse_content,
    _CONDITION: parse_condition,
    _LOOP: parse_loop,
}
