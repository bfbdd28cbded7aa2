"""N08 and N14: the contents a narrative must have, and those it cannot have yet.

Tests: tests/audit/narrative/test_content.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from yugong.audit.evidence.fact_cells import readings
from yugong.audit.evidence.stated import changes, fact_label, listed, values_of_section
from yugong.audit.evidence.text_words import text_words
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import Aspect, PublishedPackage, Section
from yugong.standard.library import shipped_standards
from yugong.standard.schema import ElementSpec

_RUNNING = "机关运行经费"


def _shipped_levels() -> Iterator[Severity]:
    """The levels that the shipped standards give the elements of their narratives."""
    for standard in shipped_standards():
        for elements in standard.narrative.elements.values():
            yield from (Severity(element.level) for element in elements)


@rule(
    "N08",
    "缺少必备的章节或内容",
    "补写所缺的章节、金额、增减额和幅度；没有的写明没有。",
    severities=[Severity.ERROR, Severity.WARNING],
    graded_by=_shipped_levels,
    needs=[Need.TEXT],
)
def the_narrative_is_complete(package: PublishedPackage) -> Iterator[Finding]:
    """情况说明的各节齐全，各节写到规定的内容；比上年增减既写金额也写幅度。"""
    names = {section.name for section in package.sections}
    required = package.standard.narrative.sections
    if not names & set(required):
        return
    missing = [name for name in required if name not in names]
    if missing:
        yield violation(
            "N08",
            Place(file=package.file),
            f"没有读到：{'、'.join(missing)}",
            "按标准的章节写齐",
            severity=Severity.WARNING,
            evidence=tuple(
                section.heading for section in package.sections if section.name in required
            ),
        )
    for name, elements in package.standard.narrative.elements.items():
        section = package.section(name)
        if section is not None:
            yield from _elements(package, section, elements)
    yield from _running(package)
    yield from _without_rate(package)
    yield from _without_table(package)


def _elements(
    package: PublishedPackage, section: Section, elements: tuple[ElementSpec, ...]
) -> Iterator[Finding]:
    stated = {
        statement.subject for statement in package.statements if statement.section == section.name
    }
    text = "".join(passage.text for passage in section.passages)
    if not stated and any(word in text for word in text_words().none_words):
        return
    values = values_of_section(package, section.name)
    missing: dict[Severity, list[str]] = {}
    for element in elements:
        excused = values.get(element.unless_nil or "")
        if not stated & set(element.facts) and (excused is None or excused.value):
            missing.setdefault(Severity(element.level), []).append(element.name)
    for severity, names in missing.items():
        yield violation(
            "N08",
            section.place,
            f"{section.heading}：没有写{'、'.join(names)}",
            "写明数字，没有的写 0",
            severity=severity,
            evidence=listed(passage.text for passage in section.passages),
        )


def _running(package: PublishedPackage) -> Iterator[Finding]:
    """机关运行经费 needs this year's amount, last year's or the change, and the percentage."""
    section = package.section(_RUNNING)
    if section is None:
        return
    subject = f"{_RUNNING}.合计"
    has = {statement.aspect for statement in package.statements if statement.subject == subject}
    text = "".join(passage.text for passage in section.passages)
    known = any(reading.amount for reading in readings(package, subject))
    if not known and any(word in text for word in text_words().none_words):
        return
    if Aspect.VALUE not in has:
        amounts = "；".join(
            f"{reading.source} {reading.amount}" for reading in readings(package, subject)
        )
        yield violation(
            "N08",
            section.place,
            f"{section.heading}：没有写本年的金额",
            "写明本年数、比上年增减额、幅度和原因",
            evidence=listed([text, *([amounts] if amounts else [])]),
        )
    elif not has & {Aspect.PREVIOUS, Aspect.CHANGE}:
        yield violation(
            "N08",
            section.place,
            f"{section.heading}：没有写比上年增减",
            "写明比上年增减额、幅度和原因",
            severity=Severity.WARNING,
            evidence=(text,),
        )


def _without_rate(package: PublishedPackage) -> Iterator[Finding]:
    """Changes that are stated as an amount only, where the standard wants the percentage too."""
    required = package.standard.narrative.rated
    rated = {
        statement.subject for statement in package.statements if statement.aspect is Aspect.RATE
    }
    bare = {
        change.subject: change
        for change in changes(package)
        if change.subject in required and change.value and change.subject not in rated
    }
    if bare:
        first = next(iter(bare.values()))
        yield violation(
            "N08",
            first.place,
            f"{'、'.join(fact_label(name) for name in bare)}只写增减额，没有写幅度",
            "同时写明增减幅度",
            severity=Severity.WARNING,
            evidence=listed(change.sentence for change in bare.values()),
        )


def _without_table(package: PublishedPackage) -> Iterator[Finding]:
    """Report tables that the text names and the package lacks."""
    for title, name in text_words().tables_named.items():
        if name in package.tables or any(title in heading for heading in package.foreign):
            continue
        source = next(
            (
                passage
                for section in package.sections
                for passage in section.passages
                if title in passage.text
            ),
            None,
        )
        if source is not None:
            yield violation(
                "N08",
                source.place,
                f"文中说有“{title}”，材料里没有这张表",
                "附上这张表，或删去这一说法",
                severity=Severity.WARNING,
                evidence=(source.text,),
            )


@rule(
    "N14",
    "年初预算写了事后的结果",
    "删去评价结果、完成情况，改写为本年的绩效目标编报情况。",
    severities=[Severity.ERROR],
    needs=[Need.TEXT],
)
def no_result_before_the_year(package: PublishedPackage) -> Iterator[Finding]:
    """预算公开不出现绩效评价结果、已完成等年度结束后才有的内容。"""
    words = text_words()
    for section in package.sections:
        if section.name not in words.hindsight_sections:
            continue
        for passage in section.passages:
            match = next((m for p in words.hindsight if (m := p.search(passage.text))), None)
            if match is not None:
                yield violation(
                    "N14",
                    passage.place,
                    match[0],
                    "年初只有绩效目标，没有评价结果",
                    evidence=(passage.text,),
                )
