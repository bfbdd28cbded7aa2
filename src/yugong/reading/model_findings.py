"""Validation of plain values by a pydantic model, with a finding for every fault."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from yugong.findings import Finding, Kind
from yugong.findings.similarity import most_similar
from yugong.quick_dataclass import dataclass
from yugong.reading.annotations import alternatives
from yugong.reading.located_yaml import Locate, Location
from yugong.reading.repair import independent_faults, repair
from yugong.reading.to_complete import TO_COMPLETE

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Modelled(Generic[_Model]):
    """A validated value, or a repaired one with the places that were filled in.

    ``model`` is ``None`` if the value could not be repaired.
    """

    model: _Model | None
    findings: list[Finding]
    repaired: frozenset[Location] = frozenset()


def build_model(
    model: type[_Model], value: Any, place: Locate
) -> tuple[_Model | None, list[Finding]]:
    """Validate ``value``; on faults return ``None`` and a finding for each."""
    modelled = build_or_repair(model, value, place)
    return (None if modelled.findings else modelled.model), modelled.findings


def build_or_repair(model: type[_Model], value: Any, place: Locate) -> Modelled[_Model]:
    """Validate ``value``; if it has faults, return a repaired copy for further checks."""
    try:
        return Modelled(model.model_validate(value), [])
    except ValidationError as error:
        details = error.errors(include_url=False)
    details = independent_faults(details)
    findings = [_finding(model, detail, place) for detail in details]
    repaired = repair(model, value, details)
    if repaired is None:
        return Modelled(None, findings)
    places = frozenset(tuple(detail["loc"]) for detail in details)
    return Modelled(model.model_validate(repaired), findings, places)


def _finding(model: type[BaseModel], detail: ErrorDetails, place: Locate) -> Finding:
    location: Location = tuple(detail["loc"])
    kind = detail["type"]
    actual = _short(detail.get("input"))
    context = detail.get("ctx") or {}
    if kind == "extra_forbidden":
        known = _known_names(model, location[:-1])
        name = str(location[-1])
        near = most_similar(name, known)
        expected = f"是否为“{near}”？" if near else "可用的有：" + "、".join(known)
        return Finding(Kind.UNKNOWN_FIELD, place(location), actual=name, expected=expected)
    if detail.get("input") == TO_COMPLETE:
        expected = f"填写“{location[-1]}”"
        return Finding(Kind.TO_BE_COMPLETED, place(location), TO_COMPLETE, expected)
    if kind == "missing":
        return Finding(
            Kind.REQUIRED_FIELD_MISSING, place(location), expected=f"填写“{location[-1]}”"
        )
    if kind in ("too_short", "string_too_short"):
        return Finding(
            Kind.REQUIRED_FIELD_MISSING, place(location), actual=actual, expected="至少填写一项"
        )
    if kind in ("enum", "literal_error"):
        choices = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        near = most_similar(actual, choices.split(", "))
        listed = "、".join(choices.split(", "))
        expected = f"{listed}；是否为“{near}”？" if near else listed
        return Finding(Kind.NOT_AMONG_CHOICES, place(location), actual=actual, expected=expected)
    if kind == "amount":
        return Finding(
            Kind.MALFORMED_AMOUNT, place(location), actual=actual, expected=detail["msg"]
        )
    if kind == "measure":
        return Finding(Kind.WRONG_TYPE, place(location), actual=actual, expected=detail["msg"])
    if kind == "illegal_character":
        return Finding(Kind.UNWRITABLE_CHARACTER, place(location), actual=repr(actual)[1:-1])
    if detail.get("input") is None:
        return Finding(
            Kind.REQUIRED_FIELD_MISSING, place(location), expected=_expected_kind(kind, context)
        )
    return Finding(
        Kind.WRONG_TYPE, place(location), actual=actual, expected=_expected_kind(kind, context)
    )


def _expected_kind(kind: str, context: dict[str, Any]) -> str:
    if kind.startswith("int"):
        return "整数"
    if kind in ("greater_than_equal", "greater_than"):
        return f"不小于 {context.get('ge', context.get('gt'))} 的数"
    if kind in ("less_than_equal", "less_than"):
        return f"不大于 {context.get('le', context.get('lt'))} 的数"
    if kind.startswith(("date", "datetime")):
        return "日期，如 2026-03-05"
    if kind.startswith(("tuple", "list")):
        return "一个列表（每项以“- ”开头）"
    if kind.startswith(("model", "dict")):
        return "若干“字段: 值”"
    if kind.startswith("decimal"):
        return "以元为单位的数字，如 1234567.89"
    if kind.startswith("bool"):
        return "true 或 false"
    return "文字"


def _short(value: Any) -> str:
    if isinstance(value, dict | list | tuple):
        return f"{len(value)} 项内容"
    text = "" if value is None else str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _known_names(model: type[BaseModel], location: Location) -> list[str]:
    """Return the field names allowed at the location of an unknown one."""
    current: Any = model
    for step in location:
        current = _below(current, step)
    for option in alternatives(current):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return [field.alias or name for name, field in option.model_fields.items()]
    return []


def _below(annotation: Any, step: str | int) -> Any:
    for option in alternatives(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            for name, field in option.model_fields.items():
                if step in (field.alias, name):
                    return field.annotation
        arguments = get_args(option)
        if isinstance(step, int) and arguments:
            return arguments[0]
        if isinstance(step, str) and get_origin(option) is dict:
            return arguments[1]
    return None
