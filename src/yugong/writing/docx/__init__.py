"""Word documents from Word templates.  See ``docs/design/docx-engine.md``."""

from yugong.writing.docx.after.readback import read_back
from yugong.writing.docx.after.traced import Control, Located, controls, find_in_document
from yugong.writing.docx.after.traced_table import TableCell
from yugong.writing.docx.engine import WordTemplate, engine_omissions, word_template
from yugong.writing.docx.engine.compiled import DocxTemplate, compile_template
from yugong.writing.docx.template.contents import Heading
from yugong.writing.docx.template.dump import dump_template
from yugong.writing.docx.template.fact_controls import control_tag, id_in_tag

__all__ = [
    "Control",
    "DocxTemplate",
    "Heading",
    "Located",
    "TableCell",
    "WordTemplate",
    "compile_template",
    "control_tag",
    "controls",
    "dump_template",
    "engine_omissions",
    "find_in_document",
    "id_in_tag",
    "read_back",
    "word_template",
]
