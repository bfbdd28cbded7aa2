"""Recognising a raw document as a package: its standard, year, department and tables.

The order matters: titles choose the standard, the standard finds the tables, and the blocks
outside its tables are read as forms, sections and statements.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from yugong.budget.catalogue import Catalogue
from yugong.findings import Finding, Kind, Place, Severity
from yugong.intake.catalogue_source import catalogue_years, load_catalogue
from yugong.published.annexes import take_annexes
from yugong.published.forms.reading import FormsRead, read_forms
from yugong.published.model.annexes import PublishedAnnex
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
from yugong.quick_dataclass import dataclass
from yugong.standard.library import shipped_standards
from yugong.standard.schema import Standard, TableSpec

_Value = TypeVar("_Value", int, str)

_HEADS_FIT = 0.8
_HEADS_SERVE = 0.5
_FORM_WORDS = ("绩效", "申报")
_DECLARED_YEAR = re.compile(r"(20\d{2})\s*年?\s*度?\s*(?:部门|单位)?\s*预算")


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables and forms recognised in a document, and its other blocks."""

    standard: Standard
    year: int | None
    department: str
    tables: dict[str, ReadTable]
    repeated: tuple[ReadTable, ...]
    foreign: tuple[str, ...]
    forms: FormsRead
    other_blocks: tuple[Block, ...]
    unread: tuple[Finding, ...]
    catalogue: Catalogue
    annexes: tuple[PublishedAnnex, ...] = ()


def recognise(raw: RawDocument, standard: Standard | None = None) -> PublishedPackage:
    """Recognise a document as a package; ``standard`` is given where it is known."""
    made = recognise_tables(raw, standard)
    forms = made.forms
    sections = read_sections(forms.other_blocks, raw.form)
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
        passages=passages(made.other_blocks, raw.form),
        left_overs=raw.left_overs,
        unread=(*raw.findings, *made.unread, *forms.unread, *narrative.unread),
        headings=headings(made.other_blocks, raw.form),
        other_blocks=made.other_blocks,
        annexes=made.annexes,
    )


