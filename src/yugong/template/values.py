"""Values in print: which have a text of their own, and what to write for those that have none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from inspect import Parameter, Signature, signature
from typing import Any

from jinja2 import Undefined

from yugong.figures.fact import Fact
from yugong.findings import Kind
from yugong.standard.names import Listing, Names, RowShape, TableView, names_of
from yugong.standard.table import Cell, Row
from yugong.template.faults import TagError

Filters = Mapping[str, Callable[..., Any]]
"""The filters of a package by name; the annotations of each say which kinds of values it takes."""


class Unknown:
    """A value that a check cannot know, such as an item of a list of any kind."""


UNKNOWN = Unknown()
TEXTS = tuple[str, ...]
"""The annotation of a filter's parameter that takes a list of texts."""

_VARIABLE = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
_KINDS = {Fact: "金额等数字", date: "日期", int: "整数", str: "文字", TEXTS: "一列文字"}
_PREFERRED = ("万元", "数", "中文日期", "顿号")


def text_of(value: Any) -> str:
    """Return the text of a text, a cell or a whole number; raises TagError (S004) for any other.

    None is a programmer's fault: the model supplies a text for everything.
    """
    if isinstance(value, str):
        return str(value)
    kind = type(value)
    if kind is Cell:
        return str(value.text)
    if kind is int:
        return str(value)
    if isinstance(value, Undefined):
        return str(value)  # raises, with the name
    if value is None:
        raise AssertionError("None reached a template; the model must supply text")
    raise TagError(Kind.MALFORMED_TAG, kind_of(value), "文字、整数；金额、日期、列表要加滤器")


def concatenated(values: Iterable[Any]) -> str:
    """Return the text of ``a ~ b ~ c``."""
    return "".join([text_of(value) for value in values])


def has_text(value: Any) -> bool:
    """Tell if a value prints as it is."""
    return isinstance(value, str | Cell | Unknown) or type(value) is int


def kind_of(value: Any) -> str:
    """Return the kind of a value in the words of an author of templates."""
    if isinstance(value, bool):
        return "条件"
    if isinstance(value, Listing):
        return "列表"
    if isinstance(value, Names):
        return "一组名称"
    if isinstance(value, TableView):
        return "一张表"
    if isinstance(value, Row | RowShape):
        return "表的一行"
    if isinstance(value, Cell):
        return "表的一格"
    if isinstance(value, float):
        return "小数"
    return next((name for kind, name in _KINDS.items() if accepts(kind, value)), "不是文字的内容")


def cure(expression: str, value: Any, filters: Filters) -> str:
    """Return what to write for an expression whose value has no text of its own."""
    if isinstance(value, bool):
        return f"{{% if {expression} %}}…{{% else %}}…{{% endif %}}"
    if isinstance(value, Fact):
        return f"{{{{ {expression} | {'万元' if value.unit == '元' else '数'} }}}}"
    fitting = filters_for(value, filters)
    if fitting:
        return f"{{{{ {expression} | {fitting[0]} }}}}"
    if isinstance(value, Listing):
        return f"{{% for 项 in {expression} %}}…{{% endfor %}}，逐项写出"
    if isinstance(value, float):
        return f"小数写在引号里：{{{{ '{value}' }}}}"
    names = names_of(value)
    if names:
        return f"写它的一项，如 {{{{ {expression}.{names[0]} }}}}"
    return "能印出的是文字、整数、表格的一格；图片、文档、带格式的文字直接放在模板里"


def filters_for(value: Any, filters: Filters) -> list[str]:
    """Return the names of the filters that take a value and nothing more, the usual one first."""
    names = [
        name
        for name, function in filters.items()
        if (shape := shape_of(function)) is not None
        and shape.takes_one
        and shape.first is not Any
        and accepts(shape.first, value)
    ]
    return sorted(names, key=lambda name: name not in _PREFERRED)


def accepts(kind: Any, value: Any) -> bool:
    """Tell if a parameter of this annotation takes a value."""
    if kind is Any or isinstance(value, Unknown):
        return True
    if kind == TEXTS:
        return isinstance(value, Listing) and (value.shape is None or has_text(value.shape))
    if isinstance(value, bool):
        return kind is bool
    return not isinstance(kind, type) or isinstance(value, kind)


def kind_name(kind: Any) -> str:
    """Return the name of the values that a parameter of this annotation takes."""
    return _KINDS.get(kind, "别的内容")


class FilterShape:
    """The parameters and the result of a filter, from its annotations; Any where it has none."""

    def __init__(self, shape: Signature) -> None:
        self.signature = shape
        parameters = list(shape.parameters.values())
        self.first = _annotation(parameters[0]) if parameters else Any
        self.required = [
            _annotation(parameter)
            for parameter in parameters[1:]
            if parameter.default is Parameter.empty and parameter.kind not in _VARIABLE
        ]
        self.takes_one = not self.required
        self.gives_text = shape.return_annotation is str

    def kinds(self, count: int, names: Collection[str]) -> list[Any] | None:
        """Return the kinds for ``count`` values in order, then for named ones; None: no call."""
        try:
            bound = self.signature.bind(*range(count), **dict.fromkeys(names, -1))
        except TypeError:
            return None
        by_position: dict[int, Any] = {}
        for name, argument in bound.arguments.items():
            parameter = self.signature.parameters[name]
            for position in argument if isinstance(argument, tuple) else (argument,):
                if isinstance(position, int) and position >= 0:
                    by_position[position] = _annotation(parameter)
        named = [
            _annotation(self.signature.parameters[name])
            if name in self.signature.parameters
            else Any
            for name in names
        ]
        return [by_position.get(position, Any) for position in range(count)] + named


def _annotation(parameter: Parameter) -> Any:
    return Any if parameter.annotation is Parameter.empty else parameter.annotation


def shape_of(function: Callable[..., Any]) -> FilterShape | None:
    """Return the shape of a filter; None for a function without one."""
    return _shape_of(getattr(function, "__func__", function), hasattr(function, "__self__"))


@lru_cache(maxsize=256)
def _shape_of(function: Callable[..., Any], bound: bool) -> FilterShape | None:
    try:
        shape = signature(function, eval_str=True)
    except (NameError, TypeError, ValueError):
        return None
    parameters = list(shape.parameters.values())
    return FilterShape(shape.replace(parameters=parameters[1:] if bound else parameters))
