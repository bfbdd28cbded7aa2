"""The library of standards: the shipped ones, and reading a bureau's own file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from yugong.findings import Finding, Kind, Place, has_errors
from yugong.findings.similarity import most_similar
from yugong.quick_dataclass import dataclass
from yugong.reading.file_bytes import read_bytes
from yugong.reading.located_yaml import parse_yaml
from yugong.reading.model_findings import build_model
from yugong.standard.attachments import Attachment, read_attachments
from yugong.standard.inheritance import StandardFile, StandardPart, completed_standard, part_of
from yugong.standard.references import check_references
from yugong.standard.schema import Engine, Standard

_YAML = (".yaml", ".yml")
_OF_A_TABLE = re.compile(r"(表(?:\.增改)?\[(\d+)\])\.\w+$")


@dataclass(frozen=True, slots=True)
class LoadedStandard:
    """A standard with the bytes of its files, whose digests a build prints.

    ``bases`` are the files it is based on, by name, the nearest first; ``borrowed`` are the
    templates that come from a base, ``attachments`` the files that the Word template may print.
    """

    standard: Standard
    yaml: bytes
    word: bytes
    excel: bytes
    word_name: str
    excel_name: str
    bases: tuple[tuple[str, bytes], ...] = ()
    borrowed: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def engine(self) -> Engine:
        """The program that fills in the Word template."""
        return "内置" if self.standard.templates is None else self.standard.templates.engine


def shipped_names() -> tuple[str, ...]:
    """Return the names of the shipped standards that can be built."""
    return tuple(
        standard.name for standard in shipped_standards() if standard.templates is not None
    )


@lru_cache(maxsize=1)
def shipped_standards() -> tuple[Standard, ...]:
    """Return every shipped standard, by name; a fault in one is a programmer's.

    Standards without templates only check what others published.
    """
    standards = []
    with as_file(files("yugong.templates")) as folder:
        for path in sorted(folder.glob("*.yaml")):
            standard, *_, findings = _read(path, path.name, folder)
            if standard is None or findings:
                raise ValueError(f"{path.name}: {findings}")
            standards.append(standard)
    return tuple(standards)


def load_standard(name: str, place: Place) -> tuple[LoadedStandard | None, list[Finding]]:
    """Load a standard by name, or by the path of its YAML file.

    ``place`` is the place of the name, for the finding if there is no such standard.
    """
    path = Path(name)
    if path.suffix in _YAML:
        base = Path(place.file).parent if place.file else Path()
        path = path if path.is_absolute() else base / path
        with as_file(files("yugong.templates")) as folder:
            return _load(path, str(path), folder)
    shipped = _load_shipped(name)
    if shipped is not None:
        return shipped[0], list(shipped[1])
    return None, [_no_standard(name, place, shipped_names())]


@lru_cache(maxsize=2)  # for the two sides of a comparison
def _load_shipped(name: str) -> tuple[LoadedStandard | None, tuple[Finding, ...]] | None:
    """Load a shipped standard; ``None`` if there is none of this name."""
    with as_file(files("yugong.templates")) as folder:
        path = folder / f"{name}.yaml"
        if not path.is_file():
            return None
        loaded, findings = _load(path, path.name, folder)
    return loaded, tuple(findings)


def find_standard(name: str, place: Place) -> tuple[Standard | None, list[Finding]]:
    """Find a standard to check by, with templates or without: by name, or by its YAML file's path.

    ``place`` is the place of the name, for the finding if there is no such standard.
    """
    if Path(name).suffix in _YAML:
        with as_file(files("yugong.templates")) as folder:
            standard, *_, findings = _read(Path(name), name, folder)
        return (None if has_errors(findings) else standard), findings
    known = {standard.name: standard for standard in shipped_standards()}
    if name in known:
        return known[name], []
    return None, [_no_standard(name, place, known)]


def _no_standard(name: str, place: Place, known: Collection[str]) -> Finding:
    near = most_similar(name, known)
    expected = f"是否为“{near}”？" if near else f"可用的有：{'、'.join(known)}"
    return Finding(Kind.UNKNOWN_STANDARD, place, actual=name, expected=expected)


def _source(path: Path, display_name: str) -> tuple[StandardFile | None, list[Finding]]:
    data, findings = read_bytes(path)
    if data is None:
        return None, findings
    located, findings = parse_yaml(data, display_name)
    return (None if located is None else StandardFile(path, located, data)), findings


@lru_cache(maxsize=1)
def _shared() -> StandardPart:
    """Return the wording that standards may be based on; a fault in it is a programmer's."""
    with as_file(files("yugong.standard").joinpath("wording.yaml")) as path:
        source, findings = _source(path, path.name)
    if source is None or findings:
        raise ValueError(f"wording.yaml: {findings}")
    return part_of(source)


