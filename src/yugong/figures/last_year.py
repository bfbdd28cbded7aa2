"""Last year as this year's figures see it: in this year's 科目 and under this year's projects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from yugong.figures.posting import Posting
from yugong.findings import Place
from yugong.reading.located_yaml import Location


@dataclass(frozen=True, slots=True)
class LastYear:
    """What is known of last year.

    ``amounts`` are its facts in 元 by id.  ``postings`` are its ledger, empty where only amounts
    are known; their projects are called by the keys of this year's where they are the same
    project, and ``projects`` gives the name of each by key.  ``origin`` names the file, and
    ``place`` says where in it an entry of the ledger stands.
    """

    origin: str
    amounts: Mapping[str, Decimal]
    postings: tuple[Posting, ...] = ()
    projects: Mapping[str, str] = field(default_factory=dict)
    place: Callable[[Location], Place] | None = None

    @property
    def has_ledger(self) -> bool:
        """Whether changes can be taken apart row by row."""
        return bool(self.postings)
