"""Word and Excel files written whole: their author, and the archive that becomes the file.

Tests: tests/writing/test_layout.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yugong.ooxml.archive import PackageArchive
from yugong.whole_file import written_whole

AUTHOR = "预公"
"""The author of the comments and tracked changes that are written into files."""


@contextmanager
def written_aside(path: Path, level: int = 6) -> Iterator[PackageArchive]:
    """Write an archive that replaces ``path`` only when it is complete.

    Raises :class:`FindingsError` (D004) if the folder or the file cannot be written.
    """
    with written_whole(path) as target:
        archive = PackageArchive(target, level)
        try:
            yield archive
        finally:
            archive.close()
