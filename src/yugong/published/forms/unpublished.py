"""The number of projects whose forms a package leaves out, as its own text states it.

Tests: tests/reconstruct/test_project_list.py.
"""

from __future__ import annotations

from yugong.published.model.package import PublishedPackage

MANAGED_PROJECTS, PUBLISHED_PROJECTS = "绩效.项目数", "绩效.公开项目数"
"""The facts: projects under performance management, and those whose forms are published."""


def stated_unpublished(package: PublishedPackage) -> int:
    """Return how many projects are stated without a published form; 0 if the text states none.

    The text counts only if the forms that were read are as many as it says.
    """
    managed = next(package.stated(MANAGED_PROJECTS), None)
    published = next(package.stated(PUBLISHED_PROJECTS), None)
    if managed is None or published is None or published.value != len(package.projects):
        return 0
    return max(int(managed.value - published.value), 0)
