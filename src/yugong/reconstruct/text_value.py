"""What a package says in words, as the entries of a ledger: the department, assets, last year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from yugong.budget.consistency import IDENTITIES
from yugong.budget.money import YUAN_PER_WAN, ZERO, residue_tolerance
from yugong.figures.figures import Figures
from yugong.published.package import Aspect, PublishedPackage, Statement
from yugong.reconstruct.printed_names import printed_names

_NUMBERING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十百\d]+[)）]|[一二三四五六七八九十]+、|\d{1,2}[.．、](?!\d))\s*"
)
_DATE = re.compile(r"(20\d{2})年(\d{1,2})月(?:(\d{1,2})日)?")
_AS_OF = re.compile(r"截[至止]\s*(20\d{2})年(\d{1,2})月(\d{1,2})日")
_CODE = re.compile(r"^\s*\[?(\d{3,})\]?\s*[-—－]?")
_UNITS_LISTED = re.compile(r"预算单位有：")


def department_value(package: PublishedPackage, units: Mapping[str, str]) -> dict[str, Any]:
    """部门 as far as it is in print."""
    names = printed_names()
    value: dict[str, Any] = {"名称": package.department}
    code = _code(package)
    if code:
        value["代码"] = code
    level = next(
        (
            level
            for words, level in names.levels
            if any(word in package.department for word in words)
        ),
        None,
    )
    if level:
        value["级次"] = level
    texts = [one.text for one in package.passages]
    ours = {name: sum(text.count(name) for text in texts) for name in ("本部门", "本单位")}
    value["自称"] = max(ours, key=lambda name: ours[name])
    published = _published_on(package)
    if published:
        value["公开日期"] = published
    value["单位"] = [{"名称": name, "性质": kind} for name, kind in units.items()]
    duties = [text for text in _texts(package, names.duties) if text]
    if duties:
        value["职责"] = duties
    structure = [
        text for text in _texts(package, names.structure) if not _UNITS_LISTED.search(text)
    ]
    if structure:
        value["机构设置"] = structure
    return value


def _texts(package: PublishedPackage, name: str) -> Iterator[str]:
    section = package.section(name)
    for passage in section.passages if section else ():
        text = _NUMBERING.sub("", passage.text).strip()
        if text:
            yield text


def _code(package: PublishedPackage) -> str:
    for form in package.projects:
        found = form.fields.get(printed_names().authority)
        match = _CODE.match(found.text) if found else None
        if match:
            return match[1]
    return ""


def _published_on(package: PublishedPackage) -> str:
    """The date on the cover; without a day the first of the month."""
    for passage in package.passages[:8]:
        match = _DATE.fullmatch("".join(passage.text.split()))
        if match:
            return f"{match[1]}-{int(match[2]):02}-{int(match[3] or 1):02}"
    return ""


def passages_value(package: PublishedPackage) -> dict[str, str]:
    """The department's own passages (文字)."""
    value = {}
    for section, name in printed_names().passages.items():
        found = package.section(section)
        texts = [passage.text.strip() for passage in found.passages] if found else []
        text = "\n".join(text for text in texts if text)
        if text:
            value[name] = text
    return value


def assets_value(package: PublishedPackage) -> dict[str, Any]:
    """国有资产 as the narrative states it; empty where it says nothing of it."""
    names = printed_names()
    stated = _stated(package)
    value: dict[str, Any] = {}
    as_of = next(
        (match for one in package.passages if (match := _AS_OF.search(one.text))),
        None,
    )
    if as_of:
        value["截至日期"] = f"{as_of[1]}-{int(as_of[2]):02}-{int(as_of[3]):02}"
    counts = {field: stated[fact] for field, fact in names.assets.items() if fact in stated}
    vehicles = {
        field: f"{stated[fact]:f}"
        for field, fact in names.vehicles.items()
        if stated.get(fact, ZERO) > 0
    }
    if not (as_of or counts or vehicles):
        return {}
    for field in names.assets:
        value[field] = f"{counts.get(field, ZERO):f}"
        if field == next(iter(names.assets)):
            value["车辆"] = vehicles
    for field, fact in names.asset_values.items():
        if stated.get(fact, ZERO) > 0:
            value[field] = f"{stated[fact] * YUAN_PER_WAN:.2f}"
    return value


def _stated(package: PublishedPackage) -> dict[str, Decimal]:
    values: dict[str, Decimal] = {}
    for one in package.statements:
        if one.aspect is Aspect.VALUE:
            values.setdefault(one.subject, one.value)
    return values


def procurement_value(package: PublishedPackage) -> list[dict[str, str]]:
    """政府采购 by kind, as the narrative states it, in 元."""
    stated = _stated(package)
    return [
        {"类别": kind, "金额": f"{stated[fact] * YUAN_PER_WAN:.2f}"}
        for kind, fact in printed_names().procurement.items()
        if stated.get(fact, ZERO) > 0
    ]


def previous_values(package: PublishedPackage, figures: Figures) -> dict[str, Decimal]:
    """Last year's figures in 元: as stated, else this year's less the stated change.

    Where the parts of a printed sum leave a rounding residue, the sum is taken to be theirs.
    """
    previous: dict[str, Decimal] = {}
    for one in package.statements:
        fact = figures.facts.get(one.subject)
        if fact is None or fact.unit != "元" or one.subject in previous:
            continue
        before = _before(one, fact.value)
        if before is not None and before >= 0:
            previous[one.subject] = before
    for whole, parts in (*IDENTITIES, *IDENTITIES):  # a whole may be part of another
        if all(part in previous for part in parts):
            total = sum((previous[part] for part in parts), ZERO)
            beyond = abs(previous.get(whole, total) - total)
            if beyond <= residue_tolerance(len(parts)) * YUAN_PER_WAN:
                previous[whole] = total
    return previous


def _before(one: Statement, value: Decimal) -> Decimal | None:
    if one.aspect is Aspect.PREVIOUS:
        return one.value * YUAN_PER_WAN
    if one.aspect is Aspect.CHANGE and one.direction is not None:
        change = one.value * YUAN_PER_WAN * one.direction
        return max(value - change, ZERO) if one.direction else value
    return None


def reason_values(package: PublishedPackage, figures: Figures) -> dict[str, str]:
    """The stated main reasons, by the fact they explain."""
    reasons: dict[str, str] = {}
    for one in package.statements:
        fact = figures.facts.get(one.subject)
        if one.reason and fact is not None and fact.unit == "元":
            reasons.setdefault(one.subject, one.reason)
    return reasons
