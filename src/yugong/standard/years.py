"""The years a standard is for: a list of years, or all from one on.

Tests: tests/standard/test_inheritance.py.
"""

from typing import Any

from pydantic import Field, model_validator

from yugong.standard.spec import Spec


class Years(Spec):
    """Years named one by one (``[2025, 2026]``), or a span (``{自: 2017, 至: 2024}``).

    A span without its end goes on.
    """

    named: tuple[int, ...] = Field((), alias="列明")
    since: int | None = Field(None, alias="自")
    until: int | None = Field(None, alias="至")

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return {"列明": value} if isinstance(value, list | tuple) else value

    def __contains__(self, year: object) -> bool:
        if not isinstance(year, int):
            return False
        return year in self.named or self._spans(year)

    def _spans(self, year: int) -> bool:
        if self.since is None and self.until is None:
            return False
        begun = self.since is None or self.since <= year
        return begun and (self.until is None or year <= self.until)

    @property
    def latest(self) -> int | None:
        """The last year it is for; ``None`` where that is open."""
        if self.until is None and self.since is not None:
            return None
        return max((*self.named, *filter(None, [self.until])), default=None)

    @property
    def is_empty(self) -> bool:
        """Return true if it contains no year."""
        if self.since is not None and self.until is not None and self.since > self.until:
            return not self.named
        return not self.named and self.since is None and self.until is None

    def __str__(self) -> str:
        parts = [str(year) for year in self.named]
        if self.since is not None and self.until is not None:
            parts.append(f"{self.since} 至 {self.until}")
        elif self.since is not None:
            parts.append(f"{self.since} 年起")
        elif self.until is not None:
            parts.append(f"{self.until} 年及以前")
        return "、".join(parts)
