"""Look at standards, make new ones and check them.

Tests: tests/standards_kit/test_kit.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from yugong.findings import Finding, has_errors
from yugong.quick_dataclass import dataclass

if TYPE_CHECKING:
    from yugong.standards_kit.differing import StandardsDiff
    from yugong.standards_kit.listing import StandardDescription, StandardSummary


@dataclass(frozen=True, slots=True)
class StandardListResult:
    """The standards that come with the program."""

    standards: tuple[StandardSummary, ...]
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()

    def as_json(self) -> list[dict[str, Any]]:
        """Return plain JSON values."""
        return [standard.as_json() for standard in self.standards]


@dataclass(frozen=True, slots=True)
class StandardResult:
    """A standard, described for people."""

    description: StandardDescription
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return self.description.as_json()


@dataclass(frozen=True, slots=True)
class StandardFilesResult:
    """Files of a new standard (the YAML file first) or of a preview."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "文件": [str(file) for file in self.files],
            "问题": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class StandardLintResult:
    """The faults of a standard."""

    findings: tuple[Finding, ...]
    files: tuple[Path, ...] = ()

    @property
    def usable(self) -> bool:
        """True if packages can be built with the standard."""
        return not has_errors(self.findings)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {"可用": self.usable, "问题": [finding.as_json() for finding in self.findings]}


@dataclass(frozen=True, slots=True)
class StandardsDiffResult:
    """The differences between two standards."""

    diff: StandardsDiff
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return self.diff.as_json()


def list_standards() -> StandardListResult:
    """List the standards that come with the program, by name."""
    from yugong.standards_kit.listing import standard_summaries

    return StandardListResult(standard_summaries())


def show_standard(name: str) -> StandardResult:
    """Describe a standard, by its name or the path of its YAML file.

    Raises FindingsError if there is no such standard or its file has errors.
    """
    from yugong.standards_kit.listing import describe_standard

    return StandardResult(describe_standard(name))


def new_standard(
    name: str, source: str, folder: Path | None = None, *, based: bool = False
) -> StandardFilesResult:
    """Write a new standard, a copy of ``source`` or (``based``) only what differs from it.

    Raises FindingsError if the name is unsuitable (S022), ``source`` does not exist, or a file
    exists (D009).
    """
    from yugong.standards_kit.copying import copy_standard

    return StandardFilesResult(copy_standard(name, source, folder, based=based))


def lint_standard(name: str) -> StandardLintResult:
    """Check the three files of a standard; nothing is written."""
    from yugong.standards_kit.linting import check_standard_files

    return StandardLintResult(check_standard_files(name).findings)


def diff_standards(old: str, new: str) -> StandardsDiffResult:
    """Compare two standards; raise FindingsError if one does not exist or has errors."""
    from yugong.standards_kit.differing import compare_standards

    return StandardsDiffResult(compare_standards(old, new))


def preview_standard(name: str, out: Path | None = None) -> StandardFilesResult:
    """Write a Word and an Excel file filled with a sample, in which tags are marked.

    Raises FindingsError if the standard or its templates have errors, or if a file cannot be
    written (D004) or is the standard's (D009).
    """
    from yugong.standards_kit.previewing import write_preview

    files, findings = write_preview(name, out)
    return StandardFilesResult(files, tuple(findings))
