"""Questions to the operating system about a path, and its refusals in Chinese.

Tests: tests/cli/test_other_systems.py.
"""

from __future__ import annotations

import errno
from pathlib import Path

_REASONS = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.EACCES: "没有权限，或文件正被打开",
    errno.EPERM: "没有权限，或文件正被打开",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENAMETOOLONG: "文件名或路径太长",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.EINVAL: "文件名中有系统不允许的字符",
}


def exists(path: Path) -> bool:
    """Return true if there is a file or folder; false if the system does not know such a name."""
    try:
        return path.exists()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Return true if the path is a folder; false if the system does not know such a name."""
    try:
        return path.is_dir()
    except OSError:
        return False


def reason_of(error: OSError) -> str:
    """Return the reason of the system's refusal, in Chinese if it is a usual one."""
    known = _REASONS.get(error.errno or 0)
    return known or error.strerror or type(error).__name__
