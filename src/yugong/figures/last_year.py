"""Last year as this year's figures see it: in this year's 科目 and under this year's projects."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from yugong.figures.posting import Posting
from yugong.reading.located_yaml import Locate


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
    place: Locate | None = None

    @property
    def has_ledger(self) -> bool:
        """Whether changes can be taken apart row by row."""
        return bool(self.postings)

    def with_projects_called(self, keys: Mapping[str, str], taken: Collection[str]) -> LastYear:
        """The same with projects under new keys: last year's key → this year's.

        A project that has none keeps its own, unless this year uses that for another (``taken``).
        """
        known = {*self.projects, *(one.project for one in self.postings if one.project)}
        known |= {key for fact in self.amounts if (key := project_of(fact)[0])}
        renamed = dict(keys)
        used = {*taken, *keys.values()}
        for key in sorted(known - set(keys)):
            own = key
            while own in used:
                own += "（上年）"
            used.add(own)
            renamed[key] = own
        return replace(
            self,
            amounts={_recalled(fact, renamed): amount for fact, amount in self.amounts.items()},
            postings=tuple(
                one._replace(project=renamed[one.project]) if one.project else one
                for one in self.postings
            ),
            projects={renamed[key]: name for key, name in self.projects.items()},
        )


_PROJECT = "项目."


def project_of(fact: str) -> tuple[str, str]:
    """The project key and the part in the id of a project's fact; empty for any other fact.

    The key is what the project's rows call it: its code, or where it has none its name.
    """
    if not fact.startswith(_PROJECT):
        return "", ""
    key, _, part = fact.removeprefix(_PROJECT).rpartition(".")
    return key, part


def _recalled(fact: str, keys: Mapping[str, str]) -> str:
    key, part = project_of(fact)
    return f"{_PROJECT}{keys[key]}.{part}" if key else fact
