"""`python -m tests.fuzz NAME… --seconds 60`: bytes made up by atheris against the readers in `targets`.

Without a name: each of them in turn. What makes a reader raise another error than its own, or take a
second or more over one input, is kept in a file whose name is said; `python -m tests.fuzz NAME FILE`
tries it once more. Exit status 0 when there is none. atheris is installed by `make fuzz` alone.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SLOW, MEMORY, LARGEST = 1, 1024, 70_000        # seconds for one input; MB; bytes


def main(argv: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("names", nargs="*")
    asked.add_argument("--seconds", type=int, default=60, help="for each reader")
    asked.add_argument("--one", help=argparse.SUPPRESS)
    said = asked.parse_args(argv)
    if said.one:
        _fuzz(said.one, said.names, said.seconds)
    if len(said.names) == 2 and Path(said.names[1]).is_file():
        return _each(said.names[:1], said.seconds, said.names[1:])
    from tests.fuzz.targets import TARGETS

    return _each(said.names or list(TARGETS), said.seconds)


def _each(names: list[str], seconds: int, files: list[str] | None = None) -> int:
    """Each in a process of its own: libFuzzer ends the one it runs in."""
    found = []
    for name in names:
        more = ["--one", name, "--seconds", str(seconds), *(files or [])]
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz", *more], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace", check=False,
        )
        tried = re.search(r"number_of_executed_units: (\d+)", done.stdout)
        print(f"{name:10} {int(tried[1]) if tried else 0:>12,} inputs", flush=True)
        if done.returncode:
            print(done.stdout)
            found.append(name)
    print(f"Finds in: {', '.join(found)}" if found else f"No find in {len(names)} of {len(names)}.")
    return 1 if found else 0


def _fuzz(name: str, files: list[str], seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["media", "web.stills"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as corpus:
        for at, sample in enumerate(target.samples):
            (Path(corpus) / str(at)).write_bytes(sample)
        atheris.Setup([
            sys.argv[0], *(files or [corpus]), f"-max_total_time={seconds}", f"-timeout={SLOW}", f"-max_len={LARGEST}",
            f"-rss_limit_mb={MEMORY}", "-print_final_stats=1", "-verbosity=0",
            f"-artifact_prefix={tempfile.gettempdir()}/fuzz-{name}-",
        ], target.run)
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
