"""A standard filled with the sample, in which every value names its tag."""

from __future__ import annotations

from pathlib import Path

from yugong.findings import Finding, FindingsError, Place, has_errors
from yugong.reading.file_bytes import read_bytes
from yugong.reading.system import is_folder
from yugong.standard.library import load_standard
from yugong.standards_kit.sample import sample_of
from yugong.whole_file import already_exists
from yugong.writing import docx, xlsx
from yugong.writing.docx.after.preview import reveal, with_signs


def write_preview(name: str, out: Path | None = None) -> tuple[tuple[Path, ...], list[Finding]]:
    """Write a preview of a standard: a Word file, and an Excel file of the same name in its folder.

    ``name`` is the name of a standard or the path of its YAML file; without ``out`` the preview
    is ``<name>-预览.docx`` in the current folder, or in ``out`` if that is a folder.  A former
    preview is replaced, the files of the standard never are (D009).  Return the files, and the
    warnings.  Raises :class:`FindingsError` if the standard or its templates are at fault, or a
    file cannot be written (D004).
    """
    loaded, findings = load_standard(name, Place(path="标准"))
    if loaded is None:
        raise FindingsError(findings)
    standard = loaded.standard
    if out is None or is_folder(out):
        out = (out or Path()) / f"{standard.name}-预览.docx"
    word_file, excel_file = out.with_suffix(".docx"), out.with_suffix(".xlsx")
    for path, template_bytes in ((word_file, loaded.word), (excel_file, loaded.excel)):
        existing, _ = read_bytes(path)
        if existing == template_bytes:
            raise FindingsError([already_exists(path)])
    sample = sample_of(standard)
    marked, notes = with_signs(loaded.word, loaded.word_name)
    word = docx.word_template(marked, loaded.word_name, loaded.engine, loaded.attachments)
    excel = xlsx.compile_workbook(loaded.excel, loaded.excel_name)
    plain = docx.word_template(loaded.word, loaded.word_name, loaded.engine, loaded.attachments)
    findings += [*plain.problems(sample.package), *excel.problems(sample.package)]
    if has_errors(findings):
        raise FindingsError(findings)
    text = plain.write(word_file, sample.package)
    narrative = docx.narrative_of(text.narrative, sample.package)
    word.write(word_file, sample.package)
    reveal(word_file, notes)
    excel.write(excel_file, sample.package, narrative, tag_notes=True)
    return (word_file, excel_file), findings
