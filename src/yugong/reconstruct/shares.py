"""Shares of projects in money that no table lists by project.

Tests: tests/reconstruct/test_shares.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yugong.audit.evidence.form_costs import costs
from yugong.audit.evidence.indicator_value import is_price
from yugong.published.model.package import PerformanceForm
from yugong.reconstruct.form_value import year_funds_total


def fen_of_form(form: PerformanceForm) -> int | None:
    """Return a project's money in 分: the total of its form, else its single cost that is a sum.

    ``None`` if the form states neither, or several costs.
    """
    total = year_funds_total(form)
    if total is not None:
        return int(total * 100)
    sums = [
        value.yuan
        for _, name, value in costs(form, of_year=False)
        if value.yuan and not value.is_upward and not is_price(name, value)
    ]
    return int(sums[0] * 100) if len(sums) == 1 else None


def share_out(total: int, projects: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Return the money of each project; every project gets some, and all of it is ``total``.

    Projects take their known money, and the others the remainder in equal parts.  Known money that
    leaves nothing for the others is cut down in proportion.
    """
    taken = {project: known[project] for project in projects if known.get(project, 0) > 0}
    others = [project for project in projects if project not in taken]
    whole = sum(taken.values(), 0)
    most = total - len(others)
    if whole > most or (whole != most and not others):
        taken = _in_proportion(most, taken)
        whole = sum(taken.values(), 0)
    remainder = total - whole
    equal, more = divmod(remainder, len(others)) if others else (0, 0)
    for index, project in enumerate(others):
        taken[project] = equal + (index < more)
    return {project: taken[project] for project in projects if taken[project] > 0}


def _in_proportion(total: int, parts: Mapping[str, int]) -> dict[str, int]:
    """Return the parts scaled to a total, the largest taking up the remainder."""
    whole = sum(parts.values(), 0)
    scaled = {name: max(part * total // whole, 1) for name, part in parts.items()}
    largest = max(scaled, key=lambda name: scaled[name])
    scaled[largest] += total - sum(scaled.values(), 0)
    return scaled
