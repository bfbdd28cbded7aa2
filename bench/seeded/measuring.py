"""How many seeded errors ``yugong check`` finds.

Each copy of a correct package carries one error.  An error is found where the check of the copy
gives an error or a warning of a rule the class expects, which the check of the clean copy does
not give.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from builders.small_budget import budget_file
from seeded.altering import text_dump, write_seeded
from seeded.keeping import Kept, score
from seeded.seeding import CLASSES, Seed, seeds
from yugong.findings import Finding, Severity
from yugong.jobs.build import build
from yugong.jobs.check import check
from yugong.writing.layout import convert_to_pdf

ROOT = Path(__file__).resolve().parents[2]
FORMS = ("docx", "xlsx", "pdf", "text")
_TOLD = (Severity.ERROR, Severity.WARNING)
_Told = Counter[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One seeded copy and whether its error was found."""

    sample: str
    kind: str
    form: str
    seed: Seed
    is_found: bool


def matching_findings(findings: Sequence[Finding], expected: Sequence[str] = ("",)) -> _Told:
    """Errors and warnings of these rules, without their places, which an error may shift."""
    return Counter(
        (finding.code, finding.actual, finding.expected)
        for finding in findings
        if finding.severity in _TOLD and finding.code.startswith(tuple(expected))
    )


def in_form(word_or_workbook: Path, form: str) -> Path:
    """The file in the form that is to be checked; a PDF and a text come from the Word file."""
    if form in ("docx", "xlsx"):
        return word_or_workbook
    out = word_or_workbook.with_suffix(".pdf" if form == "pdf" else ".txt")
    if form == "text":
        text_dump(word_or_workbook, out)
        return out
    finding = convert_to_pdf(word_or_workbook, out)
    if finding is not None:
        raise RuntimeError(finding.message)
    return out


def trials(
    sample: str,
    clean: Path,
    form: str,
    kinds: Sequence[str],
    each: int,
    seed: int,
    room: Path,
    kept: Kept | None,
) -> Iterator[Trial]:
    """Every seeded copy of one clean Word or Excel file, checked in one form."""
    package = check(clean).package
    baseline = check(in_form(clean, form)).findings
    if kept is not None:
        kept.keep_clean(sample, form, in_form(clean, form))
    for kind in kinds:
        expected = CLASSES[kind].expected
        before = matching_findings(baseline, expected)
        for seeded in seeds(package, kind, each, seed):
            copy = room / f"seeded{clean.suffix}"
            write_seeded(clean, seeded, copy)
            checked = in_form(copy, form)
            if kept is not None:
                kept.keep(sample, form, seeded, checked)
            after = matching_findings(check(checked).findings, expected)
            yield Trial(sample, kind, form, seeded, bool(after - before))


def clean_packages(room: Path) -> dict[str, dict[str, Path]]:
    """The clean Word and Excel files by sample."""
    budgets = {
        "small": budget_file(room),
        "yunze-2026": ROOT / "samples/yunze-2026/budget.yaml",
        "pinglu-2026": ROOT / "samples/pinglu-2026/budget.yaml",
    }
    packages = {}
    for name, budget in budgets.items():
        files = build(budget, room / name, draft=True, layout=False).files
        packages[name] = {
            file.suffix[1:]: file for file in files if file.suffix in (".docx", ".xlsx")
        }
    return packages


def report(done: Sequence[Trial], forms: Sequence[str]) -> str:
    """Class by form, found out of seeded; then what was missed."""
    lines = ["| 错误 | " + " | ".join(forms) + " |", "| --- |" + " ---: |" * len(forms)]

    def share(kind: str | None, form: str) -> str:
        of = [result for result in done if result.form == form and kind in (None, result.kind)]
        hit = sum(result.is_found for result in of)
        return f"{hit}/{len(of)}（{100 * hit / len(of):.0f}%）" if of else "—"

    for kind in (*CLASSES, None):
        cells = " | ".join(share(kind, form) for form in forms)
        lines.append(f"| {kind or '合计'} | {cells} |")
    lines += ["", "没有发现的："]
    lines += [
        f"- {result.kind}，{result.form}，{result.sample}：{result.seed}"
        for result in done
        if not result.is_found
    ]
    return "\n".join(lines)


def main() -> None:
    """Seed, check, print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=10, help="errors per class, form and sample")
    parser.add_argument("--forms", default="docx,xlsx,text")
    parser.add_argument("--keep", type=Path, help="keep the copies and truth.json in this folder")
    parser.add_argument("--score", type=Path, help="a checker's results on the kept copies")
    asked = parser.parse_args()
    if asked.score is not None:
        if asked.keep is None:
            parser.error("--score needs --keep, the folder the results are of")
        print(score(asked.keep, asked.score))
        return
    kept = None if asked.keep is None else Kept(asked.keep)
    forms = [form for form in FORMS if form in asked.forms.split(",")]
    done: list[Trial] = []
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        for sample, files in clean_packages(room).items():
            for form in forms:
                clean = files["xlsx" if form == "xlsx" else "docx"]
                for finding in check(in_form(clean, form)).findings:
                    if finding.severity is Severity.ERROR:
                        print(f"原件上的错误：{sample} {form} {finding.code} {finding.actual}")
                every = tuple(CLASSES)
                done += trials(sample, clean, form, every, asked.each, asked.seed, room, kept)
        if kept is not None:
            kept.write_truth()
    print(report(done, forms))
