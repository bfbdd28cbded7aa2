"""A finding: one fault of the user's data, as a value.

Every pass over user data returns all its findings at once and raises nothing for them.  Messages
are rendered from the fields, so the terminal and the JSON report cannot disagree.

Tests: tests/reading/test_office_file.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum

from yugong.findings.kinds import KINDS, FindingKind
from yugong.quick_dataclass import dataclass


class Severity(StrEnum):
    """The effect of a finding: an error stops the build, the others do not.

    格式 is a matter of wording or layout in a package that was checked.
    """

    ERROR = "错误"
    WARNING = "警告"
    INFO = "提示"
    STYLE = "格式"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The place of a finding: a file, and in it a line, a cell or a path of field names.

    ``line`` and ``column`` count from 1.  ``path`` is the chain of field names, for
    example ``收支明细[3].功能科目``.  ``page`` is that of a printed document, from 1.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    path: str = ""
    page: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.page is not None:
            parts.append(f"第 {self.page} 页")
        if self.line is not None:
            parts.append(f"第 {self.line} 行第 {self.column or 1} 列")
        if self.sheet is not None:
            parts.append(f"工作表“{self.sheet}”{self.cell or ''}")
        elif self.cell is not None:
            parts.append(self.cell)
        if self.path:
            parts.append(self.path)
        return "，".join(part for part in parts if part)

    @property
    def brief(self) -> str:
        """The place in few words: the name of its file, and the cell or the line there."""
        name = self.file.replace("\\", "/").rpartition("/")[2]
        if self.sheet is not None:
            return f"{name} {self.sheet}!{self.cell or ''}".rstrip("!")
        return f"{name} 第 {self.line} 行" if self.line is not None else name

    def as_json(self) -> dict[str, object]:
        """Return the place as plain JSON values, with empty fields left out."""
        place = {
            "文件": self.file,
            "页": self.page,
            "行": self.line,
            "列": self.column,
            "工作表": self.sheet,
            "单元格": self.cell,
            "字段": self.path,
        }
        return {key: value for key, value in place.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its kind, its place, the actual text, the expected one, and the remedy.

    ``code`` is one of :data:`yugong.findings.kinds.KINDS`; an unknown code is a
    programmer's fault and raises ``KeyError``.  ``evidence`` are the figures or sentences that
    disagree; ``difference`` is their difference.  ``about`` are names for code that groups
    findings, so that none has to read the texts; it is never printed.
    """

    code: str
    place: Place
    actual: str = ""
    expected: str = ""
    remedy: str = ""
    severity: Severity = field(default=Severity.ERROR)
    difference: str = ""
    evidence: tuple[str, ...] = ()
    about: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        kind = KINDS[self.code]
        if not self.remedy:
            object.__setattr__(self, "remedy", kind.remedy)

    @property
    def kind(self) -> FindingKind:
        """The catalogue entry that explains this finding."""
        return KINDS[self.code]

    @property
    def message(self) -> str:
        """One Chinese sentence: the fault, the actual text and the expected one."""
        parts = [self.kind.title]
        if self.actual:
            parts.append(f"现为“{self.actual}”")
        if self.expected:
            parts.append(f"应为：{self.expected}")
        return "；".join(parts)

    def as_json(self) -> dict[str, object]:
        """Return the finding as plain JSON values, with empty fields left out."""
        return {
            "代码": self.code,
            "级别": self.severity.value,
            "问题": self.kind.title,
            "位置": self.place.as_json(),
            "发现": self.actual,
            "应为": self.expected,
            "处理": self.remedy,
            **({"差额": self.difference} if self.difference else {}),
            **({"证据": list(self.evidence)} if self.evidence else {}),
        }


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return true if any of the findings stops the work."""
    return any(finding.severity is Severity.ERROR for finding in findings)


class FindingsError(Exception):
    """Carries findings out of a call that cannot go on; the CLI prints them and exits 2."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(f"{f.code} {f.place}: {f.message}" for f in self.findings))
