"""The files that a standard declares for its Word template: pictures and subdocuments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from pathlib import Path

from yugong.findings import Finding, Kind, Place
from yugong.quick_dataclass import dataclass
from yugong.reading.file_bytes import read_bytes
from yugong.standard.schema import Templates

PICTURE, SUBDOCUMENT = "图片", "子文档"
ATTACHMENT_LIMIT = 5 * 1024 * 1024
"""The largest declared file, in bytes."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A declared file: its kind (图片, 子文档), its name in templates, its bytes.

    ``width`` and ``height`` of a picture are in mm, None for its own size.
    """

    kind: str
    name: str
    file: str
    data: bytes = field(repr=False)
    width: float | None = None
    height: float | None = None


def read_attachments(
    templates: Templates, origin: Callable[[str, str], tuple[Path, Place]]
) -> tuple[tuple[Attachment, ...], list[Finding]]:
    """Read the declared files; ``origin`` gives, by kind and name, the folder and the place.

    A file outside the folder of the standard that declares it, or no regular file, is a finding.
    """
    attachments: list[Attachment] = []
    findings: list[Finding] = []
    pictures = [
        (PICTURE, name, picture.file, picture.width, picture.height)
        for name, picture in templates.pictures.items()
    ]
    subdocuments = [
        (SUBDOCUMENT, name, file, None, None) for name, file in templates.subdocuments.items()
    ]
    for kind, name, relative, width, height in [*pictures, *subdocuments]:
        folder, place = origin(kind, name)
        path = folder / relative
        if not _is_inside(path, folder):
            expected = "标准文件所在文件夹里的文件，路径从那里写起"
            findings.append(Finding(Kind.FILE_MISSING, place, relative, expected))
            continue
        data, faults = read_bytes(path, ATTACHMENT_LIMIT)
        if data is None:
            findings.extend(
                Finding(fault.code, place, relative, fault.actual or fault.expected)
                for fault in faults
            )
            continue
        attachments.append(Attachment(kind, name, path.name, data, width, height))
    return tuple(attachments), findings


def _is_inside(path: Path, folder: Path) -> bool:
    """Return True for a regular file in the folder; links may not lead out of it."""
    try:
        real = path.resolve(strict=True)
        return real.is_relative_to(folder.resolve(strict=True)) and real.is_file()
    except (OSError, ValueError, RuntimeError):
        return False
