"""The styles of deleted pieces that the new document does not have."""

from __future__ import annotations

import copy

from yugong.ooxml.names import VAL, w
from yugong.ooxml.part_xml import xml_bytes
from yugong.writing.redline.word_file import WordFile

_NAMES = (w("pStyle"), w("rStyle"), w("tblStyle"))
_LINKS = (w("basedOn"), w("next"), w("link"))


def with_missing_styles(old: WordFile, new: WordFile) -> dict[str, bytes]:
    """Return the styles part of the new document with the styles of the old one that it uses.

    Empty if none is missing.  Lists of such styles are left out: their numbers are those of the
    old document.
    """
    parts, former = new.targets("styles"), old.targets("styles")
    if not parts or not former:
        return {}
    root = new.root(parts[0])
    known = {style.get(w("styleId")) for style in root.iter(w("style"))}
    by_id = {style.get(w("styleId")): style for style in old.root(former[0]).iter(w("style"))}
    waiting = [node.get(VAL) for node in new.root(new.body).iter(*_NAMES)]
    added = []
    while waiting:
        identifier = waiting.pop()
        if identifier in known or identifier not in by_id:
            continue
        known.add(identifier)
        style = copy.deepcopy(by_id[identifier])
        style.attrib.pop(w("default"), None)
        for node in list(style.iter(w("numPr"))):
            node.getparent().remove(node)
        added.append(style)
        waiting += [node.get(VAL) for node in style.iter(*_LINKS)]
    if not added:
        return {}
    completed = copy.deepcopy(root)
    completed.extend(sorted(added, key=lambda style: str(style.get(w("styleId")))))
    return {parts[0]: xml_bytes(completed)}
