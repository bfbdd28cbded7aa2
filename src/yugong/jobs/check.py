"""Check a published package: read it, recognise its parts, execute the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from yugong.audit.all_rules import all_rules, chosen_rules
from yugong.audit.checked import AuditResult
from yugong.audit.execution import check_package
from yugong.audit.rule import Outcome
from yugong.findings import Finding, FindingsError, Kind, Place, Severity, has_errors
from yugong.progress import Progress
from yugong.published.model.annexes import PublishedAnnex
from yugong.published.raw import read_document
from yugong.published.recognise import recognise
from yugong.quick_dataclass import dataclass
from yugong.standard.library import find_standard
from yugong.standard.schema import Standard
from yugong.whole_file import check_kind, refuse_existing, write_whole
from yugong.writing.review.in_words import in_words, where


@dataclass(frozen=True, slots=True)
class AnnotatedCopy:
    """A copy with comments: ``placed`` of them at their places, ``elsewhere`` without one."""

    file: Path
    placed: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class CheckResult(AuditResult):
    """A checked package, and the files written about it."""

    annotated: AnnotatedCopy | None = None
    review: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The annotated copy and the review sheet, if they were asked for."""
        copy = self.annotated.file if self.annotated is not None else None
        return tuple(file for file in (copy, self.review) if file is not None)

    @property
    def title(self) -> str:
        """The department, the year and the standard in one line."""
        package = self.package
        year = "年度没有读到" if package.year is None else f"{package.year} 年"
        return f"{package.department or '部门没有读到'}，{year}，标准 {package.standard.name}"

    def summary(self) -> Iterator[str]:
        """Yield lines: findings by family, rules executed and not executed, unread parts."""
        for family, counted in self.by_family().items():
            counts = (f"{level.value} {counted[level]} 条" for level in Severity if counted[level])
            yield f"{family}：{'，'.join(counts)}"
        counts = (f"{level.value} {self.count(level)} 条" for level in Severity)
        yield f"合计：{'，'.join(counts)}。"
        yield f"执行了 {len(self.executed)} 条规则。"
        reasons: dict[str, list[str]] = {}
        for outcome in self.not_executed:
            reasons.setdefault(outcome.not_executed, []).append(outcome.rule.code)
        if reasons:
            yield f"没有执行 {len(self.not_executed)} 条规则，这些方面没有检查，不等于通过："
            yield from (f"  {reason}：{' '.join(codes)}" for reason, codes in reasons.items())
        if self.package.annexes:
            yield f"附件 {len(self.package.annexes)} 个："
            yield from (f"  {_annex_line(annex)}" for annex in self.package.annexes)
        unread = self.package.unread
        if unread:
            yield f"有 {len(unread)} 处没有读到或读不准："
            for finding in unread:
                yield f"  {finding.code} {place_in_file(finding)}：{finding.message}"

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        package = self.package
        return {
            "成功": True,
            "文件": package.file,
            "部门": package.department,
            "年度": package.year,
            "标准": package.standard.name,
            "合计": {level.value: self.count(level) for level in Severity},
            "意见": [finding.as_json() for finding in self.findings],
            "规则": [_outcome_as_json(outcome) for outcome in self.outcomes],
            "附件": [_annex_as_json(annex) for annex in package.annexes],
            "没有读到": [finding.as_json() for finding in package.unread],
        }


def _annex_as_json(annex: PublishedAnnex) -> dict[str, object]:
    return {
        "编号": annex.label,
        "题目": annex.title,
        "种类": annex.kind,
        "行": len(annex.rows),
        "段": len(annex.lines),
        "位置": str(annex.place),
    }


def _annex_line(annex: PublishedAnnex) -> str:
    """Return an annex in one line: its label and title, its size, its place."""
    name = f"{annex.label}：{annex.title}".strip("：")
    if annex.is_elsewhere:
        return f"{name}（按绩效表或预算表读取）"
    lines = f"文字 {len(annex.lines)} 段" if annex.lines else "没有文字，可能是图片"
    size = f"表格 {len(annex.rows)} 行" if annex.rows else lines
    return f"{name}（{size}），{where(annex.place, paged=True)}"


