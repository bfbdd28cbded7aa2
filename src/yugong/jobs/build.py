"""One budget file in, the whole package out: the main job, as one public function."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from yugong import __version__
from yugong.findings import Finding, FindingsError, Kind, has_errors
from yugong.jobs.check import check_built
from yugong.jobs.compute import ComputedBudget, compute_budget
from yugong.progress import Progress
from yugong.standard.braces import fill
from yugong.standard.library import LoadedStandard
from yugong.standard.package import Package
from yugong.writing import docx, xlsx
from yugong.writing.facts_json import DATA_FILE, facts_json
from yugong.writing.layout import convert_to_pdf, lay_out
from yugong.writing.output_folder import deliver, digest, file_name, staging


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A finished package: its files, and what the accountant should still know."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    package: Package


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

    ``standard`` takes the place of the one the budget file names, as in :func:`prepare`.
    ``layout`` asks LibreOffice, where present, for the page numbers of the contents list;
    ``pdf`` writes a PDF beside the Word file.  Raises :class:`FindingsError` where the input,
    the templates or the folder do not allow it; nothing is then left in the folder.
    """
    prepared = compute_budget(path, standard=standard, draft=draft, progress=progress)
    loaded, package = prepared.loaded, prepared.package
    follows = loaded.standard
    findings = list(prepared.findings)
    progress("检查模板")
    word = docx.word_template(loaded.word, loaded.word_name, loaded.engine, loaded.attachments)
    excel = xlsx.compile_workbook(loaded.excel, loaded.excel_name)
    faults = [*word.problems(package), *excel.problems(package)]
    findings += faults
    if has_errors(faults):
        raise FindingsError(findings)
    department = prepared.intake.budget.department
    words = {"部门": department.name, "年度": str(prepared.intake.budget.year)}
    name = file_name(fill(follows.file_name, words))
    with staging(folder) as aside:
        progress("写出 Word 文本")
        word_file = aside / f"{name}.docx"
        headings = word.write(word_file, package)
        progress("写出 Excel 表格")
        excel_file = aside / f"{name}.xlsx"
        excel.write(excel_file, package)
        (aside / DATA_FILE).write_bytes(facts_json(follows, prepared.figures, package))
        if layout or pdf:
            progress("排版，填写目录页码")
            findings += _lay_out(word, word_file, package, headings, layout=layout, pdf=pdf)
        progress("读回核对")
        faults = [*docx.read_back(word_file, package), *xlsx.read_back(excel_file, package)]
        if has_errors(faults):
            raise FindingsError([*findings, *faults])
        findings += faults
        progress("按规则检查")
        faults = check_built(
            word_file,
            follows,
            prepared.figures,
            package,
            draft=draft,
            doubted=_doubted_reasons(prepared),
        )
        findings += faults
        if has_errors(faults):
            raise FindingsError(findings)
        delivered = deliver(aside, folder, _origin(prepared))
    return BuildResult(delivered.files, (*findings, *delivered.findings), package)


def _lay_out(
    word: docx.WordTemplate,
    file: Path,
    package: Package,
    headings: Sequence[docx.Heading],
    *,
    layout: bool,
    pdf: bool,
) -> list[Finding]:
    """Page numbers into the contents list, and a PDF beside the Word file where it is wanted."""
    out = file.with_suffix(".pdf")
    findings: list[Finding] = []
    if layout:
        laid_out = lay_out(file, headings, out)
        findings += laid_out.findings
        if laid_out.pages is not None:
            word.write(file, package, laid_out.pages)
    if pdf:
        finding = convert_to_pdf(file, out)
        if finding is not None:
            findings.append(finding)
    else:
        out.unlink(missing_ok=True)
    return findings


def _doubted_reasons(prepared: ComputedBudget) -> frozenset[str]:
    """The department's reasons that were told to say the contrary (B029) or nothing (B030)."""
    places = {
        one.place
        for one in prepared.findings
        if one.code in (Kind.REASON_AGAINST_DIRECTION, Kind.REASON_WITHOUT_SUBSTANCE)
    }
    place = prepared.intake.place
    return frozenset(
        one.own.text
        for one in prepared.changes
        if one.own is not None and place(("变动原因", one.fact.id)) in places
    )


def _origin(prepared: ComputedBudget) -> dict[str, object]:
    """Where a package came from, for its manifest: names and digests, no paths.

    The input's digest is that of what it says, not of its bytes, so that a workbook and a YAML
    file of the same budget give the same package to the last byte.
    """
    loaded, budget = prepared.loaded, prepared.intake.budget
    content = json.dumps(budget.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    return {
        "程序": f"yugong {__version__}",
        "部门": budget.department.name,
        "年度": budget.year,
        "输入": {"内容sha256": digest(content.encode())},
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
    """The standards that the one used is based on, where there are any."""
    named = [{"文件": name, "yaml": digest(data)} for name, data in loaded.bases]
    return {"基于": named} if named else {}


def _attachments(loaded: LoadedStandard) -> dict[str, object]:
    """The files that the Word template may print, where the standard declares any."""
    named = [{"名称": one.name, "sha256": digest(one.data)} for one in loaded.attachments]
    return {"附件": named} if named else {}
