"""A package made of a few printed lines, so that a test of a rule shows just what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from builders.entered_rules import RULES
from yugong.audit.rule import audit
from yugong.findings import Finding, Place, Severity
from yugong.published.model.blocks import Form, Grid, LeftOver, LeftOverKind
from yugong.published.model.package import Passage, PublishedPackage, ReadTable
from yugong.standard.library import shipped_standards
from yugong.standard.schema import Standard

FILE = "某县档案馆.docx"


@cache
def _standard() -> Standard:
    return next(standard for standard in shipped_standards() if standard.name == "shanxi-2025")


def paragraph_place(paragraph: int) -> Place:
    return Place(file=FILE, path=f"第 {paragraph} 段")


def package_of_text(
    *paragraphs: str,
    department: str = "某县档案馆",
    form: Form = "docx",
    cells: Sequence[Sequence[str]] = (),
    left_overs: Sequence[tuple[str, str]] = (),
    tables: Sequence[tuple[str, str]] = (),
) -> PublishedPackage:
    """Return a package with these paragraphs, a grid of cells, left-overs (kind, text), and tables
    (label, title) in the order of the standard.
    """
    specs = _standard().tables
    read = [
        ReadTable(
            spec=spec,
            label=label,
            title=title,
            unit="万元",
            columns=frozenset(column.name for block in spec.blocks for column in block.columns),
            blocks=tuple(() for _ in spec.blocks),
            place=Place(file=FILE, path=title),
        )
        for spec, (label, title) in zip(specs, tables, strict=False)
    ]
    grid = Grid(tuple(tuple(row) for row in cells), (), Place(file=FILE, path="第 1 张表"))
    return PublishedPackage(
        file=FILE,
        form=form,
        standard=_standard(),
        year=2026,
        department=department,
        tables={table.name: table for table in read},
        passages=tuple(
            Passage(text, paragraph_place(number)) for number, text in enumerate(paragraphs, 1)
        ),
        left_overs=tuple(
            LeftOver(LeftOverKind(kind), text, paragraph_place(1)) for kind, text in left_overs
        ),
        other_blocks=(grid,) if cells else (),
    )


def findings(code: str, package: PublishedPackage) -> list[Finding]:
    (outcome,) = audit(package, [RULES[code]])
    assert not outcome.not_executed
    return list(outcome.findings)


def actual_and_severity(code: str, package: PublishedPackage) -> list[tuple[str, Severity]]:
    return [(finding.actual, finding.severity) for finding in findings(code, package)]
