"""Data validations and conditional formats of a template sheet, as XlsxWriter's options.

Their areas and formulas stay those of the template; the writer moves them with their rows.

Tests: tests/writing/xlsx/test_features.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from yugong.writing.xlsx.features import (
    ConditionalFormat,
    Formula,
    Reference,
    SheetArea,
    Validation,
)
from yugong.writing.xlsx.formula_references import FormulaNotMovableError, read_formula
from yugong.writing.xlsx.palette import Palette
from yugong.writing.xlsx.styles import BORDER_NUMBERS

MAX_AREAS = 1_000
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255

_VALIDATED = {"whole": "integer", "textLength": "length", None: "any"}
_OPERATORS = {
    "between": "between",
    "notBetween": "not between",
    "equal": "=",
    "notEqual": "<>",
    "greaterThan": ">",
    "lessThan": "<",
    "greaterThanOrEqual": ">=",
    "lessThanOrEqual": "<=",
}
_TEXT_RULES = {
    "containsText": "containing",
    "notContainsText": "not containing",
    "beginsWith": "begins with",
    "endsWith": "ends with",
}
_PLAIN_RULES = {
    "duplicateValues": "duplicate",
    "uniqueValues": "unique",
    "containsBlanks": "blanks",
    "notContainsBlanks": "no_blanks",
    "containsErrors": "errors",
    "notContainsErrors": "no_errors",
}
_PARTS = {2: ("min", "max"), 3: ("min", "mid", "max")}


class RuleNotCarriedError(Exception):
    """A rule that is not carried over, because it cannot follow its rows or is of another kind."""


def validations(sheet: Worksheet) -> Iterator[tuple[str, Validation | None, tuple[str, ...]]]:
    """Yield place, validation and texts of each; ``None`` for one that is not carried over."""
    for rule in sheet.data_validations.dataValidation:
        place = _place(rule.sqref.ranges)
        texts = (rule.promptTitle, rule.prompt, rule.errorTitle, rule.error)
        texts = tuple(filter(None, (*texts, rule.formula1, rule.formula2)))
        try:
            yield place, _validation(rule, place, _areas(rule.sqref.ranges)), texts
        except (RuleNotCarriedError, FormulaNotMovableError):
            yield place, None, texts


def _validation(rule: DataValidation, place: str, areas: tuple[SheetArea, ...]) -> Validation:
    kind = _VALIDATED.get(rule.type, rule.type or "any")
    options: dict[str, str | bool] = {
        "validate": kind,
        "ignore_blank": bool(rule.allowBlank),
        "dropdown": not rule.showDropDown,
        "show_input": bool(rule.showInputMessage),
        "show_error": bool(rule.showErrorMessage),
        "error_type": rule.errorStyle or "stop",
    }
    if kind not in ("any", "list", "custom"):
        options["criteria"] = _OPERATORS[rule.operator or "between"]
    for name, text, longest in (
        ("input_title", rule.promptTitle, _LONGEST_TITLE),
        ("input_message", rule.prompt, _LONGEST_MESSAGE),
        ("error_title", rule.errorTitle, _LONGEST_TITLE),
        ("error_message", rule.error, _LONGEST_MESSAGE),
    ):
        if text:
            if len(text.encode("utf-16-le")) // 2 > longest:
                raise RuleNotCarriedError
            options[name] = text
    if kind == "any" and not rule.prompt and not rule.promptTitle:
        raise RuleNotCarriedError
    minimum, maximum = (_formula(text, areas) for text in (rule.formula1, rule.formula2))
    if kind != "any" and not minimum:
        raise RuleNotCarriedError
    if str(options.get("criteria", "")).endswith("between") and not maximum:
        raise RuleNotCarriedError
    return Validation(place, options, minimum, maximum, areas)


def conditional_formats(
    sheet: Worksheet,
) -> Iterator[tuple[str, ConditionalFormat | None, tuple[str, ...]]]:
    """Yield place, format and texts of each rule, the first to apply first."""
    formatting: Any = sheet.conditional_formatting
    palette = Palette(sheet.parent)
    listed = [
        (rule.priority, number, area, rule)
        for number, (area, rules) in enumerate(formatting._cf_rules.items())
        for rule in rules
    ]
    for _, _, area, rule in sorted(listed, key=lambda entry: entry[:2]):
        ranges = area.sqref.ranges
        place = _place(ranges)
        texts = tuple(filter(None, (*rule.formula, rule.text)))
        try:
            yield place, _conditional(rule, place, _areas(ranges), palette), texts
        except (RuleNotCarriedError, FormulaNotMovableError):
            yield place, None, texts


def _conditional(
    rule: Rule, place: str, areas: tuple[SheetArea, ...], palette: Palette
) -> ConditionalFormat:
    options: dict[str, str | int | bool] = {}
    formulas: list[tuple[str, Formula]] = []
    kind = rule.type
    if kind == "cellIs":
        criteria = _OPERATORS.get(rule.operator or "")
        if criteria is None:
            raise RuleNotCarriedError
        options |= {"type": "cell", "criteria": criteria}
        names = ("minimum", "maximum") if criteria.endswith("between") else ("value",)
        if len(rule.formula) != len(names):
            raise RuleNotCarriedError
        formulas = [
            (name, _formula(text, areas)) for name, text in zip(names, rule.formula, strict=True)
        ]
    elif kind == "expression" and len(rule.formula) == 1:
        options["type"] = "formula"
        formulas = [("criteria", _formula(rule.formula[0], areas))]
    elif kind in _TEXT_RULES and rule.text:
        options |= {"type": "text", "criteria": _TEXT_RULES[kind], "value": rule.text}
    elif kind in _PLAIN_RULES:
        options["type"] = _PLAIN_RULES[kind]
    elif kind == "top10" and rule.rank:
        options |= {"type": "bottom" if rule.bottom else "top", "value": rule.rank}
        if rule.percent:
            options["criteria"] = "%"
    elif kind == "colorScale":
        options |= _colour_scale(rule, palette)
    else:
        raise RuleNotCarriedError
    if rule.stopIfTrue:
        options["stop_if_true"] = True
    return ConditionalFormat(place, options, tuple(formulas), _style(rule.dxf, palette), areas)


def _colour_scale(rule: Rule, palette: Palette) -> dict[str, str | int]:
    scale: Any = rule.colorScale
    parts = _PARTS.get(len(scale.cfvo))
    colours = [palette.rgb(colour) for colour in scale.color]
    if parts is None or len(colours) != len(parts) or not all(colours):
        raise RuleNotCarriedError
    options: dict[str, str | int] = {"type": f"{len(parts)}_color_scale"}
    for name, point, colour in zip(parts, scale.cfvo, colours, strict=True):
        if point.type == "formula":
            raise RuleNotCarriedError
        options[f"{name}_color"] = colour
        if point.type not in ("min", "max"):
            options |= {f"{name}_type": point.type, f"{name}_value": point.val}
    return options


def _style(differences: DifferentialStyle | None, palette: Palette) -> dict[str, str | int | bool]:
    """The differences of look as XlsxWriter format properties."""
    style: dict[str, str | int | bool] = {}
    if differences is None:
        return style
    font, border = differences.font, differences.border
    fill: Any = differences.fill
    if font is not None:
        marks = {"bold": font.b, "italic": font.i, "font_strikeout": font.strike}
        style |= {name: True for name, present in marks.items() if present}
        if font.u:
            style["underline"] = 2 if font.u == "double" else 1
        if colour := palette.rgb(font.color):
            style["font_color"] = colour
    if fill is not None and (colour := palette.rgb(fill.bgColor) or palette.rgb(fill.fgColor)):
        style["bg_color"] = colour
    if differences.numFmt is not None:
        style["num_format"] = differences.numFmt.formatCode
    for edge in ("left", "right", "top", "bottom"):
        side: Any = getattr(border, edge, None)
        if side is not None and side.style in BORDER_NUMBERS:
            style[edge] = BORDER_NUMBERS[side.style]
            if colour := palette.rgb(side.color):
                style[f"{edge}_color"] = colour
    return style


def _formula(text: str | None, areas: tuple[SheetArea, ...]) -> Formula:
    """The formula of a rule; a relative row may only be the first row of the rule's areas."""
    if not text:
        return ()
    formula = read_formula(text)
    for piece in formula:
        if not isinstance(piece, Reference) or piece.sheet or piece.first_row is None:
            continue
        moves = not piece.first_fixed and piece.last_row is None
        if moves and piece.first_row != areas[0][0]:
            raise FormulaNotMovableError
    return formula


def _areas(ranges: Iterable[Any]) -> tuple[SheetArea, ...]:
    areas = [
        (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1) for area in ranges
    ]
    if not areas or len(areas) > MAX_AREAS:
        raise RuleNotCarriedError
    return tuple(sorted(areas))


def _place(ranges: Iterable[Any]) -> str:
    first = min(ranges, key=lambda area: (area.min_row, area.min_col), default=None)
    return "A1" if first is None else first.coord.partition(":")[0]
