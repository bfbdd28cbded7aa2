"""A template workbook, compiled: sheets of rows, loops and choices, and every fault on the way."""

from __future__ import annotations

import contextlib
import io
import warnings
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from yugong.findings import Finding, Kind, Place, Severity
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import column_letters
from yugong.template.checker import ReadTag, read
from yugong.template.evaluation import Expression, LoopHead, compile_condition, compile_loop
from yugong.template.faults import TagError, TagFault
from yugong.template.pairing import BlockStack
from yugong.template.tags import CLOSERS, OPENERS, SHEET_NAME, Tag
from yugong.writing.xlsx.cells import TemplateCellReader
from yugong.writing.xlsx.container import broken, check_container
from yugong.writing.xlsx.feature_reader import FeatureReader
from yugong.writing.xlsx.model import (
    Choice,
    Compiled,
    Loop,
    PageBreak,
    SheetBlock,
    SheetModel,
    WorkbookModel,
)
from yugong.writing.xlsx.name_reader import defined_names
from yugong.writing.xlsx.page import column_widths, print_setup, sheet_view
from yugong.writing.xlsx.quick_looks import NotQuickError
from yugong.writing.xlsx.quick_reader import quick_workbook
from yugong.writing.xlsx.styles import StyleReader
from yugong.writing.xlsx.tags import lone_tags

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MAX_TEMPLATE_ROWS = 2_000
MAX_TEMPLATE_COLUMNS = 100

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)


def _load(data: bytes, members: Mapping[str, bytes], *, quick: bool) -> Workbook:
    """Return the workbook of the quick reader, or of openpyxl if the quick one fails."""
    if quick:
        with contextlib.suppress(NotQuickError, *_UNREADABLE):
            book: Workbook = cast(Any, quick_workbook(members))
            return book
    # openpyxl takes longer to import than a template takes to compile.
    from openpyxl import load_workbook

    with contextlib.suppress(ImportError, *_UNREADABLE):
        from yugong.writing.xlsx.lean_reader import load_lean

        return load_lean(data)
    return load_workbook(io.BytesIO(data), keep_links=False)


def _invalid_file() -> type[Exception]:
    """Return openpyxl's error for a file that is no workbook; called only after an error."""
    from openpyxl.utils.exceptions import InvalidFileException

    return InvalidFileException


def open_workbook(
    data: bytes, name: str, *, quick: bool = True
) -> tuple[Workbook, tuple[Finding, ...]]:
    """Open a template for reading; return it with notes on what is not carried over.

    Raises ``FindingsError`` with S006 where it cannot be opened.
    """
    members, listed, notes = check_container(data, name)
    try:
        with warnings.catch_warnings():
            # Our notes say what the reader leaves out.
            warnings.simplefilter("ignore")
            book = _load(data, members, quick=quick)
    except (*_UNREADABLE, _invalid_file()) as error:
        raise broken(name, "工作簿内容无法解析", "Excel 或 WPS 保存的 .xlsx 文件") from error
    if not book.worksheets or len(book.sheetnames) != listed:
        raise broken(name, f"列出 {listed} 张工作表，能读的 {len(book.worksheets)} 张")
    for sheet in book.worksheets:
        areas = sheet.merged_cells.ranges
        last_row = max([sheet.max_row, *(area.max_row for area in areas)])
        last_column = max([sheet.max_column, *(area.max_col for area in areas)])
        if last_row > MAX_TEMPLATE_ROWS or last_column > MAX_TEMPLATE_COLUMNS:
            raise broken(
                name,
                f"工作表“{sheet.title}”占到 {column_letters(last_column - 1)}{last_row}",
                f"不超过 {MAX_TEMPLATE_ROWS} 行、{MAX_TEMPLATE_COLUMNS} 列",
            )
    return book, notes


def compile_model(data: bytes, name: str) -> Compiled:
    """Compile a template; raises ``FindingsError`` (S006) only for a file that is no template."""
    book, container_notes = open_workbook(data, name)
    model = WorkbookModel()
    looks = StyleReader(book)
    faults: list[Finding] = []
    notes = list(container_notes)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(
                Finding(
                    Kind.UNSUPPORTED_IN_TEMPLATE,
                    Place(file=name, sheet=sheet.title),
                    "隐藏的工作表",
                    remedy="隐藏的工作表不会写入成品；需要公开的请取消隐藏。",
                    severity=Severity.INFO,
                )
            )
            continue
        features = FeatureReader(sheet, name)
        notes += features.notes
        compiler = _SheetCompiler(sheet, model, name, looks, features)
        model.sheets.append(compiler.compile())
        faults += [*features.faults, *compiler.faults]
    if not model.sheets:
        raise broken(name, "没有可见的工作表")
    model.names, name_notes = defined_names(book, name)
    notes += name_notes
    model.active = book.active.title if book.active is not None else ""
    return Compiled(model, tuple(faults), tuple(notes))


@dataclass(slots=True)
class _Open:
    """A block whose end tag has not come yet."""

    place: str
    word: str
    head: LoopHead | None
    branches: list[tuple[Expression | None, list[SheetBlock]]]
    broken: bool = False


