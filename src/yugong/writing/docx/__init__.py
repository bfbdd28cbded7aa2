"""Word documents from Word templates.  See ``docs/design/docx-engine.md``."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from yugong.writing.docx.after.annex_readback import read_back_annexes
from yugong.writing.docx.after.edits import text_marks
from yugong.writing.docx.after.form_comparison import form_texts
from yugong.writing.docx.after.narrative import NarrativeSource, narrative_of
from yugong.writing.docx.after.readback import read_back_document
from yugong.writing.docx.annexes.body import annex_problems
from yugong.writing.docx.engine import WordTemplate, engine_omissions, word_template
from yugong.writing.docx.engine.compiled import DocxTemplate, WrittenDocument, compile_template
from yugong.writing.docx.template.contents import Heading
from yugong.writing.docx.template.fact_controls import control_tag, id_in_tag

if TYPE_CHECKING:
    from yugong.writing.docx.after.document_search import (
        Control,
        TextPlace,
        controls,
        find_in_document,
    )
    from yugong.writing.docx.after.table_cells import TableCell
    from yugong.writing.docx.template.dump import dump_template

_ON_USE = {
    "Control": "after.document_search",
    "TableCell": "after.table_cells",
    "TextPlace": "after.document_search",
    "controls": "after.document_search",
    "dump_template": "template.dump",
    "find_in_document": "after.document_search",
}
"""Names by the modules that are loaded on first use; a build needs none of them."""


def __getattr__(name: str) -> Any:
    if name not in _ON_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ON_USE[name]}"), name)


__all__ = [
    "Control",
    "DocxTemplate",
    "Heading",
    "NarrativeSource",
    "TableCell",
    "TextPlace",
    "WordTemplate",
    "WrittenDocument",
    "annex_problems",
    "compile_template",
    "control_tag",
    "controls",
    "dump_template",
    "engine_omissions",
    "find_in_document",
    "form_texts",
    "id_in_tag",
    "narrative_of",
    "read_back_annexes",
    "read_back_document",
    "text_marks",
    "word_template",
]
