"""Word documents from Word templates.  See ``docs/design/docx-engine.md``."""

from yugong.writing.docx.contents import Heading
from yugong.writing.docx.dump import dump_template
from yugong.writing.docx.fact_controls import control_tag, id_in_tag
from yugong.writing.docx.readback import read_back
from yugong.writing.docx.template import DocxTemplate, compile_template
from yugong.writing.docx.traced import Control, Located, controls, find_in_document
from yugong.writing.docx.traced_table import TableCell

__all__ = [
    "Control",
    "DocxTemplate",
    "Heading",
    "Located",
    "TableCell",
    "compile_template",
    "control_tag",
    "controls",
    "dump_template",
    "find_in_document",
    "id_in_tag",
    "read_back",
]
