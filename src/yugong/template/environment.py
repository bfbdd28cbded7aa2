"""Jinja's environment for the template language: sandboxed, strict, only our own values.

Templates come from outside.  They have no attribute of a Python object, no call, no arithmetic
and no loop without end: the environment gives names of our own values only, and
:meth:`TemplateEnvironment.problems` refuses any other syntax before it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from yugong.findings import Kind
from yugong.quick_dataclass import dataclass
from yugong.standard.names import Names, TableView, row_value
from yugong.standard.table import Row
from yugong.template.checker import LOOP_NAMES, Checker


@dataclass(frozen=True, slots=True)
class TagProblem:
    """A fault of a template in one text: the finding's code, its line, what is written, the cure.

    The code is S003 (unknown name), S004 (syntax, or a value without a text) or S007 (refused).
    """

    kind: str
    line: int
    actual: str
    expected: str = ""


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Sandboxed, strict, escaping Jinja in which only our own values have names."""

    def __init__(
        self, filters: Mapping[str, Callable[..., Any]], *, autoescape: bool = True
    ) -> None:
        super().__init__(
            autoescape=autoescape, undefined=StrictUndefined, keep_trailing_newline=True
        )
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()
        self.filters.update(filters)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the value of a name; undefined for all but our own values."""
        kind = type(obj)
        try:
            if kind is Row:
                return row_value(obj, attribute)
            if kind is Names or kind is TableView:
                return obj.get(attribute)
        except KeyError:
            return self.undefined(obj=obj, name=attribute)
        if kind is LoopContext and attribute in LOOP_NAMES:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return ``功能['2010303']``: the same as a name, for names that are no identifiers."""
        return (
            self.getattr(obj, argument)
            if isinstance(argument, str)
            else self.undefined(obj=obj, name=str(argument))
        )

    def problems(self, source: str, context: Mapping[str, Any]) -> list[TagProblem]:
        """Return every fault of a template against the names of ``context``, all at once.

        A syntax error hides what follows it, so it is the only one that comes alone.
        """
        checker = Checker(self.filters, context)
        try:
            checker.visit(self.parse(source), {})
        except TemplateSyntaxError as error:
            expected = "{% if %}、{% for %} 与各自的结尾成对"
            return [TagProblem(Kind.MALFORMED_TAG, error.lineno, "", expected)]
        except (RecursionError, ValueError):  # too deep, or a number of thousands of digits
            return [TagProblem(Kind.MALFORMED_TAG, 1, "")]
        return [
            TagProblem(fault.code, line, fault.actual, fault.expected)
            for line, fault in checker.problems
        ]
