"""A standard that contains only its differences from another one (基于), completed to a whole.

Mappings merge key by key. Lists of named things (:data:`NAMED_LISTS`) merge by name, 块 by
position; any other list replaces the base's. Every value keeps the file it was written in, so
that a finding names the right line of the right file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from yugong.findings import Finding, Kind, Place
from yugong.findings.similarity import most_similar
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import LocatedYaml, Location

BASED_ON = "基于"
NAMED_LISTS: dict[str, tuple[str, ...]] = {
    "表": ("名称",),
    "列": ("名",),
    "行": ("键", "题", "展开"),
    "图": ("名称",),
    "规则": ("编号",),
    "比较": ("事实",),
}
"""Lists that merge by name, and the fields that may name an entry, the first one present."""

_BY_POSITION = "块"
_OWN_ALONE = ("名称", "说明", BASED_ON)
_BASES = "随程序提供的标准的名称，或者标准文件相对于本文件的路径"
_WORDING = "措辞"
_PLACED = "位于"
_REMOVED, _ANEW, _CHANGED, _ORDER = "删去", "重写", "增改", "顺序"
_INSTRUCTIONS = (_ANEW, _REMOVED, _CHANGED, _ORDER)
_BEFORE, _AFTER, _FIRST, _LAST = "之前", "之后", "最前", "最后"


@dataclass(frozen=True, slots=True)
class StandardFile:
    """One file of a standard with its content."""

    path: Path
    located: LocatedYaml
    data: bytes


@dataclass(frozen=True, slots=True)
class StandardPart:
    """A value with the place it was written at: text, nothing, a list or a mapping of parts."""

    value: Any
    source: StandardFile
    location: Location

    def plain_value(self) -> Any:
        """Return the value alone, without places."""
        if isinstance(self.value, dict):
            return {name: part.plain_value() for name, part in self.value.items()}
        if isinstance(self.value, list):
            return [part.plain_value() for part in self.value]
        return self.value

    def closest(self, location: Location) -> tuple[StandardPart, Location]:
        """Return the closest part on the way to a location, and the steps that remain."""
        part: StandardPart = self
        for number, step in enumerate(location):
            below = part._below(step)
            if below is None:
                return part, location[number:]
            part = below
        return part, ()

    def _below(self, step: str | int) -> StandardPart | None:
        below: StandardPart | None = None
        if isinstance(self.value, dict):
            below = self.value.get(step)
        elif isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            below = self.value[step]
        return below

    def place(self, location: Location = ()) -> Place:
        """Return the place of a value, in the file that contains it."""
        part, below = self.closest(location)
        return part.source.located.place((*part.location, *below))

    def with_value(self, value: Any) -> StandardPart:
        return StandardPart(value, self.source, self.location)


def part_of(source: StandardFile) -> StandardPart:
    """Return the content of a file as a part."""
    return _part(source.located.value, source, ())


def _part(value: Any, source: StandardFile, location: Location) -> StandardPart:
    if isinstance(value, dict):
        value = {name: _part(content, source, (*location, name)) for name, content in value.items()}
    elif isinstance(value, list):
        value = [_part(content, source, (*location, index)) for index, content in enumerate(value)]
    return StandardPart(value, source, location)


def inherit(base: StandardPart, derived: StandardPart) -> tuple[StandardPart, list[Finding]]:
    """Complete ``derived`` by ``base``; also return every fault in its changes of the base."""
    merging = _Merging()
    kept = {name: part for name, part in base.value.items() if name not in _OWN_ALONE}
    return merging.merged(base.with_value(kept), derived, ""), merging.findings


def with_shared(part: StandardPart, shared: StandardPart) -> tuple[StandardPart, list[Finding]]:
    """Complete each field of 措辞 that is based on (基于) a shared wording by that wording."""
    wording = part.value.get(_WORDING) if isinstance(part.value, dict) else None
    if wording is None or not isinstance(wording.value, dict):
        return part, []
    merging = _Merging()
    fields = {name: merging.on_shared(field, shared, name) for name, field in wording.value.items()}
    return part.with_value({**part.value, _WORDING: wording.with_value(fields)}), merging.findings


class _Merging:
    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def merged(self, base: StandardPart, derived: StandardPart, name: str) -> StandardPart:
        """Merge ``derived`` over ``base``; ``name`` is the field that contains both."""
        if isinstance(base.value, dict) and isinstance(derived.value, dict):
            return self._mapping(base, derived)
        if isinstance(base.value, list) and isinstance(derived.value, dict):
            says_how = name in NAMED_LISTS or any(field in _INSTRUCTIONS for field in derived.value)
            return self._edited(base, derived, name) if says_how else derived
        if isinstance(base.value, list) and isinstance(derived.value, list):
            if name in NAMED_LISTS:
                return derived.with_value(self._changed(base.value, derived, NAMED_LISTS[name]))
            if name == _BY_POSITION:
                return self._by_position(base, derived)
        return derived

    def on_shared(self, field: StandardPart, shared: StandardPart, name: str) -> StandardPart:
        """Complete a field of 措辞 by the shared wording that it names, if any."""
        if not isinstance(field.value, dict) or BASED_ON not in field.value:
            return field
        named = field.value[BASED_ON]
        changes = {key: content for key, content in field.value.items() if key != BASED_ON}
        known = {
            base: part.value[name] for base, part in shared.value.items() if name in part.value
        }
        if not known or not isinstance(named.value, str):
            self._wrong(
                named,
                f"共用措辞的名称：{'、'.join(known)}" if known else "这一项没有共用的，直接写",
            )
            return field.with_value(changes)
        if named.value not in known:
            self._unknown(named, known)
        base = known.get(named.value) or next(iter(known.values()))
        return self.merged(base, field.with_value(changes), name)

    def _mapping(self, base: StandardPart, derived: StandardPart) -> StandardPart:
        if _ANEW in derived.value:
            if derived.value[_ANEW].value != "是":
                self._wrong(derived.value[_ANEW], "是")
            return derived.with_value(
                {name: content for name, content in derived.value.items() if name != _ANEW}
            )
        result: dict[str, StandardPart] = dict(base.value)
        for name in self._texts(derived.value.get(_REMOVED)):
            if name.value in result:
                del result[name.value]
            else:
                self._unknown(name, base.value)
        for name, part in derived.value.items():
            if name != _REMOVED:
                before = base.value.get(name)
                result[name] = part if before is None else self.merged(before, part, name)
        return derived.with_value(result)

    def _by_position(self, base: StandardPart, derived: StandardPart) -> StandardPart:
        result: list[StandardPart] = list(base.value)
        for index, part in enumerate(derived.value):
            if index < len(result):
                result[index] = self.merged(result[index], part, "")
            else:
                result.append(part)
        return derived.with_value(result)

    def _edited(self, base: StandardPart, derived: StandardPart, name: str) -> StandardPart:
        """Return a list after its instructions: 重写, or 删去, 增改 and 顺序."""
        for field, part in derived.value.items():
            if field not in _INSTRUCTIONS:
                self._wrong(part, "、".join(_INSTRUCTIONS), actual=field)
        if _ANEW in derived.value:
            anew: StandardPart = derived.value[_ANEW]
            return anew
        fields = NAMED_LISTS.get(name, ())
        items: list[StandardPart] = list(base.value)
        for removed in self._texts(derived.value.get(_REMOVED)):
            index = _index(items, removed.value, fields)
            if index is None:
                self._unknown(removed, _names(items, fields))
            else:
                del items[index]
        changed = derived.value.get(_CHANGED)
        if changed is not None:
            if isinstance(changed.value, list):
                items = self._changed(items, changed, fields)
            else:
                self._wrong(changed, "一个列表（每项以“- ”开头）")
        order = self._texts(derived.value.get(_ORDER))
        return derived.with_value(self._ordered(items, order, fields))

    def _changed(
        self, before: list[StandardPart], derived: StandardPart, fields: tuple[str, ...]
    ) -> list[StandardPart]:
        """Return the entries with the derived ones merged in by name, or added in position."""
        items = list(before)
        for part in derived.value:
            key = _name(part, fields)
            if not key or (fields and not isinstance(part.value, dict)):
                self._wrong(part, "有名称的一项；整个列表另写的，用“重写”", actual=key)
                continue
            where = part.value.get(_PLACED) if isinstance(part.value, dict) else None
            bare = part
            if where is not None:
                fields_kept = {
                    field: content for field, content in part.value.items() if field != _PLACED
                }
                bare = part.with_value(fields_kept)
            index = _index(items, key, fields)
            entry = bare if index is None else self.merged(items[index], bare, "")
            if index is not None and where is None:
                items[index] = entry
                continue
            if index is not None:
                del items[index]
            items.insert(self._position(where, items, fields), entry)
        return items

    def _position(
        self, where: StandardPart | None, items: list[StandardPart], fields: tuple[str, ...]
    ) -> int:
        if where is None or where.value == _LAST:
            return len(items)
        if where.value == _FIRST:
            return 0
        if isinstance(where.value, dict) and len(where.value) == 1:
            [(side, neighbour)] = where.value.items()
            if side in (_BEFORE, _AFTER) and isinstance(neighbour.value, str):
                index = _index(items, neighbour.value, fields)
                if index is not None:
                    return index + 1 if side == _AFTER else index
                self._unknown(neighbour, _names(items, fields))
                return len(items)
        choices = f"{_FIRST}、{_LAST}，或 {{{_BEFORE}: 名称}}、{{{_AFTER}: 名称}}"
        self._wrong(where, choices)
        return len(items)

    def _ordered(
        self, items: list[StandardPart], order: list[StandardPart], fields: tuple[str, ...]
    ) -> list[StandardPart]:
        """Return the listed entries first, in that order; the others as they were."""
        first: list[StandardPart] = []
        for placed in order:
            index = _index(items, placed.value, fields)
            if index is None:
                self._unknown(placed, _names([*items, *first], fields))
            else:
                first.append(items.pop(index))
        return [*first, *items]

    def _texts(self, part: StandardPart | None) -> list[StandardPart]:
        if part is None:
            return []
        if isinstance(part.value, list) and all(isinstance(item.value, str) for item in part.value):
            return part.value
        self._wrong(part, "名称的列表，如 [甲, 乙]")
        return []

    def _unknown(self, part: StandardPart, known: Any) -> None:
        near = most_similar(part.value, known)
        expected = f"是否为“{near}”？" if near else "可用的有：" + "、".join(known)
        self.findings.append(Finding(Kind.NOT_IN_BASE, part.place(), part.value, expected))

    def _wrong(self, part: StandardPart, expected: str, actual: str = "") -> None:
        text = actual or (part.value if isinstance(part.value, str) else "")
        self.findings.append(Finding(Kind.MALFORMED_CHANGE_OF_BASE, part.place(), text, expected))


def _name(part: StandardPart, fields: tuple[str, ...]) -> str:
    """Return the name of a list's entry; a text is its own name."""
    if isinstance(part.value, str):
        return part.value
    if isinstance(part.value, dict):
        for field in fields:
            if field in part.value and isinstance(part.value[field].value, str):
                return str(part.value[field].value)
    return ""


