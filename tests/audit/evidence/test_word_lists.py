"""The patterns of a word list find the same whether or not signs are looked for first."""

from __future__ import annotations

import re
from re import _parser  # type: ignore[attr-defined]
from typing import Any

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
def test_every_match_of_a_pattern_has_one_of_its_signs(name: str, part: str) -> None:
    for pattern in patterns(name, part).every:
        assert pattern.signs, pattern.expression
        parsed = _parser.parse(pattern.expression)
        assert _needs_one_of(set(map(ord, pattern.signs)), parsed), pattern.expression


def test_signs_that_a_match_may_lack_are_not_enough() -> None:
    assert not _needs_one_of({ord("甲")}, _parser.parse("甲?乙|[甲丙]丁|(?=甲)戊"))


def _needs_one_of(signs: set[int], parsed: Any) -> bool:
    """Return True if no text without all of these characters can match."""
    for kind, value in parsed:
        if (
            (kind is _parser.LITERAL and value in signs)
            or (kind is _parser.IN and all(each in signs for _, each in value))
            or (kind is _parser.SUBPATTERN and _needs_one_of(signs, value[3]))
            or (kind is _parser.BRANCH and all(_needs_one_of(signs, each) for each in value[1]))
            or (kind is _parser.MAX_REPEAT and value[0] and _needs_one_of(signs, value[2]))
        ):
            return True
    return False


def test_patterns_without_signs_are_tried_on_every_text(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = {"成对": [{"写法": r"(甲|乙)\1", "含": "甲乙"}, {"写法": r"(丙)\1"}]}
    monkeypatch.setattr("yugong.audit.evidence.word_lists.word_list", lambda _: listed)
    matched = [match[0] for _, match in WordPatterns("x.yaml", "成对").matches("甲甲丙丙")]
    assert matched == ["甲甲", "丙丙"]
