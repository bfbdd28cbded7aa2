"""Text held against a committed file; ``make golden-update`` writes the files anew."""

from __future__ import annotations

from pathlib import Path


def hold(path: Path, text: str, *, update: bool) -> None:
    """Compare ``text`` with what the file says, or write it there."""
    if update:
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == text, "运行 make golden-update 更新，再看差异"