def recognise_tables(raw: RawDocument, standard: Standard | None = None) -> Recognised:
    """Recognise the standard, year, department and tables of a document."""
    place = Place(file=raw.file)
    year = _year(raw.blocks)
    findings: list[Finding] = []
    if standard is None:
        choice = choose(shipped_standards(), raw.blocks, year)
        standard = choice.standard
        findings += choice_findings(choice, year, place)
    titles = Titles(standard)
    annexes, blocks = take_annexes(raw.blocks, raw.form, titles)
    regions = find_regions(blocks, titles)
    printed = [_PrintedEntry.of(table, taken, titles) for table, taken in regions.tables]
    _match_by_heads_alone(printed, standard)
    year = _most_frequent(entry.above.year for entry in printed if entry.spec) or year
    department = _most_frequent(entry.above.department for entry in printed if entry.spec) or ""
    if year is None:
        findings.append(Finding(Kind.YEAR_NOT_READ, place, severity=Severity.WARNING))
    if not department:
        findings.append(Finding(Kind.DEPARTMENT_NOT_READ, place, severity=Severity.WARNING))
    catalogue = load_catalogue(year if year is not None else catalogue_years()[-1])[0]
    others = _outside_tables(printed, regions)
    forms = read_forms(others, raw.form)
    projects = frozenset(plain(form.name) for form in forms.projects)
    tables, repeated, faults = _read_tables(printed, catalogue, department, projects)
    places = table_places([*tables.values(), *repeated], standard.numbers.table.places)
    tables = {name: replace(read, places=places[read.unit]) for name, read in tables.items()}
    repeated = [replace(read, places=places[read.unit]) for read in repeated]
    findings += faults
    findings += [
        Finding(
            Kind.TABLE_NOT_READ, place, actual=_printed_title(spec, year), severity=Severity.WARNING
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
        foreign=tuple(_foreign_titles(printed)),
        forms=forms,
        other_blocks=others,
        unread=tuple(findings),
        catalogue=catalogue,
        annexes=annexes,
    )


@dataclass(slots=True)
class _PrintedEntry:
    """A printed table, the lines above it, and the table of the standard that it is."""

    table: PrintedTable
    taken: frozenset[int]
    above: Preface
    spec: TableSpec | None
    by_heads: bool = False

    @classmethod
    def of(cls, table: PrintedTable, taken: frozenset[int], titles: Titles) -> _PrintedEntry:
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


def _match_by_heads_alone(printed: Sequence[_PrintedEntry], standard: Standard) -> None:
    """Match each table with an unknown title to the only free table with exactly its heads."""
    known = {entry.spec.name for entry in printed if entry.spec is not None}
    for entry in printed:
        if entry.spec is not None or not entry.above.unit:
            continue
        fits = [
            spec
            for spec in standard.tables
            if spec.name not in known and fit(spec, entry.table) >= 1.0
        ]
        if len(fits) == 1 and len(fits[0].blocks[0].columns) > 2:
            entry.spec, entry.by_heads = fits[0], True
            known.add(fits[0].name)


def _read_tables(
    printed: Sequence[_PrintedEntry],
    catalogue: Catalogue,
    department: str,
    projects: frozenset[str],
) -> tuple[dict[str, ReadTable], list[ReadTable], list[Finding]]:
    bodies = [
        None if entry.spec is None else read_body(entry.spec, entry.table, catalogue, department)
        for entry in printed
    ]
    units = {plain(department)} if department else set()
    for entry, body in zip(printed, bodies, strict=True):
        if entry.spec is not None and body is not None:
            units |= unit_names(entry.spec, body)
    names = ListedNames(frozenset(units), projects)
    tables: dict[str, ReadTable] = {}
    repeated: list[ReadTable] = []
    findings: list[Finding] = []
    for entry, body in zip(printed, bodies, strict=True):
        if entry.spec is None or body is None:
            continue
        read, faults = read_table(
            entry.spec, entry.table, entry.above, body, catalogue, names, department
        )
        findings += faults
        if entry.by_heads:
            title = entry.above.title or "（没有标题）"
            findings.append(
                Finding(
                    Kind.TABLE_KNOWN_BY_HEADS,
                    read.place,
                    title,
                    entry.spec.name,
                    severity=Severity.INFO,
                )
            )
        if entry.spec.name in tables:
            repeated.append(read)
        else:
            tables[entry.spec.name] = read
    ordered = {
        entry.spec.name: tables[entry.spec.name]
        for entry in sorted(
            (entry for entry in printed if entry.spec is not None),
            key=lambda entry: min(entry.taken),
        )
        if entry.spec is not None
    }
    return ordered, repeated, findings


def _year(blocks: Iterable[Block]) -> int | None:
    """Return the budget year that most lines name, or ``None``."""
    counted: Counter[int] = Counter()
    for block in blocks:
        if isinstance(block, Line):
            counted.update(int(year) for year in _DECLARED_YEAR.findall(block.text))
            if "预算年度" in block.text:
                counted.update(years_in(block.text))
        elif len(block.rows) <= 3:
            counted.update(year for row in block.rows for text in row for year in years_in(text))
    return max(counted, key=lambda year: (counted[year], year)) if counted else None


def _printed_title(spec: TableSpec, year: int | None) -> str:
    return spec.title.replace("{年度}年", "" if year is None else f"{year}年")


def _most_frequent(values: Iterable[_Value | None]) -> _Value | None:
    """Return the most frequent value, the first of several, or ``None``."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None


def _foreign_titles(printed: Iterable[_PrintedEntry]) -> Iterable[str]:
    """Yield the titles of tables with a unit of money that are outside the standard."""
    for entry in printed:
        if entry.spec is not None or not entry.above.unit:
            continue
        title = next(
            (
                line.text.strip()
                for line in reversed(entry.table.above)
                if may_be_title(line.text) and not any(word in line.text for word in _FORM_WORDS)
            ),
            "",
        )
        if title:
            yield title


def _outside_tables(printed: Sequence[_PrintedEntry], regions: Regions) -> tuple[Block, ...]:
    """Return the blocks outside the standard's tables and the lines above them."""
    taken: set[int] = set()
    above = {id(line) for entry in printed if entry.spec is not None for line in entry.above.lines}
    for entry in printed:
        if entry.spec is not None:
            taken |= entry.taken
    taken |= {index for index, block in enumerate(regions.blocks) if id(block) in above}
    return regions.outside(frozenset(taken))
