"""Faults of tags: with their place in a template, or raised while a tag is evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
