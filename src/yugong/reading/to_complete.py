"""Content that people still have to fill in: its mark and its substitutes in a draft.

Tests: tests/reconstruct/test_completing.py.
"""

from __future__ import annotations

from datetime import date

TO_COMPLETE = "【待补充】"
"""Marks in a ledger a field that nobody has filled in yet; no package is delivered with it."""

UNKNOWN_DAY = date(1, 1, 1)
"""The day that a draft takes for one to be completed; it is printed as the mark."""
