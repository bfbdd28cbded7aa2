"""The mark of missing content in every field that a reconstructed ledger must have and lacks.

With it a draft of the ledger can be built at once, and nothing is published before a person has
replaced each mark.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from yugong.budget.budget import Budget
from yugong.findings import Finding, Kind, Place, Severity
from yugong.findings.similarity import most_similar
from yugong.reading.to_complete import TO_COMPLETE
from yugong.standard.forms import slot_of
from yugong.standard.schema import Frame, Standard

_ROUNDS = 4
_RECORDS: dict[str, dict[str, str]] = {
    "部门": {},
    "国有资产": {},
    "车辆": {"其他公务用车": TO_COMPLETE},
}
"""Fields that are records of their own; a record of optional fields marks the last of them."""

_LISTS = ("职责", "单位")


def completed(
    value: Mapping[str, Any], standard: Standard, place: Place
) -> tuple[dict[str, Any], list[Finding]]:
    """Return a ledger's plain value with the mark in its missing fields, and what was moved.

    The findings are about indicators that were put into another slot of the standard's form.
    """
    whole: dict[str, Any] = copy.deepcopy(dict(value))
    findings = list(_in_slots(whole, standard, place))
    for field in standard.text.required:
        texts = whole.setdefault("文字", {})
        texts[field] = texts.get(field) or TO_COMPLETE
    if not standard.overall.optional or "整体绩效" in whole:
        _complete_overall(whole.setdefault("整体绩效", {}), standard)
    for _ in range(_ROUNDS):
        if not _complete_model(whole, standard):
            break
    _complete_forms(whole, standard)
    _complete_demands(whole, standard)
    return whole, findings


def _complete_overall(overall: dict[str, Any], standard: Standard) -> None:
    spec = standard.overall.forms[overall.get("表式") or standard.overall.default]
    fields = overall.setdefault("栏目", {})
    for name in spec.required:
        fields[name] = fields.get(name) or TO_COMPLETE


def _complete_model(value: dict[str, Any], standard: Standard) -> bool:
    """Fill in the fields that the model misses; return true if there were any."""
    try:
        Budget.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
    else:
        return False
    is_changed = False
    for detail in details:
        kind, location = detail["type"], detail["loc"]
        if kind not in ("missing", "too_short", "string_too_short"):
            continue
        holder: Any = value
        for step in location[:-1]:
            holder = holder[step]
        holder[location[-1]] = _stand_in(str(location[-1]), standard)
        is_changed = True
    return is_changed


def _complete_forms(value: dict[str, Any], standard: Standard) -> None:
    """Fill in the goal and the indicators of every project whose form is published."""
    for project in value.get("项目", []):
        if _is_published(project):
            for name in ("实施期目标", "指标"):
                project[name] = project.get(name) or _stand_in(name, standard)


def _is_published(project: Mapping[str, Any]) -> bool:
    """Return True if the form of a project is published, and must be complete."""
    return bool(project.get("公开绩效目标", "是") == "是")


def _stand_in(name: str, standard: Standard) -> Any:
    if name == "指标":
        return [_indicator(standard.project_form.frame)]
    if name in _RECORDS:
        return dict(_RECORDS[name])
    return [TO_COMPLETE] if name in _LISTS else TO_COMPLETE


def _indicator(frame: Frame) -> dict[str, str]:
    """Return an indicator in the first slot of a form, with its words to be completed."""
    level1, slots = next(iter(frame.items()))
    level2 = {"二级": slots[0]} if slots else {}
    return {"一级": level1, **level2, "三级": TO_COMPLETE, "指标值": TO_COMPLETE}


def _complete_demands(value: dict[str, Any], standard: Standard) -> None:
    """Fill in the optional fields that the standard demands."""
    for register, records in _records(value, standard):
        for record in records:
            for name in standard.demanded.get(register, ()):
                if not record.get(name):
                    record[name] = TO_COMPLETE


def _records(
    value: dict[str, Any], standard: Standard
) -> Iterator[tuple[Any, Iterable[dict[str, Any]]]]:
    projects = [each for each in value.get("项目", []) if _is_published(each)]
    yield "单位", value["部门"].get("单位", [])
    yield "政府采购", value.get("政府采购", [])
    yield "国有资产", [value["国有资产"]]
    yield "项目", projects
    yield "指标", [indicator for project in projects for indicator in project.get("指标", ())]
    overall = value.get("整体绩效", {})
    spec = standard.overall.forms[overall.get("表式") or standard.overall.default]
    if spec.frame:
        yield "指标", overall.get("指标", [])


def _in_slots(value: dict[str, Any], standard: Standard, place: Place) -> Iterator[Finding]:
    """Put indicators of unknown slots into the most similar ones, and yield what was moved."""
    overall = value.get("整体绩效", {})
    spec = standard.overall.forms[overall.get("表式") or standard.overall.default]
    lists = [(project["名称"], project.get("指标", [])) for project in value.get("项目", [])]
    frames = [standard.project_form.frame] * len(lists)
    for (name, indicators), frame in zip(
        [*lists, ("整体绩效", overall.get("指标", []))], [*frames, spec.frame], strict=True
    ):
        for indicator in indicators if frame else ():
            before = _slots(indicator)
            _put_in_slot(indicator, frame)
            if _slots(indicator) != before:
                yield Finding(
                    Kind.LEDGER_INCOMPLETE,
                    place,
                    f"“{name}”的指标“{indicator.get('三级', '')}”（{before}）",
                    f"放在{_slots(indicator)}，核对是否合适",
                    severity=Severity.INFO,
                )


def _slots(indicator: Mapping[str, str]) -> str:
    return "、".join(filter(None, (indicator.get("一级"), indicator.get("二级"))))


def _put_in_slot(indicator: dict[str, str], frame: Frame) -> None:
    level1, level2 = indicator.get("一级", ""), indicator.get("二级", "")
    if slot_of(level1, frame) is None:
        by_level2 = (outer for outer, slots in frame.items() if level2 and slot_of(level2, slots))
        level1 = next(by_level2, most_similar(level1, frame) or next(iter(frame)))
        indicator["一级"] = level1
    slots = frame[slot_of(level1, frame) or level1]
    if slots and slot_of(level2, slots) is None:
        indicator["二级"] = most_similar(level2, slots) or slots[-1]
