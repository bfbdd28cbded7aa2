"""Ledger files as a department handles them: a new one, one kind into the other, an import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from yugong.budget.budget import Budget
from yugong.findings import Finding, FindingsError, Kind, Place, has_errors
from yugong.intake.adjustment_file import adjustment_yaml, empty_adjustment
from yugong.intake.adjustment_layout import ADJUSTMENT_BOOK, to_sheets
from yugong.intake.budget_file import WORKBOOK_SUFFIXES, YAML_SUFFIXES, read_value
from yugong.intake.catalogue_source import catalogue_years, load_catalogue
from yugong.intake.platform_export import import_export
from yugong.intake.workbook_layout import LEDGER_FORM, ledger_form
from yugong.intake.workbook_write import write_workbook
from yugong.intake.yaml_skeleton import yaml_skeleton
from yugong.intake.yaml_update import update_yaml
from yugong.intake.yaml_write import yaml_text
from yugong.published.raw import PACKAGE_SUFFIXES
from yugong.reading.file_bytes import read_bytes
from yugong.reading.located_yaml import parse_yaml
from yugong.reading.model_findings import build_model
from yugong.reading.system import exists
from yugong.reconstruct.ledger_of_package import ledger_of_package
from yugong.reconstruct.package_file import read_package
from yugong.standard.library import load_standard, shipped_standards
from yugong.standard.schema import Standard
from yugong.whole_file import check_kind, refuse_existing, write_whole

_KINDS = (*YAML_SUFFIXES, WORKBOOK_SUFFIXES[0])
"""What a ledger is written as: YAML, or a workbook of the present format."""


def new_ledger(
    folder: Path,
    standard_name: str | None = None,
    year: int | None = None,
    *,
    as_yaml: bool = False,
) -> Path:
    """Write an empty ledger to fill in: a workbook, or a YAML skeleton with comments.

    Without a standard it is the only one shipped; without a year the last one it names.  Raises
    :class:`FindingsError` where the standard does not exist or there is a ledger already:
    nothing a person wrote is lost.
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
    facts = tuple(dict.fromkeys((*(one.fact for one in standard.comparisons), *form.previous)))
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
            demanded=_demanded(standard),
        )
        write_whole(out, text.encode(), new=True)
    else:
        value: dict[str, Any] = {"标准": standard_name, "年度": str(chosen)}
        value["整体绩效"] = {"栏目": dict.fromkeys((*form.required, *form.optional))}
        value["上年数"] = dict.fromkeys(facts)
        value["变动原因"] = dict.fromkeys(one.fact for one in standard.comparisons)
        value["文字"] = dict.fromkeys((*standard.text.required, *standard.text.optional))
        catalogue, _ = load_catalogue(chosen)
        write_workbook(out, value, catalogue, ledger_form(_demanded(standard)), new=True)
    return out


def _demanded(standard: Standard) -> dict[str, tuple[str, ...]]:
    """The fields that the standard demands, by part of the budget."""
    return {str(register): fields for register, fields in standard.demanded.items()}


def _only_standard(folder: Path) -> str:
    """The only standard to fill in for; where there are several, which there are and what to type.

    The example names the standard for the latest year, which most departments fill in for.
    """
    able = [one for one in shipped_standards() if one.templates is not None]
    if len(able) == 1:
        return able[0].name
    listed = "；".join(f"{one.name}：{one.description}" for one in able)
    latest = max(able, key=lambda one: one.years.latest or 0).name
    expected = (
        f"写明按哪个标准填报，如 yugong init {folder} --standard {latest}。可用的有——{listed}。"
        "本地自己的标准写标准文件（.yaml）的路径"
    )
    raise FindingsError(
        [Finding(Kind.REQUIRED_FIELD_MISSING, Place(path="--standard"), expected=expected)]
    )


def convert_ledger(source: Path, out: Path) -> list[Finding]:
    """Turn a ledger into the other kind of file, without loss; returns the warnings.

    An existing YAML file is updated and keeps its comments; an existing workbook is refused.
    Raises :class:`FindingsError` where the source has faults that would be carried along.
    """
    located, findings = read_value(source)
    if located is None:
        raise FindingsError(findings)
    budget, faults = build_model(Budget, located.value, located.place)
    findings = [*findings, *faults]
    if budget is None or has_errors(findings):
        raise FindingsError(findings)
    write_ledger(out, located.value, budget.year)
    return findings


