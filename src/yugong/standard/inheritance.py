"""A standard that states only what differs from another one (基于), as one whole value.

Mappings merge key by key.  Lists of named things (:data:`NAMED`) merge by name, 块 by position;
any other list takes the place of the one it is based on.  Every value still knows the file it
was written in, so that a finding leads to the right line of the right file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yugong.findings import Finding, Kind, Place
from yugong.findings.similarity import most_similar
from yugong.reading.located_yaml import LocatedYaml, Location

BASE = "基于"
NAMED: dict[str, tuple[str, ...]] = {
    "表": ("名称",),
    "列": ("名",),
    "行": ("键", "题", "展开"),
    "图": ("名称",),
    "规则": ("编号",),
    "比较": ("事实",),
}
"""Lists that merge by name, and the fields that name an entry: the first of them it has."""

_BY_POSITION = "块"
_OWN_ALONE = ("名称", "说明", BASE)
_BASES = "随程序提供的标准的名称，或者标准文件相对于本文件的路径"
_WORDING = "措辞"
_PLACED = "位于"
_REMOVED, _ANEW, _CHANGED, _ORDER = "删去", "重写", "增改", "顺序"
_INSTRUCTIONS = (_ANEW, _REMOVED, _CHANGED, _ORDER)
_BEFORE, _AFTER, _FIRST, _LAST = "之前", "之后", "最前", "最后"


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a standard and what it says."""

    path: Path
    located: LocatedYaml
    data: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """A value with the place it was written at: text, nothing, a list or a mapping of parts."""

    value: Any
    source: Source
    location: Location

    def plain(self) -> Any:
        """The value alone."""
        if isinstance(self.value, dict):
            return {name: part.plain() for name, part in self.value.items()}
        if isinstance(self.value, list):
            return [part.plain() for part in self.value]
        return self.value

    def at(self, location: Location) -> tuple[Part, Location]:
        """The nearest part on the way to a location, and the rest of the way."""
        part: Part = self
        for number, step in enumerate(location):
            below = part._below(step)
            if below is None:
                return part, location[number:]
            part = below
        return part, ()

    def _below(self, step: str | int) -> Part | None:
        below: Part | None = None
        if isinstance(self.value, dict):
            below = self.value.get(step)
        elif isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            below = self.value[step]
        return below

    def place(self, location: Location = ()) -> Place:
        """Where a value stands, in the file that says it."""
        part, rest = self.at(location)
        return part.source.located.place((*part.location, *rest))

    def with_value(self, value: Any) -> Part:
        return Part(value, self.source, self.location)


def part_of(source: Source) -> Part:
    """What a file says, as a part."""
    return _part(source.located.value, source, ())


def _part(value: Any, source: Source, location: Location) -> Part:
    if isinstance(value, dict):
        value = {name: _part(one, source, (*location, name)) for name, one in value.items()}
    elif isinstance(value, list):
        value = [_part(one, source, (*location, at)) for at, one in enumerate(value)]
    return Part(value, source, location)


def inherit(base: Part, own: Part) -> tuple[Part, list[Finding]]:
    """``own`` completed by ``base``, with every fault of what it says about its base."""
    merging = _Merging()
    kept = {name: part for name, part in base.value.items() if name not in _OWN_ALONE}
    return merging.merged(base.with_value(kept), own, ""), merging.findings


def with_shared(own: Part, shared: Part) -> tuple[Part, list[Finding]]:
    """``own`` with each field of 措辞 that is based on (基于) a shared one completed by it."""
    wording = own.value.get(_WORDING) if isinstance(own.value, dict) else None
    if wording is None or not isinstance(wording.value, dict):
        return own, []
    merging = _Merging()
    fields = {name: merging.on_shared(part, shared, name) for name, part in wording.value.items()}
    return own.with_value({**own.value, _WORDING: wording.with_value(fields)}), merging.findings


