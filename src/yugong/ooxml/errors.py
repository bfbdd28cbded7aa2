"""The ways a file can fail to be a readable Office package.

Each error carries fields and no message: the caller knows its user and chooses the finding.
"""

from __future__ import annotations


class PackageError(Exception):
    """An Office file that cannot be read; ``part`` names the part at fault, empty for the file."""

    def __init__(self, part: str = "") -> None:
        super().__init__(part)
        self.part = part


class NotAPackageError(PackageError):
    """The file is no zip archive, or its archive is broken."""


class TruncatedError(NotAPackageError):
    """The archive begins well and cannot be read to its end."""


class OldFormatError(NotAPackageError):
    """The file is in the OLE format of .doc and .xls."""


class EncryptedError(PackageError):
    """The file, or the member ``part``, can be opened with a password only."""


class LimitError(PackageError):
    """The file goes beyond a limit; ``actual`` and ``limit`` are counted in the same unit."""

    def __init__(self, actual: int, limit: int, part: str = "") -> None:
        super().__init__(part)
        self.actual = actual
        self.limit = limit


class TooManyMembersError(LimitError):
    """The archive has too many members."""


class TooLargeError(LimitError):
    """The unpacked archive, or the part ``part``, has too many bytes."""


class TooCompressedError(LimitError):
    """The member ``part`` unpacks to too many times its packed size."""


class UnusualCompressionError(PackageError):
    """The member ``part`` is packed in a way that Office files do not use."""


class UnsafeNameError(PackageError):
    """The name ``part`` leads out of the archive."""


class DuplicateMemberError(PackageError):
    """Two members have the name ``part``, letter case aside."""


class WrongSizeError(PackageError):
    """The member ``part`` does not have the size that the archive's directory gives."""


class MissingPartError(PackageError):
    """The package lacks ``part``, without which it cannot be read."""


class NotXmlError(PackageError):
    """The part ``part`` is not well-formed XML from ``line`` on; 0 if the line is unknown."""

    def __init__(self, part: str, line: int = 0) -> None:
        super().__init__(part)
        self.line = line


class HasDtdError(PackageError):
    """The part ``part`` declares a document type."""
