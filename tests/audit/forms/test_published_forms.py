"""Forms that the text itself does not count as published are not missing (P01)."""

from __future__ import annotations

import pytest

from builders.published_miniature import errors_of, form, package, projects_table, says


@pytest.mark.parametrize(("published", "missing"), [("1", 0), ("2", 1)])
def test_a_form_that_the_text_does_not_count_as_published_is_not_missing(
    published: str, missing: int
) -> None:
    stated = [says("绩效.项目数", "2"), says("绩效.公开项目数", published)]
    listed_twice = projects_table({"档案数字化": "32", "库房维护": "8"})
    read = package(*stated, tables=[listed_twice], forms=[form()])

    assert len(errors_of("P01", read)) == missing
