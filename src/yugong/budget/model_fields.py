"""Questions about the models of the budget file, for what is derived from them.

Skeleton, JSON schema, workbook, reference page and YAML writer follow the models, so that a new
field of a model appears in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from yugong.budget.entry import Entry, FieldNotes

_NO_NOTES = FieldNotes()


def notes_of(field: FieldInfo) -> FieldNotes:
    """Return the notes of a field; empty ones if the model gives none."""
    return next((note for note in field.metadata if isinstance(note, FieldNotes)), _NO_NOTES)


def field_names(model: type[Entry]) -> list[str]:
    """Return the Chinese names of a model's fields, in their order."""
    return [str(field.alias) for field in model.model_fields.values()]


def field_named(model: type[Entry], name: str) -> FieldInfo:
    """Return the field with this Chinese name; raise ``KeyError`` if there is none."""
    for field in model.model_fields.values():
        if field.alias == name:
            return field
    raise KeyError(name)


@cache
def single_fields(model: type[Entry]) -> Mapping[str, str]:
    """Return the fields of single values, not of records or lists: English name to Chinese."""
    return {
        name: str(field.alias)
        for name, field in model.model_fields.items()
        if record_of(field) is None and get_origin(field.annotation) not in (tuple, dict)
    }


def texts_by_name(entry: Entry) -> dict[str, str]:
    """Return the single values of an entry as text by Chinese name; an omitted one is empty."""
    values = (
        (alias, getattr(entry, name, None)) for name, alias in single_fields(type(entry)).items()
    )
    return {alias: "" if value is None else str(value) for alias, value in values}


def inner_types(annotation: Any) -> Iterator[Any]:
    """Yield the types inside an annotation: alternatives, items, the type inside ``Annotated``."""
    arguments = get_args(annotation)
    if arguments and get_origin(annotation) is not Literal:
        for argument in arguments:
            yield from inner_types(argument)
    else:
        yield annotation


def choices_of(field: FieldInfo) -> tuple[str, ...]:
    """Return the values that a field may have; empty if it is not limited to some."""
    for inner in inner_types(field.annotation):
        if get_origin(inner) is Literal:
            return tuple(map(str, get_args(inner)))
        if isinstance(inner, type) and issubclass(inner, StrEnum):
            return tuple(map(str, inner))
    return ()


def record_of(field: FieldInfo) -> type[Entry] | None:
    """Return the model of a field's record or of its rows; ``None`` if it has no records."""
    for inner in inner_types(field.annotation):
        if isinstance(inner, type) and issubclass(inner, Entry):
            return inner
    return None


def record_named(model: type[Entry], name: str) -> type[Entry]:
    """Return the model of the records of a field by its Chinese name."""
    record = record_of(field_named(model, name))
    if record is None:
        raise KeyError(f"{name}: no records")
    return record


def records_within(*models: type[Entry]) -> tuple[type[Entry], ...]:
    """Return the models, and all models of records inside them, each once."""
    records: dict[type[Entry], None] = {}
    waiting = list(models)
    while waiting:
        model = waiting.pop(0)
        if model not in records:
            records[model] = None
            inner = map(record_of, model.model_fields.values())
            waiting += [record for record in inner if record is not None]
    return tuple(records)


def holds_type(field: FieldInfo, kind: type) -> bool:
    """Return true if a field is a single value of this type, perhaps an omitted one."""
    return get_origin(field.annotation) not in (tuple, dict) and kind in tuple(
        inner_types(field.annotation)
    )


def names_holding(kind: type, *models: type[Entry]) -> frozenset[str]:
    """Return the Chinese names of the fields of this type, in the models and inside them."""
    return frozenset(
        str(field.alias)
        for model in records_within(*models)
        for field in model.model_fields.values()
        if holds_type(field, kind)
    )


def names_mapping_to(kind: type, *models: type[Entry]) -> frozenset[str]:
    """Return the Chinese names of the fields that map names to values of this type."""
    return frozenset(
        str(field.alias)
        for model in records_within(*models)
        for field in model.model_fields.values()
        if get_origin(field.annotation) is dict and kind in tuple(inner_types(field.annotation))
    )
