"""Personal data as a report may show it: enough to be found again, too little to be used.

A report about a leak must not be the next one; whatever is quoted from a package passes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.published.model.printed_text import CHINESE

_MOBILE = re.compile(r"(?<![\d.])1[3-9]\d(?:\d{8}|-\d{4}-\d{4}| \d{4} \d{4})(?![\d.])")
_IDENTITY = re.compile(r"(?<![\d.])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?![\dXx.])")
_NAME = re.compile(
    r"(?P<label>(?:负责人|经办人|填表人|填报人|联系人|审核人|制表人|经办|填表|审核|制表)\s*[：:]\s*)"
    rf"(?P<name>{CHINESE}{{2,4}})(?=\s|$|[，,。；;、/])"
)
_MOBILE_LENGTH, _IDENTITY_LENGTH = 11, 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def mobile_numbers(text: str) -> Iterator[str]:
    """Every mobile number, whole or written in groups."""
    if len(text) < _MOBILE_LENGTH:
        return iter(())
    return (match[0] for match in _MOBILE.finditer(text))


def identity_numbers(text: str) -> Iterator[str]:
    """Every number of an identity card whose check digit is right."""
    if len(text) < _IDENTITY_LENGTH:
        return
    for match in _IDENTITY.finditer(text):
        digits = match[0].upper()
        total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
        if _CHECK[total % 11] == digits[-1]:
            yield match[0]


def masked_name(name: str) -> str:
    """A name with only its first character: 耿某."""
    return name[0] + "某" * (len(name) - 1)


def masked_number(number: str) -> str:
    """A telephone or identity number with its middle hidden: 135****6122."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def masked(text: str) -> str:
    """A text without mobile numbers, identity numbers and names behind 负责人 and the like.

    It is as long as before, so that places in it stay the same.
    """
    for number in [*identity_numbers(text), *mobile_numbers(text)]:
        text = text.replace(number, masked_number(number))
    return _NAME.sub(lambda match: f"{match['label']}{masked_name(match['name'])}", text)