def import_ledger(source: Path, out: Path, mappings: Path | None = None) -> list[Finding]:
    """Turn the platform's flat export, or a finished package, into a ledger to complete.

    A workbook is an export where one of the mappings fits it, else a package; Word, PDF and text
    files are packages.  Returns the warnings and, for a package, what was assumed.
    """
    value, findings = _imported(source, mappings)
    if value is None or has_errors(findings):
        raise FindingsError(findings)
    refuse_existing(out)
    write_ledger(out, value, int(value.get("年度") or catalogue_years()[-1]))
    return findings


def _imported(source: Path, mappings: Path | None) -> tuple[dict[str, Any] | None, list[Finding]]:
    suffix = source.suffix.lower()
    if suffix not in PACKAGE_SUFFIXES or suffix == ".xlsx":
        value, findings = import_export(source, mappings)
        if value is not None or suffix != ".xlsx" or mappings is not None:
            return value, findings
        package, _ = read_package(source)
        if package is None or not package.tables:
            return None, findings
    package, findings = read_package(source)
    if package is None:
        return None, findings
    made, more = ledger_of_package(package)
    findings = [*findings, *more]
    return (None if made is None else made.value), findings


def write_ledger(out: Path, value: dict[str, Any], year: int) -> None:
    """Write a plain ledger value as the kind of file that ``out`` is named."""
    suffix = out.suffix.lower()
    if suffix in YAML_SUFFIXES:
        if exists(out):
            text = _standing_text(out)
            _, faults = parse_yaml(text.encode(), str(out))
            if faults:  # nothing could be kept of what a person wrote there
                raise FindingsError(faults)
            write_whole(out, update_yaml(text, value).encode())
        else:
            write_whole(out, yaml_text(value).encode(), new=True)
    elif suffix == WORKBOOK_SUFFIXES[0]:
        refuse_existing(out)
        catalogue, _ = load_catalogue(year)
        loaded, _ = load_standard(str(value.get("标准", "")), Place(file=str(out)))
        form = LEDGER_FORM if loaded is None else ledger_form(_demanded(loaded.standard))
        write_workbook(out, value, catalogue, form, new=True)
    else:
        check_kind(out, *_KINDS)


def write_changed(source: Path, out: Path, value: dict[str, Any], year: int) -> None:
    """Write what became of a ledger as a new file; from YAML to YAML its comments are kept."""
    check_target(out)
    if source.suffix.lower() in YAML_SUFFIXES and out.suffix.lower() in YAML_SUFFIXES:
        write_whole(out, update_yaml(_standing_text(source), value).encode(), new=True)
    else:
        write_ledger(out, value, year)


def write_adjustment(out: Path, value: dict[str, Any], year: int) -> None:
    """Write an adjustment's plain value as a new file of the kind that ``out`` is named."""
    check_target(out)
    if out.suffix.lower() in YAML_SUFFIXES:
        write_whole(out, adjustment_yaml(value).encode(), new=True)
    else:
        _write_adjustment_book(out, to_sheets(value), year)


def new_adjustment(out: Path, total: str, year: int) -> None:
    """Write an empty adjustment file or workbook; ``total`` is 收支明细 before it, in 元."""
    check_target(out)
    if out.suffix.lower() in YAML_SUFFIXES:
        write_whole(out, empty_adjustment(total).encode(), new=True)
    else:
        _write_adjustment_book(out, {"调整前合计": total}, year)


def _write_adjustment_book(out: Path, value: dict[str, Any], year: int) -> None:
    catalogue, _ = load_catalogue(year)
    write_workbook(out, value, catalogue, ADJUSTMENT_BOOK, new=True)


def check_target(out: Path) -> None:
    """Raise :class:`FindingsError` where a new file of this name could not be written."""
    refuse_existing(out)
    check_kind(out, *_KINDS)


def _standing_text(out: Path) -> str:
    """What a standing YAML file says, its line ends as they are."""
    data, findings = read_bytes(out)
    if data is None:
        raise FindingsError(findings)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FindingsError([Finding(Kind.NOT_UTF8, Place(file=str(out), line=line))]) from error
