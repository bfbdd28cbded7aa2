"""Write the reference page of all names that a template may use, from the sample.

``names.yaml`` has the meanings; the code gives the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from yugong.figures.definitions import fact_definitions
from yugong.figures.fact import Fact
from yugong.figures.reference import fact_meaning
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import parse_yaml
from yugong.standard.library import shipped_standards
from yugong.standard.names import Listing, Names, RowShape, TableView, names_of, value_of
from yugong.standard.narrative import NO_NARRATIVE
from yugong.standard.schema import Standard
from yugong.standard.table import RESERVED_ROW_NAMES
from yugong.standards_kit.listing import table_summaries
from yugong.standards_kit.sample import Sample, sample_of
from yugong.template.environment import TemplateEnvironment

_FILE = "names.yaml"
_TABLES = ("表", "全部表")


@dataclass(frozen=True, slots=True)
class Named:
    """A name: its path, kind, meaning and unit, and its value in the sample."""

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
    """Return every name outside the tables, over all standards that can build, each once.

    A name inside the items of a list starts with the kind of the item: ``单位.名称``.
    """
    names: dict[str, Named] = {}
    for standard in _builders():
        sample = sample_of(standard)
        for name, value in {**sample.package.context, **NO_NARRATIVE}.items():
            if name not in _TABLES:
                for named in _walk(name, value, sample):
                    names.setdefault(named.path, named)
    return tuple(names.values())


def _builders() -> tuple[Standard, ...]:
    """Return the standards that can build, those for the latest years first."""
    builders = [standard for standard in shipped_standards() if standard.templates is not None]
    return tuple(
        sorted(builders, key=lambda standard: (-(standard.years.latest or 0), standard.name))
    )


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
    """Return the meaning of a name; empty if ``names.yaml`` has none."""
    written: Mapping[str, str] = _written()["名称"]
    if path in written:
        return written[path]
    for definition in fact_definitions()[0]:
        if definition.id == path:
            return fact_meaning(definition)
    steps = path.split(".")
    for pattern, meaning in written.items():
        parts = pattern.split(".")
        if "*" in pattern and len(parts) == len(steps):
            pairs = zip(parts, steps, strict=True)
            if all(step == part or _fits(part, step) for part, step in pairs):
                return meaning
    return ""


def _fits(part: str, step: str) -> bool:
    """Return True if a part of a pattern fits a step: ``*`` any, ``*指标`` one with that ending."""
    return part.startswith("*") and step.endswith(part[1:])


def unexplained() -> tuple[str, ...]:
    """Return the names and filters without a meaning; there should be none."""
    names = [name.path for name in names_in_templates() if not name.meaning]
    table = sample_of(_builders()[0]).package.tables[0]
    names += [f"表.{name}" for name in TableView(table).names() if not meaning_of(f"表.{name}")]
    names += [f"行.{name}" for name in RESERVED_ROW_NAMES if not meaning_of(f"行.{name}")]
    explained = {entry["名"] for entry in _written()["滤器"]}
    names += [name for name in sample_of(_builders()[0]).package.filters if name not in explained]
    return tuple(names)


def names_page() -> str:
    """Return the page in Markdown: every name with its meaning, unit and an example."""
    names = names_in_templates()
    items = {name.unit for name in names if name.kind in ("列表", "一组")} - {"文字"}
    outer = [name for name in names if name.path.split(".")[0] not in items or name.kind == "列表"]
    inner = [name for name in names if name not in outer]
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
    for tag in _written()["标签"]:
        written = _code(tag["写法"]) if "{" in tag["写法"] else tag["写法"]
        yield written, tag["用在"], tag["含义"]


def _filters() -> Iterator[tuple[str, ...]]:
    package = sample_of(_builders()[0]).package
    environment = TemplateEnvironment(package.filters, autoescape=False)
    for filter_entry in _written()["滤器"]:
        written = f"{{{{ {filter_entry['例']} }}}}"
        example = environment.from_string(written).render(package.context)
        yield f"`{filter_entry['名']}`", filter_entry["含义"], _code(written), example


def _table_section() -> list[str]:
    """Return the names of tables and rows, and the columns of each table of each standard."""
    table = sample_of(_builders()[0]).package.tables[0]
    view = TableView(table)
    rows = [(f"`表.表名.{name}`", meaning_of(f"表.{name}")) for name in view.names()]
    shape = value_of(view, "行").shape
    assert isinstance(shape, RowShape)
    reserved = [name for name in names_of(shape) if name in RESERVED_ROW_NAMES]
    rows += [(f"`行.{name}`", meaning_of(f"行.{name}")) for name in ("列名", *reserved)]
    rows.append(("`全部表`", meaning_of("全部表")))
    lines = _section("表", ("名称", "含义"), rows)
    for standard in _builders():
        lines += _section(
            f"{standard.name} 的表和列",
            ("表名", "列名"),
            (
                (f"`表.{table.name}`", "、".join(f"`{name}`" for name, _ in table.columns))
                for table in table_summaries(standard)
            ),
        )
    return lines
