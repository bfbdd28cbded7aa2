"""Tags that name something without a printed form: an amount without a filter, a whole list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from yugong.figures.fact import Fact
from yugong.findings import Kind
from yugong.standard.names import value_of
from yugong.standard.table import Cell
from yugong.writing.docx.template.tags import Tag, TagFault

_PATH = re.compile(r"\w+(?:\s*\.\s*\w+)*")


def unprintable(tags: Iterable[Tag], context: Mapping[str, Any]) -> Iterator[TagFault]:
    """The tags of a part that would fail on every build: plain names of the package.

    Names that a loop gives are left to rendering.
    """
    written = list(tags)
    looped = {tag.body.split()[1] for tag in written if tag.word == "for"}
    for tag in written:
        if tag.word or _PATH.fullmatch(tag.body) is None:
            continue
        first, *rest = (name.strip() for name in tag.body.split("."))
        if first in looped or first not in context:
            continue
        value = context[first]
        try:
            for name in rest:
                value = value_of(value, name)
        except KeyError:
            continue  # an unknown name is told elsewhere
        if type(value) is not int and not isinstance(value, str | Cell):
            unit = value.unit if isinstance(value, Fact) else ""
            example = "万元" if unit == "元" else "数" if unit else "滤器"
            yield TagFault(
                Kind.MALFORMED_TAG, tag.place, tag.raw, f"{{{{ {tag.body} | {example} }}}}"
            )
