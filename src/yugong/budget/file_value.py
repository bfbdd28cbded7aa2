"""An entry as the plain value a file gives: dicts with Chinese names, lists and text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from yugong.budget.entry import Entry


def file_value(value: Any) -> Any:
    """Return the value as a file would give it; of an entry only the given fields, no defaults.

    An entry with nothing but its plain field becomes the text of that field.
    """
    if isinstance(value, Entry):
        fields = type(value).model_fields
        given = {
            str(field.alias): file_value(getattr(value, name))
            for name, field in fields.items()
            if name in value.model_fields_set
        }
        return given[value.plain_field] if list(given) == [value.plain_field] else given
    if isinstance(value, Mapping):
        return {key: file_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [file_value(inner) for inner in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)


def put_in_order(record: dict[str, Any], name: str, content: Any, order: Iterable[str]) -> None:
    """Put a field into a record: at its place if it is there, else after the fields before it.

    Content ``None`` removes the field.
    """
    if content is None or name in record:
        record.pop(name, None) if content is None else record.update({name: content})
        return
    known = list(order)
    before = set(known[: known.index(name)]) if name in known else set(record)
    index = max((number for number, key in enumerate(record, 1) if key in before), default=0)
    entries = list(record.items())
    record.clear()
    record.update([*entries[:index], (name, content), *entries[index:]])
