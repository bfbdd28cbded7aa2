"""The words of headers and footers of sheets.

Tests: tests/published/excel/test_reading.py.
"""

from __future__ import annotations


def running_text(codes: str) -> str:
    """Return the words of a header or footer, without its codes and page numbers."""
    text = ""
    index = 0
    while index < len(codes):
        if codes[index] != "&":
            text, index = text + codes[index], index + 1
        elif codes[index + 1 : index + 2] == "&":
            text, index = text + "&", index + 2
        elif codes[index + 1 : index + 2] == '"':
            index = codes.find('"', index + 2) + 1 or len(codes)
        elif codes[index + 1 : index + 2] == "K":
            index += 8
        else:
            index += 2
            while codes[index - 1 : index].isdecimal() and codes[index : index + 1].isdecimal():
                index += 1
    return text.strip(" -－—/第页共\n\r\t")
