"""A raw document recognised as a package: its standard, year, department and tables.

The order matters: the standard is chosen by the titles, the tables are found by the standard,
and what is no table of the standard is left for whoever reads sections, statements and forms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from yugong.budget.catalogue import Catalogue
from yugong.findings import Finding, Kind, Place, Severity
from yugong.intake.catalogue_source import catalogue_years, load_catalogue
from yugong.published.forms.reading import FormsRead, read_forms
from yugong.published.model.blocks import Block, Line, RawDocument
from yugong.published.model.package import PublishedPackage, ReadTable
from yugong.published.model.printed_text import plain
from yugong.published.narrative.running_text import headings, passages
from yugong.published.narrative.sections import read_sections
from yugong.published.narrative.statements import read_statements
from yugong.published.standard_choice import choice_findings, choose
from yugong.published.tables.decimals import table_places
from yugong.published.tables.printed_table import PrintedTable
from yugong.published.tables.project_units import ListedNames
from yugong.published.tables.reading import fit, read_body, read_table, unit_names
from yugong.published.tables.regions import Regions, find_regions
from yugong.published.tables.titles import SURE, Preface, Titles, may_be_title, preface, years_in
from yugong.standard.library import shipped_standards
from yugong.standard.schema import Standard, TableSpec

_Value = TypeVar("_Value", int, str)

_HEADS_FIT = 0.8
_HEADS_SERVE = 0.5
_FORM_WORDS = ("绩效", "申报")
_DECLARED_YEAR = re.compile(r"(20\d{2})\s*年?\s*度?\s*(?:部门|单位)?\s*预算")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was made out of a document's tables and forms, and the blocks that are no tables."""

    standard: Standard
    year: int | None
    department: str
    tables: dict[str, ReadTable]
    repeated: tuple[ReadTable, ...]
    foreign: tuple[str, ...]
    forms: FormsRead
    rest: tuple[Block, ...]
    unread: tuple[Finding, ...]
    catalogue: Catalogue


def recognise(raw: RawDocument, standard: Standard | None = None) -> PublishedPackage:
    """The package a document is; ``standard`` where it is known which one it should follow."""
    made = recognise_tables(raw, standard)
    forms = made.forms
    sections = read_sections(forms.rest, raw.form)
    narrative = read_statements(sections, made.catalogue, made.year or made.catalogue.year)
    return PublishedPackage(
        file=raw.file,
        form=raw.form,
        standard=made.standard,
        year=made.year,
        department=made.department,
        tables=made.tables,
        repeated=made.repeated,
        foreign=made.foreign,
        sections=sections,
        statements=narrative.statements,
        enumerations=narrative.enumerations,
        projects=forms.projects,
        overall=forms.overall,
        passages=passages(made.rest, raw.form),
        left_overs=raw.left_overs,
        unread=(*raw.findings, *made.unread, *forms.unread, *narrative.unread),
        headings=headings(made.rest, raw.form),
        rest=made.rest,
    )


def recognise_tables(raw: RawDocument, standard: Standard | None = None) -> Recognised:
    """The standard, year and department of a document, and its tables."""
    at = Place(file=raw.file)
    year = _year(raw.blocks)
    findings: list[Finding] = []
    if standard is None:
        choice = choose(shipped_standards(), raw.blocks, year)
        standard = choice.standard
        findings += choice_findings(choice, year, at)
    titles = Titles(standard)
    regions = find_regions(raw.blocks, titles)
    found = [_Found.of(table, taken, titles) for table, taken in regions.tables]
    _by_heads_alone(found, standard)
    year = _common(one.above.year for one in found if one.spec) or year
    department = _common(one.above.department for one in found if one.spec) or ""
    if year is None:
        findings.append(Finding(Kind.YEAR_NOT_READ, at, severity=Severity.WARNING))
    if not department:
        findings.append(Finding(Kind.DEPARTMENT_NOT_READ, at, severity=Severity.WARNING))
    catalogue = load_catalogue(year if year is not None else catalogue_years()[-1])[0]
    rest = _rest(found, regions)
    forms = read_forms(rest, raw.form)
    projects = frozenset(plain(one.name) for one in forms.projects)
    tables, repeated, faults = _read(found, catalogue, department, projects)
    places = table_places([*tables.values(), *repeated], standard.numbers.table.places)
    tables = {name: replace(read, places=places[read.unit]) for name, read in tables.items()}
    repeated = [replace(read, places=places[read.unit]) for read in repeated]
    findings += faults
    findings += [
        Finding(
            Kind.TABLE_NOT_READ, at, actual=_printed_title(spec, year), severity=Severity.WARNING
        )
        for spec in standard.tables
        if spec.name not in tables and not spec.optional
    ]
    return Recognised(
        standard=standard,
        year=year,
        department=department,
        tables=tables,
        repeated=tuple(repeated),
        foreign=tuple(_foreign(found)),
        forms=forms,
        rest=rest,
        unread=tuple(findings),
        catalogue=catalogue,
    )