class _Merging:
    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def merged(self, base: Part, own: Part, name: str) -> Part:
        """``own`` over ``base``; ``name`` is the field both stand in."""
        if isinstance(base.value, dict) and isinstance(own.value, dict):
            return self._mapping(base, own)
        if isinstance(base.value, list) and isinstance(own.value, dict):
            says_how = name in NAMED or any(field in _INSTRUCTIONS for field in own.value)
            return self._edited(base, own, name) if says_how else own
        if isinstance(base.value, list) and isinstance(own.value, list):
            if name in NAMED:
                return own.with_value(self._changed(base.value, own, NAMED[name]))
            if name == _BY_POSITION:
                return self._by_position(base, own)
        return own

    def on_shared(self, own: Part, shared: Part, name: str) -> Part:
        """A field of 措辞 over the shared one that it names, if it does."""
        if not isinstance(own.value, dict) or BASE not in own.value:
            return own
        said = own.value[BASE]
        rest = {field: one for field, one in own.value.items() if field != BASE}
        known = {
            base: part.value[name] for base, part in shared.value.items() if name in part.value
        }
        if not known or not isinstance(said.value, str):
            self._wrong(
                said, f"共用措辞的名称：{'、'.join(known)}" if known else "这一项没有共用的，直接写"
            )
            return own.with_value(rest)
        if said.value not in known:
            self._unknown(said, known)
        base = known.get(said.value) or next(iter(known.values()))
        return self.merged(base, own.with_value(rest), name)

    def _mapping(self, base: Part, own: Part) -> Part:
        if _ANEW in own.value:
            if own.value[_ANEW].value != "是":
                self._wrong(own.value[_ANEW], "是")
            return own.with_value({name: one for name, one in own.value.items() if name != _ANEW})
        result: dict[str, Part] = dict(base.value)
        for name in self._texts(own.value.get(_REMOVED)):
            if name.value in result:
                del result[name.value]
            else:
                self._unknown(name, base.value)
        for name, part in own.value.items():
            if name != _REMOVED:
                before = base.value.get(name)
                result[name] = part if before is None else self.merged(before, part, name)
        return own.with_value(result)

    def _by_position(self, base: Part, own: Part) -> Part:
        result: list[Part] = list(base.value)
        for at, part in enumerate(own.value):
            if at < len(result):
                result[at] = self.merged(result[at], part, "")
            else:
                result.append(part)
        return own.with_value(result)

    def _edited(self, base: Part, own: Part, name: str) -> Part:
        """A list said as what to do with the base's: 重写, or 删去, 增改 and 顺序."""
        for field, part in own.value.items():
            if field not in _INSTRUCTIONS:
                self._wrong(part, "、".join(_INSTRUCTIONS), found=field)
        if _ANEW in own.value:
            anew: Part = own.value[_ANEW]
            return anew
        fields = NAMED.get(name, ())
        items: list[Part] = list(base.value)
        for wanted in self._texts(own.value.get(_REMOVED)):
            at = _index(items, wanted.value, fields)
            if at is None:
                self._unknown(wanted, _names(items, fields))
            else:
                del items[at]
        changed = own.value.get(_CHANGED)
        if changed is not None:
            if isinstance(changed.value, list):
                items = self._changed(items, changed, fields)
            else:
                self._wrong(changed, "一个列表（每项以“- ”开头）")
        order = self._texts(own.value.get(_ORDER))
        return own.with_value(self._ordered(items, order, fields))

    def _changed(self, before: list[Part], own: Part, fields: tuple[str, ...]) -> list[Part]:
        """The entries with those of ``own`` merged in by name, or added where they say."""
        items = list(before)
        for part in own.value:
            key = _name(part, fields)
            if not key or (fields and not isinstance(part.value, dict)):
                self._wrong(part, "有名称的一项；整个列表另写的，用“重写”", found=key)
                continue
            where = part.value.get(_PLACED) if isinstance(part.value, dict) else None
            bare = part
            if where is not None:
                rest = {field: one for field, one in part.value.items() if field != _PLACED}
                bare = part.with_value(rest)
            at = _index(items, key, fields)
            entry = bare if at is None else self.merged(items[at], bare, "")
            if at is not None and where is None:
                items[at] = entry
                continue
            if at is not None:
                del items[at]
            items.insert(self._position(where, items, fields), entry)
        return items

    def _position(self, where: Part | None, items: list[Part], fields: tuple[str, ...]) -> int:
        if where is None or where.value == _LAST:
            return len(items)
        if where.value == _FIRST:
            return 0
        if isinstance(where.value, dict) and len(where.value) == 1:
            [(side, beside)] = where.value.items()
            if side in (_BEFORE, _AFTER) and isinstance(beside.value, str):
                at = _index(items, beside.value, fields)
                if at is not None:
                    return at + 1 if side == _AFTER else at
                self._unknown(beside, _names(items, fields))
                return len(items)
        choices = f"{_FIRST}、{_LAST}，或 {{{_BEFORE}: 名称}}、{{{_AFTER}: 名称}}"
        self._wrong(where, choices)
        return len(items)

    def _ordered(self, items: list[Part], order: list[Part], fields: tuple[str, ...]) -> list[Part]:
        """Those named first, in that order; the rest as they were."""
        first: list[Part] = []
        for wanted in order:
            at = _index(items, wanted.value, fields)
            if at is None:
                self._unknown(wanted, _names([*items, *first], fields))
            else:
                first.append(items.pop(at))
        return [*first, *items]

    def _texts(self, part: Part | None) -> list[Part]:
        if part is None:
            return []
        if isinstance(part.value, list) and all(isinstance(one.value, str) for one in part.value):
            return part.value
        self._wrong(part, "名称的列表，如 [甲, 乙]")
        return []

    def _unknown(self, part: Part, known: Any) -> None:
        near = most_similar(part.value, known)
        expected = f"是否为“{near}”？" if near else "可用的有：" + "、".join(known)
        self.findings.append(Finding(Kind.NOT_IN_BASE, part.place(), part.value, expected))

    def _wrong(self, part: Part, expected: str, found: str = "") -> None:
        shown = found or (part.value if isinstance(part.value, str) else "")
        self.findings.append(Finding(Kind.MALFORMED_CHANGE_OF_BASE, part.place(), shown, expected))


