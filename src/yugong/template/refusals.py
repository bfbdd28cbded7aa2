"""The refusals of the language, each with its reason and what to write instead.

Tests: tests/template/test_same_in_word_and_excel.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import isfinite
from typing import Final

from jinja2 import nodes

WORDS_OF_THE_LANGUAGE: Final = "if、elif、else、endif、for、endfor、竖并"
LONE_CLOSER: Final = {"}}": "与前面的 {{ 成对", "%}": "与前面的 {% 成对"}
NO_EXPRESSION: Final = "两个括号之间写名称，如 {{ 年度 }}"
NO_STATEMENT: Final = "{% if … %}、{% for … %} 等语句"
NOT_A_LIST: Final = "一个可以循环的列表"
TRIM_AT_EDGE: Final = (
    "去掉减号；减号只去掉同一段（同一格）里标签旁的空格，不把前后两段并成一段，"
    "要连成一段的写在同一段里"
)
ESCAPED_BRACES: Final = "删去；成品里不印双层花括号，也不用这样转义"
_OTHER_ENGINE = "；Word 模板要用 docxtpl 的这种写法的，在标准的“模板”里写 引擎: docxtpl"
_VALUE_SCOPES = {
    "r": "{{ 名 }}，不用 {{r … }}；字体、颜色在模板里给标签设好",
    "p": "{{ 名 }}，不用 {{p … }}；整段的内容直接写在模板里，列表用 {%p for 项 in 列表 %}",
    "tr": "{{ 名 }}，不用 {{tr … }}；各行用 {%tr for 行 in 表.表名.行 %} 写出",
    "tc": "不用整格的标签；各列在模板里画好，格里写 {{ 名 }}",
}
_NO_OTHER_TEMPLATE = "这里不套用别的模板；内容直接写在模板里"
_NO_NEW_NAME = "模板里不另起名称；直接写已有的名称"
_STATEMENTS = {
    "tc": "各列在模板里画好；整行用 {%tr … %}，整段用 {%p … %}，段内用 {% … %}" + _OTHER_ENGINE,
    "r": "段内用 {% … %}，不用 {%r … %}" + _OTHER_ENGINE,
    "vm": "{%竖并 条件 %}，写在格首：条件成立时另起一格，不成立时与上一行合并" + _OTHER_ENGINE,
    "hm": "横向合并的格在模板里合并好" + _OTHER_ENGINE,
    "colspan": "横向合并的格在模板里合并好" + _OTHER_ENGINE,
    "cellbg": "底色在模板里给单元格设好" + _OTHER_ENGINE,
    **dict.fromkeys(("set", "endset", "with", "endwith"), _NO_NEW_NAME),
    **dict.fromkeys(
        (
            *("include", "import", "from", "extends", "block", "endblock"),
            *("macro", "endmacro", "call", "endcall"),
        ),
        _NO_OTHER_TEMPLATE,
    ),
    **dict.fromkeys(("filter", "endfilter"), "滤器写在值的后面，如 {{ 收入.总计 | 万元 }}"),
    **dict.fromkeys(("raw", "endraw"), "成品里不印标签；要说明的写成注释 {# … #}"),
    **dict.fromkeys(("autoescape", "endautoescape"), "删去；文字总是照原样印出"),
    **dict.fromkeys(("break", "continue"), "循环总是到底；不印的项用 {% if 条件 %} 略过"),
}
_FILTERS = {
    **dict.fromkeys(("e", "escape", "forceescape", "safe", "string"), "删去；文字总是照原样印出"),
    **dict.fromkeys(
        ("default", "d"), "没有填写时另写的：{% if 名 %}{{ 名 }}{% else %}…{% endif %}"
    ),
    **dict.fromkeys(("length", "count"), "循环里的次数写 loop.length；别的个数在标准里取好"),
    "join": "顿号：{{ 列表 | 顿号 }}",
}
_NO_ARITHMETIC = "模板里不计算；要印的数在标准里取好，再写它的名称"
_USE_COMPARISON = "用 ==、!=、in 比较，或直接写名称：{% if 名 %}"
_LOOP_ONE_NAME = "for 后面写一个名称：for 项 in 列表"

_OPERATORS = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
}
_COMPARISONS = {
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gteq": ">=",
    "lt": "<",
    "lteq": "<=",
    "in": "in",
    "notin": "not in",
}
_ALLOWED: frozenset[type[nodes.Node]] = frozenset(
    (
        nodes.Compare,
        nodes.Operand,
        nodes.And,
        nodes.Or,
        nodes.Not,
        nodes.Concat,
        nodes.Keyword,
        nodes.TemplateData,
    )
)
Refusal = tuple[str, str]
"""The part of an expression that is refused, and what to write instead."""


def refused_value_scope(scope: str) -> str:
    """Return what to write instead of ``{{r … }}``, ``{{p … }}``, ``{{tr … }}``, ``{{tc … }}``."""
    return _VALUE_SCOPES[scope] + _OTHER_ENGINE


def refused_statement(word: str) -> str:
    """Return what to write instead of a statement of Jinja or docxtpl; empty for other words."""
    return _STATEMENTS.get(word, "")


def refused_filter(name: str) -> str:
    """Return what to write instead of a filter of Jinja; empty for other names."""
    return _FILTERS.get(name, "")


def refused_sign(sign: str) -> str:
    """Return what to write instead of a plus, or a second minus, at the edge of a tag."""
    return f"去掉括号旁的{'加号' if sign == '+' else '减号'}"


def refusals(
    node: nodes.Node, further: Collection[type[nodes.Node]] = frozenset()
) -> Iterator[Refusal]:
    """Yield every part of an expression, or of a loop's head, that the language does not have.

    ``further`` is the syntax that an engine has beyond the language.
    """
    while type(node) is nodes.Getattr:
        node = node.node
    if type(node) is nodes.Name:
        return
    allowed = type(node) in _ALLOWED or type(node) in further
    refusal = None if allowed else _refusal(node)
    if refusal is not None:
        yield refusal
        return
    for child in node.iter_child_nodes(exclude=("body", "else_")):
        yield from refusals(child, further)


def _refusal(node: nodes.Node) -> Refusal | None:
    reason = ""
    match node:
        case nodes.Const():
            reason = _refused_constant(node.value)
        case nodes.Getitem(arg=nodes.Const(value=str())):
            pass
        case nodes.Getitem():
            reason = "方括号里只写引号内的名称；列表各项用 {% for 项 in 列表 %} 写出"
        case nodes.Call():
            reason = "名称后面不写括号；换一种写法用滤器，如 {{ 收入.总计 | 万元 }}"
        case nodes.BinExpr() if type(node) in _OPERATORS:
            reason = _NO_ARITHMETIC
        case nodes.Neg() | nodes.Pos():
            reason = _NO_ARITHMETIC
        case nodes.List() | nodes.Tuple() | nodes.Dict():
            reason = "标签里不列出多项；用已有的列表，或一项写一个标签"
        case nodes.Test():
            reason = _USE_COMPARISON
        case nodes.Filter() if node.dyn_args is not None or node.dyn_kwargs is not None:
            reason = "滤器的括号里一项一项地写，不用星号"
        case nodes.Filter(node=None):
            reason = "滤器写在值的后面，如 {{ 收入.总计 | 万元 }}"
        case nodes.CondExpr(expr2=None):
            return expression_source(
                node
            ), f"{expression_source(node)} else …；条件不成立时什么也不印的，写 else ''"
        case nodes.For() if node.recursive:
            return expression_source(node), "循环不写 recursive；一层一层地写 for"
        case nodes.For() if not isinstance(node.target, nodes.Name):
            return f"for {expression_source(node.target)} in …", _LOOP_ONE_NAME
        case nodes.For(target=nodes.Name(name="loop")):
            return expression_source(
                node
            ), "循环的一项不叫 loop：loop 是循环自己的名称，如 loop.index"
        case nodes.For() | nodes.CondExpr() | nodes.Filter():
            pass
        case _:
            reason = f"{WORDS_OF_THE_LANGUAGE}，名称，滤器"
    return (expression_source(node), reason) if reason else None


def _refused_constant(value: object) -> str:
    if value is None:
        return "没有内容的写空的引号：''"
    if isinstance(value, float) and not isfinite(value):
        return "数太大；只写程序能算的数"
    return "" if isinstance(value, str | int | float) else "文字或整数"


def expression_source(node: nodes.Node | None) -> str:
    """Return an expression as a template writes it, long parts cut short."""
    text = _written(node)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _written(node: nodes.Node | None) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_written(node.node)}.{node.attr}"
        case nodes.Getitem():
            return f"{_written(node.node)}[{_written(node.arg)}]"
        case nodes.Const():
            return "none" if node.value is None else _constant(node.value)
        case nodes.TemplateData():
            return node.data
        case nodes.Filter():
            operand = f"{_written(node.node)} " if node.node is not None else ""
            return f"{operand}| {node.name}{_arguments(node) if _has_arguments(node) else ''}"
        case nodes.Call():
            return f"{_written(node.node)}{_arguments(node)}"
        case nodes.Test():
            return f"{_written(node.node)} is {node.name}"
        case nodes.Not():
            return f"not {_written(node.node)}"
        case nodes.Neg():
            return f"-{_written(node.node)}"
        case nodes.Pos():
            return f"+{_written(node.node)}"
        case nodes.And():
            return f"{_written(node.left)} and {_written(node.right)}"
        case nodes.Or():
            return f"{_written(node.left)} or {_written(node.right)}"
        case nodes.BinExpr():
            return f"{_written(node.left)} {_OPERATORS[type(node)]} {_written(node.right)}"
        case nodes.Compare():
            parts = [f"{_COMPARISONS[part.op]} {_written(part.expr)}" for part in node.ops]
            return f"{_written(node.expr)} {' '.join(parts)}"
        case nodes.Concat():
            return " ~ ".join(_written(part) for part in node.nodes)
        case nodes.CondExpr():
            otherwise = f" else {_written(node.expr2)}" if node.expr2 is not None else ""
            return f"{_written(node.expr1)} if {_written(node.test)}{otherwise}"
        case nodes.List():
            return f"[{'、'.join(_written(item) for item in node.items)}]"
        case nodes.Tuple():
            return ", ".join(_written(item) for item in node.items)
        case nodes.Dict():
            return "{…}"
        case nodes.Slice():
            return ":".join(_written(part) for part in (node.start, node.stop))
        case nodes.For():
            test = f" if {_written(node.test)}" if node.test is not None else ""
            return f"for {_written(node.target)} in {_written(node.iter)}{test}"
    return type(node).__name__.lower() if node is not None else ""


def _constant(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _has_arguments(node: nodes.Filter) -> bool:
    return bool(node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)


def _arguments(node: nodes.Filter | nodes.Call) -> str:
    parts = [_written(part) for part in node.args]
    parts += [f"{part.key}={_written(part.value)}" for part in node.kwargs]
    parts += [f"*{_written(node.dyn_args)}"] if node.dyn_args is not None else []
    parts += [f"**{_written(node.dyn_kwargs)}"] if node.dyn_kwargs is not None else []
    return f"({', '.join(parts)})"
