"""Reading a published document kept as plain text, with tabs between the cells of tables."""

from __future__ import annotations

import re
from dataclasses import replace

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.published.model.blocks import Block, Grid, LeftOver, Line, RawDocument
from yugong.published.office.left_overs import bookmark_texts

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_BREAK = re.compile(r"\r\n|[\n\r\v\u0085\u2028]")
_MOST_LINES, _MOST_CELLS, _WIDEST = 500_000, 1_000_000, 1_000


def read_text(data: bytes, file: str) -> RawDocument:
    """Read a text in UTF-8, UTF-16 or GB18030.

    Raise :class:`FindingsError` (PACKAGE_UNREADABLE) if the bytes are no text or have too many
    lines.
    """
    text = _decoded(data, file)
    lines: list[Line] = []
    page = 1
    paged = "\f" in text
    for number, whole in enumerate(_BREAK.split(text), 1):
        for turned, piece in enumerate(whole.split("\f")):
            page += turned > 0
            place = Place(file=file, line=number, page=page if paged else None)
            lines.append(Line(piece, place))
    if len(lines) > _MOST_LINES:
        actual, expected = f"{len(lines)} 行", f"不超过 {_MOST_LINES} 行"
        raise FindingsError([Finding(Kind.PACKAGE_UNREADABLE, Place(file=file), actual, expected)])
    blocks, findings = _blocks(lines)
    left_overs: list[LeftOver] = []
    for line in lines:
        left_overs += bookmark_texts(line.text, line.place)
    return RawDocument(file, "text", tuple(blocks), tuple(left_overs), tuple(findings))


def _decoded(data: bytes, file: str) -> str:
    names = [name for mark, name in _MARKS if data.startswith(mark)] or _likely(data)
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if not _NO_TEXT.search(text):
            return text
    actual = "空文件" if not data.strip() else "不是文字"
    expected = "UTF-8、UTF-16 或 GB18030 编码的文本"
    remedy = "用记事本打开，另存为 UTF-8 编码的文本后再试。"
    raise FindingsError(
        [Finding(Kind.PACKAGE_UNREADABLE, Place(file=file), actual, expected, remedy)]
    )


def _likely(data: bytes) -> list[str]:
    if not data.strip():
        return []
    if b"\0" in data:
        # Line ends and digits of UTF-16 have a zero byte, on the side that tells which it is.
        return ["utf-16-le"] if data[1::2].count(0) >= data[::2].count(0) else ["utf-16-be"]
    return ["utf-8", "gb18030"]


def _blocks(lines: list[Line]) -> tuple[list[Block], list[Finding]]:
    blocks: list[Block] = []
    findings: list[Finding] = []
    run: list[Line] = []
    cells = 0
    for line in [*lines, Line("", Place())]:
        if run and not _continues_table(run, line):
            width = max(_width(member) for member in run)
            cells += width * len(run)
            if len(run) < 2 or width > _WIDEST:
                blocks += run
            elif cells > _MOST_CELLS:
                actual = f"{len(run)} 行的表"
                findings.append(
                    Finding(
                        Kind.CONTENT_BEYOND_LIMIT, run[0].place, actual, severity=Severity.WARNING
                    )
                )
            else:
                blocks.append(_grid(run))
            run = []
        if "\t" in line.text:
            run.append(line)
        elif line.text.strip():
            blocks.append(line)
    return blocks, findings


def _width(line: Line) -> int:
    return line.text.rstrip("\t").count("\t") + 1


def _columns(line: Line) -> tuple[int, int]:
    """Return the fewest and the most cells of a line; trailing tabs may be blank cells."""
    return _width(line), line.text.count("\t") + 1


def _continues_table(run: list[Line], line: Line) -> bool:
    """Tell if a line continues the table before it: its cells are as many, give or take one."""
    if "\t" not in line.text or line.place.page != run[-1].place.page:
        return False
    least, most = _columns(line)
    return any(
        least <= other_most + 1 and most >= other_least - 1
        for other_least, other_most in (_columns(run[0]), _columns(run[-1]))
    )


def _grid(run: list[Line]) -> Grid:
    width = max(_width(line) for line in run)
    rows = []
    for line in run:
        cells = [cell.strip() for cell in line.text.rstrip("\t").split("\t")]
        rows.append((*cells, *[""] * (width - len(cells))))
    place = run[0].place
    numbers = tuple(line.place.line or 0 for line in run)
    return Grid(tuple(rows), (), replace(place, path="表格"), row_numbers=numbers)
