"""The reference page of every name a template may use, made from the sample.

What a name means is written in ``names.yaml``; which names there are, the code says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from yugong.figures.definitions import fact_definitions
from yugong.figures.fact import Fact
from yugong.figures.reference import fact_meaning
from yugong.reading.located_yaml import parse_yaml
from yugong.standard.library import shipped_standards
from yugong.standard.names import Listing, Names, RowShape, TableView, names_of, value_of
from yugong.standard.schema import Standard
from yugong.standard.table import RESERVED_ROW_NAMES
from yugong.standards_kit.listing import table_summaries
from yugong.standards_kit.sample import Sample, sample_of
from yugong.template.environment import TemplateEnvironment

_FILE = "names.yaml"
_TABLES = ("表", "全部表")


@dataclass(frozen=True, slots=True)
class Named:
    """One name: its path, what it is, what it means, its unit, and its value in the sample."""

    path: str
    kind: str
    meaning: str
    unit: str
    example: str


@lru_cache(maxsize=1)
def _written() -> dict[str, Any]:
    located, findings = parse_yaml(files(__package__ or "").joinpath(_FILE).read_bytes(), _FILE)
    if located is None or findings:
        raise ValueError(findings)
    return dict(located.value)


def names_in_templates() -> tuple[Named, ...]:
    """Every name outside the tables, over all standards that can build, each once.

    A name inside the items of a list is written with the kind of the item: ``单位.名称``.
    """
    found: dict[str, Named] = {}
    for standard in _builders():
        sample = sample_of(standard)
        for name, value in sample.package.context.items():
            if name not in _TABLES:
                for one in _walk(name, value, sample):
                    found.setdefault(one.path, one)
    return tuple(found.values())


def _builders() -> tuple[Standard, ...]:
    """The standards that can build, those for the latest years first."""
    builders = [one for one in shipped_standards() if one.templates is not None]
    return tuple(sorted(builders, key=lambda one: (-(one.years.latest or 0), one.name)))


def _walk(path: str, value: Any, sample: Sample) -> Iterator[Named]:
    if isinstance(value, Listing):
        shape = value[0] if value else value.shape
        item = shape.label if isinstance(shape, Names) else "文字"
        yield Named(path, "列表", meaning_of(path), item, f"{len(value)} 项")
        if isinstance(shape, Names):
            yield from _inside(shape.label, shape, sample)
    elif isinstance(value, Names):
        if "." not in value.label and value.label not in path.split("."):  # like others elsewhere
            yield Named(path, "一组", meaning_of(path), value.label, "")
            path = value.label
        yield from _inside(path, value, sample)
    elif isinstance(value, Fact):
        unit = value.unit
        name = "万元" if unit == "元" else "数"
        example = str(sample.package.filters[name](value))
        yield Named(
            path, "数字", meaning_of(path), unit, example + ("万元" if unit == "元" else "")
        )
    else:
        yield Named(path, _kind(value), meaning_of(path), "", _example(value))


def _inside(path: str, value: Names, sample: Sample) -> Iterator[Named]:
    for name, inner in value.items():
        yield from _walk(f"{path}.{name}", inner, sample)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "条件"
    return "整数" if isinstance(value, int) else "日期" if isinstance(value, date) else "文字"


def _example(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value).replace("\n", " ").replace("|", "\\|")
    return text if len(text) <= 20 else f"{text[:19]}…"


def meaning_of(path: str) -> str:
    """What a name means; empty where nobody has written it down."""
    written: Mapping[str, str] = _written()["名称"]
    if path in written:
        return written[path]
    for one in fact_definitions()[0]:
        if one.id == path:
            return fact_meaning(one)
    steps = path.split(".")
    for pattern, meaning in written.items():
        parts = pattern.split(".")
        if "*" in pattern and len(parts) == len(steps):
            pairs = zip(parts, steps, strict=True)
            if all(step == part or _fits(part, step) for part, step in pairs):
                return meaning
    return ""


def _fits(part: str, step: str) -> bool:
    """``*`` is any name, ``*指标`` one that ends so."""
    return part.startswith("*") and step.endswith(part[1:])


def unexplained() -> tuple[str, ...]:
    """Names and filters that have no meaning written down: there should be none."""
    names = [one.path for one in names_in_templates() if not one.meaning]
    table = sample_of(_builders()[0]).package.tables[0]
    names += [f"表.{name}" for name in TableView(table).names() if not meaning_of(f"表.{name}")]
    names += [f"行.{name}" for name in RESERVED_ROW_NAMES if not meaning_of(f"行.{name}")]
    told = {one["名"] for one in _written()["滤器"]}
    names += [name for name in sample_of(_builders()[0]).package.filters if name not in told]
    return tuple(names)


def names_page() -> str:
    """Markdown: everything a template may name, with meaning, unit and an example."""
    names = names_in_templates()
    items = {one.unit for one in names if one.kind in ("列表", "一组")} - {"文字"}
    outer = [one for one in names if one.path.split(".")[0] not in items or one.kind == "列表"]
    inner = [one for one in names if one not in outer]
    lines = [
        "# 模板可用的名称",
        "",
        "由样例和 `standards_kit/names.yaml` 生成，`make golden-update` 更新。样例是虚构的部门；",
        "看某个标准里每处用的是哪个名称，用 `yugong standards preview`。"
        "写法见 [standards.md](standards.md)。",
        *_section("标签", ("写法", "用在", "含义"), _tags()),
        *_section("滤器", ("滤器", "含义", "写法", "样例里写出"), _filters()),
        *_section(
            "数字",
            ("名称", "含义", "单位", "样例"),
            ((f"`{o.path}`", o.meaning, o.unit, o.example) for o in outer if o.kind == "数字"),
        ),
        *_section(
            "文字、整数、日期、条件",
            ("名称", "是", "含义", "样例"),
            (
                (f"`{o.path}`", o.kind, o.meaning, o.example)
                for o in outer
                if o.kind in ("文字", "整数", "日期", "条件")
            ),
        ),
        *_section(
            "列表",
            ("名称", "每一项是", "含义", "样例"),
            ((f"`{o.path}`", o.unit, o.meaning, o.example) for o in outer if o.kind == "列表"),
        ),
        "",
        "列表用 `for` 逐项写出，如 `{%p for 单位 in 部门.单位 %}`，"
        "其中 `单位` 是自己起的名称。一项里有：",
        *_section(
            "列表的一项",
            ("名称", "是", "含义", "样例"),
            ((f"`{o.path}`", o.kind, o.meaning, o.example) for o in inner),
        ),
        *_table_section(),
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, heads: tuple[str, ...], rows: Any) -> list[str]:
    lines = ["", f"## {title}", "", f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows)]


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def _tags() -> Iterator[tuple[str, ...]]:
    for one in _written()["标签"]:
        written = _code(one["写法"]) if "{" in one["写法"] else one["写法"]
        yield written, one["用在"], one["含义"]


def _filters() -> Iterator[tuple[str, ...]]:
    package = sample_of(_builders()[0]).package
    environment = TemplateEnvironment(package.filters, autoescape=False)
    for one in _written()["滤器"]:
        written = f"{{{{ {one['例']} }}}}"
        example = environment.from_string(written).render(package.context)
        yield f"`{one['名']}`", one["含义"], _code(written), example


def _table_section() -> list[str]:
    """Names of tables and rows, and the columns of each table of each standard."""
    table = sample_of(_builders()[0]).package.tables[0]
    view = TableView(table)
    rows = [(f"`表.表名.{name}`", meaning_of(f"表.{name}")) for name in view.names()]
    shape = value_of(view, "行").shape
    assert isinstance(shape, RowShape)
    own = [name for name in names_of(shape) if name in RESERVED_ROW_NAMES]
    rows += [(f"`行.{name}`", meaning_of(f"行.{name}")) for name in ("列名", *own)]
    rows.append(("`全部表`", meaning_of("全部表")))
    lines = _section("表", ("名称", "含义"), rows)
    for standard in _builders():
        lines += _section(
            f"{standard.name} 的表和列",
            ("表名", "列名"),
            (
                (f"`表.{one.name}`", "、".join(f"`{name}`" for name, _ in one.columns))
                for one in table_summaries(standard)
            ),
        )
    return lines
