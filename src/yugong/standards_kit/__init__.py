"""List, describe, copy, check, compare and preview standards."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yugong.standards_kit.copying import copy_standard
    from yugong.standards_kit.differing import StandardChange, StandardsDiff, compare_standards
    from yugong.standards_kit.linting import LintResult, check_standard_files
    from yugong.standards_kit.listing import (
        StandardDescription,
        StandardSummary,
        describe_standard,
        standard_summaries,
    )
    from yugong.standards_kit.previewing import write_preview

_MODULES = {
    "LintResult": "linting",
    "StandardChange": "differing",
    "StandardDescription": "listing",
    "StandardSummary": "listing",
    "StandardsDiff": "differing",
    "check_standard_files": "linting",
    "compare_standards": "differing",
    "copy_standard": "copying",
    "describe_standard": "listing",
    "standard_summaries": "listing",
    "write_preview": "previewing",
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
    "check_standard_files",
    "compare_standards",
    "copy_standard",
    "describe_standard",
    "standard_summaries",
    "write_preview",
]
