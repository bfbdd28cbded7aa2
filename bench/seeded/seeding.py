"""One error for one copy of a correct package, chosen by a seeded random generator.

An error is chosen on the package as read from its Word or Excel file, so that its place is known
to the reader; :mod:`seeded.altering` writes it into the file.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from yugong.findings import Place
from yugong.published.model.package import (
    Aspect,
    PerformanceForm,
    PublishedPackage,
    ReadRow,
    ReadTable,
    Statement,
)

WAN = Decimal(10_000)
_HUNDREDTH = Decimal("0.01")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TURNED = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}
_SUMMED = (
    "预算收支总表",
    "预算收入总表",
    "预算支出总表",
    "财政拨款收支总表",
    "一般公共预算支出预算表",
    "基本支出经济科目表",
    "项目支出本年表",
)
_BY_ACCOUNT = ("预算收入总表", "预算支出总表", "一般公共预算支出预算表")


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of text at a place, and its replacement; ``whole`` is true for a whole cell."""

    place: Place
    old: str
    new: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Seed:
    """One error: texts that are changed, or a performance form that is dropped or doubled."""

    kind: str
    edits: tuple[Edit, ...] = ()
    form: PerformanceForm | None = None
    form_becomes: Literal["", "missing", "doubled"] = ""

    def __str__(self) -> str:
        if self.form is not None:
            return self.form.name
        first = self.edits[0]
        where = first.place.path or f"{first.place.sheet}{first.place.cell}"
        return f"{where}：{first.old[-24:]} → {first.new[-24:]}"


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """A class of errors: the rules that must find it, and every way to make one."""

    expected: tuple[str, ...]
    candidates: Callable[[PublishedPackage, random.Random], Iterator[Seed]]


def _amounts(table: ReadTable) -> Iterator[tuple[ReadRow, str, Decimal]]:
    for block in table.blocks:
        for row in block:
            for column, cell in row.cells.items():
                if cell.amount and _NUMBER.fullmatch(cell.text.strip()):
                    yield row, column, cell.amount


def _tables(package: PublishedPackage, names: tuple[str, ...]) -> Iterator[ReadTable]:
    for name in names:
        table = package.tables.get(name)
        if table is not None and not table.declares_empty:
            yield table


def _cell(row: ReadRow, column: str, new: str) -> Edit:
    cell = row.cells[column]
    return Edit(cell.place, cell.text, new, whole=True)


def _other_digit(number: str, chance: random.Random) -> str:
    """The number with one digit before the last changed; the last may be a remainder."""
    position = chance.choice([i for i, digit in enumerate(number) if digit.isdecimal()][:-1] or [0])
    allowed = [character for character in "123456789" if character != number[position]]
    return number[:position] + chance.choice(allowed) + number[position + 1 :]


def _within(package: PublishedPackage, chance: random.Random) -> Iterator[Seed]:
    for table in _tables(package, _SUMMED):
        for row, column, _ in _amounts(table):
            new = _other_digit(row.cells[column].text, chance)
            yield Seed("表内数字改动", (_cell(row, column, new),))


def _swapped(package: PublishedPackage, _: random.Random) -> Iterator[Seed]:
    """The amounts of two accounts of one parent changed places: every sum still holds."""
    for table in _tables(package, _BY_ACCOUNT):
        rows = [row for row in table.blocks[0] if len(row.code) == 7]
        for first, second in itertools.pairwise(rows):
            moved = [
                name
                for name, cell in first.cells.items()
                if name in second.cells
                and name not in ("科目编码", "科目名称")
                and cell.text != second.cells[name].text
            ]
            seen = any(first.amount(name) != second.amount(name) for name in moved)
            if first.code[:5] == second.code[:5] and seen:
                edits = [_cell(first, name, second.cells[name].text) for name in moved]
                edits += [_cell(second, name, first.cells[name].text) for name in moved]
                yield Seed("表间：两个科目的数对调", tuple(edits))


def _foreign_table(package: PublishedPackage, _: random.Random) -> Iterator[Seed]:
    """Every amount of a table is another department's: here, twice what it was."""
    for table in _tables(package, _SUMMED):
        edits = tuple(_cell(row, name, str(value * 2)) for row, name, value in _amounts(table))
        yield Seed("表间：整张表换成别处的数", edits)


def _said(
    package: PublishedPackage, made: Callable[[Statement], str | None], kind: str
) -> Iterator[Seed]:
    """Yield changed statements, for statements whose words occur once in their paragraph."""
    passages = {passage.place: passage.text for passage in package.passages}
    for statement in package.statements:
        new = made(statement)
        if (
            new is not None
            and new != statement.text
            and passages.get(statement.place, "").count(statement.text) == 1
        ):
            yield Seed(kind, (Edit(statement.place, statement.text, new),))


def _last_number(text: str, new: Callable[[str], str]) -> str:
    *_, match = _NUMBER.finditer(text)
    return text[: match.start()] + new(match[0]) + text[match.end() :]


def _of_wrong_base(package: PublishedPackage, _: random.Random) -> Iterator[Seed]:
    """A growth divided by this year, a share divided by the rest."""

    def wrong(statement: Statement) -> str | None:
        if statement.aspect not in (Aspect.RATE, Aspect.SHARE) or not 0 < statement.value < 100:
            return None
        ratio = statement.value / 100
        down = statement.aspect is Aspect.SHARE or statement.direction == -1
        rounded = (statement.value / (1 - ratio if down else 1 + ratio)).quantize(_HUNDREDTH)
        if abs(rounded - statement.value) <= _HUNDREDTH:  # no one could tell it from rounding
            return None
        return (
            _last_number(statement.text, lambda _: str(rounded))
            if _NUMBER.search(statement.text)
            else None
        )

    return _said(package, wrong, "百分比的基数错")