class _SheetCompiler:
    """Reads one sheet of the template from top to bottom."""

    def __init__(
        self,
        sheet: Worksheet,
        model: WorkbookModel,
        file: str,
        looks: StyleReader,
        features: FeatureReader,
    ) -> None:
        self._sheet = sheet
        self._features = features
        self._file = file
        self.faults: list[Finding] = []
        self._tags: list[ReadTag] = []
        self._closing: list[ReadTag] = []
        self._cells = TemplateCellReader(sheet, model, self._report, self._tags.append, looks)
        self._stack: list[_Open] = [_Open("", "", None, [(None, [])])]
        self._blocks: BlockStack[_Open] = BlockStack()

    def compile(self) -> SheetModel:
        sheet = self._sheet
        loop: LoopHead | None = None
        condition: Expression | None = None
        loop_place = condition_place = pattern = ""
        naming: Tag | None = None
        last = max([sheet.max_row, *(area.max_row for area in sheet.merged_cells.ranges)])
        for number in range(1, last + 1):
            if number - 1 in self._features.row_breaks:
                self._append(PageBreak())
            texts = self._cells.texts(number)
            place, text = texts[0] if len(texts) == 1 else ("", "")
            if tags := lone_tags(text, place, "sheet"):
                self._cells.boundary()
                for tag in tags:
                    parsed = self._sheet_tag(tag)
                    if isinstance(parsed, LoopHead):
                        loop, loop_place = parsed, place
                    elif isinstance(parsed, Expression):
                        condition, condition_place = parsed, place
                    elif parsed:
                        pattern, naming = parsed, tag
                continue
            if len(tags := lone_tags(text, place, "tr")) == 1:
                self._row_tag(tags[0])
                continue
            self._append(self._cells.row(number))
            self._tags += self._features.row_tags.get(number, ())
        self._blocks.finish()
        for fault in self._blocks.faults:
            self._report(fault)
        name_value = None if loop is None or naming is None else self._name_value(naming, loop)
        self._tags += self._features.tags
        widths, default_width = column_widths(sheet)
        return SheetModel(
            name=sheet.title,
            name_pattern=pattern or (f"{sheet.title}###" if loop else sheet.title),
            blocks=tuple(self._stack[0].branches[0][1]),
            widths=widths,
            default_width=default_width,
            row_count=last,
            setup=print_setup(sheet),
            view=sheet_view(sheet),
            loop=loop,
            loop_place=loop_place,
            condition=condition,
            condition_place=condition_place,
            name_value=name_value,
            tags=(*self._tags, *reversed(self._closing)),
            features=self._features.features,
            hyperlinks=self._features.hyperlinks,
            groupings=self._features.rows,
        )

    def _report(self, fault: TagFault) -> None:
        where = Place(file=self._file, sheet=self._sheet.title, cell=fault.place)
        self.faults.append(Finding(fault.code, where, fault.actual, fault.expected))

    def _append(self, block: SheetBlock) -> None:
        self._stack[-1].branches[-1][1].append(block)

    def _sheet_tag(self, tag: Tag) -> LoopHead | Expression | str:
        if tag.word == SHEET_NAME:
            return tag.expression
        try:
            parsed = compile_loop(tag) if tag.word == "for" else compile_condition(tag)
        except TagError as error:
            self._report_error(error, tag)
            return ""
        self._tags.append(read(tag)[0])
        end = replace(tag, word=f"end{tag.word}", body=f"end{tag.word}")
        self._closing.append(ReadTag(end, None))
        return parsed

    def _name_value(self, tag: Tag, loop: LoopHead) -> Expression | None:
        """Return the value that names the copies of a sheet: one of the item looped over."""
        if not tag.expression.startswith(f"{loop.name}."):
            return None
        tag = replace(tag, word="", body=tag.expression)
        try:
            value = compile_condition(tag)
        except TagError as error:
            self._report_error(error, tag)
            return None
        self._tags.append(read(tag)[0])
        return value

    def _report_error(self, error: TagError, tag: Tag) -> None:
        self._report(TagFault(error.code, tag.place, error.actual, error.expected))

    def _row_tag(self, tag: Tag) -> None:
        self._cells.boundary()
        block = _Open(tag.place, tag.word, None, [(None, [])])
        test: Expression | None = None
        try:
            if tag.word == "for":
                block.head = compile_loop(tag)
            elif tag.word in ("if", "elif"):
                test = compile_condition(tag)
        except TagError as error:
            self._report_error(error, tag)
            block.broken = True
        self._tags.append(read(tag)[0])
        opener = self._blocks.take(tag, block)
        if tag.word in OPENERS:
            block.branches = [(test, [])]
            self._stack.append(block)
        elif opener is not None:
            while self._stack[-1] is not opener:
                self._stack.pop()  # a block without its end: a fault of its own
            if tag.word in CLOSERS:
                self._stack.pop()
                self._close(opener)
            else:
                opener.branches.append((test, []))
                opener.broken = opener.broken or block.broken

    def _close(self, block: _Open) -> None:
        if block.broken:
            return
        branches = tuple((test, tuple(body)) for test, body in block.branches)
        if block.head is not None:
            otherwise: Sequence[SheetBlock] = branches[1][1] if len(branches) > 1 else ()
            self._append(Loop(block.place, block.head, branches[0][1], tuple(otherwise)))
        else:
            self._append(Choice(block.place, branches))
