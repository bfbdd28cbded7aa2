"""Mapping files: the ledger fields of the columns of a platform's export.

The shipped ones are in ``yugong/mappings/``; a bureau adds more in a folder. An export is matched
to its mapping by its heads alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import Field

from yugong.budget.entry import Entry, LedgerText, RequiredText
from yugong.findings import Finding, Kind, Place, Severity, has_errors
from yugong.findings.similarity import most_similar
from yugong.intake.cell_text import head_name
from yugong.intake.sheet_file import SheetRows
from yugong.quick_dataclass import dataclass
from yugong.reading.cell_address import cell_address
from yugong.reading.file_bytes import read_bytes
from yugong.reading.located_yaml import parse_yaml
from yugong.reading.model_findings import build_model
from yugong.reading.system import is_folder

FieldName = Literal[
    "单位",
    "项目名称",
    "项目编码",
    "支出类别",
    "功能科目",
    "部门经济科目",
    "政府经济科目",
    "资金来源",
    "年份",
    "是否政府采购",
    "采购类别",
    "采购名称",
    "备注",
]

_HEAD_WITHIN = 20
"""The number of rows within which the heads must be; there may be a title above them."""
_FEWEST_HEADS = 3
"""The fewest known heads that make a row a row of heads."""
_NEAR = 50


class ExportColumn(Entry):
    """The heads of a column, and the ledger's values for those of the platform."""

    heads: tuple[RequiredText, ...] = Field(alias="表头", min_length=1)
    required: bool = Field(False, alias="必需")
    values: dict[RequiredText, tuple[RequiredText, ...]] = Field(
        default_factory=dict, alias="取值", description="收支明细的写法 → 平台的各种写法"
    )
    advice: dict[RequiredText, LedgerText] = Field(
        default_factory=dict, alias="取值说明", description="无法对应的写法 → 应当怎样写"
    )


class AmountColumn(Entry):
    """A column of amounts: its default unit, and the values that its head implies."""

    heads: tuple[RequiredText, ...] = Field(alias="表头", min_length=1)
    unit: Literal["元", "万元"] = Field("元", alias="单位")
    fixed: dict[Literal["资金来源", "年份", "支出类别"], RequiredText] = Field(
        default_factory=dict, alias="定值"
    )


class ExportMapping(Entry):
    """The mapping of one kind of export."""

    name: RequiredText = Field(alias="名称")
    description: LedgerText = Field("", alias="说明")
    columns: dict[FieldName, ExportColumn] = Field(alias="列")
    amounts: tuple[AmountColumn, ...] = Field(alias="金额列", min_length=1)
    ignored: tuple[RequiredText, ...] = Field((), alias="不取的列")
    totals: tuple[RequiredText, ...] = Field(("合计", "小计", "总计"), alias="合计行")
    carried_over: tuple[RequiredText, ...] = Field((), alias="结转字样")

    def heads(self) -> list[str]:
        """Return every head that is read, in its compared form."""
        named = [head for column in self.columns.values() for head in column.heads]
        named += [head for column in self.amounts for head in column.heads]
        return [head_name(head) for head in named]


@dataclass(frozen=True, slots=True)
class MatchedExport:
    """An export with its mapping, and the positions of its columns, counted from 0."""

    mapping: ExportMapping
    sheet: SheetRows
    head_row: int
    fields: dict[FieldName, int]
    amounts: dict[int, AmountColumn]
    unknown: tuple[int, ...]
    missing: tuple[str, ...]

    @property
    def score(self) -> tuple[bool, int, int]:
        """The quality of a match: complete, then many heads known, then few unknown."""
        known = len(self.fields) + len(self.amounts)
        return not self.missing, known, -len(self.unknown)


def load_mappings(folder: Path | None = None) -> tuple[list[ExportMapping], list[Finding]]:
    """Return the shipped mappings and those of a folder; a faulty file is left out with findings.

    A mapping of the folder replaces a shipped one of the same name.
    """
    by_name: dict[str, ExportMapping] = {}
    findings: list[Finding] = []
    for item in sorted((resources.files("yugong") / "mappings").iterdir(), key=lambda i: i.name):
        if item.name.endswith(".yaml"):
            mapping, faults = _parsed(item.read_bytes(), item.name)
            if mapping is None:
                raise ValueError(f"{item.name}: {faults}")
            by_name[mapping.name] = mapping
    if folder is None:
        return list(by_name.values()), findings
    if not is_folder(folder):
        return list(by_name.values()), [Finding(Kind.FILE_MISSING, Place(file=str(folder)))]
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        data, faults = read_bytes(path)
        if data is not None:
            mapping, faults = _parsed(data, str(path))
            if mapping is not None:
                by_name[mapping.name] = mapping
        findings += faults
    return list(by_name.values()), findings


def _parsed(data: bytes, file: str) -> tuple[ExportMapping | None, list[Finding]]:
    located, findings = parse_yaml(data, file)
    if located is None or has_errors(findings):
        return None, findings
    return build_model(ExportMapping, located.value, located.place)


