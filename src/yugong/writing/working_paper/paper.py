"""The working paper as a whole: its sheets and their order.

Tests: tests/writing/working_paper/test_office.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from yugong.figures.figures import Figures
from yugong.figures.posting import Posting
from yugong.figures.selection import Selection
from yugong.figures.tracing import fact_source
from yugong.findings import Finding, Place
from yugong.quick_dataclass import dataclass
from yugong.report_workbook import Book
from yugong.standard.reasons import StatedChange, reasons_in_words
from yugong.standard.schema import Standard
from yugong.standard.two_years import TwoYearTable, two_year_tables
from yugong.writing.working_paper.criteria import LedgerKeys
from yugong.writing.working_paper.driver_sheet import write_drivers
from yugong.writing.working_paper.fact_sheet import ended_facts, write_facts, write_procurement
from yugong.writing.working_paper.list_sheets import (
    fill_notes,
    write_adjustments,
    write_findings,
    write_notes,
)
from yugong.writing.working_paper.posting_sheet import write_postings
from yugong.writing.working_paper.table_sheet import LAST_YEAR, THIS_YEAR, write_table


@dataclass(frozen=True, slots=True)
class PaperContent:
    """The content of a working paper.

    ``changes`` are those the narrative states.  ``places`` and ``last_places`` are the places of
    the postings in the files of this year and of last year, in the order of the postings.
    """

    standard: Standard
    figures: Figures
    findings: tuple[Finding, ...]
    changes: tuple[StatedChange, ...]
    places: tuple[Place, ...]
    last_places: tuple[Place, ...] = ()


def working_paper(content: PaperContent) -> bytes:
    """Return the working paper as an .xlsx file; raise FindingsError (D006) for long text."""
    figures, standard = content.figures, content.standard
    budget = figures.budget
    book = Book(f"{budget.department.name}{budget.year}年底稿", budget.department.published_on)
    tables = two_year_tables(standard, figures)
    last = figures.last.postings if figures.last is not None else ()
    projects = _project_names(figures)
    keys = LedgerKeys.of((*figures.postings, *last), projects, _selections(figures, tables))
    notes = write_notes(book)
    sheets: list[tuple[str, str]] = []
    for table in tables:
        sheet = write_table(book, table, keys, standard.numbers.table)
        sheets.append((sheet.name, table.now.title))
    reasons = reasons_in_words(standard, content.changes, draft=False)
    facts = write_facts(book, figures, keys, standard.numbers)
    sheets.append((facts.sheet, "全部数字的编号、公式、上年和增减"))
    sheet = write_drivers(book, content.changes, reasons, facts)
    sheets.append((sheet.name, "比上年增减由哪些因素构成，以及所写的主要原因"))
    years: list[tuple[str, str, Sequence[Posting], tuple[Place, ...]]] = [
        ("收支明细", THIS_YEAR, figures.postings, content.places)
    ]
    if last:
        years.append(("上年收支明细", LAST_YEAR, last, content.last_places))
    for name, prefix, postings, places in years:
        write_postings(
            book,
            name,
            f"{name}（{budget.year - (prefix == LAST_YEAR)}年）",
            prefix,
            postings,
            keys,
            figures.catalogue,
            projects,
            tuple(place.brief for place in places),
        )
        sheets.append((name, "一行一笔，各表和“数字”由它相加"))
    if budget.procurement:
        sheet = write_procurement(book, budget.procurement, projects)
        sheets.append((sheet.name, "政府采购预算的各行"))
    if budget.adjustments:
        sheet = write_adjustments(book, budget.adjustments)
        sheets.append((sheet.name, "各批预算调整逐行做了什么"))
    sheet = write_findings(book, [_named(finding) for finding in content.findings])
    sheets.append((sheet.name, "生成时发现的问题和处理办法"))
    fill_notes(notes, figures, f"{standard.name}　{standard.description}", sheets)
    return book.finished()


def _selections(figures: Figures, tables: Iterable[TwoYearTable]) -> Iterator[Selection]:
    """Yield every selection of postings that a formula sums."""
    for table in tables:
        for row in table.selections:
            yield from row.values()
    for fact_id in (*figures.facts, *(fact.id for fact in ended_facts(figures))):
        source = fact_source(fact_id, figures.scopes)
        if source is not None:
            yield source.selection


def _project_names(figures: Figures) -> dict[str, str]:
    """Return the names of both years' projects by key, this year's first."""
    last = figures.last.projects if figures.last is not None else {}
    current = {project.key: project.name for project in figures.budget.projects}
    return {**current, **{key: name for key, name in last.items() if key not in current}}


def _named(finding: Finding) -> Finding:
    """Return the finding with the name of its file instead of the path."""
    name = PurePath(finding.place.file.replace("\\", "/")).name
    return replace(finding, place=replace(finding.place, file=name))
