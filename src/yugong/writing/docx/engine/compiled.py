"""A Word template: compiled once, checked against a package, written from any number of times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.ooxml.names import PPR, TEXT_BOX, C, P
from yugong.ooxml.part_xml import xml_bytes
from yugong.ooxml.relationships import (
    APP_PROPERTIES_PART,
    CONTENT_TYPES_PART,
    CORE_PROPERTIES_PART,
    relationships_part,
    write_relationships,
)
from yugong.ooxml.styles import Styles
from yugong.quick_dataclass import dataclass
from yugong.standard.package import Package
from yugong.template.checker import ReadTag, tag_faults
from yugong.template.environment import TemplateEnvironment
from yugong.template.faults import TagFault
from yugong.template.tags import misplaced
from yugong.writing.docx.after.narrative import (
    CONTENTS_SIGN,
    REGION,
    NarrativeSource,
    charts_by_relationship,
)
from yugong.writing.docx.annexes.streamed import TemplateAnnexes
from yugong.writing.docx.engine.copied_notes import add_copies, largest_numbers
from yugong.writing.docx.engine.stream import RenderedBody, whole
from yugong.writing.docx.template.cached_fields import stale_fields
from yugong.writing.docx.template.charts import ChartDrawing, chart_workbook, chart_xml, find_charts
from yugong.writing.docx.template.contents import Contents, Heading, cut_contents
from yugong.writing.docx.template.editor_traces import commented_places, free_section_breaks, unwrap
from yugong.writing.docx.template.hidden_tags import hidden_tags, links_with_tags
from yugong.writing.docx.template.impersonal import (
    APP_PROPERTIES,
    clean,
    clean_bookmarks,
    core_properties,
    has_revisions,
)
from yugong.writing.docx.template.kept_rows import keep_last_rows
from yugong.writing.docx.template.loop_copies import Copies, mark_copies
from yugong.writing.docx.template.numbered_lists import NumberedLists
from yugong.writing.docx.template.part import CompiledPart, TaggedPart
from yugong.writing.docx.template.parts import Parts
from yugong.writing.docx.template.placeholders import (
    CONTENTS,
    HEADING,
    MARK_END,
    MARK_START,
    Placeholders,
)
from yugong.writing.docx.template.places import paragraphs
from yugong.writing.docx.template.template_faults import (
    chart_outside_body,
    comment_note,
    fault_finding,
    fetched_content,
    missing_tables,
    revisions_fault,
    unknown_charts,
)
from yugong.writing.docx.template.written_rows import Region, WrittenLoop, mark_loops
from yugong.writing.office_file import written_aside

COMPRESSION = 6
_KEPT_TEMPLATES = 16


def compile_template(data: bytes, name: str) -> DocxTemplate:
    """Return a template ready to be written from; ``name`` is the file's name in findings.

    The structural work is done once for the same bytes.  Raises :class:`FindingsError` (S006)
    for a file that is not a Word document; everything else is left to
    :meth:`DocxTemplate.problems`.
    """
    return _compiled(sha256(data).hexdigest(), name, _Bytes(data))


class _Bytes:
    """The bytes of a template, passed beside its digest: equal to any other, and not hashed."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes)

    def __hash__(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document that was written: its headings in order, and the regions of its loops.

    ``template`` is the name of the template file; ``narrative`` is what its narrative is read from;
    ``rendered`` is None if its engine does not mark the regions of loops.
    """

    headings: list[Heading]
    template: str
    narrative: NarrativeSource
    rendered: RenderedBody | None = None

    @property
    def regions(self) -> tuple[Region, ...]:
        """The parts of the body that the loops over tables and forms have written."""
        return self.rendered.regions if self.rendered is not None else ()


class DocxTemplate:
    """A compiled Word template.  Immutable once made; may be used by several builds."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._parts = Parts(data, name)
        self._faults: list[TagFault] = []
        self._comments: list[str] = []
        self._tags: list[list[ReadTag]] = []
        self._compiled: dict[str, CompiledPart] = {}
        self._static: dict[str, bytes] = {}
        self._charts: list[ChartDrawing] = []
        self._contents: Contents | None = None
        self._annexes: TemplateAnnexes | None = None
        self._loops: tuple[WrittenLoop, ...] = ()
        self._first_bookmarks: dict[str, int] = {}
        self._copies: dict[str, Copies] = {}
        self._taken_controls = self._parts.control_numbers()
        styles = Styles(self._parts.styles)
        self._lists = self._numbered_lists(styles)
        for part, prefix in self._parts.texts():
            self._compile(part, prefix, styles)
        self._look_outside()

    def _compile(self, part: str, prefix: str, styles: Styles) -> None:
        root = self._parts.root(part)
        is_body = part == self._parts.body
        located = list(paragraphs(root, prefix))
        where = prefix or "正文"
        if has_revisions(root):
            self._faults.append(revisions_fault(where))
        self._comments.extend(commented_places(root, located))
        clean(root)
        unwrap(root)
        free_section_breaks(root, located)
        placeholders = Placeholders()
        if is_body:
            located = self._prepare_body(root, located, styles, placeholders)
        else:
            self._first_bookmarks[part] = clean_bookmarks(root)
            if next(root.iter(f"{{{C}}}chart"), None) is not None:
                self._faults.append(chart_outside_body(prefix))
        tagged = TaggedPart(located, placeholders)
        places = dict(located)
        self._faults.extend(hidden_tags(root, places, where))
        links = self._parts.relationships(part)
        self._faults.extend(links_with_tags(links, root, places, where))
        self._faults.extend(tagged.faults)
        self._tags.append(tagged.tags)
        if not (is_body or tagged.has_tags):
            self._static[part] = xml_bytes(root)
            return
        if self._faults:
            return
        tagged.set_blocks()
        if is_body:
            self._loops = mark_loops(root, places, placeholders)
            self._faults.extend(stale_fields(root, places, placeholders))
        lists = self._lists if is_body else None
        copies = self._copies[part] = mark_copies(root, places, lists, placeholders)
        self._faults.extend(copies.faults)
        if is_body:
            custom = self._contents.custom if self._contents else {}
            tagged.set_controls(root, lambda paragraph: bool(styles.level(paragraph, custom)))
            keep_last_rows(root, placeholders)
        self._compiled[part] = CompiledPart(placeholders.pieces(root))

    def _numbered_lists(self, styles: Styles) -> NumberedLists | None:
        part = self._parts.named("numbering")
        if part is None:
            return None
        return NumberedLists(self._parts.root(part), self._parts.styles, styles)

    def _look_outside(self) -> None:
        """Find faults in what is not rendered: parts with tags, pictures from elsewhere."""
        for drawing in self._charts:
            text = "".join(self._parts.root(drawing.part).itertext())
            if (fault := misplaced(text, f"{drawing.place}的图表")) is not None:
                self._faults.append(fault)
        texts = {part for part, _ in self._parts.texts()}
        charts = {drawing.part for drawing in self._charts}
        for part in self._parts.reachable(set()):
            if part not in texts | charts and part.endswith(".xml"):
                self._faults.extend(hidden_tags(self._parts.root(part), {}, part))
        for _, data in self._parts.properties():
            if (fault := misplaced(data.decode("utf-8", "replace"), "文件属性")) is not None:
                self._faults.append(fault)
        for part, address in self._parts.outside():
            self._faults.append(fetched_content(part, address))

    def _prepare_body(
        self, root: Any, located: list[tuple[Any, str]], styles: Styles, placeholders: Placeholders
    ) -> list[tuple[Any, str]]:
        """Cut the contents list, mark headings and charts; return the paragraphs that remain."""
        mark = placeholders.mark(f"{MARK_START}{CONTENTS}{MARK_END}")
        self._contents, faults = cut_contents(root, styles, located, mark)
        self._faults.extend(faults)
        self._first_bookmarks[self._parts.body] = clean_bookmarks(root)
        kept = set(root.iter(P))
        remaining = [item for item in located if item[0] in kept]
        nodes = [paragraph for paragraph, _ in remaining]
        self._annexes = TemplateAnnexes(root, nodes, styles, self._contents, placeholders)
        remaining = [item for item in remaining if item[0].getparent() is not None]
        relationships = self._parts.relationships(self._parts.body)
        self._charts, faults = find_charts(remaining, relationships, self._parts.root, placeholders)
        self._faults.extend(faults)
        contents = self._contents
        first, last = (contents.first, contents.last) if contents else (1, 9)
        custom = contents.custom if contents else {}
        chart_places = {chart.place for chart in self._charts}
        for paragraph, place in remaining:
            level = styles.level(paragraph, custom)
            if level is None or not first <= level <= last:
                continue
            if next(paragraph.iterancestors(TEXT_BOX), None) is not None or place in chart_places:
                continue
            properties = paragraph.find(PPR)
            position = 0 if properties is None else list(paragraph).index(properties) + 1
            paragraph.insert(position, placeholders.mark(f"{MARK_START}{HEADING}{level}"))
            paragraph.append(placeholders.mark(MARK_END))
        return remaining

    @property
    def charts(self) -> tuple[str, ...]:
        """The names of the charts that are drawn in it."""
        return tuple(drawing.name for drawing in self._charts)

    def problems(self, package: Package) -> list[Finding]:
        """Return every fault of the template against this package, all at once.

        S003 unknown name or chart, S004 writing, S005 a table of the standard that the template
        does not use, S007 not supported; a comment that is not carried over is a note.
        """
        findings = [fault_finding(fault, self.name) for fault in self._faults]
        for tags in self._tags:
            faults = tag_faults(tags, package.filters, package.context)
            findings.extend(fault_finding(fault, self.name) for fault in faults)
        faults = unknown_charts(self._charts, package)
        findings.extend(fault_finding(fault, self.name) for fault in faults)
        bodies = (item.tag.body for tags in self._tags for item in tags)
        findings.extend(missing_tables(bodies, package, self.name))
        return [
            *findings,
            *(comment_note(place, self.name) for place in self._comments),
            *(
                self._list_note(place)
                for copies in self._copies.values()
                for place in copies.going_on
            ),
        ]

    def _list_note(self, place: str) -> Finding:
        return Finding(
            Kind.UNSUPPORTED_IN_TEMPLATE,
            Place(file=self.name, path=place),
            "循环里的自动编号，各遍之间接着往下排",
            remedy="就要这样的，不必处理；"
            "要每一遍从头编的，把编号写成文字，如 （{{ loop.index }}）。",
            severity=Severity.INFO,
        )

    def write(
        self, path: Path, package: Package, pages: Sequence[int] | None = None
    ) -> WrittenDocument:
        """Write the document for ``package`` to ``path``.

        ``pages`` are the page numbers for the contents list, one per heading as a former call
        returned them; without them the numbers stay blank.  Raises :class:`FindingsError` for
        faults of the template or the values, and then ``path`` is untouched.
        """
        if self._faults:
            raise FindingsError(fault_finding(fault, self.name) for fault in self._faults)
        environment = TemplateEnvironment(package.filters)
        data = {chart.name: chart for chart in package.charts}
        charts_with_data = {
            number: data[drawing.name].description
            for number, drawing in enumerate(self._charts)
            if drawing.name in data and data[drawing.name].has_data
        }
        body = self._compiled[self._parts.body]
        main = self._parts.body
        annexes = None if self._annexes is None else self._annexes.of(package, self._parts)
        with RenderedBody(
            self.name,
            self._first_bookmarks[main],
            charts_with_data,
            self._taken_controls,
            self._loops,
            self._copies[main],
            largest_numbers(self._parts, self._lists),
            annexes,
        ) as rendered:
            rendered.take(body.pieces(environment, package.context, self.name))
            headings = rendered.headings
            if pages is not None and len(pages) != len(headings):
                raise ValueError(f"{len(pages)} page numbers for {len(headings)} headings")
            charts = {
                self._charts[number].part: data[self._charts[number].name]
                for number in sorted(rendered.charts)
            }
            members = dict(self._small_members(environment, package, charts))
            add_copies(members, self._parts, self._lists, rendered)
            if annexes is not None:
                annexes.add_to(members, main)
            contents, entries = self._contents, package.contents_entries
            with written_aside(path, COMPRESSION) as archive:
                for name in (CONTENT_TYPES_PART, "_rels/.rels"):
                    archive.add(name, members.pop(name))
                with archive.stream(self._parts.body) as target:
                    rendered.copy_to(
                        target,
                        lambda: contents.result(headings, pages, entries) if contents else "",
                    )
                for name in sorted(members):
                    archive.add(name, members[name])
            source = self._narrative_source(rendered)
        return WrittenDocument(headings, self.name, source, rendered)

    def _narrative_source(self, rendered: RenderedBody) -> NarrativeSource:
        """Return what the narrative is read from; ``rendered`` is still open."""
        body, regions = rendered.without_regions(REGION, CONTENTS_SIGN)
        parts = self._parts
        numbering = parts.named("numbering")
        return NarrativeSource(
            body,
            regions,
            charts_by_relationship(parts.relationships(parts.body), self._charts),
            parts.styles,
            None if numbering is None else parts.root(numbering),
            self._contents.custom if self._contents else {},
        )

    def _small_members(
        self, environment: TemplateEnvironment, package: Package, charts: dict[str, Any]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield every member but the body."""
        parts = self._parts
        left_out = {drawing.part for drawing in self._charts} - charts.keys()
        kept = parts.reachable(left_out)
        workbooks = {
            item.target: chart
            for part, chart in charts.items()
            for item in parts.relationships(part)
            if item.short_kind == "package"
        }
        names: list[str] = []
        for name in kept:
            names.append(name)
            relationships = [
                item for item in parts.relationships(name) if item.external or item.target in kept
            ]
            if relationships:
                yield relationships_part(name), write_relationships(name, relationships)
            if name == parts.body:
                continue
            if name in self._compiled:
                pieces = self._compiled[name].pieces(environment, package.context, self.name)
                first, copies = self._first_bookmarks[name], self._copies[name]
                yield name, whole(pieces, self.name, first, self._taken_controls, copies)
            elif name in charts:
                yield name, chart_xml(parts.root(name), charts[name])
            elif name in workbooks:
                yield name, chart_workbook(workbooks[name], package.published_on)
            else:
                yield name, self._static.get(name) or parts.bytes_of(name)
        yield CORE_PROPERTIES_PART, core_properties(package.title, package.published_on)
        yield APP_PROPERTIES_PART, APP_PROPERTIES
        names.extend((CORE_PROPERTIES_PART, APP_PROPERTIES_PART))
        yield "_rels/.rels", parts.package_relationships()
        yield CONTENT_TYPES_PART, parts.content_types(names)


@lru_cache(maxsize=_KEPT_TEMPLATES)
def _compiled(digest: str, name: str, data: _Bytes) -> DocxTemplate:
    del digest
    return DocxTemplate(data.data, name)