def _names(items: list[StandardPart], fields: tuple[str, ...]) -> list[str]:
    return [name for name in (_name(item, fields) for item in items) if name]


def _index(items: list[StandardPart], name: str, fields: tuple[str, ...]) -> int | None:
    return next((index for index, item in enumerate(items) if _name(item, fields) == name), None)


Read = Callable[[Path, str], tuple[StandardFile | None, list[Finding]]]
"""The function that reads a file by its path; the text names it in findings."""


def completed_standard(
    path: Path,
    display_name: str,
    read: Read,
    resolve: Callable[[str, Path], tuple[Path, str] | None],
    known: Collection[str],
    shared: StandardPart,
) -> tuple[StandardPart | None, tuple[StandardFile, ...], list[Finding]]:
    """Complete a standard's file by the files it is based on; also return all files from it down.

    ``resolve`` gives the path of a base and its display name by its name in 基于 and the folder of
    the file that names it; ``None`` if there is none. ``known`` are the names that 基于 accepts,
    ``shared`` is the wording that fields of 措辞 may be based on.
    """
    source, findings = read(path, display_name)
    if source is None:
        return None, (), findings
    chain = [source]
    seen = [path.resolve()]
    while (base_name := _base_of(chain[-1])) is not None:
        current = chain[-1]
        where = current.located.place((BASED_ON,))
        resolved = resolve(base_name, current.path.parent)
        if resolved is None:
            near = "" if Path(base_name).suffix else most_similar(base_name, known)
            expected = f"是否为“{near}”？" if near else _BASES
            findings.append(Finding(Kind.UNKNOWN_STANDARD, where, base_name, expected))
            return None, tuple(chain), findings
        below, name = resolved
        if below.resolve() in seen:
            round_ = " → ".join([*(file.path.name for file in chain), below.name])
            findings.append(Finding(Kind.CIRCULAR_BASES, where, round_))
            return None, tuple(chain), findings
        source, faults = read(below, name)
        findings += faults
        if source is None:
            findings.append(Finding(Kind.UNKNOWN_STANDARD, where, base_name, _BASES))
            return None, tuple(chain), findings
        chain.append(source)
        seen.append(below.resolve())
    whole, faults = with_shared(part_of(chain[-1]), shared)
    findings += faults
    for file in reversed(chain[:-1]):
        derived, faults = with_shared(part_of(file), shared)
        findings += faults
        if isinstance(whole.value, dict):
            whole, faults = inherit(whole, derived)
            findings += faults
        else:
            whole = derived
    return whole, tuple(chain), findings


def _base_of(source: StandardFile) -> str | None:
    value = source.located.value
    named = value.get(BASED_ON) if isinstance(value, dict) else None
    return named if isinstance(named, str) else None