@dataclass(slots=True)
class _Found:
    """A printed table with what stands above it and the table of the standard it is."""

    table: PrintedTable
    taken: frozenset[int]
    above: Preface
    spec: TableSpec | None
    by_heads: bool = False

    @classmethod
    def of(cls, table: PrintedTable, taken: frozenset[int], titles: Titles) -> _Found:
        above, spec, score = preface(table.above, titles)
        if spec is not None:
            heads = fit(spec, table)
            if heads < _HEADS_SERVE or (score < SURE and heads < _HEADS_FIT):
                spec = None
        if spec is None and above.label:
            numbered = titles.numbered(above.label)
            if numbered is not None and fit(numbered, table) >= _HEADS_FIT:
                spec = numbered
        return cls(table, taken, above, spec)


def _by_heads_alone(found: Sequence[_Found], standard: Standard) -> None:
    """A table whose title says nothing may still be the only one with its heads."""
    known = {one.spec.name for one in found if one.spec is not None}
    for one in found:
        if one.spec is not None or not one.above.unit:
            continue
        fits = [
            spec
            for spec in standard.tables
            if spec.name not in known and fit(spec, one.table) >= 1.0
        ]
        if len(fits) == 1 and len(fits[0].blocks[0].columns) > 2:
            one.spec, one.by_heads = fits[0], True
            known.add(fits[0].name)


def _read(
    found: Sequence[_Found], catalogue: Catalogue, department: str, projects: frozenset[str]
) -> tuple[dict[str, ReadTable], list[ReadTable], list[Finding]]:
    bodies = [
        None if one.spec is None else read_body(one.spec, one.table, catalogue, department)
        for one in found
    ]
    units = {plain(department)} if department else set()
    for one, body in zip(found, bodies, strict=True):
        if one.spec is not None and body is not None:
            units |= unit_names(one.spec, body)
    names = ListedNames(frozenset(units), projects)
    tables: dict[str, ReadTable] = {}
    repeated: list[ReadTable] = []
    findings: list[Finding] = []
    for one, body in zip(found, bodies, strict=True):
        if one.spec is None or body is None:
            continue
        read, faults = read_table(
            one.spec, one.table, one.above, body, catalogue, names, department
        )
        findings += faults
        if one.by_heads:
            title = one.above.title or "（没有标题）"
            findings.append(
                Finding(
                    Kind.TABLE_KNOWN_BY_HEADS,
                    read.place,
                    title,
                    one.spec.name,
                    severity=Severity.INFO,
                )
            )
        if one.spec.name in tables:
            repeated.append(read)
        else:
            tables[one.spec.name] = read
    ordered = {
        one.spec.name: tables[one.spec.name]
        for one in sorted(
            (one for one in found if one.spec is not None), key=lambda one: min(one.taken)
        )
        if one.spec is not None
    }
    return ordered, repeated, findings


def _year(blocks: Iterable[Block]) -> int | None:
    """The year most lines speak of as that of a budget."""
    counted: Counter[int] = Counter()
    for block in blocks:
        if isinstance(block, Line):
            counted.update(int(year) for year in _DECLARED_YEAR.findall(block.text))
            if "预算年度" in block.text:
                counted.update(years_in(block.text))
        elif len(block.rows) <= 3:
            counted.update(year for row in block.rows for one in row for year in years_in(one))
    return max(counted, key=lambda year: (counted[year], year)) if counted else None


def _printed_title(spec: TableSpec, year: int | None) -> str:
    return spec.title.replace("{年度}年", "" if year is None else f"{year}年")


def _common(values: Iterable[_Value | None]) -> _Value | None:
    """The value that is said most often, the first of several."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None


def _foreign(found: Iterable[_Found]) -> Iterable[str]:
    """Titles of tables with a unit of money that are none of the standard's."""
    for one in found:
        if one.spec is not None or not one.above.unit:
            continue
        title = next(
            (
                line.text.strip()
                for line in reversed(one.table.above)
                if may_be_title(line.text) and not any(word in line.text for word in _FORM_WORDS)
            ),
            "",
        )
        if title:
            yield title


def _rest(found: Sequence[_Found], regions: Regions) -> tuple[Block, ...]:
    """The blocks that neither are a table of the standard nor stand above one."""
    taken: set[int] = set()
    above = {id(line) for one in found if one.spec is not None for line in one.above.lines}
    for one in found:
        if one.spec is not None:
            taken |= one.taken
    taken |= {at for at, block in enumerate(regions.blocks) if id(block) in above}
    return regions.outside(frozenset(taken))
