"""Words and limits the rules on text go by, read from ``text_words.yaml``.

Tests: tests/audit/evidence/test_project_rows.py.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yugong.quick_dataclass import dataclass
from yugong.reading.shipped_yaml import shipped_yaml


@dataclass(frozen=True, slots=True)
class Purchase:
    """Words in a project's name that mean it is bought, above a limit in 万元.

    ``covers`` says that all of such a project is bought, so that it is no more than the whole.
    """

    kind: str
    limit: Decimal
    words: tuple[str, ...]
    covers: bool


@dataclass(frozen=True, slots=True)
class TextWords:
    """The file's content, each part by the rule that uses it."""

    approximate: tuple[str, ...]
    open_list: tuple[str, ...]
    classes_of: dict[str, str]
    overall_total: tuple[str, ...]
    denials: tuple[tuple[re.Pattern[str], str], ...]
    tables_named: dict[str, str]
    none_words: tuple[str, ...]
    purchases: tuple[Purchase, ...]
    not_purchases: tuple[str, ...]
    bought_services: tuple[str, ...]
    service_list: dict[str, re.Pattern[str]]
    annexes: dict[str, re.Pattern[str]]
    hindsight: tuple[re.Pattern[str], ...]
    hindsight_sections: tuple[str, ...]
    mentioned: dict[str, str]
    filler: tuple[str, ...]
    vehicles_moved: re.Pattern[str]
    compared: re.Pattern[str]
    is_new: re.Pattern[str]
    part_mark: re.Pattern[str]
    whole_parts: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def text_words() -> TextWords:
    """The words; a fault in the file is a programmer's fault."""
    text: dict[str, Any] = shipped_yaml("yugong.audit.evidence", "text_words.yaml")
    deny, parts = text["否定"]["词"], text["增减分项"]
    return TextWords(
        approximate=tuple(text["约数"]),
        open_list=tuple(text["未列全"]),
        classes_of=dict(text["各类总额"]),
        overall_total=tuple(text["整体总额"]),
        denials=tuple(
            (re.compile(rf"{deny}(?:安排)?(?:使用)?{label}(?:预算|安排)*(?=[，。；,;]|$)"), subject)
            for label, subject in text["否定"]["事实"].items()
        ),
        tables_named=dict(text["提到的表"]),
        none_words=tuple(text["没有"]),
        purchases=tuple(
            Purchase(
                entry["类别"], Decimal(entry["限额"]), tuple(entry["字样"]), "不小于单项" in entry
            )
            for entry in text["采购"]
        ),
        not_purchases=tuple(text["采购除外"]),
        bought_services=tuple(text["购买服务字样"]),
        service_list={name: re.compile(pattern) for name, pattern in text["购买服务"].items()},
        annexes={name: re.compile(pattern) for name, pattern in text["附件"].items()},
        hindsight=tuple(re.compile(pattern) for pattern in text["事后"]),
        hindsight_sections=tuple(text["事后章节"]),
        mentioned=dict(text["提到"]),
        filler=tuple(text["泛指"]),
        vehicles_moved=re.compile(text["车辆变化"]),
        compared=re.compile(parts["总的增减"]),
        is_new=re.compile(parts["新增"]),
        part_mark=re.compile(parts["不算名称"]),
        whole_parts=tuple(tuple(names) for names in parts["全部"]),
    )
