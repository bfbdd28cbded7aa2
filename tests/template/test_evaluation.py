"""Statements and expressions give the text that they say; nothing outside the language runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builders.docx_specimens import make_package, paragraphs, written_texts
from yugong.findings import FindingsError
from yugong.standard.names import Listing, Names
from yugong.writing.docx import compile_template

CONTEXT: dict[str, Any] = {
    "名": "某部门",
    "数": 3,
    "有": 1,
    "无": 0,
    "单位": Listing([Names("单位", {"名": "甲", "科": Listing(["一", "二"])}),
                   Names("单位", {"名": "乙", "科": Listing([], shape="科")})]),
    "空": Listing([], shape="字"),
}  # fmt: skip
FILTERS = {"括": lambda text, a="（", b="）": f"{a}{text}{b}"}


def written(text: str, path: Path) -> str:
    package = make_package(CONTEXT, filters=FILTERS)
    template = compile_template(paragraphs(text), "t.docx")
    assert template.problems(package) == []
    template.write(path / "o.docx", package)
    (line,) = written_texts(path / "o.docx")
    return line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% if 无 %}一{% elif 数 == 3 %}二{% else %}三{% endif %}", "二"),
        ("{% if 无 %}一{% elif 无 %}二{% else %}三{% endif %}尾", "三尾"),
        ("{% if 有 %}{% endif %}{% if 无 %}{% else %}{% endif %}尾", "尾"),
        ("{% for 项 in 空 %}{{ 项 }}{% else %}没有{% endfor %}", "没有"),
        ("{% for 项 in 单位 %}{{ 项.名 }}{% else %}没有{% endfor %}", "甲乙"),
        ("{% for 项 in 空 %}{% endfor %}尾", "尾"),
        ("{% for 项 in 单位 if 项.科 %}{{ loop.length }}{{ 项.名 }}{% endfor %}", "1甲"),
        (
            "{% for 项 in 单位 %}{{ loop.index }}{% for 科 in 项.科 %}{{ 科 }}{{ loop.index }}"
            "{% else %}空{% endfor %}{% if not loop.last %}；{% endif %}{% endfor %}",
            "1一1二2；2空",
        ),
        ("{% for 名 in 空 %}{{ 名 }}{% else %}{{ 名 }}{% endfor %}{{ 名 }}", "某部门某部门"),
        ("{% for 名 in 单位 %}{{ 名.名 }}{% endfor %}{{ 名 }}", "甲乙某部门"),
        ("{% for v1 in 单位 %}{% for n0 in v1.科 %}{{ n0 }}{% endfor %}{% endfor %}{{ 名 }}", "一二某部门"),
        ("{{ 名 | 括 }}{{ 名 | 括('[') }}{{ 名 | 括(b='>', a='<') }}", "（某部门）[某部门）<某部门>"),
        ("{{ '是' if 2 < 数 <= 3 and not 无 else '否' }}{{ 数 ~ '\\'\"' }}", "是3'\""),
        ("{{ '是' if '部' in 名 or 无 else '否' }}{{ '是' if 数 not in 空 else '否' }}", "是是"),
    ],
)  # fmt: skip
def test_statements_and_expressions_do_what_they_say(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert written(text, tmp_path) == expected


@pytest.mark.parametrize(
    "text",
    [
        "{{ 名.upper() }}",
        "{{ 数 + 1 }}",
        "{{ 名 * 9 }}",
        "{{ 单位[0] }}",
        "{{ [名] }}",
        "{{ 名 is string }}",
        "{{ 名 | 括(*单位) }}",
        "{{ 1e999 }}",
        "{{ 名.__class__ }}",
        "{{ 单位.__len__ }}",
        "{{ 没有 }}",
        "{{ 名 | 没有 }}",
        "{{ 名 if 无 }}",
        "{{ true }}",
        "{% for 项 in 名.upper() %}{% endfor %}",
        "{% for 项, 科 in 单位 %}{{ 项 }}{% endfor %}",
    ],
)
def test_what_is_not_of_the_language_stops_the_writing(tmp_path: Path, text: str) -> None:
    template = compile_template(paragraphs("好", text), "t.docx")
    with pytest.raises(FindingsError) as caught:
        template.write(tmp_path / "o.docx", make_package(CONTEXT, filters=FILTERS))
    assert {finding.place.path for finding in caught.value.findings} == {"第 2 段"}
    assert list(tmp_path.iterdir()) == []
