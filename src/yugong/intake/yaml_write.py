"""A plain budget value as readable YAML.

Block style with one line per row, a comment before each part, and quotes exactly where a YAML
reader needs them; the file reads back as the same value. A plain value is what
:func:`yugong.reading.located_yaml.parse_yaml` gives: mappings, lists, text and ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from yugong.budget.budget import Budget
from yugong.budget.department import Department
from yugong.budget.dimension import BASIC_CATEGORIES
from yugong.budget.entry import Entry
from yugong.budget.model_fields import (
    names_holding,
    names_mapping_to,
    notes_of,
    record_of,
    records_within,
)
from yugong.budget.trail import AdjustmentHead

_MODELS = records_within(Budget, AdjustmentHead)

_LINE_LISTS = frozenset(
    str(field.alias)
    for model in _MODELS
    for field in model.model_fields.values()
    if (row := record_of(field)) is not None and row.one_line
) | {"增加", "删除"}
"""The lists whose rows are written on one line each, as a ledger's; the last two are of rows that
an adjustment adds or removes.
"""

_HEAD = "金额一律以元为单位；公开的各表、文字和绩效表都由本文件算出。"
_TOGETHER = ("标准", "年度")
"""Parts of one line, written together at the top."""

_DECIMALS = names_holding(Decimal, *_MODELS)
"""Fields of numbers, where people's tools read a decimal without quotes as the number it is."""

_DECIMAL_MAPPINGS = names_mapping_to(Decimal, *_MODELS)
"""Fields that map names to numbers (上年数)."""

_DATES = names_holding(date, *_MODELS)

_NUMBER_LIKE = re.compile(
    r"[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"
    r"|(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))|\.(nan|NaN|NAN)"
)
_INTEGER = re.compile(r"0|[1-9][0-9]*")
_DECIMAL = re.compile(r"(0|[1-9][0-9]*)\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_DATE_LIKE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?")
_WORDS = frozenset({"null", "~", "yes", "no", "on", "off", "true", "false", "y", "n", "=", "<<"})
_LEADING = frozenset("-?:,[]{}#&*!|>'\"%@`")
_UNPRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_LONGEST_KEY = 900
"""The length beyond which YAML demands a question mark before a key."""


def yaml_text(value: Mapping[str, Any]) -> str:
    """Return the whole of a budget file for ``value``, ending in a line break.

    Anything in ``value`` but mappings, lists, text and ``None`` is a programmer's fault and
    raises ``TypeError``.
    """
    if not value:
        return "{}\n"
    lines: list[str] = []
    title = _title(value)
    if title:
        lines += [f"# {title}", f"# {_HEAD}", ""]
    before: str | None = None
    for key, part in value.items():
        if before is not None and not (before in _TOGETHER and key in _TOGETHER):
            lines.append("")
        lines += part_lines(key, part)
        before = key
    return "\n".join(lines) + "\n"


def part_lines(key: str, part: Any) -> list[str]:
    """Return a part of the file, with its comment before it."""
    comment = _comment(Budget, key)
    head = [f"# {comment}"] if comment else []
    if key == "收支明细" and isinstance(part, list | tuple):
        return [*head, *_ledger(part)]
    if key == "部门" and isinstance(part, Mapping) and part:
        head.append("部门:")
        for name, inner in part.items():
            comment = _comment(Department, name)
            if comment and inner:
                head.append(f"  # {comment}")
            head += entry_lines(name, inner, 2)
        return head
    return [*head, *entry_lines(key, part, 0)]


def _comment(model: type[Entry], name: str) -> str:
    fields = (field for field in model.model_fields.values() if field.alias == name)
    return next((notes_of(field).comment for field in fields), "")


def entry_lines(key: str, value: Any, indent: int, within: str = "") -> list[str]:
    """Return ``key: value`` as indented lines; ``within`` is the key of the mapping."""
    pad = " " * indent
    name = yaml_scalar(key)
    if len(name) > _LONGEST_KEY:
        name = f"? {name}\n{pad}"
    if isinstance(value, Mapping) and value:
        lines = [f"{pad}{name}:"]
        for inner, child in value.items():
            lines += entry_lines(inner, child, indent + 2, key)
        return lines
    if isinstance(value, list | tuple) and value:
        lines = [f"{pad}{name}:"]
        for item in value:
            lines += item_lines(item, indent, key)
        return lines
    if value is None:
        return [f"{pad}{name}:"]
    if is_literal(value):
        return [f"{pad}{name}: {yaml_literal(value, indent + 2)}"]
    return [f"{pad}{name}: {yaml_inline(value, key, within, flow=False)}"]


def item_lines(item: Any, indent: int, within: str) -> list[str]:
    """Return one item of a list in block style; ``indent`` is the column of its dash."""
    pad = " " * indent
    if isinstance(item, Mapping) and item and not (within in _LINE_LISTS and _fits_a_line(item)):
        lines: list[str] = []
        for key, child in item.items():
            lines += entry_lines(key, child, indent + 2, within)
        return [f"{pad}- {lines[0][indent + 2 :]}", *lines[1:]]
    if is_literal(item):
        return [f"{pad}- {yaml_literal(item, indent + 2)}"]
    return [f"{pad}- {yaml_inline(item, within, flow=isinstance(item, Mapping | list | tuple))}"]


