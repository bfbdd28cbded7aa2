"""docxtpl on our Word template, and the floor: its patched XML compiled once, printed by Jinja.

The floor does nothing a writer of documents must do beside printing: no merged cells, no contents
list, no charts, no check of characters.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment

from peer_templates import BODY, without_merges
from yugong.standard.names import Listing, Names, TableView
from yugong.standard.package import Package
from yugong.standard.table import Cell, Row

_PIECES = 4096
_LEVEL = 6


def plain(value: Any) -> Any:
    """Our values as the dicts, lists and text a docxtpl user would pass."""
    if isinstance(value, TableView):
        return {name: plain(value.get(name)) for name in value.names()}
    if isinstance(value, Names):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, Listing):
        return [plain(part) for part in value]
    if isinstance(value, Row):
        cells = {name: cell.text for name, cell in value.cells.items()}
        return {**cells, "级次": value.depth, "合计行": value.is_total, "末级": value.is_leaf}
    return value.text if isinstance(value, Cell) else value


def docxtpl_job(word: bytes, package: Package, out: Path) -> Callable[[], object]:
    """Plain docxtpl, escaping on."""
    from docxtpl import DocxTemplate

    template = without_merges(word)
    environment = Environment()
    environment.filters.update(package.filters)
    context = {name: plain(value) for name, value in package.context.items()}

    def work() -> None:
        document = DocxTemplate(io.BytesIO(template))
        document.render(context, environment, autoescape=True)
        document.save(out)

    return work


def floor_job(word: bytes, package: Package, out: Path, *, streamed: bool) -> Callable[[], object]:
    """The compiled template printed into one string, or in pieces, and packed."""
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(without_merges(word)))
    document.init_docx()
    environment = Environment(autoescape=True)
    environment.filters.update(package.filters)
    body = environment.from_string(document.patch_xml(document.get_xml()))
    context = {name: plain(value) for name, value in package.context.items()}
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        others = {name: archive.read(name) for name in archive.namelist() if name != BODY}

    def pieces() -> Iterator[bytes]:
        if not streamed:
            yield body.render(context).encode()
            return
        stream = body.stream(context)
        stream.enable_buffering(_PIECES)
        for piece in stream:
            yield piece.encode()

    def work() -> None:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            for name, data in others.items():
                archive.writestr(name, data)
            with archive.open(BODY, "w", force_zip64=True) as target:
                for piece in pieces():
                    target.write(piece)

    return work
