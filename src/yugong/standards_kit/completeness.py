"""Find the demands of a standard that its templates never print, and other omissions.

Tests: tests/standards_kit/test_linting.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.findings import Finding, Kind, Place, Severity
from yugong.standard.schema import Standard
from yugong.writing.docx.template.outline import WordOutline
from yugong.writing.xlsx.outline import BookOutline

_SINGLE = re.compile(r"(?<![{｛])[{｛]\s*\w+(?:[.．]\w+)+\s*(?:[|｜]\s*\w+\s*)?[}｝](?![}｝])")


def left_out(
    standard: Standard,
    word: WordOutline,
    book: BookOutline,
    charts: tuple[str, ...],
    word_name: str,
) -> Iterator[Finding]:
    """Yield demands without a tag (S020), undefined styles (S021), unfinished tags (S023).

    Also columns outside the print area (S025).  ``charts`` are the names of the charts that the
    Word template draws.
    """
    for style in word.undefined_styles:
        yield Finding(Kind.UNDEFINED_STYLE, style.place, style.text, severity=Severity.WARNING)
    for column, place in book.unprinted:
        yield Finding(Kind.COLUMN_OUTSIDE_PRINT_AREA, place, column, severity=Severity.WARNING)
    texts = [(placed.text, placed.place) for placed in word.texts]
    for text, place in (*texts, *book.texts):
        for match in _SINGLE.finditer(text):
            expected = "{{" + match[0].strip("{}｛｝") + "}}"
            yield Finding(
                Kind.POSSIBLY_UNFINISHED_TAG, place, match[0], expected, severity=Severity.WARNING
            )
    tags = "\n".join(text for text, _ in texts)
    everywhere = "\n".join([tags, *(text for text, _ in book.texts)])
    for what, tag in _demands(standard, tags, everywhere, charts):
        yield Finding(
            Kind.TEMPLATE_LEAVES_OUT, Place(file=word_name), what, tag, severity=Severity.WARNING
        )


def _demands(
    standard: Standard, tags: str, everywhere: str, charts: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield each demand that is not printed, with the tag that would print it."""
    for name in standard.text.required:
        if not _named(f"文字.{name}", tags):
            yield f"部门必填的文字“{name}”", f"{{{{ 文字.{name} }}}}"
    for comparison in standard.comparisons:
        pattern = rf"{re.escape(comparison.fact)}\s*\|\s*增减原因"
        if comparison.reason == "必须" and not re.search(pattern, tags):
            yield f"“{comparison.fact}”的变动原因", f"{{{{ {comparison.fact} | 增减原因 }}}}"
    for form_name, form in standard.overall.forms.items():
        for field in form.required:
            printed = (f"整体.栏目.{field}", f"整体.段落.{field}")
            if not any(_named(path, everywhere) for path in printed):
                yield f"整体绩效“{form_name}”必填的“{field}”", f"{{{{ 整体.栏目.{field} }}}}"
    for chart in standard.charts:
        if chart.name not in charts:
            yield f"图“{chart.name}”", f"图表的替代文字写 图.{chart.name}"


def _named(path: str, texts: str) -> bool:
    """Return True if a tag names this path, and not only a longer one."""
    return re.search(rf"{re.escape(path)}(?![\w.])", texts) is not None
