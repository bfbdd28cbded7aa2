"""Two built packages as one Word document with native tracked changes.

See ``docs/design/redline.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.ooxml.names import C, R, w
from yugong.ooxml.part_xml import xml_bytes
from yugong.ooxml.relationships import (
    APP_PROPERTIES_PART,
    CONTENT_TYPES_PART,
    CORE_PROPERTIES_PART,
    OF_PROPERTIES,
    Relationship,
    relationships_part,
    write_relationships,
)
from yugong.quick_dataclass import dataclass
from yugong.writing.docx.template.impersonal import APP_PROPERTIES, core_properties
from yugong.writing.office_file import written_aside
from yugong.writing.redline.adoption import Adoption, PartImporter
from yugong.writing.redline.blocks import Blocks
from yugong.writing.redline.identity import Identity
from yugong.writing.redline.marks import Marks
from yugong.writing.redline.missing_styles import with_missing_styles
from yugong.writing.redline.tally import Tally, Tools
from yugong.writing.redline.word_file import WordFile

_UNTRACKED = {"styles": "样式", "numbering": "编号", "theme": "主题"}
_REFERENCES = (w("headerReference"), w("footerReference"))


@dataclass(frozen=True, slots=True)
class RedlineSummary:
    """The changes that a redline marks, counted as a reader counts.

    Paragraphs and tables are those outside table cells; rows are those of tables that remain;
    ``contents_changed`` are entries of the contents list; ``revisions`` are all marks.
    """

    paragraphs_inserted: int
    paragraphs_deleted: int
    paragraphs_changed: int
    contents_changed: int
    tables_inserted: int
    tables_deleted: int
    rows_inserted: int
    rows_deleted: int
    cells_changed: int
    charts_changed: int
    revisions: int
    findings: tuple[Finding, ...] = ()
    """Differences that Word cannot track (D023, warnings)."""


def redline(old: Path, new: Path, out: Path, *, author: str, when: date) -> RedlineSummary:
    """Write ``out``: the document ``new`` with every difference from ``old`` as a tracked change.

    Accepting all of them gives ``new``, rejecting all of them ``old``.  Headers, styles and
    settings are those of ``new``.  Raises :class:`FindingsError`: R001 or R002 for a file that
    cannot be read, D020 for one that is no Word document, D021 for one that has tracked changes
    already, D022 for changed footnotes, D004 if ``out`` cannot be written.
    """
    before, after = WordFile(old), WordFile(new)
    if before.notes() != after.notes():
        raise FindingsError([Finding(Kind.NOTES_CHANGED, Place(file=new.name))])
    importer = PartImporter(before, after)
    marks = Marks(author, when, _first_free_id(after))
    tally = Tally()
    opening_styles = after.opening_styles()
    for part, counterpart in _text_pairs(before, after):
        root, former_root = after.root(part), before.root(counterpart)
        adoption = Adoption(counterpart, part, importer, marks, root)
        tools = Tools(
            Identity(before.contents(counterpart)),
            Identity(after.contents(part)),
            marks,
            adoption,
            tally,
        )
        _compare(Blocks(tools, opening_styles), former_root, root)
        adoption.retarget_links(root)
    _write(out, after, importer, when, with_missing_styles(before, after))
    return RedlineSummary(
        tally.paragraphs_inserted,
        tally.paragraphs_deleted,
        tally.paragraphs_changed,
        tally.contents_changed,
        tally.tables_inserted,
        tally.tables_deleted,
        tally.rows_inserted,
        tally.rows_deleted,
        tally.cells_changed,
        _charts(after.root(after.body)),
        marks.made,
        tuple(_untracked(before, after, new.name)),
    )


def _compare(blocks: Blocks, old: Any, new: Any) -> None:
    before, after = old.find(w("body")), new.find(w("body"))
    if before is None or after is None:  # a header or footer holds its blocks itself
        blocks.change(old, new)
        return
    blocks.change(before, after)
    sections = before.find(w("sectPr")), after.find(w("sectPr"))
    if None not in sections:
        blocks.paragraphs.section(*sections)


def _text_pairs(old: WordFile, new: WordFile) -> list[tuple[str, str]]:
    """Return each text of the new document that has a counterpart in the old one, with it."""
    pairs = [(new.body, old.body)]
    before = _uses(old)
    seen: set[str] = set()
    for use, part in _uses(new).items():
        if part not in seen and use in before:
            seen.add(part)
            pairs.append((part, before[use]))
    return pairs


def _uses(document: WordFile) -> dict[tuple[int, str, str], str]:
    """Return the header or footer part of each section, by section, kind and page type."""
    targets = {item.id: item.target for item in document.relationships(document.body)}
    uses: dict[tuple[int, str, str], str] = {}
    for number, section in enumerate(document.root(document.body).iter(w("sectPr"))):
        for node in section.iter(*_REFERENCES):
            part = targets.get(node.get(f"{{{R}}}id", ""))
            if part is not None:
                uses[number, node.tag, node.get(w("type"), "default")] = part
    return uses


def _first_free_id(document: WordFile) -> int:
    numbers = [
        node.get(w("id"), "")
        for part in document.texts()
        for node in document.root(part).iter(w("bookmarkStart"), w("bookmarkEnd"))
    ]
    return max((int(number) for number in numbers if number.isdigit()), default=0) + 1


def _charts(root: Any) -> int:
    """Return the number of charts inserted or deleted; one that changed counts once."""
    counts = [0, 0]
    for chart in root.iter(f"{{{C}}}chart"):
        counts[0] += next(chart.iterancestors(w("ins")), None) is not None
        counts[1] += next(chart.iterancestors(w("del")), None) is not None
    return max(counts)


def _untracked(old: WordFile, new: WordFile, name: str) -> list[Finding]:
    return [
        Finding(Kind.CHANGE_NOT_MARKABLE, Place(file=name), actual=title, severity=Severity.WARNING)
        for kind, title in _UNTRACKED.items()
        if [old.digest(part) for part in old.targets(kind)]
        != [new.digest(part) for part in new.targets(kind)]
    ]


def _write(
    out: Path,
    document: WordFile,
    importer: PartImporter,
    when: date,
    replaced: Mapping[str, bytes],
) -> None:
    relations = {
        name: [*document.relationships(name), *importer.relationships.get(name, [])]
        for name in document.names
    }
    relations |= {name: importer.relationships.get(name, []) for name in importer.parts}
    parts = {
        CORE_PROPERTIES_PART: core_properties(document.title(), when),
        APP_PROPERTIES_PART: APP_PROPERTIES,
    }
    texts = set(document.texts())
    for name in document.names:
        parts[name] = xml_bytes(document.root(name)) if name in texts else document.bytes_of(name)
    parts |= replaced
    parts |= {name: data for name, (data, _) in importer.parts.items()}
    kinds = {name: kind for name, (_, kind) in importer.parts.items()}
    package = [
        Relationship("rIdMain", f"{R}/officeDocument", document.body, external=False),
        *OF_PROPERTIES,
    ]
    with written_aside(out) as archive:
        archive.add(CONTENT_TYPES_PART, document.types.write(parts, kinds))
        archive.add(relationships_part(""), write_relationships("", package))
        for name in sorted(parts):
            archive.add(name, parts[name])
            if relations.get(name):
                archive.add(relationships_part(name), write_relationships(name, relations[name]))


__all__ = ["RedlineSummary", "redline"]
