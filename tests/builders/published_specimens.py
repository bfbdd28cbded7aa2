"""Small files such as others publish: Word and Excel from their parts, PDF from its objects."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from yugong.published.excel.reading import read_xlsx
from yugong.published.model.blocks import LeftOver, RawDocument
from yugong.published.word.reading import read_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(parts: dict[str, str | bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def pointers(*rows: tuple[str, str]) -> str:
    """A relationships part: kinds and targets, numbered rId1 …; addresses are outside."""
    nodes = "".join(
        f'<Relationship Id="rId{index}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for index, (kind, target) in enumerate(rows, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{nodes}</Relationships>'


def part(name: str, inside: str) -> str:
    """A part of a Word file with this root element."""
    return f"<w:{name} {_SPACES}>{inside}</w:{name}>"


def word(body: str, *rows: tuple[str, str], **parts: str | bytes) -> bytes:
    """A Word file; keyword ``styles`` is word/styles.xml and is pointed at, as are ``rows``."""
    named = tuple((name.rstrip("0123456789"), f"{name}.xml") for name in parts)
    return packed(
        {
            "_rels/.rels": pointers(("officeDocument", "word/document.xml")),
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": pointers(*named, *rows),
            **{f"word/{name}.xml": data for name, data in parts.items()},
        }
    )


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    """A paragraph of runs, or of plain text."""
    runs = inside if inside.startswith("<") else run(inside)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def cell(text: str, properties: str = "") -> str:
    """A table cell of one paragraph, or of the blocks given."""
    blocks = text if text.startswith("<") else paragraph(text or run(""))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"


def table(*rows: Sequence[str]) -> str:
    """A table of cells."""
    inside = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl>{inside}</w:tbl>"


def unpacked(data: bytes) -> dict[str, str | bytes]:
    """The parts of a zip, to change some of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook(*sheets: str, listed: Sequence[str] = (), **parts: str | bytes) -> bytes:
    """An Excel file of these sheets' inner XML; ``listed`` adds attributes of a sheet."""
    states = [*listed, *[""] * len(sheets)]
    names = "".join(
        f'<sheet name="第{index}页" sheetId="{index}" r:id="rId{index}" {states[index - 1]}/>'
        for index in range(1, len(sheets) + 1)
    )
    rows = [("worksheet", f"worksheets/sheet{index}.xml") for index in range(1, len(sheets) + 1)]
    rows += [(name, f"{name}.xml") for name in parts]
    return packed(
        {
            "_rels/.rels": pointers(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{names}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": pointers(*rows),
            **{
                f"xl/worksheets/sheet{index}.xml": f'<worksheet xmlns="{S}" xmlns:r="{R}">{sheet}</worksheet>'
                for index, sheet in enumerate(sheets, 1)
            },
            **{f"xl/{name}.xml": data for name, data in parts.items()},
        }
    )


def sheet(rows: Sequence[Sequence[str]], after: str = "", before: str = "") -> str:
    """A sheet's inner XML: cells of inline text from A1 on, blank ones left out."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(64 + index)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for index, text in enumerate(row, 1)
            if text
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f"{before}<sheetData>{''.join(lines)}</sheetData>{after}"


def read_word(body: str, *rows: tuple[str, str], **parts: str | bytes) -> RawDocument:
    """The Word file of this body, read."""
    return read_docx(word(body, *rows, **parts), "公开.docx")


def read_book(*sheets: str, listed: Sequence[str] = (), **parts: str | bytes) -> RawDocument:
    """The Excel file of these sheets, read."""
    return read_xlsx(workbook(*sheets, listed=listed, **parts), "公开.xlsx")


def kinds_and_texts(left_overs: Sequence[LeftOver]) -> list[tuple[str, str]]:
    """Left-overs as kind and text."""
    return [(left.kind.value, left.text) for left in left_overs]


def codes(document: RawDocument) -> list[str]:
    """The codes of a document's own findings."""
    return [finding.code for finding in document.findings]


def pdf(
    *contents: str,
    extra: Sequence[str] = (),
    trailer: str = "",
    picture: bool = False,
    page: str = "",
    fonts: str = "",
) -> bytes:
    """A PDF of these page contents, with Helvetica as F1 and, where wanted, a picture as Im1.

    ``extra`` are objects from number 5 on; the first of them may be drawn as Fm1.  ``page`` are
    entries of every page, ``fonts`` more fonts.
    """
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(
            b"\x80",
            "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 "
            "/ColorSpace /DeviceGray",
        ),
        *(extra or ("<< >>",)),
    ]
    kids = []
    images = f"/XObject << /Fm1 5 0 R {'/Im1 4 0 R' if picture else ''} >>"
    for content in contents:
        objects.append(stream(content.encode("latin-1")))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << /F1 3 0 R {fonts} >> {images} >> {page} >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>"
    return out + f"{end}\nstartxref\n{len(out)}\n%%EOF\n".encode("latin-1")


def stream(data: bytes, entries: str = "") -> str:
    """A compressed PDF stream with these entries."""
    small = zlib.compress(data)
    head = f"<< /Length {len(small)} /Filter /FlateDecode {entries} >>"
    return f"{head}\nstream\n{small.decode('latin-1')}\nendstream"


def page_text(text: str, x: int, y: int) -> str:
    """Text on a PDF page, from its lower left corner."""
    return f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n"


def ruled(x: int, y: int, columns: Sequence[int], rows: int, height: int = 20) -> str:
    """The rulings of a table whose upper left corner is at x, y."""
    edges = [x]
    for width in columns:
        edges.append(edges[-1] + width)
    lines = [f"{edge} {y} m {edge} {y - rows * height} l S\n" for edge in edges]
    lines += [
        f"{x} {y - index * height} m {edges[-1]} {y - index * height} l S\n"
        for index in range(rows + 1)
    ]
    return "".join(lines)
