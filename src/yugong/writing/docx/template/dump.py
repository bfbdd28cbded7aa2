"""A template as plain text, so that a review sees the changes made in Word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yugong.ooxml.names import (
    NS,
    PPR,
    SDT,
    SDT_CONTENT,
    SECTPR,
    TBL,
    TEXT_BOX,
    P,
    T,
    own_descendants,
    value,
    w,
)
from yugong.ooxml.styles import Styles
from yugong.ooxml.table_grid import GridCell, grid_rows
from yugong.writing.docx.template.charts import alternative_text
from yugong.writing.docx.template.parts import Parts

_INLINE = frozenset(
    {T, w("br"), w("cr"), w("tab"), w("drawing"), w("fldChar"), w("instrText"), TEXT_BOX}
)
_TWIPS_PER_MM = 1440 / 25.4


def dump_template(data: bytes, name: str = "") -> str:
    """Return the template as lines of text, the same for the same template.

    Raises :class:`FindingsError` (S006) for a file that is not a Word document.
    """
    parts = Parts(data, name)
    styles = Styles(parts.styles)
    lines: list[str] = []
    for part, label in parts.texts():
        root = parts.root(part)
        lines.append(f"==== {label or '正文'} ====")
        local = root.tag.rsplit("}", 1)[-1]
        whole = root if local in ("hdr", "ftr") else None
        for container in [whole] if whole is not None else root:
            lines.extend(_block(container, styles, ""))
        lines.append("")
    return "\n".join(lines)


def _block(container: Any, styles: Styles, indent: str) -> Iterator[str]:
    for child in container:
        if child.tag == P:
            yield from _paragraph(child, styles, indent)
        elif child.tag == TBL:
            yield from _table(child, styles, indent)
        elif child.tag == SDT:
            content = child.find(SDT_CONTENT)
            if content is not None:
                yield from _block(content, styles, indent)
        elif child.tag == SECTPR:
            yield f"{indent}{_section(child)}"


def _paragraph(paragraph: Any, styles: Styles, indent: str) -> Iterator[str]:
    style = styles.name_of(value(paragraph, "w:pPr/w:pStyle"))
    yield f"{indent}[{style}] {_text(paragraph)}".rstrip()
    for box in own_descendants(paragraph, frozenset({TEXT_BOX})):
        yield f"{indent}  〔文本框〕"
        yield from _block(box, styles, indent + "    ")
    section = paragraph.find(f"{PPR}/{SECTPR}")
    if section is not None:
        yield f"{indent}{_section(section)}"


def _text(paragraph: Any) -> str:
    out: list[str] = []
    for node in own_descendants(paragraph, _INLINE):
        if node.tag == T:
            out.append(node.text or "")
        elif node.tag == w("instrText"):
            out.append(f"〔域 {(node.text or '').strip()}〕" if (node.text or "").strip() else "")
        elif node.tag == w("drawing"):
            out.append(f"〔图 {alternative_text(node)}〕")
        elif node.tag == w("tab") and node.getparent().tag == w("r"):
            out.append("→")
        elif node.tag in (w("br"), w("cr")):
            out.append("〔分页〕" if node.get(w("type")) == "page" else "↵")
    return "".join(out)


def _table(table: Any, styles: Styles, indent: str) -> Iterator[str]:
    widths = [column.get(w("w"), "") for column in table.findall("w:tblGrid/w:gridCol", NS)]
    yield f"{indent}〔表 列宽 {' '.join(widths)}〕"
    for row in grid_rows(table):
        head = "※" if row.is_head else ""
        cells: list[str] = []
        nested: list[Any] = []
        for cell in row.cells():
            cells.append(_cell(cell))
            nested.extend(cell.element.findall(TBL))
        yield f"{indent}  {head}| {' | '.join(cells)} |"
        for inner in nested:
            yield from _table(inner, styles, indent + "    ")


def _cell(cell: GridCell) -> str:
    marks: list[str] = []
    if cell.span > 1:
        marks.append(f"横{cell.span}")
    if cell.down:
        marks.append("竖起" if cell.down == "restart" else "竖续")
    text = " ¶ ".join(_text(paragraph) for paragraph in cell.element.findall(P))
    return f"〔{' '.join(marks)}〕{text}" if marks else text


def _section(section: Any) -> str:
    size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    words = ["〔节"]
    if size is not None:
        lying = size.get(w("orient")) == "landscape"
        words.append("横" if lying else "竖")
        words.append(f"{_mm(size.get(w('w')))}×{_mm(size.get(w('h')))} 毫米")
    if margins is not None:
        sides = (("上", "top"), ("右", "right"), ("下", "bottom"), ("左", "left"))
        words.append("边距 " + " ".join(f"{name}{_mm(margins.get(w(key)))}" for name, key in sides))
    numbers = section.find(w("pgNumType"))
    if numbers is not None and numbers.get(w("start")):
        words.append(f"页码从 {numbers.get(w('start'))} 起")
    for kind, name in (("headerReference", "页眉"), ("footerReference", "页脚")):
        words.extend(
            f"{name}({node.get(w('type'), 'default')})" for node in section.findall(w(kind))
        )
    return " ".join(words) + "〕"


def _mm(twips: str | None) -> str:
    number = float(twips or 0) / _TWIPS_PER_MM
    return f"{number:.1f}".removesuffix(".0")
