"""The bytes of a file, read within a limit."""

from __future__ import annotations

from pathlib import Path

from yugong.findings import Finding, Kind, Place
from yugong.reading.system import reason_of

MAX_BYTES = 50 * 1024 * 1024


def read_bytes(
    path: Path, limit: int = MAX_BYTES, display_name: str = ""
) -> tuple[bytes | None, list[Finding]]:
    """Return the bytes of a file, or ``None`` and a finding: missing (R001) or too large (R002).

    ``display_name`` names the file in the finding, by default its path.
    """
    place = Place(file=display_name or str(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        return None, [Finding(Kind.FILE_MISSING, place, actual=reason_of(error))]
    except ValueError:  # a null, or half a character, in the path itself
        return None, [Finding(Kind.FILE_MISSING, place, actual="路径中有系统不允许的字符")]
    if len(data) > limit:
        return None, [Finding(Kind.FILE_TOO_LARGE, place, expected=f"不超过 {limit >> 20} 兆字节")]
    return data, []
