"""Word templates written with docxtpl: declared by a standard as ``引擎: docxtpl``.

See ``docs/decisions/0003-two-word-engines.md``.  The template is checked and put into plain form
by the program, rendered by docxtpl in our closed environment, and published by the program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError
from lxml import etree

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.ooxml.names import C, P, w
from yugong.ooxml.part_xml import xml_bytes
from yugong.ooxml.styles import Styles
from yugong.standard.attachments import Attachment
from yugong.standard.package import Package
from yugong.template.faults import TagError, TagFault
from yugong.writing.docx.after.narrative import NarrativeSource, charts_by_relationship
from yugong.writing.docx.annexes.rendered import mark_annex_tag, set_annexes
from yugong.writing.docx.engine.compiled import WrittenDocument
from yugong.writing.docx.engine.docxtpl_files import attached_names
from yugong.writing.docx.engine.docxtpl_language import (
    DocxtplChecker,
    DocxtplEnvironment,
    RenderingError,
    RenderingLimitsError,
)
from yugong.writing.docx.engine.docxtpl_package import (
    RenderedParts,
    finished_members,
    prepared_package,
)
from yugong.writing.docx.engine.docxtpl_part import DocxtplPart
from yugong.writing.docx.engine.docxtpl_renderer import (
    SPAN_LIMIT,
    MalformedError,
    PartSource,
    Rendering,
    WrongSpanError,
)
from yugong.writing.docx.engine.docxtpl_result import (
    fill_contents,
    fresh_bookmarks,
    keep_charts,
    mark_contents_place,
    repaired,
)
from yugong.writing.docx.engine.docxtpl_tags import DocxtplTag
from yugong.writing.docx.engine.docxtpl_values import MisplacedValueError
from yugong.writing.docx.template.charts import ChartDrawing, chart_workbook, chart_xml, find_charts
from yugong.writing.docx.template.contents import Contents, cut_contents
from yugong.writing.docx.template.editor_traces import (
    commented_places,
    free_section_breaks,
    unwrap,
)
from yugong.writing.docx.template.impersonal import (
    clean,
    clean_bookmarks,
    has_revisions,
    remove,
)
from yugong.writing.docx.template.kept_rows import keep_row_before_last
from yugong.writing.docx.template.parts import Parts
from yugong.writing.docx.template.placeholders import Placeholders
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
from yugong.writing.office_file import written_aside

PART_LIMIT = 8 * 1024 * 1024
"""The largest part of a template, in bytes: docxtpl searches the XML of a part many times."""

_EXAMPLES = {
    "if": "{% if 条件 %}",
    "elif": "{% elif 条件 %}",
    "for": "{% for 名 in 列表 %}",
    "竖并": "{%竖并 条件 %}",
    "colspan": "{% colspan 列数 %}",
    "cellbg": "{% cellbg 颜色 %}",
}
_RICH = {
    "RichRuns": "富文本写在 {{r … }} 里",
    "RichParagraphs": "段落写在 {{p … }} 里，独占一段",
    "Subdocument": "子文档写在 {{p … }} 里，独占一段",
    "str": "文字写 {{ 名 }}，要作富文本的写 {{r 名 | 富文本 }}",
}
_RICH_PROPERTIES = {
    "颜色": "六位十六进制数，如 FF0000",
    "底色": "六位十六进制数，如 FFFF00",
    "字号": "1 到 200 磅",
    "字体": "字体的名称",
    "样式": "样式的标识",
    "链接": "以 https://、http:// 或 mailto: 开头的地址",
    **dict.fromkeys(("加粗", "倾斜", "下划线", "删除线", "上标", "下标"), " true 或 false"),
}


def docxtpl_template(
    data: bytes, name: str, attachments: tuple[Attachment, ...] = ()
) -> DocxtplTemplate:
    """A template for docxtpl, ready to be written from; ``name`` is what findings call the file.

    Raises :class:`FindingsError` (S006) for a file that is not a Word document; everything else
    is left to :meth:`DocxtplTemplate.problems`.
    """
    return DocxtplTemplate(data, name, attachments)


class DocxtplTemplate:
    """A Word template that docxtpl renders.  Immutable once made."""

    def __init__(self, data: bytes, name: str, attachments: tuple[Attachment, ...]) -> None:
        self.name = name
        self._faults: list[TagFault] = []
        self._comments: list[str] = []
        self._tags: list[DocxtplTag] = []
        self._charts: list[ChartDrawing] = []
        self._contents: Contents | None = None
        parts = Parts(data, name)
        styles = Styles(parts.styles)
        for part, prefix in parts.texts():
            self._prepare(parts, part, prefix, styles)
        self._look_outside(parts)
        self._attached, additions, self._attachment_findings = attached_names(attachments, parts)
        self._prepared = prepared_package(parts, additions)

    def _prepare(self, parts: Parts, part: str, prefix: str, styles: Styles) -> None:
        root = parts.root(part)
        if len(parts.bytes_of(part)) > PART_LIMIT:
            limit = f"不超过 {PART_LIMIT >> 20} 兆字节"
            where = prefix or "正文"
            self._faults.append(TagFault(Kind.TEMPLATE_BEYOND_LIMITS, where, "内容过大", limit))
            return
        located = list(paragraphs(root, prefix))
        if has_revisions(root):
            self._faults.append(revisions_fault(prefix or "正文"))
        self._comments.extend(commented_places(root, located))
        clean(root)
        unwrap(root)
        free_section_breaks(root, located)
        if part == parts.body:
            located = self._prepare_body(parts, root, located, styles)
        else:
            clean_bookmarks(root)
            if next(root.iter(f"{{{C}}}chart"), None) is not None:
                self._faults.append(chart_outside_body(prefix))
        prepared = DocxtplPart(root, located, len(self._tags))
        self._faults.extend(prepared.faults)
        self._tags.extend(prepared.tags)

    def _prepare_body(
        self, parts: Parts, root: Any, located: list[tuple[Any, str]], styles: Styles
    ) -> list[tuple[Any, str]]:
        """Cut the contents list and find the charts; return the paragraphs that remain."""
        mark = etree.ProcessingInstruction("contents")
        self._contents, faults = cut_contents(root, styles, located, mark)
        self._faults.extend(faults)
        clean_bookmarks(root)
        if mark.getparent() is not None:
            mark_contents_place(mark)
        mark_annex_tag(root.find(w("body")))
        kept = set(root.iter(P))
        remaining = [item for item in located if item[0] in kept]
        relationships = parts.relationships(parts.body)
        self._charts, faults = find_charts(remaining, relationships, parts.root, Placeholders())
        self._faults.extend(faults)
        for node in list(root.iter(etree.ProcessingInstruction)):  # the marks around charts
            remove(node)
        return remaining

    def _look_outside(self, parts: Parts) -> None:
        for part, address in parts.outside():
            self._faults.append(fetched_content(part, address))

    @property
    def charts(self) -> tuple[str, ...]:
        """The names of the charts that are drawn in it."""
        return tuple(drawing.name for drawing in self._charts)

    def problems(self, package: Package) -> list[Finding]:
        """Every fault of the template against this package, and what docxtpl does not do.

        S003 unknown name or chart, S004 writing, S005 a table of the standard that the template
        does not use, S007 not supported, S026 what this engine does not do.
        """
        faults = list(self._faults)
        if not faults:
            faults.extend(self._source_faults(package))
        faults.extend(unknown_charts(self._charts, package))
        findings = [fault_finding(fault, self.name) for fault in faults]
        findings.extend(self._attachment_findings)
        findings.extend(missing_tables([tag.body for tag in self._tags], package, self.name))
        findings.extend(comment_note(place, self.name) for place in self._comments)
        return findings

    def write(
        self, path: Path, package: Package, pages: Sequence[int] | None = None
    ) -> WrittenDocument:
        """Write the document for ``package`` to ``path``.

        ``pages`` are the page numbers for the contents list, one for each heading.  Raises
        :class:`FindingsError` for faults of the template or the values; ``path`` is then
        untouched.
        """
        faults = self._faults or self._source_faults(package)
        if faults or self._attachment_findings:
            raise FindingsError(
                [*(fault_finding(fault, self.name) for fault in faults), *self._attachment_findings]
            )
        parts = RenderedParts(self._rendered(package), self.name)
        for part, _ in parts.texts():
            repaired(parts.root(part), self.name)
        body = parts.root(parts.body)
        targets = {
            item.id: item.target
            for item in parts.relationships(parts.body)
            if item.short_kind == "chart"
        }
        data = {chart.name: chart for chart in package.charts}
        charts = keep_charts(body, targets, self._charts, data)
        parts.forget(parts.body)
        styles = Styles(parts.styles)
        keep_row_before_last(body)
        entries = package.contents_entries
        annexes = set_annexes(body.find(w("body")), package, parts, self._contents)
        headings = fill_contents(body, self._contents, styles, pages, entries)
        for part, _ in parts.texts():
            fresh_bookmarks(parts.root(part))
        replaced = {part: xml_bytes(parts.root(part)) for part, _ in parts.texts()}
        for part, chart in charts.items():
            replaced[part] = chart_xml(parts.root(part), chart)
            for item in parts.relationships(part):
                if item.short_kind == "package":
                    replaced[item.target] = chart_workbook(chart, package.published_on)
        left_out = {drawing.part for drawing in self._charts} - charts.keys()
        members = dict(finished_members(parts, package, replaced, left_out))
        if annexes is not None:
            annexes.add_to(members, parts.body)
        with written_aside(path) as archive:
            for name, content in members.items():
                archive.add(name, content)
        source = self._narrative_source(parts, body, annexes.blocks if annexes else ())
        return WrittenDocument(headings, self.name, source)

    def _narrative_source(
        self, parts: RenderedParts, root: Any, annexes: Sequence[Any]
    ) -> NarrativeSource:
        """Return what the narrative is read from: the body without its annexes, loops unmarked."""
        for block in annexes:
            block.getparent().remove(block)
        numbering = parts.named("numbering")
        return NarrativeSource(
            xml_bytes(root),
            (),
            charts_by_relationship(parts.relationships(parts.body), self._charts),
            parts.styles,
            None if numbering is None else parts.root(numbering),
            self._contents.custom if self._contents else {},
        )

    def _rendered(self, package: Package) -> bytes:
        rendering = Rendering(self._prepared)
        environment = DocxtplEnvironment(package.filters, rendering)
        try:
            return rendering.rendered(self._context(package), environment)
        except RenderingError as error:
            raise FindingsError(self._stopped(error, rendering.current)) from error
        except TemplateSyntaxError as error:
            fault = self._fault_at(rendering.current, error.lineno, Kind.MALFORMED_TAG)
            raise FindingsError([fault_finding(fault, self.name)]) from error
        except RenderingLimitsError as error:
            place = Place(file=self.name)
            finding = Finding(Kind.TEMPLATE_BEYOND_LIMITS, place, expected=str(error))
            raise FindingsError([finding]) from error
        except WrongSpanError as error:
            spans = [tag.place for tag in self._tags if tag.word == "colspan"]
            place = Place(file=self.name, path=next(iter(spans), ""))
            expected = f"{{% colspan … %}} 是 1 到 {SPAN_LIMIT} 的数"
            finding = Finding(Kind.MALFORMED_TAG, place, f"跨“{error}”列", expected)
            raise FindingsError([finding]) from error
        except MalformedError as error:
            place = Place(file=self.name)
            expected = "条件和循环的首尾在同样的位置；{{r … }}、{{p … }} 与值的种类相符"
            finding = Finding(Kind.MALFORMED_TAG, place, "标签把文档的结构截断了", expected)
            raise FindingsError([finding]) from error

    def _context(self, package: Package) -> Mapping[str, Any]:
        return {**package.context, **self._attached}

    def _source_faults(self, package: Package) -> list[TagFault]:
        """Faults of syntax and names, as Jinja will read the parts."""
        rendering = Rendering(self._prepared)
        environment = DocxtplEnvironment(package.filters, rendering)
        faults: list[TagFault] = []
        for source in rendering.sources():
            try:
                tree = environment.parse(source.text)
            except TemplateSyntaxError as error:
                faults.append(self._fault_at(source, error.lineno, Kind.MALFORMED_TAG))
                continue
            except (TemplateError, RecursionError, ValueError):
                faults.append(TagFault(Kind.MALFORMED_TAG, "", "标签嵌套过深", "嵌套少一些"))
                continue
            checker = DocxtplChecker(environment.filters, self._context(package))
            checker.visit(tree, {})
            for line, problem in checker.problems:
                tag = self._tag_at(source, line)
                expected = problem.expected or (f"检查 {tag.raw}" if tag else "")
                place = tag.place if tag else ""
                actual = problem.actual or (tag.raw if tag else "标签")
                faults.append(TagFault(problem.code, place, actual, expected))
        return faults

    def _tag_at(self, source: PartSource | None, line: int) -> DocxtplTag | None:
        number = None if source is None else source.number_at(line)
        return None if number is None else self._tags[number]

    def _fault_at(self, source: PartSource | None, line: int, kind: str) -> TagFault:
        tag = self._tag_at(source, line)
        if tag is None:
            return TagFault(kind, "", "标签", "{{ 名.名 | 滤器 }}")
        example = _EXAMPLES.get(tag.word, "{{ 名.名 | 滤器 }}")
        return TagFault(kind, tag.place, tag.raw, example)

    def _stopped(self, error: RenderingError, source: PartSource | None) -> list[Finding]:
        """The findings of a tag that could not be filled, with its place."""
        tag = self._tag_at(source, error.line)
        place = Place(file=self.name, path=tag.place if tag else "")
        raw = tag.raw if tag else ""
        cause = error.cause
        if isinstance(cause, RenderingLimitsError | RecursionError | MemoryError):
            return [Finding(Kind.TEMPLATE_BEYOND_LIMITS, place, raw, str(cause))]
        if isinstance(cause, FindingsError):
            return [
                replace(finding, place=place, actual=f"{raw} 的内容：{finding.actual}")
                if finding.place == Place()
                else finding
                for finding in cause.findings
            ]
        if isinstance(cause, TagError):
            in_content = cause.code == Kind.UNWRITABLE_CHARACTER
            actual = f"{raw} 的内容：{cause.actual}" if in_content else raw
            return [Finding(cause.code, place, actual, cause.expected)]
        expected = "能够显示的文字或数字；金额要加滤器，如 | 万元"
        if isinstance(cause, MisplacedValueError) and str(cause) in _RICH:
            expected = _RICH[str(cause)]
        elif isinstance(cause, ValueError) and str(cause) in _RICH_PROPERTIES:
            expected = f"{cause}写成{_RICH_PROPERTIES[str(cause)]}"
        return [Finding(Kind.MALFORMED_TAG, place, raw, expected)]
