"""Content controls that carry the id of a fact: each number of the narrative says which it is.

See ``docs/design/content-controls.md``.  A control is invisible to the reader, may be edited, and
stays with its text when Word saves the file.  Whether a tag shows a fact is known only when it is
rendered: then its run is ended, and another like it begun after the control.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from html import escape
from typing import Any, Final

from jinja2 import nodes
from lxml import etree

from yugong.figures.fact import Fact
from yugong.ooxml.names import HYPERLINK, MC, RPR, SDT, TBL, TEXT_BOX, W15, P
from yugong.standard.expression_parser import parse_expression
from yugong.writing.docx.template.placeholders import CONTROL, MARK_END, MARK_START, Placeholders
from yugong.writing.docx.template.values import escape_for_word

ID_LIMIT = 26
"""The longest id of a fact in a tag, as Word counts characters (UTF-16 units)."""

FILTER_LIMIT = 10
"""How much of a filter's name is in a tag.  Two ids, a filter and what parts them make 64: Word
opens no document with a longer tag."""

TAG_SEPARATOR = "|"
_STATING = frozenset({"万元", "元", "数"})
"""Filters that state the value itself: the tag is then the bare id of the fact."""

SHORTENED = "~"
"""Stands before the digest of an id that was too long."""

_DIGEST = 12
_NOT_IN_IDS = re.compile(
    rf"[{re.escape(TAG_SEPARATOR + SHORTENED)}\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
)
_IGNORABLE = f"{{{MC}}}Ignorable"
_PREFIX, _MC_PREFIX = "w15", "mc"

_TEXT: Final = '<w:t xml:space="preserve">'
_END_RUN: Final = "</w:t></w:r>"
_BEGIN: Final = '<w:sdt><w:sdtPr><w:tag w:val="'
_MIDDLE: Final = (
    f'"/><w:id w:val="{MARK_START}{CONTROL}{MARK_END}"/>'
    f'<{_PREFIX}:appearance {_PREFIX}:val="hidden"/></w:sdtPr><w:sdtContent>'
)
_END: Final = "</w:sdtContent></w:sdt>"
_CONTROL = re.compile(
    _MIDDLE.replace(f"{MARK_START}{CONTROL}{MARK_END}", r"\d+")
    .join((rf'{_BEGIN}[^"]*', rf"(.*?){_END}"))
    .encode(),
    re.S,
)
"""A control as it is written; in it are only runs."""


def id_in_tag(fact_id: str) -> str:
    """Return a fact's id as tags write it: itself, or its beginning and a digest if too long."""
    plain = _NOT_IN_IDS.sub("", fact_id)
    if plain == fact_id and _units(fact_id) <= ID_LIMIT:
        return fact_id
    digest = sha256(fact_id.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    beginning = _cut(plain, ID_LIMIT - _DIGEST - len(SHORTENED))
    return f"{beginning}{SHORTENED}{digest}"


def control_tag(fact_id: str, filter_name: str = "", base: str = "") -> str:
    """Return the tag of the control that shows a fact: ``三公.合计``, ``三公.合计|增减原因``,
    ``支出.基本支出|占比|支出.合计``.

    ``base`` is the id of the fact that this one is measured by.  Never longer than 64 characters.
    """
    words = [id_in_tag(fact_id)]
    if base or filter_name not in {"", *_STATING}:
        words.append(_cut(_NOT_IN_IDS.sub("", filter_name), FILTER_LIMIT))
    if base:
        words.append(id_in_tag(base))
    return TAG_SEPARATOR.join(words)


def _cut(text: str, limit: int) -> str:
    while _units(text) > limit:
        text = text[:-1]
    return text


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def filtered(
    properties: str,
    name: str,
    function: Callable[..., Any],
    value: Any,
    /,
    *others: Any,
    **named: Any,
) -> str:
    """Return ``value | name(others)`` as the text of a ``w:t``; a fact is in a control.

    ``properties`` is the run's ``w:rPr``, or nothing.
    """
    text = escape_for_word(function(value, *others, **named))
    if type(value) is not Fact or not value.id or not text:
        return text
    bases = (other.id for other in (*others, *named.values()) if type(other) is Fact)
    tag = control_tag(value.id, name, next(bases, ""))
    begin = f"<w:r>{properties}{_TEXT}"
    return f"{_END_RUN}{_BEGIN}{escape(tag)}{_MIDDLE}{begin}{text}{_END_RUN}{_END}{begin}"


def without_controls(body: bytes) -> bytes:
    """Return a body without its controls; their text stays."""
    return _CONTROL.sub(rb"\1", body)


def set_controls(
    values: Iterable[tuple[Any, str]],
    is_heading: Callable[[Any], bool],
    root: Any,
    placeholders: Placeholders,
) -> None:
    """Prepare every value of the body that may come in a control.

    ``values`` are the nodes of value tags with their expressions; a paragraph that is a heading
    has no controls.  Nothing of the document is changed where no control can come.
    """
    names = ((_PREFIX, W15), (_MC_PREFIX, MC))
    if any(root.nsmap.get(prefix, space) != space for prefix, space in names):
        return  # the document means something else by them
    has_controls = False
    for node, expression in values:
        run = node.getparent().getparent()  # w:t, w:r
        if not _is_filtered(expression) or not _is_running_text(run, is_heading):
            continue
        properties = run.find(RPR)
        placeholders.control(node, "" if properties is None else _source(properties, root.nsmap))
        has_controls = True
    if has_controls:
        _declare(root, placeholders)


def _is_filtered(expression: str) -> bool:
    """Return True if a value comes out of a filter that is called plainly."""
    node = parse_expression(expression)
    return isinstance(node, nodes.Filter) and node.dyn_args is None and node.dyn_kwargs is None


def _is_running_text(run: Any, is_heading: Callable[[Any], bool]) -> bool:
    """Return True if a run is in a paragraph, or in a link there, that may hold controls."""
    holder = run.getparent()
    paragraph = holder.getparent() if holder.tag == HYPERLINK else holder
    return (
        paragraph.tag == P
        and next(paragraph.iterancestors(TBL, TEXT_BOX, SDT), None) is None
        and not is_heading(paragraph)
    )


def _source(properties: Any, names: dict[Any, str]) -> str:
    """Return an element as text, without the name spaces that its document declares anyway."""
    source = etree.tostring(properties, encoding="unicode", with_tail=False)
    for prefix, space in names.items():
        source = source.replace(f' xmlns:{prefix}="{space}"', "")
    return source


def _declare(root: Any, placeholders: Placeholders) -> None:
    """Declare the name space of ``w15:appearance``, which old programs may ignore."""
    if _PREFIX not in root.nsmap:
        placeholders.declare(f' xmlns:{_PREFIX}="{W15}"')
    ignorable = root.get(_IGNORABLE, "").split()
    if MC not in root.nsmap.values():
        placeholders.declare(f' xmlns:{_MC_PREFIX}="{MC}" {_MC_PREFIX}:Ignorable="{_PREFIX}"')
    elif _PREFIX not in ignorable:
        root.set(_IGNORABLE, " ".join([*ignorable, _PREFIX]))
