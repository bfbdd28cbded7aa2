"""The numbers of the tables: each once, none left out, all written alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage, ReadTable
from yugong.published.model.printed_text import unspaced, whole_number

_LABEL = re.compile(
    r"(?P<words>[^\d一二三四五六七八九十]*)(?P<number>\d{1,2}|[一二三四五六七八九十]|[一二三四五六七八九]?十[一二三四五六七八九]?)"
    r"(?P<part>[-－—]\d{1,2})?$"
)
_EXAMPLES = 4
_BOTH, _INCOME, _SPENDING = "收支", "收入", "支出"


@rule(
    "W04",
    "表号重复、缺号或写法不一",
    "各表按顺序编号，字样统一。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.STYLE],
    needs=[Need.TABLES],
)
def tables_are_numbered(package: PublishedPackage) -> Iterator[Finding]:
    """各表有唯一、连续的编号，编号的字样（预算公开表n）全文统一；收入、支出不既分列又合列。"""
    tables = [*package.tables.values(), *package.repeated]
    yield from _twice(tables)
    yield from _together_and_apart(package, tables)
    yield from _without(tables)
    yield from _otherwise_written(tables)


def number_of(label: str) -> str | None:
    """The number a label ends in, written in either kind of figures; 9-1 is a part of 9."""
    match = _LABEL.search(unspaced(label))
    if match is None:
        return None
    part = f"-{int(match['part'][1:])}" if match["part"] else ""
    return f"{whole_number(match['number'])}{part}"


def _twice(tables: Sequence[ReadTable]) -> Iterator[Finding]:
    by_number: dict[str, list[ReadTable]] = {}
    for table in tables:
        number = number_of(table.label)
        if number is not None:
            by_number.setdefault(number, []).append(table)
    for number, same in by_number.items():
        if len(same) > 1:
            yield violation(
                "W04",
                same[1].place,
                f"{len(same)} 张表的编号都是 {number}",
                "每个编号只用一次",
                evidence=[f"{table.label}：{table.title}" for table in same],
            )


def _together_and_apart(
    package: PublishedPackage, tables: Sequence[ReadTable]
) -> Iterator[Finding]:
    """收支表 beside 收入表 and 支出表 of the same thing, where the standard does not want all."""
    prescribed = {_core(table.title) for table in tables if _is_prescribed(table)}
    titles = {_core(table.title): table.title for table in tables}
    titles |= {_core(title): title for title in package.foreign}
    for table in tables:
        core = _core(table.title)
        apart = [core.replace(_BOTH, side) for side in (_INCOME, _SPENDING)]
        if _BOTH not in core or not all(title in titles for title in apart):
            continue
        if prescribed.issuperset((core, *apart)):
            continue
        yield violation(
            "W04",
            table.place,
            f"《{table.title}》与分列的收入表、支出表并存",
            "只留标准规定的一种，删去其余的表",
            severity=Severity.WARNING,
            evidence=[f"《{titles[title]}》" for title in apart],
        )


def _is_prescribed(table: ReadTable) -> bool:
    """True if the standard prescribes the table: it is required, or has the number of its own."""
    number = number_of(table.spec.label)
    return not table.spec.optional or (number is not None and number_of(table.label) == number)


def _core(title: str) -> str:
    """Return a title without blanks, year and bracketed text."""
    return re.sub(r"[(（][^)）]*[)）]|\d{4}年(?:度)?|\s", "", title)


def _without(tables: Sequence[ReadTable]) -> Iterator[Finding]:
    bare = [table for table in tables if number_of(table.label) is None and table.spec.label]
    if not bare:
        return
    titles = [table.title for table in bare]
    more = [f"等 {len(titles)} 张表"] if len(titles) > _EXAMPLES else []
    yield violation(
        "W04",
        bare[0].place,
        f"{len(tables)} 张表都没有编号"
        if len(bare) == len(tables)
        else f"{len(bare)} 张表没有编号",
        "各表连续编号",
        severity=Severity.STYLE,
        evidence=[*titles[:_EXAMPLES], *more],
    )


def _otherwise_written(tables: Sequence[ReadTable]) -> Iterator[Finding]:
    words = {
        id(table): _words(table.label) for table in tables if number_of(table.label) is not None
    }
    if not words:
        return
    usual = Counter(words.values()).most_common(1)[0][0]
    for table in tables:
        if words.get(id(table), usual) != usual:
            yield violation(
                "W04",
                table.place,
                table.label,
                f"{usual}{number_of(table.label)}",
                severity=Severity.STYLE,
                evidence=[table.title],
            )


def _words(label: str) -> str:
    match = _LABEL.search(unspaced(label))
    return match["words"] if match else ""
