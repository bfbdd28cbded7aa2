"""Built packages and a few lines of text read as a stranger's, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from yugong.intake.catalogue_source import load_catalogue
from yugong.jobs.compute import ComputedBudget
from yugong.published.model.blocks import Grid, Line
from yugong.published.model.package import PublishedPackage, Section
from yugong.published.narrative.sections import read_sections
from yugong.published.narrative.statements import Narrative, read_statements
from yugong.published.plain_text.reading import read_text
from yugong.published.raw import read_document
from yugong.published.recognise import recognise
from yugong.writing import docx, xlsx


def written_word(prepared: ComputedBudget, folder: Path) -> Path:
    """The package as a Word file."""
    path = folder / "package.docx"
    docx.compile_template(prepared.loaded.word, "w").write(path, prepared.package)
    return path


def written_workbook(prepared: ComputedBudget, folder: Path) -> Path:
    """The package as a workbook, with the text of its Word file."""
    path = folder / "package.xlsx"
    loaded, package = prepared.loaded, prepared.package
    word = docx.word_template(loaded.word, "w", loaded.engine, loaded.attachments)
    written = word.write(folder / "text.docx", package)
    narrative = docx.narrative_of(written.narrative, package)
    xlsx.compile_workbook(loaded.excel, "e").write(path, package, narrative)
    return path


@dataclass(frozen=True, slots=True)
class _File:
    """A file known by its name and content, wherever it lies."""

    name: str
    content: bytes
    path: Path = field(compare=False)


def recognised(path: Path) -> PublishedPackage:
    """A file recognised as a stranger's; one of the same name and content is read once."""
    return _recognised(_File(path.name, path.read_bytes(), path))


@lru_cache(maxsize=12)
def _recognised(file: _File) -> PublishedPackage:
    document, findings = read_document(file.path)
    assert document is not None, findings
    return recognise(document)


def text_blocks(text: str) -> tuple[Line | Grid, ...]:
    """The blocks of a text file that says this."""
    return read_text(text.encode("utf-8"), "package.txt").blocks


def sections_of(text: str) -> tuple[Section, ...]:
    return read_sections(text_blocks(text), "text")


def named_sections(text: str) -> dict[str, list[str]]:
    """Return the named sections of a text with their paragraphs."""
    return {
        section.name: [p.text for p in section.passages]
        for section in sections_of(text)
        if section.name
    }


def narrative_of(heading: str, *paragraphs: str, year: int = 2026) -> Narrative:
    """Return the narrative that is read from these paragraphs under a heading."""
    sections = sections_of("\n".join((heading, *paragraphs)))
    return read_statements(sections, load_catalogue(year)[0], year)


def statements_under(heading: str, *paragraphs: str) -> list[tuple[str, str, str]]:
    """Subject, aspect and value of every statement; a decrease with a minus."""
    return [
        (
            statement.subject,
            statement.aspect.value,
            f"{'-' if statement.direction == -1 else ''}{statement.value}",
        )
        for statement in narrative_of(heading, *paragraphs).statements
    ]


def texts(cells: Sequence[str]) -> list[str]:
    """Cells without blanks and line breaks, which the paper decides about."""
    return ["".join(cell.split()) for cell in cells]
