"""The XML of one part, parsed strictly and written the way Word writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Final

from lxml import etree

from yugong.ooxml.errors import HasDtdError, NotXmlError

STRICT: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "recover": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""Parser options for XML from outside: recover nothing, resolve no entity, fetch nothing.

Without ``huge_tree`` libxml2 also limits the depth (256 elements) and the length of one text."""

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def written_parser(target: Any = None, *, instructions: bool = False) -> Any:
    """Return a parser for parts that this program wrote: strict, but of any size and depth.

    ``instructions`` keeps processing instructions.
    """
    options = {**STRICT, "huge_tree": True, "remove_pis": not instructions}
    return etree.XMLParser(target=target, **options)


def parse_part(data: bytes, part: str) -> Any:
    """Return the root element; raise :class:`NotXmlError` or :class:`HasDtdError`."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**STRICT))
    except etree.XMLSyntaxError as error:
        raise NotXmlError(part, error.lineno or 0) from error
    _refuse_dtd(root, part)
    return root


def parse_piecewise(data: bytes, part: str, tag: str, consume: Callable[[Any], None]) -> Any:
    """Return the root element, each complete ``tag`` element handed to ``consume`` meanwhile.

    ``consume`` may empty the element, so that a large part stays small in memory.  Raises like
    :func:`parse_part`.
    """
    events = etree.iterparse(BytesIO(data), events=("end",), tag=tag, **STRICT)
    try:
        for _, element in events:
            consume(element)
        root = events.root
    except etree.XMLSyntaxError as error:
        raise NotXmlError(part, error.lineno or 0) from error
    if root is None:
        raise NotXmlError(part)
    _refuse_dtd(root, part)
    return root


def elements_in(data: bytes, part: str, *tags: str) -> Iterator[Any]:
    """Yield the elements with these names in file order, each complete, and freed after use.

    Raises like :func:`parse_part`, as far as the part was read.
    """
    events = etree.iterparse(BytesIO(data), events=("end",), tag=tags, **STRICT)
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise NotXmlError(part, error.lineno or 0) from error
    if events.root is None:
        raise NotXmlError(part)
    _refuse_dtd(events.root, part)


def _refuse_dtd(root: Any, part: str) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise HasDtdError(part)


def xml_bytes(root: Any) -> bytes:
    """Return a part as Word writes it: declaration, UTF-8, standalone."""
    return _HEAD + etree.tostring(root, encoding="UTF-8", xml_declaration=False)
