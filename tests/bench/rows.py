"""How a benchmark tells its figures: one row a figure, beside a reference measured in the same run."""

import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Row:
    """`value` against `target` by `op`; `spread` is (min, median, max) over the rounds, for reading."""

    metric: str
    value: float
    unit: str
    reference: float
    reference_name: str
    op: Literal["<=", ">="]
    target: float
    spread: tuple[float, float, float] | None = field(default=None, compare=False)

    @property
    def holds(self) -> bool:
        return self.value <= self.target if self.op == "<=" else self.value >= self.target


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    return min(values), statistics.median(values), max(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def told(name: str, rows: Sequence[Row], as_json: bool) -> str:
    """All rows, for a program or for people."""
    if as_json:
        wanted = [
            {key: value for key, value in asdict(row).items() if key != "spread"} | {"holds": row.holds} for row in rows
        ]
        return json.dumps({"name": name, "rows": wanted}, ensure_ascii=False)
    lines = [name]
    for row in rows:
        between = ""
        if row.spread is not None:
            between = " (min {:.4g}, median {:.4g}, max {:.4g})".format(*row.spread)
        verdict = "holds" if row.holds else "FAILS"
        lines.append(
            f"  {verdict}  {row.metric}: {row.value:.4g} {row.unit} {row.op} {row.target:.4g}{between};"
            f" {row.reference_name}: {row.reference:.4g}"
        )
    return "\n".join(lines)


def say(what: str) -> None:
    """Beside the figures, for who watches the run."""
    print(what, file=sys.stderr, flush=True)
