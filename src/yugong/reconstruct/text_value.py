"""Entries of a ledger from the words of a package: the department, assets, last year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yugong.budget.consistency import IDENTITIES
from yugong.budget.money import YUAN_PER_WAN, ZERO, residue_tolerance
from yugong.figures.figures import Figures
from yugong.findings import Finding, Kind, Place, Severity
from yugong.published.model.package import Aspect, PublishedPackage, Statement
from yugong.published.model.printed_text import unspaced
from yugong.reconstruct.printed_names import printed_names
from yugong.reconstruct.registers import (
    listed_facts,
    listed_purchases,
    only_total_of_vehicles,
)
from yugong.standard.schema import Standard

_NUMBERING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十百\d]+[)）]|[一二三四五六七八九十]+、|\d{1,2}[.．、](?!\d))\s*"
)
_DATE = re.compile(r"(20\d{2})年(\d{1,2})月(?:(\d{1,2})日)?")
_AS_OF = re.compile(r"截[至止]\s*(20\d{2})年(\d{1,2})月(\d{1,2})日")
_CODE = re.compile(r"^\s*\[?(\d{3,})\]?\s*[-—－]?")


def department_value(
    package: PublishedPackage, units: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """Return 部门 as far as it is printed; ``units`` are the entries of its units by name."""
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
    if level == "市" and any(names.county_titles.search(form.title) for form in package.projects):
        level = "县级市"
    if level:
        value["级次"] = level
    texts = [passage.text for passage in package.passages]
    ours = {name: sum(text.count(name) for text in texts) for name in ("本部门", "本单位")}
    value["自称"] = max(ours, key=lambda name: ours[name])
    published = _published_on(package)
    if published:
        value["公开日期"] = published
    value["单位"] = [dict(unit) for unit in units.values()]
    duties, structure = _duties_and_structure(package)
    if duties:
        value["职责"] = duties
    if structure:
        value["机构设置"] = structure
    return value


def _duties_and_structure(package: PublishedPackage) -> tuple[list[str], list[str]]:
    """Return 职责 and 机构设置; one section may hold both, each under its heading."""
    names = printed_names()
    parts: dict[str, list[str]] = {
        names.duties: list(_texts(package, names.duties)),
        names.structure: [],
    }
    part = names.structure
    for text in _texts(package, names.structure):
        if text in names.duty_heads:
            part = names.duties
        elif text in names.structure_heads:
            part = names.structure
        elif not re.search(names.leading_to_list, text):
            parts[part].append(text)
    return parts[names.duties], parts[names.structure]


def _texts(package: PublishedPackage, name: str) -> Iterator[str]:
    section = package.section(name)
    for passage in section.passages if section else ():
        text = _NUMBERING.sub("", passage.text).strip()
        if text:
            yield text


def _code(package: PublishedPackage) -> str:
    for form in package.projects:
        authority = form.fields.get(printed_names().authority)
        match = _CODE.match(authority.text) if authority else None
        if match:
            return match[1]
    return ""


def _published_on(package: PublishedPackage) -> str:
    """Return the date on the cover; without a day it is the first of the month."""
    for passage in package.passages[:8]:
        match = _DATE.fullmatch(unspaced(passage.text))
        if match:
            return _day(match[1], match[2], match[3] or "1")
    return ""


def _day(year: str, month: str, day: str) -> str:
    """Return a date in the form of ledgers; empty for an impossible date."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def passages_value(package: PublishedPackage) -> dict[str, str]:
    """Return the passages that the department writes (文字)."""
    value = {}
    for section, name in printed_names().passages.items():
        read_section = package.section(section)
        texts = [passage.text.strip() for passage in read_section.passages] if read_section else []
        text = "\n".join(text for text in texts if text)
        if text:
            value[name] = text
    return value


def overall_texts(package: PublishedPackage, standard: Standard) -> dict[str, Any]:
    """Return 整体绩效 where the standard prints it as text under the headings of its fields."""
    spec = standard.overall.forms[standard.overall.default]
    fields: dict[str, str] = {}
    for section in package.sections:
        heading = _NUMBERING.sub("", section.heading).strip()
        text = "\n".join(
            passage.text.strip() for passage in section.passages if passage.text.strip()
        )
        if heading in (*spec.required, *spec.optional) and text and not spec.frame:
            fields.setdefault(heading, text)
    return {"栏目": fields} if fields else {}


