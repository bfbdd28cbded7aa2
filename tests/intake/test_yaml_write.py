"""A budget value written as YAML reads back the same, and looks as a person would write it."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.places import SAMPLES
from yugong.budget.budget import Budget
from yugong.budget.entry import Entry
from yugong.budget.trail import AdjustmentHead
from yugong.intake.yaml_update import update_yaml
from yugong.intake.yaml_write import yaml_text
from yugong.reading.located_yaml import parse_yaml


def _read(text: str) -> Any:
    located, findings = parse_yaml(text.encode("utf-8"), "x.yaml")
    assert located is not None, (findings, text)
    assert findings == []
    return located.value


def _sample(name: str) -> str:
    return (SAMPLES / name / "budget.yaml").read_text(encoding="utf-8")


AWKWARD = [
    *("≥95%", "<5%", ">99%", "=", "=1", "#1", "#", "a #b", "a: b", "a:", ":a", "-", "- a", "-5"),
    *("*", "*a", "&a", "%", "%a", "@a", "`a", "!a", "|", ">", "?", "? a", "[a]", "{a}", ",", "a,b"),
    *('"', "'", 'a"b', "a'b", "a\"b'c", "\\", "\\n", "null", "Null", "~", "yes", "No", "on", "OFF"),
    *(
        "true",
        "y",
        "",
        " ",
        " a",
        "a ",
        "　a",
        "a　",
        "\t",
        "a\tb",
        "\n",
        "a\n",
        "\na",
        "a\n\nb",
        "<<",
    ),
    *("a\n\n", "a\n ", "a\n  b", " a\nb", "　　第一段\n　　第二段", "a\r\nb", "a\rb", "---", "..."),
    *("006", "2010350", "1.10", "2399231.00", "1e5", "0x1F", "1_000", "12:30", "+5", ".5", ".inf"),
    *("2026-02-12", "2026-2-12 8:00", "1月：全角、冒号", "😀", "a😀: b", "\x07", "\x85", "\u2028"),
    *("\ufeff", "\ufffe", "\x7f", "...a", "长" * 3000, "http://x.cn/?a=1", "k" * 1100, "# a\n# b"),
]


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_text_reads_back_the_same_in_every_place(text: str) -> None:
    value = {
        "文字": {"其他说明": text, text: "值", "后": "x"},
        "职责": [text, "x"],
        "收支明细": [{"备注": text, "金额": "1"}, {text: text}, {"备注": "x", "金额": text}],
        "内设机构": [{"名称": text, "职责": text}],
        "嵌套": [[text, [text]], {"a": {"b": text}}],
    }

    assert _read(yaml_text(value)) == value


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(AWKWARD)
_KEYS = (
    st.sampled_from(["收支明细", "部门", "职责", "指标", "金额", "上年数", "项目", "公开日期"])
    | _TEXTS
)
_VALUES = st.recursive(
    st.none() | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)
_WHOLE = st.dictionaries(_KEYS, _VALUES, max_size=5)


@settings(max_examples=120, deadline=None)
@given(_WHOLE)
def test_any_plain_value_reads_back_the_same(value: dict[str, Any]) -> None:
    assert _read(yaml_text(value)) == value


@settings(max_examples=120, deadline=None)
@given(_WHOLE, _WHOLE)
def test_any_update_reads_back_as_the_new_value(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert _read(update_yaml(yaml_text(old), new)) == new


def test_a_sample_is_written_as_it_was_by_hand(sample_name: str) -> None:
    text = _sample(sample_name)

    assert yaml_text(_read(text)) == text.replace("项目支出预算表的顺序", "公开时的顺序")


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"部门": {"代码": "006"}}, '  代码: "006"'),
        ({"部门": {"公开日期": "2026-02-12"}}, "  公开日期: 2026-02-12"),
        ({"文字": {"其他说明": "2026-02-12"}}, '  其他说明: "2026-02-12"'),
        ({"上年数": {"收入.总计": "1.50"}}, "  收入.总计: 1.50"),
        ({"项目": [{"名称": "1.50"}]}, '- 名称: "1.50"'),
        ({"收入": [{"收入科目": "1030148", "金额": "4.00"}]}, "- {收入科目: 1030148, 金额: 4.00}"),
        ({"指标": [{"指标值": "≥95%", "说明": "a:b"}]}, '- {指标值: ≥95%, 说明: "a:b"}'),
        ({"文字": {"其他说明": "一\n二"}}, "  其他说明: |-\n    一\n    二"),
        ({"年终结转": None}, "年终结转:"),
        ({"收入": []}, "收入: []"),
        ({"文字": {"其他说明": "无"}, "收入": []}, "\n\n# 收入："),
    ],
)
def test_quotes_and_blocks_are_where_they_are_needed(value: dict[str, Any], line: str) -> None:
    assert line in yaml_text(value)


def test_what_is_no_plain_value_is_a_programmers_fault() -> None:
    with pytest.raises(TypeError):
        yaml_text({"年度": 2026})


OLD = """\
# 我的预算
标准: shanxi-2025   # 不要改
年度: '2026'

