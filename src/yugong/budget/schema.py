"""The JSON Schema of the budget file, for editors.

It is made from the models and describes values as an editor sees them: a code or a count may be a
number there, though the program's reader keeps every value as text.  The program alone checks
rules that need more than one field, the year's catalogue or the standard.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from yugong.budget.budget import Budget
from yugong.budget.entry import Entry
from yugong.budget.model_fields import field_named, notes_of

_AMOUNT = r"^[0-9]+(\.[0-9]{1,2}0*)?$"
_DIGITS = "^[0-9]+$"
_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

Schema = dict[str, Any]


def budget_schema(model: type[Budget] = Budget) -> Schema:
    """Return the schema of a whole budget file: draft 2020-12, the same every time."""
    parts: dict[str, Schema] = {}
    root = _model(model, parts)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:yugong:budget",
        **root,
        "description": "部门填写的预算文件（YAML），金额一律以元为单位",
        "$defs": dict(sorted(parts.items())),
    }


def _model(model: type[Entry], parts: dict[str, Schema]) -> Schema:
    """Return the schema of a record: its fields by their Chinese names, and no others."""
    fields = model.model_fields
    return {
        "title": model.model_config["title"],
        "type": "object",
        "properties": {str(field.alias): _field(field, parts) for field in fields.values()},
        "required": [str(field.alias) for field in fields.values() if field.is_required()],
        "additionalProperties": False,
    }


def _field(field: FieldInfo, parts: dict[str, Schema]) -> Schema:
    notes = notes_of(field)
    if notes.account or notes.is_code:
        schema = _code(optional=not field.is_required())
    else:
        schema = _value(field.annotation, field.metadata, parts)
    if _empty_allowed(field) and schema.get("type") in ("array", "object"):
        schema["type"] = [schema["type"], "null"]
    default = field.get_default(call_default_factory=False)
    if isinstance(default, str) and default:
        schema["default"] = str(default)
    return {"title": field.alias, "description": field.description or "", **schema}


def _code(*, optional: bool) -> Schema:
    kinds = ["string", "integer", "null"] if optional else ["string", "integer"]
    return {"type": kinds, "pattern": _DIGITS, "minimum": 0}


def _empty_allowed(field: FieldInfo) -> bool:
    """Return true if an empty heading means that there are no entries."""
    return any(getattr(note, "func", None) is not None for note in field.metadata) and (
        not field.is_required()
    )


def _value(annotation: Any, notes: Any, parts: dict[str, Schema]) -> Schema:
    """Return the schema of a type with the notes (limits, lengths) that came with it."""
    if get_origin(annotation) is Annotated:
        inner, *inner_notes = get_args(annotation)
        return _value(inner, inner_notes, parts)
    if get_origin(annotation) in (Union, UnionType):
        [given] = [
            alternative for alternative in get_args(annotation) if alternative is not type(None)
        ]
        return _or_null(_value(given, notes, parts))
    if get_origin(annotation) is Literal:
        return {"type": "string", "enum": list(get_args(annotation))}
    if get_origin(annotation) is tuple:
        return {
            "type": "array",
            "items": _value(get_args(annotation)[0], (), parts),
            **_limits(notes, "min_length", "minItems"),
        }
    if get_origin(annotation) is dict:
        return {
            "type": "object",
            "propertyNames": {"minLength": 1},
            "additionalProperties": _value(get_args(annotation)[1], (), parts),
        }
    if issubclass(annotation, Entry):
        if annotation.__name__ not in parts:
            parts[annotation.__name__] = {}  # named first: a record may hold its like
            parts[annotation.__name__] = _model(annotation, parts)
        record = {"$ref": f"#/$defs/{annotation.__name__}"}
        if not annotation.plain_field:
            return record
        plain = field_named(annotation, annotation.plain_field)
        return {"anyOf": [_value(plain.annotation, plain.metadata, parts), record]}
    if issubclass(annotation, StrEnum):
        return {"type": "string", "enum": [choice.value for choice in annotation]}
    if annotation is Decimal:
        return {"type": ["string", "number"], "pattern": _AMOUNT, "minimum": 0}
    if annotation is date:
        return {"type": "string", "format": "date", "pattern": _DATE}
    if annotation is int:
        limits = {**_limits(notes, "ge", "minimum"), **_limits(notes, "le", "maximum")}
        return {"type": ["integer", "string"], "pattern": _DIGITS, **limits}
    return {"type": ["string", "number"], **_limits(notes, "min_length", "minLength")}


def _limits(notes: Any, name: str, keyword: str) -> Schema:
    values = [getattr(note, name) for note in notes if getattr(note, name, None) is not None]
    return {keyword: values[-1]} if values else {}


def _or_null(schema: Schema) -> Schema:
    """Return the schema widened by null: nothing written after the colon."""
    if "$ref" in schema or "anyOf" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    widened = {**schema, "type": [*kinds, "null"]}
    if "enum" in schema:
        widened["enum"] = [*schema["enum"], None]
    return widened
