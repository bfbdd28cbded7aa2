"""The features of a template, moved to where their rows came out, when all sheets are laid out.

Tests: tests/writing/xlsx/test_features.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yugong.findings import Kind
from yugong.template.faults import TagError
from yugong.writing.xlsx.features import DefinedName, Formula, Reference, SheetArea
from yugong.writing.xlsx.formula_references import (
    FormulaNotMovableError,
    area_of,
    fixed_area,
    written_formula,
)
from yugong.writing.xlsx.layout import FaultSink
from yugong.writing.xlsx.model import WorkbookModel
from yugong.writing.xlsx.plan import BookPlan, RuleWrite, SheetPlan
from yugong.writing.xlsx.row_map import LAST_ROW

MAX_ROW_BREAKS = 1_023
MAX_HYPERLINKS = 65_530


def carry_over(book: BookPlan, model: WorkbookModel, fault: FaultSink) -> None:
    """Settle page breaks, links, rules, filters and names of all sheets of a plan.

    What refers to rows or sheets that are not written is left out with them.
    """
    plans: dict[str, list[SheetPlan]] = {}
    for plan in book.sheets:
        plans.setdefault(plan.template, []).append(plan)
    mover = _Mover(plans)
    for plan in book.sheets:
        if plan.breaks:
            plan.breaks = sorted({row for row in plan.breaks if 0 < row <= plan.last_row})
            _check_limit(len(plan.breaks), MAX_ROW_BREAKS, "分页符", plan, fault)
        if plan.hyperlinks:
            mover.settle_links(plan)
            count = len(plan.hyperlinks) + len(plan.links)
            _check_limit(count, MAX_HYPERLINKS, "超链接", plan, fault)
        mover.settle_rules(plan)
    looped = {sheet.name for sheet in model.sheets if sheet.loop is not None}
    for name in model.names:
        book.names += mover.written_names(name, looped)


def _check_limit(count: int, limit: int, what: str, plan: SheetPlan, fault: FaultSink) -> None:
    if count > limit:
        kind = Kind.TEMPLATE_BEYOND_LIMITS
        fault(TagError(kind, f"{count} 个{what}", f"不超过 {limit} 个"), plan.template, "A1")


class _Mover:
    """Moves references between the sheets of one plan; ``plans`` are by template sheet."""

    def __init__(self, plans: Mapping[str, list[SheetPlan]]) -> None:
        self._plans = plans

    def settle_links(self, plan: SheetPlan) -> None:
        """Give the links to places of the workbook their addresses."""
        for link in plan.hyperlinks:
            location = link.location
            if isinstance(location, Reference):
                place = self._fixed_area(location, plan, first_only=True)
                link.url = "" if place is None else f"internal:{place.lstrip('=').replace('$', '')}"
            elif location:
                link.url = f"internal:{location}"
        plan.hyperlinks = [link for link in plan.hyperlinks if link.url]

    def settle_rules(self, plan: SheetPlan) -> None:
        """Move validations, conditional formats and the filter of a sheet."""
        features = plan.features
        for validation in features.validations:
            areas = self._areas(validation.areas, plan)
            formulas = {"value": validation.minimum, "maximum": validation.maximum}
            self._add(plan.validations, plan, areas, validation.options, formulas, {})
        for rule in features.formats:
            areas = self._areas(rule.areas, plan)
            self._add(plan.formats, plan, areas, rule.options, dict(rule.formulas), rule.style)
        if features.filter_area is not None and plan.row_map is not None:
            top, left, bottom, right = features.filter_area
            rows = plan.row_map.hull(top, bottom)
            if rows is not None:
                plan.filter_area = (rows[0], left, rows[1], right)

    def _add(
        self,
        rules: list[RuleWrite],
        plan: SheetPlan,
        areas: tuple[SheetArea, ...],
        options: Mapping[str, str | int | bool],
        formulas: Mapping[str, Formula],
        style: Mapping[str, str | int | bool],
    ) -> None:
        if not areas:
            return
        try:
            written = {
                option: f"={self._formula(formula, plan, areas[0][0])}"
                for option, formula in formulas.items()
                if formula
            }
        except FormulaNotMovableError:
            return
        rules.append(RuleWrite(areas, {**options, **written}, style))

    def _areas(self, areas: Iterable[SheetArea], plan: SheetPlan) -> tuple[SheetArea, ...]:
        assert plan.row_map is not None
        return tuple(moved for area in areas for moved in plan.row_map.areas(area))

    def _formula(self, formula: Formula, plan: SheetPlan, base: int) -> str:
        """The formula as written; a relative row is that of the first cell, ``base``."""

        def rows_out(reference: Reference) -> tuple[int, int] | None:
            if not (reference.sheet or reference.first_fixed) and reference.last_row is None:
                return base, base
            return self._rows(reference, plan)

        return written_formula(formula, rows_out, lambda sheet: self._plan(sheet, plan).name)

    def _plan(self, sheet: str, plan: SheetPlan) -> SheetPlan:
        """The plan that a reference to a template sheet means: the sheet's own, or the first."""
        if not sheet or sheet == plan.template:
            return plan
        if sheet not in self._plans:
            raise FormulaNotMovableError
        return self._plans[sheet][0]

    def _rows(self, reference: Reference, plan: SheetPlan) -> tuple[int, int] | None:
        row_map = self._plan(reference.sheet, plan).row_map
        top, _, bottom, _ = area_of(reference)
        return None if row_map is None else row_map.hull(top, bottom)

    def _fixed_area(
        self, reference: Reference, plan: SheetPlan, *, first_only: bool = False
    ) -> str | None:
        """The absolute reference to where cells of the template came out, or to their first row."""
        try:
            target = self._plan(reference.sheet, plan)
            top, left, bottom, right = area_of(reference)
            if reference.first_row is None:
                return fixed_area(target.name, (0, left, LAST_ROW, right))
            rows = self._rows(reference, plan)
        except FormulaNotMovableError:
            return None
        if rows is None:
            return None
        last = rows[0] if first_only and top == bottom else rows[1]
        return fixed_area(target.name, (rows[0], left, last, right))

    def written_names(self, name: DefinedName, looped: set[str]) -> list[tuple[str, str]]:
        """The defined names that came of one; of a repeated sheet one for each, with its sheet."""
        piece = name.formula[0]
        target = piece.sheet if isinstance(piece, Reference) else ""
        scope = name.sheet or (target if target in looped else "")
        plans = self._plans.get(scope or target, []) if scope or target else []
        if not isinstance(piece, Reference):
            formula = f"={piece}"
            return (
                [(_local(plan, name.name), formula) for plan in plans]
                if scope
                else [(name.name, formula)]
            )
        names: list[tuple[str, str]] = []
        for plan in plans:
            area = self._fixed_area(piece, plan)
            if area is not None:
                names.append((_local(plan, name.name) if scope else name.name, area))
        return names


def _local(plan: SheetPlan, name: str) -> str:
    return f"'{plan.name}'!{name}"