def _read(
    path: Path, display_name: str, shipped: Path
) -> tuple[Standard | None, StandardPart | None, tuple[StandardFile, ...], list[Finding]]:
    """Read a standard's YAML file and the files it is based on, with every finding about them.

    ``shipped`` is the folder of the shipped standards.
    """

    def resolve(base_name: str, folder: Path) -> tuple[Path, str] | None:
        if Path(base_name).suffix in _YAML:
            below, name = folder / base_name, base_name
        else:
            below = shipped / f"{base_name}.yaml"
            name = below.name
        return (below, name) if below.is_file() else None

    known = [file.stem for file in sorted(shipped.glob("*.yaml"))]
    whole, chain, findings = completed_standard(
        path, display_name, _source, resolve, known, _shared()
    )
    if whole is None:
        return None, None, chain, findings
    standard, faults = build_model(Standard, whole.plain_value(), whole.place)
    findings += _misnamed_tables(faults, chain, whole)
    if standard is not None:
        findings += check_references(standard, whole.place)
    return standard, whole, chain, findings


def _misnamed_tables(
    faults: list[Finding], chain: tuple[StandardFile, ...], whole: StandardPart
) -> list[Finding]:
    """Return the faults; missing fields of a misnamed table become one finding about its name.

    A table whose name the base does not have is a new one, and then lacks most of its fields.
    """
    derived, *bases = chain
    tables = derived.located.value.get("表") if isinstance(derived.located.value, dict) else None
    entries = tables.get("增改") if isinstance(tables, dict) else tables
    if not bases or not isinstance(entries, list):
        return faults
    names = [
        str(table.get("名称")) for table in whole.plain_value()["表"] if isinstance(table, dict)
    ]
    reported: dict[tuple[str, Place], Finding] = {}
    for fault in faults:
        match = (
            _OF_A_TABLE.match(fault.place.path)
            if fault.code == Kind.REQUIRED_FIELD_MISSING
            else None
        )
        is_own = fault.place.file == derived.located.file and fault.place.line is not None
        if match is None or not is_own:
            reported[fault.code, fault.place] = fault
            continue
        name = str(entries[int(match[2]) - 1].get("名称"))
        near = most_similar(name, [other for other in names if other != name])
        place = replace(fault.place, path=f"{match[1]}.名称")
        if not near:
            reported[fault.code, fault.place] = fault
        elif (Kind.NOT_IN_BASE, place) not in reported:
            reported[Kind.NOT_IN_BASE, place] = Finding(
                Kind.NOT_IN_BASE, place, name, f"是否为“{near}”？"
            )
    return list(reported.values())


def _load(
    path: Path, display_name: str, shipped: Path
) -> tuple[LoadedStandard | None, list[Finding]]:
    standard, whole, chain, findings = _read(path, display_name, shipped)
    if standard is None or whole is None:
        return None, findings
    if standard.templates is None:
        where = whole.place(("名称",))
        return None, [
            *findings,
            Finding(Kind.STANDARD_ONLY_CHECKS, where, standard.name, "、".join(shipped_names())),
        ]
    files_read = {}
    borrowed: list[str] = []
    for kind, relative in (
        ("word", standard.templates.word),
        ("excel", standard.templates.excel),
    ):
        template, _ = whole.closest(("模板", kind))
        data, faults = read_bytes(template.source.path.parent / relative)
        if data is None:
            [fault] = faults
            why = fault.actual or fault.expected
            expected = f"{why}；模板与标准文件放在一起，路径从标准文件所在的文件夹写起"
            findings.append(Finding(fault.code, template.place(), relative, expected))
            continue
        files_read[kind] = data
        if template.source is not chain[0]:
            borrowed.append(Path(relative).name)

    def origin(kind: str, name: str) -> tuple[Path, Place]:
        declaration, _ = whole.closest(("模板", kind, name))
        return declaration.source.path.parent, declaration.place()

    attachments, faults = read_attachments(standard.templates, origin)
    findings += faults
    if has_errors(findings):
        return None, findings
    loaded = LoadedStandard(
        standard,
        chain[0].data,
        files_read["word"],
        files_read["excel"],
        Path(standard.templates.word).name,
        Path(standard.templates.excel).name,
        tuple((file.path.name, file.data) for file in chain[1:]),
        tuple(borrowed),
        attachments,
    )
    return loaded, findings
