"""Faults of tags: with their place in a template, or raised while a tag is evaluated.

Tests: tests/template/test_evaluation.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yugong.findings import Kind
from yugong.quick_dataclass import dataclass

if TYPE_CHECKING:
    from yugong.template.tags import Tag


@dataclass(frozen=True, slots=True)
class TagFault:
    """A fault of a tag: the finding's code, its place, what is written, what to write instead.

    ``loop`` is the name of the loop that a tag outside it uses.
    """

    code: str
    place: str
    actual: str
    expected: str = ""
    loop: str = ""

    @property
    def about(self) -> tuple[str, ...]:
        """The names by which findings are grouped: the loop, if there is one."""
        return (self.loop,) if self.loop else ()


class TagError(Exception):
    """A tag that cannot be used: the finding's code, what is written, what to write instead.

    ``tag`` is the tag at fault, None until it is known.
    """

    def __init__(self, code: str, actual: str, expected: str = "") -> None:
        self.code = code
        self.actual = actual
        self.expected = expected
        self.tag: Tag | None = None
        super().__init__(f"{code} {actual}")

    def at_tag(self, tag: Tag) -> TagError:
        """Return the error with its tag; a value that cannot be printed is named by the tag."""
        if self.tag is None:
            self.tag = tag
            self.name_by(tag.raw)
        return self

    def name_by(self, text: str) -> None:
        """Name a value that cannot be printed, or a filter that fails, by the whole tag."""
        if self.code == Kind.MALFORMED_TAG:
            self.actual = text
