"""The printed words of performance forms: titles, fields, funds, heads of indicators.

The words are data, in ``forms.yaml``; this module compiles them once.

Tests: tests/published/forms/test_reading.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from yugong.published.model.printed_text import joined
from yugong.published.model.squeezed_text import squeezed
from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml

_NUMBERING = re.compile(r"^(?:其中:?|\d{1,2}[、.]|[一二三四五六七八九十]{1,2}、)(?=.)")
_LEAST_BEGINNING = 4
_REMARK = re.compile(r"\((?:万?元|结合.*)\)$")


@lru_cache(maxsize=4096)
def label(cell: str) -> str:
    """Return a cell as a compared label: without number, unit, 其中 or colon."""
    text = _REMARK.sub("", squeezed(cell).rstrip(":"))
    return _NUMBERING.sub("", text)


@dataclass(frozen=True, slots=True)
class FormWords:
    """The printed words of performance forms; the keys are squeezed labels.

    ``of_budget`` and ``funds_of_budget`` are the printed names by those of the budget file.
    """

    title: re.Pattern[str]
    named_title: re.Pattern[str]
    overall: str
    year_line: re.Pattern[str]
    footer: re.Pattern[str]
    fields: Mapping[str, str]
    overall_fields: Mapping[str, str]
    groups: frozenset[str]
    bounds: tuple[str, ...]
    targets: str
    side_by_side: Mapping[str, str]
    period: str
    year: str
    total: str
    origins: Mapping[str, str]
    by_source: str
    last_year: str
    this_year: str
    sum: str
    sum_of_sources: str
    level1: frozenset[str]
    level2: frozenset[str]
    heads: Mapping[str, str]
    matters: Mapping[str, str]
    of_budget: Mapping[str, str]
    funds_of_budget: Mapping[str, str]

    def is_title(self, text: str) -> bool:
        """Tell if a line is the title of a form."""
        return bool(self.title.search(squeezed(joined(text))))

    def origin(self, cell: str) -> str | None:
        """Return the name of an origin of funds, also if a narrow column cut it; else ``None``."""
        plain = label(cell)
        return next((name for known, name in self.origins.items() if _begins(known, plain)), None)

    def is_level2(self, cell: str) -> bool:
        """Tell if a cell is a 二级指标, also if a narrow column cut it."""
        return label(cell) in _beginnings(self.level2)


def _begins(known: str, plain: str) -> bool:
    return known == plain or (len(plain) >= _LEAST_BEGINNING and known.startswith(plain))


@lru_cache(maxsize=4)
def _beginnings(known: frozenset[str]) -> frozenset[str]:
    """Return names together with their beginnings, as cut by a narrow column."""
    cut = {name[:length] for name in known for length in range(_LEAST_BEGINNING, len(name))}
    return known | cut


@lru_cache(maxsize=1)
def form_words() -> FormWords:
    """Return the words; a fault in the file raises ``ValueError``, ``KeyError`` or ``re.error``."""
    value: dict[str, Any] = shipped_yaml("yugong.published.forms", "forms.yaml")
    funds, overall, indicators = value["资金"], value["整体资金"], value["指标"]
    return FormWords(
        title=re.compile(value["表题"]),
        named_title=re.compile(value["名"]),
        overall=value["整体"],
        year_line=re.compile(value["年度行"]),
        footer=re.compile(value["落款"]),
        fields=_by_print(value["栏目"]),
        overall_fields=_by_print(value["整体栏目"]),
        groups=frozenset(map(label, value["组"])),
        bounds=tuple(map(label, value["分界"])),
        targets=label(value["目标"]),
        side_by_side={label(text): name for text, name in value["并排"].items()},
        period=funds["实施期"],
        year=funds["年度"],
        total=funds["总额"],
        origins={label(text): text.replace("(", "（").replace(")", "）") for text in funds["分项"]},
        by_source=overall["来源"],
        last_year=overall["上年"],
        this_year=overall["本年"],
        sum=overall["合计"],
        sum_of_sources=overall["来源合计"],
        level1=frozenset(indicators["一级"]),
        level2=frozenset(indicators["二级"]),
        heads=_by_print(indicators["表头"]),
        matters={label(text): name for text, name in indicators["事项"].items()},
        of_budget=value["预算栏目"],
        funds_of_budget=value["预算资金"],
    )


def _by_print(names: Mapping[str, list[str]]) -> dict[str, str]:
    return {label(text): name for name, printed in names.items() for text in printed}
