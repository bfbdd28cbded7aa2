"""Report the progress of jobs that take a while.

Tests: tests/jobs/test_build.py.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]
"""A function that is called with the name of each step as it begins."""
