"""Folders that are dear to make and the same for many tests: filled once in a run, then copied.

    migrated              ─▶ a database with its tables and nothing in them (a fixture for all tests)
    copied(mould, folder) ─▶ the same in a folder of a test's own, so that nothing reaches another test
"""

import shutil
from pathlib import Path


def copied(mould: Path, folder: Path) -> Path:
    """`folder` filled as `mould` is; whoever holds the mould's lock does not hold the copy's."""
    shutil.copytree(mould, folder, ignore=shutil.ignore_patterns("lock"), dirs_exist_ok=True)
    return folder
