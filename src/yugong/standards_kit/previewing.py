"""A standard filled with the sample, in which every value says which tag it came from."""

from __future__ import annotations

from pathlib import Path

from yugong.findings import Finding, FindingsError, Place, has_errors
from yugong.standard.library import load_standard
from yugong.standards_kit.sample import sample_of
from yugong.writing import docx, xlsx
from yugong.writing.docx.preview import reveal, with_signs


def preview_standard(name: str, out: Path | None = None) -> tuple[tuple[Path, ...], list[Finding]]:
    """Write a preview of a standard: a Word file, and beside it an Excel file of the same name.

    ``name`` is that of a standard or the path of its YAML file; without ``out`` the preview is
    ``<name>-预览.docx`` in the current folder.  A former preview is replaced, the standard's own
    files never are (D009).  Gives the files and what is to be heeded.  Raises
    :class:`FindingsError` where the standard or its templates are at fault.
    """
    loaded, findings = load_standard(name, Place(path="标准"))
    if loaded is None:
        raise FindingsError(findings)
    standard = loaded.standard
    word_file = (out or Path(f"{standard.name}-预览.docx")).with_suffix(".docx")
    excel_file = word_file.with_suffix(".xlsx")
    own = {"docx": loaded.word, "xlsx": loaded.excel}
    for path in (word_file, excel_file):
        if path.exists() and path.read_bytes() == own[path.suffix[1:]]:
            raise FindingsError([Finding("D009", Place(file=str(path)))])
    sample = sample_of(standard)
    marked, told = with_signs(loaded.word, loaded.word_name)
    word = docx.compile_template(marked, loaded.word_name)
    excel = xlsx.compile_workbook(loaded.excel, loaded.excel_name)
    plain = docx.compile_template(loaded.word, loaded.word_name)
    findings += [*plain.problems(sample.package), *excel.problems(sample.package)]
    if has_errors(findings):
        raise FindingsError(findings)
    word_file.parent.mkdir(parents=True, exist_ok=True)
    word.write(word_file, sample.package)
    reveal(word_file, told)
    excel.write(excel_file, sample.package, telling=True)
    return (word_file, excel_file), findings
