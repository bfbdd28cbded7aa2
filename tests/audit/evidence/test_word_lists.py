"""The patterns of a word list find the same whether or not they are first tried all at once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yugong.audit.evidence.word_lists import WordPatterns, patterns, word_list

_LISTS = (
    ("typos.yaml", "错字"),
    ("typos.yaml", "标点"),
    ("typos.yaml", "叠字"),
    ("typos.yaml", "截止"),
    ("typos.yaml", "文号"),
    ("placeholders.yaml", "占位符"),
    ("template_remains.yaml", "残留"),
)
_PIECES = st.sampled_from(
    [
        "预箅",
        "座落",
        "的的",
        "的的确",
        "，，",
        "。",
        "，",
        "XX月XX日",
        "某某局",
        "____",
        "待补充",
        "截止目前",
        "（2024）5号",
        "〔2024〕5号",
        "县（区）级预算",
        "万元万元",
        "和和",
        "和和谐",
        "人行科目",
        "-3-",
        " ",
        "\n",
        "一",
        "年",
    ]
)


@pytest.mark.parametrize(("name", "part"), _LISTS)
@given(pieces=st.lists(_PIECES, max_size=6))
def test_what_is_found_is_what_each_pattern_finds_by_itself(
    name: str, part: str, pieces: list[str]
) -> None:
    text = "".join(pieces)
    alone = [
        (entry["写法"], match.span())
        for entry in word_list(name)[part]
        for match in re.finditer(entry["写法"], text)
    ]
    matched = [
        (pattern.regex.pattern, match.span())
        for pattern, match in patterns(name, part).matches(text)
    ]
    assert matched == alone


@pytest.mark.parametrize(("name", "part"), _LISTS)
def test_every_list_can_be_tried_at_once(name: str, part: str) -> None:
    assert all(entry.regex.groups == 0 for entry in patterns(name, part).every)


def test_patterns_with_groups_are_tried_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = {"成对": [{"写法": r"(甲|乙)\1"}, {"写法": r"(丙)\1"}]}
    monkeypatch.setattr("yugong.audit.evidence.word_lists.word_list", lambda _: listed)
    matched = [match[0] for _, match in WordPatterns("x.yaml", "成对").matches("甲甲丙丙")]
    assert matched == ["甲甲", "丙丙"]
