"""List, describe, copy, check, compare and preview standards."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_MODULES = {
    "LintResult": "linting",
    "StandardChange": "differing",
    "StandardDescription": "listing",
    "StandardSummary": "listing",
    "StandardsDiff": "differing",
    "describe_standard": "listing",
    "diff_standards": "differing",
    "lint_standard": "linting",
    "list_standards": "listing",
    "new_standard": "copying",
    "preview_standard": "previewing",
}
"""Names by the modules that are loaded on first use: a list of standards needs no rules."""


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


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