def _turned(package: PublishedPackage, _: random.Random) -> Iterator[Seed]:
    def turned(statement: Statement) -> str | None:
        word = next((word for word in _TURNED if word in statement.text), None)
        if (
            word is None
            or not statement.direction
            or statement.aspect not in (Aspect.CHANGE, Aspect.RATE)
        ):
            return None
        return statement.text.replace(word, _TURNED[word], 1)

    return _said(package, turned, "增减方向写反")


def _of_money(statement: Statement) -> bool:
    return (
        statement.text.endswith("万元")
        and statement.value > 1
        and bool(_NUMBER.search(statement.text))
    )


def _misstated(package: PublishedPackage, chance: random.Random) -> Iterator[Seed]:
    def other(statement: Statement) -> str | None:
        if statement.aspect is not Aspect.VALUE or not _of_money(statement):
            return None
        return _last_number(statement.text, lambda number: _other_digit(number, chance))

    return _said(package, other, "文中金额改动")


def _yuan_in_cell(package: PublishedPackage, _: random.Random) -> Iterator[Seed]:
    for table in _tables(package, _SUMMED):
        for row, column, value in _amounts(table):
            new = str((value * WAN).quantize(_HUNDREDTH))
            yield Seed("表中把元当万元", (_cell(row, column, new),))


def _yuan_in_text(package: PublishedPackage, _: random.Random) -> Iterator[Seed]:
    def yuan(statement: Statement) -> str | None:
        if statement.aspect is not Aspect.VALUE or not _of_money(statement):
            return None
        return _last_number(statement.text, lambda _: f"{statement.value * WAN:,.2f}")

    return _said(package, yuan, "文中把元当万元")


def _form(kind: str, becomes: Literal["missing", "doubled"]) -> ErrorClass:
    def candidates(package: PublishedPackage, _: random.Random) -> Iterator[Seed]:
        for form in package.projects:
            yield Seed(kind, form=form, form_becomes=becomes)

    codes = ("P01", "P08", "N10") if becomes == "doubled" else ("P01", "N10")
    return ErrorClass(codes, candidates)


def _in_form(
    kind: str, words: Callable[[PublishedPackage, random.Random], str]
) -> Callable[[PublishedPackage, random.Random], Iterator[Seed]]:
    """A sentence more at the end of a field of a form."""

    def candidates(package: PublishedPackage, chance: random.Random) -> Iterator[Seed]:
        for form in package.projects:
            for name in ("项目概况", "项目设立必要性", "项目实施计划"):
                field = form.fields.get(name)
                if field is not None and len(field.text.strip()) > 1:
                    new = field.text + words(package, chance)
                    yield Seed(kind, (Edit(field.place, field.text, new, whole=True),))

    return candidates


def _own_name(package: PublishedPackage, _: random.Random) -> str:
    return "由我中心组织实施。" if package.department.endswith("局") else "由我局组织实施。"


def _phone(_: PublishedPackage, chance: random.Random) -> str:
    return f"咨询电话1390000{chance.randrange(1000, 10000)}。"


def _emptied(package: PublishedPackage, _: random.Random) -> Iterator[Seed]:
    """A table with data printed as having none: its rows blank, a remark in the first."""
    for table in _tables(package, _SUMMED):
        filled = [
            (row, name)
            for block in table.blocks
            for row in block
            for name, cell in row.cells.items()
            if cell.text.strip()
        ]
        edits = [
            _cell(row, name, "" if index else "本表无数据")
            for index, (row, name) in enumerate(filled)
        ]
        yield Seed("有数的表写成无数据", tuple(edits))


CLASSES: Mapping[str, ErrorClass] = {
    "表内数字改动": ErrorClass(("T", "X"), _within),
    "表间：两个科目的数对调": ErrorClass(("X",), _swapped),
    "表间：整张表换成别处的数": ErrorClass(("X",), _foreign_table),
    "百分比的基数错": ErrorClass(("N",), _of_wrong_base),
    "增减方向写反": ErrorClass(("N",), _turned),
    "文中金额改动": ErrorClass(("N", "U"), _misstated),
    "表中把元当万元": ErrorClass(("U", "T", "X"), _yuan_in_cell),
    "文中把元当万元": ErrorClass(("U", "N"), _yuan_in_text),
    "缺一份绩效目标表": _form("缺一份绩效目标表", "missing"),
    "绩效目标表重复": _form("绩效目标表重复", "doubled"),
    "留有占位符": ErrorClass(("W01",), _in_form("留有占位符", lambda *_: "XX月XX日前完成。")),
    "留有手机号码": ErrorClass(("V01",), _in_form("留有手机号码", _phone)),
    "有数的表写成无数据": ErrorClass(("X", "T"), _emptied),
    "自称与名称不符": ErrorClass(("W05",), _in_form("自称与名称不符", _own_name)),
}


def seeds(package: PublishedPackage, kind: str, each: int, seed: int) -> list[Seed]:
    """At most ``each`` different errors of a class, the same ones for the same seed."""
    chance = random.Random(f"{seed} {kind} {package.department}")
    candidates = list(CLASSES[kind].candidates(package, chance))
    return chance.sample(candidates, min(each, len(candidates)))