def choose_mapping(
    sheets: Sequence[SheetRows], mappings: Sequence[ExportMapping], file: str
) -> tuple[MatchedExport | None, list[Finding]]:
    """Choose the mapping, the sheet and the row of heads that fit best; report what does not fit.

    Return ``None`` if no row looks like the heads of any mapping.
    """
    known_heads = [_Heads.of(mapping) for mapping in mappings]
    candidates = []
    for sheet in sheets:
        names = [[head_name(cell) for cell in row] for row in sheet.rows[:_HEAD_WITHIN]]
        for heads in known_heads:
            matches = (
                _matched(heads, sheet, row, row_heads) for row, row_heads in enumerate(names)
            )
            candidates += [match for match in matches if match is not None]
    if not candidates:
        known = "、".join(mapping.name for mapping in mappings)
        return None, [Finding(Kind.NO_FITTING_MAPPING, Place(file=file), expected=f"如：{known}")]
    best = max(candidates, key=lambda candidate: candidate.score)  # the first of equals
    findings = _ties(best, candidates, file) + _heads_findings(best, file)
    return best, findings


@dataclass(frozen=True, slots=True)
class _Heads:
    """The heads of a mapping in their compared form."""

    mapping: ExportMapping
    names: dict[str, FieldName]
    sums: dict[str, AmountColumn]
    ignored: frozenset[str]

    @classmethod
    def of(cls, mapping: ExportMapping) -> _Heads:
        return cls(
            mapping,
            {
                head_name(head): key
                for key, column in mapping.columns.items()
                for head in column.heads
            },
            {head_name(head): column for column in mapping.amounts for head in column.heads},
            frozenset(map(head_name, mapping.ignored)),
        )


def _matched(
    heads: _Heads, sheet: SheetRows, row: int, row_heads: list[str]
) -> MatchedExport | None:
    """Match a row of heads to a mapping; return ``None`` if too few are known."""
    mapping, names, sums = heads.mapping, heads.names, heads.sums
    fields: dict[FieldName, int] = {}
    amounts: dict[int, AmountColumn] = {}
    unknown: list[int] = []
    for column, head in enumerate(row_heads):
        field = names.get(head)
        if field is not None and field not in fields:
            fields[field] = column
        elif head in sums and sums[head] not in amounts.values():
            amounts[column] = sums[head]
        elif head and head not in heads.ignored:
            unknown.append(column)
    if len(fields) + len(amounts) < _FEWEST_HEADS:
        return None
    missing: list[str] = [
        name
        for name, export_column in mapping.columns.items()
        if export_column.required and name not in fields
    ]
    missing += [] if amounts else ["金额"]
    return MatchedExport(mapping, sheet, row, fields, amounts, tuple(unknown), tuple(missing))


def _ties(best: MatchedExport, candidates: list[MatchedExport], file: str) -> list[Finding]:
    findings = []
    here = Place(file=file, sheet=best.sheet.name, cell=cell_address(best.head_row, 0))
    same = [
        candidate
        for candidate in candidates
        if candidate.sheet is best.sheet and candidate.score == best.score
    ]
    names = list(dict.fromkeys(candidate.mapping.name for candidate in same))
    if len(names) > 1:
        findings.append(
            Finding(
                Kind.SEVERAL_FITTING_MAPPINGS,
                here,
                "、".join(names),
                f"采用了“{best.mapping.name}”",
                severity=Severity.WARNING,
            )
        )
    others = {candidate.sheet.name for candidate in candidates if not candidate.missing} - {
        best.sheet.name
    }
    for name in sorted(others):
        why = f"只读取工作表“{best.sheet.name}”；要读取这一张，另存为单独的文件"
        where = Place(file=file, sheet=name)
        findings.append(
            Finding(Kind.CONTENT_IGNORED, where, "又一张支出明细", why, severity=Severity.WARNING)
        )
    return findings


def _heads_findings(best: MatchedExport, file: str) -> list[Finding]:
    findings = []
    known = best.mapping.heads()
    head_row = best.sheet.rows[best.head_row]
    for column in best.unknown:
        head = head_name(head_row[column])
        near = most_similar(head[:60], known, _NEAR)
        findings.append(
            Finding(
                Kind.UNKNOWN_COLUMN,
                Place(file, sheet=best.sheet.name, cell=cell_address(best.head_row, column)),
                head[:60],
                f"是否为“{near}”？" if near else "",
                severity=Severity.WARNING,
            )
        )
    for name in best.missing:
        heads: tuple[str, ...] = best.mapping.amounts[0].heads
        for key, export_column in best.mapping.columns.items():
            heads = export_column.heads if key == name else heads
        where = Place(file, sheet=best.sheet.name, cell=cell_address(best.head_row, 0))
        findings.append(
            Finding(
                Kind.REQUIRED_COLUMN_MISSING,
                where,
                expected=f"“{name}”一列，表头如：{'、'.join(heads[:5])}",
            )
        )
    return findings
