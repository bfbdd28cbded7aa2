"""The severities a rule may give, read from its code so that no list of them can go stale.

A rule's function and everything it uses in this package is gone through: the severities that are
named there, and the default of a finding or hit that names none.  Where the entries of a list of
data decide, theirs are counted.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import ModuleType

from yugong.audit.evidence.known_accounts import known_accounts
from yugong.audit.rule import Rule
from yugong.findings import Severity
from yugong.standard.library import shipped_standards

_DEFAULTS = {"violation": Severity.ERROR, "Finding": Severity.ERROR, "TextMatch": Severity.STYLE}
_ROOM = __package__ or ""
_NAMES = {one.name: one for one in Severity}

Node = ast.FunctionDef | ast.ClassDef


@cache
def severities_of(rule: Rule) -> tuple[Severity, ...]:
    """Every severity the rule's findings may have, the gravest first."""
    module = inspect.getmodule(rule.check)
    if module is None:
        raise ValueError(f"rule {rule.code} is in no module")
    given: set[Severity] = set()
    seen: set[tuple[str, str]] = set()
    pending = [(module, rule.check.__name__)]
    while pending:
        at, name = pending.pop()
        if (at.__name__, name) in seen:
            continue
        seen.add((at.__name__, name))
        node = _definitions(at).get(name)
        if node is not None:
            given.update(_severities_in(node))
            pending += _used_by(node, at)
    return tuple(one for one in Severity if one in given)


@cache
def _definitions(module: ModuleType) -> dict[str, Node]:
    tree = ast.parse(inspect.getsource(module))
    return {
        node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def _used_by(node: Node, module: ModuleType) -> Iterator[tuple[ModuleType, str]]:
    """What a definition names of its own module, and of others of this package."""
    for one in ast.walk(node):
        if not isinstance(one, ast.Name):
            continue
        value = getattr(module, one.id, None)
        home = sys.modules.get(getattr(value, "__module__", None) or "")
        if home is not None and home.__name__.startswith(f"{_ROOM}."):
            name = getattr(value, "__name__", None)
            if name is not None and name not in _DEFAULTS and home.__name__ != f"{_ROOM}.rule":
                yield home, name


def _severities_in(node: Node) -> Iterator[Severity]:
    compared = {
        id(inner)
        for one in ast.walk(node)
        if isinstance(one, ast.Compare)
        for inner in ast.walk(one)
    }
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name):
            if one.func.id in _DEFAULTS and not _names_one(one):
                yield _DEFAULTS[one.func.id]
        elif isinstance(one, ast.Attribute):
            if one.attr in _DATA:
                yield from _DATA[one.attr]()
            elif _is_severity(one) and id(one) not in compared:
                yield _NAMES[one.attr]


def _is_severity(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Severity"
        and node.attr in _NAMES
    )


def _names_one(call: ast.Call) -> bool:
    """Whether a call says which severity, by name or as its last argument."""
    if any(one.arg == "severity" for one in call.keywords):
        return True
    last = call.args[-1] if call.args else None
    return last is not None and any(
        _is_severity(one) or (isinstance(one, ast.Name) and one.id == "severity")
        for one in ast.walk(last)
    )


def _of_correspondences() -> Iterator[Severity]:
    return (one.severity for one in known_accounts().correspondences)


def _of_elements() -> Iterator[Severity]:
    for standard in shipped_standards():
        for elements in standard.narrative.elements.values():
            yield from (Severity(one.level) for one in elements)


_DATA: Mapping[str, Callable[[], Iterator[Severity]]] = {
    "correspondences": _of_correspondences,
    "elements": _of_elements,
}
"""Lists of data whose entries say the severity, by the name rules know them by."""