部门:
    名称: "某县档案馆"
    单位:
      - {名称: 某县档案馆, 性质: 事业}   # 只有一个
收支明细:
# 人员
- {功能科目:  2012604,  金额: 600000.00}  # 工资
- {功能科目: 2012604, 金额: 80000.00}
# 项目
- 功能科目: 2012604
  金额: 320000.00
文字:
  其他说明: >-
    折叠的
    文字
# 结尾
"""


def _changed(*changes: tuple[tuple[str | int, ...], Any]) -> str:
    value = copy.deepcopy(_read(OLD))
    for path, new in changes:
        holder = value
        for step in path[:-1]:
            holder = holder[step]
        if isinstance(holder, list) and path[-1] == len(holder):
            holder.append(new)
        elif new is Ellipsis:
            del holder[path[-1]]
        else:
            holder[path[-1]] = new
    text = update_yaml(OLD, value)
    assert _read(text) == value
    return text


def test_nothing_changed_gives_the_same_bytes(sample_name: str) -> None:
    for text in (OLD, "\ufeff" + OLD, OLD.replace("\n", "\r\n"), _sample(sample_name)):
        assert update_yaml(text, _read(text)) == text


def test_one_amount_changes_only_its_own_characters() -> None:
    text = _changed((("收支明细", 0, "金额"), "1.50"))

    assert text == OLD.replace("600000.00", "1.50")


def test_several_values_change_in_place() -> None:
    text = _changed(
        (("部门", "名称"), "某县: 档案局"), (("文字", "其他说明"), "一\n二"), (("年度",), "2027")
    )

    expected = OLD.replace('"某县档案馆"', '"某县: 档案局"').replace("'2026'", "2027")
    assert text == expected.replace(">-\n    折叠的\n    文字", "|-\n    一\n    二")


@pytest.mark.parametrize(
    ("path", "new", "before", "after"),
    [
        (("收支明细", 3), {"金额": "5"}, "金额: 320000.00\n", "金额: 320000.00\n- {金额: 5}\n"),
        (("部门", "代码"), "006", "# 只有一个\n", '# 只有一个\n    代码: "006"\n'),
        (("收支明细", 1, "备注"), "新", "金额: 80000.00}", "金额: 80000.00, 备注: 新}"),
        (("收支明细", 2, "备注"), "新", "金额: 320000.00\n", "金额: 320000.00\n  备注: 新\n"),
        (
            ("上年数",),
            {"收入.总计": "1.00"},
            "    文字\n",
            "    文字\n\n# 上年预算数（元）\n上年数:\n  收入.总计: 1.00\n",
        ),
        (("收支明细", 1), ..., "- {功能科目: 2012604, 金额: 80000.00}\n", ""),
        (
            ("收支明细", 0, "功能科目"),
            ...,
            "{功能科目:  2012604,  金额: 600000.00}",
            "{金额: 600000.00}",
        ),
        (("文字",), ..., "文字:\n  其他说明: >-\n    折叠的\n    文字\n", ""),
        (("部门", "单位"), [], "单位:\n      - {名称: 某县档案馆, 性质: 事业} ", "单位: [] "),
        (("收支明细", 1), None, "{功能科目: 2012604, 金额: 80000.00}", "~"),
    ],
)
def test_what_is_added_or_removed_leaves_the_rest(
    path: tuple[str | int, ...], new: Any, before: str, after: str
) -> None:
    assert before in OLD
    assert _changed((path, new)) == OLD.replace(before, after)


def test_windows_line_breaks_are_kept() -> None:
    text = OLD.replace("\n", "\r\n")
    value = _read(text)
    value["收支明细"].append({"金额": "5"})
    value["文字"]["其他说明"] = "一\n二"
    new = update_yaml(text, value)

    assert _read(new) == value
    assert new.count("\n") == new.count("\r\n")
    assert "# 工资" in new


def test_a_removed_part_takes_its_comment_along(sample_name: str) -> None:
    text = _sample(sample_name)
    value = _read(text)
    del value["国有资产"]
    new = update_yaml(text, value)

    assert "# 国有资产占有使用情况" in text
    assert "# 国有资产占有使用情况" not in new
    assert new == yaml_text(value).replace("公开时的顺序", "项目支出预算表的顺序")


def test_many_changes_of_a_sample_keep_its_comments(sample_name: str) -> None:
    text = _sample(sample_name).replace("\n指标:", "\n指标:  # 看这里")
    value = _read(text)
    value["收支明细"][5]["金额"] = "1.00"
    first, *_, last = (project for project in value["项目"] if "指标" in project)
    first["指标"].append({"一级": "产出指标"})
    last["指标"].pop(0)
    last["备用"] = "x"
    value["项目"].insert(1, {"名称": "新", "指标": [{"一级": "效益指标"}]})
    value["文字"]["其他说明"] = ""
    new = update_yaml(text, value)

    assert _read(new) == value
    assert [line for line in new.split("\n") if "#" in line] == [
        line for line in text.split("\n") if "#" in line
    ]
    assert len(set(new.split("\n")) ^ set(text.split("\n"))) < 12


def test_the_first_field_of_a_row_may_go() -> None:
    text = "# 头\n项目:\n- 编码: A\n  名称: 甲  # 注\n- 编码: B\n  名称: 乙  # 注\n"
    new = update_yaml(text, {"项目": [{"名称": "丙"}, {"编码": "B", "名称": "丁"}]})

    assert new == "# 头\n项目:\n- 名称: 丙  # 注\n- 编码: B\n  名称: 丁  # 注\n"


def test_a_row_put_among_others_moves_no_comment() -> None:
    rows = [{"金额": str(number)} for number in range(50)]
    text = yaml_text({"收支明细": rows}).replace("金额: 30}", "金额: 30}  # 看")
    rows.insert(10, {"金额": "新"})
    rows[40] = {"金额": "改"}
    del rows[20]
    new = update_yaml(text, {"收支明细": rows})

    expected = text.replace("- {金额: 39}", "- {金额: 改}").replace("- {金额: 19}\n", "")
    assert new == expected.replace("- {金额: 10}", "- {金额: 新}\n- {金额: 10}")


@pytest.mark.parametrize(
    "text", ["a: &x {b: 1}\nc: *x\n", "a: [\n", "", "- a\n", "a: 1\na: 2\n", "a: 1 b: 2\n"]
)
def test_a_file_that_cannot_be_changed_in_place_is_written_anew(text: str) -> None:
    value = {"a": {"b": "2"}, "c": {"b": "1"}}

    assert _read(update_yaml(text, value)) == value


def _fields(model: type[Entry], kind: type) -> set[str]:
    """The names of the fields, at any depth, that hold values of a kind."""
    names: set[str] = set()
    for field in model.model_fields.values():
        pending: list[Any] = [field.annotation]
        while pending:
            annotation = pending.pop()
            if isinstance(annotation, type) and issubclass(annotation, Entry):
                names |= _fields(annotation, kind)
            elif annotation is kind:
                names.add(str(field.alias))
            pending += get_args(annotation)
    return names


@pytest.mark.parametrize(("kind", "text"), [(Decimal, "12.50"), (date, "2026-03-02")])
def test_every_amount_and_date_of_a_ledger_is_without_quotes(kind: type, text: str) -> None:
    names = _fields(Budget, kind) | _fields(AdjustmentHead, kind)

    assert len(names) >= 3
    for name in sorted(names - {"上年数"}):
        assert yaml_text({name: text}) == f"{name}: {text}\n", name
