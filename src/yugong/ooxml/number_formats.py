"""Number formats that Excel knows by number, without a code in the file.

Tests: tests/writing/xlsx/test_quick_ways.py.
"""

from __future__ import annotations

PLAIN_FORMATS = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    49: "@",
}
"""The codes of those that are the same in every language of Excel, by number."""
