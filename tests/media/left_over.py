"""What this process holds when all that can be let go has been."""

import asyncio
import gc
import os
from pathlib import Path
from typing import NamedTuple


class Leftovers(NamedTuple):
    files: int                 # open descriptors, sockets among them
    tasks: int
    objects: int               # that Python looks after
    kilobytes: int             # resident, OpenSSL's and libsrtp's included


def left_over() -> Leftovers:
    for _ in range(3):                                 # what a finaliser frees may free more
        gc.collect()
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return Leftovers(
        len(os.listdir("/proc/self/fd")), len(asyncio.all_tasks()), len(gc.get_objects()),
        int(status["VmRSS"].split()[0]),
    )
