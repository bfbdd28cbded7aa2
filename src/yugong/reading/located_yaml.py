"""Plain values of a YAML file, each with its line and column.

The values are text, lists and mappings: a scalar keeps the text of the file, so an amount never
becomes a binary float and ``001`` remains ``001``.  A file may not repeat a key, nest without end,
or expand through references beyond a limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver

from yugong.findings import Finding, Kind, Place
from yugong.quick_dataclass import dataclass

_MAX_DEPTH = 40
_MAX_VALUES = 3_000_000
_SAFE_DEPTH = 500
_BRACKETS = re.compile(r"[\[\]{}]")
_INDENTS = re.compile(rf"(?:[-?:][ \t]+){{{_SAFE_DEPTH}}}|^ {{{_SAFE_DEPTH}}}", re.M)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Location = tuple[str | int, ...]
"""Field names, and positions from 0 in lists, from the whole file down to one value."""

Locate = Callable[[Location], Place]
"""The function that turns a location into a place in the file of the value."""


class _OnlyTexts(VersionedResolver):
    """Resolve every scalar as text; resolving numbers and dates takes three times as long."""

    _TAGS: ClassVar[dict[Any, Any]] = {
        ScalarNode: VersionedResolver.DEFAULT_SCALAR_TAG,
        SequenceNode: VersionedResolver.DEFAULT_SEQUENCE_TAG,
        MappingNode: VersionedResolver.DEFAULT_MAPPING_TAG,
    }

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        del value, implicit
        return self._TAGS[kind]

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Do nothing: no tag depends on the path of a node."""

    def ascend_resolver(self) -> None:
        """Do nothing: no tag depends on the path of a node."""


def _only_texts() -> YAML:
    yaml = YAML(typ="base")
    yaml.Resolver = _OnlyTexts
    return yaml


class _TooLargeError(Exception):
    """The values are nested deeper, or expand to more, than in any real file."""

    def __init__(self, node: Node) -> None:
        self.node = node


@dataclass(frozen=True, slots=True)
class LocatedYaml:
    """The value of a file with its places: text, ``None``, a list or a dict."""

    file: str
    value: Any
    _root: Node | None

    def place(self, location: Location) -> Place:
        """Return the place of a value; if it is missing, of its nearest container.

        A missing value of the whole file has no line.
        """
        node = self._root
        anchor = None if location else node
        for step in location:
            child, mark = _child(node, step)
            if child is None:
                break
            node, anchor = child, mark
        path = written_path(location)
        if anchor is None:
            return Place(file=self.file, path=path)
        mark = anchor.start_mark
        return Place(file=self.file, line=mark.line + 1, column=mark.column + 1, path=path)


def written_path(location: Location) -> str:
    """Return ``('收支明细', 2, '金额')`` as ``收支明细[3].金额``, counting from 1 as people do."""
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step + 1}]"
        else:
            path += f".{step}" if path else str(step)
    return path


def _child(node: Node | None, step: str | int) -> tuple[Node | None, Node | None]:
    """Return a node's child, and the node with the mark of its place."""
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == step:
                return value, value if isinstance(value, ScalarNode) else key
    return None, None


def parse_yaml(data: bytes, file: str) -> tuple[LocatedYaml | None, list[Finding]]:
    """Parse YAML bytes; ``file`` names them in findings."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Finding(Kind.NOT_UTF8, Place(file=file, line=line, column=1))]
    try:
        if _may_be_deep(text) and (line := _too_deep(text)):
            return None, [Finding(Kind.NESTED_TOO_DEEPLY, Place(file=file, line=line, column=1))]
        root = _only_texts().compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Place(
            file=file,
            line=mark.line + 1 if mark else None,
            column=mark.column + 1 if mark else None,
        )
        return None, [Finding(Kind.SYNTAX_FAULT, where, actual=_cause(error), expected="YAML 写法")]
    except (YAMLError, ValueError, RecursionError) as error:
        return None, [
            Finding(Kind.SYNTAX_FAULT, Place(file=file), actual=str(error).split("\n")[0][:80])
        ]
    findings: list[Finding] = []
    try:
        value = _Plain(file, findings).value(root, 0) if root is not None else None
    except _TooLargeError as error:
        mark = error.node.start_mark
        where = Place(file=file, line=mark.line + 1, column=mark.column + 1)
        return None, [Finding(Kind.NESTED_TOO_DEEPLY, where)]
    return LocatedYaml(file, value, root), findings


def _may_be_deep(text: str) -> bool:
    """Return true if brackets, dashes or indents may nest deeper than the reader can handle.

    The reader composes nested nodes recursively in C, and a full stack ends the process.
    """
    if text.count("[") + text.count("{") > _SAFE_DEPTH:
        depth = 0
        for bracket in _BRACKETS.findall(text):
            depth += 1 if bracket in "[{" else -1
            if depth > _SAFE_DEPTH:
                return True
    # Indents and dashes nest on one line.
    long_lines = (line for line in text.split("\n") if len(line) >= _SAFE_DEPTH)
    return any(_INDENTS.search(line) for line in long_lines)


def _too_deep(text: str) -> int:
    """Return the line with too deep nesting, or 0; only parse, without composing nodes."""
    depth = 0
    for event in YAML(typ="base").parse(text):
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > _SAFE_DEPTH:
            return int(event.start_mark.line) + 1
    return 0


def _cause(error: MarkedYAMLError) -> str:
    problem = error.problem or ""
    return next((zh for en, zh in _CAUSES if en in problem), problem)


_CAUSES = (
    ("could not find expected ':'", "缺少冒号，或冒号后没有空格"),
    ("mapping values are not allowed", "此处不能再写“字段: 值”，多半是缩进不对或少了换行"),
    ("did not find expected key", "缩进与上一行对不齐"),
    ("did not find expected ',' or '}'", "花括号内缺少逗号或右括号"),
    ("did not find expected ',' or ']'", "方括号内缺少逗号或右括号"),
    ("found character", "有不能出现在这里的字符（如制表符、全角标点）"),
    ("found unexpected end of stream", "引号没有成对"),
    ("found undefined alias", "引用（*）了没有定义的内容"),
    ("but found another document", "一个文件只能有一份内容"),
)


class _Plain:
    """The conversion of nodes into plain values, within the limits."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self._file = file
        self._findings = findings
        self._count = 0

    def value(self, node: Node, depth: int) -> Any:
        self._count += 1
        if depth > _MAX_DEPTH or self._count > _MAX_VALUES:
            raise _TooLargeError(node)
        if isinstance(node, ScalarNode):
            plain = node.style in (None, "")
            return None if plain and node.value in _NULLS else node.value
        if isinstance(node, SequenceNode):
            return [self.value(child, depth + 1) for child in node.value]
        result: dict[str, Any] = {}
        for key, child in node.value:
            mark = key.start_mark
            if not isinstance(key, ScalarNode):
                where = Place(file=self._file, line=mark.line + 1, column=mark.column + 1)
                self._findings.append(Finding(Kind.SYNTAX_FAULT, where, actual="复合的字段名"))
                continue
            if key.value in result:
                where = Place(file=self._file, line=mark.line + 1, column=mark.column + 1)
                self._findings.append(Finding(Kind.DUPLICATE_FIELD, where, actual=key.value))
                continue
            result[key.value] = self.value(child, depth + 1)
        return result