def _outcome_as_json(outcome: Outcome) -> dict[str, object]:
    rule: dict[str, object] = {"代码": outcome.rule.code, "名称": outcome.rule.title}
    if outcome.not_executed:
        return {**rule, "执行": False, "原因": outcome.not_executed}
    return {**rule, "执行": True, "意见": len(outcome.findings)}


def finding_lines(finding: Finding) -> tuple[str, ...]:
    """Return a finding of a check in lines, the heading first."""
    return tuple(in_words(finding))


def place_in_file(finding: Finding) -> str:
    """Return the place of a finding inside the checked file, with its page."""
    return where(finding.place, paged=True)


def check(
    path: Path,
    *,
    standard: str | None = None,
    rules: Sequence[str] = (),
    annotated: Path | None = None,
    review: Path | None = None,
    progress: Progress = lambda _: None,
) -> CheckResult:
    """Check a published package (DOCX, XLSX, PDF, text) against the rules.

    ``standard`` is a name or the path of a file; None means recognised from the titles.
    ``rules`` are codes or patterns such as ``X*``; none means all.  ``annotated`` is a copy to
    write with the findings as comments, ``review`` a workbook for the bureau.  Raises
    FindingsError if the file cannot be read or is no package, if the standard or a rule is
    unknown, or if a file cannot be written.
    """
    if review is not None:
        check_kind(review, ".xlsx")
    refuse_existing(*(out for out in (review, annotated) if out is not None))
    audited = _audit(path, standard, rules, progress)
    checked = CheckResult(audited.package, audited.outcomes, audited.findings)
    if annotated is not None:  # first, for not every kind of file holds comments
        progress("标注副本")
        checked = replace(checked, annotated=annotate_checked(path, checked, annotated))
    if review is not None:
        progress("写出复核表")
        write_review_sheet(checked, review)
        checked = replace(checked, review=review)
    return checked


def _audit(
    path: Path, standard: str | None, rules: Sequence[str], progress: Progress
) -> AuditResult:
    follows, findings = _standard(standard)
    if has_errors(findings):
        raise FindingsError(findings)
    progress("读取文件")
    raw, findings = read_document(path)
    if raw is None:
        raise FindingsError(findings)
    progress("识别表格和文字")
    package = recognise(raw, follows)
    if not (package.tables or package.statements or package.projects):
        raise FindingsError([Finding(Kind.NOT_A_PACKAGE, Place(file=raw.file)), *package.unread])
    known = all_rules(package.standard)
    chosen, findings = chosen_rules(rules, known)
    if findings:
        raise FindingsError(findings)
    return check_package(package, chosen, known, progress)


def _standard(name: str | None) -> tuple[Standard | None, list[Finding]]:
    return (None, []) if name is None else find_standard(name, Place(path="--standard"))


def annotate_checked(source: Path, checked: AuditResult, out: Path) -> AnnotatedCopy:
    """Write a copy of the checked file with a comment at the place of each finding.

    In a Word file, findings without a place are commented at the beginning.  Raises FindingsError
    if the file is neither DOCX nor XLSX (D011), the copy has another suffix (R004), or the copy
    exists (D009) or cannot be written (D004).
    """
    findings = checked.findings
    refuse_existing(out)
    if checked.package.form == "docx":
        from yugong.writing.review.annotated import annotate_docx

        check_kind(out, ".docx", ".docm")
        copy = annotate_docx(source.read_bytes(), source.name, findings)
        write_whole(out, copy.data, new=True)
        return AnnotatedCopy(out, copy.placed, copy.elsewhere)
    if checked.package.form == "xlsx":
        from yugong.intake.annotate import annotate

        check_kind(out, ".xlsx")
        annotate(source, findings, out)
        placed = sum(finding.place.cell is not None for finding in findings)
        return AnnotatedCopy(out, placed, len(findings) - placed)
    raise FindingsError([Finding(Kind.NOT_ANNOTATABLE, Place(file=source.name))])


def write_review_sheet(checked: AuditResult, out: Path) -> None:
    """Write the review workbook that a bureau sends back to the department.

    Raises FindingsError if it is not named .xlsx (R004), exists (D009: it may have been filled
    in) or cannot be written (D004).
    """
    from yugong.writing.review.sheet import review_workbook

    check_kind(out, ".xlsx")
    write_whole(out, review_workbook(checked), new=True)
