"""Check the three files of a standard against each other."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from yugong.audit.all_rules import all_rules, unknown_levels
from yugong.audit.execution import check_package
from yugong.findings import Finding, FindingsError, Kind, Place, Severity, has_errors
from yugong.published.of_package import package_of
from yugong.published.word.reading import read_docx
from yugong.quick_dataclass import dataclass
from yugong.standard.library import LoadedStandard, load_standard
from yugong.standard.schema import Standard
from yugong.standards_kit.agreement import disagreements
from yugong.standards_kit.completeness import left_out
from yugong.standards_kit.explaining import explained
from yugong.standards_kit.sample import Sample, sample_of
from yugong.writing import docx, xlsx
from yugong.writing.docx.template.outline import WordOutline, word_outline
from yugong.writing.final_sweep import package_texts, remaining_tags
from yugong.writing.two_files import compare_files
from yugong.writing.xlsx.outline import BookOutline

TEMPLATE_RULES = ("W04", "W08", "W12")
"""The rules for a package made with the sample: numbering of tables, glossary, parts.

All other rules depend on the texts of a department.
"""


@dataclass(frozen=True, slots=True)
class LintResult:
    """The faults of a standard; ``standard`` is None if its YAML file cannot be used."""

    standard: Standard | None
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        """True if packages can be built with the standard."""
        return not has_errors(self.findings)


def check_standard_files(name: str) -> LintResult:
    """Check a standard, by name or by the path of its YAML file; nothing is written.

    Faults of the YAML file come first; if it cannot be used, the templates are not checked, since
    every name in them would be in doubt.
    """
    loaded, findings = load_standard(name, Place(path="标准"))
    if loaded is None:
        return LintResult(None, tuple(findings))
    standard = loaded.standard
    findings += unknown_levels(standard)
    sample = sample_of(standard)
    word: docx.WordTemplate | None = None
    excel: xlsx.XlsxTemplate | None = None
    word_has: WordOutline | None = None
    book_has: BookOutline | None = None
    try:
        word = docx.word_template(loaded.word, loaded.word_name, loaded.engine, loaded.attachments)
        findings += word.problems(sample.package)
        findings += docx.engine_omissions(loaded.engine, loaded.word_name)
        word_has = word_outline(loaded.word, loaded.word_name)
    except FindingsError as error:
        findings += error.findings
    try:
        excel = xlsx.compile_workbook(loaded.excel, loaded.excel_name)
        findings += excel.problems(sample.package)
        book_has = excel.outline()
    except FindingsError as error:
        findings += error.findings
    findings += disagreements(standard, word_has, book_has, Path(name).name)
    if word is not None and word_has is not None and book_has is not None:
        findings += left_out(standard, word_has, book_has, word.charts, word.name)
    if word is not None and excel is not None and not has_errors(findings):
        findings += _tried(loaded, sample, word, excel)
    outlines = [table for has in (word_has, book_has) if has is not None for table in has.tables]
    return LintResult(standard, tuple(explained(findings, outlines, loaded.borrowed)))


def _tried(
    loaded: LoadedStandard,
    sample: Sample,
    word: docx.WordTemplate,
    excel: xlsx.XlsxTemplate,
) -> list[Finding]:
    """Write the sample with both templates, read it again and return the differences."""
    with tempfile.TemporaryDirectory() as folder:
        word_file, excel_file = Path(folder, "样例.docx"), Path(folder, "样例.xlsx")
        try:
            written = word.write(word_file, sample.package)
            narrative = docx.narrative_of(written.narrative, sample.package)
            excel.write(excel_file, sample.package, narrative)
        except FindingsError as error:
            return list(error.findings)
        unequal = [
            *(
                _of_template(item, word.name)
                for item in docx.read_back_document(
                    word_file, sample.package, written.regions, written.template
                )
            ),
            *(
                _of_template(item, excel.name)
                for item in xlsx.read_back_workbook(excel_file, sample.package)
            ),
        ]
        known = set(package_texts(sample.package))
        unequal += [
            replace(finding, place=replace(finding.place, file=name))
            for file, name, template in (
                (word_file, word.name, loaded.word),
                (excel_file, excel.name, loaded.excel),
            )
            for finding in remaining_tags(file, known, template)
        ]
        if unequal:
            return unequal
        grids = xlsx.sheet_grids(excel_file)
        forms = (*narrative.forms, *docx.form_texts(word_file, written.regions))
        apart = compare_files(word_file, excel_file, narrative, forms, excel.drawn, grids)
        return [
            *(_of_template(item, excel.name) for item in apart),
            *_unruly(loaded, sample, word_file),
        ]


def _of_template(finding: Finding, name: str) -> Finding:
    """Return a difference of the sample as a fault of the template: the data are correct."""
    if finding.code == Kind.TEMPLATE_AGAINST_STANDARD:
        return finding
    place = replace(finding.place, file=name)
    if finding.code == Kind.FILES_DIFFER:
        return replace(finding, place=place)
    expected = f"与标准一致：{finding.expected}" if finding.expected else "与标准一致"
    return Finding(Kind.TEMPLATE_AGAINST_STANDARD, place, finding.actual, expected)


def _unruly(loaded: LoadedStandard, sample: Sample, word_file: Path) -> list[Finding]:
    """Return the findings of the rules in the fixed parts of a package made with the sample."""
    standard = loaded.standard
    read = read_docx(word_file.read_bytes(), loaded.word_name, tables=False)
    published = package_of(standard, sample.figures, sample.package, read)
    checked = check_package(published, frozenset(TEMPLATE_RULES), all_rules(standard))
    return [
        Finding(
            Kind.SAMPLE_BREAKS_RULE,
            Place(file=loaded.word_name),
            f"{finding.kind.title}：{finding.actual}",
            finding.expected,
            finding.remedy,
            Severity.WARNING,
        )
        for finding in checked.findings
    ]
