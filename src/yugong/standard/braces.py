"""Texts of a standard with words filled into their braces.

Tests: tests/standard/test_wording.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_BRACES = re.compile(r"\{([^{}]+)\}")


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put words into the braces that name them; other braces, and those in words, stay."""
    return _BRACES.sub(lambda braces: words.get(braces[1], braces[0]), text)
