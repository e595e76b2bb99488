"""The kinds of meeting a body holds, as templates: usual hours and usual business.

Data, not code (occasions.json): a new meeting takes its hours from here at once and
its agenda when the secretary asks for it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class UsualItem:
    titles: Mapping[str, str]  # by language tag
    minutes: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """One template; names and words by language tag, "vi" and "en"."""

    code: str
    names: Mapping[str, str]
    about: Mapping[str, str]
    starts: time               # of the place
    hours: int
    public: bool
    items: tuple[UsualItem, ...]


@cache
def occasions() -> Mapping[str, Occasion]:
    """All templates by code, in the order offered."""
    rows = json.loads(files("meetings.calendar").joinpath("occasions.json").read_text("utf-8"))
    return {row["code"]: _occasion(row) for row in rows}


def _occasion(row: Mapping[str, object]) -> Occasion:
    match row:
        case {"code": str(code), "names": dict(names), "about": dict(about), "starts": str(starts),
              "hours": int(hours), "public": bool(public), "items": list(items)}:
            usual = tuple(UsualItem(item["title"], item["minutes"]) for item in items)
            return Occasion(code, names, about, time.fromisoformat(starts), hours, public, usual)
    raise ValueError(f"occasions.json: not a template: {row}")
