"""Is a folder on a drive that can be taken away? The recovery key may be saved nowhere else."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_WINDOWS_REMOVABLE = 2


def is_removable(folder: Path) -> bool:
    """Say whether ``folder`` lies on a removable drive. When that cannot be found out, the answer is no."""
    try:
        resolved = folder.resolve(strict=True)
        if sys.platform == "win32":
            return ctypes.windll.kernel32.GetDriveTypeW(resolved.anchor) == _WINDOWS_REMOVABLE
        if sys.platform == "darwin":
            return resolved.parts[:2] == ("/", "Volumes") and resolved.stat().st_dev != Path("/").stat().st_dev
        return _linux_removable(resolved)
    except OSError:
        return False


def _linux_removable(folder: Path) -> bool:
    """Ask the kernel about the block device below ``folder``; USB drives that call themselves fixed count too."""
    device = folder.stat().st_dev
    node = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve()
    disk = node.parent if (node / "partition").exists() else node
    flag = disk / "removable"
    return (flag.exists() and flag.read_text().strip() == "1") or "/usb" in str(disk)
