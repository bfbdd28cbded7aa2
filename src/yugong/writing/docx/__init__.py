"""Word documents from Word templates.  See ``docs/design/docx-engine.md``."""

from yugong.writing.docx.contents import Heading
from yugong.writing.docx.dump import dump_template
from yugong.writing.docx.readback import read_back
from yugong.writing.docx.template import DocxTemplate, compile_template

__all__ = ["DocxTemplate", "Heading", "compile_template", "dump_template", "read_back"]
