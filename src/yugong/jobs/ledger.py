"""Make a new ledger, convert one into the other kind of file, import one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from yugong.budget.budget import Budget
from yugong.findings import Finding, FindingsError, Kind, Place, has_errors
from yugong.intake.budget_file import read_value
from yugong.intake.catalogue_source import catalogue_years, load_catalogue
from yugong.intake.platform_export import import_export
from yugong.intake.workbook_layout import ledger_form
from yugong.intake.workbook_write import write_workbook
from yugong.intake.yaml_skeleton import yaml_skeleton
from yugong.jobs.compute import may_be_missing
from yugong.jobs.ledger_file import demanded_fields, write_ledger
from yugong.published.raw import PACKAGE_SUFFIXES
from yugong.quick_dataclass import dataclass
from yugong.reading.model_findings import build_or_repair
from yugong.reconstruct.annexes import FOLDER, AnnexTableFile, annex_tables
from yugong.reconstruct.ledger_of_package import ledger_of_package
from yugong.reconstruct.package_file import read_package
from yugong.report_workbook.text_table import text_workbook
from yugong.standard.library import load_standard, shipped_standards
from yugong.whole_file import refuse_existing, write_whole


@dataclass(frozen=True, slots=True)
class LedgerResult:
    """A written ledger, the files beside it, and findings that did not stop it."""

    file: Path
    findings: tuple[Finding, ...] = ()
    annexes: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The ledger, then the tables of its annexes."""
        return (self.file, *self.annexes)

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {
            "文件": str(self.file),
            **({"附件": [str(path) for path in self.annexes]} if self.annexes else {}),
            "问题": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class SchemaResult:
    """The JSON Schema of a ledger in YAML."""

    schema: dict[str, Any]
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the schema."""
        return self.schema


def new_ledger(
    folder: Path,
    standard_name: str | None = None,
    year: int | None = None,
    *,
    as_yaml: bool = False,
) -> LedgerResult:
    """Write an empty ledger to fill in: a workbook, or a YAML skeleton with comments.

    The standard may be left out if only one is shipped, the year if the standard names its last.
    Raises FindingsError if the standard does not exist or there is a ledger already (D009).
    """
    standard_name = standard_name or _only_standard(folder)
    loaded, findings = load_standard(standard_name, Place())
    if loaded is None:
        raise FindingsError(findings)
    standard = loaded.standard
    chosen = year or standard.years.latest or catalogue_years()[-1]
    out = folder / ("budget.yaml" if as_yaml else "budget.xlsx")
    refuse_existing(out)
    form = standard.overall.forms[standard.overall.default]
    facts = tuple(dict.fromkeys((*(line.fact for line in standard.comparisons), *form.previous)))
    if as_yaml:
        text = yaml_skeleton(
            standard_name,
            chosen,
            overall_form=standard.overall.default,
            overall_fields=form.required,
            optional_fields=form.optional,
            text_names=standard.text.required,
            compared_facts=facts,
            indicator_frame=form.frame,
            project_frame=standard.project_form.frame,
            demanded=demanded_fields(standard),
        )
        write_whole(out, text.encode(), new=True)
    else:
        value: dict[str, Any] = {"标准": standard_name, "年度": str(chosen)}
        value["整体绩效"] = {"栏目": dict.fromkeys((*form.required, *form.optional))}
        value["上年数"] = dict.fromkeys(facts)
        value["变动原因"] = dict.fromkeys(line.fact for line in standard.comparisons)
        value["文字"] = dict.fromkeys((*standard.text.required, *standard.text.optional))
        catalogue, _ = load_catalogue(chosen)
        write_workbook(out, value, catalogue, ledger_form(demanded_fields(standard)), new=True)
    return LedgerResult(out)


def _only_standard(folder: Path) -> str:
    """Return the only shipped standard that can build; raise FindingsError if there are several.

    The message lists them; its example is the standard for the latest year.
    """
    able = [standard for standard in shipped_standards() if standard.templates is not None]
    if len(able) == 1:
        return able[0].name
    listed = "；".join(f"{standard.name}：{standard.description}" for standard in able)
    latest = max(able, key=lambda standard: standard.years.latest or 0).name
    expected = (
        f"写明按哪个标准填报，如 yugong init {folder} --standard {latest}。可用的有——{listed}。"
        "本地自己的标准写标准文件（.yaml）的路径"
    )
    raise FindingsError(
        [Finding(Kind.REQUIRED_FIELD_MISSING, Place(path="--standard"), expected=expected)]
    )


def convert_ledger(source: Path, out: Path) -> LedgerResult:
    """Convert a ledger into the other kind of file, without loss.

    An existing YAML file is updated and keeps its comments; an existing workbook is refused
    (D009).  Raises FindingsError if the source has errors, but not for content still to be
    completed.
    """
    located, findings = read_value(source)
    if located is None:
        raise FindingsError(findings)
    modelled = build_or_repair(Budget, located.value, located.place)
    findings = [*findings, *modelled.findings]
    faults = [finding for finding in findings if finding.code != Kind.TO_BE_COMPLETED]
    if modelled.model is None or has_errors(faults):
        raise FindingsError(findings)
    write_ledger(out, located.value, modelled.model.year)
    return LedgerResult(out, tuple(map(may_be_missing, findings)))


def import_ledger(source: Path, out: Path, mappings: Path | None = None) -> LedgerResult:
    """Convert the platform's flat export, or a published package, into a ledger to complete.

    A workbook that fits one of the mappings is an export; other workbooks, Word, PDF and text
    files are packages.  The findings include the assumptions made for a package.
    """
    value, findings, tables = _imported(source, mappings)
    if value is None or has_errors(findings):
        raise FindingsError(findings)
    written = [out.parent / FOLDER / table.file for table in tables]
    refuse_existing(out, *written)
    for path, table in zip(written, tables, strict=True):
        write_whole(path, text_workbook(table.name, table.rows), new=True)
    write_ledger(out, value, int(value.get("年度") or catalogue_years()[-1]))
    return LedgerResult(out, tuple(findings), tuple(written))


_Imported = tuple[dict[str, Any] | None, list[Finding], list[AnnexTableFile]]


def _imported(source: Path, mappings: Path | None) -> _Imported:
    suffix = source.suffix.lower()
    if suffix not in PACKAGE_SUFFIXES or suffix == ".xlsx":
        value, findings = import_export(source, mappings)
        if value is not None or suffix != ".xlsx" or mappings is not None:
            return value, findings, []
        package, _ = read_package(source)
        if package is None or not package.tables:
            return None, findings, []
    package, findings = read_package(source)
    if package is None:
        return None, findings, []
    made, more = ledger_of_package(package)
    findings = [*findings, *more]
    if made is None:
        return None, findings, []
    tables, more = annex_tables(package)
    if tables:
        made.value["附件"] = [table.entry for table in tables]
    return made.value, [*findings, *more], tables


def ledger_schema() -> SchemaResult:
    """Return the JSON Schema of a ledger in YAML, for editors."""
    from yugong.budget.schema import budget_schema

    return SchemaResult(budget_schema())
