"""The kit for those who make standards: list, show, copy, lint, compare, preview."""

from yugong.standards_kit.copying import new_standard
from yugong.standards_kit.differing import StandardChange, StandardsDiffering, diff_standards
from yugong.standards_kit.linting import LintResult, lint_standard
from yugong.standards_kit.listing import Listed, Shown, list_standards, show_standard
from yugong.standards_kit.previewing import preview_standard

__all__ = [
    "LintResult",
    "Listed",
    "Shown",
    "StandardChange",
    "StandardsDiffering",
    "diff_standards",
    "lint_standard",
    "list_standards",
    "new_standard",
    "preview_standard",
    "show_standard",
]
