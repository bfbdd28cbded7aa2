"""An Excel template: compiled once, checked against a package, filled for each package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.quick_dataclass import dataclass
from yugong.standard.narrative import NARRATIVE, NO_NARRATIVE, NarrativeText, narrative_context
from yugong.standard.package import ChartData, Package
from yugong.template.evaluation import loop_names
from yugong.template.faults import TagError
from yugong.template.values import text_of
from yugong.whole_file import write_whole
from yugong.writing.xlsx.annex_sheets import annex_sheets
from yugong.writing.xlsx.carry_over import carry_over
from yugong.writing.xlsx.emit import link_target, workbook_bytes
from yugong.writing.xlsx.fact_names import fact_names
from yugong.writing.xlsx.layout import SheetLayout
from yugong.writing.xlsx.lint import chart_problems, name_problems, table_problems
from yugong.writing.xlsx.model import Compiled, SheetModel
from yugong.writing.xlsx.narrative_sheets import (
    Drawn,
    draws_narrative,
    link_texts,
    narrative_problems,
)
from yugong.writing.xlsx.outline import BookOutline, book_outline
from yugong.writing.xlsx.plan import BookPlan
from yugong.writing.xlsx.prepared_rows import PreparedRows
from yugong.writing.xlsx.stylebook import StyleBook
from yugong.writing.xlsx.tag_notes import CONDITION, TagStatement, loop_statement

MAX_SHEET_NAME = 31
MAX_SHEETS = 10_000
_FORBIDDEN = set("[]:*?/\\")


@lru_cache(maxsize=8)
def compile_workbook(data: bytes, name: str) -> XlsxTemplate:
    """Compile a template file; ``name`` is the file name of its findings.

    Raise FindingsError (S006) if the file is no usable workbook.  Faults of its tags are not
    raised: :meth:`XlsxTemplate.problems` returns them.
    """
    # The compiler brings the parser of the language; whoever compiles none does without it.
    from yugong.writing.xlsx.compile import compile_model

    return XlsxTemplate(name, compile_model(data, name))


@dataclass(slots=True)
class _LaidOutBook:
    """The plan of a workbook, and the findings met while its sheets are laid out."""

    book: BookPlan
    findings: list[Finding]
    charts: Mapping[str, ChartData]
    tag_notes: bool


class XlsxTemplate:
    """A compiled Excel template."""

    def __init__(self, name: str, compiled: Compiled) -> None:
        self.name = name
        self._model = compiled.model
        self._faults = compiled.faults
        self._notes = compiled.notes

    @property
    def drawn(self) -> Drawn:
        """Return the text of the Word document that the sheets have, to compare the files by."""
        return Drawn(draws_narrative(self._model), link_texts(self._model))

    def problems(self, package: Package) -> list[Finding]:
        """Return every fault of the template for this package, and notes (提示)."""
        package = _with_narrative(package, None)
        return [
            *self._faults,
            *name_problems(self._model, package, self.name),
            *table_problems(self._model, package, self.name),
            *chart_problems(self._model, package, self.name),
            *narrative_problems(self._model, package, self.name),
            *self._notes,
        ]

    def outline(self) -> BookOutline:
        """Return the sheets of the template and its drawing of the tables."""
        return book_outline(self._model, self.name)

    def write(
        self,
        path: Path,
        package: Package,
        narrative: NarrativeText | None = None,
        *,
        tag_notes: bool = False,
    ) -> None:
        """Write the package to a temporary file, then move it to ``path``.

        ``narrative`` is the text of the Word document; without it 正文 and 封面 are empty.
        ``tag_notes`` colours every value of a tag and adds a comment with the tag.

        Raise FindingsError with every fault of the data or the tags, or D004 if the file cannot be
        written; ``path`` is then as it was before.
        """
        if self._faults:
            raise FindingsError(self._faults)
        work = self._lay_out(_with_narrative(package, narrative), tag_notes=tag_notes)
        if work.findings:
            raise FindingsError(work.findings)
        write_whole(path, workbook_bytes(work.book, package.title, package.published_on))

    def _lay_out(self, package: Package, *, tag_notes: bool) -> _LaidOutBook:
        charts = {chart.name: chart for chart in package.charts}
        book = BookPlan(StyleBook(self._model.styles), active=self._model.active)
        work = _LaidOutBook(book, [], charts, tag_notes)
        for model in self._model.sheets:
            self._sheets(model, package, work)
        carry_over(
            work.book, self._model, lambda fault, sheet, cell: self._note(work, fault, sheet, cell)
        )
        work.book.sheets += annex_sheets(package, work.book)
        work.book.names += fact_names(work.book)
        self._check_names(work)
        self._check_links(work)
        self._check_charts(work)
        return work

    def _sheets(self, model: SheetModel, package: Package, work: _LaidOutBook) -> None:
        """Lay out a template sheet never, once, or once per item, by its tags."""
        context: Mapping[str, Any] = package.context
        prepared = PreparedRows(model, work.book.styles)
        try:
            if model.loop is None:
                if self._is_written(model, context, package):
                    self._sheet(prepared, model.name_pattern, context, None, package, work)
                return
            items = model.loop.items(context, package.filters)
            if len(items) > MAX_SHEETS:
                raise TagError(
                    Kind.TEMPLATE_BEYOND_LIMITS, f"{len(items)} 张工作表", f"不超过 {MAX_SHEETS} 张"
                )
            number = 0
            turns = model.loop.turns(items, context, package.filters)
            for index, (_, item) in enumerate(turns):
                names = {**context, model.loop.name: item, "loop": loop_names(index, len(turns))}
                if not self._is_written(model, names, package):
                    continue
                number += 1
                name = _numbered(model, number)
                if model.name_value is not None:
                    given = text_of(model.name_value.evaluate(names, package.filters))
                    name = self._free_name(given)
                self._sheet(prepared, name, names, item, package, work)
        except TagError as fault:
            self._note(work, fault, model.name, model.loop_place or model.condition_place or "A1")

    def _free_name(self, name: str) -> str:
        """Return a name given by a value, changed where a sheet of the template has it already."""
        fixed = {sheet.name_pattern for sheet in self._model.sheets if sheet.loop is None}
        return f"{name[: MAX_SHEET_NAME - 4]}（{NARRATIVE}）" if name in fixed else name

    def _is_written(self, model: SheetModel, names: Mapping[str, Any], package: Package) -> bool:
        condition = model.condition
        return condition is None or bool(condition.evaluate(names, package.filters))

    def _sheet(
        self,
        prepared: PreparedRows,
        name: str,
        names: Mapping[str, Any],
        item: object,
        package: Package,
        work: _LaidOutBook,
    ) -> None:
        layout = SheetLayout(
            prepared,
            name,
            package.filters,
            work.charts,
            lambda fault, sheet, cell: self._note(work, fault, sheet, cell),
            tag_notes=_statements(prepared.model) if work.tag_notes else None,
        )
        plan = layout.lay_out(names)
        if item is not None:
            work.book.targets.setdefault(id(item), name)
        work.book.sheets.append(plan)
        work.book.blocks.update(layout.chart_blocks)

    def _note(self, work: _LaidOutBook, fault: TagError, sheet: str, cell: str) -> None:
        place = Place(file=self.name, sheet=sheet, cell=cell)
        work.findings.append(Finding(fault.code, place, fault.actual, fault.expected))

    def _check_names(self, work: _LaidOutBook) -> None:
        seen: set[str] = set()
        if not work.book.sheets:
            work.findings.append(
                Finding(
                    Kind.MALFORMED_TAG,
                    Place(file=self.name),
                    "没有一张工作表符合条件",
                    "至少一张工作表",
                )
            )
        for plan in work.book.sheets:
            folded = plan.name.casefold()
            bad = _FORBIDDEN & set(plan.name)
            if folded in seen:
                self._note(
                    work,
                    TagError(Kind.MALFORMED_TAG, f"工作表重名：{plan.name}"),
                    plan.template,
                    "A1",
                )
            elif bad or len(plan.name) > MAX_SHEET_NAME or plan.name.strip("'") != plan.name:
                expected = f"不超过 {MAX_SHEET_NAME} 字，不含 [ ] : * ? / \\"
                self._note(
                    work, TagError(Kind.MALFORMED_TAG, plan.name, expected), plan.template, "A1"
                )
            seen.add(folded)

    def _check_links(self, work: _LaidOutBook) -> None:
        names = {plan.name for plan in work.book.sheets}
        for plan in work.book.sheets:
            for link in plan.links:
                target = link_target(link.target, work.book.targets)
                if target not in names:
                    actual = f"链接到“{target}”" if target else "链接没有对应的工作表"
                    fault = TagError(
                        Kind.UNKNOWN_TEMPLATE_NAME, actual, "已有的工作表名，或工作表循环中的一项"
                    )
                    self._note(work, fault, plan.template, link.place)

    def _check_charts(self, work: _LaidOutBook) -> None:
        for plan in work.book.sheets:
            for chart in plan.charts:
                if chart.data.name not in work.book.blocks:
                    fault = TagError(
                        Kind.MALFORMED_TAG, chart.data.name, f"{{%图数据 {chart.data.name} %}}"
                    )
                    self._note(work, fault, plan.template, chart.place)


def _statements(model: SheetModel) -> list[TagStatement]:
    """Return the tags that a whole sheet depends on."""
    statements: list[TagStatement] = []
    if model.loop is not None:
        statements.append(loop_statement(model.loop, model.loop_place, "sheet"))
    if model.condition is not None:
        tag = f"{{%sheet if {model.condition.source} %}}"
        statements.append(TagStatement(CONDITION, tag, model.condition_place))
    return statements


def _with_narrative(package: Package, narrative: NarrativeText | None) -> Package:
    """Return the package with 正文 and 封面 among its names."""
    if narrative is None:
        parts = NO_NARRATIVE
    else:
        department = package.context.get("部门", {})
        names = [department.get(name) for name in ("名称", "自称") if name in department]
        parts = narrative_context(narrative, names)
    return replace(package, context={**package.context, **parts})


def _numbered(model: SheetModel, number: int) -> str:
    """``绩效###`` and 7 make 绩效007; with more than 999 the number grows."""
    pattern = model.name_pattern
    marks = pattern.count("#")
    if not marks:
        return f"{pattern}{number}"
    start = pattern.index("#")
    end = start + len(pattern[start:]) - len(pattern[start:].lstrip("#"))
    return f"{pattern[:start]}{number:0{end - start}d}{pattern[end:]}"
