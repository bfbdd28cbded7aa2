"""Carried-over money whose projects no table lists: the list of them is of 财政拨款 only.

Tests: tests/audit/evidence/test_project_rows.py.
"""

from __future__ import annotations

import itertools
from decimal import Decimal

from yugong.audit.evidence.form_match import match_forms, repeated_forms
from yugong.audit.evidence.relation import coarsest_step
from yugong.audit.evidence.table_names import FISCAL, OVERVIEW
from yugong.audit.evidence.table_terms import TableTerms
from yugong.budget.money import ZERO, residue_tolerance, to_wan
from yugong.published.forms.pairing import year_total
from yugong.published.model.package import PublishedPackage


def unlisted_carry_over(package: PublishedPackage) -> Decimal | None:
    """Carried-over money that is no 财政拨款, in 万元; ``None`` if none is printed.

    It is the difference of two printed amounts, at its most: one that is printed as 0.00 may
    have been rounded.
    """
    view = TableTerms(package)
    whole = view.cell(OVERVIEW, "上年结转", "收入金额")
    fiscal = view.cell(FISCAL, "上年财政拨款结转", "收入金额")
    if whole is None or fiscal is None or not whole.is_printed:
        return None
    return max(whole.amount - fiscal.amount, ZERO) + residue_tolerance(
        1, coarsest_step((whole, fiscal))
    )


def may_be_carried(amount: Decimal, unlisted: Decimal | None) -> bool:
    """True if an amount in 万元 may be carried-over money that is in no list."""
    return unlisted is not None and ZERO <= amount <= unlisted


def unlisted_projects(package: PublishedPackage, unlisted: Decimal | None) -> int:
    """The number of projects in no list that have forms, as far as the unlisted money goes.

    They have a form and no row; the money of all of them is part of what is carried over.
    """
    match = match_forms(package)
    again = {id(form) for form in repeated_forms(package, match.forms)}
    amounts = (year_total(form) or ZERO for form in match.forms if id(form) not in again)
    sums = itertools.accumulate(sorted(map(to_wan, amounts)))
    return sum(may_be_carried(total, unlisted) for total in sums)
