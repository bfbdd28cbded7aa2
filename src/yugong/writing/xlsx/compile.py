"""A template workbook, compiled: sheets of rows, loops and choices, and every fault on the way."""

from __future__ import annotations

import contextlib
import io
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from yugong.findings import Finding, Kind, Place, Severity
from yugong.writing.xlsx.cells import CellReader
from yugong.writing.xlsx.container import broken, check_container
from yugong.writing.xlsx.expression import (
    Expression,
    LoopHead,
    TagError,
    parse_condition,
    parse_loop,
)
from yugong.writing.xlsx.feature_reader import FeatureReader
from yugong.writing.xlsx.model import (
    Block,
    Choice,
    Compiled,
    Loop,
    PageBreak,
    ScriptLine,
    SheetModel,
    WorkbookModel,
)
from yugong.writing.xlsx.name_reader import defined_names
from yugong.writing.xlsx.page import column_widths, print_setup, sheet_view
from yugong.writing.xlsx.styles import StyleReader
from yugong.writing.xlsx.tags import Tag, row_tag, sheet_tags

MAX_ROWS = 2_000
MAX_COLUMNS = 100

_UNREADABLE = (
    InvalidFileException,
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


def _load(data: bytes) -> Workbook:
    """The quick reader's workbook; openpyxl's own, where that one finds anything amiss."""
    with contextlib.suppress(ImportError, *_UNREADABLE):
        from yugong.writing.xlsx.lean_reader import load_lean

        return load_lean(data)
    return load_workbook(io.BytesIO(data), keep_links=False)


def open_workbook(data: bytes, name: str) -> tuple[Workbook, tuple[Finding, ...]]:
    """A template opened for reading, with notes on what is not carried over.

    Raises ``FindingsError`` with S006 where it cannot be opened.
    """
    listed, notes = check_container(data, name)
    try:
        with warnings.catch_warnings():
            # What the reader leaves aside is told by our own notes.
            warnings.simplefilter("ignore")
            book = _load(data)
    except _UNREADABLE as error:
        raise broken(name, "工作簿内容无法解析", "Excel 或 WPS 保存的 .xlsx 文件") from error
    if not book.worksheets or len(book.sheetnames) != listed:
        raise broken(name, f"列出 {listed} 张工作表，能读的 {len(book.worksheets)} 张")
    for sheet in book.worksheets:
        areas = sheet.merged_cells.ranges
        last_row = max([sheet.max_row, *(area.max_row for area in areas)])
        last_column = max([sheet.max_column, *(area.max_col for area in areas)])
        if last_row > MAX_ROWS or last_column > MAX_COLUMNS:
            raise broken(
                name,
                f"工作表“{sheet.title}”占到 {get_column_letter(last_column)}{last_row}",
                f"不超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列",
            )
    return book, notes


def compile_model(data: bytes, name: str) -> Compiled:
    """Compiles a template; raises ``FindingsError`` (S006) only for a file that is no template."""
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
    branches: list[tuple[Expression | None, list[Block]]]
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
        self._script: list[ScriptLine] = []
        self._closing: list[str] = []
        self._broken = False
        self._cells = CellReader(sheet, model, self._fault, self._script.append, looks)
        self._stack: list[_Open] = [_Open("", "", None, [(None, [])])]

    def compile(self) -> SheetModel:
        sheet = self._sheet
        loop: LoopHead | None = None
        condition: Expression | None = None
        loop_place = condition_place = pattern = ""
        last = max([sheet.max_row, *(area.max_row for area in sheet.merged_cells.ranges)])
        for number in range(1, last + 1):
            if number - 1 in self._features.row_breaks:
                self._append(PageBreak())
            texts = self._cells.texts(number)
            alone = texts[0] if len(texts) == 1 else None
            if alone is not None and (tags := sheet_tags(alone[1])):
                self._cells.boundary()
                place = alone[0]
                for tag in tags:
                    parsed = self._sheet_tag(tag, place)
                    if isinstance(parsed, LoopHead):
                        loop, loop_place = parsed, place
                    elif isinstance(parsed, Expression):
                        condition, condition_place = parsed, place
                    elif parsed:
                        pattern = parsed
                continue
            if alone is not None and (row := row_tag(alone[1])) is not None:
                self._row_tag(row, alone[0])
                continue
            self._append(self._cells.row(number))
            self._script += self._features.row_script.get(number, ())
        for left in self._stack[1:]:
            self._broken = True
            self._fault(
                Kind.MALFORMED_TAG,
                left.place,
                f"{{%tr {left.word} %}}",
                f"{{%tr end{left.word} %}}",
            )
        self._script += self._features.script
        self._script += [ScriptLine(loop_place, tag) for tag in reversed(self._closing)]
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
            script=() if self._broken else tuple(self._script),
            features=self._features.features,
            hyperlinks=self._features.hyperlinks,
            groupings=self._features.rows,
        )

    def _fault(self, code: str, place: str, found: str, expected: str = "") -> None:
        where = Place(file=self._file, sheet=self._sheet.title, cell=place)
        self.faults.append(Finding(code, where, found, expected))

    def _append(self, block: Block) -> None:
        self._stack[-1].branches[-1][1].append(block)

    def _sheet_tag(self, tag: Tag, place: str) -> LoopHead | Expression | str:
        try:
            if tag.word == "for":
                head = parse_loop(tag.rest)
                self._note(place, f"{{% for {tag.rest} %}}", "{% endfor %}")
                return head
            if tag.word == "if":
                condition = parse_condition(tag.rest)
                self._note(place, f"{{% if {tag.rest} %}}", "{% endif %}")
                return condition
            if tag.word == "名" and tag.rest:
                return tag.rest
            raise TagError(Kind.MALFORMED_TAG, f"{{%sheet {tag.word} %}}", "for、if 或 名")
        except TagError as fault:
            self._fault(fault.code, place, fault.found, fault.expected)
            self._broken = True
            return ""

    def _note(self, place: str, source: str, closing: str = "") -> None:
        self._script.append(ScriptLine(place, source))
        if closing:
            self._closing.append(closing)

    def _row_tag(self, tag: Tag, place: str) -> None:
        try:
            if tag.word == "for":
                self._open(_Open(place, "for", parse_loop(tag.rest), [(None, [])]))
            elif tag.word == "if":
                self._open(_Open(place, "if", None, [(parse_condition(tag.rest), [])]))
            elif tag.word in ("elif", "else"):
                self._next_branch(tag)
            elif tag.word in ("endfor", "endif"):
                self._close(tag.word.removeprefix("end"))
            else:
                raise TagError(
                    Kind.MALFORMED_TAG,
                    f"{{%tr {tag.word} %}}",
                    "for、if、elif、else、endfor、endif",
                )
        except TagError as fault:
            self._fault(fault.code, place, fault.found, fault.expected)
            self._broken = True
            if tag.word in ("for", "if"):
                self._open(_Open(place, tag.word, None, [(None, [])], broken=True))
            return
        self._note(place, f"{{% {tag.word} {tag.rest} %}}")

    def _open(self, block: _Open) -> None:
        self._cells.boundary()
        self._stack.append(block)

    def _next_branch(self, tag: Tag) -> None:
        top = self._stack[-1]
        self._cells.boundary()
        if not top.word or (top.word == "for" and tag.word == "elif"):
            raise TagError(Kind.MALFORMED_TAG, f"{{%tr {tag.word} %}}", "前面应有 {%tr if … %}")
        if top.word == "if" and len(top.branches) > 1 and top.branches[-1][0] is None:
            raise TagError(Kind.MALFORMED_TAG, f"{{%tr {tag.word} %}}", "{%tr else %} 应是最后一支")
        test = parse_condition(tag.rest) if tag.word == "elif" else None
        top.branches.append((test, []))

    def _close(self, word: str) -> None:
        self._cells.boundary()
        top = self._stack[-1]
        if top.word != word:
            wanted = f"先写 {{%tr end{top.word} %}}" if top.word else f"前面应有 {{%tr {word} … %}}"
            raise TagError(Kind.MALFORMED_TAG, f"{{%tr end{word} %}}", wanted)
        self._stack.pop()
        if top.broken:
            return
        branches = tuple((test, tuple(body)) for test, body in top.branches)
        if top.head is not None:
            otherwise: Sequence[Block] = branches[1][1] if len(branches) > 1 else ()
            self._append(Loop(top.place, top.head, branches[0][1], tuple(otherwise)))
        else:
            self._append(Choice(top.place, branches))
