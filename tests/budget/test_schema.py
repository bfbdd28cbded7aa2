"""The schema an editor uses says what the program says, as far as a schema can."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from builders.places import SAMPLES
from builders.small_budget import budget_text
from yugong.budget.budget import Budget
from yugong.budget.schema import budget_schema
from yugong.reading.located_yaml import parse_yaml

SCHEMA = budget_schema()
_TYPES: dict[str, Any] = {
    "string": str,
    "object": dict,
    "array": list,
    "null": type(None),
}
_SAID = {
    *("$schema", "$id", "$defs", "$ref", "title", "description", "default", "format", "type"),
    *("enum", "pattern", "minLength", "minimum", "maximum", "items", "minItems", "anyOf"),
    *("properties", "required", "additionalProperties", "propertyNames"),
}


def _is(kind: str, value: Any) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, _TYPES[kind])


def _faults(schema: Any, value: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every fault that a validator of the schema's keywords would report."""
    assert set(schema) <= _SAID
    if "$ref" in schema:
        yield from _faults(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, path)
    if "anyOf" in schema and all(
        list(_faults(alternative, value, path)) for alternative in schema["anyOf"]
    ):
        yield path
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    wrong = (kinds and not any(_is(kind, value) for kind in kinds)) or (
        "enum" in schema and value not in schema["enum"]
    )
    if wrong:
        yield path
    elif isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value):
            yield path
        if len(value) < schema.get("minLength", 0):
            yield path
    elif _is("number", value):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield path
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield path
        for index, item in enumerate(value):
            yield from _faults(schema.get("items", {}), item, f"{path}[{index}]")
    elif isinstance(value, dict):
        yield from (f"{path}/{name}" for name in schema.get("required", ()) if name not in value)
        others = schema.get("additionalProperties", True)
        for name, item in value.items():
            here = f"{path}/{name}"
            if name in schema.get("properties", {}):
                yield from _faults(schema["properties"][name], item, here)
            elif others is False:
                yield here
            elif others is not True:
                yield from _faults(others, item, here)
            yield from _faults(schema.get("propertyNames", {}), name, here)


def _as_text(text: str) -> Any:
    located, _ = parse_yaml(text.encode(), "x.yaml")
    assert located is not None
    return located.value


def _as_editors_see_it(text: str) -> Any:
    """Numbers as numbers, dates as text, as tools of YAML 1.2 read them."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))
    return yaml.load(text)


@pytest.mark.parametrize("read", [_as_text, _as_editors_see_it])
def test_both_samples_fit_the_schema(sample_name: str, read: Any) -> None:
    text = (SAMPLES / sample_name / "budget.yaml").read_text(encoding="utf-8")

    assert list(_faults(SCHEMA, read(text))) == []


@pytest.mark.parametrize(
    ("path", "wrong", "path_of_fault"),
    [
        (("部门", "名稱"), "x", "/部门/名稱"),
        (("收支明细", 0, "资金来原"), "其他收入", "/收支明细[0]/资金来原"),
        (("收支明细", 0, "支出类别"), "公用经贾", "/收支明细[0]/支出类别"),
        (("收支明细", 0, "金额"), "60万", "/收支明细[0]/金额"),
        (("收支明细", 0, "金额"), "1.234", "/收支明细[0]/金额"),
        (("收支明细", 0, "金额"), "-1", "/收支明细[0]/金额"),
        (("收支明细", 0, "金额"), -1, "/收支明细[0]/金额"),
        (("收支明细", 0, "金额"), None, "/收支明细[0]/金额"),
        (("收支明细",), [], "/收支明细"),
        (("收支明细",), "无", "/收支明细"),
        (("年度",), "二〇二六", "/年度"),
        (("年度",), 1926, "/年度"),
        (("部门", "级次"), "乡", "/部门/级次"),
        (("部门", "公开日期"), "2026年3月2日", "/部门/公开日期"),
        (("部门", "单位", 0, "性质"), "企业", "/部门/单位[0]/性质"),
        (("国有资产", "车辆编制数"), "两", "/国有资产/车辆编制数"),
        (("国有资产", "车辆"), None, "/国有资产/车辆"),
        (("上年数", "收入.总计"), "不详", "/上年数/收入.总计"),
        (("变动原因", "收入.总计"), "", "/变动原因/收入.总计"),
        (("项目", 0, "公开绩效目标"), "部分", "/项目[0]/公开绩效目标"),
        (("整体绩效",), "无", "/整体绩效"),
    ],
)
def test_what_the_program_refuses_the_schema_refuses(
    path: tuple[str | int, ...], wrong: Any, path_of_fault: str
) -> None:
    value = copy.deepcopy(_as_text(budget_text()))
    assert list(_faults(SCHEMA, value)) == []
    holder = value
    for step in path[:-1]:
        holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
    holder[path[-1]] = wrong

    assert list(dict.fromkeys(_faults(SCHEMA, value))) == [path_of_fault]
    with pytest.raises(ValidationError):
        Budget.model_validate(value)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        *(
            (name, None)
            for name in ("收入", "年终结转", "项目", "政府采购", "科目补充", "科目文件")
        ),
        ("整体绩效", None),
        ("年度", "2026"),
        ("科目文件", [{"文件": "a.csv", "类型": None}]),
    ],
)
def test_what_the_program_accepts_the_schema_accepts(part: str, value: Any) -> None:
    whole = {**_as_text(budget_text()), part: value}

    assert list(_faults(SCHEMA, whole)) == []
    Budget.model_validate(whole)


def test_a_code_is_digits_as_text_or_as_a_number() -> None:
    whole = _as_text(budget_text())
    for code, fits in (("2012604", True), (2012604, True), ("二〇一", False), (1.5, False)):
        whole["收支明细"][0]["功能科目"] = code

        assert (list(_faults(SCHEMA, whole)) == []) is fits


def test_a_missing_part_is_named() -> None:
    assert list(_faults(SCHEMA, {})) == [
        f"/{name}" for name in ("标准", "年度", "部门", "收支明细", "国有资产")
    ]


def test_every_field_has_a_title_and_a_description() -> None:
    records = [SCHEMA, *SCHEMA["$defs"].values()]

    assert len(records) >= 16
    for record in records:
        assert record["additionalProperties"] is False
        for name, field in record["properties"].items():
            assert field["title"] == name
            assert field["description"], (record["title"], name)
    amounts = [record["properties"].get("金额") for record in records]
    assert all("元" in field["description"] for field in amounts if field)


def test_the_schema_is_the_same_every_time_and_plain_json() -> None:
    written = json.dumps(budget_schema(), ensure_ascii=False)

    assert written == json.dumps(SCHEMA, ensure_ascii=False)
    assert json.loads(written) == SCHEMA
    assert SCHEMA["$schema"].endswith("2020-12/schema")
    assert set(re.findall(r'"#/\$defs/(\w+)"', written)) == set(SCHEMA["$defs"])
