"""Write ledger and adjustment files of either kind; part of the jobs that write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.intake.adjustment_file import adjustment_yaml, empty_adjustment
from yugong.intake.adjustment_layout import ADJUSTMENT_BOOK, to_sheets
from yugong.intake.budget_file import WORKBOOK_SUFFIXES, YAML_SUFFIXES
from yugong.intake.catalogue_source import load_catalogue
from yugong.intake.workbook_layout import LEDGER_FORM, ledger_form
from yugong.intake.workbook_write import write_workbook
from yugong.intake.yaml_update import update_yaml
from yugong.intake.yaml_write import yaml_text
from yugong.reading.file_bytes import read_bytes
from yugong.reading.located_yaml import parse_yaml
from yugong.reading.system import exists
from yugong.standard.library import load_standard
from yugong.standard.schema import Standard
from yugong.whole_file import check_kind, refuse_existing, write_whole

_KINDS = (*YAML_SUFFIXES, WORKBOOK_SUFFIXES[0])
"""The kinds of files a ledger is written as: YAML, or a workbook of the present format."""


def demanded_fields(standard: Standard) -> dict[str, tuple[str, ...]]:
    """Return the fields that the standard demands, by part of the budget."""
    return {str(register): fields for register, fields in standard.demanded.items()}


def write_ledger(out: Path, value: dict[str, Any], year: int) -> None:
    """Write a plain ledger value; the suffix of ``out`` says the kind of file.

    An existing YAML file is updated and keeps its comments; an existing workbook is refused
    (FindingsError, D009).
    """
    suffix = out.suffix.lower()
    if suffix in YAML_SUFFIXES:
        if exists(out):
            text = _text_of(out)
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
        form = LEDGER_FORM if loaded is None else ledger_form(demanded_fields(loaded.standard))
        write_workbook(out, value, catalogue, form, new=True)
    else:
        check_kind(out, *_KINDS)


def write_changed(source: Path, out: Path, value: dict[str, Any], year: int) -> None:
    """Write a changed ledger as a new file; from YAML to YAML its comments are kept."""
    check_target(out)
    if source.suffix.lower() in YAML_SUFFIXES and out.suffix.lower() in YAML_SUFFIXES:
        write_whole(out, update_yaml(_text_of(source), value).encode(), new=True)
    else:
        write_ledger(out, value, year)


def write_adjustment(out: Path, value: dict[str, Any], year: int) -> None:
    """Write the plain value of an adjustment as a new file; the suffix of ``out`` says the kind."""
    check_target(out)
    if out.suffix.lower() in YAML_SUFFIXES:
        write_whole(out, adjustment_yaml(value).encode(), new=True)
    else:
        _write_adjustment_book(out, to_sheets(value), year)


def new_adjustment(out: Path, total: str, year: int) -> None:
    """Write an empty adjustment; ``total`` is the total of 收支明细 before it, in 元."""
    check_target(out)
    if out.suffix.lower() in YAML_SUFFIXES:
        write_whole(out, empty_adjustment(total).encode(), new=True)
    else:
        _write_adjustment_book(out, {"调整前合计": total}, year)


def _write_adjustment_book(out: Path, value: dict[str, Any], year: int) -> None:
    catalogue, _ = load_catalogue(year)
    write_workbook(out, value, catalogue, ADJUSTMENT_BOOK, new=True)


def check_target(out: Path) -> None:
    """Raise FindingsError if ``out`` exists (D009) or is no kind of ledger file (R004)."""
    refuse_existing(out)
    check_kind(out, *_KINDS)


def _text_of(out: Path) -> str:
    """Return the text of a YAML file, its line ends unchanged."""
    data, findings = read_bytes(out)
    if data is None:
        raise FindingsError(findings)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FindingsError([Finding(Kind.NOT_UTF8, Place(file=str(out), line=line))]) from error
