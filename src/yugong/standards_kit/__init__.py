"""List, describe, copy, check, compare and preview standards."""

from yugong.standards_kit.copying import new_standard
from yugong.standards_kit.differing import StandardChange, StandardsDiff, diff_standards
from yugong.standards_kit.linting import LintResult, lint_standard
from yugong.standards_kit.listing import (
    StandardDescription,
    StandardSummary,
    describe_standard,
    list_standards,
)
from yugong.standards_kit.previewing import preview_standard

__all__ = [
    "LintResult",
    "StandardChange",
    "StandardDescription",
    "StandardSummary",
    "StandardsDiff",
    "describe_standard",
    "diff_standards",
    "lint_standard",
    "list_standards",
    "new_standard",
    "preview_standard",
]
