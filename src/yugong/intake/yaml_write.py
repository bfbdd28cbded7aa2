"""A plain budget value as readable YAML.

Block style with one line per row, a comment before each part, and quotes exactly where a YAML
reader needs them; the file reads back as the same value. A plain value is what
:func:`yugong.reading.located_yaml.parse_yaml` gives: mappings, lists, text and ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

ROW_LISTS = frozenset(
    {
        *("收支明细", "收入", "年终结转", "指标", "政府采购", "单位", "科目补充", "科目文件"),
        *("明细", "增加", "删除"),
    }
)
"""Lists whose rows are written on one line each, as a ledger's are."""

_COMMENTS = {
    "部门": "部门基本情况",
    "科目补充": "科目补充：目录里没有的科目，写明编码与名称",
    "科目文件": "科目文件：本地科目清单（CSV、XLSX），路径相对于本文件",
    "收支明细": "收支明细：一行一笔；未写资金来源的为一般公共预算，未写年份的为本年",
    "收入": "收入：只写不能由支出推出的收入科目",
    "年终结转": "年终结转：留到下年使用的资金（元）",
    "项目": "项目：顺序即公开时的顺序；年度资金由收支明细汇总",
    "整体绩效": "部门整体支出绩效目标",
    "政府采购": "政府采购预算",
    "国有资产": "国有资产占有使用情况：车辆以辆计，面积以平方米计",
    "上年资料": "上年的预算文件，路径相对于本文件",
    "上年数": "上年预算数（元）",
    "变动原因": "变动的主要原因",
    "预算调整": "历次预算调整，由程序记录",
}
_DEPARTMENT_COMMENTS = {"职责": "主要职责，逐项", "机构设置": "机构设置，逐段"}
_HEAD = "金额一律以元为单位；公开的各表、文字和绩效表都由本文件算出。"
_TOGETHER = ("标准", "年度")
"""Parts of one line that stand together at the top."""

_DECIMALS = frozenset(
    {
        "金额",
        "本年",
        "上年",
        "办公用房面积",
        "房屋面积",
        "房屋价值",
        "办公用房价值",
        "车辆价值",
        "二十万元以上设备价值",
        "其他固定资产价值",
        "拟购置固定资产",
        "数量",
        "单价",
        "预留中小微企业份额",
        "中央财政资金",
        "省级财政资金",
        "市县财政资金",
        "单位自筹",
        "其他资金",
        "调整前",
        "调整后",
        "调整前合计",
        "调整后合计",
        "原金额",
        "新金额",
    }
)
"""Fields of amounts: a decimal number there is no text that a reader could take for one."""

_DATES = frozenset({"公开日期", "截至日期", "日期"})

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
"""Characters beyond which a key must be written with a question mark before it."""


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
    comment = _COMMENTS.get(key)
    head = [f"# {comment}"] if comment else []
    if key == "收支明细" and isinstance(part, list | tuple):
        return [*head, *_ledger(part)]
    if key == "部门" and isinstance(part, Mapping) and part:
        head.append("部门:")
        for name, inner in part.items():
            if name in _DEPARTMENT_COMMENTS and inner:
                head.append(f"  # {_DEPARTMENT_COMMENTS[name]}")
            head += entry_lines(name, inner, 2)
        return head
    return [*head, *entry_lines(key, part, 0)]


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
    if isinstance(item, Mapping) and item and not (within in ROW_LISTS and _fits_a_line(item)):
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
        return key not in _DECIMALS and within != "上年数"
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


_BASIC = ("人员经费", "公用经费")


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
    return isinstance(row, Mapping) and row.get("支出类别") in _BASIC


_BASIC_COMMENT = "基本支出：人员经费、公用经费"


def _project_comment(rows: list[Any]) -> str:
    names = [row.get("项目") for row in rows if isinstance(row, Mapping)]
    coded = names and all(isinstance(name, str) and name.isascii() for name in names)
    return "项目支出：以项目编码对应下面的项目" if coded else "项目支出：以项目名称对应"
