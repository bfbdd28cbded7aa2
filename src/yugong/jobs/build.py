"""Build the whole package of a budget file: the main job."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

from yugong import __version__
from yugong.findings import Finding, FindingsError, Kind, has_errors
from yugong.jobs.annexes import annex_digests, located_annex_problems
from yugong.jobs.check_built import check_built
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.ooxml.archive import written_members
from yugong.progress import Progress
from yugong.quick_dataclass import dataclass
from yugong.standard.braces import fill
from yugong.standard.library import LoadedStandard
from yugong.standard.package import Package
from yugong.writing import docx, xlsx
from yugong.writing.facts_json import DATA_FILE, facts_json
from yugong.writing.final_sweep import package_texts, remaining_tags, texts_of
from yugong.writing.output_folder import deliver, digest, file_name, staging
from yugong.writing.two_files import compare_files


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A finished package: its files, and findings that did not stop it."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    package: Package

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {
            "成功": True,
            "文件": [str(path) for path in self.files],
            "问题": [finding.as_json() for finding in self.findings],
        }


def build(
    path: Path,
    folder: Path,
    *,
    standard: str | None = None,
    draft: bool = False,
    pdf: bool = False,
    layout: bool = True,
    progress: Progress = lambda _: None,
) -> BuildResult:
    """Build the package of a budget file into a folder.

    ``standard`` (a name, or the path of a file) replaces the one named in the budget file.
    ``layout`` asks LibreOffice, if present, for the page numbers of the contents list; ``pdf``
    also writes a PDF.  Raises FindingsError if the input, the templates or the folder have
    errors; then nothing is left in the folder.
    """
    computed = compute_budget(path, standard=standard, draft=draft, progress=progress)
    loaded, package = computed.loaded, computed.package
    chosen = loaded.standard
    findings = list(computed.findings)
    progress("检查模板")
    word = docx.word_template(loaded.word, loaded.word_name, loaded.engine, loaded.attachments)
    excel = xlsx.compile_workbook(loaded.excel, loaded.excel_name)
    faults = [*word.problems(package), *excel.problems(package)]
    faults += located_annex_problems(computed.intake, package)
    findings += faults
    if has_errors(faults):
        raise FindingsError(findings)
    department = computed.intake.budget.department
    words = {"部门": department.name, "年度": str(computed.intake.budget.year)}
    name = file_name(fill(chosen.file_name, words))
    with staging(folder) as aside:
        progress("写出 Word 文本")
        word_file = aside / f"{name}.docx"
        written = word.write(word_file, package)
        progress("写出 Excel 表格")
        excel_file = aside / f"{name}.xlsx"
        narrative = docx.narrative_of(written.narrative, package)
        excel.write(excel_file, package, narrative)
        (aside / DATA_FILE).write_bytes(facts_json(chosen, computed.figures, package))
        if layout or pdf:
            progress("排版，填写目录页码")
            written, faults = _lay_out(word, word_file, package, written, layout=layout, pdf=pdf)
            findings += faults
        progress("读回核对")
        parts = {file: written_members(file) for file in (word_file, excel_file)}
        faults = [
            *docx.read_back_document(
                word_file, package, written.regions, written.template, parts[word_file]
            ),
            *docx.read_back_annexes(word_file, package),
            *xlsx.read_back_workbook(excel_file, package, grids := xlsx.sheet_grids(excel_file)),
            *xlsx.read_back_annex_sheets(excel_file, package),
        ]
        if not has_errors(faults):
            forms = (*narrative.forms, *docx.form_texts(word_file, written.regions))
            faults += compare_files(word_file, excel_file, narrative, forms, excel.drawn, grids)
        ledger = computed.intake.budget.model_dump(mode="json")
        for file, template in ((word_file, loaded.word), (excel_file, loaded.excel)):
            texts = chain(texts_of(ledger), package_texts(package))
            faults += remaining_tags(file, texts, template, parts[file])
        if has_errors(faults):
            raise FindingsError([*findings, *faults])
        findings += faults
        progress("按规则检查")
        faults = check_built(
            word_file,
            chosen,
            computed.figures,
            package,
            draft=draft,
            doubted=_doubted_reasons(computed) | computed.marks,
            members=parts[word_file],
        )
        findings += faults
        if has_errors(faults):
            raise FindingsError(findings)
        marks = {word_file.name: docx.text_marks(parts[word_file])}
        delivered = deliver(aside, folder, _origin(computed, ledger), marks)
    return BuildResult(delivered.files, (*findings, *delivered.findings), package)


def _lay_out(
    word: docx.WordTemplate,
    file: Path,
    package: Package,
    written: docx.WrittenDocument,
    *,
    layout: bool,
    pdf: bool,
) -> tuple[docx.WrittenDocument, list[Finding]]:
    """Put page numbers into the contents list, and write a PDF if it is asked for.

    Return the document as it was last written, and findings on failures.
    """
    from yugong.writing.layout import convert_to_pdf, lay_out
    from yugong.writing.pdf_readback import read_back_pdf

    out = file.with_suffix(".pdf")
    findings: list[Finding] = []
    if layout:
        laid_out = lay_out(file, written.headings, out)
        findings += laid_out.findings
        if laid_out.pages is not None:
            written = word.write(file, package, laid_out.pages)
    if pdf:
        finding = convert_to_pdf(file, out)
        if finding is not None:
            findings.append(finding)
        else:
            findings += read_back_pdf(file, out)
    else:
        out.unlink(missing_ok=True)
    return written, findings


def _doubted_reasons(computed: ComputedBudget) -> frozenset[str]:
    """Return the reasons reported to contradict their change (B029) or to say nothing (B030)."""
    places = {
        finding.place
        for finding in computed.findings
        if finding.code in (Kind.REASON_AGAINST_DIRECTION, Kind.REASON_WITHOUT_SUBSTANCE)
    }
    place = computed.intake.place
    return frozenset(
        change.given.text
        for change in computed.changes
        if change.given is not None and place(("变动原因", change.fact.id)) in places
    )


def _origin(computed: ComputedBudget, ledger: dict[str, object]) -> dict[str, object]:
    """Return the origin of a package for its manifest: names and digests, no paths.

    ``ledger`` are the plain values of the budget.  The input's digest is that of its content, not
    of its bytes: a workbook and a YAML file of the same budget give the same package to the last
    byte.
    """
    loaded, budget = computed.loaded, computed.intake.budget
    content = json.dumps(ledger, ensure_ascii=False, sort_keys=True)
    return {
        "程序": f"yugong {__version__}",
        "部门": budget.department.name,
        "年度": budget.year,
        "输入": {
            "内容sha256": digest(content.encode()),
            **annex_digests(computed.package.annexes),
        },
        "标准": {
            "名称": loaded.standard.name,
            "yaml": digest(loaded.yaml),
            "word": digest(loaded.word),
            "excel": digest(loaded.excel),
            **_attachments(loaded),
            **_bases(loaded),
        },
    }


def _bases(loaded: LoadedStandard) -> dict[str, object]:
    """Return the standards that the loaded standard is based on, if there are any."""
    named = [{"文件": name, "yaml": digest(data)} for name, data in loaded.bases]
    return {"基于": named} if named else {}


def _attachments(loaded: LoadedStandard) -> dict[str, object]:
    """Return the files that the Word template may print, if the standard declares any."""
    named = [
        {"名称": attachment.name, "sha256": digest(attachment.data)}
        for attachment in loaded.attachments
    ]
    return {"附件": named} if named else {}
