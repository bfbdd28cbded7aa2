"""Changes written into an existing YAML file; everything else stays as its author wrote it.

Only the characters of a change are replaced: comments, order, quotes and line breaks of the rest
stay. Rows that differ are matched by position between those that are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from difflib import SequenceMatcher
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from yugong.intake.yaml_write import (
    entry_lines,
    flow_entry,
    is_literal,
    item_lines,
    part_lines,
    yaml_inline,
    yaml_literal,
    yaml_text,
)
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import parse_yaml


def update_yaml(old_text: str, value: Mapping[str, Any]) -> str:
    """Return ``old_text`` changed so that it reads back as ``value``; itself if nothing changed.

    New fields come after the field they follow in ``value``, new rows at their place in the list. A
    file that cannot be read, or whose form allows no change in place (anchors, several fields on a
    line outside braces), is rewritten without its comments.
    """
    old, faults = parse_yaml(old_text.encode("utf-8", "surrogatepass"), "")
    if old is not None and not faults:
        if old.value == value:
            return old_text
        if isinstance(old.value, dict) and old.value and value:
            changed = _changed(old_text, old.value, value)
            if changed is not None:
                again, faults = parse_yaml(changed.encode("utf-8"), "")
                if again is not None and not faults and again.value == value:
                    return changed
    return yaml_text(value)


class _NotInPlaceError(Exception):
    """The form of the file allows no change in place."""


def _changed(old_text: str, old: Any, value: Mapping[str, Any]) -> str | None:
    mark = "\ufeff" if old_text.startswith("\ufeff") else ""
    text = old_text.removeprefix("\ufeff")
    root = YAML(typ="base").compose(text)
    edits = _Edits(text)
    try:
        edits.change(root, old, value, "", "", flow=False)
        return mark + edits.applied()
    except _NotInPlaceError:
        return None


@dataclass
class _Edits:
    """The replacements of spans of a text that turn its old value into the new one."""

    text: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)

    def applied(self) -> str:
        line_break = "\r\n" if "\r\n" in self.text else "\n"
        pieces: list[str] = []
        copied = 0
        for start, end, new in sorted(self.spans, key=lambda span: span[0]):
            if start < copied:
                raise _NotInPlaceError
            pieces += [self.text[copied:start], new.replace("\n", line_break)]
            copied = end
        return "".join([*pieces, self.text[copied:]])

    def change(
        self, node: Node, old: Any, new: Any, key: str, within: str, *, flow: bool, indent: int = 0
    ) -> None:
        """Turn the value at ``node`` into ``new``; ``indent`` is that of the value around it."""
        if old == new:
            return
        flow = flow or bool(getattr(node, "flow_style", False))
        if isinstance(node, MappingNode) and isinstance(new, Mapping) and old and new:
            (self._flow_mapping if flow else self._mapping)(node, old, new, key)
        elif isinstance(node, SequenceNode) and isinstance(new, list | tuple) and old and new:
            if flow:
                self._put(node, yaml_inline(new, key, flow=True))
            else:
                self._sequence(node, old, new, key)
        elif flow or (isinstance(node, ScalarNode) and (new is None or isinstance(new, str))):
            self._scalar(node, new, key, within, flow=flow, indent=indent)
        else:
            raise _NotInPlaceError

    # --- single values ---------------------------------------------------------------------

    def _scalar(
        self, node: Node, new: Any, key: str, within: str, *, flow: bool, indent: int
    ) -> None:
        start, end = node.start_mark.index, self._end(node)
        alone = not self.text[end : self._line_end(end)].strip()
        if not flow and is_literal(new) and alone:
            written = yaml_literal(new, indent + 2)
        else:
            written = yaml_inline(new, key, within, flow=flow)
        self._put(node, written if start < end else f" {written}")

    def _put(self, node: Node, written: str) -> None:
        self.spans.append((node.start_mark.index, self._end(node), written))

    # --- mappings --------------------------------------------------------------------------

    def _flow_mapping(self, node: MappingNode, old: Any, new: Any, name: str) -> None:
        entries = {key.value: child for key, child in node.value}
        if set(new) == set(old):
            for key, child in entries.items():
                self.change(child, old[key], new[key], key, name, flow=True)
            return
        written = [
            flow_entry(key, self._source(entries[key]))
            if key in old and old[key] == new[key]
            else flow_entry(key, yaml_inline(new[key], key, name, flow=True))
            for key in _merged_order(list(old), list(new))
        ]
        self._put(node, "{" + ", ".join(written) + "}")

    def _source(self, node: Node) -> str:
        return self.text[node.start_mark.index : self._end(node)] or "~"

    def _mapping(self, node: MappingNode, old: Any, new: Any, name: str) -> None:
        indent = node.start_mark.column
        entries = {key.value: (key, child) for key, child in node.value}
        first = next(iter(entries))
        starts_a_row = not self._starts_line(entries[first][0])
        for key, (key_node, child) in entries.items():
            if key not in new:
                if starts_a_row and key == first:
                    raise _NotInPlaceError
                self._remove_entry(key_node, child, whole_part=indent == 0)
            elif self._same_kind(child, old[key], new[key]):
                self.change(child, old[key], new[key], key, name, flow=False, indent=indent)
            else:
                lines = "\n".join(entry_lines(key, new[key], indent, name))[indent:]
                end = max(self._end(child), key_node.end_mark.index + 1)
                self.spans.append((key_node.start_mark.index, end, lines))
        self._add_entries(entries, new, name, indent)

    def _add_entries(
        self, entries: dict[str, tuple[Node, Node]], new: Any, name: str, indent: int
    ) -> None:
        """Put the fields that a mapping did not have after the field they follow."""
        is_part = indent == 0 and not name
        gap = "\n\n" if is_part else "\n"
        before: str | None = None
        for key in new:
            if key in entries:
                before = key
                continue
            lines = (
                part_lines(key, new[key]) if is_part else entry_lines(key, new[key], indent, name)
            )
            if before is None:
                start = next(iter(entries.values()))[0].start_mark.index
                written = "\n".join(lines)[indent:] + gap + " " * indent
                self.spans.append((start, start, written))
            else:
                place = self._line_end(self._end(entries[before][1]))
                self.spans.append((place, place, gap + "\n".join(lines)))

    def _same_kind(self, node: Node, old: Any, new: Any) -> bool:
        """Return true if a value can be changed inside, rather than rewritten as a whole."""
        if old == new:
            return True
        if isinstance(node, ScalarNode):
            return new is None or isinstance(new, str)
        if isinstance(node, MappingNode):
            return isinstance(new, Mapping) and bool(old) and bool(new)
        return isinstance(new, list | tuple) and bool(old) and bool(new)

    def _remove_entry(self, key: Node, child: Node, *, whole_part: bool) -> None:
        """Remove the lines of an entry, and before a part also its comment and blank line."""
        if not self._starts_line(key):
            raise _NotInPlaceError
        start = key.start_mark.index - key.start_mark.column
        end = min(self._line_end(self._end(child)) + 1, len(self.text))
        if whole_part:
            while start and self._line_before(start).startswith("#"):
                start -= len(self._line_before(start))
            if start and not self._line_before(start).strip():
                start -= len(self._line_before(start))
        self.spans.append((start, end, ""))

    # --- lists -----------------------------------------------------------------------------

    def _sequence(self, node: SequenceNode, old: Any, new: Any, name: str) -> None:
        items = node.value
        first = self._dash(items[0])
        indent = first - self._line_start(first)
        for old_start, old_end, new_start, new_end in _differences(old, new):
            paired = min(old_end - old_start, new_end - new_start)
            for index in range(paired):
                here, row = items[old_start + index], new[new_start + index]
                if self._changes_inside(here, old[old_start + index], row):
                    self.change(
                        here, old[old_start + index], row, "", name, flow=False, indent=indent
                    )
                else:
                    lines = "\n".join(item_lines(row, indent, name))
                    self.spans.append((self._dash(here), self._end(here), lines[indent:]))
            for item in items[old_start + paired : old_end]:
                start = self._line_start(self._dash(item))
                end = min(self._line_end(self._end(item)) + 1, len(self.text))
                self.spans.append((start, end, ""))
            rows = new[new_start + paired : new_end]
            added = "\n".join(line for row in rows for line in item_lines(row, indent, name))
            after = old_start + paired
            if rows and after:
                place = self._line_end(self._end(items[after - 1]))
                self.spans.append((place, place, "\n" + added))
            elif rows:
                place = self._line_start(first)
                self.spans.append((place, place, added + "\n"))

    def _changes_inside(self, item: Node, old: Any, new: Any) -> bool:
        """Return true if a row can be changed inside: a block whose first field stays."""
        if isinstance(item, MappingNode) and not item.flow_style and isinstance(new, Mapping):
            return next(iter(old), None) in new
        return self._same_kind(item, old, new)

    def _dash(self, item: Node) -> int:
        """Return the position of an item's dash; it must be the first thing on its line."""
        dash = self.text.rfind("-", 0, item.start_mark.index)
        if dash < 0 or self.text[self._line_start(dash) : dash].strip(" "):
            raise _NotInPlaceError
        return dash

    # --- places in the text ----------------------------------------------------------------

    def _end(self, node: Node) -> int:
        """Return the position after a value's last character, or after the colon of none."""
        while (
            not isinstance(node, ScalarNode)
            and node.value
            and not getattr(node, "flow_style", False)
        ):
            last = node.value[-1]
            node = last[1] if isinstance(node, MappingNode) else last
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        if start < end:
            return start + len(self.text[start:end].rstrip(" \r\n"))
        return start

    def _starts_line(self, node: Node) -> bool:
        start = node.start_mark.index
        return not self.text[self._line_start(start) : start].strip(" ")

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        end = self.text.find("\n", index)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" and end > index else end

    def _line_before(self, start: int) -> str:
        """Return the whole line before the one that begins at ``start``, with its line break."""
        return self.text[self._line_start(start - 1) : start]


