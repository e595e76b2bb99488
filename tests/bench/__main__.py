"""`python -m tests.bench` lists the benchmarks, `python -m tests.bench NAME [--json]` runs one.

Absolute times are noisy: every benchmark runs the peer or the bare floor in the same run, several
rounds in turn. Exit status 0 when every figure holds. None is part of the test suite.
"""

import asyncio
import sys
from importlib import import_module

import uvloop

BENCHES = {
    "fanout": "a ballot opens before 5,000 sockets, against a bare websockets.broadcast",
    "ballots": "5,000 votes at once, each durable, receipted, once, against plain inserts",
    "join": "bytes and time of a delegate's first pages over a thin line",
    "joins": "10,000 peers come and go: what is left of them",
    "relay": "one sender's packets to 200, 300, 400 receivers, against Janus and a bare loop",
    "cascade": "what a hall with a relay of its own takes of its line, whoever watches in it",
    "thinline": "kbit/s on one listener's line, and what is heard and seen over thin ones, beside Janus",
    "lossy": "voice over a line that loses 10 and 30 %, beside Janus",
    "recover": "voice, picture and requests after a line was dead for 30 s",
}


def main(arguments: list[str]) -> int:
    """Each benchmark is a module of its own with `async def run() -> list[Row]`."""
    names = [one for one in arguments if not one.startswith("-")]
    if not names:
        for name, what in BENCHES.items():
            print(f"{name:10} {what}")
        return 0
    if len(names) != 1 or names[0] not in BENCHES:
        print(f"One of: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    from tests.bench import rows

    bench = import_module(f"tests.bench.{names[0]}")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:     # the loop that the server runs on
        found = runner.run(bench.run())
    print(rows.told(names[0], found, "--json" in arguments))
    return 0 if all(row.holds for row in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