def yaml_inline(value: Any, key: str = "", within: str = "", *, flow: bool) -> str:
    """Return a value on one line: collections in braces, text quoted if necessary."""
    if value is None:
        return "~"
    if isinstance(value, str):
        return yaml_scalar(value, key, within, flow=flow)
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(flow_entry(k, yaml_inline(v, k, key, flow=True)) for k, v in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(yaml_inline(item, key, flow=True) for item in value) + "]"
    raise TypeError(f"not a plain value: {type(value).__name__}")


def flow_entry(key: str, written: str) -> str:
    """Return ``key: value`` for use inside braces."""
    name = yaml_scalar(key, flow=True)
    return f"? {name} : {written}" if len(name) > _LONGEST_KEY else f"{name}: {written}"


def yaml_scalar(text: str, key: str = "", within: str = "", *, flow: bool = False) -> str:
    """Return text as one line of YAML; ``key`` and ``within`` show if it is an amount or a date."""
    if _is_plain(text, flow) and not _is_ambiguous(text, key, within):
        return text
    if _UNPRINTABLE.search(text) or "\n" in text or "\t" in text:
        return _double_quoted(text)
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    return _double_quoted(text)


def is_literal(value: Any) -> bool:
    """Return true if a value is text of several lines that a literal block keeps unchanged."""
    return (
        isinstance(value, str)
        and "\n" in value
        and value[0] not in " \n"
        and value.removesuffix("\n")[-1] not in " \n"
        and "\t" not in value
        and not _UNPRINTABLE.search(value)
    )


def yaml_literal(text: str, indent: int) -> str:
    """Return text as a literal block, from its ``|`` to the end of its last line."""
    pad = " " * indent
    lines = text.removesuffix("\n").split("\n")
    head = "|" if text.endswith("\n") else "|-"
    return "\n".join([head, *(pad + line if line else "" for line in lines)])


def _is_plain(text: str, flow: bool) -> bool:
    """Return true if text needs no quotes."""
    if not text or text[0] in _LEADING or text.startswith("...") or text != text.strip():
        return False
    if "\n" in text or "\t" in text or _UNPRINTABLE.search(text):
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    return not (flow and any(mark in text for mark in ",[]{}:?"))


def _is_ambiguous(text: str, key: str, within: str) -> bool:
    """Return true if people's tools would read the text as something other than text.

    A whole number without leading zeros is the same either way; a decimal is unquoted only in a
    field of amounts, and a date only in a field of dates.
    """
    if text.lower() in _WORDS:
        return True
    if _INTEGER.fullmatch(text):
        return False
    if _DECIMAL.fullmatch(text):
        return key not in _DECIMALS and within not in _DECIMAL_MAPPINGS
    if _DATE.fullmatch(text):
        return key not in _DATES
    return bool(_NUMBER_LIKE.fullmatch(text) or _DATE_LIKE.fullmatch(text))


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def _double_quoted(text: str) -> str:
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _UNPRINTABLE.match(character):
        return f"\\u{ord(character):04X}"
    return character


def _fits_a_line(row: Mapping[str, Any]) -> bool:
    return all(
        isinstance(key, str) and (child is None or (isinstance(child, str) and "\n" not in child))
        for key, child in row.items()
    )


def _title(value: Mapping[str, Any]) -> str:
    """Return the title of the file: the department and the year of its budget."""
    department = value.get("部门")
    name = department.get("名称") if isinstance(department, Mapping) else None
    year = value.get("年度")
    if not (isinstance(name, str) and isinstance(year, str) and name.strip() and year.strip()):
        return ""
    title = f"{name.strip()}{year.strip()}年部门预算"
    return "" if "\n" in title or _UNPRINTABLE.search(title) else title


def _ledger(rows: list[Any] | tuple[Any, ...]) -> Iterator[str]:
    """Yield the ledger, with a comment before the basic rows and before the project rows."""
    if not rows:
        yield "收支明细: []"
        return
    yield "收支明细:"
    groups = [(basic, list(members)) for basic, members in groupby(rows, _is_basic)]
    for basic, members in groups:
        if len(groups) <= 2:
            yield f"# {_BASIC_COMMENT if basic else _project_comment(members)}"
        for row in members:
            yield from item_lines(row, 0, "收支明细")


def _is_basic(row: Any) -> bool:
    return isinstance(row, Mapping) and row.get("支出类别") in BASIC_CATEGORIES


_BASIC_COMMENT = "基本支出：人员经费、公用经费"


def _project_comment(rows: list[Any]) -> str:
    names = [row.get("项目") for row in rows if isinstance(row, Mapping)]
    coded = names and all(isinstance(name, str) and name.isascii() for name in names)
    return "项目支出：以项目编码对应下面的项目" if coded else "项目支出：以项目名称对应"
