"""A reader of the operators of a PDF page, several times faster than that of pdfminer.

It reads the forms that nearly every producer writes.  A stream with anything else (pictures
within the text, unusual numbers or names) is left to the parser of pdfminer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psparser import LIT, PSLiteral

_TOKEN = re.compile(
    rb"""(?:[\x00\t\n\f\r ]++|%[^\r\n]*+)*+(?:
      (?P<whole>[-+]?[0-9]++(?![0-9.+\-A-Za-z\#]))
    | (?P<part>[-+]?(?:[0-9]++\.[0-9]*+|\.[0-9]++)(?![0-9.+\-A-Za-z\#]))
    | (?P<operator>[A-Za-z'"][A-Za-z0-9*]*+(?![!-$&*-.:;?@\\^-`|~]))
    | <(?P<hex>[0-9A-Fa-f\x00\t\n\f\r ]*+)>
    | \((?P<text>(?:[^()\\]++|\\[nrtbf()\\]|\\[0-3][0-7]{2})*+)\)
    | /(?P<name>[A-Za-z0-9+_.,\-]++(?![!-$&*:;=?@\\^`|~]))
    | (?P<open>\[)
    | (?P<close>\])
    | (?P<entries><<[^<>()]*+>>)
    | (?P<end>\Z)
    | (?P<odd>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-3][0-7]{2})|(.))", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BLANK = re.compile(rb"[\x00\t\n\f\r ]+")
_LEFT = frozenset({b"BI", b"ID", b"EI", b"true", b"false", b"null"})
_UNSEEN = frozenset(
    b"g G rg RG k K cs CS sc SC scn SCN ri gs i w J j M d sh BMC BDC EMC MP DP BX EX".split()
)
"""Operators of colour, pen and marks, which have no effect on positions."""


class FastInterpreter(PDFPageInterpreter):
    """An interpreter of a page's operators for a device without colours and marks."""

    def execute(self, streams: Sequence[object]) -> None:
        """Run the streams, except a stream inside itself."""
        self.stream_ids.clear()
        outer_streams: list[PDFStream] = []
        for stream in map(stream_value, streams):
            if stream.objid is not None and stream.objid not in self.parent_stream_ids:
                outer_streams.append(stream)
                self.stream_ids.add(stream.objid)
        steps = operations(b"\n".join(stream.get_data() for stream in outer_streams))
        if steps is None:
            super().execute(streams)
            return
        known: dict[bytes, tuple[Callable[..., None], int] | None] = {}
        for name, operands in steps:
            if name not in known:
                known[name] = self._operator(name)
            operator = known[name]
            if operator is None:
                continue
            run, count = operator
            if len(operands) >= count:
                run(*operands[len(operands) - count :])

    def _operator(self, name: bytes) -> tuple[Callable[..., None], int] | None:
        word = name.decode("ascii")
        for sign, spelt in (("*", "_a"), ('"', "_w"), ("'", "_q")):
            word = word.replace(sign, spelt)
        run = getattr(self, f"do_{word}", None)
        return None if run is None else (run, run.__code__.co_argcount - 1)


def operations(data: bytes) -> list[tuple[bytes, list[Any]]] | None:
    """Return the visible operators with their operands; ``None`` for an unusual stream."""
    steps: list[tuple[bytes, list[Any]]] = []
    operands: list[Any] = []
    array: list[Any] | None = None
    for match in _TOKEN.finditer(data):
        kind = match.lastgroup
        value: Any
        if kind == "whole":
            value = int(match["whole"])
        elif kind == "part":
            value = float(match["part"])
        elif kind == "operator":
            name = match["operator"]
            if array is not None or name in _LEFT:
                return None
            if name not in _UNSEEN:
                steps.append((name, operands))
            operands = []
            continue
        elif kind == "hex":
            digits = _BLANK.sub(b"", match["hex"])
            if len(digits) % 2:
                return None
            value = bytes.fromhex(digits.decode("ascii"))
        elif kind == "text":
            value = match["text"]
            if b"\\" in value:
                value = _ESCAPE.sub(_unescaped, value)
        elif kind == "name":
            value = _literal(match["name"])
        elif kind == "open" and array is None:
            array = []
            continue
        elif kind == "close" and array is not None:
            value, array = array, None
        elif kind == "entries":
            value = {}
        elif kind == "end":
            break
        else:
            return None
        (operands if array is None else array).append(value)
    return steps if array is None else None


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1] is not None:
        return bytes((int(match[1], 8),))
    return _SIGNS.get(match[2], match[2])


def _literal(name: bytes) -> PSLiteral:
    return LIT(name.decode("ascii"))