def assets_value(package: PublishedPackage) -> dict[str, Any]:
    """Return 国有资产 from its table and from the narrative; empty if neither has any.

    Vehicles with only their number printed count as vehicles without a special use.
    """
    names = printed_names()
    listed = listed_facts(package)
    stated = _stated(package) | listed
    value: dict[str, Any] = {}
    dates = (match for passage in package.passages for match in _AS_OF.finditer(passage.text))
    as_of = next(filter(None, (_day(match[1], match[2], match[3]) for match in dates)), "")
    if as_of:
        value["截至日期"] = as_of
    counts = {field: stated[fact] for field, fact in names.assets.items() if fact in stated}
    vehicles = {
        field: f"{stated[fact]:f}"
        for field, fact in names.vehicles.items()
        if stated.get(fact, ZERO) > 0
    }
    if only_total_of_vehicles(stated) and stated[names.vehicle_total] > 0:
        vehicles = {names.unsorted_vehicles: f"{stated[names.vehicle_total]:f}"}
    if not (as_of or counts or vehicles):
        return {}
    for field in names.assets:
        value[field] = f"{counts.get(field, ZERO):f}"
        if field == next(iter(names.assets)):
            value["车辆"] = vehicles
    value |= {
        field: f"{listed[fact]:f}" for field, fact in names.asset_counts.items() if fact in listed
    }
    for field, fact in names.asset_values.items():
        if fact in listed:
            value[field] = f"{listed[fact]:.2f}"
        elif stated.get(fact, ZERO) > 0 or (listed and fact in stated):
            value[field] = f"{stated[fact] * YUAN_PER_WAN:.2f}"
    return value


def vehicles_unsorted(package: PublishedPackage) -> bool:
    """Tell if there are vehicles without a printed use."""
    stated = _stated(package) | listed_facts(package)
    return only_total_of_vehicles(stated) and stated[printed_names().vehicle_total] > 0


def _stated(package: PublishedPackage) -> dict[str, Decimal]:
    values: dict[str, Decimal] = {}
    for statement in package.statements:
        if statement.aspect is Aspect.VALUE:
            values.setdefault(statement.subject, statement.value)
    return values


def procurement_value(package: PublishedPackage, projects: Iterable[str]) -> list[dict[str, str]]:
    """Return 政府采购 in 元, from a table, else by kind from the narrative.

    ``projects`` are the names of the projects, a shared name once for each project.
    """
    listed = listed_purchases(package, Counter(projects))
    if listed:
        return listed
    stated = _stated(package)
    return [
        {"类别": kind, "金额": f"{stated[fact] * YUAN_PER_WAN:.2f}"}
        for kind, fact in printed_names().procurement.items()
        if stated.get(fact, ZERO) > 0
    ]


def previous_values(package: PublishedPackage, figures: Figures) -> dict[str, Decimal]:
    """Return last year's figures in 元: as stated, else this year's less the stated change.

    Where the parts of a printed sum leave a rounding residue, the sum is that of the parts.
    """
    previous: dict[str, Decimal] = {}
    for statement in package.statements:
        fact = figures.facts.get(statement.subject)
        if fact is None or fact.unit != "元" or statement.subject in previous:
            continue
        before = _before(statement, fact.value)
        if before is not None and before >= 0:
            previous[statement.subject] = before
    for whole, parts in (*IDENTITIES, *IDENTITIES):  # a whole may be part of another
        if all(part in previous for part in parts):
            total = sum((previous[part] for part in parts), ZERO)
            beyond = abs(previous.get(whole, total) - total)
            if beyond <= residue_tolerance(len(parts)) * YUAN_PER_WAN:
                previous[whole] = total
    return previous


def without_contrary_sums(
    previous: Mapping[str, Decimal], place: Place
) -> tuple[dict[str, Decimal], list[Finding]]:
    """Return last year's figures without sums that are not those of their parts; each is named."""
    kept = dict(previous)
    findings: list[Finding] = []
    for whole, parts in IDENTITIES:
        if whole in kept and all(part in kept for part in parts):
            total = sum((kept[part] for part in parts), ZERO)
            if kept[whole] != total:
                actual = f"上年数 {whole} {kept.pop(whole):f} 元"
                expected = f"{'、'.join(parts)}之和 {total:f} 元；核对后填写"
                findings.append(
                    Finding(
                        Kind.FIGURES_CONTRADICT, place, actual, expected, severity=Severity.WARNING
                    )
                )
    return kept, findings


def _before(statement: Statement, value: Decimal) -> Decimal | None:
    if statement.aspect is Aspect.PREVIOUS:
        return statement.value * YUAN_PER_WAN
    if statement.aspect is Aspect.CHANGE and statement.direction is not None:
        change = statement.value * YUAN_PER_WAN * statement.direction
        return max(value - change, ZERO) if statement.direction else value
    return None


def reason_values(package: PublishedPackage, figures: Figures) -> dict[str, str]:
    """Return the stated main reasons, by the fact that they explain."""
    reasons: dict[str, str] = {}
    for statement in package.statements:
        fact = figures.facts.get(statement.subject)
        if statement.reason and fact is not None and fact.unit == "元":
            reasons.setdefault(statement.subject, statement.reason)
    return reasons
