"""Workbook files with parts of them replaced."""

from __future__ import annotations

import io
import zipfile

from builders.template_workbooks import workbook


def rewritten(data: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with one piece of its first sheet's XML replaced."""
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in content
                content = content.replace(old, new)
            archive.writestr(name, content)
    return target.getvalue()


def sheet_with(old: bytes, new: bytes) -> bytes:
    return rewritten(workbook({"甲": {"A1": "字"}}, {"甲": ("B1:C1",)}), old, new)
