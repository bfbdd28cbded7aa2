"""The plain form of tags, for any text around and inside them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from yugong.template.tag_text import plain_tags

_OUTSIDE = st.text(st.sampled_from("甲乙 “”（），。｜：a1%\u3000"), max_size=12)
_NAMES = st.lists(st.sampled_from(["收入", "总计", "表", "行"]), min_size=1, max_size=3)
_SPACE = st.sampled_from(["", " ", "\u3000", "\u00a0", " \u2003"])
_DOT = st.sampled_from([".", "．", "。"])
_BRACES = st.sampled_from([("{{", "}}"), ("｛｛", "｝｝"), ("{｛", "｝}")])


@settings(max_examples=150)
@given(_OUTSIDE, _NAMES, _SPACE, _DOT, _BRACES, _OUTSIDE)
def test_a_tag_comes_out_plain_and_the_text_around_it_as_it_was(
    before: str, names: list[str], space: str, dot: str, braces: tuple[str, str], after: str
) -> None:
    opener, closer = braces
    plain = plain_tags(f"{before}{opener}{space}{dot.join(names)}{space}{closer}{after}")

    assert plain.startswith(before + "{{")
    assert plain.endswith("}}" + after)
    inside = plain[len(before) + 2 : len(plain) - len(after) - 2]
    assert inside.strip() == ".".join(names)


@settings(max_examples=150)
@given(st.text(st.sampled_from("{}｛｝%％甲.|｜“”'\" "), max_size=24))
def test_putting_right_twice_changes_nothing_more(text: str) -> None:
    once = plain_tags(text)

    assert plain_tags(once) == once


@given(st.text(st.sampled_from("甲{｛（“。｜％"), max_size=10))
def test_text_between_quotes_is_kept(literal: str) -> None:
    quoted = literal.replace("“", "")

    assert plain_tags("{{ 名 ~ '" + quoted + "' }}") == "{{ 名 ~ '" + quoted + "' }}"
