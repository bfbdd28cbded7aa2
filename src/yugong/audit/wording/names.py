"""The names a department gives itself, against its full name.

Tests: tests/audit/wording/test_layout.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.printed import (
    Part,
    TextMatch,
    findings_from_matches,
    matches_in,
    printed,
)
from yugong.audit.evidence.table_names import OPERATING
from yugong.audit.rule import Need, rule, violation
from yugong.audit.wording.levels import place_name
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import CHINESE

_ENDINGS = (
    "委员会",
    "中心",
    "局",
    "厅",
    "委",
    "办公室",
    "办",
    "院",
    "校",
    "站",
    "队",
    "部",
    "所",
    "馆",
)
_SHORT = {"委员会": "委", "办公室": "办"}
_OWN = re.compile(
    r"(?P<who>[我本])(?P<what>中心|局|厅|委(?!托|派|任|员|屈|婉)|院|校(?!区|园)|站)"
    rf"(?!{CHINESE}?[长级])"
)
_BODIES = re.compile(
    rf"(?P<core>{CHINESE}{{2,12}}?)(?P<end>管理局|事务局|服务局|管理中心|服务中心|保障中心)"
)
_PUBLIC = re.compile(r"(?:中心|站|所|馆|院|校|队)(?:本级|机关)?$")
_BELOW = re.compile(r"(?:所属|下属|下设|二级)[^，。；]{0,30}$")
_CORE = 2
_BESIDE = 2


@rule(
    "W05",
    "自称与部门名称不一致",
    "统一用部门全称或一致的简称。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.TEXT],
)
def calls_itself_by_its_name(package: PublishedPackage) -> Iterator[Finding]:
    """文中的自称（我局、本中心）和全称与部门名称一致，单位性质与名称一致。"""
    if not package.department:
        return
    yield from findings_from_matches("W05", _own_words(package))
    yield from findings_from_matches("W05", _other_names(package))
    yield from _kind(package)


def _ending(name: str) -> str:
    return next((ending for ending in _ENDINGS if name.endswith(ending)), "")


def _own_words(package: PublishedPackage) -> Iterator[TextMatch]:
    ending = _ending(package.department)
    if not ending:
        return
    usual = _SHORT.get(ending, ending)
    for piece, match in matches_in(printed(package, Part.NARRATIVE, Part.FORM), _OWN):
        if match["what"] != usual:
            # 本 may speak of a unit below the department; 我 cannot.
            severity = Severity.ERROR if match["who"] == "我" else Severity.WARNING
            yield TextMatch(match[0], package.department, piece, *match.span(), severity)


def _other_names(package: PublishedPackage) -> Iterator[TextMatch]:
    """Bodies with the department's place or subject, yet another ending."""
    place = place_name(package.department)
    _, _, name_part = (
        package.department.rpartition(place) if place else ("", "", package.department)
    )
    name_part = name_part.removeprefix("直属")
    subject = name_part[:_CORE]
    units = _units(package)
    matches = []
    pieces = printed(package, Part.NARRATIVE, Part.FORM)
    named = [piece for piece in pieces if "局" in piece.text or "中心" in piece.text]
    for piece, match in matches_in(named, _BODIES):
        name = _name_from(match[0], subject)
        if (
            not name
            or name in name_part
            or name_part in name
            or any(name in unit for unit in units)
        ):
            continue
        if _BELOW.search(piece.text[: match.end()]):
            units.add(name)
        matches.append(TextMatch(name, package.department, piece, *match.span(), Severity.WARNING))
    yield from (other for other in matches if not any(other.what in unit for unit in units))


def _name_from(text: str, subject: str) -> str:
    """Return the body's name from the department's subject on; empty if it names another body."""
    start = text.rfind(subject)
    before = text[:start]
    if start < 0 or before.endswith(("省", "国家", "中央", "全国", "国务院")):
        return ""
    return text[start:]


def _units(package: PublishedPackage) -> set[str]:
    table = package.tables.get(OPERATING)
    return {row.label for block in table.blocks for row in block if row.label} if table else set()


def _kind(package: PublishedPackage) -> Iterator[Finding]:
    """A centre, station or school that says it is an administrative unit."""
    cells = list(printed(package, Part.FORM, Part.TABLE))
    reported: set[int] = set()
    for index, name in enumerate(cells):
        unit = name.text.strip()
        if package.department not in unit or not _PUBLIC.search(unit):
            continue
        for number, kind in enumerate(cells[index + 1 : index + 1 + _BESIDE], index + 1):
            if kind.text.strip() in ("行政", "行政单位") and number not in reported:
                reported.add(number)
                yield violation(
                    "W05",
                    kind.place,
                    kind.text.strip(),
                    "与单位名称相符的性质",
                    severity=Severity.WARNING,
                    evidence=[unit],
                )