def _name(part: Part, fields: tuple[str, ...]) -> str:
    """What an entry of a list is called; a text is called what it says."""
    if isinstance(part.value, str):
        return part.value
    if isinstance(part.value, dict):
        for field in fields:
            if field in part.value and isinstance(part.value[field].value, str):
                return str(part.value[field].value)
    return ""


def _names(items: list[Part], fields: tuple[str, ...]) -> list[str]:
    return [name for name in (_name(one, fields) for one in items) if name]


def _index(items: list[Part], name: str, fields: tuple[str, ...]) -> int | None:
    return next((at for at, one in enumerate(items) if _name(one, fields) == name), None)


Read = Callable[[Path, str], tuple[Source | None, list[Finding]]]
"""Reads one file by its path; the second is how findings call it."""


def whole_standard(
    path: Path,
    shown: str,
    read: Read,
    resolve: Callable[[str, Path], tuple[Path, str] | None],
    known: Collection[str],
    shared: Part,
) -> tuple[Part | None, tuple[Source, ...], list[Finding]]:
    """A standard's file completed by those it is based on, with every file from it downwards.

    ``resolve`` gives the path of a base and its shown name by what 基于 says and the folder of
    the file that says it; ``None`` where there is none.  ``known`` are the names that 基于 may say,
    ``shared`` the wording that fields of 措辞 may be based on.
    """
    source, findings = read(path, shown)
    if source is None:
        return None, (), findings
    chain = [source]
    seen = [path.resolve()]
    while (said := _base_of(chain[-1])) is not None:
        current = chain[-1]
        where = current.located.place((BASE,))
        found = resolve(said, current.path.parent)
        if found is None:
            near = "" if Path(said).suffix else most_similar(said, known)
            expected = f"是否为“{near}”？" if near else _BASES
            findings.append(Finding(Kind.UNKNOWN_STANDARD, where, said, expected))
            return None, tuple(chain), findings
        below, name = found
        if below.resolve() in seen:
            round_ = " → ".join([*(one.path.name for one in chain), below.name])
            findings.append(Finding(Kind.CIRCULAR_BASES, where, round_))
            return None, tuple(chain), findings
        source, faults = read(below, name)
        findings += faults
        if source is None:
            findings.append(Finding(Kind.UNKNOWN_STANDARD, where, said, _BASES))
            return None, tuple(chain), findings
        chain.append(source)
        seen.append(below.resolve())
    whole, faults = with_shared(part_of(chain[-1]), shared)
    findings += faults
    for one in reversed(chain[:-1]):
        own, faults = with_shared(part_of(one), shared)
        findings += faults
        if isinstance(whole.value, dict):
            whole, faults = inherit(whole, own)
            findings += faults
        else:
            whole = own
    return whole, tuple(chain), findings


def _base_of(source: Source) -> str | None:
    value = source.located.value
    said = value.get(BASE) if isinstance(value, dict) else None
    return said if isinstance(said, str) else None