_MOST_COMPARED = 3000
"""Rows beyond which changed rows are matched by position alone, to be done in time."""


def _differences(old: Any, new: Any) -> Iterator[tuple[int, int, int, int]]:
    """Yield where two lists differ: from and to in the old one, from and to in the new one."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    if max(old_end, new_end) - head > _MOST_COMPARED:
        yield head, old_end, head, new_end
        return
    before = [repr(row) for row in old[head:old_end]]
    after = [repr(row) for row in new[head:new_end]]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, False).get_opcodes():
        if kind == "replace":
            yield from _by_name(old, new, (head + i1, head + i2), (head + j1, head + j2))
        elif kind != "equal":
            yield head + i1, head + i2, head + j1, head + j2


def _by_name(
    old: Any, new: Any, here: tuple[int, int], there: tuple[int, int]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the differences between two stretches, rows of the same first field with each other."""
    before = [_first_field(row) for row in old[slice(*here)]]
    after = [_first_field(row) for row in new[slice(*there)]]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, False).get_opcodes():
        if kind != "equal":
            yield here[0] + i1, here[0] + i2, there[0] + j1, there[0] + j2
            continue
        for index, number in zip(range(i1, i2), range(j1, j2), strict=True):
            i, j = here[0] + index, there[0] + number
            yield i, i + 1, j, j + 1


def _first_field(row: Any) -> str:
    return repr(next(iter(row.items()), None)) if isinstance(row, Mapping) else repr(row)


def _merged_order(old: list[str], new: list[str]) -> list[str]:
    """Return the keys of ``new``: known ones in their old order, others after their predecessor."""
    order = [key for key in old if key in new]
    for index, key in enumerate(new):
        if key not in old:
            order.insert(order.index(new[index - 1]) + 1 if index else 0, key)
    return order
