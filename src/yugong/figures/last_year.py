"""Last year's figures in this year's 科目 and under this year's project keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from decimal import Decimal

from yugong.figures.posting import Posting
from yugong.quick_dataclass import dataclass
from yugong.reading.located_yaml import Locate


@dataclass(frozen=True, slots=True)
class LastYear:
    """The known figures of last year.

    ``amounts`` are its facts in 元 by id. ``postings`` are its ledger, empty if only amounts are
    known; projects that continue have this year's keys, and ``projects`` maps keys to names.
    ``origin`` names the file, and ``place`` locates an entry of its ledger.
    """

    origin: str
    amounts: Mapping[str, Decimal]
    postings: tuple[Posting, ...] = ()
    projects: Mapping[str, str] = field(default_factory=dict)
    place: Locate | None = None

    @property
    def has_ledger(self) -> bool:
        """Return true if changes can be split row by row."""
        return bool(self.postings)

    def with_project_keys(self, keys: Mapping[str, str], taken: Collection[str]) -> LastYear:
        """Return a copy with projects under new keys: last year's key → this year's.

        A project without a new key keeps its key, unless another of this year uses it (``taken``).
        """
        known = {*self.projects, *(posting.project for posting in self.postings if posting.project)}
        known |= {key for fact in self.amounts if (key := project_of_fact(fact)[0])}
        renamed = dict(keys)
        used = {*taken, *keys.values()}
        for key in sorted(known - set(keys)):
            kept_key = key
            while kept_key in used:
                kept_key += "（上年）"
            used.add(kept_key)
            renamed[key] = kept_key
        return replace(
            self,
            amounts={
                _with_project_key(fact, renamed): amount for fact, amount in self.amounts.items()
            },
            postings=tuple(
                posting._replace(project=renamed[posting.project]) if posting.project else posting
                for posting in self.postings
            ),
            projects={renamed[key]: name for key, name in self.projects.items()},
        )


_PROJECT = "项目."


def project_of_fact(fact: str) -> tuple[str, str]:
    """Return the project key and the part in the id of a project's fact; empty for other facts.

    The key is the project's code, or its name if it has no code.
    """
    if not fact.startswith(_PROJECT):
        return "", ""
    key, _, part = fact.removeprefix(_PROJECT).rpartition(".")
    return key, part


def _with_project_key(fact: str, keys: Mapping[str, str]) -> str:
    key, part = project_of_fact(fact)
    return f"{_PROJECT}{keys[key]}.{part}" if key else fact
